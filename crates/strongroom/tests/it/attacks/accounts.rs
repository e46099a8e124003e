//! "Your account is mine, or at least it is not yours."

use std::net::IpAddr;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::house::{House, demo, own_demo, service_on};
use crate::running::code;

/// Somebody's browser, at an address of the loopback.
pub(super) struct Browser {
    client: reqwest::Client,
    url: String,
}

pub(super) struct Got {
    pub(super) status: u16,
    pub(super) location: String,
    cookies: Vec<String>,
    pub(super) text: String,
}

impl Got {
    fn session(&self) -> String {
        let cookie = self.cookies.iter().find_map(|c| c.strip_prefix("strongroom_session="));
        cookie.and_then(|c| c.split(';').next()).unwrap_or_default().to_owned()
    }

    pub(super) fn csrf(&self) -> String {
        let token = self.text.split("name=\"csrf\"").nth(1).and_then(|t| t.split("value=\"").nth(1));
        token.and_then(|t| t.split('"').next()).unwrap_or_default().to_owned()
    }
}

impl Browser {
    pub(super) fn at(house: &House, last: u8) -> Browser {
        let builder = reqwest::Client::builder().cookie_store(true).no_proxy();
        let builder =
            builder.redirect(reqwest::redirect::Policy::none()).local_address(IpAddr::from([127, 0, 0, last]));
        let client = builder.resolve("localhost", house.address).build().unwrap();
        Browser { client, url: house.url.clone() }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Got {
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            response.headers().get_all(name).iter().map(|v| v.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (status, cookies) = (response.status().as_u16(), header("set-cookie"));
        let location = header("location").concat();
        Got { status, location, cookies, text: response.text().await.unwrap() }
    }

    pub(super) async fn get(&self, path: &str) -> Got {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// Posts a form as the page at `page` has it.
    pub(super) async fn post(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let csrf = self.get(page).await.csrf();
        self.post_with(&csrf, path, fields).await
    }

    pub(super) async fn post_with(&self, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let mut fields = fields.to_vec();
        fields.push(("csrf", csrf));
        let request = self.client.post(format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin");
        self.send(request.form(&fields)).await
    }

    pub(super) async fn password(&self, who: &Value) -> Got {
        self.try_password(text(who, "email"), text(who, "password")).await
    }

    pub(super) async fn try_password(&self, email: &str, password: &str) -> Got {
        self.post("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
    }

    /// A link to reset the password of somebody, from the demo's outbox: its token.
    pub(super) async fn forgotten(&self, email: &str) -> String {
        self.post("/sign-in", "/account/password/forgotten", &[("email", email)]).await;
        self.mailed(email, "/account/password/reset?token=").await
    }

    /// The token of the newest link of a kind that went to an address.
    pub(super) async fn mailed(&self, email: &str, link: &str) -> String {
        let outbox = self.get("/outbox").await.text;
        let mail = outbox.split(email).nth(1).unwrap_or_else(|| panic!("no mail to {email}"));
        mail.split(link).nth(1).unwrap_or_else(|| panic!("no link for {email}")).chars().take(32).collect()
    }

    pub(super) async fn register(&self, name: &str, email: &str, password: &str) -> Got {
        let page = self.get("/register").await.text;
        let choices = page.split("name=\"organisation\"").nth(1).unwrap();
        let is_id = |v: &&str| v.len() > 36 && v.as_bytes()[8] == b'-' && v.as_bytes()[36] == b'"';
        let organisation = &choices.split("value=\"").find(is_id).unwrap()[..36];
        let fields = [
            ("name", name),
            ("email", email),
            ("organisation", organisation),
            ("student", "no"),
            ("country", "GB"),
            ("language", "en"),
            ("password", password),
            ("licence", "yes"),
        ];
        self.post("/register", "/register", &fields).await
    }
}

pub(super) fn text<'a>(who: &'a Value, key: &str) -> &'a str {
    who[key].as_str().unwrap()
}

/// Somebody of the demo: each attack has its own victim.
pub(super) fn victim(house: &House, which: usize) -> Value {
    let all: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(house.data.join("people.json")).unwrap()).unwrap();
    all[which].clone()
}

const WRONG_CODE: &str = "Enter the code that your authenticator shows now";
pub(super) const TOO_MANY: &str = "There were too many attempts";
pub(super) const PHRASE: &str = "kestrel under quiet slate";

attacks! {
    async fn sixty_codes_at_once_are_all_looked_at() {
        let house = demo();
        let mine = Browser::at(&house, 1);
        assert_eq!(mine.password(&victim(&house, 0)).await.status, 303);
        let csrf = mine.get("/sign-in/code").await.csrf();
        let tries = (0..60).map(|n| {
            let (mine, csrf) = (&mine, &csrf);
            async move { mine.post_with(csrf, "/sign-in/code", &[("code", &format!("{n:06}"))]).await.text }
        });
        let looked_at = join_all(tries).await.iter().filter(|page| page.contains(WRONG_CODE)).count();
        assert!(looked_at <= 10, "{looked_at} of 60");
    }

    async fn sixty_passwords_at_once_are_all_looked_at() {
        let house = demo();
        let mine = Browser::at(&house, 2);
        let who = victim(&house, 1);
        let tries = (0..60).map(|n| {
            let (mine, email) = (&mine, text(&who, "email").to_owned());
            async move {
                let fields = [("email", email.as_str()), ("password", &format!("guess number {n}"))];
                mine.post_with("", "/sign-in", &fields).await.text
            }
        });
        let pages = join_all(tries).await;
        let looked_at = pages.iter().filter(|page| page.contains("Enter the email address and password")).count();
        assert!(looked_at <= 10, "{looked_at} of 60");
    }

    async fn a_reset_by_mailbox_forgives_wrong_codes() {
        let house = demo();
        let (mine, who) = (Browser::at(&house, 1), victim(&house, 2));
        assert_eq!(mine.password(&who).await.status, 303);
        for _ in 0..10 {
            mine.post("/sign-in/code", "/sign-in/code", &[("code", "000000")]).await;
        }
        let token = mine.forgotten(text(&who, "email")).await;
        let fields = [("token", token.as_str()), ("password", PHRASE)];
        assert_eq!(mine.post("/sign-in/code", "/account/password/reset", &fields).await.status, 303);
        assert_eq!(mine.try_password(text(&who, "email"), PHRASE).await.status, 303);
        let right = code(text(&who, "secret"));
        let got = mine.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await;
        assert!(got.status == 422 && got.text.contains(TOO_MANY), "{}", got.status);
    }

    async fn wrong_passwords_of_mine_lock_out_a_stranger() {
        let house = demo();
        let (mine, who) = (Browser::at(&house, 3), victim(&house, 3));
        for _ in 0..11 {
            mine.try_password(text(&who, "email"), "not the password").await;
        }
        let last = mine.password(&who).await;
        assert!(last.status == 422 && last.text.contains(TOO_MANY), "it is I who has to rest");
        assert_eq!(Browser::at(&house, 1).password(&who).await.status, 303);
    }

    async fn a_crowd_of_mine_locks_out_a_stranger_in_their_own_browser() {
        let house = demo();
        let who = victim(&house, 4);
        let own = Browser::at(&house, 1);
        assert_eq!(own.password(&who).await.status, 303);
        let right = code(text(&who, "secret"));
        assert_eq!(own.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await.status, 303);
        own.post("/account", "/sign-out", &[]).await;
        let email = text(&who, "email");
        for last in 10..20 {
            let one = Browser::at(&house, last);
            let guess = [("email", email), ("password", "x")];
            join_all((0..11).map(|_| one.post_with("", "/sign-in", &guess))).await;
        }
        let elsewhere = Browser::at(&house, 40).password(&who).await;
        assert!(elsewhere.text.contains(TOO_MANY), "the crowd is stopped, wherever it comes from");
        assert_eq!(own.password(&who).await.status, 303);
    }

    async fn answers_tell_which_address_has_an_account() {
        let house = demo();
        let who = victim(&house, 5);
        let known = text(&who, "email");
        let unknown = "nobody.at.all@nowhere.example";
        let (a, b) = (Browser::at(&house, 4), Browser::at(&house, 5));
        for n in 0..12 {
            let (a, b) = (a.try_password(known, "not the password").await, b.try_password(unknown, "not the password").await);
            assert_eq!((a.status, a.text.replace(known, "")), (b.status, b.text.replace(unknown, "")), "try {n}");
        }
        let ask = async |email: &str| {
            Browser::at(&house, 6).post("/sign-in", "/account/password/forgotten", &[("email", email)]).await
        };
        let (a, b) = (ask(known).await, ask(unknown).await);
        assert_eq!((a.status, a.text), (b.status, b.text));
        let mine = Browser::at(&house, 6);
        let (a, b) = (mine.register("A", known, PHRASE).await, mine.register("A", "new.one@nowhere.example", PHRASE).await);
        assert_eq!((a.status, a.location), (b.status, b.location));
    }

    async fn an_account_that_i_made_of_your_address_is_mine_once_you_press_the_button() {
        let house = demo();
        let (mine, yours) = (Browser::at(&house, 7), Browser::at(&house, 1));
        let email = "pressed.button@nowhere.example";
        mine.register("A", email, PHRASE).await;
        let token = yours.mailed(email, "/register/prove?token=").await;
        for password in ["", "the password I would choose"] {
            let got = yours.post("/sign-in", "/register/prove", &[("token", &token), ("password", password)]).await;
            assert_eq!(got.status, 422);
        }
        assert_eq!(mine.try_password(email, PHRASE).await.status, 422);
    }

    async fn passwords_can_be_tried_at_the_button() {
        let house = demo();
        let mine = Browser::at(&house, 8);
        let email = "tried.button@nowhere.example";
        mine.register("A", email, PHRASE).await;
        let token = mine.mailed(email, "/register/prove?token=").await;
        for _ in 0..10 {
            mine.post("/sign-in", "/register/prove", &[("token", &token), ("password", "wrong")]).await;
        }
        let got = mine.post("/sign-in", "/register/prove", &[("token", &token), ("password", PHRASE)]).await;
        assert_eq!(got.status, 422);
    }

    async fn an_older_link_works_beside_the_newest() {
        let house = demo();
        let (mine, who) = (Browser::at(&house, 9), victim(&house, 6));
        let old = mine.forgotten(text(&who, "email")).await;
        let new = mine.forgotten(text(&who, "email")).await;
        assert_ne!(old, new);
        let reset = async |token: &str, password: &str| {
            mine.post("/sign-in", "/account/password/reset", &[("token", token), ("password", password)]).await.status
        };
        assert_eq!(reset(&old, "a password of my own choice").await, 422);
        assert_eq!(reset(&new, PHRASE).await, 303);
        assert_eq!(reset(&new, "a password of my own choice").await, 422, "and each once");
    }

    async fn your_service_mails_my_link_to_a_stranger() {
        let house = demo();
        let mine = Browser::at(&house, 9);
        mine.register("Win now at https://evil.example/x", "spammed@nowhere.example", PHRASE).await;
        mine.register("www.evil.example", "spammed2@nowhere.example", PHRASE).await;
        assert!(!mine.get("/outbox").await.text.contains("evil.example"));
    }

    async fn a_token_from_before_the_second_factor_is_as_good_after_it() {
        let house = demo();
        let (yours, who) = (Browser::at(&house, 1), victim(&house, 7));
        let before = yours.password(&who).await.session();
        assert!(before.len() > 30);
        let right = code(text(&who, "secret"));
        let after = yours.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await;
        assert_eq!(after.status, 303);
        assert!(!after.session().is_empty() && after.session() != before);
        let account = |token: &str| {
            let cookie = format!("strongroom_session={token}");
            Browser::at(&house, 1).client.get(format!("{}/account", house.url)).header("cookie", cookie)
        };
        assert_eq!(yours.send(account(&after.session())).await.status, 200);
        assert!(yours.send(account(&before)).await.location.contains("/sign-in?"));
    }

    async fn a_code_that_was_seen_works_again() {
        let house = demo();
        let who = victim(&house, 8);
        let right = code(text(&who, "secret"));
        let (yours, mine) = (Browser::at(&house, 1), Browser::at(&house, 2));
        yours.password(&who).await;
        mine.password(&who).await;
        assert_eq!(yours.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await.status, 303);
        assert_eq!(mine.post("/sign-in/code", "/sign-in/code", &[("code", &right)]).await.status, 422);
    }

    async fn a_password_that_everybody_tries_first_may_be_chosen() {
        let house = demo();
        let mine = Browser::at(&house, 9);
        for password in ["short words", "password1234", "Sunshine2026!", "123456789012", "qwertyqwerty", "aaaaaaaaaaaaa"] {
            let got = mine.register("A", "weak@nowhere.example", password).await;
            assert_eq!(got.status, 422, "{password}");
        }
        assert_eq!(mine.register("A", "weak@nowhere.example", PHRASE).await.status, 303);
    }

    async fn a_page_elsewhere_signs_you_in_as_me() {
        let house = demo();
        let (yours, who) = (Browser::at(&house, 1), victim(&house, 9));
        let form = [("email", text(&who, "email")), ("password", text(&who, "password"))];
        for (header, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
            let request = yours.client.post(format!("{}/sign-in", house.url)).header(header, value).form(&form);
            assert_eq!(yours.send(request).await.status, 403, "{header}: {value}");
        }
    }

    async fn a_cookie_set_by_a_neighbour_of_your_domain_is_yours() {
        let before = own_demo();
        let who = victim(&before, 0);
        let house = service_on(before, "public_url = \"https://strongroom.example\"");
        let asked = json!({ "email": who["email"], "password": who["password"], "code": code(text(&who, "secret")) });
        let http = format!("http://{}", house.address);
        let client = reqwest::Client::new();
        let answer = client.post(format!("{http}/api/v1/session")).json(&asked).send().await.unwrap();
        let token = answer.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
        let with = async |name: &str| {
            let cookie = format!("{name}={token}");
            client.get(format!("{http}/api/v1/me")).header("cookie", cookie).send().await.unwrap().status().as_u16()
        };
        assert_eq!(with("__Host-strongroom_session").await, 200);
        assert_eq!(with("strongroom_session").await, 401, "any host of the domain can set one of this name");
    }
}
