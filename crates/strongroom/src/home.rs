//! The start page and a person's home: put together out of what each crate tells.

use axum::Router;
use axum::routing::get;
use foundation::{Arg, Date, date_text};
use platform::waits::Kind;
use platform::{Answer, App, Config, Context, Home, Parts, Shown, Waits, messages};
use ui::{Body, Button, Html, Status, Task, TaskList};

pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/", get(start))
        .route("/home", get(home))
        .route("/ledger/ledger.pub", get(key))
        .route("/ledger/checkpoint", get(checkpoint))
}

/// Where the record stands, so that its public key can be handed out.
struct RecordFolder(std::path::PathBuf, std::path::PathBuf);

/// A crate whose things wait for somebody has its line here.
pub(crate) fn parts(parts: &mut Parts, config: &Config) {
    let (folder, public, _) = crate::serve::record_paths(config);
    parts.add(RecordFolder(folder, public));
    parts.add(Home(vec![people::waits, data::waits, projects::waits, settings::waits, airlock::waits]));
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

/// Notices that stand on the home itself; the others on their own page.
const NEWEST: i64 = 5;

/// What waits for whoever looks: as each crate tells it, with what is new, and where to go on.
async fn home(cx: Context) -> Answer<Shown> {
    let who = cx.who()?;
    let title = cx.say("home-title", &[("name", who.known.name.as_str().into())]);
    let mut waits = Vec::new();
    for part in &cx.app.part::<Home>()?.0 {
        waits.extend(part(&cx).await?);
    }
    let mut body = Body::new().heading(title.as_str());
    if waits.iter().all(|w| w.kind == Kind::Ends) {
        body = body.text(cx.text("home-nothing"));
    }
    for (kind, key) in [(Kind::Yours, "home-yours"), (Kind::Queue, "home-queues"), (Kind::Ends, "home-ends")] {
        body = section(&cx, body, key, waits.iter().filter(|w| w.kind == kind).collect());
    }
    let unread = messages::unread(&cx.app, who.person).await?;
    if unread > 0 {
        let newest = messages::newest_unread(&cx.app, who.person, NEWEST).await?;
        let links = newest.iter().map(|n| {
            let mut line = Html::link(n.in_words(&cx.app, cx.lang), &cx.href(&format!("/notices/{}", n.id)));
            line.push(&Html::text(&format!(", {}", n.at.text(cx.lang))));
            line
        });
        body = body.section(cx.text("home-new")).plain_list(links);
    }
    let all = Html::link(cx.text("home-notices"), &cx.href("/notices"));
    let mut links = vec![
        Html::link(cx.text("home-projects"), &cx.href("/projects")),
        Html::link(cx.text("home-apply"), &cx.href("/projects/apply")),
        Html::link(cx.text("home-outputs"), &cx.href("/outputs")),
        Html::link(cx.text("start-catalogue"), &cx.href("/catalogue")),
        all,
    ];
    for (key, path) in cx.app.chrome.navigation(&cx) {
        if !["/home", "/projects", "/outputs", "/catalogue"].contains(&path) {
            links.push(Html::link(cx.text(key), &cx.href(path)));
        }
    }
    let body = body.section(cx.text("home-do")).plain_list(links);
    Ok(cx.page(title, body))
}

/// One list with its heading, what is due first before the others; nothing where there is nothing.
fn section(cx: &Context, body: Body, key: &str, mut waits: Vec<&Waits>) -> Body {
    if waits.is_empty() {
        return body;
    }
    waits.sort_by_key(|w| (w.due.is_none(), w.due, w.since.is_none(), w.since));
    let list = TaskList { id_prefix: key.to_owned(), ..TaskList::new() };
    let list = waits.iter().fold(list, |list, w| list.task(Task::new(w.text.as_str(), &cx.href(&w.path), when(cx, w))));
    body.section(cx.text(key)).component(&list)
}

/// By when, or since when; what is late stands out.
fn when(cx: &Context, w: &Waits) -> Status {
    let say = |key: &str, day: Date| cx.say(key, &[("day", Arg::Text(date_text(day, cx.lang)))]);
    let today = cx.app.world.now().date();
    match (w.due, w.since) {
        (Some(due), _) if w.kind == Kind::Ends && due < today => Status::problem(say("home-ended", due)),
        (Some(due), _) if w.kind == Kind::Ends => Status::completed(say("home-until", due)),
        (Some(due), _) if due < today => Status::problem(say("home-late", due)),
        (Some(due), _) => Status::completed(say("home-by", due)),
        (None, Some(since)) => Status::completed(say("home-since", since.date())),
        (None, None) => Status::default(),
    }
}
