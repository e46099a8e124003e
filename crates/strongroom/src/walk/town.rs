//! The people of the journey, each with a browser at an address of their own.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use totp_rs::{Algorithm, Builder, Secret};

use super::browser::{Browser, Shared, Step};
use crate::demo::cast::Entry;

/// The new researcher's address: another one on every walk, so that it is registered nowhere at first.
fn new_place(unique: u64) -> Ipv4Addr {
    let [.., a, b, c] = unique.to_be_bytes();
    Ipv4Addr::new(127, 64 + a % 64, b, c)
}

/// Somebody who has nothing to do with any project.
const CAFE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 90);
/// Where output checkers sit.
const STAFF: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Where everybody else sits.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 80);

pub struct Town {
    url: String,
    shared: Shared,
    pub entries: Vec<Entry>,
    pub welsh: bool,
    pub visitor: Browser,
    /// The researcher whose journey it is.
    pub new: Browser,
    pub new_email: String,
    pub new_password: String,
    pub new_id: String,
    pub new_place: Ipv4Addr,
    here: Vec<(String, Browser)>,
}

impl Town {
    pub async fn new(url: &str, entries: Vec<Entry>, shared: &Shared) -> Step<Town> {
        let visitor = Browser::new("a visitor", url, IpAddr::V4(CAFE), shared)?;
        let home = visitor.open("/").await?;
        let welsh = home.html.links().iter().any(|l| l.href == "/cy" || l.href.starts_with("/cy/"));
        if shared.welsh && !welsh {
            return Err("the service offers no Welsh".into());
        }
        // So that the journey can be walked more than once against the same service.
        let unique = now()?;
        let new_place = new_place(unique);
        let new = Browser::new("Elin Marlow", url, IpAddr::V4(new_place), shared)?;
        Ok(Town {
            url: url.to_owned(),
            shared: shared.clone(),
            entries,
            welsh,
            visitor,
            new,
            new_email: format!("elin.marlow.{unique}@aberteifi.example"),
            new_password: format!("pebbles and slate {unique}"),
            new_id: String::new(),
            new_place,
            here: Vec::new(),
        })
    }

    /// The person of the file with this role, or of this first name.
    pub fn entry(&self, of: &str) -> Step<&Entry> {
        let found = self.entries.iter().find(|e| e.roles.iter().any(|r| r == of) || first_name(e) == of);
        found.ok_or_else(|| format!("the file of people has nobody for {of}"))
    }

    /// Their browser, signed in.
    pub fn of(&self, of: &str) -> Step<&Browser> {
        let name = first_name(self.entry(of)?);
        self.here.iter().find(|(n, _)| *n == name).map(|(_, b)| b).ok_or_else(|| format!("{name} has not signed in"))
    }

    fn address(entry: &Entry) -> IpAddr {
        IpAddr::V4(if entry.roles.iter().any(|r| r == "output-checker") { STAFF } else { ELSEWHERE })
    }

    /// Signs somebody in on the pages: address and password, then the code.
    pub async fn sign_in(&mut self, of: &str) -> Step<()> {
        let entry = self.entry(of)?.clone();
        let browser = Browser::new(&entry.name, &self.url, Self::address(&entry), &self.shared)?;
        let page = browser.open("/sign-in").await?;
        let page =
            browser.submit(page.form("/sign-in")?.set("email", &entry.email).set("password", &entry.password)).await?;
        let page = page.arrived("/sign-in/code")?;
        let first = code(&entry.secret, 0)?;
        let sent = browser.send(page.form("/sign-in/code")?.set("code", &first)).await?;
        let page = if sent.status == 422 {
            // Used within the last half minute: a code works once, but the next one is already taken.
            browser.submit(sent.form("/sign-in/code")?.set("code", &code(&entry.secret, 1)?)).await?
        } else {
            sent
        };
        page.status(200)?.arrived("/home")?;
        self.here.push((first_name(&entry), browser));
        Ok(())
    }

    /// Signs somebody in as a program does, both factors at once; the pages take the same token.
    pub async fn sign_in_by_api(&mut self, of: &str) -> Step<()> {
        let entry = self.entry(of)?.clone();
        let browser = Browser::new(&entry.name, &self.url, Self::address(&entry), &self.shared)?;
        let ask = |code: String| json!({ "email": entry.email, "password": entry.password, "code": code });
        let (mut status, mut answer) =
            browser.api(reqwest::Method::POST, "/session", Some(ask(code(&entry.secret, 0)?))).await?;
        if status == 422 {
            (status, answer) =
                browser.api(reqwest::Method::POST, "/session", Some(ask(code(&entry.secret, 1)?))).await?;
        }
        let token = answer["token"].as_str().filter(|_| status == 200);
        browser.keep(token.ok_or_else(|| format!("POST /api/v1/session answered {status}: {answer}"))?);
        let me = browser.api_get("/me").await?;
        if me["name"] != entry.name.as_str() {
            return Err(format!("/api/v1/me says {me}"));
        }
        self.here.push((first_name(&entry), browser));
        Ok(())
    }
}

fn first_name(entry: &Entry) -> String {
    entry.name.split(' ').next().unwrap_or_default().to_lowercase()
}

#[expect(clippy::disallowed_methods, reason = "the walk is a person with a clock of their own")]
fn now() -> Step<u64> {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_secs()).map_err(|e| e.to_string())
}

/// The one-time code of a secret in base32, of now or some steps of 30 seconds later.
pub fn code(secret: &str, later: u64) -> Step<String> {
    let plain: String = secret.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = Secret::try_from_base32(&plain).map_err(|e| format!("the secret of the one-time codes: {e}"))?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_account_name("walk".to_owned())
        .build()
        .map_err(|e| format!("one-time codes: {e}"))?;
    Ok(totp.generate(now()? + later * 30).to_string())
}
