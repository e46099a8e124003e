//! The sequencer: numbers committed entries, writes them to the log's folder and has it sign a checkpoint, in groups.
//!
//! Writers never wait for it: an entry commits without a number. The database numbers first and the folder follows,
//! so that after a kill the folder is at most behind, never ahead, and is brought up from the database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ledger::{Entry, Log};

use crate::{Change, Result, Store, StoreError, args, row, statements};

statements! {
    upkeep TURN -> (size: i64) = "update ledger_head set size = size where id = 1 returning size";
    upkeep NUMBER(int, int) = "update ledger_entry set idx = numbered.idx from (
            select id as entry, $1 + row_number() over (order by at, id) - 1 as idx
            from ledger_entry where idx is null and not_ours = false order by at, id limit $2
        ) as numbered where ledger_entry.id = numbered.entry";
    upkeep ADVANCE(int, text) = "update ledger_head set size = size + $1, checkpoint = $2 where id = 1";
    upkeep NOT_OURS(text) = "update ledger_entry set not_ours = true where id = $1 and idx is null";
    read NUMBERED(int, int) -> Numbered = "select id, body, seal from ledger_entry where idx >= $1 and idx < $2 order by idx";
    read HEAD -> (size: i64, checkpoint: String) = "select size, checkpoint from ledger_head where id = 1";
    read FOREIGN -> (n: i64) = "select count(*) as n from ledger_entry where not_ours = true";
}

row! {
    /// An entry as it is kept.
    struct Numbered {
        id: String,
        body: String,
        seal: String,
    }
}

/// How many entries one checkpoint signs at most.
const GROUP: i64 = 4096;

/// What one turn did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequenced {
    pub entries: u64,
    /// The log's size after it.
    pub size: u64,
}

/// The one sequencer of a log.
pub struct Sequencer {
    store: Store,
    log: Log,
    /// The folder elsewhere that is given each checkpoint.
    witness: Option<PathBuf>,
}

impl Sequencer {
    /// Takes the log's folder in hand. A folder that is ahead of the database is refused: the database was restored
    /// from an older copy, and numbering on would fork the record. So is one that is shorter than what it had signed, or
    /// that tells another history: what is gone would be signed afresh. So is a database whose entries another key has sealed.
    pub async fn new(store: Store, log: Log) -> Result<Sequencer> {
        let head = head(&store).await?;
        if log.size() > head.size {
            return Err(StoreError::Record(format!(
                "the folder holds {} entries and the database only {}: the database is an older copy; \
                 restore the copy that belongs to this record",
                log.size(),
                head.size
            )));
        }
        if !head.checkpoint.is_empty() {
            log.goes_on_from(&head.checkpoint).map_err(|e| StoreError::Record(e.to_string()))?;
        }
        let last = store.rows(&NUMBERED, args![head.size.saturating_sub(1), head.size]).await?;
        // Those of a version before the seal have none.
        if let Some(last) = last.first().filter(|last| !last.seal.is_empty())
            && store.seal()?.of(&last.body) != last.seal
        {
            return Err(StoreError::Record(format!(
                "the last entry of the database ({}) is not sealed with this service's key: keys/service.key is that of another \
                 time or of another database, or somebody has changed the entry; restore what does not belong to the rest",
                last.id
            )));
        }
        let mut sequencer = Sequencer { store, log, witness: None };
        sequencer.follow(head.size).await?;
        Ok(sequencer)
    }

    /// Gives each checkpoint to a folder elsewhere from now on. A log that does not go on from what is kept there is refused.
    pub fn with_witness(mut self, folder: &Path) -> Result<Sequencer> {
        self.log.show_to(folder).map_err(|e| StoreError::Record(format!("the record's witness: {e}")))?;
        self.witness = Some(folder.to_owned());
        Ok(self)
    }

