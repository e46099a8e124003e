//! Granting an accreditation (ACC-05, 2.1).

use foundation::{Date, Refusal, Refusals};
use platform::PersonId;

use crate::model::{Accreditation, AccreditationKind, AccreditationState, OrganisationId};

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
}

/// The request as it stands after the decision, or every reason why not.
pub fn decide(
    request: &Accreditation,
    decision: &Decision,
    facts: &Facts,
) -> Result<Accreditation, Refusals<NoDecision>> {
    let mut no = Refusals::none();
    no.when(request.state != AccreditationState::Requested, NoDecision::NotOpen);
    if let Decision::Grant { from, until, .. } = decision {
        no.when(until < from, NoDecision::EndsBeforeItBegins);
        no.when(!facts.trained, NoDecision::Untrained);
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
    }
    no.or_else(|| {
        let mut decided = request.clone();
        match decision {
            Decision::Grant { from, until, number } => {
                decided.state = AccreditationState::Granted;
                decided.from = Some(*from);
                decided.until = Some(*until);
                decided.number = Some(number.clone());
                decided.question = None;
            }
            Decision::Query { question } => {
                decided.state = AccreditationState::Queried;
                decided.question = Some(question.clone());
            }
            Decision::Refuse { reason } => {
                decided.state = AccreditationState::Refused;
                decided.question = Some(reason.clone());
            }
        }
        decided
    })
}
