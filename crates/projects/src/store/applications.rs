//! Applications: the project's row, its submitted versions, the people and data it names.

use std::collections::BTreeSet;

use ::store::{Change, Filled, Json, args, row, statements};
use data::DatasetId;
use forms::Draft;
use foundation::{Date, Moment, Move, States};
use platform::{Answer, App, May, No, PersonId, Right};

use super::{json, whole};
use crate::model::{Project, ProjectId, Request, Submitted};
use crate::policy::StartApplication;
use crate::rules::clocks::Span;
use crate::rules::roles::Role;
use crate::rules::stages::State;
use crate::seen::{OfProject, Seen};

pub use super::assessment::{items, queries};

macro_rules! select_project {
    () => {
        "select p.id, p.number, p.title, p.state, p.applicant, p.coordinator, p.deputy, p.lead, p.supervisor,
            p.supervisor_confirmed_at, p.gateway, p.starts, p.ends, p.draft, p.draft_version, p.made_at, p.submitted_at,
            p.accredited_on, p.accreditation_number, p.version from project p "
    };
}
pub(super) use select_project;

macro_rules! select_version {
    () => {
        "select number, draft, at, submitted_by from project_version where project = $1 "
    };
}

statements! {
    write BEGIN(text, text, text, text, text, int) = "insert into project (id, number, title, state, applicant, coordinator, lead, gateway, draft, draft_version,
        made_at, version) values ($1, $2, $3, 'draft', $4, $4, $4, '', $5, 1, $6, 1)";
    read PROJECT(text) -> Project = concat!(select_project!(), "where p.id = $1");
    read BY_NUMBER(text) -> Project = concat!(select_project!(), "where p.number = $1");
    write SAVE(text, int, text, text, text, int) = "update project set draft = $3, title = $4, supervisor = $5, supervisor_confirmed_at = $6,
        draft_version = draft_version + 1 where id = $1 and draft_version = $2 and state in ('draft', 'queried')";
    write CONFIRM(text, int, int) = "update project set supervisor_confirmed_at = $3, draft_version = draft_version + 1
        where id = $1 and draft_version = $2 and supervisor_confirmed_at is null";
    write SUBMIT(text, int, text, text, text, text, text, text, text, text, int, int) = "update project set state = $3, title = $4, coordinator = $5, deputy = $6, lead = $7, gateway = $8,
        starts = $9, ends = $10, submitted_at = coalesce(submitted_at, $11), version = version + 1
        where id = $1 and version = $2 and draft_version = $12";
    write MOVE(text, int, text) = "update project set state = $3, version = version + 1 where id = $1 and version = $2";
    write STAY(text, int) = "update project set version = version + 1 where id = $1 and version = $2";
    write ACCREDIT(text, text, text) = "update project set accredited_on = $2, accreditation_number = $3 where id = $1";
    read VERSIONS(text) -> Submitted = concat!(select_version!(), "order by number limit 200");
    read LAST_VERSION(text) -> Submitted = concat!(select_version!(), "order by number desc limit 1");
    read VERSION_AT(text, int) -> Submitted = concat!(select_version!(), "and at <= $2 order by number desc limit 1");
    write ADD_VERSION(text, int, text, int, text) = "insert into project_version (project, number, draft, at, submitted_by) values ($1, $2, $3, $4, $5)";
    read NAMED(text) -> (person: PersonId, role: Role) = "select person, role from project_named where project = $1 order by person limit 1000";
    write FORGET_NAMED(text) = "delete from project_named where project = $1";
    write NAME(text, text, text) = "insert into project_named (project, person, role) values ($1, $2, $3)";
    read REQUESTED(text) -> Request = "select dataset, approved_at from project_dataset where project = $1 order by dataset limit 500";
    write FORGET_DATASET(text, text) = "delete from project_dataset where project = $1 and dataset = $2";
    write REQUEST(text, text) = "insert into project_dataset (project, dataset) values ($1, $2)";
    write APPROVE(text, text, int) = "update project_dataset set approved_at = $3 where project = $1 and dataset = $2";
    write WITHDRAW_APPROVAL(text, text) = "update project_dataset set approved_at = null where project = $1 and dataset = $2";
    write WITHDRAW_APPROVALS(text) = "update project_dataset set approved_at = null where project = $1";
    read TIMES(text) -> Span = "select state, began, ended from project_time where project = $1 order by position limit 500";
    write END_TIME(text, int) = "update project_time set ended = $2 where project = $1 and ended is null";
    write BEGIN_TIME(text, text, int) = "insert into project_time (project, position, state, began)
        values ($1, (select count(*) from project_time where project = $1), $2, $3)";
}

