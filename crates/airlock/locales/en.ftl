# The airlock: tables, texts, requests for release, checks, releases.

## Rules: votes
vote-own-request = You asked for this release. Someone else must check it.
vote-team-member = You work on this project, or did. Someone outside it must check its outputs.
vote-not-qualified = Your training as an output checker is not valid today. Ask the training team to renew it.
vote-not-now = This request is not with the checkers any more. Look at its page to see where it is.
vote-twice = You have already voted in this round. The other checker decides next.
vote-reason-missing = Write the question or the reason, so that the researcher knows what to do.
vote-quality-unsaid = Say whether the output is of publishable quality.
vote-not-publishable = An output that is not of publishable quality cannot be released. Return it with what to improve, or reject it.
vote-finding-open = Say why this finding does no harm, or return the output: { $finding }.
vote-release = Release it
vote-return = Return it with a question
vote-reject = Reject it

## Rules: submission
submit-not-requester = Only the person who began this request may submit it.
submit-not-now = This request cannot be changed or submitted now. Look at its page to see where it is.
submit-form-incomplete = Complete the output release form.
submit-type-unknown = Choose one of the kinds of output that this service releases.
submit-purpose-missing = Say what the output is for.
submit-statement-missing = Confirm that you have used methods that produce safe outputs.
submit-source-missing = Say where the data come from.
submit-sample-missing = Say who or what is in the sample.
submit-method-missing = Say which method you used.
submit-no-file = Choose at least one file of the SDC folder.
submit-too-many-files = Choose { $most } files or fewer. Make another request for the rest.
submit-not-in-sdc-folder = The file { $name } is no longer in the SDC folder as you chose it. Choose it again.
submit-file-empty = The file { $name } holds nothing. Save it again.
submit-file-too-large = The file { $name } is larger than { $megabytes } megabytes. Make it smaller.
submit-bare-table = The file { $name } is a table by itself. This service releases results that have been written up: insert the table into a text, save that, and ask for the document.
submit-data-file = The file { $name } is a data file. Data files are never released.
submit-model-file = The file { $name } is a model file. Model files are never released: ask for tables, charts, reports or code.
submit-file-unknown = Files like { $name } are not released for this kind of output. Use one of: { $allowed }.
submit-wrong-class = The file { $name } does not go with this kind of output, which takes: { $allowed }. Choose another kind of output or another file.
submit-not-fixed = The file { $name } comes from machine learning and is not a table, chart, report or code.
submit-no-item = Describe each table, figure and model in the files.
submit-item-label = Say how item { $number } is labelled in the file.
submit-item-label-twice = Two items are labelled { $label }. Give each its own label.
submit-item-description = Explain what { $label } shows, in { $words } words or more.
submit-item-counts = Give the unweighted counts of { $label }.
submit-item-statistic = Say what kind of statistic { $label } is.
submit-nothing-changed = These are the same files as before. Correct them, or answer the checkers’ question.
withdraw-not-now = This request cannot be withdrawn now.

## Rules: releases
release-expired = The time for fetching this release is over. Ask the service to release it again.
release-withdrawn = This release has been withdrawn. Do not use or share it.

## Rules: tables
table-field-unknown = No field of this dataset is called { $field }.
table-field-no-code = The field { $field } has no codes, so it cannot make rows or columns.
table-field-no-number = The field { $field } is no number, so it cannot be added up or averaged.
table-field-twice = The field { $field } is chosen twice. Choose it for rows or for columns.
table-no-rows = Choose at least one field for the rows.
table-too-many-fields = Choose { $most } fields or fewer for rows and columns together.
table-filter-wrong = The condition cannot be understood at character { $at }: { $problem }.
table-filter-field = The condition names { $field }, which is no field of this dataset.
table-filter-identifier = The condition names { $field }, which says who somebody is. Choose records by what they have in common.
table-too-few = The condition leaves too few records for a table, or none. Choose a wider one.
table-too-near = The condition leaves nearly the same records as that of table { $table }: the few that differ could be worked out from both. Use the condition of that table, or one that differs by more.
table-busy = Your table { $table } is still being made. Wait until it is there, or cancel it, then ask for the next.
table-project-busy = Two tables of your project are being made. Wait until one of them is there, then ask for the next.
table-cancelled = You have cancelled this table. Nothing of it was kept.
table-failed = Something went wrong while this table was made, and nothing of it was kept. Ask for it again.
table-too-large = The table would have too many cells. Choose fewer fields.
table-cannot-be-made = This table cannot be made from this dataset. Choose other fields, or ask statistical support.

