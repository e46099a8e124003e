//! Outputs as SACRO-Viewer reads them: where each mark stands, and a folder that its loader accepts.

use crate::support::*;
use disclosure::sacro::{self, Layout, Output, OutputFile};
use serde_json::{Value, json};

const DATA: &str = "r,s,c,v\n";

/// Two fields in the rows, of which only three combinations occur, and two columns.
fn nested() -> String {
    let mut text = String::from(DATA);
    for (r, s, c, n) in
        [("a", "1", "x", 5), ("a", "1", "y", 4), ("a", "2", "x", 1), ("a", "2", "y", 6), ("b", "3", "x", 7)]
    {
        for v in 0..n {
            text += &format!("{r},{s},{c},{}\n", v + 10);
        }
    }
    text
}

fn asked(more: Value) -> Value {
    let mut asked = json!({"rows": ["r", "s"], "cols": ["c"]});
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    asked
}

#[test]
fn a_table_of_several_fields_lies_flat_with_one_line_of_headings_and_one_column_of_names() {
    let table = table(&nested(), asked(json!({"count": true, "sum": ["v"], "margins": true})), &small("")).unwrap();
    let layout = Layout { total: "All".into(), ..Layout::default() };
    let csv = table.sheet_csv(&table.sheet(&layout), &layout);
    assert_eq!(
        csv,
        "r / s by c,count: x,count: y,count: All,sum_v: x,sum_v: y,sum_v: All\n\
         \"a, 1\",5,4,9,60,46,106\n\"a, 2\",1,6,7,10,75,85\n\"b, 3\",7,0,7,91,0,91\nAll,13,10,23,161,121,282\n"
    );
}

#[test]
fn a_mark_stands_at_its_place_below_the_headings_and_beside_the_names() {
    let table = table(&nested(), asked(json!({"count": true, "sum": ["v"]})), &small("")).unwrap();
    let layout = Layout::default();
    let sheet = table.sheet(&layout);
    let (sdc, outcome) = table.sheet_marks(&sheet, &layout);
    assert_eq!(sdc, json!({"summary": {"threshold": 2}, "cells": {"threshold": [[1, 0], [1, 2]]}}));
    assert_eq!(outcome["count: x"], json!({"a, 1": "ok", "a, 2": "threshold; ", "b, 3": "ok"}));
    let (status, summary) = table.sheet_summary();
    assert_eq!(status, "fail");
    assert!(summary.starts_with("fail; threshold: 1 cell; "), "{summary}");
}

#[test]
fn a_whole_sheet_has_every_combination_and_codes_stand_in_the_order_wanted() {
    let table = table(&nested(), asked(json!({"count": true})), &small("")).unwrap();
    let layout = Layout {
        orders: vec![vec!["b".into(), "a".into()], Vec::new(), vec!["y".into(), "z".into(), "x".into()]],
        complete: true,
        ..Layout::default()
    };
    let sheet = table.sheet(&layout);
    assert_eq!((sheet.rows.len(), sheet.cols.len()), (6, 2), "a code that is only in the order has no column");
    assert_eq!(sheet.rows[0], [Some("b".into()), Some("1".into())]);
    assert_eq!(sheet.cols[0], [Some("y".into())]);
    assert_eq!(table.cells[sheet.cells[1]].keys, ["b", "1", "x"]);
}

#[test]
fn what_is_hidden_is_in_no_sheet_and_a_person_looks_at_it() {
    let text = "r,c\n".to_owned() + &"a,x\n".repeat(9) + &"a,y\n".repeat(2) + &"b,x\n".repeat(8) + &"b,y\n".repeat(7);
    let asked = json!({"rows": ["r"], "cols": ["c"], "margins": true, "protect": "suppress"});
    let table = table(&text, asked, &small("")).unwrap();
    let layout = Layout::default();
    let csv = table.sheet_csv(&table.sheet(&layout), &layout);
    assert_eq!(csv, "r by c,x,y,Total\na,,,11\nb,,,15\nTotal,17,9,26\n");
    assert_eq!(table.sheet_summary().0, "review");
}

fn output(uid: &str, file: &str) -> Output {
    Output {
        uid: uid.into(),
        status: "pass".into(),
        kind: "table".into(),
        properties: json!({"method": "crosstab"}),
        files: vec![OutputFile { name: file.into(), sdc: json!({}) }],
        outcome: json!({}),
        command: "table".into(),
        summary: "pass; all is well".into(),
        timestamp: "2026-01-05T09:00:00".into(),
        comments: Vec::new(),
        exception: String::new(),
        fair: json!({}),
    }
}

