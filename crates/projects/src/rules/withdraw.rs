//! Giving an application up.

use foundation::{Move, Refusal, Refusals, States};

use super::stages::State;

/// Why an application cannot be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoWithdrawal {
    #[refusal("projects-withdraw-not-now")]
    NotNow,
}

/// Withdraws it, in any state before the project is active.
pub fn withdraw(state: State) -> Result<Move<State>, Refusals<NoWithdrawal>> {
    state.to(State::Withdrawn).map_err(|_| NoWithdrawal::NotNow.into())
}
