//! The catalogue for programs.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::Answers;
use platform::web::errors::Problem;
use platform::{Answer, App, Context, Json, Paged};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::actions::{self, Publish, SetDictionary};
use crate::choices::choices;
use crate::model::{Dataset, DictionaryProposalId, Variable};
use crate::policy::ReadDataset;
use crate::rules::access::access_words;
use crate::store;

/// A record of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetRecord {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub summary: String,
    pub owner: String,
    pub access: Access,
    /// Ways in that remain of those of its level; absent: all of them.
    pub routes: Option<BTreeSet<String>>,
    pub gateway: String,
    pub schemes: BTreeSet<String>,
    pub organisation_kinds: BTreeSet<String>,
    pub training_months: Option<u32>,
    pub conditions: String,
    pub output_conditions: String,
    pub citation: String,
    pub doi: String,
    pub contact: String,
    pub coverage: String,
    pub rows: i64,
    pub synthetic: bool,
    pub published: bool,
    pub version: i64,
}

/// The level and its plain words, always together (CAT-03).
#[derive(Debug, Serialize, ToSchema)]
pub struct Access {
    pub level: Option<u8>,
    /// `office` or `room`, where this service asks for one.
    pub setting: Option<String>,
    pub words: String,
}

impl DatasetRecord {
    fn of(cx: &Context, d: Dataset) -> DatasetRecord {
        let words = access_words(&cx.app.texts, cx.lang, &d);
        DatasetRecord {
            id: d.id.to_string(),
            access: Access { level: d.level, setting: Some(d.setting).filter(|s| !s.is_empty()), words },
            reference: d.reference,
            title: d.title,
            title_cy: d.title_cy,
            summary: d.summary,
            owner: d.owner_name,
            routes: d.routes_narrowed,
            gateway: d.gateway,
            schemes: d.schemes,
            organisation_kinds: d.organisation_kinds,
            training_months: d.training_months,
            conditions: d.conditions,
            output_conditions: d.output_conditions,
            citation: d.citation,
            doi: d.doi,
            contact: d.contact,
            coverage: d.coverage,
            rows: d.rows,
            synthetic: d.synthetic,
            published: d.published,
            version: d.version,
        }
    }
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Looking {
    /// Text in titles, references, or the names and labels of variables.
    #[serde(default)]
    pub q: String,
}

/// Records on a page.
const PAGE: i64 = 50;

/// The version of the record that the sender saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Seen {
    pub version: i64,
}

/// Published datasets, 50 on a page.
#[utoipa::path(get, path = "/api/v1/datasets", tag = "data", params(Looking, Paged), security(()),
    responses((status = 200, body = Vec<DatasetRecord>)))]
async fn list(
    cx: Context,
    Query(looking): Query<Looking>,
    Query(paged): Query<Paged>,
) -> Answer<Json<Vec<DatasetRecord>>> {
    let found = store::find(&cx.app, &looking.q, PAGE, paged.before(PAGE)).await?;
    Ok(Json(found.into_iter().map(|d| DatasetRecord::of(&cx, d)).collect()))
}

/// One dataset.
#[utoipa::path(get, path = "/api/v1/datasets/{reference}", tag = "data", params(("reference" = String, Path)),
    security(()),
    responses((status = 200, body = DatasetRecord), (status = 404, body = Problem)))]
async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Json<DatasetRecord>> {
    let dataset = actions::dataset::<ReadDataset>(&cx, &reference).await?;
    Ok(Json(DatasetRecord::of(&cx, dataset.into_it())))
}

/// The data dictionary.
#[utoipa::path(get, path = "/api/v1/datasets/{reference}/dictionary", tag = "data",
    params(("reference" = String, Path)), security(()),
    responses((status = 200, body = Vec<Variable>), (status = 404, body = Problem)))]
