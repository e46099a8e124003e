//! Outputs in the form that SACRO-Viewer opens: a folder with the files, their checksums and `results.json`.
//!
//! The viewer shows a CSV with one line of headings and one column of names, and marks cells by their place below the one
//! and beside the other; a table with several fields in its rows or columns is laid flat for it.

use crate::error::Error;
use crate::judge::{Mark, Rule, Severity};
use crate::result::{Cell, Showing, TableResult, Verdict};
use crate::statistic::Statistic;
use crate::write::{hex, line, number, place};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;
use std::path::{Component, Path};

/// The version of the form of `results.json`: the viewer compares it with the one it knows.
pub const FORM: &str = "1.0.2";

/// A larger table says in `outcome` only what fails: the viewer does not read it, and a million times "ok" helps nobody.
const MOST_OUTCOMES: usize = 50_000;

/// One output as `results.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    pub uid: String,
    /// `pass`, `review`, `fail`.
    pub status: String,
    /// `table`, `regression`, `histogram`, `pie chart`, `survival plot`, `custom`.
    #[serde(rename = "type")]
    pub kind: String,
    /// At least `method`.
    pub properties: Value,
    /// Never empty: the viewer refuses a folder with such an output.
    pub files: Vec<OutputFile>,
    /// Column, row, and `ok` or the names of failing rules.
    #[serde(default)]
    pub outcome: Value,
    pub command: String,
    /// Starts with the status: the viewer takes its colour from there.
    pub summary: String,
    /// ISO 8601.
    pub timestamp: String,
    #[serde(default)]
    pub comments: Vec<String>,
    /// Why it should be released nevertheless; empty where nothing is asked.
    #[serde(default)]
    pub exception: String,
    #[serde(default)]
    pub fair: Value,
}

/// A file of an output: it lies in the folder itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputFile {
    pub name: String,
    /// `summary` (rule and number of cells) and `cells` (rule and places), or an empty object.
    #[serde(default)]
    pub sdc: Value,
}

#[derive(Serialize)]
struct Results<'a> {
    version: &'static str,
    tool: Value,
    #[serde(serialize_with = "by_uid")]
    results: &'a [Output],
}

/// As an object, in the order in which they were made: that is the order in which the viewer lists them.
fn by_uid<S: Serializer>(outputs: &[Output], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(outputs.iter().map(|output| (&output.uid, output)))
}

/// The word of the viewer for a verdict.
pub fn status(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Ask => "review",
        Verdict::Fail => "fail",
    }
}

