//! What may leave, and who decides: pure rules, no clock, no store. What a rule makes of a request is a
//! [`Move`](foundation::Move) of the table [`MOVES`], or a refusal with every reason.

pub mod code;
pub mod kept;
pub mod minimum;
pub mod near;
pub mod queue;
pub mod recount;
pub mod release;
pub mod request;
pub mod service;
pub mod states;
pub mod statistic;
pub mod submit;
pub mod table;
pub mod times;
pub mod vote;
pub mod withdraw;
pub mod write_up;

pub use code::Code;
pub use foundation::Severity;
pub use request::{Cast, Finding, Item, ItemKind, Request};
pub use states::{Holder, MOVES, State};
pub use statistic::StatisticClass;
pub use times::Times;
pub use vote::Vote;
