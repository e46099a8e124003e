//! Submitting, as a rule.

use std::collections::BTreeSet;

use data::DatasetId;
use foundation::{Date, Moment, Refusals, States, World, parse_date};
use platform::PersonId;
use projects::rules::stages::{Stage, State};
use projects::rules::submit::{Approval, Facts, Goes, NotReady, People, cap, submit};
use projects::{ItemId, Role};

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}

fn dataset(n: u64) -> DatasetId {
    DatasetId::new(&World::fixed(Moment(0), n))
}

fn ready() -> Facts {
    Facts {
        state: State::Draft,
        problems: 0,
        people: People {
            coordinator: person(1),
            deputy: None,
            lead: person(1),
            researchers: BTreeSet::from([person(1)]),
        },
        student: false,
        supervisor: None,
        supervisor_confirmed: false,
        applicant: person(1),
        accepted: true,
        checklist: true,
        exploratory: false,
        starts: Some(day("2027-01-01")),
        ends: Some(day("2028-12-31")),
        today: day("2026-11-23"),
        cap_years: Some(5),
        exploratory_months: 12,
        datasets: BTreeSet::from([dataset(1)]),
        unknown_datasets: 0,
        datasets_before: BTreeSet::new(),
        unanswered: 0,
        open: BTreeSet::new(),
        approved: Vec::new(),
        owners_asked: false,
        stages: Stage::ALL.iter().copied().collect(),
    }
}

fn goes(from: State, to: State, open: &[Stage]) -> Goes {
    Goes { step: from.to(to).unwrap(), open: open.to_vec(), again: BTreeSet::new(), owners_again: false }
}

fn approval(n: u64, stage: Stage, changed: bool) -> Approval {
    Approval { item: ItemId::new(&World::fixed(Moment(0), n)), stage, changed }
}

fn no(facts: &Facts) -> Vec<NotReady> {
    submit(facts).unwrap_err().0
}

#[test]
fn a_complete_application_goes_to_the_quality_check() {
    assert_eq!(submit(&ready()), Ok(goes(State::Draft, State::Quality, &[Stage::Quality])));
}

#[test]
fn nothing_is_submitted_without_accepting_the_conditions_app_13() {
    assert_eq!(no(&Facts { accepted: false, ..ready() }), [NotReady::ConditionsNotAccepted]);
}

#[test]
fn the_checklist_is_confirmed_before_submission_app_08() {
    assert_eq!(no(&Facts { checklist: false, ..ready() }), [NotReady::ChecklistNotConfirmed]);
}

#[test]
fn there_is_one_coordinator_and_the_deputy_is_somebody_else_app_18() {
    let people = People { deputy: Some(person(1)), ..ready().people };
    assert_eq!(no(&Facts { people, ..ready() }), [NotReady::DeputyIsCoordinator]);
    let people = People { deputy: Some(person(2)), lead: person(3), ..ready().people };
    let roles = people.roles();
    assert_eq!(roles.iter().filter(|(_, r)| *r == Role::Coordinator).count(), 1);
    assert_eq!(roles, [(person(1), Role::Coordinator), (person(2), Role::Deputy), (person(3), Role::Researcher)]);
}

#[test]
fn a_student_applies_jointly_with_a_supervisor_who_confirms_acc_09_app_19() {
    let student = Facts { student: true, ..ready() };
    assert_eq!(no(&student), [NotReady::StudentWithoutSupervisor]);
    let named = Facts { supervisor: Some(person(4)), ..student.clone() };
    assert_eq!(no(&named), [NotReady::SupervisorUnconfirmed]);
    assert!(submit(&Facts { supervisor_confirmed: true, ..named }).is_ok());
    let own = Facts { supervisor: Some(person(1)), supervisor_confirmed: true, ..student };
    assert_eq!(no(&own), [NotReady::SupervisesSelf]);
}

#[test]
fn a_project_under_the_digital_economy_act_ends_within_five_years_to_the_day_prj_07() {
    assert!(submit(&Facts { ends: Some(day("2031-11-23")), ..ready() }).is_ok());
    assert_eq!(no(&Facts { ends: Some(day("2031-11-24")), ..ready() }), [NotReady::PastCap { years: 5 }]);
    assert!(submit(&Facts { ends: Some(day("2039-01-01")), cap_years: None, ..ready() }).is_ok());
    assert_eq!(cap(day("2024-02-29"), 5), Some(day("2029-02-28")));
    // Beyond the last year that a date can have, no day is too late.
    assert_eq!(cap(day("9998-01-01"), 5), None);
}