## Words of tables
table-total = Total
table-count = Count
table-count-weighted = Weighted count
table-sum = Sum of { $field }
table-mean = Mean of { $field }
table-unweighted = Unweighted count

## The table page
tables-title = Tables
tables-text = Tables are made from the data in this space and stay in it until two people have checked your output.
tables-from = Make a table
tables-make-from = Make a table from { $dataset }
tables-no-dataset = No dataset is mapped to this space now.
tables-made = Tables made so far
tables-none = No table has been made yet.
tables-back = Back to the tables
airlock-save = Save
space-back = Back to the project space
table-title-head = Title
table-reference = Reference
table-dataset = Dataset
table-verdict = Disclosure rules
table-made-at = Made
table-filter = Condition
table-make = Make the table
tables-wanted = Being made
table-wanted-asked-at = Asked for
table-wanted-state = Now
table-wanted-place = It waits. Its place in the queue is { $place }.
table-wanted-now = It is being made.
table-wanted-stopping = It is being stopped.
table-wanted-so-far = Time so far
table-wanted-waited = { $minutes } min { $seconds } s
table-wanted-text = You may go on with something else in this space and come back: the table stays in the list of tables. It is made in the service’s memory: if you leave the space or sign out, or if the service is restarted, you have to ask for it again.
table-wanted-by-itself = This page looks again by itself every { $seconds } seconds.
table-wanted-still = Do not look again by itself
table-wanted-look = Look again
table-wanted-cancel = Cancel this table
table-wanted-refused = This table was not made:
table-wanted-again = Make another table
table-kept = Made. Checkers decide whether it may leave.
table-verdict-pass = No rule objects
table-verdict-ask = A checker has to look at some cells
table-verdict-fail = Some cells are unsafe
table-reasons = What the rules say
table-rule-threshold = Threshold: too few people or businesses stand behind some cells. Merge categories.
table-rule-dominance = Dominance: one or two contributors make most of some totals. Merge categories.
table-rule-p-percent = p% rule: a contributor could estimate another’s value closely from some totals. Merge categories.
table-rule-pq = pq rule: a contributor could estimate another’s value closely from some totals. Merge categories.
table-rule-zero = Zeros: some cells have nobody in them, which says something about everybody else.
table-rule-full = Full cells: nearly everybody of a group stands in one cell.
table-rule-negative = Negative values: a checker has to look at cells with negative contributions.
table-rule-differencing = Differencing: some cells differ from those of another table of the project, or of one made from another version of the data, by a few people, who could be worked out from both. Use the same condition, or merge categories.
table-picture = Picture
table-picture-text = This picture carries your name and the time. Do not copy anything from the screen.
table-picture-alt = Picture { $page } of the table { $title }. Its figures are not given as text until the output is released. Ask statistical support if you cannot read pictures.
table-chart-alt = Chart of the table { $title }. Its figures are not given as text until the output is released.
table-next = What you can do with it
table-write-up = Write it up
table-save-title = Save the bare table
table-save-text = The table is put into the SDC folder as a CSV file, from where you can ask for its release.
table-save = Save to the SDC folder

