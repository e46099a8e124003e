//! What may leave, and who decides: pure rules, no clock, no store.

pub mod closed;
pub mod kept;
pub mod minimum;
pub mod queue;
pub mod release;
pub mod request;
pub mod states;
pub mod statistic;
pub mod submit;
pub mod table;
pub mod vote;
pub mod write_up;

pub use request::{Cast, Finding, Item, ItemKind, Request, Severity};
pub use states::{Holder, MOVES, State};
pub use statistic::StatisticClass;

/// What follows from something a person or the service does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The request went on.
    Moved { from: State, to: State },
    /// A new round began: what is changed from now on belongs to it.
    Round { round: u32 },
    /// A checker has said what should happen.
    Voted { checker: platform::PersonId, vote: vote::Vote },
}

/// Where the events lead, if anywhere.
pub fn last_state(events: &[Event]) -> Option<State> {
    events.iter().rev().find_map(|e| match e {
        Event::Moved { to, .. } => Some(*to),
        _ => None,
    })
}
