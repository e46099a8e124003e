//! What can be worked out from counts that were changed, by rounding or by noise: each shown figure alone leaves some counts
//! possible, and totals that are shown beside their parts leave fewer.
//!
//! Of an unsafe count all that is shown together must leave at least half of what its own figure leaves, and two counts to
//! everybody who contributes to the table.

use super::audit::{AuditLine, in_whole_numbers};
use super::known::listed;
use super::people::{Own, People};
use super::unknowns::unknowns;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::program::{Program, Row, Solved};
use crate::result::{Status, TableResult};
use std::time::Duration;

/// Tables that take longer are asked about.
const PATIENCE: Duration = Duration::from_secs(60);

/// What attackers find about the unsafe counts of a changed table.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub lines: Vec<AuditLine>,
    /// Cells that were not looked at before time was up.
    pub unaudited: usize,
}

/// The counts that shown figures leave possible, each alone: from and to.
pub(super) fn audit(
    table: &TableResult,
    leaves: &[(f64, f64)],
    targets: &[usize],
    evidence: Option<&Evidence>,
) -> Result<Found, Error> {
    if table.request.weight.is_some() {
        // What a weighted count leaves is no whole number of people.
        return Ok(Found { unaudited: targets.len(), ..Found::default() });
    }
    let mut attacker = Attacker::new(table, leaves);
    // Everybody is followed, where they can be.
    attacker.people = match evidence.filter(|_| !targets.is_empty()) {
        Some(evidence) => evidence.people(table)?,
        None => None,
    };
    Ok(attacker.all(targets, Deadline::after(PATIENCE)))
}

/// Marks the cells of which somebody finds too much; how many there are.
pub(super) fn open(table: &mut TableResult, found: &Found) -> usize {
    let mut open: Vec<usize> = found.lines.iter().filter(|line| !line.holds).map(|line| line.at).collect();
    open.sort_unstable();
    open.dedup();
    open.iter().for_each(|at| table.cells[*at].status = Status::Unsafe);
    open.len()
}

/// What the audit found, as sentences.
pub(super) fn remarks(open: usize, unaudited: usize, instead: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    if open > 0 {
        remarks.push(format!(
            "{open} cells stay unsafe: totals and parts together leave too few counts possible, or too few sums; use {instead}"
        ));
    }
    if unaudited > 0 {
        remarks.push(format!(
            "of {unaudited} unsafe cells nobody found out what all figures together tell; a person has to look"
        ));
    }
    remarks
}

/// Who knows what beside the figures.
#[derive(Clone, Copy, PartialEq)]
enum Who<'a> {
    Outsider,
    /// The largest contributors of all cells as one, each with their own records.
    Together,
    /// Somebody with so many records in these columns.
    One(&'a [(usize, f64)]),
}

struct Attacker<'a> {
    table: &'a TableResult,
    leaves: &'a [(f64, f64)],
    /// A column for each lowest cell, then one for each other cell.
    program: Program,
    /// For each column its cell.
    cells: Vec<usize>,
    column: Vec<usize>,
    lowest: usize,
    /// At least so many people are in a column's cell, as everybody knows; and as its largest contributor does.
    least: Vec<f64>,
    own: Vec<f64>,
    /// None where there are too many to follow.
    people: Option<People>,
    /// The least and most of each cell in tables that show the same, found so far.
    seen: Vec<(f64, f64)>,
    until: Deadline,
}

