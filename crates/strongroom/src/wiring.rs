//! Puts the crates together: what each brings, and the questions that one asks upward and another answers.

use std::collections::BTreeMap;
use std::path::Path;

use foundation::{Locale, Texts, World};
use permissions::{Fragment, Permissions};
use platform::app::Inner;
use platform::{
    Answer, App, BoxFuture, Chrome, Config, Context, Directory, Files, Keys, Known, Layer, Parts, PersonId, Profile,
    ProfileFiles, Said,
};
use store::{Migration, Store};

use crate::embedded;
use crate::signed::RecordInFolder;

/// The tables of every crate, in the order in which they refer to each other.
pub fn migrations() -> Vec<Migration> {
    [
        &store::own_migrations(),
        platform::MIGRATIONS,
        people::MIGRATIONS,
        data::MIGRATIONS,
        projects::MIGRATIONS,
        settings::MIGRATIONS,
        airlock::MIGRATIONS,
    ]
    .concat()
}

/// The texts of every crate.
pub fn locales() -> Vec<Locale> {
    vec![
        forms::locale(),
        platform::locale(),
        people::locale(),
        data::locale(),
        projects::locale(),
        settings::locale(),
        airlock::locale(),
        Locale::of("strongroom".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl")),
    ]
}

/// The policies of every crate.
pub fn fragments() -> Vec<Fragment> {
    vec![people::fragment(), data::fragment(), projects::fragment(), settings::fragment(), airlock::fragment()]
}

/// The files of a profile, one that the program carries or a folder, with those that it stands over.
pub fn profile_files(name: &str) -> Result<ProfileFiles, String> {
    let carried = embedded::profiles();
    let top = if carried.iter().any(|carried| carried == name) {
        embedded::layer(name).ok_or_else(|| format!("the program carries no profile {name}"))?
    } else {
        let folder = Path::new(name);
        if !folder.join("profile.toml").is_file() {
            let carried = carried.join(", ");
            return Err(format!("there is no profile {name:?}; use {carried} or a folder with a profile.toml"));
        }
        Layer::read(name, folder)?
    };
    ProfileFiles::of(top, &embedded::layer)
}

struct People;

impl Directory for People {
    fn known<'a>(&'a self, app: &'a App, person: PersonId) -> BoxFuture<'a, Answer<Option<Known>>> {
        Box::pin(people::known(app, person))
    }

    fn may_sign_in<'a>(
        &'a self,
        _app: &'a App,
        _person: PersonId,
        _address: &'a str,
    ) -> BoxFuture<'a, Answer<Vec<Said>>> {
        // The portal is open from anywhere; entering a space asks the access decision.
        Box::pin(async { Ok(Vec::new()) })
    }

    fn end_stays<'a>(
        &'a self,
        cx: &'a Context,
        change: &'a mut store::Change,
        person: PersonId,
    ) -> BoxFuture<'a, Answer<Vec<platform::Record>>> {
        Box::pin(settings::end_stays(cx, change, person))
    }

    fn readdress<'a>(
        &'a self,
        _app: &'a App,
        change: &'a mut store::Change,
        person: PersonId,
        email: &'a str,
    ) -> BoxFuture<'a, Answer<()>> {
        Box::pin(people::readdress(change, person, email))
    }

    fn security<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Answer<Vec<PersonId>>> {
        Box::pin(async move { Ok(people::with_role(app, "security").await?.into_iter().collect()) })
    }
}

impl data::Owners for People {
    fn organisations<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Answer<Vec<(data::OwnerId, String)>>> {
        Box::pin(async move {
            let all = people::organisations(app).await?;
            Ok(all.into_iter().map(|o| (data::OwnerId(o.id.0), o.name)).collect())
        })
    }

    fn person<'a>(&'a self, app: &'a App, email: &'a str) -> BoxFuture<'a, Answer<Option<PersonId>>> {
        Box::pin(async move { Ok(people::find_by_email(app, email).await?.map(|p| p.id)) })
    }
}

struct Around;

