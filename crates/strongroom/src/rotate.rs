//! Replaces a key of the service, which must be stopped. What was begun and not finished is finished by the next run; until
//! then the service does not start. Nobody else has the keys in hand meanwhile (`platform::keys::hold_alone`).
//!
//! The new key is kept as `NAME.next` before anything is done with it, and gets its name after everything is done.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use foundation::World;
use ledger::{Checkpoint, KEY_CHANGED, Log, SigningKey};
use platform::keys::{self, hex, next, read_key, write_secret};
use platform::{Config, Keys};
use store::{Record, Sequencer, Store};

use crate::serve::{public_keys, record_paths};
use crate::wiring;

fn service_key(config: &Config) -> PathBuf {
    config.data.join("keys").join("service.key")
}

fn said(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let doing = format!("{doing} {}", path.display());
    move |error| format!("{doing}: {error}")
}

/// A service that is stopped: its keys, which nobody else has in hand meanwhile, and its database.
struct Stopped {
    store: Store,
    keys: Keys,
    _alone: File,
}

/// `own` is the key that is replaced.
async fn open(config: &Config, own: &str) -> Result<Stopped, String> {
    platform::folder::unfinished(&config.data)?;
    let key = service_key(config);
    fs::metadata(&key).map_err(said("reading the service's key", &key))?;
    let alone = keys::hold_alone(&config.data).map_err(|e| e.to_string())?;
    keys::nothing_begun(&config.data, Some(own)).map_err(|e| e.to_string())?;
    let keys = Keys::read(&config.data).map_err(|e| format!("reading the service's key: {e}"))?;
    let keys = keys.ok_or_else(|| format!("{} is gone", key.display()))?;
    if !keys.all_sealed() {
        return Err("the accounts of an older version are not sealed yet: start the service once, and stop it".into());
    }
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    if !store.is_current(&wiring::migrations()).await.map_err(|e| e.to_string())? {
        return Err("the database has not been migrated to this version; run `strongroom migrate`".into());
    }
    let store = store.sealed_with(keys.derive("record-entry"));
    Ok(Stopped { store, keys, _alone: alone })
}

/// The record, which nobody else has in hand.
fn log(config: &Config) -> Result<Log, String> {
    let (folder, public, secret) = record_paths(config);
    let text = fs::read_to_string(&secret).map_err(said("reading the record's key", &secret))?;
    let key = SigningKey::parse(&text).map_err(|e| format!("reading the record's key: {e}"))?;
    let keys = public_keys(&public)?;
    let name = key.name().to_owned();
    Ok(Log::open(&folder, key, &name).map_err(|e| e.to_string())?.knowing(keys.former()))
}

/// The same before anything is begun. Afterwards it may be signed by the key that waits.
fn unused(config: &Config, key: &Path) -> Result<Option<Log>, String> {
    if next(key).exists() { Ok(None) } else { log(config).map(Some) }
}

/// The key that waits to take its place, or a new one.
fn waiting(of: &Path, make: impl FnOnce() -> Result<String, String>) -> Result<String, String> {
    let file = next(of);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let text = make()?;
            write_secret(&file, text.as_bytes()).map_err(said("writing", &file))?;
            Ok(text)
        }
        Err(e) => Err(said("reading", &file)(e)),
    }
}

fn take_place(of: &Path) -> Result<(), String> {
    let done = fs::rename(next(of), of).and_then(|()| match of.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    });
    done.map_err(said("writing", of))
}

/// What a key of 32 bytes is replaced by: the one that waits, or a new one.
fn other_key(file: &Path, world: &World) -> Result<[u8; 32], String> {
    let new = next(file);
    waiting(file, || Ok(hex(&world.bytes::<32>())))?;
    let key = read_key(&new).map_err(|e| e.to_string())?;
    key.ok_or_else(|| format!("{} is gone", new.display()))
}

