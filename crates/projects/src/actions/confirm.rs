//! A supervisor confirms a joint application, in their own account (ACC-09, APP-19).

use foundation::Refusal;
use platform::{Answer, Context, No, Telling, tell};

use super::seen;
use crate::store::applications;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoConfirmation {
    #[refusal("projects-confirm-already")]
    Already,
    #[refusal("projects-confirm-not-now")]
    NotNow,
}

/// Confirms the draft as it was shown; a later change of it undoes that.
pub async fn confirm(cx: &Context, number: &str, draft_version: i64) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("ConfirmApplication", &seen.resource)?;
    let project = &seen.project;
    if !project.state.editable() {
        return Err(No::refused(NoConfirmation::NotNow));
    }
    if project.supervisor_confirmed {
        return Err(No::refused(NoConfirmation::Already));
    }
    let mut change = cx.app.store.change().await?;
    let stale = project.draft_version != draft_version;
    if stale || !applications::confirm(&cx.app, &mut change, project).await? {
        return Err(No::Stale);
    }
    let telling = Telling {
        key: "projects-told-confirmed",
        args: vec![("number", project.number.as_str().into())],
        link: format!("/projects/{}/application", project.number),
    };
    tell(&cx.app, &mut change, project.applicant, &telling).await?;
    change.commit(cx.entry("application-confirmed", "project", project.id).project(project.id)).await?;
    Ok(())
}
