//! What each rule says of a cell (domain.md 2.7).

use crate::support::*;
use disclosure::{Rule, Verdict};
use serde_json::json;

/// Twenty records of a cell, by value; the other cells are safe.
fn twenty(value: impl Fn(usize) -> String) -> String {
    let mut text = String::from("r,c,v,id\n");
    for (r, c) in [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")] {
        for i in 0..20 {
            let v = if (r, c) == ("a", "x") { value(i) } else { (i + 10).to_string() };
            text += &format!("{r},{c},{v},{i}\n");
        }
    }
    text
}

fn asking(statistic: &str) -> serde_json::Value {
    let mut asked = json!({"rows": ["r"], "cols": ["c"]});
    asked[statistic] = json!(["v"]);
    asked
}

const MAGNITUDE: &str = "[[dominance]]\nn = 2\nk = 0.9\n[p]\npercent = 0.1\n";

#[test]
fn missing_values_do_not_count_towards_the_threshold_of_a_mean() {
    let text = twenty(|i| if i < 2 { format!("{}", i + 5) } else { String::new() });
    let table = table(&text, asking("mean"), &small("")).unwrap();
    assert_eq!(failing(&table, &["a", "x"]), [Rule::Threshold]);
    assert_eq!(
        words(&table, &["a", "x"]),
        ["2 records with a value of v (of 20 in all) stand behind this cell; at least 3 are needed"]
    );
    let cell = cell(&table, &["a", "x"]);
    assert_eq!((cell.n, cell.valid_n, cell.units), (20, 2, 2));
    assert_eq!(cell.values, [Some(5.5)]);
}

#[test]
fn missing_values_count_where_the_policy_says_so() {
    let text = twenty(|i| if i < 2 { format!("{}", i + 5) } else { String::new() });
    let table = table(&text, asking("mean"), &small("[values]\nmissing = 'counted'\n")).unwrap();
    assert_eq!(table.verdict, Verdict::Pass);
}

#[test]
fn one_negative_value_switches_dominance_off_nowhere() {
    let mut text = twenty(|i| if i == 0 { "100000".into() } else { "1".into() });
    text += "a,y,-1,20\n";
    let table = table(&text, asking("sum"), &small(&format!("{MAGNITUDE}[values]\nnegative = 'ask'\n"))).unwrap();
    assert_eq!(failing(&table, &["a", "x"]), [Rule::Dominance, Rule::PPercent]);
    assert_eq!(failing(&table, &["a", "y"]), []);
    assert_eq!(asked(&table, &["a", "y"]), [Rule::Negative]);
}

#[test]
fn negative_contributions_dominate_by_their_absolute_value() {
    let text = twenty(|i| if i == 0 { "-100000".into() } else { "1".into() });
    let absolute = table(&text, asking("sum"), &small(MAGNITUDE)).unwrap();
    assert_eq!(failing(&absolute, &["a", "x"]), [Rule::Dominance, Rule::PPercent]);
    let refused = table(&text, asking("sum"), &small("[values]\nnegative = 'refuse'\n")).unwrap();
    assert_eq!(failing(&refused, &["a", "x"]), [Rule::Negative]);
}

#[test]
fn twenty_records_of_one_person_are_one_unit() {
    let mut text = String::from("r,c,v,id\n");
    for i in 0..20 {
        text += &format!("a,x,{i},7\na,y,{i},{i}\nb,x,{i},{i}\nb,y,{i},{i}\n");
    }
    let asked = json!({"rows": ["r"], "cols": ["c"], "unit": "id"});
    let table = table(&text, asked, &small("")).unwrap();
    assert_eq!(failing(&table, &["a", "x"]), [Rule::Threshold]);
    assert_eq!(words(&table, &["a", "x"]), ["1 unit (id) stands behind this cell; at least 3 are needed"]);
    assert_eq!(cell(&table, &["a", "x"]).n, 20);
}

