//! What `strongroom verify` does, without the command line around it.

use std::fs;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::checkpoint::Checkpoint;
use crate::fault::{Fault, FaultKind, NotVerified, Verified, VerifiedReceipt};
use crate::handover::{LogKeys, follow, signed_by};
use crate::hash::hex;
use crate::note::VerifyingKey;
use crate::opening::OpenedReceipt;
use crate::reader::Reader;
use crate::verify::verify_folder;

/// Checks the log in `dir` against the public key in `key_file`. `known` is a file with a signed checkpoint seen earlier:
/// the log must still begin with the one it speaks of.
///
/// The file may hold former keys of the log too, newest first. The oldest is the one that is believed: from it on the log itself
/// must name each key that came after.
pub fn verify_command(dir: &Path, key_file: &Path, known: Option<&Path>) -> Result<Verified, NotVerified> {
    let keys = read_keys(key_file)?;
    let oldest = keys.all().last().unwrap_or(keys.current());
    let followed = follow(dir, oldest)?;
    if let Some(strange) = keys.all().find(|key| !followed.keys.contains(key)) {
        let what = format!("the log does not name {} as a key of its own", strange.to_text());
        return Err(NotVerified::Fault(Fault::new(FaultKind::Checkpoint, what)));
    }
    let known = known.map(|file| read_known(file, &followed.keys)).transpose()?;
    let mut verified = verify_folder(dir, &followed.key, known.as_ref())?;
    // It is whole; whether it begins with what each former key signed last is seen by the tiles. Where it does not, why.
    for handover in &followed.handovers {
        if !begins_with(dir, &followed.key, handover) {
            verify_folder(dir, &followed.key, Some(handover))?;
        }
    }
    if followed.key != *keys.current() {
        verified.notes.push(format!(
            "the key of {} has been replaced: the log is signed by {} now",
            key_file.display(),
            followed.key.to_text()
        ));
    }
    Ok(verified)
}

fn begins_with(dir: &Path, key: &VerifyingKey, earlier: &Checkpoint) -> bool {
    let proved = Reader::open(dir, key).and_then(|now| {
        let proof = now.consistency(earlier.size(), now.size())?;
        Ok(proof.verify(earlier.root(), now.checkpoint().root()).is_ok())
    });
    proved.unwrap_or(false)
}

/// Checks the receipt in a file against the public key in `key_file`, and, where a `file` is named, that its entry speaks of it.
pub fn verify_receipt_command(
    receipt_file: &Path,
    key_file: &Path,
    file: Option<&Path>,
) -> Result<VerifiedReceipt, NotVerified> {
    let keys = read_keys(key_file)?;
    let bytes = fs::read(receipt_file).map_err(|error| wrong("reading the receipt", receipt_file, &error))?;
    let fault =
        |what: String| Fault::new(FaultKind::Receipt, format!("the receipt {}: {what}", receipt_file.display()));
    let text = String::from_utf8(bytes).map_err(|_| fault("is not text".to_owned()))?;
    let opened = OpenedReceipt::parse(&text).map_err(|error| fault(error.to_string()))?;
    let receipt = &opened.receipt;
    // Receipts stay what they were when the key is replaced.
    let former = keys.former().iter().find_map(|key| receipt.verify(key).ok());
    let checkpoint =
        former.map_or_else(|| receipt.verify(keys.current()), Ok).map_err(|error| fault(error.to_string()))?;
    let field = match file {
        None => None,
        Some(file) => {
            let hash = hash_of(file).map_err(|error| wrong("reading the file", file, &error))?;
            let none = if opened.salts.is_empty() {
                "it opens no file: let somebody whom the release was made for fetch it, while it can be fetched; releases of earlier \
                 versions have none that does"
            } else {
                "its entry does not speak of this file: other bytes have left, or none"
            };
            Some(opened.field_of(&hash).ok_or_else(|| fault(format!("{none} ({})", file.display())))?.to_owned())
        }
    };
    Ok(VerifiedReceipt {
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: checkpoint.root(),
        index: receipt.index,
        entry: String::from_utf8_lossy(&receipt.entry).into_owned(),
        file: field,
    })
}

/// SHA-256 of a file of any size, in hex.
fn hash_of(file: &Path) -> std::io::Result<String> {
    let mut from = fs::File::open(file)?;
    let (mut digest, mut some) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match from.read(&mut some)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&some[..read]),
        }
    }
}

fn read_keys(file: &Path) -> Result<LogKeys, NotVerified> {
    let text = fs::read_to_string(file).map_err(|error| wrong("reading the key", file, &error))?;
    LogKeys::parse(&text).map_err(|error| wrong("reading the key", file, &error))
}

fn read_known(file: &Path, keys: &[VerifyingKey]) -> Result<Checkpoint, NotVerified> {
    let text = fs::read_to_string(file).map_err(|error| wrong("reading the known checkpoint", file, &error))?;
    signed_by(keys, &text).map_err(|error| wrong("reading the known checkpoint", file, &error))
}

fn wrong(doing: &str, path: &Path, error: &dyn std::fmt::Display) -> NotVerified {
    NotVerified::Request(format!("{doing} {}: {error}", path.display()))
}
