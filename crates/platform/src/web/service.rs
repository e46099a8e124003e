//! What operators and programs ask: health, metrics, assets, the security contact; the notices page; the demo's outbox.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use foundation::Arg;
use http::{StatusCode, header};
use ui::Body;
use ui::{Tag, Timeline, TimelineEntry};

use super::{Shown, Submitted, redirect};
use crate::{Answer, App, Context, No, OrNotFound, messages};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(measurements))
        .route("/assets/{*name}", get(asset))
        .route("/.well-known/security.txt", get(security))
        .route("/notices", get(notices))
        .route("/notices/read", post(read))
        .route("/notices/{id}", get(open))
        .route("/outbox", get(outbox))
}

/// Ready: the database answers.
async fn ready(State(app): State<App>) -> Answer<&'static str> {
    crate::jobs::waiting(&app).await?;
    Ok("ready\n")
}

/// Prometheus' text format. Only for the machine itself: figures tell of use. An unknown proxy on this machine would
/// make everybody look like the machine itself, so it is not believed either.
async fn measurements(cx: Context) -> Answer<String> {
    let local = cx.address == "127.0.0.1" || cx.address == "::1";
    if !local || cx.proxied {
        return Err(No::NotFound);
    }
    metrics::gauge!("jobs_waiting").set(crate::jobs::waiting(&cx.app).await? as f64);
    metrics::gauge!("jobs_given_up").set(crate::jobs::given_up(&cx.app).await? as f64);
    let metrics = cx.app.metrics.as_ref().ok_or(No::NotFound)?;
    Ok(metrics.render())
}

async fn asset(Path(name): Path<String>) -> Answer<Response> {
    let asset = ui::asset(&name).ok_or(No::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        // The name carries a hash of the content.
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((StatusCode::OK, headers, asset.bytes).into_response())
}

/// RFC 9116. Expires within a year of being asked for, as the standard wants.
async fn security(State(app): State<App>) -> Response {
    let expires = app.world.now().plus(180 * foundation::Moment::DAY).date();
    let contact = app.profile.general.contacts.get("security").cloned().unwrap_or_default();
    let url = &app.config.public_url;
    let text = format!(
        "Contact: mailto:{contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: en, cy\nCanonical: {url}/.well-known/security.txt\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn notices(cx: Context) -> Answer<Shown> {
    let person = cx.person()?;
    let all = messages::notices(&cx.app, person).await?;
    let unread = all.iter().filter(|n| n.unread).count();
    let title = cx.text("notices-title");
    let mut body = Body::new().heading(title.as_str()).text(cx.count("notices-unread", unread));
    if unread > 0 {
        body = body.html(cx.button("/notices/read", "notices-mark-read", &[]));
    }
    let items = all.iter().map(|n| {
        let title = ui::Html::link(n.in_words(&cx.app, cx.lang), &cx.href(&format!("/notices/{}", n.id)));
        let html = if n.unread { ui::Component::html(&Tag::new(cx.text("notices-new"))) } else { ui::Html::default() };
        let (when, datetime) = (n.at.text(cx.lang).into(), n.at.rfc3339());
        TimelineEntry { title, when, datetime, html, ..Default::default() }
    });
    let body = body.html(Timeline { entries: items.collect(), ..Default::default() }.html());
    Ok(cx.page(title, body))
}

async fn read(cx: Context, _form: Submitted) -> Answer<Response> {
    messages::mark_read(&cx.app, cx.person()?).await?;
    Ok(redirect(&cx, "/notices"))
}

/// Opening a notice is reading it: it leads on to the page that it is about.
async fn open(cx: Context, Path(id): Path<messages::NoticeId>) -> Answer<Response> {
    let link = messages::open(&cx.app, cx.person()?, id).await?.or_not_found()?;
    Ok(redirect(&cx, &link))
}

/// Mail of the demo, which has no mail server: open to everybody there, and nowhere else.
async fn outbox(cx: Context) -> Answer<Shown> {
    if !cx.app.demo {
        return Err(No::NotFound);
    }
    let title = cx.text("outbox-title");
    let mut body = Body::new().heading(title.as_str()).text(cx.text("outbox-text"));
    for mail in messages::outbox(&cx.app).await? {
        let to =
            cx.say("outbox-to", &[("address", Arg::from(&mail.address)), ("at", Arg::Text(mail.at.text(cx.lang)))]);
        body = body.section(mail.subject.as_str()).small(to);
        for paragraph in mail.body.split("\n\n") {
            body = match paragraph.trim() {
                link if link.starts_with(&cx.app.config.public_url) => {
                    body.link(link, link.trim_start_matches(&cx.app.config.public_url))
                }
                text => body.text(text),
            };
        }
    }
    Ok(cx.page(title, body))
}
