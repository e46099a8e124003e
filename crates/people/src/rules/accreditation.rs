//! Granting an accreditation (ACC-05, 2.1).

use foundation::{Date, Move, Refusal, Refusals, States};
use platform::PersonId;

use super::states::AccreditationState as State;
use crate::model::{Accreditation, AccreditationKind, OrganisationId};

/// What staff decided about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Grant { from: Date, until: Date, number: String },
    Query { question: String },
    Refuse { reason: String },
}

/// What the rule must know that the request does not say.
#[derive(Debug, Clone)]
pub struct Facts {
    pub organisation: OrganisationId,
    /// The named supervisor: their organisation, and whether they are fully accredited under the scheme on that day.
    pub supervisor: Option<Supervisor>,
    /// A valid pass of the safe-researcher training on that day.
    pub trained: bool,
    /// Another accreditation of theirs under the same scheme is suspended.
    pub suspended: bool,
}

#[derive(Debug, Clone)]
pub struct Supervisor {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub fully_accredited: bool,
}

/// Why an accreditation cannot be decided so.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoDecision {
    #[refusal("people-accreditation-closed")]
    NotOpen,
    #[refusal("people-accreditation-no-supervisor")]
    NoSupervisor,
    #[refusal("people-accreditation-supervisor-self")]
    SupervisesSelf,
    #[refusal("people-accreditation-supervisor-elsewhere")]
    SupervisorElsewhere,
    #[refusal("people-accreditation-supervisor-not-full")]
    SupervisorNotFull,
    #[refusal("people-accreditation-untrained")]
    Untrained,
    #[refusal("people-accreditation-dates")]
    EndsBeforeItBegins,
    /// A suspension is lifted by whom it concerns, not gone round with a new request.
    #[refusal("people-accreditation-other-suspended")]
    Suspended,
    #[refusal("people-reason-missing")]
    NoReason,
}

/// What a decision makes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub step: Move<State>,
    /// The days it holds and its number, where it is granted.
    pub granted: Option<Granted>,
    /// What is asked, or why it is refused.
    pub question: Option<String>,
}

/// What a granted accreditation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub from: Date,
    pub until: Date,
    pub number: String,
}

/// What becomes of the request, or every reason why it cannot be decided so.
pub fn decide(request: &Accreditation, decision: &Decision, facts: &Facts) -> Result<Decided, Refusals<NoDecision>> {
    let mut no = Refusals::none();
    let (to, granted, question) = match decision {
        Decision::Grant { from, until, number } => {
            no = grant(request, (*from, *until), facts);
            (State::Granted, Some(Granted { from: *from, until: *until, number: number.clone() }), None)
        }
        Decision::Query { question } => (State::Queried, None, Some(question.clone())),
        Decision::Refuse { reason } => (State::Refused, None, Some(reason.clone())),
    };
    // Only what was asked for is decided: that a suspended accreditation is granted again is a step of its own.
    let step = (request.state == State::Requested).then(|| request.state.to(to).ok()).flatten();
    no.when(step.is_none(), NoDecision::NotOpen);
    no.when(question.as_ref().is_some_and(|q| q.trim().is_empty()), NoDecision::NoReason);
    no.or_else(|| ())?;
    let step = step.ok_or_else(|| Refusals::from(NoDecision::NotOpen))?;
    Ok(Decided { step, granted, question })
}

/// What stands in the way of granting it.
fn grant(request: &Accreditation, (from, until): (Date, Date), facts: &Facts) -> Refusals<NoDecision> {
    let mut no = Refusals::none();
    no.when(until < from, NoDecision::EndsBeforeItBegins);
    no.when(!facts.trained, NoDecision::Untrained);
    no.when(facts.suspended, NoDecision::Suspended);
    if request.kind == AccreditationKind::Provisional {
        match &facts.supervisor {
            None => no.because(NoDecision::NoSupervisor),
            Some(s) => {
                no.when(s.person == request.person, NoDecision::SupervisesSelf);
                no.when(s.organisation != facts.organisation, NoDecision::SupervisorElsewhere);
                no.when(!s.fully_accredited, NoDecision::SupervisorNotFull);
            }
        }
    }
    no
}

/// Why a question cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAnswer {
    #[refusal("people-accreditation-not-queried")]
    NotQueried,
}

/// The answer to a question gives the request back to the staff.
pub fn answer(request: &Accreditation) -> Result<Move<State>, Refusals<NoAnswer>> {
    request.state.to(State::Requested).map_err(|_| NoAnswer::NotQueried.into())
}
