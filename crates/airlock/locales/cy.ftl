# Not yet read by a Welsh speaker.
# Yr awyrglo: tablau, testunau, ceisiadau am ryddhau, gwiriadau, rhyddhadau.

## Rules: votes
vote-own-request = Chi ofynnodd am y rhyddhad hwn. Rhaid i rywun arall ei wirio.
vote-team-member = Rydych chi’n gweithio ar y prosiect hwn, neu roeddech chi. Rhaid i rywun o’r tu allan iddo wirio ei allbynnau.
vote-not-qualified = Nid yw eich hyfforddiant fel gwiriwr allbynnau’n ddilys heddiw. Gofynnwch i’r tîm hyfforddi ei adnewyddu.
vote-not-now = Nid yw’r cais hwn gyda’r gwirwyr bellach. Edrychwch ar ei dudalen i weld ble mae.
vote-twice = Rydych eisoes wedi pleidleisio yn y rownd hon. Y gwiriwr arall sy’n penderfynu nesaf.
vote-reason-missing = Ysgrifennwch y cwestiwn neu’r rheswm, fel bod yr ymchwilydd yn gwybod beth i’w wneud.
vote-quality-unsaid = Dywedwch a yw’r allbwn o safon i’w gyhoeddi.
vote-not-publishable = Ni ellir rhyddhau allbwn nad yw o safon i’w gyhoeddi. Dychwelwch ef gyda’r hyn i’w wella, neu gwrthodwch ef.
vote-finding-open = Dywedwch pam nad yw’r canfyddiad hwn yn gwneud niwed, neu dychwelwch yr allbwn: { $finding }.
vote-release = Ei ryddhau
vote-return = Ei ddychwelyd gyda chwestiwn
vote-reject = Ei wrthod

## Rules: submission
submit-not-requester = Dim ond y person a ddechreuodd y cais hwn a gaiff ei gyflwyno.
submit-not-now = Ni ellir newid na chyflwyno’r cais hwn nawr. Edrychwch ar ei dudalen i weld ble mae.
submit-form-incomplete = Cwblhewch y ffurflen rhyddhau allbwn.
submit-type-unknown = Dewiswch un o’r mathau o allbwn mae’r gwasanaeth hwn yn eu rhyddhau.
submit-purpose-missing = Dywedwch beth yw diben yr allbwn.
submit-statement-missing = Cadarnhewch eich bod wedi defnyddio dulliau sy’n cynhyrchu allbynnau diogel.
submit-source-missing = Dywedwch o ble mae’r data’n dod.
submit-sample-missing = Dywedwch pwy neu beth sydd yn y sampl.
submit-method-missing = Dywedwch pa ddull a ddefnyddioch chi.
submit-no-file = Dewiswch o leiaf un ffeil o’r ffolder SDC.
submit-too-many-files = Dewiswch { $most } ffeil neu lai. Gwnewch gais arall am y gweddill.
submit-not-in-sdc-folder = Nid yw’r ffeil { $name } yn y ffolder SDC bellach fel y’i dewiswyd. Dewiswch hi eto.
submit-file-empty = Nid oes dim yn y ffeil { $name }. Cadwch hi eto.
submit-file-too-large = Mae’r ffeil { $name } yn fwy na { $megabytes } megabeit. Gwnewch hi’n llai.
submit-bare-table = Tabl ar ei ben ei hun yw’r ffeil { $name }. Mae’r gwasanaeth hwn yn rhyddhau canlyniadau sydd wedi’u hysgrifennu: mewnosodwch y tabl mewn testun, cadwch hwnnw, a gofynnwch am y ddogfen.
submit-data-file = Ffeil ddata yw { $name }. Ni chaiff ffeiliau data byth eu rhyddhau.
submit-model-file = Ffeil model yw { $name }. Ni chaiff ffeiliau model byth eu rhyddhau: gofynnwch am dablau, siartiau, adroddiadau neu god.
submit-file-unknown = Ni chaiff ffeiliau fel { $name } eu rhyddhau ar gyfer y math hwn o allbwn. Defnyddiwch un o: { $allowed }.
submit-wrong-class = Nid yw’r ffeil { $name } yn mynd gyda’r math hwn o allbwn, sy’n cymryd: { $allowed }. Dewiswch fath arall o allbwn neu ffeil arall.
submit-not-fixed = Mae’r ffeil { $name } yn deillio o ddysgu peirianyddol ac nid yw’n dabl, siart, adroddiad na chod.
submit-no-item = Disgrifiwch bob tabl, ffigur a model yn y ffeiliau.
submit-item-label = Dywedwch sut mae eitem { $number } wedi’i labelu yn y ffeil.
submit-item-label-twice = Mae dwy eitem wedi’u labelu { $label }. Rhowch ei label ei hun i bob un.
submit-item-description = Eglurwch beth mae { $label } yn ei ddangos, mewn { $words } gair neu fwy.
submit-item-counts = Rhowch gyfrifon di-bwys { $label }.
submit-item-statistic = Dywedwch pa fath o ystadegyn yw { $label }.
submit-nothing-changed = Yr un ffeiliau â’r tro blaen yw’r rhain. Cywirwch nhw, neu atebwch gwestiwn y gwirwyr.
withdraw-not-now = Ni ellir tynnu’r cais hwn yn ôl nawr.

