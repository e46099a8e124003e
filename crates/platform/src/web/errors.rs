//! How a no is told: a plain page in the person's language, or JSON with the same words.

use axum::Json;
use axum::response::{IntoResponse, Redirect, Response};
use foundation::{Arg, Lang};
use http::StatusCode;
use serde::Serialize;
use store::StoreError;
use ui::Body;

use crate::context::{Context, Place};
use crate::{App, No, Said};

/// What the API answers where a page would explain.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A word for programs: `not-found`, `forbidden`, `refused`, `invalid`, `stale`, …
    pub error: &'static str,
    /// Every reason, in the language of the request.
    pub reasons: Vec<String>,
    /// For answers that need correcting: question and reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Field {
    pub question: String,
    pub reason: String,
}

/// `limit` in bytes. Whoever may send less than a megabyte has not signed in, and sends no files.
pub(crate) fn too_large(limit: usize) -> No {
    No::BadRequest(match limit / (1024 * 1024) {
        0 => Said::new("request-too-long", &[("kilobytes", Arg::from(limit / 1024))]),
        megabytes => Said::new("request-too-large", &[("megabytes", Arg::from(megabytes))]),
    })
}

/// A body that could not be read: too long, or it did not come whole and in time.
pub(crate) fn unread(status: StatusCode, limit: usize) -> No {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(limit),
        _ => No::BadRequest(Said::new("request-broken-off", &[])),
    }
}

pub(super) fn word(no: &No) -> &'static str {
    match no {
        No::SignIn => "sign-in",
        No::SecondFactor => "second-factor",
        No::NotFound => "not-found",
        No::Forbidden { .. } => "forbidden",
        No::Refused(_) => "refused",
        No::Invalid(_) => "invalid",
        No::Stale => "stale",
        No::Forged => "forged",
        No::TooMany => "too-many",
        No::BadRequest(_) => "bad-request",
        No::Store(e) if e.may_pass() => "away",
        No::Away(_) => "away",
        No::Store(_) | No::Broken(_) => "broken",
    }
}

/// The reasons in words.
pub(crate) fn reasons(app: &App, lang: Lang, no: &No) -> Vec<String> {
    let text = |key: &str| vec![app.texts.text(lang, key, &[])];
    match no {
        No::Forbidden { because, because_cy } => {
            let because = if lang == Lang::Cy { because_cy } else { because };
            if because.is_empty() { text("no-forbidden-text") } else { vec![because.clone()] }
        }
        No::Refused(reasons) => reasons.iter().map(|r| r.in_words(&app.texts, lang)).collect(),
        No::BadRequest(said) => vec![said.in_words(&app.texts, lang)],
        No::Invalid(problems) => problems.iter().map(|p| p.message(&app.texts, lang)).collect(),
        other => text(&format!("no-{}-text", word(other))),
    }
}

/// PostgreSQL keeps no NUL in a text; whoever sends one is told so, not that we broke.
fn holds_nul(no: &No) -> bool {
    match no {
        No::Store(StoreError::Sql { source, .. }) => {
            source.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "22021")
        }
        _ => false,
    }
}

/// `both`: the page, without language, on which what was sent stands beside what somebody else has saved.
pub(crate) async fn tell(app: &App, place: &Place, api: bool, (no, both): (&No, Option<&str>)) -> Response {
    let not_text = No::BadRequest(Said::new("request-not-text", &[]));
    let no = if holds_nul(no) { &not_text } else { no };
    let incident = match no {
        No::Store(_) | No::Away(_) | No::Broken(_) => {
            let id = foundation::Reference::new("E", &app.world).0;
            tracing::error!(incident = id, path = super::shell::without_query(&place.path), ?no, "a request failed");
            Some(id)
        }
        _ => None,
    };
    if api {
        let fields = match no {
            No::Invalid(problems) => problems
                .iter()
                .map(|p| Field { question: p.question.clone(), reason: p.message(&app.texts, place.lang) })
                .collect(),
            _ => Vec::new(),
        };
        let body = Problem { error: word(no), reasons: reasons(app, place.lang, no), fields };
        return (no.status(), Json(body)).into_response();
    }
    let next = |path: &str| {
        let query = serde_urlencoded::to_string([("next", place.path.as_str())]).unwrap_or_default();
        Redirect::to(&format!("{}{path}?{query}", place.lang.prefix())).into_response()
    };
    match no {
        No::SignIn => next("/sign-in"),
        No::SecondFactor => next("/sign-in/code"),
        _ => page(app, place, (no, both), incident),
    }
}

fn page(app: &App, place: &Place, (no, both): (&No, Option<&str>), incident: Option<String>) -> Response {
    // Without the session: an error page must not need the database.
    let mut cx = Context::of_service(app);
    cx.lang = place.lang;
    cx.path = place.path.clone();
    let title = cx.text(&format!("no-{}-title", word(no)));
    let mut body = Body::new().heading(title.as_str());
    let reasons = reasons(app, place.lang, no);
    body = match (both, reasons.as_slice()) {
        (Some(_), _) => body.text(cx.text("no-stale-kept")),
        (None, [one]) => body.text(one.as_str()),
        (None, many) => body.bullets(many.iter().map(String::as_str)),
    };
    if let Some(id) = incident {
        body = body.text(cx.say("no-incident", &[("reference", Arg::Text(id))]));
    }
    body = match both {
        Some(page) => body.html(ui::Button::link(cx.text("no-stale-both"), &cx.href(page)).html()),
        None => body.link(cx.text("no-back"), &cx.href("/")),
    };
    cx.page(title, body).with_status(no.status()).into_response()
}
