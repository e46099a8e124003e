//! The state machine: total, without dead ends, drawn in the handbook.

use std::collections::BTreeSet;
use std::path::PathBuf;

use foundation::{Moment, States};
use projects::rules::clocks::{Clocks, Span, clocks};
use projects::rules::stages::{Holder, MOVES, Stage, State, after, diagram};

fn all() -> BTreeSet<Stage> {
    Stage::ALL.iter().copied().collect()
}

#[test]
fn every_state_stands_in_the_table_exactly_once() {
    for state in State::ALL {
        assert_eq!(MOVES.iter().filter(|(s, ..)| s == state).count(), 1, "{state}");
    }
}

#[test]
fn every_state_is_reached_from_the_draft_and_every_way_ends() {
    let mut reached = BTreeSet::from([State::Draft]);
    let mut todo = vec![State::Draft];
    while let Some(state) = todo.pop() {
        todo.extend(state.next().iter().copied().filter(|s| reached.insert(*s)));
    }
    assert_eq!(reached.len(), State::ALL.len());
    for state in State::ALL {
        assert_eq!(state.next().is_empty(), state.holder() == Holder::Nobody, "{state}");
    }
}

#[test]
fn an_application_can_be_withdrawn_or_rejected_as_long_as_it_is_assessed() {
    for state in State::ALL.iter().filter(|s| s.assessed()) {
        assert!(state.leads_to(State::Withdrawn) && state.leads_to(State::Rejected), "{state}");
    }
    assert!(!State::Active.leads_to(State::Withdrawn));
}

#[test]
fn the_stages_of_the_profile_follow_each_other_along_the_table_asm_02_asm_03_asm_04_asm_05() {
    let none = BTreeSet::new();
    let mut walked = vec![State::Draft];
    while let Some(last) = walked.last().copied().filter(|s| *s != State::Accredited) {
        let next = after(last, &all(), &none);
        assert!(last.leads_to(next), "{last} may not become {next}");
        walked.push(next);
    }
    let expected =
        [State::Draft, State::Quality, State::Review, State::Owners, State::Accreditation, State::Accredited];
    assert_eq!(walked, expected);
    let few = BTreeSet::from([Stage::Quality, Stage::Owners, Stage::Accreditation]);
    assert_eq!(after(State::Quality, &few, &none), State::Owners);
    assert!(State::Quality.leads_to(State::Owners));
}

#[test]
fn feasibility_and_ethics_are_open_together_asm_03() {
    assert_eq!(State::Review.stages(&all()), [Stage::Feasibility, Stage::Ethics]);
}

#[test]
fn the_two_clocks_sum_to_the_time_since_submission_app_05() {
    let span = |state, began, ended: Option<i64>| Span { state, began: Moment(began), ended: ended.map(Moment) };
    let spans = [
        span(State::Draft, 0, Some(100)),
        span(State::Quality, 100, Some(130)),
        span(State::Queried, 130, Some(170)),
        span(State::Review, 170, Some(175)),
        span(State::Owners, 175, None),
    ];
    let at = clocks(&spans, Moment(200));
    assert_eq!(at, Clocks { applicant: 40, service: 60 });
    assert_eq!(at.applicant + at.service, 200 - 100);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn the_handbook_shows_the_table_as_it_is() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook/states-application.md");
    let text = format!(
        "# States of an application\n\nMade from the table `MOVES` in `crates/projects/src/rules/stages.rs`; in brackets who holds the pen.\n\n```mermaid\n{}```\n",
        diagram()
    );
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, text, "run the tests of projects with UPDATE_GOLDEN=1, then look at the diagram");
}
