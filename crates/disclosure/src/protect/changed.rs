//! What can be worked out from counts that were changed, by rounding or by noise: each shown figure alone leaves some counts
//! possible, and totals that are shown beside their parts leave fewer.
//!
//! Of an unsafe count all that is shown together must leave at least half of what its own figure leaves, and two counts to
//! everybody who contributes to the table.

use super::audit::{AuditLine, in_whole_numbers};
use super::known::listed;
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
    // Who contributes to several cells is followed through them, where they can be.
    let people = match evidence.filter(|_| !targets.is_empty() && super::suppress::shared(table)) {
        Some(evidence) => evidence.people(table)?,
        None => Some(Vec::new()),
    };
    attacker.people = people.map(|people| {
        let mut all: Vec<Vec<usize>> = (0..attacker.lowest).map(|column| vec![column]).collect();
        all.extend(people.iter().map(|person| person.iter().map(|own| attacker.column[own.cell as usize]).collect()));
        all.iter_mut().for_each(|columns| columns.sort_unstable());
        all.sort_unstable();
        all.dedup();
        all
    });
    Ok(attacker.all(targets, Deadline::after(PATIENCE)))
}

/// Marks the cells of which somebody finds too much; how many there are.
pub(super) fn open(table: &mut TableResult, found: &Found) -> usize {
    let mut open: Vec<usize> = found.lines.iter().filter(|line| !line.holds).map(|line| line.at).collect();
    open.dedup();
    open.iter().for_each(|at| table.cells[*at].status = Status::Unsafe);
    open.len()
}

/// What the audit found, as sentences.
pub(super) fn remarks(open: usize, unaudited: usize, instead: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    if open > 0 {
        remarks.push(format!(
            "{open} cells stay unsafe: totals and parts together leave too few counts possible; use {instead}"
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
    /// Somebody who contributes to these of the lowest cells, by their columns.
    One(&'a [usize]),
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
    /// For each contributor the columns of their cells; none where there are too many to follow.
    people: Option<Vec<Vec<usize>>>,
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
            let knows = match who {
                Who::Outsider => false,
                Who::Together => column < self.lowest,
                Who::One(columns) => columns.contains(&column),
            };
            let least = if knows { self.own[column] } else { 0.0 };
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
        let together = self.ends(cell);
        self.take(Who::Outsider);
        let outside = self.ends(cell);
        lines.push(line("outsider", outside, needed));
        let all = line("all largest contributors together", together, 2.0);
        let mut worst = (all.attacker.clone(), together);
        let people = self.people.take();
        if let Some(people) = people.as_ref().filter(|_| !all.holds && lines.last().is_some_and(|line| line.holds)) {
            worst = ("nobody knows more than an outsider".into(), outside);
            let under = self.column[cell];
            for columns in people {
                // Whoever stands alone behind the cell is nobody whom it is kept from.
                let inside = |other: &usize| {
                    (*other == under || under >= self.lowest && self.part(*other, cell)) && self.own[*other] > 0.0
                };
                let alone = self.table.cells[cell].evidence.units == 1;
                if columns.iter().all(|other| self.own[*other] == 0.0) || alone && columns.iter().any(inside) {
                    continue;
                }
                self.take(Who::One(columns));
                let ends = self.ends(cell);
                if ends.1 - ends.0 < worst.1.1 - worst.1.0 {
                    let name = |column: &usize| self.table.cells[self.cells[*column]].keys.join(" / ");
                    let names: Vec<String> = columns.iter().map(name).collect();
                    worst = (format!("a contributor to {}", names.join(" and ")), ends);
                }
            }
        }
        self.people = people;
        lines.push(line(&worst.0, worst.1, 2.0));
        self.take(Who::Together);
    }

    /// Whether a lowest cell's column is part of a cell.
    fn part(&self, column: usize, cell: usize) -> bool {
        let (lowest, whole) = (&self.table.cells[self.cells[column]], &self.table.cells[cell]);
        lowest.evidence.codes.iter().zip(&whole.evidence.codes).zip(&self.table.trees).all(|((code, of), tree)| {
            let mut step = *code;
            while step != *of && step.is_some() {
                step = step.and_then(|code| tree.parents[code as usize]);
            }
            step == *of
        })
    }

    /// The least and the most that a cell can be.
    fn ends(&mut self, cell: usize) -> (f64, f64) {
        let column = self.column[cell];
        let mut end = |up: bool| {
            self.program.cost(column, if up { -1.0 } else { 1.0 });
            let found = self.solve();
            self.program.cost(column, 0.0);
            // An attacker whose equations the solver does not solve is taken for one who knows the truth.
            found.map_or(self.table.cells[cell].n as f64, |table| table[column].round())
        };
        let (least, most) = (end(false), end(true));
        (least.min(most), most.max(least))
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
