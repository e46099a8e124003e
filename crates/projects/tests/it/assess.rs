//! Decisions and questions of assessors, and set-up, as rules.

use std::collections::BTreeSet;

use data::DatasetId;
use foundation::{Moment, Move, Refusal, States, Texts, World, parse_date};
use platform::PersonId;
use projects::rules::assess::{Decision, Facts, Follows, NoDecision, decide, query};
use projects::rules::confirm::NoConfirmation;
use projects::rules::set_up::{self, NotYet, SetUp};
use projects::rules::stages::{Stage, State};
use projects::rules::withdraw::NoWithdrawal;
use projects::{BadName, safe_name};

fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}
const APPLICANT: u8 = 1;
const ASSESSOR: u8 = 9;

fn facts(state: State, stage: Stage) -> Facts {
    Facts {
        state,
        stage,
        open: true,
        unanswered: 0,
        others_open: 0,
        approved: BTreeSet::new(),
        begun: BTreeSet::new(),
        involved: BTreeSet::from([person(APPLICANT)]),
        ends: parse_date("2028-12-31"),
        today: parse_date("2026-11-23").unwrap(),
        cap_years: Some(5),
        somebody_accredited: true,
        stages: Stage::ALL.iter().copied().collect(),
    }
}

fn approve() -> Decision {
    Decision::Approve { conditions: None }
}
fn accredit() -> Decision {
    Decision::Accredit { number: "2026/001".into() }
}
fn reject(reason: &str) -> Decision {
    Decision::Reject { reason: reason.into() }
}
fn step(from: State, to: State) -> Option<Move<State>> {
    Some(from.to(to).unwrap())
}
fn no<T: std::fmt::Debug>(answer: Result<T, foundation::Refusals<NoDecision>>) -> Vec<NoDecision> {
    answer.unwrap_err().0
}

#[test]
fn nobody_assesses_an_application_in_which_they_have_a_part() {
    let f = facts(State::Quality, Stage::Quality);
    assert_eq!(no(decide(&f, person(APPLICANT), &approve())), [NoDecision::OwnApplication]);
    assert_eq!(no(query(&f, person(APPLICANT), "Why?", true)), [NoDecision::OwnApplication]);
}

#[test]
fn the_next_stage_needs_both_feasibility_and_ethics_asm_03() {
    let f = facts(State::Review, Stage::Feasibility);
    let waits = Facts { others_open: 1, ..f.clone() };
    assert_eq!(decide(&waits, person(ASSESSOR), &approve()), Ok(Follows { step: None, open: vec![] }));
    let next = Follows { step: step(State::Review, State::Owners), open: vec![Stage::Owners] };
    assert_eq!(decide(&f, person(ASSESSOR), &approve()), Ok(next));
}

#[test]
fn a_stage_whose_approval_stands_is_passed_over_and_one_that_has_begun_is_not_begun_again_asm_01() {
    let again = Facts {
        approved: BTreeSet::from([Stage::Feasibility, Stage::Ethics]),
        begun: BTreeSet::from([Stage::Owners]),
        ..facts(State::Quality, Stage::Quality)
    };
    // Owners that have not been asked yet are: who has been is for the one who opens to say.
    let to_owners = Follows { step: step(State::Quality, State::Owners), open: vec![Stage::Owners] };
    assert_eq!(decide(&again, person(ASSESSOR), &approve()), Ok(to_owners));
    let ethics = Facts { approved: BTreeSet::from([Stage::Feasibility]), ..again.clone() };
    let to_review = Follows { step: step(State::Quality, State::Review), open: vec![Stage::Ethics] };
    assert_eq!(decide(&ethics, person(ASSESSOR), &approve()), Ok(to_review));
    let last = Facts {
        approved: BTreeSet::from([Stage::Feasibility, Stage::Ethics, Stage::Owners]),
        begun: BTreeSet::from([Stage::Accreditation]),
        ..again
    };
    let to_body = Follows { step: step(State::Quality, State::Accreditation), open: vec![] };
    assert_eq!(decide(&last, person(ASSESSOR), &approve()), Ok(to_body));
}

#[test]
fn all_owners_must_approve_and_one_refusal_ends_it_asm_04() {
    let f = Facts { others_open: 1, ..facts(State::Owners, Stage::Owners) };
    assert_eq!(decide(&f, person(ASSESSOR), &approve()).unwrap().step, None);
    assert_eq!(
        decide(&f, person(ASSESSOR), &reject("Not for this purpose.")).unwrap().step,
        step(State::Owners, State::Rejected)
    );
    assert_eq!(no(decide(&f, person(ASSESSOR), &reject(" "))), [NoDecision::NoReason]);
}

