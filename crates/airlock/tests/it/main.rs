//! What the airlock promises.

mod acts;
mod checkers;
mod common;
mod documents;
mod foreign;
mod jobs;
mod journey;
mod looks;
mod machine;
mod near;
mod profiles;
mod queue;
mod recount;
mod responses;
mod service;
mod statements;
mod states;
mod submitting;
mod tables;
mod through;
mod versions;
mod voting;
mod waits;
