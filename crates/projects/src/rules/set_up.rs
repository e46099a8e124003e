//! Setting up an accredited project (STP-01, STP-02).

use std::collections::BTreeSet;

use data::DatasetId;
use foundation::{Move, Refusal, Refusals, States};

use super::stages::State;

/// What the rule must know.
#[derive(Debug, Clone)]
pub struct Facts {
    pub state: State,
    /// Somebody whom the application names is accredited today.
    pub somebody_accredited: bool,
    /// The datasets asked for, and whether their owner approved.
    pub requested: Vec<(DatasetId, bool)>,
    /// Those mapped now.
    pub mapped: BTreeSet<DatasetId>,
}

/// Why a project cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NotYet {
    #[refusal("projects-set-up-not-accredited")]
    NotAccredited,
    #[refusal("projects-set-up-nobody")]
    NobodyAccredited,
}

/// What follows from setting up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The steps to the active project; none where it is active already.
    pub steps: Vec<Move<State>>,
    /// What to map: only what its owner approved, and nothing twice (STP-02, SES-11).
    pub map: Vec<DatasetId>,
}

/// The set-up, or every reason why not.
pub fn set_up(facts: &Facts) -> Result<SetUp, Refusals<NotYet>> {
    let mut no = Refusals::none();
    no.when(!facts.state.accredited(), NotYet::NotAccredited);
    no.when(facts.state.accredited() && !facts.somebody_accredited, NotYet::NobodyAccredited);
    no.or_else(|| ())?;
    let steps = steps(facts.state).ok_or(NotYet::NotAccredited)?;
    let approved = facts.requested.iter().filter(|(_, approved)| *approved).map(|(dataset, _)| *dataset);
    Ok(SetUp { steps, map: approved.filter(|d| !facts.mapped.contains(d)).collect() })
}

fn steps(from: State) -> Option<Vec<Move<State>>> {
    let mut steps: Vec<Move<State>> = Vec::new();
    let mut at = from;
    for to in [State::SetUp, State::Active] {
        if at != State::Active && at != to {
            steps.push(at.to(to).ok()?);
            at = to;
        }
    }
    Some(steps)
}
