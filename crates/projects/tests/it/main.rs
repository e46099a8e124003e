//! Tests of applications and projects.

mod assess;
mod journey;
mod pages;
mod profiles;
mod service;
mod spaces;
mod stages;
mod submit;
