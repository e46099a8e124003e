# The start page, a person's home, help, navigation.
nav-home = Home
nav-projects = Projects
nav-outputs = Outputs
nav-checks = Checks
nav-accreditations = Accreditations
nav-recordings = Recordings
nav-connectivity = Connectivity
nav-assessments = Assessments
nav-people = People
nav-catalogue = Catalogue

start-title = Do research with secure data
start-lead = Use this service to work with data that cannot be given out.
start-people = become an accredited researcher
start-projects = apply for a project and follow its approval
start-data = find out which data there are and who may use them
start-settings = enter your project's space from a place your data allow
start-outputs = ask for your results to be checked and released
start-sign-in = Sign in
start-home = Go to your home
start-catalogue = Browse the catalogue of data
start-register = See the public register of projects and researchers

home-title = Hello, { $name }
home-nothing = Nothing waits for you. What comes back to you, is asked of you or needs your decision will stand here.
home-yours = Waits for you
home-queues = Waits for you or a colleague
home-ends = Comes to an end
home-new = New for you
home-notices = All your notices
home-by = By { $day }
home-late = Due { $day }
home-since = Since { $day }
home-until = Until { $day }
home-ended = Ended { $day }
home-do = What you can do
home-projects = Your projects
home-apply = Apply for a project
home-outputs = Your outputs

help-privacy-title = Privacy
help-privacy-text = We hold your name, your email address, your organisation, your accreditation, training and agreements, and a record of what you do in this service.

    The record of what was done cannot be rewritten. Your personal details stand beside it, not in it, so that they can be erased.

    To be completed by the operator: the controller, the lawful basis, how long things are kept, and your rights.
help-cookies-title = Cookies
help-cookies-text = We set essential cookies only, and only when you sign in. One keeps you signed in, another lets you in from your own browser while somebody else is guessing your password, a third carries an answer to the next page, and a fourth brings back what you wrote when your session ended or somebody else was faster.
help-cookies-caption = Essential cookies
help-cookie-name = Name
help-cookie-purpose = Purpose
help-cookie-expires = Expires
help-cookie-session = Keeps you signed in
help-cookie-browser = Shows that you have signed in with this browser before
help-cookie-year = After a year
help-cookie-answered = Says on the next page what you have just done
help-cookie-kept = Opens what you sent when your session had ended or somebody else was faster, together with a key of ours. It is set then only
help-cookie-day = After a day
help-cookie-minute = When it has been read, or after a minute
help-cookie-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
  }
help-accessibility-title = Accessibility statement
help-accessibility-text = We want as many people as possible to be able to use this service. Its pages work without scripts, with a keyboard alone, and at 400% zoom.

    Pictures of tables and charts that are not released yet cannot be read by a screen reader, because their values may not reach your browser as text. Ask us for help if this stops you.

    To be completed by the operator: how far the service conforms to WCAG 2.2 AA, when it was tested, and how to complain.
help-contact-title = Contact
help-contact-text = Do not write any results in a message: nothing may leave but through an output request.
contact-support = Customer support
contact-connectivity = Connectivity
contact-statistical-support = Statistical support
contact-feasibility = Project feasibility
contact-impact = Impact
contact-security = Security

space-title = The space of your project
space-route = You are here by
space-since = Since
space-work = Work
space-tables = Make tables from the data
space-write-ups = Write up your results
space-desk = Open the desktop
space-folders = Folders
space-private = Your private area
space-shared = Shared folder of the project
space-sdc = SDC folder: what you want to have released
space-study = Study Information of the data
space-out = Take results out
space-out-text = Nothing leaves the space but through an output request, which two trained people check.
space-leave = Leave the space

history-sign-in-failed = Could not sign in
history-sign-in-refused = Was refused at sign-in
history-sign-in-begun = Entered a password
history-signed-in = Signed in
history-signed-out = Signed out
history-session-ended = Ended a session
history-address-asked = Asked for another email address
history-address-replaced = Replaced the email address
history-address-undone = Put the email address back
history-recovery-codes-made = Made recovery codes
history-second-factor-set = Set up a second factor
history-password-link-refused = Somebody asked for a new password for an address without an account, or too often
history-password-link-sent = Asked for a new password
history-password-set = Set a new password
history-passkey-added = Added a passkey
history-passkey-removed = Removed a passkey

desk-title = Desktop
desk-connecting = Connecting to the desktop.
desk-open = Connected.
desk-locked = Locked. Enter the word to go on; what runs in the desktop goes on meanwhile.
desk-ended = The session has ended.
desk-broken = The connection broke, or another window shows the desktop. What runs in it goes on.
desk-wrong = That was not the word.
desk-word = Word
desk-unlock = Unlock
desk-lock = Lock
desk-screen = Picture of the desktop
