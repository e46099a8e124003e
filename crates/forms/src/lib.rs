//! Forms as data: questions with their guidance, conditions and versions, in English and Welsh; the answers to them;
//! and the pages on which they are asked, checked and printed.
//!
//! A [`Form`] is read once from TOML ([`Form::from_toml`]; the format is in this crate's README). Everything after that
//! is pure: fields that were sent become [`Answers`] and [`Problems`], answers become pages. Nothing here stores
//! anything, knows a person or reads the clock.

mod answers;
mod asked;
mod check;
mod choose;
mod condition;
mod date;
mod form;
mod library;
pub mod pages;
mod parse;
mod problems;
mod read;
mod status;
mod words;

pub use answers::{Answer, Answers};
pub use choose::{Choice, Choose, Lists};
pub use condition::Condition;
pub use form::{Bound, Choices, FixedChoice, Form, Kind, Pattern, Question, Section};
pub use library::{Draft, FormMissing, Forms};
pub use parse::FormError;
pub use problems::{Problem, Problems, Said, Value};
pub use status::{Completeness, Status};
pub use words::Words;

/// The sentences of this crate: errors, statuses, and the words around a form.
pub fn locale() -> foundation::Locale {
    foundation::Locale::of("forms".to_owned(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}
