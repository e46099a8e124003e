//! Says in words what happened to the first bad entry of a bundle.

use super::Check;
use crate::fault::{Fault, FaultKind};
use crate::hash::{Hash, leaf_hash};
use crate::tile::{TILE_WIDTH, bundle_path, decode_bundle, hashes_at, tiles_at};

/// `stored` are the leaf hashes that the tile has, `hashes` those of the entries found; they differ first at `at`.
pub(super) fn happened(
    check: &Check,
    bundle: u64,
    path: &str,
    stored: &[Hash],
    hashes: &[Hash],
    whole: bool,
    at: usize,
) -> Fault {
    let index = bundle * TILE_WIDTH + at as u64;
    let Some(found) = hashes.get(at) else {
        return if whole {
            Fault::at(FaultKind::Removed, index, format!("entry {index} was removed: {path} ends before it"))
        } else {
            Fault::at(
                FaultKind::Unreadable,
                index,
                format!("entry {index} cannot be read: {path} breaks off within it"),
            )
        };
    };
    if let Some(other) = swapped_with(check, bundle, stored, hashes, at) {
        let message =
            format!("entries {index} and {other} were swapped: in {path} stands entry {other} in the place of {index}");
        return Fault::at(FaultKind::Swapped, index, message);
    }
    // After a removal the entries of later bundles may have moved up too, so the next tile's first hash counts as well.
    let mut shifted = stored[at + 1..].to_vec();
    shifted.extend(leaves(check, bundle + 1).and_then(|next| next.first().copied()));
    if begins_alike(&hashes[at..], &shifted) {
        let message = format!("entry {index} was removed: in {path} the entries after it moved up into its place");
        return Fault::at(FaultKind::Removed, index, message);
    }
    if begins_alike(&hashes[at + 1..], &stored[at..]) {
        let message = format!("an entry was inserted at {index}: in {path} the entries from there on moved down");
        return Fault::at(FaultKind::Inserted, index, message);
    }
    if stored[..at].contains(found) {
        let message = format!("entry {index} was replaced by a copy of an earlier one in {path}");
        return Fault::at(FaultKind::Changed, index, message);
    }
    let message = format!("entry {index} was changed: its bytes in {path} are not the ones that were signed");
    Fault::at(FaultKind::Changed, index, message)
}

/// The entry that stands at `at`, if the one that belongs there stands in its place.
fn swapped_with(check: &Check, bundle: u64, stored: &[Hash], hashes: &[Hash], at: usize) -> Option<u64> {
    let (found, missing) = (hashes[at], stored[at]);
    let within = (at + 1..stored.len()).find(|&j| stored[j] == found && hashes.get(j) == Some(&missing));
    if let Some(place) = within {
        return Some(bundle * TILE_WIDTH + place as u64);
    }
    // Seldom and only once a fault is certain: look through the leaf tiles after this one.
    let tiles = hashes_at(check.checkpoint.size(), 0).div_ceil(TILE_WIDTH);
    (bundle + 1..tiles).find_map(|tile| {
        let place = leaves(check, tile)?.iter().position(|hash| *hash == found)?;
        let bytes = match check.read(|width| bundle_path(tile, width), width(check, tile)) {
            super::Found::Bytes { bytes, .. } => bytes,
            super::Found::Not { .. } => return None,
        };
        let (entries, _) = decode_bundle(&bytes);
        (leaf_hash(entries.get(place)?) == missing).then_some(tile * TILE_WIDTH + place as u64)
    })
}

fn width(check: &Check, tile: u64) -> u64 {
    let (full, partial) = tiles_at(check.checkpoint.size(), 0);
    if tile < full { TILE_WIDTH } else { partial }
}

fn leaves(check: &Check, tile: u64) -> Option<Vec<Hash>> {
    let width = width(check, tile);
    (tile <= tiles_at(check.checkpoint.size(), 0).0 && width > 0).then(|| check.tile(0, tile, width).1.ok()).flatten()
}

/// Both go on with the same hashes as far as both go, and that is at least one.
fn begins_alike(a: &[Hash], b: &[Hash]) -> bool {
    let both = a.len().min(b.len());
    both > 0 && a[..both] == b[..both]
}
