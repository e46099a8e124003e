//! Projects for programs: the same actions, JSON in and out.

mod records;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use platform::web::errors::Problem;
use platform::{Answer, App, Context, Json, No, Paged};
use utoipa::OpenApi;

use crate::actions::{
    self, AskQuery, Confirmation, NewAnswer, NewMember, SaveAnswers, SeenVersion, Sent, Submission, TakeDecision,
    lists, lookup, seen, to_assess,
};
use crate::history::history_words;
use crate::model::ProjectId;
use crate::policy::{EditApplication, ListAllProjects, Projects};
use crate::register::{self, Accredited, Researcher};
use crate::store::lists::{self as projects, PAGE, cut};
use records::*;

fn id<T: std::str::FromStr>(text: &str) -> Answer<T> {
    text.parse().map_err(|_| No::NotFound)
}

async fn answer_of(cx: &Context, number: &str) -> Answer<Json<ProjectRecord>> {
    let seen = seen(cx, number).await?;
    Ok(Json(record(cx, &seen).await?))
}

/// The caller's projects; for staff all submitted ones.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", params(Paged),
    responses((status = 200, body = Vec<ProjectLine>)))]
async fn list(cx: Context, Query(page): Query<Paged>) -> Answer<Json<Vec<ProjectLine>>> {
    let person = cx.person()?;
    let all = if cx.allows::<ListAllProjects>(&Projects::all()) {
        projects::visible_to_staff(&cx.app, page).await?
    } else {
        projects::mine(&cx.app, person, page).await?
    };
    Ok(Json(cut(all, PAGE).0.iter().map(line).collect()))
}

/// One project.
#[utoipa::path(get, path = "/api/v1/projects/{number}", tag = "projects", params(("number" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 404, body = Problem)))]
async fn show(cx: Context, Path(number): Path<String>) -> Answer<Json<ProjectRecord>> {
    answer_of(&cx, &number).await
}

/// Begins an application.
#[utoipa::path(post, path = "/api/v1/projects", tag = "projects",
    responses((status = 201, body = ProjectRecord), (status = 403, body = Problem)))]
async fn begin(cx: Context) -> Answer<(StatusCode, Json<ProjectRecord>)> {
    let project = actions::begin(&cx, ProjectId::new(&cx.app.world)).await?;
    Ok((StatusCode::CREATED, answer_of(&cx, &project.number).await?))
}

/// Keeps answers of a draft: those sent replace those kept, others stay.
#[utoipa::path(put, path = "/api/v1/projects/{number}/answers", tag = "projects", params(("number" = String, Path)),
    request_body = NewAnswers,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answers(cx: Context, Path(number): Path<String>, Json(sent): Json<NewAnswers>) -> Answer<Json<ProjectRecord>> {
    let held = lookup::<EditApplication>(&cx, &number).await?;
    let lists = lists(&cx.app).await?;
    let now = Sent::Answers(&sent.answers);
    let new = SaveAnswers::read(&cx, &held.project, &lists, sent.draft_version, now).await?;
    actions::save(&cx, &held, new.map_err(|(_, problems)| problems)?).await?;
    answer_of(&cx, &number).await
}

/// Submits the application, or sends it back after questions.
#[utoipa::path(post, path = "/api/v1/projects/{number}/submit", tag = "projects", params(("number" = String, Path)),
    request_body = Submission,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn submit(cx: Context, Path(number): Path<String>, Json(sent): Json<Submission>) -> Answer<Json<ProjectRecord>> {
    actions::submit(&cx, &number, sent).await?;
    answer_of(&cx, &number).await
}

/// A supervisor confirms a joint application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/confirm", tag = "projects", params(("number" = String, Path)),
    request_body = Confirmation,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn confirm(
    cx: Context,
    Path(number): Path<String>,
    Json(sent): Json<Confirmation>,
) -> Answer<Json<ProjectRecord>> {
    actions::confirm(&cx, &number, sent).await?;
    answer_of(&cx, &number).await
}

/// Withdraws the application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/withdraw", tag = "projects", params(("number" = String, Path)),
    request_body = SeenVersion,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn withdraw(
    cx: Context,
    Path(number): Path<String>,
    Json(sent): Json<SeenVersion>,
) -> Answer<Json<ProjectRecord>> {
    actions::withdraw(&cx, &number, sent).await?;
    answer_of(&cx, &number).await
}

/// Asks the applicant about one answer.
#[utoipa::path(post, path = "/api/v1/projects/{number}/queries", tag = "projects", params(("number" = String, Path)),
    request_body = NewQuery,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn query(cx: Context, Path(number): Path<String>, Json(sent): Json<NewQuery>) -> Answer<Json<ProjectRecord>> {
    let held = to_assess(&cx, &number, id(&sent.assessment)?).await?;
    let ask = AskQuery { version: sent.version, question: sent.question, text: sent.text };
    actions::query(&cx, &held, &ask).await?;
    answer_of(&cx, &number).await
}

