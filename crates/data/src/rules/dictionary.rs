//! What a change of the data dictionary would protect less. Disclosure control counts by it: whose record a row is, who holds it,
//! which values name somebody, how a missing value is written.

use foundation::{Refusal, States, words};

use crate::model::{UnitRole, Variable, VariableKind};

words! {
    /// Where a dictionary is that one person proposes and another confirms.
    DictionaryProposalState {
        Proposed = "proposed",
        Confirmed = "confirmed",
        /// By another, or taken back by the one who proposed it.
        Declined = "declined",
    }
}

use DictionaryProposalState as S;

impl States for DictionaryProposalState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        S::Proposed
    }
    fn next(self) -> &'static [Self] {
        match self {
            S::Proposed => &[S::Confirmed, S::Declined],
            S::Confirmed | S::Declined => &[],
        }
    }
}

/// One thing that would be protected less, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum Weaker {
    #[refusal("data-weaker-unit")]
    Unit { name: String },
    #[refusal("data-weaker-holding")]
    Holding { name: String },
    #[refusal("data-weaker-weight")]
    Weight { name: String },
    #[refusal("data-weaker-identifier")]
    Identifier { name: String },
    #[refusal("data-weaker-missing")]
    Missing { name: String },
}

/// What the new dictionary protects less than the one it replaces. A variable that is left out can be used no more; what it was to
/// disclosure control is missed, so that nobody leaves it out and puts it back as something else.
pub fn weaker(was: &[Variable], new: &[Variable]) -> Vec<Weaker> {
    let mut all = Vec::new();
    for role in UnitRole::ALL {
        let of = |variables: &[Variable]| variables.iter().find(|v| v.unit_role == Some(*role)).map(|v| v.name.clone());
        match of(was) {
            Some(name) if of(new).as_ref() != Some(&name) => all.push(match role {
                UnitRole::Unit => Weaker::Unit { name },
                UnitRole::Holding => Weaker::Holding { name },
                UnitRole::Weight => Weaker::Weight { name },
            }),
            _ => {}
        }
    }
    for v in was {
        // One that is left out could be put back as something else: both are the same step.
        let now = new.iter().find(|n| n.name == v.name);
        if v.kind == VariableKind::Id && now.is_none_or(|now| now.kind != VariableKind::Id) {
            all.push(Weaker::Identifier { name: v.name.clone() });
        }
        if now.map_or("", |now| now.missing.as_str()) != v.missing {
            all.push(Weaker::Missing { name: v.name.clone() });
        }
    }
    all
}
