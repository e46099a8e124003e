//! What the pages of the service are made of.

mod assets;
mod fixtures;
mod fixtures_options;
mod forms;
mod html;
mod page;
mod picture;
mod sheets;

/// Says that a test did not run, past the capture of `cargo test`: a skipped test must not look like a passed one.
fn skipped(missing: &std::path::Path) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "SKIPPED: {} is missing; run `npm ci` in assets/", missing.display());
}
