//! Lists of projects.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{args, statements};
use data::DatasetId;
use platform::{Answer, App, Paged, PersonId};

use super::Of;
use super::applications::select_project;
use crate::model::{Project, ProjectId};
use crate::rules::roles::Role;

statements! {
    read TITLES among -> (id: ProjectId, title: String) = concat!("select id, title from project where id in ", ::store::among!());
    read NAMED_IN among -> (project: ProjectId, person: PersonId, role: Role) = concat!("select project, person, role from project_named where project in ", ::store::among!());
    read APPROVED_FOR among -> (project: ProjectId, dataset: DatasetId) =
        concat!("select project, dataset from project_dataset where approved_at is not null and project in ", ::store::among!());
    read ANY_OF_DATASET(text) -> Project = concat!(select_project!(), "join project_dataset d on d.project = p.id
        where d.dataset = $1 and p.state <> 'draft' order by p.made_at desc, p.id limit 200");
    read MINE(text, int, int) -> Project = concat!(select_project!(), "where p.applicant = $1 or p.coordinator = $1 or p.supervisor = $1
        or exists (select 1 from project_named n where n.project = p.id and n.person = $1 and p.state <> 'draft')
        or exists (select 1 from project_member m where m.project = p.id and m.person = $1)
        order by p.made_at desc, p.id limit $2 offset $3");
    read ALL(int, int) -> Project =
        concat!(select_project!(), "where p.state <> 'draft' order by p.made_at desc, p.id limit $1 offset $2");
    read TO_SET_UP(int, int) -> Project = concat!(select_project!(), "where p.state in ('accredited', 'set-up')
        order by p.accredited_on, p.id limit $1 offset $2");
    read REGISTER(int, int) -> Project = concat!(select_project!(), "where p.accredited_on is not null and p.state <> 'withdrawn'
        order by p.accredited_on desc, p.number limit $1 offset $2");
}

/// The titles of some projects.
pub async fn titles(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<BTreeMap<ProjectId, String>> {
    Ok(app.store.rows_among(&TITLES, projects).await?.into_iter().collect())
}

/// Lines on one page of a list.
pub const PAGE: u16 = 50;

/// What a page of a list asks the database for: one more line than it shows, so that it knows whether there are more.
fn range(page: Paged) -> (i64, i64) {
    (i64::from(PAGE) + 1, page.before(i64::from(PAGE)))
}

/// A page of a list of which one more was asked for: what is shown, and whether there is more.
pub(crate) fn cut<T>(mut rows: Vec<T>, page: u16) -> (Vec<T>, bool) {
    let more = rows.len() > usize::from(page);
    rows.truncate(usize::from(page));
    (rows, more)
}

/// The projects a person has to do with, newest first; one more than [`PAGE`] if there are more.
pub async fn mine(app: &App, person: PersonId, page: Paged) -> Answer<Vec<Project>> {
    let (limit, offset) = range(page);
    Ok(app.store.rows(&MINE, args![person.to_string(), limit, offset]).await?)
}

/// Every project that a person has to do with, newest first, at most 1,000.
pub async fn of_person(app: &App, person: PersonId) -> Answer<Vec<Project>> {
    Ok(app.store.rows(&MINE, args![person.to_string(), 1000i64, 0i64]).await?)
}

/// Every submitted project, newest first, for staff who see all.
pub async fn visible_to_staff(app: &App, page: Paged) -> Answer<Vec<Project>> {
    let (limit, offset) = range(page);
    Ok(app.store.rows(&ALL, args![limit, offset]).await?)
}

/// Submitted projects that ask for a dataset, newest first.
pub(crate) async fn asking_for(app: &App, dataset: DatasetId) -> Answer<Vec<Project>> {
    Ok(app.store.rows(&ANY_OF_DATASET, args![dataset.to_string()]).await?)
}

/// Accredited projects that support has not set up yet, longest waiting first (STP-01).
pub(crate) async fn to_set_up(app: &App, page: Paged) -> Answer<Vec<Project>> {
    let (limit, offset) = range(page);
    Ok(app.store.rows(&TO_SET_UP, args![limit, offset]).await?)
}

/// Accredited projects, newest accreditation first.
pub(crate) async fn accredited(app: &App, limit: i64, offset: i64) -> Answer<Vec<Project>> {
    Ok(app.store.rows(&REGISTER, args![limit, offset]).await?)
}

/// Those of several projects who are named to enter the space.
pub(crate) async fn researchers_in(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<PersonId>> {
    let mut named = Of::new();
    for (project, person, role) in app.store.rows_among(&NAMED_IN, projects).await? {
        if role.opens_space() {
            named.entry(project).or_default().insert(person);
        }
    }
    Ok(named)
}

/// The datasets that several projects ask for and their owners have approved.
pub(crate) async fn approved_for(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<DatasetId>> {
    let mut approved = Of::new();
    for (project, dataset) in app.store.rows_among(&APPROVED_FOR, projects).await? {
        approved.entry(project).or_default().insert(dataset);
    }
    Ok(approved)
}
