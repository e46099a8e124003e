//! Both profiles say what the airlock needs, and every refusal has its sentence.

use std::collections::BTreeSet;

use airlock::rules::{State, StatisticClass, release, submit, table, vote, withdraw, write_up};
use forms::{Choices, Form};
use foundation::{Refusal, Texts};

use crate::common::rules;

const PROFILES: [&str; 2] = ["srs", "secure-lab"];

fn form(profile: &str, name: &str) -> Form {
    let profile = platform::testing::profile(profile);
    profile.form(name).unwrap_or_else(|_| panic!("there is no form {name}")).clone()
}

#[test]
fn both_profiles_have_every_form_of_the_airlock() {
    let names = [
        "table",
        "write-up",
        "write-up-part",
        "save-file",
        "output-files",
        "output-item",
        "output-release",
        "output-vote",
        "release-withdraw",
    ];
    for profile in PROFILES {
        for name in names {
            assert_eq!(form(profile, name).id, name, "{profile}");
        }
    }
}

#[test]
fn the_form_offers_exactly_the_types_that_the_profile_releases_out_07() {
    for profile in PROFILES {
        let form = form(profile, "output-release");
        let Choices::Fixed(choices) = &form.question("type").unwrap().choices else { panic!("no choices") };
        let offered: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
        let known: Vec<String> = rules(profile).types.into_iter().map(|t| t.id).collect();
        assert_eq!(offered, known, "{profile}");
    }
}

#[test]
fn the_rules_of_both_profiles_fit_together() {
    for profile in PROFILES {
        assert_eq!(rules(profile).faults(), Vec::<String>::new(), "{profile}");
    }
}

#[test]
fn a_profile_whose_type_has_an_unknown_class_is_told() {
    let mut wrong = rules("srs");
    wrong.types[0].classes.insert("film".into());
    wrong.policy = "no-such-policy".into();
    assert_eq!(wrong.faults().len(), 2);
}

#[test]
fn there_are_fourteen_classes_of_statistics_sdc_02() {
    assert_eq!(StatisticClass::ALL.len(), 14);
}

#[test]
fn every_refusal_state_class_and_finding_has_its_sentence_in_both_languages() {
    let texts = Texts::load(&[airlock::locale()]).unwrap();
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let refusals = [
        vote::NoVote::keys(),
        submit::NoSubmission::keys(),
        withdraw::NoWithdrawal::keys(),
        table::NoTable::keys(),
        release::NoFetch::keys(),
        write_up::NoDocument::keys(),
    ];
    keys.extend(refusals.concat().iter().map(|k| (*k).to_owned()));
    keys.extend(State::ALL.iter().flat_map(|s| [format!("output-state-{s}"), format!("output-next-{s}")]));
    keys.extend(StatisticClass::ALL.iter().map(|s| format!("statistic-{s}")));
    for rule in ["threshold", "dominance", "p-percent", "pq", "zero", "full", "negative", "differencing"] {
        keys.extend([format!("table-rule-{rule}"), format!("finding-sdc-{rule}")]);
    }
    let own = ["wrong-content", "item-other-table", "table-not-described", "table-not-compared", "table-not-judged"];
    keys.extend(["leak", "rounding", "no-count", "extreme", "unread"].map(|rule| format!("finding-sdc-{rule}")));
    keys.extend(own.map(|word| format!("finding-{word}")));
    for told in ["submitted", "blocked", "to-check", "third-check", "returned", "rejected", "released"] {
        keys.extend([format!("output-{told}-subject"), format!("output-{told}-body")]);
    }
    let missing: Vec<&String> = keys.iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every key that a page or action names literally.
#[test]
fn every_text_that_the_pages_name_exists() {
    let texts = Texts::load(&[airlock::locale(), platform::locale()]).unwrap();
    let mut missing = BTreeSet::new();
    for folder in ["src/pages", "src/actions", "src/api", "src"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).unwrap().flatten().filter(|e| e.path().is_file()) {
            let source = std::fs::read_to_string(entry.path()).unwrap();
            for call in ["cx.text(\"", "cx.say(\"", ".submit(\"", "word(\"", "cx.done(\""] {
                for part in source.split(call).skip(1) {
                    let key = part.split('"').next().unwrap_or_default();
                    if !texts.has(key) {
                        missing.insert(key.to_owned());
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
