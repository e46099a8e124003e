//! For tests: a service made of some crates, on a database of its own, and how a browser or a program asks it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use foundation::{Locale, Moment, Texts, World, parse_date};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Request, StatusCode};
use permissions::{Fragment, Permissions};
use store::Change;
use store::testing::TestStore;
use tower::ServiceExt;

use crate::app::Inner;
use crate::context::COOKIE;
use crate::jobs::JobKind;
use crate::{
    Answer, App, BoxFuture, Chrome, Config, Context, Directory, Files, Keys, Known, Layer, Parts, PersonId, Profile,
    ProfileFiles, Said, Who, sessions,
};

/// The files of a profile of the project, with those that it stands over.
pub fn profile_files(profile: &str) -> ProfileFiles {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    let layer = |name: &str| Layer::read(name, &folder.join(name));
    ProfileFiles::of(layer(profile).unwrap(), &|name| layer(name).ok()).unwrap()
}

pub fn profile(profile: &str) -> Profile {
    Profile::load(&profile_files(profile)).unwrap()
}

type Knows = for<'a> fn(&'a App, PersonId) -> BoxFuture<'a, Answer<Option<Known>>>;

/// What the crates of a service bring. Forms and this crate are always there.
pub struct Made {
    pub profile: Profile,
    pub fragments: Vec<Fragment>,
    pub locales: Vec<Locale>,
    pub parts: Parts,
    pub jobs: BTreeMap<&'static str, JobKind>,
    /// Who a person is; everybody may sign in.
    pub knows: Knows,
    pub pages: Router<App>,
    pub api: Router<App>,
}

struct Everybody(Knows);

impl Directory for Everybody {
    fn known<'a>(&'a self, app: &'a App, person: PersonId) -> BoxFuture<'a, Answer<Option<Known>>> {
        (self.0)(app, person)
    }
    fn may_sign_in<'a>(&'a self, _: &'a App, _: PersonId, _: &'a str) -> BoxFuture<'a, Answer<Vec<Said>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn security<'a>(&'a self, _: &'a App) -> BoxFuture<'a, Answer<Vec<PersonId>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Chrome for Everybody {
    fn navigation(&self, _: &Context) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

/// What came back.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn text(self) -> (StatusCode, String) {
        (self.status, String::from_utf8(self.body).unwrap())
    }
}

/// The service; its folder and its database go with it.
pub struct Bed {
    pub app: App,
    router: Router,
    _folder: tempfile::TempDir,
    _store: TestStore,
}

/// The context of somebody whom the test made up.
pub fn context_of(app: &App, who: Who) -> Context {
    Context { who: Some(who), ..Context::of_service(app) }
}

impl Bed {
    /// It is ten in the morning of Monday 23 November 2026, and nobody is there yet.
    pub fn new(on: TestStore, made: Made) -> Bed {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::of(&made.profile.general.id, folder.path());
        let keys = Keys::from_bytes([7; 32]);
        let locales = [forms::locale(), crate::locale()].into_iter().chain(made.locales);
        let locales: Vec<Locale> = locales.chain(made.profile.locales.clone()).collect();
        let now = Moment::start_of(parse_date("2026-11-23").unwrap()).plus(10 * Moment::HOUR);
        let app = App(Arc::new(Inner {
            files: Files::open(&config, keys.clone()).unwrap(),
            config,
            world: World::fixed(now, 7),
            store: on.store.clone(),
            permissions: Permissions::load(&made.fragments).unwrap(),
            texts: Texts::load(&locales).unwrap(),
            profile: made.profile,
            keys,
            directory: Box::new(Everybody(made.knows)),
            chrome: Box::new(Everybody(made.knows)),
            jobs: made.jobs,
            limits: Default::default(),
            turns: Default::default(),
            seen: Default::default(),
            passkeys: None,
            parts: made.parts,
            metrics: None,
            demo: false,
        }));
        let router = crate::web::router(app.clone(), made.pages, made.api);
        Bed { app, router, _folder: folder, _store: on }
    }

    /// Commits a change of the test itself.
    pub async fn commit(&self, change: Change) {
        change.commit(Context::of_service(&self.app).entry("seeded", "test", "x")).await.unwrap();
    }

    /// A new session with both factors; the token for a cookie.
    pub async fn session(&self, person: PersonId, address: &str) -> String {
        let mut change = self.app.store.change().await.unwrap();
        let token = sessions::begin(&self.app, &mut change, person, 2, address, "test").await.unwrap();
        self.commit(change).await;
        token
    }

    /// The context of a person in a session of theirs.
    pub async fn context(&self, person: PersonId, (token, address): (&str, &str)) -> Context {
        let session = sessions::find(&self.app, token).await.unwrap().unwrap();
        let known = self.app.directory.known(&self.app, person).await.unwrap().unwrap();
        let who = Some(Who { person, known, session });
        Context { address: address.to_owned(), who, ..Context::of_service(&self.app) }
    }

    /// Sends a request, in a session and from an address or as a visitor: JSON to the API, a form to a page.
    pub async fn request(&self, at: Option<(&str, &str)>, method: &str, path: &str, body: &str) -> Answered {
        let (token, address) = at.unwrap_or(("", "127.0.0.1"));
        let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
        let mut request = Request::builder().method(method).uri(path).header(HOST, "localhost");
        request = if path.starts_with("/api/") {
            request.header(CONTENT_TYPE, "application/json")
        } else {
            request.header("sec-fetch-site", "same-origin").header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        };
        if !token.is_empty() {
            request = if path.starts_with("/api/") {
                request.header(AUTHORIZATION, format!("Bearer {token}"))
            } else {
                request.header(http::header::COOKIE, format!("{COOKIE}={token}"))
            };
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), 40_000_000).await.unwrap();
        Answered { status, headers, body: body.to_vec() }
    }

    /// Sends a form of a page, with the session's own token for forms.
    pub async fn form(&self, at: (&str, &str), path: &str, fields: &[(&str, &str)]) -> Answered {
        let session = sessions::find(&self.app, at.0).await.unwrap().unwrap();
        let own = sessions::form_token(&self.app, &session);
        let fields: Vec<_> = [("csrf", own.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.request(Some(at), "POST", path, &body).await
    }
}
