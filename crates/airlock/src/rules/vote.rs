//! What a checker's vote does (OUT-03, OUT-05, OUT-21, SDC-05, SDC-06).

use std::collections::{BTreeMap, BTreeSet};

use foundation::{Move, Refusal, Refusals, States};
use platform::PersonId;

use super::{Request, State};
use crate::ids::FindingId;
pub use crate::profile::Disagreement;

foundation::words! {
    /// What a checker says.
    Vote {
        /// It may leave.
        Release = "release",
        /// A question must be answered or something corrected first.
        Return = "return",
        /// It may not leave.
        Reject = "reject",
    }
}

foundation::words! {
    /// What a checker says of the quality of a written output (OUT-05: "publishable quality").
    Publishable {
        /// Nothing: only a written output has this criterion.
        Unsaid = "",
        Yes = "yes",
        No = "no",
    }
}

/// What a checker hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    pub vote: Vote,
    /// The question, or why not; may be empty for a release.
    pub reason: String,
    /// OUT-05.
    pub publishable: Publishable,
    /// For each finding why it does no harm (SDC-06).
    pub answers: BTreeMap<FindingId, String>,
}

/// What the rule must know that the request itself does not say.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who is or ever was on the project, the requester included: whoever leaves stays a colleague.
    pub team: BTreeSet<PersonId>,
    /// The checker's qualification is valid on the day of the vote (TRN-04).
    pub qualified: bool,
    pub disagreement: Disagreement,
}

/// Why a person may not vote. A refusal carries all that hold, never only the first.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoVote {
    #[refusal("vote-own-request")]
    OwnRequest,
    #[refusal("vote-team-member")]
    TeamMember,
    #[refusal("vote-not-qualified")]
    NotQualified,
    #[refusal("vote-not-now")]
    NotWithCheckers { state: State },
    #[refusal("vote-twice")]
    VotedAlready,
    #[refusal("vote-reason-missing")]
    ReasonMissing,
    #[refusal("vote-quality-unsaid")]
    QualityUnsaid,
    #[refusal("vote-not-publishable")]
    NotPublishable,
    #[refusal("vote-finding-open")]
    FindingUnanswered { finding: String },
}

/// Where the vote leads, or every reason why it is none.
pub fn vote(
    request: &Request,
    checker: PersonId,
    ballot: &Ballot,
    facts: &Facts,
) -> Result<Move<State>, Refusals<NoVote>> {
    let mut no = Refusals::none();
    no.when(request.requester == checker, NoVote::OwnRequest);
    no.when(request.requester != checker && facts.team.contains(&checker), NoVote::TeamMember);
    no.when(!facts.qualified, NoVote::NotQualified);
    let votes: Vec<Vote> = request.votes.iter().map(|v| v.vote).chain([ballot.vote]).collect();
    let step = request.state.to(outcome(&votes, facts.disagreement));
    // A state that does not go with the votes of its round leads nowhere either.
    let open = request.state.with_checkers() && step.is_ok();
    no.when(!open, NoVote::NotWithCheckers { state: request.state });
    no.when(request.votes.iter().any(|v| v.checker == checker), NoVote::VotedAlready);
    no.when(ballot.vote != Vote::Release && ballot.reason.trim().is_empty(), NoVote::ReasonMissing);
    if ballot.vote == Vote::Release {
        no.when(request.written_up && ballot.publishable == Publishable::Unsaid, NoVote::QualityUnsaid);
        no.when(request.written_up && ballot.publishable == Publishable::No, NoVote::NotPublishable);
        for finding in unanswered(request, ballot) {
            no.because(NoVote::FindingUnanswered { finding });
        }
    }
    match step {
        Ok(step) => no.or_else(|| step),
        Err(_) => Err(no),
    }
}

/// Findings that this checker has not answered in writing. A file that is blocked never comes this far; were it to, the
/// same rule holds it.
fn unanswered(request: &Request, ballot: &Ballot) -> Vec<String> {
    let answered = |id: &FindingId| ballot.answers.get(id).is_some_and(|text| !text.trim().is_empty());
    request.findings.iter().filter(|f| f.needs_answer() && !answered(&f.id)).map(|f| f.name.clone()).collect()
}

/// Where the votes of a round lead. Nothing is released on fewer than two votes to release it (invariant 6).
pub fn outcome(votes: &[Vote], disagreement: Disagreement) -> State {
    let of = |vote: Vote| votes.iter().filter(|v| **v == vote).count();
    if votes.len() < 2 {
        return State::SecondCheck;
    }
    if of(Vote::Release) >= 2 {
        State::Approved
    } else if of(Vote::Reject) >= 2 {
        State::Rejected
    } else if of(Vote::Return) >= 2 || votes.len() > 2 || disagreement == Disagreement::Return {
        State::Returned
    } else {
        State::ThirdCheck
    }
}
