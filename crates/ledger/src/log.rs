//! The writer of a log's folder.
//!
//! **When something is durable.** An append flushes (fsync) what cannot be made again before it publishes: the bundle with
//! the new entries, every tile and bundle that became full, the folders that hold them; then the new checkpoint, which is
//! renamed into place, and the log's folder. Partial hash tiles are *not* flushed: after a power failure [`Log::open`] makes
//! them again from the full tiles and the bundle below them, and accepts them only if they lead to the signed root. A group
//! that fills no tile so costs four flushes, however many entries it has.
//!
//! **Partial files** are kept until the full file is published, as tlog-tiles demands, then removed.
//!
//! **After a crash** the checkpoint is the truth: whatever lies beyond it is removed when the log is opened, so the same
//! entries (or others) can be appended again.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::checkpoint::Checkpoint;
use crate::disk::{Disk, OsDisk};
use crate::error::Error;
use crate::handover::{FOLDER, signed_by};
use crate::note::{NoteError, SigningKey, VerifyingKey};
use crate::reader::Reader;
use crate::receipt::Receipt;
use crate::restore::restore;
use crate::tail::{Full, Tail};
use crate::tile::{ENTRY_MAX, LEVELS, TILE_WIDTH, bundle_path, encode_tile, hashes_at, number, tile_path, tiles_at};
use crate::tree::{ConsistencyProof, InclusionProof};

/// A log that can be appended to. One at a time for a folder; readers may be as many as they like.
pub struct Log {
    reader: Reader,
    key: SigningKey,
    /// Keys that this one has replaced: what they signed is known.
    former: Vec<VerifyingKey>,
    disk: Box<dyn Disk>,
    tail: Tail,
    /// An append failed half-way: its leftovers must go before the next one.
    untidy: bool,
    /// Folders whose names must be flushed before the next checkpoint.
    unflushed: BTreeSet<PathBuf>,
    /// Held open: the lock ends with the process, also when it is killed.
    _lock: File,
}

impl Log {
    /// Opens the log in `dir`, or begins one with a signed checkpoint of size 0. Reads the checkpoint and the right edge of
    /// the tiles (at most a few hundred small files, normally under ten), never the whole log.
    ///
    /// The origin must be the key's name: a key that signs two logs would let one pass for the other.
    pub fn open(dir: &Path, key: SigningKey, origin: &str) -> Result<Self, Error> {
        Self::open_on(dir, key, origin, Box::new(OsDisk))
    }

