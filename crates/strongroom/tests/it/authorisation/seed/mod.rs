//! Fills a demo with what it lacks, over HTTP: more people, and things of every kind in each state that matters.

mod cast;
mod outputs;
mod projects;
mod records;
mod spaces;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permissions::Permissions;

use super::asking::Town;
use super::described::Described;
use super::expect::{Facts, Thing};
use super::house::{House, form};
use cast::Cast;

/// What the things are made for, while they are made.
pub(crate) struct Seed {
    house: House,
    cast: Cast,
    things: BTreeMap<&'static str, Thing>,
    /// Who has entered which space.
    inside: BTreeSet<(String, String)>,
}

impl Seed {
    fn add(&mut self, thing: Thing) {
        self.things.insert(thing.name, thing);
    }

    fn thing(&self, name: &str) -> &Thing {
        self.things.get(name).unwrap_or_else(|| panic!("there is no {name} yet"))
    }
}

/// What the profile has, and how it calls what every form asks.
pub(crate) struct Words {
    pub(crate) has: &'static [&'static str],
    pub(crate) scheme: &'static str,
    /// Another scheme, under which nobody of the demo is accredited.
    pub(crate) other_scheme: &'static str,
    /// The kind of output a written paper is.
    pub(crate) paper: &'static str,
    /// The statements of the form that is shown before a space is entered.
    pub(crate) statements: &'static [&'static str],
    /// A colleague of the demo's researcher, whose institution has no officer to sign.
    pub(crate) colleague_is_fit: bool,
    /// Feasibility and ethics are found by separate assessors.
    pub(crate) reviewed: bool,
    /// A student's supervisor confirms the application.
    pub(crate) supervised: bool,
}

pub(crate) fn words(profile: &str) -> Words {
    match profile {
        "srs" => Words {
            has: &["demo", "register", "agreements on connectivity"],
            scheme: "dea",
            other_scheme: "srsa",
            paper: "paper",
            statements: &["place", "phones", "nothing-written", "monitored"],
            colleague_is_fit: true,
            reviewed: true,
            supervised: false,
        },
        "secure-lab" => Words {
            has: &["demo", "addresses of persons"],
            scheme: "ons",
            other_scheme: "esrc",
            paper: "journal-paper",
            statements: &["place", "wired", "screen", "nothing-written"],
            colleague_is_fit: false,
            reviewed: false,
            supervised: true,
        },
        other => panic!("the test knows nothing of the profile {other}"),
    }
}

/// A service with everything in it.
pub(crate) async fn sow(profile: &'static str) -> Arc<Town> {
    let house = tokio::task::spawn_blocking(move || House::open(profile)).await.unwrap();
    let cast = cast::gather(&house).await;
    let mut seed = Seed { house, cast, things: BTreeMap::new(), inside: BTreeSet::new() };
    records::sow(&mut seed).await;
    projects::sow(&mut seed).await;
    spaces::sow(&mut seed).await;
    outputs::sow(&mut seed).await;
    let words = words(profile);
    let statements: Vec<(&str, &str)> = words.statements.iter().map(|s| (*s, "yes")).collect();
    let json: Vec<String> = words.statements.iter().map(|s| format!("\"{s}\":\"yes\"")).collect();
    let fills = BTreeMap::from([
        ("scheme", words.scheme.to_owned()),
        ("role", "training".to_owned()),
        ("statements", form(&statements)),
        ("statements as json", json.join(",")),
    ]);
    let permissions = Permissions::load(&strongroom::fragments()).unwrap();
    let facts = Facts { permissions, inside: seed.inside, has: words.has.iter().copied().collect() };
    seed.things.insert("-", Thing::new("-"));
    let people = seed.cast.everybody();
    Arc::new(Town { house: seed.house, people, things: seed.things, facts, described: Described::read(), fills })
}