row! {
    Project {
        id: ProjectId,
        number: String,
        title: String,
        state: State,
        applicant: PersonId,
        coordinator: PersonId,
        deputy: Option<PersonId>,
        lead: PersonId,
        supervisor: Option<PersonId>,
        supervisor_confirmed: bool as Filled<Moment> = "supervisor_confirmed_at",
        gateway: String,
        starts: Option<Date>,
        ends: Option<Date>,
        draft: Draft as Json<Draft>,
        draft_version: i64,
        made_at: Moment,
        submitted_at: Option<Moment>,
        accredited_on: Option<Date>,
        accreditation_number: Option<String>,
        version: i64,
    }
}

row! {
    Submitted {
        number: i64,
        draft: Draft as Json<Draft>,
        at: Moment,
        by: PersonId = "submitted_by",
    }
}

row! {
    Request {
        dataset: DatasetId,
        approved: bool as Filled<Moment> = "approved_at",
    }
}

row! {
    Span {
        state: State,
        began: Moment,
        ended: Option<Moment>,
    }
}

/// One project, in whatever state: what a person may see of it is for the caller to ask.
pub async fn project(app: &App, project: ProjectId) -> Answer<Option<Project>> {
    Ok(app.store.row(&PROJECT, args![project.to_string()]).await?)
}

pub async fn project_by_number(app: &App, number: &str) -> Answer<Option<Project>> {
    Ok(app.store.row(&BY_NUMBER, args![number]).await?)
}

/// A new draft. False where it was begun already: the same form was sent twice.
pub(crate) async fn begin(
    app: &App,
    change: &mut Change,
    _by: &May<StartApplication, ()>,
    p: &Project,
) -> Answer<bool> {
    let row = args![p.id.to_string(), &p.number, &p.title, p.applicant.to_string(), json(&p.draft)?, app.world.now()];
    match change.run(&BEGIN, row).await {
        Err(e) if e.is_taken() => return Ok(false),
        other => other?,
    };
    tick(app, change, p.id, State::first()).await?;
    Ok(true)
}

/// Keeps the answers of a draft, of which nobody has confirmed anything then; false where somebody else wrote meanwhile,
/// or it is with assessors.
pub(crate) async fn save(change: &mut Change, held: &impl Right<Seen>, as_written: &Project) -> Answer<bool> {
    let row = args![
        held.project.id.to_string(),
        held.project.draft_version,
        json(&as_written.draft)?,
        &as_written.title,
        as_written.supervisor.map(|s| s.to_string()),
        None::<Moment>
    ];
    Ok(change.run(&SAVE, row).await? > 0)
}

/// The supervisor confirms this draft; false where it changed meanwhile.
pub(crate) async fn confirm(app: &App, change: &mut Change, held: &impl Right<Seen>) -> Answer<bool> {
    let p = &held.project;
    Ok(change.run(&CONFIRM, args![p.id.to_string(), p.draft_version, app.world.now()]).await? > 0)
}

/// Writes what was submitted and where it went; false where the application has moved on.
pub(crate) async fn submit(
    app: &App,
    change: &mut Change,
    held: &impl Right<Seen>,
    p: &Project,
    step: Move<State>,
) -> Answer<bool> {
    follows(&held.project, held.project.state, step)?;
    let row = args![
        held.project.id.to_string(),
        held.project.version,
        step.to().word(),
        &p.title,
        p.coordinator.to_string(),
        p.deputy.map(|d| d.to_string()),
        p.lead.to_string(),
        &p.gateway,
        p.starts.map(|d| d.to_string()),
        p.ends.map(|d| d.to_string()),
        app.world.now(),
        held.project.draft_version
    ];
    if change.run(&SUBMIT, row).await? == 0 {
        return Ok(false);
    }
    tick(app, change, held.project.id, step.to()).await?;
    Ok(true)
}

/// Takes these steps one after another, or where there are none only counts that something was done; false where the
/// application has moved on since it was read.
pub(crate) async fn go<T: OfProject>(
    app: &App,
    change: &mut Change,
    held: &impl Right<T>,
    steps: &[Move<State>],
) -> Answer<bool> {
    let p = held.project();
    if steps.is_empty() {
        return Ok(change.run(&STAY, args![p.id.to_string(), p.version]).await? > 0);
    }
    let (mut state, mut version) = (p.state, p.version);
    for step in steps {
        follows(p, state, *step)?;
        if change.run(&MOVE, args![p.id.to_string(), version, step.to().word()]).await? == 0 {
            return Ok(false);
        }
        tick(app, change, p.id, step.to()).await?;
        (state, version) = (step.to(), version + 1);
    }
    Ok(true)
}

/// The row's version stands for its state, so a step must begin in the state that was read with the version.
fn follows(p: &Project, state: State, step: Move<State>) -> Answer<()> {
    if step.from() == state {
        return Ok(());
    }
    Err(No::Broken(format!("{} is {state}, but the step begins in {}", p.number, step.from())))
}

