//! The machine walked with everything that can happen to a request: what a rule gives is a move of the table or a refusal,
//! and no move of the table is nobody's.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use airlock::rules::vote::{Ballot, Disagreement, Facts, Publishable, Vote, vote};
use airlock::rules::withdraw::{Way, withdraw};
use airlock::rules::{Cast, MOVES, Request, Severity, State, Times, service, submit};
use foundation::{Moment, Move, Refusal, Refusals, States};
use proptest::prelude::*;

use crate::common::*;
use crate::submitting::a_submission;

static SRS: LazyLock<airlock::Rules> = LazyLock::new(|| rules("srs"));

/// Whatever a person or the service does.
#[derive(Debug, Clone)]
enum Event {
    Submit,
    BeginInspection,
    EndInspection { blocked: bool },
    Vote { vote: Vote, disagreement: Disagreement, publishable: Publishable, answered: bool },
    Release,
    Withdraw(Way),
}

/// What the rules say: a step, or no, with at least one reason.
fn happens(request: &Request, event: &Event) -> Option<Move<State>> {
    match event {
        Event::Submit => said(submit::submit(request, &a_submission("paper", "paper.docx"), &SRS)),
        Event::BeginInspection => service::begin_inspection(request.state).ok(),
        Event::EndInspection { blocked } => service::end_inspection(request.state, *blocked).ok(),
        Event::Vote { vote: cast, disagreement, publishable, answered } => {
            let answers = request.findings.iter().filter(|_| *answered).map(|f| (f.id, "It does no harm.".to_owned()));
            let ballot =
                Ballot { vote: *cast, reason: "Why?".into(), publishable: *publishable, answers: answers.collect() };
            let facts = Facts { team: [ANWEN, BOB].into(), qualified: true, disagreement: *disagreement };
            said(vote(request, CERYS, &ballot, &facts))
        }
        Event::Release => service::release(request.state).ok(),
        Event::Withdraw(way) => said(withdraw(request.state, *way)),
    }
}

fn said<R: Refusal + std::fmt::Debug>(answer: Result<Move<State>, Refusals<R>>) -> Option<Move<State>> {
    match answer {
        Ok(step) => Some(step),
        Err(no) => {
            assert!(!no.0.is_empty(), "a refusal without a reason");
            None
        }
    }
}

/// A request in this state on which these votes were cast.
fn request(state: State, votes: &[Vote], findings: &[Severity]) -> Request {
    let mut request = findings.iter().fold(a_request(), |r, severity| r.finding(*severity, "zero")).done();
    let cast = |(checker, vote): (_, &Vote)| Cast {
        checker,
        vote: *vote,
        reason: "Why?".into(),
        publishable: Publishable::Yes,
    };
    request.votes = [DAI, ELERI, FFION].into_iter().zip(votes).map(cast).collect();
    request.state = state;
    request
}

fn any_event() -> impl Strategy<Value = Event> {
    let vote = (
        prop::sample::select(Vote::ALL),
        prop::sample::select(vec![Disagreement::ThirdChecker, Disagreement::Return]),
        prop::sample::select(Publishable::ALL),
        any::<bool>(),
    );
    prop_oneof![
        Just(Event::Submit),
        Just(Event::BeginInspection),
        any::<bool>().prop_map(|blocked| Event::EndInspection { blocked }),
        vote.prop_map(|(vote, disagreement, publishable, answered)| Event::Vote {
            vote,
            disagreement,
            publishable,
            answered
        }),
        Just(Event::Release),
        prop::sample::select(vec![Way::Alone, Way::WithItsRelease]).prop_map(Event::Withdraw),
    ]
}

