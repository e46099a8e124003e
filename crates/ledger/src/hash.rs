//! Hashes: the tree's (RFC 6962, SHA-256) and the two under which details and files are named in entries.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A SHA-256 value, 32 bytes. Shown as base64, as checkpoints and receipts write it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Reads the base64 form; `None` unless it is exactly 32 bytes in standard base64 with padding.
    pub fn from_base64(text: &str) -> Option<Hash> {
        STANDARD.decode(text).ok()?.try_into().ok().map(Hash)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The hash of a leaf: SHA-256(0x00 || entry). RFC 6962 section 2.1.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0u8]).chain_update(entry).finalize().into())
}

/// The hash of a node over its two children: SHA-256(0x01 || left || right). RFC 6962 section 2.1.
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash(Sha256::new().chain_update([1u8]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// What stands in an entry for a personal detail: hex of HMAC-SHA256 of the value under its salt.
///
/// One salt of at least 16 random bytes for each value, kept with the value and erased with it: then nobody can find the
/// value again by hashing guesses, and the entry (and the tree over it) stays as it was.
pub fn salted_hash(salt: &[u8], value: &str) -> String {
    hmac_hex(salt, value.as_bytes())
}

/// What stands in an entry for a file: hex of HMAC-SHA256 of its bytes under the service's key.
///
/// A plain hash of a small table would confirm a guess of its contents; this one does so only for who has the key.
pub fn keyed_hash(key: &[u8; 32], bytes: &[u8]) -> String {
    hmac_hex(key, bytes)
}

fn hmac_hex(key: &[u8], bytes: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(bytes);
    hex(&mac.finalize().into_bytes())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}
