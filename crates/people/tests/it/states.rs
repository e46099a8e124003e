//! The two machines: total, without flaws, and every event of the rules is a step of the table or a refusal.

use std::collections::BTreeSet;
use std::path::PathBuf;

use foundation::{Date, States, flaws};
use people::rules::accreditation::{Decision, Facts, answer, decide};
use people::rules::states::{ACCREDITATION_MOVES, AGREEMENT_MOVES, ROLE_PROPOSAL_MOVES, handbook_page};
use people::rules::{agreement, standing};
use people::{AccreditationState, AgreementState, OrganisationId, RoleProposalState};
use proptest::prelude::*;
use proptest::sample::select;

use crate::rules::{accreditation, agreement as an_agreement};
use crate::service::day;

#[test]
fn the_tables_are_total_and_without_flaws_agr_11() {
    let states: Vec<_> = ACCREDITATION_MOVES.iter().map(|row| row.0).collect();
    assert_eq!(states, AccreditationState::ALL);
    let states: Vec<_> = AGREEMENT_MOVES.iter().map(|row| row.0).collect();
    assert_eq!(states, AgreementState::ALL);
    assert!(flaws::<AccreditationState>().is_empty());
    assert!(flaws::<AgreementState>().is_empty());
    let states: Vec<_> = ROLE_PROPOSAL_MOVES.iter().map(|row| row.0).collect();
    assert_eq!(states, RoleProposalState::ALL);
    assert!(flaws::<RoleProposalState>().is_empty());
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Grant,
    Query,
    Refuse,
    Answer,
    Suspend,
    Lift,
    Withdraw,
}

const EVENTS: [Event; 7] =
    [Event::Grant, Event::Query, Event::Refuse, Event::Answer, Event::Suspend, Event::Lift, Event::Withdraw];

/// What the rules make of an event: from where to where, or a no.
fn happens(
    state: AccreditationState,
    event: Event,
    on: Date,
    trained: bool,
) -> Option<(AccreditationState, AccreditationState)> {
    let a = accreditation(state);
    let organisation: OrganisationId = "00000000-0000-7000-8000-000000000001".parse().unwrap();
    let facts = Facts { organisation, supervisor: None, trained, suspended: false };
    let decided = |decision| decide(&a, &decision, &facts).ok().map(|d| d.step);
    let step = match event {
        Event::Grant => decided(Decision::Grant { from: on, until: on, number: "AR-1".into() }),
        Event::Query => decided(Decision::Query { question: "Where?".into() }),
        Event::Refuse => decided(Decision::Refuse { reason: "No.".into() }),
        Event::Answer => answer(&a).ok(),
        Event::Suspend => standing::suspend(&a, "why", on).ok(),
        Event::Lift => standing::lift(&a, "why", on).ok(),
        Event::Withdraw => standing::withdraw(&a, "why").ok(),
    };
    step.map(|step| (step.from(), step.to()))
}

fn a_day() -> impl Strategy<Value = Date> {
    select(vec!["2025-12-31", "2026-01-01", "2026-11-23", "2027-12-31", "2028-01-01"]).prop_map(day)
}

proptest! {
    #[test]
    fn every_event_in_every_state_is_a_step_of_the_table_or_a_refusal(
        state in select(AccreditationState::ALL.to_vec()),
        event in select(EVENTS.to_vec()),
        on in a_day(),
        trained in any::<bool>(),
    ) {
        if let Some((from, to)) = happens(state, event, on, trained) {
            prop_assert_eq!(from, state);
            prop_assert!(state.leads_to(to));
        }
    }

    /// Time alone moves an agreement along the table, a day at a time, and what is withdrawn or ended stays so.
    #[test]
    fn from_day_to_day_an_agreement_stays_or_goes_where_the_table_leads_agr_11(
        length in proptest::option::of(0i64..3),
        before in -2i64..5,
        withdrawn in any::<bool>(),
    ) {
        let first = day("2026-06-10");
        let plus = |days: i64| foundation::Moment::start_of(first).plus(days * foundation::Moment::DAY + foundation::Moment::HOUR).date();
        let of = |on| AgreementState::of(first, length.map(plus), withdrawn, on);
        let (today, tomorrow) = (of(plus(before)), of(plus(before + 1)));
        prop_assert!(today == tomorrow || today.leads_to(tomorrow), "{today} -> {tomorrow}");
    }
}

#[test]
fn no_step_of_the_table_is_without_an_event_that_makes_it() {
    let mut made = BTreeSet::new();
    for state in AccreditationState::ALL {
        for event in EVENTS {
            made.extend(happens(*state, event, day("2026-11-23"), true));
        }
    }
    let drawn: BTreeSet<_> =
        ACCREDITATION_MOVES.iter().flat_map(|(from, _, to)| to.iter().map(|to| (*from, *to))).collect();
    assert_eq!(made, drawn);
}

#[test]
fn an_agreement_is_withdrawn_from_exactly_where_the_table_says_agr_11() {
    for on in ["2025-12-31", "2026-06-01", "2027-01-01"] {
        let a = an_agreement();
        let state = a.state(day(on));
        let step = agreement::withdraw(&a, "why", day(on)).ok().map(|step| (step.from(), step.to()));
        let drawn = state.leads_to(AgreementState::Withdrawn).then_some((state, AgreementState::Withdrawn));
        assert_eq!(step, drawn, "{on}");
    }
}

#[test]
fn the_handbook_shows_both_tables_as_they_are() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook/states-people.md");
    let text = handbook_page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, text, "run the tests of people with UPDATE_GOLDEN=1, then look at the diagrams");
}
