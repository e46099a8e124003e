//! Tests of the catalogue.

mod catalogue;
mod dictionary;
mod profiles;
mod rules;
mod service;
mod waits;
