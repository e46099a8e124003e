//! Which test proves which rule: `docs/rules.csv` beside the results that `cargo xtask test` kept.
//!
//! A test carries the ids of its rules at the end of its name: `…_acc_01_lvl_05` in Rust and Python, `… (ACC-01, LVL-05)`
//! in stories and in the walk. Only what ran and passed counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::run::{self, say};

/// A line of `docs/rules.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// `srs`, `secure-lab` or `both`.
    pub profile: String,
    pub sentence: String,
    /// What a rule that holds in part still waits for; empty where nothing is known to be missing.
    pub waits_for: String,
}

/// Reads the list of rules.
///
/// # Errors
/// What is wrong with it, with the line.
pub fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    let mut seen = BTreeSet::new();
    for (line, rule) in csv::Reader::from_reader(text.as_bytes()).deserialize().enumerate() {
        let line = line + 2;
        let rule: Rule = rule.map_err(|e| format!("line {line}: {e}"))?;
        if ids(&rule.id) != [rule.id.as_str()] {
            return Err(format!("line {line}: {:?} is no id of a rule; write it like ACC-01", rule.id));
        }
        if !["srs", "secure-lab", "both"].contains(&rule.profile.as_str()) || rule.sentence.is_empty() {
            return Err(format!("line {line}: {} needs a profile (srs, secure-lab or both) and a sentence", rule.id));
        }
        if !seen.insert(rule.id.clone()) {
            return Err(format!("line {line}: {} is there twice; keep one", rule.id));
        }
        rules.push(rule);
    }
    Ok(rules)
}

/// A test that ran.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    pub name: String,
    pub passed: bool,
}

/// Reads one line of what a test program prints: libtest's `test a::b ... ok`, node's `ok 3 - name`, the walk's
/// `    12 ms  name`. What was not run (ignored, skipped, to do) is no result.
pub fn ran(line: &str) -> Option<Ran> {
    let line = line.trim();
    let result = |name: &str, passed| Some(Ran { name: name.trim().to_owned(), passed });
    if let Some((name, end)) = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... ")) {
        return match end {
            "ok" => result(name, true),
            "FAILED" => result(name, false),
            _ => None,
        };
    }
    let tap = |line: &str, passed| {
        let (number, name) = line.split_once(" - ")?;
        number.parse::<u32>().ok()?;
        let not_run = ["# SKIP", "# TODO"].iter().any(|directive| name.contains(directive));
        if not_run { None } else { result(name, passed) }
    };
    if let Some(rest) = line.strip_prefix("not ok ") {
        return tap(rest, false);
    }
    if let Some(rest) = line.strip_prefix("ok ") {
        return tap(rest, true);
    }
    let (time, name) = line.split_once(" ms  ")?;
    time.parse::<u64>().ok()?;
    match name.strip_prefix("FAILED ") {
        Some(name) => result(name, false),
        None => result(name, true),
    }
}

/// The ids at the end of a test's name. Each part of a path counts, because a test that runs on both databases has the
/// database for its last part.
pub fn ids(name: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for part in name.split("::") {
        let mut rest = part;
        while let Some((before, id)) = last_id(rest) {
            found.insert(id);
            rest = before;
        }
    }
    found.into_iter().collect()
}

/// The id at the end of a text, `acc_01` or `ACC-01`, and what stands before it.
fn last_id(text: &str) -> Option<(&str, String)> {
    let text = text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let (before, number) = text.rsplit_once(['_', '-'])?;
    let family = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let is_number = number.len() == 2 && number.chars().all(|c| c.is_ascii_digit());
    let is_family = (2..=4).contains(&family.len()) && family.chars().all(|c| c.is_ascii_alphabetic());
    let id = format!("{}-{number}", family.to_ascii_uppercase());
    (is_number && is_family).then(|| (&before[..before.len() - family.len()], id))
}

/// A rule with the tests that ran for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    #[serde(flatten)]
    pub rule: Rule,
    pub passed: BTreeSet<String>,
    pub failed: BTreeSet<String>,
}

