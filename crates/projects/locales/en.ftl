# Applications, assessment, projects, spaces, the public register.
projects-title = Projects
projects-mine = Your projects
projects-all = All projects
projects-of-my-data = Projects that ask for your data
projects-none = You have no projects yet.
projects-apply = Apply for a project
projects-number = Number
projects-project-title = Title
projects-untitled = Untitled application
projects-state = State
projects-ends = Ends
projects-state-draft = Draft
projects-state-quality = Quality check
projects-state-review = Feasibility and ethics
projects-state-owners = With data owners
projects-state-accreditation = Accreditation
projects-state-queried = Waiting for answers
projects-state-accredited = Accredited
projects-state-set-up = Being set up
projects-state-active = Active
projects-state-withdrawn = Withdrawn
projects-state-rejected = Not approved
projects-to-draft = the draft
projects-to-quality = the quality check
projects-to-review = feasibility and ethics
projects-to-owners = the data owners
projects-to-accreditation = accreditation
projects-to-queried = the applicant
projects-to-accredited = accredited
projects-to-set-up = being set up
projects-to-active = active
projects-to-rejected = not approved
projects-stage-quality = Completeness and quality
projects-stage-feasibility = Feasibility
projects-stage-ethics = Ethics
projects-stage-owners = Data owner
projects-stage-accreditation = Accreditation
projects-outcome-approved = Approved
projects-outcome-rejected = Rejected
projects-outcome-superseded = Asked again
projects-holder = Waiting for
projects-holder-applicant = The applicant
projects-holder-service = Us
projects-holder-data-owners = The data owners
projects-holder-accrediting-body = The accrediting body
projects-holder-nobody = Nobody
projects-clocks = Time so far
projects-clocks-text = Waiting for you: { $you ->
    [one] { $you } day
   *[other] { $you } days
 }. Waiting for us: { $us ->
    [one] { $us } day
   *[other] { $us } days
 }.
projects-gateway = Legal gateway
projects-dates = Dates
projects-dates-text = { $from } to { $to }
projects-accreditation = Accreditation
projects-accreditation-text = { $number }, { $date }
projects-tracks = What has to be in place
projects-stage-progress = { $stage }: { $done } of { $all }
projects-track-project = Approval of the project
projects-track-people = Accreditation of its people
projects-track-people-text = { $n } of { $all } accredited
projects-track-places = Places to work from
projects-track-places-text = See what is missing
projects-team = Team
projects-name = Name
projects-role = Role
projects-from = From
projects-until = Until
projects-role-coordinator = Coordinator
projects-role-deputy = Deputy coordinator
projects-role-researcher = Researcher
projects-role-output-reviewer = Output reviewer
projects-access = Access
projects-access-together = All datasets together: { $access }
projects-access-would-be = With the data asked for: { $access }
projects-access-is = { $access }
projects-datasets = Datasets
projects-mapping = In the project’s space
projects-mapping-asked = Asked for
projects-mapping-mapped = Mapped
projects-mapping-to-clear = Unmapped; derived files may remain
projects-mapping-gone = Unmapped; derived files are gone
projects-unmap = Unmap
projects-unmap-title = Do you want to take “{ $title }” out of the project?
projects-unmap-text = The people of the project can make no more tables from these data. The dataset counts towards the project’s level until somebody confirms that the files made from it are gone. To put it back, the project must ask for it again.
projects-unmap-button = Take the dataset out
projects-unmapped = The dataset has been taken out of the project.
projects-unmapped-next = Next: when no file made from it remains in the space, confirm that here. Until then it counts towards the level.
projects-clear-title = Are the files made from “{ $title }” gone?
projects-clear-text = From now on the dataset no longer counts towards the project’s level. Confirm only when you have looked: this cannot be undone.
projects-clear-button = Confirm that they are gone
projects-cleared = You have confirmed that the files made from the dataset are gone.
projects-clear = Confirm that derived files are gone
projects-set-up = Set the project up
projects-more = More
projects-link-access = How you can access the project
projects-link-space = Files of the space
projects-link-outputs = Outputs
projects-link-application = Application
projects-link-assessment = Assessment
projects-history = History
projects-history-other = Something was done
projects-history-service = The service
projects-history-number = Entry { $n } of the record
projects-member-add = Add a member
projects-member-end = End the membership
projects-member-end-title = Do you want to end the membership of { $name }?
projects-member-end-text = It ends at once: { $name } cannot enter the space any more, and a stay there ends at its next use. Their files remain in the space. You can add them again later.
projects-member-end-button = End the membership
projects-member-ended = The membership of { $name } has ended.

