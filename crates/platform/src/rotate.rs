//! Seals everything anew under another key, in one change.

use std::collections::BTreeMap;

use foundation::World;
use store::{Change, Entry, Record, Store, StoreError, Thing, history_of_thing};

use crate::{Deed, Keys, accounts, messages, passkeys, proposals, sessions};

crate::did! {
    /// What the record says of the keys.
    pub Did {
        "record" (String) { KeyChanged = "record-key-changed" }
        "service" (String) {
            SealingKeyChanged = "sealing-key-changed",
            SessionsKeyChanged = "sessions-key-changed",
        }
    }
}

/// An entry of the service itself, which no person made.
pub fn entry(world: &World, did: impl Deed, detail: BTreeMap<String, String>) -> Entry {
    let (kind, id) = did.subject();
    Entry {
        id: world.uuid().to_string(),
        at: world.now().0,
        who: "service".to_owned(),
        action: did.word().to_owned(),
        thing: Thing { kind: kind.to_owned(), id },
        project: None,
        from: None,
        why: None,
        files: Vec::new(),
        detail,
        personal: BTreeMap::new(),
    }
}

/// How many rows got a new seal, and how many had none that was good: those open nothing, as before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sealed {
    pub rows: u64,
    pub not_ours: u64,
}

impl Sealed {
    pub(crate) fn count(&mut self, good: bool) {
        if good { self.rows += 1 } else { self.not_ours += 1 }
    }
}

/// The thing that the entries about these keys are of.
fn service() -> String {
    "strongroom".to_owned()
}

/// Whether the record says already that this key took its place. Until the change ends nobody else does the same.
async fn done(change: &mut Change, did: &Did, key: &str) -> Result<bool, String> {
    let all = store::alone_about(change, "service", &service()).await.map_err(|e| e.to_string())?;
    Ok(all.iter().any(|(_, e)| e.action == did.word() && e.detail.get("key").is_some_and(|named| named == key)))
}

/// Whether these are the keys that the record named last. A copy of older ones that was put back seals and opens nothing.
///
/// # Errors
/// A sentence that says which file is not the one, or the database's.
pub async fn check(store: &Store, keys: &Keys) -> Result<(), String> {
    let sealing = Did::SealingKeyChanged(service());
    if last(store, &sealing, "key").await?.is_some_and(|key| key != keys.fingerprint()) {
        return Err(wrong("service.key"));
    }
    if last(store, &sealing, "lasting").await? != keys.lasting_fingerprint() {
        return Err(wrong("lasting.key"));
    }
    if last(store, &Did::SessionsKeyChanged(service()), "key").await? != keys.sessions_fingerprint() {
        return Err(wrong("sessions.key"));
    }
    Ok(())
}

/// The same of the public key of the record of this name.
///
/// # Errors
/// As [`check`].
pub async fn check_record(store: &Store, name: &str, public: &str) -> Result<(), String> {
    match last(store, &Did::KeyChanged(name.to_owned()), "key").await? {
        Some(key) if key != public => Err(wrong("record.key")),
        _ => Ok(()),
    }
}

fn wrong(file: &str) -> String {
    format!(
        "keys/{file} is not the one that the record names: it was replaced, and this is an older one or another; put the right \
         one back from a backup"
    )
}

/// What the last entry of this kind says.
async fn last(store: &Store, did: &Did, name: &str) -> Result<Option<String>, String> {
    let (kind, id) = did.subject();
    let mut all = history_of_thing(store, kind, &id).await.map_err(|e| e.to_string())?;
    // In the order of the record, whatever the clock did.
    all.sort_by_key(|(index, _)| index.unwrap_or(i64::MAX));
    let entry = all.into_iter().rev().map(|(_, entry)| entry).find(|entry| entry.action == did.word());
    Ok(entry.and_then(|entry| entry.detail.get(name).cloned()))
}

/// Ends every session and voids every link: what was given out under the key of before opens nothing.
///
/// # Errors
/// The database; then nothing has changed.
pub async fn new_sessions(store: &Store, new: &Keys, world: &World) -> Result<u64, String> {
    let said = |e: StoreError| e.to_string();
    let did = Did::SessionsKeyChanged(service());
    let name = new.sessions_fingerprint().unwrap_or_default();
    let mut change = store.change().await.map_err(said)?;
    if done(&mut change, &did, &name).await? {
        return Ok(0);
    }
    let ended = sessions::end_every(&mut change, world.now()).await.map_err(said)?;
    accounts::void_links(&mut change, world.now()).await.map_err(said)?;
    change.commit(Record::new(entry(world, did, [("key".to_owned(), name)].into()))).await.map_err(said)?;
    Ok(ended)
}

/// Seals entries, accounts, passkeys, addresses, proposals, codes and mail anew, ends every session and voids every link. Done
/// once for a key: a second time finds its entry, and nothing is left to do.
///
/// # Errors
/// The database; then nothing has changed.
pub async fn reseal(store: &Store, old: &Keys, new: &Keys, world: &World) -> Result<Sealed, String> {
    let said = |e: StoreError| e.to_string();
    let did = Did::SealingKeyChanged(service());
    let name = new.fingerprint();
    let store = store.clone().sealed_with(new.derive("record-entry"));
    let mut change = store.change().await.map_err(said)?;
    if done(&mut change, &did, &name).await? {
        return Ok(Sealed::default());
    }
    let keys = (old.derive("record-entry"), new.derive("record-entry"));
    let (rows, not_ours) = store::reseal_entries(&mut change, keys.0, keys.1).await.map_err(said)?;
    let mut sealed = Sealed { rows, not_ours };
    accounts::reseal(&mut change, old, new, world, &mut sealed).await?;
    passkeys::reseal(&mut change, old, new, &mut sealed).await.map_err(said)?;
    accounts::address::reseal(&mut change, old, new, &mut sealed).await.map_err(said)?;
    proposals::reseal(&mut change, old, new, &mut sealed).await.map_err(said)?;
    messages::reseal(&mut change, old, new, world, &mut sealed).await?;
    sessions::end_every(&mut change, world.now()).await.map_err(said)?;
    crate::kept::forget_every(&mut change, world.now()).await.map_err(said)?;
    accounts::void_links(&mut change, world.now()).await.map_err(said)?;
    let lasting = new.lasting_fingerprint().unwrap_or_default();
    let entry = entry(world, did, [("key".to_owned(), name), ("lasting".to_owned(), lasting)].into());
    change.commit(Record::new(entry)).await.map_err(said)?;
    Ok(sealed)
}
