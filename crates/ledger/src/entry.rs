//! What an entry of the ledger says, as canonical JSON: the same entry is always the same bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::tile::ENTRY_MAX;

/// One thing that happened. Field order is the order in the JSON; empty fields are left out.
///
/// Nothing here may have to be erased: personal details stand outside and are named by [`salted_hash`](crate::salted_hash),
/// files by [`keyed_hash`](crate::keyed_hash).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// A UUID in lower case with hyphens, given by the writer: the same event is recognised by it after a crash.
    pub id: String,
    /// When, in microseconds since 1970-01-01T00:00:00 UTC.
    pub at: i64,
    /// The id of the person who did it, or `service`.
    pub who: String,
    /// What was done, such as `output.vote`.
    pub action: String,
    /// To what.
    pub thing: Thing,
    /// The project that it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// From where it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Place>,
    /// The reason given, or the rule or policy that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Files it concerns: their part in it and their keyed hash, never their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileHash>,
    /// Facts that are not personal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detail: BTreeMap<String, String>,
    /// Personal details: field to salted hash in hex. The values and salts are kept, and erased, elsewhere.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal: BTreeMap<String, String>,
}

/// The thing that was acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// Such as `project` or `output-request`.
    pub kind: String,
    pub id: String,
}

/// Where a person was: a network address, a registered route, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// A network address. One that belongs to a person goes into `personal` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The registered way in, such as a SafePod or an organisation's connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
}

/// A file in an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileHash {
    /// What the file is in this event, such as `submitted` or `released`; not its name.
    pub role: String,
    /// Keyed hash, 64 lower-case hex digits.
    pub hash: String,
}

/// Why something is not an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    #[error(
        "an entry has {0} bytes as JSON, more than the {ENTRY_MAX} that fit; put long text outside and its hash inside"
    )]
    TooLong(usize),
    #[error("the id {0:?} of an entry is not a UUID in lower case with hyphens")]
    Id(String),
    #[error("{0} in an entry must be a hash of 64 lower-case hex digits, never the value itself")]
    NotAHash(String),
    #[error("the bytes are not an entry: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the bytes say an entry but not in its canonical form: order, spacing or escapes differ")]
    NotCanonical,
}

impl Entry {
    /// The canonical JSON. Refuses an entry that is too long, and a value where a hash must stand.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        if !is_uuid(&self.id) {
            return Err(EntryError::Id(self.id.clone()));
        }
        let files = self.files.iter().map(|file| (format!("file {:?}", file.role), &file.hash));
        let personal = self.personal.iter().map(|(field, hash)| (format!("personal detail {field:?}"), hash));
        for (what, hash) in files.chain(personal) {
            if !is_hex(hash, 64) {
                return Err(EntryError::NotAHash(what));
            }
        }
        let bytes = serde_json::to_vec(self)?;
        if bytes.len() > ENTRY_MAX {
            return Err(EntryError::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an entry; only its canonical bytes are accepted.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let entry: Self = serde_json::from_slice(bytes)?;
        if entry.to_bytes()? == bytes { Ok(entry) } else { Err(EntryError::NotCanonical) }
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == 5 && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| is_hex(part, length))
}
