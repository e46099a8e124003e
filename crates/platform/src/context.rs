//! The context of one request: person, language, place, clock, store.

use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use foundation::{Arg, Lang, World};
use http::header;
use http::request::Parts;
use permissions::{Decision, Principal, Resource};
use store::{Entry, FileHash, Thing};

use crate::app::{App, Known, PersonId};
use crate::config::Config;
use crate::did::Deed;
use crate::kept::{self, Half, Kept};
use crate::sessions::{self, Session};
use crate::web::Answered;
use crate::{Answer, No};

/// Name of the session's cookie.
pub const COOKIE: &str = "strongroom_session";
/// Name of the cookie of a browser in which its owner has signed in before.
pub const BROWSER: &str = "strongroom_browser";
/// Name of the cookie of a browser that keeps answers: its half of the key to them.
pub const KEPT: &str = "strongroom_kept";
/// Name of the cookie of what an action says on the page that follows it.
pub const ANSWERED: &str = "strongroom_answered";

/// A cookie's name as this service sets it: where browsers are spoken to by TLS only, no other host of the domain and no
/// eavesdropper can set one of that name.
pub fn cookie_name(config: &Config, name: &str) -> String {
    if config.public_url.starts_with("https://") { format!("__Host-{name}") } else { name.to_owned() }
}

/// The header that gives a browser a cookie, for so many seconds.
pub(crate) fn set_cookie(config: &Config, name: &str, value: &str, age: i64) -> String {
    let secure = if config.public_url.starts_with("https://") { "; Secure" } else { "" };
    let name = cookie_name(config, name);
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

/// A cookie's value; empty where there is none.
pub(crate) fn cookie<'a>(app: &App, cookies: &'a str, name: &str) -> &'a str {
    let name = cookie_name(&app.config, name);
    cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(n, _)| *n == name).map_or("", |(_, v)| v)
}

/// What somebody may send who has not signed in with both factors: signing in itself, registering, a lost password.
/// Everything else is refused before its body is read.
const OPEN_WRITES: &[&str] = &["/sign-in", "/sign-out", "/register", "/account/", "/api/v1/session"];

/// Put by the outermost layer: what it found out about the request.
#[derive(Debug, Clone)]
pub struct Place {
    pub lang: Lang,
    /// Path and query, without the language.
    pub path: String,
    /// The address of the browser, as far as a trusted proxy tells.
    pub address: String,
    /// True where a proxy that is not ours announces itself (NET-03).
    pub proxied: bool,
}

/// Put by [`Context`] where the request's cookie names no running session.
#[derive(Debug, Clone)]
pub(crate) struct SessionOver;

/// On which page the form stood that a request sends: [`crate::Submitted`] says it when it has read the form, so that the page
/// comes again with its problems and still knows.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShownAt(pub(crate) Arc<OnceLock<String>>);

/// Who asks.
#[derive(Debug, Clone)]
pub struct Who {
    pub person: PersonId,
    pub known: Known,
    pub session: Session,
}

/// What a request carries from those before it; nothing where there is no browser.
#[derive(Clone, Default)]
pub struct Carried {
    /// What the action said that led here.
    pub(crate) answered: Option<Answered>,
    /// This browser keeps somebody's answers.
    pub(crate) half: Option<Half>,
    /// The answers that it keeps for whoever is signed in.
    pub(crate) kept: Option<Arc<Kept>>,
    pub(crate) shown_at: ShownAt,
}

/// Everything a handler needs.
#[derive(Clone)]
pub struct Context {
    pub app: App,
    pub lang: Lang,
    /// Path and query, without the language.
    pub path: String,
    pub address: String,
    pub proxied: bool,
    pub agent: String,
    /// What this browser keeps if somebody has signed in with it before; only whoever it is tells whether it is known.
    pub browser: String,
    pub who: Option<Who>,
    pub carried: Carried,
}

