//! `strongroom check`: judges finished tables, made with any software, by their unweighted counts; alone, and together with
//! the other tables of the same request. What is not understood ends the check with its place, or is asked about.

mod beside;
mod figure;
mod notes;
mod ranges;
mod read;
mod rounded;
mod rules;
mod system;
mod totals;

use crate::error::Error;
use crate::grid::Grid;
use crate::judge::Severity;
use crate::policy::{Action, Policy};
use crate::result::Verdict;
use read::Finished;
use rounded::Rounded;
use serde::Serialize;
use system::System;

/// One objection to one cell of a finished table. For inside use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckMark {
    /// The file of the table.
    pub table: String,
    /// Labels of row and column, or codes and the name of the figure; of a title or note its beginning.
    pub cell: Vec<String>,
    /// threshold, zero, full, no-count, leak, differencing, rounding, extreme, unread.
    pub rule: &'static str,
    pub severity: Severity,
    pub policy: String,
    pub words: String,
}

/// Finished tables with their verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckResult {
    pub verdict: Verdict,
    /// Cells that were judged, hidden ones too.
    pub cells: usize,
    pub marks: Vec<CheckMark>,
}

/// Judges tables by all of these policies. `counts` has one table of counts for each of them, or one for all.
pub fn check(tables: &[Grid], counts: &[Grid], policies: &[Policy]) -> Result<CheckResult, Error> {
    if tables.is_empty() || (counts.len() != 1 && counts.len() != tables.len()) {
        return Err(Error::Check(format!(
            "{} tables and {} of counts; name at least one table, and one with --counts for all or one for each",
            tables.len(),
            counts.len()
        )));
    }
    let finished: Vec<Finished> = tables
        .iter()
        .enumerate()
        .map(|(at, table)| read::read(table, &counts[if counts.len() == 1 { 0 } else { at }]))
        .collect::<Result<_, _>>()?;
    let bases = policies.iter().filter_map(|policy| policy.rounding.as_ref()).map(|rule| rule.base);
    let rounded = bases.filter(|base| *base > 1).max().map(|base| Rounded::new(&finished, base)).unwrap_or_default();
    let system = System::new(&finished, &rounded);
    let mut marks = Marks { tables: &finished, marks: Vec::new() };
    for policy in policies {
        rules::alone(&system, &rounded, policy, &mut marks);
        beside::judge(&rounded, policy, &mut marks);
    }
    rules::leaks(&system, &rounded, policies, &mut marks)?;
    for policy in policies {
        rules::together(&system, &rounded, policy, &mut marks);
    }
    let marks = marks.marks;
    let worst = marks.iter().map(|mark| mark.severity).max();
    Ok(CheckResult {
        verdict: match worst {
            None => Verdict::Pass,
            Some(Severity::Ask) => Verdict::Ask,
            Some(Severity::Fail) => Verdict::Fail,
        },
        cells: finished.iter().map(|table| table.cells.len()).sum(),
        marks,
    })
}

/// What has been said so far.
struct Marks<'a> {
    tables: &'a [Finished],
    marks: Vec<CheckMark>,
}

impl Marks<'_> {
    fn add(
        &mut self,
        (table, cell): (usize, usize),
        rule: &'static str,
        severity: Severity,
        policy: &Policy,
        words: String,
    ) {
        let mark = CheckMark {
            table: self.tables[table].name.clone(),
            cell: self.tables[table].place(cell),
            rule,
            severity,
            policy: policy.name.clone(),
            words,
        };
        self.push(mark);
    }

    /// The same of a line that is no cell.
    fn line(
        &mut self,
        table: usize,
        text: &str,
        rule: &'static str,
        severity: Severity,
        policy: &Policy,
        words: String,
    ) {
        let beginning: String = text.chars().take(60).collect();
        let table = self.tables[table].name.clone();
        self.push(CheckMark { table, cell: vec![beginning], rule, severity, policy: policy.name.clone(), words });
    }

    fn push(&mut self, mark: CheckMark) {
        if !self.marks.contains(&mark) {
            self.marks.push(mark);
        }
    }
}

fn severity(action: Action) -> Option<Severity> {
    match action {
        Action::Fail => Some(Severity::Fail),
        Action::Ask => Some(Severity::Ask),
        Action::Allow => None,
    }
}

impl CheckResult {
    /// As a person reads it in a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for mark in &self.marks {
            let verb = if mark.severity == Severity::Fail { "fails" } else { "asks" };
            text += &format!(
                "{}: {} {verb} {} (policy {}): {}\n",
                mark.table,
                mark.cell.join(" / "),
                mark.rule,
                mark.policy,
                mark.words
            );
        }
        text += &match self.verdict {
            Verdict::Pass => format!("pass: none of {} figures is marked\n", self.cells),
            Verdict::Ask => "ask: a person has to look at these tables\n".into(),
            Verdict::Fail => "fail: these tables are unsafe as they are\n".into(),
        };
        text
    }
}
