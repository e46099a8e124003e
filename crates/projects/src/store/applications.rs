//! Applications: the project's row, its submitted versions, the people and data it names.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Row, args, statements};
use data::DatasetId;
use foundation::Moment;
use platform::{Answer, App, No, PersonId};

use super::{Of, date, id, json};
use crate::model::{Project, ProjectId, Role, Submitted};
use crate::rules::clocks::Span;
use crate::rules::stages::State;

pub use super::assessment::{items, queries};

statements! {
    write BEGIN(text, text, text, text, text, int) = "insert into project (id, number, title, state, applicant, coordinator, lead, gateway, draft, draft_version,
        made_at, version) values ($1, $2, $3, 'draft', $4, $4, $4, '', $5, 1, $6, 1)";
    read PROJECT(text) = "select * from project where id = $1";
    read TITLES among = concat!("select id, title from project where id in ", ::store::among!());
    read BY_NUMBER(text) = "select * from project where number = $1";
    write SAVE(text, int, text, text, text, int) = "update project set draft = $3, title = $4, supervisor = $5, supervisor_confirmed_at = $6,
        draft_version = draft_version + 1 where id = $1 and draft_version = $2 and state in ('draft', 'queried')";
    write CONFIRM(text, int, int) = "update project set supervisor_confirmed_at = $3, draft_version = draft_version + 1
        where id = $1 and draft_version = $2 and supervisor_confirmed_at is null";
    write SUBMIT(text, int, text, text, text, text, text, text, text, text, int, int) = "update project set state = $3, title = $4, coordinator = $5, deputy = $6, lead = $7, gateway = $8,
        starts = $9, ends = $10, submitted_at = coalesce(submitted_at, $11), version = version + 1
        where id = $1 and version = $2 and draft_version = $12";
    write MOVE(text, int, text) = "update project set state = $3, version = version + 1 where id = $1 and version = $2";
    write ACCREDIT(text, text, text) = "update project set accredited_on = $2, accreditation_number = $3 where id = $1";
    read VERSIONS(text) = "select number, draft, at, submitted_by from project_version where project = $1 order by number limit 200";
    write ADD_VERSION(text, int, text, int, text) = "insert into project_version (project, number, draft, at, submitted_by) values ($1, $2, $3, $4, $5)";
    read NAMED(text) = "select person, role from project_named where project = $1 order by person limit 1000";
    read NAMED_IN among = concat!("select project, person, role from project_named where project in ", ::store::among!());
    write FORGET_NAMED(text) = "delete from project_named where project = $1";
    write NAME(text, text, text) = "insert into project_named (project, person, role) values ($1, $2, $3)";
    read REQUESTED(text) = "select dataset, approved_at from project_dataset where project = $1 order by dataset limit 500";
    read REQUESTED_BY among = concat!("select project, dataset, approved_at from project_dataset where project in ", ::store::among!());
    write FORGET_DATASET(text, text) = "delete from project_dataset where project = $1 and dataset = $2";
    write REQUEST(text, text) = "insert into project_dataset (project, dataset) values ($1, $2)";
    write APPROVE(text, text, int) = "update project_dataset set approved_at = $3 where project = $1 and dataset = $2";
    write WITHDRAW_APPROVALS(text) = "update project_dataset set approved_at = null where project = $1";
    read ANY_OF_DATASET(text) = "select p.* from project p join project_dataset d on d.project = p.id
        where d.dataset = $1 and p.state <> 'draft' order by p.made_at desc, p.id limit 200";
    read MINE(text, int, int) = "select p.* from project p where p.applicant = $1 or p.coordinator = $1 or p.supervisor = $1
        or exists (select 1 from project_named n where n.project = p.id and n.person = $1 and p.state <> 'draft')
        or exists (select 1 from project_member m where m.project = p.id and m.person = $1)
        order by p.made_at desc, p.id limit $2 offset $3";
    read ALL(int, int) = "select p.* from project p where p.state <> 'draft' order by p.made_at desc, p.id limit $1 offset $2";
    read TO_SET_UP(int, int) = "select p.* from project p where p.state in ('accredited', 'set-up')
        order by p.accredited_on, p.id limit $1 offset $2";
    read REGISTER(int, int) = "select p.* from project p where p.accredited_on is not null and p.state <> 'withdrawn'
        order by p.accredited_on desc, p.number limit $1 offset $2";
    read TIMES(text) = "select state, began, ended from project_time where project = $1 order by position limit 500";
    write END_TIME(text, int) = "update project_time set ended = $2 where project = $1 and ended is null";
    write BEGIN_TIME(text, text, int) = "insert into project_time (project, position, state, began)
        values ($1, (select count(*) from project_time where project = $1), $2, $3)";
}

