# Not yet read by a Welsh speaker.
projects-title = Prosiectau
projects-mine = Eich prosiectau
projects-all = Pob prosiect
projects-of-my-data = Prosiectau sy’n gofyn am eich data
projects-none = Nid oes gennych brosiectau eto.
projects-apply = Gwneud cais am brosiect
projects-number = Rhif
projects-project-title = Teitl
projects-untitled = Cais heb deitl
projects-state = Cyflwr
projects-ends = Yn gorffen
projects-state-draft = Drafft
projects-state-quality = Gwiriad ansawdd
projects-state-review = Dichonoldeb a moeseg
projects-state-owners = Gyda pherchnogion data
projects-state-accreditation = Achredu
projects-state-queried = Yn aros am atebion
projects-state-accredited = Wedi’i achredu
projects-state-set-up = Yn cael ei sefydlu
projects-state-active = Gweithredol
projects-state-withdrawn = Tynnwyd yn ôl
projects-state-rejected = Heb ei gymeradwyo
projects-to-draft = y drafft
projects-to-quality = y gwiriad ansawdd
projects-to-review = dichonoldeb a moeseg
projects-to-owners = perchnogion y data
projects-to-accreditation = achredu
projects-to-queried = yr ymgeisydd
projects-to-accredited = wedi’i achredu
projects-to-set-up = yn cael ei sefydlu
projects-to-active = gweithredol
projects-to-rejected = heb ei gymeradwyo
projects-stage-quality = Cyflawnrwydd ac ansawdd
projects-stage-feasibility = Dichonoldeb
projects-stage-ethics = Moeseg
projects-stage-owners = Perchennog data
projects-stage-accreditation = Achredu
projects-outcome-approved = Cymeradwywyd
projects-outcome-rejected = Gwrthodwyd
projects-outcome-superseded = Gofynnwyd eto
projects-holder = Yn aros am
projects-holder-applicant = Yr ymgeisydd
projects-holder-service = Ni
projects-holder-data-owners = Perchnogion y data
projects-holder-accrediting-body = Y corff achredu
projects-holder-nobody = Neb
projects-clocks = Amser hyd yma
projects-clocks-text = Yn aros amdanoch chi: { $you ->
    [two] { $you } ddiwrnod
   *[other] { $you } diwrnod
 }. Yn aros amdanom ni: { $us ->
    [two] { $us } ddiwrnod
   *[other] { $us } diwrnod
 }.
