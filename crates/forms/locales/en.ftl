# Sentences of forms. $name is what a question asks for ("the abstract"), $subject the same at the start of a sentence;
# where a form gives no name, both are the label in quotes.

form-missing = Answer { $name }
form-missing-enter = Enter { $name }
form-missing-choose = Select { $name }
form-missing-statement = Tick the box to confirm: { $name }
form-unfinished = You have not completed the section ‘{ $section }’
form-characters = { $subject } contains a character that cannot be stored. Type it again without special control characters
form-several = { $subject } must have one answer only
form-too-short = { $subject } must be { $min } characters or more
form-too-long = { $max ->
    [one] { $subject } must be { $max } character only
   *[other] { $subject } must be { $max } characters or fewer
}
form-too-many-words = { $max ->
    [one] { $subject } must be { $max } word only. It has { $count }
   *[other] { $subject } must be { $max } words or fewer. It has { $count }
}
form-email = Enter an email address in the correct format, like name@example.com
form-code = The code must be { $length } digits, like 123456
form-number = { $subject } must be a number
form-whole = { $subject } must be a whole number
form-decimals = { $decimals ->
    [one] { $subject } must have at most { $decimals } decimal place
   *[other] { $subject } must have at most { $decimals } decimal places
}
form-number-min = { $subject } must be { $min } or more
form-number-max = { $subject } must be { $max } or less
form-date-without-day = { $subject } must include a day
form-date-without-month = { $subject } must include a month
form-date-without-year = { $subject } must include a year
form-date-without-day-month = { $subject } must include a day and a month
form-date-without-day-year = { $subject } must include a day and a year
form-date-without-month-year = { $subject } must include a month and a year
form-date-without-day-month-year = { $subject } must be a date
form-date-year = The year must include 4 numbers
form-date-unreal = { $subject } must be a real date
form-date-min = { $subject } must be on or after { $date }
form-date-max = { $subject } must be on or before { $date }
form-date-today = { $subject } cannot be checked at the moment. Try again later
form-choice = { $subject }: select one of the answers that are offered
form-exclusive = { $subject }: select either the last answer alone or other answers
form-too-few = { $subject }: select at least { $min }
form-too-many = { $subject }: select at most { $max }
form-file-unknown = { $subject }: the file could not be found. Choose it again
form-file-type = { $file } must be a file of one of these types: { $kinds }

form-status-not-started = Not yet started
form-status-in-progress = In progress
form-status-completed = Completed
form-status-cannot-start = Cannot start yet

form-optional = { $label } (optional)
form-guidance = Guidance on this question
form-only-if = Only if your answer above is { $answers }.
form-or = or
form-and = and
form-select = Select an answer
form-nothing-to-choose = There is nothing to choose from at the moment.
form-files-kept = Files you have added. Untick a file to take it out
form-change = Change
form-not-provided = Not provided
form-not-answered = Not answered yet
form-not-shown = Entered, but not shown
form-confirmed = Confirmed

form-blank-version = Version { $version } of the questions. You can prepare your answers here, but you must enter them in the service.
form-blank-section-when = Complete this section only if { $condition }.
form-blank-when = Answer this only if { $condition }.
form-blank-words = { $max ->
    [one] Up to { $max } word.
   *[other] Up to { $max } words.
}
form-blank-characters = { $max ->
    [one] Up to { $max } character.
   *[other] Up to { $max } characters.
}
form-blank-number-min = { $min } or more.
form-blank-number-max = { $max } or less.
form-blank-date-min = On or after { $date }.
form-blank-date-max = On or before { $date }.
form-blank-choose = Select up to { $max }.
form-blank-files = Types of file: { $kinds }.
form-blank-list = The service offers a list to choose from.
form-blank-agree = I confirm
form-when-is = the answer to ‘{ $question }’ is ‘{ $value }’
form-when-is-not = the answer to ‘{ $question }’ is not ‘{ $value }’
form-when-includes = the answers to ‘{ $question }’ include ‘{ $value }’
form-when-answered = you answered ‘{ $question }’
form-when-unanswered = you did not answer ‘{ $question }’
