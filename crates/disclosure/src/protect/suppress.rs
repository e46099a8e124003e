//! Suppression: unsafe cells are hidden, and further cells so that nobody works the hidden ones out.
//!
//! For one sensitive cell after another a linear program looks for the cheapest way in which the table could be another one
//! with the same shown figures, in which this cell lies far enough from the truth; the cells that differ are hidden. Such a
//! way is kept as a witness for every attacker: whoever knows only what is shown, and the largest contributor of each hidden
//! cell, who knows their own part of it. At the end every hidden cell that can do without is shown again.

use super::Protection;
use super::audit::audit;
use super::quantity::{Quantity, quantities};
use super::relations::{Relation, relations, twins};
use super::solve::{Move, cheapest};
use crate::error::Error;
use crate::judge::Severity;
use crate::policy::Cost;
use crate::result::{Status, TableResult};
use crate::statistic::Statistic;

/// So many linear programs, divided by cells, may be spent on showing cells again: larger ones take longer.
const BUDGET: usize = 1_000_000;
/// What a cell costs that is hidden already, so that ways through few cells are preferred.
const HIDDEN: f64 = 1e-4;

/// A figure that must be protected: which quantity, which cell, by how much (below nought: downwards).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Target {
    pub quantity: usize,
    pub cell: u32,
    pub by: f64,
}

/// Every figure that must be protected.
pub(crate) fn targets(quantities: &[Quantity]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (at, quantity) in quantities.iter().enumerate() {
        for cell in 0..quantity.value.len() {
            for by in [quantity.rise[cell], -quantity.fall[cell]] {
                if by != 0.0 {
                    targets.push(Target { quantity: at, cell: cell as u32, by });
                }
            }
        }
    }
    targets
}

/// Whose knowledge a way has to hold against.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Attacker {
    Outsider,
    /// The largest contributor of this cell.
    Largest(u32),
    /// The largest contributors of all cells together.
    All,
}

struct Search<'a> {
    relations: &'a [Relation],
    quantities: &'a [Quantity],
    /// Cells with nobody in them, which are not hidden for others' sake.
    empty: Vec<bool>,
    /// Cells that hold the same records have the same number.
    twins: Vec<u32>,
    cost: Vec<f64>,
    hidden: Vec<bool>,
    /// Some unit contributes to several cells: contributors are taken together, as nobody knows which are one.
    together: bool,
    solved: usize,
}

/// The cells that differ in the ways found for one target.
type Ways = Vec<Vec<u32>>;

impl Search<'_> {
    fn way(&mut self, target: Target, attacker: Attacker, more: bool, without: Option<u32>) -> Option<Vec<(u32, f64)>> {
        let quantity = &self.quantities[target.quantity];
        let moves: Vec<Move> = (0..self.hidden.len())
            .filter(|cell| *cell as u32 != target.cell && Some(*cell as u32) != without)
            .filter(|cell| self.hidden[*cell] || (more && !self.empty[*cell]))
            .map(|cell| {
                let knows = !self.same_person(quantity, target, cell)
                    && (attacker == Attacker::All || attacker == Attacker::Largest(cell as u32));
                Move {
                    cell: cell as u32,
                    fall: if knows { quantity.room_for_largest(cell) } else { quantity.room(cell) },
                    rise: if knows && quantity.alone[cell] { 0.0 } else { f64::INFINITY },
                    cost: if self.hidden[cell] { HIDDEN } else { self.cost[cell] },
                }
            })
            .collect();
        self.solved += 1;
        cheapest(self.relations, &moves, target.cell, target.by)
    }

    /// Ways for every attacker. With `more` further cells may be hidden, and are.
    fn ways(&mut self, target: Target, more: bool, without: Option<u32>) -> Option<Ways> {
        let cells = |way: Vec<(u32, f64)>| -> Vec<u32> { way.into_iter().map(|(cell, _)| cell).collect() };
        if let Some(way) = self.way(target, Attacker::All, false, without) {
            return Some(vec![cells(way)]);
        }
        if self.together {
            let way = cells(if more { self.way(target, Attacker::All, true, without)? } else { return None });
            self.hide(&way);
            return Some(vec![way]);
        }
        let first = self.way(target, Attacker::Outsider, more, without)?;
        let mut ways = vec![cells(first.clone())];
        self.hide(&ways[0]);
        let quantity = &self.quantities[target.quantity];
        // Whoever cannot refute the first way needs no other.
        let refuters: Vec<u32> = first
            .iter()
            .filter(|(cell, _)| *cell != target.cell && !self.same_person(quantity, target, *cell as usize))
            .filter(|(cell, change)| {
                let at = *cell as usize;
                quantity.alone[at] || -change > quantity.room_for_largest(at) * (1.0 + 1e-9) + 1e-9
            })
            .map(|(cell, _)| *cell)
            .collect();
        for cell in refuters {
            let way = cells(self.way(target, Attacker::Largest(cell), more, without)?);
            self.hide(&way);
            ways.push(way);
        }
        Some(ways)
    }

    /// Who stands alone behind the target is nobody whom it has to be kept from.
    fn same_person(&self, quantity: &Quantity, target: Target, cell: usize) -> bool {
        self.twins[cell] == self.twins[target.cell as usize] && quantity.alone[target.cell as usize]
    }

    fn hide(&mut self, cells: &[u32]) {
        cells.iter().for_each(|cell| self.hidden[*cell as usize] = true);
    }
}

