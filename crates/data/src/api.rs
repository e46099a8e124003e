//! The catalogue for programs.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use forms::Answers;
use platform::{Answer, App, Context, No, Said};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::model::{Dataset, Variable};
use crate::pages::choices;
use crate::rules::access::access_words;
use crate::{actions, pages, store};

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
    /// From 1; 50 on a page.
    #[serde(default)]
    pub page: i64,
}

impl Looking {
    fn window(&self) -> (i64, i64) {
        let page = self.page.clamp(1, 10_000);
        (50, (page - 1) * 50)
    }
}

/// The version of the record that the sender saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Seen {
    pub version: i64,
}

/// Reads a JSON body; what cannot be read is said plainly.
fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes)
        .map_err(|e| No::BadRequest(Said::new("data-bad-json", &[("reason", e.to_string().into())])))
}

/// Published datasets.
#[utoipa::path(get, path = "/api/v1/datasets", tag = "data", params(Looking),
    responses((status = 200, body = Vec<DatasetRecord>)))]
async fn list(cx: Context, Query(looking): Query<Looking>) -> Answer<Json<Vec<DatasetRecord>>> {
    let (limit, offset) = looking.window();
    let found = store::find(&cx.app, &looking.q, limit, offset).await?;
    Ok(Json(found.into_iter().map(|d| DatasetRecord::of(&cx, d)).collect()))
}

/// One dataset.
#[utoipa::path(get, path = "/api/v1/datasets/{reference}", tag = "data", params(("reference" = String, Path)),
    responses((status = 200, body = DatasetRecord), (status = 404, body = String)))]
async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Json<DatasetRecord>> {
    let dataset = pages::readable(&cx, &reference).await?;
    Ok(Json(DatasetRecord::of(&cx, dataset)))
}

/// The data dictionary.
#[utoipa::path(get, path = "/api/v1/datasets/{reference}/dictionary", tag = "data",
    params(("reference" = String, Path)),
    responses((status = 200, body = Vec<Variable>), (status = 404, body = String)))]
async fn dictionary(cx: Context, Path(reference): Path<String>) -> Answer<Json<Vec<Variable>>> {
    let dataset = pages::readable(&cx, &reference).await?;
    Ok(Json(store::dictionary(&cx.app, dataset.id).await?))
}

/// Adds a record: the answers of the form `dataset` by question.
#[utoipa::path(post, path = "/api/v1/datasets", tag = "data", request_body = serde_json::Value,
    responses((status = 201, body = DatasetRecord), (status = 401, body = String), (status = 403, body = String),
        (status = 422, body = String)))]
async fn add(cx: Context, bytes: Bytes) -> Answer<(StatusCode, Json<DatasetRecord>)> {
    cx.permit("AddDataset", &permissions::Resource::new("Catalogue", ""))?;
    let sent: Answers = body(&bytes)?;
    let form = cx.app.profile.form("dataset")?;
    let (answers, problems) = form.read(None, &sent.pairs(), &choices(&cx).await?);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let new = actions::new_dataset(&cx, &answers).await?;
    let added = actions::add_dataset(&cx, new).await?;
    Ok((StatusCode::CREATED, Json(DatasetRecord::of(&cx, added))))
}

/// Replaces the data dictionary.
#[utoipa::path(put, path = "/api/v1/datasets/{reference}/dictionary", tag = "data",
    params(("reference" = String, Path)), request_body = NewDictionary,
    responses((status = 204), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn set_dictionary(cx: Context, Path(reference): Path<String>, bytes: Bytes) -> Answer<StatusCode> {
    let dataset = pages::readable(&cx, &reference).await?;
    let new: NewDictionary = body(&bytes)?;
    actions::set_dictionary(&cx, dataset.id, new.version, &new.variables).await?;
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
    responses((status = 200, body = DatasetRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn publish(cx: Context, Path(reference): Path<String>, bytes: Bytes) -> Answer<Json<DatasetRecord>> {
    let dataset = pages::readable(&cx, &reference).await?;
    let seen: Seen = body(&bytes)?;
    actions::publish(&cx, dataset.id, seen.version).await?;
    show(cx, Path(reference)).await
}

/// The endpoints of this crate, mounted under `/api/v1`.
pub fn api() -> Router<App> {
    Router::new()
        .route("/datasets", get(list).post(add))
        .route("/datasets/{reference}", get(show))
        .route("/datasets/{reference}/dictionary", get(dictionary).put(set_dictionary))
        .route("/datasets/{reference}/publish", post(publish))
}

#[derive(OpenApi)]
#[openapi(
    paths(list, show, dictionary, add, set_dictionary, publish),
    components(schemas(DatasetRecord, Access, Variable, NewDictionary, Seen))
)]
struct Doc;

/// What the endpoints take and answer.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
