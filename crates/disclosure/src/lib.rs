//! Statistical disclosure control: evidence in one pass, rules as policy, verdicts with reasons.
//!
//! The crate stands alone. It reads microdata (Parquet, CSV or Arrow record batches), makes a table of the statistics of
//! [`Statistic`], keeps for every cell the evidence that an output checker asks for, and judges the cells by a named policy:
//!
//! ```text
//! TableRequest ─┐
//! Source ───────┴─ scan ─► Evidence ─ cells ─► [CellEvidence] ─ judge(policies) ─► TableResult, protected ─► files, JSON, text
//! ```
//!
//! [`tabulate`] is the whole way for data in memory, [`tabulate_file`] for a file, [`command::table`] for the command
//! line; [`check`] judges finished tables and [`ModelSummary`] fitted models. Nothing here knows who asks or why.

mod advice;
mod check;
mod codes;
pub mod command;
mod contributors;
pub mod deadline;
mod distribution;
mod error;
mod evidence;
mod evidence_file;
mod expression;
mod figures;
mod formats;
mod further;
mod grid;
mod group;
mod hashing;
mod hierarchy;
mod histogram;
mod judge;
mod margins;
mod missing;
mod model;
mod names;
mod parallel;
pub mod pattern;
mod plain_csv;
mod policy;
mod policy_file;
mod program;
mod progress;
mod protect;
mod request;
mod result;
mod rows;
mod rules;
pub mod sacro;
mod scan;
mod selection;
mod shortcut;
mod source;
mod standing;
mod statbarns;
mod statistic;
mod survival;
mod text;
mod values;
mod waiver;
mod words;
mod write;

pub use check::{CheckMark, CheckResult, check};
pub use distribution::{EndsEvidence, ModeEvidence, Position, Shape};
pub use error::Error;
pub use evidence::{CellEvidence, Design, Evidence, LeftOut, Shares, VariableEvidence};
pub use evidence_file::{FORM as EVIDENCE_FORM, Open, Seal};
pub use expression::Expression;
pub use grid::Grid;
pub use hierarchy::Hierarchy;
pub use histogram::histogram;
pub use judge::{Mark, Rule, Severity};
pub use model::{ModelMark, ModelResult, ModelSummary, Term, TermKind};
pub use names::{assigned as assigned_name, names, split as split_names};
pub use policy::{
    Action, Cost, Count, Dominance, Equality, Extreme, Missing, Model, Modes, Negative, PPercent, Policy,
    PriorPosterior, Protection as ProtectionRule, Quantile, Rounding, Values,
};
pub use progress::Progress;
pub use protect::{AuditLine, Protection};
pub use request::{Cut, Protect, TableRequest};
pub use result::{Cell, DataFile, Showing, Status, TableResult, Verdict};
pub use source::Source;
pub use statistic::{Base, Class, Statistic};
pub use survival::{Step, SurvivalRequest, SurvivalResult, survival};
pub use waiver::Unwaived;
pub use words::Words;

use arrow::array::RecordBatchReader;
use std::path::Path;

/// The most cells, margins included, that one table may have.
pub const MOST_CELLS: u64 = 2_000_000;

/// Makes and judges a table from record batches in memory. Unit and holding identifiers are what `request` says: who
/// offers this to researchers fills them in from the data dictionary.
pub fn tabulate(data: impl RecordBatchReader, request: &TableRequest, policy: &Policy) -> Result<TableResult, Error> {
    let policies = std::slice::from_ref(policy);
    let evidence = gather(data, &request.prepared(policies)?, policy.contributions())?;
    evidence.judge_by(request, policies)
}

/// Makes and judges a table from a Parquet or CSV file.
pub fn tabulate_file(path: &Path, request: &TableRequest, policy: &Policy) -> Result<TableResult, Error> {
    tabulate_file_by(path, request, std::slice::from_ref(policy))
}

/// Several tables of one file by the same policy, each in its place, or why it cannot be made. A Parquet file is read once
/// for all of them, which share the memory of one.
///
/// # Errors
/// The file cannot be read, or nobody waits any more.
pub fn tabulate_together(
    path: &Path,
    requests: &[TableRequest],
    policy: &Policy,
) -> Result<Vec<Result<TableResult, Error>>, Error> {
    let policies = std::slice::from_ref(policy);
    let share = |request: &TableRequest| {
        let memory = request.unit_memory.unwrap_or(TableRequest::UNIT_MEMORY) / requests.len().max(1);
        request.prepared(policies).map(|request| TableRequest { unit_memory: Some(memory), ..request })
    };
    let prepared: Vec<TableRequest> = requests.iter().map(share).collect::<Result<_, _>>()?;
    let all = Source::open(path)?.gather_together(&prepared, policy.contributions())?;
    let judged = all.into_iter().zip(requests).map(|(evidence, request)| evidence?.judge(request, policy));
    let judged: Vec<Result<TableResult, Error>> = judged.collect();
    if judged.iter().any(|table| matches!(table, Err(Error::Stopped))) { Err(Error::Stopped) } else { Ok(judged) }
}

/// The same by several policies: a cell fails if any of them fails it.
pub fn tabulate_file_by(path: &Path, request: &TableRequest, policies: &[Policy]) -> Result<TableResult, Error> {
    request.check()?;
    let contributions = policies.iter().map(Policy::contributions).max().unwrap_or(0);
    let evidence = Source::open(path)?.gather(&request.prepared(policies)?, contributions)?;
    evidence.judge_by(request, policies)
}

/// The evidence behind a table, before any rule is applied: it can be merged with that of other rows of the same table.
/// `contributions` is how many of the largest contributions each cell keeps ([`Policy::contributions`]).
pub fn gather(data: impl RecordBatchReader, request: &TableRequest, contributions: usize) -> Result<Evidence, Error> {
    let schema = data.schema();
    let mut scan = scan::Scan::new(request, &schema, contributions, values::Reading::Typed)?;
    for batch in data {
        scan.add(&batch.map_err(|e| Error::Batch(e.to_string()))?)?;
    }
    scan.finish()
}
