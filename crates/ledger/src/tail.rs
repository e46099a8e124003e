//! The unfinished end of a log: what must be at hand to append, and nothing more (at most 255 hashes a level, 255 entries).

use crate::hash::{Hash, leaf_hash};
use crate::tile::{LEVELS, TILE_WIDTH, hashes_at, push_entry, tiles_at};
use crate::tree::{Edge, root_over};

/// The partial bundle, the partial tile of each level, and the tree's right edge.
#[derive(Debug, Clone)]
pub(crate) struct Tail {
    pub(crate) bundle: Vec<u8>,
    pub(crate) levels: [Vec<Hash>; LEVELS],
    edge: Edge,
}

/// A tile or bundle that has become full, to be written before it is forgotten.
pub(crate) enum Full<'t> {
    Bundle { index: u64, bytes: &'t [u8] },
    Tile { level: usize, index: u64, hashes: &'t [Hash] },
}

impl Tail {
    /// The tail of a log of `size` entries; `None` if the levels do not hold as many hashes as the size asks for.
    pub(crate) fn new(size: u64, bundle: Vec<u8>, levels: [Vec<Hash>; LEVELS]) -> Option<Tail> {
        let mut roots = Vec::new();
        for level in (0..LEVELS).rev() {
            let mut hashes = levels[level].as_slice();
            if hashes.len() as u64 != tiles_at(size, level).1 {
                return None;
            }
            // A partial tile of 13 hashes holds perfect subtrees over 8, 4 and 1 of them.
            for height in (0..8).rev() {
                if hashes.len() >> height & 1 == 1 {
                    let (subtree, rest) = hashes.split_at(1 << height);
                    roots.push(root_over(subtree));
                    hashes = rest;
                }
            }
        }
        Some(Tail { bundle, levels, edge: Edge::new(size, roots)? })
    }

    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    pub(crate) fn root(&self) -> Hash {
        self.edge.root()
    }

    /// Adds an entry; hands out each bundle and tile that it makes full.
    pub(crate) fn push<E>(&mut self, entry: &[u8], mut full: impl FnMut(Full) -> Result<(), E>) -> Result<(), E> {
        let leaf = leaf_hash(entry);
        push_entry(&mut self.bundle, entry);
        self.edge.push(leaf);
        let size = self.edge.size();
        if size.is_multiple_of(TILE_WIDTH) {
            full(Full::Bundle { index: size / TILE_WIDTH - 1, bytes: &self.bundle })?;
            self.bundle.clear();
        }
        let mut hash = leaf;
        for (level, hashes) in self.levels.iter_mut().enumerate() {
            hashes.push(hash);
            if (hashes.len() as u64) < TILE_WIDTH {
                break;
            }
            full(Full::Tile { level, index: hashes_at(size, level) / TILE_WIDTH - 1, hashes })?;
            hash = root_over(hashes);
            hashes.clear();
        }
        Ok(())
    }
}
