//! An assessor asks the applicant about one answer (ASM-01, ASM-07).

use platform::{Answer, Context, No, OrNotFound};

use super::decide::{assessment_resource, facts};
use super::reading::form_of;
use super::seen;
use super::stages::tell_applicant;
use crate::model::{ItemId, Query, QueryId};
use crate::rules::assess;
use crate::rules::stages::State;
use crate::store::{applications, assessment};

/// Asks. `version` is the decision's as the page showed it.
pub async fn query(
    cx: &Context,
    number: &str,
    item: ItemId,
    version: i64,
    question: &str,
    text: &str,
) -> Answer<QueryId> {
    let seen = seen(cx, number).await?;
    let app = &cx.app;
    let project = &seen.project;
    let items = assessment::items(app, project.id).await?;
    let item = items.iter().find(|i| i.id == item).or_not_found()?;
    cx.permit("Assess", &assessment_resource(&seen, item))?;
    if item.version != version {
        return Err(No::Stale);
    }
    let known = form_of(app, project)?.question(question).is_some();
    let by = cx.person()?;
    let to = assess::query(&facts(cx, &seen, item, &items).await?, by, text, known)?;
    let query = Query {
        id: QueryId::new(&app.world),
        project: project.id,
        item: item.id,
        question: question.to_owned(),
        asked: text.trim().to_owned(),
        asked_by: by,
        asked_at: app.world.now(),
        answer: None,
        answered_at: None,
    };
    // The same question sent twice is one question.
    let asked = assessment::queries(app, project.id).await?;
    let same = |q: &&Query| q.answer.is_none() && q.item == item.id && q.question == question && q.asked == query.asked;
    if let Some(already) = asked.iter().find(same) {
        return Ok(already.id);
    }
    let mut change = app.store.change().await?;
    if !applications::go(app, &mut change, project, to).await? {
        return Err(No::Stale);
    }
    assessment::ask(app, &mut change, &query).await?;
    tell_applicant(app, &mut change, project, State::Queried).await?;
    let entry = cx.entry("application-queried", "project", project.id).project(project.id);
    change.commit(entry.detail("stage", item.stage).detail("question", question)).await?;
    Ok(query.id)
}
