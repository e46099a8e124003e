//! Attacks and ways among the cells near a target alone. In a large table a program over all cells costs mostly what its size
//! costs; a table that protects a target mostly needs few cells, and those that sum to something with it.

use super::attack::{Attack, Witness, enough};
use super::{Fate, Need, Problem, Target};
use crate::program::{Program, Row, Solved};
use std::rc::Rc;

/// So many cells are near.
const NEAR: usize = 800;
/// Smaller problems are solved whole.
const MIDDLING: usize = 600;
/// Larger ones in parts only.
const LARGE: usize = 3000;
/// So many cells, with all that sum to something with one of them, are looked at for a condition.
const FEW: usize = 120;
/// So often a program is solved with what cells cost by how far they changed before.
pub(crate) const CHARGES: usize = 4;
/// Cells that change by less of what is needed are charged as if by this much.
pub(crate) const LITTLE: f64 = 0.01;
/// What a cell costs that is hidden already.
const HIDDEN: f64 = 1e-4;

/// How far a target can be thought off if only the relations near it are known.
pub(crate) struct Near {
    /// Whether that is far enough.
    pub enough: bool,
    pub changes: Vec<(u32, f64)>,
    /// By row of [`super::attack::rows`].
    pub prices: Vec<f64>,
}

/// Which cells may be hidden for a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// None beside those that are hidden already.
    None,
    /// Those near, without totals above them.
    Near,
    /// Totals too.
    Wide,
}

