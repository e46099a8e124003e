//! The layers round every request: language, place, limits, origin, security headers, errors, measurements.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use foundation::{Lang, Moment};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

use super::ended::Sent;
use super::errors;
use super::form::Posted;
use super::place::{self, ProxyHeader};
use crate::caught::caught;
use crate::context::Place;
use crate::no::Untold;
use crate::{App, No, PersonId, Said, limits};

/// The largest body of somebody who has not signed in with both factors, in bytes.
const OPEN_BYTES: usize = 64 * 1024;

/// Put by [`crate::Context`] where the person has signed in with both factors: they may send files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaySendFiles;

/// Who turned out to ask: [`crate::Context`] says it, so that the log can name whoever was refused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asker(pub(crate) Arc<OnceLock<PersonId>>);

/// Lets the body of a request be as long as files are.
pub(crate) fn may_send_files(app: &App, extensions: &mut http::Extensions) {
    // The limit is the framework's own extension, which it sets on a request only.
    let mut request = http::Request::new(());
    std::mem::swap(request.extensions_mut(), extensions);
    DefaultBodyLimit::max(app.config.limits.request_bytes).apply(&mut request);
    request.extensions_mut().insert(MaySendFiles);
    std::mem::swap(request.extensions_mut(), extensions);
}

pub(crate) fn body_limit(app: &App, request: &Request) -> usize {
    match request.extensions().get::<MaySendFiles>() {
        Some(_) => app.config.limits.request_bytes,
        None => OPEN_BYTES.min(app.config.limits.request_bytes),
    }
}

/// The whole service: pages and `/api/v1`.
pub fn router(app: App, pages: Router<App>, api: Router<App>) -> Router {
    let inner = pages
        .nest("/api/v1", api)
        .fallback(|| async { No::NotFound })
        .method_not_allowed_fallback(|| async { No::NotFound })
        // Whoever has signed in may send more: `Context` says so.
        .layer(DefaultBodyLimit::max(OPEN_BYTES.min(app.config.limits.request_bytes)))
        .with_state(app.clone());
    // The language is cut off before routing, so that one route serves both languages.
    Router::new().fallback_service(inner).layer(middleware::from_fn_with_state(app, shell))
}

async fn shell(State(app): State<App>, mut request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "how long an answer took is measured, not decided on")]
    let started = Instant::now();
    let method = request.method().clone();
    let (lang, path) = language(&app, request.uri());
    let (address, proxied) = address(&app, &request);
    let place = Place { lang, path: path.clone(), address: address.clone(), proxied };
    let api = path.starts_with("/api/");
    let (asker, posted) = (Asker::default(), Posted::default());

    let checked = check(&app, &request, &place);
    let sent = if api || checked.is_err() { None } else { Sent::of(&mut request) };
    let mut response = match checked {
        Err(no) => no.into_response(),
        Ok(()) => {
            // What was cut off left a path behind, or the request would not have come this far.
            if let Ok(uri) = path.parse::<Uri>() {
                *request.uri_mut() = uri;
            }
            request.extensions_mut().insert(place.clone());
            request.extensions_mut().insert(asker.clone());
            request.extensions_mut().insert(posted.clone());
            match caught(next.run(request)).await {
                Ok(response) => response,
                Err(panic) => {
                    No::Broken(format!("answering {method} {} {panic}", without_query(&path))).into_response()
                }
            }
        }
    };
    let no = response.extensions_mut().remove::<Untold>().map(|Untold(no)| no);
    if let Some(no) = no.or_else(|| refused_by_axum(&app, &method, &response).map(Arc::new)) {
        log_refused(&method, &place, &asker, &no);
        let mut kept = None;
        let mut back = place.clone();
        if let (No::SignIn, Some(sent)) = (&*no, &sent) {
            (back, kept) = sent.after_the_end(&app, &place).await;
        }
        let mut both = None;
        if let (No::Stale, Some(sent), Some(fields)) = (&*no, &sent, posted.0.get())
            && let Some((page, cookie)) = sent.beside(&app, &place, fields).await
        {
            (both, kept) = (Some(page), Some(cookie));
        }
        response = errors::tell(&app, &back, api, (&no, both.as_deref())).await;
        if let Some(cookie) = kept {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    } else if let (StatusCode::SEE_OTHER, Some(sent)) = (response.status(), &sent) {
        sent.taken(&app, &place, asker.0.get().copied()).await;
    }
    secure(&app, response.headers_mut());
    let status = response.status().as_u16();
    let took = started.elapsed();
    // A method is the client's word: only known ones may become a label.
    let word = match method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::PATCH => method.as_str(),
        _ => "other",
    };
    metrics::counter!("http_requests_total", "method" => word.to_owned(), "status" => status.to_string()).increment(1);
    metrics::histogram!("http_request_seconds").record(took.as_secs_f64());
    tracing::info!(target: "request", %method, path = without_query(&path), status, micros = took.as_micros() as u64);
    response
}

/// What axum's own extractors refuse (a query or a body that is none, a path that names nothing) comes as plain text; it
/// is told as every other no.
fn refused_by_axum(app: &App, method: &Method, response: &Response) -> Option<No> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !response.status().is_client_error() || !(kind.is_empty() || kind.starts_with("text/plain")) {
        return None;
    }
    Some(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => errors::too_large(app.config.limits.request_bytes),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => No::NotFound,
        _ if matches!(*method, Method::GET | Method::HEAD) => No::NotFound,
        _ => No::BadRequest(Said::new("request-not-a-form", &[])),
    })
}