/// Every rule with its tests, and what names a rule that no list knows.
pub fn covered(rules: &[Rule], tests: &[Ran]) -> (Vec<Covered>, Vec<String>) {
    let none = |rule: &Rule| Covered { rule: rule.clone(), passed: BTreeSet::new(), failed: BTreeSet::new() };
    let mut all: Vec<Covered> = rules.iter().map(none).collect();
    let mut unknown = BTreeSet::new();
    for test in tests {
        for id in ids(&test.name) {
            match all.iter_mut().find(|covered| covered.rule.id == id) {
                Some(covered) if test.passed => covered.passed.insert(test.name.clone()),
                Some(covered) => covered.failed.insert(test.name.clone()),
                None => unknown.insert(format!("{id}, of the test {}, is no rule of docs/rules.csv", test.name)),
            };
        }
    }
    (all, unknown.into_iter().collect())
}

/// What is printed: each rule with its tests or `none`, and how many rules of each family have one.
pub fn told(all: &[Covered]) -> String {
    let mut out = String::new();
    let mut families: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for covered in all {
        let rule = &covered.rule;
        out += &format!("{:<8} {:<10} {}\n", rule.id, rule.profile, rule.sentence);
        if !rule.waits_for.is_empty() {
            out += &format!("           in part; waits for {}\n", rule.waits_for);
        }
        if covered.passed.is_empty() && covered.failed.is_empty() {
            out += "           none\n";
        }
        covered.passed.iter().for_each(|test| out += &format!("           {test}\n"));
        covered.failed.iter().for_each(|test| out += &format!("           FAILED {test}\n"));
        let family = families.entry(rule.id.split('-').next().unwrap_or_default()).or_default();
        family.0 += 1;
        // A test that fails proves the contrary, whatever the others say.
        if !covered.passed.is_empty() && covered.failed.is_empty() {
            family.1 += 1;
            family.2 += usize::from(!rule.waits_for.is_empty());
        }
    }
    out += "\nrules with a test that ran and passed\n";
    let mut total = (0, 0, 0);
    for (family, (rules, tested, part)) in families {
        out += &format!("{family:<6} {tested:>4} of {rules:>3}, {part} of them in part\n");
        total = (total.0 + rules, total.1 + tested, total.2 + part);
    }
    out + &format!("all    {:>4} of {:>3}, {} of them in part\n", total.1, total.0, total.2)
}

/// Where the results of a stage of `cargo xtask test` are kept: a stage that is run again replaces its own.
pub fn kept(root: &Path, stage: &str) -> PathBuf {
    run::target(root).join("test-results").join(format!("{}.txt", stage.replace(' ', "-")))
}

/// `cargo xtask coverage`: whether every id is known and no test of a rule failed.
///
/// # Errors
/// A request that is wrong, a list that cannot be read, or no results.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let json = match arguments {
        [] => None,
        ["--json", file] => Some(root.join(file)),
        _ => return Err("cargo xtask coverage takes --json FILE and nothing else".into()),
    };
    let list = root.join("docs/rules.csv");
    let text = std::fs::read_to_string(&list).map_err(|e| format!("reading {}: {e}", list.display()))?;
    let rules = rules(&text).map_err(|e| format!("{}: {e}", list.display()))?;
    let mut tests = Vec::new();
    let folder = kept(root, "");
    let folder = folder.parent().unwrap_or(root);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|e| format!("reading {}: {e}; run `cargo xtask test` first", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|e| format!("reading {}: {e}", file.display()))?;
        let before = tests.len();
        tests.extend(text.lines().filter_map(ran));
        if tests.len() == before {
            continue;
        }
        let age = file.metadata().ok().and_then(|m| m.modified().ok()).and_then(|at| at.elapsed().ok());
        let age = age.map_or_else(String::new, |age| format!(", {} min ago", age.as_secs() / 60));
        say(&format!("{}: {} tests{age}", file.display(), tests.len() - before));
    }
    let (all, unknown) = covered(&rules, &tests);
    say(&format!("\n{}", told(&all)));
    unknown.iter().for_each(|line| run::say_error(line));
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&all).map_err(|e| format!("writing the coverage: {e}"))?;
        std::fs::write(&path, text).map_err(|e| format!("writing {}: {e}", path.display()))?;
    }
    Ok(unknown.is_empty() && all.iter().all(|covered| covered.failed.is_empty()))
}
