# Not yet read by a Welsh speaker. As in en.ftl: $name stands in a sentence, $subject at its beginning.

form-missing = Atebwch { $name }
form-missing-enter = Rhowch { $name }
form-missing-choose = Dewiswch { $name }
form-missing-statement = Ticiwch y blwch i gadarnhau: { $name }
form-unfinished = Nid ydych wedi cwblhau’r adran ‘{ $section }’
form-characters = { $subject }: mae’n cynnwys nod na ellir ei storio. Teipiwch eto heb nodau rheoli arbennig
form-several = { $subject }: dim ond un ateb a ganiateir
form-too-short = { $subject }: rhaid cael { $min } nod neu fwy
form-too-long = { $subject }: rhaid cael { $max } nod neu lai
form-too-many-words = { $max ->
    [two] { $subject }: rhaid cael { $max } air neu lai. Mae { $count } yma
   *[other] { $subject }: rhaid cael { $max } gair neu lai. Mae { $count } yma
}
form-email = Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@enghraifft.com
form-code = Rhaid i’r cod gael { $length } digid, fel 123456
form-number = { $subject }: rhaid rhoi rhif
form-whole = { $subject }: rhaid rhoi rhif cyfan
form-decimals = { $subject }: dim mwy na { $decimals } lle degol
form-number-min = { $subject }: rhaid rhoi { $min } neu fwy
form-number-max = { $subject }: rhaid rhoi { $max } neu lai
form-date-without-day = { $subject }: rhaid cynnwys diwrnod
form-date-without-month = { $subject }: rhaid cynnwys mis
form-date-without-year = { $subject }: rhaid cynnwys blwyddyn
form-date-without-day-month = { $subject }: rhaid cynnwys diwrnod a mis
form-date-without-day-year = { $subject }: rhaid cynnwys diwrnod a blwyddyn
form-date-without-month-year = { $subject }: rhaid cynnwys mis a blwyddyn
form-date-without-day-month-year = { $subject }: rhaid rhoi dyddiad
form-date-year = Rhaid i’r flwyddyn gynnwys 4 rhif
form-date-unreal = { $subject }: rhaid rhoi dyddiad go iawn
form-date-min = { $subject }: rhaid i’r dyddiad fod ar neu ar ôl { $date }
form-date-max = { $subject }: rhaid i’r dyddiad fod ar neu cyn { $date }
form-date-today = { $subject }: ni ellir gwirio hyn ar hyn o bryd. Rhowch gynnig arall arni yn nes ymlaen
form-choice = { $subject }: dewiswch un o’r atebion a gynigir
form-exclusive = { $subject }: dewiswch naill ai’r ateb olaf ar ei ben ei hun neu atebion eraill
form-too-few = { $subject }: dewiswch o leiaf { $min }
form-too-many = { $subject }: dewiswch { $max } ar y mwyaf
form-file-unknown = { $subject }: ni ellir dod o hyd i’r ffeil. Dewiswch hi eto
form-file-type = Rhaid i { $file } fod yn ffeil o un o’r mathau hyn: { $kinds }

form-status-not-started = Heb ddechrau eto
form-status-in-progress = Ar y gweill
form-status-completed = Wedi’i gwblhau
form-status-cannot-start = Ni ellir dechrau eto

form-optional = { $label } (dewisol)
form-guidance = Canllawiau ar y cwestiwn hwn
form-only-if = Dim ond os mai eich ateb uchod yw { $answers }.
form-or = neu
form-and = ac
form-select = Dewiswch ateb
form-nothing-to-choose = Nid oes dim i ddewis ohono ar hyn o bryd.
form-files-kept = Ffeiliau rydych wedi’u hychwanegu. Dad-diciwch ffeil i’w thynnu allan
form-change = Newid
form-not-provided = Heb ei ddarparu
form-not-answered = Heb ei ateb eto
form-not-shown = Wedi’i roi, ond nid yw’n cael ei ddangos
form-confirmed = Wedi’i gadarnhau

form-blank-version = Fersiwn { $version } o’r cwestiynau. Gallwch baratoi eich atebion yma, ond rhaid i chi eu rhoi yn y gwasanaeth.
form-blank-section-when = Cwblhewch yr adran hon dim ond os yw’r canlynol yn wir: { $condition }.
form-blank-when = Atebwch hwn dim ond os yw’r canlynol yn wir: { $condition }.
form-blank-words = { $max ->
    [two] Hyd at { $max } air.
   *[other] Hyd at { $max } gair.
}
form-blank-characters = Hyd at { $max } nod.
form-blank-number-min = { $min } neu fwy.
form-blank-number-max = { $max } neu lai.
form-blank-date-min = Ar neu ar ôl { $date }.
form-blank-date-max = Ar neu cyn { $date }.
form-blank-choose = Dewiswch hyd at { $max }.
form-blank-files = Mathau o ffeil: { $kinds }.
form-blank-list = Mae’r gwasanaeth yn cynnig rhestr i ddewis ohoni.
form-blank-agree = Rwy’n cadarnhau
form-when-is = yr ateb i ‘{ $question }’ yw ‘{ $value }’
form-when-is-not = nid ‘{ $value }’ yw’r ateb i ‘{ $question }’
form-when-includes = mae’r atebion i ‘{ $question }’ yn cynnwys ‘{ $value }’
form-when-answered = rydych wedi ateb ‘{ $question }’
form-when-unanswered = nid ydych wedi ateb ‘{ $question }’
