//! A supervisor confirms a joint application, in their own account (ACC-09, APP-19).

use platform::{Answer, Context, No, Telling, tell};
use serde::Deserialize;
use utoipa::ToSchema;

use super::lookup;
use crate::did::Did;
use crate::policy::ConfirmApplication;
use crate::rules::confirm;
use crate::store::applications;

/// The version of the draft that the sender saw.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct Confirmation {
    pub draft_version: i64,
}

/// Confirms the draft as it was shown; a later change of it undoes that.
pub async fn confirm(cx: &Context, number: &str, sent: Confirmation) -> Answer<()> {
    let held = lookup::<ConfirmApplication>(cx, number).await?;
    let project = &held.project;
    confirm::confirm(project.state, project.supervisor_confirmed)?;
    let mut change = cx.change(&held).await?;
    let stale = project.draft_version != sent.draft_version;
    if stale || !applications::confirm(&cx.app, &mut change, &held).await? {
        return Err(No::Stale);
    }
    let telling = Telling {
        key: "projects-told-confirmed",
        args: vec![("number", project.number.as_str().into())],
        link: format!("/projects/{}/application", project.number),
    };
    tell(&cx.app, &mut change, project.applicant, &telling).await?;
    change.commit(cx.record(Did::Confirmed(project.id)).project(project.id)).await?;
    Ok(())
}
