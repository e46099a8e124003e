//! The SQL of this crate.

mod among;
mod proposals;

pub use among::datasets_of;
pub(crate) use proposals::{
    decide as decide_dictionary, proposal as dictionary_proposal, proposals as dictionary_proposals,
    propose as propose_dictionary, waiting as waiting_dictionaries, waiting_for_owner as dictionaries_for_owner,
};

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Filled, Json, args, row, statements};
use foundation::Moment;
use platform::{Answer, App, ContentHash, May, No, PersonId, Right};
use serde::Serialize;

use crate::model::{Dataset, DatasetId, OwnerId, Stipulations, UnitRole, Variable, VariableKind};
use crate::policy::AddDataset;

macro_rules! select_dataset {
    () => {
        "select id, reference, title, title_cy, summary, owner, owner_name, access_level, setting, routes, gateway, schemes,
            organisation_kinds, training_months, citation, doi, conditions, output_conditions, contact, coverage, version,
            published_at, file, row_count, synthetic from dataset "
    };
}
use select_dataset;

macro_rules! select_variable {
    () => {
        "select name, label, label_cy, kind, codes, missing, unit_role, years, missing_share from dataset_variable "
    };
}

statements! {
    write ADD(text, text, text, text, text, text, text, text, int, text, text, text, text, int, text, text, text, text, text, text, bool, int) = "insert into dataset (id, reference, title, title_cy, summary, owner, owner_name, gateway, access_level,
        setting, routes, schemes, organisation_kinds, training_months, conditions, output_conditions, citation, doi,
        contact, coverage, row_count, synthetic, added_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0, $21, $22, 1)";
    write ADD_OWNER(text, text, int) = "insert into dataset_owner (dataset, person, since) values ($1, $2, $3)";
    write ADD_STIPULATION(text, int, text, int, text) = "insert into dataset_stipulation (dataset, version, stipulations, at, set_by)
        values ($1, $2, $3, $4, $5)";
    write STIPULATE(text, int, int, text, text, text, text, int, text, text) = "update dataset set access_level = $3, setting = $4, routes = $5, schemes = $6,
        organisation_kinds = $7, training_months = $8, conditions = $9, output_conditions = $10, version = version + 1
        where id = $1 and version = $2";
    write PUBLISH(text, int, int) = "update dataset set published_at = $3, version = version + 1
        where id = $1 and version = $2 and published_at is null";
    write ATTACH(text, int, text, int) = "update dataset set file = $3, row_count = $4, version = version + 1 where id = $1 and version = $2";
    write TOUCH(text, int) = "update dataset set version = version + 1 where id = $1 and version = $2";
    write CLEAR_VARIABLES(text) = "delete from dataset_variable where dataset = $1";
    write ADD_VARIABLE(text, int, text, text, text, text, text, text, text, text, real) = "insert into dataset_variable
        (dataset, position, name, label, label_cy, kind, codes, missing, unit_role, years, missing_share)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    read DATASET(text) -> Dataset = concat!(select_dataset!(), "where id = $1");
    read TITLES among -> (id: DatasetId, title: String) = concat!("select id, title from dataset where id in ", ::store::among!());
    read BY_REFERENCE(text) -> Dataset = concat!(select_dataset!(), "where reference = $1");
    read PUBLISHED -> Dataset = concat!(select_dataset!(), "where published_at is not null order by title, id limit 500");
    read FIND(text, int, int) -> Dataset = concat!(select_dataset!(), "d where d.published_at is not null and (lower(d.title) like $1 escape '\\'
        or lower(d.reference) like $1 escape '\\' or exists (select 1 from dataset_variable v where v.dataset = d.id
        and (lower(v.name) like $1 escape '\\' or lower(v.label) like $1 escape '\\')))
        order by d.title, d.id limit $2 offset $3");
    read UNPUBLISHED -> Dataset = concat!(select_dataset!(), "where published_at is null order by title, id limit 200");
    read OWNERS_OF(text) -> (person: PersonId) = "select person from dataset_owner where dataset = $1 and until is null limit 200";
    read OWNERS_OF_ALL -> (dataset: DatasetId, person: PersonId) = "select dataset, person from dataset_owner where until is null limit 5000";
    read OWNED_BY(text) -> (dataset: DatasetId) = "select dataset from dataset_owner where person = $1 and until is null limit 500";
    read VARIABLES(text) -> Variable = concat!(select_variable!(), "where dataset = $1 order by position limit 5000");
    read FIND_VARIABLES(text, text, int, int) -> Variable = concat!(select_variable!(), "where dataset = $1
        and (lower(name) like $2 escape '\\' or lower(label) like $2 escape '\\' or lower(label_cy) like $2 escape '\\')
        order by position limit $3 offset $4");
    read STIPULATIONS(text) -> History = "select version, stipulations, at, set_by from dataset_stipulation where dataset = $1
        order by version desc limit 200";
}

