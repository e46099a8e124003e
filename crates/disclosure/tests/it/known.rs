//! What a reader knows beside the figures, and who counts as somebody.

use crate::support::*;
use disclosure::{Rule, Status, Verdict};
use serde_json::json;

/// The rules that one statistic of a cell fails.
fn fails_of(made: &disclosure::TableResult, keys: &[&str], statistic: &str) -> Vec<Rule> {
    let failing = cell(made, keys).marks.iter().filter(|mark| mark.severity == disclosure::Severity::Fail);
    failing.filter(|mark| &*mark.statistic == statistic).map(|mark| mark.rule).collect()
}

/// Twelve units of two holdings in one cell and of twelve in the other; only four units of one holding have a `w`.
fn of_holdings() -> String {
    let mut text = String::from("g,v,w,id,h\n");
    for id in 0..24 {
        let (code, holding) = if id < 12 { ("x", id % 2) } else { ("y", id) };
        let w = if id < 12 && (id % 2 != 0 || id > 7) { String::new() } else { format!("{}", id * 3 + 1) };
        text += &format!("{code},{},{w},{id},h{holding}\n", id * 7 % 24 + 1);
    }
    text
}

#[test]
fn the_threshold_of_holdings_is_for_every_statistic() {
    let rules = policy(
        "name='t'\nsource='t'\n[count]\nthreshold=4\nholdings=3\nzero='allow'\nfull='allow'\n[extreme]\nof=2\n[mode]\nunits=1\nshared=1\n[model]\ndof=1\n",
    );
    let more = json!([
        {"percent": "total"}, {"sum": "v"}, {"mean": "v"}, {"ratio": ["v", "v"]}, {"median": "v"}, {"quantile": ["v", 250]},
        {"mode": "v"}, {"min": "v"}, {"max": "v"}, {"variance": "v"}, {"std": "v"}, {"skewness": "v"}, {"kurtosis": "v"},
        {"gini": "v"}, {"herfindahl": "v"}, {"concentration": ["v", 4]}
    ]);
    let asked = json!({"rows": ["g"], "count": true, "more": more, "unit": "id", "holding": "h"});
    let made = table(&of_holdings(), asked, &rules).unwrap();
    for statistic in &made.statistics {
        assert!(fails_of(&made, &["x"], statistic).contains(&Rule::Threshold), "{statistic}");
        assert!(!fails_of(&made, &["y"], statistic).contains(&Rule::Threshold), "{statistic}");
    }
}

#[test]
fn of_a_ratio_the_holdings_below_the_line_count_as_well() {
    let rules = policy("name='t'\nsource='t'\n[count]\nthreshold=2\nholdings=2\nzero='allow'\nfull='allow'\n");
    let asked = json!({"rows": ["g"], "more": [{"ratio": ["v", "w"]}], "unit": "id", "holding": "h"});
    let made = table(&of_holdings(), asked, &rules).unwrap();
    // Two holdings have a v, one of them a w.
    assert_eq!(fails_of(&made, &["x"], "ratio_v_w"), [Rule::Threshold]);
    assert!(fails_of(&made, &["y"], "ratio_v_w").is_empty());
    // Where no policy says how many, a person looks.
    let asked = json!({"rows": ["g"], "more": [{"ratio": ["v", "w"]}], "unit": "id", "holding": "h"});
    let made =
        table(&of_holdings(), asked, &policy("name='t'\nsource='t'\n[count]\nthreshold=2\nfull='allow'\n")).unwrap();
    assert_eq!(crate::support::asked(&made, &["x"]), [Rule::Threshold]);
}

#[test]
fn records_of_weight_nought_are_nobody_in_any_figure() {
    // Thirty records in either cell; in x four weigh something.
    let mut text = String::from("g,v,w,id,h\n");
    for id in 0..60 {
        let (code, weight) = if id < 30 { ("x", u8::from(id < 4)) } else { ("y", 2) };
        text += &format!("{code},{},{weight},{id},h{id}\n", id % 13 + 1);
    }
    let rules = policy("name='t'\nsource='t'\n[count]\nthreshold=5\nholdings=5\nfull='allow'\n[extreme]\nof=2\n");
    let more = json!([{"percent": "total"}, {"ratio": ["v", "v"]}, {"min": "v"}, {"max": "v"}]);
    let asked = json!({
        "rows": ["g"], "count": true, "sum": ["v"], "mean": ["v"], "more": more, "unit": "id", "holding": "h", "weight": "w",
        "margins": true,
    });
    let made = table(&text, asked, &rules).unwrap();
    let x = cell(&made, &["x"]);
    assert_eq!((x.n, x.units, x.evidence.holdings), (4, 4, Some(4)));
    for statistic in &made.statistics {
        assert!(fails_of(&made, &["x"], statistic).contains(&Rule::Threshold), "{statistic}");
        assert!(!fails_of(&made, &["y"], statistic).contains(&Rule::Threshold), "{statistic}");
    }
    assert_eq!(cell(&made, &["Total"]).values[0], Some(64.0));
}

