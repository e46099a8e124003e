//! Suppression, rounding and perturbation: what is released gives nothing back.

use crate::support::*;
use disclosure::{Policy, Protect, Rule, Status, TableRequest, TableResult, Verdict, tabulate_file};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Records `r,c,v` with units, as CSV: so many in each cell, each with this value.
fn records(cells: &[(&str, &str, u32, u32)]) -> String {
    let mut text = String::from("r,c,v,id\n");
    let mut id = 0;
    for (r, c, n, v) in cells {
        for _ in 0..*n {
            id += 1;
            text += &format!("{r},{c},{v},{id}\n");
        }
    }
    text
}

fn protected(data: &str, way: &str, more: serde_json::Value, policy: &Policy) -> TableResult {
    let mut asked = json!({"rows": ["r"], "cols": ["c"], "count": true, "margins": true, "protect": way});
    for (key, value) in more.as_object().unwrap() {
        asked[key] = value.clone();
    }
    table(data, asked, policy).unwrap()
}

/// Totals with exactly one hidden part, or hidden totals whose parts are all shown: such a cell is given back.
fn given_back(table: &TableResult) -> Vec<Vec<String>> {
    let status: BTreeMap<Vec<String>, Status> = table.cells.iter().map(|c| (c.names(), c.status)).collect();
    let hidden = |keys: &[String]| matches!(status[keys], Status::Primary | Status::Secondary);
    let mut found = Vec::new();
    for cell in &table.cells {
        for d in (0..cell.keys.len()).filter(|d| cell.keys[*d] == "Total") {
            let parts = table.cells.iter().filter(|other| {
                other
                    .keys
                    .iter()
                    .enumerate()
                    .all(|(at, key)| if at == d { key != "Total" } else { *key == cell.keys[at] })
            });
            let unknown: Vec<Vec<String>> =
                parts.chain([cell]).map(|c| c.names()).filter(|keys| hidden(keys)).collect();
            if unknown.len() == 1 {
                found.push(unknown[0].clone());
            }
        }
    }
    found
}

#[test]
fn a_hidden_cell_is_not_given_back_by_its_totals() {
    let data = records(&[
        ("a", "x", 2, 1),
        ("a", "y", 20, 1),
        ("a", "z", 30, 1),
        ("b", "x", 15, 1),
        ("b", "y", 25, 1),
        ("b", "z", 9, 1),
    ]);
    let made = protected(&data, "suppress", json!({}), &small(""));
    assert_eq!(cell(&made, &["a", "x"]).status, Status::Primary);
    let secondary = made.cells.iter().filter(|cell| cell.status == Status::Secondary).count();
    assert_eq!(secondary, 3, "a second cell in its row, one in its column, and the corner");
    assert_eq!(given_back(&made), Vec::<Vec<String>>::new());
    let protection = made.protection.unwrap();
    assert!(protection.audit.iter().all(|line| line.holds));
    assert_eq!(made.verdict, Verdict::Pass);
    // The interval reaches past the threshold, also for whoever stands in one of the other hidden cells.
    assert!(protection.audit.iter().any(|line| line.attacker == "outsider" && line.upper.unwrap() >= 3.0));
    assert!(protection.audit.iter().any(|line| line.attacker != "outsider"));
}

#[test]
fn a_person_alone_in_another_hidden_cell_learns_nothing_from_knowing_it() {
    // Two cells with one person each in one row: each knows the sum of both.
    let data = records(&[
        ("a", "x", 1, 1),
        ("a", "y", 1, 1),
        ("a", "z", 30, 1),
        ("b", "x", 15, 1),
        ("b", "y", 25, 1),
        ("b", "z", 19, 1),
    ]);
    let made = protected(&data, "suppress", json!({}), &small(""));
    let row: Vec<Status> = ["x", "y", "z", "Total"].iter().map(|c| cell(&made, &["a", c]).status).collect();
    assert_eq!(row[..2], [Status::Primary, Status::Primary]);
    assert!(row[2..].contains(&Status::Secondary), "a third figure of the row is hidden: {row:?}");
    assert!(made.protection.unwrap().audit.iter().all(|line| line.holds));
}

