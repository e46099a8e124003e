//! Tests of the access decision: rules alone, then with the store of both databases.

mod common;
mod machine;
mod service;

mod addresses;
mod desk_rules;
mod desks;
mod handbook;
mod pages;
mod profiles;
mod properties;
mod recordings;
mod secure_lab;
mod spaces;
mod srs;
mod staff;
mod statements;
mod truth;
mod waits;