projects-gateway = Porth cyfreithiol
projects-dates = Dyddiadau
projects-dates-text = { $from } i { $to }
projects-accreditation = Achrediad
projects-accreditation-text = { $number }, { $date }
projects-tracks = Beth sydd angen bod yn ei le
projects-stage-progress = { $stage }: { $done } o { $all }
projects-track-project = Cymeradwyo’r prosiect
projects-track-people = Achredu ei bobl
projects-track-people-text = { $n } o { $all } wedi’u hachredu
projects-track-places = Lleoedd i weithio ohonynt
projects-track-places-text = Gweld beth sydd ar goll
projects-team = Tîm
projects-name = Enw
projects-role = Rôl
projects-from = O
projects-until = Tan
projects-role-coordinator = Cydlynydd
projects-role-deputy = Dirprwy gydlynydd
projects-role-researcher = Ymchwilydd
projects-role-output-reviewer = Adolygydd allbynnau
projects-access = Mynediad
projects-access-together = Pob set ddata gyda’i gilydd: { $access }
projects-access-would-be = Gyda’r data y gofynnwyd amdanynt: { $access }
projects-access-is = { $access }
projects-datasets = Setiau data
projects-mapping = Yng ngofod y prosiect
projects-mapping-asked = Gofynnwyd amdani
projects-mapping-mapped = Wedi’i mapio
projects-mapping-to-clear = Wedi’i dadfapio; gall ffeiliau deilliadol aros
projects-mapping-gone = Wedi’i dadfapio; mae’r ffeiliau deilliadol wedi mynd
projects-unmap = Dadfapio
projects-unmap-title = Ydych chi am dynnu “{ $title }” allan o’r prosiect?
projects-unmap-text = Ni all pobl y prosiect wneud rhagor o dablau o’r data hyn. Mae’r set ddata’n cyfrif tuag at lefel y prosiect nes bod rhywun yn cadarnhau bod y ffeiliau a wnaed ohoni wedi mynd. I’w rhoi yn ôl, rhaid i’r prosiect ofyn amdani eto.
projects-unmap-button = Tynnu’r set ddata allan
projects-unmapped = Mae’r set ddata wedi’i thynnu allan o’r prosiect.
projects-unmapped-next = Nesaf: pan na fydd ffeil a wnaed ohoni ar ôl yn y gofod, cadarnhewch hynny yma. Tan hynny mae’n cyfrif tuag at y lefel.
projects-clear-title = A yw’r ffeiliau a wnaed o “{ $title }” wedi mynd?
projects-clear-text = O hyn ymlaen nid yw’r set ddata’n cyfrif tuag at lefel y prosiect. Cadarnhewch dim ond pan fyddwch wedi edrych: ni ellir dadwneud hyn.
projects-clear-button = Cadarnhau eu bod wedi mynd
projects-cleared = Rydych wedi cadarnhau bod y ffeiliau a wnaed o’r set ddata wedi mynd.
projects-clear = Cadarnhau bod y ffeiliau deilliadol wedi mynd
projects-set-up = Sefydlu’r prosiect
projects-more = Mwy
projects-link-access = Sut y gallwch gael mynediad at y prosiect
projects-link-space = Ffeiliau’r gofod
projects-link-outputs = Allbynnau
projects-link-application = Cais
projects-link-assessment = Asesiad
projects-history = Hanes
projects-history-other = Gwnaed rhywbeth
projects-history-service = Y gwasanaeth
projects-history-number = Cofnod { $n }
projects-member-add = Ychwanegu aelod
projects-member-end = Dod â’r aelodaeth i ben
projects-member-end-title = Ydych chi am ddod ag aelodaeth { $name } i ben?
projects-member-end-text = Daw i ben ar unwaith: ni all { $name } fynd i mewn i’r gofod mwyach, a daw arhosiad yno i ben pan gaiff ei ddefnyddio nesaf. Mae eu ffeiliau’n aros yn y gofod. Gallwch eu hychwanegu eto yn nes ymlaen.
projects-member-end-button = Dod â’r aelodaeth i ben
projects-member-ended = Mae aelodaeth { $name } wedi dod i ben.

projects-before-you-start = Cyn ichi ddechrau
projects-start-conditions = Darllenwch amodau mynediad pob set ddata yn y catalog.
projects-start-dictionary = Gwiriwch yn y geiriadur data fod y newidynnau sydd eu hangen arnoch yno.
projects-start-owners = Caniatewch amser ar gyfer cymeradwyaeth perchnogion data.
projects-expected = Mae ceisiadau’n cymryd tua { $weeks } wythnos i’w cymeradwyo. Gall gymryd mwy o amser ar gyfer prosiectau cymhleth.
projects-blank = Gweld pob cwestiwn, i baratoi neu argraffu
projects-start = Dechrau nawr
projects-tasks = Eich cais
projects-with-assessors = Mae’r cais yn cael ei asesu. Ni ellir newid ei atebion nawr.
projects-complete = Mae { $percent } % o’r cwestiynau sydd angen ateb wedi’u hateb.
projects-confirmed = Mae’r goruchwyliwr wedi cadarnhau’r cais hwn. Os byddwch yn ei newid, rhaid iddynt ei gadarnhau eto.
projects-unconfirmed = Rhaid i’r goruchwyliwr gadarnhau’r cais hwn yn eu cyfrif eu hunain cyn y gallwch ei gyflwyno.
projects-check-answers = Gwirio eich atebion
projects-save = Cadw a pharhau
projects-saved = Mae “{ $section }” wedi’i gadw.
projects-decided = Mae eich penderfyniad ar { $number } wedi’i gofnodi.
projects-decided-next = Mae nawr gyda: { $holder }.
projects-asked = Mae eich cwestiwn wedi’i anfon.
projects-asked-next = Mae gan yr ymgeisydd ef nawr, a dywedwyd wrthynt. Rydych yn penderfynu pan fyddant wedi ateb a chyflwyno eto.
projects-answered = Mae eich ateb wedi’i gadw.
projects-answered-next = Mae pob cwestiwn wedi’i ateb. Newidiwch yr hyn yr hoffech ei newid, yna gwiriwch eich atebion a chyflwynwch eto nawr.
projects-answered-open = { $n ->
    [one] Mae un cwestiwn arall ar agor. Atebwch ef, yna cyflwynwch eto.
   *[other] Mae { $n } cwestiwn arall ar agor. Atebwch nhw, yna cyflwynwch eto.
  }
