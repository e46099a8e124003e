//! What the airlock promises.

mod common;
mod documents;
mod journey;
mod profiles;
mod responses;
mod service;
mod statements;
mod states;
mod submitting;
mod tables;
mod voting;
