//! A second collection: a folder for each kind of fault, what was missed and what was said too often. What is right stands in
//! `crates/inspector/tests/kinds.csv`, which the tests of the crate read as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::bench::Figure;
use crate::run::say;

/// A line of the list: folder, file, purpose, findings, verdicts at least and at most, findings that must not be.
struct Kind {
    file: String,
    purpose: String,
    finds: Vec<String>,
    least: usize,
    most: usize,
    without: Vec<String>,
}

/// How often a finding should be, was, and was although it should not.
#[derive(Default)]
struct Tally {
    wanted: u32,
    found: u32,
    wrong: u32,
}

fn weight(verdict: &str) -> usize {
    ["allowed", "ask", "refused"].iter().position(|word| *word == verdict).unwrap_or(2)
}

fn kinds(root: &Path) -> Result<Vec<Kind>, String> {
    let path = root.join("crates/inspector/tests/kinds.csv");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("reading {}: {e}", path.display()))?;
    let list = |words: &str| words.split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let kinds = text.lines().skip(1).filter_map(|line| {
        let columns: Vec<&str> = line.split(',').collect();
        let [folder, file, purpose, finds, least, most, without] = columns.as_slice() else { return None };
        Some(Kind {
            file: format!("{folder}/{file}"),
            purpose: (*purpose).to_owned(),
            finds: list(finds),
            least: if least.is_empty() { 0 } else { weight(least) },
            most: if most.is_empty() { 2 } else { weight(most) },
            without: list(without),
        })
    });
    Ok(kinds.collect())
}

/// # Errors
/// A kind that is missed, or an ordinary file that is blocked.
pub(super) fn score(program: &Path, root: &Path, collection: &Path) -> Result<Vec<Figure>, String> {
    let mut tallies = BTreeMap::<String, Tally>::new();
    let (mut wrong, mut ordinary) = (Vec::new(), 0u32);
    let all = kinds(root)?;
    for kind in &all {
        let path: PathBuf = collection.join(&kind.file);
        let out = Command::new(program).args(["--json", "--for", kind.purpose.as_str()]).arg(&path).output();
        let out = out.map_err(|e| format!("starting {}: {e}", program.display()))?;
        let report: Value = serde_json::from_slice(&out.stdout)
            .map_err(|e| format!("reading the report on {}: {e}", path.display()))?;
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        let ids: Vec<&str> = findings.iter().filter_map(|f| f["id"].as_str()).collect();
        for of in &kind.finds {
            let (id, times) = of.split_once('=').map_or((of.as_str(), None), |(id, n)| (id, n.parse::<usize>().ok()));
            tallies.entry(id.to_owned()).or_default().wanted += 1;
            let many = ids.iter().filter(|found| **found == id).count();
            if times.map_or(many > 0, |times| many == times) {
                tallies.entry(id.to_owned()).or_default().found += 1;
            } else {
                wrong.push(format!("{}: {id}", kind.file));
            }
        }
        let verdict = weight(report["verdict"].as_str().unwrap_or_default());
        if verdict < kind.least || verdict > kind.most {
            wrong.push(format!("{}: {}", kind.file, report["verdict"]));
        }
        let told: BTreeSet<&str> = ids.into_iter().filter(|id| kind.without.iter().any(|w| w == id)).collect();
        wrong.extend(told.into_iter().map(|id| format!("{}: {id} is too much", kind.file)));
        // What else is found is wrong where it weighs more than such a file may.
        for finding in &findings {
            let id = finding["id"].as_str().unwrap_or_default();
            let weight = ["note", "ask", "blocks"].iter().position(|word| finding["severity"] == *word).unwrap_or(2);
            let named = kind.finds.iter().any(|of| of.split('=').next() == Some(id));
            if !named && (weight > kind.most || kind.without.iter().any(|w| w == id)) {
                tallies.entry(id.to_owned()).or_default().wrong += 1;
            }
        }
        ordinary += u32::from(kind.most < 2);
    }
    say(&format!("{:<24} {:>6} {:>6} {:>8} {:>8} {:>10}", "kind", "wanted", "found", "recall", "extra", "precision"));
    for (id, Tally { wanted, found, wrong }) in &tallies {
        let share = |part: u32, whole: u32| {
            if whole == 0 { "-".to_owned() } else { format!("{:.3}", f64::from(part) / f64::from(whole)) }
        };
        let (recall, precision) = (share(*found, *wanted), share(*found, found + wrong));
        say(&format!("{id:<24} {wanted:>6} {found:>6} {recall:>8} {wrong:>8} {precision:>10}"));
    }
    wrong.iter().for_each(|line| say(&format!("wrong    {line}")));
    if !wrong.is_empty() {
        return Err(format!("{} of {} files of kinds are not as they should be", wrong.len(), all.len()));
    }
    let sum = |of: fn(&Tally) -> u32| f64::from(tallies.values().map(of).sum::<u32>());
    let (wanted, found, wrong) = (sum(|t| t.wanted), sum(|t| t.found), sum(|t| t.wrong));
    Ok(vec![
        Figure::new("kinds, labels that must be found", wanted, "labels"),
        Figure::new("kinds, recall", found / wanted, "share"),
        Figure::new("kinds, precision", found / (found + wrong), "share"),
        Figure::new("kinds, ordinary files that are not blocked", f64::from(ordinary), "files"),
    ])
}
