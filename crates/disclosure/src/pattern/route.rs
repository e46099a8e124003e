//! The cheapest cells through which one figure can change by as much as is needed.

use super::attack::{self, Attacks, NONE, Who};
use super::local::LITTLE;
use super::{Need, Problem, Target};
use crate::deadline::Deadline;
use crate::program::{Program, Row, Solved};

/// What a cell costs that is hidden already, so that ways through few cells are preferred.
const HIDDEN: f64 = 1e-4;

/// One program for each kind of figures; every cell has two columns, what it rises and what it falls.
pub(crate) struct Routes<'a> {
    problem: &'a Problem,
    programs: Vec<Program>,
    column: Vec<u32>,
    cells: Vec<u32>,
    cost: Vec<f64>,
    hidden: Vec<bool>,
}

impl<'a> Routes<'a> {
    pub fn new(problem: &'a Problem) -> Routes<'a> {
        let (cells, column) = attack::columns(problem);
        let rows = || -> Vec<Row> {
            let both = |row: Vec<(u32, f64)>| {
                Row::balanced(row.into_iter().flat_map(|(at, sign)| [(2 * at, sign), (2 * at + 1, -sign)]).collect())
            };
            attack::rows(problem, &column).into_iter().map(both).collect()
        };
        let programs = problem
            .figures
            .iter()
            .map(|_| Program::new(vec![(0.0, 0.0); 2 * cells.len()], vec![0.0; 2 * cells.len()], rows()))
            .collect();
        let mut routes = Routes {
            problem,
            programs,
            cost: scaled(&problem.cost),
            hidden: vec![false; problem.fate.len()],
            column,
            cells,
        };
        for at in 0..routes.cells.len() {
            for program in &mut routes.programs {
                for side in [2 * at, 2 * at + 1] {
                    program.cost(side, routes.cost[routes.cells[at] as usize]);
                }
            }
        }
        routes
    }

    /// Cells that are hidden already cost next to nothing.
    pub fn hide(&mut self, cell: u32, hidden: bool) {
        if self.hidden[cell as usize] != hidden {
            self.hidden[cell as usize] = hidden;
            let cost = if hidden { HIDDEN } else { self.cost[cell as usize] };
            let at = self.column[cell as usize] as usize;
            for program in &mut self.programs {
                program.cost(2 * at, cost);
                program.cost(2 * at + 1, cost);
            }
        }
    }

    /// The cells that change on the cheapest way for this attacker, with their changes; none if there is no way at all. `times`: how often the
    /// program is solved for a way of fewer cells. `Err`: time was up.
    pub fn cheapest(
        &mut self,
        attacks: &mut Attacks<'_>,
        target: Target,
        who: &Who,
        times: usize,
        until: Deadline,
    ) -> Result<Option<Vec<(u32, f64)>>, ()> {
        attacks.solved += 1;
        let rooms = attacks.single.get(target.figures).or(attacks.joint.get(target.figures)).ok_or(())?;
        let at = self.column[target.cell as usize];
        let person = self.problem.people[target.cell as usize];
        let excused = self.problem.figures[target.figures].alone[target.cell as usize];
        let program = &mut self.programs[target.figures];
        for column in 0..self.cells.len() {
            let cell = self.cells[column] as usize;
            let people = self.problem.people[cell];
            let knows = match who {
                Who::Outsider => false,
                Who::Largest(number) => people == *number,
                Who::Together => !(excused && people == person),
            };
            let (fall, rise) = rooms.room(column, knows);
            program.bound(2 * column, 0.0, rise);
            program.bound(2 * column + 1, 0.0, fall);
        }
        let want = target.need.by() / rooms.unit;
        let (rise, fall) = match target.need {
            Need::Rise(_) | Need::Width(_) => (want, 0.0),
            Need::Fall(_) => (0.0, want),
        };
        program.bound(2 * at as usize, rise, rise);
        program.bound(2 * at as usize + 1, fall, fall);
        let mut best: Option<(f64, Vec<(u32, f64)>)> = None;
        // A program charges for how far cells change; what counts is whether they do.
        for _ in 0..times {
            let values = match program.least(until) {
                Solved::Optimal(values) => values,
                Solved::Infeasible => break,
                Solved::Unbounded | Solved::Unknown if best.is_some() => break,
                Solved::Unbounded | Solved::Unknown => return Err(()),
            };
            let change = |column: usize| values.columns[2 * column] - values.columns[2 * column + 1];
            let all = (0..self.cells.len()).map(|column| (self.cells[column], change(column)));
            let way: Vec<(u32, f64)> = all.filter(|(_, change)| change.abs() > 1e-7).collect();
            let mut price = 0.0;
            for (cell, by) in way.iter().filter(|(cell, _)| !self.hidden[*cell as usize]) {
                price += self.cost[*cell as usize];
                let charge = self.cost[*cell as usize] / (by.abs() / want).max(LITTLE);
                let at = self.column[*cell as usize] as usize;
                if times > 1 {
                    program.cost(2 * at, charge);
                    program.cost(2 * at + 1, charge);
                }
            }
            let unit = rooms.unit;
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, way.into_iter().map(|(cell, by)| (cell, by * unit)).collect()));
            }
            if price == 0.0 {
                break;
            }
        }
        if times > 1 {
            for (column, cell) in self.cells.iter().enumerate() {
                let cost = if self.hidden[*cell as usize] { HIDDEN } else { self.cost[*cell as usize] };
                program.cost(2 * column, cost);
                program.cost(2 * column + 1, cost);
            }
        }
        Ok(best.map(|(_, way)| way))
    }

    pub fn can_be_hidden(&self, cell: usize) -> bool {
        self.column[cell] != NONE
    }
}

/// Costs of about one, so that the solver's tolerances fit them.
fn scaled(cost: &[f64]) -> Vec<f64> {
    let used: Vec<f64> = cost.iter().copied().filter(|cost| *cost > 0.0).collect();
    let mean = if used.is_empty() { 1.0 } else { used.iter().sum::<f64>() / used.len() as f64 };
    cost.iter().map(|cost| (cost / mean).max(0.01)).collect()
}
