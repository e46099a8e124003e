//! The JSON API of people: the same actions as the pages.

mod accounts;

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use forms::Answers;
use foundation::Date;
use http::StatusCode;
use platform::web::errors::Problem;
use platform::{Answer, App, Context, Json, May, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::actions::{self, ChangeStanding, Decide, RequestAccreditation, Standing, WithdrawAgreement};
use crate::model::{Accreditation, AccreditationId, Agreement, AgreementId, Person};
use crate::policy::{SeeAccreditation, SeePerson};
use crate::{reading, store};

pub fn api() -> Router<App> {
    Router::new()
        .route("/me", get(me))
        .route("/me/accreditations", get(mine).post(request))
        .route("/accreditations/{id}", get(accreditation))
        .route("/accreditations/{id}/decision", post(decide))
        .route("/accreditations/{id}/suspend", post(suspend))
        .route("/accreditations/{id}/lift", post(lift))
        .route("/accreditations/{id}/withdraw", post(withdraw))
        .route("/people/{id}/accreditations", get(accreditations))
        .route("/people/{id}/training", post(training))
        .route("/people/{id}/agreements", get(agreements).post(agreement))
        .route("/agreements/{id}/withdraw", post(withdraw_agreement))
        .merge(accounts::api())
}

#[derive(OpenApi)]
#[openapi(paths(
    me,
    mine,
    request,
    accreditation,
    decide,
    suspend,
    lift,
    withdraw,
    accreditations,
    training,
    agreements,
    agreement,
    withdraw_agreement
))]
struct Doc;

pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut all = Doc::openapi();
    all.merge(accounts::openapi());
    all
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
}

#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me)))]
pub async fn me(cx: Context) -> Answer<Json<Me>> {
    let who = cx.who()?;
    Ok(Json(Me {
        id: who.person.to_string(),
        name: who.known.name.clone(),
        roles: who.known.roles.iter().cloned().collect(),
    }))
}

/// An accreditation as its holder and staff see it. Dates are ISO 8601.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccreditationOut {
    pub id: String,
    pub scheme: String,
    pub kind: String,
    pub state: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub number: Option<String>,
    /// The first day on which it is suspended or withdrawn; absent where it is neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_from: Option<String>,
    /// Why it is suspended or withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_why: Option<String>,
    pub version: i64,
}

fn out(a: &Accreditation) -> AccreditationOut {
    AccreditationOut {
        id: a.id.to_string(),
        scheme: a.scheme.clone(),
        kind: a.kind.to_string(),
        state: a.state.to_string(),
        from: a.from.map(|d| d.to_string()),
        until: a.until.map(|d| d.to_string()),
        number: a.number.clone(),
        stopped_from: a.stopped.as_ref().map(|s| s.from.to_string()),
        stopped_why: a.stopped.as_ref().map(|s| s.why.clone()),
        version: a.version,
    }
}

#[utoipa::path(get, path = "/api/v1/me/accreditations", responses((status = 200, body = [AccreditationOut])))]
pub async fn mine(cx: Context) -> Answer<Json<Vec<AccreditationOut>>> {
    let all = store::accreditations(&cx.app, cx.person()?).await?;
    Ok(Json(all.iter().map(out).collect()))
}

/// The answers of a form, by question id, as the form's definition names them.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FormAnswers {
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub answers: Answers,
    /// The version of the thing being decided on; a page that is stale is refused.
    #[serde(default)]
    pub version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    pub id: String,
}

/// Asks for accreditation (ACC-02). The answers are those of the form `accreditation`.
#[utoipa::path(post, path = "/api/v1/me/accreditations", request_body = FormAnswers,
    responses((status = 200, body = Made), (status = 422, body = Problem)))]
pub async fn request(cx: Context, Json(asked): Json<FormAnswers>) -> Answer<Json<Made>> {
    cx.person()?;
    let answers = reading::answers(&cx, "accreditation", &asked.answers)?;
    let asked = RequestAccreditation::of(cx.app.profile.form("accreditation")?, &answers)?;
    let id = actions::request_accreditation(&cx, asked).await?;
    Ok(Json(Made { id: id.to_string() }))
}

/// One accreditation.
#[utoipa::path(get, path = "/api/v1/accreditations/{id}", params(("id" = String, Path)),
    responses((status = 200, body = AccreditationOut), (status = 404, body = Problem)))]
