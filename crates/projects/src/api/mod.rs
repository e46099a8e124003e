//! Projects for programs: the same actions, JSON in and out.

mod records;

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use permissions::Resource;
use platform::{Answer, App, Context, No, OrNotFound, Said};
use utoipa::OpenApi;

use crate::actions::{self, assessment_resource, form_of, lists, seen};
use crate::model::ProjectId;
use crate::pages::{self, Accredited, Researcher};
use crate::store::{applications, assessment};
use records::*;

/// Reads a JSON body; what cannot be read is said plainly.
fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes)
        .map_err(|e| No::BadRequest(Said::new("data-bad-json", &[("reason", e.to_string().into())])))
}

fn id<T: std::str::FromStr>(text: &str) -> Answer<T> {
    text.parse().map_err(|_| No::NotFound)
}

async fn answer_of(cx: &Context, number: &str) -> Answer<Json<ProjectRecord>> {
    let seen = seen(cx, number).await?;
    Ok(Json(record(cx, &seen).await?))
}

/// The caller's projects; for staff all submitted ones.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", params(Page),
    responses((status = 200, body = Vec<ProjectLine>), (status = 401, body = String)))]
async fn list(cx: Context, Query(page): Query<Page>) -> Answer<Json<Vec<ProjectLine>>> {
    let person = cx.person()?;
    let all = if cx.may("ListAllProjects", &Resource::new("Projects", "")) {
        applications::visible_to_staff(&cx.app, page.index()).await?
    } else {
        applications::mine(&cx.app, person, page.index()).await?
    };
    let most = usize::try_from(applications::PAGE).unwrap_or(50);
    Ok(Json(all.iter().take(most).map(line).collect()))
}

/// One project.
#[utoipa::path(get, path = "/api/v1/projects/{number}", tag = "projects", params(("number" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 401, body = String), (status = 404, body = String)))]
async fn show(cx: Context, Path(number): Path<String>) -> Answer<Json<ProjectRecord>> {
    answer_of(&cx, &number).await
}

/// Begins an application.
#[utoipa::path(post, path = "/api/v1/projects", tag = "projects",
    responses((status = 201, body = ProjectRecord), (status = 401, body = String), (status = 403, body = String)))]
async fn begin(cx: Context) -> Answer<(StatusCode, Json<ProjectRecord>)> {
    let project = actions::begin(&cx, ProjectId::new(&cx.app.world)).await?;
    Ok((StatusCode::CREATED, answer_of(&cx, &project.number).await?))
}

/// Keeps answers of a draft: those sent replace those kept, others stay.
#[utoipa::path(put, path = "/api/v1/projects/{number}/answers", tag = "projects", params(("number" = String, Path)),
    request_body = NewAnswers,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn answers(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let seen = seen(&cx, &number).await?;
    cx.permit("EditApplication", &seen.resource)?;
    let new: NewAnswers = body(&bytes)?;
    let form = form_of(&cx.app, &seen.project)?;
    let mut all = seen.project.draft.answers.clone();
    all.0.extend(new.answers.0.clone());
    let (all, problems) = form.read(None, &all.pairs(), &lists(&cx.app).await?);
    let (_, _, unknown) = actions::people(&cx.app, seen.project.applicant, &all).await?;
    let sent = problems.iter().chain(unknown.iter()).filter(|p| new.answers.get(&p.question).is_some());
    let sent = forms::Problems(sent.cloned().collect());
    if !sent.is_empty() {
        return Err(sent.into());
    }
    actions::save(&cx, &seen, new.draft_version, &all).await?;
    answer_of(&cx, &number).await
}

/// Submits the application, or sends it back after questions.
#[utoipa::path(post, path = "/api/v1/projects/{number}/submit", tag = "projects", params(("number" = String, Path)),
    request_body = Submission,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn submit(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: Submission = body(&bytes)?;
    actions::submit(&cx, &number, sent.version, sent.draft_version).await?;
    answer_of(&cx, &number).await
}

/// A supervisor confirms a joint application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/confirm", tag = "projects", params(("number" = String, Path)),
    request_body = Confirmation,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn confirm(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: Confirmation = body(&bytes)?;
    actions::confirm(&cx, &number, sent.draft_version).await?;
    answer_of(&cx, &number).await
}

/// Withdraws the application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/withdraw", tag = "projects", params(("number" = String, Path)),
    request_body = SeenVersion,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn withdraw(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: SeenVersion = body(&bytes)?;
    actions::withdraw(&cx, &number, sent.version).await?;
    answer_of(&cx, &number).await
}

/// Asks the applicant about one answer.
#[utoipa::path(post, path = "/api/v1/projects/{number}/queries", tag = "projects", params(("number" = String, Path)),
    request_body = NewQuery,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn query(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: NewQuery = body(&bytes)?;
    actions::query(&cx, &number, id(&sent.assessment)?, sent.version, &sent.question, &sent.text).await?;
    answer_of(&cx, &number).await
}

/// Answers a question in words.
#[utoipa::path(post, path = "/api/v1/projects/{number}/queries/{query}/answer", tag = "projects",
    params(("number" = String, Path), ("query" = String, Path)), request_body = NewAnswer,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 422, body = String)))]
