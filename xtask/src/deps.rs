//! What we depend on: licences, sources, bans, how many. Needs a network only for what was never fetched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::run::{self, say};
use crate::spdx;

/// `deps.toml` at the root.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Most packages in the lock file.
    pub max_packages: usize,
    /// Bans are checked against what is compiled for this platform.
    pub platform: String,
    /// Licences that any package may have.
    pub licences: BTreeSet<String>,
    /// Exceptions that may stand after `WITH`.
    pub exceptions: BTreeSet<String>,
    /// Licences that only the named packages may have.
    pub named: BTreeMap<String, BTreeSet<String>>,
    /// Package name and why it is not wanted.
    pub banned: BTreeMap<String, String>,
    /// Advisories that were looked at, by their id, and why they do not matter here.
    #[serde(default)]
    pub advisories: BTreeMap<String, String>,
}

/// A package as far as the check cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub licence: Option<String>,
    /// `None` for a package of the workspace.
    pub source: Option<String>,
}

/// The one registry that packages come from.
pub const REGISTRY: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// Checks the project; prints what is wrong; whether nothing is.
///
/// # Errors
/// `deps.toml` or cargo's metadata cannot be read, or what is missing cannot be fetched.
pub fn command(root: &Path) -> Result<bool, String> {
    let path = root.join("deps.toml");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("reading {}: {e}", path.display()))?;
    let rules: Rules = toml::from_str(&text).map_err(|e| format!("reading {}: {e}", path.display()))?;
    fetch(root)?;
    let all = packages(root)?;
    let compiled = compiled(root, &rules.platform, &all)?;
    let wrong = check(&rules, &all, &compiled);
    wrong.iter().for_each(|line| run::say_error(line));
    say(&format!(
        "dependencies: {} packages, {} compiled on {}, {} wrong",
        all.len(),
        compiled.len(),
        rules.platform,
        wrong.len()
    ));
    Ok(wrong.is_empty())
}

/// Everything that is wrong. `all` is the lock file, `compiled` what this platform needs of it.
pub fn check(rules: &Rules, all: &[Package], compiled: &[Package]) -> Vec<String> {
    let mut wrong = Vec::new();
    let foreign: Vec<&Package> = all.iter().filter(|package| package.source.is_some()).collect();
    if foreign.len() > rules.max_packages {
        wrong.push(format!(
            "{} packages, more than the {} of deps.toml: leave one out, or say why not",
            foreign.len(),
            rules.max_packages
        ));
    }
    for package in &foreign {
        if package.source.as_deref() != Some(REGISTRY) {
            wrong.push(format!(
                "{} comes from {}, not from the registry",
                shown(package),
                package.source.as_deref().unwrap_or("?")
            ));
        }
        let allowed = |licence: &str, exception: Option<&str>| {
            let named = rules.named.get(licence).is_some_and(|names| names.contains(&package.name));
            (rules.licences.contains(licence) || named) && exception.is_none_or(|e| rules.exceptions.contains(e))
        };
        match package.licence.as_deref().map(|licence| spdx::satisfiable(licence, &allowed)) {
            None => wrong.push(format!("{} names no licence", shown(package))),
            Some(Err(why)) => wrong.push(format!("{}: {why}", shown(package))),
            Some(Ok(false)) => {
                let licence = package.licence.as_deref().unwrap_or_default();
                wrong.push(format!("{} is under {licence}, which deps.toml does not allow", shown(package)));
            }
            Some(Ok(true)) => {}
        }
    }
    for package in compiled {
        if let Some(why) = rules.banned.get(&package.name) {
            wrong.push(format!("{} is banned: {why}", shown(package)));
        }
    }
    // A list that names what is no longer there would let it come back unseen.
    for (licence, names) in &rules.named {
        for name in names.iter().filter(|name| !all.iter().any(|package| package.name == **name)) {
            wrong.push(format!("deps.toml names {name} for {licence}, but nothing uses it; take it out"));
        }
    }
    wrong
}

fn shown(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
}

/// A build fetches what it compiles; the check reads what any platform would. Where all is here, cargo asks nobody.
fn fetch(root: &Path) -> Result<(), String> {
    if run::status(run::cargo(root).args(["fetch", "--locked", "--quiet"]))? {
        return Ok(());
    }
    Err("dependencies: some of what the lock file names is not on this machine and could not be fetched; try again where there is a network".into())
}

/// All packages of the lock file that some platform or feature may need.
fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let mut command = run::cargo(root);
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    let text = run::output(&mut command)?;
    let metadata =
        cargo_metadata::MetadataCommand::parse(text).map_err(|e| format!("reading cargo's metadata: {e}"))?;
    let package = |package: &cargo_metadata::Package| Package {
        name: package.name.to_string(),
        version: package.version.to_string(),
        licence: package.license.clone(),
        source: package.source.as_ref().map(|source| source.repr.clone()),
    };
    Ok(metadata.packages.iter().map(package).collect())
}

/// Those of them that are compiled: the metadata also list what only a feature that is off would need.
fn compiled(root: &Path, platform: &str, all: &[Package]) -> Result<Vec<Package>, String> {
    let mut command = run::cargo(root);
    command.args(["tree", "--workspace", "--offline", "--locked", "--edges", "normal,build,dev"]);
    command.args(["--target", platform, "--prefix", "none", "--format", "{p}"]);
    let text = run::output(&mut command)?;
    let names: BTreeSet<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?.trim_start_matches('v')))
        })
        .collect();
    let is_in = |package: &&Package| names.contains(&(package.name.as_str(), package.version.as_str()));
    Ok(all.iter().filter(is_in).cloned().collect())
}
