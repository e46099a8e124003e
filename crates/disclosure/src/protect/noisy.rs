//! What can be worked out from noisy sums: the noise of each is at most a share of the sum, so that every shown sum leaves an
//! interval, and totals that are shown beside their parts leave less.
//!
//! Of a sum whose largest contribution is too near, all that is shown together must leave a value as far off as its rule asks,
//! to whoever is outside and to everybody who contributes but the largest one.

use super::audit::AuditLine;
use super::changed::Found;
use super::levels::{least_that_passes, published};
use super::people::{People, Person, within};
use super::unknowns::unknowns;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::evidence::{Evidence, VariableEvidence};
use crate::judge::{Rule, Severity};
use crate::policy::PerturbedValues;
use crate::program::{Program, Row, Solved};
use crate::result::{Cell, Status, TableResult};
use std::time::Duration;

/// Tables that take longer are asked about.
const PATIENCE: Duration = Duration::from_secs(60);
/// Sums are brought to this size, as the solver wants them.
const SIZE: f64 = 1e6;

/// Audits the sums of one field; `shown` has for each cell what stands there, and none where there is no value. `noise` says
/// how much there may be, which readers are told.
pub(super) fn audit(
    table: &TableResult,
    at: usize,
    shown: &[Option<f64>],
    noise: &PerturbedValues,
    evidence: Option<&Evidence>,
) -> Result<Found, Error> {
    let targets = targets(table, at);
    if targets.is_empty() {
        return Ok(Found::default());
    }
    if table.cells.iter().any(|cell| cell.evidence.variables[at].negatives > 0) {
        // Noise is a share of contributions, of which a sum of both signs tells nothing.
        return Ok(Found { unaudited: targets.len(), ..Found::default() });
    }
    let people = match evidence {
        Some(evidence) => evidence.people(table)?,
        None => None,
    };
    let mut attacker = Attacker::new(table, at, shown, noise);
    let until = Deadline::after(PATIENCE);
    let mut found = Found::default();
    for (cell, more) in targets {
        if until.over() {
            found.unaudited += 1;
            continue;
        }
        attacker.one(cell, more, people.as_ref(), until, &mut found.lines);
    }
    Ok(found)
}

/// Cells whose largest contribution a rule protects, with how far off everybody must be kept.
fn targets(table: &TableResult, at: usize) -> Vec<(usize, f64)> {
    let concentrated = [Rule::Dominance, Rule::PPercent, Rule::Pq];
    let of = |(number, cell): (usize, &Cell)| {
        let fails: Vec<Rule> =
            cell.marks.iter().filter(|mark| mark.severity == Severity::Fail).map(|mark| mark.rule).collect();
        let more = published(&cell.evidence.variables[at])
            .iter()
            .flat_map(|shares| {
                table.policies.iter().map(|policy| least_that_passes(policy, shares, &fails) - shares.absolute)
            })
            .fold(0.0, f64::max);
        let kept = cell.status == Status::Perturbed && fails.iter().any(|rule| concentrated.contains(rule));
        (kept && more > 0.0).then_some((number, more))
    };
    table.cells.iter().enumerate().filter_map(of).collect()
}

/// What is published of a field, without noise.
fn truth(variable: &VariableEvidence) -> f64 {
    variable.weighted.map_or(variable.sum, |(sum, _)| sum)
}

/// The largest contributions to a cell, of units and of holdings.
fn largest(variable: &VariableEvidence, number: usize) -> f64 {
    published(variable).iter().filter_map(|shares| shares.top.get(number)).fold(0.0, |a: f64, b| a.max(*b))
}

struct Attacker<'a> {
    table: &'a TableResult,
    at: usize,
    program: Program,
    /// For each column its cell, lowest cells first; for each cell its column.
    cells: Vec<usize>,
    column: Vec<usize>,
    lowest: usize,
    /// What each figure alone leaves.
    leaves: Vec<(f64, f64)>,
    scale: f64,
}

/// The ends of an interval, with tables of sums in which they are.
struct Ends {
    least: f64,
    most: f64,
    tables: Vec<Vec<f64>>,
}

impl<'a> Attacker<'a> {
    fn new(table: &'a TableResult, at: usize, shown: &[Option<f64>], noise: &PerturbedValues) -> Attacker<'a> {
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
        let size = shown.iter().flatten().fold(0.0, |a: f64, b| a.max(b.abs()));
        let scale = if size > 0.0 { SIZE / size } else { 1.0 };
        let leaves = cells.iter().map(|cell| {
            let unsafe_cell = table.cells[*cell].marks.iter().any(|mark| mark.severity == Severity::Fail);
            let share = noise.most + if unsafe_cell { noise.sensitive } else { 0.0 };
            match shown[*cell] {
                None => (0.0, 0.0),
                Some(sum) if share < 1.0 => (sum.max(0.0) / (1.0 + share), sum.max(0.0) / (1.0 - share)),
                Some(sum) => (sum.max(0.0) / (1.0 + share), f64::INFINITY),
            }
        });
        let leaves: Vec<(f64, f64)> = leaves.map(|(least, most)| (least * scale, most * scale)).collect();
        let costs = vec![0.0; cells.len()];
        let program = Program::new(leaves.clone(), costs, rows);
        Attacker { table, at, program, cells, column, lowest, leaves, scale }
    }

    fn variable(&self, cell: usize) -> &'a VariableEvidence {
        &self.table.cells[cell].evidence.variables[self.at]
    }

