//! Migrations: steps of the schema, in one order over all crates, applied all or none.
//!
//! What is missing is applied in one transaction: where a step fails, the database is as it was, and the version that ran
//! before goes on. Steps are written in PostgreSQL's words, which [`text`] makes SQLite's; a part for one engine alone says
//! so, and a table that SQLite cannot alter is built again ([`rebuild`]).

mod rebuild;
mod schema;
mod text;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

pub use schema::{Schema, schema, structure};

use crate::open::Pools;
use crate::run::Conn;
use crate::{Args, Result, Store, StoreError, args, statements};
use text::Part;

/// One step of the schema. Steps are only ever added; an applied text never changes.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place among the steps of all crates, from 1: a new step takes the next number. So every database, made today or
    /// brought up to date, has gone through the same steps in the same order.
    pub order: u32,
    /// `people/0001_accounts`: crate and number.
    pub name: &'static str,
    pub sql: &'static str,
}

statements! {
    read APPLIED -> (name: String, hash: String) = "select name, hash from migration order by name";
    upkeep APPLY(text, text) = "insert into migration (name, hash) values ($1, $2)";
}

const OWN_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (\n  name TEXT PRIMARY KEY,\n  hash TEXT NOT NULL\n);";

/// Two programs that start at once migrate one after the other.
const TURN: &str = "select pg_advisory_xact_lock(7205759403792)";

/// The migrations of the record itself. A list that names none of them stands on all of them.
pub fn own_migrations() -> Vec<Migration> {
    vec![
        Migration { order: 1, name: "store/0001_record", sql: include_str!("../../migrations/0001_record.sql") },
        Migration { order: 14, name: "store/0002_seal", sql: include_str!("../../migrations/0002_seal.sql") },
    ]
}

fn hash(sql: &str) -> String {
    Sha256::digest(sql).iter().map(|b| format!("{b:02x}")).collect()
}

/// The steps given, on those of the record where they name none of these.
fn with_own(migrations: &[Migration]) -> Vec<Migration> {
    let own = own_migrations();
    let named = migrations.iter().any(|m| own.iter().any(|own| own.name == m.name));
    let own = if named { Vec::new() } else { own };
    own.into_iter().chain(migrations.iter().copied()).collect()
}

/// All steps in their order.
fn in_order(migrations: &[Migration]) -> Result<Vec<Migration>> {
    let mut all = with_own(migrations);
    all.sort_by_key(|m| m.order);
    for pair in all.windows(2) {
        if pair[0].order == pair[1].order {
            let reason = format!("{} and {} have the same place {}", pair[0].name, pair[1].name, pair[0].order);
            return Err(StoreError::Other { doing: "reading the migrations".to_owned(), reason });
        }
    }
    Ok(all)
}

/// What is missing, or why this program cannot serve that database.
fn missing(all: &[Migration], applied: &[(String, String)]) -> Result<Vec<Migration>> {
    if let Some((name, _)) = applied.iter().find(|(name, _)| !all.iter().any(|m| m.name == name)) {
        return Err(StoreError::Newer { migration: name.clone() });
    }
    let mut missing: Vec<Migration> = Vec::new();
    for migration in all {
        match applied.iter().find(|(name, _)| name == migration.name) {
            Some((name, was)) if *was != hash(migration.sql) => {
                return Err(StoreError::Altered { migration: name.clone() });
            }
            Some((name, _)) => {
                if let Some(left_out) = missing.first() {
                    return Err(StoreError::OutOfOrder { migration: left_out.name, later: name.clone() });
                }
            }
            None => missing.push(*migration),
        }
    }
    Ok(missing)
}

