//! The sequencer: numbers committed entries, writes them to the log's folder and has it sign a checkpoint, in groups.
//!
//! Writers never wait for it: an entry commits without a number. The database numbers first and the folder follows,
//! so that after a kill the folder is at most behind, never ahead, and is brought up from the database.

use std::time::Duration;

use ledger::Log;

use crate::{Change, Result, Store, StoreError, args, statements};

statements! {
    upkeep TURN = "update ledger_head set size = size where id = 1 returning size";
    upkeep NUMBER(int, int) = "update ledger_entry set idx = numbered.idx from (
            select id as entry, $1 + row_number() over (order by at, id) - 1 as idx
            from ledger_entry where idx is null order by at, id limit $2
        ) as numbered where ledger_entry.id = numbered.entry";
    upkeep ADVANCE(int) = "update ledger_head set size = size + $1 where id = 1";
    read NUMBERED(int, int) = "select body from ledger_entry where idx >= $1 and idx < $2 order by idx";
    read SIZE = "select size from ledger_head where id = 1";
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
}

impl Sequencer {
    /// Takes the log's folder in hand. A folder that is ahead of the database is refused: the database was restored
    /// from an older copy, and numbering on would fork the record.
    pub async fn new(store: Store, log: Log) -> Result<Sequencer> {
        let numbered = size(&store).await?;
        if log.size() > numbered {
            return Err(StoreError::Record(format!(
                "the folder holds {} entries and the database only {numbered}: the database is an older copy; \
                 restore the copy that belongs to this record",
                log.size()
            )));
        }
        let mut sequencer = Sequencer { store, log };
        sequencer.follow(numbered).await?;
        Ok(sequencer)
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Numbers what has committed since the last turn, and signs.
    pub async fn turn(&mut self) -> Result<Sequenced> {
        let mut change = Change::begin(&self.store).await?;
        let row = change.row(&TURN, args![]).await?;
        let from = row.ok_or_else(|| StoreError::Record("the row ledger_head is missing".into()))?.int("size")?;
        let entries = change.run(&NUMBER, args![from, GROUP]).await?;
        if entries > 0 {
            change.run(&ADVANCE, args![entries]).await?;
            change.finish().await?;
        } else {
            drop(change);
        }
        let size = u64::try_from(from).unwrap_or(0) + entries;
        self.follow(size).await?;
        Ok(Sequenced { entries, size })
    }

    /// Brings the folder up to `size` from the database.
    async fn follow(&mut self, size: u64) -> Result<()> {
        while self.log.size() < size {
            let from = self.log.size();
            let to = size.min(from + GROUP.unsigned_abs());
            let rows = self.store.rows(&NUMBERED, args![from, to]).await?;
            let bodies: Vec<Vec<u8>> =
                rows.iter().map(|r| r.text("body").map(String::into_bytes)).collect::<Result<_>>()?;
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

/// How many entries are numbered.
pub(crate) async fn size(store: &Store) -> Result<u64> {
    let row = store.row(&SIZE, args![]).await?;
    let size = row.ok_or_else(|| StoreError::Record("the row ledger_head is missing".into()))?.int("size")?;
    Ok(u64::try_from(size).unwrap_or(0))
}