pub(crate) fn protect(table: &mut TableResult) -> Result<(), Error> {
    let statistics = table.request.statistics();
    if !table.request.margins && statistics.iter().any(|statistic| matches!(statistic, Statistic::Percent(_))) {
        return Err(Error::PercentNeedsMargins);
    }
    let primary: Vec<bool> =
        table.cells.iter().map(|cell| cell.marks.iter().any(|mark| mark.severity == Severity::Fail)).collect();
    let measure = table.policies.iter().find_map(|policy| policy.protect.as_ref()).map_or(Cost::Freq, |rule| rule.cost);
    let cost: Vec<f64> = table
        .cells
        .iter()
        .map(|cell| match measure {
            Cost::Freq => cell.n as f64,
            Cost::Value => cell.evidence.variables.first().map_or(cell.n as f64, |v| v.by_unit.absolute),
            Cost::Cells => 1.0,
        })
        .collect();
    let quantities = quantities(table);
    let relations = relations(&table.cells, &table.trees);
    let mut targets = targets(&quantities);
    // The largest first: what protects them protects many of the others.
    targets.sort_by(|a, b| {
        let part = |t: &Target| t.by.abs() / quantities[t.quantity].value[t.cell as usize].abs().max(1.0);
        a.quantity.cmp(&b.quantity).then(part(b).total_cmp(&part(a)))
    });
    let empty: Vec<bool> = table.cells.iter().map(|cell| cell.n == 0).collect();
    let mut search = Search {
        relations: &relations,
        quantities: &quantities,
        twins: twins(&relations, &empty),
        empty,
        cost: scaled(&cost),
        hidden: primary.clone(),
        together: shared(table),
        solved: 0,
    };
    let mut found: Vec<(Target, Ways)> = Vec::new();
    let mut lost = Vec::new();
    for target in targets {
        match search.ways(target, true, None) {
            Some(ways) => found.push((target, ways)),
            None => lost.push(target),
        }
    }
    show_again(&mut search, &mut found, &primary, &cost);
    let secondary: Vec<usize> = (0..primary.len()).filter(|cell| search.hidden[*cell] && !primary[*cell]).collect();
    let spent: f64 = secondary.iter().map(|cell| cost[*cell]).sum();
    let bound = lower_bound(&relations, &primary, &search.empty, &cost);
    let hidden = search.hidden;
    let lines = audit(table, &relations, &quantities, &hidden, search.together);
    let broken = |cell: usize| lines.iter().any(|line| !line.holds && line.at == cell);
    let mut unsafe_cells = 0;
    for (at, cell) in table.cells.iter_mut().enumerate() {
        let unprotected = lost.iter().any(|target| target.cell as usize == at) || broken(at);
        unsafe_cells += usize::from(unprotected);
        cell.status = match (unprotected, primary[at], hidden[at]) {
            (true, _, _) => Status::Unsafe,
            (_, true, _) => Status::Primary,
            (_, _, true) => Status::Secondary,
            _ => Status::Released,
        };
    }
    let mut remarks = vec![format!(
        "{} unsafe cells are hidden, and {} more so that totals do not give them back (empty in table.csv)",
        primary.iter().filter(|p| **p).count(),
        secondary.len()
    )];
    if relations.is_empty() {
        remarks.push(
            "this table shows no totals; another table that shows them on the same data would give hidden cells back"
                .into(),
        );
    }
    if unsafe_cells > 0 {
        remarks.push(format!("{unsafe_cells} cells cannot be protected by hiding others; use fewer categories"));
    }
    table.protection = Some(Protection {
        method: "suppress",
        remarks,
        primary: primary.iter().filter(|p| **p).count(),
        secondary: secondary.len(),
        cost: Some(spent),
        bound: Some(bound),
        gap: Some(if spent > 0.0 { (spent - bound) / spent } else { 0.0 }),
        audit: lines,
        additive: true,
    });
    Ok(())
}

