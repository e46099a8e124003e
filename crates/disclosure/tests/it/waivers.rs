//! Waivers: rules protect those who have given none, and only where a policy lets waivers count (SDC Handbook, 2nd
//! edition: the largest contributor without a waiver against the largest other).

use crate::support::*;
use disclosure::{Policy, Protect, Rule, Verdict};
use serde_json::json;

const P: &str = "[[dominance]]\nn = 2\nk = 0.9\n[p]\npercent = 0.1\n";

fn with_waivers() -> Policy {
    small(&format!("{P}[values]\nwaivers = true\n"))
}

/// Enterprises of one cell as (turnover, waiver), and a second cell that is safe.
fn enterprises(of: &[(f64, &str)]) -> String {
    let mut text = String::from("r,turnover,id,waiver\n");
    for (id, (turnover, waiver)) in of.iter().enumerate() {
        text += &format!("a,{turnover},{id},{waiver}\n");
    }
    for id in 100..110 {
        text += &format!("b,10,{id},no\n");
    }
    text
}

fn asking() -> serde_json::Value {
    json!({"rows": ["r"], "sum": ["turnover"], "unit": "id", "waiver": "waiver"})
}

const GIANT: [(f64, &str); 5] = [(1000.0, "yes"), (40.0, "no"), (30.0, "no"), (20.0, "no"), (10.0, "no")];

#[test]
fn a_giant_that_has_given_a_waiver_needs_no_protection_but_the_others_do() {
    let without = table(&enterprises(&GIANT.map(|(turnover, _)| (turnover, "no"))), asking(), &with_waivers()).unwrap();
    assert_eq!(failing(&without, &["a"]), [Rule::Dominance, Rule::PPercent]);
    // 40 + 1000 make 94.5 % of 1100: whoever is the giant knows the next too well by (2,90 %), and not by p%, as 60 are left.
    let with = table(&enterprises(&GIANT), asking(), &with_waivers()).unwrap();
    assert_eq!(failing(&with, &["a"]), [Rule::Dominance]);
    assert_eq!(
        words(&with, &["a"]),
        ["2 units (id), one of them without a waiver, make 94.5 % of sum_turnover; at most 90 % is allowed"]
    );
    let p_alone = small("[p]\npercent = 0.1\n[values]\nwaivers = true\n");
    assert_eq!(table(&enterprises(&GIANT), asking(), &p_alone).unwrap().verdict, Verdict::Pass);
}

#[test]
fn the_giant_estimates_the_largest_without_a_waiver() {
    let close = [(1000.0, "yes"), (400.0, "no"), (30.0, "no"), (5.0, "yes")];
    let p_alone = small("[p]\npercent = 0.1\n[values]\nwaivers = true\n");
    let table = table(&enterprises(&close), asking(), &p_alone).unwrap();
    assert_eq!(
        words(&table, &["a"]),
        [
            "the largest without a waiver of 4 units (id) in sum_turnover can be estimated within 8.8 % by the largest other; 10 % is the least"
        ]
    );
}

#[test]
fn a_policy_that_says_nothing_of_waivers_protects_everyone_and_says_so() {
    let table = table(&enterprises(&GIANT), asking(), &small(P)).unwrap();
    assert_eq!(failing(&table, &["a"]), [Rule::Dominance, Rule::PPercent]);
    assert!(table.not_applied.iter().any(|part| part.contains("waivers are not counted")), "{:?}", table.not_applied);
}

