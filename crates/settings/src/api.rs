//! The JSON API: the same decision and the same actions as the pages.

use std::collections::BTreeMap;

use axum::extract::{Path, RawQuery};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use platform::web::errors::Problem;
use platform::{Answer, App, Context, No};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::actions::{self, ask};
use crate::model::SpaceSession;
use crate::policy::ExplainAccess;
use crate::reading::{asked_for, project};
use crate::rules::{Decision, Reason, Rules, Step};
use crate::words;

/// Every address of the API.
pub fn api() -> Router<App> {
    Router::new()
        .route("/projects/{number}/access", get(explain))
        .route("/projects/{number}/access/what-if", get(what_if))
        .route("/projects/{number}/sessions", post(enter).delete(leave))
}

#[derive(OpenApi)]
#[openapi(paths(explain, what_if, enter, leave))]
struct Doc;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

/// What to do, in words of the request's language, and where.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepOut {
    pub key: String,
    pub text: String,
    pub link: String,
}

/// One thing that closes ways in (LVL-16).
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonOut {
    /// For programs: `settings-aoc-none`, …
    pub key: String,
    /// `membership`, `project`, `accreditation`, `training`, `agreement`, `dataset`, `organisation`, `connectivity`, `place`,
    /// `address`, `network`.
    pub topic: String,
    pub text: String,
    /// Ids, dates as ISO 8601, lists with commas.
    pub args: BTreeMap<String, String>,
    /// Routes that it closes.
    pub closes: Vec<String>,
    pub remedy: StepOut,
}

/// The decision about the caller, from where they are, now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessOut {
    pub allowed: bool,
    /// The way they come in by.
    pub route: Option<String>,
    /// Ways that would be open from the right place.
    pub routes_open: Vec<String>,
    /// Routes whose place this is.
    pub routes_here: Vec<String>,
    /// Level or setting of the project: the most restrictive of its data.
    pub class: Option<String>,
    pub class_text: Option<String>,
    /// Titles of the datasets that make it so.
    pub limiting: Vec<String>,
    /// Everything that closes a route, of a yes too.
    pub reasons: Vec<ReasonOut>,
    pub steps: Vec<StepOut>,
}

/// What would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfOut {
    pub before: AccessOut,
    pub after: AccessOut,
    /// Routes that would close for the caller.
    pub lost: Vec<String>,
    /// Members of the team who would lose ways in.
    pub people: Vec<LostOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LostOut {
    pub name: String,
    pub routes: Vec<String>,
}

/// Answers of the profile's form `entry`: each statement by its id, `yes`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EnterSpace {
    #[serde(default)]
    pub statements: BTreeMap<String, String>,
}

/// A stay in a space. Moments are RFC 3339.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpaceSessionOut {
    pub id: String,
    pub route: String,
    pub started_at: String,
    pub ends_at: String,
}

fn session_out(s: &SpaceSession) -> SpaceSessionOut {
    SpaceSessionOut {
        id: s.id.to_string(),
        route: s.route.clone(),
        started_at: s.started_at.rfc3339(),
        ends_at: s.ends_at.rfc3339(),
    }
}

fn step_out(cx: &Context, s: &Step) -> StepOut {
    StepOut { key: s.words.clone(), text: cx.text(&s.words), link: s.link.clone() }
}

fn reason_out(cx: &Context, rules: &Rules, r: &Reason) -> ReasonOut {
    let remedy = Step { words: r.remedy_key.clone(), link: r.remedy_link.clone() };
    ReasonOut {
        key: r.key.to_owned(),
        topic: r.cause.topic().word().to_owned(),
        text: words::sentence(r, rules, &cx.app.texts, cx.lang),
        args: r.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        closes: r.closes.iter().cloned().collect(),
        remedy: step_out(cx, &remedy),
    }
}

fn access_out(cx: &Context, d: &Decision) -> Answer<AccessOut> {
    let rules = cx.app.part::<Rules>()?;
    Ok(AccessOut {
        allowed: d.allowed,
        route: d.route.clone(),
        routes_open: d.routes_open.clone(),
        routes_here: d.routes_here.clone(),
        class: d.class.clone(),
        class_text: d.class.as_deref().map(|c| words::class(cx, rules, c)),
        limiting: d.limiting.clone(),
        reasons: d.reasons.iter().map(|r| reason_out(cx, rules, r)).collect(),
        steps: d.steps.iter().map(|s| step_out(cx, s)).collect(),
    })
}

/// May I enter, from here, now? Every reason, not the first only.
#[utoipa::path(get, path = "/api/v1/projects/{number}/access", params(("number" = String, Path, description = "the project's number")),
    responses((status = 200, body = AccessOut), (status = 404, body = Problem)))]
pub async fn explain(cx: Context, Path(number): Path<String>) -> Answer<Json<AccessOut>> {
    let project = project(&cx, &number).await?;
    let asked = ask::<ExplainAccess>(&cx, project.id).await?;
    Ok(Json(access_out(&cx, &asked.decision)?))
}

/// What would change if these datasets were mapped as well? Changes nothing.
#[utoipa::path(get, path = "/api/v1/projects/{number}/access/what-if",
    params(("number" = String, Path, description = "the project's number"), ("dataset" = Vec<String>, Query, description = "references of datasets")),
    responses((status = 200, body = WhatIfOut), (status = 404, body = Problem)))]
pub async fn what_if(cx: Context, Path(number): Path<String>, RawQuery(query): RawQuery) -> Answer<Json<WhatIfOut>> {
    let project = project(&cx, &number).await?;
    let wanted = asked_for(query.as_deref());
    let all = data::datasets(&cx.app).await?;
    let added: Vec<_> = all.into_iter().filter(|d| wanted.contains(&d.reference)).collect();
    if added.len() < wanted.iter().collect::<std::collections::BTreeSet<_>>().len() {
        return Err(No::NotFound);
    }
    let change = actions::what_if(&cx, project.id, &added).await?;
    Ok(Json(WhatIfOut {
        before: access_out(&cx, &change.mine.before)?,
        after: access_out(&cx, &change.mine.after)?,
        lost: change.mine.lost.clone(),
        people: change.lost.into_iter().map(|l| LostOut { name: l.name, routes: l.routes }).collect(),
    }))
}

/// Enters the project's space from where the caller is. A refusal has every reason and is on the record.
#[utoipa::path(post, path = "/api/v1/projects/{number}/sessions", request_body = EnterSpace,
    params(("number" = String, Path, description = "the project's number")),
    responses((status = 201, body = SpaceSessionOut), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enter(
    cx: Context,
    Path(number): Path<String>,
    Json(asked): Json<EnterSpace>,
) -> Answer<(StatusCode, Json<SpaceSessionOut>)> {
    let project = project(&cx, &number).await?;
    let pairs: Vec<(String, String)> = asked.statements.into_iter().collect();
    let (answers, _) = cx.app.profile.form("entry")?.read(None, &pairs, &());
    let session = actions::enter(&cx, project.id, &answers).await?;
    Ok((StatusCode::CREATED, Json(session_out(&session))))
}

/// Leaves the project's space; nothing happens where the caller is not inside.
#[utoipa::path(delete, path = "/api/v1/projects/{number}/sessions", params(("number" = String, Path, description = "the project's number")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn leave(cx: Context, Path(number): Path<String>) -> Answer<StatusCode> {
    let project = project(&cx, &number).await?;
    actions::leave(&cx, project.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