#[test]
fn the_folder_has_results_in_their_order_and_the_checksum_of_every_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), "a\n").unwrap();
    sacro::write(folder.path(), &[output("output_9", "t.csv"), output("output_10", "t.csv")]).unwrap();
    let text = std::fs::read_to_string(folder.path().join("results.json")).unwrap();
    assert!(text.find("output_9") < text.find("output_10"), "the viewer lists them as they stand");
    let results: Value = serde_json::from_str(&text).unwrap();
    // It compares versions as texts, and knows 0.4.
    assert!(results["version"].as_str().unwrap() >= "0.4");
    assert_eq!(results["results"]["output_9"]["files"][0]["name"], "t.csv");
    assert_eq!(results["results"]["output_9"]["type"], "table");
    let sum = std::fs::read_to_string(folder.path().join("checksums/t.csv.txt")).unwrap();
    assert_eq!(sum, "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7");
    assert!(folder.path().join("checksums/results.json.txt").exists());
}

#[test]
fn an_output_that_the_viewer_would_refuse_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), "a\n").unwrap();
    let bare = Output { files: Vec::new(), ..output("one", "t.csv") };
    let other = Output { summary: "all is well".into(), ..output("one", "t.csv") };
    for (outputs, said) in [
        (vec![bare], "one has no file"),
        (vec![output("one", "gone.csv")], "is not in the folder"),
        (vec![output("one", "../t.csv")], "is not in the folder"),
        (vec![output("one", "t.csv"), output("one", "t.csv")], "two outputs are called one"),
        (vec![other], "has to start with its status"),
    ] {
        let error = sacro::write(folder.path(), &outputs).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert!(!folder.path().join("results.json").exists());
    }
}

#[test]
fn identifiers_are_those_of_the_ontology_and_a_verdict_names_its_policy_and_program() {
    let more =
        json!([{"median": "v"}, {"std": "v"}, {"min": "v"}, {"gini": "v"}, {"herfindahl": "v"}, {"ratio": ["v", "v"]}]);
    let asked = asked(json!({"count": true, "sum": ["v"], "more": more}));
    let of = |rules: &str| table(&nested(), asked.clone(), &small(rules)).unwrap().fair();
    let fair = of("[model]\ndof = 1\n");
    let word = |word: &str| format!("https://www.w3id.org/statbarnsdc#{word}");
    let has = |list: &str, name: &str| fair["identifiers"][list].as_array().unwrap().contains(&json!(word(name)));
    assert!(has("statbarn", "Frequencies") && has("statbarn", "GiniCoefficient") && has("risk", "LowDOF"));
    assert!(
        has("failed", "MinimumThresholdCheck")
            && !has("failed", "NKCheck")
            && has("analysis", "HerfindahlHirschmanIndex")
    );
    let by = |fair: &Value| fair["judged_by"]["policies"][0]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(by(&fair), by(&of("[model]\ndof = 1\n")));
    assert_ne!(by(&fair), by(&of("[model]\ndof = 2\n")), "another number is another version");
    assert_eq!(fair["judged_by"]["program"], format!("strongroom {}", env!("CARGO_PKG_VERSION")));
    // Every word is one of the ontology, where it is at hand.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/schemas/statbarns");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there, so identifiers were not compared with the ontology", folder.display());
        return;
    }
    let known: Vec<Value> = ["statbarns", "risks", "checks", "analyses"]
        .map(|name| std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap())
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    let all: Vec<String> = known
        .iter()
        .flat_map(|file| file.as_object().unwrap().values())
        .map(|entry| entry["uri"].as_str().unwrap().to_owned())
        .collect();
    for list in ["statbarn", "analysis", "risk", "failed"] {
        for found in fair["identifiers"][list].as_array().unwrap() {
            assert!(all.iter().any(|known| known == found), "{list}: {found}");
        }
    }
    use disclosure::{Class, Rule};
    let rules = [Rule::Threshold, Rule::Dominance, Rule::PPercent, Rule::Zero, Rule::Dof]
        .map(|rule| rule.identifier().unwrap());
    let classes =
        [Class::LinkedMultilevelTables, Class::HazardSurvivalTables, Class::NonLinearConcentrationRatios, Class::Mode];
    for word in rules.into_iter().chain(classes.map(Class::identifier)) {
        assert!(all.contains(&word), "{word}");
    }
}
