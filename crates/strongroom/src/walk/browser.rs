//! A person's browser: a cookie jar, an address it comes from, and the habit of reading forms before filling them in.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::{Client, Method, Url};
use serde_json::Value;

use super::html::{Html, HtmlForm};
use super::kept::Kept;
use super::leaks::Leaks;

/// What all browsers of a journey share.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    pub leaks: Leaks,
    /// Pages are read in Welsh.
    pub welsh: bool,
    /// Where pages are kept.
    pub kept: Option<Kept>,
}

/// What a step may find wrong: one sentence.
pub type Step<T> = Result<T, String>;

pub struct Browser {
    pub name: String,
    url: Url,
    client: Client,
    /// For the API: no cookies, only the token.
    plain: Client,
    jar: Arc<Jar>,
    shared: Shared,
}

const WELSH: &str = "/cy";

/// An answer, read.
pub struct Page {
    pub status: u16,
    /// Path and query after redirects, the same in both languages.
    pub path: String,
    pub kind: String,
    pub bytes: Vec<u8>,
    pub html: Html,
}

fn failed(doing: &str, error: reqwest::Error) -> String {
    let mut text = format!("{doing}: {error}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

impl Browser {
    /// A browser at an address of this machine. Against a service elsewhere the machine's own address is used.
    pub fn new(name: &str, url: &str, from: IpAddr, shared: &Shared) -> Step<Browser> {
        let url: Url = url.parse().map_err(|e| format!("the address {url:?}: {e}"))?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
        let jar = Arc::new(Jar::default());
        let build = |cookies: bool| {
            let mut builder = Client::builder().user_agent("strongroom walk").no_proxy();
            if here {
                // This machine's name may also stand for an address of the other family, from which nobody comes here.
                let port = url.port_or_known_default().unwrap_or(80);
                builder = builder.local_address(from).resolve("localhost", (Ipv4Addr::LOCALHOST, port).into());
            }
            if cookies {
                builder = builder.cookie_provider(jar.clone());
            }
            builder.build().map_err(|e| failed("making a browser", e))
        };
        let (client, plain) = (build(true)?, build(false)?);
        Ok(Browser { name: name.to_owned(), url, client, plain, jar, shared: shared.clone() })
    }

    /// The token of the session, which the API takes as a bearer token.
    pub fn token(&self) -> Step<String> {
        let cookies = self.jar.cookies(&self.url).ok_or("nobody is signed in")?;
        let text = cookies.to_str().map_err(|e| e.to_string())?;
        let found = text.split("; ").find_map(|c| c.strip_prefix("strongroom_session="));
        found.map(ToOwned::to_owned).ok_or_else(|| "nobody is signed in".to_owned())
    }

    /// Puts a session's token into the jar.
    pub fn keep(&self, token: &str) {
        self.jar.add_cookie_str(&format!("strongroom_session={token}; Path=/"), &self.url);
    }

    /// A page in the language of the journey, unless a link names another.
    fn at(&self, path: &str) -> Step<Url> {
        let named = !path.starts_with('/') || path.starts_with("/api/") || path.starts_with("/cy/") || path == WELSH;
        if self.shared.welsh && !named {
            let path = format!("{WELSH}{path}");
            return self.url.join(path.trim_end_matches('/')).map_err(|e| format!("the path {path:?}: {e}"));
        }
        self.url.join(path).map_err(|e| format!("the path {path:?}: {e}"))
    }

    fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    async fn answer(&self, what: &str, request: reqwest::RequestBuilder) -> Step<Page> {
        let response = request.send().await.map_err(|e| failed(what, e))?;
        let status = response.status().as_u16();
        let url = response.url().clone();
        let plain = url.path().strip_prefix(WELSH).filter(|p| p.is_empty() || p.starts_with('/')).unwrap_or(url.path());
        let path = url.query().map_or_else(|| plain.to_owned(), |q| format!("{plain}?{q}"));
        let header = response.headers().get("content-type").and_then(|v| v.to_str().ok());
        let kind = header.unwrap_or_default().to_owned();
        let bytes = response.bytes().await.map_err(|e| failed(what, e))?.to_vec();
        self.shared.leaks.remember(format!("{what} for {}", self.name), &bytes);
        if let Some(kept) = self.shared.kept.as_ref().filter(|_| kind.starts_with("text/html")) {
            kept.keep(&self.name, what, status, url.path(), &bytes)?;
        }
        if status >= 500 {
            return Err(format!("{what}: the service answered {status}: {}", start(&bytes)));
        }
        let html = Html::read(if kind.starts_with("text/html") {
            std::str::from_utf8(&bytes).unwrap_or_default()
        } else {
            ""
        });
        Ok(Page { status, path, kind, bytes, html })
    }

    pub async fn get(&self, path: &str) -> Step<Page> {
        self.answer(&format!("GET {path}"), self.client.get(self.at(path)?)).await
    }

    /// A page that must be there.
    pub async fn open(&self, path: &str) -> Step<Page> {
        self.get(path).await?.status(200)
    }

    /// Sends a form as it stands.
    pub async fn send(&self, filled: Filled) -> Step<Page> {
        let action = if filled.form.action.is_empty() { filled.page.clone() } else { filled.form.action.clone() };
        let request = self.client.post(self.at(&action)?).header("origin", self.origin()).form(&filled.pairs()?);
        self.answer(&format!("POST {action}"), request).await
    }

    /// Sends it and expects to arrive at a page.
    pub async fn submit(&self, filled: Filled) -> Step<Page> {
        self.send(filled).await?.status(200)
    }

    /// Fills a form in and sends it. Questions that other answers bring up are shown after these were sent: the form then
    /// comes back with them, and is sent again.
    pub async fn fill_in(&self, mut form: Filled, action: &str, answers: &[(&str, &str)]) -> Step<Page> {
        let mut given = 0;
        loop {
            let asked: Vec<_> = answers.iter().filter(|(name, _)| form.asks(name)).collect();
            let more = asked.len() > given;
            given = asked.len();
            let filled = asked.into_iter().fold(form, |form, (name, value)| form.set(name, value));
            let page = self.send(filled).await?;
            if page.status != 422 || !more || given == answers.len() {
                return page.status(200);
            }
            form = page.form(action)?;
        }
    }

    /// A request to the API with the session's token: status and JSON.
    pub async fn api(&self, method: Method, path: &str, body: Option<Value>) -> Step<(u16, Value)> {
        let url = self.at(&format!("/api/v1{path}"))?;
        let mut request = self.plain.request(method.clone(), url);
        if let Ok(token) = self.token() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let page = self.answer(&format!("{method} /api/v1{path}"), request).await?;
        let value = if page.bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&page.bytes).unwrap_or(Value::Null)
        };
        Ok((page.status, value))
    }

    pub async fn api_get(&self, path: &str) -> Step<Value> {
        done(path, self.api(Method::GET, path, None).await?)
    }

    pub async fn api_post(&self, path: &str, body: Value) -> Step<Value> {
        done(path, self.api(Method::POST, path, Some(body)).await?)
    }
}

