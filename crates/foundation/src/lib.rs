//! The ground that every crate stands on: ids, clock, dates and working days, language, refusals.
//!
//! Nothing here reads the clock or draws a random number by itself: a [`World`] is handed in.

extern crate self as foundation;

pub mod csv;
mod id;
mod lang;
mod machine;
mod moment;
mod refusal;
mod stored;
mod texts;
mod words;
mod world;

pub use foundation_derive::Refusal;
pub use id::Reference;
pub use lang::Lang;
pub use machine::{Move, NoMove, States, flaws};
pub use moment::{Date, LONDON, Moment, add_working_days, date_text, days_between, parse_date};
pub use refusal::{Refusal, Refusals};
pub use stored::Stored;
pub use texts::{Arg, Locale, Texts, TextsError};
pub use words::Severity;
pub use world::{Clock, Random, World};

#[doc(hidden)]
pub mod private {
    pub use serde;
    pub use uuid;
}
