//! Why a table cannot be made: each sentence says what was being done, to what, and what to do next.

use std::path::PathBuf;

/// The request itself was wrong (exit status 2). Nothing was made and nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("reading {}: {reason}", path.display())]
    Read { path: PathBuf, reason: String },
    #[error("writing {}: {reason}", path.display())]
    Write { path: PathBuf, reason: String },
    #[error(
        "keeping aside what each unit contributes, in {}: {reason}; make room there or name another folder with --scratch",
        folder.display()
    )]
    Scratch { folder: PathBuf, reason: String },
    #[error("making a table was stopped before it was there; ask for it again if you still want it")]
    Stopped,
    #[error("reading record batches: {0}")]
    Batch(String),
    #[error("{}: neither Parquet nor Arrow, nor CSV (.csv, .tsv, .txt), Stata (.dta), SPSS (.sav, .zsav) or SAS (.sas7bdat); convert it to one of these", path.display())]
    Format { path: PathBuf },
    #[error("no field is called \"{field}\" ({role}){}; the fields are: {}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default(), list(fields))]
    UnknownField { field: String, role: &'static str, nearest: Option<String>, fields: Vec<String> },
    #[error("two fields are called \"{field}\"; rename one of them in the data")]
    AmbiguousField { field: String },
    #[error("\"{field}\" is asked for twice among rows and columns; name each field once")]
    RepeatedField { field: String },
    #[error("{role} of \"{field}\" is asked for twice; name it once")]
    RepeatedStatistic { field: String, role: &'static str },
    #[error("a table needs at least one field in --rows or --cols")]
    NoDimension,
    #[error("a field called \"Total\" or with an empty name cannot be used in a table; rename it")]
    ReservedField,
    #[error(
        "\"{field}\" has the code \"Total\", which a margin of the table is called; recode it or leave out the margins"
    )]
    ReservedCode { field: String },
    #[error("\"{field}\" holds {found}; {role} needs {needed}")]
    WrongType { field: String, role: &'static str, found: String, needed: &'static str },
    #[error(
        "record {record}: \"{field}\" holds \"{text}\", which is no number; correct it or leave it empty if missing"
    )]
    NotANumber { field: String, record: u64, text: String },
    #[error("record {record}: \"{field}\" is infinite; correct it, or leave it empty if it is missing")]
    Infinite { field: String, record: u64 },
    #[error(
        "record {record}: \"{field}\" holds a whole number beyond 9,007,199,254,740,992, which cannot be added up exactly; is it an identifier? name another field, or divide it in the data"
    )]
    TooLong { field: String, record: u64 },
    #[error("record {record}: the weight \"{field}\" is {problem}; correct it, or leave such records out with --where")]
    Weight { field: String, record: u64, problem: &'static str },
    #[error(
        "record {record}: the unit identifier \"{field}\" is missing; correct it, or leave such records out with --where \"not {field} is missing\""
    )]
    MissingUnit { field: String, record: u64 },
    #[error(
        "record {record}: \"{field}\", {role} of the sample, is missing; correct it, or leave such records out with --where \"not {field} is missing\""
    )]
    MissingDesign { role: &'static str, field: String, record: u64 },
    #[error("the selection is empty: {read} records were read and none is left{}; look at --where and at missing codes", left_out(*by_where, by_field))]
    Empty { read: u64, by_where: u64, by_field: Vec<(String, u64)> },
    #[error(
        "{fields} would make {cells} cells, margins included; at most {most} are possible: use fewer fields or group their codes"
    )]
    TooManyCells { fields: String, cells: String, most: u64 },
    #[error(
        "all {records} values of \"{field}\" are missing in the records that are left; name another field, or look at its codes for missing values"
    )]
    AllMissing { field: String, records: u64 },
    #[error(
        "\"{field}\" has more than {most} distinct values in the cells of this table; a median, quantile, mode or Gini coefficient keeps each of them: round \"{field}\" first, or take fewer rows and columns"
    )]
    TooManyValues { field: String, most: usize },
    #[error("{statistic} has no weighted form here; leave out --weight, or leave out this statistic")]
    NoWeighted { statistic: String },
    #[error("the waiver \"{field}\" is a unit's: name the field of units with --unit")]
    WaiverNeedsUnit { field: String },
    #[error("record {record}: \"{field}\" says \"{found}\" where a waiver is yes or no (1 or 0, true or false)")]
    Waiver { field: String, record: u64, found: String },
    #[error("dividing \"{field}\" into classes: {problem}")]
    Cut { field: String, problem: String },
    #[error("the hierarchy of \"{field}\": {problem}")]
    Hierarchy { field: String, problem: String },
    #[error(
        "the cell {cell} is declared as one that cannot occur, and {records} records are in it; correct the declaration or the data"
    )]
    Structural { cell: String, records: u64 },
    #[error("--where, at character {at}: {problem}\n  {expression}\n  {}^", " ".repeat(at.saturating_sub(1)))]
    Where { expression: String, at: usize, problem: String },
    #[error("policy {name}: {reason}")]
    Policy { name: String, reason: String },
    #[error(
        "hiding cells of a table with percentages needs its totals, for a percentage beside its count tells them: add --margins, or leave out the percentages"
    )]
    PercentNeedsMargins,
    #[error(
        "--protect round: the policy {policy} has no [rounding] section; add one with a base, or name another policy"
    )]
    NoRounding { policy: String },
    #[error("--protect round does not round {statistic}; leave it out and {how}")]
    NotRounded { statistic: String, how: &'static str },
    #[error("--protect perturb: {0}")]
    Perturb(String),
    #[error("checking finished tables: {0}")]
    Check(String),
    #[error("--chart: {0}")]
    Chart(String),
    #[error("making a survival table: {0}")]
    Survival(String),
    #[error("reading a model summary: {problem}")]
    Model { problem: String },
    #[error("these pieces of evidence belong to different tables and cannot be merged: {0}")]
    Merge(String),
}

/// Names as a sentence shows them.
fn list(names: &[String]) -> String {
    names.join(", ")
}

fn left_out(by_where: u64, by_field: &[(String, u64)]) -> String {
    let mut text = String::new();
    if by_where > 0 {
        text += &format!("; --where left out {by_where}");
    }
    for (field, count) in by_field.iter().filter(|(_, count)| *count > 0) {
        text += &format!("; \"{field}\" is missing in {count}");
    }
    text
}

/// The known name that is most like a mistyped one, if any is near enough.
pub(crate) fn nearest(wanted: &str, names: &[String]) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let far = wanted.chars().count() / 3 + 1;
    names
        .iter()
        .map(|name| (edits(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.clone())
}

/// How many letters have to be put in, taken out or changed.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}
