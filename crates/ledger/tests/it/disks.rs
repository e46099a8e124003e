//! Disks that count, fill up, or lose power.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ledger::{Disk, OsDisk};

/// Shared with the disk inside a log, so that a test can change its mind.
#[derive(Default)]
pub struct State {
    /// How many changes still succeed; `None` = all.
    pub left: Option<u64>,
    /// Changes and flushes made.
    pub changes: u64,
    pub flushes: u64,
    /// What a power failure now could undo, oldest first.
    pub pending: Vec<Pending>,
}

pub enum Pending {
    /// The contents of a file are not flushed.
    Contents(PathBuf),
    /// The name of a new file or folder is not flushed.
    Name(PathBuf),
    /// A file got a new name and other contents under it: what it had before.
    Renamed(PathBuf, Option<Vec<u8>>),
    /// Something was removed: the files it had.
    Removed(PathBuf, BTreeMap<PathBuf, Vec<u8>>),
}

impl Pending {
    fn path(&self) -> &Path {
        match self {
            Self::Contents(path) | Self::Name(path) | Self::Renamed(path, _) | Self::Removed(path, _) => path,
        }
    }
}

#[derive(Clone, Default)]
pub struct TestDisk(pub Arc<Mutex<State>>);

impl TestDisk {
    /// Lets `n` more changes succeed, then none.
    pub fn allow(&self, n: Option<u64>) {
        self.0.lock().unwrap().left = n;
    }

    fn change(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        match &mut state.left {
            Some(0) => {
                return Err(io::Error::new(io::ErrorKind::StorageFull, "the test's disk is full"));
            }
            Some(left) => *left -= 1,
            None => {}
        }
        state.changes += 1;
        Ok(())
    }

    /// Undoes what was not flushed, each thing only where `lost` says so.
    pub fn lose_power(&self, mut lost: impl FnMut() -> bool) {
        let pending = std::mem::take(&mut self.0.lock().unwrap().pending);
        for undo in pending.into_iter().rev().filter(|_| lost()) {
            match undo {
                // Half of the contents: what a torn write leaves.
                Pending::Contents(path) => {
                    if let Ok(bytes) = std::fs::read(&path) {
                        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
                    }
                }
                Pending::Name(path) => drop(OsDisk.remove(&path).unwrap()),
                Pending::Renamed(path, Some(before)) => std::fs::write(path, before).unwrap(),
                Pending::Renamed(path, None) => drop(OsDisk.remove(&path).unwrap()),
                Pending::Removed(path, files) => {
                    // A folder made anew under the same name means that the removal had reached the disk.
                    if !path.exists() {
                        for (file, bytes) in files {
                            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                            std::fs::write(file, bytes).unwrap();
                        }
                    }
                }
            }
        }
    }
}

impl Disk for TestDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.0.lock().unwrap().pending.push(Pending::Name(path.to_owned()));
        OsDisk.create_folder(path)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], flush: bool) -> io::Result<()> {
        if let Err(full) = self.change() {
            OsDisk.write(path, &bytes[..bytes.len() / 2], false)?;
            return Err(full);
        }
        let mut state = self.0.lock().unwrap();
        if !path.exists() {
            state.pending.push(Pending::Name(path.to_owned()));
        }
        if flush {
            state.flushes += 1;
            state.pending.retain(|pending| !matches!(pending, Pending::Contents(file) if file == path));
        } else {
            state.pending.push(Pending::Contents(path.to_owned()));
        }
        OsDisk.write(path, bytes, flush)
    }

    fn flush_folder(&mut self, path: &Path) -> io::Result<()> {
        self.change()?;
        let mut state = self.0.lock().unwrap();
        state.flushes += 1;
        state
            .pending
            .retain(|pending| matches!(pending, Pending::Contents(_)) || pending.path().parent() != Some(path));
        OsDisk.flush_folder(path)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        let before = std::fs::read(to).ok();
        let mut state = self.0.lock().unwrap();
        let torn = |pending: &Pending| matches!(pending, Pending::Contents(file) if file == from);
        let unflushed = state.pending.iter().any(torn);
        state.pending.retain(|pending| !torn(pending));
        state.pending.push(Pending::Renamed(to.to_owned(), before));
        // Contents that were not flushed under the old name are not under the new one either.
        if unflushed {
            state.pending.push(Pending::Contents(to.to_owned()));
        }
        OsDisk.rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<bool> {
        let mut files = BTreeMap::new();
        if path.is_dir() {
            files.extend(crate::logs::files(path).into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())));
        } else if let Ok(bytes) = std::fs::read(path) {
            files.insert(path.to_owned(), bytes);
        } else {
            return Ok(false);
        }
        self.change()?;
        self.0.lock().unwrap().pending.push(Pending::Removed(path.to_owned(), files));
        OsDisk.remove(path)
    }
}