## Rules: releases
release-expired = Mae’r amser i nôl y rhyddhad hwn ar ben. Gofynnwch i’r gwasanaeth ei ryddhau eto.
release-withdrawn = Mae’r rhyddhad hwn wedi’i dynnu’n ôl. Peidiwch â’i ddefnyddio na’i rannu.

## Rules: tables
table-field-unknown = Nid oes maes o’r enw { $field } yn y set ddata hon.
table-field-no-code = Nid oes codau gan y maes { $field }, felly ni all wneud rhesi na cholofnau.
table-field-no-number = Nid rhif yw’r maes { $field }, felly ni ellir ei adio na chymryd ei gymedr.
table-field-twice = Mae’r maes { $field } wedi’i ddewis ddwywaith. Dewiswch ef ar gyfer rhesi neu golofnau.
table-no-rows = Dewiswch o leiaf un maes ar gyfer y rhesi.
table-too-many-fields = Dewiswch { $most } maes neu lai ar gyfer rhesi a cholofnau gyda’i gilydd.
table-filter-wrong = Ni ellir deall yr amod wrth nod { $at }: { $problem }.
table-filter-field = Mae’r amod yn enwi { $field }, nad yw’n faes yn y set ddata hon.
table-filter-identifier = Mae’r amod yn enwi { $field }, sy’n dweud pwy yw rhywun. Dewiswch gofnodion yn ôl yr hyn sydd ganddynt yn gyffredin.
table-too-few = Mae’r amod yn gadael rhy ychydig o gofnodion ar gyfer tabl, neu ddim un. Dewiswch un ehangach.
table-too-near = Mae’r amod yn gadael bron yr un cofnodion ag amod tabl { $table }: gellid cyfrifo’r ychydig sy’n wahanol o’r ddau. Defnyddiwch amod y tabl hwnnw, neu un sy’n gwahaniaethu mwy.
table-busy = Mae’ch tabl { $table } yn dal i gael ei wneud. Arhoswch nes ei fod yno, neu ei ganslo, yna gofynnwch am y nesaf.
table-project-busy = Mae dau dabl o’ch prosiect yn cael eu gwneud. Arhoswch nes bod un ohonyn nhw yno, yna gofynnwch am y nesaf.
table-cancelled = Rydych wedi canslo’r tabl hwn. Ni chadwyd dim ohono.
table-failed = Aeth rhywbeth o’i le wrth wneud y tabl hwn, ac ni chadwyd dim ohono. Gofynnwch amdano eto.
table-too-large = Byddai gan y tabl ormod o gelloedd. Dewiswch lai o feysydd.
table-cannot-be-made = Ni ellir gwneud y tabl hwn o’r set ddata hon. Dewiswch feysydd eraill, neu gofynnwch i’r cymorth ystadegol.

## Words of tables
table-total = Cyfanswm
table-count = Cyfrif
table-count-weighted = Cyfrif wedi’i bwyso
table-sum = Swm { $field }
table-mean = Cymedr { $field }
table-unweighted = Cyfrif di-bwys

