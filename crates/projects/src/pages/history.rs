//! What happened on a project, drawn from the record.

use axum::extract::{Path, Query};
use foundation::{Arg, Moment};
use platform::{Answer, Context, No, Paged, PersonId, Shown};
use ui::{Body, Timeline, TimelineEntry};

use crate::actions::seen;
use crate::history::history_words;
use crate::store::lists::{PAGE, cut};

pub(crate) async fn show(cx: Context, Path(number): Path<String>, Query(paged): Query<Paged>) -> Answer<Shown> {
    let seen = seen(&cx, &number).await?;
    let mut all = store::history_of_project(&cx.app.store, &seen.project.id.to_string()).await.map_err(No::from)?;
    // Saving a draft over and over tells nobody anything.
    all.retain(|(_, e)| e.action != "application-saved");
    all.reverse();
    let before = usize::try_from(paged.before(i64::from(PAGE))).map_err(|_| No::NotFound)?;
    let (shown, more) = cut(all.into_iter().skip(before).collect(), PAGE);
    let people: Vec<PersonId> = shown.iter().filter_map(|(_, e)| e.who.parse().ok()).collect();
    let names = people::names(&cx.app, &people).await?;
    let entries = shown.iter().map(|(index, e)| {
        let who = e.who.parse::<PersonId>().ok().and_then(|p| names.get(&p).cloned());
        let at = Moment(e.at);
        let numbered = index.map(|i| cx.say("projects-history-number", &[("n", Arg::Text(i.to_string()))]));
        TimelineEntry {
            title: history_words(&cx, &e.action, e.detail.iter().map(|(n, v)| (n.as_str(), v.as_str()))).into(),
            by: who.unwrap_or_else(|| cx.text("projects-history-service")).into(),
            when: at.text(cx.lang).into(),
            datetime: at.rfc3339(),
            html: numbered.map(|n| ui::Html::paragraphs(&n)).unwrap_or_default(),
        }
    });
    let timeline = Timeline { entries: entries.collect(), ..Timeline::default() };
    let title = cx.text("projects-history");
    let body = Body::new()
        .heading_with_caption(number.as_str(), title.as_str())
        .html(timeline.html())
        .maybe(paged.links(&cx, &format!("/projects/{number}/history"), more).as_ref());
    Ok(cx.page(title, body).back(&seen.project.title, &cx.href(&format!("/projects/{number}"))))
}
