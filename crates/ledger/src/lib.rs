//! A tamper-evident log in a folder: append, prove, verify.
//!
//! Entries are leaves of one Merkle tree (RFC 6962), kept as files in the C2SP tile format (tlog-tiles) under a signed
//! checkpoint (tlog-checkpoint, signed-note), so that any program that knows these formats can check the folder without us.
//! The crate knows nothing of the service or a database. Randomness and time come in as arguments.
//!
//! - [`Log`] appends, [`Reader`] reads and proves, both on the same folder.
//! - [`verify_folder`] checks a copy offline and names the first bad entry; [`Receipt`] proves one entry without the log.
//! - [`Entry`] is what an entry of the service's ledger says, as canonical JSON; the log itself takes any bytes.
//!
//! File formats: `README.md` of this crate.

mod checkpoint;
mod command;
mod disk;
mod entry;
mod error;
mod fault;
mod handover;
mod hash;
mod log;
mod note;
mod opening;
mod reader;
mod receipt;
mod restore;
mod tail;
mod tile;
mod tree;
mod verify;

pub use checkpoint::Checkpoint;
pub use command::{verify_command, verify_receipt_command};
pub use disk::{Disk, OsDisk};
pub use entry::{Entry, EntryError, FileHash, Place, Thing};
pub use error::Error;
pub use fault::{Fault, FaultKind, NotVerified, Verified, VerifiedReceipt};
pub use handover::{ACTION as KEY_CHANGED, LogKeys};
pub use hash::{Hash, keyed_hash, leaf_hash, node_hash, salted_hash};
pub use log::Log;
pub use note::{KeyError, NoteError, SigningKey, VerifyingKey};
pub use opening::OpenedReceipt;
pub use reader::Reader;
pub use receipt::{Receipt, ReceiptError};
pub use tile::{ENTRY_MAX, TILE_WIDTH, bundle_path, files_of, tile_path};
pub use tree::{ConsistencyProof, Edge, InclusionProof, ProofError, empty_root};
pub use verify::verify_folder;
