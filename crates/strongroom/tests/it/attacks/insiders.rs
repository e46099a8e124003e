//! People of the demo who are signed in, and use pages and API as a browser of theirs would.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::house::House;
use crate::running::code;

/// Somebody who is signed in with both factors, at an address of the loopback.
pub(super) struct Insider {
    client: reqwest::Client,
    url: String,
    pub(super) token: String,
    pub(super) id: String,
    csrf: String,
}

/// An answer: its status, where it leads, what it says.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) location: String,
    pub(super) text: String,
}

impl Said {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

async fn said(request: reqwest::RequestBuilder) -> Said {
    let answer = request.send().await.unwrap();
    let location = answer.headers().get("location").and_then(|l| l.to_str().ok()).unwrap_or_default().to_owned();
    let status = answer.status().as_u16();
    Said { status, location, text: answer.text().await.unwrap_or_default() }
}

/// Everybody of the demo, as it wrote them down.
pub(super) fn people(house: &House) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(house.data.join("people.json")).unwrap()).unwrap()
}

impl Insider {
    /// Somebody of the demo, by name. A one-time code works once: whoever has signed in before waits for the next.
    pub(super) async fn of(house: &House, name: &str, last: u8) -> Insider {
        let all = people(house);
        let who = all.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("the demo has no {name}"));
        let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let builder = builder.local_address(IpAddr::from([127, 0, 0, last]));
        let client = builder.resolve("localhost", house.address).build().unwrap();
        for _ in 0..10 {
            let code = code(who["secret"].as_str().unwrap());
            let asked = json!({ "email": who["email"], "password": who["password"], "code": code });
            let sent = client.post(format!("{}/api/v1/session", house.url)).json(&asked).send().await.unwrap();
            if sent.status() == 200 {
                let body: Value = sent.json().await.unwrap();
                let text = |key: &str| body[key].as_str().unwrap().to_owned();
                let mut insider = Insider {
                    client,
                    url: house.url.clone(),
                    token: text("token"),
                    id: text("person"),
                    csrf: String::new(),
                };
                let home = insider.get("/account").await.text;
                let token = home.split("name=\"csrf\"").nth(1).and_then(|t| t.split("value=\"").nth(1));
                token.and_then(|t| t.split('"').next()).unwrap_or_default().clone_into(&mut insider.csrf);
                return insider;
            }
            tokio::time::sleep(std::time::Duration::from_secs(10)).await;
        }
        panic!("{name} cannot sign in");
    }

    /// The first who has a role.
    pub(super) async fn with(house: &House, role: &str, last: u8) -> Insider {
        let all = people(house);
        let has = |p: &&Value| p["roles"].as_array().is_some_and(|roles| roles.iter().any(|r| r == role));
        let name = all.iter().find(has).and_then(|p| p["name"].as_str()).unwrap_or_else(|| panic!("nobody is {role}"));
        Insider::of(house, name, last).await
    }

    /// As the browser sends it, with the session's cookie.
    async fn browse(&self, request: reqwest::RequestBuilder) -> Said {
        let request = request.header("cookie", format!("strongroom_session={}", self.token));
        said(request.header("sec-fetch-site", "same-origin")).await
    }

    /// As a program sends it.
    async fn program(&self, request: reqwest::RequestBuilder) -> Said {
        said(request.bearer_auth(&self.token)).await
    }

    pub(super) async fn get(&self, path: &str) -> Said {
        self.browse(self.client.get(format!("{}{path}", self.url))).await
    }

    /// Sends a form of a page.
    pub(super) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Said {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        self.browse(self.client.post(format!("{}{path}", self.url)).form(&fields)).await
    }

    /// Calls the API.
    pub(super) async fn call(&self, path: &str, body: Value) -> Said {
        self.program(self.client.post(format!("{}/api/v1{path}", self.url)).json(&body)).await
    }

    pub(super) async fn put(&self, path: &str, body: Value) -> Said {
        self.program(self.client.put(format!("{}/api/v1{path}", self.url)).json(&body)).await
    }

    pub(super) async fn delete(&self, path: &str) -> Said {
        self.program(self.client.delete(format!("{}/api/v1{path}", self.url))).await
    }

    /// The roles that they hold, as the service says them.
    pub(super) async fn roles(&self) -> Vec<String> {
        let me = self.get("/api/v1/me").await.json();
        me["roles"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect()
    }
}