#[test]
fn hiding_a_cell_in_one_statistic_hides_it_in_all() {
    let data = records(&[("a", "x", 2, 7), ("a", "y", 20, 3), ("b", "x", 15, 2), ("b", "y", 25, 5)]);
    let made =
        protected(&data, "suppress", json!({"sum": ["v"], "mean": ["v"], "more": [{"percent": "row"}]}), &small(""));
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path()).unwrap();
    let released = std::fs::read_to_string(folder.path().join("table.csv")).unwrap();
    let mut hidden = 0;
    for (line, cell) in released.lines().skip(1).zip(&made.cells) {
        let figures: Vec<&str> = line.split(',').skip(2).collect();
        if matches!(cell.status, Status::Primary | Status::Secondary) {
            assert!(figures.iter().all(|figure| figure.is_empty()), "{line}");
            hidden += 1;
        } else {
            assert!(figures.iter().all(|figure| !figure.is_empty()), "{line}");
        }
    }
    assert_eq!(hidden, 4);
}

#[test]
fn percentages_are_not_protected_without_their_totals() {
    let asked = json!({"rows": ["r"], "more": [{"percent": "total"}], "protect": "suppress"});
    let error = table("r\na\na\na\nb\n", asked, &small("")).unwrap_err().to_string();
    assert!(error.contains("add --margins"), "{error}");
}

#[test]
fn a_dominated_sum_gets_the_protection_that_its_rule_asks_for() {
    // One enterprise of 1,000 among small ones; p% = 10.
    let mut data = records(&[("a", "y", 12, 50), ("b", "x", 12, 40), ("b", "y", 12, 60), ("a", "x", 9, 1)]);
    data += "a,x,1000,999\n";
    let made = protected(&data, "suppress", json!({"sum": ["v"]}), &small("[p]\npercent = 10\n"));
    assert_eq!(failing(&made, &["a", "x"]), [Rule::PPercent]);
    let line =
        made.protection.as_ref().unwrap().audit.iter().find(|l| l.quantity == "v" && l.attacker == "outsider").unwrap();
    // 10 % of 1,000 less what the others beside the second have: 9 - 1 = 8.
    assert!((line.needed - (1009.0 + 100.0 - 8.0)).abs() < 1e-6, "{line:?}");
    assert!(line.holds && line.upper.is_none_or(|upper| upper >= line.needed - 1e-3));
}

