//! A small world: profiles' rules and a person against whom nothing stands.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use foundation::{Date, Moment, parse_date};
use settings::rules::{
    Accreditation, Agreement, Aoc, Dataset, Decision, Facts, Here, Mapped, Membership, Part, Person, PlaceHere,
    Project, Rules, Standing, Supervisor, Training,
};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rules of a profile, read once: properties ask for them thousands of times.
pub fn rules(profile: &str) -> Rules {
    static READ: Mutex<BTreeMap<String, Rules>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().expect("no test fails while it reads a profile");
    let rules = read
        .entry(profile.to_owned())
        .or_insert_with(|| platform::testing::profile(profile).rules("settings").expect("[settings] can be read"));
    rules.clone()
}

pub fn day(text: &str) -> Date {
    parse_date(text).expect("a date")
}

/// Ten in the morning of the day on which every test plays.
pub fn now() -> Moment {
    Moment::start_of(day("2026-11-23")).plus(10 * Moment::HOUR)
}

pub fn dataset(title: &str, class: &str) -> Dataset {
    Dataset {
        id: title.to_lowercase(),
        title: title.to_owned(),
        standing: Mapped::Now,
        class: Some(class.to_owned()),
        narrowed: None,
        schemes: Vec::new(),
        organisation_kinds: Vec::new(),
        training_months: None,
    }
}

pub fn accreditation(scheme: &str) -> Accreditation {
    Accreditation {
        scheme: scheme.to_owned(),
        standing: Standing::Granted,
        supervisor: Supervisor::NotNeeded,
        from: Some(day("2025-01-01")),
        until: Some(day("2029-12-31")),
    }
}

pub fn agreement(kind: &str) -> Agreement {
    Agreement {
        kind: kind.to_owned(),
        version: "2026-1".to_owned(),
        from: day("2026-01-01"),
        until: None,
        officer: true,
        device: true,
        withdrawn: false,
    }
}

pub fn part() -> Option<Part> {
    Some(Part { from: day("2026-01-01"), until: Some(day("2027-12-31")) })
}

pub fn at(kind: &str) -> Here {
    let place = PlaceHere { id: kind.to_owned(), kind: kind.to_owned(), name: kind.to_owned(), theirs: true };
    Here { places: vec![place], proxied: false }
}

pub fn nowhere() -> Here {
    Here::default()
}

/// A person in order, on a running project without data, in no registered place.
pub fn a_person() -> Facts {
    Facts {
        now: now(),
        person: Person {
            known: people::facts::Facts {
                organisation: "northbridge".into(),
                organisation_name: "University of Northbridge".into(),
                organisation_kind: "academic".into(),
                country: "GB".into(),
                accreditations: ["dea", "ons", "esrc"].map(accreditation).into(),
                training: vec![Training {
                    course: "safe-researcher".into(),
                    passed_on: day("2025-03-01"),
                    until: day("2028-02-29"),
                }],
                agreements: ["arar", "user-agreement"].map(agreement).into(),
            },
            has_address: true,
        },
        project: Project {
            number: "P-2345-6789".into(),
            state: projects::State::Active,
            starts: Some(day("2026-01-01")),
            ends: Some(day("2027-12-31")),
            memberships: vec![Membership { role: projects::Role::Researcher, from: day("2026-01-01"), until: None }],
            mapped: Vec::new(),
        },
        datasets: Vec::new(),
        aoc: Some(Aoc { office: part(), remote: part(), suspended: None }),
        here: nowhere(),
    }
}

pub fn keys(decision: &Decision) -> Vec<&'static str> {
    let mut keys: Vec<_> = decision.refusing().iter().map(|r| r.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
