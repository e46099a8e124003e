//! Guessing. A try is counted, in a change of its own, before anything is compared: sixty at once are no more than one after
//! the other.
//!
//! Nobody locks out a stranger. Passwords are counted by the address that is typed and the place they come from, whether
//! there is such an account or not; only a crowd of places is stopped for that account in all, and a browser in which its
//! owner has signed in before is counted by itself. Codes are counted by account: whoever types one knows the password.

use foundation::{Arg, Moment};
use store::{Change, args, statements};

use crate::accounts::{self, Account};
use crate::alerts::{self, AlertKind};
use crate::messages::{Telling, tell};
use crate::{Answer, App, Context, PersonId, limits};

statements! {
    upkeep TAKE(text, int, int) -> (used: i64) = "insert into account_try (key, used, until) values ($1, 1, $2)
        on conflict (key) do update set
            used = case when account_try.until <= $3 then 1 else account_try.used + 1 end,
            until = case when account_try.until <= $3 then $2 else account_try.until end
        returning used";
    upkeep CLEAR(int) = "delete from account_try where until <= $1";
    write FORGET(text) = "delete from account_try where key = $1";
}

/// How many before a rest, and how long they count from the first.
const TRIES: i64 = 10;
const REST: i64 = 15 * Moment::MINUTE;
/// The same for one account from everywhere.
const CROWD: i64 = 100;

/// What is told of somebody who guesses, and of a row that somebody else wrote.
pub(crate) const GUESSING: &str = "told-guessing";
pub(crate) const ALTERED: &str = "told-altered";

/// So often in an hour security staff are told of an attack.
const TOLD: u32 = 20;

/// What became of a try that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Allowed,
    /// The first that was too much: somebody guesses.
    First,
    /// There were too many already.
    More,
}

/// What is counted for one try.
pub struct Tries {
    key: String,
    crowd: Option<String>,
}

impl Tries {
    fn of(app: &App, key: String, crowd: Option<String>) -> Tries {
        // Whose they are is nobody's business who reads the table.
        let mac = |key: String| app.keys.mac("try", key.as_bytes());
        Tries { key: mac(key), crowd: crowd.map(mac) }
    }

    /// A password for an address, of which there is an account or none.
    pub fn of_password(cx: &Context, email: &str, account: Option<&Account>) -> Tries {
        let email = accounts::normal(email);
        match account.and_then(|a| a.known_browser(cx)) {
            Some(browser) => Tries::of(&cx.app, format!("password {email} in {browser}"), None),
            None => {
                let from = limits::whose(&cx.address);
                Tries::of(&cx.app, format!("password {email} from {from}"), Some(format!("password {email}")))
            }
        }
    }

    /// A second factor of a person.
    pub fn of_factor(cx: &Context, account: &Account) -> Tries {
        let person = account.person;
        match account.known_browser(cx) {
            Some(browser) => Tries::of(&cx.app, format!("factor {person} in {browser}"), None),
            None => Tries::of(&cx.app, format!("factor {person}"), None),
        }
    }

    /// The password that a link to prove an address asks for.
    pub fn of_proof(app: &App, person: PersonId) -> Tries {
        Tries::of(app, format!("proof {person}"), None)
    }

    /// Counts one. Unless it is allowed nothing may be compared.
    pub async fn take(&self, app: &App) -> Answer<Taken> {
        let now = app.world.now();
        let mut upkeep = app.store.upkeep().await?;
        upkeep.run(&CLEAR, args![now]).await?;
        let mut taken = Taken::Allowed;
        for (key, limit) in [(Some(&self.key), TRIES), (self.crowd.as_ref(), CROWD)] {
            let Some(key) = key.filter(|_| taken == Taken::Allowed) else { continue };
            let used = upkeep.rows(&TAKE, args![key, now.plus(REST), now]).await?;
            let used = used.first().copied().unwrap_or(i64::MAX);
            taken = match used - limit {
                ..=0 => Taken::Allowed,
                1 => Taken::First,
                _ => Taken::More,
            };
        }
        upkeep.commit().await?;
        Ok(taken)
    }

    /// Raises an alert, and tells security staff that somebody guesses at an account, or that it was altered in the database.
    pub async fn tell(cx: &Context, change: &mut Change, account: &Account, key: &'static str) -> Answer<()> {
        let app = &cx.app;
        let kind = if key == ALTERED { AlertKind::Altered } else { AlertKind::Guessing };
        let (person, link) = (account.person.to_string(), format!("/people/{}", account.person));
        let new = alerts::raise(app, change, kind, (&person, &link, &cx.address)).await?;
        // It is kept whatever comes; of a flood of them not each is mailed.
        if !new || !app.limits.allow("told of an attack", TOLD, Moment::HOUR, app.world.now()) {
            return Ok(());
        }
        let name = app.directory.known(app, account.person).await?.map(|k| k.name).unwrap_or_default();
        let args = vec![("name", Arg::Text(name)), ("address", Arg::Text(cx.address.clone()))];
        let telling = Telling { key, args, link: "/alerts".into() };
        for person in app.directory.security(app).await? {
            tell(app, change, person, &telling).await?;
        }
        Ok(())
    }

    /// It was right: those before are forgotten. What a crowd has tried is not.
    pub async fn forget(&self, change: &mut Change) -> Answer<()> {
        change.run(&FORGET, args![&self.key]).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_handbook_says_the_limits_that_there_are() {
        let page = include_str!("../../../docs/handbook/signing-in.md");
        let config = Config::of("srs", std::path::Path::new("data"));
        let (session, limits) = (&config.session, &config.limits);
        let minutes = REST / Moment::MINUTE;
        for says in [
            format!("from one place or from a browser that its owner has used | {TRIES} tries in {minutes} minutes |"),
            format!("from everywhere | {CROWD} tries in {minutes} minutes |"),
            format!("second factors of one account | {TRIES} tries in {minutes} minutes |"),
            format!("{} a minute (`sign_ins_per_minute`)", limits.sign_ins_per_minute),
            format!("{} an hour (`registrations_per_hour`)", limits.registrations_per_hour),
            format!("after {} minutes without a request (`idle_minutes`)", session.idle_minutes),
            format!("{} hours after it began in any case (`absolute_hours`)", session.absolute_hours),
            format!("At least {} characters", crate::passwords::SHORTEST),
        ] {
            assert!(page.contains(&says), "docs/handbook/signing-in.md does not say: {says}");
        }
    }
}
