//! What the profiles say fits together, and every sentence of the decision exists.

use foundation::Refusal;
use settings::rules::{Cause, Topic, address::NoAddress};

use crate::common::*;

#[test]
fn the_rules_of_each_profile_fit_together() {
    for profile in ["srs", "secure-lab"] {
        assert_eq!(rules(profile).faults(), Vec::<String>::new(), "{profile}");
    }
}

#[test]
fn a_profile_that_does_not_fit_together_says_what_to_do() {
    let mut rules = rules("srs");
    rules.routes[0].place = "moon".into();
    rules.remedies.remove("network");
    rules.classes[1].routes.insert("carrier-pigeon".into());
    assert_eq!(
        rules.faults(),
        [
            "the route safe-room names the place moon; add a [[settings.place]]",
            "the class 1 names the route carrier-pigeon; add a [[settings.route]]",
            "[settings.remedies] has no network; say where a person mends it",
        ]
    );
}

#[test]
fn every_reason_remedy_route_level_and_place_has_words_in_both_languages() {
    let texts = foundation::Texts::load(&[settings::locale()]).expect("the texts load");
    let mut keys: Vec<String> = Cause::keys().iter().chain(NoAddress::keys()).map(|k| (*k).to_owned()).collect();
    keys.extend(Topic::ALL.iter().map(|t| t.remedy_key()));
    for profile in ["srs", "secure-lab"] {
        let rules = rules(profile);
        keys.extend(rules.routes.iter().flat_map(|r| [r.words.clone(), r.next.words.clone()]));
        keys.extend(rules.classes.iter().map(|c| c.words.clone()));
        keys.extend(rules.places.iter().map(|p| p.words.clone()));
    }
    let missing: Vec<_> = keys.iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
