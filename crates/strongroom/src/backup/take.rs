//! Makes a backup while the service serves.
//!
//! **Why it is whole.** The record's checkpoint is read first and the database is read in one transaction begun after it: the
//! database numbers an entry before the folder has it, so it holds every entry of that checkpoint. Files are listed after
//! the database: a file is kept before the change that names it commits.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use foundation::World;
use ledger::{Checkpoint, LogKeys, Reader, SigningKey};
use platform::keys::hex;
use platform::{Config, Files, Keys, No};
use sha2::{Digest, Sha256};
use store::{Snapshot, Store, Where};

use super::failed;
use super::folder::{Folder, Head};
use super::manifest::{Area, Begin, Content, Counts, Line, Writing};
use super::seal::PublicKey;
use crate::serve::record_paths;
use crate::wiring;

/// Rows of a content: some of them together, cut where their own bytes say so. A row that is added or changed so changes the
/// content that it is in, and none after it.
const ROWS_LEAST: usize = 64 * 1024;
const ROWS_MOST: usize = 4 * 1024 * 1024;
const CUT: u16 = 0x00ff;

/// What was done.
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) tables: u64,
    pub(crate) rows: u64,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// How much of it was not there yet.
    pub(crate) new: u64,
    pub(crate) new_bytes: u64,
    /// What could not be saved as it should be: sentences.
    pub(crate) wrong: Vec<String>,
}

struct Taking<'t> {
    folder: &'t Folder,
    to: &'t PublicKey,
    keys: &'t Keys,
    new: u64,
    new_bytes: u64,
    wrong: Vec<String>,
}

/// Saves the service of this configuration into `dir`.
pub(crate) async fn take(config: &Config, dir: &Path, to: &PublicKey, world: &World) -> Result<Taken, String> {
    platform::folder::unfinished(&config.data)?;
    let key = signing_key(config)?;
    let keys = service_keys(config, world)?;
    let inside = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(absolute(&config.data)));
    fs::create_dir_all(dir).map_err(failed("making the folder", dir))?;
    if inside(dir) {
        return Err(format!(
            "{} is in the data folder, with which it would be lost; name a folder elsewhere, better on another machine",
            dir.display()
        ));
    }
    let place = config.database()?;
    if let Where::Sqlite(file) = &place
        && !file.exists()
    {
        return Err(format!("there is no database {}: start the service first", file.display()));
    }
    let store = Store::open(&place).await.map_err(|e| e.to_string())?;
    if !store.is_current(&wiring::migrations()).await.map_err(|e| e.to_string())? {
        return Err("the database has not been migrated to this version; run `strongroom migrate`".into());
    }
    let (ledger, public, _) = record_paths(config);
    let record = crate::serve::public_keys(&public)?;
    if *record.current() != key.verifying_key() {
        return Err(format!("{} is not the public part of keys/record.key", public.display()));
    }
    // A folder is known by the first key of its record, whatever has replaced that since.
    let first = record.all().last().unwrap_or(record.current()).to_text();
    let folder = Folder::for_writing(dir, &Head { key: to.clone(), record: first })?;
    let mut taking = Taking { folder: &folder, to, keys: &keys, new: 0, new_bytes: 0, wrong: Vec::new() };

    let before = Reader::open(&ledger, record.current()).map_err(|e| e.to_string())?.checkpoint().clone();
    let mut snapshot = Snapshot::begin(&store).await.map_err(|e| e.to_string())?;
    let (entries, signed) = snapshot.head().await.map_err(|e| e.to_string())?;
    let checkpoint = later(before, &signed, &record)?;
    if checkpoint.size() > entries {
        return Err(format!(
            "the record holds {} entries and the database only {entries}: the database is an older copy; a backup of the two \
             could not be started",
            checkpoint.size()
        ));
    }
    let now = world.now();
    // In the order of time as names.
    let second = now.rfc3339().chars().take(19).collect::<String>().replace(':', "-");
    let name = format!("{second}-{:06}Z-{}", now.0.rem_euclid(1_000_000), hex(&world.bytes::<4>()));
    let begin = Begin {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made: now.0,
        engine: store.engine().to_owned(),
        record: record.to_text().trim().to_owned(),
        checkpoint: checkpoint.text().to_owned(),
        entries,
        steps: snapshot.steps().await.map_err(|e| e.to_string())?,
    };
    let mut lines = Writing::begin(&folder, &name, to, begin)?;
    taking.database(&mut snapshot, &mut lines).await?;
    snapshot.end().await.map_err(|e| e.to_string())?;
    taking.record(&ledger, checkpoint.size(), &mut lines)?;
    taking.files(&Files::open(config, keys.clone())?, &mut lines).await?;
    taking.data(config, &place, &mut lines)?;
    let Counts { tables, rows, files, bytes } = lines.end(&key)?;
    store.close().await;
    let Taking { new, new_bytes, wrong, .. } = taking;
    Ok(Taken { name, tables, rows, files, bytes, new, new_bytes, wrong })
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn signing_key(config: &Config) -> Result<SigningKey, String> {
    let (_, _, secret) = record_paths(config);
    let text = fs::read_to_string(&secret).map_err(failed("reading the record's key", &secret))?;
    SigningKey::parse(&text).map_err(failed("reading the record's key", &secret))
}

