//! `desk`: a sealed desktop without the service, for trying one, and what this machine lacks for it.

use std::io::Write;
use std::net::Ipv4Addr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::{Args, Subcommand};
use foundation::{Lang, Moment, Texts, World};
use hyper_util::rt::TokioIo;

use desk::seal::doctor::{ACCOUNTS, can_seal, examine, is_root};
use desk::seal::{Bind, Driver, Limits};
use desk::wire::Live;
use desk::workspace::{Plan, Workspace};
use desk::{Curtain, Mark, Rules, Session, Size};

use super::{complain, say};

#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Say what this machine offers for sealed desktops; exit 1 where one cannot be sealed
    Doctor {
        /// Results as JSON
        #[arg(long)]
        json: bool,
    },
    /// Start a desktop for one person and serve it on this machine alone; prints `ready http://…`, ends with Ctrl+C
    Open(DeskArgs),
}

#[derive(Debug, Args)]
pub struct DeskArgs {
    /// Who sees it: the watermark shows this name
    #[arg(long, default_value = "A researcher")]
    pub person: String,
    /// A folder that is seen as /data/NAME and cannot be written; may be given more than once
    #[arg(long)]
    pub data: Vec<PathBuf>,
    /// A folder that is kept, seen as /project
    #[arg(long)]
    pub project: Option<PathBuf>,
    /// Port of the page; 0 chooses a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Width and height of the screen in dots
    #[arg(long, default_value = "1280x800")]
    pub size: String,
    /// Minutes without a key or a movement until the picture is taken away
    #[arg(long, default_value_t = 10)]
    pub idle: u16,
    /// Longest text in bytes that may be pasted in; 0 allows none. Text never comes out
    #[arg(long, default_value_t = 0)]
    pub clipboard_in: usize,
    /// Start although this machine cannot hold limits of memory, processes and processor
    #[arg(long)]
    pub without_limits: bool,
    /// Language of the page: en or cy
    #[arg(long, default_value = "en", value_parser = ["en", "cy"])]
    pub lang: String,
    /// The program on the screen, with its words; without it a terminal
    #[arg(last = true)]
    pub program: Vec<String>,
}

pub(crate) fn desk(command: DeskCommand) -> u8 {
    match command {
        DeskCommand::Doctor { json } => doctor(json),
        DeskCommand::Open(args) => crate::cli::run(open(args)),
    }
}

/// A folder that others may enter, as the accounts of the sandboxes must.
fn scratch() -> Result<tempfile::TempDir, String> {
    let made = tempfile::Builder::new().prefix("strongroom-desk-").tempdir();
    let folder = made.map_err(|e| format!("making a folder for the desktop: {e}"))?;
    let mode = std::fs::Permissions::from_mode(0o711);
    std::fs::set_permissions(folder.path(), mode).map_err(|e| format!("opening {}: {e}", folder.path().display()))?;
    Ok(folder)
}

fn doctor(json: bool) -> u8 {
    let found = match scratch() {
        Ok(folder) => examine(folder.path()),
        Err(why) => {
            complain(why);
            return 2;
        }
    };
    for finding in &found {
        if json {
            say(serde_json::to_string(finding).unwrap_or_default());
            continue;
        }
        let there = match (finding.is_there, finding.needed) {
            (true, _) => "ok",
            (false, true) => "MISSING",
            (false, false) => "without",
        };
        say(format_args!("{there:8} {:20} {}", finding.what, finding.said));
    }
    u8::from(!can_seal(&found))
}

async fn open(args: DeskArgs) -> u8 {
    match try_open(args).await {
        Ok(status) => status,
        Err(why) => {
            complain(why);
            2
        }
    }
}

/// What the requests share.
struct Trial {
    live: Arc<Live>,
    texts: Texts,
    lang: Lang,
    /// In the address of the page: other accounts of this machine do not know it.
    token: String,
    /// What is asked for again after a lock.
    word: String,
    host: String,
}