projects-now-confirmed = Rydych wedi cadarnhau’r cais.
projects-now-confirmed-next = Gall yr ymgeisydd ei gyflwyno nawr. Os byddant yn ei newid, gofynnir i chi eto.
projects-now-set-up = Mae’r prosiect wedi’i sefydlu.
projects-now-set-up-next = Dywedwyd wrth ei bobl a gallant fynd i mewn i’r gofod, lle mae eu mynediad yn caniatáu.
projects-member-added = Mae { $email } yn aelod o heddiw ymlaen.
projects-member-added-next = Dywedwyd wrthynt. Mae eu gallu i fynd i mewn yn dibynnu ar eu hachrediad, eu hyfforddiant a’u lle.
projects-withdraw = Tynnu’r cais yn ôl
projects-withdraw-title = Ydych chi am dynnu’r cais hwn yn ôl?
projects-withdraw-text = Nid oes neb yn ei asesu mwyach, ac nid yw’r penderfyniadau a wnaed yn cyfrif. Gellir darllen yr hyn a ysgrifennwyd gennych o hyd, ond nid ei newid na’i gyflwyno. Ni ellir dadwneud hyn: i ofyn eto, rydych yn dechrau cais newydd.
projects-withdraw-button = Tynnu’r cais yn ôl
projects-withdrawn = Mae’r cais { $number } wedi’i dynnu’n ôl.
projects-withdrawn-next = Nid oes rhaid i neb wneud dim mwy. Gallwch ddechrau cais newydd unrhyw bryd.
projects-not-ready = Cyn y gallwch gyflwyno
projects-submit = Derbyn a chyflwyno’r cais
projects-confirm-text = Fe’ch enwir fel y goruchwyliwr. Trwy gadarnhau rydych yn gwneud cais ar y cyd.
projects-confirm = Cadarnhau’r cais
projects-submitted = Cyflwynwyd y cais
projects-your-reference = Eich cyfeirnod: { $number }
projects-what-next = Beth sy’n digwydd nesaf
projects-what-next-text = Rydym yn gwirio bod y cais yn gyflawn ac o ansawdd addas. Os oes gennym gwestiynau, rydym yn gofyn i chi ac mae’r cloc yn dangos ein bod yn aros amdanoch.
projects-save-sender = Cadwch { $address } yn eich cysylltiadau, fel nad yw ein negeseuon yn mynd i’ch ffolder sbam. Mae pob neges hefyd ymhlith eich hysbysiadau yma.
projects-to-project = Mynd i’r prosiect
projects-person-unknown = Nid oes neb yma wedi cofrestru gyda { $email }. Gwiriwch y cyfeiriad, neu gofynnwch iddynt gofrestru yn gyntaf.

projects-submit-not-now = Nid yw’r cais gyda chi nawr
projects-submit-incomplete = { $n ->
    [one] Mae un ateb ar goll neu angen ei gywiro
    [two] Mae { $n } ateb ar goll neu angen eu cywiro
   *[other] Mae { $n } ateb ar goll neu angen eu cywiro
 }
