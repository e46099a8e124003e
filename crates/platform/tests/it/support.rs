//! A service with nothing but this crate: a small profile, people who are only names, and a browser.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::{Answers, Form, Problems};
use foundation::{Lang, Moment, Texts, World};
use http::{HeaderMap, Method, Request, StatusCode, header};
use permissions::Permissions;
use platform::app::Inner;
use platform::{
    Answer, App, BoxFuture, Chrome, Config, Context, Directory, Files, FormView, Keys, Known, Layer, No, PersonId,
    Profile, ProfileFiles, Said, Shown, Submitted, accounts,
};
use store::testing::TestStore;
use tower::ServiceExt;

/// 21 November 2026, 10:00 UTC, a moment at the start of a time step of one-time codes.
pub(crate) const NOW: Moment = Moment(1_795_255_200_000_000);
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const SECRET: [u8; 20] = *b"12345678901234567890";

/// Everything a test needs; dropped, its folder goes.
pub(crate) struct House {
    pub app: App,
    pub router: Router,
    _data: tempfile::TempDir,
    _store: Option<TestStore>,
}

#[derive(Clone, Default)]
struct People(Arc<Mutex<BTreeMap<PersonId, Known>>>);

impl Directory for People {
    fn known<'a>(&'a self, _app: &'a App, person: PersonId) -> BoxFuture<'a, Answer<Option<Known>>> {
        let known = self.0.lock().unwrap().get(&person).cloned();
        Box::pin(async move { Ok(known) })
    }

    fn may_sign_in<'a>(
        &'a self,
        _app: &'a App,
        _person: PersonId,
        address: &'a str,
    ) -> BoxFuture<'a, Answer<Vec<Said>>> {
        let barred = address == BARRED;
        Box::pin(async move { Ok(if barred { vec![Said::new("no-forbidden-text", &[])] } else { vec![] }) })
    }

    fn security<'a>(&'a self, _app: &'a App) -> BoxFuture<'a, Answer<Vec<PersonId>>> {
        let all = self.0.lock().unwrap();
        let security: Vec<_> = all.iter().filter(|(_, k)| k.roles.contains("security")).map(|(p, _)| *p).collect();
        drop(all);
        Box::pin(async move { Ok(security) })
    }
}

/// An address from which nobody may sign in.
pub(crate) const BARRED: &str = "198.51.100.66";

struct Links;

impl Chrome for Links {
    fn navigation(&self, _cx: &Context) -> Vec<(&'static str, &'static str)> {
        vec![("sign-in-title", "/sign-in")]
    }
}

pub(crate) fn profile(languages: &str) -> Profile {
    let toml = format!(
        "[general]\nid = \"test\"\nlanguages = {languages}\nmail_from = \"from@example.org\"\n\
         [general.contacts]\nsecurity = \"security@example.org\"\n"
    );
    let files = [("profile.toml", toml.as_str()), ("en.ftl", ""), ("cy.ftl", "")];
    Profile::load(&ProfileFiles::of(layer("test", &files), &|_| None).unwrap()).unwrap()
}

/// A folder of a profile, of files and their texts.
pub(crate) fn layer(name: &str, files: &[(&str, &str)]) -> Layer {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Layer { name: name.to_owned(), files }
}

pub(crate) fn texts() -> Texts {
    Texts::load(&[forms::locale(), platform::locale()]).unwrap()
}

pub(crate) async fn house(store: TestStore) -> House {
    house_with(store, |_| {}).await
}

/// A house whose parts a test has changed before they were put together.
pub(crate) async fn house_with(test: TestStore, change: impl FnOnce(&mut Inner)) -> House {
    let store = test.store.clone();
    let mut house = house_on(store, change).await;
    house._store = Some(test);
    house
}

/// The same on a store that the test keeps alive itself.
pub(crate) async fn house_on(store: store::Store, change: impl FnOnce(&mut Inner)) -> House {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::of("test", data.path());
    config.public_url = "http://localhost".to_owned();
    let world = World::fixed(NOW, 7);
    let keys = Keys::open(data.path(), &world).unwrap();
    let mut inner = Inner {
        files: Files::open(&config, keys.clone()).unwrap(),
        passkeys: platform::passkeys(&config.public_url, "Test"),
        config,
        world,
        store,
        permissions: Permissions::load(&[]).unwrap(),
        texts: texts(),
        profile: profile("[\"en\", \"cy\"]"),
        keys,
        directory: Box::new(People::default()),
        chrome: Box::new(Links),
        jobs: super::jobs::kinds(),
        limits: Default::default(),
        turns: Default::default(),
        seen: Default::default(),
        parts: Default::default(),
        metrics: None,
        demo: false,
    };
    let people = People::default();
    inner.directory = Box::new(people.clone());
    inner.parts.add(people);
    change(&mut inner);
    let app = App(Arc::new(inner));
    let router = platform::web::router(app.clone(), platform::web::pages().merge(pages()), platform::web::api());
    House { app, router, _data: data, _store: None }
}