fn json(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|e| No::Broken(e.to_string()))
}

row! {
    Dataset {
        id: DatasetId,
        reference: String,
        title: String,
        title_cy: Option<String>,
        summary: String,
        owner: OwnerId,
        owner_name: String,
        owners: BTreeSet<PersonId> = (),
        level: Option<u8> = "access_level",
        setting: String,
        routes_narrowed: Option<BTreeSet<String>> as Option<Json<BTreeSet<String>>> = "routes",
        gateway: String,
        schemes: BTreeSet<String> as Json<BTreeSet<String>>,
        organisation_kinds: BTreeSet<String> as Json<BTreeSet<String>>,
        training_months: Option<u32>,
        citation: String,
        doi: String,
        conditions: String,
        output_conditions: String,
        contact: String,
        coverage: String,
        version: i64,
        published: bool as Filled<Moment> = "published_at",
        file: Option<ContentHash>,
        rows: i64 = "row_count",
        synthetic: bool,
    }
}

row! {
    struct History {
        version: i64,
        stipulations: Stipulations as Json<Stipulations>,
        at: Moment,
        set_by: String,
    }
}

async fn one(app: &App, found: Option<Dataset>) -> Answer<Option<Dataset>> {
    let Some(mut dataset) = found else { return Ok(None) };
    dataset.owners.extend(app.store.rows(&OWNERS_OF, args![dataset.id.to_string()]).await?);
    Ok(Some(dataset))
}

async fn several(app: &App, mut found: Vec<Dataset>) -> Answer<Vec<Dataset>> {
    if found.is_empty() {
        return Ok(found);
    }
    let mut owners: BTreeMap<DatasetId, BTreeSet<PersonId>> = BTreeMap::new();
    for (dataset, person) in app.store.rows(&OWNERS_OF_ALL, args![]).await? {
        owners.entry(dataset).or_default().insert(person);
    }
    for dataset in &mut found {
        dataset.owners = owners.remove(&dataset.id).unwrap_or_default();
    }
    Ok(found)
}

/// One dataset, published or not: what a person may see of it is for the caller to ask.
pub async fn dataset(app: &App, id: DatasetId) -> Answer<Option<Dataset>> {
    let row = app.store.row(&DATASET, args![id.to_string()]).await?;
    one(app, row).await
}

pub async fn dataset_by_reference(app: &App, reference: &str) -> Answer<Option<Dataset>> {
    let row = app.store.row(&BY_REFERENCE, args![reference]).await?;
    one(app, row).await
}

/// The titles of some datasets.
pub async fn titles(app: &App, ids: &BTreeSet<DatasetId>) -> Answer<BTreeMap<DatasetId, String>> {
    Ok(app.store.rows_among(&TITLES, ids).await?.into_iter().collect())
}

/// Every published dataset, by title.
pub async fn datasets(app: &App) -> Answer<Vec<Dataset>> {
    let rows = app.store.rows(&PUBLISHED, args![]).await?;
    several(app, rows).await
}

/// Records that are not published yet, by title.
pub(crate) async fn unpublished(app: &App) -> Answer<Vec<Dataset>> {
    let rows = app.store.rows(&UNPUBLISHED, args![]).await?;
    several(app, rows).await
}

