//! A receipt: one entry with the proof that a signed log has it. A small text that can be checked without the log.
//!
//! The format is C2SP tlog-proof with the entry in its `extra` line.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::checkpoint::Checkpoint;
use crate::hash::{Hash, leaf_hash};
use crate::note::{NoteError, VerifyingKey};
use crate::tree::{InclusionProof, ProofError};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A proof in a tree of 64-bit size has at most 64 hashes.
const HASHES_MAX: usize = 64;

/// Everything that shows that an entry is in a log. Only what [`Receipt::verify`] accepts means anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// The inclusion proof, the leaf's sibling first.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint's text.
    pub checkpoint: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("the text is not a receipt: {0}")]
    Malformed(&'static str),
    #[error("the checkpoint in the receipt cannot be trusted: {0}")]
    Checkpoint(#[from] NoteError),
    #[error("the receipt does not prove its entry {index}: {source}; the entry, its number or the proof was changed")]
    Proof { index: u64, source: ProofError },
}

impl Receipt {
    /// The text of the receipt, ending in a newline.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\nextra {}\nindex {}\n", STANDARD.encode(&self.entry), self.index);
        for hash in &self.hashes {
            let _ = writeln!(text, "{hash}");
        }
        text + "\n" + &self.checkpoint
    }

    /// Reads the text of a receipt, without checking what it claims.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        use ReceiptError::Malformed;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(Malformed("it has no checkpoint"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(Malformed("its first line must be `c2sp.org/tlog-proof@v1`"));
        }
        let entry = lines.next().and_then(|line| line.strip_prefix("extra "));
        let entry = entry.and_then(|entry| STANDARD.decode(entry).ok());
        let entry = entry.ok_or(Malformed("its second line must be `extra` and the entry in base64"))?;
        let number = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = number.and_then(|number| number.parse::<u64>().ok().filter(|index| index.to_string() == number));
        let index = index.ok_or(Malformed("its third line must be `index` and the entry's number"))?;
        let hashes: Option<Vec<_>> = lines.map(Hash::from_base64).collect();
        let hashes = hashes.filter(|hashes| hashes.len() <= HASHES_MAX);
        let hashes = hashes.ok_or(Malformed("the lines of its proof must be hashes in base64"))?;
        Ok(Self { index, entry, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// Holds if this key signed a checkpoint of a log that has this entry at this place. Gives that checkpoint.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Checkpoint, ReceiptError> {
        let checkpoint = Checkpoint::parse(&self.checkpoint, key)?;
        let proof = InclusionProof { index: self.index, size: checkpoint.size(), hashes: self.hashes.clone() };
        proof
            .verify(leaf_hash(&self.entry), checkpoint.root())
            .map_err(|source| ReceiptError::Proof { index: self.index, source })?;
        Ok(checkpoint)
    }
}
