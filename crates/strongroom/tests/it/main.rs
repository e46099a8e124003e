//! The program as a whole: golden files, endpoints, statements, failures.

mod demo;
mod endpoints;
mod failures;
mod golden;
mod kill;
mod schema;
mod support;
mod walk;
