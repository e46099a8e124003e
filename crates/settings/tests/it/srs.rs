//! The SRS profile: levels, connectivity, accreditation, the worked examples of the source.

use settings::rules::{Cause, Mapped, Standing, Supervisor, decide, what_if};

use crate::common::*;

fn levels(levels: &[u8]) -> settings::rules::Facts {
    let mut facts = a_person();
    facts.datasets = levels.iter().enumerate().map(|(i, l)| dataset(&format!("Data {i}"), &l.to_string())).collect();
    facts
}

#[test]
fn each_level_opens_exactly_its_routes_lvl_01_lvl_02_lvl_03() {
    let rules = rules("srs");
    for (level, routes) in [
        (1, &["safe-room", "safepod"][..]),
        (2, &["safe-room", "safepod", "aoc-office"]),
        (3, &["safe-room", "safepod", "aoc-office", "aoc-remote"]),
    ] {
        assert_eq!(decide(&levels(&[level]), &rules).routes_open, routes, "level {level}");
    }
}

#[test]
fn level_0_and_an_unknown_level_open_nothing() {
    let rules = rules("srs");
    let unset = {
        let mut facts = levels(&[3, 3]);
        facts.datasets[1].class = None;
        facts
    };
    for mut facts in [levels(&[3, 0]), levels(&[3, 7]), unset] {
        for here in
            [nowhere(), at("safe-room-terminal"), at("safepod"), at("organisation-office"), at("organisation-vpn")]
        {
            facts.here = here;
            let decision = decide(&facts, &rules);
            assert!(!decision.allowed && decision.routes_open.is_empty());
            assert_eq!(decision.class.as_deref(), Some("0"));
            assert!(decision.refusing().iter().any(|r| r.cause == Cause::DatasetClosed { dataset: "Data 1".into() }));
        }
    }
}

#[test]
fn five_level_3_datasets_and_one_level_1_make_a_level_1_project_lvl_05() {
    let decision = decide(&levels(&[3, 3, 3, 3, 3, 1]), &rules("srs"));
    assert_eq!(decision.class.as_deref(), Some("1"));
    assert_eq!(decision.routes_open, ["safe-room", "safepod"]);
    assert_eq!(decision.limiting, ["Data 5"]);
}

#[test]
fn example_one_without_an_organisations_agreement_rooms_and_pods_remain_lvl_09_lvl_10() {
    let mut facts = levels(&[3, 3]);
    facts.aoc = None;
    facts.here = at("organisation-vpn");
    let decision = decide(&facts, &rules("srs"));
    assert!(!decision.allowed);
    assert_eq!(decision.routes_open, ["safe-room", "safepod"]);
    assert_eq!(keys(&decision), ["settings-aoc-none"]);
    let steps: Vec<_> = decision.steps.iter().map(|s| s.words.as_str()).collect();
    assert_eq!(steps, ["settings-remedy-connectivity", "settings-next-book-room", "settings-next-book-pod"]);
    facts.here = at("safepod");
    assert_eq!(decide(&facts, &rules("srs")).route.as_deref(), Some("safepod"));
}

#[test]
fn example_two_one_level_1_dataset_closes_office_and_home_and_is_named_lvl_11() {
    let mut facts = levels(&[3, 3, 1]);
    for here in ["organisation-office", "organisation-vpn"] {
        facts.here = at(here);
        let decision = decide(&facts, &rules("srs"));
        assert!(!decision.allowed);
        assert_eq!(decision.routes_open, ["safe-room", "safepod"]);
        let causes: Vec<_> = decision.refusing().iter().map(|r| r.cause.clone()).collect();
        assert_eq!(causes, [Cause::DatasetClass { dataset: "Data 2".into(), class: "1".into() }]);
    }
}

#[test]
fn example_three_a_session_at_home_opens_the_level_3_project_and_not_the_level_1_project_lvl_12() {
    let rules = rules("srs");
    let (mut three, mut one) = (levels(&[3]), levels(&[1]));
    three.here = at("organisation-vpn");
    one.here = at("organisation-vpn");
    assert_eq!(decide(&three, &rules).route.as_deref(), Some("aoc-remote"));
    let refused = decide(&one, &rules);
    assert!(!refused.allowed && refused.route.is_none());
    assert_eq!(refused.reason_keys(), "settings-dataset-class");
}

#[test]
fn an_agreement_of_the_organisation_that_begins_tomorrow_opens_nothing_today_lvl_14() {
    let rules = rules("srs");
    let mut facts = levels(&[3]);
    facts.here = at("organisation-office");
    facts.aoc.as_mut().unwrap().office.as_mut().unwrap().from = day("2026-11-24");
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-aoc-later"]);
    facts.aoc.as_mut().unwrap().office.as_mut().unwrap().from = day("2026-11-23");
    assert!(decide(&facts, &rules).allowed);
    facts.aoc.as_mut().unwrap().office.as_mut().unwrap().until = Some(day("2026-11-22"));
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-aoc-over"]);
    facts.aoc.as_mut().unwrap().office = part();
    facts.aoc.as_mut().unwrap().suspended = Some(day("2026-11-23"));
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-aoc-suspended"]);
}

#[test]
fn home_cannot_stand_without_the_office_foundation_aoc_06() {
    let mut facts = levels(&[3]);
    facts.here = at("organisation-vpn");
    facts.aoc.as_mut().unwrap().office = None;
    let decision = decide(&facts, &rules("srs"));
    assert_eq!(decision.routes_open, ["safe-room", "safepod"]);
    assert_eq!(keys(&decision), ["settings-aoc-none"]);
}

