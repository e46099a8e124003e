//! Recordings of desktops, for security staff: which there are, who looked at them and why, and what was seen at a moment. The
//! player is a page a moment; it needs no script.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Lists, Problems};
use foundation::{Arg, Moment};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use platform::web::answered;
use platform::{Answer, Context, FormView, No, Paged, PersonId, Shown, Submitted};
use serde::Deserialize;
use ui::{Body, Cell, Html, SummaryList, Table, WarningText};

use crate::actions::{self, PAGE, Watched};
use crate::model::{DeskRecording, DeskSessionId, DeskViewing, DeskViewingId};
use crate::policy::{WatchRecording, service};

/// A moment of a recording, in microseconds since 1970: the beginning where none is named.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    at: i64,
}

/// How far the links of the player lead, in seconds, and what they are called.
const STEPS: [(i64, &str); 6] = [
    (-60, "settings-recording-minute-back"),
    (-10, "settings-recording-ten-back"),
    (-1, "settings-recording-second-back"),
    (1, "settings-recording-second-on"),
    (10, "settings-recording-ten-on"),
    (60, "settings-recording-minute-on"),
];

fn state(cx: &Context, of: &DeskRecording) -> String {
    match (of.removed_at, of.ended_at) {
        (Some(at), _) => cx.say("settings-recording-removed", &[("at", Arg::Text(at.text(cx.lang)))]),
        (None, None) => cx.text("settings-recording-runs"),
        (None, Some(at)) => cx.say("settings-recording-until", &[("at", Arg::Text(at.text(cx.lang)))]),
    }
}

/// Kilobytes, rounded up.
fn size(cx: &Context, bytes: i64) -> String {
    cx.say(
        "settings-recording-kilobytes",
        &[("n", Arg::Text((bytes / 1000 + i64::from(bytes % 1000 > 0)).to_string()))],
    )
}

async fn number(cx: &Context, of: &DeskRecording) -> Answer<String> {
    Ok(projects::project(&cx.app, of.project).await?.map(|project| project.number).unwrap_or_default())
}

