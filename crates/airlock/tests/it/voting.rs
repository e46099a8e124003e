//! Who may vote on an output, and where the votes lead.

use std::collections::{BTreeMap, BTreeSet};

use airlock::rules::vote::{Ballot, Disagreement, Facts, NoVote, Publishable, Vote, outcome, vote};
use airlock::rules::{Severity, State};

use crate::common::*;

fn facts() -> Facts {
    Facts { team: [ANWEN, BOB].into(), qualified: true, disagreement: third() }
}

fn ballot(vote: Vote) -> Ballot {
    Ballot { vote, reason: "Which years?".into(), publishable: Publishable::Yes, answers: BTreeMap::new() }
}

#[test]
fn nobody_votes_on_their_own_request_out_03() {
    let request = a_request().with_checkers().done();
    assert_eq!(reasons(vote(&request, ANWEN, &ballot(Vote::Release), &facts())), [NoVote::OwnRequest]);
}

#[test]
fn a_checker_never_votes_on_a_request_of_their_own_team_out_03() {
    let request = a_request().with_checkers().done();
    assert_eq!(reasons(vote(&request, BOB, &ballot(Vote::Release), &facts())), [NoVote::TeamMember]);
}

#[test]
fn a_checker_without_valid_training_does_not_vote_out_03() {
    let request = a_request().with_checkers().done();
    let facts = Facts { qualified: false, ..facts() };
    assert_eq!(reasons(vote(&request, DAI, &ballot(Vote::Release), &facts)), [NoVote::NotQualified]);
}

#[test]
fn every_reason_is_given_at_once() {
    let request = a_request().done();
    let facts = Facts { qualified: false, ..facts() };
    let no = reasons(vote(&request, BOB, &Ballot { reason: " ".into(), ..ballot(Vote::Return) }, &facts));
    let state = State::Draft;
    assert_eq!(
        no,
        [NoVote::TeamMember, NoVote::NotQualified, NoVote::NotWithCheckers { state }, NoVote::ReasonMissing]
    );
}

#[test]
fn an_output_that_is_not_of_publishable_quality_is_not_released_out_05_out_21() {
    let request = a_request().with_checkers().done();
    let no = Ballot { publishable: Publishable::No, ..ballot(Vote::Release) };
    assert_eq!(reasons(vote(&request, DAI, &no, &facts())), [NoVote::NotPublishable]);
    let unsaid = Ballot { publishable: Publishable::Unsaid, ..ballot(Vote::Release) };
    assert_eq!(reasons(vote(&request, DAI, &unsaid, &facts())), [NoVote::QualityUnsaid]);
    let back = Ballot { publishable: Publishable::No, ..ballot(Vote::Return) };
    assert!(vote(&request, DAI, &back, &facts()).is_ok());
}

#[test]
fn a_release_with_an_open_finding_is_refused_and_a_written_reason_opens_it_out_21_sdc_06() {
    let request =
        a_request().with_checkers().finding(Severity::Note, "author_meta").finding(Severity::Ask, "zero").done();
    let finding = "zero".to_owned();
    assert_eq!(reasons(vote(&request, DAI, &ballot(Vote::Release), &facts())), [NoVote::FindingUnanswered { finding }]);
    let id = request.findings[1].id;
    let blank = Ballot { answers: [(id, "  ".to_owned())].into(), ..ballot(Vote::Release) };
    assert!(vote(&request, DAI, &blank, &facts()).is_err());
    let said = Ballot { answers: [(id, "The zero is structural.".to_owned())].into(), ..ballot(Vote::Release) };
    assert!(vote(&request, DAI, &said, &facts()).is_ok());
}

#[test]
fn an_exception_needs_the_reason_of_each_of_two_people_sdc_06() {
    let request = a_request().with_checkers().finding(Severity::Ask, "threshold").voted(DAI, Vote::Release).done();
    assert_eq!(
        reasons(vote(&request, ELERI, &ballot(Vote::Release), &facts())),
        [NoVote::FindingUnanswered { finding: "threshold".into() }]
    );
}

#[test]
fn software_never_decides_and_one_person_never_does_sdc_05() {
    let first = a_request().with_checkers().done();
    let step = vote(&first, DAI, &ballot(Vote::Release), &facts()).unwrap();
    assert_eq!((step.from(), step.to()), (State::FirstCheck, State::SecondCheck));
    let second = a_request().with_checkers().voted(DAI, Vote::Release).done();
    let step = vote(&second, ELERI, &ballot(Vote::Release), &facts()).unwrap();
    assert_eq!((step.from(), step.to()), (State::SecondCheck, State::Approved));
}

#[test]
fn the_same_person_does_not_make_two_votes() {
    let request = a_request().with_checkers().voted(DAI, Vote::Release).done();
    assert_eq!(reasons(vote(&request, DAI, &ballot(Vote::Release), &facts())), [NoVote::VotedAlready]);
}

#[test]
fn neither_checker_sees_the_others_vote_before_the_round_is_decided() {
    let open = a_request().with_checkers().voted(DAI, Vote::Reject).done();
    assert_eq!(open.votes_shown_to(DAI).len(), 1);
    assert!(open.votes_shown_to(ELERI).is_empty());
    assert!(open.votes_shown_to(ANWEN).is_empty());
    let decided = a_request().voted(DAI, Vote::Reject).at(State::Rejected, 1).done();
    assert_eq!(decided.votes_shown_to(ELERI).len(), 1);
}

/// Every sequence of up to three votes.
fn sequences() -> Vec<Vec<Vote>> {
    let mut all: Vec<Vec<Vote>> = Vec::new();
    for a in Vote::ALL {
        all.push(vec![*a]);
        for b in Vote::ALL {
            all.push(vec![*a, *b]);
            all.extend(Vote::ALL.iter().map(|c| vec![*a, *b, *c]));
        }
    }
    all
}

#[test]
fn nothing_is_released_on_fewer_than_two_votes_to_release_it_whatever_the_profile_says() {
    for votes in sequences() {
        for disagreement in [Disagreement::ThirdChecker, Disagreement::Return] {
            let releases = votes.iter().filter(|v| **v == Vote::Release).count();
            assert_eq!(outcome(&votes, disagreement) == State::Approved, releases >= 2, "{votes:?}");
        }
    }
}

#[test]
fn three_votes_always_decide() {
    for votes in sequences().into_iter().filter(|v| v.len() == 3) {
        let decided: BTreeSet<State> = [State::Approved, State::Rejected, State::Returned].into();
        assert!(decided.contains(&outcome(&votes, Disagreement::ThirdChecker)), "{votes:?}");
    }
}

#[test]
fn two_who_disagree_ask_a_third_or_return_it_as_the_profile_says() {
    let votes = [Vote::Release, Vote::Return];
    assert_eq!(outcome(&votes, rules("srs").disagreement), State::ThirdCheck);
    assert_eq!(outcome(&votes, rules("secure-lab").disagreement), State::Returned);
}
