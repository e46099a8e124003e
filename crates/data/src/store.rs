//! The SQL of this crate.

mod among;
mod proposals;

pub use among::datasets_of;
pub(crate) use proposals::{
    decide as decide_dictionary, proposal as dictionary_proposal, proposals as dictionary_proposals,
    propose as propose_dictionary,
};

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Row, args, statements};
use foundation::Moment;
use platform::{Answer, App, ContentHash, May, No, PersonId, Right};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Dataset, DatasetId, Stipulations, UnitRole, Variable};
use crate::policy::AddDataset;

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
    read DATASET(text) = "select * from dataset where id = $1";
    read TITLES among = concat!("select id, title from dataset where id in ", ::store::among!());
    read BY_REFERENCE(text) = "select * from dataset where reference = $1";
    read PUBLISHED = "select * from dataset where published_at is not null order by title, id limit 500";
    read FIND(text, int, int) = "select d.* from dataset d where d.published_at is not null and (lower(d.title) like $1 escape '\\'
        or lower(d.reference) like $1 escape '\\' or exists (select 1 from dataset_variable v where v.dataset = d.id
        and (lower(v.name) like $1 escape '\\' or lower(v.label) like $1 escape '\\')))
        order by d.title, d.id limit $2 offset $3";
    read UNPUBLISHED = "select * from dataset where published_at is null order by title, id limit 200";
    read OWNERS_OF(text) = "select dataset, person from dataset_owner where dataset = $1 and until is null limit 200";
    read OWNERS_OF_ALL = "select dataset, person from dataset_owner where until is null limit 5000";
    read OWNED_BY(text) = "select dataset from dataset_owner where person = $1 and until is null limit 500";
    read VARIABLES(text) = "select * from dataset_variable where dataset = $1 order by position limit 5000";
    read FIND_VARIABLES(text, text, int, int) = "select * from dataset_variable where dataset = $1
        and (lower(name) like $2 escape '\\' or lower(label) like $2 escape '\\' or lower(label_cy) like $2 escape '\\')
        order by position limit $3 offset $4";
    read STIPULATIONS(text) = "select version, stipulations, at, set_by from dataset_stipulation where dataset = $1
        order by version desc limit 200";
}

fn json(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|e| No::Broken(e.to_string()))
}

fn json_option<T: DeserializeOwned>(row: &Row, column: &str) -> Answer<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let read = |t: String| serde_json::from_str(&t).map_err(|e| No::Broken(format!("the column {column}: {e}")));
    text.map(read).transpose()
}

/// A number of a column, if it has one. One that does not fit is an error: a level must not become "none".
fn small<N: TryFrom<i64>>(row: &Row, column: &str) -> Answer<Option<N>> {
    let Some(n) = row.get::<Option<i64>>(column)? else { return Ok(None) };
    N::try_from(n).map(Some).map_err(|_| No::Broken(format!("the column {column} has {n}, which does not fit")))
}

fn to_dataset(row: &Row, owners: BTreeSet<PersonId>) -> Answer<Dataset> {
    Ok(Dataset {
        id: row.parse("id")?,
        reference: row.text("reference")?,
        title: row.text("title")?,
        title_cy: row.get("title_cy")?,
        summary: row.text("summary")?,
        owner: row.parse("owner")?,
        owner_name: row.text("owner_name")?,
        owners,
        level: small(row, "access_level")?,
        setting: row.text("setting")?,
        routes_narrowed: json_option(row, "routes")?,
        gateway: row.text("gateway")?,
        schemes: row.json("schemes")?,
        organisation_kinds: row.json("organisation_kinds")?,
        training_months: small(row, "training_months")?,
        citation: row.text("citation")?,
        doi: row.text("doi")?,
        conditions: row.text("conditions")?,
        output_conditions: row.text("output_conditions")?,
        contact: row.text("contact")?,
        coverage: row.text("coverage")?,
        version: row.int("version")?,
        published: row.get::<Option<i64>>("published_at")?.is_some(),
        file: row.get::<Option<String>>("file")?.map(ContentHash),
        rows: row.int("row_count")?,
        synthetic: row.bool("synthetic")?,
    })
}

async fn one(app: &App, row: Option<Row>) -> Answer<Option<Dataset>> {
    let Some(row) = row else { return Ok(None) };
    let owners = app.store.rows(&OWNERS_OF, args![row.text("id")?]).await?;
    let owners: Result<BTreeSet<PersonId>, _> = owners.iter().map(|r| r.parse("person")).collect();
    Ok(Some(to_dataset(&row, owners?)?))
}

async fn several(app: &App, rows: Vec<Row>) -> Answer<Vec<Dataset>> {
    let mut owners: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
    if !rows.is_empty() {
        for row in app.store.rows(&OWNERS_OF_ALL, args![]).await? {
            owners.entry(row.text("dataset")?).or_default().insert(row.parse("person")?);
        }
    }
    rows.iter().map(|r| to_dataset(r, owners.remove(&r.text("id")?).unwrap_or_default())).collect()
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
    let rows = app.store.rows_among(&TITLES, ids).await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.text("title")?))).collect()
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
    let rows = app.store.rows(&OWNED_BY, args![person.to_string()]).await?;
    rows.iter().map(|r| Ok(r.parse("dataset")?)).collect()
}

fn to_variable(row: &Row) -> Answer<Variable> {
    Ok(Variable {
        name: row.text("name")?,
        label: row.text("label")?,
        label_cy: row.text("label_cy")?,
        kind: row.parse("kind")?,
        codes: row.json("codes")?,
        missing: row.text("missing")?,
        unit_role: row.parse_option("unit_role")?,
        years: row.text("years")?,
        missing_share: row.get("missing_share")?,
    })
}

/// The whole data dictionary, in its order.
pub async fn dictionary(app: &App, dataset: DatasetId) -> Answer<Vec<Variable>> {
    app.store.rows(&VARIABLES, args![dataset.to_string()]).await?.iter().map(to_variable).collect()
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
    app.store.rows(&FIND_VARIABLES, args).await?.iter().map(to_variable).collect()
}

/// What the owner stipulated, newest first: version, stipulations, when, who (CAT-07).
pub async fn stipulations_history(app: &App, dataset: DatasetId) -> Answer<Vec<(i64, Stipulations, Moment, String)>> {
    let rows = app.store.rows(&STIPULATIONS, args![dataset.to_string()]).await?;
    rows.iter().map(|r| Ok((r.int("version")?, r.json("stipulations")?, r.moment("at")?, r.text("set_by")?))).collect()
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