## The table page
tables-title = Tablau
tables-text = Caiff tablau eu gwneud o’r data yn y gofod hwn ac maen nhw’n aros ynddo nes bod dau berson wedi gwirio’ch allbwn.
tables-from = Gwneud tabl
tables-make-from = Gwneud tabl o { $dataset }
tables-no-dataset = Nid oes set ddata wedi’i mapio i’r gofod hwn ar hyn o bryd.
tables-made = Tablau a wnaed hyd yma
tables-none = Nid oes tabl wedi’i wneud eto.
tables-back = Yn ôl i’r tablau
airlock-save = Cadw
space-back = Yn ôl i ofod y prosiect
table-title-head = Teitl
table-reference = Cyfeirnod
table-dataset = Set ddata
table-verdict = Rheolau datgelu
table-made-at = Gwnaed
table-filter = Amod
table-make = Gwneud y tabl
tables-wanted = Yn cael eu gwneud
table-wanted-asked-at = Gofynnwyd amdano
table-wanted-state = Nawr
table-wanted-place = Mae’n aros. Ei le yn y ciw yw { $place }.
table-wanted-now = Mae’n cael ei wneud.
table-wanted-stopping = Mae’n cael ei atal.
table-wanted-so-far = Amser hyd yma
table-wanted-waited = { $minutes } mun { $seconds } eiliad
table-wanted-text = Cewch fynd ymlaen â rhywbeth arall yn y gofod hwn a dod yn ôl: mae’r tabl yn aros yn y rhestr o dablau. Mae’n cael ei wneud yng nghof y gwasanaeth: os gadewch y gofod neu allgofnodi, neu os ailgychwynnir y gwasanaeth, bydd rhaid i chi ofyn amdano eto.
table-wanted-by-itself = Mae’r dudalen hon yn edrych eto ohoni’i hun bob { $seconds } eiliad.
table-wanted-still = Peidio ag edrych eto ohoni’i hun
table-wanted-look = Edrych eto
table-wanted-cancel = Canslo’r tabl hwn
table-wanted-refused = Ni wnaed y tabl hwn:
table-wanted-again = Gwneud tabl arall
table-kept = Wedi’i wneud. Y gwirwyr sy’n penderfynu a gaiff adael.
table-verdict-pass = Nid oes rheol yn gwrthwynebu
table-verdict-ask = Rhaid i wiriwr edrych ar rai celloedd
table-verdict-fail = Mae rhai celloedd yn anniogel
table-reasons = Beth mae’r rheolau’n ei ddweud
table-rule-threshold = Trothwy: mae rhy ychydig o bobl neu fusnesau y tu ôl i rai celloedd. Cyfunwch gategorïau.
table-rule-dominance = Goruchafiaeth: mae un neu ddau gyfrannwr yn gwneud y rhan fwyaf o rai cyfansymiau. Cyfunwch gategorïau.
table-rule-p-percent = Rheol p%: gallai cyfrannwr amcangyfrif gwerth un arall yn agos o rai cyfansymiau. Cyfunwch gategorïau.
table-rule-pq = Rheol pq: gallai cyfrannwr amcangyfrif gwerth un arall yn agos o rai cyfansymiau. Cyfunwch gategorïau.
table-rule-zero = Seroau: nid oes neb mewn rhai celloedd, sy’n dweud rhywbeth am bawb arall.
table-rule-full = Celloedd llawn: mae bron pawb mewn grŵp yn yr un gell.
table-rule-negative = Gwerthoedd negyddol: rhaid i wiriwr edrych ar gelloedd â chyfraniadau negyddol.
table-rule-differencing = Gwahaniaethu: mae rhai celloedd yn wahanol i rai tabl arall o’r prosiect, neu un a wnaed o fersiwn arall o’r data, o ychydig bobl, y gellid eu cyfrifo o’r ddau. Defnyddiwch yr un amod, neu unwch gategorïau.
table-picture = Llun
table-picture-text = Mae’r llun hwn yn cario’ch enw a’r amser. Peidiwch â chopïo dim o’r sgrin.
table-picture-alt = Llun { $page } o’r tabl { $title }. Ni roddir ei ffigurau fel testun nes bod yr allbwn wedi’i ryddhau. Gofynnwch i’r cymorth ystadegol os na allwch ddarllen lluniau.
table-chart-alt = Siart o’r tabl { $title }. Ni roddir ei ffigurau fel testun nes bod yr allbwn wedi’i ryddhau.
table-next = Beth allwch chi ei wneud ag ef
table-write-up = Ei ysgrifennu
table-save-title = Cadw’r tabl moel
table-save-text = Rhoddir y tabl yn y ffolder SDC fel ffeil CSV, lle gallwch ofyn am ei ryddhau.
table-save = Cadw yn y ffolder SDC

## The write-up page
write-ups-title = Testunau
write-ups-text = Ysgrifennwch eich canlyniadau yma. Mae’r gwasanaeth yn rhoi tablau a ffigurau i mewn, ac yn cadw’r testun fel dogfen Word yn y ffolder SDC.
write-ups-none = Nid oes dim wedi’i ysgrifennu eto.
write-ups-back = Yn ôl i’r testunau
write-up-back = Yn ôl
write-up-begin = Dechrau testun
write-up-title = Teitl
write-up-reference = Cyfeirnod
write-up-changed = Newidiwyd ddiwethaf
write-up-source = Ffynhonnell y data
write-up-sample = Sampl
write-up-method = Dull
write-up-citation = Cyfeirio at y data
write-up-table-label = Tabl
write-up-figure-label = Ffigur
write-up-parts = Y testun
write-up-no-parts = Nid oes rhannau gan y testun eto.
write-up-add = Ychwanegu rhan
write-up-raise = Symud i fyny
write-up-part = Y rhan
write-up-remove = Tynnu rhan { $n }
write-up-remove-title = Ydych chi am dynnu’r rhan hon o’r testun?
write-up-remove-text = Collir yr hyn a ysgrifennwyd gennych ynddi. Mae tabl y mae’n ei ddangos yn aros ymhlith eich tablau.
write-up-remove-button = Tynnu’r rhan
write-up-removed = Mae’r rhan wedi’i thynnu o’r testun.
write-up-save-title = Cadw fel dogfen Word
write-up-save-text = Rhoddir y ddogfen yn y ffolder SDC. Cadwch hi eto o dan enw arall ar ôl newid.
write-up-save = Cadw yn y ffolder SDC
write-up-empty = Nid oes rhannau gan y testun eto. Ychwanegwch baragraff, tabl neu ffigur.
write-up-table-gone = Nid yw’r tabl y tu ôl i “{ $caption }” yno bellach. Dewiswch un arall.
write-up-undescribed = Eglurwch beth mae “{ $caption }” yn ei ddangos, mewn { $words } gair neu fwy.
write-up-too-long = Mae gan destun { $most } rhan neu lai. Dechreuwch un arall ar gyfer y gweddill.
write-up-no-chart = Mae gan y tabl “{ $title }” ormod o gategorïau ar gyfer siart. Mewnosodwch ef fel tabl.
saved-done = Mae { $name } yn ffolder SDC y prosiect.
saved-next = Nesaf: gofynnwch am ei ryddhau gyda’r botwm ar y dudalen hon. Nid oes neb arall yn gweld y ffeil cyn hynny.

