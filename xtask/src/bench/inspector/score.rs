//! Findings against the labels of a collection: recall and precision by label.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bench::Figure;
use crate::run::say;

struct Case {
    file: String,
    clean: bool,
    must: BTreeSet<String>,
    /// Labels that are no error, whether found or not.
    may: BTreeSet<String>,
}

fn cases(collection: &Path) -> Result<Vec<Case>, String> {
    let path = collection.join("manifest.csv");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("reading {}: {e}", path.display()))?;
    let labels =
        |text: &str| text.split(';').filter(|label| !label.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>();
    // The first six columns hold no commas and no quotes.
    let cases = text.lines().skip(1).filter_map(|line| {
        let columns: Vec<&str> = line.splitn(7, ',').collect();
        let [file, kind, _, must, also, minor, ..] = columns.as_slice() else { return None };
        let mut may = labels(also);
        may.extend(labels(minor));
        Some(Case { file: (*file).to_owned(), clean: *kind == "clean", must: labels(must), may })
    });
    Ok(cases.collect())
}

pub(super) fn files(collection: &Path) -> Result<Vec<String>, String> {
    Ok(cases(collection)?.into_iter().map(|case| case.file).collect())
}

#[derive(Default)]
struct Tally {
    wanted: u32,
    found: u32,
    right: u32,
    wrong: u32,
}

/// # Errors
/// A label that must be found and is not, or a blocking finding on a clean file.
pub(super) fn score(program: &Path, collection: &Path, files: &[String]) -> Result<Vec<Figure>, String> {
    let paths: Vec<PathBuf> = files.iter().map(|file| collection.join(file)).collect();
    let out = Command::new(program).arg("--json").args(&paths).output();
    let out = out.map_err(|e| format!("starting {}: {e}", program.display()))?;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut missed, mut blocked, mut seen) = (Vec::new(), Vec::new(), 0);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    for (case, line) in cases(collection)?.iter().zip(text.lines()) {
        seen += 1;
        let report: Value =
            serde_json::from_str(line).map_err(|e| format!("reading the report on {}: {e}", case.file))?;
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        let ids: BTreeSet<String> = findings.iter().filter_map(|f| f["id"].as_str().map(str::to_owned)).collect();
        for label in &case.must {
            let tally = tallies.entry(label.clone()).or_default();
            tally.wanted += 1;
            if ids.contains(label) {
                tally.found += 1;
            } else {
                missed.push(format!("{}: {label}", case.file));
            }
        }
        for id in &ids {
            let tally = tallies.entry(id.clone()).or_default();
            if case.must.contains(id) || case.may.contains(id) {
                tally.right += 1;
            } else {
                tally.wrong += 1;
            }
        }
        if case.clean {
            let worst = findings.iter().filter(|f| f["severity"] == "blocks").filter_map(|f| f["id"].as_str());
            blocked.extend(worst.map(|id| format!("{}: {id}", case.file)));
        }
    }
    if seen != files.len() {
        return Err(format!("{seen} reports for {} files", files.len()));
    }
    say(&format!("{:<24} {:>6} {:>6} {:>8} {:>8} {:>10}", "label", "wanted", "found", "recall", "extra", "precision"));
    for (label, tally) in &tallies {
        let share = |part: u32, whole: u32| {
            if whole == 0 { "-".to_owned() } else { format!("{:.3}", f64::from(part) / f64::from(whole)) }
        };
        say(&format!(
            "{label:<24} {:>6} {:>6} {:>8} {:>8} {:>10}",
            tally.wanted,
            tally.found,
            share(tally.found, tally.wanted),
            tally.wrong,
            share(tally.right, tally.right + tally.wrong)
        ));
    }
    let sum = |of: fn(&Tally) -> u32| tallies.values().map(of).sum::<u32>();
    let (wanted, found) = (sum(|t| t.wanted), sum(|t| t.found));
    let (right, wrong) = (sum(|t| t.right), sum(|t| t.wrong));
    missed.iter().for_each(|line| say(&format!("missed   {line}")));
    blocked.iter().for_each(|line| say(&format!("blocked  {line}")));
    if !missed.is_empty() || !blocked.is_empty() {
        return Err(format!("{} labels missed, {} blocking findings on clean files", missed.len(), blocked.len()));
    }
    Ok(vec![
        Figure::new("labels that must be found", f64::from(wanted), "labels"),
        Figure::new("recall", f64::from(found) / f64::from(wanted), "share"),
        Figure::new("precision", f64::from(right) / f64::from(right + wrong), "share"),
        Figure::new("blocking findings on clean files", blocked.len() as f64, "findings"),
    ])
}
