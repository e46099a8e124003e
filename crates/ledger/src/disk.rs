//! The few ways in which a log changes its folder. A trait, so that tests can let the disk fill up or the power fail.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// What the log asks of a file system. [`OsDisk`] is the real one.
pub trait Disk: Send {
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Creates the file or replaces its contents; with `flush` they are durable when this returns (fsync).
    fn write(&mut self, path: &Path, bytes: &[u8], flush: bool) -> io::Result<()>;
    /// Makes the names in a folder durable (fsync of the folder).
    fn flush_folder(&mut self, path: &Path) -> io::Result<()>;
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file, or a folder with all in it. `false` if there was none.
    fn remove(&mut self, path: &Path) -> io::Result<bool>;
}

/// The operating system's files.
pub struct OsDisk;

impl Disk for OsDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn write(&mut self, path: &Path, bytes: &[u8], flush: bool) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        if flush { file.sync_all() } else { Ok(()) }
    }

    fn flush_folder(&mut self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<bool> {
        let removed = match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            other => other.map(|()| true),
        }
    }
}
