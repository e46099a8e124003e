//! A request is taken back: by its requester before it is out, by the staff together with what is out.

use foundation::{Move, Refusal, Refusals, States};

use super::State;

/// By which of two ways it is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The requester gives it up.
    Alone,
    /// The staff end the link of what has been released.
    WithItsRelease,
}

/// Why a request is not taken back.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoWithdrawal {
    #[refusal("withdraw-not-now")]
    NotNow { state: State },
}

/// The one rule of withdrawal: what is out goes back with its release alone, everything else without one.
pub fn withdraw(state: State, way: Way) -> Result<Move<State>, Refusals<NoWithdrawal>> {
    let out = state == State::Released;
    match state.to(State::Withdrawn) {
        Ok(step) if out == (way == Way::WithItsRelease) => Ok(step),
        _ => Err(NoWithdrawal::NotNow { state }.into()),
    }
}
