//! Tables of a project's space.

use data::DatasetId;
use disclosure::TableRequest;
use foundation::Moment;
use platform::{Answer, App, ContentHash, Paged, PersonId, Right};
use projects::ProjectId;
use store::{Change, Json, args, row, statements};

use super::{PAGE, json};
use crate::facts::ProjectSpace;
use crate::ids::TableId;
use crate::rules::minimum::RuleMark;
use crate::rules::table::Verdict;

macro_rules! select_table {
    () => {
        "select id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages, drawable, data_hash,
            kept_hash, made_by, made_at from space_table "
    };
}

statements! {
    write ADD(text, text, text, text, text, text, text, text, text, int, int, bool, text, text, text, int) = "insert into space_table (id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages,
        drawable, data_hash, kept_hash, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    read BY_REFERENCE(text) -> SpaceTable = concat!(select_table!(), "where reference = $1");
    read BY_ID(text) -> SpaceTable = concat!(select_table!(), "where id = $1");
    read OF_PROJECT(text, int, int) -> SpaceTable =
        concat!(select_table!(), "where project = $1 order by made_at desc, id limit $2 offset $3");
    read OF_DATASET(text, text, text) -> Earlier =
        "select reference, request, data_hash, kept_hash from space_table
            where project = $1 and (dataset = $2 or data_hash = $3) order by made_at desc, id";
    read MADE(text) -> (made: usize) = "select made from space_table_made where project = $1";
    write FIRST_MADE(text) = "insert into space_table_made (project, made) values ($1, 1)";
    write NEXT_MADE(text, int) = "update space_table_made set made = made + 1 where project = $1 and made = $2";
    read COUNT(text) -> (n: usize) = "select count(*) as n from space_table where project = $1";
    write SAVED(text, text, text, text, text, int) = "insert into space_table_file (id, space_table, project, hash, saved_by, saved_at) values ($1, $2, $3, $4, $5, $6)";
    read ALL_OF_FILE(text, text) -> (space_table: TableId) = "select distinct space_table from space_table_file where project = $1 and hash = $2";
    read OF_FILE(text, text) -> (space_table: TableId) = "select space_table from space_table_file where project = $1 and hash = $2 order by saved_at desc limit 1";
}

row! {
    /// A table that was made. Its cells stand in the file `kept`.
    #[derive(Debug, Clone)]
    pub struct SpaceTable {
        pub id: TableId,
        pub reference: String,
        pub project: ProjectId,
        pub dataset: DatasetId,
        pub title: String,
        pub request: TableRequest as Json<TableRequest>,
        /// Name of the disclosure policy.
        pub policy: String,
        pub verdict: Verdict,
        pub marks: Vec<RuleMark> as Json<Vec<RuleMark>>,
        /// How many cells, margins included.
        pub cells: usize,
        /// How many pictures it takes.
        pub pages: usize,
        /// A chart of it can be read.
        pub drawable: bool,
        /// The data file it was made from.
        pub data: ContentHash = "data_hash",
        /// The cells ([`crate::rules::kept::Kept`] as JSON).
        pub kept: ContentHash = "kept_hash",
        pub by: PersonId = "made_by",
        pub at: Moment = "made_at",
    }
}

row! {
    /// What an earlier table was asked for with, and from which data.
    #[derive(Debug, Clone)]
    pub struct Earlier {
        pub reference: String,
        pub request: TableRequest as Json<TableRequest>,
        pub data: ContentHash = "data_hash",
        pub kept: ContentHash = "kept_hash",
    }
}

/// Keeps a table made in this space.
pub async fn add(change: &mut Change, space: &impl Right<ProjectSpace>, t: &SpaceTable) -> Answer<()> {
    let row = args![
        t.id.to_string(),
        &t.reference,
        space.id.to_string(),
        t.dataset.to_string(),
        &t.title,
        json(&t.request)?,
        &t.policy,
        t.verdict.word(),
        json(&t.marks)?,
        t.cells,
        t.pages,
        t.drawable,
        &t.data.0,
        &t.kept.0,
        t.by.to_string(),
        t.at
    ];
    change.run(&ADD, row).await?;
    Ok(())
}

pub async fn by_reference(app: &App, reference: &str) -> Answer<Option<SpaceTable>> {
    Ok(app.store.row(&BY_REFERENCE, args![reference]).await?)
}

pub async fn by_id(app: &App, id: TableId) -> Answer<Option<SpaceTable>> {
    Ok(app.store.row(&BY_ID, args![id.to_string()]).await?)
}

/// A page of a project's tables, newest first, and how many there are.
pub async fn of_project(app: &App, project: ProjectId, at: Paged) -> Answer<(Vec<SpaceTable>, usize)> {
    let id = project.to_string();
    let rows = app.store.rows(&OF_PROJECT, args![&id, PAGE, at.before(PAGE)]).await?;
    Ok((rows, app.store.row(&COUNT, args![&id]).await?.unwrap_or(0)))
}

/// What tables of a project were asked for from a dataset in any version, or from these data under another name; the newest
/// first, and how far this was when they were read.
pub async fn of_dataset(
    app: &App,
    project: ProjectId,
    dataset: DatasetId,
    data: &ContentHash,
) -> Answer<(Vec<Earlier>, Made)> {
    let project = project.to_string();
    // First how far: what is made in between is then compared twice, and never not.
    let made = app.store.row(&MADE, args![&project]).await?.unwrap_or(0);
    Ok((app.store.rows(&OF_DATASET, args![&project, dataset.to_string(), &data.0]).await?, Made(made)))
}

/// How many tables of a project had been made.
#[derive(Debug, Clone, Copy)]
pub struct Made(usize);

/// One more is made; false where another was since `seen`, and then nothing else of the change may be kept.
pub async fn next(change: &mut Change, t: &SpaceTable, seen: Made) -> Answer<bool> {
    let project = t.project.to_string();
    if seen.0 > 0 {
        return Ok(change.run(&NEXT_MADE, args![&project, seen.0]).await? == 1);
    }
    match change.run(&FIRST_MADE, args![&project]).await {
        Err(e) if e.is_taken() => Ok(false),
        made => Ok(made.map(|_| true)?),
    }
}

/// The newest tables of a project, for lists to choose from.
pub async fn latest(app: &App, project: ProjectId) -> Answer<Vec<SpaceTable>> {
    Ok(app.store.rows(&OF_PROJECT, args![project.to_string(), 200i64, 0i64]).await?)
}

/// Notes which table a bare table file holds, in the change that puts it into the SDC folder.
pub async fn saved(
    change: &mut Change,
    app: &App,
    space: &impl Right<ProjectSpace>,
    table: &SpaceTable,
    hash: &ContentHash,
    by: PersonId,
) -> Answer<()> {
    let row = args![
        app.world.uuid().to_string(),
        table.id.to_string(),
        space.id.to_string(),
        &hash.0,
        by.to_string(),
        app.world.now()
    ];
    change.run(&SAVED, row).await?;
    Ok(())
}

/// The table that a bare table file of this project holds.
pub async fn of_file(app: &App, project: ProjectId, hash: &ContentHash) -> Answer<Option<SpaceTable>> {
    match app.store.row(&OF_FILE, args![project.to_string(), &hash.0]).await? {
        Some(table) => by_id(app, table).await,
        None => Ok(None),
    }
}

/// Every table that a bare table file of this project was saved from: two may have the same bytes.
pub async fn all_of_file(app: &App, project: ProjectId, hash: &ContentHash) -> Answer<Vec<TableId>> {
    Ok(app.store.rows(&ALL_OF_FILE, args![project.to_string(), &hash.0]).await?)
}
