# Not yet read by a Welsh speaker.
service-name = Gwasanaeth Ymchwil Diogel

eligibility-degree = Oes gennych chi radd â chyfran fawr o fathemateg neu ystadegau, 2:2 neu well?
eligibility-degree-has = Oes: gradd israddedig neu uwch
eligibility-degree-has-not = Nac oes
eligibility-experience = Ydych chi wedi gweithio mewn ymchwil feintiol am dair blynedd neu fwy, ac a allwch ddangos hynny?
eligibility-experience-has = Ydw
eligibility-experience-has-not = Nac ydw
eligibility-experience-unsure = Nid wyf yn siŵr beth sy’n cyfrif
eligibility-experience-unsure-why = Mae dylunio ymchwil, casglu data, dadansoddi ystadegol a gwerthuso yn cyfrif, gyda data arolwg, cyfrifiad, gweinyddol neu garfan. Dywedwch wrthym beth rydych wedi’i wneud.
eligibility-supervisor = A fydd ymchwilydd achrededig llawn o’ch sefydliad eich hun yn goruchwylio eich holl brosiectau ac yn ateb drosoch?
eligibility-supervisor-has = Bydd: gellir fy achredu dros dro
eligibility-supervisor-has-not = Na fydd
eligibility-supervisor-has-not-why = Heb y radd na’r profiad mae angen goruchwyliwr achrededig llawn o’ch sefydliad eich hun arnoch.
eligibility-supervisor-unsure = Nid wyf yn siŵr
eligibility-supervisor-unsure-why = Mae’r gofrestr gyhoeddus yn enwi pwy sydd wedi’u hachredu. Dywedwch wrthym beth yw eich sefydliad os nad ydych yn dod o hyd i neb.
eligibility-publication = A ydych yn cytuno bod eich enw’n sefyll yn y gofrestr gyhoeddus, a bod y canlyniadau’n cael eu cyhoeddi lle mae’r gyfraith y cedwir y data oddi tani yn gofyn hynny?
eligibility-publication-agrees = Ydw
eligibility-publication-agrees-not = Nac ydw
eligibility-publication-agrees-not-why = Enwir ymchwilwyr achrededig mewn cofrestr gyhoeddus.
eligibility-publication-unsure = Mae’n dibynnu ar y prosiect
eligibility-publication-unsure-why = Dywedwch wrthym beth na ellid ei gyhoeddi, a pham.
eligibility-training = A wnewch chi’r Hyfforddiant Ymchwilydd Diogel a’i asesiad?
eligibility-training-will = Gwnaf, neu rwyf wedi’i basio
eligibility-training-will-not = Na wnaf
eligibility-training-will-not-why = Nid achredir neb heb basio’r hyfforddiant.