projects-before-you-start = Before you start
projects-start-conditions = Read the access conditions of each dataset in the catalogue.
projects-start-dictionary = Check in the data dictionary that the variables you need are there.
projects-start-owners = Allow time for the approval of data owners.
projects-expected = Applications take approximately { $weeks } weeks to approve. It can take longer for complex projects.
projects-blank = See all questions, to prepare or print
projects-start = Start now
projects-tasks = Your application
projects-with-assessors = The application is being assessed. Its answers cannot be changed now.
projects-complete = { $percent } % of the questions that need an answer are answered.
projects-confirmed = The supervisor has confirmed this application. If you change it, they must confirm it again.
projects-unconfirmed = The supervisor must confirm this application in their own account before you can submit it.
projects-check-answers = Check your answers
projects-save = Save and continue
projects-saved = “{ $section }” is saved.
projects-decided = Your decision on { $number } is recorded.
projects-decided-next = It is now with: { $holder }.
projects-asked = Your question is sent.
projects-asked-next = The applicant has it now, and has been told. You decide when they have answered and submitted again.
projects-answered = Your answer is saved.
projects-answered-next = Every question is answered. Change what you want to change, then check your answers and submit again now.
projects-answered-open = { $n ->
    [one] One more question is open. Answer it, then submit again.
   *[other] { $n } more questions are open. Answer them, then submit again.
  }
projects-now-confirmed = You have confirmed the application.
projects-now-confirmed-next = The applicant can submit it now. If they change it, you are asked again.
projects-now-set-up = The project is set up.
projects-now-set-up-next = Its people have been told and can enter the space, where their access allows it.
projects-member-added = { $email } is a member from today.
projects-member-added-next = They have been told. Whether they can enter depends on their accreditation, training and place.
projects-withdraw = Withdraw the application
projects-withdraw-title = Do you want to withdraw this application?
projects-withdraw-text = Nobody assesses it any more, and the decisions that were taken count for nothing. What you wrote can still be read, but not changed or submitted. This cannot be undone: to ask again, you start a new application.
projects-withdraw-button = Withdraw the application
projects-withdrawn = The application { $number } is withdrawn.
projects-withdrawn-next = Nobody has to do anything more. You can start a new application at any time.
projects-not-ready = Before you can submit
projects-submit = Accept and submit the application
projects-confirm-text = You are named as the supervisor. By confirming you apply jointly.
projects-confirm = Confirm the application
projects-submitted = Application submitted
projects-your-reference = Your reference number: { $number }
projects-what-next = What happens next
projects-what-next-text = We check that the application is complete and of suitable quality. If we have questions, we ask you and the clock shows that we wait for you.
projects-save-sender = Save { $address } to your contacts, so that our messages do not go to your spam folder. Each message is also among your notices here.
projects-to-project = Go to the project
projects-person-unknown = Nobody here has registered with { $email }. Check the address, or ask them to register first.

projects-submit-not-now = The application is not with you now
projects-submit-incomplete = { $n ->
    [one] One answer is missing or needs correcting
   *[other] { $n } answers are missing or need correcting
 }
projects-submit-deputy = The deputy must be somebody other than the coordinator
projects-submit-student = A student applies together with a supervisor. Name your supervisor
projects-submit-supervisor-self = Your supervisor must be somebody else
projects-submit-unconfirmed = Your supervisor has not confirmed the application
projects-submit-conditions = Accept the conditions of project accreditation
projects-submit-checklist = Confirm the checklist
projects-submit-dates = The project must end after it starts
projects-submit-cap = The project must end within { $years } years
projects-submit-exploratory = An exploratory analysis lasts at most { $months } months
projects-submit-no-data = Choose at least one dataset
projects-submit-unknown-data = { $n ->
    [one] One dataset you chose is no longer in the catalogue
   *[other] { $n } datasets you chose are no longer in the catalogue
 }
