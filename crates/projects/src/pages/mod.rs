//! Pages of projects.

mod application;
mod assessment;
mod changes;
mod history;
mod overview;
mod queries;
mod register;
mod space;
mod waits;

use axum::Router;
use axum::routing::{get, post};
use platform::App;

pub use waits::waits;

/// Everything under `/projects`, `/assessments` and `/register-of-projects`.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/projects", get(overview::list))
        .route("/projects/apply", get(application::start).post(application::begin))
        .route("/projects/apply/questions", get(application::blank))
        .route("/projects/{number}", get(overview::show))
        .route("/projects/{number}/history", get(history::show))
        .route("/projects/{number}/application", get(application::tasks))
        .route("/projects/{number}/application/check", get(application::check).post(changes::submit))
        .route("/projects/{number}/application/submitted", get(application::submitted))
        .route("/projects/{number}/application/confirm", post(changes::confirm))
        .route("/projects/{number}/application/withdraw", get(changes::ask_withdraw).post(changes::withdraw))
        .route("/projects/{number}/application/{section}", get(application::section).post(application::save))
        .route("/projects/{number}/versions/{version}", get(assessment::version))
        .route("/projects/{number}/queries/{query}", get(queries::answer_page).post(queries::answer))
        .route("/projects/{number}/set-up", post(changes::set_up))
        .route("/projects/{number}/datasets/{reference}/unmap", get(changes::ask_unmap).post(changes::unmap))
        .route("/projects/{number}/datasets/{reference}/clear", get(changes::ask_clear).post(changes::clear))
        .route("/projects/{number}/team", get(changes::team).post(changes::add_member))
        .route("/projects/{number}/team/{person}/end", get(changes::ask_end_member).post(changes::end_member))
        .route("/projects/{number}/space/files/{folder}", get(space::folder))
        .route("/assessments", get(assessment::queue))
        .route("/assessments/{number}", get(assessment::show))
        .route("/assessments/{number}/{item}", get(assessment::item))
        .route("/assessments/{number}/{item}/decide", post(assessment::decide))
        .route("/assessments/{number}/{item}/query", post(assessment::query))
        .route("/register-of-projects", get(register::projects))
        .route("/register-of-projects/projects.json", get(register::projects_json))
        .route("/register-of-projects/projects.csv", get(register::projects_csv))
        .route("/register-of-projects/researchers", get(register::researchers_page))
        .route("/register-of-projects/researchers.json", get(register::researchers_json))
        .route("/register-of-projects/researchers.csv", get(register::researchers_csv))
}