/// Writes `results.json` and `checksums/`; the files of the outputs are in the folder already.
///
/// # Errors
/// An output has no file, a file is not there, a name is used twice or leads elsewhere, a status is none; or the folder
/// cannot be written.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<(), Error> {
    let wrong = |reason: String| Error::Write { path: folder.into(), reason };
    let failed = |e: io::Error| wrong(e.to_string());
    let mut names = HashSet::new();
    for output in outputs {
        let uid = &output.uid;
        if output.files.is_empty() {
            return Err(wrong(format!("{uid} has no file; give it one or remove it")));
        }
        for file in &output.files {
            let plain = matches!(Path::new(&file.name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
            if !plain || !folder.join(&file.name).is_file() {
                return Err(wrong(format!("the file \"{}\" of {uid} is not in the folder", file.name)));
            }
        }
        if !["pass", "review", "fail"].contains(&output.status.as_str()) || !output.summary.starts_with(&output.status)
        {
            return Err(wrong(format!("the summary of {uid} has to start with its status: pass, review or fail")));
        }
        if !names.insert(uid) {
            return Err(wrong(format!("two outputs are called {uid}; rename one of them")));
        }
    }
    let all = Results {
        version: FORM,
        tool: json!({"@type": "SoftwareApplication", "name": "Strongroom", "version": env!("CARGO_PKG_VERSION")}),
        results: outputs,
    };
    let all = serde_json::to_string_pretty(&all).map_err(|e| wrong(e.to_string()))?;
    place(folder, "results.json", format!("{all}\n").as_bytes()).map_err(failed)?;
    let checksums = folder.join("checksums");
    std::fs::create_dir_all(&checksums).map_err(failed)?;
    let mut files: Vec<_> = std::fs::read_dir(folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files.iter().filter(|file| file.path().is_file()) {
        let content = std::fs::read(file.path()).map_err(failed)?;
        let name = format!("{}.txt", file.file_name().to_string_lossy());
        place(&checksums, &name, hex(&Sha256::digest(&content)).as_bytes()).map_err(failed)?;
    }
    Ok(())
}

/// Writes one table beside its other files: `sheet.csv`, and a `results.json` that names it. Both are inside only: a table
/// with unsafe cells is in them as well, for the checker to see. `at` is ISO 8601.
///
/// # Errors
/// As for [`write`].
pub fn write_table(folder: &Path, table: &TableResult, at: &str) -> Result<(), Error> {
    let layout = Layout { complete: true, ..Layout::default() };
    let sheet = table.sheet(&layout);
    let (sdc, outcome) = table.sheet_marks(&sheet, &layout);
    let (status, summary) = table.sheet_summary();
    let csv = table.sheet_csv(&sheet, &layout);
    place(folder, "sheet.csv", csv.as_bytes())
        .map_err(|e| Error::Write { path: folder.into(), reason: e.to_string() })?;
    let output = Output {
        uid: "table".into(),
        status: status.into(),
        kind: "table".into(),
        properties: json!({"method": "table", "mitigation": table.request.protect}),
        files: vec![OutputFile { name: "sheet.csv".into(), sdc }],
        outcome,
        command: "strongroom table".into(),
        summary,
        timestamp: at.into(),
        comments: Vec::new(),
        exception: String::new(),
        fair: table.fair(),
    };
    write(folder, &[output])
}

/// A table as it is shown: which cell stands where.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// For each row its codes, none for a total.
    pub rows: Vec<Vec<Option<String>>>,
    /// For each column its codes, none for a total; one empty list where the table has no fields in its columns.
    pub cols: Vec<Vec<Option<String>>>,
    /// The number of the cell in each row and column, row by row.
    pub cells: Vec<usize>,
}

/// Which rows and columns a sheet has, and what it calls them.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// For each field of rows and columns its codes in the order wanted; empty for the order of the table.
    pub orders: Vec<Vec<String>>,
    /// Whether rows and columns without any record are shown.
    pub complete: bool,
    /// What a total is called, `Total` if empty.
    pub total: String,
}

impl TableResult {
    /// The table as it is shown. Of the totals over several fields of rows only the total of all is, and so for columns.
    pub fn sheet(&self, layout: &Layout) -> Sheet {
        let rows = self.request.rows.len();
        let codes = |d: usize| -> &[String] {
            layout.orders.get(d).filter(|order| !order.is_empty()).map_or(&self.codes[d], |order| order)
        };
        let side = |fields: std::ops::Range<usize>| -> Vec<Vec<Option<String>>> {
            let mut all: Vec<Vec<Option<String>>> = vec![Vec::new()];
            for d in fields.clone() {
                let longer = |start: &Vec<Option<String>>| -> Vec<Vec<Option<String>>> {
                    let with = |code: &String| start.iter().cloned().chain([Some(code.clone())]).collect();
                    codes(d).iter().map(with).collect()
                };
                all = all.iter().flat_map(longer).collect();
            }
            if self.request.margins && !fields.is_empty() {
                all.push(vec![None; fields.len()]);
            }
            all
        };
        let (mut down, mut across) = (side(0..rows), side(rows..self.dimensions.len()));
        let found: HashMap<Vec<&str>, usize> = self
            .cells
            .iter()
            .enumerate()
            .map(|(at, cell)| (cell.keys.iter().map(|key| &**key).collect(), at))
            .collect();
        let find = |row: &[Option<String>], col: &[Option<String>]| -> Option<usize> {
            let keys: Vec<&str> = row.iter().chain(col).map(|code| code.as_deref().unwrap_or("Total")).collect();
            found.get(&keys).copied()
        };
        if !layout.complete {
            let lived = |at: Option<usize>| at.is_some_and(|at| self.cells[at].n > 0);
            let kept: HashSet<_> =
                down.iter().filter(|row| across.iter().any(|col| lived(find(row, col)))).cloned().collect();
            let wide: HashSet<_> =
                across.iter().filter(|col| down.iter().any(|row| lived(find(row, col)))).cloned().collect();
            down.retain(|row| kept.contains(row));
            across.retain(|col| wide.contains(col));
        }
        // A code that is only in the order wanted has no cell.
        down.retain(|row| across.iter().any(|col| find(row, col).is_some()));
        across.retain(|col| down.iter().all(|row| find(row, col).is_some()));
        let cells = down.iter().flat_map(|row| across.iter().filter_map(|col| find(row, col)).collect::<Vec<_>>());
        Sheet { cells: cells.collect(), rows: down, cols: across }
    }

