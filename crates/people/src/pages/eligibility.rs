//! Questions that tell whether somebody can use the service, a page each, before anybody signs in (ACC-12). What was answered is
//! in the address alone: nothing is kept of whoever asks.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use platform::{Answer, App, Context, OrNotFound, Shown};
use ui::{Body, Button, Html, SummaryList};

use crate::Rules;
use crate::rules::eligibility::{Ending, Given, Step};

const PATH: &str = "/eligibility";

pub fn routes() -> Router<App> {
    Router::new().route("/eligibility", get(show))
}

async fn show(cx: Context, Query(given): Query<BTreeMap<String, String>>) -> Answer<Shown> {
    let rules = cx.app.part::<Rules>()?;
    let (way, step) = rules.eligibility.follow(|question| given.get(question).cloned()).or_not_found()?;
    let (title, mut body) = match step {
        Step::Asks(question) => {
            let title = cx.text(&format!("eligibility-{}", question.id));
            let choices = question.choices.iter().map(|choice| {
                let words = cx.text(&format!("eligibility-{}-{}", question.id, choice.id));
                Html::link(words, &cx.href(&address(way.iter().copied().chain([(question, choice)]))))
            });
            let mut body = Body::new().heading_with_caption(cx.text("eligibility-title"), title.as_str());
            if way.is_empty() {
                body = body.text(cx.text("eligibility-text"));
            }
            (title, body.plain_list(choices))
        }
        Step::Ends(ending) => {
            let title = cx.text(&format!("eligibility-ends-{ending}"));
            let body = Body::new().heading_with_caption(cx.text("eligibility-title"), title.as_str());
            (title, ends(&cx, body, ending, &way))
        }
    };
    if !way.is_empty() {
        let mut summary = SummaryList::new();
        for (at, (question, choice)) in way.iter().enumerate() {
            let [asked, answered] = words(&cx, (question, choice));
            let to = cx.href(&address(way[..at].iter().copied()));
            summary = summary.row_with(asked.as_str(), answered, (&cx.text("eligibility-change"), &to, &asked));
        }
        body = body.section(cx.text("eligibility-answers")).component(&summary);
    }
    Ok(cx.page(title, body))
}

fn words(cx: &Context, (question, choice): Given<'_>) -> [String; 2] {
    [cx.text(&format!("eligibility-{}", question.id)), cx.text(&format!("eligibility-{}-{}", question.id, choice.id))]
}

fn ends(cx: &Context, body: Body, ending: Ending, way: &[Given<'_>]) -> Body {
    let why = way.last().map(|(question, choice)| format!("eligibility-{}-{}-why", question.id, choice.id));
    let body = match (ending, why) {
        (Ending::Yes, _) | (_, None) => body,
        (_, Some(why)) => body.text(cx.text(&why)),
    };
    let ask = |body: Body, words: &str| match mail(cx, way) {
        Some(link) => body.component(&Button::link(cx.text(words), &link)),
        None => body.link(cx.text(words), &cx.href("/help/contact")),
    };
    match ending {
        Ending::Yes => body
            .text(cx.text("eligibility-yes-text"))
            .component(&Button::link(cx.text("eligibility-register"), &cx.href("/register"))),
        Ending::No => ask(body.text(cx.text("eligibility-no-text")), "eligibility-ask-anyway"),
        Ending::Ask => ask(body.text(cx.text("eligibility-ask-text")), "eligibility-ask"),
    }
}

/// The page after these answers.
fn address<'a>(way: impl Iterator<Item = Given<'a>>) -> String {
    let given: Vec<(&str, &str)> = way.map(|(question, choice)| (question.id.as_str(), choice.id.as_str())).collect();
    let query = serde_urlencoded::to_string(given).unwrap_or_default();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
}

/// A mail to support that says already what was asked and answered.
fn mail(cx: &Context, way: &[Given<'_>]) -> Option<String> {
    let address = cx.app.profile.general.contacts.get("support")?;
    let said: Vec<String> = way.iter().map(|given| words(cx, *given).join(" ")).collect();
    let parts = [("subject", cx.text("eligibility-title")), ("body", said.join("\r\n"))];
    // A space is written as in an address, not as in a form: mail programs show a plus as it is.
    let parts = serde_urlencoded::to_string(parts).ok()?.replace('+', "%20");
    Some(format!("mailto:{address}?{parts}"))
}