## The write-up page
write-ups-title = Texts
write-ups-text = Write up your results here. The service puts in tables and figures, and saves the text as a Word document in the SDC folder.
write-ups-none = Nothing has been written yet.
write-ups-back = Back to the texts
write-up-back = Back
write-up-begin = Begin a text
write-up-title = Title
write-up-reference = Reference
write-up-changed = Last changed
write-up-source = Data source
write-up-sample = Sample
write-up-method = Method
write-up-citation = Data citation
write-up-table-label = Table
write-up-figure-label = Figure
write-up-parts = The text
write-up-no-parts = The text has no parts yet.
write-up-add = Add a part
write-up-raise = Move up
write-up-part = The part
write-up-remove = Remove part { $n }
write-up-remove-title = Do you want to remove this part of the text?
write-up-remove-text = What you wrote in it is lost. A table that it shows stays among your tables.
write-up-remove-button = Remove the part
write-up-removed = The part has been removed from the text.
write-up-save-title = Save as a Word document
write-up-save-text = The document is put into the SDC folder. Save it again under another name after a change.
write-up-save = Save to the SDC folder
write-up-empty = The text has no parts yet. Add a paragraph, a table or a figure.
write-up-table-gone = The table behind “{ $caption }” is not there any more. Choose another.
write-up-undescribed = Explain what “{ $caption }” shows, in { $words } words or more.
write-up-too-long = A text has { $most } parts or fewer. Begin another for the rest.
write-up-no-chart = The table “{ $title }” has too many categories for a chart. Insert it as a table.
saved-done = { $name } is in the SDC folder of the project.
saved-next = Next: ask for its release with the button on this page. Nobody else sees the file before that.

## Requests
outputs-title = Requests for release
outputs-text = Requests that you have made. Begin a new one from the project or after saving a file.
outputs-none = There is no request.
outputs-back = Back to the requests
output-back = Back to the request
output-open = Ask for a release
output-title = Request { $reference }
output-reference = Reference
output-project = Project
output-state = State
output-made-at = Begun
output-submitted-at = Submitted
output-round = Round
output-type = Kind of output
output-files = Files
output-file-hint = { $bytes } bytes, saved on { $at }
output-files-text = The files are frozen when you submit the request: what is checked is what is released.
output-files-more = More files
output-tasks = What to do
output-task-files = Choose the files
output-task-items = Describe tables, figures and models
output-task-form = Complete the output release form
task-done = Completed
task-open = Not yet completed
output-submit-text = Everything is there. The files are frozen when you submit.
output-submit = Submit the request
output-open-points = Before you can submit
output-submit-again = Submit again now
output-submit-again-text = You have corrected or answered what was asked. Submit again now: the files are frozen when you do.
output-next-submit = Everything is there: you can submit the request.
output-next-submit-again = Everything is there: submit again now.
output-opened = The request { $reference } is begun.
output-opened-next = Choose its files first. Nothing is frozen and nobody sees it before you submit.
output-files-saved = The files are chosen.
output-form-saved = Your answers are saved.
output-submitted = The request { $reference } is submitted.
output-submitted-next = The service looks into the files now. Then two people check them, each by themselves; they should have decided by { $date }. We tell you by email, and you need not do anything until then.
output-decided-by = Decided by
output-as-submitted = What you submitted
item-saved = { $label } is saved.
output-withdraw = Withdraw the request
output-withdraw-title = Do you want to withdraw this request?
output-withdraw-text = Nobody checks it any more, and what was decided counts for nothing. Your files stay in the SDC folder. This cannot be undone: to ask again, you make a new request and describe its items anew.
output-withdraw-button = Withdraw the request
output-withdrawn = The request { $reference } is withdrawn.
output-withdrawn-next = Nobody has to do anything more. The files are still in the SDC folder, for another request.
output-to-release = Go to the release
output-findings = What was found
output-finding-mend = { $words } To mend it: { $mend }
output-round-said = What the checkers said in round { $round }
output-state-draft = Draft
output-state-submitted = Submitted
output-state-inspection = Being inspected
output-state-first-check = With the checkers
output-state-second-check = With the second checker
output-state-third-check = With a third checker
output-state-returned = Returned to you
output-state-approved = Approved
output-state-released = Released
output-state-rejected = Rejected
output-state-withdrawn = Withdrawn
output-next-draft = Complete the tasks and submit the request.
output-next-submitted = The service looks into the frozen files. This takes a few seconds.
output-next-inspection = The service looks into the frozen files. This takes a few seconds.
output-next-first-check = Two people check the output, each by themselves.
output-next-second-check = Two people check the output, each by themselves.
output-next-third-check = The checkers did not agree. A third person checks the output.
output-next-returned = Read what was said, correct the files or answer, and submit again.
output-next-approved = The release is being made. This takes a few seconds.
output-next-released = The output has been released.
output-next-rejected = The output may not leave.
output-next-withdrawn = The request has been withdrawn.

