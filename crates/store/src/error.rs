//! What can go wrong with the database, as its callers must tell it apart.

/// A failure of the store. `Lost` and `Full` may pass: the page says so and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database cannot be reached while {doing}: {reason}; check that it runs and that the address is right")]
    Lost { doing: String, reason: String },
    #[error("there is no room to write while {doing}: {reason}; free disk space, then try again")]
    Full { doing: String, reason: String },
    #[error("{doing}: another row has the same value ({constraint})")]
    Taken { doing: String, constraint: String },
    #[error(
        "the database was made by a newer version of this program (it has the migration {migration}); start that version"
    )]
    Newer { migration: String },
    #[error("the migration {migration} was changed after it had been applied; restore its text")]
    Altered { migration: String },
    #[error(
        "the migration {migration} has not been applied, but {later}, which comes after it, has; restore a backup of one version"
    )]
    OutOfOrder { migration: &'static str, later: String },
    #[error("reading the column {column} of {statement}: {reason}")]
    Column { statement: &'static str, column: String, reason: String },
    #[error("{statement} is no {wanted} statement; declare it as one")]
    Wrong { statement: &'static str, wanted: &'static str },
    #[error("the record: {0}")]
    Record(String),
    #[error("{doing}: {source}")]
    Sql { doing: String, source: sqlx::Error },
    #[error("{doing}: {reason}")]
    Other { doing: String, reason: String },
}

impl StoreError {
    pub(crate) fn from_sqlx(doing: &str, error: sqlx::Error) -> StoreError {
        let doing = doing.to_owned();
        match &error {
            sqlx::Error::Database(db) if db.is_unique_violation() => {
                let constraint = db.constraint().map_or_else(|| db.message().to_owned(), ToOwned::to_owned);
                StoreError::Taken { doing, constraint }
            }
            sqlx::Error::Database(db) => {
                let reason = db.message().to_owned();
                // SQLite's primary result code is the low byte: 13 SQLITE_FULL, 10 SQLITE_IOERR, 14 SQLITE_CANTOPEN.
                let code = db.code().unwrap_or_default().into_owned();
                let primary = code.parse::<i64>().map(|c| c & 0xff).unwrap_or(-1);
                let short = code.len() < 5;
                match (short, primary, code.as_str()) {
                    (true, 13 | 10, _) | (_, _, "53100") => StoreError::Full { doing, reason },
                    (true, 14, _) | (_, _, "57P01" | "57P02" | "57P03" | "53300" | "08006") => {
                        StoreError::Lost { doing, reason }
                    }
                    _ => StoreError::Sql { doing, source: error },
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_) => StoreError::Lost { doing, reason: error.to_string() },
            _ => StoreError::Sql { doing, source: error },
        }
    }

    /// True where a unique constraint or index was hit.
    pub fn is_taken(&self) -> bool {
        matches!(self, StoreError::Taken { .. })
    }

    /// True where waiting may help: the database is away or the disk is full.
    pub fn may_pass(&self) -> bool {
        matches!(self, StoreError::Lost { .. } | StoreError::Full { .. })
    }
}
