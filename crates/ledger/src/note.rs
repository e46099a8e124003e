//! Signed notes (C2SP signed-note) and the keys that sign and check them, Ed25519 only.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer;

use crate::hash::{hex, sha256};

/// The signature type of plain Ed25519 in signed notes.
const ED25519: u8 = 1;
/// A note longer than this is refused unread; ours are about 250 bytes, with witnesses a few thousand.
const NOTE_MAX: usize = 100_000;
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// Why a key text or a key's name is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the key name {0:?} is not allowed: give a name without spaces, control characters or plus signs")]
    Name(String),
    #[error("the text is not a public key: it must read <name>+<key id>+<base64>")]
    NotPublic,
    #[error("the text is a secret key; give the public one (the file that ends in .pub)")]
    Secret,
    #[error("the text is not a secret key: it must read PRIVATE+KEY+<name>+<key id>+<base64>")]
    NotSecret,
    #[error("the key id does not belong to this name and key: the key text was changed or mistyped")]
    Id,
    #[error("the key is of a type this program does not know; only Ed25519 (type 1) is supported")]
    Type,
}

/// Why a signed note cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the text is not a signed note")]
    Malformed,
    #[error("there is no signature of the key {0}")]
    Unsigned(String),
    #[error("the signature of the key {0} is false: the text was changed, or another key signed it")]
    Forged(String),
}

/// A name and an Ed25519 public key. The name of a log's key is the log's origin.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

/// A name and an Ed25519 secret key. Its `Debug` form does not show the secret.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl VerifyingKey {
    /// Reads `<name>+<hex key id>+<base64(0x01 || key)>`, white space around it allowed.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.starts_with(SECRET_PREFIX) {
            return Err(KeyError::Secret);
        }
        let (name, bytes) = parse_key(text, KeyError::NotPublic)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::NotPublic)?;
        let parsed = Self { name, key };
        // The id guards against typing errors in name or key.
        if parsed.to_text() == text { Ok(parsed) } else { Err(KeyError::Id) }
    }

    /// The text that [`Self::parse`] reads, without a newline.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        format!("{}+{}+{}", self.name, hex(&self.id()), STANDARD.encode(bytes))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// First 4 bytes of SHA-256(name || 0x0A || 0x01 || key).
    pub fn id(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), &[b'\n', ED25519], self.key.as_bytes()]);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The text of a signed note whose signature by this key holds. Signatures of other keys (witnesses) are not looked at.
    pub fn open<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        if note.len() > NOTE_MAX || note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Malformed);
        }
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let text = &note[..text.len() + 1];
        let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let mut signed = false;
        for line in signatures.split('\n') {
            let (name, bytes) =
                line.strip_prefix("— ").and_then(|line| line.split_once(' ')).ok_or(NoteError::Malformed)?;
            let bytes = STANDARD.decode(bytes).map_err(|_| NoteError::Malformed)?;
            let (id, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
            if name != self.name || *id != self.id() {
                continue;
            }
            let forged = || NoteError::Forged(self.name.clone());
            let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| forged())?;
            self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| forged())?;
            signed = true;
        }
        if signed { Ok(text) } else { Err(NoteError::Unsigned(self.name.clone())) }
    }
}

impl SigningKey {
    /// Makes a key from 32 random bytes. The name becomes the origin of the log that it signs, by custom an address
    /// without a scheme, such as `research.example.org/ledger`.
    pub fn generate(name: &str, random: [u8; 32]) -> Result<Self, KeyError> {
        let allowed = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
        if !allowed {
            return Err(KeyError::Name(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(&random) })
    }

    /// Reads `PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 || secret)>`, white space around it allowed.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let rest = text.strip_prefix(SECRET_PREFIX).ok_or(KeyError::NotSecret)?;
        let (name, bytes) = parse_key(rest, KeyError::NotSecret)?;
        let parsed = Self::generate(&name, bytes)?;
        if parsed.to_secret_text() == text { Ok(parsed) } else { Err(KeyError::Id) }
    }

    /// The text that [`Self::parse`] reads, without a newline. Whoever has it can sign: keep it where only the service reads.
    pub fn to_secret_text(&self) -> String {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        format!("{SECRET_PREFIX}{}+{}+{}", self.name, hex(&self.verifying_key().id()), STANDARD.encode(bytes))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// A signed note of a text, which must end in a newline. A text that begins with a line of the key's name is a checkpoint
    /// ([`crate::Log`]); whatever else is signed begins with another.
    pub fn sign(&self, text: &str) -> String {
        debug_assert!(text.ends_with('\n'), "a note's text ends in a newline");
        let mut bytes = self.verifying_key().id().to_vec();
        bytes.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        format!("{text}\n— {} {}\n", self.name, STANDARD.encode(bytes))
    }
}

/// Name and key bytes of `<name>+<id>+<base64>`; the id is compared by the caller, who can compute it.
fn parse_key(text: &str, otherwise: KeyError) -> Result<(String, [u8; 32]), KeyError> {
    // The base64 may contain plus signs, the name and the id may not.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(otherwise);
    };
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(KeyError::Name(name.to_owned()));
    }
    let bytes = STANDARD.decode(key).map_err(|_| otherwise.clone())?;
    match bytes.split_first() {
        Some((&ED25519, key)) => Ok((name.to_owned(), key.try_into().map_err(|_| otherwise)?)),
        Some(_) => Err(KeyError::Type),
        None => Err(otherwise),
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.to_text())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, …)", self.name)
    }
}
