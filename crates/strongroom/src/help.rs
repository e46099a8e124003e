//! Pages that every service must have: privacy, cookies, accessibility, contact (3.4, 3.6).

use axum::Router;
use axum::routing::get;
use platform::context::{ANSWERED, BROWSER, COOKIE, KEPT, cookie_name};
use platform::{Answer, App, Context, Shown};
use ui::{Body, Html, SummaryList, Table};

pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/help/privacy", get(privacy))
        .route("/help/cookies", get(cookies))
        .route("/help/accessibility", get(accessibility))
        .route("/help/contact", get(contact))
}

fn prose(cx: &Context, page: &str) -> Shown {
    let title = cx.text(&format!("help-{page}-title"));
    let body = Body::new().heading(title.as_str()).html(Html::paragraphs(&cx.text(&format!("help-{page}-text"))));
    cx.page(title, body)
}

async fn privacy(cx: Context) -> Answer<Shown> {
    Ok(prose(&cx, "privacy"))
}

async fn accessibility(cx: Context) -> Answer<Shown> {
    Ok(prose(&cx, "accessibility"))
}

async fn cookies(cx: Context) -> Answer<Shown> {
    let title = cx.text("help-cookies-title");
    let name = |name| cookie_name(&cx.app.config, name);
    let table = Table::new(cx.text("help-cookies-caption"))
        .head(["help-cookie-name", "help-cookie-purpose", "help-cookie-expires"].map(|k| cx.text(k)))
        .row([
            ui::Cell::new(name(COOKIE)),
            ui::Cell::new(cx.text("help-cookie-session")),
            ui::Cell::new(cx.say("help-cookie-hours", &[("n", cx.app.config.session.absolute_hours.into())])),
        ])
        .row([
            ui::Cell::new(name(BROWSER)),
            ui::Cell::new(cx.text("help-cookie-browser")),
            ui::Cell::new(cx.text("help-cookie-year")),
        ])
        .row([
            ui::Cell::new(name(ANSWERED)),
            ui::Cell::new(cx.text("help-cookie-answered")),
            ui::Cell::new(cx.text("help-cookie-minute")),
        ])
        .row([
            ui::Cell::new(name(KEPT)),
            ui::Cell::new(cx.text("help-cookie-kept")),
            ui::Cell::new(cx.text("help-cookie-day")),
        ]);
    let body = Body::new().heading(title.as_str()).text(cx.text("help-cookies-text")).component(&table);
    Ok(cx.page(title, body))
}

async fn contact(cx: Context) -> Answer<Shown> {
    let title = cx.text("help-contact-title");
    let mut list = SummaryList::new();
    for (topic, address) in &cx.app.profile.general.contacts {
        list =
            list.row(cx.text(&format!("contact-{topic}")), Html::link(address.as_str(), &format!("mailto:{address}")));
    }
    let body = Body::new().heading(title.as_str()).text(cx.text("help-contact-text")).component(&list);
    Ok(cx.page(title, body))
}
