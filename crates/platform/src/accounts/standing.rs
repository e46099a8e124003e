//! Accounts that are disabled: they open nothing, and what they had opened is closed at once.
//!
//! The row says it, under its seal. Whoever writes into the database could put back the row of before, seal and all: so a mark
//! stands in the folder of keys too, `keys/disabled/PERSON`, with the version of the row that disabled it. An account with a mark
//! is disabled until its row is of a later version. The mark is written first: where the service is killed between the two, the
//! account is disabled and the record does not say so yet; whoever disables it again puts that right.

use std::path::PathBuf;

use foundation::Moment;
use store::{Change, args, statements};

use super::{Account, BY_PERSON, NoEntry, VOID_ALL_LINKS, rewrite};
use crate::app::{App, PersonId};
use crate::{Answer, No, keys, sessions};

statements! {
    write DISABLE(text, int, text, text) = "update account set disabled_at = $2, disabled_by = $3, disabled_why = $4
        where person = $1 and disabled_at is null";
    write ENABLE(text, int, int) = "update account set disabled_at = null, disabled_by = null, disabled_why = null, version = $3
        where person = $1 and version = $2";
    read VERSION(text) -> (version: i64) = "select version from account where person = $1";
    read DISABLED(text) -> (person: PersonId, version: i64) = "select person, version from account
        where disabled_at is not null and person > $1 order by person limit 500";
}

/// That an account is disabled: since when, by whom and why. Nothing of it where only the mark says so.
#[derive(Debug, Clone, Default)]
pub struct Disabled {
    pub at: Option<Moment>,
    pub by: Option<PersonId>,
    pub why: Option<String>,
}

/// The version of a mark that says none.
const UNREADABLE: i64 = i64::MAX;

fn mark_of(app: &App, person: PersonId) -> PathBuf {
    app.config.data.join("keys").join("disabled").join(person.to_string())
}

/// The version of the row that disabled an account, as its mark says. One that cannot be read is a mark all the same.
fn marked(app: &App, person: PersonId) -> Option<i64> {
    match std::fs::read_to_string(mark_of(app, person)) {
        Ok(text) => Some(text.trim().parse().unwrap_or(UNREADABLE)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::error!(%person, %error, "the mark of a disabled account cannot be read; it stays disabled");
            Some(UNREADABLE)
        }
    }
}

fn write_mark(app: &App, person: PersonId, version: i64) -> Answer<()> {
    let written = keys::write_secret(&mark_of(app, person), version.to_string().as_bytes());
    written.map_err(|e| No::Away(format!("keeping that an account is disabled: {e}")))
}

impl Account {
    /// Whether it opens nothing because staff have disabled it.
    pub fn disabled(&self, app: &App) -> bool {
        self.disabled_at.is_some() || marked(app, self.person).is_some_and(|version| version >= self.version)
    }

    /// The same, with what is known of it.
    pub fn disabling(&self, app: &App) -> Option<Disabled> {
        let (at, by, why) = (self.disabled_at, self.disabled_by, self.disabled_why.clone());
        self.disabled(app).then_some(Disabled { at, by, why })
    }
}

/// Whether somebody's account is disabled: asked at every request of theirs, and quick where there is no mark.
pub(crate) async fn bars(app: &App, person: PersonId) -> Answer<bool> {
    if marked(app, person).is_none() {
        return Ok(false);
    }
    Ok(super::by_person(app, person).await?.is_none_or(|account| account.disabled(app)))
}

/// Disables an account: sessions, tokens and links that were sent end with it. False where it was disabled in the database
/// already. Where the change is not committed, [`unmark`] takes the mark away again.
pub async fn disable(app: &App, change: &mut Change, person: PersonId, by: PersonId, why: &str) -> Answer<bool> {
    let now = app.world.now();
    let row = args![person.to_string(), now, by.to_string(), why];
    let done = match rewrite(app, change, person, &DISABLE, row).await {
        // Of a row that somebody else wrote nothing is made good, and it is disabled all the same.
        Err(No::Refused(_)) => change.run(&DISABLE, args![person.to_string(), now, by.to_string(), why]).await?,
        other => other?,
    };
    if done == 0 {
        return Ok(false);
    }
    sessions::end_all(app, change, person).await?;
    change.run(&VOID_ALL_LINKS, args![person.to_string(), now]).await?;
    let version = change.row(&VERSION, args![person.to_string()]).await?.unwrap_or(0);
    let before = marked(app, person).filter(|marked| *marked < UNREADABLE).unwrap_or(0);
    write_mark(app, person, version.max(before))?;
    Ok(true)
}

/// Enables an account that is of this version still; its new version, which [`unmark`] asks for after the commit. `None` where it
/// is another by now, or not disabled.
pub async fn enable(app: &App, change: &mut Change, person: PersonId, version: i64) -> Answer<Option<i64>> {
    let now = change.row(&BY_PERSON, args![person.to_string()]).await?;
    if now.is_none_or(|account| !account.disabled(app)) {
        return Ok(None);
    }
    // Later than the mark, which may stand there without its row.
    let past = marked(app, person).filter(|marked| *marked < UNREADABLE).map_or(version, |marked| marked.max(version));
    let done = rewrite(app, change, person, &ENABLE, args![person.to_string(), version, past]).await?;
    Ok((done > 0).then_some(past + 1))
}

/// Takes a mark away, unless it is of a later version than this.
pub fn unmark(app: &App, person: PersonId, version: i64) {
    if marked(app, person).is_some_and(|marked| marked <= version || marked == UNREADABLE)
        && let Err(error) = std::fs::remove_file(mark_of(app, person))
    {
        // Where it can be read, it says nothing of the newer row.
        tracing::warn!(%person, %error, "the mark of an account that is enabled could not be taken away");
    }
}

/// Writes the marks that are missing, as in a folder that was restored from a copy of before.
pub(super) async fn keep_marks(app: &App) -> Answer<()> {
    let mut after = String::new();
    loop {
        let some = app.store.rows(&DISABLED, args![&after]).await?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        after = last.to_string();
        for (person, version) in some {
            if marked(app, person).is_none() {
                write_mark(app, person, version)?;
            }
        }
    }
}

/// Why an account is not signed in to at all, whatever is shown: altered, or disabled.
pub(crate) fn bar(app: &App, account: &Account) -> Option<NoEntry> {
    if !account.whole(app) {
        Some(NoEntry::Altered)
    } else if account.disabled(app) {
        Some(NoEntry::Disabled)
    } else {
        None
    }
}
