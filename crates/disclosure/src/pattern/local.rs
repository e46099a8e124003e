//! Attacks and ways among the cells near a target alone. In a large table a program over all cells costs mostly what its size
//! costs; a table that protects a target mostly needs few cells, and those that sum to something with it.

use super::attack::{Attack, Witness, enough};
use super::{Need, Problem, Target};
use crate::program::{Program, Row, Solved};
use std::rc::Rc;

/// So many cells are near.
const NEAR: usize = 800;
/// Smaller problems are solved whole.
const MIDDLING: usize = 600;
/// Larger ones in parts only.
const LARGE: usize = 3000;
/// What a cell costs that is hidden already.
const HIDDEN: f64 = 1e-4;

pub(crate) struct Local<'a> {
    problem: &'a Problem,
    /// For each cell the relations that it is in.
    relations: Vec<Vec<u32>>,
}

impl<'a> Local<'a> {
    /// None where the problem is small enough to be solved whole.
    pub fn new(problem: &'a Problem) -> Option<Local<'a>> {
        if problem.fate.len() < MIDDLING {
            return None;
        }
        let mut relations = vec![Vec::new(); problem.fate.len()];
        for (at, relation) in problem.relations.iter().enumerate() {
            relation.iter().for_each(|(cell, _)| relations[*cell as usize].push(at as u32));
        }
        Some(Local { problem, relations })
    }

    /// Whether what lies far off is too costly to look at often.
    pub fn only(&self) -> bool {
        self.problem.fate.len() >= LARGE
    }

    /// The cells that may change without a total above them that has to, the target first: those beside it along every
    /// field, those beside these, and the parts of what is a total itself.
    fn near(&self, from: u32, may: &dyn Fn(u32) -> bool) -> Vec<u32> {
        let mut found = vec![from];
        let mut seen: crate::hashing::FastMap<u32, ()> = Default::default();
        seen.insert(from, ());
        let mut at = 0;
        while at < found.len() && found.len() < NEAR {
            for relation in &self.relations[found[at] as usize] {
                for (cell, sign) in &self.problem.relations[*relation as usize] {
                    if *sign > 0.0 && may(*cell) && seen.insert(*cell, ()).is_none() {
                        found.push(*cell);
                    }
                }
            }
            at += 1;
        }
        found
    }

    /// Relations over these cells, by their places.
    fn rows(&self, cells: &[u32]) -> Vec<Vec<(u32, f64)>> {
        let place: crate::hashing::FastMap<u32, u32> =
            cells.iter().enumerate().map(|(at, cell)| (*cell, at as u32)).collect();
        let mut relations: Vec<u32> = cells.iter().flat_map(|cell| self.relations[*cell as usize].clone()).collect();
        relations.sort_unstable();
        relations.dedup();
        let terms = |relation: &u32| -> Vec<(u32, f64)> {
            let all = &self.problem.relations[*relation as usize];
            all.iter().filter_map(|(cell, sign)| Some((*place.get(cell)?, *sign))).collect()
        };
        relations.iter().map(terms).collect()
    }

    /// The cheapest change of near cells that gives the target what it needs, against an attacker who knows the parts of
    /// those that `knows` says. Cells that are hidden cost next to nothing.
    pub fn way(
        &self,
        attack: &Attack<'_>,
        target: Target,
        hidden: &[bool],
        more: bool,
        knows: &dyn Fn(u32) -> bool,
    ) -> Option<Vec<(u32, f64)>> {
        let may = |cell: u32| attack.column[cell as usize] != super::attack::NONE && (hidden[cell as usize] || more);
        let cells = self.near(target.cell, &may);
        let unit = target.need.by();
        let mut bounds = Vec::with_capacity(2 * cells.len());
        let mut costs = Vec::with_capacity(2 * cells.len());
        for cell in &cells {
            let (fall, rise) = attack.room(attack.column[*cell as usize] as usize, knows(*cell));
            let scale = attack.unit / unit;
            // More than some times what is needed is never needed nearby.
            bounds.extend([(0.0, (rise * scale).min(100.0)), (0.0, (fall * scale).min(100.0))]);
            let cost = if hidden[*cell as usize] { HIDDEN } else { 1.0 + self.problem.cost[*cell as usize] };
            costs.extend([cost, cost]);
        }
        let up = !matches!(target.need, Need::Fall(_));
        (bounds[0], bounds[1]) = if up { ((1.0, 1.0), (0.0, 0.0)) } else { ((0.0, 0.0), (1.0, 1.0)) };
        let rows = self
            .rows(&cells)
            .into_iter()
            .map(|row| Row::balanced(row.into_iter().flat_map(|(at, s)| [(2 * at, s), (2 * at + 1, -s)]).collect()))
            .collect();
        let Solved::Optimal(values) = Program::new(bounds, costs, rows).least(attack.until) else { return None };
        let change = |at: usize| (values.columns[2 * at] - values.columns[2 * at + 1]) * unit;
        let mut way: Vec<(u32, f64)> = (0..cells.len())
            .map(|at| (cells[at], change(at)))
            .filter(|(_, change)| change.abs() > 1e-8 * unit)
            .collect();
        way.sort_unstable_by_key(|(cell, _)| *cell);
        let own = way.iter().find(|(cell, _)| *cell == target.cell)?.1;
        enough(own.abs(), target.need).then_some(way)
    }
}

pub(crate) fn witness(way: Vec<(u32, f64)>) -> Witness {
    Rc::new(way)
}
