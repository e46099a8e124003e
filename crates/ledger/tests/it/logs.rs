//! Logs to test with.

use std::io;
use std::path::{Path, PathBuf};

use ledger::{Disk, Log, OsDisk, SigningKey};
use tempfile::TempDir;

pub const ORIGIN: &str = "research.example.org/ledger";

pub fn key() -> SigningKey {
    SigningKey::generate(ORIGIN, [7; 32]).unwrap()
}

pub fn open(dir: &Path) -> Log {
    Log::open(dir, key(), ORIGIN).unwrap()
}

/// Entries `from..to`, each different, of 1 to about 60 bytes.
pub fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|i| format!("entry {i} {}", "x".repeat((i % 50) as usize)).into_bytes()).collect()
}

/// A log in a temporary folder, appended in groups of these sizes.
pub fn log_of(groups: &[u64]) -> (TempDir, Log) {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Log::open_on(dir.path(), key(), ORIGIN, Box::new(Unflushed)).unwrap();
    let mut size = 0;
    for group in groups {
        log.append(&entries(size, size + group)).unwrap();
        size += group;
    }
    assert_eq!(log.size(), size);
    (dir, log)
}

/// Every file below a folder, but the lock.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.ends_with(".lock") {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in files(from) {
        let target = to.path().join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, &target).unwrap();
    }
    to
}

/// The real disk without its flushes, which take most of a test's time and decide nothing where no power is lost.
struct Unflushed;

impl Disk for Unflushed {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        OsDisk.create_folder(path)
    }
    fn write(&mut self, path: &Path, bytes: &[u8], _flush: bool) -> io::Result<()> {
        OsDisk.write(path, bytes, false)
    }
    fn flush_folder(&mut self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        OsDisk.rename(from, to)
    }
    fn remove(&mut self, path: &Path) -> io::Result<bool> {
        OsDisk.remove(path)
    }
}