fn to_project(row: &Row) -> Answer<Project> {
    Ok(Project {
        id: id(row, "id")?,
        number: row.text("number")?,
        title: row.text("title")?,
        state: id(row, "state")?,
        applicant: id(row, "applicant")?,
        coordinator: id(row, "coordinator")?,
        deputy: row.parse_option("deputy")?,
        lead: id(row, "lead")?,
        supervisor: row.parse_option("supervisor")?,
        supervisor_confirmed: row.get::<Option<i64>>("supervisor_confirmed_at")?.is_some(),
        gateway: row.text("gateway")?,
        starts: date(row, "starts")?,
        ends: date(row, "ends")?,
        draft: row.json("draft")?,
        draft_version: row.int("draft_version")?,
        made_at: row.moment("made_at")?,
        submitted_at: row.get("submitted_at")?,
        accredited_on: date(row, "accredited_on")?,
        accreditation_number: row.get("accreditation_number")?,
        version: row.int("version")?,
    })
}

/// One project, in whatever state: what a person may see of it is for the caller to ask.
pub async fn project(app: &App, project: ProjectId) -> Answer<Option<Project>> {
    app.store.row(&PROJECT, args![project.to_string()]).await?.as_ref().map(to_project).transpose()
}

/// The titles of some projects.
pub async fn titles(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<BTreeMap<ProjectId, String>> {
    let rows = app.store.rows_among(&TITLES, projects).await?;
    rows.iter().map(|row| Ok((id(row, "id")?, row.text("title")?))).collect()
}

pub async fn project_by_number(app: &App, number: &str) -> Answer<Option<Project>> {
    app.store.row(&BY_NUMBER, args![number]).await?.as_ref().map(to_project).transpose()
}

/// Projects on one page of a list.
pub const PAGE: i64 = 50;

/// The projects a person has to do with, newest first; `page` from 0, one more than [`PAGE`] if there are more.
pub async fn mine(app: &App, person: PersonId, page: i64) -> Answer<Vec<Project>> {
    let row = args![person.to_string(), PAGE + 1, page * PAGE];
    app.store.rows(&MINE, row).await?.iter().map(to_project).collect()
}

/// Every project that a person has to do with, newest first, at most 1,000.
pub async fn of_person(app: &App, person: PersonId) -> Answer<Vec<Project>> {
    app.store.rows(&MINE, args![person.to_string(), 1000i64, 0i64]).await?.iter().map(to_project).collect()
}

/// Every submitted project, newest first, for staff who see all; `page` from 0.
pub async fn visible_to_staff(app: &App, page: i64) -> Answer<Vec<Project>> {
    app.store.rows(&ALL, args![PAGE + 1, page * PAGE]).await?.iter().map(to_project).collect()
}

/// Submitted projects that ask for a dataset, newest first.
pub(crate) async fn asking_for(app: &App, dataset: DatasetId) -> Answer<Vec<Project>> {
    app.store.rows(&ANY_OF_DATASET, args![dataset.to_string()]).await?.iter().map(to_project).collect()
}

/// Accredited projects that support has not set up yet, longest waiting first; `page` from 0 (STP-01).
pub(crate) async fn to_set_up(app: &App, page: i64) -> Answer<Vec<Project>> {
    app.store.rows(&TO_SET_UP, args![PAGE + 1, page * PAGE]).await?.iter().map(to_project).collect()
}

/// Accredited projects, newest accreditation first.
pub(crate) async fn accredited(app: &App, limit: i64, offset: i64) -> Answer<Vec<Project>> {
    app.store.rows(&REGISTER, args![limit, offset]).await?.iter().map(to_project).collect()
}

/// A new draft. False where it was begun already: the same form was sent twice.
pub(crate) async fn begin(app: &App, change: &mut Change, p: &Project) -> Answer<bool> {
    let row = args![p.id.to_string(), &p.number, &p.title, p.applicant.to_string(), json(&p.draft)?, app.world.now()];
    match change.run(&BEGIN, row).await {
        Err(e) if e.is_taken() => Ok(false),
        other => Ok(other? > 0),
    }
}

/// Keeps the answers of a draft; false where somebody else wrote meanwhile, or it is with assessors.
pub(crate) async fn save(change: &mut Change, p: &Project, confirmed_at: Option<Moment>) -> Answer<bool> {
    let row = args![
        p.id.to_string(),
        p.draft_version,
        json(&p.draft)?,
        &p.title,
        p.supervisor.map(|s| s.to_string()),
        confirmed_at
    ];
    Ok(change.run(&SAVE, row).await? > 0)
}

/// The supervisor confirms this draft; false where it changed meanwhile.
pub(crate) async fn confirm(app: &App, change: &mut Change, p: &Project) -> Answer<bool> {
    Ok(change.run(&CONFIRM, args![p.id.to_string(), p.draft_version, app.world.now()]).await? > 0)
}

/// Writes what was submitted and where it went; false where the application has moved on.
pub(crate) async fn submit(app: &App, change: &mut Change, p: &Project, to: State) -> Answer<bool> {
    let row = args![
        p.id.to_string(),
        p.version,
        to.word(),
        &p.title,
        p.coordinator.to_string(),
        p.deputy.map(|d| d.to_string()),
        p.lead.to_string(),
        &p.gateway,
        p.starts.map(|d| d.to_string()),
        p.ends.map(|d| d.to_string()),
        app.world.now(),
        p.draft_version
    ];
    if change.run(&SUBMIT, row).await? == 0 {
        return Ok(false);
    }
    tick(app, change, p.id, to).await?;
    Ok(true)
}

/// Moves the application, or only counts its version where it stays; false where it has moved on since `version`.
pub(crate) async fn go(app: &App, change: &mut Change, p: &Project, to: State) -> Answer<bool> {
    if change.run(&MOVE, args![p.id.to_string(), p.version, to.word()]).await? == 0 {
        return Ok(false);
    }
    if to != p.state {
        tick(app, change, p.id, to).await?;
    }
    Ok(true)
}

/// One span of time ends, the next begins (APP-05).
pub(crate) async fn tick(app: &App, change: &mut Change, project: ProjectId, to: State) -> Answer<()> {
    let now = app.world.now();
    change.run(&END_TIME, args![project.to_string(), now]).await?;
    change.run(&BEGIN_TIME, args![project.to_string(), to.word(), now]).await?;
    Ok(())
}

/// In which state the application was, from when to when.
pub(crate) async fn times(app: &App, project: ProjectId) -> Answer<Vec<Span>> {
    let rows = app.store.rows(&TIMES, args![project.to_string()]).await?;
    rows.iter()
        .map(|r| Ok(Span { state: id(r, "state")?, began: r.moment("began")?, ended: r.get("ended")? }))
        .collect()
}

pub(crate) async fn accredit(
    change: &mut Change,
    project: ProjectId,
    on: foundation::Date,
    number: &str,
) -> Answer<()> {
    change.run(&ACCREDIT, args![project.to_string(), on.to_string(), number]).await?;
    Ok(())
}

/// What was submitted, oldest first (ASM-01).
pub async fn versions(app: &App, project: ProjectId) -> Answer<Vec<Submitted>> {
    let rows = app.store.rows(&VERSIONS, args![project.to_string()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Submitted {
                number: r.int("number")?,
                draft: r.json("draft")?,
                at: r.moment("at")?,
                by: id(r, "submitted_by")?,
            })
        })
        .collect()
}

