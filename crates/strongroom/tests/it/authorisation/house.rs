//! The program itself, running a demo, and how it is asked: over HTTP, from the addresses where people sit.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Url};
use serde_json::Value;
use strongroom::walk::html::Html;

use super::super::running::{self, Running};
use super::person::{Person, Place};

pub(crate) struct House {
    pub(crate) profile: &'static str,
    running: Running,
    clients: BTreeMap<Place, Client>,
    folder: tempfile::TempDir,
}

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) enum Sent {
    Nothing,
    /// A form's pairs, without the token of the session.
    Form(String),
    Json(String),
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) cookie: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn html(&self) -> Html {
        Html::read(&self.text())
    }
}

impl House {
    pub(crate) fn open(profile: &'static str) -> House {
        let folder = tempfile::tempdir().unwrap();
        let running = running::start_as(profile, folder.path(), None);
        let client = |place: Place| {
            let client = Client::builder().local_address(place.address()).no_proxy();
            // The name of the service may also stand for an address of the other family, from which nobody comes.
            let port = Url::parse(&running.url).unwrap().port().unwrap();
            let client = client.resolve("localhost", (Ipv4Addr::LOCALHOST, port).into());
            client.redirect(reqwest::redirect::Policy::none()).build().unwrap()
        };
        let clients = Place::ALL.into_iter().map(|place| (place, client(place))).collect();
        House { profile, running, clients, folder }
    }

    /// The demo's people, as it wrote them down.
    pub(crate) fn demo(&self) -> Vec<Value> {
        running::people(self.folder.path())
    }

    /// Asks as a browser does for a page, as a program does for the API.
    pub(crate) async fn ask(&self, who: &Person, method: &str, path: &str, sent: &Sent) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.clients[&who.place].request(method, format!("{}{path}", self.running.url));
        if path.starts_with("/api/") {
            if !who.token.is_empty() {
                request = request.header(AUTHORIZATION, format!("Bearer {}", who.token));
            }
        } else {
            request = request.header("sec-fetch-site", "same-origin");
            if !who.token.is_empty() {
                request = request.header(COOKIE, format!("strongroom_session={}", who.token));
            }
        }
        request = match sent {
            Sent::Nothing => request,
            Sent::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text.clone()),
            Sent::Form(pairs) => {
                let token = pair("csrf", &who.csrf);
                let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                request.body(if pairs.is_empty() { token } else { format!("{pairs}&{token}") })
            }
        };
        let response = request.send().await.unwrap_or_else(|e| panic!("{path}: {e}"));
        let header = |name: HeaderName| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (status, location, cookie) = (response.status().as_u16(), header(LOCATION), header(SET_COOKIE));
        let body = response.bytes().await.unwrap_or_else(|e| panic!("{path}: {e}")).to_vec();
        Answer { status, location, cookie, body }
    }

    /// A page that must be there.
    pub(crate) async fn page(&self, who: &Person, path: &str) -> Html {
        let answer = self.ask(who, "GET", path, &Sent::Nothing).await;
        assert_eq!(answer.status, 200, "GET {path} for {}: {}", who.name, answer.html().inside("main"));
        answer.html()
    }

    /// A form that must be taken.
    pub(crate) async fn send(&self, who: &Person, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let answer = self.ask(who, "POST", path, &Sent::Form(form(pairs))).await;
        let said = answer.html();
        assert!(answer.status < 400, "POST {path} for {}: {} {}", who.name, answer.status, said.inside("main"));
        answer
    }

    /// A call of the API that must succeed.
    pub(crate) async fn call(&self, who: &Person, method: &str, path: &str, body: Value) -> Value {
        let sent = if body.is_null() { Sent::Nothing } else { Sent::Json(body.to_string()) };
        let answer = self.ask(who, method, &format!("/api/v1{path}"), &sent).await;
        let text = answer.text();
        assert!(answer.status < 300, "{method} {path} for {}: {} {text}", who.name, answer.status);
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    pub(crate) async fn get(&self, who: &Person, path: &str) -> Value {
        self.call(who, "GET", path, Value::Null).await
    }
}

fn pair(name: &str, value: &str) -> String {
    form(&[(name, value)])
}

/// Pairs as a browser encodes them.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let mut url = Url::parse("http://form").unwrap();
    url.query_pairs_mut().extend_pairs(pairs);
    url.query().unwrap_or_default().to_owned()
}
