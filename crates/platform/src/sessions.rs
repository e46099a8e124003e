//! Sessions, in our own table: only a hash of the token is kept; idle and absolute end; revocable one by one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::Moment;
use store::{Change, args, row, statements};

use crate::app::{App, PersonId};
use crate::{Answer, No};

macro_rules! select_session {
    () => {
        "select hash, person, factors, state, address, agent, started_at, last_at, ends_at, seal from session "
    };
}

statements! {
    write ADD(text, text, int, text, text, text, int, int, text) = "insert into session (hash, person, factors, state, address, agent, started_at, last_at, ends_at, seal)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)";
    read FIND(text, int, int) -> Session =
        concat!(select_session!(), "where hash = $1 and ended_at is null and ends_at > $2 and last_at > $3");
    read ENDED_BY_TIME(text) -> Session = concat!(select_session!(), "where hash = $1 and ended_at is null");
    upkeep TOUCH(text, int) = "update session set last_at = $2 where hash = $1";
    upkeep SET_STATE(text, text) = "update session set state = $2 where hash = $1";
    write KEEP_STATE(text, text) = "update session set state = $2 where hash = $1 and ended_at is null";
    write STRENGTHEN(text, text, text) = "update session set hash = $2, factors = 2, state = null, seal = $3 where hash = $1 and ended_at is null";
    write TAKE_STATE(text, text) = "update session set state = null where hash = $1 and state = $2 and ended_at is null";
    write END(text, int, text) = "update session set ended_at = $2 where hash = $1 and person = $3 and ended_at is null";
    write END_EVERY(int) = "update session set ended_at = coalesce(ended_at, $1), state = null where ended_at is null or state is not null";
    write END_ALL(text, int) = "update session set ended_at = $2 where person = $1 and ended_at is null";
    write END_OTHERS(text, int, text) = "update session set ended_at = $2 where person = $1 and hash <> $3 and ended_at is null";
    read OF_PERSON(text, int, int) -> Session = concat!(
        select_session!(),
        "where person = $1 and ended_at is null and ends_at > $2 and last_at > $3 order by started_at desc"
    );
}

row! {
    /// A running session.
    #[derive(Debug, Clone)]
    pub struct Session {
        /// Names the session; the token itself is never kept.
        pub hash: String,
        pub person: PersonId,
        /// 1 after the password, 2 after the second factor.
        pub factors: i64,
        /// What an unfinished ceremony (a passkey) needs to know, sealed to this session and person ([`crate::ceremony`]).
        pub(crate) state: Option<String>,
        pub address: String,
        pub agent: String,
        pub started_at: Moment,
        pub last_at: Moment,
        pub ends_at: Moment,
        seal: String,
    }
}

impl Session {
    /// Of somebody who acts without a browser. It is kept nowhere, and no token opens it.
    pub fn kept_nowhere(person: PersonId, now: Moment) -> Session {
        let none = String::new;
        Session {
            hash: none(),
            person,
            factors: 2,
            state: None,
            address: none(),
            agent: none(),
            started_at: now,
            last_at: now,
            ends_at: now,
            seal: none(),
        }
    }
}

impl Session {
    /// As the service left it.
    fn whole(&self, app: &App) -> bool {
        crate::keys::same(&self.seal, &mark(app, &self.hash, self.person, self.factors, self.started_at, self.ends_at))
    }
}

/// What the service says of a session under its key: whose it is and what they have shown. Whoever holds a token and writes
/// into the database must not make it somebody else's.
fn mark(app: &App, hash: &str, person: PersonId, factors: i64, started: Moment, ends: Moment) -> String {
    app.keys.mac("session of", format!("{hash} {person} {factors} {} {}", started.0, ends.0).as_bytes())
}

fn hash(app: &App, token: &str) -> String {
    app.keys.mac("session", token.as_bytes())
}

fn idle(app: &App, now: Moment) -> Moment {
    now.plus(-app.config.session.idle_minutes * Moment::MINUTE)
}

/// Begins a session within a change; the answer is the token for the cookie, told once.
pub async fn begin(
    app: &App,
    change: &mut Change,
    person: PersonId,
    factors: i64,
    address: &str,
    agent: &str,
) -> Answer<String> {
    let token = URL_SAFE_NO_PAD.encode(app.world.bytes::<32>());
    let now = app.world.now();
    let ends = now.plus(app.config.session.absolute_hours * Moment::HOUR);
    let agent: String = agent.chars().take(200).collect();
    let hash = hash(app, &token);
    let seal = mark(app, &hash, person, factors, now, ends);
    let row = args![hash, person.to_string(), factors, None::<String>, address, agent, now, ends, seal];
    change.run(&ADD, row).await?;
    Ok(token)
}

/// The running session of a token.
pub async fn find(app: &App, token: &str) -> Answer<Option<Session>> {
    of_hash(app, &hash(app, token)).await
}

