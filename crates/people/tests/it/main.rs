//! Tests of people.

mod accounts;
mod accreditation;
mod agreement;
mod eligibility;
mod pages;
mod proposals;
mod roles;
mod rules;
mod service;
mod standing;
mod states;
mod texts;
mod waits;
