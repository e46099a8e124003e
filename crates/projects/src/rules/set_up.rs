//! Setting up an accredited project (STP-01, STP-02).

use std::collections::BTreeSet;

use data::DatasetId;
use foundation::{Refusal, Refusals};

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

/// What to map: only what its owner approved, and nothing twice (STP-02, SES-11).
pub fn set_up(facts: &Facts) -> Result<Vec<DatasetId>, Refusals<NotYet>> {
    let mut no = Refusals::none();
    no.when(!facts.state.accredited(), NotYet::NotAccredited);
    no.when(facts.state.accredited() && !facts.somebody_accredited, NotYet::NobodyAccredited);
    let approved = facts.requested.iter().filter(|(_, approved)| *approved).map(|(dataset, _)| *dataset);
    no.or_else(|| approved.filter(|d| !facts.mapped.contains(d)).collect())
}
