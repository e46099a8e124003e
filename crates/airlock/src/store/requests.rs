//! Requests for release: the request itself, its files and its items.

use forms::Draft;
use foundation::Moment;
use platform::{Answer, App, ContentHash, No, Paged, PersonId, Right};
use projects::ProjectId;
use store::{Change, Json, args, row, statements};

use super::checks;
pub use super::model::{OutputFile, OutputRequest, Step, StoredFinding};
use super::{PAGE, json};
use crate::facts::ProjectSpace;
use crate::ids::{FileId, ItemId, RequestId, TableId};
use crate::rules::{Cast, Finding, Item, ItemKind, Request, State, StatisticClass, Times};

macro_rules! select_request {
    () => {
        "select id, project, requester, state, round, reference, kind, answers, reply, made_at, submitted_at, waiting_since,
            used_days, version from output_request "
    };
}

statements! {
    write ADD(text, text, text, text, text, int) = "insert into output_request (id, reference, project, requester, state, round, kind, answers, reply, made_at,
        used_days, version) values ($1, $2, $3, $4, 'draft', 1, '', $5, '', $6, 0, 1)";
    read BY_REFERENCE(text) -> OutputRequest = concat!(select_request!(), "where reference = $1");
    read BY_ID(text) -> OutputRequest = concat!(select_request!(), "where id = $1");
    read OF_PERSON(text, int, int) -> OutputRequest =
        concat!(select_request!(), "where requester = $1 order by made_at desc, id limit $2 offset $3");
    read OF_PERSON_COUNT(text) -> (n: usize) = "select count(*) as n from output_request where requester = $1";
    read OF_PROJECT(text, int, int) -> OutputRequest =
        concat!(select_request!(), "where project = $1 order by made_at desc, id limit $2 offset $3");
    read OF_PROJECT_COUNT(text) -> (n: usize) = "select count(*) as n from output_request where project = $1";
    read QUEUE(int, int) -> OutputRequest = concat!(
        select_request!(),
        "where state in ('first-check', 'second-check', 'third-check') order by waiting_since, id limit $1 offset $2"
    );
    read QUEUE_COUNT -> (n: usize) = "select count(*) as n from output_request where state in ('first-check', 'second-check', 'third-check')";
    write ANSWER(text, int, text, text, text) = "update output_request set answers = $3, kind = $4, reply = $5, version = version + 1
        where id = $1 and version = $2";
    write TOUCH(text, int) = "update output_request set version = version + 1 where id = $1 and version = $2";
    write MOVE(text, int, text, int, int, int, int) = "update output_request set state = $3, round = $4, submitted_at = $5, waiting_since = $6, used_days = $7,
        version = version + 1 where id = $1 and version = $2";
    // Taken first in a vote: the second of two at the same moment waits here and then sees the first.
    write HOLD(text, int) -> (version: i64) = "update output_request set version = version + 1 where id = $1 and round = $2 returning version";
    write ADD_FILE(text, text, int, int, text, text, text, int, text) = "insert into output_file (id, request, round, number, space_file, name, class, bytes, hash, content)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    write DROP_FILES(text, int) = "delete from output_file where request = $1 and round = $2 and frozen_at is null";
    write FREEZE(text, text, int, text) = "update output_file set frozen_at = $3, class = $4 where id = $1 and request = $2";
    write CONTENT(text, text) = "update output_file set content = $2 where id = $1";
    read FILES(text) -> OutputFile = "select id, round, number, space_file, name, class, bytes, hash, frozen_at, content from output_file
        where request = $1 order by round, number limit 1000";
    write ADD_ITEM(text, text, int, int, text, text, text, text, text, text) = "insert into output_item (id, request, round, number, kind, label, description, counts, statistic, space_table)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    write CHANGE_ITEM(text, text, int, text, text, text, text, text, text) = "update output_item set kind = $4, label = $5, description = $6, counts = $7, statistic = $8,
        space_table = $9 where id = $1 and request = $2 and round = $3";
    write DROP_ITEM(text, text, int) = "delete from output_item where id = $1 and request = $2 and round = $3";
    read ITEMS(text, int) -> Item = "select id, number, kind, label, description, counts, statistic, space_table from output_item
        where request = $1 and round = $2 order by number limit 500";
}

