//! The requester takes a request back before its release.

use platform::{Answer, Context, May};

use super::fresh;
use crate::did::Did;
use crate::policy::ChangeOutputRequest;
use crate::profile::Rules;
use crate::rules::withdraw::{Way, withdraw as rule};
use crate::store::requests::{self, OutputRequest};

/// Take the request back.
#[derive(Debug, Clone, Copy)]
pub struct Withdraw {
    /// The version of the request that the caller has read.
    pub version: i64,
}

pub async fn withdraw(cx: &Context, request: &May<ChangeOutputRequest, OutputRequest>, asked: Withdraw) -> Answer<()> {
    let app = &cx.app;
    fresh(request, asked.version)?;
    let step = rule(request.state(), Way::Alone)?;
    let step = request.step(step, app.world.now(), &app.part::<Rules>()?.holidays)?;
    let mut change = cx.change(request).await?;
    requests::moved(&mut change, request, &step).await?;
    let entry = cx
        .record(Did::OutputWithdrawn(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(())
}
