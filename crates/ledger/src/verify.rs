//! The offline check of a copy of a log: every entry, every tile, the signature, and a checkpoint known from before.
//!
//! From the signed root downwards a tile is *authentic* if it hashes to what the authentic tile above it says. Where the leaf
//! tile is authentic, a bad entry is named exactly. Where it was changed as well, the lowest authentic tile above says in
//! which range the bad entry is.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::checkpoint::Checkpoint;
use crate::fault::{Fault, FaultKind, NotVerified, Verified};
use crate::hash::{Hash, leaf_hash};
use crate::note::VerifyingKey;
use crate::tail::Tail;
use crate::tile::{LEVELS, TILE_WIDTH, bundle_path, decode_bundle, decode_tile, parse_path, tile_path, tiles_at};
use crate::tree::{Edge, empty_root, root_over};

mod leftovers;
mod what;

/// Checks the log in `dir`: signature, every entry's hash, every tile, the root, and that the log still begins with the
/// `known` one. Reads every file once and keeps one tile a level, so memory does not grow with the log.
pub fn verify_folder(dir: &Path, key: &VerifyingKey, known: Option<&Checkpoint>) -> Result<Verified, NotVerified> {
    let checkpoint = read_checkpoint(dir, key)?;
    let mut check = Check::new(dir, &checkpoint, known);
    check.walk();
    check.outcome()?;
    let notes = leftovers::look(dir, checkpoint.size())?;
    Ok(Verified { origin: checkpoint.origin().to_owned(), size: checkpoint.size(), root: checkpoint.root(), notes })
}

fn read_checkpoint(dir: &Path, key: &VerifyingKey) -> Result<Checkpoint, NotVerified> {
    let fault = |what: String| NotVerified::Fault(Fault::new(FaultKind::Checkpoint, what));
    if let Err(error) = fs::read_dir(dir) {
        return Err(NotVerified::Request(format!("reading the log's folder {}: {error}", dir.display())));
    }
    let path = dir.join("checkpoint");
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && !dir.join("tile").exists() => {
            let what = "holds neither `checkpoint` nor `tile`; name the folder of a ledger";
            return Err(NotVerified::Request(format!("the folder {} {what}", dir.display())));
        }
        Err(error) => {
            return Err(fault(format!("the checkpoint {} cannot be read: {error}", path.display())));
        }
    };
    let text = String::from_utf8(bytes).map_err(|_| fault(format!("the checkpoint {} is not text", path.display())))?;
    Checkpoint::parse(&text, key)
        .map_err(|error| fault(format!("the checkpoint {} is forged or damaged: {error}", path.display())))
}

struct Check<'c> {
    dir: &'c Path,
    checkpoint: &'c Checkpoint,
    known: Option<&'c Checkpoint>,
    /// The partial tiles lead to the signed root, so what they say is authentic.
    edge_authentic: bool,
    /// Over the entries found so far; `None` once some could not be read.
    edge: Option<Edge>,
    /// The root of the entries before `known.size()`, once they have been seen.
    root_at_known: Option<Hash>,
    /// The first entry that is certainly bad, alone or in its range.
    entry: Option<Fault>,
    /// The first tile that is missing or differs from what lies below it. Whether tile or entries are wrong, the end says.
    tile: Option<Fault>,
}

/// A tile file or bundle file as wide as the checkpoint asks for.
enum Found {
    Bytes { path: String, bytes: Vec<u8>, exact: bool },
    Not { path: String, why: String },
}

impl<'c> Check<'c> {
    fn new(dir: &'c Path, checkpoint: &'c Checkpoint, known: Option<&'c Checkpoint>) -> Self {
        let edge = Some(Edge::default());
        let root_at_known = known.filter(|known| known.size() == 0).map(|_| empty_root());
        Self { dir, checkpoint, known, edge_authentic: false, edge, root_at_known, entry: None, tile: None }
    }

    fn walk(&mut self) {
        let size = self.checkpoint.size();
        let levels = std::array::from_fn(|level| match tiles_at(size, level) {
            (_, 0) => Vec::new(),
            (index, width) => self.tile(level, index, width).1.unwrap_or_default(),
        });
        let root = Tail::new(size, Vec::new(), levels).map(|tail| tail.root());
        self.edge_authentic = root == Some(self.checkpoint.root());
        // The highest partial tile covers the oldest entries: this goes through them in order.
        for level in (0..LEVELS).rev() {
            let (index, width) = tiles_at(size, level);
            if width > 0 {
                self.visit(level, index, width, None);
            }
        }
    }