projects-submit-unanswered = { $n ->
    [one] Answer the open question
   *[other] Answer the { $n } open questions
 }
projects-confirm-already = You have confirmed the application already
projects-confirm-not-now = The application is being assessed and needs no confirmation now
projects-withdraw-not-now = The application can no longer be withdrawn
projects-answer-empty = Write an answer
projects-answer-already = This question has been answered already
projects-assess-own = You have a part in this application. Somebody else must assess it
projects-assess-not-now = The application is not being assessed now
projects-assess-decided = This decision has been taken already
projects-assess-query-open = { $n ->
    [one] Wait for the answer to your question
   *[other] Wait for the answers to your { $n } questions
 }
projects-assess-no-reason = Give the reason
projects-assess-no-number = Enter the accreditation number
projects-assess-wrong = This decision is not one of this stage
projects-assess-cap = The project ends more than { $years } years from today. Ask the applicant for an earlier end
projects-assess-no-text = Write your question
projects-assess-no-question = Choose the answer that your question is about
projects-assess-number-taken = Another project has the accreditation number { $number }
projects-set-up-not-accredited = The project is not accredited
projects-set-up-nobody = None of the project’s researchers is accredited yet
projects-not-mapped = The dataset is not mapped to this project
projects-nothing-to-clear = There is nothing to confirm: the dataset is still mapped, or its clear-out is confirmed already
projects-member-not-active = Members are added once the project is active
projects-member-unknown = Nobody here has registered with { $email }
projects-member-already = This person is a member already
projects-member-none = This person is not a member now
projects-member-one-coordinator = A project always has a coordinator. Name another one first
projects-member-roles = Coordinator and deputy change by handover
projects-name-empty = Give the file a name
projects-name-long = The file’s name must be 255 bytes or shorter
projects-name-path = The file’s name must not look like a path: no slash, backslash or two points in a row
projects-name-control = The file’s name must not hold hidden characters
projects-file-name-taken = There is a file called { $name } in this folder already. Choose another name

projects-assessments = Assessments
projects-nothing-waits = Nothing waits for you.
projects-to-be-set-up = Accredited, to be set up
projects-waits-since = Waits since
projects-turn = Whose turn
projects-turn-you = Yours
projects-turn-applicant = The applicant’s
projects-you-approved = What was approved
projects-now = Now
projects-since-approved = Changed since you approved version { $n }
projects-look-again = You changed answers that have been approved. These look at the application again:
projects-changed = { $n ->
    [one] One answer changed since the version before
   *[other] { $n } answers changed since the version before
 }
projects-version = Version { $n }, { $at }
projects-decide-or-ask = Decide or ask
projects-decide = Decide
projects-ask = Ask the applicant
projects-question = Question
projects-asked-at = Asked
projects-answer = Answer
projects-not-answered = Not answered yet
projects-queries = Questions from assessors
projects-from-team = From
projects-about = About
projects-answer-it = Answer
projects-answer-text = Answer here in words. If the application itself should say more, change it as well, then submit it again.
projects-answer-send = Send the answer

projects-study-file = Study Information { $reference }.txt
projects-study-owner = Data owner:
projects-study-citation = Citation:
projects-study-doi = Identifier (DOI):
projects-study-access = Access:
projects-study-conditions = Special conditions:
projects-study-output-conditions = Conditions for outputs:
projects-study-coverage = Coverage:
projects-study-contact = Contact:
projects-study-none = None
projects-study-cite = Put the citation into every output that uses these data.

projects-folder-private = Your own files
projects-folder-shared = Shared folder
projects-folder-sdc = SDC folder
projects-folder-study = Study Information
projects-file = File
projects-size = Size
projects-no-files = There are no files here.
projects-files-shown = { $n ->
    [one] One file
   *[other] { $n } files
 }
