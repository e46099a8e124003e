//! The applicant answers a question; the application goes back when it is submitted again (APP-05).

use foundation::Refusal;
use platform::{Answer, Context, May, No, OrNotFound};
use serde::Deserialize;
use utoipa::ToSchema;

use super::lookup;
use crate::did::Did;
use crate::model::{Query, QueryId};
use crate::policy::EditApplication;
use crate::seen::Seen;
use crate::store::assessment;

/// An answer in words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewAnswer {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAnswer {
    #[refusal("projects-answer-empty")]
    Empty,
    #[refusal("projects-answer-already")]
    Already,
}

/// A question to an application, for those who write it.
pub async fn query_of(cx: &Context, number: &str, query: QueryId) -> Answer<(May<EditApplication, Seen>, Query)> {
    let held = lookup(cx, number).await?;
    let queries = assessment::queries(&cx.app, held.project.id).await?;
    Ok((held, queries.into_iter().find(|q| q.id == query).or_not_found()?))
}

/// Answers one question in words. What the application itself should say is changed there.
pub async fn answer(cx: &Context, number: &str, query: QueryId, new: &NewAnswer) -> Answer<()> {
    let (held, query) = query_of(cx, number, query).await?;
    let text = new.text.trim();
    if text.is_empty() {
        return Err(No::refused(NoAnswer::Empty));
    }
    let mut change = cx.change(&held).await?;
    if !assessment::answer(&cx.app, &mut change, &held, &query, text, cx.person()?).await? {
        return Err(No::refused(NoAnswer::Already));
    }
    let entry = cx.record(Did::QueryAnswered(held.project.id)).project(held.project.id);
    change.commit(entry.detail("question", &query.question)).await?;
    Ok(())
}
