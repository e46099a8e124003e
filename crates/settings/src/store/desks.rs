//! Desktops, and what people keep in them.

use ::store::{Change, args, row, statements};
use desk::Counts;
use foundation::{Moment, Move};
use platform::{Answer, App, May, No, PersonId};
use projects::ProjectId;

use crate::actions::Asked;
use crate::model::{DeskSession, DeskSessionId, SpaceSessionId};
use crate::policy::EnterSpace;
use crate::rules::states::{DeskState, WhyDeskEnded};

macro_rules! select_desk {
    () => {
        "select id, project, person, stay, machine, state, opened_at, ends_at, locked_at from desk_session "
    };
}

statements! {
    write OPEN(text, text, text, text, text, text, text, int, int) = "insert into desk_session
        (id, project, person, stay, machine, accepted, state, opened_at, ends_at, clipboard_out, clipboard_in, keys_dropped)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0)";
    write TURN(text, text, text, int) = "update desk_session set state = $3, locked_at = $4 where id = $1 and state = $2";
    write END(text, text, text, int, text, int, int, int) = "update desk_session set state = $3, ended_at = $4, why_ended = $5, clipboard_out = $6, clipboard_in = $7, keys_dropped = $8
        where id = $1 and state = $2";
    read CURRENT(text) -> DeskSession = concat!(select_desk!(), "where person = $1 and ended_at is null");
    read LEFT -> DeskSession = concat!(select_desk!(), "where ended_at is null order by opened_at, id");
    read LAST(text, text) -> (why: Option<WhyDeskEnded>) = "select why_ended as why from desk_session
        where person = $1 and project = $2 and why_ended is not null order by ended_at desc, id desc limit 1";
    read HOME(text, text) -> (number: i64) = "select number from desk_home where project = $1 and person = $2";
    write MAKE_HOME(text, text, int) = "insert into desk_home (number, project, person, made_at)
        select coalesce(max(number), 0) + 1, $1, $2, cast($3 as bigint) from desk_home";
}

row! {
    DeskSession {
        id: DeskSessionId,
        project: ProjectId,
        person: PersonId,
        stay: SpaceSessionId,
        machine: String,
        state: DeskState,
        opened_at: Moment,
        ends_at: Moment,
        locked_at: Option<Moment>,
    }
}

/// Opens a desktop; false where the person has one already.
pub(crate) async fn open(
    change: &mut Change,
    _right: &May<EnterSpace, Asked>,
    desk: &DeskSession,
    accepted: &str,
) -> Answer<bool> {
    let row = args![
        desk.id.to_string(),
        desk.project.to_string(),
        desk.person.to_string(),
        desk.stay.to_string(),
        desk.machine.as_str(),
        accepted,
        desk.state.word(),
        desk.opened_at,
        desk.ends_at
    ];
    match change.run(&OPEN, row).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_taken() => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Locks it or opens it again; false where it is not as it was seen.
pub(crate) async fn turn(
    change: &mut Change,
    id: DeskSessionId,
    step: Move<DeskState>,
    locked_at: Option<Moment>,
) -> Answer<bool> {
    let row = args![id.to_string(), step.from().word(), step.to().word(), locked_at];
    Ok(change.run(&TURN, row).await? > 0)
}

/// Ends it; false where it is not as it was seen.
pub(crate) async fn end(
    change: &mut Change,
    id: DeskSessionId,
    step: Move<DeskState>,
    (at, why): (Moment, WhyDeskEnded),
    counts: Counts,
) -> Answer<bool> {
    let number = |count: u64| i64::try_from(count).map_err(|e| No::Broken(format!("a count of a desktop: {e}")));
    let row = args![
        id.to_string(),
        step.from().word(),
        step.to().word(),
        at,
        why.word(),
        number(counts.clipboard_out)?,
        number(counts.clipboard_in)?,
        number(counts.keys)?
    ];
    Ok(change.run(&END, row).await? > 0)
}

/// The desktop that a person has, in whatever project.
pub(crate) async fn current(app: &App, person: PersonId) -> Answer<Option<DeskSession>> {
    Ok(app.store.row(&CURRENT, args![person.to_string()]).await?)
}

/// Every one whose row has no end.
pub(crate) async fn left(app: &App) -> Answer<Vec<DeskSession>> {
    Ok(app.store.rows(&LEFT, args![]).await?)
}

/// Why the person's last desktop in a project ended.
pub(crate) async fn last_end(app: &App, person: PersonId, project: ProjectId) -> Answer<Option<WhyDeskEnded>> {
    Ok(app.store.row(&LAST, args![person.to_string(), project.to_string()]).await?.flatten())
}

/// The number of what a person keeps in a project; none where they have had no desktop there.
pub(crate) async fn home(app: &App, project: ProjectId, person: PersonId) -> Answer<Option<u32>> {
    let found = app.store.row(&HOME, args![project.to_string(), person.to_string()]).await?;
    found.map(|number| u32::try_from(number).map_err(|e| No::Broken(format!("the number of a home: {e}")))).transpose()
}

/// Gives it one, within the change that opens the first desktop.
pub(crate) async fn make_home(change: &mut Change, _right: &May<EnterSpace, Asked>, desk: &DeskSession) -> Answer<()> {
    match change.run(&MAKE_HOME, args![desk.project.to_string(), desk.person.to_string(), desk.opened_at]).await {
        // Somebody else's first desktop took the number at the same moment.
        Err(e) if e.is_taken() => Err(No::Stale),
        other => other.map(drop).map_err(No::from),
    }
}
