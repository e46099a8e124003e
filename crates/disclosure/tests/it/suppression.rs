//! The solver of secondary suppression alone, on problems whose answer is known.

use crate::problems::{shared, simple};
use crate::support::*;
use disclosure::pattern::Fate;
use disclosure::{Hierarchy, Protect, Status, TableResult, Verdict, tabulate_file};
use serde_json::json;
use std::collections::HashMap;
use std::time::{Duration, Instant};

#[test]
fn the_shared_small_problem_is_solved_to_its_proven_optimum() {
    if !shared().join("problem_small.csv").exists() {
        eprintln!("SKIPPED: {} is not there, so the solver was not tried on a known optimum", shared().display());
        return;
    }
    let (problem, _) = simple("small", ["region", "age2", "occg"]);
    let start = Instant::now();
    let found = problem.solve(start + Duration::from_secs(120));
    let hidden = found.hidden.as_ref().unwrap();
    let more = (0..hidden.len()).filter(|cell| hidden[*cell] && problem.fate[*cell] == Fate::Open).count();
    eprintln!("{more} cells, cost {}, bound {}, {:?}", found.cost, found.bound, start.elapsed());
    assert_eq!((found.cost, found.bound, more), (597.0, 597.0, 47));
    assert_eq!(problem.unprotected(hidden, start + Duration::from_secs(240)), Vec::<usize>::new());
}

/// A shared table with its records, rules and margins, as the request that protects it.
fn real(size: &str, fields: [&str; 3], seconds: u64) -> TableResult {
    let mut asked = request(json!({"rows": fields, "count": true, "sum": ["turnover"], "margins": true}));
    asked.hierarchies = fields
        .iter()
        .map(|field| Hierarchy::read(field, &shared().join(format!("hierarchy-{field}.csv"))).unwrap())
        .collect();
    asked.protect = if seconds == 0 { Protect::None } else { Protect::Suppress };
    asked.protect_seconds = Some(seconds);
    tabulate_file(&shared().join(format!("micro_{size}.csv")), &asked, &policy(RULES)).unwrap()
}

const RULES: &str =
    "name = 't'\nsource = 't'\n[count]\nthreshold = 4\nzero = 'allow'\nfull = 'allow'\n[p]\npercent = 10\n";

/// The pattern that an answer of others hides, in the order of a table's cells.
fn answer(name: &str, table: &TableResult, fields: [&str; 3]) -> Vec<bool> {
    let text = std::fs::read_to_string(shared().join(name)).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|other| *other == name).unwrap();
    let keys = fields.map(column);
    let (status, chosen) = (column("sdcStatus"), header.iter().position(|other| *other == "y"));
    let mut hidden: HashMap<Vec<String>, bool> = HashMap::new();
    for line in lines {
        let parts: Vec<&str> = line.split(',').collect();
        let more = chosen.is_some_and(|at| parts[at].parse::<f64>().unwrap() > 0.5);
        let key = keys.iter().map(|at| parts[*at].to_owned()).collect();
        hidden.insert(key, more || matches!(parts[status], "u" | "x"));
    }
    table.cells.iter().map(|cell| hidden[&cell.names()]).collect()
}

#[test]
fn the_optimum_of_the_simple_attacker_is_no_release_and_the_audit_says_so() {
    if !shared().join("result_small_PROVENOPT.csv").exists() {
        eprintln!("SKIPPED: {} is not there, so no answer of others was audited", shared().display());
        return;
    }
    let fields = ["region", "age2", "occg"];
    let table = real("small", fields, 0);
    for name in ["result_small_PROVENOPT.csv", "result_small_OPT.csv"] {
        let hidden = answer(name, &table, fields);
        assert!(hidden.iter().filter(|hidden| **hidden).count() > 108, "{name} hides more than is unsafe");
        let lines = table.audit(&hidden);
        let open: Vec<_> = lines.iter().filter(|line| !line.holds).collect();
        assert!(open.iter().any(|line| line.quantity == "turnover"), "{name}: {} lines fail", open.len());
    }
}

#[test]
fn the_shared_small_table_is_protected_and_every_cell_that_is_shown_again_is_missed() {
    if !shared().join("micro_small.csv").exists() {
        eprintln!("SKIPPED: {} is not there, so no real table was protected", shared().display());
        return;
    }
    let table = real("small", ["region", "age2", "occg"], 20);
    let made = table.protection.as_ref().unwrap();
    assert!(made.audit.iter().all(|line| line.holds), "{:?}", made.audit.iter().find(|line| !line.holds));
    assert!(made.audit.iter().any(|line| line.attacker != "outsider"));
    assert!(made.bound.unwrap() > 0.0 && made.bound.unwrap() <= made.cost.unwrap());
    // No sensitive cell can be shown, and not all cells that are hidden beside them.
    let hidden: Vec<bool> =
        table.cells.iter().map(|cell| matches!(cell.status, Status::Primary | Status::Secondary)).collect();
    assert!(table.audit(&hidden).iter().all(|line| line.holds));
    let primary: Vec<bool> = table.cells.iter().map(|cell| cell.status == Status::Primary).collect();
    assert!(table.audit(&primary).iter().any(|line| !line.holds), "the unsafe cells alone give themselves away");
    let first = primary.iter().position(|primary| *primary).unwrap();
    let mut wrong = hidden;
    wrong[first] = false;
    let lines = table.audit(&wrong);
    assert!(lines.iter().any(|line| line.at == first && !line.holds && line.upper == Some(line.truth)));
}

#[test]
fn without_time_for_a_safe_pattern_nothing_is_released() {
    let data: String = (0..60).map(|at| format!("{},{}\n", ["a", "b", "c"][at % 3], ["x", "y"][at % 7 / 4])).collect();
    let asked = json!({"rows": ["r"], "cols": ["c"], "margins": true, "protect": "suppress", "protect_seconds": 0});
    let ten = policy("name = 't'\nsource = 't'\n[count]\nthreshold = 10\nzero = 'allow'\nfull = 'allow'\n");
    let made = table(&format!("r,c\n{data}"), asked, &ten).unwrap();
    assert_eq!(made.verdict, Verdict::Fail);
    assert!(
        made.protection.as_ref().unwrap().remarks[0].contains("no safe pattern of hidden cells was found within 0")
    );
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path()).unwrap();
    assert!(!folder.path().join("table.csv").exists());
}