    /// Goes through one tile and all below it. `expected` is the root of a full tile as the authentic tile above has it.
    /// Gives the root over what is found at the bottom, or `None` if some of that cannot be read.
    fn visit(&mut self, level: usize, index: u64, width: u64, expected: Option<Hash>) -> Option<Hash> {
        let (path, stored) = self.tile(level, index, width);
        let authentic = stored.as_ref().is_ok_and(|hashes| match width {
            TILE_WIDTH => expected == Some(root_over(hashes)),
            _ => self.edge_authentic,
        });
        let stored = stored.map_err(|why| self.suspect_tile(level, index, width, &path, &why)).ok();
        let mut found = Vec::with_capacity(width as usize);
        if level == 0 {
            found = self.bundle(index, width, stored.as_deref(), authentic);
        }
        for place in 0..width {
            let says = stored.as_ref().map(|hashes| hashes[place as usize]);
            if level > 0 {
                found.push(self.visit(level - 1, index * TILE_WIDTH + place, TILE_WIDTH, says.filter(|_| authentic)));
            }
            if !authentic
                && let (Some(says), Some(hash)) = (says, found[place as usize])
                && says != hash
            {
                self.suspect_tile(level, index * TILE_WIDTH + place, 0, &path, "it differs from what lies below it");
            }
        }
        let root = found.into_iter().collect::<Option<Vec<_>>>().map(|hashes| root_over(&hashes));
        if !authentic
            && let (Some(expected), Some(root)) = (expected, root)
            && expected != root
        {
            let (first, last) = self.span(level, index, width);
            let differs = match &self.tile {
                Some(Fault { first: Some(at), .. }) if (first..=last).contains(at) => {
                    format!("; the first difference is at {at}")
                }
                _ => String::new(),
            };
            let message = format!(
                "entries {first} to {last} are not the ones that were signed, and their hashes in {path} were changed too, \
                 so which of them is bad cannot be said{differs}"
            );
            self.entry.get_or_insert(Fault::between(FaultKind::Changed, first, last, message));
        }
        root
    }

    /// Leaf hashes of the entries of a bundle, `None` for those that cannot be read; notes the first bad one.
    fn bundle(&mut self, index: u64, width: u64, stored: Option<&[Hash]>, authentic: bool) -> Vec<Option<Hash>> {
        let start = index * TILE_WIDTH;
        let (path, bytes, exact) = match self.read(|width| bundle_path(index, width), width) {
            Found::Bytes { path, bytes, exact } => (path, bytes, exact),
            Found::Not { path, why } => {
                self.edge = None;
                let message = format!("entries {start} to {} cannot be read: {path}: {why}", start + width - 1);
                self.entry.get_or_insert(Fault::at(FaultKind::Unreadable, start, message));
                return vec![None; width as usize];
            }
        };
        let (entries, whole) = decode_bundle(&bytes);
        let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let complete = hashes.len() as u64 >= width;
        let differs = stored.and_then(|stored| (0..stored.len()).find(|&i| hashes.get(i) != Some(&stored[i])));
        if self.entry.is_none() {
            self.entry = match (stored, differs) {
                (Some(stored), Some(at)) if authentic || !complete => {
                    Some(what::happened(self, index, &path, stored, &hashes, whole, at))
                }
                (None, _) if !complete => {
                    let at = start + hashes.len() as u64;
                    Some(Fault::at(
                        FaultKind::Unreadable,
                        at,
                        format!("entry {at} cannot be read: {path} ends before it"),
                    ))
                }
                // Within a full bundle that stands in for a partial one, later entries are none of this checkpoint's.
                _ if exact && complete && (!whole || hashes.len() as u64 > width) => {
                    let at = start + width;
                    let message =
                        format!("{path} holds more than its {width} entries: bytes were added after entry {}", at - 1);
                    Some(Fault::at(FaultKind::Inserted, at, message))
                }
                _ => None,
            };
        }
        for hash in hashes.iter().take(width as usize) {
            if let Some(edge) = &mut self.edge {
                edge.push(*hash);
                if self.known.is_some_and(|known| known.size() == edge.size()) {
                    self.root_at_known = Some(edge.root());
                }
            }
        }
        if !complete {
            self.edge = None;
        }
        (0..width as usize).map(|i| hashes.get(i).copied()).collect()
    }