/// Never makes one: a service without its key is not one to save.
fn service_keys(config: &Config, world: &World) -> Result<Keys, String> {
    let file = config.data.join("keys").join("service.key");
    fs::metadata(&file).map_err(failed("reading the service's key", &file))?;
    Keys::open(&config.data, world).map_err(|e| format!("reading the service's key: {e}"))
}

/// The longer of two signed states, both of which the database covers.
fn later(before: Checkpoint, signed: &str, keys: &LogKeys) -> Result<Checkpoint, String> {
    if signed.is_empty() {
        return Ok(before);
    }
    let known = keys.checkpoint(signed).map_err(|e| format!("the checkpoint that the database keeps: {e}"))?;
    Ok(if known.size() > before.size() { known } else { before })
}

impl Taking<'_> {
    fn content(&self, sha256: [u8; 32], bytes: u64) -> Content {
        let sha256 = hex(&sha256);
        Content { object: self.keys.mac("backup", sha256.as_bytes()), sha256, bytes }
    }

    fn copied(&mut self, content: &Content) {
        self.new += 1;
        self.new_bytes += content.bytes;
    }

    /// Bytes at hand, written unless they are there.
    fn keep(&mut self, bytes: &[u8]) -> Result<Content, String> {
        let content = self.content(Sha256::digest(bytes).into(), bytes.len() as u64);
        if !self.folder.has(&content.object, content.bytes) {
            let mut object = self.folder.begin(&content.object, self.to)?;
            object.write(bytes).map_err(|e| e.to_string())?;
            object.finish()?;
            self.copied(&content);
        }
        Ok(content)
    }

    async fn database(&mut self, snapshot: &mut Snapshot, lines: &mut Writing<'_>) -> Result<(), String> {
        for table in snapshot.tables().to_vec() {
            lines.line(&Line::Table { name: table.name.clone(), columns: table.columns.clone() })?;
            let mut rows: Vec<u8> = Vec::new();
            let taken = snapshot.each(&table, |row| {
                rows.extend_from_slice(row.as_bytes());
                rows.push(b'\n');
                let hash = Sha256::digest(row);
                let cut = u16::from_be_bytes([hash[0], hash[1]]) & CUT == 0 && rows.len() >= ROWS_LEAST;
                if cut || rows.len() >= ROWS_MOST {
                    let content = self.keep(&rows)?;
                    rows.clear();
                    lines.line(&Line::Rows(content))?;
                }
                Ok(())
            });
            let taken = taken.await.map_err(|e| e.to_string())?;
            lines.counts.rows += taken;
            if !rows.is_empty() {
                let content = self.keep(&rows)?;
                lines.line(&Line::Rows(content))?;
            }
        }
        Ok(())
    }

    /// A file on this machine, read twice: its hash names it.
    fn file(&mut self, area: Area, path: &str, file: &Path, lines: &mut Writing<'_>) -> Result<(), String> {
        let content = self.file_content(file).map_err(failed("saving", file))?;
        lines.line(&Line::File { area, path: path.to_owned(), content })
    }

    fn file_content(&mut self, file: &Path) -> Result<Content, String> {
        // A file that is being replaced is read again; one that is written to at its end is saved as far as it went.
        for _ in 0..3 {
            let most = fs::metadata(file).map_err(|e| e.to_string())?.len();
            let (sha256, bytes) = pieces(file, most, |_| Ok(())).map_err(|e| e.to_string())?;
            let content = self.content(sha256, bytes);
            if self.folder.has(&content.object, content.bytes) {
                return Ok(content);
            }
            let mut object = self.folder.begin(&content.object, self.to)?;
            let (again, _) = pieces(file, most, |piece| object.write(piece)).map_err(|e| e.to_string())?;
            if again == sha256 {
                object.finish()?;
                self.copied(&content);
                return Ok(content);
            }
        }
        Err("it changes while it is read".to_owned())
    }

    fn record(&mut self, ledger: &Path, size: u64, lines: &mut Writing<'_>) -> Result<(), String> {
        for (partial, full) in ledger::files_of(size) {
            // A partial file is removed, also while it is read, when the full one is there, which begins with it.
            let taken = self.file(Area::Record, &partial, &ledger.join(&partial), lines);
            if taken.is_ok() || ledger.join(&partial).exists() {
                taken?;
            } else {
                self.file(Area::Record, &full, &ledger.join(&full), lines)?;
            }
        }
        // What former keys signed last.
        let handovers = ledger.join("handover");
        let found = fs::read_dir(&handovers).into_iter().flatten().flatten();
        let mut names: Vec<String> = found.filter_map(|file| file.file_name().into_string().ok()).collect();
        names.sort();
        for name in names.iter().filter(|name| name.bytes().all(|b| b.is_ascii_digit())) {
            self.file(Area::Record, &format!("handover/{name}"), &handovers.join(name), lines)?;
        }
        Ok(())
    }

    async fn files(&mut self, files: &Files, lines: &mut Writing<'_>) -> Result<(), String> {
        let said = |no: No| match no {
            No::Away(reason) | No::Broken(reason) => reason,
            no => format!("{no:?}"),
        };
        let mut all = Vec::new();
        let listed = files.each(|one, bytes| match one {
            Ok(hash) => all.push((hash, bytes)),
            Err(name) => {
                self.wrong.push(format!("{name} in the folder of files is none of the service's: it is not saved"))
            }
        });
        listed.await.map_err(said)?;
        for (hash, bytes) in all {
            let object = self.keys.mac("backup", hash.0.as_bytes());
            let content = Content { object, sha256: hash.0.clone(), bytes };
            if !self.folder.has(&content.object, bytes) {
                let mut object = self.folder.begin(&content.object, self.to)?;
                match files.copy(&hash, |piece| object.write(piece)).await {
                    Ok(()) => object.finish()?,
                    // The others are saved all the same, and earlier backups still hold it.
                    Err(No::Broken(reason)) => {
                        self.wrong.push(format!("{reason}: it is not saved"));
                        continue;
                    }
                    Err(no) => return Err(said(no)),
                }
                self.copied(&content);
            }
            lines.line(&Line::File { area: Area::Files, path: Files::place_of(&hash), content })?;
        }
        Ok(())
    }

    /// Everything else in the data folder: a file that nobody thought of is saved rather than left out.
    fn data(&mut self, config: &Config, place: &Where, lines: &mut Writing<'_>) -> Result<(), String> {
        let data = &config.data;
        let mut other = vec![data.join("ledger"), data.join("files"), data.join("cache")];
        if config.files.kind == "local" && !config.files.folder.as_os_str().is_empty() {
            other.push(config.files.folder.clone());
        }
        if let Where::Sqlite(file) = place {
            other.extend(["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", file.display()))));
        }
        let mut folders = vec![data.clone()];
        while let Some(folder) = folders.pop() {
            let found = fs::read_dir(&folder).map_err(failed("reading", &folder))?;
            let mut found: Vec<PathBuf> = found.flatten().map(|entry| entry.path()).collect();
            found.sort();
            for path in found.into_iter().filter(|path| !other.contains(path)) {
                let kind = match fs::symlink_metadata(&path) {
                    Ok(kind) => kind,
                    // A temporary file may be gone by now.
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(e) => return Err(failed("reading", &path)(e)),
                };
                let name = path.strip_prefix(data).ok().and_then(Path::to_str).map(str::to_owned);
                match name {
                    _ if kind.is_dir() => folders.push(path),
                    // So may a recording whose time was over.
                    Some(name) if kind.is_file() => match self.file(Area::Data, &name, &path, lines) {
                        Err(_) if !path.exists() => {}
                        saved => saved?,
                    },
                    _ => self.wrong.push(format!("{} is no file with a plain name: it is not saved", path.display())),
                }
            }
        }
        Ok(())
    }
}

/// Reads a file piece by piece, so many bytes at the most; gives their hash and number.
fn pieces(
    file: &Path,
    most: u64,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<([u8; 32], u64)> {
    let mut from = File::open(file)?.take(most);
    let (mut digest, mut length) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 17];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok((digest.finalize().into(), length)),
            n => {
                digest.update(&piece[..n]);
                length += n as u64;
                take(&piece[..n])?;
            }
        }
    }
}