fn done(path: &str, (status, value): (u16, Value)) -> Step<Value> {
    if (200..300).contains(&status) { Ok(value) } else { Err(format!("/api/v1{path} answered {status}: {value}")) }
}

/// The beginning of a body, for messages.
fn start(bytes: &[u8]) -> String {
    let html = Html::read(&String::from_utf8_lossy(bytes));
    html.text().chars().take(300).collect()
}

impl Page {
    pub fn status(self, expected: u16) -> Step<Page> {
        if self.status == expected {
            return Ok(self);
        }
        let words = self.html.inside("main");
        let words = if words.is_empty() { start(&self.bytes) } else { words };
        let words: String = words.chars().take(400).collect();
        Err(format!("{} answered {} instead of {expected}: {words}", self.path, self.status))
    }

    /// These words can be read on the page.
    pub fn says(self, words: &str) -> Step<Page> {
        let text = self.html.text();
        if text.contains(words) {
            return Ok(self);
        }
        let main: String = self.html.inside("main").chars().take(400).collect();
        Err(format!("{} does not say {words:?}; it says: {main}", self.path))
    }

    /// These words of the service's own can be read, where the page is in English.
    pub fn says_in_english(self, words: &str) -> Step<Page> {
        if self.html.attribute("html", "lang") == Some("cy") { Ok(self) } else { self.says(words) }
    }

    /// The path ends so.
    pub fn arrived(self, path: &str) -> Step<Page> {
        let here = self.path.split('?').next().unwrap_or_default();
        if here.ends_with(path) {
            Ok(self)
        } else {
            Err(format!("arrived at {} instead of {path}: {}", self.path, self.html.inside("main")))
        }
    }

