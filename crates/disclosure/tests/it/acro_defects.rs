//! ACRO's known defects, one by one: what it says, and why that is wrong.

use crate::acro::{asked, cases, entries, find, folder, made, policy_of};
use crate::support::*;
use disclosure::{Cell, Policy, Rule, TableResult, Verdict, tabulate_file};
use serde_json::{Value, json};

fn defect(name: &str) -> Option<(Value, TableResult)> {
    let folder = folder()?;
    let case = cases(&folder).into_iter().find(|case| case["case"] == json!(name)).unwrap();
    let table = made(&folder, &case);
    Some((case, table))
}

fn acro_says_ok(case: &Value, keys: &[String]) -> bool {
    entries(case, &case["expected"]["outcome"]).iter().any(|entry| entry.keys == keys && entry.value == "ok")
}

/// Cells in which this rule fails here and ACRO says ok, with the check of why it is right.
fn ours_alone(name: &str, rule: Rule, right: impl Fn(&Cell) -> bool) {
    let Some((case, table)) = defect(name) else { return };
    let cells: Vec<&Cell> = table
        .cells
        .iter()
        .filter(|cell| cell.failing().contains(&rule) && acro_says_ok(&case, &cell.names()))
        .collect();
    assert!(!cells.is_empty(), "{name}: ACRO and we agree");
    assert!(cells.into_iter().all(right), "{name}");
}

#[test]
fn a_mean_of_three_people_among_twenty_records_fails() {
    ours_alone("adv_missing_values_inflate_count", Rule::Threshold, |cell| cell.n >= 10 && cell.valid_n < 10);
}

#[test]
fn one_negative_value_does_not_switch_dominance_off() {
    ours_alone("adv_negative_hides_dominance", Rule::Dominance, |cell| {
        let shares = &cell.evidence.variables[0].by_unit;
        shares.top.iter().take(2).sum::<f64>() > 0.9 * shares.absolute
    });
}

#[test]
fn a_cell_whose_values_are_all_equal_fails() {
    ours_alone("adv_all_values_same", Rule::Full, |cell| {
        cell.evidence.variables[0].range.is_some_and(|(least, greatest)| least == greatest)
    });
}

#[test]
fn the_largest_value_of_one_person_fails() {
    ours_alone("charity_year_granttype_max_m0_s0", Rule::Extreme, |cell| {
        let ends = &cell.evidence.variables[0].ends.as_ref().unwrap().greatest;
        ends.iter().filter(|value| **value == ends[0]).count() < 10
    });
}

#[test]
fn a_deviation_is_marked_by_its_degrees_of_freedom() {
    // ACRO marks every cell of this table and says that the table passes: each has far more than 10 degrees of freedom.
    let Some((case, table)) = defect("charity_pivot_std") else { return };
    assert_eq!(case["expected"]["status"], "pass");
    let marked = |cell: &&Cell| !acro_says_ok(&case, &cell.names()) && cell.failing().is_empty() && cell.valid_n > 11;
    assert_eq!(table.cells.iter().filter(marked).count(), table.cells.len());
    // Where ACRO says that a table fails, ours fails in the cells that make it fail.
    let Some((case, table)) = defect("charity_year_granttype_std_m0_s0") else { return };
    assert_eq!(case["expected"]["status"], "fail");
    for cell in &table.cells {
        assert_eq!(cell.failing().contains(&Rule::Dof), cell.valid_n <= 10, "{:?}", cell.keys);
    }
    assert_eq!(table.verdict, Verdict::Fail);
}

#[test]
fn twenty_records_of_one_person_are_one_unit_as_soon_as_a_unit_is_named() {
    let Some((case, table)) = defect("adv_one_person_20_rows") else { return };
    // Without an identifier nobody can tell, and both agree; the same data with one shows it.
    assert!(table.cells.iter().filter(|cell| cell.n > 0).all(|cell| acro_says_ok(&case, &cell.names())));
    let text: String = (0..20).map(|_| "a,7\n").collect();
    let named =
        crate::support::table(&format!("r,id\n{text}"), json!({"rows": ["r"], "unit": "id"}), &policy_of(&case))
            .unwrap();
    assert_eq!(failing(&named, &["a"]), [Rule::Threshold]);
}

#[test]
fn an_empty_cell_passes_where_zeros_are_allowed() {
    let Some((case, table)) = defect("adv_zero_not_disclosive") else { return };
    let empty: Vec<&Cell> = table.cells.iter().filter(|cell| cell.n == 0).collect();
    assert!(!empty.is_empty());
    assert!(empty.iter().all(|cell| cell.failing().is_empty() && !acro_says_ok(&case, &cell.names())));
}

#[test]
fn at_equality_p_percent_passes_and_the_acro_preset_fails_dominance_as_acro_does() {
    let Some((case, table)) = defect("adv_nk_boundary_90pct") else { return };
    let boundary = table.cells.iter().find(|cell| {
        let shares = &cell.evidence.variables[0].by_unit;
        (shares.top.iter().take(2).sum::<f64>() / shares.absolute - 0.9).abs() < 1e-12
    });
    let boundary = boundary.expect("a cell on the bound");
    assert!(boundary.failing().contains(&Rule::Dominance) && !acro_says_ok(&case, &boundary.names()));
    // As the rule is written in the handbook (sensitive if above), and as other presets have it.
    let plain = Policy::preset_text("acro").unwrap().replacen("equality = \"fail\"", "equality = \"pass\"", 1);
    let folder = folder().unwrap();
    let table = tabulate_file(&folder.join(case["input"].as_str().unwrap()), &asked(&case), &policy(&plain)).unwrap();
    assert!(!find(&table, &boundary.names()).unwrap().failing().contains(&Rule::Dominance));
}
