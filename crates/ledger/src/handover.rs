//! A log whose signing key was replaced.
//!
//! The last thing that the old key signs is a checkpoint over an entry that names the new key ([`ACTION`]). That checkpoint is
//! kept as `handover/N` in the log's folder, N being the number of the entry. Whoever holds an old public key follows from
//! there: the old key vouches for the entry, the entry for the new key, the new key for the log, which must begin with what the
//! old one signed.

use std::fs;
use std::path::Path;

use crate::checkpoint::Checkpoint;
use crate::entry::Entry;
use crate::fault::{Fault, FaultKind, NotVerified};
use crate::note::{KeyError, NoteError, VerifyingKey};
use crate::reader::Reader;

/// What the entry says was done, to the thing `record`; its detail `key` is the new public key.
pub const ACTION: &str = "record-key-changed";

pub(crate) const FOLDER: &str = "handover";

/// The public keys of a log: the one that signs it, and those that it has replaced, newest first. One a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKeys {
    current: VerifyingKey,
    former: Vec<VerifyingKey>,
}

impl LogKeys {
    pub fn parse(text: &str) -> Result<LogKeys, KeyError> {
        let mut keys = text.trim().lines().map(VerifyingKey::parse);
        let current = keys.next().ok_or(KeyError::NotPublic)??;
        Ok(LogKeys { current, former: keys.collect::<Result<_, _>>()? })
    }

    /// The text that [`Self::parse`] reads.
    pub fn to_text(&self) -> String {
        self.all().map(|key| format!("{}\n", key.to_text())).collect()
    }

    pub fn current(&self) -> &VerifyingKey {
        &self.current
    }

    pub fn former(&self) -> &[VerifyingKey] {
        &self.former
    }

    /// Newest first.
    pub fn all(&self) -> impl Iterator<Item = &VerifyingKey> {
        std::iter::once(&self.current).chain(&self.former)
    }

    /// The same log's keys when another has replaced the present one.
    pub fn replaced_by(&self, new: VerifyingKey) -> LogKeys {
        LogKeys { current: new, former: self.all().cloned().collect() }
    }

    /// A checkpoint that any of them signed.
    pub fn checkpoint(&self, text: &str) -> Result<Checkpoint, NoteError> {
        signed_by(self.all(), text)
    }
}

/// The checkpoint as the first key sees it that signed it.
pub(crate) fn signed_by<'k>(
    keys: impl IntoIterator<Item = &'k VerifyingKey>,
    text: &str,
) -> Result<Checkpoint, NoteError> {
    let mut why = NoteError::Malformed;
    for key in keys {
        match Checkpoint::parse(text, key) {
            Ok(checkpoint) => return Ok(checkpoint),
            Err(NoteError::Unsigned(name)) if !matches!(why, NoteError::Forged(_)) => why = NoteError::Unsigned(name),
            Err(NoteError::Unsigned(_)) => {}
            Err(error) => why = error,
        }
    }
    Err(why)
}

/// From a key of the log to the one that signs it now.
pub(crate) struct Followed {
    pub(crate) key: VerifyingKey,
    /// What the keys before it signed last, oldest first: the log must begin with each.
    pub(crate) handovers: Vec<Checkpoint>,
    /// The key that it began with and those that followed.
    pub(crate) keys: Vec<VerifyingKey>,
}

/// Follows the handovers that the log keeps, starting from a key that is known. What it finds holds if the log is whole under
/// the key that it ends with, and begins with each handover.
pub(crate) fn follow(dir: &Path, from: &VerifyingKey) -> Result<Followed, NotVerified> {
    let mut followed = Followed { key: from.clone(), handovers: Vec::new(), keys: vec![from.clone()] };
    let mut kept: Vec<(u64, String)> = Vec::new();
    if let Ok(found) = fs::read_dir(dir.join(FOLDER)) {
        for file in found.flatten() {
            let index = file.file_name().to_str().and_then(|name| name.parse::<u64>().ok());
            if let (Some(index), Ok(text)) = (index, fs::read_to_string(file.path())) {
                kept.push((index, text));
            }
        }
    }
    kept.sort();
    let signed = fs::read_to_string(dir.join("checkpoint")).unwrap_or_default();
    for (index, text) in kept {
        // One that another key signed is of before the key that is known, or no key's of this log.
        let Ok(handover) = Checkpoint::parse(&text, &followed.key) else { continue };
        // Written, and the new key has not signed yet: the old one's word is still the last.
        if text == signed {
            break;
        }
        let fault = |what: String| {
            let said = format!("the handover at entry {index} does not name the key that comes after it: {what}");
            NotVerified::Fault(Fault::at(FaultKind::Checkpoint, index, said))
        };
        if index >= handover.size() {
            return Err(fault("it is older than that entry".to_owned()));
        }
        // Read from the log as it is now, a copy of which need not have the narrower tiles of then. That it is the entry which
        // the old key signed is known when the whole log has been compared with the handover, which the caller does.
        let now = Checkpoint::claimed(&signed).ok_or_else(|| fault("the checkpoint cannot be read".to_owned()))?;
        let entry = Reader::new(dir, now).entry(index).map_err(|e| fault(e.to_string()))?;
        let entry = Entry::parse(&entry).map_err(|e| fault(e.to_string()))?;
        if entry.action != ACTION || entry.thing.kind != "record" {
            return Err(fault(format!("it is {:?}", entry.action)));
        }
        let named = entry.detail.get("key").ok_or_else(|| fault("it names none".to_owned()))?;
        followed.key = VerifyingKey::parse(named).map_err(|e| fault(e.to_string()))?;
        followed.keys.push(followed.key.clone());
        followed.handovers.push(handover);
    }
    Ok(followed)
}