/// Pages that only tests have.
fn pages() -> Router<App> {
    Router::new()
        .route("/home", get(home))
        .route("/panics", get(panics))
        .route("/full", get(full))
        .route("/things/{number}", get(|Path(n): Path<u32>| async move { n.to_string() }))
        .route("/notes", post(note))
        .route("/uploads", post(upload))
        .route("/letters", get(letter).post(send_letter))
}

async fn home(cx: Context) -> Answer<String> {
    Ok(format!("home of {}", cx.who()?.known.name))
}

async fn panics() -> Answer<String> {
    panic!("a defect")
}

async fn full() -> Answer<String> {
    Err(No::Store(store::StoreError::Full { doing: "a test".into(), reason: "database or disk is full".into() }))
}

/// Changes something: an entry on the record.
async fn note(cx: Context, form: Submitted) -> Answer<String> {
    let change = cx.app.store.change().await?;
    change.commit(cx.entry("noted", "note", "1").detail("text", form.one("text"))).await?;
    Ok("noted".to_owned())
}

async fn upload(_cx: Context, form: Submitted) -> Answer<String> {
    Ok(form.files.iter().map(|f| format!("{}={}", f.name, f.bytes.len())).collect::<Vec<_>>().join(" "))
}

static LETTER: LazyLock<Form> = LazyLock::new(|| {
    Form::from_toml(
        "id = \"letter\"\nversion = \"1\"\ntitle = { en = \"Letter\", cy = \"Llythyr\" }\n[[section]]\nid = \"letter\"\n\
         title = { en = \"Letter\", cy = \"Llythyr\" }\n[[section.question]]\nid = \"text\"\nkind = \"paragraph\"\n\
         label = { en = \"Text\", cy = \"Testun\" }\nname = { en = \"a text\", cy = \"testun\" }\n",
    )
    .unwrap()
});

fn letter_page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    cx.who()?;
    let view = FormView::new(&LETTER, answers, problems, "/letters").hidden("version", 3);
    let body = ui::Body::new().heading("Letter").html(view.html(cx));
    Ok(cx.page("Letter", body).problems(cx, &LETTER, problems))
}

async fn letter(cx: Context) -> Answer<Shown> {
    letter_page(&cx, &Answers::new().with("text", "What was saved before"), &Problems::none())
}

/// A page with a form that changes something.
async fn send_letter(cx: Context, form: Submitted) -> Answer<Response> {
    // Version 3 is saved; whoever saw another was slower.
    if !["", "3"].contains(&form.one("version")) {
        return Err(No::Stale);
    }
    match form.read(&LETTER, &()) {
        Ok(_) => {
            let change = cx.app.store.change().await?;
            change.commit(cx.entry("letter-sent", "letter", "1")).await?;
            Ok(platform::web::redirect(&cx, "/letters"))
        }
        Err((answers, problems)) => Ok(letter_page(&cx, &answers, &problems)?.into_response()),
    }
}

impl House {
    /// A person with password and authenticator, address proved.
    pub async fn person(&self, name: &str, email: &str, lang: Lang) -> PersonId {
        let person = self.unproved(name, email, lang).await;
        let app = &self.app;
        let mut change = app.store.change().await.unwrap();
        accounts::set_proved(app, &mut change, person).await.unwrap();
        accounts::set_secret(app, &mut change, person, &SECRET).await.unwrap();
        accounts::confirm_secret(app, &mut change, person, 0).await.unwrap();
        change.commit(self.entry("seeded", person)).await.unwrap();
        person
    }

    /// Who everybody is.
    pub fn people(&self) -> BTreeMap<PersonId, Known> {
        self.app.part::<People>().unwrap().0.lock().unwrap().clone()
    }

    /// The same people as in another house.
    pub fn knows(&self, all: BTreeMap<PersonId, Known>) {
        *self.app.part::<People>().unwrap().0.lock().unwrap() = all;
    }

    /// Gives them a role.
    pub fn gives(&self, person: PersonId, role: &str) {
        let mut all = self.app.part::<People>().unwrap().0.lock().unwrap();
        all.get_mut(&person).unwrap().roles.insert(role.to_owned());
    }

    /// A person whose address is not proved and who has no authenticator.
    pub async fn unproved(&self, name: &str, email: &str, lang: Lang) -> PersonId {
        let app = &self.app;
        let person = PersonId::new(&app.world);
        let known = Known { name: name.to_owned(), lang, ..Known::default() };
        app.part::<People>().unwrap().0.lock().unwrap().insert(person, known);
        let hash = accounts::hash_password(app, PASSWORD).await.unwrap();
        let mut change = app.store.change().await.unwrap();
        accounts::create(app, &mut change, person, email, &hash).await.unwrap();
        change.commit(self.entry("seeded", person)).await.unwrap();
        person
    }

