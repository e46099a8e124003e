//! The tables that ACRO 1.0.2 was run on, judged by the policy `acro`: the same cells are marked and the same figures come
//! out, but for ACRO's known defects, each of which is a rule here and not a list of cases.

use crate::support::*;
use disclosure::{
    Cell, ModelSummary, Policy, Rule, Severity, Statistic, TableRequest, TableResult, Verdict, tabulate_file,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder of cases, or a loud word that the test did nothing.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/acro");
    if folder.join("cases.jsonl").exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there, so nothing was compared with ACRO", folder.display());
    None
}

/// All cases that ACRO answered, and the one that it broke down on.
pub(crate) fn cases(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect()
}

/// The cases with tables.
pub(crate) fn tables(folder: &Path) -> Vec<Value> {
    let all = cases(folder).into_iter();
    all.filter(|case| matches!(case["method"].as_str(), Some("crosstab" | "pivot_table")))
        .filter(|case| case["expected"]["error"].is_null())
        .collect()
}

/// The names of the statistics that a case asks for; a frequency table has none.
fn wanted(case: &Value) -> Vec<String> {
    match &case["aggfunc"] {
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap().into()).collect(),
        Value::String(name) => vec![name.clone()],
        _ => Vec::new(),
    }
}

pub(crate) fn asked(case: &Value) -> TableRequest {
    let asked = json!({"rows": case["index"], "cols": case["columns"], "margins": case["margins"]});
    let mut asked = request(asked);
    if let Some(field) = case["values"].as_str() {
        for name in wanted(case) {
            match name.as_str() {
                "sum" => asked.sum.push(field.into()),
                // A count of a variable is a number of values; its mean has the same evidence and the figure is `valid_n`.
                "mean" | "count" => asked.mean.push(field.into()),
                other => asked.more.push(Statistic::parse(other, field).unwrap()),
            }
        }
    }
    if wanted(case).is_empty() {
        asked.count = true;
    }
    asked
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

/// One of ACRO's entries.
pub(crate) struct Entry<'a> {
    /// The keys that our cell has.
    pub(crate) keys: Vec<String>,
    /// Which of the statistics it is of, where there are several.
    statistic: usize,
    pub(crate) value: &'a Value,
}

pub(crate) fn entries<'a>(case: &Value, frame: &'a Value) -> Vec<Entry<'a>> {
    let two_way = case["columns"].as_array().is_some_and(|columns| !columns.is_empty());
    let several = case["aggfunc"].is_array();
    let mut entries = Vec::new();
    for (row, values) in frame["index"].as_array().unwrap().iter().zip(frame["data"].as_array().unwrap()) {
        for (column, value) in frame["columns"].as_array().unwrap().iter().zip(values.as_array().unwrap()) {
            let mut keys = codes(row);
            let mut statistic = 0;
            if two_way {
                let mut column = codes(column);
                if several {
                    let name = column.remove(0);
                    statistic = wanted(case).iter().position(|other| *other == name).unwrap();
                }
                keys.extend(column);
            }
            entries.push(Entry { keys, statistic, value });
        }
    }
    entries
}

pub(crate) fn find<'a>(table: &'a TableResult, keys: &[String]) -> Option<&'a Cell> {
    table.cells.iter().find(|cell| cell.names() == keys)
}

/// What ACRO's words are called here.
fn acro_rules(outcome: &str) -> BTreeSet<Rule> {
    outcome
        .split("; ")
        // Where there are several statistics ACRO joins their words without a sign between them.
        .map(|check| check.trim_start_matches("ok"))
        .filter_map(|check| match check {
            "MinimumThresholdCheck" => Some(Rule::Threshold),
            "NKCheck" => Some(Rule::Dominance),
            "PPercentCheck" => Some(Rule::PPercent),
            "PresenceOfZeroCheck" => Some(Rule::Zero),
            "MinimumDoFCheck" => Some(Rule::Dof),
            "MissingCheck" | "" => None,
            other => panic!("ACRO says {other}"),
        })
        .collect()
}

fn sums(name: &str) -> bool {
    matches!(name, "sum" | "mean")
}

