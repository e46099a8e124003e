//! Tables in memory and on disk.

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use disclosure::{Cell, Error, Policy, Rule, Severity, TableRequest, TableResult, tabulate, tabulate_file};
use std::io::Write;
use std::sync::Arc;
use tempfile::{NamedTempFile, TempPath};

/// A policy with a threshold of 3 and nothing else: small tables stay readable.
pub const SMALL: &str = "name = 'small'\nsource = 'test'\n[count]\nthreshold = 3\nzero = 'allow'\nfull = 'allow'\n";

pub fn policy(text: &str) -> Policy {
    Policy::parse("test", text).unwrap()
}

/// SMALL with more lines.
pub fn small(more: &str) -> Policy {
    policy(&format!("{SMALL}{more}"))
}

pub fn csv(text: &str) -> TempPath {
    file(".csv", text.as_bytes())
}

pub fn file(suffix: &str, content: &[u8]) -> TempPath {
    let mut file = NamedTempFile::with_suffix(suffix).unwrap();
    file.write_all(content).unwrap();
    file.into_temp_path()
}

/// A request read as the JSON in which the service keeps it.
pub fn request(json: serde_json::Value) -> TableRequest {
    serde_json::from_value(json).unwrap()
}

pub fn table(text: &str, asked: serde_json::Value, policy: &Policy) -> Result<TableResult, Error> {
    tabulate_file(&csv(text), &request(asked), policy)
}

/// The only cell with these keys.
pub fn cell<'a>(table: &'a TableResult, keys: &[&str]) -> &'a Cell {
    let mut found = table.cells.iter().filter(|cell| cell.keys == keys);
    let cell = found.next().unwrap_or_else(|| panic!("no cell {keys:?}"));
    assert!(found.next().is_none(), "two cells {keys:?}");
    cell
}

pub fn failing(table: &TableResult, keys: &[&str]) -> Vec<Rule> {
    cell(table, keys).failing()
}

pub fn asked(table: &TableResult, keys: &[&str]) -> Vec<Rule> {
    cell(table, keys).marks.iter().filter(|mark| mark.severity == Severity::Ask).map(|mark| mark.rule).collect()
}

pub fn words(table: &TableResult, keys: &[&str]) -> Vec<String> {
    cell(table, keys).marks.iter().map(|mark| mark.words.to_string()).collect()
}

pub fn column_of_numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

pub fn column_of_texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub fn column_of_ids(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

pub fn in_memory(
    columns: Vec<(&str, ArrayRef)>,
    asked: serde_json::Value,
    policy: &Policy,
) -> Result<TableResult, Error> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap();
    let schema = batch.schema();
    tabulate(RecordBatchIterator::new([Ok(batch)], schema), &request(asked), policy)
}

/// Numbers that look random and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xd1b5_4a32_d192_ed03)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    pub fn often(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}
