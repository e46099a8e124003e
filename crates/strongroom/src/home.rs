//! The start page and a person's home: put together out of what each crate tells.

use axum::Router;
use axum::routing::get;
use platform::{Answer, App, Config, Context, Parts, Shown, messages};
use ui::{Body, Button, Html, SummaryList};

pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/", get(start))
        .route("/home", get(home))
        .route("/ledger/ledger.pub", get(key))
        .route("/ledger/checkpoint", get(checkpoint))
}

/// Where the record stands, so that its public key can be handed out.
struct RecordFolder(std::path::PathBuf, std::path::PathBuf);

pub(crate) fn parts(parts: &mut Parts, config: &Config) {
    let (folder, public, _) = crate::serve::record_paths(config);
    parts.add(RecordFolder(folder, public));
}

async fn file(path: std::path::PathBuf) -> Answer<String> {
    tokio::fs::read_to_string(&path).await.map_err(|_| platform::No::NotFound)
}

/// The public key of the record: whoever holds a receipt needs it.
async fn key(cx: Context) -> Answer<String> {
    file(cx.app.part::<RecordFolder>()?.1.clone()).await
}

/// The newest signed checkpoint: whoever keeps one can tell later whether the record was rewritten.
async fn checkpoint(cx: Context) -> Answer<String> {
    file(cx.app.part::<RecordFolder>()?.0.join("checkpoint")).await
}

async fn start(cx: Context) -> Answer<Shown> {
    let title = cx.text("start-title");
    let mut body = Body::new().heading(title.as_str()).lead(cx.text("start-lead")).bullets(
        ["start-people", "start-projects", "start-settings", "start-data", "start-outputs"].map(|k| cx.text(k)),
    );
    let questions = !cx.app.part::<people::Rules>()?.eligibility.all().is_empty();
    body = match cx.person() {
        Ok(_) => body.html(Button::link(cx.text("start-home"), &cx.href("/home")).start().html()),
        Err(_) => body
            .html(Button::link(cx.text("start-sign-in"), &cx.href("/sign-in")).start().html())
            .link(cx.text("sign-in-register"), &cx.href("/register")),
    };
    if questions && cx.person().is_err() {
        body = body.link(cx.text("eligibility-link"), &cx.href("/eligibility"));
    }
    body = body.link(cx.text("start-catalogue"), &cx.href("/catalogue"));
    if cx.app.part::<projects::Rules>()?.register {
        body = body.link(cx.text("start-register"), &cx.href("/register-of-projects"));
    }
    Ok(cx.page(title, body))
}

async fn home(cx: Context) -> Answer<Shown> {
    let who = cx.who()?;
    let unread = messages::unread(&cx.app, who.person).await?;
    let today = cx.app.world.now().date();
    let accredited = people::accreditations(&cx.app, who.person).await?.iter().any(|a| a.valid_on(today));
    let title = cx.say("home-title", &[("name", who.known.name.as_str().into())]);
    let state = cx.text(if accredited { "home-accredited" } else { "home-not-accredited" });
    let summary = SummaryList::new()
        .row_with(
            cx.text("home-accreditation"),
            state,
            (cx.text("home-open").as_str(), &cx.href("/accreditation"), &cx.text("home-accreditation")),
        )
        .row_with(
            cx.text("notices-title"),
            cx.count("notices-unread", usize::try_from(unread).unwrap_or(0)),
            (cx.text("home-open").as_str(), &cx.href("/notices"), &cx.text("notices-title")),
        );
    let mut links = vec![
        Html::link(cx.text("home-projects"), &cx.href("/projects")),
        Html::link(cx.text("home-apply"), &cx.href("/projects/apply")),
        Html::link(cx.text("home-outputs"), &cx.href("/outputs")),
        Html::link(cx.text("start-catalogue"), &cx.href("/catalogue")),
    ];
    for (key, path) in cx.app.chrome.navigation(&cx) {
        if !["/home", "/projects", "/outputs", "/catalogue"].contains(&path) {
            links.push(Html::link(cx.text(key), &cx.href(path)));
        }
    }
    let body = Body::new().heading(title.as_str()).component(&summary).section(cx.text("home-do")).plain_list(links);
    Ok(cx.page(title, body))
}
