//! Accounts: how a person proves who they are. Password (argon2id), one-time code (TOTP, RFC 6238), passkeys.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::{Moment, Refusal, Refusals};
use store::{Change, Row, args, statements};
use tokio::sync::Semaphore;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::app::{App, PersonId};
use crate::{Answer, No};

crate::did! {
    /// What the record says of accounts: signing in, factors, passwords.
    pub(crate) Did {
        "account" (String) {
            PasskeyAdded = "passkey-added",
            PasskeyRemoved = "passkey-removed",
            PasswordLinkSent = "password-link-sent",
            PasswordSet = "password-set",
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

statements! {
    write ADD(text, text, text, int) = "insert into account (person, email, password, created_at) values ($1, $2, $3, $4)";
    read BY_EMAIL(text) = "select person, email, email_proved_at, password, totp_secret, totp_confirmed_at, totp_last_step,
        failures, locked_until from account where email = $1";
    read BY_PERSON(text) = "select person, email, email_proved_at, password, totp_secret, totp_confirmed_at, totp_last_step,
        failures, locked_until from account where person = $1";
    write PROVED(text, int) = "update account set email_proved_at = coalesce(email_proved_at, $2) where person = $1";
    // After a rest the counting begins anew.
    write FAILED(text, int, int, int) = "update account set
        failures = case when locked_until is not null and locked_until <= $4 then 1 else failures + 1 end,
        locked_until = case when locked_until is not null and locked_until <= $4 then null
            when failures + 1 >= $2 then $3 else locked_until end
        where person = $1";
    write SUCCEEDED(text) = "update account set failures = 0, locked_until = null where person = $1";
    write SET_SECRET(text, text) = "update account set totp_secret = $2, totp_confirmed_at = null where person = $1";
    write CONFIRM_SECRET(text, int, int) = "update account set totp_confirmed_at = $2, totp_last_step = $3 where person = $1";
    write USE_STEP(text, int) = "update account set totp_last_step = $2 where person = $1 and totp_last_step < $2";
    write SET_PASSWORD(text, text) = "update account set password = $2, failures = 0, locked_until = null where person = $1";
    write ADD_LINK(text, text, text, int) = "insert into account_link (hash, person, purpose, until) values ($1, $2, $3, $4)";
    write USE_LINK(text, int, text) = "update account_link set used_at = $2
        where hash = $1 and purpose = $3 and used_at is null and until > $2 returning person";
}

/// Wrong passwords in a row after which an account rests.
const FAILURES: i64 = 10;
/// How long it rests.
const REST: i64 = 15 * Moment::MINUTE;
const LINK_LASTS: i64 = 24 * Moment::HOUR;
/// A hash that no password has: an unknown address costs the same time as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// How many passwords are hashed at once: each takes 19 MiB, and a crowd must not take the machine's memory.
static HASHING: Semaphore = Semaphore::const_new(2);

/// An account, without its secrets' plain text.
#[derive(Debug, Clone)]
pub struct Account {
    pub person: PersonId,
    pub email: String,
    pub proved: bool,
    pub has_code: bool,
    password: String,
    totp_secret: Option<String>,
    locked_until: Option<Moment>,
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
    #[refusal("link-used")]
    LinkUsed,
    #[refusal("email-taken")]
    EmailTaken,
}

fn account(row: &Row) -> Answer<Account> {
    Ok(Account {
        person: row.parse("person")?,
        email: row.text("email")?,
        proved: row.get::<Option<i64>>("email_proved_at")?.is_some(),
        has_code: row.get::<Option<i64>>("totp_confirmed_at")?.is_some(),
        password: row.text("password")?,
        totp_secret: row.get("totp_secret")?,
        locked_until: row.get("locked_until")?,
    })
}

/// How an address is compared: trimmed, in small letters.
pub fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

pub async fn by_email(app: &App, email: &str) -> Answer<Option<Account>> {
    app.store.row(&BY_EMAIL, args![normal(email)]).await?.as_ref().map(account).transpose()
}

pub async fn by_person(app: &App, person: PersonId) -> Answer<Option<Account>> {
    app.store.row(&BY_PERSON, args![person.to_string()]).await?.as_ref().map(account).transpose()
}

/// Passwords that everybody tries first. Longer lists add little once attempts are limited.
const COMMON: [&str; 16] = [
    "password",
    "password1",
    "password123",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyuiop",
    "qwerty123",
    "iloveyou",
    "welcome1",
    "letmein1",
    "admin123",
    "abcd1234",
    "11111111",
    "football",
    "sunshine",
];

/// At least 8 characters, none of the most common (domain 3.3). Hashing takes tens of milliseconds: off the async threads.
pub async fn hash_password(app: &App, password: &str) -> Answer<String> {
    let mut no = Refusals::none();
    no.when(password.chars().count() < 8, NoEntry::Short);
    no.when(COMMON.contains(&password.to_lowercase().as_str()), NoEntry::Common);
    no.or_else(|| ())?;
    let salt = app.world.bytes::<16>();
    let password = password.to_owned();
    hashing(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|h| h.to_string())
            .map_err(|e| No::Broken(format!("hashing a password: {e}")))
    })
    .await?
}

async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    let _turn = HASHING.acquire().await.map_err(|e| No::Broken(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| No::Broken(format!("hashing a password: {e}")))
}

async fn password_matches(hash: &str, password: &str) -> Answer<bool> {
    let (hash, password) = (hash.to_owned(), password.to_owned());
    hashing(move || {
        PasswordHash::new(&hash).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
    })
    .await
}

/// Writes the account of a new person into a change. `password` is already hashed.
pub async fn create(app: &App, change: &mut Change, person: PersonId, email: &str, password: &str) -> Answer<()> {
    let row = args![person.to_string(), normal(email), password, app.world.now()];
    match change.run(&ADD, row).await {
        Err(e) if e.is_taken() => Err(No::refused(NoEntry::EmailTaken)),
        other => other.map(|_| ()).map_err(No::from),
    }
}

/// A new link of a purpose: the answer is its token, of which only a hash is kept.
pub async fn link(app: &App, change: &mut Change, person: PersonId, purpose: &'static str) -> Answer<String> {
    let token = URL_SAFE_NO_PAD.encode(app.world.bytes::<24>());
    let hash = app.keys.mac("link", token.as_bytes());
    let until = app.world.now().plus(LINK_LASTS);
    change.run(&ADD_LINK, args![hash, person.to_string(), purpose, until]).await?;
    Ok(token)
}

/// Uses a link up; each works once.
pub async fn use_link(app: &App, change: &mut Change, token: &str, purpose: &str) -> Answer<PersonId> {
    let hash = app.keys.mac("link", token.as_bytes());
    let used = change.rows(&USE_LINK, args![hash, app.world.now(), purpose]).await?;
    match used.first() {
        Some(row) => Ok(row.parse("person")?),
        None => Err(No::refused(NoEntry::LinkUsed)),
    }
}

/// The address is proved.
pub async fn set_proved(app: &App, change: &mut Change, person: PersonId) -> Answer<()> {
    change.run(&PROVED, args![person.to_string(), app.world.now()]).await?;
    Ok(())
}

pub async fn set_password(change: &mut Change, person: PersonId, hash: &str) -> Answer<()> {
    change.run(&SET_PASSWORD, args![person.to_string(), hash]).await?;
    Ok(())
}

/// Why a password attempt fails, if it does. An unknown address costs the same time as a wrong password.
pub async fn check_password(
    app: &App,
    email: &str,
    password: &str,
) -> Answer<Result<Account, (Option<PersonId>, NoEntry)>> {
    let Some(account) = by_email(app, email).await? else {
        password_matches(NOBODY, password).await?;
        return Ok(Err((None, NoEntry::Wrong)));
    };
    if account.rests(app) {
        return Ok(Err((Some(account.person), NoEntry::Locked)));
    }
    if !password_matches(&account.password, password).await? {
        return Ok(Err((Some(account.person), NoEntry::Wrong)));
    }
    if !account.proved {
        return Ok(Err((Some(account.person), NoEntry::Unproved)));
    }
    Ok(Ok(account))
}

/// Counts a failure; after ten in a row the account rests.
pub async fn count_failure(app: &App, change: &mut Change, person: PersonId) -> Answer<()> {
    let now = app.world.now();
    change.run(&FAILED, args![person.to_string(), FAILURES, now.plus(REST), now]).await?;
    Ok(())
}

pub async fn count_success(change: &mut Change, person: PersonId) -> Answer<()> {
    change.run(&SUCCEEDED, args![person.to_string()]).await?;
    Ok(())
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
    /// True while too many failures are resting. Asked before either factor.
    pub fn rests(&self, app: &App) -> bool {
        self.locked_until.is_some_and(|until| until > app.world.now())
    }

    fn secret(&self, app: &App) -> Answer<Option<Vec<u8>>> {
        self.totp_secret.as_deref().map(|s| app.keys.unseal("one-time-code", s).map_err(No::Broken)).transpose()
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
    let sealed = app.keys.seal("one-time-code", secret, &app.world).map_err(No::Broken)?;
    change.run(&SET_SECRET, args![person.to_string(), sealed]).await?;
    Ok(())
}

pub async fn confirm_secret(app: &App, change: &mut Change, person: PersonId, step: i64) -> Answer<()> {
    change.run(&CONFIRM_SECRET, args![person.to_string(), app.world.now(), step]).await?;
    Ok(())
}

/// Uses a code's step up: a code works once.
pub async fn use_step(change: &mut Change, person: PersonId, step: i64) -> Answer<bool> {
    Ok(change.run(&USE_STEP, args![person.to_string(), step]).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password_with_salt(b"x", &[0; 16]).unwrap();
        assert_eq!(nobody.params, real.params);
        assert_eq!(nobody.hash.map(|h| h.len()), real.hash.map(|h| h.len()));
    }
}
