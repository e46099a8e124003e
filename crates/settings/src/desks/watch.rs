//! Whoever looks after one desktop: the decision is asked again every second, and a no takes the picture away before
//! anything else (LVL-16, SES-04).

use std::sync::Arc;
use std::time::Duration;

use foundation::Moment;
use platform::{Answer, Context, No, Unasked};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::machine::Started;
use super::{Desks, Listed, Order, Recording, Running};
use crate::Rules;
use crate::actions;
use crate::did::Did;
use crate::model::Reach;
use crate::rules::desk::{self as rule, Look};
use crate::rules::states::{DeskState, WhyDeskEnded};
use crate::store::desks;

/// How often everything is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// How long the decision may take before the picture is taken away.
const PATIENCE: Duration = Duration::from_millis(900);

/// How often it is written down how far a recording goes: what is cut off after that does not show.
const WRITTEN_DOWN: i64 = 10 * Moment::MINUTE;

/// So often in a row it may stay without an answer.
const UNANSWERED: u32 = 60;

/// Why it ends, with the keys of reasons and whoever waits for it.
struct End {
    why: WhyDeskEnded,
    reasons: String,
    done: Option<oneshot::Sender<()>>,
}

impl End {
    fn of(why: WhyDeskEnded) -> End {
        End { why, reasons: String::new(), done: None }
    }
}

/// Looks after a desktop until it has ended and its row says so. The processes go with whatever holds `started`.
pub(crate) async fn look_after(
    cx: Context,
    running: Arc<Running>,
    mut started: Box<dyn Started>,
    mut orders: mpsc::Receiver<Order>,
) {
    let listed = Listed(cx.app.clone(), Arc::clone(&running));
    let socket = started.socket();
    let live = Arc::clone(&running.live);
    let end = tokio::select! {
        end = until_end(&cx, &running, started.as_mut(), &mut orders) => end,
        end = keep_recording(&cx, &running) => end,
        ((), ()) = async { tokio::join!(live.follow_display(&socket), live.keep_time()) } => {
            // Whoever took the picture away for good says why next.
            match timeout(PATIENCE, orders.recv()).await {
                Ok(Some(order)) => End { why: order.why, reasons: String::new(), done: Some(order.done) },
                _ => End::of(WhyDeskEnded::ProgramsEnded),
            }
        }
    };
    live.with(desk::Session::end);
    if let Some(recording) = running.recording.as_ref().filter(|_| end.why != WhyDeskEnded::NotRecorded)
        && let Err(no) = kept(&running, recording).await
    {
        tracing::error!(desk = %running.id, ?no, "the last of a recording is missing");
    }
    let ended = tokio::task::spawn_blocking(move || {
        let none = started.end();
        drop(started);
        none
    });
    if !matches!(ended.await, Ok(true)) {
        tracing::error!(desk = %running.id, "some processes of a desktop are left");
    }
    // The database may be away for a while; the row says that it runs until it can be written.
    for _ in 0..UNANSWERED {
        match written(&cx, &running, end.why, &end.reasons).await {
            Ok(()) => break,
            Err(no) => tracing::warn!(desk = %running.id, ?no, "the end of a desktop could not be recorded yet"),
        }
        tokio::time::sleep(EVERY).await;
    }
    drop(listed);
    if let Some(done) = end.done {
        let _ = done.send(());
    }
}

/// Keeps what is seen, and writes down every ten minutes how far that goes. It returns where it cannot be kept: nobody works
/// unseen where the profile has them recorded, and no desktop fills the service's disk.
async fn keep_recording(cx: &Context, running: &Running) -> End {
    let Some(recording) = &running.recording else { return std::future::pending().await };
    let mut written_down = cx.app.world.now();
    loop {
        match desk::workspace::free_bytes(&cx.app.config.data) {
            Ok(free) if free < rule::FREE / 2 => return End::of(WhyDeskEnded::DiskFull),
            Ok(_) => {}
            Err(e) => {
                tracing::warn!(desk = %running.id, error = %e, "how full the disk of recordings is cannot be told")
            }
        }
        match kept(running, recording).await {
            Ok(bytes) => tokio::time::sleep(rule::until_next_frame(bytes)).await,
            Err(no) => {
                tracing::error!(desk = %running.id, ?no, "a desktop ends because it could not be recorded");
                return End::of(WhyDeskEnded::NotRecorded);
            }
        }
        let now = cx.app.world.now();
        if now < written_down.plus(WRITTEN_DOWN) {
            continue;
        }
        let row = running.row.lock().await.clone();
        match actions::reach_recording(cx, &row, recording).await {
            Ok(()) => written_down = now,
            Err(no) => {
                tracing::warn!(desk = %running.id, ?no, "how far a recording goes could not be written down yet")
            }
        }
    }
}

