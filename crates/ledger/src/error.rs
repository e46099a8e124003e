//! What can go wrong when a log is opened, appended to or read.

use std::io;
use std::path::{Path, PathBuf};

use crate::note::NoteError;
use crate::tile::ENTRY_MAX;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "entry {position} of the group has {length} bytes, more than the {ENTRY_MAX} that fit; nothing was appended"
    )]
    TooLong { position: usize, length: usize },
    #[error("{doing} {}: {source}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the folder {} holds entries but no checkpoint; restore the file `checkpoint` from a copy", .0.display())]
    NoCheckpoint(PathBuf),
    #[error("reading the checkpoint {}: {source}; run `strongroom verify` on the folder", path.display())]
    Checkpoint { path: PathBuf, source: NoteError },
    #[error("the log in {} does not agree with its checkpoint ({what}); run `strongroom verify` on the folder", folder.display())]
    Damaged { folder: PathBuf, what: String },
    #[error("the log in {} is already open for appending; stop the other process first", .0.display())]
    InUse(PathBuf),
    #[error("the log's origin is {origin:?} but the key is named {key:?}; a key signs the log that it is named after")]
    Origin { origin: String, key: String },
    #[error(
        "the log in {} holds {found} entries, and {kept} had been signed: entries are gone; restore the folder from a copy",
        folder.display()
    )]
    Shorter { folder: PathBuf, found: u64, kept: u64 },
    #[error(
        "the log in {} does not begin with the {kept} entries that had been signed: it tells another history; \
         restore the folder from a copy",
        folder.display()
    )]
    Another { folder: PathBuf, kept: u64 },
    #[error("there is no entry {index}: the log has {size} entries")]
    OutsideLog { index: u64, size: u64 },
    #[error(
        "the group was appended and its checkpoint published, but making that durable failed: {source}; \
         compare the log's size before appending the same entries again"
    )]
    Unconfirmed { source: io::Error },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |source| Error::Io { doing, path: path.to_owned(), source }
    }
}
