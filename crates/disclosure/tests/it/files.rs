//! The files that other programs read, letter by letter.

use crate::support::*;
use disclosure::TableResult;
use serde_json::{Value, json};
use std::fs;

const DATA: &str = "r,c,v,id\na,x,1.5,1\na,x,2,2\na,x,3,3\na,y,4,4\nb,x,5,5\nb,x,6,6\nb,x,7,7\n\"b, too\",x,1,8\n";

fn asked() -> Value {
    json!({"rows": ["r"], "cols": ["c"], "count": true, "sum": ["v"], "mean": ["v"], "unit": "id", "margins": true})
}

#[test]
fn cells_csv_has_every_combination_and_says_what_fails() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("table.csv"), "of an earlier run").unwrap();
    table(DATA, asked(), &small("")).unwrap().write(folder.path()).unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("cells.csv")).unwrap(),
        "r,c,n,valid_n,units,status,rules,count,sum_v,mean_v\n\
         a,x,3,3,3,released,,3,6.5,2.16666666666667\n\
         a,y,1,1,1,unsafe,threshold,1,4,4\n\
         a,Total,4,4,4,released,,4,10.5,2.625\n\
         b,x,3,3,3,released,,3,18,6\n\
         b,y,0,0,0,released,,0,0,\n\
         b,Total,3,3,3,released,,3,18,6\n\
         \"b, too\",x,1,1,1,unsafe,threshold,1,1,1\n\
         \"b, too\",y,0,0,0,released,,0,0,\n\
         \"b, too\",Total,1,1,1,unsafe,threshold,1,1,1\n\
         Total,x,7,7,7,released,,7,25.5,3.64285714285714\n\
         Total,y,1,1,1,unsafe,threshold,1,4,4\n\
         Total,Total,8,8,8,released,,8,29.5,3.6875\n"
    );
    assert!(!folder.path().join("table.csv").exists(), "an unsafe table leaves no table.csv, not even an old one");
}

#[test]
fn table_csv_is_written_when_nothing_fails_and_has_nothing_but_figures() {
    let folder = tempfile::tempdir().unwrap();
    let asked = json!({"rows": ["r"], "mean": ["v"], "where": "r in ('a', 'b')"});
    table(DATA, asked, &small("")).unwrap().write(folder.path()).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("table.csv")).unwrap(), "r,mean_v\na,2.625\nb,6\n");
}

#[test]
fn record_json_says_what_was_asked_of_which_file_and_what_was_objected() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("people.csv");
    fs::write(&data, DATA).unwrap();
    let policy = folder.path().join("policy.toml");
    fs::write(&policy, SMALL).unwrap();
    let command = disclosure::command::TableCommand {
        data,
        request: request(asked()),
        policy: policy.to_str().map(String::from),
        out: Some(folder.path().join("out")),
        at: "2026-01-05T09:00:00Z".into(),
        json: true,
    };
    let (mut results, mut messages) = (Vec::new(), Vec::new());
    let outcome = disclosure::command::table(&command, &|_| Ok(None), &mut results, &mut messages);
    assert_eq!(outcome.status(), 1);
    assert!(String::from_utf8(messages).unwrap().contains("no table.csv, because cells are unsafe and not protected"));
    let record: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out/record.json")).unwrap()).unwrap();
    assert_eq!(record["verdict"], "fail");
    assert_eq!(record["request"]["unit"], "id");
    assert_eq!(record["policy"]["count"]["threshold"], 3);
    assert_eq!(record["data"]["name"], "people.csv");
    assert_eq!(record["data"]["bytes"], DATA.len());
    assert_eq!(record["data"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(record["program"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(record["files"]["table.csv"], Value::Null);
    assert_eq!(record["cells"], json!({"all": 12, "failing": 4, "marked": 4}));
    assert_eq!(record["objections"][0]["cell"], json!(["a", "y"]));
    // The same for SACRO-Viewer.
    let viewed = fs::read_to_string(folder.path().join("out/results.json")).unwrap();
    let viewed: Value = serde_json::from_str(&viewed).unwrap();
    let table = &viewed["results"]["table"];
    assert_eq!((&table["status"], &table["timestamp"]), (&json!("fail"), &json!("2026-01-05T09:00:00Z")));
    assert_eq!(table["files"][0]["name"], "sheet.csv");
    let marked: usize = table["files"][0]["sdc"]["summary"]["threshold"].as_u64().unwrap() as usize;
    assert_eq!(table["files"][0]["sdc"]["cells"]["threshold"].as_array().unwrap().len(), marked);
    assert!(folder.path().join("out/checksums/sheet.csv.txt").exists());
    assert_eq!(record["objections"][0]["marks"][0]["rule"], "threshold");
    let printed: Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(printed["verdict"], "fail");
    assert_eq!(printed["cells"][1]["status"], "unsafe");
}

#[test]
fn the_text_shows_the_table_the_objections_and_the_verdict() {
    let table = table(DATA, json!({"rows": ["r"], "cols": ["c"], "sum": ["v"]}), &small("")).unwrap();
    assert_eq!(
        table.text(),
        "r       c  n  sum_v\n\
         a       x  3   6.50\n\
         a       y  1      4  ! threshold\n\
         b       x  3     18\n\
         b       y  0      0\n\
         b, too  x  1      1  ! threshold\n\
         b, too  y  0      0\n\
         \n\
         a / y: sum_v fails threshold: 1 record stands behind this cell; at least 3 are needed\n\
         b, too / x: sum_v fails threshold: 1 record stands behind this cell; at least 3 are needed\n\
         to mend a / y: merge the codes y and x of c: together they pass here (4 units at most)\n\
         to mend b, too / x: merge the codes b, too and a of r: together they pass here (4 units at most)\n\
         to mend unsafe cells: suppress them with --protect suppress, which hides further cells so that totals do not give them back\n\
         fail: 2 of 6 cells are unsafe by the policy small\n"
    );
}

#[test]
fn a_folder_that_cannot_be_written_whole_has_no_table_and_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    // A folder in the way of what is written after the first file.
    fs::create_dir_all(folder.path().join(".record.json.part")).unwrap();
    for name in ["table.csv", "record.json", "chart.png", "counts.csv", "survival.csv", "sheet.csv", "results.json"] {
        fs::write(folder.path().join(name), "of yesterday").unwrap();
    }
    let asked = json!({"rows": ["r"], "mean": ["v"], "where": "r in ('a', 'b')"});
    let error = table(DATA, asked, &small("")).unwrap().write(folder.path()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("writing {}: ", folder.path().display())), "{error}");
    let mut left: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, [".record.json.part", "cells.csv"]);
}

#[test]
fn of_many_runs_into_one_folder_the_files_are_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let rules = policy(&SMALL.replace("threshold = 3", "threshold = 1"));
    let tables: Vec<TableResult> = (2..40)
        .map(|largest| {
            let chosen = format!("r in ('a', 'b') and v < {largest}.25");
            table(DATA, json!({"rows": ["r"], "mean": ["v"], "where": chosen}), &rules).unwrap()
        })
        .collect();
    std::thread::scope(|scope| {
        for table in &tables {
            scope.spawn(|| table.write(folder.path()).unwrap());
        }
    });
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let record: Value = serde_json::from_str(&text("record.json")).unwrap();
    let own = tables.iter().find(|table| json!(table.request.selection) == record["request"]["where"]).unwrap();
    assert_eq!(text("cells.csv"), own.cells_csv());
    let shown = text("table.csv");
    assert_eq!(record["files"]["table.csv"], json!(sha256(&shown)), "{shown}");
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