projects-submit-deputy = Rhaid i’r dirprwy fod yn rhywun heblaw’r cydlynydd
projects-submit-student = Mae myfyriwr yn gwneud cais ar y cyd â goruchwyliwr. Enwch eich goruchwyliwr
projects-submit-supervisor-self = Rhaid i’ch goruchwyliwr fod yn rhywun arall
projects-submit-unconfirmed = Nid yw eich goruchwyliwr wedi cadarnhau’r cais
projects-submit-conditions = Derbyniwch amodau achredu’r prosiect
projects-submit-checklist = Cadarnhewch y rhestr wirio
projects-submit-dates = Rhaid i’r prosiect ddod i ben ar ôl iddo ddechrau
projects-submit-cap = Rhaid i’r prosiect ddod i ben o fewn { $years } mlynedd
projects-submit-exploratory = Mae dadansoddiad archwiliol yn para { $months } mis ar y mwyaf
projects-submit-no-data = Dewiswch o leiaf un set ddata
projects-submit-unknown-data = { $n ->
    [one] Nid yw un set ddata a ddewiswyd gennych yn y catalog mwyach
   *[other] Nid yw { $n } set ddata a ddewiswyd gennych yn y catalog mwyach
 }
projects-submit-unanswered = { $n ->
    [one] Atebwch y cwestiwn agored
   *[other] Atebwch y { $n } cwestiwn agored
 }
projects-confirm-already = Rydych wedi cadarnhau’r cais yn barod
projects-confirm-not-now = Mae’r cais yn cael ei asesu ac nid oes angen ei gadarnhau nawr
projects-withdraw-not-now = Ni ellir tynnu’r cais yn ôl mwyach
projects-answer-empty = Ysgrifennwch ateb
projects-answer-already = Mae’r cwestiwn hwn wedi’i ateb yn barod
projects-assess-own = Mae gennych ran yn y cais hwn. Rhaid i rywun arall ei asesu
projects-assess-not-now = Nid yw’r cais yn cael ei asesu nawr
projects-assess-decided = Gwnaed y penderfyniad hwn yn barod
projects-assess-query-open = { $n ->
    [one] Arhoswch am yr ateb i’ch cwestiwn
   *[other] Arhoswch am yr atebion i’ch { $n } cwestiwn
 }
projects-assess-no-reason = Rhowch y rheswm
projects-assess-no-number = Rhowch y rhif achredu
projects-assess-wrong = Nid yw’r penderfyniad hwn yn un o’r cam hwn
projects-assess-cap = Mae’r prosiect yn dod i ben fwy na { $years } mlynedd o heddiw. Gofynnwch i’r ymgeisydd am ddiwedd cynharach
projects-assess-no-text = Ysgrifennwch eich cwestiwn
projects-assess-no-question = Dewiswch yr ateb y mae eich cwestiwn amdano
projects-assess-number-taken = Mae gan brosiect arall y rhif achredu { $number }
projects-set-up-not-accredited = Nid yw’r prosiect wedi’i achredu
projects-set-up-nobody = Nid oes yr un o ymchwilwyr y prosiect wedi’i achredu eto
projects-not-mapped = Nid yw’r set ddata wedi’i mapio i’r prosiect hwn
projects-nothing-to-clear = Nid oes dim i’w gadarnhau: mae’r set ddata’n dal wedi’i mapio, neu cadarnhawyd y clirio yn barod
projects-member-not-active = Ychwanegir aelodau unwaith y bydd y prosiect yn weithredol
projects-member-unknown = Nid oes neb yma wedi cofrestru gyda { $email }
projects-member-already = Mae’r person hwn yn aelod yn barod
projects-member-none = Nid yw’r person hwn yn aelod nawr
projects-member-one-coordinator = Mae gan brosiect gydlynydd bob amser. Enwch un arall yn gyntaf
projects-member-roles = Mae cydlynydd a dirprwy yn newid trwy drosglwyddo
projects-name-empty = Rhowch enw i’r ffeil
projects-name-long = Rhaid i enw’r ffeil fod yn 255 beit neu’n fyrrach
projects-name-path = Rhaid i enw’r ffeil beidio ag edrych fel llwybr: dim slaes, ôl-slaes na dau bwynt yn olynol
projects-name-control = Rhaid i enw’r ffeil beidio â dal nodau cudd
projects-file-name-taken = Mae ffeil o’r enw { $name } yn y ffolder hon yn barod. Dewiswch enw arall

