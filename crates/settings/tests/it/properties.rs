//! What holds of every decision, whatever the facts.

use std::collections::BTreeSet;

use foundation::Date;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use settings::rules::*;

use crate::common::*;

/// Each profile as it is, and with a new text of its first agreement that is wanted from about now on.
fn profile() -> impl Strategy<Value = Rules> {
    (select(vec!["srs", "secure-lab"]), proptest::option::of(a_day())).prop_map(|(profile, from)| {
        let mut rules = rules(profile);
        if let (Some(rule), Some(from)) = (rules.agreements.first_mut(), from) {
            rule.version = Some("2026-1".to_owned());
            rule.version_from = Some(from);
        }
        rules
    })
}

/// Days around the day on which the tests play.
fn a_day() -> impl Strategy<Value = Date> {
    (-3i64..=3).prop_map(|n| now().plus(n * foundation::Moment::DAY).date())
}

fn a_dataset() -> impl Strategy<Value = Dataset> {
    let standing = select(vec![Mapped::Requested, Mapped::Now, Mapped::Unmapped, Mapped::Cleared]);
    let class = proptest::option::of(select(vec!["0", "1", "2", "3", "room", "office", "nonsense"]));
    let routes = vec!["safe-room", "safepod", "aoc-office", "aoc-remote", "office", "secure-room"];
    let narrowed = proptest::option::weighted(0.2, subsequence(routes, 0..=6));
    let schemes = subsequence(vec!["dea", "srsa", "ons", "esrc"], 0..=2);
    let kinds = subsequence(vec!["academic", "company"], 0..=1);
    let months = proptest::option::weighted(0.2, select(vec![1u32, 12, 36]));
    (any::<u32>(), standing, class, narrowed, schemes, kinds, months).prop_map(
        |(n, standing, class, narrowed, schemes, kinds, months)| {
            let strings = |v: Vec<&str>| v.into_iter().map(str::to_owned).collect::<Vec<_>>();
            Dataset {
                id: n.to_string(),
                title: format!("Dataset {n}"),
                standing,
                class: class.map(str::to_owned),
                narrowed: narrowed.map(strings),
                schemes: strings(schemes),
                organisation_kinds: strings(kinds),
                training_months: months,
            }
        },
    )
}

fn a_held_accreditation() -> impl Strategy<Value = Accreditation> {
    let standing =
        select(vec![Standing::Granted, Standing::Granted, Standing::Suspended, Standing::Pending, Standing::Gone]);
    let supervisor = select(vec![
        Supervisor::NotNeeded,
        Supervisor::NotNeeded,
        Supervisor::Missing,
        Supervisor::Lapsed,
        Supervisor::Stands,
    ]);
    let scheme = select(vec!["dea", "srsa", "ons", "esrc"]);
    (scheme, standing, supervisor, proptest::option::weighted(0.9, a_day()), proptest::option::of(a_day())).prop_map(
        |(scheme, standing, supervisor, from, until)| Accreditation {
            scheme: scheme.to_owned(),
            standing,
            supervisor,
            from,
            until,
        },
    )
}

fn a_signed_agreement() -> impl Strategy<Value = Agreement> {
    let kind = select(vec!["arar", "user-agreement", "eul"]);
    let version = select(vec!["2025-1", "2026-1"]);
    (kind, version, a_day(), proptest::option::of(a_day()), any::<bool>(), any::<bool>(), proptest::bool::weighted(0.1))
        .prop_map(|(kind, version, from, until, officer, device, withdrawn)| Agreement {
            kind: kind.to_owned(),
            version: version.to_owned(),
            from,
            until,
            officer,
            device,
            withdrawn,
        })
}

fn a_training() -> impl Strategy<Value = Training> {
    (a_day(), a_day()).prop_map(|(passed_on, until)| Training { course: "safe-researcher".into(), passed_on, until })
}

fn a_part() -> impl Strategy<Value = Option<Part>> {
    proptest::option::weighted(
        0.7,
        (a_day(), proptest::option::of(a_day())).prop_map(|(from, until)| Part { from, until }),
    )
}

