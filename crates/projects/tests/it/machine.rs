//! Every event in every state: what the rules give is a step of the table, or a refusal.

use std::collections::BTreeSet;

use data::DatasetId;
use foundation::{Moment, Move, Refusals, States, World, flaws, parse_date};
use platform::PersonId;
use projects::ItemId;
use projects::rules::assess::{self, Decision};
use projects::rules::stages::{MOVES, Stage, State};
use projects::rules::submit::People;
use projects::rules::{set_up, submit, withdraw};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// What can happen to an application.
#[derive(Debug, Clone)]
enum Event {
    Submit {
        complete: bool,
        open: BTreeSet<Stage>,
        rewritten: BTreeSet<Stage>,
        owners_asked: bool,
        other_data: bool,
        unanswered: usize,
    },
    Decide {
        stage: Stage,
        decision: Decision,
        open: bool,
        others_open: usize,
        approved: BTreeSet<Stage>,
        unanswered: usize,
        accredited: bool,
    },
    Ask {
        stage: Stage,
        open: bool,
        text: &'static str,
    },
    Withdraw,
    SetUp {
        accredited: bool,
    },
}

fn decisions() -> impl Strategy<Value = Decision> {
    prop_oneof![
        Just(Decision::Approve { conditions: None }),
        Just(Decision::Accredit { number: "2026/1".into() }),
        Just(Decision::Accredit { number: " ".into() }),
        Just(Decision::Reject { reason: "Too thin.".into() }),
        Just(Decision::Reject { reason: String::new() }),
    ]
}

fn events() -> impl Strategy<Value = Event> {
    let stage = || select(Stage::ALL);
    let some = || subsequence(Stage::ALL.to_vec(), 0..=Stage::ALL.len()).prop_map(BTreeSet::from_iter);
    prop_oneof![
        3 => (prop::bool::weighted(0.8), some(), some(), any::<bool>(), any::<bool>(), 0..2usize).prop_map(
            |(complete, open, rewritten, owners_asked, other_data, unanswered)| {
                Event::Submit { complete, open, rewritten, owners_asked, other_data, unanswered }
            }
        ),
        8 => (stage(), decisions(), prop::bool::weighted(0.8), 0..2usize, some(), 0..2usize, any::<bool>()).prop_map(
            |(stage, decision, open, others_open, approved, unanswered, accredited)| {
                Event::Decide { stage, decision, open, others_open, approved, unanswered, accredited }
            }
        ),
        2 => (stage(), any::<bool>(), select(&["Why?", " "][..]))
            .prop_map(|(stage, open, text)| Event::Ask { stage, open, text }),
        1 => Just(Event::Withdraw),
        2 => any::<bool>().prop_map(|accredited| Event::SetUp { accredited }),
    ]
}

/// The stages that a profile may have: some are always there.
fn profiles() -> impl Strategy<Value = BTreeSet<Stage>> {
    let always = BTreeSet::from([Stage::Quality, Stage::Owners, Stage::Accreditation]);
    subsequence(vec![Stage::Feasibility, Stage::Ethics], 0..=2)
        .prop_map(move |more| always.iter().copied().chain(more).collect())
}

fn dataset(n: u64) -> DatasetId {
    DatasetId::new(&World::fixed(Moment(0), n))
}

fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}

fn plain<T, R: std::fmt::Debug>(answer: Result<T, Refusals<R>>) -> Result<T, String> {
    answer.map_err(|no| {
        assert!(!no.is_empty(), "a refusal without a reason");
        format!("{no:?}")
    })
}

