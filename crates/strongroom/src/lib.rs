//! The program: command line, configuration, wiring, the demo. No rules, no SQL.

mod backup;
mod cli;
mod commands;
pub mod demo;
mod embedded;
mod help;
mod home;
mod openapi;
mod rotate;
mod serve;
mod signed;
mod space;
pub mod walk;
mod wiring;

pub use cli::{Cli, command_line_help, main};
pub use openapi::openapi_json;
pub use serve::{Options, Running, StartError, router, start};
pub use wiring::{fragments, locales, migrations, profile_files, wire};