projects-assessments = Asesiadau
projects-nothing-waits = Nid oes dim yn aros amdanoch.
projects-to-be-set-up = Wedi’u hachredu, i’w sefydlu
projects-waits-since = Yn aros ers
projects-turn = Tro pwy
projects-turn-you = Eich tro chi
projects-turn-applicant = Tro’r ymgeisydd
projects-you-approved = Yr hyn a gymeradwywyd
projects-now = Nawr
projects-since-approved = Newidiadau ers i chi gymeradwyo fersiwn { $n }
projects-look-again = Rydych wedi newid atebion a gymeradwywyd. Bydd y rhain yn edrych ar y cais eto:
projects-changed = { $n ->
    [one] Newidiodd un ateb ers y fersiwn flaenorol
   *[other] Newidiodd { $n } ateb ers y fersiwn flaenorol
 }
projects-version = Fersiwn { $n }, { $at }
projects-decide-or-ask = Penderfynu neu ofyn
projects-decide = Penderfynu
projects-ask = Gofyn i’r ymgeisydd
projects-question = Cwestiwn
projects-asked-at = Gofynnwyd
projects-answer = Ateb
projects-not-answered = Heb ei ateb eto
projects-queries = Cwestiynau gan aseswyr
projects-from-team = Oddi wrth
projects-about = Am
projects-answer-it = Ateb
projects-answer-text = Atebwch yma mewn geiriau. Os dylai’r cais ei hun ddweud mwy, newidiwch ef hefyd, yna cyflwynwch ef eto.
projects-answer-send = Anfon yr ateb

projects-study-file = Gwybodaeth Astudio { $reference }.txt
projects-study-owner = Perchennog y data:
projects-study-citation = Dyfyniad:
projects-study-doi = Dynodydd (DOI):
projects-study-access = Mynediad:
projects-study-conditions = Amodau arbennig:
projects-study-output-conditions = Amodau ar gyfer allbynnau:
projects-study-coverage = Cwmpas:
projects-study-contact = Cyswllt:
projects-study-none = Dim
projects-study-cite = Rhowch y dyfyniad ym mhob allbwn sy’n defnyddio’r data hyn.

projects-folder-private = Eich ffeiliau eich hun
projects-folder-shared = Ffolder a rennir
projects-folder-sdc = Ffolder SDC
projects-folder-study = Gwybodaeth Astudio
projects-file = Ffeil
projects-size = Maint
projects-no-files = Nid oes ffeiliau yma.
projects-files-shown = { $n ->
    [one] Un ffeil
    [two] { $n } ffeil
   *[other] { $n } ffeil
 }
projects-next-files = Ffeiliau ar ôl { $name }
projects-first-files = Yn ôl i’r ffeiliau cyntaf

projects-register = Cofrestr o brosiectau achrededig
projects-register-lead = Er tryloywder, cyhoeddir prosiectau ac ymchwilwyr achrededig.
projects-register-projects = Prosiectau achrededig
projects-register-researchers = Ymchwilwyr achrededig
projects-register-empty = Nid oes cofnodion eto.
projects-researchers = Ymchwilwyr
projects-organisations = Sefydliadau
projects-organisation = Sefydliad
projects-environment = Amgylchedd prosesu
projects-accredited-on = Achredwyd ar
projects-kind = Math
projects-kind-full = Llawn
projects-kind-provisional = Dros dro
projects-export-json = Lawrlwytho fel JSON
projects-export-csv = Lawrlwytho fel CSV