#[test]
fn an_owner_narrows_the_routes_of_one_dataset_lvl_04() {
    let mut facts = levels(&[3]);
    facts.datasets[0].narrowed = Some(vec!["safe-room".into()]);
    let decision = decide(&facts, &rules("srs"));
    assert_eq!(decision.routes_open, ["safe-room"]);
    // Narrowing never widens.
    facts.datasets[0].class = Some("1".into());
    facts.datasets[0].narrowed = Some(vec!["safe-room".into(), "aoc-remote".into()]);
    assert_eq!(decide(&facts, &rules("srs")).routes_open, ["safe-room"]);
}

#[test]
fn full_and_provisional_accreditation_open_and_everything_else_does_not_acc_01_acc_05_team_13() {
    let rules = rules("srs");
    let mut facts = levels(&[3]);
    facts.here = at("safe-room-terminal");
    let mut with = |change: &dyn Fn(&mut settings::rules::Accreditation)| {
        let mut one = accreditation("dea");
        change(&mut one);
        facts.person.known.accreditations = vec![one];
        let decision = decide(&facts, &rules);
        assert_eq!(decision.allowed, decision.refusing().is_empty());
        keys(&decision)
    };
    assert!(with(&|_| {}).is_empty());
    assert!(with(&|a| a.supervisor = Supervisor::Stands).is_empty());
    assert!(with(&|a| a.until = Some(day("2026-11-23"))).is_empty(), "the last day counts");
    assert_eq!(with(&|a| a.supervisor = Supervisor::Missing), ["settings-supervisor-missing"]);
    assert_eq!(with(&|a| a.supervisor = Supervisor::Lapsed), ["settings-supervisor-lapsed"]);
    assert_eq!(with(&|a| a.until = Some(day("2026-11-22"))), ["settings-accreditation-over"]);
    assert_eq!(with(&|a| a.from = Some(day("2026-11-24"))), ["settings-accreditation-later"]);
    assert_eq!(with(&|a| a.from = None), ["settings-accreditation-pending"]);
    assert_eq!(with(&|a| a.standing = Standing::Pending), ["settings-accreditation-pending"]);
    assert_eq!(with(&|a| a.standing = Standing::Suspended), ["settings-accreditation-suspended"]);
    assert_eq!(with(&|a| a.standing = Standing::Gone), ["settings-accreditation-none"]);
    assert_eq!(with(&|a| a.scheme = "esrc".into()), ["settings-accreditation-none"]);
}

#[test]
fn without_a_signed_arar_no_route_opens_agr_07() {
    let rules = rules("srs");
    let mut facts = levels(&[3]);
    facts.here = at("safe-room-terminal");
    facts.person.known.agreements.clear();
    let decision = decide(&facts, &rules);
    assert!(decision.routes_open.is_empty());
    assert_eq!(keys(&decision), ["settings-agreement-none"]);
    facts.person.known.agreements = vec![agreement("arar")];
    facts.person.known.agreements[0].withdrawn = true;
    assert_eq!(keys(&decide(&facts, &rules)), ["settings-agreement-none"]);
}

#[test]
fn an_output_reviewer_is_refused_a_session_team_14() {
    let mut facts = levels(&[3]);
    facts.here = at("safe-room-terminal");
    facts.project.memberships[0].role = projects::Role::OutputReviewer;
    let decision = decide(&facts, &rules("srs"));
    assert!(!decision.allowed);
    assert_eq!(keys(&decision), ["settings-role-without-space"]);
}

#[test]
fn all_failing_reasons_are_told_at_once_lvl_16() {
    let mut facts = levels(&[3, 1]);
    facts.aoc = None;
    facts.person.known.agreements.clear();
    facts.person.known.accreditations.clear();
    facts.project.state = projects::State::Withdrawn;
    assert_eq!(
        keys(&decide(&facts, &rules("srs"))),
        [
            "settings-accreditation-none",
            "settings-agreement-none",
            "settings-aoc-none",
            "settings-dataset-class",
            "settings-place-room",
            "settings-project-state",
        ]
    );
}

#[test]
fn adding_a_level_1_dataset_says_which_routes_would_be_lost_and_changes_nothing_lvl_06() {
    let rules = rules("srs");
    let mut facts = levels(&[3]);
    facts.here = at("organisation-vpn");
    let answer = what_if(&facts, &rules, &[dataset("Census", "1")]);
    assert!(answer.before.allowed && !answer.after.allowed);
    assert_eq!((answer.before.class.as_deref(), answer.after.class.as_deref()), (Some("3"), Some("1")));
    assert_eq!(answer.lost, ["aoc-office", "aoc-remote"]);
    assert_eq!(answer.after.limiting, ["Census"]);
}

#[test]
fn an_unmapped_dataset_counts_until_its_derived_files_are_confirmed_gone_lvl_04() {
    let rules = rules("srs");
    let mut facts = levels(&[3, 1]);
    for (standing, level) in
        [(Mapped::Now, "1"), (Mapped::Unmapped, "1"), (Mapped::Cleared, "3"), (Mapped::Requested, "3")]
    {
        facts.datasets[1].standing = standing;
        assert_eq!(decide(&facts, &rules).class.as_deref(), Some(level), "{standing:?}");
    }
}
