//! `strongroom check`: judges finished tables, made with any software, by their unweighted counts; alone, and together with
//! the other tables of the same request.
//!
//! A table is a cross-table (labels in the first column, a column for each category, perhaps a row and a column `Total`) with
//! counts of the same shape; or a list of cells (columns of codes, columns of figures) with a list of counts that has the
//! same columns of codes and one called `n`, `count` or `units`.

use crate::error::Error;
use crate::grid::{Grid, figure, is_total};
use crate::judge::{Severity, percent};
use crate::policy::{Action, Policy};
use crate::result::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a column of unweighted counts is called in a list.
const COUNTS: [&str; 6] = ["n", "count", "counts", "units", "unweighted", "unweighted_n"];

/// One objection to one cell of a finished table. For inside use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckMark {
    /// The file of the table.
    pub table: String,
    /// Labels of row and column, or codes and the name of the figure.
    pub cell: Vec<String>,
    /// threshold, zero, full, no-count, leak, differencing.
    pub rule: &'static str,
    pub severity: Severity,
    pub policy: String,
    pub words: String,
}

/// Finished tables with their verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckResult {
    pub verdict: Verdict,
    pub cells: usize,
    pub marks: Vec<CheckMark>,
}

/// One cell: what is shown, and how many stand behind it.
#[derive(Debug, Clone)]
struct Shown {
    place: Vec<String>,
    figure: Option<f64>,
    n: Option<f64>,
}

struct Finished {
    name: String,
    cells: BTreeMap<Vec<String>, Shown>,
    /// Places that sum to another: rows and columns with their totals.
    sums: Vec<(Vec<String>, Vec<Vec<String>>)>,
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
        .map(|(at, table)| read(table, &counts[if counts.len() == 1 { 0 } else { at }]))
        .collect::<Result<_, _>>()?;
    let mut marks = Vec::new();
    for policy in policies {
        for table in &finished {
            alone(table, policy, &mut marks);
        }
    }
    for table in &finished {
        leaks(table, &policies[0], &mut marks);
    }
    for (at, one) in finished.iter().enumerate() {
        for other in &finished[at + 1..] {
            for policy in policies {
                together(one, other, policy, &mut marks);
            }
        }
    }
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

fn read(table: &Grid, behind: &Grid) -> Result<Finished, Error> {
    let of_counts = |column: &String| COUNTS.contains(&column.to_lowercase().as_str());
    let listed = behind.header.iter().position(of_counts).filter(|at| {
        behind.header.iter().enumerate().any(|(other, name)| other != *at && table.column(name).is_some())
    });
    match listed {
        Some(n) => list(table, behind, n),
        None => cross(table, behind),
    }
}

/// A list of cells.
fn list(table: &Grid, behind: &Grid, n: usize) -> Result<Finished, Error> {
    let keys: Vec<(usize, usize)> = behind
        .header
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != n)
        .filter_map(|(at, name)| Some((table.column(name)?, at)))
        .collect();
    let mut numbers: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for line in &behind.lines {
        let key: Vec<String> = keys.iter().map(|(_, at)| line[*at].clone()).collect();
        let count = figure(&line[n]).ok_or_else(|| no_number(behind, &key, &line[n]))?;
        if numbers.insert(key.clone(), count).is_some() {
            return Err(Error::Check(format!("{} has two lines for {}", behind.name, key.join(" / "))));
        }
    }
    let mut cells = BTreeMap::new();
    for line in &table.lines {
        let key: Vec<String> = keys.iter().map(|(at, _)| line[*at].clone()).collect();
        for (at, column) in table.header.iter().enumerate() {
            if keys.iter().any(|(key, _)| *key == at) {
                continue;
            }
            let mut place = key.clone();
            place.push(column.clone());
            let shown = Shown { place: place.clone(), figure: figure(&line[at]), n: numbers.get(&key).copied() };
            cells.insert(place, shown);
        }
    }
    // Totals of lists: the code Total along each column of codes.
    let places: Vec<Vec<String>> = cells.keys().cloned().collect();
    let mut sums = Vec::new();
    for place in &places {
        for d in (0..keys.len()).filter(|d| is_total(&place[*d])) {
            let parts: Vec<Vec<String>> = places
                .iter()
                .filter(|other| {
                    (0..place.len()).all(|at| if at == d { !is_total(&other[at]) } else { other[at] == place[at] })
                })
                .cloned()
                .collect();
            sums.push((place.clone(), parts));
        }
    }
    Ok(Finished { name: table.name.clone(), cells, sums })
}

/// A cross-table.
fn cross(table: &Grid, behind: &Grid) -> Result<Finished, Error> {
    let mut cells = BTreeMap::new();
    for line in &table.lines {
        for (at, column) in table.header.iter().enumerate().skip(1) {
            let place = vec![line[0].clone(), column.clone()];
            let count = behind.column(column).and_then(|at| {
                let line = behind.lines.iter().find(|other| other[0] == line[0])?;
                Some(line[at].clone())
            });
            let n = match count.as_deref() {
                None | Some("") => None,
                Some(text) => Some(figure(text).ok_or_else(|| no_number(behind, &place, text))?),
            };
            cells.insert(place.clone(), Shown { place, figure: figure(&line[at]), n });
        }
    }
    let rows: Vec<String> = table.lines.iter().map(|line| line[0].clone()).collect();
    let columns = &table.header[1..];
    let mut sums = Vec::new();
    for total in columns.iter().filter(|column| is_total(column)) {
        for row in &rows {
            let parts = columns.iter().filter(|c| !is_total(c)).map(|c| vec![row.clone(), c.clone()]).collect();
            sums.push((vec![row.clone(), total.clone()], parts));
        }
    }
    for total in rows.iter().filter(|row| is_total(row)) {
        for column in columns {
            let parts = rows.iter().filter(|r| !is_total(r)).map(|r| vec![r.clone(), column.clone()]).collect();
            sums.push((vec![total.clone(), column.clone()], parts));
        }
    }
    Ok(Finished { name: table.name.clone(), cells, sums })
}