fn here() -> impl Strategy<Value = Here> {
    let kinds = vec![
        "safe-room-terminal",
        "safepod",
        "organisation-office",
        "organisation-vpn",
        "own-address",
        "secure-room",
        "staff-office",
    ];
    let places = proptest::collection::vec((select(kinds), proptest::bool::weighted(0.8)), 0..3).prop_map(|all| {
        let place =
            |(kind, theirs): (&str, bool)| PlaceHere { id: kind.into(), kind: kind.into(), name: kind.into(), theirs };
        all.into_iter().map(place).collect::<Vec<_>>()
    });
    (places, proptest::bool::weighted(0.2)).prop_map(|(places, proxied)| Here { places, proxied })
}

fn membership() -> impl Strategy<Value = Membership> {
    let role = select(projects::Role::ALL);
    (role, a_day(), proptest::option::of(a_day())).prop_map(|(role, from, until)| Membership { role, from, until })
}

fn facts() -> impl Strategy<Value = Facts> {
    let person = (
        proptest::collection::vec(a_held_accreditation(), 0..4),
        proptest::collection::vec(a_training(), 0..3),
        proptest::collection::vec(a_signed_agreement(), 0..4),
        any::<bool>(),
        select(vec!["GB", "GB", "XX", ""]).prop_map(str::to_owned),
    );
    let project = (
        proptest::prop_oneof![Just(projects::State::Active), select(projects::State::ALL)],
        proptest::option::of(a_day()),
        proptest::option::of(a_day()),
        proptest::collection::vec(membership(), 0..3),
    );
    let aoc = proptest::option::of((a_part(), a_part(), proptest::option::weighted(0.2, a_day())));
    (person, project, proptest::collection::vec(a_dataset(), 0..5), aoc, here(), any::<bool>()).prop_map(
        |(
            (accreditations, training, agreements, has_address, country),
            (state, starts, ends, memberships),
            datasets,
            aoc,
            here,
            in_order,
        )| {
            let mut facts = a_person();
            facts.datasets = datasets;
            facts.here = here;
            // Half of the people are in order, else hardly any decision would be a yes.
            if !in_order {
                let known =
                    people::facts::Facts { accreditations, training, agreements, country, ..facts.person.known };
                facts.person = Person { known, has_address };
                facts.project = Project { state, starts, ends, memberships, ..facts.project };
                facts.aoc = aoc.map(|(office, remote, suspended)| Aoc { office, remote, suspended });
            }
            facts
        },
    )
}

fn open(facts: &Facts, rules: &Rules) -> BTreeSet<String> {
    decide(facts, rules).routes_open.into_iter().collect()
}

