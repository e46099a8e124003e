//! Asks the one decision about a person, a project, a place and a moment (LVL-16).

use foundation::Moment;
use permissions::{Attr, Resource};
use platform::{Answer, App, Context, OrNotFound, PersonId};
use projects::ProjectId;

use crate::model::Place;
use crate::rules::{Decision, Facts, decide};
use crate::store::facts::facts;
use crate::{AccessDecision, Rules};

/// The question as it was asked, and its answer.
pub(crate) struct Asked {
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
    Ok(asked(app, person, project, place, at).await?.decision)
}

async fn asked(app: &App, person: PersonId, project: ProjectId, place: &Place, at: Moment) -> Answer<Asked> {
    let facts = facts(app, person, project, place, at).await?.or_not_found()?;
    let decision = decide(&facts, app.part::<Rules>()?);
    Ok(Asked { project, facts, decision })
}

/// The same about whoever asks, from where they are, now. Hidden from everybody who is no member.
pub(crate) async fn ask(cx: &Context, action: &str, project: ProjectId) -> Answer<Asked> {
    let person = cx.person()?;
    let asked = asked(&cx.app, person, project, &Place::of(cx), cx.app.world.now()).await?;
    cx.permit_or_hide(action, &entrance(&asked, person))?;
    Ok(asked)
}

/// What the policies see: of the members, only whether the caller is or was one.
fn entrance(asked: &Asked, person: PersonId) -> Resource {
    let member = (!asked.facts.project.memberships.is_empty()).then(|| person.to_string());
    Resource::new("Entrance", asked.project.to_string()).with("members", Attr::set(member))
}