async fn try_open(args: DeskArgs) -> Result<u8, String> {
    let size = read_size(&args.size)?;
    let lang = Lang::from_code(&args.lang).unwrap_or(Lang::En);
    let limits = limits(args.without_limits)?;
    let data = args.data.iter().map(|folder| absolute(folder)).collect::<Result<_, _>>()?;
    let project = args.project.as_deref().map(absolute).transpose()?;
    if let Some(folder) = project.as_deref().filter(|folder| is_root() && !can_write(folder)) {
        let number = ACCOUNTS.1.user;
        let folder = folder.display();
        complain(format!("in the desktop {folder} can only be read; `chown {number}:{number} {folder}` changes that"));
    }
    let world = World::system();
    let name = hex(&world.bytes::<4>());
    let folder = scratch()?;
    let program = if args.program.is_empty() {
        ["/usr/bin/xterm", "-maximized", "-fa", "Monospace", "-fs", "11"].map(String::from).to_vec()
    } else {
        args.program
    };
    let plan = Plan {
        folder: folder.path().join("desktop"),
        name: name.clone(),
        size,
        accounts: is_root().then_some(ACCOUNTS),
        limits,
        data,
        kept: project.into_iter().map(|folder| Bind::write(folder, "/project")).collect(),
        clipboard_in: args.clipboard_in,
        cookie: world.bytes(),
        program,
    };
    let mut workspace = Workspace::start(&plan)?;
    let rules = Rules {
        idle: Some(i64::from(args.idle.max(1)) * Moment::MINUTE),
        clipboard_in: args.clipboard_in,
        ..Rules::default()
    };
    let session =
        Session::new(size, Mark { person: args.person, session: name, seed: world.bytes() }, rules, world.now());
    let live = Live::new(
        session,
        world.clone(),
        Box::new(|event| {
            let line = serde_json::to_string(event).unwrap_or_default();
            let _ = writeln!(std::io::stderr(), "{line}");
        }),
    );
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await;
    let listener = listener.map_err(|e| format!("listening on port {}: {e}", args.port))?;
    let port = listener.local_addr().map_err(|e| format!("listening: {e}"))?.port();
    let texts = Texts::load(&crate::wiring::locales()).map_err(|e| e.to_string())?;
    let trial = Arc::new(Trial {
        live: Arc::clone(&live),
        texts,
        lang,
        token: hex(&world.bytes::<16>()),
        word: hex(&world.bytes::<3>()),
        host: format!("127.0.0.1:{port}"),
    });
    say(format_args!("ready http://127.0.0.1:{port}/{}/", trial.token));
    say(format_args!("to unlock: {}", trial.word));
    let socket = workspace.socket();
    let router = router(Arc::clone(&trial));
    let status = tokio::select! {
        served = async { axum::serve(listener, router).await } => {
            served.map_err(|e| format!("serving: {e}"))?;
            0
        }
        () = live.follow_display(&socket) => 0,
        () = live.keep_time() => 0,
        _ = tokio::signal::ctrl_c() => 0,
        () = told_to_end() => 0,
        () = gone(&mut workspace) => {
            complain("the desktop ended; this is what it said");
            complain(workspace.logs());
            1
        }
    };
    live.with(Session::end);
    if !workspace.end() {
        complain("some processes of the desktop are left");
        return Ok(1);
    }
    Ok(status)
}