#[test]
fn contributions_of_one_unit_are_added_before_dominance_is_judged() {
    let text = "r,v,id\na,40,1\na,40,1\na,15,2\na,15,3\na,10,4\n";
    let policy = small("[[dominance]]\nn = 1\nk = 0.5\n");
    let by_record = table(text, json!({"rows": ["r"], "sum": ["v"]}), &policy).unwrap();
    assert_eq!(by_record.verdict, Verdict::Pass);
    let by_unit = table(text, json!({"rows": ["r"], "sum": ["v"], "unit": "id"}), &policy).unwrap();
    assert_eq!(failing(&by_unit, &["a"]), [Rule::Dominance]);
    assert_eq!(words(&by_unit, &["a"]), ["1 unit (id) makes 66.7 % of sum_v; at most 50 % is allowed"]);
}

#[test]
fn enterprises_of_one_group_are_judged_together() {
    let text = "r,v,id,g\na,46,1,G\na,47,2,G\na,2,3,\na,3,4,H\na,2,5,\n";
    let policy = small("[[dominance]]\nn = 1\nk = 0.9\n");
    let asked = json!({"rows": ["r"], "sum": ["v"], "unit": "id", "holding": "g"});
    let table = table(text, asked, &policy).unwrap();
    assert_eq!(words(&table, &["a"]), ["1 holding (g) makes 93 % of sum_v; at most 90 % is allowed"]);
    // Those without a group stand for themselves.
    assert_eq!(cell(&table, &["a"]).evidence.holdings, Some(4));
}

#[test]
fn all_values_equal_are_a_full_cell() {
    let text = twenty(|_| "7".into());
    let policy = policy("name='t'\nsource='t'\n[count]\nthreshold=3\nzero='allow'\nfull='fail'\n");
    let table = table(&text, asking("mean"), &policy).unwrap();
    assert_eq!(failing(&table, &["a", "x"]), [Rule::Full]);
    assert_eq!(words(&table, &["a", "x"]), ["all 20 values of v are equal, so the figure is each one's value"]);
}

#[test]
fn a_cell_that_holds_its_whole_row_is_full() {
    let text = "r,c\n".to_string() + &"a,x\n".repeat(20) + &"b,x\n".repeat(20) + &"b,y\n".repeat(20);
    let policy = policy("name='t'\nsource='t'\n[count]\nthreshold=3\nzero='allow'\nfull='ask'\nfull_share=0.9\n");
    let table = table(&text, json!({"rows": ["r"], "cols": ["c"]}), &policy).unwrap();
    assert_eq!(asked(&table, &["a", "x"]), [Rule::Full]);
    assert_eq!(table.verdict, Verdict::Ask);
    assert_eq!(asked(&table, &["b", "x"]), []);
}

#[test]
fn a_field_with_one_code_makes_no_cell_full() {
    let text = "r,c\n".to_string() + &"a,x\n".repeat(20) + &"b,x\n".repeat(20);
    let policy = policy("name='t'\nsource='t'\n[count]\nthreshold=3\nfull='fail'\nfull_share=0.9\n");
    assert_eq!(table(&text, json!({"rows": ["r"], "cols": ["c"]}), &policy).unwrap().verdict, Verdict::Pass);
}

#[test]
fn an_empty_cell_is_judged_by_the_zero_rule_alone() {
    let text = "r,c\n".to_string() + &"a,x\n".repeat(20) + &"b,x\n".repeat(20) + &"b,y\n".repeat(20);
    for (zero, fails, asks) in
        [("fail", vec![Rule::Zero], vec![]), ("ask", vec![], vec![Rule::Zero]), ("allow", vec![], vec![])]
    {
        let policy = policy(&format!("name='t'\nsource='t'\n[count]\nthreshold=10\nzero='{zero}'\nfull='allow'\n"));
        let table = table(&text, json!({"rows": ["r"], "cols": ["c"]}), &policy).unwrap();
        assert_eq!(failing(&table, &["a", "y"]), fails, "zero = {zero}");
        assert_eq!(asked(&table, &["a", "y"]), asks, "zero = {zero}");
    }
}

