# Not yet read by a Welsh speaker.
nav-home = Hafan
nav-projects = Prosiectau
nav-outputs = Allbynnau
nav-checks = Gwiriadau
nav-accreditations = Achrediadau
nav-recordings = Recordiadau
nav-connectivity = Cysylltedd
nav-assessments = Asesiadau
nav-people = Pobl
nav-catalogue = Catalog

start-title = Gwneud ymchwil gyda data diogel
start-lead = Defnyddiwch y gwasanaeth hwn i weithio gyda data na ellir eu rhoi allan.
start-people = dod yn ymchwilydd achrededig
start-projects = gwneud cais am brosiect a dilyn ei gymeradwyaeth
start-data = darganfod pa ddata sydd ar gael a phwy a gaiff eu defnyddio
start-settings = mynd i mewn i ofod eich prosiect o le y mae eich data yn ei ganiatáu
start-outputs = gofyn i'ch canlyniadau gael eu gwirio a'u rhyddhau
start-sign-in = Mewngofnodi
start-home = Mynd i'ch hafan
start-catalogue = Pori'r catalog data
start-register = Gweld y gofrestr gyhoeddus o brosiectau ac ymchwilwyr

home-title = Helo, { $name }
home-nothing = Nid oes dim yn aros amdanoch. Bydd yr hyn sy'n dod yn ôl atoch, a ofynnir i chi neu sydd angen eich penderfyniad yn ymddangos yma.
home-yours = Yn aros amdanoch chi
home-queues = Yn aros amdanoch chi neu gydweithiwr
home-ends = Yn dod i ben
home-new = Newydd i chi
home-notices = Eich holl hysbysiadau
home-by = Erbyn { $day }
home-late = Yn ddyledus { $day }
home-since = Ers { $day }
home-until = Tan { $day }
home-ended = Wedi dod i ben { $day }
home-do = Beth allwch chi ei wneud
home-projects = Eich prosiectau
home-apply = Gwneud cais am brosiect
home-outputs = Eich allbynnau

help-privacy-title = Preifatrwydd
help-privacy-text = Rydym yn cadw eich enw, eich cyfeiriad e-bost, eich sefydliad, eich achrediad, hyfforddiant a chytundebau, a chofnod o'r hyn a wnewch yn y gwasanaeth hwn.

    Ni ellir ailysgrifennu'r cofnod o'r hyn a wnaed. Mae eich manylion personol wrth ei ochr, nid ynddo, fel y gellir eu dileu.

    I'w gwblhau gan y gweithredwr: y rheolydd, y sail gyfreithlon, am ba hyd y cedwir pethau, a'ch hawliau.
help-cookies-title = Cwcis
help-cookies-text = Rydym yn gosod cwcis hanfodol yn unig, a dim ond pan fyddwch yn mewngofnodi. Mae un yn eich cadw wedi mewngofnodi, mae un arall yn eich gadael i mewn o'ch porwr eich hun tra bo rhywun arall yn dyfalu eich cyfrinair, mae trydydd yn cludo ateb i'r dudalen nesaf, ac mae pedwerydd yn dod â'r hyn a ysgrifennwyd gennych yn ôl pan ddaeth eich sesiwn i ben neu pan oedd rhywun arall yn gynt.
help-cookies-caption = Cwcis hanfodol
help-cookie-name = Enw
help-cookie-purpose = Pwrpas
help-cookie-expires = Yn dod i ben
help-cookie-session = Yn eich cadw wedi mewngofnodi
help-cookie-browser = Yn dangos eich bod wedi mewngofnodi gyda'r porwr hwn o'r blaen
help-cookie-year = Ar ôl blwyddyn
help-cookie-answered = Yn dweud ar y dudalen nesaf beth rydych newydd ei wneud
help-cookie-kept = Yn agor yr hyn a anfonwyd gennych pan oedd eich sesiwn wedi dod i ben neu pan oedd rhywun arall yn gynt, ynghyd ag allwedd o'n heiddo ni. Dim ond bryd hynny y caiff ei osod
help-cookie-day = Ar ôl diwrnod
help-cookie-minute = Ar ôl ei ddarllen, neu ar ôl munud
help-cookie-hours = { $n ->
    [one] { $n } awr
   *[other] { $n } awr
  }
