# Not yet read by a Welsh speaker.
service-name = Gwasanaeth data ymchwil diogel
organisation-name = Strongroom
layout-error-prefix = Gwall:
layout-skip = Neidio i'r prif gynnwys
layout-language = Iaith
layout-sign-out = Allgofnodi
layout-support-links = Dolenni cymorth
layout-menu = Dewislen
layout-service-information = Gwybodaeth am y gwasanaeth
layout-phase = Beta
layout-phase-text = Gwasanaeth newydd yw hwn.
footer-privacy = Preifatrwydd
footer-cookies = Cwcis
footer-accessibility = Datganiad hygyrchedd
footer-contact = Cysylltu â ni
banner-success = Llwyddiant
banner-important = Pwysig
session-ends = Daw eich sesiwn i ben mewn dwy funud
session-ends-text = Anfonwch yr hyn rydych yn ei ysgrifennu, neu arhoswch wedi mewngofnodi. Os byddwch yn ei anfon yn ddiweddarach, caiff ei gadw i chi nes ichi fewngofnodi eto.
session-ends-stay = Aros wedi mewngofnodi
sign-in-kept = Mae'r hyn a ysgrifennwyd gennych wedi'i gadw. Roedd eich sesiwn wedi dod i ben pan anfonoch ef, felly ni chafodd ei dderbyn. Mewngofnodwch ar y porwr hwn o fewn diwrnod, a bydd yn sefyll yn y ffurflen eto i chi ei wirio a'i anfon. Ni all neb arall ei ddarllen.
form-kept = Dyma'r hyn a ysgrifennwyd gennych cyn i'ch sesiwn ddod i ben. Nid yw wedi'i anfon: gwiriwch ef, ac anfonwch ef eto.
form-kept-changed = Dyma'r hyn a ysgrifennwyd gennych cyn i'ch sesiwn ddod i ben. Nid yw wedi'i anfon. Mae rhywun wedi newid y fersiwn a gadwyd yn y cyfamser: edrychwch ar honno yn gyntaf.
form-kept-saved = Dangos yr hyn sydd wedi'i gadw yn lle hynny
form-kept-beside = Dyma'r hyn a ysgrifennwyd gennych. Nid yw wedi'i gadw, oherwydd cadwyd fersiwn arall wrth i chi ysgrifennu, gan rywun arall neu gennych chi mewn tab arall. Mae'r ddwy ochr yn ochr: anfonwch eich un chi, neu unwch y ddwy isod.
form-both = Y ddwy fersiwn
form-both-question = Cwestiwn
form-both-saved = Wedi'i chadw nawr
form-both-yours = Eich un chi
confirm-back = Na, mynd yn ôl
confirm-back-short = Yn ôl
button-continue = Parhau
link-change = Newid

sign-in-title = Mewngofnodi
sign-in-button = Mewngofnodi
sign-in-register = Creu cyfrif
sign-in-forgotten = Rwyf wedi anghofio fy nghyfrinair
sign-in-wrong = Rhowch gyfeiriad e-bost a chyfrinair eich cyfrif
sign-in-locked = Bu gormod o ymdrechion. Rhowch gynnig arall arni ymhen 15 munud neu ailosodwch eich cyfrinair
sign-in-unproved = Agorwch y ddolen yn yr e-bost a anfonwyd atoch, yna mewngofnodwch
sign-in-code-title = Rhowch eich cod untro
sign-in-code-text = Agorwch eich dilysydd a rhowch y cod y mae'n ei ddangos nawr.
sign-in-code-wrong = Rhowch y cod y mae eich dilysydd yn ei ddangos nawr. Mae pob cod yn gweithio unwaith
password-short = Rhaid i'ch cyfrinair gynnwys 12 nod neu fwy
password-common = Dewiswch gyfrinair sy'n anoddach ei ddyfalu. Mae llawer o bobl yn defnyddio hwn, neu mae'n ei ailadrodd ei hun
proof-password-wrong = Rhowch y cyfrinair a ddewiswyd pan gafodd y cyfrif hwn ei greu
unlock-wrong = Nid dyna gyfrinair eich cyfrif
link-used = Mae'r ddolen hon wedi'i defnyddio neu'n hŷn na 24 awr. Gofynnwch am un newydd.
email-taken = Mae cyfrif â'r cyfeiriad e-bost hwn yn bod eisoes. Mewngofnodwch, neu ailosodwch ei gyfrinair.