async fn answer(
    cx: Context,
    Path((number, query)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer<Json<ProjectRecord>> {
    let sent: NewAnswer = body(&bytes)?;
    actions::answer(&cx, &number, id(&query)?, &sent.text).await?;
    answer_of(&cx, &number).await
}

/// Takes a decision on the application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/decisions", tag = "projects", params(("number" = String, Path)),
    request_body = NewDecision,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn decide(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: NewDecision = body(&bytes)?;
    let seen = seen(&cx, &number).await?;
    let item = id(&sent.assessment)?;
    let items = assessment::items(&cx.app, seen.project.id).await?;
    let item = items.iter().find(|i| i.id == item).or_not_found()?;
    cx.permit("Assess", &assessment_resource(&seen, item))?;
    let form = cx.app.profile.form(pages::form_for(item.stage))?;
    let (answers, problems) = form.read(None, &sent.answers.pairs(), &());
    if !problems.is_empty() {
        return Err(problems.into());
    }
    actions::decide(&cx, &number, item.id, sent.version, &pages::decision(item.stage, &answers)).await?;
    answer_of(&cx, &number).await
}

/// Sets an accredited project up. Done again it changes nothing.
#[utoipa::path(post, path = "/api/v1/projects/{number}/set-up", tag = "projects", params(("number" = String, Path)),
    request_body = SeenVersion,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 409, body = String), (status = 422, body = String)))]
async fn set_up(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: SeenVersion = body(&bytes)?;
    actions::set_up(&cx, &number, sent.version).await?;
    answer_of(&cx, &number).await
}

/// Adds a member from today on.
#[utoipa::path(post, path = "/api/v1/projects/{number}/members", tag = "projects", params(("number" = String, Path)),
    request_body = NewMember,
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 422, body = String)))]
async fn add_member(cx: Context, Path(number): Path<String>, bytes: Bytes) -> Answer<Json<ProjectRecord>> {
    let sent: NewMember = body(&bytes)?;
    actions::add_member(&cx, &number, &sent.email, sent.role).await?;
    answer_of(&cx, &number).await
}

/// Ends a membership at once.
#[utoipa::path(post, path = "/api/v1/projects/{number}/members/{person}/end", tag = "projects",
    params(("number" = String, Path), ("person" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 422, body = String)))]
async fn end_member(cx: Context, Path((number, person)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::end_member(&cx, &number, id(&person)?).await?;
    answer_of(&cx, &number).await
}

/// Takes a dataset out of the space.
#[utoipa::path(post, path = "/api/v1/projects/{number}/datasets/{reference}/unmap", tag = "projects",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 422, body = String)))]
async fn unmap(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::unmap(&cx, &number, &reference).await?;
    answer_of(&cx, &number).await
}

/// Confirms that what was made of an unmapped dataset is gone.
#[utoipa::path(post, path = "/api/v1/projects/{number}/datasets/{reference}/clear", tag = "projects",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = String), (status = 404, body = String),
        (status = 422, body = String)))]
async fn clear(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::clear(&cx, &number, &reference).await?;
    answer_of(&cx, &number).await
}

/// What happened on the project, oldest first.
#[utoipa::path(get, path = "/api/v1/projects/{number}/history", tag = "projects", params(("number" = String, Path)),
    responses((status = 200, body = Vec<Happened>), (status = 404, body = String)))]
async fn history(cx: Context, Path(number): Path<String>) -> Answer<Json<Vec<Happened>>> {
    let seen = seen(&cx, &number).await?;
    let all = ::store::history_of_project(&cx.app.store, &seen.project.id.to_string()).await?;
    let happened = all.into_iter().map(|(number, e)| Happened {
        number,
        at: foundation::Moment(e.at).rfc3339(),
        words: pages::history_words(&cx, &e.action, e.detail.iter().map(|(n, v)| (n.as_str(), v.as_str()))),
        action: e.action,
    });
    Ok(Json(happened.collect()))
}

/// The public register: accredited projects.
#[utoipa::path(get, path = "/api/v1/register/projects", tag = "projects", params(Page),
    responses((status = 200, body = Vec<Accredited>), (status = 404, body = String)))]
async fn register_projects(cx: Context, Query(page): Query<Page>) -> Answer<Json<Vec<Accredited>>> {
    Ok(Json(pages::accredited(&cx.app, 50, page.index() * 50).await?))
}

/// The public register: accredited researchers. A page may hold fewer than 50 and still not be the last.
#[utoipa::path(get, path = "/api/v1/register/researchers", tag = "projects", params(Page),
    responses((status = 200, body = Vec<Researcher>), (status = 404, body = String)))]
async fn register_researchers(cx: Context, Query(page): Query<Page>) -> Answer<Json<Vec<Researcher>>> {
    Ok(Json(pages::researchers(&cx.app, 50, page.index() * 50).await?.0))
}

/// The endpoints of this crate, mounted under `/api/v1`.
pub fn api() -> Router<App> {
    Router::new()
        .route("/projects", get(list).post(begin))
        .route("/projects/{number}", get(show))
        .route("/projects/{number}/answers", put(answers))
        .route("/projects/{number}/submit", post(submit))
        .route("/projects/{number}/confirm", post(confirm))
        .route("/projects/{number}/withdraw", post(withdraw))
        .route("/projects/{number}/queries", post(query))
        .route("/projects/{number}/queries/{query}/answer", post(answer))
        .route("/projects/{number}/decisions", post(decide))
        .route("/projects/{number}/set-up", post(set_up))
        .route("/projects/{number}/members", post(add_member))
        .route("/projects/{number}/members/{person}/end", post(end_member))
        .route("/projects/{number}/datasets/{reference}/unmap", post(unmap))
        .route("/projects/{number}/datasets/{reference}/clear", post(clear))
        .route("/projects/{number}/history", get(history))
        .route("/register/projects", get(register_projects))
        .route("/register/researchers", get(register_researchers))
}

#[derive(OpenApi)]
#[openapi(paths(
    list,
    show,
    begin,
    answers,
    submit,
    confirm,
    withdraw,
    query,
    answer,
    decide,
    set_up,
    add_member,
    end_member,
    unmap,
    clear,
    history,
    register_projects,
    register_researchers
))]
struct Doc;

/// What the endpoints take and answer.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
