//! Files that programs in a desktop have written: looked at and read by the service, which believes nothing about them.
//!
//! Whoever works in the desktop can put a link, a pipe or a device in the place of a file, and change it while it is read. A
//! file is read as it was opened, never through a link, and what was read is what is kept.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, fstat, openat, statat};

/// Entries of a folder that are looked at; who has more sorts them first.
pub const ENTRIES: usize = 1000;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFile {
    Gone,
    /// Its name is no text, or could be read as a path.
    Name,
    Folder,
    Link,
    /// It has another name too, perhaps where nobody looks.
    SecondName,
    /// A pipe, a socket or a device.
    NoFile,
    TooLarge,
    /// It changed while it was read.
    Changing,
    Unreadable,
}

/// One entry of a folder, as it was a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// As it can be shown: what is no text is marked in it.
    pub name: String,
    pub bytes: u64,
    pub no: Option<NoFile>,
}

/// What stands in a folder, by name; a folder that is not there is empty.
///
/// # Errors
/// It cannot be read, or a link stands in its place.
pub fn list(folder: &Path, most: u64) -> io::Result<Vec<Kept>> {
    let opened = match open_folder(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)?.take(ENTRIES) {
        let name = entry?.file_name();
        let about = statat(&opened, &name, AtFlags::SYMLINK_NOFOLLOW);
        let no = match &about {
            _ if plain(&name).is_none() => Some(NoFile::Name),
            Ok(about) => judge(about, most),
            Err(_) => Some(NoFile::Gone),
        };
        let bytes = about.map_or(0, |about| u64::try_from(about.st_size).unwrap_or(0));
        found.push(Kept { name: name.to_string_lossy().into_owned(), bytes, no });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The bytes of a file of a folder, `most` of them at most.
///
/// # Errors
/// Why it is not taken.
pub fn take(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, NoFile> {
    plain(OsStr::new(name)).ok_or(NoFile::Name)?;
    let folder = open_folder(folder).map_err(|_| NoFile::Gone)?;
    // A device that is opened may do something: only a file is.
    let seen = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW).map_err(gone)?;
    judge(&seen, most).map_or(Ok(()), Err)?;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut file = File::from(openat(&folder, name, flags, Mode::empty()).map_err(gone)?);
    let before = fstat(&file).map_err(|_| NoFile::Unreadable)?;
    judge(&before, most).map_or(Ok(()), Err)?;
    let mut bytes = Vec::new();
    (&mut file).take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| NoFile::Unreadable)?;
    let after = fstat(&file).map_err(|_| NoFile::Unreadable)?;
    let times =
        |about: &Stat| (about.st_mtime, about.st_mtime_nsec, about.st_ctime, about.st_ctime_nsec, about.st_nlink);
    let whole = u64::try_from(before.st_size).is_ok_and(|size| size == bytes.len() as u64);
    if !whole || before.st_size != after.st_size || times(&before) != times(&after) {
        return Err(NoFile::Changing);
    }
    Ok(bytes)
}

fn open_folder(folder: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(CWD, folder, flags, Mode::empty())?)
}

fn gone(error: rustix::io::Errno) -> NoFile {
    match error {
        rustix::io::Errno::NOENT => NoFile::Gone,
        // Where a link took its place meanwhile.
        rustix::io::Errno::LOOP => NoFile::Link,
        _ => NoFile::Unreadable,
    }
}

/// A name that is one, of one part.
fn plain(name: &OsStr) -> Option<&str> {
    name.to_str().filter(|name| !name.is_empty() && !name.contains(['/', '\0']) && *name != "." && *name != "..")
}

fn judge(about: &Stat, most: u64) -> Option<NoFile> {
    match FileType::from_raw_mode(about.st_mode) {
        FileType::RegularFile if about.st_nlink != 1 => Some(NoFile::SecondName),
        FileType::RegularFile if u64::try_from(about.st_size).is_ok_and(|size| size <= most) => None,
        FileType::RegularFile => Some(NoFile::TooLarge),
        FileType::Directory => Some(NoFile::Folder),
        FileType::Symlink => Some(NoFile::Link),
        _ => Some(NoFile::NoFile),
    }
}
