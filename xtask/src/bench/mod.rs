//! Figures: `cargo xtask bench NAME --json FILE` writes a list of `{name, value, unit}`.

mod attacks;
mod demo;
mod disclosure;
mod inspector;
pub mod load;
mod migrations;
pub(crate) mod process;
mod table;
mod web;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use crate::run::{self, say};

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
}

impl Figure {
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Figure {
        Figure { name: name.into(), value, unit }
    }
}

/// Options as `--name value` pairs.
pub(crate) struct Options<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Options<'a> {
    fn read(words: &[&'a str], known: &[&str]) -> Result<Options<'a>, String> {
        let mut pairs = Vec::new();
        for pair in words.chunks(2) {
            match pair {
                [name, value] if known.contains(name) => pairs.push((*name, *value)),
                _ => {
                    return Err(format!("cargo xtask bench knows {}, each with a value", known.join(", ")));
                }
            }
        }
        Ok(Options(pairs))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    pub(crate) fn number(&self, name: &str, usual: u64) -> Result<u64, String> {
        self.get(name).map_or(Ok(usual), |text| text.parse().map_err(|_| format!("{name}: \"{text}\" is no number")))
    }
}

/// # Errors
/// A request that is wrong, something missing, or a program that failed.
pub fn command(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let (name, rest) =
        arguments.split_first().ok_or("cargo xtask bench table, disclosure, web, attacks, migrations or inspector")?;
    let known = [
        "--json",
        "--data",
        "--rows",
        "--runs",
        "--pages",
        "--url",
        "--pid",
        "--threads",
        "--seconds",
        "--program",
        "--beside",
    ];
    let (flags, rest): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|word| ["--score", "--peers", "--long"].contains(word));
    for flag in &flags {
        let bench = if **flag == *"--long" { "disclosure" } else { "inspector" };
        if *name != bench {
            return Err(format!("{flag} goes with bench {bench}"));
        }
    }
    let options = Options::read(&rest, &known)?;
    machine();
    let figures = match *name {
        "table" => table::run(root, &options)?,
        "disclosure" => disclosure::run(root, &options, flags.contains(&"--long"))?,
        "migrations" => migrations::run(root, &options)?,
        "web" => web::run(root, &options)?,
        "attacks" => attacks::run(root, &options)?,
        "inspector" => inspector::run(root, &options, flags.contains(&"--score"), flags.contains(&"--peers"))?,
        other => {
            return Err(format!(
                "there is no bench {other}; there are table, disclosure, web, attacks, migrations and inspector"
            ));
        }
    };
    for figure in &figures {
        say(&format!("{:<48} {:>12.3} {}", figure.name, figure.value, figure.unit));
    }
    if let Some(path) = options.get("--json") {
        let text = serde_json::to_string_pretty(&figures).map_err(|e| format!("writing figures: {e}"))?;
        std::fs::write(path, text + "\n").map_err(|e| format!("writing {path}: {e}"))?;
    }
    Ok(())
}

/// A figure without machine and load says little.
fn machine() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("?")
        .trim_start_matches([' ', '\t', ':']);
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let load = read("/proc/loadavg");
    say(&format!(
        "machine: {cores} x {model}; load before: {}",
        load.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    ));
}

/// The release build of the program.
pub(crate) fn release(root: &Path) -> Result<PathBuf, String> {
    let mut build = run::cargo(root);
    if !run::status(build.args(["build", "--release", "--locked", "--package", "strongroom"]))? {
        return Err("building strongroom for release failed".into());
    }
    Ok(crate::run::target(root).join("release/strongroom"))
}

/// The middle value.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A command that must end well.
pub(crate) fn must(command: &mut Command, what: &str) -> Result<(), String> {
    if run::status(command)? { Ok(()) } else { Err(format!("{what} failed")) }
}