impl FromRequestParts<App> for Context {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, No> {
        let place = parts.extensions.get::<Place>().cloned().unwrap_or(Place {
            lang: Lang::En,
            path: "/".into(),
            address: "unknown".into(),
            proxied: false,
        });
        let text = |name: header::HeaderName| {
            parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
        };
        let agent = text(header::USER_AGENT);
        let cookies = text(header::COOKIE);
        let token = token(app, &cookies, &text(header::AUTHORIZATION));
        let browser = cookie(app, &cookies, BROWSER).to_owned();
        let mut who = None;
        if let Some(token) = token {
            if let Some(session) = sessions::find(app, &token).await? {
                let known = app.directory.known(app, session.person).await?;
                who = known.map(|known| Who { person: session.person, known, session });
            }
            if who.is_none() {
                parts.extensions.insert(SessionOver);
            }
        }
        if let (Some(asker), Some(who)) = (parts.extensions.get::<crate::web::Asker>(), &who) {
            let _ = asker.0.set(who.person);
        }
        let strong = who.as_ref().is_some_and(|w| w.session.factors >= 2);
        if strong {
            crate::web::may_send_files(app, &mut parts.extensions);
        }
        if parts.method != http::Method::GET
            && parts.method != http::Method::HEAD
            && !strong
            && !OPEN_WRITES.iter().any(|open| place.path.starts_with(open))
        {
            return Err(if who.is_some() { No::SecondFactor } else { No::SignIn });
        }
        let half = Half::of(cookie(app, &cookies, KEPT));
        let kept = match (&half, &who) {
            (Some(half), Some(who)) if strong => kept::of(app, who.person, half).await?.map(Arc::new),
            _ => None,
        };
        let shown_at = ShownAt::default();
        parts.extensions.insert(shown_at.clone());
        let said =
            who.as_ref().and_then(|who: &Who| Answered::read(app, &who.session, cookie(app, &cookies, ANSWERED)));
        Ok(Context {
            app: app.clone(),
            lang: place.lang,
            path: place.path,
            address: place.address,
            proxied: place.proxied,
            agent,
            browser,
            who,
            carried: Carried { answered: said, half, kept, shown_at },
        })
    }
}

/// The session's token from the cookie, or from `Authorization: Bearer` for the API.
pub(crate) fn token(app: &App, cookies: &str, authorization: &str) -> Option<String> {
    let from_cookie = Some(cookie(app, cookies, COOKIE)).filter(|t| !t.is_empty());
    let token = from_cookie.or_else(|| authorization.strip_prefix("Bearer "));
    token.filter(|t| !t.is_empty() && t.len() < 200).map(ToOwned::to_owned)
}

impl Context {
    /// A context of the service itself or of the seed: no browser, no session.
    pub fn of_service(app: &App) -> Context {
        Context {
            app: app.clone(),
            lang: Lang::En,
            path: String::new(),
            address: String::new(),
            proxied: false,
            agent: String::new(),
            browser: String::new(),
            who: None,
            carried: Carried::default(),
        }
    }

    /// A context in which a given person acts without a browser: for the seed of the demo and for tests. It makes no
    /// session; nothing that answers requests may call it.
    pub async fn acting_as(app: &App, person: PersonId) -> Answer<Context> {
        let known = app.directory.known(app, person).await?.ok_or(No::NotFound)?;
        let now = app.world.now();
        let session = Session::kept_nowhere(person, now);
        Ok(Context { lang: known.lang, who: Some(Who { person, known, session }), ..Context::of_service(app) })
    }

    /// The same person later on, as they are by then: for work that goes on when its request has been answered. Whoever has
    /// signed out or lost their account meanwhile is nobody.
    pub async fn again(&self) -> Answer<Context> {
        let Who { person, session, .. } = self.who()?;
        let session = sessions::again(&self.app, session).await?.ok_or(No::SignIn)?;
        let known = self.app.directory.known(&self.app, *person).await?.ok_or(No::SignIn)?;
        Ok(Context { who: Some(Who { person: *person, known, session }), ..self.clone() })
    }

