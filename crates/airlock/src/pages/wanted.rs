//! A table that was asked for and is not there yet: its place in the queue, how long it has taken, and how to cancel it.

use axum::extract::Path;
use axum::response::Response;
use platform::web::redirect;
use platform::{Answer, Context, No, Said, Shown, Submitted};
use projects::Project;
use ui::{Body, SummaryList};

use super::{Query, arg, space_path};
use crate::actions;
use crate::facts::ProjectSpace;
use crate::lookup;
use crate::making::{End, Making, Stage, Wanted};
use crate::policy::MakeTable;

/// The page looks again after so many seconds.
const AGAIN: u32 = 5;

/// Where it stands, in words.
fn place(cx: &Context, wanted: &Wanted) -> String {
    match (wanted.stage(), wanted.place()) {
        (Stage::Stopping, _) => cx.text("table-wanted-stopping"),
        (_, 0) => cx.text("table-wanted-now"),
        (_, place) => cx.say("table-wanted-place", &[arg("place", place)]),
    }
}

/// How long somebody has waited.
fn waited(cx: &Context, wanted: &Wanted) -> String {
    let seconds = wanted.seconds(cx.app.world.now());
    cx.say("table-wanted-waited", &[arg("minutes", seconds / 60), arg("seconds", seconds % 60)])
}

/// What the caller waits for, above the tables that are made.
pub(super) fn listed(cx: &Context, space: &ProjectSpace, body: Body) -> Answer<Body> {
    let wanted = cx.app.part::<Making>()?.of(cx.person()?);
    let Some(wanted) = wanted.filter(|w| w.project == space.id && !matches!(w.stage(), Stage::Ended(_))) else {
        return Ok(body);
    };
    let href = cx.href(&format!("{}/tables/{}", space_path(space), wanted.reference));
    Ok(body
        .section(cx.text("tables-wanted"))
        .link(format!("{} ({})", wanted.title, wanted.reference), &href)
        .text(place(cx, &wanted)))
}

pub(super) fn shown(cx: &Context, project: &Project, wanted: &Wanted, query: &Query) -> Answer<Shown> {
    let tables = format!("{}/tables", space_path(project));
    let path = format!("{tables}/{}", wanted.reference);
    let body = Body::new().heading_with_caption(project.title.as_str(), wanted.title.as_str());
    let page = |body: Body| cx.page(wanted.title.as_str(), body).back(&cx.text("tables-back"), &cx.href(&tables));
    if let Stage::Ended(end) = wanted.stage() {
        let body = match end {
            End::Refused(why) => body
                .text(cx.text("table-wanted-refused"))
                .bullets(why.iter().map(|said: &Said| said.in_words(&cx.app.texts, cx.lang))),
            End::Cancelled => body.text(cx.text("table-cancelled")),
            End::Made | End::Failed => body.text(cx.text("table-failed")),
        };
        let again = cx.href(&format!("{tables}/new/{}", wanted.dataset));
        return Ok(page(body.link(cx.text("table-wanted-again"), &again)));
    }
    let facts = SummaryList::new()
        .row(cx.text("table-reference"), wanted.reference.as_str())
        .row(cx.text("table-wanted-asked-at"), wanted.asked_at.text(cx.lang))
        .row(cx.text("table-wanted-state"), place(cx, wanted))
        .row(cx.text("table-wanted-so-far"), waited(cx, wanted));
    let still = query.still.is_some();
    let body = body.component(&facts).text(cx.text("table-wanted-text"));
    let body = if still {
        body.link(cx.text("table-wanted-look"), &cx.href(&path))
    } else {
        body.text(cx.say("table-wanted-by-itself", &[arg("seconds", i64::from(AGAIN))]))
            .link(cx.text("table-wanted-still"), &cx.href(&format!("{path}?still=yes")))
    };
    let body = body.html(cx.button(&format!("{path}/cancel"), "table-wanted-cancel", &[]));
    let shown = page(body).with_status(http::StatusCode::ACCEPTED);
    Ok(if still { shown } else { shown.again_after(AGAIN) })
}

pub(super) async fn cancel(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    _sent: Submitted,
) -> Answer<Response> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    match actions::cancel_table(&cx, &space, &reference).await {
        // Too late: here is the table.
        Ok(_) | Err(No::Stale) => {}
        Err(other) => return Err(other),
    }
    Ok(redirect(&cx, &format!("{}/tables/{reference}", space_path(&space))))
}