/// One span of time ends, the next begins (APP-05).
async fn tick(app: &App, change: &mut Change, project: ProjectId, to: State) -> Answer<()> {
    let now = app.world.now();
    change.run(&END_TIME, args![project.to_string(), now]).await?;
    change.run(&BEGIN_TIME, args![project.to_string(), to.word(), now]).await?;
    Ok(())
}

/// In which state the application was, from when to when.
pub(crate) async fn times(app: &App, project: ProjectId) -> Answer<Vec<Span>> {
    whole(app, &TIMES, args![project.to_string()], 500).await
}

pub(crate) async fn accredit<T: OfProject>(
    change: &mut Change,
    held: &impl Right<T>,
    on: Date,
    number: &str,
) -> Answer<()> {
    change.run(&ACCREDIT, args![held.project().id.to_string(), on.to_string(), number]).await?;
    Ok(())
}

/// What was submitted, oldest first (ASM-01).
pub async fn versions(app: &App, project: ProjectId) -> Answer<Vec<Submitted>> {
    whole(app, &VERSIONS, args![project.to_string()], 200).await
}

/// What somebody had before them who decided at that moment.
pub(crate) async fn version_at(app: &App, project: ProjectId, at: Moment) -> Answer<Option<Submitted>> {
    Ok(app.store.row(&VERSION_AT, args![project.to_string(), at]).await?)
}

/// What was submitted last.
pub(crate) async fn last_version(app: &App, project: ProjectId) -> Answer<Option<Submitted>> {
    Ok(app.store.row(&LAST_VERSION, args![project.to_string()]).await?)
}

/// Keeps what was submitted, as it was.
pub(crate) async fn add_version(
    app: &App,
    change: &mut Change,
    held: &impl Right<Seen>,
    number: i64,
    by: PersonId,
) -> Answer<()> {
    let p = &held.project;
    let row = args![p.id.to_string(), number, json(&p.draft)?, app.world.now(), by.to_string()];
    change.run(&ADD_VERSION, row).await?;
    Ok(())
}

/// Whom the application names, with their roles to be.
pub(crate) async fn named(app: &App, project: ProjectId) -> Answer<Vec<(PersonId, Role)>> {
    whole(app, &NAMED, args![project.to_string()], 1000).await
}

pub(crate) async fn name(change: &mut Change, held: &impl Right<Seen>, people: &[(PersonId, Role)]) -> Answer<()> {
    let project = held.project.id.to_string();
    change.run(&FORGET_NAMED, args![&project]).await?;
    for (person, role) in people {
        change.run(&NAME, args![&project, person.to_string(), role.word()]).await?;
    }
    Ok(())
}

/// The datasets asked for in the last submission.
pub(crate) async fn requests(app: &App, project: ProjectId) -> Answer<Vec<Request>> {
    whole(app, &REQUESTED, args![project.to_string()], 500).await
}

/// The datasets asked for in the last submission. They count in what-if answers only (LVL-04).
pub async fn requested_datasets(app: &App, project: ProjectId) -> Answer<BTreeSet<DatasetId>> {
    Ok(requests(app, project).await?.into_iter().map(|r| r.dataset).collect())
}

/// Writes what is asked for now; approvals of what is still asked for stay.
pub(crate) async fn request(
    change: &mut Change,
    held: &impl Right<Seen>,
    datasets: &BTreeSet<DatasetId>,
) -> Answer<()> {
    let project = held.project.id.to_string();
    let was: BTreeSet<DatasetId> = held.requests.iter().map(|r| r.dataset).collect();
    for gone in was.difference(datasets) {
        change.run(&FORGET_DATASET, args![&project, gone.to_string()]).await?;
    }
    for new in datasets.difference(&was) {
        change.run(&REQUEST, args![&project, new.to_string()]).await?;
    }
    Ok(())
}

pub(crate) async fn approve<T: OfProject>(
    app: &App,
    change: &mut Change,
    held: &impl Right<T>,
    dataset: DatasetId,
) -> Answer<()> {
    let row = args![held.project().id.to_string(), dataset.to_string(), app.world.now()];
    if change.run(&APPROVE, row).await? == 0 {
        return Err(No::Stale);
    }
    Ok(())
}

/// The owner of one dataset is asked again.
pub(crate) async fn withdraw_approval(change: &mut Change, held: &impl Right<Seen>, dataset: DatasetId) -> Answer<()> {
    change.run(&WITHDRAW_APPROVAL, args![held.project.id.to_string(), dataset.to_string()]).await?;
    Ok(())
}

/// The owners are asked again.
pub(crate) async fn withdraw_approvals(change: &mut Change, held: &impl Right<Seen>) -> Answer<()> {
    change.run(&WITHDRAW_APPROVALS, args![held.project.id.to_string()]).await?;
    Ok(())
}
