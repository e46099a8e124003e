//! What must stand in the signed record before something leaves.

use std::collections::BTreeSet;

use airlock::rules::recount::{Leaving, NotShown, Signed, Voted, recount};
use airlock::rules::{State, Vote};
use foundation::Moment;
use people::rules::roles::{Deed, RoleEntry};
use people::{Role, RoleProposalId};
use platform::PersonId;
use proptest::prelude::*;
use uuid::Uuid;

use crate::common::*;

fn marks(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

fn voted(checker: PersonId, vote: Vote, outcome: Option<State>) -> Voted {
    Voted { checker, at: Moment(100), round: 1, vote: Some(vote), outcome }
}

fn role(at: i64, who: Option<PersonId>, person: PersonId, deed: Deed) -> RoleEntry {
    let named = deed == Deed::Named;
    let role = if named { Role::Operator } else { Role::OutputChecker };
    let proposal = (!named && deed != Deed::Revoked).then(|| RoleProposalId(Uuid::from_u128(person.0.as_u128())));
    RoleEntry { at: Moment(at), who, person, role, proposal, deed }
}

/// Two operators of the machine; the first proposed each checker, the second confirmed them, and they began at 50.
fn granted() -> Vec<RoleEntry> {
    let named = OPERATORS.map(|person| role(1, None, person, Deed::Named));
    let checkers = [DAI, ELERI, FFION].into_iter().flat_map(|person| {
        let confirmed = Deed::Confirmed { from: Moment(50) };
        [role(2, Some(OPERATORS[0]), person, Deed::Proposed), role(3, Some(OPERATORS[1]), person, confirmed)]
    });
    named.into_iter().chain(checkers).collect()
}

/// Two checkers let one file of Anwen's go.
fn shown() -> (Leaving, Signed) {
    let leaving = Leaving { round: 1, requester: ANWEN, team: [ANWEN, BOB].into(), files: marks(&["a"]) };
    let signed = Signed {
        frozen: [(1, marks(&["a"]))].into(),
        inspected: [(1, (marks(&["a"]), Some(State::FirstCheck)))].into(),
        votes: vec![voted(DAI, Vote::Release, None), voted(ELERI, Vote::Release, Some(State::Approved))],
        ended: false,
        roles: granted(),
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
    let of_dai = |deed: fn(&Deed) -> bool| move |e: &RoleEntry| e.person == DAI && deed(&e.deed);
    let no_checker = [NotShown::NoChecker { person: person(DAI) }];
    let lacking: [(&str, fn(&Deed) -> bool); 3] = [
        ("nobody proposed", |d| *d == Deed::Proposed),
        ("nobody confirmed", |d| matches!(d, Deed::Confirmed { .. })),
        ("nothing at all", |_| true),
    ];
    for (why, deed) in lacking {
        assert_eq!(missing(|_, s| s.roles.retain(|e| !of_dai(deed)(e))), no_checker, "{why}");
    }
    let alone = missing(|_, s| {
        s.roles.iter_mut().filter(|e| e.person == DAI).for_each(|e| e.who = Some(OPERATORS[0]));
    });
    assert_eq!(alone, no_checker, "one operator proposed and confirmed");
    let stranger = missing(|_, s| {
        s.roles.iter_mut().filter(|e| of_dai(|d| *d == Deed::Proposed)(e)).for_each(|e| e.who = Some(FFION));
    });
    assert_eq!(stranger, no_checker, "whoever proposed was no operator");
    let waiting = missing(|_, s| {
        let confirmed = s.roles.iter_mut().filter(|e| of_dai(|d| matches!(d, Deed::Confirmed { .. }))(e));
        confirmed.for_each(|e| e.deed = Deed::Confirmed { from: Moment(101) });
    });
    assert_eq!(waiting, no_checker, "the waiting time was not over");
    assert_eq!(missing(|_, s| s.roles.push(role(99, Some(OPERATORS[0]), DAI, Deed::Revoked))), no_checker);
    let later = missing(|_, s| {
        s.roles
            .iter_mut()
            .filter(|e| of_dai(|d| matches!(d, Deed::Confirmed { .. }))(e))
            .for_each(|e| e.at = Moment(101));
    });
    assert_eq!(later, no_checker, "confirmed after the vote");
    let after = missing(|_, s| s.roles.push(role(101, Some(OPERATORS[0]), DAI, Deed::Revoked)));
    assert_eq!(after, [], "who was a checker then has voted");
    let no_operators = missing(|_, s| s.roles.retain(|e| e.deed != Deed::Named));
    assert_eq!(no_operators.len(), 2, "nobody made the operators: {no_operators:?}");
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
