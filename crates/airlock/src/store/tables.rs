//! Tables of a project's space.

use data::DatasetId;
use disclosure::TableRequest;
use foundation::Moment;
use platform::{Answer, App, ContentHash, Paged, PersonId, Right};
use projects::ProjectId;
use store::{Change, Row, args, statements};

use super::{PAGE, count, json, number};
use crate::facts::ProjectSpace;
use crate::ids::TableId;
use crate::rules::minimum::RuleMark;
use crate::rules::table::Verdict;

statements! {
    write ADD(text, text, text, text, text, text, text, text, text, int, int, bool, text, text, text, int) = "insert into space_table (id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages,
        drawable, data_hash, kept_hash, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    read BY_REFERENCE(text) = "select id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages, drawable,
        data_hash, kept_hash, made_by, made_at from space_table where reference = $1";
    read BY_ID(text) = "select id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages, drawable,
        data_hash, kept_hash, made_by, made_at from space_table where id = $1";
    read OF_PROJECT(text, int, int) = "select id, reference, project, dataset, title, request, policy, verdict, marks, cells, pages, drawable,
        data_hash, kept_hash, made_by, made_at from space_table where project = $1 order by made_at desc, id limit $2 offset $3";
    read COUNT(text) = "select count(*) as n from space_table where project = $1";
    write SAVED(text, text, text, text, text, int) = "insert into space_table_file (id, space_table, project, hash, saved_by, saved_at) values ($1, $2, $3, $4, $5, $6)";
    read ALL_OF_FILE(text, text) = "select distinct space_table from space_table_file where project = $1 and hash = $2";
    read OF_FILE(text, text) = "select space_table from space_table_file where project = $1 and hash = $2 order by saved_at desc limit 1";
}

/// A table that was made. Its cells stand in the file `kept`.
#[derive(Debug, Clone)]
pub struct SpaceTable {
    pub id: TableId,
    pub reference: String,
    pub project: ProjectId,
    pub dataset: DatasetId,
    pub title: String,
    pub request: TableRequest,
    /// Name of the disclosure policy.
    pub policy: String,
    pub verdict: Verdict,
    pub marks: Vec<RuleMark>,
    /// How many cells, margins included.
    pub cells: usize,
    /// How many pictures it takes.
    pub pages: usize,
    /// A chart of it can be read.
    pub drawable: bool,
    /// The data file it was made from.
    pub data: ContentHash,
    /// The cells ([`crate::rules::kept::Kept`] as JSON).
    pub kept: ContentHash,
    pub by: PersonId,
    pub at: Moment,
}

fn table(row: &Row) -> Answer<SpaceTable> {
    Ok(SpaceTable {
        id: row.parse("id")?,
        reference: row.text("reference")?,
        project: row.parse("project")?,
        dataset: row.parse("dataset")?,
        title: row.text("title")?,
        request: row.json("request")?,
        policy: row.text("policy")?,
        verdict: row.parse("verdict")?,
        marks: row.json("marks")?,
        cells: number(row, "cells")?,
        pages: number(row, "pages")?,
        drawable: row.bool("drawable")?,
        data: ContentHash(row.text("data_hash")?),
        kept: ContentHash(row.text("kept_hash")?),
        by: row.parse("made_by")?,
        at: row.moment("made_at")?,
    })
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
    app.store.row(&BY_REFERENCE, args![reference]).await?.map(|r| table(&r)).transpose()
}

pub async fn by_id(app: &App, id: TableId) -> Answer<Option<SpaceTable>> {
    app.store.row(&BY_ID, args![id.to_string()]).await?.map(|r| table(&r)).transpose()
}

/// A page of a project's tables, newest first, and how many there are.
pub async fn of_project(app: &App, project: ProjectId, at: Paged) -> Answer<(Vec<SpaceTable>, usize)> {
    let id = project.to_string();
    let rows = app.store.rows(&OF_PROJECT, args![&id, PAGE, at.before(PAGE)]).await?;
    let count = count(app.store.row(&COUNT, args![&id]).await?)?;
    Ok((rows.iter().map(table).collect::<Answer<_>>()?, count))
}

/// The newest tables of a project, for lists to choose from.
pub async fn latest(app: &App, project: ProjectId) -> Answer<Vec<SpaceTable>> {
    let rows = app.store.rows(&OF_PROJECT, args![project.to_string(), 200i64, 0i64]).await?;
    rows.iter().map(table).collect()
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
        Some(row) => by_id(app, row.parse("space_table")?).await,
        None => Ok(None),
    }
}

/// Every table that a bare table file of this project was saved from: two may have the same bytes.
pub async fn all_of_file(app: &App, project: ProjectId, hash: &ContentHash) -> Answer<Vec<TableId>> {
    let rows = app.store.rows(&ALL_OF_FILE, args![project.to_string(), &hash.0]).await?;
    rows.iter().map(|row| Ok(row.parse("space_table")?)).collect()
}