/// Costs of about one, so that the solver's tolerances fit them.
fn scaled(cost: &[f64]) -> Vec<f64> {
    let used: Vec<f64> = cost.iter().copied().filter(|cost| *cost > 0.0).collect();
    let mean = if used.is_empty() { 1.0 } else { used.iter().sum::<f64>() / used.len() as f64 };
    cost.iter().map(|cost| (cost / mean).max(0.01)).collect()
}

/// Whether some unit or holding contributes to several of the lowest cells.
fn shared(table: &TableResult) -> bool {
    let inner = || table.cells.iter().filter(|cell| !cell.margin);
    let over = |of: &dyn Fn(&crate::result::Cell) -> u64| -> bool {
        let sum: u64 = inner().map(of).sum();
        match table.cells.iter().find(|cell| cell.evidence.codes.iter().all(Option::is_none)) {
            Some(total) => of(total) < sum,
            // Without a grand total nobody can tell.
            None => sum > 0 && (table.request.unit.is_some() || table.request.holding.is_some()),
        }
    };
    over(&|cell| cell.evidence.units) || over(&|cell| cell.evidence.holdings.unwrap_or(0))
}

/// Shows every cell again that the targets can do without, the costly ones first.
fn show_again(search: &mut Search<'_>, found: &mut [(Target, Ways)], primary: &[bool], cost: &[f64]) {
    let mut secondary: Vec<u32> =
        (0..primary.len() as u32).filter(|cell| search.hidden[*cell as usize] && !primary[*cell as usize]).collect();
    secondary.sort_by(|a, b| cost[*b as usize].total_cmp(&cost[*a as usize]));
    let limit = search.solved + BUDGET / primary.len().max(1);
    for cell in secondary {
        let users: Vec<usize> =
            (0..found.len()).filter(|at| found[*at].1.iter().any(|way| way.contains(&cell))).collect();
        let mut others = Vec::new();
        for at in &users {
            if search.solved > limit {
                return;
            }
            match search.ways(found[*at].0, false, Some(cell)) {
                Some(ways) => others.push(ways),
                None => break,
            }
        }
        if others.len() == users.len() {
            for (at, ways) in users.into_iter().zip(others) {
                found[at].1 = ways;
            }
            search.hidden[cell as usize] = false;
        }
    }
}

/// A cost that every pattern has: a total with one hidden cell alone needs a second, and no cell is counted twice.
fn lower_bound(relations: &[Relation], primary: &[bool], empty: &[bool], cost: &[f64]) -> f64 {
    let mut least: Vec<(f64, &Relation)> = relations
        .iter()
        .filter(|relation| relation.signed().filter(|(cell, _)| primary[*cell as usize]).count() == 1)
        .filter_map(|relation| {
            let others = relation.signed().map(|(cell, _)| cell as usize);
            let least =
                others.filter(|cell| !primary[*cell] && !empty[*cell]).map(|cell| cost[cell]).reduce(f64::min)?;
            Some((least, relation))
        })
        .collect();
    least.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken = vec![false; primary.len()];
    let mut bound = 0.0;
    for (least, relation) in least {
        let own = || relation.signed().map(|(cell, _)| cell as usize).filter(|cell| !primary[*cell]);
        if own().all(|cell| !taken[cell]) {
            own().for_each(|cell| taken[cell] = true);
            bound += least;
        }
    }
    bound
}
