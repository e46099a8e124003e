//! Requests for release: the request itself, its files and its items.

use forms::Draft;
use foundation::Moment;
use platform::{Answer, App, ContentHash, No, PersonId};
use projects::ProjectId;
use store::{Change, Row, args, statements};

use super::checks::{self, StoredFinding};
use super::{PAGE, json, offset};
use crate::ids::{FileId, ItemId, RequestId};
use crate::rules::{Cast, Item, Request, State};

statements! {
    write ADD(text, text, text, text, text, int) = "insert into output_request (id, reference, project, requester, state, round, kind, answers, reply, made_at,
        used_days, version) values ($1, $2, $3, $4, 'draft', 1, '', $5, '', $6, 0, 1)";
    read BY_REFERENCE(text) = "select id, reference, project, requester, state, round, kind, answers, reply, made_at, submitted_at,
        waiting_since, used_days, version from output_request where reference = $1";
    read BY_ID(text) = "select id, reference, project, requester, state, round, kind, answers, reply, made_at, submitted_at,
        waiting_since, used_days, version from output_request where id = $1";
    read OF_PERSON(text, int, int) = "select id, reference, project, requester, state, round, kind, answers, reply, made_at, submitted_at,
        waiting_since, used_days, version from output_request where requester = $1 order by made_at desc, id limit $2 offset $3";
    read OF_PERSON_COUNT(text) = "select count(*) as n from output_request where requester = $1";
    read OF_PROJECT(text, int, int) = "select id, reference, project, requester, state, round, kind, answers, reply, made_at, submitted_at,
        waiting_since, used_days, version from output_request where project = $1 order by made_at desc, id limit $2 offset $3";
    read OF_PROJECT_COUNT(text) = "select count(*) as n from output_request where project = $1";
    read QUEUE(int, int) = "select id, reference, project, requester, state, round, kind, answers, reply, made_at, submitted_at,
        waiting_since, used_days, version from output_request where state in ('first-check', 'second-check', 'third-check')
        order by waiting_since, id limit $1 offset $2";
    read QUEUE_COUNT = "select count(*) as n from output_request where state in ('first-check', 'second-check', 'third-check')";
    write ANSWER(text, int, text, text, text) = "update output_request set answers = $3, kind = $4, reply = $5, version = version + 1
        where id = $1 and version = $2";
    write TOUCH(text, int) = "update output_request set version = version + 1 where id = $1 and version = $2";
    write MOVE(text, int, text, int, int, int, int) = "update output_request set state = $3, round = $4, submitted_at = $5, waiting_since = $6, used_days = $7,
        version = version + 1 where id = $1 and version = $2";
    // Taken first in a vote: the second of two at the same moment waits here and then sees the first.
    write HOLD(text, int) = "update output_request set version = version + 1 where id = $1 and round = $2 returning version";
    write ADD_FILE(text, text, int, int, text, text, text, int, text) = "insert into output_file (id, request, round, number, space_file, name, class, bytes, hash, content)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    write DROP_FILES(text, int) = "delete from output_file where request = $1 and round = $2 and frozen_at is null";
    write FREEZE(text, text, int, text) = "update output_file set frozen_at = $3, class = $4 where id = $1 and request = $2";
    write CONTENT(text, text) = "update output_file set content = $2 where id = $1";
    read FILES(text) = "select id, request, round, number, space_file, name, class, bytes, hash, frozen_at, content from output_file
        where request = $1 order by round, number limit 1000";
    write ADD_ITEM(text, text, int, int, text, text, text, text, text, text) = "insert into output_item (id, request, round, number, kind, label, description, counts, statistic, space_table)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    write CHANGE_ITEM(text, text, int, text, text, text, text, text, text) = "update output_item set kind = $4, label = $5, description = $6, counts = $7, statistic = $8,
        space_table = $9 where id = $1 and request = $2 and round = $3";
    write DROP_ITEM(text, text, int) = "delete from output_item where id = $1 and request = $2 and round = $3";
    read ITEMS(text, int) = "select id, request, round, number, kind, label, description, counts, statistic, space_table from output_item
        where request = $1 and round = $2 order by number limit 500";
}

/// A request with everything that its pages show but files and items.
#[derive(Debug, Clone)]
pub struct OutputRequest {
    /// What the rules see.
    pub core: Request,
    /// The votes of every round, with the round.
    pub votes: Vec<(u32, Cast)>,
    /// What was found in its round, in the order in which it was found.
    pub found: Vec<StoredFinding>,
    pub reference: String,
    /// The kind of output; empty until it is chosen.
    pub kind: String,
    pub answers: Draft,
    /// What the requester said to the question of the round before.
    pub reply: String,
    pub made_at: Moment,
    pub submitted_at: Option<Moment>,
    /// Since when it waits for its checkers.
    pub waiting_since: Option<Moment>,
    /// Working days that earlier rounds spent with the checkers.
    pub used_days: u32,
    pub version: i64,
}

