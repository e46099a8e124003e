//! Tests of applications and projects.

mod assess;
mod journey;
mod machine;
mod pages;
mod profiles;
mod record;
mod service;
mod spaces;
mod stages;
mod submit;
mod waits;
