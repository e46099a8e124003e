//! Recordings of desktops, and who looked at them.

use ::store::{Change, args, row, statements};
use foundation::Moment;
use platform::{Answer, App, May, No, PersonId};
use projects::ProjectId;

use crate::actions::Asked;
use crate::model::{DeskRecording, DeskSession, DeskSessionId, DeskViewing, DeskViewingId, Reach};
use crate::policy::{EnterSpace, WatchRecording};

macro_rules! select_recording {
    () => {
        "select r.desk, s.project, s.person, r.begun_at, r.ended_at, r.chunks, r.bytes, r.head, r.removed_at
        from desk_recording r join desk_session s on s.id = r.desk "
    };
}

statements! {
    write BEGIN(text, int, int, int, text) = "insert into desk_recording (desk, begun_at, chunks, bytes, head)
        values ($1, $2, $3, $4, $5)";
    write REACH(text, int, int, text) = "update desk_recording set chunks = $2, bytes = $3, head = $4
        where desk = $1 and ended_at is null";
    write END(text, int) = "update desk_recording set ended_at = $2 where desk = $1 and ended_at is null";
    write REMOVED(text, int) = "update desk_recording set removed_at = $2 where desk = $1 and removed_at is null";
    write VIEW(text, text, text, text, int, int) = "insert into desk_viewing (id, desk, viewer, why, at, until)
        values ($1, $2, $3, $4, $5, $6)";
    read LIST(int, int) -> DeskRecording =
        concat!(select_recording!(), "order by r.begun_at desc, r.desk desc limit $1 offset $2");
    read ONE(text) -> DeskRecording = concat!(select_recording!(), "where r.desk = $1");
    read VIEWINGS(text) -> DeskViewing = "select id, viewer, why, at, until from desk_viewing
        where desk = $1 order by at desc, id desc limit 200";
    read VIEWING(text, text, text) -> DeskViewing = "select id, viewer, why, at, until from desk_viewing
        where id = $1 and desk = $2 and viewer = $3";
}

row! {
    DeskRecording {
        desk: DeskSessionId,
        project: ProjectId,
        person: PersonId,
        begun_at: Moment,
        ended_at: Option<Moment>,
        chunks: i64,
        bytes: i64,
        head: String,
        removed_at: Option<Moment>,
    }
}

row! {
    DeskViewing {
        id: DeskViewingId,
        viewer: PersonId,
        why: String,
        at: Moment,
        until: Moment,
    }
}

/// Begins one with its desktop.
pub(crate) async fn begin(
    change: &mut Change,
    _right: &May<EnterSpace, Asked>,
    desk: &DeskSession,
    reach: &Reach,
) -> Answer<()> {
    let row = args![desk.id.to_string(), desk.opened_at, reach.chunks, reach.bytes, reach.head.as_str()];
    change.run(&BEGIN, row).await?;
    Ok(())
}

/// Writes down how far it goes; false where it has ended.
pub(crate) async fn reach(change: &mut Change, id: DeskSessionId, reach: &Reach) -> Answer<bool> {
    let row = args![id.to_string(), reach.chunks, reach.bytes, reach.head.as_str()];
    Ok(change.run(&REACH, row).await? > 0)
}

/// It goes no further; nothing happens where the desktop was not recorded.
pub(crate) async fn end(change: &mut Change, id: DeskSessionId, at: Moment) -> Answer<bool> {
    Ok(change.run(&END, args![id.to_string(), at]).await? > 0)
}

/// Its file is gone; false where it was before.
pub(crate) async fn removed(change: &mut Change, id: DeskSessionId, at: Moment) -> Answer<bool> {
    Ok(change.run(&REMOVED, args![id.to_string(), at]).await? > 0)
}

/// Somebody looks at one.
pub(crate) async fn view(
    change: &mut Change,
    _right: &May<WatchRecording, ()>,
    desk: DeskSessionId,
    viewing: &DeskViewing,
) -> Answer<()> {
    let row = args![
        viewing.id.to_string(),
        desk.to_string(),
        viewing.viewer.to_string(),
        viewing.why.as_str(),
        viewing.at,
        viewing.until
    ];
    change.run(&VIEW, row).await?;
    Ok(())
}

/// The newest first.
pub(crate) async fn list(app: &App, limit: i64, offset: i64) -> Answer<Vec<DeskRecording>> {
    Ok(app.store.rows(&LIST, args![limit, offset]).await?)
}

pub(crate) async fn one(app: &App, id: DeskSessionId) -> Answer<Option<DeskRecording>> {
    Ok(app.store.row(&ONE, args![id.to_string()]).await?)
}

/// Who looked at it, the last first.
pub(crate) async fn viewings(app: &App, id: DeskSessionId) -> Answer<Vec<DeskViewing>> {
    Ok(app.store.rows(&VIEWINGS, args![id.to_string()]).await?)
}

/// One viewing of this person; none of somebody else.
pub(crate) async fn viewing(
    app: &App,
    id: DeskViewingId,
    desk: DeskSessionId,
    viewer: PersonId,
) -> Answer<Option<DeskViewing>> {
    Ok(app.store.row(&VIEWING, args![id.to_string(), desk.to_string(), viewer.to_string()]).await?)
}

impl Reach {
    /// How far a file goes.
    ///
    /// # Errors
    /// It has more bytes than a number of the database.
    pub(crate) fn of(head: desk::recording::Head) -> Answer<Reach> {
        let number = |count: u64| i64::try_from(count).map_err(|e| No::Broken(format!("a recording's length: {e}")));
        let hex = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Reach { chunks: number(head.chunks)?, bytes: number(head.bytes)?, head: hex })
    }
}
