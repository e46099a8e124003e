//! The store: pools of either database, and how to open them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::Notify;

use crate::readers::Readers;
use crate::run::Conn;
use crate::shape::read_all;
use crate::statement::AMONG;
use crate::{Args, Change, Declared, Kind, Kinds, Result, Row, Shape, Statement, StoreError, Upkeep, Value, kinds};

/// Prepared statements that a connection keeps: more than the service has.
const STATEMENTS: usize = 1000;

/// Which database, and where.
#[derive(Debug, Clone)]
pub enum Where {
    /// A file, made if it is missing.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`
    Postgres(String),
}

/// Whether a host is this machine: what is said to it crosses no network.
pub fn is_this_machine(host: &str) -> bool {
    ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host) || host.starts_with('/')
}

impl Where {
    /// Whether everything that the service keeps would cross a network that others may listen to, or be given to whoever
    /// says that they are the database: PostgreSQL on another machine without TLS, or without a look at its certificate.
    pub fn in_clear(&self) -> bool {
        let Where::Postgres(url) = self else { return false };
        // An address that cannot be read is refused where it is used.
        let Ok(options) = PgConnectOptions::from_str(url) else { return false };
        let here = options.get_socket().is_some() || is_this_machine(options.get_host());
        !here && !matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull)
    }
}

impl FromStr for Where {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Where::Postgres(text.to_owned()))
        } else if let Some(path) = text.strip_prefix("sqlite:") {
            Ok(Where::Sqlite(PathBuf::from(path)))
        } else {
            Err(format!("{text:?} is no database: write sqlite:PATH or postgres://USER@HOST/NAME"))
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writer, because SQLite has one; readers beside it in WAL mode.
    Sqlite { write: SqlitePool, read: Readers },
    /// Readers have connections of their own: a change that asks something meanwhile never waits for another change.
    Postgres { write: PgPool, read: PgPool },
}

/// The database of the service. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    /// Told at each commit, so that the sequencer need not poll.
    pub(crate) committed: Arc<Notify>,
    pub(crate) seal: Option<Seal>,
}

/// The key under which the service seals what it enters in the record. Never printed.
#[derive(Clone)]
pub(crate) struct Seal(pub(crate) [u8; 32]);

impl std::fmt::Debug for Seal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Seal")
    }
}

impl Seal {
    /// The seal of an entry's bytes: whoever can write to the database, and no more, cannot make one.
    pub(crate) fn of(&self, body: &str) -> String {
        ledger::keyed_hash(&self.0, body.as_bytes())
    }
}

impl Store {
    /// Opens the database; does not migrate it.
    pub async fn open(place: &Where) -> Result<Store> {
        let pools = match place {
            Where::Sqlite(path) => {
                let doing = format!("opening the database file {}", path.display());
                let failed = |e| StoreError::from_sqlx(&doing, e);
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .statement_cache_capacity(STATEMENTS)
                    .busy_timeout(Duration::from_secs(10));
                let write = SqlitePoolOptions::new()
                    .max_connections(1)
                    .test_before_acquire(false)
                    .before_acquire(|conn, _| {
                        Box::pin(async move {
                            // What an abandoned change left may still be on its way to be rolled back.
                            if conn.is_in_transaction() {
                                conn.ping().await?;
                            }
                            // On a full disk SQLite rolls back by itself; the driver then counts a transaction for ever.
                            // Such a connection is closed, and another takes its place.
                            Ok(!conn.is_in_transaction())
                        })
                    })
                    .acquire_timeout(Duration::from_secs(15))
                    .connect_with(options.clone())
                    .await
                    .map_err(failed)?;
                let read = Readers::new(options.read_only(true).create_if_missing(false));
                Pools::Sqlite { write, read }
            }
            Where::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)
                    .map_err(|e| StoreError::from_sqlx("reading the address of the database", e))?
                    .application_name("strongroom")
                    .statement_cache_capacity(STATEMENTS);
                let doing = format!("connecting to PostgreSQL at {}:{}", options.get_host(), options.get_port());
                let pool = || PgPoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(5));
                // What reads cannot write, whatever its text says.
                let read = pool().connect_lazy_with(options.clone().options([("default_transaction_read_only", "on")]));
                let write = pool().connect_with(options).await.map_err(|e| match e {
                    sqlx::Error::Database(_) => StoreError::from_sqlx(&doing, e),
                    e => StoreError::Lost { doing: doing.clone(), reason: e.to_string() },
                })?;
                Pools::Postgres { write, read }
            }
        };
        Ok(Store { pools, committed: Arc::new(Notify::new()), seal: None })
    }

    /// The store of the service itself, which has the key: only this one enters something in the record.
    pub fn sealed_with(self, key: [u8; 32]) -> Store {
        Store { seal: Some(Seal(key)), ..self }
    }

    pub(crate) fn seal(&self) -> Result<&Seal> {
        self.seal.as_ref().ok_or_else(|| StoreError::Record("the store was opened without the service's key".into()))
    }

    /// "SQLite" or "PostgreSQL", for messages.
    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres { .. } => "PostgreSQL",
        }
    }

    /// Every row of a read statement.
    pub async fn rows<K: Kinds, S: Shape>(
        &self,
        st: &'static Statement<K, S>,
        args: impl Args<K>,
    ) -> Result<Vec<S::Row>> {
        read_all::<S>(self.rows_of(&st.declared, args.values()).await?)
    }

    pub(crate) async fn rows_of(&self, st: &'static Declared, args: Vec<Value>) -> Result<Vec<Row>> {
        if st.kind != Kind::Read {
            return Err(StoreError::Wrong { statement: st.name, wanted: "read" });
        }
        let lost = |e| StoreError::from_sqlx(st.name, e);
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let mut reader = read.acquire().await.map_err(lost)?;
                let rows = Conn::Sqlite(&mut reader.conn).rows(st, args).await?;
                reader.done();
                Ok(rows)
            }
            Pools::Postgres { read, .. } => {
                let mut conn = read.acquire().await.map_err(lost)?;
                Conn::Postgres(&mut conn).rows(st, args).await
            }
        }
    }

    /// The first row, if there is one.
    pub async fn row<K: Kinds, S: Shape>(
        &self,
        st: &'static Statement<K, S>,
        args: impl Args<K>,
    ) -> Result<Option<S::Row>> {
        Ok(self.rows(st, args).await?.into_iter().next())
    }

    /// The rows of a statement that asks for values [`among!`](crate::among) these, which are ids and never empty; in no
    /// order. A list of things costs some statements, not one for each.
    pub async fn rows_among<T: ToString, S: Shape>(
        &self,
        st: &'static Statement<kinds::Among, S>,
        values: impl IntoIterator<Item = T>,
    ) -> Result<Vec<S::Row>> {
        let values: BTreeSet<String> = values.into_iter().map(|v| v.to_string()).collect();
        let mut values = values.into_iter().peekable();
        let mut rows = Vec::new();
        while values.peek().is_some() {
            let filled = values.by_ref().chain(std::iter::repeat_n(String::new(), AMONG));
            rows.extend(read_all::<S>(
                self.rows_of(&st.declared, filled.take(AMONG).map(Value::Text).collect()).await?,
            )?);
        }
        Ok(rows)
    }

    /// Begins a change; it ends with [`Change::commit`] or leaves nothing behind.
    pub async fn change(&self) -> Result<Change> {
        Change::begin(self).await
    }

    /// Begins a change of rows that are no facts.
    pub async fn upkeep(&self) -> Result<Upkeep> {
        Ok(Upkeep(Change::begin(self).await?))
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}
