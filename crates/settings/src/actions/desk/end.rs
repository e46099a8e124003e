//! A desktop ends: its picture first, then its processes, then its row and the record.

use desk::Counts;
use foundation::Moment;
use platform::{Answer, App, Context, No, Unasked};
use projects::ProjectId;

use super::held;
use crate::Rules;
use crate::actions::recordings::RemoveRecording;
use crate::desks::Desks;
use crate::did::Did;
use crate::model::{DeskSession, Reach};
use crate::rules::desk as rule;
use crate::rules::states::{DeskState, WhyDeskEnded};
use crate::store::{desks, recordings};

/// Ends the caller's desktop.
pub async fn end_desk(cx: &Context, project: ProjectId) -> Answer<()> {
    held(cx, project).await?.running()?.end(WhyDeskEnded::ByPerson).await;
    Ok(())
}

/// Ends every desktop of this machine: the service stops.
pub async fn end_desks(app: &App) {
    let Ok(desks) = app.part::<Desks>() else { return };
    let mut ending = tokio::task::JoinSet::new();
    for running in desks.all() {
        ending.spawn(async move { running.end(WhyDeskEnded::ServiceStopped).await });
    }
    while ending.join_next().await.is_some() {}
}

/// Writes the end of those that a service which was killed has left in the table: none of them runs. Those of other machines
/// stay.
pub async fn end_left_desks(app: &App) -> Answer<()> {
    let cx = Context::of_service(app);
    let all = app.part::<Desks>()?;
    let (left, running) = (desks::left(app).await?, all.all());
    if left.is_empty() {
        return Ok(());
    }
    // Looking at the machine removes what a process of before has left to run.
    let (here, now) = (all.name(&app.world).await, app.world.now());
    for row in left {
        let runs = running.iter().any(|one| one.id == row.id);
        if !runs && rule::is_left(&row.machine, here, row.ends_at, now) {
            end_row(&cx, &row, WhyDeskEnded::ServiceStopped, "", Counts::default(), None).await?;
        }
    }
    Ok(())
}

/// Why the caller's last desktop in this project ended, where there was one.
pub(crate) async fn desk_ended(cx: &Context, project: ProjectId) -> Answer<Option<WhyDeskEnded>> {
    desks::last_end(&cx.app, cx.person()?, project).await
}

/// Writes that it has ended, with its reason, what was refused in it and how far its recording goes. Where recordings are no
/// longer wanted, what there is stays until somebody removes it.
pub(crate) async fn end_row(
    cx: &Context,
    row: &DeskSession,
    why: WhyDeskEnded,
    reasons: &str,
    counts: Counts,
    reach: Option<&Reach>,
) -> Answer<()> {
    let step = row.step(DeskState::Ended)?;
    let mut change = cx.change_unasked(Unasked::EndingSession).await?;
    let now = cx.app.world.now();
    if !desks::end(&mut change, row.id, step, (now, why), counts).await? {
        return Err(No::Stale);
    }
    if let Some(reach) = reach {
        recordings::reach(&mut change, row.id, reach).await?;
    }
    let days = cx.app.part::<Rules>()?.desk.recording_days;
    if recordings::end(&mut change, row.id, now).await?
        && let Some(days) = days
    {
        let due = now.plus(days * Moment::DAY);
        platform::jobs::enqueue(&mut change, &cx.app.world, &RemoveRecording { desk: row.id }, due).await?;
    }
    let mut entry = cx
        .record(Did::DeskEnded(row.id))
        .project(row.project)
        .detail("why", why)
        .detail("clipboard-out", counts.clipboard_out)
        .detail("clipboard-in", counts.clipboard_in)
        .detail("keys-dropped", counts.keys);
    if let Some(reach) = reach {
        let frames = entry.detail("frames", reach.chunks);
        entry = frames.detail("bytes", reach.bytes).detail("head", &reach.head);
    }
    if !reasons.is_empty() {
        entry = entry.detail("reasons", reasons);
    }
    change.commit(entry).await?;
    Ok(())
}
