//! Known weaknesses of what we depend on: advisories in the OSV format (one JSON file each, as the databases of crates, npm
//! and others give them out), against the lock files. Nothing is fetched: the folder is given.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::semver::Version;
use serde::Deserialize;

use crate::deps::{REGISTRY, Rules};
use crate::run::{self, say};

/// The ecosystem of crates, as OSV calls it.
pub const CRATES: &str = concat!("crates", ".io");

/// A package in a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// As OSV calls it: [`CRATES`] or `npm`.
    pub ecosystem: &'static str,
    pub name: String,
    pub version: String,
}

/// An advisory, as far as the check cares.
#[derive(Debug, Clone, Deserialize)]
pub struct Advisory {
    pub id: String,
    #[serde(default)]
    pub summary: String,
    /// Taken back.
    #[serde(default)]
    pub withdrawn: Option<String>,
    #[serde(default)]
    pub affected: Vec<Affected>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Affected {
    pub package: Named,
    #[serde(default)]
    pub ranges: Vec<Range>,
    #[serde(default)]
    pub versions: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub ecosystem: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Range {
    #[serde(rename = "type")]
    pub kind: String,
    pub events: Vec<BTreeMap<String, String>>,
}

/// Checks the lock files; prints what is affected; whether nothing is.
///
/// # Errors
/// A file cannot be read, or the folder has no advisory: nothing would have been checked.
pub fn command(root: &Path, folder: &str) -> Result<bool, String> {
    let text = std::fs::read_to_string(root.join("deps.toml")).map_err(|e| format!("reading deps.toml: {e}"))?;
    let rules: Rules = toml::from_str(&text).map_err(|e| format!("reading deps.toml: {e}"))?;
    let advisories = read(Path::new(folder))?;
    if advisories.is_empty() {
        return Err(format!("there is no advisory in {folder}: give a folder of OSV files (*.json)"));
    }
    let locked = locked(root)?;
    let wrong = check(&advisories, &locked, &rules.advisories);
    wrong.iter().for_each(|line| run::say_error(line));
    say(&format!("advisories: {} read, {} packages, {} wrong", advisories.len(), locked.len(), wrong.len()));
    Ok(wrong.is_empty())
}

/// Every advisory below a folder.
///
/// # Errors
/// A file that is none: it could be about one of ours.
pub fn read(folder: &Path) -> Result<Vec<Advisory>, String> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(|e| format!("reading {}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| format!("reading {}: {e}", folder.display()))?.path();
        if path.is_dir() {
            found.extend(read(&path)?);
        } else if path.extension().is_some_and(|end| end == "json") {
            let text = std::fs::read_to_string(&path).map_err(|e| format!("reading {}: {e}", path.display()))?;
            let advisory = serde_json::from_str(&text);
            found.push(advisory.map_err(|e| format!("{} is no OSV advisory: {e}", path.display()))?);
        }
    }
    Ok(found)
}

/// What the lock files name.
fn locked(root: &Path) -> Result<Vec<Locked>, String> {
    let mut found = crates(root)?;
    for folder in ["assets", "stories"] {
        found.extend(npm(&root.join(folder).join("package-lock.json"))?);
    }
    Ok(found)
}

fn crates(root: &Path) -> Result<Vec<Locked>, String> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
        source: Option<String>,
    }
    let text = std::fs::read_to_string(root.join("Cargo.lock")).map_err(|e| format!("reading Cargo.lock: {e}"))?;
    let lock: Lock = toml::from_str(&text).map_err(|e| format!("reading Cargo.lock: {e}"))?;
    let foreign = lock.package.into_iter().filter(|p| p.source.as_deref() == Some(REGISTRY));
    Ok(foreign.map(|p| Locked { ecosystem: CRATES, name: p.name, version: p.version }).collect())
}

fn npm(path: &Path) -> Result<Vec<Locked>, String> {
    #[derive(Deserialize)]
    struct Lock {
        packages: BTreeMap<String, Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        #[serde(default)]
        version: String,
    }
    let text = std::fs::read_to_string(path).map_err(|e| format!("reading {}: {e}", path.display()))?;
    let lock: Lock = serde_json::from_str(&text).map_err(|e| format!("reading {}: {e}", path.display()))?;
    let all = lock.packages.into_iter().filter_map(|(at, package)| {
        let name = at.rsplit_once("node_modules/")?.1.to_owned();
        Some(Locked { ecosystem: "npm", name, version: package.version })
    });
    Ok(all.collect())
}

/// Everything that is affected or cannot be decided, but for the advisories that somebody has looked at (with the reason).
pub fn check(advisories: &[Advisory], locked: &[Locked], looked_at: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let open = advisories.iter().filter(|a| a.withdrawn.is_none() && !looked_at.contains_key(&a.id));
    for advisory in open {
        for affected in &advisory.affected {
            let ours = |p: &&Locked| p.ecosystem == affected.package.ecosystem && p.name == affected.package.name;
            for package in locked.iter().filter(ours) {
                let said = match within(affected, &package.version) {
                    Some(false) => continue,
                    Some(true) => format!("{} {} is affected by {}", package.name, package.version, advisory.id),
                    None => format!(
                        "whether {} {} is affected by {} cannot be read from it; look at it",
                        package.name, package.version, advisory.id
                    ),
                };
                let summary =
                    if advisory.summary.is_empty() { String::new() } else { format!(": {}", advisory.summary) };
                wrong.push(format!("{said}{summary}{}", mended(affected)));
            }
        }
    }
    for id in looked_at.keys().filter(|id| !advisories.iter().any(|a| a.id == **id)) {
        wrong.push(format!("deps.toml speaks of the advisory {id}, which is not there any more"));
    }
    wrong
}

/// Whether a version is affected; none where that cannot be said.
fn within(affected: &Affected, version: &str) -> Option<bool> {
    if affected.versions.iter().any(|v| v == version) {
        return Some(true);
    }
    let ours = Version::parse(version).ok()?;
    let ordered: Vec<&Range> = affected.ranges.iter().filter(|r| r.kind != "GIT").collect();
    if ordered.is_empty() {
        // A list of versions says it all; commits alone say nothing of a version.
        return (!affected.versions.is_empty()).then_some(false);
    }
    let mut any = false;
    for range in ordered {
        let mut events = Vec::new();
        for event in &range.events {
            for (what, at) in event {
                let at = if at == "0" { Version::new(0, 0, 0) } else { Version::parse(at).ok()? };
                events.push((at, what.as_str()));
            }
        }
        events.sort();
        let mut inside = false;
        for (at, what) in events {
            match what {
                "introduced" if ours >= at => inside = true,
                "fixed" if ours >= at => inside = false,
                "last_affected" if ours > at => inside = false,
                "introduced" | "fixed" | "last_affected" | "limit" => {}
                _ => return None,
            }
        }
        any |= inside;
    }
    Some(any)
}

fn mended(affected: &Affected) -> String {
    let events = affected.ranges.iter().filter(|r| r.kind != "GIT").flat_map(|r| &r.events);
    let all: Vec<&str> = events.filter_map(|e| e.get("fixed")).map(String::as_str).collect();
    if all.is_empty() { String::new() } else { format!(" (mended in {})", all.join(", ")) }
}
