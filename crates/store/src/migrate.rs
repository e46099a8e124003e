//! Migrations: one text in PostgreSQL's words; four type names and the word STRICT make it SQLite's.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row as _};

use crate::open::Pools;
use crate::run::Conn;
use crate::{Result, Store, StoreError, args, statements};

/// One step of the schema. Steps are only ever added; an applied text never changes.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `people/0001_accounts`: crate and number.
    pub name: &'static str,
    pub sql: &'static str,
}

statements! {
    read APPLIED = "select name, hash from migration order by name";
    upkeep APPLY = "insert into migration (name, hash) values ($1, $2)";
}

const OWN_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (\n  name TEXT PRIMARY KEY,\n  hash TEXT NOT NULL\n);";

/// The migrations of the record itself: always first.
pub fn own_migrations() -> Vec<Migration> {
    vec![Migration { name: "store/0001_record", sql: include_str!("../migrations/0001_record.sql") }]
}

/// The text in SQLite's words.
fn sqlite_text(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    for line in sql.lines() {
        if line == ");" {
            out.push_str(") STRICT;\n");
            continue;
        }
        let line = line
            .replace(" BIGINT", " INTEGER")
            .replace(" BOOLEAN", " INTEGER")
            .replace(" BYTEA", " BLOB")
            .replace(" DOUBLE PRECISION", " REAL")
            .replace(" DEFAULT TRUE", " DEFAULT 1")
            .replace(" DEFAULT FALSE", " DEFAULT 0");
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn hash(sql: &str) -> String {
    Sha256::digest(sql).iter().map(|b| format!("{b:02x}")).collect()
}

impl Store {
    /// Applies what is missing, in the order given; the record's own come first. The answer names what was applied.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<Vec<&'static str>> {
        let mut all = own_migrations();
        all.extend_from_slice(migrations);
        self.script(OWN_TABLE).await?;
        let applied = self.applied().await?;
        for (name, _) in &applied {
            if !all.iter().any(|m| m.name == name) {
                return Err(StoreError::Newer { migration: name.clone() });
            }
        }
        let mut done = Vec::new();
        for migration in all {
            match applied.iter().find(|(name, _)| name == migration.name) {
                Some((name, was)) if *was != hash(migration.sql) => {
                    return Err(StoreError::Altered { migration: name.clone() });
                }
                Some(_) => {}
                None => {
                    self.apply(&migration).await?;
                    done.push(migration.name);
                }
            }
        }
        Ok(done)
    }

    /// True where every migration given has been applied and no other has.
    pub async fn is_current(&self, migrations: &[Migration]) -> Result<bool> {
        let applied = self.applied().await?;
        let known = own_migrations().len() + migrations.len();
        if let Some((name, _)) =
            applied.iter().find(|(name, _)| !own_migrations().iter().chain(migrations).any(|m| m.name == name))
        {
            return Err(StoreError::Newer { migration: name.clone() });
        }
        Ok(applied.len() == known)
    }

    async fn applied(&self) -> Result<Vec<(String, String)>> {
        let rows = self.rows(&APPLIED, args![]).await?;
        rows.iter().map(|r| Ok((r.text("name")?, r.text("hash")?))).collect()
    }

    async fn apply(&self, migration: &Migration) -> Result<()> {
        let doing = format!("applying the migration {}", migration.name);
        let failed = |e| StoreError::from_sqlx(&doing, e);
        let record = args![migration.name, hash(migration.sql)];
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let mut tx = write.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
                let text = sqlite_text(migration.sql);
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *tx).await.map_err(failed)?;
                Conn::Sqlite(&mut tx).run(&APPLY, record).await?;
                tx.commit().await.map_err(failed)
            }
            Pools::Postgres { write: pool, .. } => {
                let mut tx = pool.begin().await.map_err(failed)?;
                sqlx::raw_sql(migration.sql).execute(&mut *tx).await.map_err(failed)?;
                Conn::Postgres(&mut tx).run(&APPLY, record).await?;
                tx.commit().await.map_err(failed)
            }
        }
    }

    async fn script(&self, sql: &'static str) -> Result<()> {
        let failed = |e| StoreError::from_sqlx("preparing the database", e);
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                sqlx::raw_sql(AssertSqlSafe(sqlite_text(sql))).execute(write).await.map_err(failed)?;
            }
            Pools::Postgres { write: pool, .. } => {
                sqlx::raw_sql(sql).execute(pool).await.map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// Table, column, type in PostgreSQL's words, and whether it may be null.
pub type Schema = Vec<(String, String, String, bool)>;

/// What the database says of its own tables, so that a test can compare the two.
pub async fn schema(store: &Store) -> Result<Schema> {
    let failed = |e| StoreError::from_sqlx("reading the schema", e);
    let mut out: Schema = match &store.pools {
        Pools::Sqlite { read, .. } => {
            let sql = "select m.name as t, c.name as c, c.type as k, c.\"notnull\" as n, c.pk as p
                from sqlite_master m join pragma_table_info(m.name) c
                where m.type = 'table' and m.name not like 'sqlite_%'";
            let mut reader = read.acquire().await.map_err(failed)?;
            let rows = sqlx::query(sql).fetch_all(&mut reader.conn).await.map_err(failed)?;
            reader.done();
            rows.iter()
                .map(|r| {
                    let kind: String = r.get("k");
                    let kind = match kind.as_str() {
                        "INTEGER" => "int",
                        "BLOB" => "bytes",
                        "REAL" => "real",
                        _ => "text",
                    };
                    let null = r.get::<i64, _>("n") == 0 && r.get::<i64, _>("p") == 0;
                    (r.get("t"), r.get("c"), kind.to_owned(), null)
                })
                .collect()
        }
        Pools::Postgres { write: pool, .. } => {
            let sql = "select table_name::text as t, column_name::text as c, data_type::text as k,
                is_nullable = 'YES' as n from information_schema.columns where table_schema = 'public'";
            let rows = sqlx::query(sql).fetch_all(pool).await.map_err(failed)?;
            rows.iter()
                .map(|r| {
                    let kind: String = r.get("k");
                    // SQLite keeps truth values and whole numbers in one type.
                    let kind = match kind.as_str() {
                        "bigint" | "boolean" => "int",
                        "bytea" => "bytes",
                        "double precision" => "real",
                        _ => "text",
                    };
                    (r.get("t"), r.get("c"), kind.to_owned(), r.get("n"))
                })
                .collect()
        }
    };
    out.sort();
    Ok(out)
}
