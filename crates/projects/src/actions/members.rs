//! Members come and go, by staff (STP-01, TEAM).

use foundation::Refusal;
use platform::{Answer, Context, No, PersonId, Telling, tell};
use serde::Deserialize;
use utoipa::ToSchema;

use super::lookup;
use crate::did::Did;
use crate::model::Member;
use crate::policy::ChangeTeam;
use crate::rules::roles::Role;
use crate::rules::stages::State;
use crate::seen::Seen;
use crate::store::members;

/// Somebody who joins the project, by their registered address.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMember {
    pub email: String,
    pub role: Role,
}

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
pub async fn add_member(cx: &Context, number: &str, new: &NewMember) -> Answer<()> {
    let held = lookup::<ChangeTeam>(cx, number).await?;
    let project = &held.project;
    if project.state != State::Active {
        return Err(No::refused(NoMember::NotActive));
    }
    if new.role.only_one() {
        return Err(No::refused(NoMember::OnlyOne));
    }
    let email = new.email.trim();
    let Some(person) = people::find_by_email(&cx.app, email).await? else {
        return Err(No::refused(NoMember::Unknown { email: email.to_owned() }));
    };
    let mut change = cx.change(&held).await?;
    match members::add_member(&cx.app, &mut change, &held, person.id, new.role, held.today).await {
        Err(No::Store(e)) if e.is_taken() => return Err(No::refused(NoMember::Already)),
        other => other?,
    }
    let telling = Telling {
        key: "projects-told-member",
        args: vec![("number", project.number.as_str().into()), ("title", project.title.as_str().into())],
        link: format!("/projects/{}", project.number),
    };
    tell(&cx.app, &mut change, person.id, &telling).await?;
    let entry = cx.record(Did::MemberAdded(person.id)).project(project.id);
    change.commit(entry.detail("role", new.role)).await?;
    Ok(())
}

/// The membership that can be ended, or why there is none. The coordinator stays until there is another (TEAM-06).
pub fn to_end(seen: &Seen, person: PersonId) -> Answer<&Member> {
    match seen.members.iter().find(|m| m.person == person && m.until.is_none()) {
        None => Err(No::refused(NoMember::NotAMember)),
        Some(m) if m.role == Role::Coordinator => Err(No::refused(NoMember::CoordinatorStays)),
        Some(m) => Ok(m),
    }
}

/// Ends a membership. The last day is yesterday, so that it holds at once.
pub async fn end_member(cx: &Context, number: &str, person: PersonId) -> Answer<()> {
    let held = lookup::<ChangeTeam>(cx, number).await?;
    to_end(&held, person)?;
    let last = held.today.yesterday().map_err(|e| No::Broken(e.to_string()))?;
    let mut change = cx.change(&held).await?;
    if !members::end_member(&mut change, &held, person, last).await? {
        return Err(No::refused(NoMember::NotAMember));
    }
    change.commit(cx.record(Did::MemberEnded(person)).project(held.project.id)).await?;
    Ok(())
}
