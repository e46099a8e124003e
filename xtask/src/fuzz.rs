//! `cargo xtask fuzz --minutes N [--target NAME]`: every fuzz target of the inspector in turn, outside the normal tests.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::run::{self, say};

const USUAL_MINUTES: u64 = 15;

/// `Ok(false)` where a target found something; what it found stays in the crate's `fuzz/artifacts`.
///
/// # Errors
/// A request that is wrong, or a missing cargo-fuzz.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let (mut minutes, mut only) = (USUAL_MINUTES, None);
    for pair in arguments.chunks(2) {
        match pair {
            ["--minutes", number] => {
                minutes = number.parse().map_err(|_| format!("--minutes: \"{number}\" is no number"))?
            }
            ["--target", name] => only = Some(*name),
            _ => return Err("cargo xtask fuzz [--minutes N] [--target NAME]".into()),
        }
    }
    let folder = root.join("crates/inspector/fuzz");
    let targets: Vec<String> =
        targets(&folder)?.into_iter().filter(|name| only.is_none_or(|only| only == name)).collect();
    if targets.is_empty() {
        return Err(format!("there is no fuzz target {}", only.unwrap_or_default()));
    }
    let start = Instant::now();
    let mut found = Vec::new();
    for target in &targets {
        say(&format!("{target}: {minutes} minutes"));
        // With no sanitizer: all code is safe Rust, so that what can be found are panics, endless loops and too much memory.
        let mut command = std::process::Command::new("cargo");
        command
            .current_dir(root)
            .args(["+nightly", "fuzz", "run", "-s", "none", "--fuzz-dir"])
            .arg(&folder)
            .arg(target)
            .args([
                "--",
                &format!("-max_total_time={}", minutes * 60),
                "-timeout=10",
                "-rss_limit_mb=1024",
                "-max_len=65536",
                "-print_final_stats=1",
            ]);
        if !run::status(&mut command)? {
            found.push(target.clone());
        }
    }
    say(&format!("{} targets, {} minutes in all", targets.len(), start.elapsed().as_secs() / 60));
    found.iter().for_each(|target| say(&format!("found something: {target}")));
    Ok(found.is_empty())
}

fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let targets: PathBuf = folder.join("fuzz_targets");
    let entries = std::fs::read_dir(&targets).map_err(|e| format!("reading {}: {e}", targets.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}