fn causes(facts: &Facts, rules: &Rules) -> BTreeSet<Reason> {
    decide(facts, rules).reasons.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_a_dataset_never_opens_a_route_lvl_04(rules in profile(), facts in facts(), more in a_dataset()) {
        let mut added = facts.clone();
        added.datasets.push(more);
        prop_assert!(open(&added, &rules).is_subset(&open(&facts, &rules)));
        let (before, after) = (decide(&facts, &rules), decide(&added, &rules));
        prop_assert!(before.allowed || !after.allowed);
        if let (Some(b), Some(a)) = (before.class, after.class) {
            prop_assert!(rules.rank(Some(a.as_str())) <= rules.rank(Some(b.as_str())));
        }
    }

    #[test]
    fn unmapping_opens_nothing_until_the_clear_out_is_confirmed_lvl_04(rules in profile(), facts in facts()) {
        let with = |standing| {
            let mut facts = facts.clone();
            for dataset in facts.datasets.iter_mut().filter(|d| d.standing == Mapped::Now) {
                dataset.standing = standing;
            }
            facts
        };
        prop_assert_eq!(decide(&with(Mapped::Unmapped), &rules), decide(&facts, &rules));
        prop_assert!(open(&facts, &rules).is_subset(&open(&with(Mapped::Cleared), &rules)));
    }

    #[test]
    fn a_pending_request_for_data_changes_no_decision_lvl_04(rules in profile(), facts in facts(), mut asked in a_dataset()) {
        asked.standing = Mapped::Requested;
        let mut with = facts.clone();
        with.datasets.push(asked);
        prop_assert_eq!(decide(&with, &rules), decide(&facts, &rules));
    }

    #[test]
    fn a_decision_is_total_and_a_refusal_has_a_reason_with_its_remedy_lvl_16(rules in profile(), facts in facts()) {
        let decision = decide(&facts, &rules);
        prop_assert_eq!(decision.allowed, decision.route.is_some());
        prop_assert_eq!(decision.allowed, decision.refusing().is_empty());
        for reason in &decision.reasons {
            prop_assert!(!reason.closes.is_empty() && !reason.remedy_link.is_empty());
        }
        // A route is closed if and only if a reason says so.
        for route in &rules.routes {
            let closed = decision.reasons.iter().any(|r| !r.cause.is_here() && r.closes.contains(&route.id));
            prop_assert_eq!(closed, !decision.routes_open.contains(&route.id));
        }
        if let Some(route) = &decision.route {
            prop_assert!(decision.routes_open.contains(route) && decision.routes_here.contains(route));
            prop_assert!(decision.place.is_some());
        }
        // Every route the person stands at and cannot take is accounted for among what they are told.
        if !decision.allowed {
            for route in &decision.routes_here {
                prop_assert!(decision.refusing().iter().any(|r| r.closes.contains(route)));
            }
        }
    }

    #[test]
    fn mending_one_cause_takes_away_exactly_its_reasons_lvl_16(rules in profile(), facts in facts()) {
        let before = causes(&facts, &rules);
        let only = |mended: &Facts, is_its: &dyn Fn(&Cause) -> bool| {
            let after = causes(mended, &rules);
            let expected: BTreeSet<Reason> = before.iter().filter(|r| !is_its(&r.cause)).cloned().collect();
            prop_assert_eq!(after, expected);
            Ok(())
        };
        let mut mended = facts.clone();
        mended.project = a_person().project;
        only(&mended, &|c| matches!(c.topic(), Topic::Project | Topic::Membership))?;

        let mut mended = facts.clone();
        mended.project.memberships = a_person().project.memberships;
        only(&mended, &|c| c.topic() == Topic::Membership)?;

        let mut mended = facts.clone();
        mended.person.known.agreements = a_person().person.known.agreements;
        only(&mended, &|c| c.topic() == Topic::Agreement)?;

        let mut mended = facts.clone();
        mended.aoc = a_person().aoc;
        only(&mended, &|c| c.topic() == Topic::Connectivity)?;

        let mut mended = facts.clone();
        mended.person.known.accreditations = ["dea", "srsa", "ons", "esrc"].map(accreditation).into();
        only(&mended, &|c| c.topic() == Topic::Accreditation)?;

        let mut mended = facts.clone();
        mended.person.known.training = vec![Training { course: "safe-researcher".into(), passed_on: now().date(), until: day("2030-01-01") }];
        only(&mended, &|c| c.topic() == Topic::Training)?;

        let mut mended = facts.clone();
        mended.person.known.country = "GB".to_owned();
        only(&mended, &|c| c.topic() == Topic::Country)?;

        let mut mended = facts.clone();
        mended.here.proxied = false;
        only(&mended, &|c| *c == Cause::Proxied)?;

        for i in 0..facts.datasets.len() {
            let mut mended = facts.clone();
            let gone = mended.datasets.remove(i);
            let of = |c: &Cause| {
                let args = foundation::Refusal::args(c);
                args.iter().any(|(name, arg)| *name == "dataset" && *arg == foundation::Arg::from(&gone.title))
            };
            if facts.datasets.iter().filter(|d| d.title == gone.title).count() == 1 {
                only(&mended, &of)?;
            }
        }
    }

    #[test]
    fn a_what_if_answers_as_the_decision_would_and_never_gives_a_route(rules in profile(), facts in facts(), more in a_dataset()) {
        let answer = what_if(&facts, &rules, std::slice::from_ref(&more));
        prop_assert_eq!(&answer.before, &decide(&facts, &rules));
        let mut added = facts.clone();
        added.datasets.push(Dataset { standing: Mapped::Now, ..more });
        prop_assert_eq!(&answer.after, &decide(&added, &rules));
        let lost: BTreeSet<_> = answer.lost.iter().cloned().collect();
        let kept: BTreeSet<_> = answer.after.routes_open.iter().cloned().collect();
        prop_assert!(lost.is_disjoint(&kept));
    }
}
