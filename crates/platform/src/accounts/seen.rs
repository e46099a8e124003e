//! What this process has seen of accounts: the version of a row only grows. Whoever writes into the database can put an older
//! row back with its seal (a code that was used, a password that was changed); it is then no longer the one that was seen.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::app::PersonId;

/// The highest version seen of each account. It begins anew with the process.
#[derive(Default)]
pub struct Seen(Mutex<HashMap<PersonId, i64>>);

impl Seen {
    /// 0 where none was seen.
    pub(crate) fn of(&self, person: PersonId) -> i64 {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).get(&person).copied().unwrap_or(0)
    }

    /// A committed row of this version was read. One that may still be rolled back must never be noted.
    pub(crate) fn note(&self, person: PersonId, version: i64) {
        let mut seen = self.0.lock().unwrap_or_else(|e| e.into_inner());
        let known = seen.entry(person).or_default();
        *known = version.max(*known);
    }
}
