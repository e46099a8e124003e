//! A catalogue on a real database, with three people: an owner, somebody of support, a researcher.

use std::collections::BTreeSet;
use std::ops::Deref;

use data::actions::NewDataset;
use data::{OwnerId, Owners, Rules, Stipulations, Variable, VariableKind};
use foundation::Moment;
use http::StatusCode;
use platform::sessions::Session;
use platform::testing::{Bed, Made, context_of, profile};
use platform::{Answer, App, BoxFuture, Context, Known, Parts, PersonId, Who};
use store::testing::TestStore;
use store::{Migration, args, statements};

/// The people's table as far as this crate refers to it.
const PEOPLE: &[Migration] =
    &[Migration { order: 3, name: "people/for-tests", sql: "CREATE TABLE person (\n  id TEXT PRIMARY KEY\n);\n" }];

pub fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, PEOPLE, data::MIGRATIONS].concat()
}

statements! {
    write PERSON(text) = "insert into person (id) values ($1)";
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

pub fn owner() -> OwnerId {
    "00000000-0000-7000-8000-000000000100".parse().unwrap()
}

struct Office;

impl Owners for Office {
    fn organisations<'a>(&'a self, _: &'a App) -> BoxFuture<'a, Answer<Vec<(OwnerId, String)>>> {
        Box::pin(async { Ok(vec![(owner(), "Office for Tests".to_owned())]) })
    }
    fn person<'a>(&'a self, _: &'a App, email: &'a str) -> BoxFuture<'a, Answer<Option<PersonId>>> {
        Box::pin(async move { Ok((email == "olwen@example.org").then(|| person(OLWEN))) })
    }
}

pub struct Service(Bed);

impl Deref for Service {
    type Target = Bed;
    fn deref(&self) -> &Bed {
        &self.0
    }
}

pub async fn service(id: &str, on: TestStore) -> Service {
    let profile = profile(id);
    let mut parts = Parts::default();
    parts.add(profile.rules::<Rules>("data").unwrap());
    let owners: Box<dyn Owners> = Box::new(Office);
    parts.add(owners);
    let service = Service(Bed::new(
        on,
        Made {
            profile,
            fragments: vec![data::fragment()],
            locales: vec![data::locale()],
            parts,
            jobs: Default::default(),
            knows: |_, _| Box::pin(async { Ok(Some(Known::default())) }),
            pages: data::pages(),
            api: data::api(),
        },
    ));
    let mut change = service.app.store.change().await.unwrap();
    for n in [OLWEN, SIAN, REES] {
        change.run(&PERSON, args![person(n).to_string()]).await.unwrap();
    }
    service.commit(change).await;
    service
}

impl Service {
    /// The context of somebody signed in with both factors, a second later than the last.
    pub fn signed_in(&self, n: u8) -> Context {
        self.app.world.advance(Moment::SECOND);
        let now = self.app.world.now();
        let session = Session::kept_nowhere(person(n), now);
        let known = Known { name: format!("Person {n}"), roles: roles(n), ..Known::default() };
        context_of(&self.app, Who { person: person(n), known, session })
    }

    /// What a visitor gets.
    pub async fn visit(&self, path: &str) -> (StatusCode, String) {
        self.request(None, "GET", path, "").await.text()
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