/// A file of a round: chosen, and frozen at submission (OUT-01).
#[derive(Debug, Clone)]
pub struct OutputFile {
    pub id: FileId,
    pub round: u32,
    pub number: u32,
    /// The file of the SDC folder.
    pub space_file: String,
    pub name: String,
    pub class: String,
    pub bytes: u64,
    pub hash: ContentHash,
    pub frozen_at: Option<Moment>,
    /// The true type, once it was inspected.
    pub content: String,
}

pub(super) fn number(row: &Row, column: &str) -> Answer<u32> {
    Ok(u32::try_from(row.int(column)?).unwrap_or(u32::MAX))
}

fn bare(row: &Row) -> Answer<OutputRequest> {
    Ok(OutputRequest {
        core: Request {
            id: row.parse("id")?,
            project: row.parse("project")?,
            requester: row.parse("requester")?,
            state: row.parse("state")?,
            round: number(row, "round")?,
            votes: Vec::new(),
            findings: Vec::new(),
            written_up: false,
        },
        votes: Vec::new(),
        found: Vec::new(),
        reference: row.text("reference")?,
        kind: row.text("kind")?,
        answers: row.json("answers")?,
        reply: row.text("reply")?,
        made_at: row.moment("made_at")?,
        submitted_at: row.get("submitted_at")?,
        waiting_since: row.get("waiting_since")?,
        used_days: number(row, "used_days")?,
        version: row.int("version")?,
    })
}

async fn whole(app: &App, row: Option<Row>) -> Answer<Option<OutputRequest>> {
    let Some(row) = row else { return Ok(None) };
    let request = bare(&row)?;
    let votes = checks::votes(app, request.id()).await?;
    complete(app, request, votes).await.map(Some)
}

async fn complete(app: &App, mut request: OutputRequest, votes: Vec<(u32, Cast)>) -> Answer<OutputRequest> {
    let round = request.core.round;
    request.core.votes = votes.iter().filter(|(of, _)| *of == round).map(|(_, vote)| vote.clone()).collect();
    request.votes = votes;
    request.found = checks::findings(app, request.id(), round).await?;
    request.core.findings = request.found.iter().map(StoredFinding::core).collect();
    request.core.written_up = app.part::<crate::Rules>()?.written_up(&request.kind);
    Ok(request)
}

pub async fn by_reference(app: &App, reference: &str) -> Answer<Option<OutputRequest>> {
    whole(app, app.store.row(&BY_REFERENCE, args![reference]).await?).await
}

pub async fn by_id(app: &App, id: RequestId) -> Answer<Option<OutputRequest>> {
    whole(app, app.store.row(&BY_ID, args![id.to_string()]).await?).await
}

/// The request as it stands inside a change, held against every other vote until the change ends. `None`: its round is
/// over.
pub async fn hold(change: &mut Change, app: &App, id: RequestId, round: u32) -> Answer<Option<OutputRequest>> {
    if change.row(&HOLD, args![id.to_string(), round]).await?.is_none() {
        return Ok(None);
    }
    let Some(row) = change.row(&BY_ID, args![id.to_string()]).await? else { return Ok(None) };
    let request = bare(&row)?;
    let votes = checks::votes_in(change, id).await?;
    complete(app, request, votes).await.map(Some)
}

pub async fn add(
    change: &mut Change,
    id: RequestId,
    reference: &str,
    project: ProjectId,
    requester: PersonId,
    answers: &Draft,
    at: Moment,
) -> Answer<()> {
    let row = args![id.to_string(), reference, project.to_string(), requester.to_string(), json(answers)?, at];
    change.run(&ADD, row).await?;
    Ok(())
}

async fn page(rows: Vec<Row>, count: Option<Row>) -> Answer<(Vec<OutputRequest>, i64)> {
    let count = count.map(|r| r.int("n")).transpose()?.unwrap_or(0);
    Ok((rows.iter().map(bare).collect::<Answer<_>>()?, count))
}

/// A page of a person's own requests, newest first, and how many there are. Without votes and findings.
pub async fn of_person(app: &App, person: PersonId, at: usize) -> Answer<(Vec<OutputRequest>, i64)> {
    let id = person.to_string();
    let rows = app.store.rows(&OF_PERSON, args![&id, PAGE, offset(at)]).await?;
    page(rows, app.store.row(&OF_PERSON_COUNT, args![&id]).await?).await
}

pub async fn of_project(app: &App, project: ProjectId, at: usize) -> Answer<(Vec<OutputRequest>, i64)> {
    let id = project.to_string();
    let rows = app.store.rows(&OF_PROJECT, args![&id, PAGE, offset(at)]).await?;
    page(rows, app.store.row(&OF_PROJECT_COUNT, args![&id]).await?).await
}

/// A page of those that wait for checkers, the longest waiting first.
pub async fn queue(app: &App, at: usize) -> Answer<(Vec<OutputRequest>, i64)> {
    let rows = app.store.rows(&QUEUE, args![PAGE, offset(at)]).await?;
    page(rows, app.store.row(&QUEUE_COUNT, args![]).await?).await
}

