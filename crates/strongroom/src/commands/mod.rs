//! What the commands do. Messages go to standard error, results to standard output.

pub(crate) mod backup;
mod chart;
pub(crate) mod demo;
pub(crate) mod desk;
mod documents;
mod drill;
pub(crate) mod engines;
pub(crate) mod inspect;
pub(crate) mod serve;
pub(crate) mod verify;
mod view;

use std::io::Write;

/// A message for the person at the terminal.
pub(crate) fn complain(message: impl std::fmt::Display) {
    // Nothing can be done where standard error is closed.
    let _ = writeln!(std::io::stderr(), "strongroom: {message}");
}

/// A line of results.
pub(crate) fn say(line: impl std::fmt::Display) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
