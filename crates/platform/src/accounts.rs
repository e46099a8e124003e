//! Accounts: how a person proves who they are. Password (argon2id), one-time code (TOTP, RFC 6238), passkeys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::{Moment, Refusal, World};
use store::{Args, Change, Filled, Kinds, Statement, args, row, statements};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::app::{App, PersonId};
pub use crate::passwords::hash_password;
use crate::passwords::{self, password_matches};
use crate::rotate::Sealed;
use crate::tries::{Taken, Tries};
use crate::{Answer, Context, Keys, No, OrNotFound, keys};

pub mod address;
mod present;
pub mod recovery;
mod seen;
pub mod standing;

pub use present::still_there;
pub use seen::Seen;

crate::did! {
    /// What the record says of accounts: signing in, factors, passwords.
    pub(crate) Did {
        "account" (String) {
            AddressAsked = "address-asked",
            AddressReplaced = "address-replaced",
            AddressUndone = "address-undone",
            PasskeyAdded = "passkey-added",
            PasskeyRemoved = "passkey-removed",
            PasswordLinkRefused = "password-link-refused",
            PasswordLinkSent = "password-link-sent",
            PasswordSet = "password-set",
            RecoveryCodesMade = "recovery-codes-made",
            SecondFactorSet = "second-factor-set",
            SessionEnded = "session-ended",
            SignInBegun = "sign-in-begun",
            SignInFailed = "sign-in-failed",
            SignInRefused = "sign-in-refused",
            SignedIn = "signed-in",
            SignedOut = "signed-out",
        }
    }
}

macro_rules! select_account {
    () => {
        "select person, email, email_proved_at, totp_confirmed_at, totp_last_step, password, totp_secret, recovery, disabled_at,
            disabled_by, disabled_why, version, seal from account "
    };
}

statements! {
    write ADD(text, text, text, int) = "insert into account (person, email, password, created_at, version) values ($1, $2, $3, $4, 1)";
    write BUMP(text) = "update account set version = version + 1 where person = $1";
    write SEAL(text, text) = "update account set seal = $2 where person = $1";
    upkeep SEAL_OLD(text, text) = "update account set seal = $2 where person = $1 and seal = ''";
    read UNSEALED -> Account = concat!(select_account!(), "where seal = '' order by person limit 500");
    read AFTER(text) -> Account = concat!(select_account!(), "where person > $1 order by person limit 500");
    write RESEAL(text, text, text) = "update account set totp_secret = $2, seal = $3 where person = $1";
    read BY_EMAIL(text) -> Account = concat!(select_account!(), "where email = $1");
    read BY_PERSON(text) -> Account = concat!(select_account!(), "where person = $1");
    write PROVED(text, int) = "update account set email_proved_at = coalesce(email_proved_at, $2) where person = $1";
    write SET_SECRET(text, text) = "update account set totp_secret = $2, totp_confirmed_at = null where person = $1";
    write CONFIRM_SECRET(text, int, int) = "update account set totp_confirmed_at = $2, totp_last_step = $3 where person = $1";
    write USE_STEP(text, int) = "update account set totp_last_step = $2 where person = $1 and totp_last_step < $2";
    write SET_PASSWORD(text, text) = "update account set password = $2 where person = $1";
    write VOID_EVERY_LINK(int) = "update account_link set used_at = $1 where used_at is null";
    write VOID_ALL_LINKS(text, int) = "update account_link set used_at = $2 where person = $1 and used_at is null";
    write VOID_LINKS(text, text, int) = "update account_link set used_at = $3 where person = $1 and purpose = $2 and used_at is null";
    read LINK(text, int, text) -> (person: PersonId) = "select person from account_link where hash = $1 and purpose = $3 and used_at is null and until > $2";
    write ADD_LINK(text, text, text, int) = "insert into account_link (hash, person, purpose, until) values ($1, $2, $3, $4)";
    write USE_LINK(text, int, text) -> (person: PersonId) = "update account_link set used_at = $2
        where hash = $1 and purpose = $3 and used_at is null and until > $2 returning person";
}