/// Returns when the system asks this program to end.
async fn told_to_end() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut asked) => {
            asked.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

/// Returns when either sandbox has ended.
async fn gone(workspace: &mut Workspace) {
    while matches!(workspace.ended(), Ok(None)) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn limits(without: bool) -> Result<Option<(Driver, Limits)>, String> {
    match Driver::find().and_then(|driver| driver.try_out(Limits::WORKSPACE).map(|()| driver)) {
        Ok(driver) => Ok(Some((driver, Limits::WORKSPACE))),
        Err(why) if without => {
            complain(format!("{why}: the desktop goes without limits"));
            Ok(None)
        }
        Err(why) => {
            Err(format!("{why}: a desktop could use up the machine; `--without-limits` starts one all the same"))
        }
    }
}

fn read_size(text: &str) -> Result<Size, String> {
    let read = text
        .split_once('x')
        .and_then(|(width, height)| Some(Size { width: width.parse().ok()?, height: height.parse().ok()? }));
    let most = Size::LARGEST;
    read.filter(|size| size.fits(most)).ok_or_else(|| {
        format!("--size {text:?}: write width and height, as 1280x800, up to {}x{}", most.width, most.height)
    })
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    let found = path.canonicalize().map_err(|e| format!("finding {}: {e}", path.display()))?;
    if found.is_dir() { Ok(found) } else { Err(format!("{} is no folder", path.display())) }
}

/// Whether the account of the applications may write into a folder.
fn can_write(folder: &Path) -> bool {
    let about = std::fs::metadata(folder);
    about.is_ok_and(|about| about.mode() & 0o002 != 0 || (about.uid() == ACCOUNTS.1.user && about.mode() & 0o200 != 0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn router(trial: Arc<Trial>) -> Router {
    let at = |rest: &str| format!("/{}/{rest}", trial.token);
    Router::new()
        .route(&at(""), get(page))
        .route(&at("script.js"), get(script))
        .route(&at("state"), get(state))
        .route(&at("lock"), post(lock))
        .route(&at("unlock"), post(unlock))
        .route(&at("socket"), get(socket))
        .with_state(trial)
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; \
    img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

async fn page(State(trial): State<Arc<Trial>>) -> Response {
    let sentence = |key: &str| trial.texts.text(trial.lang, key, &[]).replace('&', "&amp;").replace('"', "&quot;");
    let html = format!(
        r#"<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>html,body{{margin:0;height:100%;background:#303030;color:#fff;font:16px sans-serif}}body{{display:flex;flex-direction:column}}
header{{display:flex;gap:1em;align-items:center;padding:.4em .8em}}h1{{font-size:1em;margin:0}}header p{{margin:0;flex:1}}main{{flex:1;min-height:0}}#screen{{height:100%}}
button,input{{font:inherit;padding:.2em .8em}}</style>
<script type="module" src="script.js"></script></head>
<body data-desk="" data-connecting="{connecting}" data-open="{open}" data-locked="{locked}" data-ended="{ended}" data-broken="{broken}" data-wrong="{wrong}">
<header><h1>{title}</h1><p id="status" data-desk-status role="status"></p>
<form id="unlock" data-desk-unlock hidden><label>{word} <input type="password" autocomplete="off"></label> <button>{unlock}</button></form>
<button id="lock" data-desk-lock type="button">{lock}</button></header>
<main aria-label="{screen}"><div id="screen" data-desk-screen></div></main>
</body></html>
"#,
        lang = trial.lang.code(),
        title = sentence("desk-title"),
        connecting = sentence("desk-connecting"),
        open = sentence("desk-open"),
        locked = sentence("desk-locked"),
        ended = sentence("desk-ended"),
        broken = sentence("desk-broken"),
        wrong = sentence("desk-wrong"),
        word = sentence("desk-word"),
        unlock = sentence("desk-unlock"),
        lock = sentence("desk-lock"),
        screen = sentence("desk-screen"),
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, html).into_response()
}

async fn script() -> Response {
    match ui::assets().iter().find(|asset| asset.name == "desk.js") {
        Some(asset) => ([(header::CONTENT_TYPE, asset.content_type)], asset.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn state(State(trial): State<Arc<Trial>>) -> Response {
    let state = match trial.live.curtain() {
        Curtain::Open => "open",
        Curtain::Locked => "locked",
        Curtain::Ended => "ended",
    };
    ([(header::CACHE_CONTROL, "no-store")], axum::Json(serde_json::json!({ "state": state }))).into_response()
}

async fn lock(State(trial): State<Arc<Trial>>, headers: HeaderMap) -> StatusCode {
    if !trial.is_ours(&headers) {
        return StatusCode::FORBIDDEN;
    }
    trial.live.with(Session::lock);
    StatusCode::NO_CONTENT
}

async fn unlock(State(trial): State<Arc<Trial>>, headers: HeaderMap, word: String) -> StatusCode {
    // A second for each try: the word is short, as a person has to type it.
    tokio::time::sleep(Duration::from_secs(1)).await;
    if !trial.is_ours(&headers) || word.trim() != trial.word {
        return StatusCode::FORBIDDEN;
    }
    trial.live.with(Session::unlock);
    StatusCode::NO_CONTENT
}

impl Trial {
    /// Whether a request comes from our page: a page of somebody else may name our address too.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        text(header::HOST) == Some(self.host.as_str())
            && text(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == Some(self.host.as_str())
    }
}

async fn socket(State(trial): State<Arc<Trial>>, request: Request) -> Response {
    let headers = request.headers();
    let is = |name, word: &str| {
        headers.get(name).and_then(|v| v.to_str().ok()).is_some_and(|v| v.to_ascii_lowercase().contains(word))
    };
    if !trial.is_ours(headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24).cloned();
    let right = is(header::UPGRADE, "websocket")
        && is(header::CONNECTION, "upgrade")
        && is(header::SEC_WEBSOCKET_VERSION, "13");
    let Some(key) = key.filter(|_| right) else { return StatusCode::BAD_REQUEST.into_response() };
    let accept = desk::wire::derive_accept_key(key.as_bytes());
    let live = Arc::clone(&trial.live);
    tokio::spawn(async move {
        if let Ok(upgraded) = hyper::upgrade::on(request).await {
            live.show(TokioIo::new(upgraded)).await;
        }
    });
    let answer = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::UPGRADE, "websocket")
        .header(header::CONNECTION, "Upgrade")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .body(Body::empty());
    answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
