//! A desktop that runs: looked at, locked, and unlocked by whoever says again who they are (NET-09).

use std::sync::Arc;

use desk::Curtain;
use desk::wire::Live;
use foundation::Moment;
use platform::{Answer, Context, No, accounts};
use projects::ProjectId;

use super::held;
use crate::Rules;
use crate::desks::settle;
use crate::did::Did;
use crate::rules::desk::warning;
use crate::rules::states::DeskState as State;
use crate::store::desks;

/// Longest name of a window.
const VIEW: usize = 64;

/// What a window is told every second.
#[derive(Debug, Clone)]
pub struct DeskState {
    pub state: State,
    /// Another window is shown the picture.
    pub elsewhere: bool,
    pub ends_at: Moment,
    /// Whole minutes until the end, where it is near.
    pub warning: Option<i64>,
}

/// How the caller's desktop is; "not found" where none runs.
pub async fn desk_state(cx: &Context, project: ProjectId, view: &str) -> Answer<DeskState> {
    let held = held(cx, project).await?;
    let running = held.running()?;
    let (state, ends_at) = {
        let row = running.row.lock().await;
        (row.state, row.ends_at)
    };
    Ok(DeskState {
        state: if running.live.curtain() == Curtain::Ended { State::Ended } else { state },
        elsewhere: running.is_elsewhere(view),
        ends_at,
        warning: warning(cx.app.world.now(), ends_at, &cx.app.part::<Rules>()?.desk),
    })
}

/// A ticket that opens the picture once, in this signed-in session, from this address.
pub async fn desk_ticket(cx: &Context, project: ProjectId, view: &str) -> Answer<String> {
    if view.is_empty() || view.len() > VIEW {
        return Err(No::NotFound);
    }
    let held = held(cx, project).await?;
    Ok(held.running()?.ticket(&cx.app.world, &cx.who()?.session.hash, &cx.address, view))
}

/// The picture, for whoever comes with a ticket.
pub async fn show_desk(cx: &Context, project: ProjectId, ticket: &str) -> Answer<Arc<Live>> {
    let held = held(cx, project).await?;
    let running = held.running()?;
    if !running.redeem(cx.app.world.now(), ticket, &cx.who()?.session.hash, &cx.address) {
        return Err(No::NotFound);
    }
    Ok(Arc::clone(&running.live))
}

/// Takes the picture away until the person says again who they are.
pub async fn lock_desk(cx: &Context, project: ProjectId) -> Answer<()> {
    let held = held(cx, project).await?;
    let running = held.running()?;
    running.lock();
    settle(cx, running).await
}

/// Shows it again to whoever knows the password of the account; refused with a sentence where it is wrong.
pub async fn unlock_desk(cx: &Context, project: ProjectId, password: &str) -> Answer<()> {
    let held = held(cx, project).await?;
    let running = held.running()?;
    let tries = accounts::still_there(cx, password).await?;
    settle(cx, running).await?;
    let mut row = running.row.lock().await;
    if row.state != State::Locked {
        return Ok(());
    }
    let step = row.step(State::Open)?;
    let mut change = cx.change(&held.right).await?;
    if !desks::turn(&mut change, row.id, step, None).await? {
        return Err(No::Stale);
    }
    tries.forget(&mut change).await?;
    change.commit(cx.record(Did::DeskUnlocked(row.id)).project(project)).await?;
    (row.state, row.locked_at) = (State::Open, None);
    running.unlock();
    Ok(())
}
