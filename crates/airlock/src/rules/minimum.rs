//! What the service finds beside the inspector: the true type against the class, and what the disclosure rules say of the
//! tables (SDC-05: advice to the checkers).

use std::collections::BTreeMap;

use super::{Code, Severity};
use crate::ids::TableId;
use crate::profile::Class;

/// Something found, not yet stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub code: Code,
    pub severity: Severity,
    /// Where: a label, a part of the file.
    pub place: String,
    /// Which of several causes, and facts that belong to no language: the inspector's, and never quoted from the file.
    pub reason: String,
    pub evidence: String,
}

impl Found {
    /// As the inspector said it, without its sentences; `None` where it is no finding of the inspector's.
    pub fn inspectors(&self) -> Option<inspector::Finding> {
        let Code::Inspector(id) = self.code else { return None };
        Some(inspector::Finding::new(id, &self.reason, self.severity, &self.place, &self.evidence))
    }

    fn new(code: Code, severity: Severity, place: impl Into<String>) -> Found {
        Found { code, severity, place: place.into(), reason: String::new(), evidence: String::new() }
    }
}

impl From<inspector::Finding> for Found {
    fn from(f: inspector::Finding) -> Found {
        // Pages say it as text, and nothing unreleased may stand there (invariant 4): what may quote the file stays out.
        let f = f.unquoted();
        Found {
            code: Code::Inspector(f.id),
            severity: f.severity,
            place: f.place,
            reason: f.reason,
            evidence: f.evidence,
        }
    }
}

/// The true type of a file against what its class allows.
pub fn of_type(class: &Class, content: &str) -> Vec<Found> {
    if class.content.contains(content) {
        return Vec::new();
    }
    vec![Found::new(Code::WrongContent, Severity::Blocks, content)]
}

/// What a rule of the disclosure policy says about a table: how many cells, never which.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RuleMark {
    /// As in `cells.csv`: `threshold`, `dominance`, …
    pub rule: String,
    pub severity: Severity,
    pub cells: u64,
}

/// The marks of the tables behind the items, by label.
pub fn of_tables(items: &[(String, Vec<RuleMark>)]) -> Vec<Found> {
    // A rule of thumb is never the last word: a checker may accept it with a reason (SDC-06).
    let each = |label: &str, mark: &RuleMark| Found::new(Code::Rule(mark.rule.clone()), Severity::Ask, label);
    items.iter().flat_map(|(label, marks)| marks.iter().map(move |m| each(label, m))).collect()
}

/// A table of a file that the service did not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignTable {
    /// Its number in the file; 0 for all that there may be.
    pub number: usize,
    pub judged: Judged,
}

/// What the rules say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    Marks(Vec<RuleMark>),
    /// Its figures are not counts, or the counts behind them are not beside them, or it is no table that anybody reads.
    NotUnderstood,
}

/// What the rules say of the tables of such a file. A table that is not understood is never passed: the file asks for it once.
pub fn of_foreign(file: &str, tables: &[ForeignTable]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for table in tables {
        match &table.judged {
            Judged::Marks(marks) => {
                let place = if tables.len() == 1 { file.to_owned() } else { format!("{file} ({})", table.number) };
                found.extend(of_tables(&[(place, marks.clone())]));
            }
            Judged::NotUnderstood => open.push(table.number),
        }
    }
    if !open.is_empty() {
        let some = open.iter().filter(|n| **n > 0 && tables.len() > 1).take(10).map(usize::to_string);
        let mut some: Vec<String> = some.collect();
        if open.len() > 10 {
            some.push("…".to_owned());
        }
        let place = if some.is_empty() { file.to_owned() } else { format!("{file} ({})", some.join(", ")) };
        found.push(Found::new(Code::TableNotJudged, Severity::Ask, place));
    }
    found
}

/// The tables that the frozen files hold, known by the hash of their bytes and by nothing that the requester says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// By its reference, as people call it.
    pub tables: BTreeMap<TableId, String>,
    /// Every file is as the service wrote it.
    pub whole: bool,
}

/// What items say of tables against what the files hold (OUT-14): `items` by label, each with the table it is said to be.
pub fn of_items(items: &[(String, Option<TableId>)], held: &Held) -> Vec<Found> {
    let mut found = Vec::new();
    for (label, table) in items {
        match table {
            Some(table) if held.tables.contains_key(table) => {}
            Some(_) if held.whole => found.push(Found::new(Code::OtherTable, Severity::Blocks, label)),
            Some(_) => found.push(Found::new(Code::TableNotCompared, Severity::Ask, label)),
            None => {}
        }
    }
    let described = |id: &TableId| items.iter().any(|(_, table)| table.as_ref() == Some(id));
    for (_, reference) in held.tables.iter().filter(|(id, _)| !described(id)) {
        found.push(Found::new(Code::TableNotDescribed, Severity::Ask, reference));
    }
    found
}

/// A file's findings block it: back to the requester before any checker spends time on it.
pub fn blocked<'f>(found: impl IntoIterator<Item = &'f Found>) -> bool {
    found.into_iter().any(|f| f.severity == Severity::Blocks)
}
