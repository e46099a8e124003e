//! Reading a log's folder: entries, and proofs made from its tiles. Works beside the writer and on a copy.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::hash::{Hash, leaf_hash};
use crate::note::VerifyingKey;
use crate::receipt::Receipt;
use crate::tile::{TILE_WIDTH, bundle_path, decode_bundle, decode_tile, tile_path, tiles_at};
use crate::tree::{self, ConsistencyProof, InclusionProof, Nodes, root_over};

/// A log as one checkpoint states it. Entries appended later are not seen: open it again for those.
#[derive(Debug, Clone)]
pub struct Reader {
    dir: PathBuf,
    checkpoint: Checkpoint,
}

impl Reader {
    /// Opens a folder for reading; the signature of its checkpoint must hold. Costs one small file, whatever the log's size.
    pub fn open(dir: &Path, key: &VerifyingKey) -> Result<Self, Error> {
        let path = dir.join("checkpoint");
        let text = fs::read_to_string(&path).map_err(Error::io("reading the checkpoint", &path))?;
        let checkpoint = Checkpoint::parse(&text, key).map_err(|source| Error::Checkpoint { path, source })?;
        Ok(Self::new(dir, checkpoint))
    }

    pub(crate) fn new(dir: &Path, checkpoint: Checkpoint) -> Self {
        Self { dir: dir.to_owned(), checkpoint }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.checkpoint.size()
    }

    /// The bytes of one entry. Read from its bundle and compared with its leaf hash in the tile.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, Error> {
        Ok(self.entries(index, index.saturating_add(1))?.remove(0))
    }

    /// The bytes of the entries `from..to`, each compared with its leaf hash in the tile.
    pub fn entries(&self, from: u64, to: u64) -> Result<Vec<Vec<u8>>, Error> {
        if to > self.size() || from > to {
            return Err(Error::OutsideLog { index: from.max(to.saturating_sub(1)), size: self.size() });
        }
        let mut entries = Vec::new();
        let mut at = from;
        while at < to {
            let bundle = at / TILE_WIDTH;
            let end = to.min((bundle + 1) * TILE_WIDTH);
            let bytes = self.read_bundle(bundle)?;
            let hashes = self.read_tile(0, bundle)?;
            let (found, _) = decode_bundle(&bytes);
            let start = bundle * TILE_WIDTH;
            for (place, hash) in hashes.iter().enumerate().take((end - start) as usize).skip((at - start) as usize) {
                let entry = found.get(place).filter(|entry| leaf_hash(entry) == *hash);
                let what = || format!("entry {} is not what its tile says", start + place as u64);
                entries.push(entry.ok_or_else(|| self.damaged(what()))?.to_vec());
            }
            at = end;
        }
        Ok(entries)
    }

    /// Proves that the entry `index` is in the log of the checkpoint. The proof is checked before it is given out.
    pub fn inclusion(&self, index: u64) -> Result<InclusionProof, Error> {
        if index >= self.size() {
            return Err(Error::OutsideLog { index, size: self.size() });
        }
        let mut tiles = Tiles::new(self);
        let leaf = tiles.node(0, index)?;
        let proof = tree::inclusion(&mut tiles, index, self.size())?;
        proof.verify(leaf, self.checkpoint.root()).map_err(|error| self.damaged(error.to_string()))?;
        Ok(proof)
    }

    /// Proves that the log of `old` entries is the beginning of the log of `new` entries (`old <= new <= size`).
    /// What the tiles hold is not compared with the checkpoint here: whoever takes the proof checks it against two roots.
    pub fn consistency(&self, old: u64, new: u64) -> Result<ConsistencyProof, Error> {
        if new > self.size() || old > new {
            return Err(Error::OutsideLog { index: old.max(new), size: self.size() });
        }
        tree::consistency(&mut Tiles::new(self), old, new)
    }

    /// A receipt: the entry, the proof that the log has it, and the signed checkpoint, in one small text.
    pub fn receipt(&self, index: u64) -> Result<Receipt, Error> {
        let proof = self.inclusion(index)?;
        let entry = self.entry(index)?;
        Ok(Receipt { index, entry, hashes: proof.hashes, checkpoint: self.checkpoint.text().to_owned() })
    }

    pub(crate) fn damaged(&self, what: String) -> Error {
        Error::Damaged { folder: self.dir.clone(), what }
    }

    fn width(&self, level: usize, index: u64) -> u64 {
        let (full, partial) = tiles_at(self.size(), level);
        if index < full { TILE_WIDTH } else { partial }
    }

    /// The hashes of a tile as wide as the checkpoint asks for.
    pub(crate) fn read_tile(&self, level: usize, index: u64) -> Result<Vec<Hash>, Error> {
        let width = self.width(level, index);
        let (path, bytes) = self.read(|width| tile_path(level, index, width), width)?;
        let mut hashes = decode_tile(&bytes).unwrap_or_default();
        if (hashes.len() as u64) < width {
            return Err(self.damaged(format!("{path} is too short")));
        }
        hashes.truncate(width as usize);
        Ok(hashes)
    }

    pub(crate) fn read_bundle(&self, index: u64) -> Result<Vec<u8>, Error> {
        Ok(self.read(|width| bundle_path(index, width), self.width(0, index))?.1)
    }

    /// A partial file may have been replaced by the full one since the checkpoint was read; that one begins with it.
    fn read(&self, path: impl Fn(u64) -> String, width: u64) -> Result<(String, Vec<u8>), Error> {
        let mut name = path(width);
        let mut found = fs::read(self.dir.join(&name));
        let replaced = found.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound);
        if replaced && let Ok(full) = fs::read(self.dir.join(path(TILE_WIDTH))) {
            name = path(TILE_WIDTH);
            found = Ok(full);
        }
        let bytes = found.map_err(Error::io("reading", &self.dir.join(&name)))?;
        Ok((name, bytes))
    }
}

/// The nodes of the tree out of its tiles; each tile is read once for a proof.
struct Tiles<'r> {
    reader: &'r Reader,
    read: HashMap<(usize, u64), Vec<Hash>>,
}

impl<'r> Tiles<'r> {
    fn new(reader: &'r Reader) -> Self {
        Self { reader, read: HashMap::new() }
    }
}

impl Nodes for Tiles<'_> {
    type Error = Error;

    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Error> {
        let (level, above) = ((height / 8) as usize, height % 8);
        let first = index << above;
        let (tile, place) = (first / TILE_WIDTH, (first % TILE_WIDTH) as usize);
        if !self.read.contains_key(&(level, tile)) {
            let hashes = self.reader.read_tile(level, tile)?;
            self.read.insert((level, tile), hashes);
        }
        Ok(root_over(&self.read[&(level, tile)][place..place + (1 << above)]))
    }
}
