//! What the crate promises, as sentences.

mod acro;
mod bad_input;
mod files;
mod merging;
mod policies;
mod rules;
mod selection;
mod support;