#[test]
fn who_has_held_back_a_waiver_anywhere_has_given_none() {
    // The unit 1 agrees in one cell and not in the other.
    let mut text = String::from("g,v,id,ok\na,900,1,yes\nb,20,1,no\n");
    for id in 2..9 {
        text += &format!("a,10,{id},yes\nb,10,{},yes\n", id + 10);
    }
    let rules = small("[values]\nwaivers = true\n[p]\npercent = 10\n");
    let asked = json!({"rows": ["g"], "sum": ["v"], "unit": "id", "waiver": "ok"});
    let made = table(&text, asked.clone(), &rules).unwrap();
    assert_eq!(failing(&made, &["a"]), [Rule::PPercent], "{:?}", words(&made, &["a"]));
    let made = table(&text.replace("1,no", "1,yes"), asked, &rules).unwrap();
    assert!(failing(&made, &["a"]).is_empty());
}

#[test]
fn a_mean_of_ends_that_are_all_nought_tells_each_of_them() {
    let mut text = String::from("g,v,id\na,0,1\na,0,2\n");
    (3..20).for_each(|id| text += &format!("a,{id},{id}\n"));
    let rules = small("[extreme]\nof = 2\n");
    let made =
        table(&text, json!({"rows": ["g"], "more": [{"min": "v"}, {"max": "v"}], "unit": "id"}), &rules).unwrap();
    assert_eq!((fails_of(&made, &["a"], "min_v"), fails_of(&made, &["a"], "max_v")), (vec![Rule::Extreme], vec![]));
}

#[test]
fn what_lies_on_a_bound_is_not_told_from_it_by_its_last_digits() {
    // 0.1 / 0.3 of 3 is 1, which is what the others have.
    let rules = small("[pq]\np = 0.1\nq = 0.3\n");
    for (values, expected) in [(["3", "2", "0.5", "0.5"], vec![]), (["3", "2", "0.5", "0.4"], vec![Rule::Pq])] {
        let text: String = values.iter().map(|value| format!("a,{value}\n")).collect();
        let made = table(&format!("g,v\n{text}"), json!({"rows": ["g"], "sum": ["v"]}), &rules).unwrap();
        assert_eq!(failing(&made, &["a"]), expected, "{values:?}");
    }
    // The 29th of a hundredth among 101 records is the 30th of them.
    let text: String = (0..101).map(|v| format!("a,{v}\n")).collect();
    let made =
        table(&format!("g,v\n{text}"), json!({"rows": ["g"], "more": [{"quantile": ["v", 290]}]}), &small("")).unwrap();
    assert_eq!(cell(&made, &["a"]).values, [Some(29.0)]);
    assert_eq!(cell(&made, &["a"]).evidence.variables[0].positions[0].equal, 1);
    // 0.57 of a hundred is 57.
    let text = "a,x\n".repeat(57) + &"a,y\n".repeat(43);
    let rules = policy("name='t'\nsource='t'\n[count]\nthreshold=3\nzero='allow'\nfull='fail'\nfull_share=0.57\n");
    let made = table(&format!("r,c\n{text}"), json!({"rows": ["r"], "cols": ["c"]}), &rules).unwrap();
    assert_eq!((failing(&made, &["a", "x"]), failing(&made, &["a", "y"])), (vec![Rule::Full], vec![]));
}

#[test]
fn hidden_counts_of_at_least_one_are_counted_on_in_two_fields_and_in_groups() {
    // In the row a six cells of one person each beside two large ones: 6 + 0 people in six cells that everybody knows to be filled.
    let mut text = String::from("r,c,id\n");
    let mut id = 0;
    let mut add = |r: &str, c: &str, n: usize| {
        for _ in 0..n {
            id += 1;
            text += &format!("{r},{c},{id}\n");
        }
    };
    for c in ["c1", "c2", "c3", "c4", "c5", "c6"] {
        add("a", c, 1);
        add("b", c, 40);
        add("d", c, 50);
    }
    add("a", "c7", 60);
    add("a", "c8", 70);
    add("b", "c7", 30);
    add("b", "c8", 30);
    add("d", "c7", 30);
    add("d", "c8", 30);
    let rules = policy("name='t'\nsource='t'\n[count]\nthreshold=5\nzero='allow'\nfull='allow'\n");
    let asked = json!({
        "rows": ["r"], "cols": ["c"], "count": true, "unit": "id", "margins": true, "protect": "suppress",
        "protect_seconds": 1,
    });
    let made = table(&text, asked, &rules).unwrap();
    assert_eq!(made.verdict, Verdict::Pass);
    let hidden = |keys: &[&str]| matches!(cell(&made, keys).status, Status::Primary | Status::Secondary);
    let gaps: Vec<u64> =
        (1..9).map(|at| format!("c{at}")).filter(|c| hidden(&["a", c])).map(|c| cell(&made, &["a", &c]).n).collect();
    if !hidden(&["a", "Total"]) {
        let (sum, many) = (gaps.iter().sum::<u64>(), gaps.len() as u64);
        assert!(sum - (many - 1) >= 5, "{gaps:?}");
    }
    for at in 1..7 {
        let lines = &made.protection.as_ref().unwrap().audit;
        let code = format!("c{at}");
        assert!(lines.iter().any(|line| line.cell == ["a", &*code] && line.upper.is_none_or(|upper| upper >= 5.0)));
    }
}