#[test]
fn an_exploratory_analysis_lasts_twelve_months_at_most() {
    let exploratory =
        |starts, ends| Facts { exploratory: true, starts: Some(day(starts)), ends: Some(day(ends)), ..ready() };
    assert!(submit(&exploratory("2027-01-15", "2028-01-15")).is_ok());
    assert_eq!(no(&exploratory("2027-01-15", "2028-01-16")), [NotReady::ExploratoryTooLong { months: 12 }]);
    assert!(submit(&exploratory("2028-02-29", "2029-02-28")).is_ok());
}

#[test]
fn every_reason_is_given_not_only_the_first() {
    let bad = Facts {
        problems: 3,
        accepted: false,
        ends: Some(day("2026-12-31")),
        datasets: BTreeSet::new(),
        unknown_datasets: 1,
        ..ready()
    };
    assert_eq!(
        submit(&bad),
        Err(Refusals(vec![
            NotReady::Incomplete { n: 3 },
            NotReady::ConditionsNotAccepted,
            NotReady::EndsBeforeItBegins,
            NotReady::NoDatasets,
            NotReady::UnknownDatasets { n: 1 },
        ]))
    );
}

#[test]
fn an_application_comes_back_to_the_stage_that_asked_asm_01() {
    let queried = Facts {
        state: State::Queried,
        open: BTreeSet::from([Stage::Ethics]),
        datasets_before: BTreeSet::from([dataset(1)]),
        ..ready()
    };
    assert_eq!(submit(&queried), Ok(goes(State::Queried, State::Review, &[])));
    assert_eq!(no(&Facts { unanswered: 2, ..queried.clone() }), [NotReady::QueriesUnanswered { n: 2 }]);
    assert_eq!(no(&Facts { state: State::Review, ..queried }), [NotReady::NotNow]);
}

#[test]
fn owners_are_asked_again_when_other_data_are_asked_for_than_they_saw_asm_04() {
    let changed = Facts {
        state: State::Queried,
        open: BTreeSet::from([Stage::Accreditation]),
        owners_asked: true,
        datasets_before: BTreeSet::from([dataset(1)]),
        datasets: BTreeSet::from([dataset(1), dataset(2)]),
        ..ready()
    };
    let owners = Goes { owners_again: true, ..goes(State::Queried, State::Owners, &[Stage::Owners]) };
    assert_eq!(submit(&changed), Ok(owners));
}

#[test]
fn whoever_approved_what_has_been_rewritten_since_looks_again_asm_01() {
    let unchanged =
        [approval(1, Stage::Quality, false), approval(2, Stage::Feasibility, false), approval(3, Stage::Ethics, false)];
    let asked = Facts {
        state: State::Queried,
        open: BTreeSet::from([Stage::Owners]),
        owners_asked: true,
        datasets_before: BTreeSet::from([dataset(1)]),
        approved: unchanged.to_vec(),
        ..ready()
    };
    // Only the owner's question was answered.
    assert_eq!(submit(&asked), Ok(goes(State::Queried, State::Owners, &[])));
    // What ethics decided by is another now.
    let [quality, feasibility, _] = unchanged;
    let ethics = approval(3, Stage::Ethics, true);
    let of = |approved: &[Approval]| submit(&Facts { approved: approved.to_vec(), ..asked.clone() }).unwrap();
    let again = |all: &[Approval]| all.iter().map(|a| a.item).collect();
    let review = Goes { again: again(&[ethics]), ..goes(State::Queried, State::Review, &[Stage::Ethics]) };
    assert_eq!(of(&[quality, feasibility, ethics]), review);
    // So is what everybody decided by: the first of them begins, the others follow in their turn.
    let all = [approval(1, Stage::Quality, true), approval(2, Stage::Feasibility, true), ethics];
    let quality = Goes { again: again(&all), ..goes(State::Queried, State::Quality, &[Stage::Quality]) };
    assert_eq!(of(&all), quality);
}
