//! Protection.

use serde::Serialize;

/// What was done to protect a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Protection {
    pub method: String,
}
