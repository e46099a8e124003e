//! Receipts out of the record's folder, for the crate that releases.

use std::path::PathBuf;

use airlock::Receipts;
use ledger::{Reader, VerifyingKey};
use platform::{Answer, App, BoxFuture, No};

/// The record's folder and its public key.
pub(crate) struct RecordReceipts {
    pub(crate) folder: PathBuf,
    pub(crate) public: PathBuf,
}

impl Receipts for RecordReceipts {
    fn receipt<'a>(&'a self, app: &'a App, entry: &'a str) -> BoxFuture<'a, Answer<Option<String>>> {
        Box::pin(async move {
            let Some(index) = store::entry_index(&app.store, entry).await? else { return Ok(None) };
            let (folder, public) = (self.folder.clone(), self.public.clone());
            tokio::task::spawn_blocking(move || receipt(&folder, &public, index))
                .await
                .map_err(|e| No::Broken(e.to_string()))?
        })
    }
}

/// The number is in the database a moment before the entry is in the signed log.
fn receipt(folder: &std::path::Path, public: &std::path::Path, index: u64) -> Answer<Option<String>> {
    let broken = |e: &dyn std::fmt::Display| No::Away(format!("reading the record for a receipt: {e}"));
    let key = std::fs::read_to_string(public).map_err(|e| broken(&e))?;
    let key = VerifyingKey::parse(key.trim()).map_err(|e| broken(&e))?;
    let reader = Reader::open(folder, &key).map_err(|e| broken(&e))?;
    if reader.size() <= index {
        return Ok(None);
    }
    let receipt = reader.receipt(index).map_err(|e| broken(&e))?;
    Ok(Some(receipt.to_text()))
}