/// The session of a token that came to its end by time, within a day, with both factors. One that somebody ended is none, and
/// one of an account that is disabled.
pub(crate) async fn ended(app: &App, token: &str) -> Answer<Option<Session>> {
    let Some(session) = app.store.row(&ENDED_BY_TIME, args![hash(app, token)]).await? else { return Ok(None) };
    let end = session.ends_at.0.min(session.last_at.0 + app.config.session.idle_minutes * Moment::MINUTE);
    let since = app.world.now().0 - end;
    let whole = session.whole(app) && session.factors >= 2;
    if !whole || !(0..Moment::DAY).contains(&since) || crate::accounts::standing::bars(app, session.person).await? {
        return Ok(None);
    }
    Ok(Some(session))
}

/// A session as it is by now, where it still runs; one that is kept nowhere runs on.
pub(crate) async fn again(app: &App, session: &Session) -> Answer<Option<Session>> {
    if session.hash.is_empty() { Ok(Some(session.clone())) } else { of_hash(app, &session.hash).await }
}

async fn of_hash(app: &App, hash: &str) -> Answer<Option<Session>> {
    let now = app.world.now();
    let found = app.store.row(&FIND, args![hash, now, idle(app, now)]).await?;
    let Some(found) = found else { return Ok(None) };
    if !found.whole(app) {
        tracing::error!(person = %found.person, "a session is not as the service left it; it opens nothing");
        return Ok(None);
    }
    if crate::accounts::standing::bars(app, found.person).await? {
        return Ok(None);
    }
    // Once a minute is enough to know that somebody is there.
    if now.0 - found.last_at.0 > Moment::MINUTE {
        // A full disk must not keep people from reading.
        if let Err(no) = touch(app, &found.hash, now).await {
            tracing::warn!(?no, "a session's last use could not be written");
        }
    }
    Ok(Some(found))
}

async fn touch(app: &App, hash: &str, now: Moment) -> Answer<()> {
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&TOUCH, args![hash, now]).await?;
    upkeep.commit().await?;
    Ok(())
}

/// The session has shown its second factor: from here on it has another token, told once. Whoever saw or set the one before
/// holds nothing.
pub async fn strengthen(app: &App, change: &mut Change, session: &Session) -> Answer<String> {
    strengthened(app, change, session).await.map(|(token, _)| token)
}

/// The same, with the session as it goes on.
pub(crate) async fn strengthened(app: &App, change: &mut Change, session: &Session) -> Answer<(String, Session)> {
    let token = URL_SAFE_NO_PAD.encode(app.world.bytes::<32>());
    let new = hash(app, &token);
    let seal = mark(app, &new, session.person, 2, session.started_at, session.ends_at);
    match change.run(&STRENGTHEN, args![&session.hash, &new, &seal]).await? {
        0 => Err(No::SignIn),
        _ => Ok((token, Session { hash: new, factors: 2, state: None, seal, ..session.clone() })),
    }
}

/// Keeps what an unfinished ceremony needs.
pub async fn keep_state(app: &App, session: &Session, state: &str) -> Answer<()> {
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&SET_STATE, args![&session.hash, state]).await?;
    upkeep.commit().await?;
    Ok(())
}

/// Nothing is kept any more.
pub(crate) async fn forget_state(app: &App, session: &Session) -> Answer<()> {
    keep_state(app, session, "").await
}

/// Keeps it within a change.
pub(crate) async fn keep_state_in(change: &mut Change, session: &Session, state: &str) -> Answer<()> {
    change.run(&KEEP_STATE, args![&session.hash, state]).await?;
    Ok(())
}

/// Uses the kept state up within a change: a ceremony is finished once. False where it is another by now.
pub async fn take_state(change: &mut Change, session: &Session) -> Answer<bool> {
    match &session.state {
        Some(state) => Ok(change.run(&TAKE_STATE, args![&session.hash, state]).await? > 0),
        None => Ok(false),
    }
}

/// Ends one session of a person; false where there was none.
pub async fn end(app: &App, change: &mut Change, person: PersonId, hash: &str) -> Answer<bool> {
    Ok(change.run(&END, args![hash, app.world.now(), person.to_string()]).await? > 0)
}

/// Ends them all.
pub async fn end_all(app: &App, change: &mut Change, person: PersonId) -> Answer<u64> {
    Ok(change.run(&END_ALL, args![person.to_string(), app.world.now()]).await?)
}

/// Ends everybody's, and forgets what unfinished ceremonies kept.
pub(crate) async fn end_every(change: &mut Change, now: Moment) -> store::Result<u64> {
    change.run(&END_EVERY, args![now]).await
}

/// Ends all but one.
pub(crate) async fn end_others(app: &App, change: &mut Change, session: &Session) -> Answer<u64> {
    Ok(change.run(&END_OTHERS, args![session.person.to_string(), app.world.now(), &session.hash]).await?)
}

/// A person's running sessions, newest first.
pub async fn of_person(app: &App, person: PersonId) -> Answer<Vec<Session>> {
    let now = app.world.now();
    Ok(app.store.rows(&OF_PERSON, args![person.to_string(), now, idle(app, now)]).await?)
}

/// The token a form of this session must carry.
pub fn form_token(app: &App, session: &Session) -> String {
    app.keys.mac("form", session.hash.as_bytes())
}

/// The same, from the token of the cookie.
pub(crate) fn form_token_of(app: &App, token: &str) -> String {
    app.keys.mac("form", hash(app, token).as_bytes())
}
