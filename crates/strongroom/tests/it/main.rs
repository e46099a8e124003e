//! The program as a whole: golden files, endpoints, statements, failures.

mod endpoints;
mod failures;
mod golden;
mod schema;
mod support;