    /// The person who asks, with both factors shown.
    pub fn who(&self) -> Answer<&Who> {
        match &self.who {
            Some(who) if who.session.factors >= 2 => Ok(who),
            Some(_) => Err(No::SecondFactor),
            None => Err(No::SignIn),
        }
    }

    pub fn person(&self) -> Answer<PersonId> {
        self.who().map(|w| w.person)
    }

    pub fn has_role(&self, role: &str) -> bool {
        self.who().is_ok_and(|w| w.known.roles.contains(role))
    }

    pub fn text(&self, key: &str) -> String {
        self.app.texts.text(self.lang, key, &[])
    }

    pub fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.app.texts.text(self.lang, key, args)
    }

    /// A path in the language of this request.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.lang.prefix())
    }

    fn principal(&self) -> Principal {
        match self.who() {
            Ok(who) => {
                Principal { id: who.person.to_string(), roles: who.known.roles.clone(), attrs: who.known.attrs.clone() }
            }
            Err(_) => Principal::visitor(),
        }
    }

    pub(crate) fn decide(&self, action: &str, on: &Resource) -> Decision {
        self.app.permissions.decide(&self.principal(), action, on, &[])
    }

    /// Begins the ledger entry of something done.
    pub fn record(&self, did: impl Deed) -> Record {
        let (kind, id) = did.subject();
        self.entry(did.word(), kind, id)
    }

    /// Begins the ledger entry of something done to a thing.
    pub fn entry(&self, action: &str, kind: &str, id: impl ToString) -> Record {
        let world = &self.app.world;
        let who = self.who.as_ref().map_or_else(|| "service".to_owned(), |w| w.person.to_string());
        let entry = Entry {
            id: world.uuid().to_string(),
            at: world.now().0,
            who,
            action: action.to_owned(),
            thing: Thing { kind: kind.to_owned(), id: id.to_string() },
            project: None,
            from: None,
            why: None,
            files: Vec::new(),
            detail: Default::default(),
            personal: Default::default(),
        };
        let mut record = store::Record::new(entry);
        // A network address is a personal detail: kept where it can be erased.
        if !self.address.is_empty() {
            record.personal("address", world.bytes(), &self.address);
        }
        Record { record, world: world.clone() }
    }
}

/// An entry being written.
#[derive(Clone)]
pub struct Record {
    record: store::Record,
    world: World,
}

impl Record {
    /// Whoever did it, where no session says so (a link in a mail).
    pub fn by(mut self, person: PersonId) -> Record {
        self.record.entry_mut().who = person.to_string();
        self
    }

    pub fn project(mut self, id: impl ToString) -> Record {
        self.record.entry_mut().project = Some(id.to_string());
        self
    }

    pub fn why(mut self, reason: &str) -> Record {
        self.record.entry_mut().why = Some(reason.to_owned());
        self
    }

    /// The registered way in.
    pub fn route(mut self, route: &str) -> Record {
        self.record.entry_mut().from = Some(store::Place { address: None, route: Some(route.to_owned()) });
        self
    }

    /// A fact that is nobody's personal detail.
    pub fn detail(mut self, name: &str, value: impl ToString) -> Record {
        self.record.entry_mut().detail.insert(name.to_owned(), value.to_string());
        self
    }

    /// A file, by its keyed hash only ([`crate::files::Files::mark`]).
    pub fn file(mut self, role: &str, mark: String) -> Record {
        self.record.entry_mut().files.push(FileHash { role: role.to_owned(), hash: mark });
        self
    }

    /// A personal detail: the entry carries its salted hash, the value stands where it can be erased.
    pub fn personal(mut self, name: &str, value: &str) -> Record {
        let salt = self.world.bytes();
        self.record.personal(name, salt, value);
        self
    }
}

impl From<Record> for store::Record {
    fn from(record: Record) -> Self {
        record.record
    }
}