/// In the place of a seal, where the service has seen a newer row: somebody has put an older one back.
const ROLLED_BACK: &str = "rolled back";

const LINK_LASTS: i64 = 24 * Moment::HOUR;

row! {
    /// An account, without its secrets' plain text.
    #[derive(Debug, Clone)]
    pub struct Account {
        pub person: PersonId,
        pub email: String,
        pub proved: bool as Filled<Moment> = "email_proved_at",
        pub has_code: bool as Filled<Moment> = "totp_confirmed_at",
        /// The time step of the last one-time code that was used.
        totp_last_step: i64,
        password: String,
        totp_secret: Option<String>,
        /// What is kept of the codes for a lost factor that have not been used ([`recovery`]).
        recovery: String,
        disabled_at: Option<Moment>,
        disabled_by: Option<PersonId>,
        disabled_why: Option<String>,
        /// One more with every change; 0 where no version of the service that counts has changed it.
        pub version: i64,
        seal: String,
    }
}

/// Why somebody cannot sign in or a password cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoEntry {
    #[refusal("sign-in-wrong")]
    Wrong,
    #[refusal("sign-in-locked")]
    Locked,
    #[refusal("sign-in-unproved")]
    Unproved,
    #[refusal("sign-in-code-wrong")]
    CodeWrong,
    #[refusal("password-short")]
    Short,
    #[refusal("password-common")]
    Common,
    #[refusal("proof-password-wrong")]
    ProofPassword,
    #[refusal("unlock-wrong")]
    NotThere,
    #[refusal("link-used")]
    LinkUsed,
    #[refusal("email-taken")]
    EmailTaken,
    /// The row is not as the service left it.
    #[refusal("sign-in-altered")]
    Altered,
    #[refusal("sign-in-disabled")]
    Disabled,
    #[refusal("recovery-wrong")]
    RecoveryWrong,
}

/// How an address is compared: trimmed, in small letters.
pub fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

pub async fn by_email(app: &App, email: &str) -> Answer<Option<Account>> {
    let found = app.store.row(&BY_EMAIL, args![normal(email)]).await?;
    // Read by its person, it is compared with what has been seen of it.
    match found {
        Some(found) => Ok(by_person(app, found.person).await?.filter(|account| account.email == found.email)),
        None => Ok(None),
    }
}

pub async fn by_person(app: &App, person: PersonId) -> Answer<Option<Account>> {
    // Taken before the row is read: whoever changes it meanwhile only makes it newer.
    let seen = app.seen.of(person);
    let mut found = app.store.row(&BY_PERSON, args![person.to_string()]).await?;
    if let Some(account) = &mut found {
        if account.version < seen {
            account.seal = ROLLED_BACK.to_owned();
        } else if account.whole(app) {
            app.seen.note(person, account.version);
        }
    }
    Ok(found)
}

/// Writes the account of a new person into a change. `password` is already hashed.
pub async fn create(app: &App, change: &mut Change, person: PersonId, email: &str, password: &str) -> Answer<()> {
    let row = args![person.to_string(), normal(email), password, app.world.now()];
    match change.run(&ADD, row).await {
        Err(e) if e.is_taken() => return Err(No::refused(NoEntry::EmailTaken)),
        other => other?,
    };
    seal(app, change, person).await
}

/// Seals the row as this change leaves it.
async fn seal(app: &App, change: &mut Change, person: PersonId) -> Answer<()> {
    if let Some(account) = change.row(&BY_PERSON, args![person.to_string()]).await? {
        change.run(&SEAL, args![person.to_string(), account.mark(&app.keys)]).await?;
    }
    Ok(())
}

