//! Backups: the whole service in a folder elsewhere, encrypted to a key that is not on its machine.
//!
//! **Format `strongroom backup 1`.** A folder holds
//!
//! ```text
//! strongroom-backup          its format, the public key it is encrypted to, the record it is of: three lines of text
//! objects/ab/ab12…           contents, each once, named by a keyed hash: a plain hash would confirm a guess of a small table
//! backups/2026-…Z-1f3a…      one for each backup: which contents make it up, signed with the record's key
//! ```
//!
//! Every file but the first is encrypted ([`seal`]). A backup consists of lines of JSON ([`manifest`]): rows of the database
//! table by table in words of neither engine ([`store::Snapshot`]), files of the record, stored files, and what else the data
//! folder holds, keys among it. A content that is there is not written again, so that a second backup copies what is new.

mod folder;
mod manifest;
mod restore;
mod seal;
mod take;

pub(crate) use restore::{Asked, check, restore};
pub(crate) use seal::{Opener, PublicKey, Purpose, Sealer, SecretKey, is_sealed_evidence, make_pair};
pub(crate) use take::take;

/// Name and version of the format.
const FORMAT: &str = "strongroom backup 1";

/// An error with what was being done to what.
fn failed<E: std::fmt::Display>(doing: &str, path: &std::path::Path) -> impl FnOnce(E) -> String + use<E> {
    let said = format!("{doing} {}", path.display());
    move |error| format!("{said}: {error}")
}