    /// The sheet as CSV with one line of headings and one column of names; a hidden figure is empty. The columns of the
    /// first statistic come first.
    pub fn sheet_csv(&self, sheet: &Sheet, layout: &Layout) -> String {
        let mut text = line([self.heading()].into_iter().chain(self.columns(sheet, layout)));
        for (r, row) in sheet.rows.iter().enumerate() {
            let figure = |(s, c): (usize, usize)| {
                let cell = &self.cells[sheet.cells[r * sheet.cols.len() + c]];
                cell.values[s].filter(|_| shown(cell)).map(number).unwrap_or_default()
            };
            text += &line([name(row, layout)].into_iter().chain(self.places(sheet).map(figure)));
        }
        text
    }

    /// `sdc` of the sheet's file, and `outcome` of its output: which rules fail in which cells.
    pub fn sheet_marks(&self, sheet: &Sheet, layout: &Layout) -> (Value, Value) {
        let mut cells: BTreeMap<&str, Vec<[usize; 2]>> = BTreeMap::new();
        let mut outcome: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        let columns = self.columns(sheet, layout);
        let all = sheet.cells.len() * self.statistics.len() <= MOST_OUTCOMES;
        for (r, row) in sheet.rows.iter().enumerate() {
            for (column, (s, c)) in self.places(sheet).enumerate() {
                let cell = &self.cells[sheet.cells[r * sheet.cols.len() + c]];
                let rules = self.failing(cell, s);
                for rule in &rules {
                    cells.entry(rule.name()).or_default().push([r, column]);
                }
                let words: String = rules.iter().map(|rule| format!("{}; ", rule.name())).collect();
                if rules.is_empty() && !all {
                    continue;
                }
                let words = if rules.is_empty() { "ok".into() } else { words };
                outcome.entry(columns[column].clone()).or_default().insert(name(row, layout), words.into());
            }
        }
        let counts: BTreeMap<&str, usize> = cells.iter().map(|(rule, places)| (*rule, places.len())).collect();
        (json!({"summary": counts, "cells": cells}), json!(outcome))
    }

