//! Brings a backup back, on either database. Everything is looked at before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use foundation::World;
use ledger::{LogKeys, SigningKey};
use platform::keys::hex;
use platform::{Config, ContentHash, Files, Keys};
use sha2::{Digest, Sha256};
use store::{Migration, Store, Table, Where};

use super::failed;
use super::folder::Folder;
use super::manifest::{self, Area, Begin, Content, Line};
use super::seal::{Purpose, SecretKey};
use crate::wiring;

/// Which backup, and with what it is opened.
pub(crate) struct Asked<'a> {
    pub(crate) dir: &'a Path,
    pub(crate) key: &'a Path,
    /// One of `backups/`; without it the newest.
    pub(crate) at: Option<&'a str>,
    /// The public key of the record that it must be of, kept elsewhere.
    pub(crate) record: Option<&'a Path>,
}

/// A backup that is whole: every content was opened and compared.
pub(crate) struct Whole {
    folder: Folder,
    key: SecretKey,
    pub(crate) name: String,
    begin: Begin,
    tables: Vec<(Table, Vec<Content>)>,
    pub(crate) rows: u64,
    pub(crate) files: u64,
    pub(crate) entries: u64,
    pub(crate) record: String,
    /// Signed by a key of the record that has been replaced since.
    pub(crate) former: bool,
}

/// Small files that say whether the rest belongs together.
const SMALL: u64 = 64 * 1024;

/// Opens and compares all of it; writes nothing.
///
/// # Errors
/// One line that says what is wrong with it.
pub(crate) fn check(asked: &Asked) -> Result<Whole, String> {
    let key = SecretKey::read(Purpose::Backups, asked.key)?;
    let (folder, head) = Folder::for_reading(asked.dir)?;
    if head.key != key.public {
        return Err(format!(
            "the backups in {} are encrypted to the key {}; {} is that of {}",
            asked.dir.display(),
            head.key,
            asked.key.display(),
            key.public
        ));
    }
    let all = folder.backups()?;
    let name = match asked.at {
        Some(name) => all.iter().find(|one| *one == name).ok_or_else(|| {
            format!("there is no backup {name:?} in {}; there are: {}", asked.dir.display(), all.join(", "))
        })?,
        None => all.last().ok_or_else(|| format!("{} holds no backup that was finished", asked.dir.display()))?,
    };
    // Whether the lines are those that were signed is known first: nothing is looked up on the word of others.
    manifest::read(&folder, name, &key, |_| Ok(()))?;
    let mut found = Found::default();
    let begin = manifest::read(&folder, name, &key, |line| found.line(line, &folder, &key))?;
    let wrong = |what: String| format!("the backup {name}: {what}");
    let mut former = false;
    if let Some(known) = asked.record {
        let text = fs::read_to_string(known).map_err(failed("reading the record's key", known))?;
        // What it says of former keys is its own word: it must be signed by a key that is known.
        let signed = begin.record.lines().next().unwrap_or_default();
        former = text.trim().lines().next() != Some(signed);
        if !text.trim().lines().any(|key| key == signed) {
            return Err(wrong(format!(
                "it is of another record, or of a later key of this one: it is signed by {}, and {} names {}; where the key \
                 was replaced since, give the ledger.pub of after that",
                signed,
                known.display(),
                text.trim()
            )));
        }
    }
    let entries = found.fits(&begin).map_err(wrong)?;
    steps(&begin).map_err(|e| format!("the backup {name}: {e}"))?;
    let Found { tables, files, rows, .. } = found;
    let (name, record) = (name.clone(), begin.record.clone());
    Ok(Whole { folder, key, name, begin, tables, rows, files, entries, record, former })
}

/// The steps of the schema that the backup had gone through.
fn steps(begin: &Begin) -> Result<Vec<Migration>, String> {
    let all = wiring::migrations();
    if let Some(unknown) = begin.steps.iter().find(|step| !all.iter().any(|m| m.name == **step)) {
        return Err(format!(
            "it was made by a newer version of this program ({}, with the step {unknown}); restore it with that version",
            begin.version
        ));
    }
    Ok(all.into_iter().filter(|m| begin.steps.iter().any(|step| step == m.name)).collect())
}

#[derive(Default)]
struct Found {
    tables: Vec<(Table, Vec<Content>)>,
    files: u64,
    rows: u64,
    record: BTreeSet<String>,
    small: BTreeMap<String, Vec<u8>>,
}