## Requests
outputs-title = Ceisiadau am ryddhau
outputs-text = Ceisiadau rydych chi wedi’u gwneud. Dechreuwch un newydd o’r prosiect neu ar ôl cadw ffeil.
outputs-none = Nid oes cais.
outputs-back = Yn ôl i’r ceisiadau
output-back = Yn ôl i’r cais
output-open = Gofyn am ryddhad
output-title = Cais { $reference }
output-reference = Cyfeirnod
output-project = Prosiect
output-state = Cyflwr
output-made-at = Dechreuwyd
output-submitted-at = Cyflwynwyd
output-round = Rownd
output-type = Math o allbwn
output-files = Ffeiliau
output-file-hint = { $bytes } beit, cadwyd ar { $at }
output-files-text = Caiff y ffeiliau eu rhewi pan gyflwynwch y cais: yr hyn a gaiff ei wirio yw’r hyn a gaiff ei ryddhau.
output-files-more = Rhagor o ffeiliau
output-tasks = Beth i’w wneud
output-task-files = Dewis y ffeiliau
output-task-items = Disgrifio tablau, ffigurau a modelau
output-task-form = Cwblhau’r ffurflen rhyddhau allbwn
task-done = Wedi’i gwblhau
task-open = Heb ei gwblhau eto
output-submit-text = Mae popeth yno. Caiff y ffeiliau eu rhewi pan gyflwynwch.
output-submit = Cyflwyno’r cais
output-open-points = Cyn y gallwch gyflwyno
output-submit-again = Cyflwyno eto nawr
output-submit-again-text = Rydych wedi cywiro neu ateb yr hyn a ofynnwyd. Cyflwynwch eto nawr: caiff y ffeiliau eu rhewi pan wnewch chi.
output-next-submit = Mae popeth yno: gallwch gyflwyno’r cais.
output-next-submit-again = Mae popeth yno: cyflwynwch eto nawr.
output-opened = Mae’r cais { $reference } wedi’i ddechrau.
output-opened-next = Dewiswch ei ffeiliau yn gyntaf. Nid oes dim wedi’i rewi ac nid oes neb yn ei weld cyn ichi gyflwyno.
output-files-saved = Mae’r ffeiliau wedi’u dewis.
output-form-saved = Mae eich atebion wedi’u cadw.
output-submitted = Mae’r cais { $reference } wedi’i gyflwyno.
output-submitted-next = Mae’r gwasanaeth yn edrych i mewn i’r ffeiliau nawr. Yna mae dau berson yn eu gwirio, pob un ar ei ben ei hun; dylent fod wedi penderfynu erbyn { $date }. Dywedwn wrthych drwy e-bost, ac nid oes rhaid ichi wneud dim tan hynny.
output-decided-by = Penderfyniad erbyn
output-as-submitted = Yr hyn a gyflwynwyd gennych
item-saved = Mae { $label } wedi’i gadw.
output-withdraw = Tynnu’r cais yn ôl
output-withdraw-title = Ydych chi am dynnu’r cais hwn yn ôl?
output-withdraw-text = Nid oes neb yn ei wirio mwyach, ac nid yw’r hyn a benderfynwyd yn cyfrif. Mae eich ffeiliau’n aros yn y ffolder SDC. Ni ellir dadwneud hyn: i ofyn eto, rydych yn gwneud cais newydd ac yn disgrifio ei eitemau o’r newydd.
output-withdraw-button = Tynnu’r cais yn ôl
output-withdrawn = Mae’r cais { $reference } wedi’i dynnu’n ôl.
output-withdrawn-next = Nid oes rhaid i neb wneud dim mwy. Mae’r ffeiliau’n dal yn y ffolder SDC, ar gyfer cais arall.
output-to-release = Mynd i’r rhyddhad
output-findings = Yr hyn a ganfuwyd
output-finding-mend = { $words } I’w drwsio: { $mend }
output-round-said = Beth ddywedodd y gwirwyr yn rownd { $round }
output-state-draft = Drafft
output-state-submitted = Wedi’i gyflwyno
output-state-inspection = Yn cael ei archwilio
output-state-first-check = Gyda’r gwirwyr
output-state-second-check = Gyda’r ail wiriwr
output-state-third-check = Gyda thrydydd gwiriwr
output-state-returned = Wedi’i ddychwelyd atoch
output-state-approved = Wedi’i gymeradwyo
output-state-released = Wedi’i ryddhau
output-state-rejected = Wedi’i wrthod
output-state-withdrawn = Wedi’i dynnu’n ôl
output-next-draft = Cwblhewch y tasgau a chyflwynwch y cais.
output-next-submitted = Mae’r gwasanaeth yn edrych i mewn i’r ffeiliau wedi’u rhewi. Mae hyn yn cymryd ychydig eiliadau.
output-next-inspection = Mae’r gwasanaeth yn edrych i mewn i’r ffeiliau wedi’u rhewi. Mae hyn yn cymryd ychydig eiliadau.
output-next-first-check = Mae dau berson yn gwirio’r allbwn, pob un ar ei ben ei hun.
output-next-second-check = Mae dau berson yn gwirio’r allbwn, pob un ar ei ben ei hun.
output-next-third-check = Nid oedd y gwirwyr yn cytuno. Mae trydydd person yn gwirio’r allbwn.
output-next-returned = Darllenwch yr hyn a ddywedwyd, cywirwch y ffeiliau neu atebwch, a chyflwynwch eto.
output-next-approved = Mae’r rhyddhad yn cael ei wneud. Mae hyn yn cymryd ychydig eiliadau.
output-next-released = Mae’r allbwn wedi’i ryddhau.
output-next-rejected = Ni chaiff yr allbwn adael.
output-next-withdrawn = Mae’r cais wedi’i dynnu’n ôl.

