//! What must stand in the signed record before something leaves.

use std::collections::BTreeSet;

use airlock::rules::recount::{Leaving, NotShown, Signed, Voted, recount};
use airlock::rules::{State, Vote};
use foundation::Moment;
use platform::PersonId;
use proptest::prelude::*;

use crate::common::*;

fn marks(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

fn voted(checker: PersonId, vote: Vote, outcome: Option<State>) -> Voted {
    Voted { checker, at: Moment(100), round: 1, vote: Some(vote), outcome }
}

/// Two checkers let one file of Anwen's go.
fn shown() -> (Leaving, Signed) {
    let leaving = Leaving { round: 1, requester: ANWEN, team: [ANWEN, BOB].into(), files: marks(&["a"]) };
    let signed = Signed {
        frozen: [(1, marks(&["a"]))].into(),
        inspected: [(1, (marks(&["a"]), Some(State::FirstCheck)))].into(),
        votes: vec![voted(DAI, Vote::Release, None), voted(ELERI, Vote::Release, Some(State::Approved))],
        ended: false,
        roles: [DAI, ELERI, FFION].map(|p| (p, vec![(Moment(1), true)])).into(),
    };
    (leaving, signed)
}

fn missing(change: impl FnOnce(&mut Leaving, &mut Signed)) -> Vec<NotShown> {
    let (mut leaving, mut signed) = shown();
    change(&mut leaving, &mut signed);
    recount(&leaving, &signed).err().map(|no| no.0).unwrap_or_default()
}

#[test]
fn what_two_checkers_let_go_leaves_and_each_thing_that_is_missing_is_named_out_03() {
    let person = |p: PersonId| p.to_string();
    assert_eq!(missing(|_, _| {}), []);
    assert_eq!(missing(|_, s| s.ended = true), [NotShown::Ended]);
    assert_eq!(missing(|_, s| s.frozen.clear()), [NotShown::NotSubmitted]);
    assert_eq!(missing(|_, s| _ = s.frozen.insert(2, marks(&["a"]))), [NotShown::NotSubmitted], "a later round");
    let swapped = missing(|l, _| l.files = marks(&["b"]));
    assert_eq!(swapped, [NotShown::OtherFiles, NotShown::NotInspected]);
    assert_eq!(missing(|l, _| l.files = marks(&["a", "b"])).len(), 2, "one more");
    let blocked = missing(|_, s| _ = s.inspected.insert(1, (marks(&["a"]), Some(State::Returned))));
    assert_eq!(blocked, [NotShown::NotInspected]);
    let one = missing(|_, s| _ = s.votes.remove(0));
    assert_eq!(one, [NotShown::Votes { found: 1 }]);
    let twice = missing(|_, s| s.votes[0].checker = ELERI);
    assert_eq!(twice, [NotShown::Votes { found: 1 }], "one person's two votes");
    let erased = missing(|_, s| s.votes[0].vote = None);
    assert_eq!(erased, [NotShown::Votes { found: 1 }]);
    assert_eq!(missing(|_, s| s.votes[1].outcome = None), [NotShown::NotApproved]);
    assert_eq!(missing(|_, s| s.votes[0].outcome = Some(State::Returned)), [NotShown::NotApproved]);
    assert_eq!(missing(|_, s| _ = s.roles.remove(&DAI)), [NotShown::NoChecker { person: person(DAI) }]);
    let revoked = missing(|_, s| _ = s.roles.insert(DAI, vec![(Moment(1), true), (Moment(99), false)]));
    assert_eq!(revoked, [NotShown::NoChecker { person: person(DAI) }]);
    let later = missing(|_, s| _ = s.roles.insert(DAI, vec![(Moment(101), true)]));
    assert_eq!(later, [NotShown::NoChecker { person: person(DAI) }]);
    let after = missing(|_, s| _ = s.roles.insert(DAI, vec![(Moment(1), true), (Moment(101), false)]));
    assert_eq!(after, [], "who was a checker then has voted");
    assert_eq!(missing(|l, _| _ = l.team.insert(ELERI)), [NotShown::Colleague { person: person(ELERI) }]);
    assert_eq!(missing(|l, _| l.requester = DAI), [NotShown::Colleague { person: person(DAI) }]);
}

#[test]
fn two_of_three_are_enough_and_one_of_three_is_not_out_03() {
    let third = |first: Vote| {
        missing(|_, s| {
            s.votes = vec![
                voted(DAI, first, None),
                voted(ELERI, Vote::Release, None),
                voted(FFION, Vote::Release, Some(State::Approved)),
            ];
        })
    };
    assert_eq!(third(Vote::Return), []);
    assert_eq!(third(Vote::Release), []);
    let alone = missing(|_, s| {
        s.votes = vec![
            voted(DAI, Vote::Return, None),
            voted(ELERI, Vote::Reject, None),
            voted(FFION, Vote::Release, Some(State::Approved)),
        ];
    });
    assert_eq!(alone, [NotShown::Votes { found: 1 }]);
}

proptest! {
    /// Whatever the record holds, nothing leaves on fewer than two people's signed votes in its round.
    #[test]
    fn nothing_leaves_on_fewer_than_two_signed_votes_out_03(
        cast in prop::collection::vec((0..3usize, 0..3usize, 1..3u32, any::<bool>()), 0..6),
    ) {
        let (leaving, mut signed) = shown();
        signed.votes = cast
            .iter()
            .map(|(who, vote, round, last)| Voted {
                checker: [DAI, ELERI, FFION][*who],
                at: Moment(100),
                round: *round,
                vote: Some([Vote::Release, Vote::Return, Vote::Reject][*vote]),
                outcome: last.then_some(State::Approved),
            })
            .collect();
        let people: BTreeSet<PersonId> =
            signed.votes.iter().filter(|v| v.round == 1 && v.vote == Some(Vote::Release)).map(|v| v.checker).collect();
        if recount(&leaving, &signed).is_ok() {
            prop_assert!(people.len() >= 2);
        }
    }
}