impl Found {
    fn line(&mut self, line: Line, folder: &Folder, key: &SecretKey) -> Result<(), String> {
        match line {
            Line::Begin(_) | Line::Signed(_) => {}
            Line::End(counts) if counts.rows == self.rows => {}
            Line::End(_) => return Err("it does not hold as many rows as it says".to_owned()),
            Line::Table { name, columns } => self.tables.push((Table { name, columns }, Vec::new())),
            Line::Rows(content) => {
                let mut lines = 0;
                open(folder, key, &content, |piece| {
                    lines += piece.iter().filter(|b| **b == b'\n').count() as u64;
                    Ok(())
                })?;
                self.rows += lines;
                let (_, contents) = self.tables.last_mut().ok_or("rows of no table")?;
                contents.push(content);
            }
            Line::File { area, path, content } => {
                self.files += 1;
                let place = plain(&path)?;
                let small = area == Area::Data && content.bytes <= SMALL;
                let mut kept = Vec::new();
                open(folder, key, &content, |piece| {
                    if small {
                        kept.extend_from_slice(piece);
                    }
                    Ok(())
                })?;
                match area {
                    Area::Record => drop(self.record.insert(path)),
                    Area::Data if small => drop(self.small.insert(path, kept)),
                    Area::Data => {}
                    Area::Files if place == Path::new(&Files::place_of(&ContentHash(content.sha256.clone()))) => {}
                    Area::Files => return Err(format!("the file {path} does not have the content of its name")),
                }
            }
        }
        Ok(())
    }

    /// Whether its parts belong together: keys, record, database. The answer is how many entries it holds.
    fn fits(&self, begin: &Begin) -> Result<u64, String> {
        let text = |name: &str| {
            let bytes = self.small.get(name).ok_or_else(|| format!("it lacks {name}"))?;
            std::str::from_utf8(bytes).map(|text| text.trim().to_owned()).map_err(|_| format!("its {name} is no text"))
        };
        let key = SigningKey::parse(&text("keys/record.key")?).map_err(|e| format!("its keys/record.key: {e}"))?;
        text("keys/service.key")?;
        let keys = LogKeys::parse(&begin.record).map_err(|e| e.to_string())?;
        if key.verifying_key() != *keys.current() || text("ledger.pub")? != begin.record {
            return Err("its keys are not those of its record".to_owned());
        }
        let checkpoint = keys.checkpoint(&begin.checkpoint).map_err(|e| format!("its checkpoint: {e}"))?;
        let lost = ledger::files_of(checkpoint.size())
            .find(|(partial, full)| !self.record.contains(partial) && !self.record.contains(full));
        if let Some((_, lost)) = lost {
            return Err(format!("it lacks {lost} of the record"));
        }
        if checkpoint.size() > begin.entries {
            return Err("its database is older than its record".to_owned());
        }
        Ok(begin.entries)
    }
}

/// A path that leads nowhere else.
fn plain(path: &str) -> Result<&Path, String> {
    let found = Path::new(path);
    let plain = !path.is_empty() && found.components().all(|part| matches!(part, Component::Normal(_)));
    plain.then_some(found).ok_or_else(|| format!("the path {path:?} leads out of the folder"))
}

/// Opens a content, gives it piece by piece, and compares it with what it is said to be.
fn open(
    folder: &Folder,
    key: &SecretKey,
    content: &Content,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), String> {
    let mut from = folder.open(&content.object, key)?;
    let said = |e: std::io::Error| format!("the content {}: {e}", content.object);
    let (mut digest, mut length) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        let n = from.read(&mut piece).map_err(said)?;
        if n == 0 {
            break;
        }
        digest.update(&piece[..n]);
        length += n as u64;
        take(&piece[..n]).map_err(said)?;
    }
    if hex(&digest.finalize()) != content.sha256 || length != content.bytes {
        return Err(format!("the content {} is not the one that this backup was made of", content.object));
    }
    Ok(())
}

/// What came back.
pub(crate) struct Restored {
    pub(crate) engine: &'static str,
    pub(crate) sessions: u64,
}

