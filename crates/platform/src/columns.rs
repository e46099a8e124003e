//! Rows of a union, whose columns mean something else in each of its branches: a column is read where it is known what it
//! holds, and one that holds anything else is an error that names the line which asked.

use std::panic::Location;

use foundation::Stored;

use crate::{Answer, No};

/// What a column holds, if anything.
///
/// # Errors
/// It is no value of this type.
#[track_caller]
pub fn maybe<T: Stored<As = String>>(text: &Option<String>, column: &str) -> Answer<Option<T>> {
    let here = Location::caller();
    text.clone().map(T::stored).transpose().map_err(|e| No::Broken(format!("{here}: {column}: {e}")))
}

/// What a column must hold.
///
/// # Errors
/// It holds nothing, or no value of this type.
#[track_caller]
pub fn must<T: Stored<As = String>>(text: &Option<String>, column: &str) -> Answer<T> {
    let here = Location::caller();
    let read = text.clone().ok_or_else(|| "nothing".to_owned()).and_then(T::stored);
    read.map_err(|e| No::Broken(format!("{here}: {column}: {e}")))
}
