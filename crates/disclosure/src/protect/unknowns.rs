//! What an attacker does not know: the hidden lowest cells, and what they are part of.

use crate::evidence::CellEvidence;
use crate::hashing::FastMap;
use crate::result::TableResult;

/// A hidden lowest cell is an unknown; its place among them.
pub(super) struct Unknowns {
    pub cells: Vec<u32>,
    /// For each cell of the table the unknowns that are part of it.
    pub under: Vec<Vec<u32>>,
}

/// The unknowns of a table of which these cells are hidden.
pub(super) fn unknowns(table: &TableResult, hidden: &[bool]) -> Unknowns {
    let places: FastMap<&[Option<u32>], u32> =
        table.cells.iter().enumerate().map(|(at, cell)| (cell.evidence.codes.as_slice(), at as u32)).collect();
    let lowest = |cell: &CellEvidence| {
        cell.codes.iter().zip(&table.trees).all(|(code, tree)| code.is_some_and(|code| (code as usize) < tree.leaves))
    };
    let mut unknowns = Unknowns { cells: Vec::new(), under: vec![Vec::new(); table.cells.len()] };
    for (at, cell) in table.cells.iter().enumerate().filter(|(at, cell)| hidden[*at] && lowest(&cell.evidence)) {
        let number = unknowns.cells.len() as u32;
        unknowns.cells.push(at as u32);
        // Everything that it is a part of: each code, or a group above it, or the total.
        let mut above: Vec<Vec<Option<u32>>> = vec![Vec::new()];
        for (code, tree) in cell.evidence.codes.iter().zip(&table.trees) {
            let mut steps = vec![*code];
            while let Some(last) = steps[steps.len() - 1] {
                steps.push(tree.parents[last as usize]);
            }
            above = above
                .iter()
                .flat_map(|codes| steps.iter().map(move |step| codes.iter().copied().chain([*step]).collect()))
                .collect();
        }
        for codes in above {
            if let Some(place) = places.get(codes.as_slice()) {
                unknowns.under[*place as usize].push(number);
            }
        }
    }
    unknowns
}

/// The first of those that hang together with this one.
pub(super) fn first(group: &mut [u32], mut of: u32) -> u32 {
    while group[of as usize] != of {
        group[of as usize] = group[group[of as usize] as usize];
        of = group[of as usize];
    }
    of
}
