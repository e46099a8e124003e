//! Accounts that are disabled and enabled, and the attacks that were recognised, over the API.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use http::StatusCode;
use platform::alerts::{Alert, AlertId};
use platform::web::errors::Problem;
use platform::{Answer, App, Context, Json, OrNotFound, PersonId, ProposalId};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::Made;
use crate::model::Enabling;
use crate::policy::{self, AcknowledgeAlert, DisableAccount, ProposeEnabling, SeeEnabling};
use crate::{actions, reading};

pub(super) fn api() -> Router<App> {
    Router::new()
        .route("/people/{id}/disable", post(disable))
        .route("/people/{id}/enable", post(enable))
        .route("/enablings/{id}", get(enabling))
        .route("/enablings/{id}/decision", post(decide))
        .route("/alerts", get(alerts))
        .route("/alerts/{id}/acknowledgement", post(acknowledge))
}

#[derive(OpenApi)]
#[openapi(paths(disable, enable, enabling, decide, alerts, acknowledge))]
struct Doc;

pub(super) fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

/// Why an account is disabled or should be enabled again, or what was done about an attack.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReasonIn {
    /// It stands in the record.
    pub reason: String,
}

/// Disables an account at once: its sessions, stays in spaces, tokens and links end.
#[utoipa::path(post, path = "/api/v1/people/{id}/disable", request_body = ReasonIn, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn disable(cx: Context, Path(id): Path<PersonId>, Json(sent): Json<ReasonIn>) -> Answer<StatusCode> {
    actions::person::<DisableAccount>(&cx, id).await?;
    let why = reading::reason(&cx, &sent.reason)?;
    actions::disable_account(&cx, id, &why).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks to have an account enabled again; another person must confirm it.
#[utoipa::path(post, path = "/api/v1/people/{id}/enable", request_body = ReasonIn, params(("id" = String, Path)),
    responses((status = 200, body = Made), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enable(cx: Context, Path(id): Path<PersonId>, Json(sent): Json<ReasonIn>) -> Answer<Json<Made>> {
    actions::person::<ProposeEnabling>(&cx, id).await?;
    let why = reading::reason(&cx, &sent.reason)?;
    let proposal = actions::propose_enabling(&cx, id, &why).await?;
    Ok(Json(Made { id: proposal.to_string() }))
}

/// An account that one person would enable again.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnablingOut {
    pub id: String,
    pub person: String,
    /// `proposed`, `confirmed`, `declined`.
    pub state: String,
    pub why: String,
    pub proposed_by: String,
    pub decided_by: Option<String>,
    pub version: i64,
}

fn out(e: &Enabling) -> EnablingOut {
    EnablingOut {
        id: e.id.to_string(),
        person: e.person.to_string(),
        state: e.state.to_string(),
        why: e.why.clone(),
        proposed_by: e.proposed_by.to_string(),
        decided_by: e.decided_by.map(|by| by.to_string()),
        version: e.version,
    }
}

/// What waits for a second person, or was decided by one.
#[utoipa::path(get, path = "/api/v1/enablings/{id}", params(("id" = String, Path)),
    responses((status = 200, body = EnablingOut), (status = 404, body = Problem)))]
pub async fn enabling(cx: Context, Path(id): Path<ProposalId>) -> Answer<Json<EnablingOut>> {
    let seen = actions::enabling::<SeeEnabling>(&cx, id).await?;
    Ok(Json(out(&seen)))
}

/// The decision of a second person.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EnablingDecision {
    /// False declines it.
    pub confirm: bool,
    /// The version that the sender saw.
    pub version: i64,
}

/// Confirms or declines that an account is enabled: never whoever asked for it or disabled it.
#[utoipa::path(post, path = "/api/v1/enablings/{id}/decision", request_body = EnablingDecision, params(("id" = String, Path)),
    responses((status = 200, body = EnablingOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn decide(
    cx: Context,
    Path(id): Path<ProposalId>,
    Json(sent): Json<EnablingDecision>,
) -> Answer<Json<EnablingOut>> {
    let decided = if sent.confirm {
        actions::confirm_enabling(&cx, id, sent.version).await?
    } else {
        actions::decline_enabling(&cx, id, sent.version).await?
    };
    Ok(Json(out(&decided)))
}

/// An attack that was recognised. Times are RFC 3339.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertOut {
    pub id: String,
    /// `guessing`, `altered`, `refused-release`, `forged-place`.
    pub kind: String,
    /// The id of a person, or a reference.
    pub about: String,
    /// Where the last try came from.
    pub address: String,
    pub times: i64,
    pub first_at: String,
    pub last_at: String,
    /// Who has seen to it; absent where nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<String>,
}

fn alert_out(a: &Alert) -> AlertOut {
    AlertOut {
        id: a.id.to_string(),
        kind: a.kind.to_string(),
        about: a.about.clone(),
        address: a.address.clone(),
        times: a.times,
        first_at: a.first_at.rfc3339(),
        last_at: a.last_at.rfc3339(),
        seen_by: a.seen_by.map(|by| by.to_string()),
    }
}

/// Attacks that were recognised: those that wait, then the last that were seen to.
#[utoipa::path(get, path = "/api/v1/alerts", responses((status = 200, body = [AlertOut]), (status = 403, body = Problem)))]
pub async fn alerts(cx: Context) -> Answer<Json<Vec<AlertOut>>> {
    let (waiting, seen) = actions::see_alerts(&cx).await?;
    Ok(Json(waiting.iter().chain(&seen).map(alert_out).collect()))
}

/// Says that an attack was seen to, and what was done.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledgement", request_body = ReasonIn, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn acknowledge(cx: Context, Path(id): Path<AlertId>, Json(sent): Json<ReasonIn>) -> Answer<StatusCode> {
    cx.permit_on::<AcknowledgeAlert>(policy::service())?;
    platform::alerts::find(&cx.app, id).await?.or_not_found()?;
    let why = reading::reason(&cx, &sent.reason)?;
    actions::acknowledge_alert(&cx, id, &why).await?;
    Ok(StatusCode::NO_CONTENT)
}
