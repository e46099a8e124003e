//! Giving an application up.

use platform::{Answer, Context, No};

use super::{SeenVersion, lookup};
use crate::did::Did;
use crate::policy::WithdrawApplication;
use crate::rules::withdraw;
use crate::store::applications;

/// Withdraws it, in any state before the project is active.
pub async fn withdraw(cx: &Context, number: &str, sent: SeenVersion) -> Answer<()> {
    let held = lookup::<WithdrawApplication>(cx, number).await?;
    let project = &held.project;
    let step = withdraw::withdraw(project.state)?;
    let mut change = cx.change(&held).await?;
    if project.version != sent.version || !applications::go(&cx.app, &mut change, &held, &[step]).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::Withdrawn(project.id)).project(project.id)).await?;
    Ok(())
}
