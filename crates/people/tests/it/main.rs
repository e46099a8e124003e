//! Tests of people.

mod accounts;
mod accreditation;
mod agreement;
mod pages;
mod proposals;
mod roles;
mod rules;
mod service;
mod standing;
mod states;
mod texts;