impl<'a> Attacker<'a> {
    fn new(table: &'a TableResult, leaves: &'a [(f64, f64)]) -> Attacker<'a> {
        let unknowns = unknowns(table, &vec![true; table.cells.len()]);
        let mut cells: Vec<usize> = unknowns.cells.iter().map(|cell| *cell as usize).collect();
        let lowest = cells.len();
        let mut rows = Vec::new();
        for (cell, under) in unknowns.under.iter().enumerate() {
            if unknowns.cells.binary_search(&(cell as u32)).is_err() {
                let own = (cells.len() as u32, -1.0);
                rows.push(Row::balanced(under.iter().map(|lowest| (*lowest, 1.0)).chain([own]).collect()));
                cells.push(cell);
            }
        }
        let mut column = vec![0; table.cells.len()];
        cells.iter().enumerate().for_each(|(at, cell)| column[*cell] = at);
        let listed = listed(table);
        let least = cells.iter().map(|cell| f64::from(u8::from(listed[*cell]))).collect();
        let own = cells.iter().map(|cell| {
            let evidence = &table.cells[*cell].evidence;
            evidence.most_of_one() as f64
        });
        let mut attacker = Attacker {
            table,
            leaves,
            program: Program::new(vec![(0.0, 0.0); cells.len()], vec![0.0; cells.len()], rows),
            own: own.collect(),
            seen: table.cells.iter().map(|cell| (cell.n as f64, cell.n as f64)).collect(),
            people: None,
            cells,
            column,
            lowest,
            least,
            until: Deadline::after(PATIENCE),
        };
        attacker.take(Who::Together);
        attacker
    }

    fn take(&mut self, who: Who<'_>) {
        for column in 0..self.cells.len() {
            let (from, to) = self.leaves[self.cells[column]];
            let least = match who {
                Who::Together if column < self.lowest => self.own[column],
                Who::One(own) => own.iter().find(|(other, _)| *other == column).map_or(0.0, |(_, records)| *records),
                _ => 0.0,
            };
            // The truth shows what is shown; a figure that it does not fit would be a mistake of ours, and leaves nothing.
            self.program.bound(column, from.max(self.least[column]).max(least), to);
        }
    }

    fn all(mut self, targets: &[usize], until: Deadline) -> Found {
        self.until = until;
        let mut found = Found::default();
        // Tables in which many are large and many small at once settle most of them.
        for round in 0u32..6 {
            for (at, cell) in targets.iter().enumerate() {
                let up = (at as u32 >> (round / 2) & 1) ^ (round & 1) == 1;
                self.program.cost(self.column[*cell], if up { -1.0 } else { 1.0 });
            }
            self.solve();
        }
        targets.iter().for_each(|cell| self.program.cost(self.column[*cell], 0.0));
        for cell in targets {
            if self.until.over() {
                found.unaudited += 1;
                continue;
            }
            self.one(*cell, &mut found.lines);
        }
        found
    }

    /// How many counts an unsafe cell's own figure leaves, and how many all figures have to.
    fn needed(&self, cell: usize) -> f64 {
        let (from, to) = self.leaves[cell];
        ((to - from + 1.0) / 2.0).ceil().max(2.0)
    }

    fn one(&mut self, cell: usize, lines: &mut Vec<AuditLine>) {
        let table = self.table;
        let line = |who: &str, (lower, upper): (f64, f64), needed: f64| AuditLine {
            cell: table.cells[cell].names(),
            at: cell,
            quantity: "count".into(),
            attacker: who.into(),
            truth: table.cells[cell].n as f64,
            lower,
            upper: Some(upper),
            needed: lower + needed - 1.0,
            holds: upper - lower + 1.0 >= needed,
        };
        let needed = self.needed(cell);
        // What all contributors together cannot tell, nobody outside can.
        if line("", self.seen[cell], needed).holds {
            lines.push(line("all largest contributors together", self.seen[cell], needed));
            return;
        }
        let together = self.ends(cell).0;
        self.take(Who::Outsider);
        let (outside, tables) = self.ends(cell);
        let out = line("outsider", outside, needed);
        let mut all = line("all largest contributors together", together, 2.0);
        if out.holds && !all.holds && self.people.is_some() {
            let (who, ends) = self.each(cell, outside, tables);
            all = line(&who, ends, 2.0);
        }
        lines.extend([out, all]);
        self.take(Who::Together);
    }

    /// Who of them is left with one count only; all of them where nobody is. `tables` are some that an outsider takes for
    /// possible: whoever two of them fit is left with two.
    fn each(&mut self, cell: usize, outside: (f64, f64), mut tables: Vec<Vec<f64>>) -> (String, (f64, f64)) {
        let column = self.column[cell];
        let people = self.people.take().unwrap_or_default();
        let mut found = ("each contributor, followed through all cells".to_owned(), outside);
        for person in &people {
            let own: Vec<(usize, f64)> =
                person.parts.iter().map(|own| (self.column[own.cell as usize], own.records as f64)).collect();
            let fits = |table: &&Vec<f64>| own.iter().all(|(at, records)| table[*at] >= records - 1e-6);
            let mut counts = tables.iter().filter(fits).map(|table| table[column].round());
            let first = counts.next();
            if counts.any(|count| Some(count) != first) || person.knows(self.table, cell, 0) {
                continue;
            }
            self.take(Who::One(&own));
            let (ends, more) = self.ends(cell);
            if ends.1 - ends.0 < 1.0 {
                let name = |own: &Own| self.table.cells[own.cell as usize].keys.join(" / ");
                let names: Vec<String> = person.parts.iter().map(name).collect();
                found = (format!("a contributor to {}", names.join(" and ")), ends);
                break;
            }
            tables.extend(more);
        }
        self.people = Some(people);
        found
    }

    /// The least and the most that a cell can be, and tables in which it is.
    fn ends(&mut self, cell: usize) -> ((f64, f64), Vec<Vec<f64>>) {
        let column = self.column[cell];
        let mut tables = Vec::new();
        let mut end = |up: bool| {
            self.program.cost(column, if up { -1.0 } else { 1.0 });
            let found = self.solve();
            self.program.cost(column, 0.0);
            // An attacker whose equations the solver does not solve is taken for one who knows the truth.
            let count = found.as_ref().map_or(self.table.cells[cell].n as f64, |table| table[column].round());
            tables.extend(found);
            count
        };
        let (least, most) = (end(false), end(true));
        ((least.min(most), most.max(least)), tables)
    }

    /// A table of whole numbers at the end of what is asked for.
    fn solve(&mut self) -> Option<Vec<f64>> {
        let table = match self.program.least(self.until) {
            Solved::Optimal(values) if in_whole_numbers(values.columns.iter().copied()) => values.columns,
            Solved::Optimal(_) => self.program.whole(self.until)?,
            _ => return None,
        };
        // It fits what all contributors together know only where they were asked.
        let fits = |column: usize| column >= self.lowest || table[column] >= self.own[column] - 1e-6;
        if (0..table.len()).all(fits) {
            for (cell, column) in self.column.iter().enumerate() {
                let value = table[*column].round();
                self.seen[cell] = (self.seen[cell].0.min(value), self.seen[cell].1.max(value));
            }
        }
        Some(table)
    }
}