    fn outcome(self) -> Result<(), Fault> {
        if let Some(fault) = self.entry {
            return Err(fault);
        }
        let size = self.checkpoint.size();
        let entries_whole = self.edge.as_ref().map(Edge::root) == Some(self.checkpoint.root());
        match self.tile {
            Some(tile) if entries_whole => {
                return Err(Fault {
                    message: format!("{}; the entries themselves are the signed ones", tile.message),
                    ..tile
                });
            }
            Some(tile) => {
                let message = format!(
                    "the entries are not the ones that were signed, and tiles were changed too, so the first bad one is not \
                     certain: {}",
                    tile.message
                );
                return Err(Fault { kind: FaultKind::Changed, last: Some(size - 1), message, ..tile });
            }
            None if !entries_whole => {
                let message =
                    "entries and all tiles were replaced: they agree with each other, but not with the signed root";
                return Err(Fault {
                    first: Some(0),
                    last: size.checked_sub(1),
                    ..Fault::new(FaultKind::Changed, message)
                });
            }
            None => {}
        }
        let Some(known) = self.known else {
            return Ok(());
        };
        if known.size() > size {
            let message = format!(
                "the log was truncated: it ends after {size} entries, but had {} when the known checkpoint was signed; entry \
                 {size} is the first that is gone",
                known.size()
            );
            return Err(Fault::between(FaultKind::Truncated, size, known.size() - 1, message));
        }
        if self.root_at_known != Some(known.root()) {
            let message = format!(
                "the log was rewritten and signed again: its first {} entries are not those of the known checkpoint",
                known.size()
            );
            return Err(Fault {
                first: Some(0),
                last: known.size().checked_sub(1),
                ..Fault::new(FaultKind::Rewritten, message)
            });
        }
        Ok(())
    }

    /// Remembers the first tile that does not fit. `width` 0 means: one hash only, and `index` counts hashes.
    fn suspect_tile(&mut self, level: usize, index: u64, width: u64, path: &str, why: &str) {
        let (first, last) = match width {
            0 => (index << (8 * level), ((index + 1) << (8 * level)) - 1),
            _ => self.span(level, index, width),
        };
        let message = format!("the tile {path} over entries {first} to {last} is damaged: {why}");
        self.tile.get_or_insert(Fault::between(FaultKind::Tile, first, last, message));
    }

    /// First and last entry below a tile.
    fn span(&self, level: usize, index: u64, width: u64) -> (u64, u64) {
        let first = (index * TILE_WIDTH) << (8 * level);
        (first, first + (width << (8 * level)) - 1)
    }

    /// The path of a tile and its hashes, or why they cannot be had.
    fn tile(&self, level: usize, index: u64, width: u64) -> (String, Result<Vec<Hash>, String>) {
        match self.read(|width| tile_path(level, index, width), width) {
            Found::Not { path, why } => (path, Err(why)),
            Found::Bytes { path, bytes, exact } => {
                let asked = width as usize;
                let hashes =
                    decode_tile(&bytes).filter(|hashes| hashes.len() == asked || (!exact && hashes.len() > asked));
                let why = || format!("it has {} bytes instead of {}", bytes.len(), asked * 32);
                (path, hashes.map(|mut hashes| (hashes.truncate(asked), hashes).1).ok_or_else(why))
            }
        }
    }

    /// Reads a partial file, or the full one that has replaced it since the checkpoint was copied.
    fn read(&self, path: impl Fn(u64) -> String, width: u64) -> Found {
        let (name, full) = (path(width), path(TILE_WIDTH));
        match fs::read(self.dir.join(&name)) {
            Ok(bytes) => Found::Bytes { path: name, bytes, exact: true },
            Err(error) if error.kind() == ErrorKind::NotFound => match fs::read(self.dir.join(&full)) {
                Ok(bytes) => Found::Bytes { path: full, bytes, exact: false },
                Err(_) => Found::Not { path: name, why: "the file is missing".to_owned() },
            },
            Err(error) => Found::Not { path: name, why: error.to_string() },
        }
    }
}