// As its row says; what stands in other tables is filled in by `complete`.
row! {
    OutputRequest {
        core: Request = *,
        votes: Vec<(u32, Cast)> = (),
        found: Vec<StoredFinding> = (),
        reference: String,
        kind: String,
        answers: Draft as Json<Draft>,
        reply: String,
        made_at: Moment,
        times: Times = *,
        version: i64,
    }
}

row! {
    Request {
        id: RequestId,
        project: ProjectId,
        requester: PersonId,
        state: State,
        round: u32,
        votes: Vec<Cast> = (),
        findings: Vec<Finding> = (),
        written_up: bool = (),
    }
}

row! {
    Times {
        submitted_at: Option<Moment>,
        waiting_since: Option<Moment>,
        used_days: u32,
    }
}

async fn whole(app: &App, bare: Option<OutputRequest>) -> Answer<Option<OutputRequest>> {
    let Some(request) = bare else { return Ok(None) };
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
pub async fn hold(
    change: &mut Change,
    app: &App,
    request: &impl Right<OutputRequest>,
    round: u32,
) -> Answer<Option<OutputRequest>> {
    let id = request.id();
    if change.row(&HOLD, args![id.to_string(), round]).await?.is_none() {
        return Ok(None);
    }
    let Some(request) = change.row(&BY_ID, args![id.to_string()]).await? else { return Ok(None) };
    let votes = checks::votes_in(change, id).await?;
    complete(app, request, votes).await.map(Some)
}

/// A draft for the release of something out of this space.
pub async fn add(
    change: &mut Change,
    space: &impl Right<ProjectSpace>,
    id: RequestId,
    reference: &str,
    requester: PersonId,
    answers: &Draft,
    at: Moment,
) -> Answer<()> {
    let row = args![id.to_string(), reference, space.id.to_string(), requester.to_string(), json(answers)?, at];
    change.run(&ADD, row).await?;
    Ok(())
}

/// A page of a person's own requests, newest first, and how many there are. Without votes and findings.
pub async fn of_person(app: &App, person: PersonId, at: Paged) -> Answer<(Vec<OutputRequest>, usize)> {
    let id = person.to_string();
    let rows = app.store.rows(&OF_PERSON, args![&id, PAGE, at.before(PAGE)]).await?;
    Ok((rows, app.store.row(&OF_PERSON_COUNT, args![&id]).await?.unwrap_or(0)))
}

pub async fn of_project(app: &App, project: ProjectId, at: Paged) -> Answer<(Vec<OutputRequest>, usize)> {
    let id = project.to_string();
    let rows = app.store.rows(&OF_PROJECT, args![&id, PAGE, at.before(PAGE)]).await?;
    Ok((rows, app.store.row(&OF_PROJECT_COUNT, args![&id]).await?.unwrap_or(0)))
}

/// A page of those that wait for checkers, the longest waiting first.
pub async fn queue(app: &App, at: Paged) -> Answer<(Vec<OutputRequest>, usize)> {
    let rows = app.store.rows(&QUEUE, args![PAGE, at.before(PAGE)]).await?;
    Ok((rows, app.store.row(&QUEUE_COUNT, args![]).await?.unwrap_or(0)))
}

fn changed(rows: u64) -> Answer<()> {
    if rows == 0 { Err(No::Stale) } else { Ok(()) }
}

/// Keeps the answers of the form.
pub async fn answer(
    change: &mut Change,
    r: &impl Right<OutputRequest>,
    answers: &Draft,
    kind: &str,
    reply: &str,
) -> Answer<()> {
    let row = args![r.id().to_string(), r.version, json(answers)?, kind, reply];
    changed(change.run(&ANSWER, row).await?)
}

/// Files or items changed: the version that was read must still be the one.
pub async fn touch(change: &mut Change, r: &impl Right<OutputRequest>) -> Answer<()> {
    changed(change.run(&TOUCH, args![r.id().to_string(), r.version]).await?)
}

/// Takes a step of this request. It was worked out from the version that is still there, which guards where it begins.
pub async fn moved(change: &mut Change, r: &impl Right<OutputRequest>, step: &Step) -> Answer<()> {
    taken(change, r.id(), step).await
}

pub(super) async fn taken(change: &mut Change, request: RequestId, step: &Step) -> Answer<()> {
    if step.request != request {
        return Err(No::Broken(format!("a step of the request {} for the request {request}", step.request)));
    }
    let (id, to, times) = (request.to_string(), step.state.to().word(), step.times);
    let row = args![id, step.version, to, step.round, times.submitted_at, times.waiting_since, times.used_days];
    changed(change.run(&MOVE, row).await?)
}

row! {
    OutputFile {
        id: FileId,
        round: u32,
        number: u32,
        space_file: String,
        name: String,
        class: String,
        bytes: u64,
        hash: ContentHash,
        frozen_at: Option<Moment>,
        content: String,
    }
}

/// Files of every round.
pub async fn files(app: &App, request: RequestId) -> Answer<Vec<OutputFile>> {
    Ok(app.store.rows(&FILES, args![request.to_string()]).await?)
}

/// The files of one round.
pub async fn files_of_round(app: &App, request: RequestId, round: u32) -> Answer<Vec<OutputFile>> {
    Ok(files(app, request).await?.into_iter().filter(|f| f.round == round).collect())
}

/// Puts other files in the place of those chosen before.
pub async fn choose_files(
    change: &mut Change,
    request: &impl Right<OutputRequest>,
    round: u32,
    files: &[OutputFile],
) -> Answer<()> {
    let id = request.id().to_string();
    change.run(&DROP_FILES, args![&id, round]).await?;
    for f in files {
        let file = f.id.to_string();
        let row = args![file, &id, round, f.number, &f.space_file, &f.name, &f.class, f.bytes, &f.hash.0];
        change.run(&ADD_FILE, row).await?;
    }
    Ok(())
}

/// From now on the file is what stands under its hash (OUT-01).
pub async fn freeze(
    change: &mut Change,
    request: &impl Right<OutputRequest>,
    file: FileId,
    class: &str,
    at: Moment,
) -> Answer<()> {
    changed(change.run(&FREEZE, args![file.to_string(), request.id().to_string(), at, class]).await?)
}

/// What a file of the request really is.
pub async fn content(
    change: &mut Change,
    _request: &impl Right<OutputRequest>,
    file: FileId,
    content: &str,
) -> Answer<()> {
    changed(change.run(&CONTENT, args![file.to_string(), content]).await?)
}

row! {
    Item {
        id: ItemId,
        number: u32,
        kind: ItemKind,
        label: String,
        description: String,
        counts: String,
        statistic: Option<StatisticClass>,
        table: Option<TableId> = "space_table",
    }
}

pub async fn items(app: &App, request: RequestId, round: u32) -> Answer<Vec<Item>> {
    Ok(app.store.rows(&ITEMS, args![request.to_string(), round]).await?)
}

pub async fn add_item(change: &mut Change, request: &impl Right<OutputRequest>, round: u32, i: &Item) -> Answer<()> {
    let row = args![
        i.id.to_string(),
        request.id().to_string(),
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

pub async fn change_item(change: &mut Change, request: &impl Right<OutputRequest>, round: u32, i: &Item) -> Answer<()> {
    let row = args![
        i.id.to_string(),
        request.id().to_string(),
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

pub async fn drop_item(change: &mut Change, request: &impl Right<OutputRequest>, round: u32, id: ItemId) -> Answer<()> {
    changed(change.run(&DROP_ITEM, args![id.to_string(), request.id().to_string(), round]).await?)
}
