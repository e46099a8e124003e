//! What a batch tells beyond counts, sums and largest contributions.

use crate::contributors::Id;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::hashing::Fold;
use crate::values::{Ids, Numbers};
use sha2::{Digest, Sha256};
use std::hash::{Hash, Hasher};

/// Moments about the mean, distinct values and ends, for the variables that need them.
pub(crate) fn gather(
    evidence: &mut Evidence,
    cells: &[u32],
    columns: &[Numbers],
    units: Option<&Ids>,
) -> Result<(), Error> {
    for (at, field) in evidence.variables.iter().enumerate() {
        let present = || cells.iter().zip(columns[at].as_slice()).enumerate().filter(|(_, (_, value))| !value.is_nan());
        if let Some(shapes) = &mut evidence.shapes[at] {
            for (_, (cell, value)) in present() {
                shapes[*cell as usize].add(*value);
            }
        }
        if let Some(values) = &mut evidence.values[at] {
            for (_, (cell, value)) in present() {
                values.add(*cell, *value, field)?;
            }
        }
        if let Some(ends) = &mut evidence.ends[at] {
            for (index, (cell, value)) in present() {
                let unit = units.and_then(|ids| ids.get(index)).map(fingerprint);
                ends[*cell as usize].add(*value, unit);
            }
        }
    }
    Ok(())
}

/// A number that tells units apart, the same in every part of the data.
pub(crate) fn fingerprint(id: Id<'_>) -> u64 {
    let mut hash = Fold::default();
    match id {
        Id::Number(number) => (0u8, number).hash(&mut hash),
        Id::Text(text) => (1u8, text).hash(&mut hash),
    }
    hash.finish()
}

/// A unit's key, evenly spread over all numbers and told by nobody without the secret.
pub(crate) fn record_key(secret: &str, id: Id<'_>) -> u64 {
    let mut hash = Sha256::new();
    hash.update((secret.len() as u64).to_le_bytes());
    hash.update(secret);
    match id {
        Id::Number(number) => hash.update(number.to_string()),
        Id::Text(text) => hash.update(text),
    }
    let hash = hash.finalize();
    u64::from_le_bytes(std::array::from_fn(|at| hash[at]))
}