#[test]
fn a_table_that_cannot_be_protected_is_not_released() {
    // Everyone is in two cells that both fail: the grand total tells their sum and there is nothing to hide them behind.
    let made = protected(&records(&[("a", "x", 2, 1)]), "suppress", json!({}), &small(""));
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path()).unwrap();
    let hidden = made.cells.iter().all(|cell| matches!(cell.status, Status::Primary | Status::Unsafe));
    assert!(hidden);
    // All four figures are one and hidden together, or the table stays inside.
    assert_eq!(made.verdict == Verdict::Fail, !folder.path().join("table.csv").exists());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_suppressed_table_survives_the_audit(
        counts in prop::collection::vec(0u32..14, 12), values in prop::collection::vec(1u32..60, 12), big in 0usize..12,
    ) {
        let cells: Vec<(&str, &str, u32, u32)> = (0..12)
            .map(|at| (["a", "b", "c"][at / 4], ["w", "x", "y", "z"][at % 4], counts[at], values[at]))
            .collect();
        prop_assume!(counts.iter().sum::<u32>() > 0);
        let mut data = records(&cells);
        data += &format!("{},{},5000,90000\n", cells[big].0, cells[big].1);
        let made = protected(&data, "suppress", json!({"sum": ["v"], "unit": "id"}), &small("[p]\npercent = 10\n"));
        let protection = made.protection.as_ref().unwrap();
        if made.verdict == Verdict::Fail {
            prop_assert!(made.cells.iter().any(|cell| cell.status == Status::Unsafe));
        } else {
            prop_assert!(protection.audit.iter().all(|line| line.holds));
            prop_assert_eq!(given_back(&made), Vec::<Vec<String>>::new());
        }
        for cell in &made.cells {
            prop_assert_eq!(cell.failing().is_empty(), matches!(cell.status, Status::Released | Status::Secondary));
        }
        prop_assert!(protection.bound.unwrap() <= protection.cost.unwrap() + 1e-9 || made.verdict == Verdict::Fail);
    }

    #[test]
    fn controlled_rounding_stays_additive_and_near(counts in prop::collection::vec(0u32..40, 12)) {
        let cells: Vec<(&str, &str, u32, u32)> = (0..12)
            .map(|at| (["a", "b", "c"][at / 4], ["w", "x", "y", "z"][at % 4], counts[at], 1))
            .collect();
        prop_assume!(counts.iter().sum::<u32>() > 0);
        let made = protected(&records(&cells), "round", json!({}), &small("[rounding]\nbase = 5\ncontrolled = true\n"));
        prop_assert!(made.protection.as_ref().unwrap().additive);
        let shown: BTreeMap<Vec<String>, f64> =
            made.cells.iter().map(|cell| (cell.names(), cell.values[0].unwrap())).collect();
        for cell in &made.cells {
            let value = shown[&cell.names()];
            prop_assert!((value - cell.n as f64).abs() < 5.0 && value % 5.0 == 0.0 && value >= 0.0);
            for d in (0..2).filter(|d| cell.keys[*d] == "Total") {
                let sum: f64 = shown.iter().filter(|(keys, _)| keys[d] != "Total" && cell.keys[1 - d] == keys[1 - d]).map(|(_, v)| v).sum();
                prop_assert_eq!(sum, value);
            }
        }
    }
}

#[test]
fn conventional_rounding_says_that_totals_need_not_add_up() {
    let data = records(&[("a", "x", 12, 1), ("a", "y", 12, 1), ("b", "x", 12, 1), ("b", "y", 12, 1)]);
    let made = protected(&data, "round", json!({}), &small("[rounding]\nbase = 5\n"));
    assert_eq!((cell(&made, &["a", "x"]).values[0], cell(&made, &["a", "Total"]).values[0]), (Some(10.0), Some(25.0)));
    let protection = made.protection.unwrap();
    assert!(!protection.additive);
    assert!(protection.remarks.iter().any(|remark| remark.contains("totals need not be the sums")), "{protection:?}");
}

#[test]
fn rounding_to_five_mends_no_threshold_of_ten_and_says_so() {
    let data = records(&[("a", "x", 4, 1), ("a", "y", 12, 1), ("b", "x", 12, 1), ("b", "y", 12, 1)]);
    let ten = policy(
        "name = 't'\nsource = 't'\n[count]\nthreshold = 10\nzero = 'allow'\nfull = 'allow'\n[rounding]\nbase = 5\n",
    );
    let made = protected(&data, "round", json!({}), &ten);
    assert_eq!((cell(&made, &["a", "x"]).status, made.verdict), (Status::Unsafe, Verdict::Fail));
    assert!(
        made.protection
            .unwrap()
            .remarks
            .iter()
            .any(|remark| remark.contains("mends neither dominance nor a threshold of 10"))
    );
    // Rounding to ten does mend it.
    let coarse = policy(
        "name = 't'\nsource = 't'\n[count]\nthreshold = 10\nzero = 'allow'\nfull = 'allow'\n[rounding]\nbase = 10\n",
    );
    assert_eq!(protected(&data, "round", json!({}), &coarse).verdict, Verdict::Pass);
    let error = table(&data, json!({"rows": ["r"], "protect": "round"}), &small("")).unwrap_err().to_string();
    assert!(error.contains("no [rounding] section"), "{error}");
}

