//! What the service does to a request by itself. It never decides about a release: that is what people do (SDC-05).

use foundation::{Move, NoMove, States};

use super::State;

/// It begins to look into the frozen files.
pub fn begin_inspection(state: State) -> Result<Move<State>, NoMove<State>> {
    state.to(State::Inspection)
}

/// It has looked. What is blocked goes back before any checker spends time on it; the rest goes to the checkers.
pub fn end_inspection(state: State, blocked: bool) -> Result<Move<State>, NoMove<State>> {
    let to = if blocked { State::Returned } else { State::FirstCheck };
    // Checkers return a request too: that is not the service's to do.
    if state == State::Inspection { state.to(to) } else { Err(NoMove { from: state, to }) }
}

/// It releases what two people approved.
pub fn release(state: State) -> Result<Move<State>, NoMove<State>> {
    state.to(State::Released)
}