account-title = Eich cyfrif
account-name = Enw
account-email = Cyfeiriad e-bost
account-second-factor = Ail ffactor
account-code-set = Codau untro o ddilysydd
account-code-not-set = Heb ei osod
account-sessions = Ble rydych wedi mewngofnodi
account-session-started = Dechreuwyd
account-session-last = Defnyddiwyd ddiwethaf
account-session-address = Cyfeiriad a phorwr
account-session-end = Gorffen
agent-on = { $browser } ar { $system }
agent-other-on = Porwr ar { $system }
agent-program = Rhaglen
account-session-end-it = Gorffen y sesiwn hon
account-session-end-title = Ydych chi am orffen y sesiwn hon?
account-session-end-text = Bydd yn rhaid i bwy bynnag sy'n defnyddio'r porwr hwnnw fewngofnodi eto gyda'r ddau ffactor. Collir yr hyn nad ydynt wedi'i anfon eto.
account-session-end-button = Gorffen y sesiwn
account-session-ended = Mae'r sesiwn wedi'i gorffen.
account-session-this = Y sesiwn hon

second-factor-title = Gosod eich dilysydd
second-factor-lead = Mae angen eich cyfrinair a chod untro bob tro y byddwch yn mewngofnodi.
second-factor-no-phone = Nid oes angen ffôn arnoch: mae rhaglen ar eich cyfrifiadur neu docyn caledwedd sy'n rhoi codau untro (TOTP) yn gweithio hefyd.
second-factor-qr = Cod i'w sganio â'ch dilysydd. Mae'r un allwedd isod fel testun.
second-factor-key = Os na allwch ei sganio, rhowch yr allwedd hon: { $key }
second-factor-confirm = Cadarnhau

address-title = Disodli eich cyfeiriad e-bost
address-text = Rydym yn anfon dolen i'r cyfeiriad newydd. Nes i chi ei hagor, a rhoi eich cyfrinair yno, nid oes dim yn newid. Dywedir wrth y cyfeiriad sydd gennych nawr, a gall hwnnw adfer pethau am 7 diwrnod.
address-button = Anfon y ddolen at y cyfeiriad newydd
address-sent-title = Gwiriwch eich e-bost newydd
address-sent-text = Os nad oes gan neb gyfrif â'r cyfeiriad hwn, rydym wedi anfon dolen ato. Mae'n gweithio unwaith, am 24 awr.
address-proof-title = Cadarnhau eich cyfeiriad e-bost newydd
address-proof-text = Rhowch gyfrinair eich cyfrif. O hynny ymlaen rydych yn mewngofnodi â'r cyfeiriad hwn.
address-proof-button = Cadarnhau
address-replaced-title = Mae eich cyfeiriad e-bost wedi'i ddisodli
address-replaced-text = Mewngofnodwch â'ch cyfeiriad newydd o hyn ymlaen. Gall y cyfeiriad blaenorol adfer pethau am 7 diwrnod.
address-undo-title = Adfer eich cyfeiriad e-bost
address-undo-text = Os nad chi a ofynnodd am gyfeiriad arall, adferwch hwn. Allgofnodir pawb o'r cyfrif, ac nid yw dolenni a aeth i'r cyfeiriad arall yn gweithio mwyach.
address-undo-button = Ei adfer
address-undone-title = Mae eich cyfeiriad e-bost fel yr oedd
address-undone-text = Mae pawb wedi'u hallgofnodi. Dewiswch gyfrinair newydd nawr, a dywedwch wrth y ddesg gymorth fod rhywun yn gwybod yr un oedd gennych.
address-lately = Disodlwyd eich cyfeiriad e-bost lai na 7 diwrnod yn ôl. Gall yr un blaenorol adfer pethau o hyd, felly arhoswch tan hynny
address-same = Dyma gyfeiriad eich cyfrif eisoes
address-over = Nid oes dim i'w gadarnhau na'i adfer mwyach. Gofynnwch i'r ddesg gymorth os nad yw eich cyfrif fel y dylai fod.