    pub fn entry(&self, action: &str, id: impl ToString) -> platform::Record {
        Context::of_service(&self.app).entry(action, "account", id)
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookie: None, token: String::new(), headers: HeaderMap::new(), peer: None }
    }

    /// A browser in which Anwen has signed in with both factors.
    pub async fn anwen(&self) -> (PersonId, Browser<'_>) {
        let person = self.person("Anwen", "anwen@example.org", Lang::En).await;
        (person, self.signed_in("anwen@example.org").await)
    }

    pub async fn signed_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let answer = browser.code(&code(&self.app)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }

    /// What the record says was done to a person's account, oldest first.
    pub async fn record_of(&self, kind: &str, id: impl ToString) -> Vec<String> {
        let entries = store::history_of_thing(&self.app.store, kind, &id.to_string()).await.unwrap();
        entries.into_iter().map(|(_, entry)| entry.action).collect()
    }
}

/// The code that the authenticator of [`SECRET`] shows now.
pub(crate) fn code(app: &App) -> String {
    code_of(app, SECRET.to_vec())
}

pub(crate) fn code_of(app: &App, secret: Vec<u8>) -> String {
    let seconds = u64::try_from(app.world.now().0 / Moment::SECOND).unwrap();
    let builder =
        totp_rs::Builder::new().with_algorithm(totp_rs::Algorithm::SHA1).with_digits(6).with_step_duration(30);
    let totp = builder.with_secret(secret).with_account_name("x").with_issuer(Some("x")).build().unwrap();
    totp.generate(seconds).to_string()
}

/// What a page that asks whether something is meant sends along.
pub(crate) const CONFIRMED: [(&str, &str); 1] = [("confirmed", "yes")];

/// Where the tests' reverse proxy stands.
pub(crate) const PROXY: &str = "10.0.0.1";

/// What came back.
pub(crate) struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of the first hidden field of that name.
    pub fn hidden(&self, name: &str) -> String {
        let rest = self.body.split_once(&format!("name=\"{name}\" value=\"")).map(|(_, rest)| rest);
        rest.and_then(|r| r.split_once('"')).map(|(value, _)| value.to_owned()).unwrap_or_default()
    }

    #[track_caller]
    pub fn says(&self, text: &str) -> &Got {
        assert!(self.body.contains(text), "{text:?} is not in the answer {}:\n{}", self.status, self.body);
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Got {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
}

pub(crate) async fn got(response: Response) -> Got {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Got { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// Keeps the cookie and the form token as a browser does, and says where its requests come from.
pub(crate) struct Browser<'a> {
    house: &'a House,
    pub cookie: Option<String>,
    /// The token that the last page's forms carried.
    pub token: String,
    /// Sent with every request.
    pub headers: HeaderMap,
    /// Who is at the other end of the connection, where that matters.
    peer: Option<std::net::SocketAddr>,
}

impl Browser<'_> {
    pub async fn send(&mut self, mut request: Request<Body>) -> Got {
        // Each request a millisecond later, so that the record has an order.
        self.house.app.world.advance(Moment::SECOND / 1000);
        request.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
        request.headers_mut().insert(header::USER_AGENT, "Firefox".parse().unwrap());
        for (name, value) in &self.headers {
            request.headers_mut().insert(name.clone(), value.clone());
        }
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        }
        let got = got(self.house.router.clone().oneshot(request).await.unwrap()).await;
        for set in got.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        if got.body.contains("<form") {
            self.token = got.hidden("csrf");
        }
        got
    }

    /// Keeps a cookie, or forgets it where it is taken away. What makes a browser known is not kept: tests say it themselves.
    fn keep(&mut self, set: &str) {
        let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
        if name.ends_with("strongroom_browser") {
            return;
        }
        let kept = self.cookie.take().unwrap_or_default();
        let mut all: Vec<String> = kept.split("; ").filter(|c| !c.is_empty()).map(str::to_owned).collect();
        all.retain(|cookie| cookie.split('=').next() != Some(name));
        if !value.is_empty() {
            all.push(format!("{name}={value}"));
        }
        self.cookie = Some(all.join("; ")).filter(|all| !all.is_empty());
    }

    /// Through a proxy at [`PROXY`], which says that this address spoke to it.
    pub fn through_proxy(mut self, client: &str) -> Self {
        self.peer = Some(format!("{PROXY}:4711").parse().unwrap());
        self.with("x-forwarded-for", client)
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    pub async fn get(&mut self, path: &str) -> Got {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Posts a form with the last page's token, as our own pages do.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        let mut fields = fields.to_vec();
        let token = self.token.clone();
        fields.push(("csrf", &token));
        self.post_bare(path, &fields, "http://localhost").await
    }

    /// Posts exactly these fields from this origin; none where it is empty.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)], origin: &str) -> Got {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !origin.is_empty() {
            request = request.header(header::ORIGIN, origin);
        }
        self.send(request.body(serde_urlencoded::to_string(fields).unwrap().into()).unwrap()).await
    }

    /// JSON to the API, as a program sends it: no cookie, no origin.
    pub async fn json(&mut self, method: Method, path: &str, body: serde_json::Value) -> Got {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Got {
        self.get("/sign-in").await;
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    pub async fn code(&mut self, code: &str) -> Got {
        self.get("/sign-in/code").await;
        self.post("/sign-in/code", &[("code", code)]).await
    }
}