impl Chrome for Around {
    fn navigation(&self, cx: &Context) -> Vec<(&'static str, &'static str)> {
        let mut links = Vec::new();
        if cx.person().is_ok() {
            links.extend([("nav-home", "/home"), ("nav-projects", "/projects"), ("nav-outputs", "/outputs")]);
        }
        for (role, key, path) in [
            ("output-checker", "nav-checks", "/checks"),
            ("accreditation", "nav-accreditations", "/accreditations"),
            ("connectivity", "nav-connectivity", "/connectivity"),
            ("security", "nav-recordings", "/recordings"),
        ] {
            if cx.has_role(role) {
                links.push((key, path));
            }
        }
        let assessors = ["quality", "feasibility", "ethics", "data-owner", "accreditation-body", "support"];
        if assessors.iter().any(|r| cx.has_role(r)) {
            links.push(("nav-assessments", "/assessments"));
        }
        if ["support", "training", "connectivity", "security", "operator"].iter().any(|r| cx.has_role(r)) {
            links.push(("nav-people", "/people"));
        }
        links.push(("nav-catalogue", "/catalogue"));
        links
    }
}

/// The parts that each crate keeps: its section of the profile, and what the program supplies.
fn parts(profile: &Profile, config: &Config) -> Result<Parts, String> {
    profile.has_only(&["people", "data", "projects", "settings", "airlock"])?;
    let mut parts = Parts::default();
    parts.add(profile.rules::<people::Rules>("people")?);
    parts.add(profile.rules::<data::Rules>("data")?);
    parts.add(profile.rules::<projects::Rules>("projects")?);
    let settings = profile.rules::<settings::Rules>("settings")?;
    if let Some(fault) = settings.faults().first() {
        return Err(format!("profile.toml of {}, [settings]: {fault}", profile.general.id));
    }
    parts.add(settings);
    let airlock = profile.rules::<airlock::Rules>("airlock")?;
    if let Some(fault) = airlock.faults().first() {
        return Err(format!("profile.toml of {}, [airlock]: {fault}", profile.general.id));
    }
    parts.add(airlock);
    parts.add(airlock::Making::default());
    parts.add(settings::Desks::of(&config.desk));
    let guard: Box<dyn projects::SpaceGuard> = Box::new(settings::Guard);
    parts.add(guard);
    let owners: Box<dyn data::Owners> = Box::new(People);
    parts.add(owners);
    let (folder, public, _) = crate::serve::record_paths(config);
    parts.add(airlock::RecordBook(std::sync::Arc::new(RecordInFolder { folder, public })));
    crate::home::parts(&mut parts, config);
    Ok(parts)
}

/// Makes the application of an open, migrated database.
pub fn wire(config: Config, files: &ProfileFiles, store: Store, world: World, demo: bool) -> Result<App, String> {
    let profile = Profile::load(files)?;
    let mut all = locales();
    all.extend(profile.locales.clone());
    let texts = Texts::load(&all).map_err(|e| e.to_string())?;
    let permissions = Permissions::load(&fragments()).map_err(|e| e.to_string())?;
    let keys = Keys::open(&config.data, &world).map_err(|e| format!("opening the service's key: {e}"))?;
    let parts = parts(&profile, &config)?;
    let passkeys = platform::passkeys(&config.public_url, &texts.text(foundation::Lang::En, "service-name", &[]));
    let mut jobs: BTreeMap<&'static str, platform::jobs::JobKind> =
        BTreeMap::from([platform::jobs::kind::<platform::messages::SendMail>()]);
    jobs.extend(settings::jobs());
    jobs.extend(airlock::jobs());
    Ok(App(std::sync::Arc::new(Inner {
        files: Files::open(&config, keys.clone())?,
        config,
        world,
        store: store.sealed_with(keys.derive("record-entry")),
        permissions,
        texts,
        profile,
        keys,
        directory: Box::new(People),
        chrome: Box::new(Around),
        jobs,
        limits: Default::default(),
        turns: Default::default(),
        seen: Default::default(),
        passkeys,
        parts,
        metrics: recorder(),
        demo,
    })))
}

/// The recorder of measurements: one for the process.
fn recorder() -> Option<metrics_exporter_prometheus::PrometheusHandle> {
    static HANDLE: std::sync::OnceLock<Option<metrics_exporter_prometheus::PrometheusHandle>> =
        std::sync::OnceLock::new();
    HANDLE.get_or_init(|| metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder().ok()).clone()
}