recovery-title = Codau adfer
recovery-text = Mae cod adfer yn gadael i chi fewngofnodi pan fyddwch wedi colli eich dilysydd. Mae pob un yn gweithio unwaith, ynghyd â'ch cyfrinair. Mae codau newydd yn rhoi terfyn ar y rhai oedd gennych.
recovery-count = { $n ->
    [0] Nid oes gennych godau adfer.
    [one] Mae gennych { $n } cod adfer.
    [two] Mae gennych { $n } god adfer.
    [few] Mae gennych { $n } chod adfer.
    [many] Mae gennych { $n } chod adfer.
   *[other] Mae gennych { $n } cod adfer.
  }
recovery-yours = Eich codau adfer
recovery-once = Argraffwch nhw neu ysgrifennwch nhw nawr, a'u cadw lle nad ydych yn cadw eich cyfrinair. Ni ddangosir nhw eto.
recovery-kept = Rwyf wedi'u cadw
recovery-make-button = Gwneud codau newydd
recovery-wrong = Rhowch un o'ch codau adfer. Mae pob un yn gweithio unwaith
recovery-sign-in-link = Rwyf wedi colli fy nilysydd
recovery-sign-in-title = Defnyddio cod adfer
recovery-sign-in-text = Rhowch un o'r codau a gadwoch pan osodoch eich dilysydd. Allgofnodir eich porwyr eraill, ac rydym yn dweud wrthych drwy e-bost.
recovery-none-left = Os nad oes gennych godau ar ôl, gofynnwch i'r ddesg gymorth.
proposal-decided = Mae hyn wedi'i benderfynu eisoes. Edrychwch arno eto.

passkeys-title = Codau pas
passkeys-text = Cedwir cod pas gan eich dyfais, eich porwr neu allwedd ddiogelwch. Gallwch ei ddefnyddio yn lle cod untro wrth fewngofnodi.
passkeys-none = Nid oes gennych godau pas.
passkeys-count = { $n ->
    [0] Dim
    [one] { $n } cod pas
    [two] { $n } god pas
    [few] { $n } chod pas
    [many] { $n } chod pas
   *[other] { $n } cod pas
  }
passkeys-yours = Eich codau pas
passkeys-name = Enw
passkeys-added = Ychwanegwyd
passkeys-remove = Dileu
passkeys-remove-it = Dileu'r cod pas hwn
passkeys-remove-title = Ydych chi am ddileu'r cod pas hwn?
passkeys-remove-text = Ni fydd yn eich mewngofnodi mwyach. Gallwch ychwanegu cod pas eto unrhyw bryd. Dywedwn wrthych drwy e-bost ei fod wedi'i ddileu.
passkeys-remove-button = Dileu'r cod pas
passkeys-removed = Mae'r cod pas wedi'i ddileu.
passkeys-add = Ychwanegu cod pas
passkeys-add-button = Ychwanegu cod pas
passkeys-script = Mae codau pas angen porwr sy'n eu cynnig ac sy'n rhedeg sgriptiau. Mae codau untro yn gweithio hebddynt.
passkey-not-shown = Ni roddodd eich porwr god pas. Dewiswch "Ychwanegu cod pas" eto
passkey-wrong = Ni dderbyniwyd y cod pas hwn. Rhowch gynnig arall arni, neu rhowch god untro
passkey-known = Mae'r cod pas hwn eisoes yn cael ei ddefnyddio. Dewiswch un arall
passkey-enough = Mae gennych 10 cod pas. Dilëwch un yn gyntaf
passkey-browser-refused = Ni roddodd eich porwr god pas. Rhowch gynnig arall arni, neu defnyddiwch god untro.
sign-in-passkey-button = Defnyddio cod pas yn lle hynny

forgotten-title = Ailosod eich cyfrinair
forgotten-text = Byddwn yn anfon dolen i'ch cyfeiriad e-bost. Mae'n gweithio unwaith, am 24 awr.
forgotten-button = Anfon y ddolen
forgotten-sent-title = Gwiriwch eich e-bost
forgotten-sent-text = Os oes cyfrif â'r cyfeiriad hwn, rydym wedi anfon dolen ato.
reset-title = Dewis cyfrinair newydd
reset-button = Cadw'r cyfrinair

notices-title = Eich hysbysiadau
notices-unread = { $n ->
    [0] Nid oes gennych hysbysiadau heb eu darllen.
    [one] Mae gennych { $n } hysbysiad heb ei ddarllen.
    [two] Mae gennych { $n } hysbysiad heb eu darllen.
    [few] Mae gennych { $n } hysbysiad heb eu darllen.
    [many] Mae gennych { $n } hysbysiad heb eu darllen.
   *[other] Mae gennych { $n } hysbysiad heb eu darllen.
  }
