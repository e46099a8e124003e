//! The folder of backups: what stands where, one writer at a time, and no file under its name before it is whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::seal::{Opener, PublicKey, Sealer, SecretKey, sealed_size};
use super::{FORMAT, failed};

const HEAD: &str = "strongroom-backup";

/// What a folder of backups says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) key: PublicKey,
    /// The record's public key when the folder was begun.
    pub(super) record: String,
}

impl Head {
    fn text(&self) -> String {
        format!("{FORMAT}\nkey {}\nrecord {}\n", self.key, self.record)
    }

    fn parse(text: &str) -> Option<Head> {
        let mut lines = text.lines();
        let format = lines.next()?;
        let key = PublicKey::parse(lines.next()?.strip_prefix("key ")?)?;
        let record = lines.next()?.strip_prefix("record ")?.to_owned();
        (format == FORMAT && lines.next().is_none()).then_some(Head { key, record })
    }
}

pub(super) struct Folder {
    root: PathBuf,
    /// Held while something is written; it ends with the process, also when it is killed.
    _lock: Option<File>,
}

impl Folder {
    /// Takes a folder in hand, or begins one.
    pub(super) fn for_writing(root: &Path, head: &Head) -> Result<Folder, String> {
        fs::create_dir_all(root).map_err(failed("making the folder", root))?;
        let file = root.join(HEAD);
        let known = |name: &std::ffi::OsStr| name == HEAD || name == ".lock" || name == "strongroom-backup.new";
        if !file.exists() {
            let other = fs::read_dir(root).map_err(failed("reading", root))?.flatten().find(|e| !known(&e.file_name()));
            if let Some(other) = other {
                return Err(format!(
                    "{} holds something else ({}); name an empty folder, or one of earlier backups",
                    root.display(),
                    other.file_name().display()
                ));
            }
        }
        let lock = lock(root)?;
        match read_head(root)? {
            None => platform::keys::write_secret(&file, head.text().as_bytes()).map_err(failed("writing", &file))?,
            Some(found) if found.key != head.key => {
                return Err(format!(
                    "the backups in {} are encrypted to the key {}, not to {}; begin another folder for another key",
                    root.display(),
                    found.key,
                    head.key
                ));
            }
            Some(found) if found.record != head.record => {
                return Err(format!(
                    "the backups in {} are of another service (its record's key is {}); begin another folder",
                    root.display(),
                    found.record
                ));
            }
            Some(_) => {}
        }
        let folder = Folder { root: root.to_owned(), _lock: Some(lock) };
        for sub in ["objects", "backups"] {
            let sub = root.join(sub);
            fs::create_dir_all(&sub).map_err(failed("making the folder", &sub))?;
        }
        folder.tidy().map_err(failed("tidying up", root))?;
        Ok(folder)
    }

    pub(super) fn for_reading(root: &Path) -> Result<(Folder, Head), String> {
        let head = read_head(root)?
            .ok_or_else(|| format!("{} is no folder of backups: it has no file {HEAD}", root.display()))?;
        Ok((Folder { root: root.to_owned(), _lock: None }, head))
    }

    /// What a backup that was stopped left half-written.
    fn tidy(&self) -> io::Result<()> {
        let mut folders = vec![self.root.join("backups")];
        for one in fs::read_dir(self.root.join("objects"))? {
            folders.push(one?.path());
        }
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            for one in fs::read_dir(folder)? {
                let path = one?.path();
                if path.extension().is_some_and(|end| end == "part") {
                    fs::remove_file(path)?;
                }
            }
        }
        Ok(())
    }

    /// The names of the backups, oldest first.
    pub(super) fn backups(&self) -> Result<Vec<String>, String> {
        let folder = self.root.join("backups");
        let found = fs::read_dir(&folder).map_err(failed("reading", &folder))?;
        let mut names: Vec<String> = found.flatten().filter_map(|e| e.file_name().into_string().ok()).collect();
        names.retain(|name| !name.ends_with(".part"));
        names.sort();
        Ok(names)
    }

    pub(super) fn backup(&self, name: &str) -> PathBuf {
        self.root.join("backups").join(name)
    }

    fn object(&self, name: &str) -> PathBuf {
        self.root.join("objects").join(name.get(..2).unwrap_or("")).join(name)
    }

    /// Whether a content of this length is there, as far as one sees without the key: one that was cut off is not.
    pub(super) fn has(&self, name: &str, bytes: u64) -> bool {
        fs::metadata(self.object(name)).is_ok_and(|found| found.is_file() && found.len() == sealed_size(bytes))
    }

    /// A new file that has not its name yet.
    pub(super) fn create(&self, path: &Path) -> io::Result<File> {
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            fs::create_dir(folder)?;
            // The folder's own name must be there after a power failure, as the names in it are.
            if let Some(above) = folder.parent() {
                File::open(above)?.sync_all()?;
            }
        }
        File::create(path.with_extension("part"))
    }

    /// Gives it its name, when it is durable.
    pub(super) fn publish(&self, file: &File, path: &Path) -> io::Result<()> {
        file.sync_all()?;
        fs::rename(path.with_extension("part"), path)?;
        match path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Begins to write a content. What is not finished is not there.
    pub(super) fn begin(&self, name: &str, to: &PublicKey) -> Result<Object<'_>, String> {
        let path = self.object(name);
        let sealer = self.create(&path).and_then(|file| Sealer::new(BufWriter::with_capacity(1 << 17, file), to, name));
        let sealer = sealer.map_err(failed("writing", &path))?;
        Ok(Object { folder: self, path, sealer })
    }

    pub(super) fn open(&self, name: &str, with: &SecretKey) -> Result<Opener<BufReader<File>>, String> {
        let path = self.object(name);
        let ours = name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if !ours {
            return Err(format!("{name:?} is no name of a content"));
        }
        let file = File::open(&path).map_err(failed("opening", &path))?;
        Opener::new(BufReader::with_capacity(1 << 17, file), with, name).map_err(|e| format!("{}: {e}", path.display()))
    }
}

/// A content on its way.
pub(super) struct Object<'f> {
    folder: &'f Folder,
    path: PathBuf,
    sealer: Sealer<BufWriter<File>>,
}

impl Object<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let said = |e: io::Error| io::Error::new(e.kind(), format!("writing {}: {e}", self.path.display()));
        self.sealer.write_all(bytes).map_err(said)
    }

    pub(super) fn finish(self) -> Result<(), String> {
        let file = self.sealer.finish().and_then(|out| out.into_inner().map_err(|e| e.into_error()));
        file.and_then(|file| self.folder.publish(&file, &self.path)).map_err(failed("writing", &self.path))
    }
}

fn read_head(root: &Path) -> Result<Option<Head>, String> {
    let file = root.join(HEAD);
    match fs::read_to_string(&file) {
        Ok(text) => Head::parse(&text).map(Some).ok_or_else(|| {
            format!("{} is not what this version of the program writes ({FORMAT:?}), or was changed", file.display())
        }),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(failed("reading", &file)(e)),
    }
}

/// Two backups at once would both write what neither has.
fn lock(root: &Path) -> Result<File, String> {
    let path = root.join(".lock");
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(failed("opening", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another backup into {} is running; this one goes when that has ended", root.display()))
        }
        Err(TryLockError::Error(error)) => Err(failed("locking", &path)(error)),
    }
}
