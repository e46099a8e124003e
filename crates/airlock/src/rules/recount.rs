//! Before something leaves, the record is counted again: signed entries, never rows. What they do not show has not happened,
//! whatever the database says (OUT-03, OUT-04). So nobody who can write to the database alone lets something out.

use std::collections::{BTreeMap, BTreeSet};

use foundation::{Moment, Refusal, Refusals};
use people::Role;
use people::rules::roles::{RoleEntry, shown};
use platform::PersonId;

use super::{State, Vote};

/// A vote as its signed entry says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voted {
    pub checker: PersonId,
    pub at: Moment,
    pub round: u32,
    /// `None`: what was kept beside the entry is gone.
    pub vote: Option<Vote>,
    /// Where it led, once the checkers were done.
    pub outcome: Option<State>,
}

/// Everything that the signed entries say of one request and of those who voted on it.
#[derive(Debug, Clone, Default)]
pub struct Signed {
    /// The marks of the files frozen in each round.
    pub frozen: BTreeMap<u32, BTreeSet<String>>,
    /// The marks of the files that the service looked into, and where that led.
    pub inspected: BTreeMap<u32, (BTreeSet<String>, Option<State>)>,
    pub votes: Vec<Voted>,
    /// It has been released or taken back before.
    pub ended: bool,
    /// What became of the checkers' and operators' roles of the voters, of the operators who made them, and so on.
    pub roles: Vec<RoleEntry>,
}

/// What is about to leave, as the rows have it.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub round: u32,
    pub requester: PersonId,
    /// Who is or ever was on the project.
    pub team: BTreeSet<PersonId>,
    pub files: BTreeSet<String>,
}

/// What the record does not show.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NotShown {
    #[refusal("recount-not-submitted")]
    NotSubmitted,
    #[refusal("recount-other-files")]
    OtherFiles,
    #[refusal("recount-not-inspected")]
    NotInspected,
    #[refusal("recount-votes")]
    Votes { found: usize },
    #[refusal("recount-not-approved")]
    NotApproved,
    #[refusal("recount-voter")]
    NoChecker { person: String },
    #[refusal("recount-colleague")]
    Colleague { person: String },
    #[refusal("recount-ended")]
    Ended,
}

/// How many checkers, two or more, let exactly these files go as the record shows it; else everything that it does not show.
pub fn recount(leaving: &Leaving, signed: &Signed) -> Result<usize, Refusals<NotShown>> {
    let mut no = Refusals::none();
    no.when(signed.ended, NotShown::Ended);
    match signed.frozen.last_key_value() {
        Some((round, marks)) if *round == leaving.round => {
            no.when(*marks != leaving.files || marks.is_empty(), NotShown::OtherFiles);
        }
        _ => no.because(NotShown::NotSubmitted),
    }
    let inspected = signed.inspected.get(&leaving.round);
    let sound = inspected.is_some_and(|(marks, to)| *marks == leaving.files && *to == Some(State::FirstCheck));
    no.when(!sound, NotShown::NotInspected);

    let votes: Vec<&Voted> = signed.votes.iter().filter(|v| v.round == leaving.round).collect();
    let release: BTreeSet<PersonId> =
        votes.iter().filter(|v| v.vote == Some(Vote::Release)).map(|v| v.checker).collect();
    let others = votes.iter().filter(|v| v.vote != Some(Vote::Release)).count();
    no.when(release.len() < 2 || release.len() <= others, NotShown::Votes { found: release.len() });
    // One vote was the last of its round; clocks do not say which.
    let outcomes: Vec<State> = votes.iter().filter_map(|v| v.outcome).collect();
    no.when(outcomes != [State::Approved], NotShown::NotApproved);
    for vote in votes {
        let person = vote.checker.to_string();
        // Made by two operators, and the waiting time over, at the time of the vote.
        let checker = shown(&signed.roles, vote.checker, Role::OutputChecker, vote.at);
        no.when(!checker, NotShown::NoChecker { person: person.clone() });
        let colleague = vote.checker == leaving.requester || leaving.team.contains(&vote.checker);
        no.when(colleague, NotShown::Colleague { person });
    }
    no.or_else(|| release.len())
}
