//! The machine is total, and its page in the handbook is made from it.

use std::collections::BTreeSet;

use airlock::rules::states::handbook_page;
use airlock::rules::{Holder, MOVES, State};
use foundation::States;

use crate::common::root;

#[test]
fn every_state_stands_in_the_table_once() {
    let rows: Vec<State> = MOVES.iter().map(|m| m.0).collect();
    assert_eq!(rows, State::ALL);
}

#[test]
fn every_state_can_be_reached_from_a_draft() {
    let mut reached: BTreeSet<State> = [State::Draft].into();
    loop {
        let next: BTreeSet<State> = reached.iter().flat_map(|s| s.next()).copied().collect();
        let before = reached.len();
        reached.extend(next);
        if reached.len() == before {
            break;
        }
    }
    assert_eq!(reached.len(), State::ALL.len());
}

#[test]
fn nothing_is_released_but_through_two_checks_sdc_04() {
    let before: Vec<State> = MOVES.iter().filter(|m| m.2.contains(&State::Released)).map(|m| m.0).collect();
    assert_eq!(before, [State::Approved]);
    let before: Vec<State> = MOVES.iter().filter(|m| m.2.contains(&State::Approved)).map(|m| m.0).collect();
    assert_eq!(before, [State::SecondCheck, State::ThirdCheck]);
}

#[test]
fn nobody_holds_the_pen_exactly_where_it_is_over() {
    for state in State::ALL {
        assert_eq!(state.over(), state.holder() == Holder::Nobody, "{state}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn the_handbooks_page_is_the_machine() {
    let file = root().join("docs/handbook/states-output.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, handbook_page()).unwrap();
    }
    let was = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(was, handbook_page(), "run with UPDATE_GOLDEN=1 and look at the difference");
}

#[test]
fn the_words_of_the_record_stay_what_they_are() {
    let expected = [
        ("table-refused", "project"),
        ("table-made", "table"),
        ("table-saved", "table"),
        ("write-up-begun", "write-up"),
        ("write-up-changed", "write-up"),
        ("write-up-saved", "write-up"),
        ("output-opened", "output"),
        ("output-form-answered", "output"),
        ("output-files-chosen", "output"),
        ("output-item-described", "output"),
        ("output-item-removed", "output"),
        ("output-submitted", "output"),
        ("output-inspection-begun", "output"),
        ("output-inspected", "output"),
        ("output-voted", "output"),
        ("output-release-refused", "output"),
        ("output-released", "output"),
        ("output-withdrawn", "output"),
        ("release-fetched", "release"),
        ("release-withdrawn", "release"),
    ];
    assert_eq!(airlock::did::Did::WORDS, expected);
}