#[test]
fn a_rule_says_at_equality_what_the_policy_says() {
    // 450 + 450 are exactly 90 % of 1,000. Of 1,160, after 1,000 and 60, exactly 10 % of the largest is left.
    let nk = "r,v\na,450\na,450\na,50\na,50\n";
    let p = "r,v\na,1000\na,60\na,50\na,50\n";
    let below = "r,v\na,1000\na,60\na,50\na,49\n";
    for (text, rule, expected) in [
        (nk, "[[dominance]]\nn=2\nk=0.9\nequality='pass'\n", vec![]),
        (nk, "[[dominance]]\nn=2\nk=0.9\n", vec![]),
        (nk, "[[dominance]]\nn=2\nk=0.9\nequality='fail'\n", vec![Rule::Dominance]),
        (p, "[p]\npercent=0.1\nequality='fail'\n", vec![Rule::PPercent]),
        (p, "[p]\npercent=10\nequality='pass'\n", vec![]),
        (below, "[p]\npercent=10\nequality='pass'\n", vec![Rule::PPercent]),
    ] {
        let found = table(text, json!({"rows": ["r"], "sum": ["v"]}), &small(rule)).unwrap();
        assert_eq!(failing(&found, &["a"]), expected, "{text} {rule}");
    }
}

#[test]
fn a_total_of_noughts_tells_everyones_value() {
    let table = table("r,v\na,0\na,0\na,0\na,0\n", json!({"rows": ["r"], "sum": ["v"]}), &small(MAGNITUDE)).unwrap();
    assert_eq!(failing(&table, &["a"]), [Rule::PPercent]);
}

#[test]
fn the_pq_rule_measures_against_prior_knowledge() {
    let text = "r,v\na,100\na,50\na,10\na,10\n"; // rest 20; p/q * 100 = 25 fails, 20 passes
    let fails = table(text, json!({"rows": ["r"], "sum": ["v"]}), &small("[pq]\np=0.1\nq=0.4\n")).unwrap();
    assert_eq!(failing(&fails, &["a"]), [Rule::Pq]);
    let passes = table(text, json!({"rows": ["r"], "sum": ["v"]}), &small("[pq]\np=0.1\nq=0.5\n")).unwrap();
    assert_eq!(passes.verdict, Verdict::Pass);
}

#[test]
fn a_unit_of_several_cells_counts_once_in_a_margin_with_the_sum_of_its_contributions() {
    let text = "r,c,v,id\na,x,30,1\na,y,31,1\na,x,20,2\na,x,20,3\na,y,20,4\na,y,20,5\nb,x,1,1\n";
    let policy = small("[[dominance]]\nn = 1\nk = 0.5\n");
    let asked = json!({"rows": ["r"], "cols": ["c"], "count": true, "sum": ["v"], "unit": "id", "margins": true});
    let table = table(text, asked, &policy).unwrap();
    let row = cell(&table, &["a", "Total"]);
    assert_eq!((row.n, row.units), (6, 5));
    assert_eq!(*row.evidence.variables[0].by_unit.top, [61.0, 20.0]);
    assert_eq!(cell(&table, &["Total", "Total"]).evidence.variables[0].by_unit.top[0], 62.0);
    assert_eq!(cell(&table, &["Total", "Total"]).evidence.units, 5);
    assert_eq!(cell(&table, &["Total", "x"]).evidence.units, 3);
    // 30 of 70 in one cell is no dominance; nor is 61 of 141 in the row.
    assert_eq!(failing(&table, &["a", "Total"]), []);
}

#[test]
fn figures_are_weighted_and_numbers_of_records_are_not() {
    let text = "r,v,w\na,10,1\na,20,3\na,,5\na,30,2\nb,1,1\nb,2,1\nb,3,1\n";
    let asked = json!({"rows": ["r"], "count": true, "sum": ["v"], "mean": ["v"], "weight": "w"});
    let table = table(text, asked, &small("")).unwrap();
    let a = cell(&table, &["a"]);
    assert_eq!((a.n, a.valid_n), (4, 3));
    assert_eq!(a.values, [Some(11.0), Some(130.0), Some(130.0 / 6.0)]);
    assert_eq!(a.evidence.variables[0].sum, 60.0);
}

