//! What is done with the project rather than by it: set-up, demo, tests, figures.

// It runs beside the service, by hand: it measures, and reads what whoever started it set.
#![allow(clippy::disallowed_methods)]

pub mod advisories;
pub mod bench;
mod beside;
pub mod counts;
pub mod coverage;
pub mod deps;
pub mod fence;
pub mod fuzz;
pub mod hook;
pub mod journeys;
pub mod keys;
pub mod postgres;
pub mod python;
pub mod run;
pub mod s3;
pub mod setup;
pub mod spdx;
pub mod stages;
pub mod standards;
pub mod structure;
pub(crate) mod wheel;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask setup                    installs what is missing (Debian and npm packages, by name)
cargo xtask demo [arguments]         set-up of a compiler, then `strongroom demo [arguments]`
cargo xtask test [--only A,B] [--clippy] [--no-setup] [--report FILE]
                                     set-up, then all checks and tests; ends with `N passed, N failed`
cargo xtask coverage [--json FILE]   every rule of docs/rules.csv with the tests that the last `cargo xtask test` ran for it
cargo xtask journeys [--profile P] [--language L]
                                     plays the journeys of docs/handbook/journeys.md in a browser and prints pages, clicks and
                                     questions of each; fails where an aim is not met
cargo xtask deps [FOLDER]            licences, sources and bans of dependencies; what is not here yet is fetched
cargo xtask advisories FOLDER        advisories (OSV files, given as a folder) against the lock files
cargo xtask python [--debug]         builds the wheels of the Python package and of the check
                                     before a commit, and prints their paths
cargo xtask bench table [--data FILE] [--rows N] [--runs N] [--json FILE]
cargo xtask bench disclosure [--rows N] [--runs N] [--json FILE]
cargo xtask bench inspector [--score] [--peers] [--data DIR] [--program FILE] [--runs N] [--json FILE]
cargo xtask bench migrations [--runs N] [--json FILE]
cargo xtask bench attacks [--program FILE] [--json FILE]
cargo xtask bench web [--url URL --pages FILE --pid PID] [--threads N] [--seconds N] [--json FILE]
cargo xtask fuzz [--minutes N] [--target NAME]… [--seeds FOLDER]
                                     the inspector's fuzz targets, with cargo-fuzz and a nightly compiler";

/// Runs one command; the exit status is 0 for done, 1 for something failed, 2 for a request that was wrong.
pub fn main(arguments: Vec<String>) -> ExitCode {
    let mut words = arguments.iter().map(String::as_str);
    let command = words.next();
    let rest: Vec<&str> = words.collect();
    let done = match command {
        Some("setup") => setup::all(&root()).map(|()| true),
        Some("demo") => demo(&rest),
        Some("test") => stages::test(&root(), &rest),
        Some("coverage") => coverage::command(&root(), &rest),
        Some("journeys") => journeys::command(&root(), &rest),
        Some("deps") => deps(&rest),
        Some("advisories") => match rest[..] {
            [folder] => advisories::command(&root(), folder),
            _ => Err("cargo xtask advisories takes a folder of OSV files".to_owned()),
        },
        Some("python") => python::command(&root(), &rest),
        Some("fuzz") => fuzz::command(&root(), &rest),
        Some("bench") => bench::command(&root(), &rest).map(|()| true),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            run::say_error(&why);
            ExitCode::from(2)
        }
    }
}

/// Of this project, or of the one in the folder that is named.
fn deps(arguments: &[&str]) -> Result<bool, String> {
    match arguments {
        [] => deps::command(&root()),
        [folder] => deps::command(Path::new(folder)),
        more => Err(format!("cargo xtask deps takes one folder, not {}", more.join(" "))),
    }
}

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The dev profile: a first build takes a third of the time of a release build, and the demo is quick enough with it.
fn demo(arguments: &[&str]) -> Result<bool, String> {
    setup::compiler(&root())?;
    run::say(
        "building strongroom (dev profile; a first build takes up to 25 minutes on two cores, a later one seconds)",
    );
    let begun = std::time::Instant::now();
    if !run::status(run::cargo(&root()).args(["build", "--locked", "--package", "strongroom"]))? {
        return Err("building strongroom failed; what cargo says above names the reason".into());
    }
    run::say(&format!("built in {}", stages::seconds(begun.elapsed())));
    let mut words = vec!["run", "--locked", "--package", "strongroom", "--", "demo"];
    words.extend(arguments);
    run::status(run::cargo(&root()).args(&words))
}