/// Changes a row that is as the service left it, and seals it anew: no change makes good what somebody else wrote before it.
/// The number of rows changed: none where the statement asks for more than the person and finds it otherwise.
async fn rewrite<K: Kinds>(
    app: &App,
    change: &mut Change,
    person: PersonId,
    statement: &'static Statement<K>,
    with: impl Args<K>,
) -> Answer<u64> {
    let seen = app.seen.of(person);
    let before = change.row(&BY_PERSON, args![person.to_string()]).await?;
    if before.is_some_and(|account| account.version < seen || !account.whole(app)) {
        return Err(No::refused(NoEntry::Altered));
    }
    let changed = change.run(statement, with).await?;
    if changed > 0 {
        change.run(&BUMP, args![person.to_string()]).await?;
        seal(app, change, person).await?;
    }
    Ok(changed)
}

/// Seals the rows of a version that sealed none, once; from then on one without a seal opens nothing.
///
/// # Errors
/// The database or the folder of keys cannot be written.
pub async fn seal_all(app: &App) -> Answer<()> {
    standing::keep_marks(app).await?;
    if app.keys.all_sealed() {
        return Ok(());
    }
    loop {
        let some = app.store.rows(&UNSEALED, args![]).await?;
        if some.is_empty() {
            break;
        }
        let mut upkeep = app.store.upkeep().await?;
        for account in some {
            upkeep.run(&SEAL_OLD, args![account.person.to_string(), account.mark(&app.keys)]).await?;
        }
        upkeep.commit().await?;
    }
    crate::passkeys::seal_all(app).await?;
    let marked = app.keys.now_all_sealed(&app.config.data);
    marked.map_err(|e| No::Away(format!("keeping that every account is sealed: {e}")))
}

/// Seals every account that is whole under another key, its secret too.
pub(crate) async fn reseal(
    change: &mut Change,
    old: &Keys,
    new: &Keys,
    world: &World,
    sealed: &mut Sealed,
) -> Result<(), String> {
    let mut after = String::new();
    loop {
        let some = change.rows(&AFTER, args![&after]).await.map_err(|e| e.to_string())?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.person.to_string();
        for mut account in some {
            let whole = account.whole_under(old);
            sealed.count(whole);
            if whole {
                let secret = account.totp_secret.as_deref().map(|secret| old.unseal(CODE, secret)).transpose()?;
                account.totp_secret = secret.map(|secret| new.seal(CODE, &secret, world)).transpose()?;
                let row = args![account.person.to_string(), account.totp_secret.as_deref(), account.mark(new)];
                change.run(&RESEAL, row).await.map_err(|e| e.to_string())?;
            }
        }
    }
}

/// Under which use a secret of one-time codes is sealed.
const CODE: &str = "one-time-code";

/// A new link of a purpose: the answer is its token, of which only a hash is kept. Those sent before no longer work.
pub async fn link(app: &App, change: &mut Change, person: PersonId, purpose: &'static str) -> Answer<String> {
    link_for(app, change, person, purpose, LINK_LASTS).await
}

/// The same for a time of its own, in microseconds.
async fn link_for(
    app: &App,
    change: &mut Change,
    person: PersonId,
    purpose: &'static str,
    lasts: i64,
) -> Answer<String> {
    let token = URL_SAFE_NO_PAD.encode(app.world.bytes::<24>());
    let hash = app.keys.mac("link", token.as_bytes());
    let now = app.world.now();
    let until = now.plus(lasts);
    change.run(&VOID_LINKS, args![person.to_string(), purpose, now]).await?;
    change.run(&ADD_LINK, args![hash, person.to_string(), purpose, until]).await?;
    Ok(token)
}

/// No link that was sent to anybody works any more.
pub(crate) async fn void_links(change: &mut Change, now: Moment) -> store::Result<u64> {
    change.run(&VOID_EVERY_LINK, args![now]).await
}

/// Uses a link up; each works once.
pub async fn use_link(app: &App, change: &mut Change, token: &str, purpose: &str) -> Answer<PersonId> {
    let hash = app.keys.mac("link", token.as_bytes());
    let used = change.row(&USE_LINK, args![hash, app.world.now(), purpose]).await?;
    used.ok_or_else(|| No::refused(NoEntry::LinkUsed))
}