notices-mark-read = Marcio pob un fel wedi'i ddarllen
notices-new = Newydd

outbox-title = Blwch allan y demo
outbox-text = Nid oes gweinydd post gan y demo hwn. Cedwir yma bob e-bost y byddai'n ei anfon.
outbox-to = At { $address }, { $at }

mail-foot = Cadwch y cyfeiriad hwn yn eich cysylltiadau, fel na fydd ein negeseuon yn mynd i'ch ffolder sbam. Mae pob neges yn eich cyfrif hefyd.
told-guessing-subject = Mae rhywun yn dyfalu ar gyfrif
told-guessing-body = Bu gormod o gyfrineiriau neu godau anghywir ar gyfer cyfrif { $name }, yr olaf o { $address }. Ni chymharir dim mwy am chwarter awr. Gofynnwch iddynt ai nhw oedd yno.
told-altered-subject = Newidiwyd cyfrif yn y gronfa ddata
told-altered-body = Nid yw cyfrif { $name } fel y gadawodd y gwasanaeth ef: mae rhywun wedi ysgrifennu i’r gronfa ddata. Nid yw’n agor dim nes ei gywiro. Daeth y cais diwethaf o { $address }.
sign-in-altered = Nid yw’r cyfrif hwn fel y gadawodd y gwasanaeth ef, felly ni ellir ei ddefnyddio. Dywedwch wrth y ddesg gymorth.
sign-in-disabled = Mae'r cyfrif hwn wedi'i analluogi. Gofynnwch i'r ddesg gymorth.
mail-address-prove-subject = Cadarnhau eich cyfeiriad e-bost newydd
mail-address-prove-body = Gofynnodd rhywun, chi gobeithio, am ddefnyddio'r cyfeiriad hwn ar gyfer cyfrif o'r gwasanaeth hwn. Agorwch y ddolen hon a rhowch gyfrinair y cyfrif:
told-address-asked-subject = Gofynnir am gyfeiriad arall yn lle eich un chi
told-address-asked-body = Gofynnodd rhywun, chi gobeithio, am ddefnyddio { $new } yn lle'r cyfeiriad hwn. Os nad chi oedd yno, agorwch y ddolen hon a'i atal:
told-address-replaced-subject = Disodlwyd eich cyfeiriad e-bost
told-address-replaced-body = Rydych yn mewngofnodi â { $new } o hyn ymlaen. Dywedwyd wrth y cyfeiriad blaenorol, a gall hwnnw adfer pethau am 7 diwrnod.
mail-address-undo-subject = Disodlwyd eich cyfeiriad e-bost
mail-address-undo-body = Disodlodd rhywun, chi gobeithio, y cyfeiriad hwn â { $new }. Os nad chi oedd yno, adferwch bethau â'r ddolen hon o fewn 7 diwrnod:
told-address-undone-subject = Adferwyd eich cyfeiriad e-bost
told-address-undone-body = Mae'r cyfeiriad blaenorol wedi atal neu ddadwneud bod un arall yn cymryd ei le. Mae pawb wedi'u hallgofnodi o'r cyfrif. Os nad oeddech yn disgwyl hyn, gofynnwch i'r ddesg gymorth.
told-recovery-made-subject = Mae gennych godau adfer newydd
told-recovery-made-body = Gwnaed codau adfer newydd ar gyfer eich cyfrif, ac nid yw'r rhai blaenorol yn gweithio mwyach. Os nad chi oedd yno, dywedwch wrth y ddesg gymorth ar unwaith.
told-recovery-used-subject = Defnyddiwyd cod adfer
told-recovery-used-body = Mewngofnododd rhywun i'ch cyfrif â'ch cyfrinair a chod adfer. Allgofnodwyd pob porwr arall. Os nad chi oedd yno, dywedwch wrth y ddesg gymorth ar unwaith. Os ydych wedi colli eich dilysydd, gosodwch un newydd nawr.
told-factors-subject = Newidiwyd sut rydych yn mewngofnodi
told-factors-body = Ychwanegwyd, disodlwyd neu dynnwyd ail ffactor eich cyfrif. Os nad chi oedd yno, dywedwch wrth y ddesg gymorth ar unwaith.
told-password-subject = Newidiwyd eich cyfrinair
told-password-body = Newidiwyd cyfrinair eich cyfrif, ac allgofnodwyd pob porwr. Os nad chi oedd yno, dywedwch wrth y ddesg gymorth ar unwaith.
account-sign-in-again = Mewngofnodoch fwy na 15 munud yn ôl. Allgofnodwch, mewngofnodwch eto gyda’r ddau ffactor, yna newidiwch sut rydych yn mewngofnodi.
mail-password-subject = Ailosod eich cyfrinair
mail-password-body = Gofynnodd rhywun, chi gobeithio, am ailosod cyfrinair y cyfrif hwn. Agorwch y ddolen hon i ddewis un newydd:

