# Not yet read by a Welsh speaker.
level-0 = Lefel 0: nid yw ar gael drwy’r gwasanaeth hwn nes i berchennog y data enwi llwybr
level-1 = Lefel 1: ystafell ddiogel a SafePod yn unig
level-2 = Lefel 2: ystafell ddiogel, SafePod a swyddfa eich sefydliad
level-3 = Lefel 3: ystafell ddiogel, SafePod, swyddfa eich sefydliad a’ch cartref
level-none = Ni nodwyd mynediad: nid yw ar gael nes i berchennog y data enwi llwybr
setting-office = Cyfrifiadur bwrdd gwaith eich swyddfa neu ystafell ddiogel eich sefydliad
setting-room = Ystafell ddiogel eich sefydliad yn unig

data-route-safe-room = Ystafell ddiogel
data-route-safepod = SafePod
data-route-aoc-office = Swyddfa’r sefydliad
data-route-aoc-remote = Cartref
data-route-office = Cyfrifiadur bwrdd gwaith y swyddfa
data-route-secure-room = Ystafell ddiogel y sefydliad
data-scheme-dea = Ymchwilydd Achrededig (Deddf yr Economi Ddigidol 2017)
data-scheme-srsa = Ymchwilydd Cymeradwy (Deddf Ystadegau a’r Gwasanaeth Cofrestru 2007)
data-scheme-ons = Ymchwilydd Achrededig yr ONS
data-scheme-esrc = Ymchwilydd Achrededig yr ESRC
data-gateway-dea = Deddf yr Economi Ddigidol 2017
data-gateway-srsa = Deddf Ystadegau a’r Gwasanaeth Cofrestru 2007
data-gateway-uk-gdpr = GDPR y DU
data-kind-academic = Sefydliadau academaidd y DU
data-kind-esrc-centre = Canolfannau ymchwil a ariennir gan yr ESRC
data-kind-government = Llywodraeth
data-kind-company = Cwmnïau
data-kind-charity = Elusennau
data-kind-other = Sefydliadau eraill

data-catalogue = Catalog data
data-catalogue-lead = Darllenwch beth sydd mewn set ddata, pwy sy’n berchen arni a sut y gellir ei defnyddio cyn ichi wneud cais.
data-catalogue-caption = Setiau data
data-unpublished-caption = Heb eu cyhoeddi eto
data-search = Chwilio
data-search-label = Chwilio teitlau a newidynnau
data-variable-search = Chwilio newidynnau
data-none-found = Nid oes set ddata yn cyfateb. Rhowch gynnig ar lai o eiriau neu eiriau eraill.
data-no-variables = Nid oes newidyn yn cyfateb. Rhowch gynnig ar lai o eiriau neu eiriau eraill.
data-title = Set ddata
data-reference = Cyfeirnod
data-owner = Perchennog y data
data-access = Mynediad
data-routes = Ffyrdd i mewn
data-gateway = Porth cyfreithiol
data-schemes = Achrediad sydd ei angen
data-kinds = Ar agor i
data-training = Hyfforddiant
data-training-months = { $n ->
    [one] Hyfforddiant a basiwyd yn y mis diwethaf
    [two] Hyfforddiant a basiwyd yn y { $n } fis diwethaf
   *[other] Hyfforddiant a basiwyd yn y { $n } mis diwethaf
 }
data-conditions = Amodau arbennig
data-output-conditions = Amodau ar gyfer allbynnau
data-no-conditions = Dim
data-not-given = Heb ei nodi
data-citation = Dyfyniad
data-doi = Dynodydd (DOI)
data-coverage = Cwmpas
data-contact = Cyswllt
data-synthetic-text = Data synthetig yw’r rhain. Nid ydynt yn disgrifio unrhyw berson na busnes go iawn.
data-not-published = Heb ei gyhoeddi
data-add = Ychwanegu set ddata
data-publish = Cyhoeddi
data-publish-title = Ydych chi am gyhoeddi’r cofnod hwn?
data-publish-text = Gall pawb ei ddarllen yn y catalog o hynny ymlaen, heb fewngofnodi, a gall prosiectau ofyn am y data. Ni ellir ei dynnu’n ôl: mae cofnod a gyhoeddwyd yn aros wedi’i gyhoeddi.
data-publish-button = Cyhoeddi’r cofnod
data-published = Mae’r cofnod wedi’i gyhoeddi. Gall pawb ei ddarllen yn y catalog.
data-change-stipulations = Newid yr amodau
data-stipulations-text = Mae’r newid yn cyfrif ar unwaith i bob prosiect sy’n defnyddio’r data hyn. Cedwir yr amodau cynharach.
data-dictionary = Geiriadur data
data-dictionary-waits = Mae newid i’r geiriadur yn aros am ail berson
data-dictionary-proposal = Newid a gynigir i’r geiriadur
data-dictionary-proposal-text = Gyda’r geiriadur hwn byddai llai o’r data wedi’i ddiogelu. Dim ond pan fydd rhywun arall na’r person a’i cynigiodd wedi’i gadarnhau y bydd mewn grym.
data-proposal-state = Cyflwr
data-proposed-at = Cynigiwyd ar
data-proposal-proposed = Yn aros am ail berson
data-proposal-confirmed = Wedi’i gadarnhau
data-proposal-declined = Wedi’i wrthod
data-decide = Cadw’r penderfyniad
data-weaker-unit = Nid yw { $name } yn dweud mwyach cofnod pwy yw rhes. Byddai trothwyon yn cyfrif rhesi, nid pobl na mentrau.
data-weaker-holding = Nid yw { $name } yn dweud mwyach pwy sy’n dal uned. Ni cheid hyd i gelloedd y mae un daliwr yn eu dominyddu.
data-weaker-weight = Nid { $name } yw’r pwysau mwyach. Ni châi cyfrifau wedi’u pwysoli eu hadnabod.
data-weaker-identifier = Ni fyddai { $name } yn cyfrif fel dynodwr mwyach.
data-weaker-missing = Byddai { $name } yn ysgrifennu gwerthoedd coll mewn ffordd arall. Mae’r hyn a gyfrifir yn newid.
data-dictionary-proposed-subject = Mae newid i eiriadur data yn aros am ail berson
data-dictionary-proposed-body = Mae rhywun yn cynnig geiriadur y byddai llai o’ch data wedi’i ddiogelu ganddo. Edrychwch arno, a’i gadarnhau neu ei wrthod.
data-dictionary-weaker-subject = Newidiwyd geiriadur data
data-dictionary-weaker-body = Mae dau berson wedi newid geiriadur eich data, ac mae llai ohono wedi’i ddiogelu bellach. Os nad ydych yn disgwyl hyn, dywedwch wrth y gwasanaeth ar unwaith.
data-variable = Newidyn
data-label = Label
data-kind = Math
data-role = Rôl mewn gwiriadau
data-years = Blynyddoedd
data-missing-share = Ar goll
data-codes = { $n ->
    [zero] { $n } cod
    [one] { $n } cod
    [two] { $n } god
    [few] { $n } chod
    [many] { $n } chod
   *[other] { $n } cod
 }