async fn dictionary(cx: Context, Path(reference): Path<String>) -> Answer<Json<Vec<Variable>>> {
    let dataset = actions::dataset::<ReadDataset>(&cx, &reference).await?;
    Ok(Json(store::dictionary(&cx.app, dataset.id).await?))
}

/// Adds a record: the answers of the form `dataset` by question.
#[utoipa::path(post, path = "/api/v1/datasets", tag = "data", request_body = serde_json::Value,
    responses((status = 201, body = DatasetRecord), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn add(cx: Context, Json(sent): Json<Answers>) -> Answer<(StatusCode, Json<DatasetRecord>)> {
    let right = actions::adding(&cx)?;
    let form = cx.app.profile.form("dataset")?;
    let (answers, problems) = form.read(None, &sent.pairs(), &choices(&cx).await?);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let new = actions::new_dataset(&cx, &right, &answers).await?;
    let added = actions::add_dataset(&cx, &right, new).await?;
    Ok((StatusCode::CREATED, Json(DatasetRecord::of(&cx, added))))
}

/// Replaces the data dictionary: at once (204), or, where less of published data would be protected, when another person has
/// confirmed it (202).
#[utoipa::path(put, path = "/api/v1/datasets/{reference}/dictionary", tag = "data",
    params(("reference" = String, Path)), request_body = NewDictionary,
    responses((status = 202, body = Waits), (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_dictionary(
    cx: Context,
    Path(reference): Path<String>,
    Json(new): Json<NewDictionary>,
) -> Answer<Response> {
    let set = SetDictionary { version: new.version, variables: new.variables };
    Ok(match actions::set_dictionary(&cx, &reference, set).await? {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(id) => (StatusCode::ACCEPTED, Json(Waits { proposal: id.to_string() })).into_response(),
    })
}

/// What waits for a second person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waits {
    pub proposal: String,
}

/// What a second person decides about a proposal, and the version that they saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Decided {
    /// Else it is declined.
    pub confirm: bool,
    pub version: i64,
}

/// Confirms or declines a proposed dictionary.
#[utoipa::path(post, path = "/api/v1/dictionary-proposals/{id}", tag = "data",
    params(("id" = String, Path)), request_body = Decided,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn decide_dictionary(
    cx: Context,
    Path(id): Path<DictionaryProposalId>,
    Json(decided): Json<Decided>,
) -> Answer<StatusCode> {
    if decided.confirm {
        actions::confirm_dictionary(&cx, id, decided.version).await?;
    } else {
        actions::decline_dictionary(&cx, id, decided.version).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The whole dictionary and the version of the record that the sender saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDictionary {
    pub version: i64,
    pub variables: Vec<Variable>,
}

/// Publishes a record.
#[utoipa::path(post, path = "/api/v1/datasets/{reference}/publish", tag = "data",
    params(("reference" = String, Path)), request_body = Seen,
    responses((status = 200, body = DatasetRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn publish(cx: Context, Path(reference): Path<String>, Json(seen): Json<Seen>) -> Answer<Json<DatasetRecord>> {
    let published = actions::publish(&cx, &reference, Publish { version: seen.version }).await?;
    Ok(Json(DatasetRecord::of(&cx, published)))
}

/// The endpoints of this crate, mounted under `/api/v1`.
pub fn api() -> Router<App> {
    Router::new()
        .route("/datasets", get(list).post(add))
        .route("/datasets/{reference}", get(show))
        .route("/datasets/{reference}/dictionary", get(dictionary).put(set_dictionary))
        .route("/datasets/{reference}/publish", post(publish))
        .route("/dictionary-proposals/{id}", post(decide_dictionary))
}

#[derive(OpenApi)]
#[openapi(
    paths(list, show, dictionary, add, set_dictionary, decide_dictionary, publish),
    components(schemas(DatasetRecord, Access, Variable, NewDictionary, Waits, Decided, Seen))
)]
struct Doc;

/// What the endpoints take and answer.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
