//! Asks the one decision about a person, a project, a place and a moment (LVL-16).

use foundation::Moment;
use permissions::Action;
use platform::{Answer, App, Context, May, OrNotFound, PersonId};
use projects::ProjectId;

use crate::model::Place;
use crate::policy::Entrance;
use crate::rules::{Decision, Facts, decide};
use crate::store::facts::facts;
use crate::{AccessDecision, Rules};

/// The question as it was asked, and its answer.
pub struct Asked {
    pub person: PersonId,
    pub project: ProjectId,
    pub facts: Facts,
    pub decision: Decision,
}

/// May this person enter this project's space from here, at this moment? "Not found" where there is no such person or
/// project; whether the caller may know the answer is for the caller to see to.
pub async fn access(
    app: &App,
    person: PersonId,
    project: ProjectId,
    place: &Place,
    at: Moment,
) -> Answer<AccessDecision> {
    Ok(asked(app, person, project, place, at).await?.or_not_found()?.decision)
}

async fn asked(app: &App, person: PersonId, project: ProjectId, place: &Place, at: Moment) -> Answer<Option<Asked>> {
    let Some(facts) = facts(app, person, project, place, at).await? else { return Ok(None) };
    let decision = decide(&facts, app.part::<Rules>()?);
    Ok(Some(Asked { person, project, facts, decision }))
}

/// The same about whoever asks, from where they are, now. Hidden from everybody who is no member.
pub(crate) async fn ask<A: Action<On = Entrance>>(cx: &Context, project: ProjectId) -> Answer<May<A, Asked>> {
    let asked = asked(&cx.app, cx.person()?, project, &Place::of(cx), cx.app.world.now()).await?;
    cx.lookup_or_hide(asked).await
}