    pub fn text(&self) -> String {
        self.html.text()
    }

    /// The first link to a path that contains this.
    pub fn link(&self, part: &str) -> Step<String> {
        let found = self.html.links().into_iter().find(|l| l.href.contains(part));
        found.map(|l| l.href).ok_or_else(|| format!("{} has no link to {part}", self.path))
    }

    /// The form posted to an address that ends so; `sign-out` stands on every page and is none of ours.
    pub fn form(&self, action: &str) -> Step<Filled> {
        let forms = self.html.forms();
        let ends = |f: &HtmlForm| f.action.split('?').next().unwrap_or_default().ends_with(action);
        let found = forms.iter().find(|f| ends(f)).cloned();
        let actions: Vec<&str> = forms.iter().map(|f| f.action.as_str()).collect();
        let missing = || format!("{} has no form for {action}; it has {}", self.path, actions.join(", "));
        let form = found.ok_or_else(missing)?;
        Ok(Filled { page: self.path.clone(), form, set: Vec::new() })
    }

    pub fn has_form(&self, action: &str) -> bool {
        self.form(action).is_ok()
    }
}

/// A form as somebody fills it in.
#[derive(Debug, Clone)]
pub struct Filled {
    page: String,
    form: HtmlForm,
    set: Vec<(String, Vec<String>)>,
}

impl Filled {
    /// Enters or chooses one value; in a select also by its words. That the form has the field is checked when it is sent.
    pub fn set(mut self, name: &str, value: &str) -> Filled {
        self.set.push((name.to_owned(), vec![value.to_owned()]));
        self
    }

    /// Ticks these boxes and no others.
    pub fn tick(mut self, name: &str, values: &[&str]) -> Filled {
        self.set.push((name.to_owned(), values.iter().map(|v| (*v).to_owned()).collect()));
        self
    }

    /// Enters a date in its three boxes.
    pub fn date(self, name: &str, date: foundation::Date) -> Filled {
        self.set(&format!("{name}-day"), &date.day().to_string())
            .set(&format!("{name}-month"), &date.month().to_string())
            .set(&format!("{name}-year"), &date.year().to_string())
    }

    /// Whether the form has such a field.
    pub fn asks(&self, name: &str) -> bool {
        self.form.has(name)
    }

    /// The names of its fields that begin so, each once.
    pub fn fields(&self, start: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for control in self.form.controls.iter().filter(|c| c.name.starts_with(start)) {
            if !names.contains(&control.name) {
                names.push(control.name.clone());
            }
        }
        names
    }

    pub fn offers(&self, name: &str) -> Vec<String> {
        self.form.offers(name)
    }

    /// The value that is sent for what somebody chose: one that the form offers, where it offers any.
    fn chosen(&self, name: &str, value: &str) -> Step<String> {
        let controls = || self.form.controls.iter().filter(|c| c.name == name);
        let offered = controls().any(|c| matches!(c.kind.as_str(), "radio" | "checkbox" | "select"));
        if !offered || self.form.offers(name).iter().any(|o| o == value) {
            return Ok(value.to_owned());
        }
        let mut options = controls().flat_map(|c| &c.options);
        if let Some((found, _)) = options.find(|(_, words)| words.contains(value)) {
            return Ok(found.clone());
        }
        let words = controls().flat_map(|c| &c.options).map(|(_, w)| w.clone());
        let all: Vec<String> = self.form.offers(name).into_iter().chain(words).collect();
        Err(format!("{name} on {} does not offer {value:?} but {}", self.page, all.join(", ")))
    }

    /// Names and values in the order of the page, as a browser sends them.
    fn pairs(&self) -> Step<Vec<(String, String)>> {
        let mut out = Vec::new();
        for control in self.form.controls.iter().filter(|c| c.on && !c.name.is_empty() && c.kind != "file") {
            if !self.set.iter().any(|(name, _)| *name == control.name) {
                out.push((control.name.clone(), control.value.clone()));
            }
        }
        for (name, values) in &self.set {
            if !self.form.has(name) {
                let names: Vec<&str> = self.form.controls.iter().map(|c| c.name.as_str()).collect();
                return Err(format!("the form of {} asks for no {name}; it asks for {}", self.page, names.join(", ")));
            }
            for value in values {
                let value = self.chosen(name, value)?;
                out.push((name.clone(), value));
            }
        }
        Ok(out)
    }
}
