//! What an assessor's decision or question does (ASM).

use std::collections::BTreeSet;

use foundation::{Date, Move, NoMove, Refusal, Refusals, States};
use platform::PersonId;

use super::stages::{Stage, State, after};
use super::submit::past_cap;

/// What an assessor decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Approve {
        conditions: Option<String>,
    },
    /// The final accreditation, with the number under which it is published (ASM-05).
    Accredit {
        number: String,
    },
    Reject {
        reason: String,
    },
}

/// What the rules must know of the application and of the decision to be taken.
#[derive(Debug, Clone)]
pub struct Facts {
    pub state: State,
    pub stage: Stage,
    /// This decision is still to be taken.
    pub open: bool,
    /// Questions of this decision that the applicant has not answered, or not yet sent back with the application.
    pub unanswered: usize,
    /// Other decisions of the same state that are still to be taken.
    pub others_open: usize,
    /// Stages that have approved, and have nothing more to decide.
    pub approved: BTreeSet<Stage>,
    /// Stages whose decisions have begun and are not taken.
    pub begun: BTreeSet<Stage>,
    /// Everybody who has a part in the application.
    pub involved: BTreeSet<PersonId>,
    pub ends: Option<Date>,
    pub today: Date,
    pub cap_years: Option<i16>,
    /// Somebody named in the application is accredited today (STP-01).
    pub somebody_accredited: bool,
    pub stages: BTreeSet<Stage>,
}

/// Why a decision cannot be taken, or a question not asked.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoDecision {
    #[refusal("projects-assess-own")]
    OwnApplication,
    #[refusal("projects-assess-not-now")]
    NotNow,
    #[refusal("projects-assess-decided")]
    Decided,
    #[refusal("projects-assess-query-open")]
    QueryOpen { n: usize },
    #[refusal("projects-assess-no-reason")]
    NoReason,
    #[refusal("projects-assess-no-number")]
    NoNumber,
    #[refusal("projects-assess-wrong")]
    NotOfThisStage,
    #[refusal("projects-assess-cap")]
    PastCap { years: i32 },
    #[refusal("projects-assess-no-text")]
    NoText,
    #[refusal("projects-assess-no-question")]
    NoSuchQuestion,
}

/// What follows from a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// Where the application goes; `None` where it stays and waits for others.
    pub step: Option<Move<State>>,
    pub open: Vec<Stage>,
}

fn standing(f: &Facts, by: PersonId) -> Refusals<NoDecision> {
    let mut no = Refusals::none();
    no.when(f.involved.contains(&by), NoDecision::OwnApplication);
    let now = f.state == State::Queried || f.state == f.stage.state();
    no.when(!f.state.assessed() || !now, NoDecision::NotNow);
    no.when(!f.open, NoDecision::Decided);
    no
}

/// The decision, or every reason why not. While another assessor's question is with the applicant, a decision can be
/// taken, but the application stays where it is.
pub fn decide(f: &Facts, by: PersonId, decision: &Decision) -> Result<Follows, Refusals<NoDecision>> {
    let mut no = standing(f, by);
    let rejects = matches!(decision, Decision::Reject { .. });
    no.when(f.open && f.unanswered > 0 && !rejects, NoDecision::QueryOpen { n: f.unanswered });
    let last = f.stage == Stage::Accreditation;
    match decision {
        Decision::Approve { .. } => no.when(last, NoDecision::NotOfThisStage),
        Decision::Accredit { number } => {
            no.when(!last, NoDecision::NotOfThisStage);
            // An application that is with the applicant may come back asking for something else.
            no.when(f.state == State::Queried, NoDecision::NotNow);
            no.when(number.trim().is_empty(), NoDecision::NoNumber);
            if let (Some(ends), Some(years)) = (f.ends, f.cap_years) {
                no.when(past_cap(ends, f.today, years), NoDecision::PastCap { years: i32::from(years) });
            }
        }
        Decision::Reject { reason } => no.when(reason.trim().is_empty(), NoDecision::NoReason),
    }
    no.or_else(|| ())?;
    follows(f, decision).map_err(|_| NoDecision::NotNow.into())
}

fn follows(f: &Facts, decision: &Decision) -> Result<Follows, NoMove<State>> {
    let goes = |to: State, open| Ok(Follows { step: Some(f.state.to(to)?), open });
    match decision {
        Decision::Reject { .. } => goes(State::Rejected, Vec::new()),
        // STP-01: once somebody is accredited, support can set the project up.
        Decision::Accredit { .. } if f.somebody_accredited => goes(State::SetUp, Vec::new()),
        Decision::Accredit { .. } => goes(State::Accredited, Vec::new()),
        Decision::Approve { .. } if f.others_open > 0 || f.state == State::Queried => {
            Ok(Follows { step: None, open: Vec::new() })
        }
        Decision::Approve { .. } => {
            let to = after(f.state, &f.stages, &f.approved);
            // Of several owners one may have been asked already, and another not.
            let begins = |s: &Stage| !f.approved.contains(s) && (*s == Stage::Owners || !f.begun.contains(s));
            goes(to, to.stages(&f.stages).into_iter().filter(begins).collect())
        }
    }
}

/// A question about one answer: the application goes back to the applicant (ASM-01, ASM-07), or stays with them where it
/// is there already.
pub fn query(
    f: &Facts,
    by: PersonId,
    text: &str,
    question_known: bool,
) -> Result<Option<Move<State>>, Refusals<NoDecision>> {
    let mut no = standing(f, by);
    no.when(text.trim().is_empty(), NoDecision::NoText);
    no.when(!question_known, NoDecision::NoSuchQuestion);
    no.or_else(|| ())?;
    if f.state == State::Queried {
        return Ok(None);
    }
    f.state.to(State::Queried).map(Some).map_err(|_| NoDecision::NotNow.into())
}
