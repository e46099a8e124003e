//! The Secure Lab profile: eligibility for each dataset, training, two signatures, one address.

use settings::rules::{Cause, Facts, Training, decide};

use crate::common::*;

fn in_the_office() -> Facts {
    let mut facts = a_person();
    facts.datasets = vec![dataset("Labour Force Survey", "office")];
    facts.here = at("own-address");
    facts
}

#[test]
fn a_person_in_order_comes_in_from_their_own_address_or_the_secure_room_set_11() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    assert_eq!(decide(&facts, &rules).route.as_deref(), Some("office"));
    facts.here = at("secure-room");
    assert_eq!(decide(&facts, &rules).route.as_deref(), Some("secure-room"));
}

#[test]
fn a_dataset_for_the_secure_room_refuses_the_office_cat_09() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    facts.datasets.push(dataset("Business Survey", "room"));
    let decision = decide(&facts, &rules);
    assert_eq!(decision.routes_open, ["secure-room"]);
    let causes: Vec<_> = decision.refusing().iter().map(|r| r.cause.clone()).collect();
    assert_eq!(causes, [Cause::DatasetClass { dataset: "Business Survey".into(), class: "room".into() }]);
}

#[test]
fn eligibility_is_asked_of_each_dataset_acc_06_acc_07_acc_08() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    facts.datasets[0].schemes = vec!["ons".into()];
    let mut business = dataset("Understanding Firms", "office");
    business.schemes = vec!["esrc".into()];
    business.organisation_kinds = vec!["academic".into(), "esrc-centre".into()];
    facts.datasets.push(business);
    assert!(decide(&facts, &rules).allowed);

    facts.person.known.accreditations.retain(|a| a.scheme == "ons");
    facts.person.known.organisation_kind = "company".into();
    let decision = decide(&facts, &rules);
    assert_eq!(keys(&decision), ["settings-dataset-accreditation", "settings-dataset-organisation"]);
    assert!(decision.refusing().iter().all(|r| r.args[0] == ("dataset", "Understanding Firms".to_owned())));
    facts.datasets.pop();
    assert!(decide(&facts, &rules).allowed, "the same person is eligible for the other dataset");
}

#[test]
fn training_opens_only_while_the_pass_is_valid_acc_10_trn_01() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    facts.person.known.training[0].until = day("2026-11-22");
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-training-over"]);
    facts.person.known.training.clear();
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-training-none"]);
    let pass = |on: &str| Training { course: "safe-researcher".into(), passed_on: day(on), until: day("2030-01-01") };
    facts.datasets[0].training_months = Some(36);
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-training-none"], "said once");
    facts.person.known.training = vec![pass("2023-11-23")];
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-dataset-training"]);
    facts.person.known.training = vec![pass("2023-11-24")];
    assert!(decide(&facts, &rules).allowed);
}

#[test]
fn the_user_agreement_needs_the_institutions_officer_too_acc_11_agr_01() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    for agreement in &mut facts.person.known.agreements {
        agreement.officer = false;
    }
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-agreement-officer"]);
    facts.person.known.agreements.clear();
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-agreement-none"]);
}

#[test]
fn another_address_than_ones_own_is_refused_net_08() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    facts.here.places[0].theirs = false;
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-place-organisation", "settings-place-own"]);
    facts.person.has_address = false;
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-address-none", "settings-place-organisation"]);
}

#[test]
fn a_proxy_is_refused_net_03() {
    let mut facts = in_the_office();
    facts.here.proxied = true;
    assert_eq!(keys(&decide(&facts, &rules("secure-lab"))), ["settings-proxy"]);
}

#[test]
fn the_same_vpn_opens_the_srs_from_home_and_is_refused_by_the_secure_lab_net_06() {
    let mut facts = in_the_office();
    facts.here.places.extend(at("organisation-vpn").places);
    assert_eq!(keys(&decide(&facts, &rules("secure-lab"))), ["settings-vpn-forbidden"]);
    facts.datasets = vec![dataset("Labour Force Survey", "3")];
    assert_eq!(decide(&facts, &rules("srs")).route.as_deref(), Some("aoc-remote"));
}

#[test]
fn nobody_comes_in_from_outside_the_united_kingdom_acc_13() {
    let rules = rules("secure-lab");
    let mut facts = in_the_office();
    for country in ["XX", "", "gb"] {
        facts.person.known.country = country.to_owned();
        let decision = decide(&facts, &rules);
        assert_eq!(keys(&decision), ["settings-country-closed"], "{country:?}");
        assert!(decision.routes_open.is_empty());
    }
    facts.person.known.country = "GB".to_owned();
    assert!(decide(&facts, &rules).allowed);
}

#[test]
fn an_agreement_signed_in_an_older_text_no_longer_opens_from_the_day_on_which_the_new_one_is_wanted_agr_06() {
    let mut rules = rules("secure-lab");
    let mut facts = in_the_office();
    rules.agreements[0].version = Some("2027-1".to_owned());
    rules.agreements[0].version_from = Some(day("2026-11-24"));
    assert!(rules.faults().is_empty());
    assert!(decide(&facts, &rules).allowed, "until the day before, the older text will do");
    rules.agreements[0].version_from = Some(day("2026-11-23"));
    let decision = decide(&facts, &rules);
    assert_eq!(keys(&decision), ["settings-agreement-version"]);
    let mut again = agreement("user-agreement");
    again.version = "2027-1".to_owned();
    facts.person.known.agreements.push(again);
    assert!(decide(&facts, &rules).allowed);
    rules.agreements[0].version_from = None;
    assert_eq!(rules.faults().len(), 1, "a version without its day is a mistake of the profile");
}
