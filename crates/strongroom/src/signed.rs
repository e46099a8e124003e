//! The signed record, read in its folder for the crate that releases.

use std::collections::BTreeMap;
use std::path::PathBuf;

use airlock::{RELEASED_FILE, ReceiptOf, SignedRecord};
use ledger::{Entry, LogKeys, OpenedReceipt, Reader, Receipt};
use platform::{Answer, App, BoxFuture, No};

/// The record's folder and its public key.
pub(crate) struct RecordInFolder {
    pub(crate) folder: PathBuf,
    pub(crate) public: PathBuf,
}

impl SignedRecord for RecordInFolder {
    fn receipt<'a>(&'a self, app: &'a App, entry: &'a str, of: ReceiptOf) -> BoxFuture<'a, Answer<Option<String>>> {
        Box::pin(async move {
            let Some(index) = store::entry_index(&app.store, entry).await? else { return Ok(None) };
            let (folder, public) = (self.folder.clone(), self.public.clone());
            let found = tokio::task::spawn_blocking(move || receipt(&folder, &public, index))
                .await
                .map_err(|e| No::Broken(e.to_string()))??;
            let Some(receipt) = found else { return Ok(None) };
            let salts = if of == ReceiptOf::Files { salts(app, &receipt).await? } else { BTreeMap::new() };
            Ok(Some(OpenedReceipt { receipt, salts }.to_text()))
        })
    }

    fn about<'a>(&'a self, app: &'a App, kind: &'a str, id: &'a str) -> BoxFuture<'a, Answer<Option<Vec<Entry>>>> {
        Box::pin(async move {
            let indexes = store::indexes_of_thing(&app.store, kind, id).await?;
            let Some(indexes) = indexes.into_iter().collect::<Option<Vec<u64>>>() else { return Ok(None) };
            let (folder, public) = (self.folder.clone(), self.public.clone());
            let found = tokio::task::spawn_blocking(move || proved(&folder, &public, &indexes))
                .await
                .map_err(|e| No::Broken(e.to_string()))??;
            // The numbers are the database's word: what they lead to must be about this thing.
            Ok(found.map(|all| all.into_iter().filter(|e| e.thing.kind == kind && e.thing.id == id).collect()))
        })
    }
}

/// The entries with these numbers, each proved to be in the log that the checkpoint signs.
fn proved(folder: &std::path::Path, public: &std::path::Path, indexes: &[u64]) -> Answer<Option<Vec<Entry>>> {
    let broken = |e: &dyn std::fmt::Display| No::Away(format!("reading the record: {e}"));
    let key = std::fs::read_to_string(public).map_err(|e| broken(&e))?;
    let key = LogKeys::parse(&key).map_err(|e| broken(&e))?;
    let reader = Reader::open(folder, key.current()).map_err(|e| broken(&e))?;
    if indexes.iter().any(|index| *index >= reader.size()) {
        return Ok(None);
    }
    let entry = |index: &u64| {
        let bytes = reader.receipt(*index).map_err(|e| broken(&e))?.entry;
        Entry::parse(&bytes).map_err(|e| broken(&e))
    };
    indexes.iter().map(entry).collect::<Answer<Vec<Entry>>>().map(Some)
}

/// The number is in the database a moment before the entry is in the signed log.
fn receipt(folder: &std::path::Path, public: &std::path::Path, index: u64) -> Answer<Option<Receipt>> {
    let broken = |e: &dyn std::fmt::Display| No::Away(format!("reading the record for a receipt: {e}"));
    let key = std::fs::read_to_string(public).map_err(|e| broken(&e))?;
    let key = LogKeys::parse(&key).map_err(|e| broken(&e))?;
    let reader = Reader::open(folder, key.current()).map_err(|e| broken(&e))?;
    if reader.size() <= index {
        return Ok(None);
    }
    reader.receipt(index).map(Some).map_err(|e| broken(&e))
}

/// The salts under which a release's entry names its files.
async fn salts(app: &App, receipt: &Receipt) -> Answer<BTreeMap<String, String>> {
    let entry = Entry::parse(&receipt.entry).map_err(|e| No::Broken(e.to_string()))?;
    let mut salts = BTreeMap::new();
    for (field, hash) in entry.personal.iter().filter(|(field, _)| field.starts_with(RELEASED_FILE)) {
        if let Some(salt) = store::personal_salt(&app.store, hash).await? {
            salts.insert(field.clone(), salt);
        }
    }
    Ok(salts)
}