#[test]
fn counts_that_are_multiples_of_the_base_already_stay_as_they_are() {
    for margins in [false, true] {
        let data = records(&[("a", "x", 20, 1), ("a", "y", 10, 1), ("b", "x", 30, 1), ("b", "y", 40, 1)]);
        let controlled = policy(
            "name = 't'\nsource = 't'\n[count]\nthreshold = 10\nzero = 'allow'\nfull = 'allow'\n[rounding]\nbase = 10\ncontrolled = true\n",
        );
        let asked = json!({"rows": ["r"], "cols": ["c"], "margins": margins, "protect": "round"});
        let made = table(&data, asked, &controlled).unwrap();
        assert_eq!(made.verdict, Verdict::Pass);
        assert!(made.cells.iter().all(|cell| cell.values[0] == Some(cell.n as f64)));
    }
}

const NOISE: &str = "[perturb]\nkey = 'a secret of the service'\nmost = 5\nvariance = 3\nnone_below = 2\n";

#[test]
fn the_same_cell_in_two_cell_key_tables_has_the_same_value() {
    let data = records(&[("a", "x", 4, 1), ("a", "y", 12, 1), ("b", "x", 7, 1), ("b", "y", 31, 1)]);
    let one = protected(&data, "perturb", json!({"unit": "id"}), &small(NOISE));
    let asked = json!({"rows": ["r"], "margins": true, "unit": "id", "protect": "perturb"});
    let other = table(&data, asked, &small(NOISE)).unwrap();
    for r in ["a", "b", "Total"] {
        assert_eq!(cell(&one, &[r, "Total"]).values, cell(&other, &[r]).values, "{r}");
    }
    // In whatever order the records come.
    let mut lines: Vec<&str> = data.lines().collect();
    lines[1..].reverse();
    let reversed = protected(&lines.join("\n"), "perturb", json!({"unit": "id"}), &small(NOISE));
    for (a, b) in one.cells.iter().zip(&reversed.cells) {
        assert_eq!((&a.keys, &a.values), (&b.keys, &b.values));
        let (shown, n) = (a.values[0].unwrap(), a.n as f64);
        assert!((shown - n).abs() <= 5.0 && shown >= 0.0 && shown != 1.0 && shown != 2.0);
    }
    assert!(one.cells.iter().any(|cell| cell.values[0] != Some(cell.n as f64)), "some cell has noise");
    let other_key = protected(&data, "perturb", json!({"unit": "id"}), &small(&NOISE.replace("a secret", "b secret")));
    assert!(one.cells.iter().zip(&other_key.cells).any(|(a, b)| a.values != b.values), "another secret, other noise");
}

const NOISY_SUMS: &str =
    "[perturb.values]\ntop = 2\ndeviation = 0.05\nmost = 0.2\nsensitive = 0.1\n[p]\npercent = 0.1\n";

/// Cells of some units with turnovers, one of them with a giant.
fn turnovers() -> String {
    let mut text = String::from("r,c,v,id\n");
    let mut id = 0;
    for (r, c, units) in [("a", "x", 12), ("a", "y", 20), ("b", "x", 15), ("b", "y", 30)] {
        for n in 0..units {
            id += 1;
            let v = if (r, c, n) == ("a", "x", 0) { 10_000 } else { 10 + n };
            text += &format!("{r},{c},{v},{id}\n");
        }
    }
    text
}

