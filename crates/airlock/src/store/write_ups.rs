//! Texts of a project's space, and the documents saved from them.

use std::collections::BTreeMap;

use foundation::{Lang, Moment};
use platform::{Answer, App, ContentHash, No, Paged, PersonId, Right};
use projects::ProjectId;
use store::{Change, Json, args, row, statements};

use super::{PAGE, json};
use crate::facts::ProjectSpace;
use crate::ids::{RequestId, WriteUpId};
use crate::rules::write_up::Text;

macro_rules! select_write_up {
    () => {
        "select id, reference, project, author, content, made_at, changed_at, version from write_up "
    };
}

statements! {
    write ADD(text, text, text, text, text, int) = "insert into write_up (id, reference, project, author, content, made_at, changed_at, version)
        values ($1, $2, $3, $4, $5, $6, $6, 1)";
    write CHANGE(text, int, text, int) = "update write_up set content = $3, changed_at = $4, version = version + 1 where id = $1 and version = $2";
    read BY_REFERENCE(text) -> WriteUp = concat!(select_write_up!(), "where reference = $1");
    read OF_PROJECT(text, int, int) -> WriteUp =
        concat!(select_write_up!(), "where project = $1 order by changed_at desc, id limit $2 offset $3");
    read COUNT(text) -> (n: usize) = "select count(*) as n from write_up where project = $1";
    write SAVED(text, text, text, text, text, text, text, text, text, int) = "insert into write_up_saved (id, write_up, project, hash, name, lang, content, words, saved_by, saved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    read OF_FILE(text, text) -> Saved = "select write_up, name, lang, content, words, saved_by, saved_at from write_up_saved
        where project = $1 and hash = $2 order by saved_at desc limit 1";
    read WORDS_OF_ROUND(text, text, int) -> (number: u32, words: String) = "select f.number, s.words from output_file f
        join write_up_saved s on s.project = $1 and s.hash = f.hash
        where f.request = $2 and f.round = $3 order by s.saved_at";
}

row! {
    /// A text in the making.
    #[derive(Debug, Clone)]
    pub struct WriteUp {
        pub id: WriteUpId,
        pub reference: String,
        pub project: ProjectId,
        pub author: PersonId,
        pub text: Text as Json<Text> = "content",
        pub made_at: Moment,
        pub changed_at: Moment,
        pub version: i64,
    }
}

row! {
    /// What a document held when it was saved: known without reading the file.
    #[derive(Debug, Clone)]
    pub struct Saved {
        pub write_up: WriteUpId,
        pub name: String,
        pub lang: Lang,
        pub text: Text as Json<Text> = "content",
        /// All its words, tables left out.
        pub words: String,
        pub by: PersonId = "saved_by",
        pub at: Moment = "saved_at",
    }
}

/// Keeps a text begun in this space.
pub async fn add(change: &mut Change, space: &impl Right<ProjectSpace>, w: &WriteUp) -> Answer<()> {
    let (id, author) = (w.id.to_string(), w.author.to_string());
    let row = args![id, &w.reference, space.id.to_string(), author, json(&w.text)?, w.made_at];
    change.run(&ADD, row).await?;
    Ok(())
}

/// Replaces the content. Another version in between is a stale page.
pub async fn change(
    change: &mut Change,
    _space: &impl Right<ProjectSpace>,
    w: &WriteUp,
    text: &Text,
    at: Moment,
) -> Answer<()> {
    let row = args![w.id.to_string(), w.version, json(text)?, at];
    if change.run(&CHANGE, row).await? == 0 {
        return Err(No::Stale);
    }
    Ok(())
}

pub async fn by_reference(app: &App, reference: &str) -> Answer<Option<WriteUp>> {
    Ok(app.store.row(&BY_REFERENCE, args![reference]).await?)
}

/// A page of a project's texts, the last changed first, and how many there are.
pub async fn of_project(app: &App, project: ProjectId, at: Paged) -> Answer<(Vec<WriteUp>, usize)> {
    let id = project.to_string();
    let rows = app.store.rows(&OF_PROJECT, args![&id, PAGE, at.before(PAGE)]).await?;
    Ok((rows, app.store.row(&COUNT, args![&id]).await?.unwrap_or(0)))
}

/// Notes what a document holds, in the change that puts it into the SDC folder.
pub async fn saved(
    change: &mut Change,
    app: &App,
    space: &impl Right<ProjectSpace>,
    hash: &ContentHash,
    saved: &Saved,
) -> Answer<()> {
    let row = args![
        app.world.uuid().to_string(),
        saved.write_up.to_string(),
        space.id.to_string(),
        &hash.0,
        &saved.name,
        saved.lang.code(),
        json(&saved.text)?,
        &saved.words,
        saved.by.to_string(),
        saved.at
    ];
    change.run(&SAVED, row).await?;
    Ok(())
}

/// The words of a request's documents that were saved from texts of this project, by number of the file.
pub async fn words_of_round(
    app: &App,
    project: ProjectId,
    request: RequestId,
    round: u32,
) -> Answer<BTreeMap<u32, String>> {
    let row = args![project.to_string(), request.to_string(), round];
    Ok(app.store.rows(&WORDS_OF_ROUND, row).await?.into_iter().collect())
}

/// What the document with this hash holds, if it was saved from a text of this project.
pub async fn of_file(app: &App, project: ProjectId, hash: &ContentHash) -> Answer<Option<Saved>> {
    Ok(app.store.row(&OF_FILE, args![project.to_string(), &hash.0]).await?)
}
