//! Samples drawn in strata and clusters: the degrees of freedom of a variance are clusters less strata.

use crate::support::*;
use disclosure::{Rule, Verdict};
use serde_json::json;

/// Two strata with six clusters each, numbered from 1 in either, and two people in each cluster.
fn sample() -> String {
    let mut text = String::from("r,v,stratum,psu\n");
    for at in 0..24 {
        text += &format!("a,{},{},{}\n", 10 + at % 7, ["north", "south"][at / 12], 1 + at / 2 % 6);
    }
    text
}

fn rules(dof: u32) -> disclosure::Policy {
    small(&format!("[model]\ndof = {dof}\n"))
}

#[test]
fn degrees_of_freedom_are_clusters_less_strata() {
    let asked = |more: &[(&str, &str)]| {
        let mut asked = json!({"rows": ["r"], "more": [{"variance": "v"}]});
        more.iter().for_each(|(role, field)| asked[*role] = json!(field));
        asked
    };
    // 24 people; 24 in two strata; 12 clusters in two strata; 6 numbers of clusters where no stratum is named.
    for (more, freedom, who) in [
        (&[][..], 23, "24 records with a value leave 23"),
        (&[("strata", "stratum")], 22, "24 records in 2 strata (stratum) with a value leave 22"),
        (
            &[("strata", "stratum"), ("cluster", "psu")],
            10,
            "12 clusters (psu) in 2 strata (stratum) with a value leave 10",
        ),
        (&[("cluster", "psu")], 5, "6 clusters (psu) with a value leave 5"),
    ] {
        let made = table(&sample(), asked(more), &rules(freedom)).unwrap();
        assert_eq!(made.verdict, Verdict::Pass, "{more:?}");
        let made = table(&sample(), asked(more), &rules(freedom + 1)).unwrap();
        assert_eq!(failing(&made, &["a"]), [Rule::Dof], "{more:?}");
        let words = &made.cells[0].marks[0].words;
        assert_eq!(words.to_string(), format!("{who} degrees of freedom; at least {} are needed", freedom + 1));
    }
}

#[test]
fn clusters_without_a_value_give_no_freedom() {
    let text = sample().replace("a,10,north,1", "a,,north,1").replace("a,11,north,1", "a,,north,1");
    let asked = json!({"rows": ["r"], "more": [{"std": "v"}], "strata": "stratum", "cluster": "psu"});
    assert_eq!(failing(&table(&text, asked, &rules(10)).unwrap(), &["a"]), [Rule::Dof]);
}

#[test]
fn a_record_outside_the_sample_is_an_error_that_says_what_to_do() {
    let asked = json!({"rows": ["r"], "count": true, "cluster": "psu"});
    let error = table("r,psu\na,1\na,\n", asked.clone(), &small("")).unwrap_err().to_string();
    assert_eq!(
        error,
        "record 2: \"psu\", the clusters of the sample, is missing; correct it, or leave such records out with --where \"not psu is missing\""
    );
    let mut elsewhere = asked;
    elsewhere["where"] = json!("not psu is missing");
    assert_eq!(table("r,psu\na,1\na,\n", elsewhere, &small("")).unwrap().cells[0].n, 1);
    let unknown = json!({"rows": ["r"], "count": true, "strata": "stratun"});
    let error = table(&sample(), unknown, &small("")).unwrap_err().to_string();
    assert!(error.contains("stratum"), "{error}");
}
