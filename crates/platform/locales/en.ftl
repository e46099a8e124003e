# Words of the layout, of signing in, of one's own account, and of every no.
service-name = Secure research data service
organisation-name = Strongroom
layout-error-prefix = Error:
layout-skip = Skip to main content
layout-language = Language
layout-sign-out = Sign out
layout-support-links = Support links
layout-menu = Menu
layout-service-information = Service information
layout-phase = Beta
layout-phase-text = This is a new service.
footer-privacy = Privacy
footer-cookies = Cookies
footer-accessibility = Accessibility statement
footer-contact = Contact
banner-success = Success
banner-important = Important
session-ends = Your session ends in two minutes
session-ends-text = Send what you are writing, or stay signed in. If you send it later, it is kept for you until you have signed in again.
session-ends-stay = Stay signed in
sign-in-kept = What you wrote is kept. Your session had ended when you sent it, so it was not taken. Sign in on this browser within a day, and it stands in the form again for you to check and send. Nobody else can read it.
form-kept = This is what you wrote before your session ended. It has not been sent: check it, and send it again.
form-kept-changed = This is what you wrote before your session ended. It has not been sent. Somebody has changed the saved version meanwhile: look at that first.
form-kept-saved = Show what is saved instead
form-kept-beside = This is what you wrote. It has not been saved, because another version was saved while you wrote, by somebody else or by you in another tab. Both stand side by side: send yours, or join the two below.
form-both = Both versions
form-both-question = Question
form-both-saved = Saved now
form-both-yours = Yours
confirm-back = No, go back
confirm-back-short = Back
button-continue = Continue
link-change = Change

sign-in-title = Sign in
sign-in-button = Sign in
sign-in-register = Create an account
sign-in-forgotten = I have forgotten my password
sign-in-wrong = Enter the email address and password of your account
sign-in-locked = There were too many attempts. Try again in 15 minutes or reset your password
sign-in-unproved = Open the link in the email we sent you, then sign in
sign-in-code-title = Enter your one-time code
sign-in-code-text = Open your authenticator and enter the code it shows now.
sign-in-code-wrong = Enter the code that your authenticator shows now. Each code works once
password-short = Your password must have 12 characters or more
password-common = Choose a password that is harder to guess. Many people use this one, or it repeats itself
proof-password-wrong = Enter the password that was chosen when this account was created
unlock-wrong = That is not the password of your account
link-used = This link has been used or is more than 24 hours old. Ask for a new one.
email-taken = There is already an account with this email address. Sign in, or reset its password.

account-title = Your account
account-name = Name
account-email = Email address
account-second-factor = Second factor
account-code-set = One-time codes from an authenticator
account-code-not-set = Not set up
account-sessions = Where you are signed in
account-session-started = Started
account-session-last = Last used
account-session-address = Address and browser
account-session-end = End
agent-on = { $browser } on { $system }
agent-other-on = A browser on { $system }
agent-program = A program
account-session-end-it = End this session
account-session-end-title = Do you want to end this session?
account-session-end-text = Whoever uses that browser has to sign in again with both factors. What they have not sent yet is lost.
account-session-end-button = End the session
account-session-ended = The session has been ended.
account-session-this = This session

second-factor-title = Set up your authenticator
second-factor-lead = Every sign-in needs your password and a one-time code.
second-factor-no-phone = You do not need a phone: a program on your computer or a hardware token that gives one-time codes (TOTP) works as well.
second-factor-qr = Code to scan with your authenticator. The same key stands below as text.
second-factor-key = If you cannot scan it, enter this key: { $key }
second-factor-confirm = Confirm

