//! Tests of the catalogue.

mod catalogue;
mod profiles;
mod rules;
mod service;