/// Whose address a link proves, if the password of the account comes with it: whoever reads somebody else's mail by
/// mistake, or registered an address that is not theirs, has only one of the two. The link is not used up yet.
pub async fn check_proof(cx: &Context, token: &str, password: &str) -> Answer<PersonId> {
    check_link(&cx.app, token, "email", password).await
}

/// The same of any purpose.
pub(crate) async fn check_link(app: &App, token: &str, purpose: &str, password: &str) -> Answer<PersonId> {
    let hash = app.keys.mac("link", token.as_bytes());
    let whose = app.store.row(&LINK, args![hash, app.world.now(), purpose]).await?;
    let Some(whose) = whose else { return Err(No::refused(NoEntry::LinkUsed)) };
    let account = by_person(app, whose).await?.or_not_found()?;
    own_password(app, &account, password).await?;
    Ok(account.person)
}

/// Whether this is the password of an account that is open, counted before it is compared.
pub(crate) async fn own_password(app: &App, account: &Account, password: &str) -> Answer<()> {
    match standing::bar(app, account) {
        Some(NoEntry::Disabled) => return Err(No::refused(NoEntry::LinkUsed)),
        Some(bar) => return Err(No::refused(bar)),
        None => {}
    }
    if Tries::of_proof(app, account.person).take(app).await? != Taken::Allowed {
        return Err(No::refused(NoEntry::Locked));
    }
    if password_matches(&account.password, password).await? { Ok(()) } else { Err(No::refused(NoEntry::ProofPassword)) }
}

/// The address is proved.
pub async fn set_proved(app: &App, change: &mut Change, person: PersonId) -> Answer<()> {
    let row = args![person.to_string(), app.world.now()];
    rewrite(app, change, person, &PROVED, row).await.map(drop)
}

pub async fn set_password(app: &App, change: &mut Change, person: PersonId, hash: &str) -> Answer<()> {
    let row = args![person.to_string(), hash];
    rewrite(app, change, person, &SET_PASSWORD, row).await.map(drop)
}

/// Whether this is the password of an account. Where there is no such account it costs the same time.
pub async fn check_password(app: &App, account: Option<&Account>, password: &str) -> Answer<Result<(), NoEntry>> {
    let hash = account.map_or(passwords::NOBODY, |a| &a.password);
    let right = password_matches(hash, password).await?;
    Ok(match account {
        Some(account) if right && !account.whole(app) => Err(NoEntry::Altered),
        Some(account) if right && account.disabled(app) => Err(NoEntry::Disabled),
        Some(account) if right && !account.proved => Err(NoEntry::Unproved),
        Some(_) if right => Ok(()),
        _ => Err(NoEntry::Wrong),
    })
}

fn totp(secret: Vec<u8>, email: &str, issuer: &str) -> Answer<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_account_name(email)
        .with_issuer(Some(issuer))
        .build()
        .map_err(|e| No::Broken(format!("one-time codes: {e}")))
}

/// What an authenticator needs: the secret in base32 and the `otpauth:` address.
pub struct CodeSetup {
    pub secret: String,
    pub address: String,
}

impl CodeSetup {
    /// Of a secret (20 bytes) that is not anybody's yet.
    pub(crate) fn of(secret: Vec<u8>, email: &str, issuer: &str) -> Answer<CodeSetup> {
        let totp = totp(secret.clone(), email, issuer)?;
        let address = totp.to_url().map_err(|e| No::Broken(format!("one-time codes: {e}")))?;
        Ok(CodeSetup { secret: Secret::from(secret).to_base32(), address })
    }
}

