//! The airlock's rows.

pub mod checks;
mod model;
pub mod releases;
pub mod requests;
pub mod tables;
pub mod waits;
pub mod write_ups;

use foundation::World;
use platform::{Answer, No};
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
const ROWS: usize = 25;
pub(crate) const PAGE: i64 = 25;

/// A number that another crate keeps with a sign.
pub(crate) fn number_of<T>(number: i64) -> Answer<T>
where
    T: TryFrom<i64>,
    T::Error: std::fmt::Display,
{
    T::try_from(number).map_err(|e| No::Broken(format!("the number {number}: {e}")))
}

/// A number of ours as another crate keeps it.
pub(crate) fn stored(number: impl TryInto<i64, Error: std::fmt::Display>) -> Answer<i64> {
    number.try_into().map_err(|e| No::Broken(format!("keeping a number: {e}")))
}

/// How many pages so many rows make; at least one.
pub fn pages_of(rows: usize) -> usize {
    rows.div_ceil(ROWS).max(1)
}