/// Answers a question in words.
#[utoipa::path(post, path = "/api/v1/projects/{number}/queries/{query}/answer", tag = "projects",
    params(("number" = String, Path), ("query" = String, Path)), request_body = NewAnswer,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn answer(
    cx: Context,
    Path((number, query)): Path<(String, String)>,
    Json(sent): Json<NewAnswer>,
) -> Answer<Json<ProjectRecord>> {
    actions::answer(&cx, &number, id(&query)?, &sent).await?;
    answer_of(&cx, &number).await
}

/// Takes a decision on the application.
#[utoipa::path(post, path = "/api/v1/projects/{number}/decisions", tag = "projects", params(("number" = String, Path)),
    request_body = NewDecision,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn decide(cx: Context, Path(number): Path<String>, Json(sent): Json<NewDecision>) -> Answer<Json<ProjectRecord>> {
    let held = to_assess(&cx, &number, id(&sent.assessment)?).await?;
    let decision = TakeDecision::read(&cx, &held, sent.version, &sent.answers.pairs())?;
    actions::decide(&cx, held, &decision.map_err(|(_, problems)| problems)?).await?;
    answer_of(&cx, &number).await
}

/// Sets an accredited project up. Done again it changes nothing.
#[utoipa::path(post, path = "/api/v1/projects/{number}/set-up", tag = "projects", params(("number" = String, Path)),
    request_body = SeenVersion,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_up(cx: Context, Path(number): Path<String>, Json(sent): Json<SeenVersion>) -> Answer<Json<ProjectRecord>> {
    actions::set_up(&cx, &number, sent).await?;
    answer_of(&cx, &number).await
}

/// Adds a member from today on.
#[utoipa::path(post, path = "/api/v1/projects/{number}/members", tag = "projects", params(("number" = String, Path)),
    request_body = NewMember,
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn add_member(
    cx: Context,
    Path(number): Path<String>,
    Json(sent): Json<NewMember>,
) -> Answer<Json<ProjectRecord>> {
    actions::add_member(&cx, &number, &sent).await?;
    answer_of(&cx, &number).await
}

/// Ends a membership at once.
#[utoipa::path(post, path = "/api/v1/projects/{number}/members/{person}/end", tag = "projects",
    params(("number" = String, Path), ("person" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn end_member(cx: Context, Path((number, person)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::end_member(&cx, &number, id(&person)?).await?;
    answer_of(&cx, &number).await
}

/// Takes a dataset out of the space.
#[utoipa::path(post, path = "/api/v1/projects/{number}/datasets/{reference}/unmap", tag = "projects",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn unmap(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::unmap(&cx, &number, &reference).await?;
    answer_of(&cx, &number).await
}

/// Confirms that what was made of an unmapped dataset is gone.
#[utoipa::path(post, path = "/api/v1/projects/{number}/datasets/{reference}/clear", tag = "projects",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 200, body = ProjectRecord), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn clear(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Json<ProjectRecord>> {
    actions::clear(&cx, &number, &reference).await?;
    answer_of(&cx, &number).await
}

/// What happened on the project, oldest first.
#[utoipa::path(get, path = "/api/v1/projects/{number}/history", tag = "projects", params(("number" = String, Path)),
    responses((status = 200, body = Vec<Happened>), (status = 404, body = Problem)))]
async fn history(cx: Context, Path(number): Path<String>) -> Answer<Json<Vec<Happened>>> {
    let seen = seen(&cx, &number).await?;
    let all = ::store::history_of_project(&cx.app.store, &seen.project.id.to_string()).await?;
    let happened = all.into_iter().map(|(number, e)| Happened {
        number,
        at: foundation::Moment(e.at).rfc3339(),
        words: history_words(&cx, &e.action, e.detail.iter().map(|(n, v)| (n.as_str(), v.as_str()))),
        action: e.action,
    });
    Ok(Json(happened.collect()))
}

/// The public register: accredited projects.
#[utoipa::path(get, path = "/api/v1/register/projects", tag = "projects", params(Paged), security(()),
    responses((status = 200, body = Vec<Accredited>), (status = 404, body = Problem)))]
async fn register_projects(cx: Context, Query(page): Query<Paged>) -> Answer<Json<Vec<Accredited>>> {
    Ok(Json(register::accredited(&cx.app, PAGE, page.before(i64::from(PAGE))).await?.0))
}

/// The public register: accredited researchers. A page may hold fewer than 50 and still not be the last.
#[utoipa::path(get, path = "/api/v1/register/researchers", tag = "projects", params(Paged), security(()),
    responses((status = 200, body = Vec<Researcher>), (status = 404, body = Problem)))]
async fn register_researchers(cx: Context, Query(page): Query<Paged>) -> Answer<Json<Vec<Researcher>>> {
    Ok(Json(register::researchers(&cx.app, PAGE, page.before(i64::from(PAGE))).await?.0))
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
