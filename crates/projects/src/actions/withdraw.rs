//! Giving an application up.

use foundation::Refusal;
use platform::{Answer, Context, No};

use super::seen;
use crate::rules::stages::State;
use crate::store::applications;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoWithdrawal {
    #[refusal("projects-withdraw-not-now")]
    NotNow,
}

/// Withdraws it, in any state before the project is active.
pub async fn withdraw(cx: &Context, number: &str, version: i64) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("WithdrawApplication", &seen.resource)?;
    let project = &seen.project;
    if !project.state.may_become(State::Withdrawn) {
        return Err(No::refused(NoWithdrawal::NotNow));
    }
    let mut change = cx.app.store.change().await?;
    if project.version != version || !applications::go(&cx.app, &mut change, project, State::Withdrawn).await? {
        return Err(No::Stale);
    }
    change.commit(cx.entry("application-withdrawn", "project", project.id).project(project.id)).await?;
    Ok(())
}