    /// The log, which is numbered no more by this.
    pub fn into_log(self) -> Log {
        self.log
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Numbers what has committed since the last turn, and signs. What does not carry the service's seal is left out for
    /// good: somebody wrote it into the database by another way.
    pub async fn turn(&mut self) -> Result<Sequenced> {
        loop {
            let mut change = Change::begin(&self.store).await?;
            let from = change.row(&TURN, args![]).await?;
            let from = from.ok_or_else(|| StoreError::Record("the row ledger_head is missing".into()))?;
            let entries = change.run(&NUMBER, args![from, GROUP]).await?;
            let mut size = u64::try_from(from).unwrap_or(0);
            if entries > 0 {
                let rows = change.rows(&NUMBERED, args![size, size + entries]).await?;
                let foreign = foreign(&self.store, &rows)?;
                if !foreign.is_empty() {
                    drop(change);
                    leave_out(&self.store, &foreign).await?;
                    continue;
                }
                size += entries;
                change.run(&ADVANCE, args![entries, self.log.checkpoint().text()]).await?;
                change.finish().await?;
            } else {
                drop(change);
            }
            self.follow(size).await?;
            if let Some(folder) = self.witness.as_deref().filter(|_| entries > 0)
                && let Err(error) = tokio::task::block_in_place(|| self.log.show_to(folder))
            {
                // The record itself is safe; the next checkpoint is given again.
                tracing::error!(%error, "the record's witness did not take the checkpoint");
            }
            return Ok(Sequenced { entries, size });
        }
    }

    /// Brings the folder up to `size` from the database.
    async fn follow(&mut self, size: u64) -> Result<()> {
        while self.log.size() < size {
            let from = self.log.size();
            let to = size.min(from + GROUP.unsigned_abs());
            let rows = self.store.rows(&NUMBERED, args![from, to]).await?;
            if let Some(id) = foreign(&self.store, &rows)?.first() {
                return Err(StoreError::Record(format!(
                    "the entry {id} in the database is not what the service wrote; restore the database from a copy"
                )));
            }
            let bodies: Vec<Vec<u8>> = rows.into_iter().map(|r| r.body.into_bytes()).collect();
            if bodies.len() as u64 != to - from {
                return Err(StoreError::Record(format!(
                    "the database has {} of the entries {from} to {to}; restore it from a copy",
                    bodies.len()
                )));
            }
            // The log writes and synchronises files: other tasks move to another thread meanwhile.
            tokio::task::block_in_place(|| self.log.append(&bodies)).map_err(|e| StoreError::Record(e.to_string()))?;
        }
        Ok(())
    }

    /// Takes turns until told to stop, then a last one. An error is logged and tried again: the entries are safe
    /// in the database meanwhile.
    pub async fn run(mut self, mut stop: tokio::sync::watch::Receiver<bool>) -> Sequencer {
        let committed = self.store.committed.clone();
        loop {
            match self.turn().await {
                Ok(done) if done.entries > 0 => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the sequencer could not take its turn; trying again in a second");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            if *stop.borrow() {
                return self;
            }
            tokio::select! {
                () = committed.notified() => {}
                // Entries of other nodes are not announced here.
                () = tokio::time::sleep(Duration::from_millis(500)) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

async fn leave_out(store: &Store, ids: &[String]) -> Result<()> {
    let mut change = Change::begin(store).await?;
    for id in ids {
        tracing::error!(entry = %id, "an entry of the record was not written by this service: it is not numbered");
        change.run(&NOT_OURS, args![id]).await?;
    }
    change.finish().await
}

/// The ids of those rows that the service did not write: no seal, a false one, or that of another entry.
fn foreign(store: &Store, rows: &[Numbered]) -> Result<Vec<String>> {
    let seal = store.seal()?;
    let mut found = Vec::new();
    for row in rows {
        let own = seal.of(&row.body) == row.seal;
        if !own || !Entry::parse(row.body.as_bytes()).is_ok_and(|entry| entry.id == row.id) {
            found.push(row.id.clone());
        }
    }
    Ok(found)
}

/// How many entries of the database the service did not write: it never acts on them.
pub async fn foreign_entries(store: &Store) -> Result<i64> {
    Ok(store.row(&FOREIGN, args![]).await?.unwrap_or(0))
}

/// How many entries of the database are numbered, and the last checkpoint that it knows to be signed.
pub async fn record_head(store: &Store) -> Result<(u64, String)> {
    head(store).await.map(|head| (head.size, head.checkpoint))
}

/// How many entries are numbered, and the last checkpoint that is known to be signed.
struct Head {
    size: u64,
    checkpoint: String,
}

async fn head(store: &Store) -> Result<Head> {
    let head = store.row(&HEAD, args![]).await?;
    let (size, checkpoint) = head.ok_or_else(|| StoreError::Record("the row ledger_head is missing".into()))?;
    Ok(Head { size: u64::try_from(size).unwrap_or(0), checkpoint })
}