## Items
items-title = Tables, figures and models
items-text = Describe each table, figure and model in the files. Unweighted counts are needed for everything.
items-none = Nothing has been described yet.
items-back = Back to the items
item-add = Add an item
item-change = Change { $label }
item-remove = Remove { $label }
item-remove-title = Do you want to remove { $label }?
item-remove-text = What you wrote about it is lost. The file itself stays in the request.
item-remove-button = Remove it
item-removed = { $label } has been removed from the request.
item-kind = What it is
item-kind-table = Table
item-kind-figure = Figure
item-kind-model = Model
item-description = What it shows
item-statistic = Kind of statistic
item-counts = Unweighted counts
item-counts-kept = The service keeps the unweighted counts of every cell.
statistic-frequencies = Frequencies
statistic-linear-aggregations = Sums and means
statistic-position = Medians and percentiles
statistic-end-points = Minimum and maximum
statistic-mode = Mode
statistic-shape = Variance, skewness, kurtosis
statistic-correlations-and-models = Correlations and models
statistic-hypothesis-tests = Statistical tests
statistic-calculated-ratios = Odds, risk and hazard ratios
statistic-gini = Gini coefficients and Lorenz curves
statistic-concentration = Measures of concentration
statistic-hazard-and-survival = Hazard and survival tables
statistic-linked-tables = Linked and multilevel tables
statistic-clusters = Clusters

## Findings
finding-severity-note = Note
finding-severity-ask = Needs an answer
finding-severity-blocks = Cannot leave like this
finding-wrong-content = The content of the file is { $place }, which does not go with this kind of output.
finding-item-other-table = { $place } is said to be a table that none of the files holds. Choose the table that the file was saved from.
finding-table-not-described = The files hold the table { $place }, and no item describes it.
finding-table-not-compared = { $place } is said to be a table of the space, but the file was changed after it was saved. Compare them cell by cell.
finding-table-not-judged = { $place }: the rules could not judge a table in it, because its figures are not counts and the counts behind them do not stand beside them. Judge it by hand, or ask for it with its counts.
finding-sdc-threshold = { $place }: too few people or businesses stand behind some cells.
finding-sdc-dominance = { $place }: one or two contributors make most of some totals.
finding-sdc-p-percent = { $place }: a contributor could estimate another’s value closely.
finding-sdc-pq = { $place }: a contributor could estimate another’s value closely.
finding-sdc-zero = { $place }: some cells have nobody in them.
finding-sdc-full = { $place }: nearly everybody of a group stands in one cell.
finding-sdc-negative = { $place }: some contributions are negative.
finding-sdc-differencing = { $place }: some cells differ from those of another table by a few people, who could be worked out from both.
finding-sdc-leak = { $place }: some hidden figures can be worked out from those that are shown.
finding-sdc-rounding = { $place }: some figures are not rounded as the policy asks.
finding-sdc-no-count = { $place }: nothing says how many people or businesses stand behind some cells.
finding-sdc-extreme = { $place }: some figures are the smallest or largest value, which is one person’s or business’s.
finding-sdc-unread = { $place }: figures stand in its title or notes, which no rule judges.