/// The steps that follow from an event, or the reasons why nothing does.
fn steps(state: State, stages: &BTreeSet<Stage>, event: &Event) -> Result<Vec<Move<State>>, String> {
    let today = parse_date("2026-11-23").unwrap();
    let to_assess =
        |stage, open, others_open, approved: &BTreeSet<Stage>, unanswered, somebody_accredited| assess::Facts {
            state,
            stage,
            open,
            unanswered,
            others_open,
            approved: approved.clone(),
            begun: BTreeSet::new(),
            involved: BTreeSet::new(),
            ends: None,
            today,
            cap_years: Some(5),
            somebody_accredited,
            stages: stages.clone(),
        };
    match event {
        Event::Submit { complete, open, rewritten, owners_asked, other_data, unanswered } => {
            let people = People { coordinator: person(1), deputy: None, lead: person(1), researchers: BTreeSet::new() };
            let facts = submit::Facts {
                state,
                problems: usize::from(!complete),
                people,
                student: false,
                supervisor: None,
                supervisor_confirmed: false,
                applicant: person(1),
                accepted: true,
                checklist: true,
                exploratory: false,
                starts: None,
                ends: None,
                today,
                cap_years: None,
                exploratory_months: 12,
                datasets: BTreeSet::from([dataset(1)]),
                unknown_datasets: 0,
                datasets_before: BTreeSet::from([dataset(if *other_data { 2 } else { 1 })]),
                unanswered: *unanswered,
                open: open.clone(),
                approved: rewritten
                    .iter()
                    .map(|stage| submit::Approval {
                        item: ItemId::new(&World::fixed(Moment(0), 1)),
                        stage: *stage,
                        changed: true,
                    })
                    .collect(),
                owners_asked: *owners_asked,
                stages: stages.clone(),
            };
            plain(submit::submit(&facts)).map(|goes| vec![goes.step])
        }
        Event::Decide { stage, decision, open, others_open, approved, unanswered, accredited } => {
            let facts = to_assess(*stage, *open, *others_open, approved, *unanswered, *accredited);
            plain(assess::decide(&facts, person(9), decision)).map(|f| f.step.into_iter().collect())
        }
        Event::Ask { stage, open, text } => {
            let facts = to_assess(*stage, *open, 0, &BTreeSet::new(), 0, false);
            plain(assess::query(&facts, person(9), text, true)).map(|step| step.into_iter().collect())
        }
        Event::Withdraw => plain(withdraw::withdraw(state)).map(|step| vec![step]),
        Event::SetUp { accredited } => {
            let facts = set_up::Facts {
                state,
                somebody_accredited: *accredited,
                requested: Vec::new(),
                mapped: BTreeSet::new(),
            };
            plain(set_up::set_up(&facts)).map(|s| s.steps)
        }
    }
}

/// The state after some steps, each of which must begin where the last ended and stand in the table.
fn after(mut state: State, steps: &[Move<State>]) -> State {
    for step in steps {
        assert_eq!(step.from(), state, "a step that begins elsewhere");
        let (.., next) = MOVES.iter().find(|(s, ..)| *s == state).unwrap();
        assert!(next.contains(&step.to()), "{state} does not lead to {}", step.to());
        state = step.to();
    }
    state
}

#[test]
fn the_table_has_no_flaws() {
    assert!(flaws::<State>().is_empty(), "{:?}", flaws::<State>());
}

proptest! {
    #[test]
    fn every_event_in_every_state_is_a_step_of_the_table_or_a_refusal(event in events(), stages in profiles()) {
        for state in State::ALL {
            if let Ok(steps) = steps(*state, &stages, &event) {
                after(*state, &steps);
            }
        }
    }

    #[test]
    fn whatever_happens_an_application_walks_along_the_table(
        events in prop::collection::vec(events(), 1..60),
        stages in profiles(),
    ) {
        let mut state = State::first();
        for event in &events {
            if let Ok(steps) = steps(state, &stages, event) {
                state = after(state, &steps);
            }
        }
    }

    #[test]
    fn where_an_application_has_ended_nothing_moves_it(event in events(), stages in profiles()) {
        for state in State::ALL.iter().filter(|s| s.next().is_empty()) {
            if let Ok(steps) = steps(*state, &stages, &event) {
                prop_assert!(steps.is_empty(), "{state}: {steps:?}");
            }
        }
    }
}
