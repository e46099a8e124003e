//! A table of SQLite built again: the way SQLite's own documentation gives for what ALTER TABLE cannot do
//! (a check, a default, a reference).

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use crate::{Result, StoreError};

/// Makes the table anew from its text; rows go over by the names of the columns that both have, and its indexes are made
/// again. Runs in a transaction in which references are not looked at ([`check_references`] looks afterwards).
pub(super) async fn table(conn: &mut SqliteConnection, table: &str, sql: &str, doing: &str) -> Result<()> {
    let failed = |e| StoreError::from_sqlx(doing, e);
    let wrong = |reason: String| StoreError::Other { doing: doing.to_owned(), reason };
    let head = format!("CREATE TABLE {table} (");
    let made = format!("{table}_as_it_is_to_be");
    if sql.matches("CREATE TABLE").count() != 1 || !sql.contains(&head) {
        return Err(wrong(format!("to rebuild {table}, write one \"{head}\"")));
    }
    let indexes =
        texts(conn, "select sql from sqlite_master where type = 'index' and sql is not null and tbl_name = ?", table)
            .await
            .map_err(failed)?;
    let before = rows(conn, table).await.map_err(failed)?;
    run(conn, sql.replace(&head, &format!("CREATE TABLE {made} ("))).await.map_err(failed)?;
    let columns = "select name from pragma_table_info(?)";
    let old: BTreeSet<String> = texts(conn, columns, table).await.map_err(failed)?.into_iter().collect();
    let new = texts(conn, columns, &made).await.map_err(failed)?;
    let kept: Vec<&str> = new.iter().map(String::as_str).filter(|c| old.contains(*c)).collect();
    if kept.is_empty() {
        return Err(wrong(format!("the new {table} has no column of the old one")));
    }
    let kept = kept.join(", ");
    run(conn, format!("INSERT INTO {made} ({kept}) SELECT {kept} FROM {table}")).await.map_err(failed)?;
    run(conn, format!("DROP TABLE {table}")).await.map_err(failed)?;
    run(conn, format!("ALTER TABLE {made} RENAME TO {table}")).await.map_err(failed)?;
    for index in indexes {
        run(conn, index).await.map_err(failed)?;
    }
    if rows(conn, table).await.map_err(failed)? != before {
        return Err(wrong(format!("not every row of {table} came over")));
    }
    Ok(())
}

/// Every reference leads to a row that is there.
pub(super) async fn check_references(conn: &mut SqliteConnection, doing: &str) -> Result<()> {
    let failed = |e| StoreError::from_sqlx(doing, e);
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *conn).await.map_err(failed)?;
    match broken.first() {
        None => Ok(()),
        Some(first) => {
            let (from, to): (String, String) = (first.get(0), first.get(2));
            let reason = format!("{} rows lead nowhere, the first from {from} to {to}", broken.len());
            Err(StoreError::Other { doing: doing.to_owned(), reason })
        }
    }
}

async fn run(conn: &mut SqliteConnection, sql: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *conn).await.map(|_| ())
}

async fn rows(conn: &mut SqliteConnection, table: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut *conn).await
}

async fn texts(conn: &mut SqliteConnection, sql: &'static str, about: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(sql).bind(about.to_owned()).fetch_all(&mut *conn).await
}