    /// What happened to the table, starting with its status. A protected table is for a person to look at, as other tables
    /// may show what it hides.
    pub fn sheet_summary(&self) -> (&'static str, String) {
        let changed =
            self.protection.as_ref().is_some_and(|done| done.method != "suppress" || done.primary + done.secondary > 0);
        let status = if changed && self.verdict == Verdict::Pass { "review" } else { status(self.verdict) };
        let (mut failing, mut asking) = (BTreeMap::<Rule, usize>::new(), BTreeMap::<Rule, usize>::new());
        for cell in &self.cells {
            cell.failing().into_iter().for_each(|rule| *failing.entry(rule).or_default() += 1);
            // Of a cell that is hidden nobody is asked.
            let asks = |mark: &&crate::judge::Mark| {
                mark.severity == Severity::Ask && cell.status.showing() != crate::result::Showing::Gap
            };
            let asks: BTreeSet<Rule> = cell.marks.iter().filter(asks).map(|mark| mark.rule).collect();
            asks.into_iter().for_each(|rule| *asking.entry(rule).or_default() += 1);
        }
        let told = |verb: &'static str| {
            move |(rule, cells): (Rule, usize)| {
                format!("{}{verb}: {cells} cell{}", rule.name(), if cells == 1 { "" } else { "s" })
            }
        };
        let failing = failing.into_iter().map(told("")).chain(asking.into_iter().map(told(" asks")));
        let line = self.verdict_line();
        let said = line.split_once(": ").map_or(line.as_str(), |(_, said)| said).to_owned();
        let parts: Vec<String> =
            [status.to_owned()].into_iter().chain(failing).chain([said]).chain(self.remarks()).collect();
        (status, parts.join("; "))
    }

    /// The rules that one figure of a cell fails.
    fn failing(&self, cell: &Cell, statistic: usize) -> Vec<Rule> {
        let own = |mark: &&Mark| {
            mark.severity == Severity::Fail
                && (mark.statistic == self.statistics[statistic]
                    || !self.statistics.iter().any(|own| mark.statistic == *own))
        };
        let mut rules: Vec<Rule> = cell.marks.iter().filter(own).map(|mark| mark.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The columns of the file: statistic and column of the sheet.
    fn places(&self, sheet: &Sheet) -> impl Iterator<Item = (usize, usize)> {
        let cols = sheet.cols.len();
        (0..self.statistics.len()).flat_map(move |s| (0..cols).map(move |c| (s, c)))
    }

    fn columns(&self, sheet: &Sheet, layout: &Layout) -> Vec<String> {
        let alone = self.statistics.len() == 1;
        let title = |(s, c): (usize, usize)| match (alone, sheet.cols[c].is_empty()) {
            (_, true) => self.statistics[s].clone(),
            (true, false) => name(&sheet.cols[c], layout),
            (false, false) => format!("{}: {}", self.statistics[s], name(&sheet.cols[c], layout)),
        };
        self.places(sheet).map(title).collect()
    }

    fn heading(&self) -> String {
        let rows = self.request.rows.join(" / ");
        if self.request.cols.is_empty() { rows } else { format!("{rows} by {}", self.request.cols.join(" / ")) }
    }

    /// The classes of the taxonomy with what can go wrong, as `fair` has them.
    pub fn fair(&self) -> Value {
        let risks: HashSet<&str> = self.classes.iter().flat_map(|class| class.risks()).copied().collect();
        let mut risks: Vec<&str> = risks.into_iter().collect();
        risks.sort_unstable();
        let fields = self.request.variables();
        let once = |words: Vec<String>| words.into_iter().collect::<BTreeSet<String>>();
        let rules: HashSet<Rule> = self.cells.iter().flat_map(Cell::failing).collect();
        // Other programs compare outputs by these.
        let identifiers = json!({
            "statbarn": once(self.classes.iter().map(|class| class.identifier()).collect()),
            "analysis": once(self.request.statistics().iter().filter_map(Statistic::identifier).collect()),
            "risk": once(self.classes.iter().flat_map(|class| class.risk_identifiers()).collect()),
            "failed": once(rules.into_iter().filter_map(Rule::identifier).collect()),
            "mitigation": self.request.protect.identifier(),
        });
        json!({
            "statbarn": self.classes,
            "risks": risks,
            "statistics": self.request.statistics().iter().map(Statistic::column).collect::<Vec<_>>(),
            "dependent": fields,
            "independent": self.dimensions,
            "identifiers": identifiers,
            "judged_by": self.judged_by(),
        })
    }
}

impl TableResult {
    /// The program and the policies whose verdict it is. A policy's version is the hash of what it says, so that it is another
    /// one whenever a number in it is.
    fn judged_by(&self) -> Value {
        let policy = |policy: &crate::policy::Policy| {
            let said = serde_json::to_vec(policy).unwrap_or_default();
            json!({"name": policy.name, "sha256": hex(&Sha256::digest(said))})
        };
        json!({
            "program": format!("strongroom {}", env!("CARGO_PKG_VERSION")),
            "policies": self.policies.iter().map(policy).collect::<Vec<_>>(),
        })
    }
}

fn shown(cell: &Cell) -> bool {
    cell.status.showing() != Showing::Gap
}

fn name(codes: &[Option<String>], layout: &Layout) -> String {
    let total = if layout.total.is_empty() { "Total" } else { &layout.total };
    if codes.iter().all(Option::is_none) {
        return total.into();
    }
    codes.iter().map(|code| code.as_deref().unwrap_or(total)).collect::<Vec<_>>().join(", ")
}
