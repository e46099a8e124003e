//! The applicant answers a question; the application goes back when it is submitted again (APP-05).

use foundation::Refusal;
use platform::{Answer, Context, No, OrNotFound};

use super::seen;
use crate::model::QueryId;
use crate::store::assessment;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAnswer {
    #[refusal("projects-answer-empty")]
    Empty,
    #[refusal("projects-answer-already")]
    Already,
}

/// Answers one question in words. What the application itself should say is changed there.
pub async fn answer(cx: &Context, number: &str, query: QueryId, text: &str) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("EditApplication", &seen.resource)?;
    let project = &seen.project;
    let query = assessment::queries(&cx.app, project.id).await?.into_iter().find(|q| q.id == query).or_not_found()?;
    let text = text.trim();
    if text.is_empty() {
        return Err(No::refused(NoAnswer::Empty));
    }
    let mut change = cx.app.store.change().await?;
    if !assessment::answer(&cx.app, &mut change, query.id, text, cx.person()?).await? {
        return Err(No::refused(NoAnswer::Already));
    }
    let entry = cx.entry("application-query-answered", "project", project.id).project(project.id);
    change.commit(entry.detail("question", &query.question)).await?;
    Ok(())
}