no-incident = Rhowch y cyfeirnod hwn os byddwch yn cysylltu â ni: { $reference }
no-back = Yn ôl i'r dechrau
no-sign-in-title = Mewngofnodwch i barhau
no-sign-in-text = Mewngofnodwch i barhau.
no-second-factor-title = Rhowch eich ail ffactor
no-second-factor-text = Rhowch eich ail ffactor i barhau.
no-not-found-title = Heb ddod o hyd i'r dudalen
no-not-found-text = Os teipioch y cyfeiriad, gwiriwch ei fod yn gywir. Os dilynoch ddolen, efallai bod y dudalen wedi symud neu nad yw i chi.
no-forbidden-title = Ni allwch wneud hyn
no-forbidden-text = Nid oes gan eich cyfrif yr hawl i wneud hyn.
no-refused-title = Ni ellir gwneud hyn
no-invalid-title = Mae problem
no-stale-title = Roedd rhywun yn gynt
no-stale-text = Newidiwyd hyn ers i chi agor y dudalen. Ni chollwyd dim o'ch eiddo chi. Ewch yn ôl, ail-lwythwch y dudalen ac edrychwch ar yr hyn y mae'n ei ddweud nawr.
no-stale-kept = Cadwyd fersiwn arall ers i chi agor y dudalen. Nid yw'r hyn a ysgrifennwyd gennych wedi'i gadw, ac nid yw ar goll: mae wrth ochr yr hyn sydd wedi'i gadw nawr.
no-stale-both = Dangos y ddwy fersiwn
no-forged-title = Ni allem wybod bod hyn wedi dod o'n tudalen
no-forged-text = Ewch yn ôl, ail-lwythwch y dudalen a rhowch gynnig arall arni. Ni newidiwyd dim.
no-too-many-title = Gormod o geisiadau
no-too-many-text = Arhoswch funud, yna rhowch gynnig arall arni.
no-bad-request-title = Ni allem ddarllen hyn
no-away-title = Mae'n ddrwg gennym, nid yw'r gwasanaeth ar gael
no-away-text = Ni newidiwyd dim. Rhowch gynnig arall arni ymhen ychydig funudau.
no-broken-title = Mae'n ddrwg gennym, mae problem gyda'r gwasanaeth
no-broken-text = Ni newidiwyd dim. Rydym wedi cael gwybod. Rhowch gynnig arall arni yn nes ymlaen.

request-not-a-form = Nid ffurflen o'r gwasanaeth hwn oedd y cais. Ewch yn ôl a rhowch gynnig arall arni.
request-not-text = Roedd y cais yn cynnwys beitiau nad ydynt yn destun. Ewch yn ôl a rhowch gynnig arall arni.
request-bad-json = Nid y corff yw’r JSON y mae’r pwynt hwn yn ei ddarllen: { $reason }
request-too-large = Mae'r ffeiliau gyda'i gilydd yn fwy na { $megabytes } MB. Anfonwch lai o ffeiliau neu rai llai.
request-too-large-short = Mae'r ffeiliau'n rhy fawr. Anfonwch lai o ffeiliau neu rai llai.
request-too-long = Mae'r cais yn hirach na { $kilobytes } KB. Anfonwch lai, neu fewngofnodi yn gyntaf.
request-broken-off = Ni chyrhaeddodd y cais yn gyfan ac mewn pryd. Rhowch gynnig arall arni.
request-wrong-host = Nid yw'r gwasanaeth hwn yn cael ei adnabod wrth yr enw gwesteiwr y gofynnodd eich porwr amdano. Defnyddiwch y cyfeiriad a roddwyd i chi. Gall pwy bynnag sy'n rhedeg y gwasanaeth ychwanegu enwau yn ei ffurfweddiad ([listen], hosts).
