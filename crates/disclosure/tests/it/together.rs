//! Several tables of one file in one pass are those that each would be alone.

use crate::support::*;
use arrow::array::{Float64Array, Int64Array, RecordBatch, StringArray};
use disclosure::{Error, Policy, Progress, TableRequest, tabulate_file, tabulate_together};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use serde_json::json;
use std::sync::Arc;
use tempfile::TempPath;

/// 5,000 records of 2,500 people, in row groups of 700; and the same as text.
fn files() -> [TempPath; 2] {
    let region: Vec<&str> = (0..5000).map(|i| ["n", "s", "e", "w"][i / 3 % 4]).collect();
    let sex: Vec<Option<&str>> = (0..5000).map(|i| (i % 50 > 0).then_some(["f", "m"][i % 2])).collect();
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from_iter_values((0..5000).map(|i| i / 2))) as _),
        ("region", Arc::new(StringArray::from(region)) as _),
        ("sex", Arc::new(StringArray::from(sex)) as _),
        ("pay", Arc::new(Float64Array::from_iter_values((0..5000).map(|i| f64::from(i * 37 % 1009)))) as _),
    ])
    .unwrap();
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(700)).build();
    let mut parquet = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut parquet, batch.schema(), Some(groups)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let mut csv = Vec::new();
    arrow::csv::Writer::new(&mut csv).write(&batch).unwrap();
    [file(".parquet", &parquet), file(".csv", &csv)]
}

fn asked() -> Vec<TableRequest> {
    [
        json!({"rows": ["region"], "count": true, "unit": "id", "margins": true}),
        json!({"rows": ["sex"], "sum": ["pay"], "unit": "id", "where": "region == 'n' and pay > 20"}),
        json!({"rows": ["region"], "count": true, "unit": "id", "where": "wage > 20"}),
        json!({"rows": ["region"], "cols": ["sex"], "mean": ["pay"], "unit": "id", "where": "sex == 'f'"}),
        json!({"rows": ["region"], "count": true, "unit": "id", "where": "pay > 5000"}),
    ]
    .map(request)
    .to_vec()
}

#[test]
fn tables_made_together_are_those_made_alone_and_one_that_cannot_be_made_spoils_no_other() {
    let policy = Policy::named("srs").unwrap();
    for data in files() {
        let together = tabulate_together(&data, &asked(), &policy).unwrap();
        assert_eq!(together.len(), 5);
        for (made, asked) in together.into_iter().zip(asked()) {
            match (made, tabulate_file(&data, &asked, &policy)) {
                (Ok(made), Ok(alone)) => assert_eq!(made.cells_csv(), alone.cells_csv()),
                (Err(made), Err(alone)) => assert_eq!(made.to_string(), alone.to_string()),
                (made, alone) => panic!("{asked:?}: {:?}, alone {:?}", made.err(), alone.err()),
            }
        }
    }
}

#[test]
fn all_of_them_are_stopped_at_once() {
    let progress = Progress::told();
    let all: Vec<TableRequest> =
        asked().into_iter().map(|request| TableRequest { progress: progress.clone(), ..request }).collect();
    progress.stop();
    for data in files() {
        assert!(matches!(tabulate_together(&data, &all, &Policy::named("srs").unwrap()), Err(Error::Stopped)));
    }
}
