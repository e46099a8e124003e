//! One member of staff disables an account; two enable it again, and whoever disabled it is not the second of them.

use foundation::{Move, Refusal, Refusals, States};
use platform::{PersonId, ProposalState};

/// Why an account is not disabled, or nobody asks to have it enabled.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoStanding {
    #[refusal("people-account-disabled-already")]
    DisabledAlready,
    #[refusal("people-account-not-disabled")]
    NotDisabled,
}

/// Why an account is not enabled.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoEnabling {
    #[refusal("people-enabling-decided")]
    Decided,
    #[refusal("people-enabling-one-person")]
    OnePerson,
    /// Enabled meanwhile, or disabled anew: what was asked for is not what would be confirmed.
    #[refusal("people-enabling-overtaken")]
    Overtaken,
}

/// Who has a hand in it.
pub struct Pair {
    pub person: PersonId,
    pub proposed_by: PersonId,
    /// `None` where nothing says who disabled it.
    pub disabled_by: Option<PersonId>,
    pub confirmed_by: PersonId,
}

/// A second person confirms: neither whose account it is, nor who asked, nor who disabled it. `same`: it is disabled still, and
/// by the same act.
pub fn confirm(state: ProposalState, pair: &Pair, same: bool) -> Result<Move<ProposalState>, Refusals<NoEnabling>> {
    let mut no = Refusals::none();
    let second = pair.confirmed_by;
    let two = second != pair.person && second != pair.proposed_by && pair.disabled_by != Some(second);
    no.when(!two || pair.person == pair.proposed_by, NoEnabling::OnePerson);
    let step = state.to(ProposalState::Confirmed).ok();
    no.when(step.is_none(), NoEnabling::Decided);
    no.when(step.is_some() && !same, NoEnabling::Overtaken);
    no.or_else(|| ())?;
    step.ok_or_else(|| NoEnabling::Decided.into())
}

/// Declined, or taken back by whoever asked.
pub fn decline(state: ProposalState) -> Result<Move<ProposalState>, Refusals<NoEnabling>> {
    state.to(ProposalState::Declined).map_err(|_| NoEnabling::Decided.into())
}
