//! Whom the records of a batch count for: units, and the clusters and strata of the sample.

use crate::contributors::{Contributors, Id, Who};
use crate::error::Error;
use crate::evidence::Evidence;
use crate::values::{Ids, Place};
use arrow::array::{Array, ArrayRef};
use std::fmt::Write;

/// Identifiers of clusters or strata, which every record needs.
pub(super) fn ids(column: &ArrayRef, field: &str, role: &'static str, place: &Place) -> Result<Ids, Error> {
    let ids = Ids::read(column, field, role)?;
    match (0..column.len()).find(|index| ids.get(*index).is_none()) {
        Some(missing) => Err(Error::MissingDesign { role, field: field.into(), record: place.record(missing) }),
        None => Ok(ids),
    }
}

/// The clusters and strata of the records in these cells, with a value for each lane.
pub(super) fn add(
    evidence: &mut Evidence,
    strata: Option<&Ids>,
    clusters: Option<&Ids>,
    cells: &[u32],
    lanes: &[&[f64]],
) -> Result<(), Error> {
    if let (Some(ids), Some(counted)) = (strata, &mut evidence.strata) {
        counted.add((0..cells.len()).filter_map(|index| ids.get(index)).map(Who::named), cells, lanes)?;
    }
    if let (Some(ids), Some(counted)) = (clusters, &mut evidence.clusters) {
        let mut text = String::new();
        let who = |index: usize| {
            let id = ids.get(index)?;
            let Some(stratum) = strata.and_then(|strata| strata.get(index)) else { return Some(Who::named(id)) };
            // Clusters of two strata are two, though they have one number.
            text.clear();
            let _ = write!(text, "{stratum}\u{1f}{id}");
            Some(Who::named(Id::Text(&text)))
        };
        let who: Vec<Who> = (0..cells.len()).filter_map(who).collect();
        counted.add(who.into_iter(), cells, lanes)?;
    }
    Ok(())
}

/// What the units of a batch contribute.
pub(super) fn contribute(
    units: &mut Contributors,
    ids: &Ids,
    field: &str,
    cells: &[u32],
    lanes: &[&[f64]],
    place: &Place,
) -> Result<(), Error> {
    match ids {
        Ids::Numbers(array) if array.null_count() == 0 => units.add_numbers(array.values(), cells, lanes),
        _ => {
            if let Some(index) = (0..cells.len()).find(|index| ids.get(*index).is_none()) {
                return Err(Error::MissingUnit { field: field.into(), record: place.record(index) });
            }
            units.add((0..cells.len()).filter_map(|index| ids.get(index)).map(Who::named), cells, lanes)
        }
    }
}
