//! An assessor asks the applicant about one answer (ASM-01, ASM-07).

use platform::{Answer, Context, May, No};

use super::decide::facts;
use super::reading::form_of;
use super::stages::tell_applicant;
use crate::did::Did;
use crate::model::{Query, QueryId};
use crate::policy::Assess;
use crate::rules::assess;
use crate::rules::stages::State;
use crate::seen::Assessed;
use crate::store::{applications, assessment};

/// An assessor asks the applicant about one answer. `version` is the decision's as the sender saw it.
#[derive(Debug, Clone)]
pub struct AskQuery {
    pub version: i64,
    /// The form's question it is about.
    pub question: String,
    pub text: String,
}

/// Asks. The same question sent twice is one question.
pub async fn query(cx: &Context, held: &May<Assess, Assessed>, ask: &AskQuery) -> Answer<QueryId> {
    let app = &cx.app;
    let (project, item) = (&held.seen.project, &held.item);
    if item.version != ask.version {
        return Err(No::Stale);
    }
    let known = form_of(app, project)?.question(&ask.question).is_some();
    let by = cx.person()?;
    let step = assess::query(&facts(cx, held).await?, by, &ask.text, known)?;
    let query = Query {
        id: QueryId::new(&app.world),
        project: project.id,
        item: item.id,
        question: ask.question.clone(),
        asked: ask.text.trim().to_owned(),
        asked_by: by,
        asked_at: app.world.now(),
        answer: None,
        answered_at: None,
    };
    let same =
        |q: &&Query| q.answer.is_none() && q.item == item.id && q.question == query.question && q.asked == query.asked;
    if let Some(already) = held.queries.iter().find(same) {
        return Ok(already.id);
    }
    let mut change = cx.change(held).await?;
    if !applications::go(app, &mut change, held, step.as_slice()).await? {
        return Err(No::Stale);
    }
    assessment::ask(app, &mut change, held, &query).await?;
    tell_applicant(app, &mut change, project, State::Queried).await?;
    let entry = cx.record(Did::Queried(project.id)).project(project.id);
    change.commit(entry.detail("stage", item.stage).detail("question", &ask.question)).await?;
    Ok(query.id)
}