## Items
items-title = Tablau, ffigurau a modelau
items-text = Disgrifiwch bob tabl, ffigur a model yn y ffeiliau. Mae angen cyfrifon di-bwys ar gyfer popeth.
items-none = Nid oes dim wedi’i ddisgrifio eto.
items-back = Yn ôl i’r eitemau
item-add = Ychwanegu eitem
item-change = Newid { $label }
item-remove = Tynnu { $label }
item-remove-title = Ydych chi am dynnu { $label }?
item-remove-text = Collir yr hyn a ysgrifennwyd gennych amdano. Mae’r ffeil ei hun yn aros yn y cais.
item-remove-button = Ei dynnu
item-removed = Mae { $label } wedi’i dynnu o’r cais.
item-kind = Beth yw hi
item-kind-table = Tabl
item-kind-figure = Ffigur
item-kind-model = Model
item-description = Beth mae’n ei ddangos
item-statistic = Math o ystadegyn
item-counts = Cyfrifon di-bwys
item-counts-kept = Mae’r gwasanaeth yn cadw cyfrifon di-bwys pob cell.
statistic-frequencies = Amlderau
statistic-linear-aggregations = Symiau a chymedrau
statistic-position = Canolrifau a chanraddau
statistic-end-points = Isafswm ac uchafswm
statistic-mode = Modd
statistic-shape = Amrywiant, sgiwedd, cwrtosis
statistic-correlations-and-models = Cydberthyniadau a modelau
statistic-hypothesis-tests = Profion ystadegol
statistic-calculated-ratios = Cymarebau ods, risg a pherygl
statistic-gini = Cyfernodau Gini a chromliniau Lorenz
statistic-concentration = Mesurau crynodiad
statistic-hazard-and-survival = Tablau perygl a goroesi
statistic-linked-tables = Tablau cysylltiedig ac amllefel
statistic-clusters = Clystyrau

## Findings
finding-severity-note = Nodyn
finding-severity-ask = Angen ateb
finding-severity-blocks = Ni chaiff adael fel hyn
finding-wrong-content = Cynnwys y ffeil yw { $place }, nad yw’n mynd gyda’r math hwn o allbwn.
finding-item-other-table = Dywedir mai tabl nad oes yr un o’r ffeiliau yn ei ddal yw { $place }. Dewiswch y tabl y cadwyd y ffeil ohono.
finding-table-not-described = Mae’r ffeiliau yn dal y tabl { $place }, ac nid oes yr un eitem yn ei ddisgrifio.
finding-table-not-compared = Dywedir mai tabl o’r gofod yw { $place }, ond newidiwyd y ffeil ar ôl ei chadw. Cymharwch nhw gell wrth gell.
finding-table-not-judged = { $place }: ni allai’r rheolau farnu tabl ynddo, gan nad cyfrifon yw ei ffigurau ac nad yw’r cyfrifon y tu ôl iddynt yn sefyll wrth eu hymyl. Barnwch ef â llaw, neu gofynnwch amdano gyda’i gyfrifon.
finding-sdc-threshold = { $place }: mae rhy ychydig o bobl neu fusnesau y tu ôl i rai celloedd.
finding-sdc-dominance = { $place }: mae un neu ddau gyfrannwr yn gwneud y rhan fwyaf o rai cyfansymiau.
finding-sdc-p-percent = { $place }: gallai cyfrannwr amcangyfrif gwerth un arall yn agos.
finding-sdc-pq = { $place }: gallai cyfrannwr amcangyfrif gwerth un arall yn agos.
finding-sdc-zero = { $place }: nid oes neb mewn rhai celloedd.
finding-sdc-full = { $place }: mae bron pawb mewn grŵp yn yr un gell.
finding-sdc-negative = { $place }: mae rhai cyfraniadau’n negyddol.
finding-sdc-differencing = { $place }: mae rhai celloedd yn wahanol i rai tabl arall o ychydig bobl, y gellid eu cyfrifo o’r ddau.
finding-sdc-leak = { $place }: gellir cyfrifo rhai ffigurau cudd o’r rhai a ddangosir.
finding-sdc-rounding = { $place }: nid yw rhai ffigurau wedi’u talgrynnu fel y mae’r polisi yn gofyn.
finding-sdc-no-count = { $place }: nid oes dim yn dweud faint o bobl neu fusnesau sydd y tu ôl i rai celloedd.
finding-sdc-extreme = { $place }: y gwerth lleiaf neu fwyaf yw rhai ffigurau, sef gwerth un person neu fusnes.
finding-sdc-unread = { $place }: mae ffigurau yn ei deitl neu ei nodiadau, nad oes rheol yn eu barnu.