projects-next-files = Files after { $name }
projects-first-files = Back to the first files

projects-register = Register of accredited projects
projects-register-lead = For transparency, accredited projects and researchers are published.
projects-register-projects = Accredited projects
projects-register-researchers = Accredited researchers
projects-register-empty = There are no entries yet.
projects-researchers = Researchers
projects-organisations = Organisations
projects-organisation = Organisation
projects-environment = Processing environment
projects-accredited-on = Accredited on
projects-kind = Type
projects-kind-full = Full
projects-kind-provisional = Provisional
projects-export-json = Download as JSON
projects-export-csv = Download as CSV

projects-told-submitted-subject = Application { $number } submitted
projects-told-submitted-body = We have received your application “{ $title }”. Its reference number is { $number }.
projects-told-confirmed-subject = Your supervisor confirmed application { $number }
projects-told-confirmed-body = Your supervisor has confirmed application { $number }. You can submit it now.
projects-told-to-assess-subject = Application { $number } waits for your decision
projects-told-to-assess-body = The application “{ $title }” ({ $number }) waits for your decision.
projects-told-queried-subject = Questions about application { $number }
projects-told-queried-body = An assessor has asked about your application “{ $title }” ({ $number }). The application waits for your answer.
projects-told-answered-subject = Application { $number } came back with answers
projects-told-answered-body = The applicant has answered and submitted the application “{ $title }” ({ $number }) again.
projects-told-stage-subject = Application { $number } has moved on
projects-told-stage-body = Your application “{ $title }” ({ $number }) is in its next stage.
projects-told-accredited-subject = Project { $number } is accredited
projects-told-accredited-body = Your project “{ $title }” ({ $number }) is accredited. It is set up once one of its researchers is accredited.
projects-told-rejected-subject = Application { $number } was not approved
projects-told-rejected-body = Your application “{ $title }” ({ $number }) was not approved. Its page says why.
projects-told-active-subject = Project { $number } is ready
projects-told-active-body = The space of your project “{ $title }” ({ $number }) is ready.
projects-told-member-subject = You are a member of project { $number }
projects-told-member-body = You have been added to the project “{ $title }” ({ $number }).

history-application-begun = Application begun
history-application-saved = Application saved
history-application-confirmed = Application confirmed by the supervisor
history-application-submitted = Application submitted
history-application-resubmitted = Application submitted again, version { $version }
history-application-withdrawn = Application withdrawn
history-application-queried = Question asked ({ $stage })
history-application-query-answered = Question answered
history-application-assessed = { $stage }: { $outcome }
history-project-set-up = Project set up
history-dataset-mapped = Dataset { $reference } mapped
history-dataset-unmapped = Dataset { $reference } unmapped
history-dataset-cleared = Files derived from dataset { $reference } confirmed as gone
history-member-added = Member added
history-member-ended = Membership ended

projects-waits-draft = Go on with your application “{ $title }”
projects-waits-submit = Submit “{ $title }” again: every question is answered
projects-waits-questions = { $n ->
    [one] Answer a question about “{ $title }”
   *[other] Answer { $n } questions about “{ $title }”
  }
projects-waits-end = Project “{ $title }”
projects-waits-quality = { $n ->
    [one] { $n } application to check for completeness and quality
   *[other] { $n } applications to check for completeness and quality
  }
projects-waits-feasibility = { $n ->
    [one] { $n } application whose feasibility is to be decided
   *[other] { $n } applications whose feasibility is to be decided
  }
projects-waits-ethics = { $n ->
    [one] { $n } application whose ethics are to be decided
   *[other] { $n } applications whose ethics are to be decided
  }
projects-waits-owners = { $n ->
    [one] { $n } application for your data to decide
   *[other] { $n } applications for your data to decide
  }
projects-waits-accreditation = { $n ->
    [one] { $n } project to accredit
   *[other] { $n } projects to accredit
  }
projects-waits-set-up = { $n ->
    [one] { $n } accredited project to set up
   *[other] { $n } accredited projects to set up
  }
