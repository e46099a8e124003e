//! A change: rows, jobs and notices of one thing a person does, committed with its ledger entry or not at all.

use ledger::Entry;
use sqlx::{Postgres, Sqlite, Transaction};

use crate::open::{Pools, Seal};
use crate::run::Conn;
use crate::{Args, Declared, Kind, Kinds, Result, Says, Shape, Statement, Store, StoreError, Value, args, statements};

statements! {
    write ADD_ENTRY(text, int, text, text, text, text, text, text, text) = "insert into ledger_entry (id, at, who, action, kind, thing, project, body, seal)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    write ADD_PERSONAL(text, text, text) = "insert into ledger_personal (hash, salt, value) values ($1, $2, $3)
        on conflict (hash) do nothing";
    read AFTER(text) -> (id: String, body: String, seal: String) = "select id, body, seal from ledger_entry where id > $1 order by id limit 500";
    write RESEAL(text, text) = "update ledger_entry set seal = $2 where id = $1";
    write HOLD = "update ledger_head set size = size where id = 1";
    read PERSONAL(text) -> (salt: String, value: String) = "select salt, value from ledger_personal where hash = $1";
    read INDEX(text) -> (idx: Option<i64>) = "select idx from ledger_entry where id = $1";
    read OF_PROJECT(text) -> (idx: Option<i64>, body: String) = "select idx, body from ledger_entry where project = $1 order by at, id";
    read INDEXES(text, text) -> (idx: Option<i64>) = "select idx from ledger_entry where kind = $1 and thing = $2 and not_ours = false order by at, id";
    read OF_THING(text, text) -> (idx: Option<i64>, body: String) = "select idx, body from ledger_entry where kind = $1 and thing = $2 order by at, id";
}

/// An entry and the personal details that it names only by their salted hashes.
#[derive(Debug, Clone)]
pub struct Record {
    entry: Entry,
    personal: Vec<(String, [u8; 16], String)>,
}

impl Record {
    pub fn new(entry: Entry) -> Record {
        Record { entry, personal: Vec::new() }
    }

    pub fn entry_mut(&mut self) -> &mut Entry {
        &mut self.entry
    }

    /// Keeps a personal detail beside the record; the entry carries its hash under `field`.
    pub fn personal(&mut self, field: &str, salt: [u8; 16], value: &str) {
        self.entry.personal.insert(field.to_owned(), ledger::salted_hash(&salt, value));
        self.personal.push((field.to_owned(), salt, value.to_owned()));
    }
}

enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// One open transaction. Dropped without [`Change::commit`], it leaves nothing behind.
pub struct Change {
    open: Open,
    store: Store,
}

impl Change {
    pub(crate) async fn begin(store: &Store) -> Result<Change> {
        let failed = |e| StoreError::from_sqlx("beginning a change", e);
        let open = match &store.pools {
            // Immediate: a change that reads first must not find the writer's place taken when it writes.
            Pools::Sqlite { write, .. } => Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?),
            Pools::Postgres { write: pool, .. } => Open::Postgres(pool.begin().await.map_err(failed)?),
        };
        Ok(Change { open, store: store.clone() })
    }

    fn conn(&mut self) -> Conn<'_> {
        match &mut self.open {
            Open::Sqlite(tx) => Conn::Sqlite(tx),
            Open::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    /// Rows of a read statement, or of a write statement with `returning`.
    pub async fn rows<K: Kinds, S: Shape>(
        &mut self,
        st: &'static Statement<K, S>,
        args: impl Args<K>,
    ) -> Result<Vec<S::Row>> {
        self.conn().read(st, args.values()).await
    }

    pub async fn row<K: Kinds, S: Shape>(
        &mut self,
        st: &'static Statement<K, S>,
        args: impl Args<K>,
    ) -> Result<Option<S::Row>> {
        Ok(self.rows(st, args).await?.into_iter().next())
    }

    /// Runs a statement; the answer is the number of rows changed.
    pub async fn run<K: Kinds, S: Says>(&mut self, st: &'static Statement<K, S>, args: impl Args<K>) -> Result<u64> {
        self.run_of(&st.declared, args.values()).await
    }

    async fn run_of(&mut self, st: &'static Declared, args: Vec<Value>) -> Result<u64> {
        if st.kind == Kind::Read {
            return Err(StoreError::Wrong { statement: st.name, wanted: "write" });
        }
        self.conn().run(st, args).await
    }

    /// Commits the change with its entry. There is no other way to commit facts (invariant 1).
    pub async fn commit(self, record: impl Into<Record>) -> Result<()> {
        self.commit_all(vec![record.into()]).await
    }

    /// The same for one thing done that reads as several entries. At least one is required.
    pub async fn commit_all(mut self, records: Vec<Record>) -> Result<()> {
        if records.is_empty() {
            return Err(StoreError::Record("a change needs at least one entry".to_owned()));
        }
        let seal = self.store.seal()?.clone();
        for Record { entry, personal } in &records {
            for (field, salt, value) in personal {
                let salt: String = salt.iter().map(|b| format!("{b:02x}")).collect();
                self.run(&ADD_PERSONAL, args![entry.personal.get(field), salt, value]).await?;
            }
            let bytes = entry.to_bytes().map_err(|e| StoreError::Record(e.to_string()))?;
            let body = String::from_utf8(bytes).map_err(|e| StoreError::Record(e.to_string()))?;
            let sealed = seal.of(&body);
            let row = args![
                &entry.id,
                entry.at,
                &entry.who,
                &entry.action,
                &entry.thing.kind,
                &entry.thing.id,
                entry.project.as_deref(),
                body,
                sealed
            ];
            self.run(&ADD_ENTRY, row).await?;
        }
        let committed = self.store.committed.clone();
        self.finish().await?;
        committed.notify_one();
        Ok(())
    }

    pub(crate) async fn finish(self) -> Result<()> {
        let failed = |e| StoreError::from_sqlx("committing a change", e);
        match self.open {
            Open::Sqlite(tx) => tx.commit().await.map_err(failed),
            Open::Postgres(tx) => tx.commit().await.map_err(failed),
        }
    }
}

