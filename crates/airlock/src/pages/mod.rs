//! The airlock's pages.

mod changes;
mod checks;
mod endings;
mod files;
mod items;
mod outputs;
mod releases;
mod tables;
mod waits;
mod wanted;
mod write_ups;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use foundation::Arg;
use http::header;
use platform::{Answer, App, Context, Paged};
use serde::Deserialize;

pub use waits::waits;

pub fn pages() -> Router<App> {
    Router::new()
        .route("/projects/{number}/space/tables", get(tables::list))
        .route("/projects/{number}/space/tables/new/{dataset}", get(tables::new).post(tables::make))
        .route("/projects/{number}/space/tables/{reference}", get(tables::show))
        .route("/projects/{number}/space/tables/{reference}/picture", get(tables::picture))
        .route("/projects/{number}/space/tables/{reference}/save", post(tables::save))
        .route("/projects/{number}/space/tables/{reference}/cancel", post(wanted::cancel))
        .route("/projects/{number}/space/write-ups", get(write_ups::list))
        .route("/projects/{number}/space/write-ups/new", get(write_ups::new).post(write_ups::begin))
        .route("/projects/{number}/space/write-ups/{reference}", get(write_ups::show))
        .route("/projects/{number}/space/write-ups/{reference}/facts", get(write_ups::facts).post(write_ups::set_facts))
        .route(
            "/projects/{number}/space/write-ups/{reference}/parts/new",
            get(write_ups::part).post(write_ups::add_part),
        )
        .route("/projects/{number}/space/write-ups/{reference}/parts/{part}/raise", post(write_ups::raise))
        .route(
            "/projects/{number}/space/write-ups/{reference}/parts/{part}/remove",
            get(endings::ask_remove_part).post(endings::remove_part),
        )
        .route("/projects/{number}/space/write-ups/{reference}/save", post(write_ups::save))
        .route("/outputs", get(outputs::list).post(outputs::open))
        .route("/outputs/{reference}", get(outputs::show))
        .route("/outputs/{reference}/files", get(outputs::files).post(outputs::choose))
        .route("/outputs/{reference}/files/{number}", get(files::of_request))
        .route("/outputs/{reference}/files/{number}/page", get(files::page_of_request))
        .route("/outputs/{reference}/form", get(outputs::form).post(outputs::answer))
        .route("/outputs/{reference}/items", get(items::list))
        .route("/outputs/{reference}/items/new", get(items::new).post(items::add))
        .route("/outputs/{reference}/items/{item}", get(items::edit).post(items::change))
        .route("/outputs/{reference}/items/{item}/remove", get(endings::ask_remove_item).post(endings::remove_item_of))
        .route("/outputs/{reference}/submit", post(outputs::submit))
        .route("/outputs/{reference}/withdraw", get(endings::ask_withdraw).post(endings::withdraw))
        .route("/checks", get(checks::queue))
        .route("/checks/{reference}", get(checks::show))
        .route("/checks/{reference}/vote", post(checks::vote))
        .route("/checks/{reference}/items/{number}/picture", get(checks::item_picture))
        .route("/checks/{reference}/files/{number}", get(files::of_check))
        .route("/checks/{reference}/files/{number}/page", get(files::page_of_check))
        .route("/checks/{reference}/files/{number}/changes", get(changes::show))
        .route("/checks/{reference}/files/{number}/changes/page", get(changes::page))
        .route("/checks/{reference}/files/{number}/picture", get(checks::file_picture))
        .route("/releases/{reference}", get(releases::show))
        .route("/releases/{reference}/file", get(releases::first_file))
        .route("/releases/{reference}/files/{number}", get(releases::file))
        .route("/releases/{reference}/receipt", get(releases::receipt))
        .route("/releases/{reference}/withdraw", get(releases::ask_withdraw).post(releases::withdraw))
}

/// `?look=chart`, `?project=P-…`, `?after=NAME`, `?still=yes`.
#[derive(Debug, Default, Deserialize)]
pub struct Query {
    pub look: Option<String>,
    pub project: Option<String>,
    /// The files after this name.
    pub after: Option<String>,
    /// The page does not look again by itself.
    pub still: Option<String>,
}

/// The number of a page, from 1.
pub(crate) fn page_of(at: Paged) -> Answer<usize> {
    crate::store::number_of(at.index() + 1)
}

/// Where the project's space stands.
pub(crate) fn space_path(project: &projects::Project) -> String {
    format!("/projects/{}/space", project.number)
}

/// Who looks, and when: across every picture of an unreleased result.
pub(crate) fn watermark(cx: &Context, reference: &str) -> Answer<String> {
    let who = cx.who()?;
    Ok(format!("{} {} {reference}", who.known.name, cx.app.world.now().text(cx.lang)))
}

/// A picture that no cache keeps.
pub(crate) fn png(picture: ui::picture::Picture) -> Response {
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store, private")];
    (headers, picture.png).into_response()
}

/// A file to be kept.
pub(crate) fn attachment(name: &str, kind: &str, bytes: Vec<u8>) -> Response {
    let disposition = crate::rules::release::disposition(name);
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store, private".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// The links under a list of several pages.
pub(crate) fn pages_of(cx: &Context, path: &str, at: Paged, rows: usize) -> Answer<Option<ui::Pagination>> {
    let (page, last) = (page_of(at)?, crate::store::pages_of(rows));
    let href = cx.href(path);
    let join = if path.contains('?') { '&' } else { '?' };
    Ok(ui::Pagination::of(cx.lang, page, last, |n| format!("{href}{join}page={n}")))
}

pub(crate) fn state_tag(cx: &Context, state: crate::rules::State) -> ui::Html {
    use crate::rules::State as S;
    let colour = match state {
        S::Released => "green",
        S::Rejected | S::Withdrawn => "red",
        S::Returned => "yellow",
        S::Draft => "grey",
        _ => "blue",
    };
    ui::Component::html(&ui::Tag::new(cx.text(&format!("output-state-{state}"))).colour(colour))
}

pub(crate) fn arg(name: &'static str, value: impl Into<Arg>) -> (&'static str, Arg) {
    (name, value.into())
}

/// A refusal's reasons beside the question of the form that each is about.
pub(crate) fn problems_of(reasons: &[platform::Said], question: impl Fn(&str) -> &'static str) -> forms::Problems {
    let mut problems = forms::Problems::none();
    for said in reasons {
        let problem = forms::Problem::new(question(&said.key), &said.key);
        problems.add(said.args.iter().fold(problem, |p, (name, value)| p.with(name, value.clone())));
    }
    problems
}