/// What somebody was not let do: who, where from, what and why, for whoever looks for an attack. Answers that need
/// correcting and pages that are not there are no attack, unless somebody who is signed in asks for what is not theirs.
fn log_refused(method: &Method, place: &Place, asker: &Asker, no: &No) {
    let who = asker.0.get();
    let why = match no {
        No::Forged | No::TooMany | No::Forbidden { .. } => errors::word(no),
        No::BadRequest(said) => said.key.as_str(),
        No::NotFound if who.is_some() => errors::word(no),
        _ => return,
    };
    let who = who.map_or_else(|| "nobody".to_owned(), ToString::to_string);
    let (path, address, proxied) = (without_query(&place.path), &place.address, place.proxied);
    tracing::warn!(target: "security", who, address, proxied, %method, path, why, "refused");
}

/// A query may hold a token: it is never logged.
pub(super) fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

/// `/cy/…` is Welsh where the profile offers it; everything else is the profile's first language.
fn language(app: &App, uri: &Uri) -> (Lang, String) {
    let path = uri.path_and_query().map_or("/", |p| p.as_str());
    if app.profile.offers(Lang::Cy)
        && let Some(rest) = path.strip_prefix("/cy")
        && (rest.is_empty() || rest.starts_with(['/', '?']))
    {
        return (Lang::Cy, local(rest));
    }
    (Lang::En, local(path))
}

/// A path of this service without its language.
pub(super) fn without_language(app: &App, path: &str) -> String {
    path.parse::<Uri>().map_or_else(|_| String::new(), |uri| language(app, &uri).1)
}

/// With exactly one slash at the start: `//elsewhere` and `/\elsewhere` in a link lead to another site.
fn local(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

/// Where the request comes from; "unknown" where that cannot be told, which is no place at all.
fn address(app: &App, request: &Request) -> (String, bool) {
    let listen = &app.config.listen;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let trusted: Vec<IpAddr> = listen.trusted_proxies.iter().filter_map(|p| p.parse().ok()).map(place::plain).collect();
    let found = place::find(peer, request.headers(), &trusted, ProxyHeader::of(&listen.proxy_header));
    (found.address.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string()), found.proxied)
}

fn check(app: &App, request: &Request, place: &Place) -> Result<(), No> {
    let now = app.world.now();
    let limits = &app.config.limits;
    let from = limits::whose(&place.address);
    if !app.limits.allow(&from, limits.requests_per_minute, Moment::MINUTE, now) {
        return Err(No::TooMany);
    }
    if !probes(&place.path) && !known_host(app, request.headers()) {
        return Err(No::BadRequest(Said::new("request-wrong-host", &[])));
    }
    if request.method() == Method::POST {
        let one_of = |paths: &[&str]| paths.iter().any(|path| place.path.starts_with(path));
        let signs_in =
            one_of(&["/sign-in", "/account/password", "/account/email", "/api/v1/session", "/register/prove"]);
        let registers = !signs_in && one_of(&["/register"]);
        let (sign_ins, registrations) = (limits.sign_ins_per_minute, limits.registrations_per_hour);
        if signs_in && !app.limits.allow(&format!("sign-in {from}"), sign_ins, Moment::MINUTE, now)
            || registers && !app.limits.allow(&format!("register {from}"), registrations, Moment::HOUR, now)
        {
            return Err(No::TooMany);
        }
    }
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || same_origin(app, request.headers())
    {
        Ok(())
    } else {
        Err(No::Forged)
    }
}

/// What is asked by machines that know this one by its number.
fn probes(path: &str) -> bool {
    ["/healthz", "/readyz", "/metrics"].contains(&without_query(path))
}

/// Whether the browser believes that it speaks with this service: another site's name that leads here (DNS rebinding) would
/// make its pages ours. A program of old that names no host has no pages.
fn known_host(app: &App, headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let Some(host) = named.next() else { return true };
    let Ok(host) = host.to_str() else { return false };
    if named.next().is_some() {
        return false;
    }
    let config = &app.config;
    let public = config.public_url.split_once("://").map_or("", |(_, rest)| rest);
    let public = public.split('/').next().unwrap_or_default();
    let same = |a: &str, b: &str| without_port(a).eq_ignore_ascii_case(without_port(b));
    // A number is nobody's name, so no other site has it: this machine's own may be used to look at the service.
    let here = ["localhost", "127.0.0.1", "[::1]"];
    same(host, public)
        || config.listen.hosts.iter().any(|known| same(host, known))
        || same(host, &config.listen.address)
        || here.iter().any(|name| same(host, name))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A request that changes something must come from our own pages: browsers say so. A client that is no browser sends
/// neither header and may not use the cookie, only a bearer token.
fn same_origin(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match text("origin") {
        Some(_) => own_origin(app, headers),
        None => text("cookie").is_none(),
    }
}

/// Whether a page of this service is said to ask; nobody who says nothing is one.
pub(super) fn own_origin(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    // Behind a proxy the host may be another than the one people type.
    text("origin").is_some_and(|origin| {
        origin == app.config.public_url || origin.split_once("://").is_some_and(|(_, o)| Some(o) == text("host"))
    })
}

fn secure(app: &App, headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, ui::CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), display-capture=()");
    set(header::CACHE_CONTROL, "no-store");
    if app.config.public_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}
