//! Tests of people.

mod accreditation;
mod agreement;
mod pages;
mod roles;
mod rules;
mod service;
mod standing;
mod states;
mod texts;
