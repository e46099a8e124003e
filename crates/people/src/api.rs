//! The JSON API of people: the same actions as the pages.

use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use forms::Answers;
use foundation::Date;
use permissions::{Attr, Resource};
use platform::web::errors::Problem;
use platform::{Answer, App, Context, OrNotFound, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::actions::{self, RequestAccreditation};
use crate::model::{Accreditation, AccreditationId};
use crate::{Rules, store};

pub fn api() -> Router<App> {
    Router::new()
        .route("/me", get(me))
        .route("/me/accreditations", get(mine).post(request))
        .route("/accreditations/{id}/decision", post(decide))
        .route("/people/{id}/training", post(training))
        .route("/people/{id}/agreements", post(agreement))
}

#[derive(OpenApi)]
#[openapi(paths(me, mine, request, decide, training, agreement))]
struct Doc;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
}

#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(cx: Context) -> Answer<Json<Me>> {
    let who = cx.who()?;
    Ok(Json(Me {
        id: who.person.to_string(),
        name: who.known.name.clone(),
        roles: who.known.roles.iter().cloned().collect(),
    }))
}

/// An accreditation as its holder sees it. Dates are ISO 8601.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccreditationOut {
    pub id: String,
    pub scheme: String,
    pub kind: String,
    pub state: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub number: Option<String>,
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
        version: a.version,
    }
}

#[utoipa::path(get, path = "/api/v1/me/accreditations", responses((status = 200, body = [AccreditationOut]), (status = 401, body = Problem)))]
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

fn read(cx: &Context, form: &str, answers: &Answers) -> Answer<Answers> {
    let form = cx.app.profile.form(form)?;
    let schemes = cx.app.part::<Rules>()?.schemes.iter().map(|s| forms::Choice::new(s.clone(), s.clone()));
    let lists = forms::Lists::new().with("schemes", schemes.collect()).today(cx.app.world.now().date());
    let (answers, problems) = form.read(None, &answers.pairs(), &lists);
    if problems.is_empty() { Ok(answers) } else { Err(problems.into()) }
}

/// Asks for accreditation (ACC-02). The answers are those of the form `accreditation`.
#[utoipa::path(post, path = "/api/v1/me/accreditations", request_body = FormAnswers,
    responses((status = 200, body = Made), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn request(cx: Context, Json(asked): Json<FormAnswers>) -> Answer<Json<Made>> {
    cx.person()?;
    let answers = read(&cx, "accreditation", &asked.answers)?;
    let form = cx.app.profile.form("accreditation")?;
    let id = actions::request_accreditation(&cx, form, RequestAccreditation { answers }).await?;
    Ok(Json(Made { id: id.to_string() }))
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
    cx.person()?;
    let request = store::accreditation(&cx.app, id).await?.or_not_found()?;
    let resource =
        Resource::new("Accreditation", id.to_string()).with("person", Attr::text(request.person.to_string()));
    cx.permit_or_hide("SeeAccreditation", &resource)?;
    let answers = read(&cx, "accreditation-decision", &asked.answers)?;
    actions::decide(&cx, id, asked.version, crate::pages::decision(&answers)).await?;
    let decided = store::accreditation(&cx.app, id).await?.or_not_found()?;
    Ok(Json(out(&decided)))
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
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn training(cx: Context, Path(id): Path<PersonId>, Json(t): Json<TrainingIn>) -> Answer<http::StatusCode> {
    let pairs = Answers::new().with("course", t.course.as_str()).with("passed-on", t.passed_on).with("until", t.until);
    let answers = read(&cx, "training", &pairs)?;
    actions::record_training(&cx, id, crate::pages::training_of(&answers)?).await?;
    Ok(http::StatusCode::NO_CONTENT)
}

/// Records a signed agreement (AGR-01, AGR-07). The answers are those of the form `agreement`.
#[utoipa::path(post, path = "/api/v1/people/{id}/agreements", request_body = FormAnswers, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn agreement(
    cx: Context,
    Path(id): Path<PersonId>,
    Json(asked): Json<FormAnswers>,
) -> Answer<http::StatusCode> {
    cx.person()?;
    let answers = read(&cx, "agreement", &asked.answers)?;
    let agreement = crate::pages::agreement_of(&cx, &answers).await?;
    actions::record_agreement(&cx, id, agreement).await?;
    Ok(http::StatusCode::NO_CONTENT)
}