fn changed(rows: u64) -> Answer<()> {
    if rows == 0 { Err(No::Stale) } else { Ok(()) }
}

pub async fn answer(change: &mut Change, r: &OutputRequest, answers: &Draft, kind: &str, reply: &str) -> Answer<()> {
    let row = args![r.core.id.to_string(), r.version, json(answers)?, kind, reply];
    changed(change.run(&ANSWER, row).await?)
}

/// Files or items changed: the version that the page showed must still be the one.
pub async fn touch(change: &mut Change, id: RequestId, version: i64) -> Answer<()> {
    changed(change.run(&TOUCH, args![id.to_string(), version]).await?)
}

/// Writes state, round and times as they stand in `r`, whose version is the one that was read.
pub async fn moved(change: &mut Change, r: &OutputRequest) -> Answer<()> {
    let row = args![
        r.core.id.to_string(),
        r.version,
        r.core.state.word(),
        r.core.round,
        r.submitted_at,
        r.waiting_since,
        r.used_days
    ];
    changed(change.run(&MOVE, row).await?)
}

fn file(row: &Row) -> Answer<OutputFile> {
    Ok(OutputFile {
        id: row.parse("id")?,
        round: number(row, "round")?,
        number: number(row, "number")?,
        space_file: row.text("space_file")?,
        name: row.text("name")?,
        class: row.text("class")?,
        bytes: u64::try_from(row.int("bytes")?).unwrap_or(0),
        hash: ContentHash(row.text("hash")?),
        frozen_at: row.get("frozen_at")?,
        content: row.text("content")?,
    })
}

/// Files of every round.
pub async fn files(app: &App, request: RequestId) -> Answer<Vec<OutputFile>> {
    let rows = app.store.rows(&FILES, args![request.to_string()]).await?;
    rows.iter().map(file).collect()
}

/// The files of one round.
pub async fn files_of_round(app: &App, request: RequestId, round: u32) -> Answer<Vec<OutputFile>> {
    Ok(files(app, request).await?.into_iter().filter(|f| f.round == round).collect())
}

/// Puts other files in the place of those chosen before.
pub async fn choose_files(change: &mut Change, request: RequestId, round: u32, files: &[OutputFile]) -> Answer<()> {
    let id = request.to_string();
    change.run(&DROP_FILES, args![&id, round]).await?;
    for f in files {
        let row = args![f.id.to_string(), &id, round, f.number, &f.space_file, &f.name, &f.class, f.bytes, &f.hash.0];
        change.run(&ADD_FILE, row).await?;
    }
    Ok(())
}

pub async fn freeze(change: &mut Change, request: RequestId, file: FileId, class: &str, at: Moment) -> Answer<()> {
    changed(change.run(&FREEZE, args![file.to_string(), request.to_string(), at, class]).await?)
}

/// What the file really is.
pub async fn content(change: &mut Change, file: FileId, content: &str) -> Answer<()> {
    changed(change.run(&CONTENT, args![file.to_string(), content]).await?)
}

fn item(row: &Row) -> Answer<Item> {
    Ok(Item {
        id: row.parse("id")?,
        number: number(row, "number")?,
        kind: row.parse("kind")?,
        label: row.text("label")?,
        description: row.text("description")?,
        counts: row.text("counts")?,
        statistic: row.parse_option("statistic")?,
        table: row.parse_option("space_table")?,
    })
}

pub async fn items(app: &App, request: RequestId, round: u32) -> Answer<Vec<Item>> {
    let rows = app.store.rows(&ITEMS, args![request.to_string(), round]).await?;
    rows.iter().map(item).collect()
}

pub async fn add_item(change: &mut Change, request: RequestId, round: u32, i: &Item) -> Answer<()> {
    let row = args![
        i.id.to_string(),
        request.to_string(),
        round,
        i.number,
        i.kind.word(),
        &i.label,
        &i.description,
        &i.counts,
        i.statistic.map(|s| s.word().to_owned()),
        i.table.map(|t| t.to_string())
    ];
    change.run(&ADD_ITEM, row).await?;
    Ok(())
}

pub async fn change_item(change: &mut Change, request: RequestId, round: u32, i: &Item) -> Answer<()> {
    let row = args![
        i.id.to_string(),
        request.to_string(),
        round,
        i.kind.word(),
        &i.label,
        &i.description,
        &i.counts,
        i.statistic.map(|s| s.word().to_owned()),
        i.table.map(|t| t.to_string())
    ];
    changed(change.run(&CHANGE_ITEM, row).await?)
}

pub async fn drop_item(change: &mut Change, request: RequestId, round: u32, id: ItemId) -> Answer<()> {
    changed(change.run(&DROP_ITEM, args![id.to_string(), request.to_string(), round]).await?)
}

impl OutputRequest {
    pub fn id(&self) -> RequestId {
        self.core.id
    }

    pub fn state(&self) -> State {
        self.core.state
    }
}
