//! Members of a project, and the datasets in its space.

use std::collections::BTreeSet;

use ::store::{Change, args, row, statements};
use data::DatasetId;
use foundation::{Date, Moment};
use platform::{Answer, App, PersonId, Right};

use super::{Of, whole};
use crate::model::{Mapping, Member, ProjectId};
use crate::rules::roles::Role;
use crate::seen::Seen;

statements! {
    read MEMBERS(text) -> Member = "select person, role, from_date, until_date from project_member where project = $1
        order by from_date, id limit 1000";
    read MEMBERS_OF among -> MemberOf = concat!("select project, person, role, from_date, until_date from project_member where project in ",
        ::store::among!());
    write ADD_MEMBER(text, text, text, text, text) = "insert into project_member (id, project, person, role, from_date) values ($1, $2, $3, $4, $5)";
    write END_MEMBER(text, text, text) = "update project_member set until_date = $3
        where project = $1 and person = $2 and until_date is null";
    read MAPPINGS(text) -> Mapping = "select dataset, mapped_at, unmapped_at, cleared_at from project_mapping where project = $1
        order by mapped_at, id limit 1000";
    write MAP(text, text, text, int) = "insert into project_mapping (id, project, dataset, mapped_at) values ($1, $2, $3, $4)";
    write UNMAP(text, text, int) = "update project_mapping set unmapped_at = $3
        where project = $1 and dataset = $2 and unmapped_at is null";
    write CLEAR(text, text, int) = "update project_mapping set cleared_at = $3
        where project = $1 and dataset = $2 and unmapped_at is not null and cleared_at is null";
}

/// Every member a project has or had, in order of joining.
pub async fn members(app: &App, project: ProjectId) -> Answer<Vec<Member>> {
    whole(app, &MEMBERS, args![project.to_string()], 1000).await
}

row! {
    Member {
        person: PersonId,
        role: Role,
        from: Date = "from_date",
        until: Option<Date> = "until_date",
    }
}

row! {
    struct MemberOf {
        project: ProjectId,
        member: Member = *,
    }
}

row! {
    Mapping {
        dataset: DatasetId,
        mapped_at: Moment,
        unmapped_at: Option<Moment>,
        cleared_at: Option<Moment>,
    }
}

/// [`researchers`] of several projects.
pub(crate) async fn researchers_of(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<PersonId>> {
    let today = app.world.now().date();
    let mut researchers = Of::new();
    for MemberOf { project, member } in app.store.rows_among(&MEMBERS_OF, projects).await? {
        if member.on(today) && member.role.opens_space() {
            researchers.entry(project).or_default().insert(member.person);
        }
    }
    Ok(researchers)
}

/// Everybody who is or ever was on the project, and today's [`researchers`], read once. Whoever has left stays a colleague:
/// none of them may check or judge it.
pub async fn ever_and_researchers(app: &App, project: ProjectId) -> Answer<(BTreeSet<PersonId>, BTreeSet<PersonId>)> {
    let today = app.world.now().date();
    let all = members(app, project).await?;
    let researchers = all.iter().filter(|m| m.on(today) && m.role.opens_space()).map(|m| m.person).collect();
    Ok((all.iter().map(|m| m.person).collect(), researchers))
}

/// Everybody who is on the project today, in whatever role. Not all may enter its space: see [`researchers`].
pub async fn team(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    let today = app.world.now().date();
    Ok(members(app, project).await?.iter().filter(|m| m.on(today)).map(|m| m.person).collect())
}

/// Those of today's members whose role opens the space: all but output reviewers (TEAM-14).
pub async fn researchers(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    Ok(ever_and_researchers(app, project).await?.1)
}

pub(crate) async fn add_member(
    app: &App,
    change: &mut Change,
    held: &impl Right<Seen>,
    person: PersonId,
    role: Role,
    from: Date,
) -> Answer<()> {
    let row = args![
        app.world.uuid().to_string(),
        held.project.id.to_string(),
        person.to_string(),
        role.word(),
        from.to_string()
    ];
    change.run(&ADD_MEMBER, row).await?;
    Ok(())
}

/// False where the person was no member without an end.
pub(crate) async fn end_member(
    change: &mut Change,
    held: &impl Right<Seen>,
    person: PersonId,
    until: Date,
) -> Answer<bool> {
    Ok(change.run(&END_MEMBER, args![held.project.id.to_string(), person.to_string(), until.to_string()]).await? > 0)
}

/// Every dataset that is or was mapped, oldest first.
pub async fn mappings(app: &App, project: ProjectId) -> Answer<Vec<Mapping>> {
    whole(app, &MAPPINGS, args![project.to_string()], 1000).await
}

pub(crate) async fn map(app: &App, change: &mut Change, held: &impl Right<Seen>, dataset: DatasetId) -> Answer<()> {
    let row = args![app.world.uuid().to_string(), held.project.id.to_string(), dataset.to_string(), app.world.now()];
    change.run(&MAP, row).await?;
    Ok(())
}

/// False where it is not mapped.
pub(crate) async fn unmap(app: &App, change: &mut Change, held: &impl Right<Seen>, dataset: DatasetId) -> Answer<bool> {
    let row = args![held.project.id.to_string(), dataset.to_string(), app.world.now()];
    Ok(change.run(&UNMAP, row).await? > 0)
}

/// False where there is nothing to confirm.
pub(crate) async fn clear(app: &App, change: &mut Change, held: &impl Right<Seen>, dataset: DatasetId) -> Answer<bool> {
    let row = args![held.project.id.to_string(), dataset.to_string(), app.world.now()];
    Ok(change.run(&CLEAR, row).await? > 0)
}