help-accessibility-title = Datganiad hygyrchedd
help-accessibility-text = Rydym am i gynifer o bobl â phosibl allu defnyddio'r gwasanaeth hwn. Mae ei dudalennau'n gweithio heb sgriptiau, gyda bysellfwrdd yn unig, ac ar chwyddo o 400%.

    Ni all darllenydd sgrin ddarllen lluniau o dablau a siartiau nad ydynt wedi'u rhyddhau eto, oherwydd ni chaiff eu gwerthoedd gyrraedd eich porwr fel testun. Gofynnwch i ni am help os yw hyn yn eich rhwystro.

    I'w gwblhau gan y gweithredwr: i ba raddau y mae'r gwasanaeth yn cydymffurfio â WCAG 2.2 AA, pryd y'i profwyd, a sut i gwyno.
help-contact-title = Cysylltu â ni
help-contact-text = Peidiwch ag ysgrifennu unrhyw ganlyniadau mewn neges: ni chaiff dim adael ond drwy gais am allbwn.
contact-support = Cymorth cwsmeriaid
contact-connectivity = Cysylltedd
contact-statistical-support = Cymorth ystadegol
contact-feasibility = Dichonoldeb prosiectau
contact-impact = Effaith
contact-security = Diogelwch

space-title = Gofod eich prosiect
space-route = Rydych yma drwy
space-since = Ers
space-work = Gwaith
space-tables = Gwneud tablau o'r data
space-write-ups = Ysgrifennu eich canlyniadau
space-desk = Agor y bwrdd gwaith
space-folders = Ffolderi
space-private = Eich ardal breifat
space-shared = Ffolder a rennir y prosiect
space-sdc = Ffolder SDC: yr hyn yr hoffech ei ryddhau
space-study = Gwybodaeth Astudiaeth y data
space-out = Mynd â chanlyniadau allan
space-out-text = Nid oes dim yn gadael y gofod ond drwy gais am allbwn, y mae dau berson hyfforddedig yn ei wirio.
space-leave = Gadael y gofod

history-sign-in-failed = Methodd fewngofnodi
history-sign-in-refused = Gwrthodwyd wrth fewngofnodi
history-sign-in-begun = Rhoddodd gyfrinair
history-signed-in = Mewngofnododd
history-signed-out = Allgofnododd
history-session-ended = Gorffennodd sesiwn
history-address-asked = Gofynnodd am gyfeiriad e-bost arall
history-address-replaced = Disodlodd y cyfeiriad e-bost
history-address-undone = Adferodd y cyfeiriad e-bost
history-recovery-codes-made = Gwnaeth godau adfer
history-second-factor-set = Gosododd ail ffactor
history-password-link-refused = Gofynnodd rhywun am gyfrinair newydd i gyfeiriad heb gyfrif, neu yn rhy aml
history-password-link-sent = Gofynnodd am gyfrinair newydd
history-password-set = Gosododd gyfrinair newydd
history-passkey-added = Ychwanegodd allwedd fynediad
history-passkey-removed = Tynnodd allwedd fynediad

desk-title = Bwrdd gwaith
desk-connecting = Yn cysylltu â'r bwrdd gwaith.
desk-open = Wedi cysylltu.
desk-locked = Ar glo. Rhowch y gair i fynd ymlaen; mae'r hyn sy'n rhedeg yn y bwrdd gwaith yn mynd ymlaen yn y cyfamser.
desk-ended = Mae'r sesiwn wedi dod i ben.
desk-broken = Torrodd y cysylltiad, neu mae ffenestr arall yn dangos y bwrdd gwaith. Mae'r hyn sy'n rhedeg ynddo yn mynd ymlaen.
desk-wrong = Nid hwnnw oedd y gair.
desk-word = Gair
desk-unlock = Datgloi
desk-lock = Cloi
desk-screen = Llun o'r bwrdd gwaith
