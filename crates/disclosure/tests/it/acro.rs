//! The tables that ACRO 1.0.2 was run on, judged by the policy `acro`: the same cells are marked and the same figures come
//! out, but for ACRO's known defects, each of which is a rule here and not a list of cases.

use crate::support::*;
use disclosure::{Cell, Policy, Rule, Severity, TableRequest, TableResult, tabulate_file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder of cases, or a loud word that the test did nothing.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/acro");
    if folder.join("cases.jsonl").exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there, so nothing was compared with ACRO", folder.display());
    None
}

/// The cases with tables of counts, sums and means.
fn cases(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|case| {
        matches!(case["method"].as_str(), Some("crosstab" | "pivot_table"))
            && (case["aggfunc"].is_null() || matches!(case["aggfunc"].as_str(), Some("count" | "sum" | "mean")))
    })
    .collect()
}

fn asked(case: &Value) -> TableRequest {
    let mut asked = json!({"rows": case["index"], "cols": case["columns"], "margins": case["margins"]});
    match (case["aggfunc"].as_str(), case["values"].as_str()) {
        (Some(statistic @ ("sum" | "mean")), Some(field)) => asked[statistic] = json!([field]),
        // A count of a variable is a number of values; its mean has the same evidence and the figure is `valid_n`.
        (Some("count"), Some(field)) => asked["mean"] = json!([field]),
        _ => asked["count"] = json!(true),
    }
    request(asked)
}

/// A code as ACRO's JSON has it.
fn code(value: &Value) -> String {
    match value {
        Value::String(text) if text == "All" => "Total".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn codes(value: &Value) -> Vec<String> {
    match value {
        Value::Array(parts) => parts.iter().filter(|part| **part != json!("")).map(code).collect(),
        other => vec![code(other)],
    }
}

/// The entries of one of ACRO's frames with the keys that our cells have.
fn entries<'a>(case: &Value, frame: &'a Value) -> Vec<(Vec<String>, &'a Value)> {
    let two_way = case["columns"].as_array().is_some_and(|columns| !columns.is_empty());
    let mut entries = Vec::new();
    for (row, values) in frame["index"].as_array().unwrap().iter().zip(frame["data"].as_array().unwrap()) {
        for (column, value) in frame["columns"].as_array().unwrap().iter().zip(values.as_array().unwrap()) {
            let mut keys = codes(row);
            if two_way {
                keys.extend(codes(column));
            }
            entries.push((keys, value));
        }
    }
    entries
}

fn find<'a>(table: &'a TableResult, keys: &[String]) -> Option<&'a Cell> {
    table.cells.iter().find(|cell| cell.keys == keys)
}

/// What ACRO's words are called here.
fn acro_rules(outcome: &str) -> BTreeSet<Rule> {
    outcome
        .split("; ")
        .filter_map(|check| match check {
            "MinimumThresholdCheck" => Some(Rule::Threshold),
            "NKCheck" => Some(Rule::Dominance),
            "PPercentCheck" => Some(Rule::PPercent),
            "PresenceOfZeroCheck" => Some(Rule::Zero),
            "MissingCheck" | "ok" | "" => None,
            other => panic!("ACRO says {other}"),
        })
        .collect()
}

/// What ACRO would say if it had not its known defects.
fn mended(acro: BTreeSet<Rule>, cell: &Cell, case: &Value, any_negative: bool) -> BTreeSet<Rule> {
    let mut rules = acro;
    // An empty cell is a matter of the zero rule alone; ACRO calls it too few people, even where zeros are allowed.
    if cell.n == 0 {
        let disclosive = case["risk"]["zeros_are_disclosive"] != json!(false);
        return if disclosive && !rules.is_empty() { [Rule::Zero].into() } else { BTreeSet::new() };
    }
    let Some(variable) = cell.evidence.variables.first() else {
        return rules;
    };
    // ACRO counts records whose value is missing.
    if variable.valid_n < 10 && cell.n >= 10 {
        assert!(!rules.contains(&Rule::Threshold));
        rules.insert(Rule::Threshold);
    }
    // A count of values is a mean here to see its evidence; a count is dominated by nobody.
    if case["aggfunc"] == json!("count") {
        return rules;
    }
    // One negative value switches ACRO's dominance and p% off for the whole table; it marks the cells with one instead.
    if any_negative {
        rules.remove(&Rule::Dominance);
        rules.remove(&Rule::PPercent);
        let top = &variable.by_unit.top;
        let two: f64 = top.iter().take(2).sum();
        if two / variable.by_unit.absolute >= 0.9 {
            rules.insert(Rule::Dominance);
        }
        // Where the largest is nought ACRO takes the share for 0.
        let first = top.first().copied();
        if first.is_some_and(|first| first == 0.0 || (variable.by_unit.absolute - two) / first < 0.1) {
            rules.insert(Rule::PPercent);
        }
    }
    // ACRO has a check for equal values that never runs.
    if variable.valid_n > 1 && variable.range.is_some_and(|(least, greatest)| least == greatest) {
        rules.insert(Rule::Full);
    }
    rules
}