fn no_number(counts: &Grid, place: &[String], text: &str) -> Error {
    Error::Check(format!(
        "{}: the count of {} is \"{text}\", which is no number; give unweighted counts without signs",
        counts.name,
        place.join(" / ")
    ))
}

fn mark(
    table: &Finished,
    shown: &Shown,
    rule: &'static str,
    severity: Severity,
    policy: &Policy,
    words: String,
) -> CheckMark {
    CheckMark {
        table: table.name.clone(),
        cell: shown.place.clone(),
        rule,
        severity,
        policy: policy.name.clone(),
        words,
    }
}

fn severity(action: Action) -> Option<Severity> {
    match action {
        Action::Fail => Some(Severity::Fail),
        Action::Ask => Some(Severity::Ask),
        Action::Allow => None,
    }
}

/// Every figure that is shown, by its own count.
fn alone(table: &Finished, policy: &Policy, marks: &mut Vec<CheckMark>) {
    let threshold = policy.count.threshold as f64;
    for shown in table.cells.values().filter(|shown| shown.figure.is_some()) {
        match shown.n {
            None => marks.push(mark(
                table,
                shown,
                "no-count",
                Severity::Fail,
                policy,
                "no unweighted count is given for this figure; every figure needs one".into(),
            )),
            Some(0.0) => {
                if let Some(severity) = severity(policy.count.zero) {
                    marks.push(mark(table, shown, "zero", severity, policy, "nobody stands behind this cell".into()));
                }
            }
            Some(n) if n < threshold => {
                let words = format!(
                    "{n} stand behind this cell; at least {threshold} are needed: merge its category with another, or hide it and a second one in its row and column"
                );
                marks.push(mark(table, shown, "threshold", Severity::Fail, policy, words));
            }
            Some(_) => {}
        }
    }
    let (Some(share), Some(severity)) = (policy.count.full_share, severity(policy.count.full)) else { return };
    for (_, parts) in &table.sums {
        let counted: Vec<&Shown> =
            parts.iter().filter_map(|place| table.cells.get(place)).filter(|s| s.n.is_some()).collect();
        let all: f64 = counted.iter().filter_map(|shown| shown.n).sum();
        for shown in counted.iter().filter(|_| parts.len() > 1 && all > 0.0) {
            let part = shown.n.unwrap_or(0.0) / all;
            if part >= share {
                let words = format!(
                    "{} of its row or column are in this cell; from {} on it is said of all of them",
                    percent(part),
                    percent(share)
                );
                marks.push(mark(table, shown, "full", severity, policy, words));
            }
        }
    }
}

/// Hidden figures that a total and what is shown beside it give back, one after the other.
fn leaks(table: &Finished, policy: &Policy, marks: &mut Vec<CheckMark>) {
    let mut known: BTreeMap<&Vec<String>, bool> =
        table.cells.iter().map(|(place, shown)| (place, shown.figure.is_some())).collect();
    loop {
        let mut found = None;
        for (total, parts) in &table.sums {
            let mut unknown = parts.iter().chain([total]).filter(|place| known.get(place) == Some(&false));
            if let (Some(place), None) = (unknown.next(), unknown.next()) {
                found = Some((place, total));
                break;
            }
        }
        let Some((place, total)) = found else { return };
        known.insert(place, true);
        let shown = &table.cells[place];
        let words = format!(
            "this figure is hidden and follows from {} and what is shown beside it; hide a second one in its row and in its column",
            total.join(" / ")
        );
        marks.push(mark(table, shown, "leak", Severity::Fail, policy, words));
    }
}

/// What two tables of one request tell about each other.
fn together(one: &Finished, other: &Finished, policy: &Policy, marks: &mut Vec<CheckMark>) {
    let threshold = policy.count.threshold as f64;
    for (place, shown) in &one.cells {
        let Some(second) = other.cells.get(place) else { continue };
        match (shown.figure.is_some(), second.figure.is_some()) {
            (false, true) => {
                let words = format!("this figure is hidden here and shown under the same labels in {}", other.name);
                marks.push(mark(one, shown, "leak", Severity::Ask, policy, words));
            }
            (true, false) => {
                let words = format!("this figure is hidden here and shown under the same labels in {}", one.name);
                marks.push(mark(other, second, "leak", Severity::Ask, policy, words));
            }
            (true, true) => {
                let difference = (shown.n.unwrap_or(0.0) - second.n.unwrap_or(0.0)).abs();
                if shown.n.is_some() && second.n.is_some() && difference > 0.0 && difference < threshold {
                    let words = format!(
                        "under the same labels {difference} more or fewer stand behind it than in {}; the difference of the two tables is about fewer than {threshold}",
                        other.name
                    );
                    marks.push(mark(one, shown, "differencing", Severity::Fail, policy, words));
                }
            }
            (false, false) => {}
        }
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
