//! What happened on a project, drawn from the record.

use axum::extract::{Path, Query};
use foundation::{Arg, Moment};
use platform::{Answer, Context, No, PersonId, Shown};
use ui::{Body, Timeline, TimelineEntry};

use super::Paged;
use crate::actions::seen;

/// Entries on a page.
const PAGE: usize = 50;

/// An entry in words: the text `history-<action>` of whichever crate wrote it, with its details as arguments. An action
/// that nobody worded shows a general sentence.
pub fn history_words<'a>(cx: &Context, action: &str, details: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let key = format!("history-{action}");
    if !cx.app.texts.has(&key) {
        return cx.text("projects-history-other");
    }
    let args: Vec<(&str, Arg)> = details
        .into_iter()
        .map(|(name, value)| {
            // Stages, outcomes and states go by words of their own.
            let word = format!("projects-{name}-{value}");
            let known = matches!(name, "stage" | "outcome" | "to") && cx.app.texts.has(&word);
            (name, Arg::Text(if known { cx.text(&word) } else { value.to_owned() }))
        })
        .collect();
    cx.app.texts.text(cx.lang, &key, &args)
}

pub(crate) async fn show(cx: Context, Path(number): Path<String>, Query(paged): Query<Paged>) -> Answer<Shown> {
    let seen = seen(&cx, &number).await?;
    let mut all = store::history_of_project(&cx.app.store, &seen.project.id.to_string()).await.map_err(No::from)?;
    // Saving a draft over and over tells nobody anything.
    all.retain(|(_, e)| e.action != "application-saved");
    all.reverse();
    let from = usize::try_from(paged.index()).unwrap_or(0).saturating_mul(PAGE);
    let more = all.len() > from.saturating_add(PAGE);
    let shown: Vec<_> = all.into_iter().skip(from).take(PAGE).collect();
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