/// A change of rows that are no facts: runs only statements declared `upkeep`.
pub struct Upkeep(pub(crate) Change);

impl Upkeep {
    pub async fn run<K: Kinds, S: Says>(&mut self, st: &'static Statement<K, S>, args: impl Args<K>) -> Result<u64> {
        self.check(&st.declared)?;
        self.0.run(st, args).await
    }

    pub async fn rows<K: Kinds, S: Shape>(
        &mut self,
        st: &'static Statement<K, S>,
        args: impl Args<K>,
    ) -> Result<Vec<S::Row>> {
        if st.declared.kind != Kind::Read {
            self.check(&st.declared)?;
        }
        self.0.rows(st, args).await
    }

    fn check(&self, st: &'static Declared) -> Result<()> {
        if st.kind == Kind::Upkeep { Ok(()) } else { Err(StoreError::Wrong { statement: st.name, wanted: "upkeep" }) }
    }

    pub async fn commit(self) -> Result<()> {
        self.0.finish().await
    }
}

fn entries(rows: Vec<(Option<i64>, String)>) -> Result<Vec<(Option<i64>, Entry)>> {
    rows.into_iter()
        .map(|(idx, body)| Ok((idx, Entry::parse(body.as_bytes()).map_err(|e| StoreError::Record(e.to_string()))?)))
        .collect()
}

/// What happened on a project, oldest first, with each entry's number where it has one already.
pub async fn history_of_project(store: &Store, project: &str) -> Result<Vec<(Option<i64>, Entry)>> {
    entries(store.rows(&OF_PROJECT, args![project]).await?)
}

/// What happened to one thing, oldest first.
pub async fn history_of_thing(store: &Store, kind: &str, id: &str) -> Result<Vec<(Option<i64>, Entry)>> {
    entries(store.rows(&OF_THING, args![kind, id]).await?)
}

/// The personal detail behind a salted hash, if it has not been erased.
pub async fn personal_value(store: &Store, hash: &str) -> Result<Option<String>> {
    Ok(personal(store, hash).await?.map(|(_, value)| value))
}

/// The salt in hex under which an entry names something, if it has not been erased: who is given it can try guesses.
pub async fn personal_salt(store: &Store, hash: &str) -> Result<Option<String>> {
    Ok(personal(store, hash).await?.map(|(salt, _)| salt))
}

async fn personal(store: &Store, hash: &str) -> Result<Option<(String, String)>> {
    let Some((text, value)) = store.row(&PERSONAL, args![hash]).await? else { return Ok(None) };
    let digits = text.as_bytes().chunks(2);
    let salt: Option<Vec<u8>> =
        digits.map(|two| std::str::from_utf8(two).ok().and_then(|two| u8::from_str_radix(two, 16).ok())).collect();
    // The entry commits to it: another value in the table is not what was said.
    match salt {
        Some(salt) if ledger::salted_hash(&salt, &value) == hash => Ok(Some((text, value))),
        _ => Err(StoreError::Record(format!("the detail kept under {hash} is not the one that the record speaks of"))),
    }
}

/// The numbers of all entries about a thing, oldest first; `None` for one that has none yet.
pub async fn indexes_of_thing(store: &Store, kind: &str, id: &str) -> Result<Vec<Option<u64>>> {
    let rows = store.rows(&INDEXES, args![kind, id]).await?;
    Ok(rows.into_iter().map(|idx| idx.and_then(|idx| u64::try_from(idx).ok())).collect())
}

/// The number of an entry in the record, once the sequencer has given it one.
pub async fn entry_index(store: &Store, entry: &str) -> Result<Option<u64>> {
    let index = store.row(&INDEX, args![entry]).await?.flatten();
    Ok(index.and_then(|i| u64::try_from(i).ok()))
}

/// Waits until no other change of this kind is open, and keeps others waiting: also one whose process was killed a moment ago.
/// Gives what happened to a thing before.
pub async fn alone_about(change: &mut Change, kind: &str, id: &str) -> Result<Vec<(Option<i64>, Entry)>> {
    change.run(&HOLD, args![]).await?;
    entries(change.rows(&OF_THING, args![kind, id]).await?)
}

/// Seals every entry that carries the old key's seal with the new one: how many, and how many did not.
pub async fn reseal_entries(change: &mut Change, old: [u8; 32], new: [u8; 32]) -> Result<(u64, u64)> {
    let (old, new) = (Seal(old), Seal(new));
    let (mut sealed, mut not_ours, mut after) = (0, 0, String::new());
    loop {
        let some = change.rows(&AFTER, args![&after]).await?;
        let Some((last, ..)) = some.last() else { return Ok((sealed, not_ours)) };
        after = last.clone();
        for (id, body, seal) in &some {
            if old.of(body) == *seal {
                change.run(&RESEAL, args![id, new.of(body)]).await?;
                sealed += 1;
            } else {
                not_ours += 1;
            }
        }
    }
}
