//! What `strongroom verify` does, without the command line around it.

use std::fs;
use std::path::Path;

use crate::checkpoint::Checkpoint;
use crate::fault::{Fault, FaultKind, NotVerified, Verified, VerifiedReceipt};
use crate::note::VerifyingKey;
use crate::receipt::Receipt;
use crate::verify::verify_folder;

/// Checks the log in `dir` against the public key in `key_file`. `known` is a file with a signed checkpoint seen earlier:
/// the log must still begin with the one it speaks of.
pub fn verify_command(dir: &Path, key_file: &Path, known: Option<&Path>) -> Result<Verified, NotVerified> {
    let key = read_key(key_file)?;
    let known = known.map(|file| read_known(file, &key)).transpose()?;
    verify_folder(dir, &key, known.as_ref())
}

/// Checks the receipt in a file against the public key in `key_file`.
pub fn verify_receipt_command(receipt_file: &Path, key_file: &Path) -> Result<VerifiedReceipt, NotVerified> {
    let key = read_key(key_file)?;
    let bytes = fs::read(receipt_file).map_err(|error| wrong("reading the receipt", receipt_file, &error))?;
    let fault =
        |what: String| Fault::new(FaultKind::Receipt, format!("the receipt {}: {what}", receipt_file.display()));
    let text = String::from_utf8(bytes).map_err(|_| fault("is not text".to_owned()))?;
    let receipt = Receipt::parse(&text).map_err(|error| fault(error.to_string()))?;
    let checkpoint = receipt.verify(&key).map_err(|error| fault(error.to_string()))?;
    Ok(VerifiedReceipt {
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: checkpoint.root(),
        index: receipt.index,
        entry: String::from_utf8_lossy(&receipt.entry).into_owned(),
    })
}

fn read_key(file: &Path) -> Result<VerifyingKey, NotVerified> {
    let text = fs::read_to_string(file).map_err(|error| wrong("reading the key", file, &error))?;
    VerifyingKey::parse(&text).map_err(|error| wrong("reading the key", file, &error))
}

fn read_known(file: &Path, key: &VerifyingKey) -> Result<Checkpoint, NotVerified> {
    let text = fs::read_to_string(file).map_err(|error| wrong("reading the known checkpoint", file, &error))?;
    Checkpoint::parse(&text, key).map_err(|error| wrong("reading the known checkpoint", file, &error))
}

fn wrong(doing: &str, path: &Path, error: &dyn std::fmt::Display) -> NotVerified {
    NotVerified::Request(format!("{doing} {}: {error}", path.display()))
}