/// What ACRO would say if it had not its known defects, each of which has a test of its own below.
fn mended(acro: BTreeSet<Rule>, cell: &Cell, case: &Value, any_negative: bool) -> BTreeSet<Rule> {
    let mut rules = acro;
    let wanted = wanted(case);
    // An empty cell is a matter of the zero rule alone; ACRO calls it too few people, even where zeros are allowed.
    if cell.n == 0 {
        let disclosive = case["risk"]["zeros_are_disclosive"] != json!(false);
        return if disclosive && !rules.is_empty() { [Rule::Zero].into() } else { BTreeSet::new() };
    }
    let Some(variable) = cell.evidence.variables.first() else {
        return rules;
    };
    // ACRO takes the number of degrees of freedom itself for the mark of a deviation.
    if wanted.iter().any(|name| name == "std") {
        rules.remove(&Rule::Dof);
        if variable.valid_n < 11 {
            rules.insert(Rule::Dof);
        }
    }
    let threshold = wanted.iter().any(|name| !matches!(name.as_str(), "std" | "mode"));
    // ACRO counts records whose value is missing.
    if threshold && variable.valid_n < 10 && cell.n >= 10 {
        assert!(!rules.contains(&Rule::Threshold));
        rules.insert(Rule::Threshold);
    }
    // A count of values is a mean here to see its evidence; a count is dominated by nobody.
    if case["aggfunc"] == json!("count") {
        return rules;
    }
    // One negative value switches ACRO's dominance and p% off for the whole table; it marks the cells with one instead.
    if any_negative && wanted.iter().any(|name| sums(name)) {
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
    // ACRO lets the smallest and largest value of single people pass.
    if let Some(ends) = &variable.ends {
        let end = if wanted == ["min"] { &ends.least } else { &ends.greatest };
        if end.iter().filter(|value| **value == end[0]).count() < 10 {
            rules.insert(Rule::Extreme);
        }
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

pub(crate) fn policy_of(case: &Value) -> Policy {
    let text = Policy::preset_text("acro").unwrap();
    if case["risk"]["zeros_are_disclosive"] == json!(false) {
        return policy(&text.replace("zero = \"fail\"", "zero = \"allow\""));
    }
    policy(text)
}

pub(crate) fn made(folder: &Path, case: &Value) -> TableResult {
    let name = case["case"].as_str().unwrap();
    tabulate_file(&folder.join(case["input"].as_str().unwrap()), &asked(case), &policy_of(case))
        .unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Whether every code of these keys occurs.
fn known(table: &TableResult, keys: &[String]) -> bool {
    keys.iter().zip(&table.codes).all(|(key, codes)| key == "Total" || codes.contains(key))
}

#[test]
fn the_cells_that_acro_marks_are_marked_but_for_its_known_defects() {
    let Some(folder) = folder() else { return };
    let (mut compared, mut marked) = (0, 0);
    for case in tables(&folder) {
        let name = case["case"].as_str().unwrap();
        let table = made(&folder, &case);
        let any_negative = table.cells.iter().any(|cell| cell.evidence.variables.iter().any(|v| v.negatives > 0));
        for Entry { keys, value: outcome, .. } in entries(&case, &case["expected"]["outcome"]) {
            let Some(cell) = find(&table, &keys) else {
                // A category that ACRO was told of and that occurs in no record.
                assert!(!known(&table, &keys), "{name}: no cell {keys:?}");
                continue;
            };
            let acro = acro_rules(outcome.as_str().unwrap());
            assert_eq!(ours(cell, &case), mended(acro, cell, &case, any_negative), "{name}: {keys:?}");
            let negative = cell.evidence.variables.first().is_some_and(|v| v.negatives > 0);
            let asks = cell.marks.iter().any(|mark| mark.severity == Severity::Ask);
            assert_eq!(
                asks,
                negative && wanted(&case).iter().any(|name| sums(name) || name == "count"),
                "{name}: {keys:?}"
            );
            compared += 1;
            marked += usize::from(!cell.failing().is_empty());
        }
    }
    assert!(compared > 2000 && marked > 500, "compared {compared} cells, {marked} of them marked");
}

/// Whether two figures agree. The charities came from Stata in single precision, and ACRO's figures of them have no more
/// digits than that unless pandas made them in double precision.
fn same(expected: f64, figure: f64, single: bool) -> bool {
    let near = |figure: f64, part: f64| (expected - figure).abs() <= part * expected.abs().max(1.0);
    near(figure, 1e-9) || (single && near(f64::from(figure as f32), f64::from(f32::EPSILON)))
}

#[test]
fn the_figures_are_those_of_acro() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    // ACRO's suppression recomputes margins from what is left; such tables have a test of their own.
    for case in tables(&folder).iter().filter(|case| case["suppress"] == json!(false)) {
        let name = case["case"].as_str().unwrap();
        let table = made(&folder, case);
        for Entry { keys, statistic, value } in entries(case, &case["expected"]["table"][0]) {
            let Some(cell) = find(&table, &keys) else {
                assert!(!known(&table, &keys), "{name}: no cell {keys:?}");
                continue;
            };
            let figure = match case["aggfunc"].as_str() {
                Some("count") => Some(cell.valid_n as f64),
                _ => cell.values[statistic],
            };
            let (Some(expected), Some(figure)) = (value.as_f64(), figure) else {
                // Of nobody ACRO shows nothing, or a nought; of one there is no deviation.
                assert!(cell.valid_n == 0 || figure.is_none(), "{name}: {keys:?}");
                continue;
            };
            // Where several values are as frequent ACRO draws one of them by lot.
            let mode = cell.evidence.variables.first().and_then(|variable| variable.mode);
            if mode.is_some_and(|mode| mode.ties > 1) {
                continue;
            }
            let single = name.starts_with("charity");
            assert!(same(expected, figure, single), "{name}: {keys:?}: {figure}, ACRO {expected}");
            compared += 1;
        }
    }
    assert!(compared > 900, "compared {compared} figures");
}

/// The cells that ACRO marks, as a condition on records that are none of theirs.
fn outside_of_marked(case: &Value) -> Option<String> {
    let fields = asked(case).dimensions();
    let marked = entries(case, &case["expected"]["outcome"])
        .into_iter()
        .filter(|entry| !acro_rules(entry.value.as_str().unwrap()).is_empty())
        .filter(|entry| !entry.keys.contains(&"Total".to_string()))
        .map(|entry| {
            let equal = |(field, code): (&String, &String)| match code.parse::<f64>() {
                Ok(_) => format!("`{field}` = {code}"),
                Err(_) => format!("`{field}` = '{code}'"),
            };
            format!("({})", fields.iter().zip(&entry.keys).map(equal).collect::<Vec<_>>().join(" and "))
        })
        .collect::<Vec<_>>();
    (!marked.is_empty()).then(|| format!("not ({})", marked.join(" or ")))
}

#[test]
fn what_acro_leaves_after_suppression_is_the_table_of_the_records_that_are_left() {
    let Some(folder) = folder() else { return };
    let (mut compared, mut still_there) = (0, 0);
    for case in tables(&folder).iter().filter(|case| case["suppress"] == json!(true)) {
        let name = case["case"].as_str().unwrap();
        let path = folder.join(case["input"].as_str().unwrap());
        let whole = made(&folder, case);
        // ACRO takes the records of marked cells away and makes the table again. Its query finds no record where codes are
        // numbers, so such tables (the charities by year) keep every marked cell but those whose figure is nought.
        let numbers = name.starts_with("charity");
        let mut left = asked(case);
        left.selection = if numbers { None } else { outside_of_marked(case) };
        let left = tabulate_file(&path, &left, &policy_of(case));
        for Entry { keys, value, .. } in entries(case, &case["expected"]["table"][0]) {
            let Some(expected) = value.as_f64() else { continue };
            let cell = left.as_ref().ok().and_then(|left| find(left, &keys));
            let Some(cell) = cell else { panic!("{name}: ACRO shows {keys:?}, and nobody is left there") };
            let figure = if wanted(case) == ["count"] { cell.valid_n as f64 } else { cell.values[0].unwrap() };
            if cell.evidence.variables.first().and_then(|v| v.mode).is_some_and(|mode| mode.ties > 1) {
                continue;
            }
            assert!(same(expected, figure, numbers), "{name}: {keys:?}: {figure}, ACRO {expected}");
            compared += 1;
            still_there += usize::from(!find(&whole, &keys).unwrap().failing().is_empty());
        }
    }
    assert!(compared > 500, "compared {compared} figures");
    // The defect that is meant: what ACRO releases as suppressed still holds cells that it marked itself.
    assert!(still_there > 50, "{still_there} marked cells are still there");
}

#[test]
fn a_margin_that_acro_makes_anew_discloses_the_cell_as_soon_as_another_table_shows_it() {
    let Some(folder) = folder() else { return };
    let all = tables(&folder);
    let case = |name: &str| all.iter().find(|case| case["case"] == json!(name)).unwrap();
    let figure = |name: &str, keys: [&str; 2]| {
        let case = case(name);
        let all = entries(case, &case["expected"]["table"][0]);
        all.iter().find(|entry| entry.keys == keys).unwrap().value.as_f64()
    };
    assert_eq!(figure("adv_secondary_margin_sup", ["a", "x"]), None);
    let told = figure("adv_secondary_margin", ["a", "Total"]).unwrap()
        - figure("adv_secondary_margin_sup", ["a", "Total"]).unwrap();
    let hidden = made(&folder, case("adv_secondary_margin"));
    assert_eq!(told, cell(&hidden, &["a", "x"]).n as f64, "the difference of two totals is the hidden cell");
}

#[test]
fn the_histogram_and_the_pie_of_acro_have_the_same_marks() {
    let Some(folder) = folder() else { return };
    for case in cases(&folder) {
        let (path, field) = (folder.join(case["input"].as_str().unwrap()), case["values"].as_str().unwrap_or_default());
        let asked = match case["method"].as_str().unwrap() {
            "hist" => disclosure::histogram(&path, field, 10, None).unwrap(),
            "pie" => request(json!({"rows": [field], "count": true})),
            _ => continue,
        };
        let table = tabulate_file(&path, &asked, &Policy::named("acro").unwrap()).unwrap();
        let marked = |rule: &str| -> Vec<usize> {
            let cells = case["expected"]["sdc"]["cells"][rule].as_array().unwrap();
            cells.iter().map(|cell| cell[0].as_u64().unwrap() as usize).collect()
        };
        // Empty classes are the zero rule's; ACRO calls them too few and finds no nought in a histogram.
        let ours: Vec<usize> = (0..table.cells.len()).filter(|at| !table.cells[*at].failing().is_empty()).collect();
        assert_eq!(ours, marked("MinimumThresholdCheck"), "{}", case["case"]);
    }
}

#[test]
fn the_models_of_acro_are_judged_by_their_degrees_of_freedom() {
    let Some(folder) = folder() else { return };
    let mut judged = 0;
    for case in cases(&folder) {
        let expected = &case["expected"];
        if !matches!(case["method"].as_str(), Some("ols" | "logit" | "probit")) {
            continue;
        }
        let terms: Vec<Value> = expected["table"][1]["index"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| json!({"name": name, "kind": if name == "const" { "constant" } else { "continuous" }}))
            .collect();
        let observations = expected["properties"]["dof"].as_u64().unwrap() + terms.len() as u64;
        let told = json!({"method": case["method"], "observations": observations, "terms": terms}).to_string();
        let result = ModelSummary::read(&told).unwrap().judge(&[Policy::named("acro").unwrap()]);
        assert_eq!(result.df_resid, expected["properties"]["dof"].as_f64());
        let verdict = if expected["status"] == json!("pass") { Verdict::Pass } else { Verdict::Fail };
        assert_eq!(result.verdict, verdict, "{}", case["case"]);
        judged += 1;
    }
    assert_eq!(judged, 3);
}

#[test]
fn a_variance_that_acro_breaks_down_on_is_made() {
    let Some(folder) = folder() else { return };
    let broken: Vec<Value> = cases(&folder).into_iter().filter(|case| !case["expected"]["error"].is_null()).collect();
    assert_eq!(broken.len(), 1);
    let table = made(&folder, &broken[0]);
    assert!(table.cells.iter().all(|cell| cell.values[0].is_some_and(|value| value >= 0.0)));
}

#[test]
fn every_case_has_its_test() {
    let Some(folder) = folder() else { return };
    let all = cases(&folder);
    let models = ["hist", "pie", "ols", "logit", "probit"];
    let others = all.iter().filter(|case| models.contains(&case["method"].as_str().unwrap())).count();
    let broken = all.iter().filter(|case| !case["expected"]["error"].is_null()).count();
    assert_eq!((all.len(), tables(&folder).len() + others + broken), (192, 192));
}
