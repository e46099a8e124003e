//! The Merkle tree of RFC 6962: its right edge, its proofs and how they are checked. Pure: hashes in, hashes out.

use crate::hash::{Hash, node_hash, sha256};

/// The root of a tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash(sha256(&[]))
}

/// The right edge of a tree: the roots of its perfect subtrees, largest (leftmost) first, one for each bit set in its size.
/// All that appending needs, so a tree of n leaves costs O(log n) hashes to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` leaves whose perfect subtrees have these roots, largest first.
    /// `None` unless there is one root for each bit set in `size`.
    pub fn new(size: u64, roots: Vec<Hash>) -> Option<Edge> {
        (roots.len() == size.count_ones() as usize).then_some(Edge { size, roots })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf, given by its [leaf hash](crate::leaf_hash).
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            hash = node_hash(self.roots.pop().expect("one root for each bit set in the size"), hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The tree head (RFC 6962 MTH) over all leaves.
    pub fn root(&self) -> Hash {
        fold(&self.roots)
    }
}

/// The root over the roots of perfect subtrees, largest first.
fn fold(roots: &[Hash]) -> Hash {
    roots.iter().rev().copied().reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
}

/// The root over `hashes` as the leaves of a tree of their own (a tile's root, for 256 of them). Not for an empty slice.
pub(crate) fn root_over(hashes: &[Hash]) -> Hash {
    let mut edge = Edge::default();
    hashes.iter().for_each(|hash| edge.push(*hash));
    edge.root()
}

/// Where the hashes of perfect subtrees come from: of height `height`, over leaves `index << height ..`.
pub(crate) trait Nodes {
    type Error;
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The hash over leaves `from..to`, where `from` is a multiple of the largest power of two below the length.
fn range<N: Nodes>(nodes: &mut N, from: u64, to: u64) -> Result<Hash, N::Error> {
    let mut roots = Vec::new();
    let mut at = from;
    for height in (0..u64::BITS).rev() {
        if (to - from) >> height & 1 == 1 {
            roots.push(nodes.node(height, at >> height)?);
            at += 1 << height;
        }
    }
    Ok(fold(&roots))
}

/// The largest power of two smaller than `n` (n > 1).
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The hashes beside the way from one leaf up to the root, the leaf's sibling first. RFC 6962 section 2.1.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Which leaf, from 0.
    pub index: u64,
    /// Number of leaves of the tree that the proof is for.
    pub size: u64,
    pub hashes: Vec<Hash>,
}

/// Shows that the tree of `old` leaves is the beginning of the tree of `new` leaves. RFC 6962 section 2.1.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    pub old: u64,
    pub new: u64,
    pub hashes: Vec<Hash>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("the proof is for entry {index}, but the tree has only {size} entries")]
    OutsideTree { index: u64, size: u64 },
    #[error("the proof has {found} hashes where its place in the tree asks for another number")]
    Length { found: usize },
    #[error("the hashes of the proof do not lead to the root of the tree")]
    Root,
    #[error("the hashes of the proof do not lead to the root of the older tree")]
    OldRoot,
    #[error("the older tree has {old} entries and the newer one only {new}")]
    Shrunk { old: u64, new: u64 },
}

pub(crate) fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<InclusionProof, N::Error> {
    // Walk down to the leaf, noting the half that is not taken; the proof lists them from the leaf upwards.
    let (mut from, mut to, mut hashes) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            hashes.push(range(nodes, middle, to)?);
            to = middle;
        } else {
            hashes.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    hashes.reverse();
    Ok(InclusionProof { index, size, hashes })
}

pub(crate) fn consistency<N: Nodes>(nodes: &mut N, old: u64, new: u64) -> Result<ConsistencyProof, N::Error> {
    let mut hashes = Vec::new();
    if old > 0 && old < new {
        // Walk down to where the old tree ends; its own right edge is left out while it is the whole left side.
        let (mut from, mut to) = (0, new);
        while to != old {
            let middle = from + split(to - from);
            if old <= middle {
                hashes.push(range(nodes, middle, to)?);
                to = middle;
            } else {
                hashes.push(range(nodes, from, middle)?);
                from = middle;
            }
        }
        if from != 0 {
            hashes.push(range(nodes, from, to)?);
        }
        hashes.reverse();
    }
    Ok(ConsistencyProof { old, new, hashes })
}

impl InclusionProof {
    /// Holds if the leaf with this hash is at `self.index` in the tree with this root. RFC 9162 section 2.1.3.2.
    pub fn verify(&self, leaf: Hash, root: Hash) -> Result<(), ProofError> {
        if self.index >= self.size {
            return Err(ProofError::OutsideTree { index: self.index, size: self.size });
        }
        let (mut node, mut last, mut hash) = (self.index, self.size - 1, leaf);
        for beside in &self.hashes {
            if last == 0 {
                return Err(ProofError::Length { found: self.hashes.len() });
            }
            if node & 1 == 1 || node == last {
                hash = node_hash(*beside, hash);
                while node & 1 == 0 && node != 0 {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node_hash(hash, *beside);
            }
            node >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(ProofError::Length { found: self.hashes.len() });
        }
        if hash == root { Ok(()) } else { Err(ProofError::Root) }
    }
}

impl ConsistencyProof {
    /// Holds if the tree with `old_root` is the beginning of the one with `new_root`. RFC 9162 section 2.1.4.2.
    pub fn verify(&self, old_root: Hash, new_root: Hash) -> Result<(), ProofError> {
        let (old, new) = (self.old, self.new);
        let wrong_length = ProofError::Length { found: self.hashes.len() };
        if old > new {
            return Err(ProofError::Shrunk { old, new });
        }
        if old == new || old == 0 {
            // Nothing to show but that the roots are what they must be.
            if !self.hashes.is_empty() {
                return Err(wrong_length);
            }
            return match () {
                () if old == 0 && old_root != empty_root() => Err(ProofError::OldRoot),
                () if old == new && old_root != new_root => Err(ProofError::Root),
                () => Ok(()),
            };
        }
        let mut hashes = self.hashes.iter().copied();
        let (mut node, mut last) = (old - 1, new - 1);
        let shift = node.trailing_ones();
        node >>= shift;
        last >>= shift;
        let first = if old.is_power_of_two() { old_root } else { hashes.next().ok_or(wrong_length)? };
        let (mut old_hash, mut new_hash) = (first, first);
        for beside in hashes {
            if last == 0 {
                return Err(wrong_length);
            }
            if node & 1 == 1 || node == last {
                old_hash = node_hash(beside, old_hash);
                new_hash = node_hash(beside, new_hash);
                while node & 1 == 0 && node != 0 {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                new_hash = node_hash(new_hash, beside);
            }
            node >>= 1;
            last >>= 1;
        }
        match () {
            () if last != 0 => Err(wrong_length),
            () if old_hash != old_root => Err(ProofError::OldRoot),
            () if new_hash != new_root => Err(ProofError::Root),
            () => Ok(()),
        }
    }
}