/// Writes a backup that is whole into an empty folder and an empty database.
///
/// # Errors
/// One line that says what is in the way. What was begun and not finished cannot be started.
pub(crate) async fn restore(
    whole: &Whole,
    data: &Path,
    database: Option<&str>,
    world: &World,
) -> Result<Restored, String> {
    if fs::read_dir(data).is_ok_and(|mut found| found.next().is_some()) || data.is_file() {
        return Err(format!("{} holds something; name a folder that is empty or not there", data.display()));
    }
    let mut config = Config::of("", data);
    config.database.url = database.unwrap_or_default().to_owned();
    let place = config.database()?;
    empty(&place).await?;
    fs::create_dir_all(data).map_err(failed("making the folder", data))?;
    let writing = |e: std::io::Error| failed("writing to", data)(e);
    platform::folder::begin_restore(data).map_err(writing)?;
    files(whole, data)?;
    let ledger = data.join("ledger");
    platform::keys::write_secret(&ledger.join("checkpoint"), whole.begin.checkpoint.as_bytes()).map_err(writing)?;
    ledger::verify_command(&ledger, &data.join("ledger.pub"), None).map_err(|e| e.to_string())?;
    let (engine, sessions) = rows(whole, data, &place, world).await?;
    platform::folder::end_restore(data).map_err(writing)?;
    Ok(Restored { engine, sessions })
}

/// Nothing may be in the database.
async fn empty(place: &Where) -> Result<(), String> {
    match place {
        Where::Sqlite(file) if file.exists() => {
            Err(format!("{} is there already; a backup is restored into a new database", file.display()))
        }
        Where::Sqlite(_) => Ok(()),
        Where::Postgres(_) => {
            let store = Store::open(place).await.map_err(|e| e.to_string())?;
            let empty = store.is_empty().await.map_err(|e| e.to_string())?;
            store.close().await;
            if empty {
                return Ok(());
            }
            Err("the database holds tables; make a new one (CREATE DATABASE) and restore into that".to_owned())
        }
    }
}

fn files(whole: &Whole, data: &Path) -> Result<(), String> {
    let mut folders = BTreeSet::new();
    manifest::read(&whole.folder, &whole.name, &whole.key, |line| {
        let Line::File { area, path, content } = line else { return Ok(()) };
        let path = plain(&path)?;
        let to: PathBuf = match area {
            Area::Record => data.join("ledger").join(path),
            Area::Files => data.join("files").join(path),
            Area::Data => data.join(path),
        };
        let doing = || failed::<std::io::Error>("writing", &to);
        let folder = to.parent().unwrap_or(data);
        fs::create_dir_all(folder).map_err(doing())?;
        folders.insert(folder.to_owned());
        let mut out = File::create_new(&to).map_err(doing())?;
        open(&whole.folder, &whole.key, &content, |piece| out.write_all(piece))?;
        out.sync_all().map_err(doing())
    })?;
    let mut all = BTreeSet::new();
    for folder in &folders {
        all.extend(folder.ancestors().take_while(|above| above.starts_with(data)));
    }
    all.into_iter().try_for_each(|folder| File::open(folder)?.sync_all()).map_err(failed("writing to", data))
}

/// The rows, in an order in which what they refer to is there, and then everything that a later version needs.
async fn rows(whole: &Whole, data: &Path, place: &Where, world: &World) -> Result<(&'static str, u64), String> {
    let said = |e: store::StoreError| e.to_string();
    let store = Store::open(place).await.map_err(said)?;
    store.migrate(&steps(&whole.begin)?).await.map_err(said)?;
    let mut filling = store.fill().await.map_err(said)?;
    let order = filling.order().to_vec();
    if let Some((unknown, _)) = whole.tables.iter().find(|(table, _)| !order.contains(&table.name)) {
        return Err(format!("the backup holds the table {}, which its version does not have", unknown.name));
    }
    for name in &order {
        for (table, contents) in whole.tables.iter().filter(|(table, _)| table.name == *name) {
            for content in contents {
                let mut bytes = Vec::new();
                open(&whole.folder, &whole.key, content, |piece| {
                    bytes.extend_from_slice(piece);
                    Ok(())
                })?;
                let lines: Result<Vec<String>, _> = BufReader::new(bytes.as_slice()).lines().collect();
                let lines = lines.map_err(|e| format!("the rows of {name}: {e}"))?;
                filling.rows(table, lines.iter().map(String::as_str)).await.map_err(said)?;
            }
        }
    }
    filling.end().await.map_err(said)?;
    store.migrate(&wiring::migrations()).await.map_err(said)?;
    let keys = Keys::open(data, world).map_err(|e| format!("opening the service's key: {e}"))?;
    let store = store.sealed_with(keys.derive("record-entry"));
    let sessions = platform::restored::after(&store, world, &whole.name).await.map_err(said)?;
    let engine = store.engine();
    store.close().await;
    Ok((engine, sessions))
}
