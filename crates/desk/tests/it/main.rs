//! The desk, from outside.

mod display;
mod escape;
mod exfiltration;
mod kept;
mod mark;
mod properties;
mod real;
mod recording;
mod seal;
mod session;
mod support;
mod wire;

use std::io::Write;

/// Said where the machine lacks what a test needs.
fn skipped(why: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}
