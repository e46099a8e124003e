//! How the cells of a table add up: every total and group with its parts, along every field.

use crate::hashing::FastMap;
use crate::hierarchy::Tree;
use crate::result::Cell;

/// One cell is the sum of others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Relation {
    pub total: u32,
    pub parts: Vec<u32>,
}

impl Relation {
    /// Every cell with its sign: parts and total sum to nothing.
    pub fn signed(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.parts.iter().map(|part| (*part, 1.0)).chain([(self.total, -1.0)])
    }
}

/// All of them. A cell is named by its place in the table.
pub(crate) fn relations(cells: &[Cell], trees: &[Tree]) -> Vec<Relation> {
    let places: FastMap<&[Option<u32>], u32> =
        cells.iter().enumerate().map(|(at, cell)| (cell.evidence.codes.as_slice(), at as u32)).collect();
    let children: Vec<FastMap<u32, Vec<u32>>> = trees
        .iter()
        .map(|tree| {
            let mut children: FastMap<u32, Vec<u32>> = FastMap::default();
            for (node, parent) in tree.parents.iter().enumerate() {
                children.entry(parent.unwrap_or(u32::MAX)).or_default().push(node as u32);
            }
            children
        })
        .collect();
    let mut relations = Vec::new();
    let mut codes = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        for d in 0..trees.len() {
            let Some(parts) = children[d].get(&cell.evidence.codes[d].unwrap_or(u32::MAX)) else { continue };
            codes.clone_from(&cell.evidence.codes);
            let parts: Vec<u32> = parts
                .iter()
                .filter_map(|part| {
                    codes[d] = Some(*part);
                    places.get(codes.as_slice()).copied()
                })
                .collect();
            relations.push(Relation { total: at as u32, parts });
        }
    }
    relations
}

/// For each cell a number that it shares with those cells that hold the very same records: a total and its only part in
/// which anybody is. Their contributors are the same people.
pub(crate) fn twins(relations: &[Relation], empty: &[bool]) -> Vec<u32> {
    let mut twin: Vec<u32> = (0..empty.len() as u32).collect();
    for relation in relations {
        let mut parts = relation.parts.iter().copied().filter(|part| !empty[*part as usize]);
        if let (Some(only), None) = (parts.next(), parts.next()) {
            let (a, b) = (root(&mut twin, relation.total), root(&mut twin, only));
            twin[a as usize] = b;
        }
    }
    (0..twin.len() as u32).map(|cell| root(&mut twin, cell)).collect()
}

/// The cell that stands for all that were joined with this one.
pub(crate) fn root(parent: &mut [u32], mut of: u32) -> u32 {
    while parent[of as usize] != of {
        parent[of as usize] = parent[parent[of as usize] as usize];
        of = parent[of as usize];
    }
    of
}