## Checks
checks-title = Allbynnau i’w gwirio
checks-text = Yr un sydd wedi aros hiraf yn gyntaf. Mae dau berson yn gwirio pob allbwn, pob un ar ei ben ei hun.
checks-none = Nid oes dim yn aros i’w wirio.
checks-back = Yn ôl i’r ciw
check-title = Gwirio { $reference }
check-due = I’w benderfynu erbyn
check-audience = Pwy fydd yn ei ddarllen
check-purpose = Beth yw ei ddiben
check-reply = Ateb i’r rownd ddiwethaf
check-file-name = Ffeil
check-file-content = Gwir fath
check-file-bytes = Beitiau
check-file-alt = Llun o destun { $name }. Ni roddir testunau heb eu rhyddhau fel testun.
check-file-not-drawn = Nid y gwasanaeth a ysgrifennodd y ffeil hon; edrychwch arni dudalen wrth dudalen.
check-item-alt = Llun { $page } o { $label }. Ni roddir ffigurau heb eu rhyddhau fel testun.
check-no-findings = Ni chanfuwyd dim. Nid yw hynny’n golygu bod yr allbwn yn ddiogel: chi sy’n penderfynu.
check-finding-answer = Pam nad yw hyn yn gwneud niwed? { $finding }
check-finding-hint = Mae ei angen os ydych am ryddhau’r allbwn
vote-done = Mae eich penderfyniad wedi’i gofnodi.
vote-next-first-check = Mae ail wiriwr yn penderfynu nesaf, heb weld eich un chi.
vote-next-second-check = Mae ail wiriwr yn penderfynu nesaf, heb weld eich un chi.
vote-next-third-check = Mae’r ddau benderfyniad yn wahanol: mae trydydd gwiriwr yn penderfynu nawr.
vote-next-approved = Byddai’r ddau wiriwr yn ei ryddhau: mae’r rhyddhad yn cael ei wneud, a dywedir wrth yr ymchwilydd.
vote-next-released = Byddai’r ddau wiriwr yn ei ryddhau: mae wedi’i ryddhau, a dywedir wrth yr ymchwilydd.
vote-next-returned = Mae’n mynd yn ôl at yr ymchwilydd gyda’r cwestiynau. Nid oes rhaid ichi wneud dim nes iddo gael ei gyflwyno eto.
vote-next-rejected = Ni chaiff adael. Dywedir wrth yr ymchwilydd pam.
check-vote = Rhoi eich penderfyniad

## Releases
release-title = Rhyddhad { $reference }
release-made-at = Rhyddhawyd
release-expires-at = Gellir ei nôl tan
release-recipients = Rhyddhawyd i
release-withdrawn-at = Tynnwyd yn ôl
release-why = Rheswm
release-fetch = Nôl { $name } ({ $bytes } beit)
release-use = Defnyddiwch ef at y diben a roesoch, a chyfeiriwch at y data.
release-not-yours = Dim ond y bobl a enwir uchod a gaiff nôl y ffeiliau.
release-receipt-title = Derbynneb
release-receipt-text = Mae’r dderbynneb yn profi bod y rhyddhad hwn yng nghofnod y gwasanaeth. Gall unrhyw un ei gwirio. Gyda’ch un chi, a thra bo modd nôl y ffeiliau, gall unrhyw un hefyd wirio bod ffeil a gawsant yn un o’r rhain, beit am feit, pryd y gadawodd a faint o wirwyr a’i gollyngodd: strongroom verify --receipt DERBYNNEB --key ledger.pub --file FFEIL.
release-receipt = Nôl y dderbynneb
release-receipt-soon = Mae’r dderbynneb yn cael ei llofnodi. Rhowch gynnig arall arni ymhen ychydig eiliadau.
release-withdraw = Tynnu’r rhyddhad yn ôl
release-taken-back = Mae’r rhyddhad wedi’i dynnu’n ôl. Dywedwyd wrth bawb y’i gwnaed ar eu cyfer.
release-withdraw-text = Daw’r ddolen i ben ar unwaith, a dywedir wrth bawb y’i gwnaed ar eu cyfer. Ni ellir tynnu’n ôl yr hyn sydd wedi’i nôl.