#[test]
fn a_cell_of_few_passes_where_all_have_given_waivers_and_not_where_one_has_not() {
    let asked = || json!({"rows": ["r"], "count": true, "sum": ["turnover"], "unit": "id", "waiver": "waiver"});
    let all = table(&enterprises(&[(1000.0, "1"), (40.0, "1")]), asked(), &with_waivers()).unwrap();
    assert_eq!(failing(&all, &["a"]), []);
    let one = table(&enterprises(&[(1000.0, "1"), (40.0, "0")]), asked(), &with_waivers()).unwrap();
    assert_eq!(failing(&one, &["a"]), [Rule::Threshold, Rule::Dominance, Rule::PPercent]);
    // Nobody was asked about the second.
    let silent = table(&enterprises(&[(1000.0, "1"), (40.0, "")]), asked(), &with_waivers()).unwrap();
    assert_eq!(failing(&silent, &["a"]), [Rule::Threshold, Rule::Dominance, Rule::PPercent]);
}

#[test]
fn a_unit_whose_records_do_not_all_say_so_has_given_no_waiver() {
    let text = "r,turnover,id,waiver\na,600,1,yes\na,400,1,no\na,40,2,yes\na,30,3,yes\n";
    let table = table(text, asking(), &with_waivers()).unwrap();
    assert_eq!(failing(&table, &["a"]), [Rule::Dominance, Rule::PPercent]);
}

#[test]
fn a_group_has_given_a_waiver_when_all_its_enterprises_have() {
    let text = |second: &str| {
        let mut text = format!("r,turnover,id,group,waiver\na,600,1,g,yes\na,400,2,g,{second}\n");
        (3..9).for_each(|id| text += &format!("a,90,{id},,yes\n"));
        text
    };
    let mut asked = asking();
    asked["holding"] = json!("group");
    let p_alone = small("[[dominance]]\nn = 1\nk = 0.5\n[values]\nwaivers = true\n");
    assert_eq!(table(&text("yes"), asked.clone(), &p_alone).unwrap().verdict, Verdict::Pass);
    let table = table(&text("no"), asked, &p_alone).unwrap();
    assert_eq!(words(&table, &["a"]), ["1 holding (group) makes 64.9 % of sum_turnover; at most 50 % is allowed"]);
}

#[test]
fn what_is_hidden_is_protected_at_the_level_of_those_without_a_waiver() {
    let mut text = String::from("r,c,turnover,id,waiver\n");
    let mut id = 0;
    for r in ["a", "b", "c"] {
        for c in ["x", "y", "z"] {
            let of: Vec<(f64, &str)> = if (r, c) == ("a", "x") {
                vec![(1000.0, "yes"), (400.0, "no"), (30.0, "no"), (5.0, "yes")]
            } else {
                vec![(100.0, "no"); 8]
            };
            for (turnover, waiver) in of {
                id += 1;
                text += &format!("{r},{c},{turnover},{id},{waiver}\n");
            }
        }
    }
    let mut asked = json!({"rows": ["r"], "cols": ["c"], "sum": ["turnover"], "unit": "id", "waiver": "waiver",
        "margins": true});
    asked["protect"] = serde_json::to_value(Protect::Suppress).unwrap();
    let p_alone = small("[p]\npercent = 0.1\n[values]\nwaivers = true\n[protect]\ncost = 'cells'\n");
    let table = table(&text, asked, &p_alone).unwrap();
    assert_eq!(table.verdict, Verdict::Pass);
    let protection = table.protection.unwrap();
    assert_eq!((protection.primary, protection.secondary), (1, 3));
    // 10 % of 400 less the 35 that are left beside the two: 5 more would pass, not the 65 that the giant would need.
    assert!(protection.audit.iter().all(|line| line.holds), "{:?}", protection.audit);
}

#[test]
fn a_waiver_needs_units_and_plain_words() {
    let mut asked = asking();
    asked.as_object_mut().unwrap().remove("unit");
    let error = table(&enterprises(&GIANT), asked, &with_waivers()).unwrap_err();
    assert_eq!(error.to_string(), "the waiver \"waiver\" is a unit's: name the field of units with --unit");
    let error = table(&enterprises(&[(1.0, "perhaps")]), asking(), &with_waivers()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "record 1: \"waiver\" says \"perhaps\" where a waiver is yes or no (1 or 0, true or false)"
    );
}