address-title = Replace your email address
address-text = We send a link to the new address. Until you open it, and enter your password there, nothing changes. The address you have now is told, and can put things back for 7 days.
address-button = Send the link
address-sent-title = Check your new email
address-sent-text = If nobody has an account with this address, we have sent it a link. It works once, for 24 hours.
address-proof-title = Confirm your new email address
address-proof-text = Enter the password of your account. From then on you sign in with this address.
address-proof-button = Confirm
address-replaced-title = Your email address is replaced
address-replaced-text = Sign in with your new address from now on. The one of before can put things back for 7 days.
address-undo-title = Put your email address back
address-undo-text = If it was not you who asked for another address, put this one back. Everybody is signed out of the account, and links that went to the other address no longer work.
address-undo-button = Put it back
address-undone-title = Your email address is as it was
address-undone-text = Everybody is signed out. Choose a new password now, and tell the help desk that somebody knew the one you had.
address-lately = Your email address was replaced less than 7 days ago. The one of before can still put things back, so wait until then
address-same = This is the address of your account already
address-over = There is nothing to confirm or to put back any more. Ask the help desk if your account is not as it should be.

recovery-title = Recovery codes
recovery-text = A recovery code lets you sign in when you have lost your authenticator. Each works once, together with your password. New codes put an end to those you had.
recovery-count = { $n ->
    [0] You have no recovery codes.
    [one] You have { $n } recovery code.
   *[other] You have { $n } recovery codes.
  }
recovery-yours = Your recovery codes
recovery-once = Print them or write them down now, and keep them where you do not keep your password. They are not shown again.
recovery-kept = I have kept them
recovery-make-button = Make new codes
recovery-wrong = Enter one of your recovery codes. Each works once
recovery-sign-in-link = I have lost my authenticator
recovery-sign-in-title = Use a recovery code
recovery-sign-in-text = Enter one of the codes that you kept when you set up your authenticator. Your other browsers are signed out, and we tell you by email.
recovery-none-left = If you have no codes left, ask the help desk.
proposal-decided = This has been decided already. Look at it again.

passkeys-title = Passkeys
passkeys-text = A passkey is kept by your device, your browser or a security key. You can use it instead of a one-time code when you sign in.
passkeys-none = You have no passkeys.
passkeys-count = { $n ->
    [0] None
    [one] { $n } passkey
   *[other] { $n } passkeys
  }
passkeys-yours = Your passkeys
passkeys-name = Name
passkeys-added = Added
passkeys-remove = Remove
passkeys-remove-it = Remove this passkey
passkeys-remove-title = Do you want to remove this passkey?
passkeys-remove-text = It signs you in no more. You can add a passkey again at any time. We tell you by email that it was removed.
passkeys-remove-button = Remove the passkey
passkeys-removed = The passkey has been removed.
passkeys-add = Add a passkey
passkeys-add-button = Add a passkey
passkeys-script = Passkeys need a browser that has them and runs scripts. One-time codes work without.
passkey-not-shown = Your browser did not give a passkey. Choose "Add a passkey" again
passkey-wrong = This passkey was not accepted. Try again, or enter a one-time code
passkey-known = This passkey is already in use. Choose another
passkey-enough = You have 10 passkeys. Remove one first
passkey-browser-refused = Your browser did not give a passkey. Try again, or use a one-time code.
sign-in-passkey-button = Use a passkey instead

forgotten-title = Reset your password
forgotten-text = We will send a link to your email address. It works once, for 24 hours.
forgotten-button = Send the link
forgotten-sent-title = Check your email
forgotten-sent-text = If there is an account with this address, we have sent it a link.
reset-title = Choose a new password
reset-button = Save the password

notices-title = Your notices
notices-unread = { $n ->
    [0] You have no unread notices.
    [one] You have { $n } unread notice.
   *[other] You have { $n } unread notices.
  }
notices-mark-read = Mark all as read
notices-new = New

outbox-title = Outbox of the demo
outbox-text = This demo has no mail server. Every email it would send is kept here.
outbox-to = To { $address }, { $at }