pub(crate) async fn add_version(app: &App, change: &mut Change, p: &Project, number: i64, by: PersonId) -> Answer<()> {
    let row = args![p.id.to_string(), number, json(&p.draft)?, app.world.now(), by.to_string()];
    change.run(&ADD_VERSION, row).await?;
    Ok(())
}

/// Whom the application names, with their roles to be.
pub(crate) async fn named(app: &App, project: ProjectId) -> Answer<Vec<(PersonId, Role)>> {
    let rows = app.store.rows(&NAMED, args![project.to_string()]).await?;
    rows.iter().map(|r| Ok((id(r, "person")?, id(r, "role")?))).collect()
}

/// Those of several projects who are named to enter the space.
pub(crate) async fn researchers_in(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<PersonId>> {
    let mut named = Of::new();
    for r in app.store.rows_among(&NAMED_IN, projects).await? {
        if id::<Role>(&r, "role")?.opens_space() {
            named.entry(id(&r, "project")?).or_default().insert(id(&r, "person")?);
        }
    }
    Ok(named)
}

pub(crate) async fn name(change: &mut Change, project: ProjectId, people: &[(PersonId, Role)]) -> Answer<()> {
    change.run(&FORGET_NAMED, args![project.to_string()]).await?;
    for (person, role) in people {
        change.run(&NAME, args![project.to_string(), person.to_string(), role.word()]).await?;
    }
    Ok(())
}

/// Everybody who has a part in a project and may not judge it: applicant, supervisor, those it names, its members.
pub async fn involved(app: &App, p: &Project) -> Answer<BTreeSet<PersonId>> {
    let mut all = super::spaces::team(app, p.id).await?;
    all.extend(named(app, p.id).await?.into_iter().map(|(person, _)| person));
    all.extend([Some(p.applicant), Some(p.coordinator), p.deputy, Some(p.lead), p.supervisor].into_iter().flatten());
    Ok(all)
}

/// The datasets asked for in the last submission, and whether their owner has approved (STP-02).
pub(crate) async fn requests(app: &App, project: ProjectId) -> Answer<Vec<(DatasetId, bool)>> {
    let rows = app.store.rows(&REQUESTED, args![project.to_string()]).await?;
    rows.iter().map(|r| Ok((id(r, "dataset")?, r.get::<Option<i64>>("approved_at")?.is_some()))).collect()
}

/// The datasets that several projects ask for and their owners have approved.
pub(crate) async fn approved_for(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<DatasetId>> {
    let mut approved = Of::new();
    for r in app.store.rows_among(&REQUESTED_BY, projects).await? {
        if r.get::<Option<i64>>("approved_at")?.is_some() {
            approved.entry(id(&r, "project")?).or_default().insert(id(&r, "dataset")?);
        }
    }
    Ok(approved)
}

/// The datasets asked for in the last submission. They count in what-if answers only (LVL-04).
pub async fn requested_datasets(app: &App, project: ProjectId) -> Answer<BTreeSet<DatasetId>> {
    Ok(requests(app, project).await?.into_iter().map(|(dataset, _)| dataset).collect())
}

/// Writes what is asked for now; approvals of what is still asked for stay.
pub(crate) async fn request(
    app: &App,
    change: &mut Change,
    project: ProjectId,
    datasets: &BTreeSet<DatasetId>,
) -> Answer<()> {
    let was = requested_datasets(app, project).await?;
    for gone in was.difference(datasets) {
        change.run(&FORGET_DATASET, args![project.to_string(), gone.to_string()]).await?;
    }
    for new in datasets.difference(&was) {
        change.run(&REQUEST, args![project.to_string(), new.to_string()]).await?;
    }
    Ok(())
}

pub(crate) async fn approve(app: &App, change: &mut Change, project: ProjectId, dataset: DatasetId) -> Answer<()> {
    let row = args![project.to_string(), dataset.to_string(), app.world.now()];
    if change.run(&APPROVE, row).await? == 0 {
        return Err(No::Stale);
    }
    Ok(())
}

/// The owners are asked again.
pub(crate) async fn withdraw_approvals(change: &mut Change, project: ProjectId) -> Answer<()> {
    change.run(&WITHDRAW_APPROVALS, args![project.to_string()]).await?;
    Ok(())
}