pub(crate) async fn list(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    let mut all = actions::list_recordings(&cx, paged.before(PAGE)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = all.len() > page;
    all.truncate(page);
    let names = actions::names(&cx.app, all.iter().map(|one| one.person)).await?;
    let head = ["begun", "person", "project", "state", "size"].map(|key| format!("settings-recording-{key}"));
    let mut table = Table::new(cx.text("settings-recordings-table"))
        .head(head.map(|key| Cell::new(cx.text(&key))))
        .first_cell_is_header()
        .empty(cx.text("settings-recordings-none"));
    for one in &all {
        table = table.row([
            Cell::new(Html::link(one.begun_at.text(cx.lang), &cx.href(&format!("/recordings/{}", one.desk)))),
            Cell::new(names.get(&one.person).map_or("", String::as_str)),
            Cell::new(number(&cx, one).await?),
            Cell::new(state(&cx, one)),
            Cell::new(size(&cx, one.bytes)),
        ]);
    }
    let title = cx.text("settings-recordings-title");
    let body = Body::new()
        .full_width()
        .heading(title.as_str())
        .text(cx.text("settings-recordings-text"))
        .component(&table)
        .maybe(paged.links(&cx, "/recordings", more).as_ref());
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/home")))
}

pub(crate) async fn show(cx: Context, Path(id): Path<DeskSessionId>) -> Answer<Shown> {
    page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, id: DeskSessionId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let (found, viewings) = actions::recording(cx, id).await?;
    let people = viewings.iter().map(|viewing| viewing.viewer).chain([found.person]);
    let names = actions::names(&cx.app, people).await?;
    let name = names.get(&found.person).map_or("", String::as_str);
    let title = cx.text("settings-recording-title");
    let list = SummaryList::new()
        .row(cx.text("settings-recording-person"), name)
        .row(cx.text("settings-recording-project"), number(cx, &found).await?)
        .row(cx.text("settings-recording-begun"), found.begun_at.text(cx.lang))
        .row(cx.text("settings-recording-state"), state(cx, &found))
        .row(cx.text("settings-recording-size"), size(cx, found.bytes));
    let form = cx.app.profile.form("watch")?;
    let view = FormView::new(form, answers, problems, format!("/recordings/{id}")).submit("settings-recording-watch");
    let may = found.removed_at.is_none() && cx.allows::<WatchRecording>(&service());
    let body = Body::new()
        .heading(title.as_str())
        .component(&list)
        .when(may, |body| body.section(cx.text("settings-recording-why")).html(view.html(cx)))
        .component(&viewers(cx, &viewings, &names));
    let shown = cx.page(title, body).back(&cx.text("settings-recordings-title"), &cx.href("/recordings"));
    Ok(shown.problems(cx, form, problems))
}

fn viewers(cx: &Context, all: &[DeskViewing], names: &BTreeMap<PersonId, String>) -> Table {
    let head = ["viewer", "viewed", "reason"].map(|key| format!("settings-recording-{key}"));
    let table = Table::new(cx.text("settings-recording-viewings"))
        .head(head.map(|key| cx.text(&key)))
        .empty(cx.text("settings-recording-nobody"));
    all.iter().fold(table, |table, one| {
        table.row([
            Cell::new(names.get(&one.viewer).map_or("", String::as_str)),
            Cell::new(one.at.text(cx.lang)),
            Cell::new(one.why.as_str()),
        ])
    })
}

pub(crate) async fn watch(cx: Context, Path(id): Path<DeskSessionId>, form: Submitted) -> Answer<Response> {
    match form.read(cx.app.profile.form("watch")?, &Lists::new()) {
        Ok(answers) => {
            let view = actions::watch_recording(&cx, id, answers.text("reason")).await?;
            Ok(answered(&cx, &format!("/recordings/{id}/views/{view}"), cx.did("settings-recording-told", &[])))
        }
        Err((answers, problems)) => {
            cx.permit_on::<WatchRecording>(service())?;
            Ok(page(&cx, id, &answers, &problems).await?.into_response())
        }
    }
}

pub(crate) async fn player(
    cx: Context,
    Path((id, view)): Path<(DeskSessionId, DeskViewingId)>,
    Query(asked): Query<At>,
) -> Answer<Shown> {
    let watched = actions::watched(&cx, id, view, Moment(asked.at)).await?;
    let path = format!("/recordings/{id}/views/{view}");
    let to = |at: Moment| cx.href(&format!("{path}?at={}", at.0));
    let title = cx.text("settings-recording-title");
    let body = Body::new().full_width().heading(title.as_str());
    let body = match watched {
        Watched::Empty => body.text(cx.text("settings-recording-empty")),
        Watched::Damaged(_) => body.html(WarningText::new(cx.text("settings-recording-damaged")).in_lang(cx.lang)),
        Watched::Step(step) => {
            // What was asked for, within what there is.
            let now = Moment(asked.at.clamp(step.first.0, step.last.0));
            let at = [("at", Arg::Text(second(&cx, now))), ("last", Arg::Text(second(&cx, step.last)))];
            let mut links = Vec::new();
            for (seconds, key) in STEPS {
                let there = now.plus(seconds * Moment::SECOND);
                if (step.first..=step.last).contains(&there) {
                    links.push(Html::link(cx.text(key), &to(there)));
                }
            }
            for (there, key) in [
                (Some(step.first), "settings-recording-first"),
                (step.before, "settings-recording-before"),
                (step.after, "settings-recording-after"),
                (Some(step.last), "settings-recording-last"),
            ] {
                links.extend(there.map(|there| Html::link(cx.text(key), &to(there))));
            }
            // All in one line above the picture: whoever goes through a recording leaves the pointer where it is.
            let line = links.iter().map(Html::as_str).collect::<Vec<_>>().join(" \u{a0} ");
            let body = body
                .text(cx.say("settings-recording-at", &at))
                .html(Html::trusted(format!("<p class=\"govuk-body\">{line}</p>")));
            match &step.screen {
                Some(screen) => {
                    let size = screen.size();
                    let alt = cx.text("settings-recording-picture");
                    let src = cx.href(&format!("{path}/picture?at={}", now.0));
                    body.picture(&src, &alt, size.width.into(), size.height.into())
                }
                None => body.text(cx.text(&format!("settings-recording-seen-{}", step.seen))),
            }
        }
    };
    Ok(cx.page(title, body).back(&cx.text("settings-recording-title"), &cx.href(&format!("/recordings/{id}"))).wide())
}

/// A moment to the second: that is what one seeks by.
fn second(cx: &Context, at: Moment) -> String {
    format!("{}, {}", at.text(cx.lang), at.london().strftime("%H:%M:%S"))
}

/// The picture of a moment, with the mark of whoever looks.
pub(crate) async fn picture(
    cx: Context,
    Path((id, view)): Path<(DeskSessionId, DeskViewingId)>,
    Query(asked): Query<At>,
) -> Answer<Response> {
    let Watched::Step(step) = actions::watched(&cx, id, view, Moment(asked.at)).await? else {
        return Err(No::NotFound);
    };
    let Some(screen) = step.screen else { return Err(No::NotFound) };
    let (mark, now) = (actions::viewer_mark(&cx, view)?, cx.app.world.now());
    let drawn = tokio::task::spawn_blocking(move || desk::recording::png(&screen, &mark, now)).await;
    let png = drawn.map_err(|e| No::Broken(e.to_string()))?.map_err(|e| No::Broken(e.to_string()))?;
    Ok(([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "no-store, private")], png).into_response())
}