proptest! {
    /// Whatever its votes and findings are, even where they do not go with its state.
    #[test]
    fn every_event_in_every_state_is_a_move_of_the_table_or_a_refusal(
        state in prop::sample::select(State::ALL),
        votes in prop::collection::vec(prop::sample::select(Vote::ALL), 0..4),
        findings in prop::collection::vec(prop::sample::select(Severity::ALL), 0..3),
        event in any_event(),
    ) {
        if let Some(step) = happens(&request(state, &votes, &findings), &event) {
            prop_assert_eq!(step.from(), state);
            prop_assert!(MOVES.iter().any(|(from, _, to)| *from == state && to.contains(&step.to())), "{:?}", step);
            prop_assert!(votes.len() < 2 || step.to() != State::SecondCheck, "two votes are no second check");
        }
    }

    /// However a request goes, it never waits for its checkers outside their hands, and their time only grows.
    #[test]
    fn a_request_waits_exactly_while_it_is_with_its_checkers(
        events in prop::collection::vec(any_event(), 1..24), days in 0i64..9,
    ) {
        let (mut now, mut at, mut times) = (Moment(0), request(State::Draft, &[], &[]), Times::default());
        for event in &events {
            now = now.plus(days * Moment::DAY);
            let Some(step) = happens(&at, event) else { continue };
            let after = times.after(step, now, &[]);
            prop_assert!(after.used_days >= times.used_days);
            at.round = at.round_after(step);
            match event {
                Event::Vote { vote, .. } if step.to().with_checkers() => {
                    at.votes.push(Cast { checker: [DAI, ELERI][at.votes.len()], vote: *vote, reason: String::new(),
                        publishable: Publishable::Yes });
                }
                _ => at.votes.clear(),
            }
            (at.state, times) = (step.to(), after);
            prop_assert_eq!(times.waiting_since.is_some(), at.state.with_checkers(), "{:?}", at.state);
        }
    }
}

/// All that can happen, each once.
fn everything() -> Vec<Event> {
    let mut all = vec![Event::Submit, Event::BeginInspection, Event::Release];
    all.extend([true, false].map(|blocked| Event::EndInspection { blocked }));
    all.extend([Way::Alone, Way::WithItsRelease].map(Event::Withdraw));
    for vote in Vote::ALL {
        for disagreement in [Disagreement::ThirdChecker, Disagreement::Return] {
            let publishable = Publishable::Yes;
            all.push(Event::Vote { vote: *vote, disagreement, publishable, answered: true });
        }
    }
    all
}

/// The votes that there can be while a request is in a state.
fn votes_in(state: State) -> Vec<Vec<Vote>> {
    let one = || Vote::ALL.iter().map(|v| vec![*v]).collect::<Vec<_>>();
    match state {
        State::SecondCheck => one(),
        State::ThirdCheck => {
            one().into_iter().flat_map(|a| Vote::ALL.iter().map(move |b| [a.as_slice(), &[*b]].concat())).collect()
        }
        _ => vec![Vec::new()],
    }
}

#[test]
fn every_move_of_the_table_is_made_by_something_that_happens_and_nothing_makes_another() {
    let mut made: BTreeSet<(State, State)> = BTreeSet::new();
    for state in State::ALL {
        for votes in votes_in(*state) {
            let request = request(*state, &votes, &[Severity::Ask]);
            let steps = everything().into_iter().filter_map(|event| happens(&request, &event));
            made.extend(steps.map(|step| (step.from(), step.to())));
        }
    }
    let table: BTreeSet<(State, State)> =
        MOVES.iter().flat_map(|(from, _, to)| to.iter().map(|to| (*from, *to))).collect();
    assert_eq!(made, table);
}

#[test]
fn the_table_has_no_flaws() {
    assert_eq!(foundation::flaws::<State>(), Vec::<String>::new());
}

#[test]
fn what_is_out_is_taken_back_with_its_release_and_nothing_else_is() {
    for state in State::ALL {
        let (alone, with) = (withdraw(*state, Way::Alone), withdraw(*state, Way::WithItsRelease));
        assert_eq!(with.is_ok(), *state == State::Released, "{state}");
        assert!(alone.is_err() || with.is_err(), "{state}");
        assert_eq!(alone.is_ok() || with.is_ok(), state.leads_to(State::Withdrawn), "{state}");
    }
    assert!(withdraw(State::Approved, Way::Alone).is_err(), "the release is being made");
}
