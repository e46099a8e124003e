//! The requester takes a request back before its release.

use platform::{Answer, Context, No};

use super::{apply, own};
use crate::profile::Rules;
use crate::rules::State;
use crate::rules::submit::{NoWithdrawal, withdraw as rule};
use crate::store::requests;

pub async fn withdraw(cx: &Context, reference: &str, version: i64) -> Answer<()> {
    let app = &cx.app;
    let mut request = own(cx, reference).await?;
    if request.version != version {
        return Err(No::Stale);
    }
    // What is out is taken back by the staff, with its link (`withdraw_release`).
    if matches!(request.state(), State::Released | State::Approved) {
        return Err(No::refused(NoWithdrawal::NotNow { state: request.state() }));
    }
    let events = rule(&request.core)?;
    apply(&mut request, &events, app.world.now(), app.part::<Rules>()?);
    let mut change = app.store.change().await?;
    requests::moved(&mut change, &request).await?;
    let entry = cx
        .entry("output-withdrawn", "output", request.id())
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(())
}