/// Text that may stand in a `like` pattern, anywhere in the value.
fn pattern(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.to_lowercase().chars().take(200) {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// Published datasets whose title, reference or variables hold the text: at most `limit`, after the first `offset`.
pub(crate) async fn find(app: &App, text: &str, limit: i64, offset: i64) -> Answer<Vec<Dataset>> {
    let rows = app.store.rows(&FIND, args![pattern(text), limit, offset]).await?;
    several(app, rows).await
}

/// The datasets for whose owner a person speaks.
pub async fn owned_by(app: &App, person: PersonId) -> Answer<BTreeSet<DatasetId>> {
    Ok(app.store.rows(&OWNED_BY, args![person.to_string()]).await?.into_iter().collect())
}

row! {
    Variable {
        name: String,
        label: String,
        label_cy: String,
        kind: VariableKind,
        codes: Vec<(String, String)> as Json<Vec<(String, String)>>,
        missing: String,
        unit_role: Option<UnitRole>,
        years: String,
        missing_share: f64,
    }
}

/// The whole data dictionary, in its order.
pub async fn dictionary(app: &App, dataset: DatasetId) -> Answer<Vec<Variable>> {
    Ok(app.store.rows(&VARIABLES, args![dataset.to_string()]).await?)
}

/// Variables whose name or label holds the text.
pub(crate) async fn find_variables(
    app: &App,
    dataset: DatasetId,
    text: &str,
    limit: i64,
    offset: i64,
) -> Answer<Vec<Variable>> {
    let args = args![dataset.to_string(), pattern(text), limit, offset];
    Ok(app.store.rows(&FIND_VARIABLES, args).await?)
}

/// What the owner stipulated, newest first: version, stipulations, when, who (CAT-07).
pub async fn stipulations_history(app: &App, dataset: DatasetId) -> Answer<Vec<(i64, Stipulations, Moment, String)>> {
    let history = app.store.rows(&STIPULATIONS, args![dataset.to_string()]).await?;
    Ok(history.into_iter().map(|h| (h.version, h.stipulations, h.at, h.set_by)).collect())
}

/// A new record with its owners and the first version of its stipulations.
pub(crate) async fn add(
    app: &App,
    change: &mut Change,
    _right: &May<AddDataset, ()>,
    d: &Dataset,
    by: PersonId,
) -> Answer<()> {
    let now = app.world.now();
    let row = args![
        d.id.to_string(),
        &d.reference,
        &d.title,
        d.title_cy.as_deref(),
        &d.summary,
        d.owner.to_string(),
        &d.owner_name,
        &d.gateway,
        d.level.map(u32::from),
        &d.setting,
        d.routes_narrowed.as_ref().map(json).transpose()?,
        json(&d.schemes)?,
        json(&d.organisation_kinds)?,
        d.training_months,
        &d.conditions,
        &d.output_conditions,
        &d.citation,
        &d.doi,
        &d.contact,
        &d.coverage,
        d.synthetic,
        now
    ];
    change.run(&ADD, row).await?;
    for person in &d.owners {
        change.run(&ADD_OWNER, args![d.id.to_string(), person.to_string(), now]).await?;
    }
    insert_stipulations(app, change, (d.id, 1), &d.stipulations(), by).await
}

/// Keeps the new version beside the older ones.
pub(crate) async fn keep_stipulations(
    app: &App,
    change: &mut Change,
    held: &impl Right<Dataset>,
    version: i64,
    stipulations: &Stipulations,
    by: PersonId,
) -> Answer<()> {
    insert_stipulations(app, change, (held.id, version), stipulations, by).await
}

async fn insert_stipulations(
    app: &App,
    change: &mut Change,
    (dataset, version): (DatasetId, i64),
    stipulations: &Stipulations,
    by: PersonId,
) -> Answer<()> {
    let row = args![dataset.to_string(), version, json(stipulations)?, app.world.now(), by.to_string()];
    change.run(&ADD_STIPULATION, row).await?;
    Ok(())
}

/// False where somebody else has changed the record since it was looked up.
pub(crate) async fn stipulate(change: &mut Change, held: &impl Right<Dataset>, s: &Stipulations) -> Answer<bool> {
    let row = args![
        held.id.to_string(),
        held.version,
        s.level.map(u32::from),
        &s.setting,
        s.routes_narrowed.as_ref().map(json).transpose()?,
        json(&s.schemes)?,
        json(&s.organisation_kinds)?,
        s.training_months,
        &s.conditions,
        &s.output_conditions
    ];
    Ok(change.run(&STIPULATE, row).await? > 0)
}

/// False where somebody else changed the record, or it is published already.
pub(crate) async fn publish(app: &App, change: &mut Change, held: &impl Right<Dataset>, version: i64) -> Answer<bool> {
    Ok(change.run(&PUBLISH, args![held.id.to_string(), version, app.world.now()]).await? > 0)
}

/// False where somebody else changed the record.
pub(crate) async fn attach(
    change: &mut Change,
    held: &impl Right<Dataset>,
    version: i64,
    file: &ContentHash,
    rows: i64,
) -> Answer<bool> {
    Ok(change.run(&ATTACH, args![held.id.to_string(), version, &file.0, rows]).await? > 0)
}

/// Replaces the dictionary; false where somebody else changed the record.
pub(crate) async fn set_dictionary(
    change: &mut Change,
    held: &impl Right<Dataset>,
    version: i64,
    variables: &[Variable],
) -> Answer<bool> {
    let id = held.id.to_string();
    if change.run(&TOUCH, args![&id, version]).await? == 0 {
        return Ok(false);
    }
    change.run(&CLEAR_VARIABLES, args![&id]).await?;
    for (position, v) in variables.iter().enumerate() {
        let row = args![
            &id,
            position,
            &v.name,
            &v.label,
            &v.label_cy,
            v.kind.word(),
            json(&v.codes)?,
            &v.missing,
            v.unit_role.map(UnitRole::word),
            &v.years,
            v.missing_share
        ];
        change.run(&ADD_VARIABLE, row).await?;
    }
    Ok(true)
}