#[test]
fn sums_have_noise_that_never_comes_near_the_giant_of_an_unsafe_cell() {
    let asked = |rows: &[&str]| {
        json!({"rows": rows, "count": true, "sum": ["v"], "mean": ["v"], "margins": true, "unit": "id",
            "protect": "perturb"})
    };
    let mut seen = Vec::new();
    for secret in 0..200 {
        let rules = small(&format!("{}{NOISY_SUMS}", NOISE.replace("a secret", &format!("{secret} secret"))));
        let made = table(&turnovers(), asked(&["r", "c"]), &rules).unwrap();
        assert_eq!(made.verdict, Verdict::Pass);
        let giant = cell(&made, &["a", "x"]);
        let truth = giant.evidence.variables[0].sum;
        let noise = giant.values[1].unwrap() - truth;
        // At least 10 % of the giant less the most of the second, at most 30 % of the one and 20 % of the other.
        assert!((1_000.0 - 5.0..=3_000.0 + 5.0).contains(&noise.abs()), "{noise}");
        seen.push(noise);
        let safe = cell(&made, &["b", "y"]);
        assert!((safe.values[1].unwrap() - safe.evidence.variables[0].sum).abs() <= 0.2 * (39.0 + 38.0) + 1e-9);
        // A mean is what is shown as sum over what is shown as count, so that it tells neither.
        assert!((safe.values[2].unwrap() - safe.values[1].unwrap() / safe.values[0].unwrap()).abs() < 1e-9);
        // The same cell in another table.
        let other = table(&turnovers(), asked(&["r"]), &rules).unwrap();
        assert_eq!(cell(&made, &["a", "Total"]).values, cell(&other, &["a"]).values);
    }
    let up = seen.iter().filter(|noise| **noise > 0.0).count();
    assert!((70..130).contains(&up), "{up} of 200 upwards");
    let mean = seen.iter().sum::<f64>() / 200.0;
    assert!(mean.abs() < 350.0, "mean {mean}");
}

#[test]
fn the_mean_of_a_field_with_missing_values_does_not_tell_how_many_are_missing() {
    let mut text = String::from("r,v,id\n");
    (0..60).for_each(|id| text += &format!("a,{},{id}\n", if id == 7 { String::new() } else { (id + 10).to_string() }));
    let asked = json!({"rows": ["r"], "count": true, "sum": ["v"], "mean": ["v"], "unit": "id", "protect": "perturb"});
    let one_apart = (0..40).filter(|secret| {
        let rules = small(&format!("{}{NOISY_SUMS}", NOISE.replace("a secret", &format!("{secret} secret"))));
        let made = table(&text, asked.clone(), &rules).unwrap();
        let [count, sum, mean] = cell(&made, &["a"]).values[..] else { panic!("three figures") };
        (count.unwrap() - (sum.unwrap() / mean.unwrap()).round() - 1.0).abs() < 0.5
    });
    assert!(one_apart.count() < 20);
}

#[test]
fn the_counts_beside_a_chart_are_counts_and_no_other_figure() {
    let rules = small(&format!("{NOISE}{NOISY_SUMS}"));
    let counts = |asked: serde_json::Value| {
        let made = table(&turnovers(), asked, &rules).unwrap();
        (made.counts_csv(), made)
    };
    let base = || json!({"rows": ["r"], "sum": ["v"], "unit": "id", "protect": "perturb"});
    assert_eq!(counts(base()).0, "r,n\na,\nb,\n");
    let mut with_count = base();
    with_count["count"] = json!(true);
    let (text, made) = counts(with_count);
    assert_eq!(text, format!("r,n\na,{}\nb,{}\n", made.cells[0].values[0].unwrap(), made.cells[1].values[0].unwrap()));
}

