//! Members come and go, by staff (STP-01, TEAM).

use foundation::{Date, Refusal};
use platform::{Answer, Context, No, PersonId, Telling, tell};

use super::seen;
use crate::model::Role;
use crate::rules::stages::State;
use crate::store::spaces;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoMember {
    #[refusal("projects-member-not-active")]
    NotActive,
    #[refusal("projects-member-unknown")]
    Unknown { email: String },
    #[refusal("projects-member-already")]
    Already,
    #[refusal("projects-member-none")]
    NotAMember,
    #[refusal("projects-member-one-coordinator")]
    CoordinatorStays,
    #[refusal("projects-member-roles")]
    OnlyOne,
}

/// Adds somebody from today on. Coordinator and deputy change by handover, not here (APP-18, TEAM-06).
pub async fn add_member(cx: &Context, number: &str, email: &str, role: Role) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("ChangeTeam", &seen.resource)?;
    let project = &seen.project;
    if project.state != State::Active {
        return Err(No::refused(NoMember::NotActive));
    }
    if matches!(role, Role::Coordinator | Role::Deputy) {
        return Err(No::refused(NoMember::OnlyOne));
    }
    let Some(person) = people::find_by_email(&cx.app, email.trim()).await? else {
        return Err(No::refused(NoMember::Unknown { email: email.trim().to_owned() }));
    };
    let mut change = cx.app.store.change().await?;
    let today = cx.app.world.now().date();
    match spaces::add_member(&cx.app, &mut change, project.id, person.id, role, today).await {
        Err(No::Store(e)) if e.is_taken() => return Err(No::refused(NoMember::Already)),
        other => other?,
    }
    let telling = Telling {
        key: "projects-told-member",
        args: vec![("number", project.number.as_str().into()), ("title", project.title.as_str().into())],
        link: format!("/projects/{}", project.number),
    };
    tell(&cx.app, &mut change, person.id, &telling).await?;
    let entry = cx.entry("member-added", "person", person.id).project(project.id);
    change.commit(entry.detail("role", role)).await?;
    Ok(())
}

/// Ends a membership. The last day is yesterday, so that it holds at once.
pub async fn end_member(cx: &Context, number: &str, person: PersonId) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("ChangeTeam", &seen.resource)?;
    let project = &seen.project;
    let members = spaces::members(&cx.app, project.id).await?;
    let running = |m: &&crate::Member| m.person == person && m.until.is_none();
    if members.iter().find(running).is_some_and(|m| m.role == Role::Coordinator) {
        return Err(No::refused(NoMember::CoordinatorStays));
    }
    let last: Date = cx.app.world.now().date().yesterday().unwrap_or(Date::MIN);
    let mut change = cx.app.store.change().await?;
    if !spaces::end_member(&mut change, project.id, person, last).await? {
        return Err(No::refused(NoMember::NotAMember));
    }
    change.commit(cx.entry("member-ended", "person", person).project(project.id)).await?;
    Ok(())
}