pub async fn accreditation(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Json<AccreditationOut>> {
    let seen = actions::accreditation::<SeeAccreditation>(&cx, id).await?;
    Ok(Json(out(&seen)))
}

/// Grants, queries or refuses (ACC-05). The answers are those of the form `accreditation-decision`.
#[utoipa::path(post, path = "/api/v1/accreditations/{id}/decision", request_body = FormAnswers,
    params(("id" = String, Path)),
    responses((status = 200, body = AccreditationOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn decide(
    cx: Context,
    Path(id): Path<AccreditationId>,
    Json(asked): Json<FormAnswers>,
) -> Answer<Json<AccreditationOut>> {
    let answers = reading::answers(&cx, "accreditation-decision", &asked.answers)?;
    let decide = Decide { decision: reading::decision(&answers)?, version: asked.version };
    Ok(Json(out(&actions::decide(&cx, id, decide).await?)))
}

/// Why an accreditation is suspended, given back or withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StandingIn {
    /// The person reads it, and it stands in the record.
    pub reason: String,
    /// The version of the accreditation that the sender saw.
    pub version: i64,
}

async fn change_standing(
    cx: &Context,
    id: AccreditationId,
    to: Standing,
    sent: StandingIn,
) -> Answer<Json<AccreditationOut>> {
    let why = reading::reason(cx, &sent.reason)?;
    let change = ChangeStanding { to, why, version: sent.version };
    Ok(Json(out(&actions::change_standing(cx, id, change).await?)))
}

/// Suspends a granted accreditation from today on: the next access decision says no.
#[utoipa::path(post, path = "/api/v1/accreditations/{id}/suspend", request_body = StandingIn,
    params(("id" = String, Path)),
    responses((status = 200, body = AccreditationOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn suspend(
    cx: Context,
    Path(id): Path<AccreditationId>,
    Json(sent): Json<StandingIn>,
) -> Answer<Json<AccreditationOut>> {
    change_standing(&cx, id, Standing::Suspend, sent).await
}

/// Lifts a suspension: the accreditation is granted as before.
#[utoipa::path(post, path = "/api/v1/accreditations/{id}/lift", request_body = StandingIn,
    params(("id" = String, Path)),
    responses((status = 200, body = AccreditationOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn lift(
    cx: Context,
    Path(id): Path<AccreditationId>,
    Json(sent): Json<StandingIn>,
) -> Answer<Json<AccreditationOut>> {
    change_standing(&cx, id, Standing::Lift, sent).await
}

/// Withdraws a granted or suspended accreditation for good.
#[utoipa::path(post, path = "/api/v1/accreditations/{id}/withdraw", request_body = StandingIn,
    params(("id" = String, Path)),
    responses((status = 200, body = AccreditationOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn withdraw(
    cx: Context,
    Path(id): Path<AccreditationId>,
    Json(sent): Json<StandingIn>,
) -> Answer<Json<AccreditationOut>> {
    change_standing(&cx, id, Standing::Withdraw, sent).await
}

/// A person's accreditations, oldest first.
#[utoipa::path(get, path = "/api/v1/people/{id}/accreditations", params(("id" = String, Path)),
    responses((status = 200, body = [AccreditationOut]), (status = 404, body = Problem)))]
pub async fn accreditations(cx: Context, Path(id): Path<PersonId>) -> Answer<Json<Vec<AccreditationOut>>> {
    let person: May<SeePerson, Person> = actions::person(&cx, id).await?;
    let all = store::accreditations(&cx.app, person.id).await?;
    Ok(Json(all.iter().map(out).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct TrainingIn {
    /// `safe-researcher` or `output-checker`.
    pub course: String,
    #[schema(value_type = String)]
    pub passed_on: Date,
    #[schema(value_type = String)]
    pub until: Date,
}

/// Records a passed course (TRN-01).
#[utoipa::path(post, path = "/api/v1/people/{id}/training", request_body = TrainingIn, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn training(cx: Context, Path(id): Path<PersonId>, Json(t): Json<TrainingIn>) -> Answer<StatusCode> {
    let sent = Answers::new().with("course", t.course.as_str()).with("passed-on", t.passed_on).with("until", t.until);
    let answers = reading::answers(&cx, "training", &sent)?;
    actions::record_training(&cx, id, reading::training(&answers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A signed agreement. Dates are ISO 8601.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementOut {
    pub id: String,
    pub kind: String,
    pub version: String,
    /// `signed` until its first day, `in-force`, `ended`, `withdrawn`.
    pub state: String,
    pub from: String,
    pub until: Option<String>,
    pub device: Option<String>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_why: Option<String>,
}

fn agreement_out(a: &Agreement, today: Date) -> AgreementOut {
    AgreementOut {
        id: a.id.to_string(),
        kind: a.kind.clone(),
        version: a.version.clone(),
        state: a.state(today).to_string(),
        from: a.from.to_string(),
        until: a.until.map(|d| d.to_string()),
        device: a.device.clone(),
        withdrawn_why: a.withdrawn_why.clone(),
    }
}

/// A person's agreements, in the order in which they were signed.
#[utoipa::path(get, path = "/api/v1/people/{id}/agreements", params(("id" = String, Path)),
    responses((status = 200, body = [AgreementOut]), (status = 404, body = Problem)))]
pub async fn agreements(cx: Context, Path(id): Path<PersonId>) -> Answer<Json<Vec<AgreementOut>>> {
    let person: May<SeePerson, Person> = actions::person(&cx, id).await?;
    let today = cx.app.world.now().date();
    let all = store::agreements(&cx.app, person.id).await?;
    Ok(Json(all.iter().map(|a| agreement_out(a, today)).collect()))
}

/// Records a signed agreement (AGR-01, AGR-07). The answers are those of the form `agreement`.
#[utoipa::path(post, path = "/api/v1/people/{id}/agreements", request_body = FormAnswers, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn agreement(cx: Context, Path(id): Path<PersonId>, Json(asked): Json<FormAnswers>) -> Answer<StatusCode> {
    let answers = reading::answers(&cx, "agreement", &asked.answers)?;
    actions::record_agreement(&cx, id, reading::agreement(&answers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why an agreement is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WithdrawIn {
    /// The person reads it, and it stands in the record.
    pub reason: String,
}

/// Withdraws an agreement from now on: what needs it is closed at the next use (AGR-11).
#[utoipa::path(post, path = "/api/v1/agreements/{id}/withdraw", request_body = WithdrawIn, params(("id" = String, Path)),
    responses((status = 200, body = AgreementOut), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn withdraw_agreement(
    cx: Context,
    Path(id): Path<AgreementId>,
    Json(sent): Json<WithdrawIn>,
) -> Answer<Json<AgreementOut>> {
    let why = reading::reason(&cx, &sent.reason)?;
    let agreement = actions::withdraw_agreement(&cx, id, WithdrawAgreement { why }).await?;
    Ok(Json(agreement_out(&agreement, cx.app.world.now().date())))
}