## The project's history
history-table-made = Gwnaed tabl { $reference }
history-table-refused = Gofynnwyd am dabl o { $dataset } a’i wrthod
history-table-saved = Rhoddwyd tabl { $reference } yn y ffolder SDC
history-write-up-begun = Dechreuwyd testun { $reference }
history-write-up-changed = Newidiwyd testun { $reference }
history-write-up-saved = Rhoddwyd testun { $reference } yn y ffolder SDC
history-output-opened = Dechreuwyd cais am ryddhau { $reference }
history-output-files-chosen = Dewiswyd ffeiliau ar gyfer cais { $reference }
history-output-form-answered = Atebwyd ffurflen rhyddhau allbwn cais { $reference }
history-output-item-described = Disgrifiwyd eitem o gais { $reference }
history-output-item-removed = Tynnwyd eitem o gais { $reference }
history-output-submitted = Cyflwynwyd cais { $reference } yn rownd { $round } a rhewyd ei ffeiliau
history-output-inspection-begun = Dechreuodd y gwasanaeth archwilio ffeiliau cais { $reference }
history-output-inspected = Archwiliwyd ffeiliau cais { $reference }
history-output-voted = Penderfynodd gwiriwr ar gais { $reference } yn rownd { $round }
history-output-released = Rhyddhawyd allbwn cais { $reference } fel { $release }
history-output-withdrawn = Tynnwyd cais { $reference } yn ôl
history-release-fetched = Nolwyd rhyddhad { $reference }
history-release-withdrawn = Tynnwyd rhyddhad { $reference } yn ôl

## Messages
output-submitted-subject = Mae eich cais { $reference } wedi’i gyflwyno
output-submitted-body = Mae ffeiliau cais { $reference } wedi’u rhewi. Mae’r gwasanaeth yn eu harchwilio, yna mae dau berson yn eu gwirio.
output-blocked-subject = Mae angen cywiro cais { $reference }
output-blocked-body = Canfu’r gwasanaeth rywbeth yn ffeiliau cais { $reference } na chaiff adael. Darllenwch yr hyn a ganfuwyd, cywirwch y ffeiliau a chyflwynwch eto.
output-to-check-subject = Mae allbwn { $reference } yn aros i’w wirio
output-to-check-body = Mae cais { $reference } wedi’i archwilio ac yn aros am ddau wiriwr.
output-third-check-subject = Mae angen trydydd gwiriwr ar allbwn { $reference }
output-third-check-body = Nid oedd dau wiriwr cais { $reference } yn cytuno. Rhaid i rywun nad yw wedi pleidleisio eto benderfynu.
output-returned-subject = Mae cais { $reference } wedi dod yn ôl gyda chwestiwn
output-returned-body = Mae gwirwyr cais { $reference } yn gofyn rhywbeth. Darllenwch ef, cywirwch y ffeiliau neu atebwch, a chyflwynwch eto.
output-rejected-subject = Mae cais { $reference } wedi’i wrthod
output-rejected-body = Penderfynodd y gwirwyr na chaiff allbwn cais { $reference } adael. Darllenwch pam ar ei dudalen.
output-released-subject = Mae allbwn { $reference } wedi’i ryddhau
output-released-body = Mewngofnodwch i nôl ffeiliau cais { $reference }. Gallwch wneud hynny tan { $until }.
release-withdrawn-subject = Mae rhyddhad { $reference } wedi’i dynnu’n ôl
release-withdrawn-body = Peidiwch â defnyddio na rhannu allbwn cais { $reference }. Dilëwch eich copïau. Darllenwch pam ar dudalen y rhyddhad.

check-left = { $date }: { $n ->
    [zero] dim diwrnod gwaith ar ôl
    [one] { $n } diwrnod gwaith ar ôl
    [two] { $n } ddiwrnod gwaith ar ôl
    [few] { $n } diwrnod gwaith ar ôl
    [many] { $n } diwrnod gwaith ar ôl
   *[other] { $n } diwrnod gwaith ar ôl
}
check-late = { $date }: { $n ->
    [zero] dim diwrnod gwaith yn hwyr
    [one] { $n } diwrnod gwaith yn hwyr
    [two] { $n } ddiwrnod gwaith yn hwyr
    [few] { $n } diwrnod gwaith yn hwyr
    [many] { $n } diwrnod gwaith yn hwyr
   *[other] { $n } diwrnod gwaith yn hwyr
}