    fn line(&self, cell: usize, more: f64, who: &str, ends: &Ends) -> AuditLine {
        let truth = truth(self.variable(cell));
        let up = ends.most - truth >= truth - ends.least;
        AuditLine {
            cell: self.table.cells[cell].names(),
            at: cell,
            quantity: self.variable(cell).field.to_string(),
            attacker: who.into(),
            truth,
            lower: ends.least,
            upper: Some(ends.most).filter(|most| most.is_finite()),
            needed: if up { truth + more } else { truth - more },
            holds: (ends.most - truth).max(truth - ends.least) >= more * (1.0 - 1e-6),
        }
    }

    fn one(&mut self, cell: usize, more: f64, people: Option<&People>, until: Deadline, lines: &mut Vec<AuditLine>) {
        // What all of them together cannot tell, nobody can.
        let together = self.together(cell);
        let ends = self.ends(cell, &together, until);
        let all = self.line(cell, more, "all contributors but the largest together", &ends);
        if all.holds {
            lines.push(all);
            return;
        }
        let outside = self.ends(cell, &[], until);
        let out = self.line(cell, more, "outsider", &outside);
        let followed = match people.filter(|_| out.holds) {
            Some(people) => self.each(cell, more, people, outside, until),
            None => all,
        };
        lines.extend([out, followed]);
    }

    /// The contributor who is left with too little, or the last of them.
    fn each(&mut self, cell: usize, more: f64, people: &People, outside: Ends, until: Deadline) -> AuditLine {
        let far = more * self.scale * (1.0 - 1e-6);
        let truth = truth(self.variable(cell)) * self.scale;
        let column = self.column[cell];
        let everybody = self.line(cell, more, "each contributor, followed through all cells", &outside);
        let mut tables = outside.tables;
        for person in people {
            if person.knows(self.table, cell, self.at + 1) {
                continue;
            }
            let known = self.of(person, cell);
            let fits = |table: &&Vec<f64>| {
                known.iter().all(|(at, least, most)| table[*at] >= least - 1e-6 && table[*at] <= most + 1e-6)
            };
            if tables.iter().filter(fits).any(|table| (table[column] - truth).abs() >= far) {
                continue;
            }
            let ends = self.ends(cell, &known, until);
            let names: Vec<String> =
                person.parts.iter().map(|own| self.table.cells[own.cell as usize].keys.join(" / ")).collect();
            let line = self.line(cell, more, &format!("a contributor to {}", names.join(" and ")), &ends);
            if !line.holds {
                return line;
            }
            tables.extend(ends.tables);
        }
        everybody
    }

    /// What the largest contributors of all lowest cells know together; of the largest of the figure itself the second stands
    /// in for the first, whom the rule protects.
    fn together(&self, cell: usize) -> Vec<(usize, f64, f64)> {
        let first = largest(self.variable(cell), 0) * (1.0 - 1e-9);
        let second = largest(self.variable(cell), 1);
        let mut known = Vec::new();
        for column in 0..self.lowest {
            let here = self.cells[column];
            let (own, alone) = (largest(self.variable(here), 0), largest(self.variable(here), 1) == 0.0);
            let protected = own >= first && within(self.table, here, cell);
            let own = if protected { own.min(second) } else { own };
            let most = if alone && !protected && own > 0.0 { own * self.scale } else { f64::INFINITY };
            known.push((column, own * self.scale, most));
        }
        known
    }

    /// What one of them knows: their own part of each cell, and all of one in which they are alone.
    fn of(&self, person: &Person, cell: usize) -> Vec<(usize, f64, f64)> {
        let inside = |place: u32| within(self.table, place as usize, cell);
        let parts = || person.parts.iter().filter_map(|own| Some((own.cell, own.sums[self.at]?)));
        let total: f64 = parts().filter(|(place, _)| inside(*place)).map(|(_, sum)| sum).sum();
        // Whoever is the largest protects nobody from themselves: then it is the second who looks.
        let largest_one = total > 0.0 && total >= largest(self.variable(cell), 0) * (1.0 - 1e-9);
        let shrunk = if largest_one { largest(self.variable(cell), 1) / total } else { 1.0 };
        parts()
            .map(|(place, sum)| {
                let protected = largest_one && inside(place);
                let own = sum * self.scale * if protected { shrunk } else { 1.0 };
                let alone = !protected && person.one_of(&self.table.cells[place as usize].evidence, self.at + 1);
                (self.column[place as usize], own, if alone { own } else { f64::INFINITY })
            })
            .collect()
    }

    /// The least and the most that a sum can be to whoever knows these bounds.
    fn ends(&mut self, cell: usize, known: &[(usize, f64, f64)], until: Deadline) -> Ends {
        for column in 0..self.cells.len() {
            let (from, to) = self.leaves[column];
            let own = known.iter().filter(|(at, ..)| *at == column);
            let (least, most) = own.fold((from, to), |(from, to), (_, least, most)| (from.max(*least), to.min(*most)));
            // Last digits: the truth fits all that is known.
            self.program.bound(column, least.min(most), most);
        }
        let truth = truth(self.variable(cell));
        let column = self.column[cell];
        let mut tables = Vec::new();
        let mut end = |up: bool| {
            self.program.cost(column, if up { -1.0 } else { 1.0 });
            let found = self.program.least(until);
            self.program.cost(column, 0.0);
            match found {
                Solved::Optimal(values) => {
                    let value = values.columns[column] / self.scale;
                    tables.push(values.columns);
                    value
                }
                Solved::Unbounded if up => f64::INFINITY,
                // An attacker whose equations the solver does not solve is taken for one who knows the truth.
                _ => truth,
            }
        };
        let (least, most) = (end(false), end(true));
        Ends { least: least.min(truth), most: most.max(truth), tables }
    }
}
