//! A receipt that opens some of what its entry names by a salted hash: whoever has it can see that a file of theirs is one that
//! the entry speaks of, and nobody without it can try guesses.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::entry::Entry;
use crate::hash::salted_hash;
use crate::receipt::{Receipt, ReceiptError};

const HEADER: &str = "strongroom/opened-receipt@v1";
/// Fields of an entry that a receipt opens; a release has fewer files.
const FIELDS_MAX: usize = 10_000;

/// A receipt with the salts of some fields of its entry.
///
/// Text: a first line `strongroom/opened-receipt@v1`, a line `<field> <salt in hex>` for each field, an empty line, the receipt.
/// Without salts it is the receipt alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedReceipt {
    pub receipt: Receipt,
    /// Salt in hex by the field of the entry's personal details.
    pub salts: BTreeMap<String, String>,
}

impl OpenedReceipt {
    /// The text, ending in a newline.
    pub fn to_text(&self) -> String {
        if self.salts.is_empty() {
            return self.receipt.to_text();
        }
        let mut text = format!("{HEADER}\n");
        for (field, salt) in &self.salts {
            let _ = writeln!(text, "{field} {salt}");
        }
        text + "\n" + &self.receipt.to_text()
    }

    /// Reads the text of a receipt, opened or not, without checking what it claims.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        use ReceiptError::Malformed;
        let Some(rest) = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n')) else {
            return Ok(Self { receipt: Receipt::parse(text)?, salts: BTreeMap::new() });
        };
        let (head, receipt) = rest.split_once("\n\n").ok_or(Malformed("it has nothing after its salts"))?;
        let mut salts = BTreeMap::new();
        for line in head.split('\n') {
            let (field, salt) =
                line.split_once(' ').ok_or(Malformed("a line before the proof is no field and salt"))?;
            let read = unhex(salt).is_some_and(|bytes| bytes.len() >= 16) && salts.len() < FIELDS_MAX;
            if !read || salts.insert(field.to_owned(), salt.to_owned()).is_some() {
                return Err(Malformed("a salt before the proof is none, or stands twice"));
            }
        }
        Ok(Self { receipt: Receipt::parse(receipt)?, salts })
    }

    /// The opened field of the entry that stands for this value. The receipt itself must have been verified.
    pub fn field_of(&self, value: &str) -> Option<&str> {
        let entry = Entry::parse(&self.receipt.entry).ok()?;
        let is = |(field, salt): &(&String, &String)| {
            let hash = unhex(salt).map(|salt| salted_hash(&salt, value));
            hash.is_some() && hash.as_ref() == entry.personal.get(*field)
        };
        self.salts.iter().find(is).map(|(field, _)| field.as_str())
    }
}

/// Bytes of lower-case hex.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !digits || text.len() % 2 == 1 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
