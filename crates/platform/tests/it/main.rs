//! The web shell, credentials, sessions, jobs, messages and files, driven as a browser or a program drives them, on SQLite
//! and on PostgreSQL.

mod address;
mod authenticator;
mod config;
mod files;
mod headers;
mod jobs;
mod kept;
mod lost;
mod messages;
mod passkeys;
mod profiles;
mod recovery;
mod rotate;
mod rows;
mod second_factor;
mod secrets;
mod sessions;
mod shell;
mod sign_in;
mod standing;
mod support;
mod turns;
mod words;