    /// [`Log::open`] on a file system of the caller's (for tests of failing disks).
    pub fn open_on(dir: &Path, key: SigningKey, origin: &str, mut disk: Box<dyn Disk>) -> Result<Self, Error> {
        if origin != key.name() {
            return Err(Error::Origin { origin: origin.to_owned(), key: key.name().to_owned() });
        }
        fs::create_dir_all(dir).map_err(Error::io("creating the folder", dir))?;
        let lock = lock(dir)?;
        let path = dir.join("checkpoint");
        let checkpoint = match fs::read_to_string(&path) {
            Ok(text) => {
                Checkpoint::parse(&text, &key.verifying_key()).map_err(|source| Error::Checkpoint { path, source })?
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(Error::Checkpoint { path, source: NoteError::Malformed });
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("reading the checkpoint", &path)(error));
            }
            // Entries without a checkpoint are not a new log: the first append comes after the first checkpoint.
            Err(_) if dir.join("tile").exists() => return Err(Error::NoCheckpoint(dir.to_owned())),
            Err(_) => {
                let empty = Checkpoint::sign(&key, 0, crate::tree::empty_root());
                publish(dir, &empty, disk.as_mut()).map_err(Error::io("writing the checkpoint", &path))?;
                empty
            }
        };
        let reader = Reader::new(dir, checkpoint);
        let tail = restore(&reader, disk.as_mut())?;
        let unflushed = BTreeSet::new();
        let mut log = Self { reader, key, former: Vec::new(), disk, tail, untidy: true, unflushed, _lock: lock };
        log.tidy().map_err(Error::io("tidying up after an earlier stop in", dir))?;
        Ok(log)
    }

    /// The same log, which knows the keys before its own: what they signed is an earlier state of it.
    pub fn knowing(mut self, former: &[VerifyingKey]) -> Self {
        self.former = former.to_vec();
        self
    }

    /// Gives the log to another key, which the entry `index` names. What the present key signed last is kept for whoever knows
    /// only that key. Nothing is appended.
    pub fn hand_over(mut self, index: u64, to: SigningKey) -> Result<Self, Error> {
        let dir = self.reader.dir().to_owned();
        if to.name() != self.key.name() {
            return Err(Error::Origin { origin: self.key.name().to_owned(), key: to.name().to_owned() });
        }
        if index >= self.size() {
            return Err(Error::OutsideLog { index, size: self.size() });
        }
        let folder = dir.join(FOLDER);
        let kept = folder.join(index.to_string());
        let write = |disk: &mut dyn Disk, text: &str| {
            disk.create_folder(&folder)?;
            let new = folder.join("new.tmp");
            disk.write(&new, text.as_bytes(), true)?;
            disk.rename(&new, &kept)?;
            disk.flush_folder(&folder)?;
            disk.flush_folder(&dir)
        };
        let signed = self.checkpoint().text().to_owned();
        write(self.disk.as_mut(), &signed).map_err(Error::io("writing", &kept))?;
        let checkpoint = Checkpoint::sign(&to, self.size(), self.checkpoint().root());
        publish(&dir, &checkpoint, self.disk.as_mut()).map_err(Error::io("publishing the checkpoint in", &dir))?;
        self.former.insert(0, self.key.verifying_key());
        self.key = to;
        self.reader = Reader::new(&dir, checkpoint);
        Ok(self)
    }

    /// Appends a group of entries and publishes one checkpoint for it. An empty group changes nothing.
    ///
    /// On an error nothing was appended: size and checkpoint are the old ones and a later append works, with one exception,
    /// [`Error::Unconfirmed`], where the group is in the log and [`Log::size`] counts it. An entry of more than 65,535 bytes
    /// is [`Error::TooLong`] and refuses the group.
    pub fn append(&mut self, entries: &[Vec<u8>]) -> Result<Checkpoint, Error> {
        if let Some((position, entry)) = entries.iter().enumerate().find(|(_, entry)| entry.len() > ENTRY_MAX) {
            return Err(Error::TooLong { position, length: entry.len() });
        }
        if entries.is_empty() {
            return Ok(self.checkpoint().clone());
        }
        let dir = self.reader.dir().to_owned();
        let doing = "appending to the log in";
        // Signing on top of a checkpoint that is not ours would make two histories, both signed.
        let path = dir.join("checkpoint");
        if fs::read(&path).map_err(Error::io("reading the checkpoint", &path))? != self.checkpoint().text().as_bytes() {
            return Err(self.reader.damaged("the checkpoint was replaced by another program".to_owned()));
        }
        self.tidy().map_err(Error::io(doing, &dir))?;
        self.untidy = true;
        let next = self.write_group(entries).map_err(Error::io(doing, &dir))?;
        let checkpoint = Checkpoint::sign(&self.key, next.size(), next.root());
        let published = publish(&dir, &checkpoint, self.disk.as_mut());
        // The rename decides: from then on others may have seen the new checkpoint, even if flushing it failed.
        let published = match published {
            Err(error) if !fs::read(&path).is_ok_and(|text| text == checkpoint.text().as_bytes()) => {
                return Err(Error::io("publishing the checkpoint in", &dir)(error));
            }
            other => other,
        };
        let old = self.size();
        self.tail = next;
        self.reader = Reader::new(&dir, checkpoint.clone());
        published.map_err(|source| Error::Unconfirmed { source })?;
        self.untidy = false;
        self.remove_superseded(old);
        Ok(checkpoint)
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.reader.size()
    }

    pub fn checkpoint(&self) -> &Checkpoint {
        self.reader.checkpoint()
    }

    /// Whether this log begins with the one that an earlier checkpoint, signed by its key, speaks of.
    pub fn goes_on_from(&self, earlier: &str) -> Result<(), Error> {
        let not = |source| Error::Checkpoint { path: "the one that was kept".into(), source };
        let own = self.key.verifying_key();
        let earlier = signed_by(std::iter::once(&own).chain(&self.former), earlier).map_err(not)?;
        let (kept, found) = (earlier.size(), self.size());
        if kept > found {
            return Err(Error::Shorter { folder: self.reader.dir().to_owned(), found, kept });
        }
        let proof = self.consistency(kept, found)?;
        let same = proof.verify(earlier.root(), self.checkpoint().root());
        same.map_err(|_| Error::Another { folder: self.reader.dir().to_owned(), kept })
    }

    /// Gives the signed checkpoint to a folder elsewhere. One that stands there already must be an earlier state of this log:
    /// whoever replaces the log itself has to replace what others keep of it too.
    pub fn show_to(&self, witness: &Path) -> Result<(), Error> {
        let path = witness.join("checkpoint");
        match fs::read_to_string(&path) {
            Ok(kept) if kept == self.checkpoint().text() => return Ok(()),
            Ok(kept) => self.goes_on_from(&kept).map_err(|error| match error {
                Error::Checkpoint { source, .. } => Error::Checkpoint { path: path.clone(), source },
                other => other,
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("reading the checkpoint", &path)(error)),
        }
        publish(witness, self.checkpoint(), &mut OsDisk).map_err(Error::io("giving the checkpoint to", witness))
    }

    /// For reading at the present size, also from other threads while this log is appended to.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// See [`Reader::entry`].
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, Error> {
        self.reader.entry(index)
    }

    /// See [`Reader::inclusion`].
    pub fn inclusion(&self, index: u64) -> Result<InclusionProof, Error> {
        self.reader.inclusion(index)
    }

    /// See [`Reader::consistency`].
    pub fn consistency(&self, old: u64, new: u64) -> Result<ConsistencyProof, Error> {
        self.reader.consistency(old, new)
    }

    /// See [`Reader::receipt`].
    pub fn receipt(&self, index: u64) -> Result<Receipt, Error> {
        self.reader.receipt(index)
    }

    /// Writes the tiles and bundles of a group and makes them durable, all but partial hash tiles.
    fn write_group(&mut self, entries: &[Vec<u8>]) -> io::Result<Tail> {
        let mut next = self.tail.clone();
        for entry in entries {
            next.push(entry, |full| match full {
                Full::Bundle { index, bytes } => self.write(&bundle_path(index, TILE_WIDTH), bytes, true),
                Full::Tile { level, index, hashes } => {
                    self.write(&tile_path(level, index, TILE_WIDTH), &encode_tile(hashes), true)
                }
            })?;
        }
        let (old, new) = (self.tail.size(), next.size());
        let (index, width) = tiles_at(new, 0);
        if width > 0 {
            self.clear_before_first(&bundle_path(index, TILE_WIDTH), old, new, 0)?;
            self.write(&bundle_path(index, width), &next.bundle, true)?;
        }
        for level in 0..LEVELS {
            let (index, width) = tiles_at(new, level);
            if width > 0 && hashes_at(old, level) != hashes_at(new, level) {
                self.clear_before_first(&tile_path(level, index, TILE_WIDTH), old, new, level)?;
                self.write(&tile_path(level, index, width), &encode_tile(&next.levels[level]), false)?;
            }
        }
        for folder in &self.unflushed {
            self.disk.flush_folder(folder)?;
        }
        self.unflushed.clear();
        Ok(next)
    }

    /// Before the first partial file of a tile is written, none can be there but of an append that was never published;
    /// its widths would later look like older states of the tile.
    fn clear_before_first(&mut self, full: &str, old: u64, new: u64, level: usize) -> io::Result<()> {
        let (was, width) = tiles_at(old, level);
        if was < tiles_at(new, level).0 || width == 0 {
            let partials = self.reader.dir().join(format!("{full}.p"));
            if self.disk.remove(&partials)? {
                self.unflushed.extend(partials.parent().map(Path::to_owned));
            }
        }
        Ok(())
    }

    fn write(&mut self, name: &str, bytes: &[u8], flush: bool) -> io::Result<()> {
        let path = self.reader.dir().join(name);
        let folder = path.parent().expect("a tile is in a folder");
        self.create_folder(folder)?;
        self.disk.write(&path, bytes, flush)?;
        if flush {
            self.unflushed.insert(folder.to_owned());
        }
        Ok(())
    }

    fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        let parent = folder.parent().expect("the log's folder exists");
        self.create_folder(parent)?;
        self.disk.create_folder(folder)?;
        self.unflushed.insert(parent.to_owned());
        Ok(())
    }

    /// Removes what an append that was never published left beyond the checkpoint, and makes the folders of the right edge
    /// durable, which a process that was killed may not have done.
    fn tidy(&mut self) -> io::Result<()> {
        if !self.untidy {
            return Ok(());
        }
        let dir = self.reader.dir().to_owned();
        let size = self.size();
        self.disk.remove(&dir.join("checkpoint.tmp"))?;
        self.unflushed.insert(dir.clone());
        let rows = [(dir.join("tile/entries"), 0)];
        let rows = rows.into_iter().chain((0..LEVELS).map(|level| (dir.join(format!("tile/{level}")), level)));
        for (row, level) in rows.filter(|(row, _)| row.is_dir()) {
            self.tidy_row(&row, tiles_at(size, level))?;
            self.unflushed.extend([dir.join("tile"), row]);
        }
        for folder in &self.unflushed {
            if folder.is_dir() {
                self.disk.flush_folder(folder)?;
            }
        }
        self.unflushed.clear();
        self.untidy = false;
        Ok(())
    }

    fn tidy_row(&mut self, row: &Path, (full, width): (u64, u64)) -> io::Result<()> {
        self.remove_superseded_in(row, full)?;
        let partials = row.join(format!("{}.p", number(full)));
        if let Ok(found) = fs::read_dir(&partials) {
            for file in found {
                let file = file?;
                let beyond =
                    file.file_name().to_str().and_then(|name| name.parse().ok()).is_none_or(|w: u64| w > width);
                if beyond {
                    self.disk.remove(&file.path())?;
                }
            }
            self.unflushed.insert(partials);
        }
        for index in full.. {
            let file = row.join(number(index));
            let mut found = self.disk.remove(&file)?;
            if index > full || width == 0 {
                found |= self.disk.remove(&file.with_extension("p"))?;
            }
            if found {
                self.unflushed.extend(file.parent().map(Path::to_owned));
            } else if index > full {
                break;
            }
        }
        Ok(())
    }

    /// A power failure may bring superseded partial files back, whose removal is only flushed with the next append.
    fn remove_superseded_in(&mut self, row: &Path, full: u64) -> io::Result<()> {
        let last = row.join(number(full));
        let folder = last.parent().expect("a tile is in a folder");
        let Ok(names) = fs::read_dir(folder) else {
            return Ok(());
        };
        for name in names {
            let path = name?.path();
            let index = path.file_stem().and_then(|stem| stem.to_str()?.parse::<u64>().ok());
            if path.extension().is_some_and(|end| end == "p") && index.is_some_and(|index| index < full % 1000) {
                self.disk.remove(&path)?;
                self.unflushed.insert(folder.to_owned());
            }
        }
        Ok(())
    }

    /// Removes partial files whose tile is now published in full. Failing here costs only space until the log is opened.
    fn remove_superseded(&mut self, old: u64) {
        let new = self.size();
        for level in 0..LEVELS {
            let ((was, width), (full, _)) = (tiles_at(old, level), tiles_at(new, level));
            if width == 0 || was == full {
                continue;
            }
            let bundle = (level == 0).then(|| bundle_path(was, TILE_WIDTH));
            for name in bundle.into_iter().chain([tile_path(level, was, TILE_WIDTH)]) {
                let path = self.reader.dir().join(format!("{name}.p"));
                let folder = path.parent().expect("a tile is in a folder");
                let _ = self.disk.remove(&path);
                self.unflushed.insert(folder.to_owned());
                // Opening looks for what came back only in the folder that is appended to.
                if was / 1000 != full / 1000 {
                    let _ = self.disk.flush_folder(folder);
                }
            }
        }
    }
}

/// One writer for a folder, because two would sign two different trees of the same size.
fn lock(dir: &Path) -> Result<File, Error> {
    let path = dir.join(".lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(Error::io("opening the lock", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::io("locking", &path)(error)),
    }
}

/// The checkpoint goes last and whole: a new file, flushed, renamed over the old one, and the rename flushed.
fn publish(dir: &Path, checkpoint: &Checkpoint, disk: &mut dyn Disk) -> io::Result<()> {
    let new = dir.join("checkpoint.tmp");
    disk.write(&new, checkpoint.text().as_bytes(), true)?;
    disk.rename(&new, &dir.join("checkpoint"))?;
    disk.flush_folder(dir)
}