## Checks
checks-title = Outputs to check
checks-text = The longest waiting first. Two people check each output, each by themselves.
checks-none = Nothing waits to be checked.
checks-back = Back to the queue
check-title = Check { $reference }
check-due = To be decided by
check-audience = Who will read it
check-purpose = What it is for
check-reply = Answer to the last round
check-file-name = File
check-file-content = True type
check-file-bytes = Bytes
check-file-alt = Picture of the text of { $name }. Unreleased texts are not given as text.
check-file-not-drawn = The service did not write this file; look at it page by page.
check-item-alt = Picture { $page } of { $label }. Unreleased figures are not given as text.
check-no-findings = Nothing was found. That does not mean that the output is safe: you decide.
check-finding-answer = Why does this do no harm? { $finding }
check-finding-hint = Needed if you want to release the output
vote-done = Your decision is recorded.
vote-next-first-check = A second checker decides next, without seeing yours.
vote-next-second-check = A second checker decides next, without seeing yours.
vote-next-third-check = The two decisions differ: a third checker decides now.
vote-next-approved = Both checkers would release it: the release is being made, and the researcher is told.
vote-next-released = Both checkers would release it: it has been released, and the researcher is told.
vote-next-returned = It goes back to the researcher with the questions. You need not do anything until it is submitted again.
vote-next-rejected = It may not leave. The researcher is told why.
check-vote = Give your decision

## Releases
release-title = Release { $reference }
release-made-at = Released
release-expires-at = Can be fetched until
release-recipients = Released to
release-withdrawn-at = Withdrawn
release-why = Reason
release-fetch = Fetch { $name } ({ $bytes } bytes)
release-use = Use it for the purpose that you gave, and cite the data.
release-not-yours = Only the people named above may fetch the files.
release-receipt-title = Receipt
release-receipt-text = The receipt proves that this release stands in the service’s record. Anybody can check it. With yours, and as long as the files can be fetched, anybody can also check that a file they were given is one of these, byte for byte, when it left and how many checkers let it go: strongroom verify --receipt RECEIPT --key ledger.pub --file FILE.
release-receipt = Fetch the receipt
release-receipt-soon = The receipt is being signed. Try again in a few seconds.
release-withdraw = Withdraw the release
release-taken-back = The release is withdrawn. Everybody it was made for has been told.
release-withdraw-text = The link ends at once, and everybody it was made for is told. What has been fetched cannot be taken back.

## The project's history
history-table-made = Table { $reference } was made
history-table-refused = A table of { $dataset } was asked for and refused
history-table-saved = Table { $reference } was put into the SDC folder
history-write-up-begun = Text { $reference } was begun
history-write-up-changed = Text { $reference } was changed
history-write-up-saved = Text { $reference } was put into the SDC folder
history-output-opened = Request for release { $reference } was begun
history-output-files-chosen = Files were chosen for request { $reference }
history-output-form-answered = The output release form of request { $reference } was answered
history-output-item-described = An item of request { $reference } was described
history-output-item-removed = An item of request { $reference } was removed
history-output-submitted = Request { $reference } was submitted in round { $round } and its files frozen
history-output-inspection-begun = The service began to inspect the files of request { $reference }
history-output-inspected = The files of request { $reference } were inspected
history-output-voted = A checker decided on request { $reference } in round { $round }
history-output-released = The output of request { $reference } was released as { $release }
history-output-withdrawn = Request { $reference } was withdrawn
history-release-fetched = Release { $reference } was fetched
history-release-withdrawn = Release { $reference } was withdrawn

## Messages
output-submitted-subject = Your request { $reference } has been submitted
output-submitted-body = The files of request { $reference } are frozen. The service inspects them, then two people check them.
output-blocked-subject = Request { $reference } needs correcting
output-blocked-body = The service found something in the files of request { $reference } that cannot leave. Read what was found, correct the files and submit again.
output-to-check-subject = Output { $reference } waits to be checked
output-to-check-body = Request { $reference } has been inspected and waits for two checkers.
output-third-check-subject = Output { $reference } needs a third checker
output-third-check-body = Two checkers of request { $reference } did not agree. Somebody who has not voted yet must decide.
output-returned-subject = Request { $reference } has come back with a question
output-returned-body = The checkers of request { $reference } ask something. Read it, correct the files or answer, and submit again.
output-rejected-subject = Request { $reference } has been rejected
output-rejected-body = The checkers decided that the output of request { $reference } may not leave. Read why on its page.
output-released-subject = Output { $reference } has been released
output-released-body = Sign in to fetch the files of request { $reference }. You can do so until { $until }.
release-withdrawn-subject = The release of { $reference } has been withdrawn
release-withdrawn-body = Do not use or share the output of request { $reference }. Delete your copies. Read why on the page of the release.

