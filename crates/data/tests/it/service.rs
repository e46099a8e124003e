//! A catalogue on a real database, with three people: an owner, somebody of support, a researcher.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use data::actions::NewDataset;
use data::{OwnerId, Owners, Rules, Stipulations, Variable, VariableKind};
use foundation::{Moment, Texts, World, parse_date};
use http::{Request, StatusCode};
use permissions::Permissions;
use platform::app::Inner;
use platform::sessions::Session;
use platform::{
    Answer, App, BoxFuture, Chrome, Config, Context, Directory, Files, Keys, Known, Parts, PersonId, Profile,
    ProfileFiles, Said, Who,
};
use store::testing::TestStore;
use store::{Migration, args, statements};
use tower::ServiceExt;

/// The people's table as far as this crate refers to it.
const PEOPLE: &[Migration] =
    &[Migration { name: "people/for-tests", sql: "CREATE TABLE person (\n  id TEXT PRIMARY KEY\n);\n" }];

pub fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, PEOPLE, data::MIGRATIONS].concat()
}

statements! {
    write PERSON = "insert into person (id) values ($1)";
}

pub fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}
/// Speaks for the owner of the data.
pub const OLWEN: u8 = 1;
/// Support.
pub const SIAN: u8 = 2;
/// Anybody with an account.
pub const REES: u8 = 3;

fn roles(n: u8) -> BTreeSet<String> {
    let own = match n {
        OLWEN => "data-owner",
        SIAN => "support",
        _ => "registered",
    };
    BTreeSet::from(["registered".to_owned(), own.to_owned()])
}

struct Everybody;

impl Directory for Everybody {
    fn known<'a>(&'a self, _: &'a App, _: PersonId) -> BoxFuture<'a, Answer<Option<Known>>> {
        Box::pin(async { Ok(Some(Known::default())) })
    }
    fn may_sign_in<'a>(&'a self, _: &'a App, _: PersonId, _: &'a str) -> BoxFuture<'a, Answer<Vec<Said>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Chrome for Everybody {
    fn navigation(&self, _: &Context) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

pub fn owner() -> OwnerId {
    "00000000-0000-7000-8000-000000000100".parse().unwrap()
}

impl Owners for Everybody {
    fn organisations<'a>(&'a self, _: &'a App) -> BoxFuture<'a, Answer<Vec<(OwnerId, String)>>> {
        Box::pin(async { Ok(vec![(owner(), "Office for Tests".to_owned())]) })
    }
    fn person<'a>(&'a self, _: &'a App, email: &'a str) -> BoxFuture<'a, Answer<Option<PersonId>>> {
        Box::pin(async move { Ok((email == "olwen@example.org").then(|| person(OLWEN))) })
    }
}

pub fn profile_files(profile: &str) -> ProfileFiles {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles").join(profile);
    let mut files = ProfileFiles::new();
    for (prefix, folder) in [("", folder.clone()), ("forms/", folder.join("forms"))] {
        for entry in std::fs::read_dir(folder).unwrap().flatten().filter(|e| e.path().is_file()) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            files.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    files
}

pub struct Service {
    pub app: App,
    router: Router,
    _folder: tempfile::TempDir,
    _store: TestStore,
}

pub async fn service(profile: &str, on: TestStore) -> Service {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::of(profile, folder.path());
    let profile = Profile::load(&profile_files(profile)).unwrap();
    let locales = [forms::locale(), platform::locale(), data::locale(), profile.locale.clone()];
    let keys = Keys::from_bytes([7; 32]);
    let mut parts = Parts::default();
    parts.add(profile.rules::<Rules>("data").unwrap());
    let owners: Box<dyn Owners> = Box::new(Everybody);
    parts.add(owners);
    let now = Moment::start_of(parse_date("2026-11-23").unwrap()).plus(10 * Moment::HOUR);
    let app = App(Arc::new(Inner {
        files: Files::open(&config, keys.clone()).unwrap(),
        config,
        world: World::fixed(now, 7),
        store: on.store.clone(),
        permissions: Permissions::load(&[data::fragment()]).unwrap(),
        texts: Texts::load(&locales).unwrap(),
        profile,
        keys,
        directory: Box::new(Everybody),
        chrome: Box::new(Everybody),
        jobs: Default::default(),
        limits: Default::default(),
        passkeys: None,
        parts,
        metrics: None,
        demo: false,
    }));
    let mut change = app.store.change().await.unwrap();
    for n in [OLWEN, SIAN, REES] {
        change.run(&PERSON, args![person(n).to_string()]).await.unwrap();
    }
    change.commit(Context::of_service(&app).entry("seeded", "test", "x")).await.unwrap();
    let router = platform::web::router(app.clone(), data::pages(), data::api());
    Service { app, router, _folder: folder, _store: on }
}

impl Service {
    /// The context of somebody signed in with both factors, a second later than the last.
    pub fn signed_in(&self, n: u8) -> Context {
        self.app.world.advance(Moment::SECOND);
        let now = self.app.world.now();
        let session = Session {
            hash: "test".into(),
            person: person(n),
            factors: 2,
            state: None,
            address: String::new(),
            agent: String::new(),
            started_at: now,
            last_at: now,
            ends_at: now,
        };
        let known = Known { name: format!("Person {n}"), roles: roles(n), ..Known::default() };
        Context { who: Some(Who { person: person(n), known, session }), ..Context::of_service(&self.app) }
    }

    /// What a visitor gets.
    pub async fn visit(&self, path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).header("host", "localhost").body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Actions on the record of a dataset, oldest first.
    pub async fn record(&self, dataset: data::DatasetId) -> Vec<String> {
        let all = store::history_of_thing(&self.app.store, "dataset", &dataset.to_string()).await.unwrap();
        all.into_iter().map(|(_, e)| e.action).collect()
    }
}

pub fn a_dataset() -> NewDataset {
    NewDataset {
        reference: "LFS-2025".into(),
        title: "Labour Force Survey".into(),
        title_cy: Some("Arolwg o’r Llafurlu".into()),
        summary: "Who works, where and for how long.".into(),
        owner: owner(),
        owner_name: "Office for Tests".into(),
        owners: BTreeSet::from([person(OLWEN)]),
        gateway: "dea".into(),
        stipulations: Stipulations {
            level: Some(3),
            setting: String::new(),
            routes_narrowed: None,
            schemes: BTreeSet::from(["dea".into()]),
            organisation_kinds: BTreeSet::new(),
            training_months: None,
            conditions: "For research on work only.".into(),
            output_conditions: "None.".into(),
        },
        citation: "Office for Tests (2026). Labour Force Survey.".into(),
        doi: "10.5255/test".into(),
        contact: "data@example.org".into(),
        coverage: "Adults, 2025".into(),
        synthetic: true,
    }
}

pub fn a_variable(name: &str, label: &str) -> Variable {
    Variable {
        name: name.into(),
        label: label.into(),
        label_cy: String::new(),
        kind: VariableKind::Code,
        codes: vec![("1".into(), "Yes".into()), ("2".into(), "No".into())],
        missing: String::new(),
        unit_role: None,
        years: "2025".into(),
        missing_share: 0.02,
    }
}
