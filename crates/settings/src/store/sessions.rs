//! Stays in spaces.

use ::store::{Change, args, row, statements};
use foundation::{Moment, Move};
use platform::{Answer, App, May, PersonId};
use projects::ProjectId;

use crate::actions::Asked;
use crate::model::{PlaceId, SpaceSession, SpaceSessionId};
use crate::policy::EnterSpace;
use crate::rules::states::{StayState, WhyEnded};

statements! {
    write OPEN(text, text, text, text, text, text, text, text, int, int) = "insert into space_session
        (id, project, person, session, route, place, address, statements, opened_at, last_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)";
    write END(text, text, int, text) = "update space_session set ended_at = $3, why_ended = $4 where id = $1 and person = $2 and ended_at is null";
    upkeep TOUCH(text, int) = "update space_session set last_at = $2 where id = $1 and ended_at is null";
    read OPEN_OF(text) -> SpaceSession = "select id, project, person, session, route, place, address, opened_at, last_at, ends_at from space_session
        where person = $1 and ended_at is null order by opened_at, id";
    read CURRENT(text, text) -> SpaceSession = "select id, project, person, session, route, place, address, opened_at, last_at, ends_at from space_session
        where person = $1 and project = $2 and ended_at is null";
}

row! {
    SpaceSession {
        id: SpaceSessionId,
        project: ProjectId,
        person: PersonId,
        session: String,
        route: String,
        place: PlaceId,
        address: String,
        started_at: Moment = "opened_at",
        last_at: Moment,
        ends_at: Moment,
    }
}

/// Opens a session; false where the person has one in this project already (entered twice at the same moment).
pub(crate) async fn open(
    change: &mut Change,
    _right: &May<EnterSpace, Asked>,
    s: &SpaceSession,
    statements: &str,
) -> Answer<bool> {
    let row = args![
        s.id.to_string(),
        s.project.to_string(),
        s.person.to_string(),
        &s.session,
        &s.route,
        s.place.to_string(),
        &s.address,
        statements,
        s.started_at,
        s.ends_at
    ];
    match change.run(&OPEN, row).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_taken() => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Ends a session; false where it had ended by now.
pub(crate) async fn end(
    change: &mut Change,
    s: &SpaceSession,
    step: Move<StayState>,
    now: Moment,
    why: WhyEnded,
) -> Answer<bool> {
    match step.to() {
        StayState::Ended => {
            Ok(change.run(&END, args![s.id.to_string(), s.person.to_string(), now, why.word()]).await? > 0)
        }
        StayState::Inside => Ok(false),
    }
}

/// The open session of a person in a project, whatever its time.
pub(crate) async fn current(app: &App, person: PersonId, project: ProjectId) -> Answer<Option<SpaceSession>> {
    Ok(app.store.row(&CURRENT, args![person.to_string(), project.to_string()]).await?)
}

/// Every open stay of a person, as this change sees it.
pub(crate) async fn open_of(change: &mut Change, person: PersonId) -> Answer<Vec<SpaceSession>> {
    Ok(change.rows(&OPEN_OF, args![person.to_string()]).await?)
}

/// Once a minute is enough to know that somebody is there.
pub(crate) async fn touch(app: &App, s: &SpaceSession, now: Moment) -> Answer<()> {
    if now.0 - s.last_at.0 > Moment::MINUTE {
        let mut upkeep = app.store.upkeep().await?;
        upkeep.run(&TOUCH, args![s.id.to_string(), now]).await?;
        upkeep.commit().await?;
    }
    Ok(())
}
