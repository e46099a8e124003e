//! Policies are files whose every key means something.

use crate::support::{SMALL, small, table};
use disclosure::{Action, Equality, Policy};

#[test]
fn every_policy_that_ships_can_be_read_and_says_where_its_numbers_come_from() {
    for name in Policy::names() {
        let policy = Policy::named(name).unwrap();
        assert_eq!(policy.name, name);
        assert!(policy.source.len() > 20, "{name}");
    }
    assert_eq!(Policy::names().count(), 9);
    assert!(Policy::names().any(|name| name == Policy::DEFAULT));
}

#[test]
fn the_acro_policy_has_acros_defaults_and_comparisons() {
    let acro = Policy::named("acro").unwrap();
    assert_eq!((acro.count.threshold, acro.count.zero), (10, Action::Fail));
    assert_eq!((acro.dominance[0].n, acro.dominance[0].k, acro.dominance[0].equality), (2, 0.9, Equality::Fail));
    let p = acro.p.as_ref().unwrap();
    assert_eq!((p.fraction(), p.equality), (0.1, Equality::Pass));
}

#[test]
fn an_unknown_key_is_an_error_that_names_its_line() {
    let text = format!("{SMALL}[values]\nnegativ = 'ask'\n");
    let error = Policy::parse("mine.toml", &text).unwrap_err().to_string();
    assert!(error.starts_with("policy mine.toml: line 8: unknown field `negativ`"), "{error}");
    let error = Policy::parse("mine.toml", &text.replace("negativ = 'ask'", "negative = 'maybe'")).unwrap_err();
    assert!(error.to_string().contains("line 8") && error.to_string().contains("maybe"), "{error}");
}

#[test]
fn impossible_numbers_are_refused() {
    for (more, expected) in [
        (
            "[[dominance]]\nn=2\nk=85\n",
            "dominance.k = 85 is no share; write it as a fraction above 0 and up to 1, like 0.85",
        ),
        ("[[dominance]]\nn=0\nk=0.5\n", "dominance.n = 0 must lie between 1 and 16"),
        ("[p]\npercent=0\n", "p.percent = 0 must lie above 0 and below 100 (0.1 and 10 both mean 10 %)"),
        ("[pq]\np=0.5\nq=0.4\n", "pq.p = 0.5 must lie above 0 and below pq.q = 0.4"),
        ("[rounding]\nbase=0\n", "rounding.base = 0 must be at least 1"),
    ] {
        let error = Policy::parse("t", &format!("{SMALL}{more}")).unwrap_err().to_string();
        assert_eq!(error, format!("policy t: {expected}"));
    }
}

#[test]
fn what_a_policy_says_and_is_not_applied_is_said() {
    let data = "r,v\na,1\na,2\na,3\n";
    let policy = Policy::named("opensafely").unwrap();
    let made = table(data, serde_json::json!({"rows": ["r"]}), &policy).unwrap();
    assert_eq!(
        made.not_applied,
        ["policy opensafely: rounding.base = 5 is not applied without --protect round; the figures are exact"]
    );
    assert!(table(data, serde_json::json!({"rows": ["r"]}), &small("")).unwrap().not_applied.is_empty());
    let median = serde_json::json!({"rows": ["r"], "more": [{"median": "v"}, {"std": "v"}]});
    let parts = table(data, median, &small("")).unwrap().not_applied;
    assert!(parts[0].contains("no [quantile] section") && parts[1].contains("no [model] section"), "{parts:?}");
}

#[test]
fn an_unknown_policy_is_refused_with_the_names_of_those_there_are() {
    let error = Policy::named("ons").unwrap_err().to_string();
    assert!(
        error.ends_with("the policies are srs, secure-lab, essnet, abs, opensafely, nhs-hes, ukllc, bundesbank, acro")
    );
}