fn ours(cell: &Cell, case: &Value) -> BTreeSet<Rule> {
    let mut rules: BTreeSet<Rule> = cell.failing().into_iter().collect();
    if case["aggfunc"] == json!("count") {
        rules.retain(|rule| matches!(rule, Rule::Threshold | Rule::Zero));
    }
    rules
}

fn policy_of(case: &Value) -> Policy {
    let text = Policy::preset_text("acro").unwrap();
    if case["risk"]["zeros_are_disclosive"] == json!(false) {
        return policy(&text.replace("zero = \"fail\"", "zero = \"allow\""));
    }
    policy(text)
}

#[test]
fn the_cells_that_acro_marks_are_marked_but_for_its_known_defects() {
    let Some(folder) = folder() else { return };
    let (mut compared, mut marked) = (0, 0);
    for case in cases(&folder) {
        let name = case["case"].as_str().unwrap();
        let table =
            tabulate_file(&folder.join(case["input"].as_str().unwrap()), &asked(&case), &policy_of(&case)).unwrap();
        let any_negative = table.cells.iter().any(|cell| cell.evidence.variables.iter().any(|v| v.negatives > 0));
        for (keys, outcome) in entries(&case, &case["expected"]["outcome"]) {
            let Some(cell) = find(&table, &keys) else {
                // A category that ACRO was told of and that occurs in no record.
                assert!(!known(&table, &keys), "{name}: no cell {keys:?}");
                continue;
            };
            let acro = acro_rules(outcome.as_str().unwrap());
            assert_eq!(ours(cell, &case), mended(acro, cell, &case, any_negative), "{name}: {keys:?}");
            let negative = cell.evidence.variables.first().is_some_and(|v| v.negatives > 0);
            let asks = cell.marks.iter().any(|mark| mark.severity == Severity::Ask);
            assert_eq!(asks, negative, "{name}: {keys:?}");
            compared += 1;
            marked += usize::from(!cell.failing().is_empty());
        }
    }
    assert!(compared > 900 && marked > 200, "compared {compared} cells, {marked} of them marked");
}

/// Whether every code of these keys occurs.
fn known(table: &TableResult, keys: &[String]) -> bool {
    keys.iter().zip(&table.codes).all(|(key, codes)| key == "Total" || codes.contains(key))
}

#[test]
fn the_figures_are_those_of_acro() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    // ACRO's suppression recomputes margins from what is left: its tables without suppression have the plain figures.
    for case in cases(&folder).iter().filter(|case| case["suppress"] == json!(false)) {
        let name = case["case"].as_str().unwrap();
        let table =
            tabulate_file(&folder.join(case["input"].as_str().unwrap()), &asked(case), &policy_of(case)).unwrap();
        for (keys, value) in entries(case, &case["expected"]["table"][0]) {
            let Some(cell) = find(&table, &keys) else {
                assert!(!known(&table, &keys), "{name}: no cell {keys:?}");
                continue;
            };
            let figure = match case["aggfunc"].as_str() {
                Some("count") => Some(cell.valid_n as f64),
                _ => cell.values[0],
            };
            // Of nobody ACRO shows nothing, or a nought.
            let (Some(expected), Some(figure)) = (value.as_f64(), figure) else {
                assert_eq!(cell.valid_n, 0, "{name}: {keys:?}");
                continue;
            };
            // The charities came from Stata in single precision, and ACRO's figures have no more digits than that.
            let single = name.starts_with("charity");
            let figure = if single { f64::from(figure as f32) } else { figure };
            let near = if single { f64::from(f32::EPSILON) } else { 1e-9 };
            let difference = (expected - figure).abs();
            assert!(difference <= near * expected.abs().max(1.0), "{name}: {keys:?}: {figure}, ACRO {expected}");
            compared += 1;
        }
    }
    assert!(compared > 400, "compared {compared} figures");
}

#[test]
fn suppression_is_refused_and_not_done_as_acro_does_it() {
    let mut asked = request(json!({"rows": ["r"], "margins": true}));
    asked.protect = disclosure::Protect::Suppress;
    assert!(asked.check().unwrap_err().to_string().contains("not available yet"));
}