check-left = { $date }: { $n ->
    [one] { $n } working day left
   *[other] { $n } working days left
}
check-late = { $date }: { $n ->
    [one] { $n } working day late
   *[other] { $n } working days late
}

## A file, page by page
file-look = Look at { $name } page by page
file-back = Back to the request
file-title = { $name }
file-text = Every page is a picture that the service made of the frozen file. What the file hides is shown and marked. Nothing of it is given as text.
file-text-printed = Every page is a picture of the frozen file as LibreOffice would print it. What the file hides is not on these pages: the findings name it, and the other view shows it. Nothing of it is given as text.
file-look-printed = See it as it would be printed
file-look-read = See it with what it hides marked
file-pages = Pages
file-page-alt = Page { $page } of { $name } as a picture. Unreleased content is not given as text.
file-more-findings = { $n ->
    [one] One more finding: see the page of the request.
   *[other] { $n } more findings: see the page of the request.
}
file-no-view = This file cannot be shown: { $why }

## What changed since the round before
changes-link = What changed since the round before
changes-title = What changed in { $name }
changes-text = Lines, rows and painted pages that differ from the file of the same name in round { $round }. Added and removed lines are marked; a few beside them are shown.
changes-none = Nothing that can be shown differs.
changes-unseen = The version of round { $round } cannot be shown, so nothing in it was compared: { $why }
changes-alt = Page { $page } of what changed in { $name }, as a picture. Unreleased content is not given as text.
changes-added = Added in this round.
changes-removed = Removed since the round before.
changes-page-differs = Page { $page } is painted differently.
changes-back = Back to the file

## Recount
# The record is counted again before something leaves.
recount-ended = The record says that this request was released or withdrawn before.
recount-not-submitted = The record does not show that this version of the request was submitted.
recount-other-files = The files are not those that the record says were frozen.
recount-not-inspected = The record does not show that the service looked into these files and passed them on.
recount-votes = The record shows { $found } votes to release by different people; two are needed.
recount-not-approved = The record does not show that the checkers approved it.
recount-voter = The record does not show that { $person } was an output checker at the time of the vote.
recount-colleague = { $person } voted, and is or was on the project.
release-not-on-record = The record does not show that this release was made for you. Nothing was sent. Tell the service’s security staff.
output-release-refused-subject = Release of { $reference } was refused: the record does not show it
output-release-refused-body = The database says that request { $reference } was approved, and the signed record does not show it. Nothing left. { $why } Somebody may have changed the database. Compare it with the record (strongroom doctor) before anything else.
history-output-release-refused = Release of { $reference } was refused: the record does not show it

release-recognise = Is a file one of these?
release-recognise-file = Choose a file of yours
release-recognise-hint = It is compared in your browser. Nothing of it is sent.
release-recognise-yes = Yes: byte for byte it is { $name } of release { $release }.
release-recognise-no = No: it is none of these. Another version, or the same text saved anew, is another file.
release-recognise-unread = Your browser could not read the file. Choose it again.
release-recognise-without = This needs a script. Without one, use the command below with the receipt.

## What waits for a person
output-waits-returned = Answer the checkers and submit { $reference } again, of “{ $title }”
output-waits-draft = Go on with your request { $reference }, of “{ $title }”
output-waits-release = Fetch the release { $reference } of “{ $title }”
output-waits-checks = { $n ->
    [one] { $n } output to check
   *[other] { $n } outputs to check
  }