/// Adds what was seen since the last time, where anything changed; how many bytes that were.
async fn kept(running: &Running, recording: &Arc<Recording>) -> Answer<u64> {
    let Some(frame) = running.live.frame() else { return Ok(0) };
    let recording = Arc::clone(recording);
    let add = move || {
        let before = recording.head().bytes;
        recording.add(&frame).map(|head| head.bytes.saturating_sub(before))
    };
    let added = tokio::task::spawn_blocking(add).await;
    added.map_err(|e| No::Broken(e.to_string()))?.map_err(|e| No::Away(format!("writing a recording: {e}")))
}

async fn until_end(
    cx: &Context,
    running: &Running,
    started: &mut dyn Started,
    orders: &mut mpsc::Receiver<Order>,
) -> End {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                let Some(order) = order else { return End::of(WhyDeskEnded::ServiceStopped) };
                return End { why: order.why, reasons: String::new(), done: Some(order.done) };
            }
            _ = tick.tick() => {}
        }
        if started.has_ended() {
            return End::of(WhyDeskEnded::ProgramsEnded);
        }
        let asked = timeout(PATIENCE, ask(cx, running)).await;
        match asked.unwrap_or_else(|_| Err(No::Away("the access decision took too long".into()))) {
            Ok(None) => {
                unanswered = 0;
                running.reveal();
            }
            Ok(Some(why)) => return End::of(why),
            Err(No::SignIn | No::SecondFactor) => return End::of(WhyDeskEnded::SignedOut),
            Err(No::Refused(said)) => {
                let reasons: Vec<String> = said.into_iter().map(|said| said.key).collect();
                return End { why: WhyDeskEnded::Refused, reasons: reasons.join(" "), done: None };
            }
            Err(No::NotFound | No::Forbidden { .. }) => return End::of(WhyDeskEnded::Refused),
            Err(no) => {
                unanswered += 1;
                tracing::warn!(desk = %running.id, ?no, "whether a desktop may go on could not be asked");
                running.hide();
                if unanswered >= UNANSWERED {
                    return End::of(WhyDeskEnded::Undecided);
                }
            }
        }
        if let Err(no) = settle(cx, running).await {
            tracing::warn!(desk = %running.id, ?no, "the lock of a desktop could not be recorded yet");
        }
    }
}

/// Whether it may go on: the person is signed in, inside by the access decision of now, and everything is as it was.
async fn ask(cx: &Context, running: &Running) -> Answer<Option<WhyDeskEnded>> {
    let cx = cx.again().await?;
    let stay = actions::inside(&cx, running.project).await?;
    let data = actions::mapped(&cx.app, running.project).await?;
    let folder = cx.app.part::<Desks>()?.folder();
    let free =
        desk::workspace::free_bytes(folder).map_err(|e| No::Away(format!("looking at {}: {e}", folder.display())))?;
    let row = running.row.lock().await;
    let seen = Look {
        now: cx.app.world.now(),
        ends_at: row.ends_at,
        locked_at: row.locked_at,
        same_stay: stay.id == running.stay,
        same_data: data == running.data,
        free,
    };
    Ok(rule::look(&seen, &cx.app.part::<Rules>()?.desk))
}

/// Writes that a desktop was locked, where its row does not say so yet.
pub(crate) async fn settle(cx: &Context, running: &Running) -> Answer<()> {
    let mut row = running.row.lock().await;
    let Some(why) = running.why_locked().filter(|_| row.state == DeskState::Open) else { return Ok(()) };
    let (step, now) = (row.step(DeskState::Locked)?, cx.app.world.now());
    let mut change = cx.change_unasked(Unasked::EndingSession).await?;
    if !desks::turn(&mut change, row.id, step, Some(now)).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::DeskLocked(row.id)).project(row.project).detail("why", why)).await?;
    (row.state, row.locked_at) = (DeskState::Locked, Some(now));
    Ok(())
}

async fn written(cx: &Context, running: &Running, why: WhyDeskEnded, reasons: &str) -> Answer<()> {
    let mut row = running.row.lock().await;
    let counts = running.live.with(|session, _| session.counts());
    let reach = match &running.recording {
        Some(recording) => Some(Reach::of(recording.synced().await.unwrap_or_else(|_| recording.head()))?),
        None => None,
    };
    actions::end_row(cx, &row, why, reasons, counts, reach.as_ref()).await?;
    row.state = DeskState::Ended;
    Ok(())
}
