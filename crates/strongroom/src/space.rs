//! The first page of a project's space: its folders, tables and write-ups, which belong to different crates.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use platform::{Answer, App, Context, OrNotFound, Shown};
use ui::{Body, Html, SummaryList};

pub(crate) fn pages() -> Router<App> {
    Router::new().route("/projects/{number}/space", get(show))
}

/// Only from inside: the access decision is asked again (LVL-12).
async fn show(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let person = cx.person()?;
    let project = projects::project_by_number(&cx.app, &number).await?.or_not_found()?;
    // Whoever is not on the team may not know that there is such a project (invariant 12).
    if !projects::team(&cx.app, project.id).await?.contains(&person) {
        return Err(platform::No::NotFound);
    }
    let session = settings::inside(&cx, project.id).await?;
    let base = format!("/projects/{number}/space");
    let link = |key: &str, path: &str| Html::link(cx.text(key), &cx.href(&format!("{base}/{path}")));
    let title = cx.text("space-title");
    let summary = SummaryList::new()
        .row(cx.text("space-route"), cx.text(&format!("settings-route-{}", session.route)))
        .row(cx.text("space-since"), session.started_at.text(cx.lang));
    let body = Body::new()
        .heading_with_caption(project.title.as_str(), title.as_str())
        .component(&summary)
        .section(cx.text("space-work"))
        .plain_list([link("space-tables", "tables"), link("space-write-ups", "write-ups")])
        .when(cx.app.part::<settings::Desks>()?.are_wanted(), |body| {
            body.link(cx.text("space-desk"), &cx.href(&format!("/projects/{number}/desk")))
        })
        .section(cx.text("space-folders"))
        .plain_list([
            link("space-private", "files/private"),
            link("space-shared", "files/shared"),
            link("space-sdc", "files/sdc"),
            link("space-study", "files/study"),
        ])
        .section(cx.text("space-out"))
        .text(cx.text("space-out-text"))
        .link(cx.text("home-outputs"), &cx.href(&format!("/outputs?project={number}")))
        .html(cx.button(&format!("/projects/{number}/leave"), "space-leave", &[]));
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href(&format!("/projects/{number}"))))
}