#[test]
fn a_large_weight_can_make_a_unit_dominant() {
    let text = "r,v,w\na,10,100\na,20,1\na,20,1\na,20,1\n";
    let policy = small("[[dominance]]\nn = 1\nk = 0.5\n");
    assert_eq!(table(text, json!({"rows": ["r"], "sum": ["v"]}), &policy).unwrap().verdict, Verdict::Pass);
    let weighted = table(text, json!({"rows": ["r"], "sum": ["v"], "weight": "w"}), &policy).unwrap();
    assert_eq!(words(&weighted, &["a"]), ["1 record makes 94.3 % of weighted sum_v; at most 50 % is allowed"]);
}

#[test]
fn records_with_a_missing_code_are_left_out_and_said_so() {
    let text = "r,c\na,x\n,x\na,\n,\na,x\na,x\n";
    let table = table(text, json!({"rows": ["r"], "cols": ["c"]}), &small("")).unwrap();
    assert_eq!(cell(&table, &["a", "x"]).n, 3);
    assert_eq!(table.left_out.by_field, [("r".to_string(), 2), ("c".to_string(), 1)]);
    assert!(table.remarks().contains(&"2 records are left out because \"r\" is missing".to_string()));
}

#[test]
fn parquet_dictionaries_and_plain_texts_and_numbers_give_the_same_codes() {
    let texts = in_memory(
        vec![("r", column_of_texts(&[Some("2"), Some("10"), Some("2"), None]))],
        json!({"rows": ["r"]}),
        &small(""),
    )
    .unwrap();
    let numbers =
        in_memory(vec![("r", column_of_ids(&[Some(2), Some(10), Some(2), None]))], json!({"rows": ["r"]}), &small(""))
            .unwrap();
    let keys = |table: &disclosure::TableResult| table.cells.iter().map(|c| (c.names(), c.n)).collect::<Vec<_>>();
    assert_eq!(keys(&texts), [(vec!["2".to_string()], 2), (vec!["10".to_string()], 1)]);
    assert_eq!(keys(&texts), keys(&numbers));
}

#[test]
fn not_a_number_in_memory_is_a_missing_value() {
    let columns = vec![
        ("r", column_of_texts(&[Some("a"); 4])),
        ("v", column_of_numbers(&[Some(1.0), Some(f64::NAN), None, Some(2.0)])),
    ];
    let table = in_memory(columns, json!({"rows": ["r"], "mean": ["v"]}), &small("")).unwrap();
    assert_eq!((cell(&table, &["a"]).n, cell(&table, &["a"]).valid_n), (4, 2));
    assert_eq!(cell(&table, &["a"]).values, [Some(1.5)]);
}

#[test]
fn codes_of_every_type_are_codes() {
    use arrow::array::{ArrayRef, BooleanArray, Date32Array, DictionaryArray, UInt64Array};
    use arrow::datatypes::Int8Type;
    use std::sync::Arc;
    let category: DictionaryArray<Int8Type> = vec![Some("x"), Some("y"), None, Some("y")].into_iter().collect();
    let columns: [(ArrayRef, &[&str]); 4] = [
        (Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)])), &["false", "true"]),
        (Arc::new(Date32Array::from(vec![Some(1), Some(0), None, Some(1)])), &["1970-01-01", "1970-01-02"]),
        (Arc::new(UInt64Array::from(vec![Some(u64::MAX), Some(7), None, Some(7)])), &["7", "18446744073709551615"]),
        (Arc::new(category), &["x", "y"]),
    ];
    for (column, expected) in columns {
        let kind = column.data_type().to_string();
        let table = in_memory(vec![("r", column)], json!({"rows": ["r"]}), &small("")).unwrap();
        assert_eq!(table.codes, [expected], "{kind}");
        assert_eq!(table.cells.iter().map(|cell| cell.n).sum::<u64>(), 3, "{kind}");
    }
}
