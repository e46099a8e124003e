//! What a database says of its own tables, so that tests can compare two of them.

use std::collections::BTreeSet;

use sqlx::Row as _;

use crate::open::Pools;
use crate::{Result, Store, StoreError};

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

/// Everything that a schema consists of, as one line each: tables with their columns, defaults, checks and references, and
/// indexes. Two databases of one engine that give the same set are made alike, whatever way they came.
pub async fn structure(store: &Store) -> Result<BTreeSet<String>> {
    let failed = |e| StoreError::from_sqlx("reading the schema", e);
    let lines: Vec<String> = match &store.pools {
        Pools::Sqlite { write, .. } => {
            let sql = "select sql from sqlite_master where sql is not null and name not like 'sqlite_%'";
            let rows = sqlx::query(sql).fetch_all(write).await.map_err(failed)?;
            // A table that was renamed into its place stands in quotes.
            rows.iter().map(|r| words(&r.get::<String, _>(0).replace('"', ""))).collect()
        }
        Pools::Postgres { write, .. } => {
            let sql = "
                select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
                    coalesce(column_default, '') from information_schema.columns where table_schema = 'public'
                union all select indexdef from pg_indexes where schemaname = 'public'
                union all select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                    from pg_constraint where connamespace = 'public'::regnamespace";
            let rows = sqlx::query(sql).fetch_all(write).await.map_err(failed)?;
            rows.iter().map(|r| r.get::<String, _>(0)).collect()
        }
    };
    Ok(lines.into_iter().collect())
}

fn words(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}
