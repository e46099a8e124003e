//! Attacks that were recognised, kept until one of the security staff has seen to them. The same attack on the same thing is one
//! alert that counts; a new one begins when somebody has acknowledged it.

use foundation::{Moment, id_type, words};
use store::{Change, args, row, statements};

use crate::app::{App, PersonId};
use crate::{Answer, Counted, Right};

id_type!(
    /// One recognised attack.
    AlertId
);

words! {
    /// What was recognised.
    AlertKind {
        /// Too many wrong passwords or codes for an account.
        Guessing = "guessing",
        /// An account that is not as the service left it.
        Altered = "altered",
        /// The record does not show what the database says of a release.
        RefusedRelease = "refused-release",
        /// Somebody asked for a place by way of a proxy that is not the service's.
        ForgedPlace = "forged-place",
    }
}

macro_rules! select_alert {
    () => {
        "select id, kind, about, link, address, times, first_at, last_at, seen_by, seen_at, seen_why from alert "
    };
}

statements! {
    write RAISE(text, text, text, text, text, int) -> (times: i64) = "insert into alert (id, kind, about, link, address, times, first_at, last_at)
        values ($1, $2, $3, $4, $5, 1, $6, $6)
        on conflict (kind, about) where seen_at is null
        do update set times = alert.times + 1, last_at = excluded.last_at, address = excluded.address returning times";
    write ACKNOWLEDGE(text, text, int, text) = "update alert set seen_by = $2, seen_at = $3, seen_why = $4 where id = $1 and seen_at is null";
    read WAITING -> Alert = concat!(select_alert!(), "where seen_at is null order by last_at desc, id limit 500");
    read COUNT -> Counted = "select count(*) as n, min(first_at) as since from alert where seen_at is null";
    read SEEN -> Alert = concat!(select_alert!(), "where seen_at is not null order by seen_at desc, id limit 100");
    read FIND(text) -> Alert = concat!(select_alert!(), "where id = $1");
}

row! {
    /// A recognised attack.
    #[derive(Debug, Clone)]
    pub struct Alert {
        pub id: AlertId,
        pub kind: AlertKind,
        /// What was attacked: a person's id, a reference.
        pub about: String,
        /// The page about it, without language.
        pub link: String,
        /// Where the last try came from; empty where it came from no browser.
        pub address: String,
        pub times: i64,
        pub first_at: Moment,
        pub last_at: Moment,
        pub seen_by: Option<PersonId>,
        pub seen_at: Option<Moment>,
        /// What was done about it.
        pub seen_why: Option<String>,
    }
}

/// Keeps an alert within a change. True where it is a new one, of which staff are told; false where it counts one more.
pub async fn raise(
    app: &App,
    change: &mut Change,
    kind: AlertKind,
    (about, link, address): (&str, &str, &str),
) -> Answer<bool> {
    let row = args![AlertId::new(&app.world).to_string(), kind.word(), about, link, address, app.world.now()];
    Ok(change.row(&RAISE, row).await? == Some(1))
}

/// Somebody has seen to it; false where somebody else was faster.
pub async fn acknowledge<T>(
    app: &App,
    change: &mut Change,
    _right: &impl Right<T>,
    alert: AlertId,
    (by, why): (PersonId, &str),
) -> Answer<bool> {
    Ok(change.run(&ACKNOWLEDGE, args![alert.to_string(), by.to_string(), app.world.now(), why]).await? > 0)
}

/// Those that nobody has seen to, newest first.
pub async fn waiting(app: &App) -> Answer<Vec<Alert>> {
    Ok(app.store.rows(&WAITING, args![]).await?)
}

/// How many nobody has seen to.
pub async fn counted(app: &App) -> Answer<Counted> {
    Ok(app.store.row(&COUNT, args![]).await?.unwrap_or_default())
}

/// The last hundred that somebody has seen to.
pub async fn seen(app: &App) -> Answer<Vec<Alert>> {
    Ok(app.store.rows(&SEEN, args![]).await?)
}

pub async fn find(app: &App, id: AlertId) -> Answer<Option<Alert>> {
    Ok(app.store.row(&FIND, args![id.to_string()]).await?)
}
