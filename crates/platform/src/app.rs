//! The application: everything a request may need, made once.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use foundation::{Lang, Texts, World, id_type};
use permissions::{Attr, Permissions};
use store::{Change, Store};

use crate::config::Config;
use crate::context::Context;
use crate::files::Files;
use crate::jobs::JobKind;
use crate::keys::Keys;
use crate::limits::RateLimits;
use crate::profile::Profile;
use crate::turns::Turns;
use crate::{Answer, Said};

id_type!(
    /// A person with an account.
    PersonId
);

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the service knows of a person who signs in; asked of the crate that knows people.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub name: String,
    pub lang: Lang,
    pub roles: BTreeSet<String>,
    /// Further attributes for the policies: organisation, projects, owned datasets.
    pub attrs: Vec<(&'static str, Attr)>,
}

/// Questions that point upward, answered by the program that wires the crates together.
pub trait Directory: Send + Sync {
    /// Who is this person? Asked at every request.
    fn known<'a>(&'a self, app: &'a App, person: PersonId) -> BoxFuture<'a, Answer<Option<Known>>>;
    /// May they sign in from here, now? Every reason against it.
    fn may_sign_in<'a>(&'a self, app: &'a App, person: PersonId, address: &'a str) -> BoxFuture<'a, Answer<Vec<Said>>>;
    /// Ends what a person has open elsewhere than in a session (stays in spaces), within a change; the entries that say so.
    fn end_stays<'a>(
        &'a self,
        _cx: &'a Context,
        _change: &'a mut Change,
        _person: PersonId,
    ) -> BoxFuture<'a, Answer<Vec<crate::Record>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    /// Keeps the new address of a person where people are kept, within a change; nowhere, where accounts are all there is.
    fn readdress<'a>(
        &'a self,
        _app: &'a App,
        _change: &'a mut Change,
        _person: PersonId,
        _email: &'a str,
    ) -> BoxFuture<'a, Answer<()>> {
        Box::pin(async { Ok(()) })
    }
    /// Who is told of an attack that was noticed.
    fn security<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Answer<Vec<PersonId>>>;
}

/// What stands around every page: put together by the program, since it joins several subjects.
pub trait Chrome: Send + Sync {
    /// The main links: key of the label, path.
    fn navigation(&self, cx: &Context) -> Vec<(&'static str, &'static str)>;
}

/// State that a service crate keeps (its profile's rules, parsed once), by type.
#[derive(Default)]
pub struct Parts(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Parts {
    pub fn add<T: Any + Send + Sync>(&mut self, part: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(part));
    }
}

pub struct Inner {
    pub config: Config,
    pub world: World,
    pub store: Store,
    pub files: Files,
    pub permissions: Permissions,
    pub texts: Texts,
    pub profile: Profile,
    pub keys: Keys,
    pub directory: Box<dyn Directory>,
    pub chrome: Box<dyn Chrome>,
    pub jobs: BTreeMap<&'static str, JobKind>,
    pub limits: RateLimits,
    pub turns: Arc<Turns>,
    /// What this process has seen of accounts.
    pub seen: crate::accounts::Seen,
    pub passkeys: Option<webauthn_rs::Webauthn>,
    pub parts: Parts,
    pub metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    /// True in the demo: the outbox page is open to everybody.
    pub demo: bool,
}

/// The application context. Cheap to clone.
#[derive(Clone)]
pub struct App(pub Arc<Inner>);

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// A crate's own part.
    pub fn part<T: Any + Send + Sync>(&self) -> Answer<&T> {
        self.parts
            .0
            .get(&TypeId::of::<T>())
            .and_then(|p| p.downcast_ref())
            .ok_or_else(|| crate::No::Broken(format!("the part {} is not wired", std::any::type_name::<T>())))
    }

    /// A link for a mail: public address, language, path.
    pub fn link(&self, lang: Lang, path: &str) -> String {
        format!("{}{}{path}", self.config.public_url, lang.prefix())
    }
}