#[test]
fn a_stage_is_not_passed_with_an_open_query_asm_02() {
    let f = Facts { unanswered: 1, ..facts(State::Queried, Stage::Quality) };
    assert_eq!(no(decide(&f, person(ASSESSOR), &approve())), [NoDecision::QueryOpen { n: 1 }]);
    // Somebody who never answers can be turned down.
    assert!(decide(&f, person(ASSESSOR), &reject("No answer came.")).is_ok());
}

#[test]
fn while_one_question_is_with_the_applicant_another_stage_can_decide_or_ask_asm_07() {
    let f = Facts { others_open: 1, ..facts(State::Queried, Stage::Ethics) };
    assert_eq!(decide(&f, person(ASSESSOR), &approve()).unwrap().step, None);
    assert_eq!(query(&f, person(ASSESSOR), "And consent?", true), Ok(None));
    let last = facts(State::Queried, Stage::Ethics);
    assert_eq!(decide(&last, person(ASSESSOR), &approve()).unwrap().step, None);
}

#[test]
fn accreditation_writes_a_number_and_only_its_own_stage_accredits_asm_05() {
    let f = facts(State::Accreditation, Stage::Accreditation);
    assert_eq!(decide(&f, person(ASSESSOR), &accredit()).unwrap().step, step(State::Accreditation, State::SetUp));
    let nobody = Facts { somebody_accredited: false, ..f.clone() };
    assert_eq!(
        decide(&nobody, person(ASSESSOR), &accredit()).unwrap().step,
        step(State::Accreditation, State::Accredited)
    );
    let none = Decision::Accredit { number: " ".into() };
    assert_eq!(no(decide(&f, person(ASSESSOR), &none)), [NoDecision::NoNumber]);
    assert_eq!(no(decide(&f, person(ASSESSOR), &approve())), [NoDecision::NotOfThisStage]);
    let early = facts(State::Quality, Stage::Quality);
    assert_eq!(no(decide(&early, person(ASSESSOR), &accredit())), [NoDecision::NotOfThisStage]);
    let late = Facts { ends: parse_date("2031-11-24"), ..f };
    assert_eq!(no(decide(&late, person(ASSESSOR), &accredit())), [NoDecision::PastCap { years: 5 }]);
}

#[test]
fn what_is_decided_stays_decided_and_a_closed_application_takes_no_questions() {
    let f = Facts { open: false, ..facts(State::Withdrawn, Stage::Quality) };
    assert_eq!(no(decide(&f, person(ASSESSOR), &approve())), [NoDecision::NotNow, NoDecision::Decided]);
    assert_eq!(
        no(query(&f, person(ASSESSOR), "", false)),
        [NoDecision::NotNow, NoDecision::Decided, NoDecision::NoText, NoDecision::NoSuchQuestion]
    );
}

#[test]
fn only_approved_datasets_are_mapped_and_none_twice_stp_02_ses_11() {
    let dataset = |n| DatasetId::new(&World::fixed(Moment(0), n));
    let f = set_up::Facts {
        state: State::SetUp,
        somebody_accredited: true,
        requested: vec![(dataset(1), true), (dataset(2), false), (dataset(3), true)],
        mapped: BTreeSet::from([dataset(3)]),
    };
    let steps = vec![State::SetUp.to(State::Active).unwrap()];
    assert_eq!(set_up::set_up(&f), Ok(SetUp { steps, map: vec![dataset(1)] }));
    let nobody = set_up::Facts { somebody_accredited: false, ..f.clone() };
    assert_eq!(set_up::set_up(&nobody), Err(NotYet::NobodyAccredited.into()));
    let early = set_up::Facts { state: State::Owners, ..f };
    assert_eq!(set_up::set_up(&early), Err(NotYet::NotAccredited.into()));
}

#[test]
fn a_file_name_may_be_in_any_language_but_never_a_path() {
    for good in ["table 1.csv", "ŷd a gwenith.docx", "表.csv", "a.b.c", ".hidden", &"x".repeat(255)] {
        assert_eq!(safe_name(good), Ok(()), "{good}");
    }
    for (bad, why) in [
        ("", BadName::Empty),
        ("  ", BadName::Empty),
        ("../x", BadName::Path),
        ("a/b", BadName::Path),
        ("a\\b", BadName::Path),
        ("a..b", BadName::Path),
        (".", BadName::Path),
        ("a\nb", BadName::Control),
        ("a\u{202e}fdp.exe", BadName::Control),
    ] {
        assert!(safe_name(bad).unwrap_err().0.contains(&why), "{bad:?}");
    }
    assert_eq!(safe_name(&"é".repeat(128)), Err(BadName::TooLong.into()));
}

#[test]
fn every_refusal_has_its_sentence() {
    use projects::rules::submit::NotReady;
    let texts = Texts::load(&[projects::locale()]).unwrap();
    let all = [
        NoDecision::keys(),
        NotReady::keys(),
        NotYet::keys(),
        BadName::keys(),
        NoWithdrawal::keys(),
        NoConfirmation::keys(),
    ]
    .concat();
    let missing: Vec<_> = all.into_iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
