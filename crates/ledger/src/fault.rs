//! What checking a log or a receipt can come to.

use std::fmt;

use serde::Serialize;

use crate::hash::Hash;

/// A log that is whole: every entry, every tile and the signature agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub origin: String,
    /// Number of entries checked.
    pub size: u64,
    pub root: Hash,
    /// What was found that is no fault but worth knowing, such as entries beyond the checkpoint.
    pub notes: Vec<String>,
}

/// A receipt that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedReceipt {
    pub origin: String,
    /// Number of entries of the log when the receipt was made.
    pub size: u64,
    pub root: Hash,
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The entry as text; the service's entries are JSON.
    pub entry: String,
    /// The field of the entry that stands for the file that was asked about; `None` where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// An entry has other bytes than the ones that were signed.
    Changed,
    /// An entry is gone and the later ones moved up.
    Removed,
    /// An entry stands where there was none.
    Inserted,
    /// Two entries stand in each other's place.
    Swapped,
    /// A bundle is missing, or its bytes are not a row of entries.
    Unreadable,
    /// The entries are whole, but a hash tile is missing or was changed.
    Tile,
    /// The checkpoint is missing or its signature is false.
    Checkpoint,
    /// The log ends before a checkpoint that is known from elsewhere.
    Truncated,
    /// The log is signed, but is not the one of a checkpoint that is known from elsewhere.
    Rewritten,
    /// A receipt does not prove what it says.
    Receipt,
}

/// The first thing that is wrong with a log. `Display` says it in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// The first bad entry, counted from 0; `None` if the fault is in no entry.
    pub first: Option<u64>,
    /// Equal to `first` if that entry is certain; otherwise the bad one is between the two.
    pub last: Option<u64>,
    pub message: String,
}

/// Why something was not verified. The two are different answers: only a fault says anything about the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotVerified {
    /// The request itself was wrong: a missing folder or file, a key that is none.
    #[error("{0}")]
    Request(String),
    #[error("{0}")]
    Fault(Fault),
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, first: None, last: None, message: message.into() }
    }

    pub(crate) fn at(kind: FaultKind, index: u64, message: impl Into<String>) -> Self {
        Self::between(kind, index, index, message)
    }

    pub(crate) fn between(kind: FaultKind, first: u64, last: u64, message: impl Into<String>) -> Self {
        Self { kind, first: Some(first), last: Some(last), message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Fault> for NotVerified {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