## Ffeil, tudalen wrth dudalen
file-look = Edrychwch ar { $name } dudalen wrth dudalen
file-back = Yn ôl i’r cais
file-title = { $name }
file-text = Mae pob tudalen yn llun a wnaeth y gwasanaeth o’r ffeil wedi’i rhewi. Dangosir a marcir yr hyn y mae’r ffeil yn ei guddio. Ni roddir dim ohoni fel testun.
file-text-printed = Mae pob tudalen yn llun o’r ffeil wedi’i rhewi fel y byddai LibreOffice yn ei hargraffu. Nid yw’r hyn y mae’r ffeil yn ei guddio ar y tudalennau hyn: mae’r canfyddiadau yn ei enwi, ac mae’r olwg arall yn ei ddangos. Ni roddir dim ohoni fel testun.
file-look-printed = Gweld y ffeil fel y byddai’n cael ei hargraffu
file-look-read = Gweld y ffeil gyda’r hyn y mae’n ei guddio wedi’i farcio
file-pages = Tudalennau
file-page-alt = Tudalen { $page } o { $name } fel llun. Ni roddir cynnwys heb ei ryddhau fel testun.
file-more-findings = { $n ->
    [zero] Dim canfyddiad arall.
    [one] { $n } canfyddiad arall: gweler tudalen y cais.
    [two] { $n } ganfyddiad arall: gweler tudalen y cais.
    [few] { $n } chanfyddiad arall: gweler tudalen y cais.
    [many] { $n } chanfyddiad arall: gweler tudalen y cais.
   *[other] { $n } canfyddiad arall: gweler tudalen y cais.
}
file-no-view = Ni ellir dangos y ffeil hon: { $why }

## Beth a newidiodd ers y rownd flaenorol
changes-link = Beth a newidiodd ers y rownd flaenorol
changes-title = Beth a newidiodd yn { $name }
changes-text = Llinellau, rhesi a thudalennau sy’n wahanol i’r ffeil o’r un enw yn rownd { $round }. Marcir llinellau a ychwanegwyd ac a ddilëwyd; dangosir ychydig o’u cwmpas.
changes-none = Nid oes dim y gellir ei ddangos yn wahanol.
changes-unseen = Ni ellir dangos fersiwn rownd { $round }, felly ni chymharwyd dim ynddi: { $why }
changes-alt = Tudalen { $page } o’r hyn a newidiodd yn { $name }, fel llun. Ni roddir cynnwys heb ei ryddhau fel testun.
changes-added = Ychwanegwyd yn y rownd hon.
changes-removed = Dilëwyd ers y rownd flaenorol.
changes-page-differs = Mae tudalen { $page } yn wahanol.
changes-back = Yn ôl i’r ffeil

## Recount
# Cyfrifir y cofnod eto cyn i unrhyw beth adael.
recount-ended = Mae’r cofnod yn dweud bod y cais hwn wedi’i ryddhau neu ei dynnu’n ôl o’r blaen.
recount-not-submitted = Nid yw’r cofnod yn dangos bod y fersiwn hon o’r cais wedi’i chyflwyno.
recount-other-files = Nid y ffeiliau hyn yw’r rhai y mae’r cofnod yn dweud iddynt gael eu rhewi.
recount-not-inspected = Nid yw’r cofnod yn dangos bod y gwasanaeth wedi edrych ar y ffeiliau hyn a’u pasio ymlaen.
recount-votes = Mae’r cofnod yn dangos { $found } pleidlais i ryddhau gan wahanol bobl; mae angen dwy.
recount-not-approved = Nid yw’r cofnod yn dangos bod y gwirwyr wedi’i gymeradwyo.
recount-voter = Nid yw’r cofnod yn dangos bod { $person } yn wiriwr allbynnau adeg y bleidlais.
recount-colleague = Pleidleisiodd { $person }, sydd neu a oedd ar y prosiect.
release-not-on-record = Nid yw’r cofnod yn dangos bod y rhyddhad hwn wedi’i wneud i chi. Ni anfonwyd dim. Dywedwch wrth staff diogelwch y gwasanaeth.
output-release-refused-subject = Gwrthodwyd rhyddhau { $reference }: nid yw’r cofnod yn ei ddangos
output-release-refused-body = Mae’r gronfa ddata yn dweud bod cais { $reference } wedi’i gymeradwyo, ac nid yw’r cofnod wedi’i lofnodi yn dangos hynny. Ni adawodd dim. { $why } Efallai bod rhywun wedi newid y gronfa ddata. Cymharwch hi â’r cofnod (strongroom doctor) cyn gwneud dim arall.
history-output-release-refused = Gwrthodwyd rhyddhau { $reference }: nid yw’r cofnod yn ei ddangos

release-recognise = A yw ffeil yn un o’r rhain?
release-recognise-file = Dewiswch ffeil o’ch eiddo
release-recognise-hint = Fe’i cymherir yn eich porwr. Nid anfonir dim ohoni.
release-recognise-yes = Ydy: beit am feit, { $name } o ryddhad { $release } ydyw.
release-recognise-no = Nac ydy: nid yw’n un o’r rhain. Mae fersiwn arall, neu’r un testun wedi’i gadw o’r newydd, yn ffeil arall.
release-recognise-unread = Ni allai eich porwr ddarllen y ffeil. Dewiswch hi eto.
release-recognise-without = Mae hyn yn gofyn am sgript. Heb un, defnyddiwch y gorchymyn isod gyda’r dderbynneb.

## What waits for a person
output-waits-returned = Atebwch y gwirwyr a chyflwynwch { $reference } eto, o “{ $title }”
output-waits-draft = Ewch ymlaen â’ch cais { $reference }, o “{ $title }”
output-waits-release = Nôl y rhyddhad { $reference } o “{ $title }”
output-waits-checks = Allbynnau i’w gwirio: { $n }