data-kind-of-code = Cod
data-kind-of-number = Rhif
data-kind-of-id = Dynodydd
data-kind-of-weight = Pwysau
data-role-unit = Uned
data-role-holding = Daliad
data-role-weight = Pwysau

data-missing-owners = Enwch o leiaf un person sy’n siarad dros berchennog y data
data-missing-gateway = Nodwch y porth cyfreithiol
data-missing-level = Nodwch y lefel mynediad
data-missing-setting = Nodwch y lleoliad lle y gellir defnyddio’r data
data-missing-schemes = Nodwch pa achrediad sy’n agor y data
data-missing-conditions = Nodwch yr amodau arbennig, neu dywedwch nad oes rhai
data-missing-output-conditions = Nodwch yr amodau ar gyfer allbynnau, neu dywedwch nad oes rhai
data-missing-contact = Nodwch y cyswllt
data-missing-citation = Nodwch y dyfyniad
data-missing-doi = Nodwch y dynodydd (DOI)
data-missing-coverage = Nodwch beth mae’r data’n ei gwmpasu
data-missing-dictionary = Ychwanegwch y geiriadur data
data-published-already = Mae’r cofnod hwn eisoes wedi’i gyhoeddi
data-dictionary-name = Ni ellir defnyddio’r enw “{ $name }” ar gyfer newidyn
data-dictionary-twice = Mae’r newidyn { $name } yno ddwywaith
data-dictionary-two-roles = Mae gan y newidyn { $name } rôl sydd gan newidyn arall yn barod
data-dictionary-share = Rhaid i gyfran gwerthoedd coll { $name } fod rhwng 0 ac 1
data-stipulation-level = Dewiswch un o lefelau mynediad y gwasanaeth hwn
data-stipulation-setting = Dewiswch un o leoliadau’r gwasanaeth hwn
data-stipulation-route = Nid oes gan y gwasanaeth hwn ffordd i mewn o’r enw { $route }
data-stipulation-scheme = Nid yw’r gwasanaeth hwn yn gwybod am achrediad o’r enw { $scheme }
data-stipulation-unchanged = Dyma’r amodau eisoes. Ni newidiwyd dim.
data-file-not-parquet = Dewiswch ffeil Parquet
data-file-rows = Rhaid i’r ffeil ddal o leiaf un rhes
data-owner-unknown = Nid oes neb yma wedi cofrestru gyda { $email }. Gofynnwch iddynt gofrestru yn gyntaf.
data-owner-choose = Dewiswch y sefydliad sy’n berchen ar y data
data-reference-taken = Mae gan set ddata arall y cyfeirnod hwn

history-dataset-added = Ychwanegwyd set ddata at y catalog
history-dictionary-proposed = Cynigiwyd geiriadur data sy’n diogelu llai
history-dictionary-declined = Gwrthodwyd geiriadur data a gynigiwyd
history-dataset-published = Cyhoeddwyd set ddata
history-dataset-stipulated = Newidiwyd amodau’r set ddata gan ei pherchennog
history-dataset-stipulations-refused = Gwrthodwyd ymgais i newid amodau’r set ddata
history-dataset-described = Gosodwyd y geiriadur data
history-dataset-file-attached = Atodwyd ffeil y set ddata
data-waits-dictionary = Cadarnhewch neu gwrthodwch y geiriadur a gynigir ar gyfer “{ $title }”