impl Store {
    /// Applies what is missing, in the order of all steps, all or none. The answer names what was applied.
    ///
    /// # Errors
    /// The database is newer, or a step was changed after it had been applied, or a step fails: then nothing is changed.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<Vec<&'static str>> {
        let all = in_order(migrations)?;
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let lost = |e| StoreError::from_sqlx("preparing the database", e);
                let mut conn = write.acquire().await.map_err(lost)?;
                // A table that others refer to can only be built again while references are not looked at, and that can only
                // be said outside a transaction. Each step looks at all of them before it ends.
                sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut *conn).await.map_err(lost)?;
                let done = sqlite(&mut conn, &all).await;
                let on = sqlx::raw_sql("PRAGMA foreign_keys = ON").execute(&mut *conn).await;
                if on.is_err() {
                    // Nobody may write through a connection that does not look at references.
                    drop(conn.detach());
                }
                done
            }
            Pools::Postgres { write, .. } => {
                let lost = |e| StoreError::from_sqlx("preparing the database", e);
                let mut conn = write.acquire().await.map_err(lost)?;
                postgres(&mut conn, &all).await
            }
        }
    }

    /// True where every migration given has been applied and no other has.
    pub async fn is_current(&self, migrations: &[Migration]) -> Result<bool> {
        let applied = self.rows(&APPLIED, args![]).await?;
        Ok(missing(&in_order(migrations)?, &applied)?.is_empty())
    }
}

fn doing(migration: &Migration) -> String {
    format!("applying the migration {}", migration.name)
}

async fn sqlite(conn: &mut SqliteConnection, all: &[Migration]) -> Result<Vec<&'static str>> {
    let failed = |e| StoreError::from_sqlx("preparing the database", e);
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlx::raw_sql(AssertSqlSafe(text::sqlite(OWN_TABLE))).execute(&mut *tx).await.map_err(failed)?;
    let steps = missing(all, &Conn::Sqlite(&mut tx).read(&APPLIED, Vec::new()).await?)?;
    for step in &steps {
        let failed = |e| StoreError::from_sqlx(&doing(step), e);
        for part in text::parts(step)? {
            match part {
                Part::Both(sql) | Part::Sqlite(sql) => {
                    sqlx::raw_sql(AssertSqlSafe(text::sqlite(&sql))).execute(&mut *tx).await.map_err(failed)?;
                }
                Part::Rebuild { table, sql } => {
                    rebuild::table(&mut tx, &table, &text::sqlite(&sql), &doing(step)).await?;
                }
                Part::Postgres(_) => {}
            }
        }
        rebuild::check_references(&mut tx, &doing(step)).await?;
        Conn::Sqlite(&mut tx).run(&APPLY.declared, args![step.name, hash(step.sql)].values()).await?;
    }
    tx.commit().await.map_err(failed)?;
    Ok(steps.iter().map(|s| s.name).collect())
}

async fn postgres(conn: &mut PgConnection, all: &[Migration]) -> Result<Vec<&'static str>> {
    let failed = |e| StoreError::from_sqlx("preparing the database", e);
    let mut tx = conn.begin().await.map_err(failed)?;
    sqlx::raw_sql(TURN).execute(&mut *tx).await.map_err(failed)?;
    sqlx::raw_sql(OWN_TABLE).execute(&mut *tx).await.map_err(failed)?;
    let steps = missing(all, &Conn::Postgres(&mut tx).read(&APPLIED, Vec::new()).await?)?;
    for step in &steps {
        let failed = |e| StoreError::from_sqlx(&doing(step), e);
        for part in text::parts(step)? {
            if let Part::Both(sql) | Part::Postgres(sql) = part {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await.map_err(failed)?;
            }
        }
        Conn::Postgres(&mut tx).run(&APPLY.declared, args![step.name, hash(step.sql)].values()).await?;
    }
    tx.commit().await.map_err(failed)?;
    Ok(steps.iter().map(|s| s.name).collect())
}

/// What the database remembers of a step's text.
pub fn text_hash(migration: &Migration) -> String {
    hash(migration.sql)
}

/// The tables that a list of steps makes, for tests: a database of an older version is one with fewer steps.
pub fn up_to(migrations: &[Migration], order: u32) -> Vec<Migration> {
    migrations.iter().copied().filter(|m| m.order <= order).collect()
}

/// The places of all steps are 1, 2, 3, … without a gap; each gap is named.
pub fn gaps(migrations: &[Migration]) -> Vec<u32> {
    let all = with_own(migrations);
    let places: BTreeSet<u32> = all.iter().map(|m| m.order).collect();
    (1..=places.last().copied().unwrap_or(0)).filter(|n| !places.contains(n)).collect()
}
