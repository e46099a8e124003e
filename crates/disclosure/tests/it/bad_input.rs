//! A wrong request ends with exit status 2 and a sentence that says what to do; nothing is made.

use crate::support::*;
use disclosure::command::{self, Outcome, TableCommand};
use serde_json::json;

const DATA: &str = "region,age,turnover\na,1,10\nb,2,20\n";

fn message(text: &str, asked: serde_json::Value) -> String {
    table(text, asked, &small("")).unwrap_err().to_string()
}

#[test]
fn an_unknown_field_is_named_with_the_nearest_and_all_others() {
    assert_eq!(
        message(DATA, json!({"rows": ["regoin"]})),
        "no field is called \"regoin\" (rows and columns); did you mean \"region\"?; the fields are: region, age, turnover"
    );
    assert!(message(DATA, json!({"rows": ["region"], "unit": "id"})).contains("(the unit identifier)"));
}

#[test]
fn a_request_is_refused_before_any_data_is_read() {
    for (asked, expected) in [
        (json!({}), "a table needs at least one field in --rows or --cols"),
        (
            json!({"rows": ["a"], "cols": ["a"]}),
            "\"a\" is asked for twice among rows and columns; name each field once",
        ),
        (json!({"rows": ["a"], "sum": ["v", "v"]}), "the sum of \"v\" is asked for twice; name it once"),
        (
            json!({"rows": ["Total"]}),
            "a field called \"Total\" or with an empty name cannot be used in a table; rename it",
        ),
        (
            json!({"rows": ["a"], "more": [{"median": "v"}], "weight": "w"}),
            "median_v has no weighted form here; leave out --weight, or leave out this statistic",
        ),
        (
            json!({"rows": ["a"], "cut": [{"field": "a", "edges": ["1", "x"]}]}),
            "dividing \"a\" into classes: \"x\" is no number",
        ),
        (
            json!({"rows": ["a"], "cut": [{"field": "a", "edges": ["2", "1"]}]}),
            "dividing \"a\" into classes: 2 stands before 1; write the edges from small to large",
        ),
    ] {
        assert_eq!(request(asked).check().unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_text_cannot_be_summed() {
    assert_eq!(
        message("r,v\na,1\na,few\n", json!({"rows": ["r"], "sum": ["v"]})),
        "record 2: \"v\" holds \"few\", which is no number; correct it or leave it empty if missing"
    );
    let columns = vec![("r", column_of_texts(&[Some("a")])), ("v", column_of_texts(&[Some("1")]))];
    let error = in_memory(columns, json!({"rows": ["r"], "sum": ["v"]}), &small("")).unwrap_err().to_string();
    assert_eq!(error, "\"v\" holds texts; the sum needs a field of numbers");
}

#[test]
fn infinities_and_bad_weights_and_missing_units_are_named_with_their_record() {
    let sum = json!({"rows": ["r"], "sum": ["v"]});
    assert!(message("r,v\na,1\na,inf\n", sum.clone()).starts_with("record 2: \"v\" is infinite"));
    // The record keeps its number where others are left out before it.
    let mut left_out = sum;
    left_out["where"] = json!("r = 'a'");
    assert!(message("r,v\nb,1\nb,2\na,1\na,inf\n", left_out).starts_with("record 4: \"v\" is infinite"));
    let weight = json!({"rows": ["r"], "weight": "v"});
    assert!(message("r,v\na,1\na,-2\n", weight.clone()).starts_with("record 2: the weight \"v\" is negative"));
    assert!(message("r,v\na,\na,2\n", weight).starts_with("record 1: the weight \"v\" is missing"));
    let unit = json!({"rows": ["r"], "unit": "v"});
    assert!(message("r,v\na,1\na,\n", unit).starts_with("record 2: the unit identifier \"v\" is missing"));
}

#[test]
fn an_empty_selection_says_where_the_records_went() {
    assert_eq!(
        message("r,v\n,1\na,2\n", json!({"rows": ["r"], "where": "v < 2"})),
        "the selection is empty: 2 records were read and none is left; --where left out 1; \"r\" is missing in 1; look at --where and at missing codes"
    );
    assert!(message("r,v\n", json!({"rows": ["r"]})).starts_with("the selection is empty: 0 records were read"));
}

#[test]
fn two_fields_of_one_name_are_refused_only_where_they_are_asked_for() {
    let text = "a,b,b\n1,2,3\n1,2,3\n1,2,3\n";
    assert_eq!(message(text, json!({"rows": ["b"]})), "two fields are called \"b\"; rename one of them in the data");
    assert!(table(text, json!({"rows": ["a"]}), &small("")).is_ok());
}

#[test]
fn a_broken_line_of_csv_is_named_with_its_number() {
    let error = message("a,b\n1,2\n1,2,3\n", json!({"rows": ["a"]}));
    assert!(error.contains("line 3") && error.contains("expected 2"), "{error}");
}

#[test]
fn files_that_are_not_there_or_not_whole_or_not_data_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let asked = request(json!({"rows": ["a"]}));
    let open = |path: &std::path::Path| disclosure::tabulate_file(path, &asked, &small("")).unwrap_err().to_string();
    assert!(open(&folder.path().join("none.csv")).contains("No such file"));
    assert!(open(folder.path()).contains("this is a folder"));
    assert!(open(&file(".parquet", b"PAR1 and then nothing")).contains("no whole Parquet file"));
    assert!(open(&file(".xlsx", b"PK")).contains("neither Parquet nor Arrow, nor CSV (.csv, .tsv, .txt), Stata"));
    assert!(open(&csv("")).contains("its first line has to name the fields"));
}

#[test]
fn too_many_cells_are_refused_with_their_number() {
    let mut text = String::from("a,b\n");
    for i in 0..3000 {
        text += &format!("{i},{i}\n");
    }
    let error = message(&text, json!({"rows": ["a"], "cols": ["b"]}));
    assert_eq!(
        error,
        "a (3000 codes) x b (3000 codes) would make at least 9000000 cells, margins included; at most 2000000 are possible: use fewer fields or group their codes"
    );
}

#[test]
fn a_code_called_total_cannot_stand_beside_margins() {
    let text = "a\nTotal\nTotal\nTotal\n";
    assert!(message(text, json!({"rows": ["a"], "margins": true})).contains("which a margin of the table is called"));
    assert!(table(text, json!({"rows": ["a"]}), &small("")).is_ok());
}

#[test]
fn the_command_answers_with_status_0_1_or_2() {
    let data = csv("r\na\na\na\nb\n");
    let run = |policy: &str, rows: &str| {
        let (mut results, mut messages) = (Vec::new(), Vec::new());
        let command = TableCommand {
            data: data.to_path_buf(),
            request: request(json!({"rows": [rows]})),
            policy: Some(policy.into()),
            out: None,
            at: "2026-01-05T09:00:00Z".into(),
            json: false,
        };
        let outcome = command::table(&command, &|_| Ok(None), &mut results, &mut messages);
        (outcome, String::from_utf8(results).unwrap(), String::from_utf8(messages).unwrap())
    };
    let lenient = file(".toml", SMALL.replace("= 3", "= 1").as_bytes());
    let (outcome, results, _) = run(lenient.to_str().unwrap(), "r");
    assert_eq!((outcome, outcome.status()), (Outcome::Clean, 0));
    assert!(results.ends_with("pass: none of 2 cells is marked by the policy small\n"), "{results}");
    let (outcome, results, _) = run("acro", "r");
    assert_eq!(outcome.status(), 1);
    assert!(results.contains("a: count fails threshold: 3 records stand behind this cell; at least 10 are needed"));
    let (outcome, results, messages) = run("acro", "s");
    assert_eq!((outcome.status(), results.as_str()), (2, ""));
    assert!(messages.starts_with("error: no field is called \"s\""));
    assert_eq!(run("ons", "r").0.status(), 2);
}

#[test]
fn a_variable_without_any_value_is_no_table() {
    assert_eq!(
        message("r,v\na,\na,NA\n", json!({"rows": ["r"], "sum": ["v"]})),
        "all 2 values of \"v\" are missing in the records that are left; name another field, or look at its codes for missing values"
    );
}

#[test]
fn ten_million_categories_are_refused_before_memory_runs_out() {
    let text: String = (0..2_000_010).fold("r\n".into(), |mut text, code| {
        text += &code.to_string();
        text.push('\n');
        text
    });
    let error = message(&text, json!({"rows": ["r"]}));
    assert!(error.contains("at most 2000000 are possible"), "{error}");
}

/// What the command says of a file; it must have made nothing.
fn refused(data: &std::path::Path, asked: serde_json::Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let command = TableCommand {
        data: data.to_path_buf(),
        request: request(asked),
        policy: None,
        out: Some(out.clone()),
        at: "2026-01-05T09:00:00Z".into(),
        json: false,
    };
    let (mut results, mut messages) = (Vec::new(), Vec::new());
    assert_eq!(command::table(&command, &|_| Ok(None), &mut results, &mut messages).status(), 2, "{}", data.display());
    assert!(results.is_empty() && !out.exists(), "something was made of {}", data.display());
    String::from_utf8(messages).unwrap().strip_prefix("error: ").unwrap().trim_end().to_string()
}

#[test]
fn every_bad_input_ends_the_command_with_status_2_and_a_sentence_and_no_file() {
    let sum = json!({"rows": ["r"], "sum": ["v"]});
    for (text, asked, expected) in [
        ("r,v\na,1\n", json!({"rows": ["rr"]}), "did you mean \"r\"?"),
        ("r,v\na,few\n", sum.clone(), "record 1: \"v\" holds \"few\", which is no number"),
        ("r,v\na,1\n", json!({"rows": ["r"], "where": "v > 1"}), "the selection is empty"),
        ("r,v\na,\n", sum.clone(), "all 1 values of \"v\" are missing"),
        ("r,v\na,1\na,-inf\n", sum.clone(), "record 2: \"v\" is infinite"),
        ("r,v\na,-1\n", json!({"rows": ["r"], "weight": "v"}), "record 1: the weight \"v\" is negative"),
        ("r,v\na,1\nb,2,3\n", sum, "line 3"),
        ("r,v\na,1\n,2\n", json!({"rows": ["r"], "unit": "r", "missing": ["a"]}), "the selection is empty"),
    ] {
        let said = refused(&csv(text), asked);
        assert!(said.contains(expected), "{text:?}: {said}");
    }
}

#[test]
fn a_file_that_was_cut_off_is_no_table_wherever_it_was_cut() {
    use arrow::ipc::writer::{FileWriter, StreamWriter};
    let values: Vec<Option<i64>> = (0..5_000).map(|at| Some(at % 7)).collect();
    let columns = [("r", column_of_ids(&values)), ("v", column_of_ids(&values))];
    let batch = arrow::array::RecordBatch::try_from_iter(columns).unwrap();
    let (mut parquet, mut feather, mut stream) = (Vec::new(), Vec::new(), Vec::new());
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut parquet, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let mut writer = FileWriter::try_new(&mut feather, &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let mut writer = StreamWriter::try_new(&mut stream, &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    for (suffix, whole) in [(".parquet", parquet), (".feather", feather), (".arrows", stream)] {
        let made = disclosure::tabulate_file(&file(suffix, &whole), &request(json!({"rows": ["r"]})), &small(""));
        assert_eq!(made.unwrap().cells.len(), 7, "{suffix}");
        for part in [10, whole.len() / 3, whole.len() / 2, whole.len() - 9] {
            let cut = file(suffix, &whole[..part]);
            let said = refused(&cut, json!({"rows": ["r"], "sum": ["v"]}));
            assert!(said.starts_with(&format!("reading {}: ", cut.display())), "{suffix} {part}: {said}");
        }
    }
}

#[test]
fn a_declared_code_for_missing_values_is_missing_in_every_kind_of_field() {
    let text = "r,v,w\na,1,1\na,-9,1\nnot asked,3,1\nb,-9.0,1\nb,5,1\n";
    let asked = json!({"rows": ["r"], "sum": ["v"], "missing": ["-9", "not asked"]});
    let from_text = table(text, asked.clone(), &small("")).unwrap();
    let texts = ["a", "a", "not asked", "b", "b"].map(Some);
    let numbers = [1.0, -9.0, 3.0, -9.0, 5.0].map(Some);
    let typed =
        in_memory(vec![("r", column_of_texts(&texts)), ("v", column_of_numbers(&numbers))], asked, &small("")).unwrap();
    assert_eq!(typed.cells.iter().map(|cell| (cell.n, cell.valid_n)).collect::<Vec<_>>(), [(2, 1), (2, 1)]);
    assert_eq!(typed.cells.iter().map(|cell| cell.values.clone()).collect::<Vec<_>>(), [[Some(1.0)], [Some(5.0)]]);
    assert_eq!(typed.left_out.by_field, [("r".to_string(), 1)]);
    // In a text -9 and -9.0 are different codes.
    assert_eq!(from_text.cells[0].valid_n, 1);
    assert_eq!(from_text.cells[1].values, [Some(-4.0)]);
}
