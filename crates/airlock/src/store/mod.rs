//! The airlock's rows.

pub mod checks;
pub mod releases;
pub mod requests;
pub mod tables;
pub mod write_ups;

use foundation::World;
use platform::No;
use serde::Serialize;

/// JSON text of a value that has nothing unprintable.
pub(crate) fn json(value: &impl Serialize) -> Result<String, No> {
    serde_json::to_string(value).map_err(|e| No::Broken(format!("writing JSON for a row: {e}")))
}

/// A new reference, such as `O-7K2M-9QXR`.
pub(crate) fn reference(prefix: &str, world: &World) -> String {
    foundation::Reference::new(prefix, world).0
}

/// Rows of one page of a list.
pub const PAGE: i64 = 25;

/// How many pages so many rows make; at least one.
pub fn pages_of(rows: i64) -> usize {
    usize::try_from((rows + PAGE - 1) / PAGE).unwrap_or(1).max(1)
}

/// Where a page begins, pages counted from 1.
pub(crate) fn offset(page: usize) -> i64 {
    i64::try_from(page.max(1) - 1).unwrap_or(0).saturating_mul(PAGE)
}