/// Another key signs the record from here on; the last thing that the old one signs names it. Gives the new public key.
pub(crate) async fn record(config: &Config, world: &World) -> Result<String, String> {
    let (folder, public, secret) = record_paths(config);
    let Stopped { store, keys, _alone } = open(config, "record").await?;
    // Neither on keys that are not those of this database: no start would come of it.
    platform::rotate::check(&store, &keys).await?;
    // Nothing is begun where a service of before this lock runs.
    drop(unused(config, &secret)?);
    let known = public_keys(&public)?;
    let name = known.current().name().to_owned();
    if !next(&secret).exists() {
        platform::rotate::check_record(&store, &name, &known.current().to_text()).await?;
    }
    let text = waiting(&secret, || {
        SigningKey::generate(&name, world.bytes::<32>())
            .map(|key| key.to_secret_text())
            .map_err(|e| format!("making the record's key: {e}"))
    })?;
    let to = SigningKey::parse(&text).map_err(|e| format!("{}: {e}", next(&secret).display()))?;
    let new = to.verifying_key();
    let checkpoint = folder.join("checkpoint");
    let signed = fs::read_to_string(&checkpoint).map_err(said("reading", &checkpoint))?;
    if Checkpoint::parse(&signed, &new).is_err() {
        let mut sequencer = Sequencer::new(store.clone(), log(config)?).await.map_err(|e| e.to_string())?;
        if !config.record.witness.as_os_str().is_empty() {
            sequencer = sequencer.with_witness(&config.record.witness).map_err(|e| e.to_string())?;
        }
        let about = store::history_of_thing(&store, "record", &name).await.map_err(|e| e.to_string())?;
        let said_so = |entry: &store::Entry| {
            entry.action == KEY_CHANGED && entry.detail.get("key").is_some_and(|key| *key == new.to_text())
        };
        let entry = match about.into_iter().find(|(_, entry)| said_so(entry)) {
            Some((_, entry)) => entry.id,
            None => {
                let did = platform::rotate::Did::KeyChanged(name.clone());
                let entry = platform::rotate::entry(world, did, [("key".to_owned(), new.to_text())].into());
                let id = entry.id.clone();
                let change = store.change().await.map_err(|e| e.to_string())?;
                change.commit(Record::new(entry)).await.map_err(|e| e.to_string())?;
                id
            }
        };
        sequencer.turn().await.map_err(|e| e.to_string())?;
        let index = store::entry_index(&store, &entry).await.map_err(|e| e.to_string())?;
        let index = index.ok_or("the entry that names the new key has no number")?;
        let log = sequencer.into_log().hand_over(index, to).map_err(|e| e.to_string())?;
        if !config.record.witness.as_os_str().is_empty() {
            log.show_to(&config.record.witness).map_err(|e| e.to_string())?;
        }
    }
    if *known.current() != new {
        let text = known.replaced_by(new.clone()).to_text();
        write_secret(&public, text.as_bytes()).map_err(said("writing", &public))?;
    }
    take_place(&secret)?;
    store.close().await;
    Ok(new.to_text())
}

/// Another key of sessions: every session ends. Gives how many there were.
pub(crate) async fn sessions(config: &Config, world: &World) -> Result<u64, String> {
    let file = keys::sessions_file(&config.data);
    let Stopped { store, keys, _alone } = open(config, "sessions").await?;
    let _log = log(config)?;
    if !next(&file).exists() {
        platform::rotate::check(&store, &keys).await?;
    }
    let new = keys.with_sessions(other_key(&file, world)?);
    let ended = platform::rotate::new_sessions(&store, &new, world).await?;
    take_place(&file)?;
    store.close().await;
    Ok(ended)
}

/// Another key seals accounts, passkeys, codes, mail and entries from here on; every session ends. Gives how many rows were
/// sealed anew, and how many were not the service's and stay without a good seal.
pub(crate) async fn service(config: &Config, world: &World) -> Result<platform::rotate::Sealed, String> {
    let file = service_key(config);
    let Stopped { store, keys: old, _alone } = open(config, "service").await?;
    // Held until the end: nobody starts meanwhile.
    let _log = log(config)?;
    if !next(&file).exists() {
        platform::rotate::check(&store, &old).await?;
    }
    let new = old.succeeded_by(other_key(&file, world)?);
    // What stands in the record for ever is not under the new key; the old one gives the same until then.
    new.keep_lasting(&config.data).map_err(said("writing the lasting keys in", &config.data))?;
    let sealed = platform::rotate::reseal(&store, &old, &new, world).await?;
    take_place(&file)?;
    store.close().await;
    Ok(sealed)
}