mail-foot = Save this address to your contacts, so that our messages do not go to your spam folder. Every message is in your account too.
told-guessing-subject = Somebody guesses at an account
told-guessing-body = There were too many wrong passwords or codes for the account of { $name }, the last from { $address }. Nothing more is compared for a quarter of an hour. Ask them whether it was they.
told-altered-subject = An account was altered in the database
told-altered-body = The account of { $name } is not as the service left it: somebody has written into the database. It opens nothing until it is put right. The last try came from { $address }.
sign-in-altered = This account is not as this service left it, so it cannot be used. Tell the help desk.
sign-in-disabled = This account is disabled. Ask the help desk.
mail-address-prove-subject = Confirm your new email address
mail-address-prove-body = Somebody, we hope you, asked to use this address for an account of this service. Open this link and enter the password of the account:
told-address-asked-subject = Another address is asked for in the place of yours
told-address-asked-body = Somebody, we hope you, asked to use { $new } in the place of this address. If it was not you, open this link and stop it:
told-address-replaced-subject = Your email address was replaced
told-address-replaced-body = You sign in with { $new } from now on. The address of before was told, and can put things back for 7 days.
mail-address-undo-subject = Your email address was replaced
mail-address-undo-body = Somebody, we hope you, replaced this address by { $new }. If it was not you, put things back with this link within 7 days:
told-address-undone-subject = Your email address was put back
told-address-undone-body = The address of before has stopped or undone that another takes its place. Everybody is signed out of the account. If you did not expect it, ask the help desk.
told-recovery-made-subject = You have new recovery codes
told-recovery-made-body = New recovery codes were made for your account, and those of before no longer work. If it was not you, tell the help desk at once.
told-recovery-used-subject = A recovery code was used
told-recovery-used-body = Somebody signed in to your account with your password and a recovery code. Every other browser has been signed out. If it was not you, tell the help desk at once. If you have lost your authenticator, set up a new one now.
told-factors-subject = How you sign in was changed
told-factors-body = A second factor of your account was added, replaced or removed. If it was not you, tell the help desk at once.
told-password-subject = Your password was changed
told-password-body = The password of your account was changed, and every browser has been signed out. If it was not you, tell the help desk at once.
account-sign-in-again = You signed in more than 15 minutes ago. Sign out, sign in again with both factors, then change how you sign in.
mail-password-subject = Reset your password
mail-password-body = Somebody, we hope you, asked to reset the password of this account. Open this link to choose a new one:

no-incident = Give this reference if you contact us: { $reference }
no-back = Back to the start
no-sign-in-title = Sign in to continue
no-sign-in-text = Sign in to continue.
no-second-factor-title = Enter your second factor
no-second-factor-text = Enter your second factor to continue.
no-not-found-title = Page not found
no-not-found-text = If you typed the address, check that it is correct. If you followed a link, the page may have moved or may not be for you.
no-forbidden-title = You cannot do this
no-forbidden-text = Your account does not have the right to do this.
no-refused-title = This cannot be done
no-invalid-title = There is a problem
no-stale-title = Somebody was faster
no-stale-text = This was changed since you opened the page. Nothing of yours was lost elsewhere. Go back, reload the page and look at what it says now.
no-stale-kept = Another version was saved since you opened the page. What you wrote has not been saved, and is not lost: it stands beside what is saved now.
no-stale-both = Show both versions
no-forged-title = We could not tell that this came from our page
no-forged-text = Go back, reload the page and try again. Nothing was changed.
no-too-many-title = Too many requests
no-too-many-text = Wait a minute, then try again.
no-bad-request-title = We could not read this
no-away-title = Sorry, the service is not available
no-away-text = Nothing was changed. Try again in a few minutes.
no-broken-title = Sorry, there is a problem with the service
no-broken-text = Nothing was changed. We have been told. Try again later.

request-not-a-form = The request was not a form of this service. Go back and try again.
request-not-text = The request held bytes that are not text. Go back and try again.
request-bad-json = The body is not the JSON this endpoint reads: { $reason }
request-too-large = The files are larger than { $megabytes } MB together. Send fewer or smaller files.
request-too-large-short = The files are too large. Send fewer or smaller files.
request-too-long = The request is longer than { $kilobytes } KB. Send less, or sign in first.
request-broken-off = The request did not come whole and in time. Try again.
request-wrong-host = This service is not known by the host name that your browser asked for. Use the address that you were given. Whoever runs the service can add names in its configuration ([listen], hosts).
