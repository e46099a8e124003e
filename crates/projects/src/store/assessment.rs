//! Decisions to be taken, and questions to the applicant.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, args, row, statements};
use data::DatasetId;
use foundation::Moment;
use platform::{Answer, App, No, PersonId, Right};

use super::whole;
use crate::model::{Item, ItemId, Outcome, ProjectId, Query, QueryId};
use crate::rules::stages::Stage;
use crate::seen::{Assessed, OfProject, Seen};

macro_rules! select_waiting {
    () => {
        "select i.id, p.number, p.title, i.owner_name, i.opened_at, p.state = 'queried' as queried
        from project_item i join project p on p.id = i.project "
    };
}

statements! {
    read ITEMS(text) -> Item = "select id, project, stage, owner_name, opened_at, decided_at, decided_by, outcome, reason, conditions,
        version from project_item where project = $1 order by opened_at, id limit 500";
    read ITEM_DATASETS(text) -> (item: ItemId, dataset: DatasetId) = "select d.item, d.dataset from project_item_dataset d join project_item i on i.id = d.item
        where i.project = $1 limit 5000";
    write OPEN(text, text, text, text, int) = "insert into project_item (id, project, stage, owner_name, opened_at, version) values ($1, $2, $3, $4, $5, 1)";
    write OPEN_FOR(text, text) = "insert into project_item_dataset (item, dataset) values ($1, $2)";
    write DECIDE(text, int, text, text, text, text, int) = "update project_item set outcome = $3, reason = $4, conditions = $5, decided_by = $6, decided_at = $7,
        version = version + 1 where id = $1 and version = $2 and outcome is null";
    write SUPERSEDE(text, text, int) = "update project_item set outcome = 'superseded', decided_at = coalesce(decided_at, $3), version = version + 1
        where project = $1 and stage = $2 and (outcome is null or outcome <> 'superseded')";
    write LAPSE(text, text, int) = "update project_item set outcome = 'superseded', version = version + 1
        where project = $1 and id = $2 and version = $3 and outcome = 'approved'";
    write REWRITTEN(text) = "update project_item set version = version + 1 where project = $1 and outcome is null";
    read QUERIES(text) -> Query = "select id, project, item, question, asked, asked_by, asked_at, answer, answered_at
        from project_query where project = $1 order by asked_at, id limit 1000";
    write ASK(text, text, text, text, text, text, int) = "insert into project_query (id, project, item, question, asked, asked_by, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    write ANSWER(text, text, text, int) = "update project_query set answer = $2, answered_by = $3, answered_at = $4 where id = $1 and answer is null";
    read WAITING(text, text, int, int) -> Waiting = concat!(select_waiting!(), "
        where i.stage = $1 and i.decided_at is null and p.state in ($2, 'queried')
        order by i.opened_at, i.id limit $3 offset $4");
    read WAITING_FOR(text, int, int) -> Waiting = concat!(select_waiting!(), "join project_item_dataset d on d.item = i.id
        where d.dataset = $1 and i.decided_at is null and p.state in ('owners', 'queried')
        order by i.opened_at, i.id limit $2 offset $3");
}

row! {
    Item {
        id: ItemId,
        project: ProjectId,
        stage: Stage,
        owner_name: String,
        datasets: BTreeSet<DatasetId> = (),
        opened_at: Moment,
        decided_at: Option<Moment>,
        decided_by: Option<PersonId>,
        outcome: Option<Outcome>,
        reason: Option<String>,
        conditions: Option<String>,
        version: i64,
    }
}

row! {
    Query {
        id: QueryId,
        project: ProjectId,
        item: ItemId,
        question: String,
        asked: String,
        asked_by: PersonId,
        asked_at: Moment,
        answer: Option<String>,
        answered_at: Option<Moment>,
    }
}

/// Every decision on an application, taken or not, oldest first.
pub async fn items(app: &App, project: ProjectId) -> Answer<Vec<Item>> {
    let mut datasets: BTreeMap<ItemId, BTreeSet<DatasetId>> = BTreeMap::new();
    for (item, dataset) in whole(app, &ITEM_DATASETS, args![project.to_string()], 5000).await? {
        datasets.entry(item).or_default().insert(dataset);
    }
    let mut items = whole(app, &ITEMS, args![project.to_string()], 500).await?;
    for item in &mut items {
        item.datasets = datasets.remove(&item.id).unwrap_or_default();
    }
    Ok(items)
}

/// Opens a decision; of the owners' stage with the datasets it is about.
pub(crate) async fn open<T: OfProject>(
    app: &App,
    change: &mut Change,
    held: &impl Right<T>,
    stage: Stage,
    owner: Option<(&str, &BTreeSet<DatasetId>)>,
) -> Answer<ItemId> {
    let item = ItemId::new(&app.world);
    let name = owner.map_or("", |(name, _)| name);
    let row = args![item.to_string(), held.project().id.to_string(), stage.word(), name, app.world.now()];
    change.run(&OPEN, row).await?;
    for dataset in owner.into_iter().flat_map(|(_, datasets)| datasets) {
        change.run(&OPEN_FOR, args![item.to_string(), dataset.to_string()]).await?;
    }
    Ok(item)
}

/// What was decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decided<'a> {
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    pub conditions: Option<&'a str>,
}

/// Takes a decision; false where somebody else was faster.
pub(crate) async fn decide(
    app: &App,
    change: &mut Change,
    held: &impl Right<Assessed>,
    decided: Decided<'_>,
    by: PersonId,
) -> Answer<bool> {
    let row = args![
        held.item.id.to_string(),
        held.item.version,
        decided.outcome.word(),
        decided.reason,
        decided.conditions,
        by.to_string(),
        app.world.now()
    ];
    Ok(change.run(&DECIDE, row).await? > 0)
}

/// The decisions of a stage no longer count: others take their place.
pub(crate) async fn supersede(app: &App, change: &mut Change, held: &impl Right<Seen>, stage: Stage) -> Answer<()> {
    change.run(&SUPERSEDE, args![held.project.id.to_string(), stage.word(), app.world.now()]).await?;
    Ok(())
}

/// An approval no longer counts, because what was approved has been rewritten; who gave it, and when, stays to be read. False
/// where it is another decision by now.
pub(crate) async fn lapse(change: &mut Change, held: &impl Right<Seen>, item: &Item) -> Answer<bool> {
    Ok(change.run(&LAPSE, args![held.project.id.to_string(), item.id.to_string(), item.version]).await? > 0)
}

/// Another version is to be decided on: a page of the one before decides nothing any more.
pub(crate) async fn rewritten(change: &mut Change, held: &impl Right<Seen>) -> Answer<()> {
    change.run(&REWRITTEN, args![held.project.id.to_string()]).await?;
    Ok(())
}

/// Every question asked about an application, oldest first.
pub async fn queries(app: &App, project: ProjectId) -> Answer<Vec<Query>> {
    whole(app, &QUERIES, args![project.to_string()], 1000).await
}

pub(crate) async fn ask(app: &App, change: &mut Change, held: &impl Right<Assessed>, q: &Query) -> Answer<()> {
    let row = args![
        q.id.to_string(),
        held.seen.project.id.to_string(),
        held.item.id.to_string(),
        &q.question,
        &q.asked,
        q.asked_by.to_string(),
        app.world.now()
    ];
    change.run(&ASK, row).await?;
    Ok(())
}

/// False where it was answered already.
pub(crate) async fn answer(
    app: &App,
    change: &mut Change,
    held: &impl Right<Seen>,
    query: &Query,
    text: &str,
    by: PersonId,
) -> Answer<bool> {
    if query.project != held.project.id {
        return Err(No::Broken(format!("the question {} is not one to {}", query.id, held.project.number)));
    }
    Ok(change.run(&ANSWER, args![query.id.to_string(), text, by.to_string(), app.world.now()]).await? > 0)
}

row! {
    /// A line of an assessor's queue.
    #[derive(Debug, Clone)]
    pub(crate) struct Waiting {
        pub item: ItemId = "id",
        pub number: String,
        pub title: String,
        pub owner_name: String,
        pub opened_at: Moment,
        /// A question is with the applicant.
        pub queried: bool,
    }
}

/// What waits for a stage, longest first.
pub(crate) async fn waiting(app: &App, stage: Stage, limit: i64, offset: i64) -> Answer<Vec<Waiting>> {
    Ok(app.store.rows(&WAITING, args![stage.word(), stage.state().word(), limit, offset]).await?)
}

/// What waits for the owner of a dataset, longest first.
pub(crate) async fn waiting_for(app: &App, dataset: DatasetId, limit: i64, offset: i64) -> Answer<Vec<Waiting>> {
    Ok(app.store.rows(&WAITING_FOR, args![dataset.to_string(), limit, offset]).await?)
}
