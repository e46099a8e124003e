//! Whether a table that is said to protect a figure does: it is added up from its lowest cells, and looked at as each attacker
//! would.

use super::audit::{Known, in_whole_numbers};
use super::levels::Level;
use crate::hashing::FastMap;
use crate::result::TableResult;

/// Tables that are said to protect a figure: what cells differ by.
pub(super) struct Proof<'a> {
    pub cell: usize,
    /// 0 is the count; then the variables in order.
    pub quantity: usize,
    pub up: bool,
    pub witnesses: &'a [Vec<(u32, f64)>],
}

/// For each lowest cell all cells that it is a part of, itself too.
pub(super) struct Above(FastMap<u32, Vec<u32>>);

impl Above {
    pub fn new(table: &TableResult) -> Above {
        let places: FastMap<&[Option<u32>], u32> =
            table.cells.iter().enumerate().map(|(at, cell)| (cell.evidence.codes.as_slice(), at as u32)).collect();
        let mut all = FastMap::default();
        for (at, cell) in table.cells.iter().enumerate() {
            let codes = cell.evidence.codes.iter().zip(&table.trees);
            if !codes.clone().all(|(code, tree)| code.is_some_and(|code| (code as usize) < tree.leaves)) {
                continue;
            }
            let mut wholes: Vec<Vec<Option<u32>>> = vec![Vec::new()];
            for (code, tree) in codes {
                let mut steps = vec![*code];
                while let Some(last) = steps[steps.len() - 1] {
                    steps.push(tree.parents[last as usize]);
                }
                let with = |whole: &Vec<Option<u32>>| -> Vec<Vec<Option<u32>>> {
                    steps.iter().map(|step| whole.iter().copied().chain([*step]).collect()).collect()
                };
                wholes = wholes.iter().flat_map(with).collect();
            }
            let found: Vec<u32> = wholes.iter().filter_map(|codes| places.get(codes.as_slice()).copied()).collect();
            all.insert(at as u32, found);
        }
        Above(all)
    }

    /// All cells that a lowest cell is a part of.
    pub fn wholes(&self, lowest: u32) -> &[u32] {
        self.0.get(&lowest).map_or(&[], Vec::as_slice)
    }

    /// Whether the tables show what is shown, reach what is needed, and leave every attacker one that fits what they know.
    pub fn holds(
        &self,
        table: &TableResult,
        hidden: &[bool],
        together: bool,
        known: &Known,
        level: &Level,
        proof: &Proof<'_>,
    ) -> bool {
        let by = level.needed - level.truth;
        let near = 1e-6 * by.abs();
        // Those whom no table so far leaves in doubt: none before the first, then who refuted it, and so on.
        let mut convinced: Option<Vec<u32>> = None;
        for witness in proof.witnesses {
            let mut change: FastMap<u32, f64> = FastMap::default();
            for (cell, by) in witness {
                for whole in self.0.get(cell).into_iter().flatten() {
                    *change.entry(*whole).or_default() += by;
                }
            }
            if level.quantity == 0 && table.request.weight.is_none() && !in_whole_numbers(change.values().copied()) {
                return false;
            }
            let reached = change.get(&(level.cell as u32)).copied().unwrap_or(0.0);
            if reached * by.signum() < by.abs() - near {
                return false;
            }
            let mut refuting = Vec::new();
            for (cell, by) in change.iter().filter(|(_, by)| by.abs() > near) {
                let cell = *cell as usize;
                if !hidden[cell] || (!known.signed && known.value[cell] + by < known.least[cell] - near) {
                    return false;
                }
                // Whoever is alone behind the target is nobody whom it is kept from.
                let theirs = known.alone[level.cell]
                    && known.alone[cell]
                    && (self.part(level.cell, cell) || self.part(cell, level.cell));
                let lowest = self.0.contains_key(&(cell as u32));
                if theirs || cell == level.cell || !(together || lowest) {
                    continue;
                }
                let fits = if known.alone[cell] {
                    false
                } else {
                    known.signed || known.value[cell] + by >= known.own[cell].max(known.least[cell]) - near
                };
                if !fits && together && table.cells[cell].n > 0 {
                    return false;
                }
                if !fits {
                    refuting.push(cell as u32);
                }
            }
            convinced = Some(match convinced {
                None => refuting,
                Some(before) => before.into_iter().filter(|cell| refuting.contains(cell)).collect(),
            });
        }
        convinced.is_some_and(|convinced| convinced.is_empty())
    }

    /// Whether a lowest cell is part of another cell.
    fn part(&self, lowest: usize, of: usize) -> bool {
        self.0.get(&(lowest as u32)).is_some_and(|wholes| wholes.contains(&(of as u32)))
    }
}
