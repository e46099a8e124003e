//! Checkpoints: how many entries the log has and their root, signed (C2SP tlog-checkpoint).

use crate::hash::Hash;
use crate::note::{NoteError, SigningKey, VerifyingKey};

/// A tree head whose signature holds: one exists only by signing it here or by checking a signed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    size: u64,
    root: Hash,
    text: String,
}

impl Checkpoint {
    pub(crate) fn sign(key: &SigningKey, size: u64, root: Hash) -> Self {
        Self { size, root, text: key.sign(&format!("{}\n{size}\n{root}\n", key.name())) }
    }

    /// Reads a signed checkpoint. The key's signature must hold and its name must be the origin, so that the checkpoint of
    /// one log is never taken for that of another.
    pub fn parse(text: &str, key: &VerifyingKey) -> Result<Self, NoteError> {
        let mut lines = key.open(text)?.split('\n');
        let mut line = || lines.next().ok_or(NoteError::Malformed);
        let (origin, size, root) = (line()?, line()?, line()?);
        let parsed: u64 = size.parse().map_err(|_| NoteError::Malformed)?;
        let root = Hash::from_base64(root).ok_or(NoteError::Malformed)?;
        if parsed.to_string() != size {
            return Err(NoteError::Malformed);
        }
        if origin != key.name() {
            return Err(NoteError::Unsigned(key.name().to_owned()));
        }
        Ok(Self { size: parsed, root, text: text.to_owned() })
    }

    /// What a text says of a log's size, whoever wrote it: for reading what is checked afterwards.
    pub(crate) fn claimed(text: &str) -> Option<Self> {
        let mut lines = text.split('\n').skip(1);
        let size = lines.next()?.parse().ok()?;
        Some(Self { size, root: Hash::from_base64(lines.next()?)?, text: text.to_owned() })
    }

    /// The log that it speaks of.
    pub fn origin(&self) -> &str {
        self.text.split('\n').next().unwrap_or_default()
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash over all entries.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The signed text, exactly as it stands in the file `checkpoint`.
    pub fn text(&self) -> &str {
        &self.text
    }
}