pub(crate) struct Local<'a> {
    problem: &'a Problem,
    /// For each cell the relations that it is in.
    relations: Vec<Vec<u32>>,
    /// For each relation its row among those that have a cell that may be hidden.
    rows: Vec<u32>,
    count: usize,
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
        let mut count = 0;
        let shown = |(cell, _): &(u32, f64)| problem.fate[*cell as usize] == Fate::Shown;
        let row = |relation: &Vec<(u32, f64)>| {
            count += usize::from(!relation.iter().all(shown));
            (count as u32).wrapping_sub(1)
        };
        let rows = problem.relations.iter().map(row).collect();
        Some(Local { problem, relations, rows, count })
    }

    /// Whether what lies far off is too costly to look at often.
    pub fn only(&self) -> bool {
        self.problem.fate.len() >= LARGE
    }

    /// The cells that may change without a total above them that has to, the target first: those beside it along every
    /// field, those beside these, and the parts of what is a total itself. `wide`: totals above them too.
    fn near(&self, from: u32, may: &dyn Fn(u32) -> bool, wide: bool, most: usize) -> Vec<u32> {
        let mut found = vec![from];
        let mut seen: crate::hashing::FastMap<u32, ()> = Default::default();
        seen.insert(from, ());
        let mut at = 0;
        while at < found.len() && found.len() < most {
            for relation in &self.relations[found[at] as usize] {
                for (cell, sign) in &self.problem.relations[*relation as usize] {
                    if (wide || *sign > 0.0) && may(*cell) && seen.insert(*cell, ()).is_none() {
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

    /// An attack on parts of cells by somebody who knows only the relations near the target, and the largest part of some cells:
    /// what is too little for them is too little for whoever knows all relations.
    pub fn attack(
        &self,
        attack: &Attack<'_>,
        target: Target,
        part: &[f64],
        knows: &dyn Fn(u32) -> bool,
    ) -> Option<Near> {
        let may = |cell: u32| self.problem.fate[cell as usize] != Fate::Shown;
        let near = self.near(target.cell, &may, false, FEW);
        let mut relations: Vec<u32> = near.iter().flat_map(|cell| self.relations[*cell as usize].clone()).collect();
        relations.sort_unstable();
        relations.dedup();
        let mut place: crate::hashing::FastMap<u32, u32> = Default::default();
        let mut cells = Vec::new();
        let mut rows = Vec::with_capacity(relations.len());
        for relation in &relations {
            let all = self.problem.relations[*relation as usize].iter().filter(|(cell, _)| may(*cell));
            let terms = all.map(|(cell, sign)| {
                let at = *place.entry(*cell).or_insert_with(|| {
                    cells.push(*cell);
                    cells.len() as u32 - 1
                });
                (at, *sign)
            });
            rows.push(Row::balanced(terms.collect()));
        }
        let up = !matches!(target.need, Need::Fall(_));
        let scale = attack.unit / target.need.by();
        let own = *place.get(&target.cell)? as usize;
        let mut bounds: Vec<(f64, f64)> = Vec::with_capacity(cells.len());
        for cell in &cells {
            let (fall, rise) = attack.room(attack.column[*cell as usize] as usize, knows(*cell));
            let part = part[*cell as usize];
            bounds.push((-(fall * scale).min(1.0) * part, (rise * scale).min(1.0) * part));
        }
        let (fall, rise) = attack.room(attack.column[target.cell as usize] as usize, false);
        bounds[own] = if up { (0.0, (rise * scale).min(1.0)) } else { (-(fall * scale).min(1.0), 0.0) };
        let mut costs = vec![0.0; cells.len()];
        costs[own] = if up { -1.0 } else { 1.0 };
        let Solved::Optimal(values) = Program::new(bounds, costs, rows).least(attack.until) else { return None };
        let mut prices = vec![0.0; self.count];
        for (relation, price) in relations.iter().zip(&values.prices) {
            prices[self.rows[*relation as usize] as usize] = *price;
        }
        let changes =
            cells.iter().zip(&values.columns).map(|(cell, change)| (*cell, change * target.need.by())).collect();
        let reached = values.columns[own].abs() * target.need.by();
        Some(Near { enough: enough(reached, target.need), changes, prices })
    }

    /// The cheapest change of near cells that gives the target what it needs, against an attacker who knows the parts of
    /// those that `knows` says. Cells that are hidden cost next to nothing.
    pub fn way(
        &self,
        attack: &Attack<'_>,
        target: Target,
        hidden: &[bool],
        more: More,
        knows: &dyn Fn(u32) -> bool,
    ) -> Option<Vec<(u32, f64)>> {
        let may = |cell: u32| {
            attack.column[cell as usize] != super::attack::NONE && (hidden[cell as usize] || more != More::None)
        };
        let cells = self.near(target.cell, &may, more == More::Wide, NEAR);
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
        let mut program = Program::new(bounds, costs.clone(), rows);
        let mut best: Option<(f64, Vec<(u32, f64)>)> = None;
        // A program charges for how far cells change; what counts is whether they do.
        for _ in 0..if more != More::None { CHARGES } else { 1 } {
            let Solved::Optimal(values) = program.least(attack.until) else { break };
            let change = |at: usize| values.columns[2 * at] - values.columns[2 * at + 1];
            let way: Vec<(u32, f64)> = (0..cells.len())
                .map(|at| (cells[at], change(at) * unit))
                .filter(|(_, change)| change.abs() > 1e-8 * unit)
                .collect();
            let new = way.iter().filter(|(cell, _)| !hidden[*cell as usize]);
            let price: f64 = new.map(|(cell, _)| self.problem.cost[*cell as usize]).sum();
            for at in 0..cells.len() {
                let far = change(at).abs();
                if !hidden[cells[at] as usize] && far > 1e-8 {
                    program.cost(2 * at, costs[2 * at] / far.max(LITTLE));
                    program.cost(2 * at + 1, costs[2 * at] / far.max(LITTLE));
                }
            }
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, way));
            }
            if price == 0.0 {
                break;
            }
        }
        let (_, mut way) = best?;
        way.sort_unstable_by_key(|(cell, _)| *cell);
        let own = way.iter().find(|(cell, _)| *cell == target.cell)?.1;
        enough(own.abs(), target.need).then_some(way)
    }
}

pub(crate) fn witness(way: Vec<(u32, f64)>) -> Witness {
    Rc::new(way)
}