#[test]
fn noise_of_sums_is_asked_for_in_the_policy_and_hides_no_noughts() {
    let asked = json!({"rows": ["r"], "sum": ["v"], "unit": "id", "protect": "perturb"});
    let error = table(&turnovers(), asked.clone(), &small(NOISE)).unwrap_err().to_string();
    assert!(error.contains("sum_v needs a section [perturb.values]"), "{error}");
    let median = json!({"rows": ["r"], "more": [{"median": "v"}], "unit": "id", "protect": "perturb"});
    let rules = small(&format!("{NOISE}{NOISY_SUMS}"));
    let error = table(&turnovers(), median, &rules).unwrap_err().to_string();
    assert!(error.contains("only counts, sums and means"), "{error}");
    let noughts = table("r,v,id\na,0,1\na,0,2\na,0,3\nb,5,4\nb,6,5\nb,7,6\nb,7,7\n", asked, &rules).unwrap();
    assert_eq!(cell(&noughts, &["a"]).status, Status::Unsafe);
    assert_eq!(noughts.verdict, Verdict::Fail);
    let wide = NOISY_SUMS.replace("deviation = 0.05", "deviation = 0.3");
    let error = Policy::parse("t", &format!("{SMALL}{NOISE}{wide}")).unwrap_err().to_string();
    assert!(error.contains("perturb.values.deviation = 0.3 must lie above 0 and below"), "{error}");
}

#[test]
fn perturbation_needs_units_and_a_secret_that_no_record_holds() {
    let asked = |unit: serde_json::Value| json!({"rows": ["r"], "unit": unit, "protect": "perturb"});
    let error = table("r,id\na,1\n", asked(json!(null)), &small(NOISE)).unwrap_err().to_string();
    assert!(error.contains("--unit"), "{error}");
    let made = table("r,id\na,1\n", asked(json!("id")), &small(NOISE)).unwrap();
    assert!(!made.json().contains("a secret of the service"));
    let error =
        Policy::parse("t", &format!("{SMALL}[perturb]\nkey='short'\nmost=5\nvariance=3\n")).unwrap_err().to_string();
    assert!(error.contains("at least 16"), "{error}");
}

#[test]
fn the_sensitive_cells_of_the_shared_tables_are_those_of_the_problem() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/suppression");
    if !folder.join("problem_small.csv").exists() {
        eprintln!("SKIPPED: {} is not there, so no hierarchical table was compared", folder.display());
        return;
    }
    let rules = "name = 't'\nsource = 't'\n[count]\nthreshold = 4\nzero = 'allow'\nfull = 'allow'\n[p]\npercent = 10\n";
    for (size, fields) in [("small", ["region", "age2", "occg"]), ("medium", ["region", "ageband", "occg"])] {
        let mut asked = request(json!({"rows": fields, "count": true, "sum": ["turnover"], "margins": true}));
        asked.hierarchies = fields
            .iter()
            .map(|field| disclosure::Hierarchy::read(field, &folder.join(format!("hierarchy-{field}.csv"))).unwrap())
            .collect();
        asked.protect = Protect::None;
        let made = tabulate_file(&folder.join(format!("micro_{size}.csv")), &asked, &policy(rules)).unwrap();
        let text = std::fs::read_to_string(folder.join(format!("problem_{size}.csv"))).unwrap();
        let mut compared = 0;
        for line in text.lines().skip(1) {
            let parts: Vec<&str> = line.split(',').collect();
            let cell = cell(&made, &parts[3..6]);
            assert_eq!(cell.n.to_string(), parts[1], "{line}");
            assert_eq!(!cell.failing().is_empty(), parts[2] == "u", "{line}: {:?}", cell.failing());
            compared += 1;
        }
        assert_eq!(compared, made.cells.len());
    }
}

/// ACRO's test of margins: the same table, protected here.
#[test]
fn the_margins_that_give_acros_hidden_cell_back_give_ours_not_back() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/acro/inputs/adv_sec.csv");
    if !file.exists() {
        eprintln!("SKIPPED: {} is not there", file.display());
        return;
    }
    let asked: TableRequest =
        request(json!({"rows": ["r"], "cols": ["c"], "count": true, "margins": true, "protect": "suppress"}));
    let made = tabulate_file(&file, &asked, &Policy::named("acro").unwrap()).unwrap();
    assert_eq!(cell(&made, &["a", "x"]).status, Status::Primary);
    assert_eq!(given_back(&made), Vec::<Vec<String>>::new());
    assert!(made.protection.unwrap().audit.iter().all(|line| line.holds));
}