projects-told-submitted-subject = Cyflwynwyd cais { $number }
projects-told-submitted-body = Rydym wedi derbyn eich cais “{ $title }”. Ei gyfeirnod yw { $number }.
projects-told-confirmed-subject = Mae eich goruchwyliwr wedi cadarnhau cais { $number }
projects-told-confirmed-body = Mae eich goruchwyliwr wedi cadarnhau cais { $number }. Gallwch ei gyflwyno nawr.
projects-told-to-assess-subject = Mae cais { $number } yn aros am eich penderfyniad
projects-told-to-assess-body = Mae’r cais “{ $title }” ({ $number }) yn aros am eich penderfyniad.
projects-told-queried-subject = Cwestiynau am gais { $number }
projects-told-queried-body = Mae asesydd wedi gofyn am eich cais “{ $title }” ({ $number }). Mae’r cais yn aros am eich ateb.
projects-told-answered-subject = Daeth cais { $number } yn ôl gydag atebion
projects-told-answered-body = Mae’r ymgeisydd wedi ateb ac wedi cyflwyno’r cais “{ $title }” ({ $number }) eto.
projects-told-stage-subject = Mae cais { $number } wedi symud ymlaen
projects-told-stage-body = Mae eich cais “{ $title }” ({ $number }) yn ei gam nesaf.
projects-told-accredited-subject = Mae prosiect { $number } wedi’i achredu
projects-told-accredited-body = Mae eich prosiect “{ $title }” ({ $number }) wedi’i achredu. Fe’i sefydlir unwaith y bydd un o’i ymchwilwyr wedi’i achredu.
projects-told-rejected-subject = Ni chymeradwywyd cais { $number }
projects-told-rejected-body = Ni chymeradwywyd eich cais “{ $title }” ({ $number }). Mae ei dudalen yn dweud pam.
projects-told-active-subject = Mae prosiect { $number } yn barod
projects-told-active-body = Mae gofod eich prosiect “{ $title }” ({ $number }) yn barod.
projects-told-member-subject = Rydych yn aelod o brosiect { $number }
projects-told-member-body = Fe’ch ychwanegwyd at y prosiect “{ $title }” ({ $number }).

history-application-begun = Dechreuwyd y cais
history-application-saved = Cadwyd y cais
history-application-confirmed = Cadarnhawyd y cais gan y goruchwyliwr
history-application-submitted = Cyflwynwyd y cais
history-application-resubmitted = Cyflwynwyd y cais eto, fersiwn { $version }
history-application-withdrawn = Tynnwyd y cais yn ôl
history-application-queried = Gofynnwyd cwestiwn ({ $stage })
history-application-query-answered = Atebwyd cwestiwn
history-application-assessed = { $stage }: { $outcome }
history-project-set-up = Sefydlwyd y prosiect
history-dataset-mapped = Mapiwyd set ddata { $reference }
history-dataset-unmapped = Dadfapiwyd set ddata { $reference }
history-dataset-cleared = Cadarnhawyd bod ffeiliau sy’n deillio o set ddata { $reference } wedi mynd
history-member-added = Ychwanegwyd aelod
history-member-ended = Daeth aelodaeth i ben

projects-waits-draft = Ewch ymlaen â’ch cais “{ $title }”
projects-waits-submit = Cyflwynwch “{ $title }” eto: mae pob cwestiwn wedi’i ateb
projects-waits-questions = Atebwch y cwestiynau am “{ $title }”: { $n }
projects-waits-end = Prosiect “{ $title }”
projects-waits-quality = Ceisiadau i wirio eu cyflawnder a’u hansawdd: { $n }
projects-waits-feasibility = Ceisiadau i benderfynu ar eu dichonoldeb: { $n }
projects-waits-ethics = Ceisiadau i benderfynu ar eu moeseg: { $n }
projects-waits-owners = Ceisiadau am eich data i benderfynu arnynt: { $n }
projects-waits-accreditation = Prosiectau i’w hachredu: { $n }
projects-waits-set-up = Prosiectau achrededig i’w sefydlu: { $n }