/// The time step that a code of this secret belongs to, if it is right now or one step off.
pub(crate) fn step_of(app: &App, secret: Vec<u8>, code: &str) -> Answer<Option<i64>> {
    let totp = totp(secret, "x", "x")?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(app.world.now().0 / Moment::SECOND).unwrap_or(0);
    let now = i64::try_from(seconds / 30).unwrap_or(0);
    for step in [now, now - 1, now + 1] {
        let at = u64::try_from(step).unwrap_or(0) * 30;
        if crate::keys::same(&totp.generate(at).to_string(), &code) {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

impl Account {
    /// What the service says of this row under its key.
    fn mark(&self, keys: &Keys) -> String {
        let row = (self.person.to_string(), &self.email, self.proved, self.has_code, &self.password, &self.totp_secret);
        if self.version == 0 {
            // As the version that first sealed accounts did.
            return keys.mac("account", serde_json::json!(row).to_string().as_bytes());
        }
        let by = self.disabled_by.map(|by| by.to_string());
        let standing = (self.disabled_at.map(|at| at.0), by, &self.disabled_why);
        let row = (row, self.totp_last_step, &self.recovery, standing, self.version);
        keys.mac("account in its version", serde_json::json!(row).to_string().as_bytes())
    }

    /// The row is as the service left it. Of one that is not nothing can be believed: whose address it is, whose password.
    pub fn whole(&self, app: &App) -> bool {
        self.whole_under(&app.keys)
    }

    fn whole_under(&self, keys: &Keys) -> bool {
        let first = self.recovery.is_empty() && self.disabled_at.is_none();
        if self.version == 0 && !first {
            return false;
        }
        if self.seal.is_empty() { !keys.all_sealed() } else { keys::same(&self.seal, &self.mark(keys)) }
    }

    /// What a browser keeps in which this person has shown both factors. A new password makes all of them unknown.
    pub(crate) fn new_browser(&self, app: &App) -> String {
        let name = keys::hex(&app.world.bytes::<8>());
        let mark = self.browser_mark(app, &name);
        format!("{name}{mark}")
    }

    fn browser_mark(&self, app: &App, name: &str) -> String {
        app.keys.mac("browser", format!("{name} {} {}", self.person, self.password).as_bytes())
    }

    /// The name of the browser, where its owner has signed in with it before.
    pub fn known_browser<'a>(&self, cx: &'a Context) -> Option<&'a str> {
        let (name, mark) = cx.browser.split_at_checked(16)?;
        keys::same(mark, &self.browser_mark(&cx.app, name)).then_some(name)
    }

    fn secret(&self, app: &App) -> Answer<Option<Vec<u8>>> {
        self.totp_secret.as_deref().map(|s| app.keys.unseal(CODE, s).map_err(No::Broken)).transpose()
    }

    /// The secret as it is set up now, if it is.
    pub fn code_setup(&self, app: &App, issuer: &str) -> Answer<Option<CodeSetup>> {
        self.secret(app)?.map(|secret| CodeSetup::of(secret, &self.email, issuer)).transpose()
    }

    /// The time step a code belongs to, if it is right now or one step off.
    pub fn code_step(&self, app: &App, code: &str) -> Answer<Option<i64>> {
        match self.secret(app)? {
            Some(secret) => step_of(app, secret, code),
            None => Ok(None),
        }
    }
}

/// A new secret, not yet confirmed by a code.
pub async fn new_secret(app: &App, change: &mut Change, person: PersonId) -> Answer<()> {
    set_secret(app, change, person, &app.world.bytes::<20>()).await
}

/// Sets a given secret (20 bytes): the demo's people have theirs in a file.
pub async fn set_secret(app: &App, change: &mut Change, person: PersonId, secret: &[u8]) -> Answer<()> {
    let sealed = app.keys.seal(CODE, secret, &app.world).map_err(No::Broken)?;
    let row = args![person.to_string(), sealed];
    rewrite(app, change, person, &SET_SECRET, row).await.map(drop)
}

pub async fn confirm_secret(app: &App, change: &mut Change, person: PersonId, step: i64) -> Answer<()> {
    let row = args![person.to_string(), app.world.now(), step];
    rewrite(app, change, person, &CONFIRM_SECRET, row).await.map(drop)
}

/// Uses a code's step up: a code works once.
pub async fn use_step(app: &App, change: &mut Change, person: PersonId, step: i64) -> Answer<bool> {
    let row = args![person.to_string(), step];
    Ok(rewrite(app, change, person, &USE_STEP, row).await? > 0)
}
