//! Runs a statement on a connection of either database.

use std::sync::Arc;

use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Column, Row as _, TypeInfo, ValueRef};

use crate::shape::read_all;
use crate::{Declared, Result, Row, Shape, Statement, StoreError, Value};

/// A connection in the hand, of either database.
pub(crate) enum Conn<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

macro_rules! bind_all {
    ($query:ident, $args:ident) => {
        for value in $args {
            $query = match value {
                Value::Text(x) => $query.bind(x),
                Value::Int(x) => $query.bind(x),
                Value::Real(x) => $query.bind(x),
                Value::Bool(x) => $query.bind(x),
                Value::Bytes(x) => $query.bind(x),
                Value::NoText => $query.bind(None::<String>),
                Value::NoInt => $query.bind(None::<i64>),
                Value::NoReal => $query.bind(None::<f64>),
                Value::NoBytes => $query.bind(None::<Vec<u8>>),
                // Refused before it comes this far ([`fitting`]).
                Value::TooLarge(_) => $query.bind(None::<i64>),
            };
        }
    };
}

pub(crate) use bind_all;

fn sqlite_query(sql: &'static str, args: Vec<Value>) -> sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments> {
    let mut query = sqlx::query(sql);
    bind_all!(query, args);
    query
}

fn postgres_query(sql: &'static str, args: Vec<Value>) -> sqlx::query::Query<'static, sqlx::Postgres, PgArguments> {
    let mut query = sqlx::query(sql);
    bind_all!(query, args);
    query
}

/// A number that does not fit is an error, never another number.
fn fitting(st: &'static Declared, args: &[Value]) -> Result<()> {
    match args.iter().find(|a| matches!(a, Value::TooLarge(_))) {
        Some(Value::TooLarge(n)) => {
            Err(StoreError::Other { doing: st.name.to_owned(), reason: format!("{n} is too large for the database") })
        }
        _ => Ok(()),
    }
}

impl Conn<'_> {
    pub(crate) async fn rows(&mut self, st: &'static Declared, args: Vec<Value>) -> Result<Vec<Row>> {
        fitting(st, &args)?;
        let failed = |e| StoreError::from_sqlx(st.name, e);
        match self {
            Conn::Sqlite(c) => {
                let rows = sqlite_query(st.sql, args).fetch_all(&mut **c).await.map_err(failed)?;
                let columns = names(rows.first().map(|r| r.columns()));
                rows.iter().map(|r| sqlite_row(st, &columns, r)).collect()
            }
            Conn::Postgres(c) => {
                let rows = postgres_query(st.sql, args).fetch_all(&mut **c).await.map_err(failed)?;
                let columns = names(rows.first().map(|r| r.columns()));
                rows.iter().map(|r| postgres_row(st, &columns, r)).collect()
            }
        }
    }

    /// The same, as what the statement says its rows are.
    pub(crate) async fn read<K, S: Shape>(
        &mut self,
        st: &'static Statement<K, S>,
        args: Vec<Value>,
    ) -> Result<Vec<S::Row>> {
        read_all::<S>(self.rows(&st.declared, args).await?)
    }

    /// How many rows were changed.
    pub(crate) async fn run(&mut self, st: &'static Declared, args: Vec<Value>) -> Result<u64> {
        fitting(st, &args)?;
        let failed = |e| StoreError::from_sqlx(st.name, e);
        Ok(match self {
            Conn::Sqlite(c) => sqlite_query(st.sql, args).execute(&mut **c).await.map_err(failed)?.rows_affected(),
            Conn::Postgres(c) => postgres_query(st.sql, args).execute(&mut **c).await.map_err(failed)?.rows_affected(),
        })
    }
}

pub(crate) fn names<C: Column>(columns: Option<&[C]>) -> Arc<[String]> {
    columns.unwrap_or_default().iter().map(|c| c.name().to_owned()).collect()
}

pub(crate) fn sqlite_row(st: &'static Declared, columns: &Arc<[String]>, row: &SqliteRow) -> Result<Row> {
    let mut values = Vec::with_capacity(columns.len());
    for i in 0..columns.len() {
        let raw = row.try_get_raw(i).map_err(|e| StoreError::from_sqlx(st.name, e))?;
        let (null, info) = (raw.is_null(), raw.type_info());
        let got = if null {
            Ok(Value::NoText)
        } else {
            match info.name() {
                "INTEGER" | "BOOLEAN" | "INT4" | "BIGINT" => row.try_get::<i64, _>(i).map(Value::Int),
                "REAL" => row.try_get::<f64, _>(i).map(Value::Real),
                "BLOB" => row.try_get::<Vec<u8>, _>(i).map(Value::Bytes),
                _ => row.try_get::<String, _>(i).map(Value::Text),
            }
        };
        values.push(got.map_err(|e| StoreError::from_sqlx(st.name, e))?);
    }
    Ok(Row { statement: st.name, columns: columns.clone(), values })
}

pub(crate) fn postgres_row(st: &'static Declared, columns: &Arc<[String]>, row: &PgRow) -> Result<Row> {
    let mut values = Vec::with_capacity(columns.len());
    for i in 0..columns.len() {
        let raw = row.try_get_raw(i).map_err(|e| StoreError::from_sqlx(st.name, e))?;
        let (null, info) = (raw.is_null(), raw.type_info());
        let got = if null {
            Ok(Value::NoText)
        } else {
            match info.name() {
                "INT8" => row.try_get::<i64, _>(i).map(Value::Int),
                "INT4" => row.try_get::<i32, _>(i).map(|x| Value::Int(i64::from(x))),
                "BOOL" => row.try_get::<bool, _>(i).map(Value::Bool),
                "FLOAT8" => row.try_get::<f64, _>(i).map(Value::Real),
                "BYTEA" => row.try_get::<Vec<u8>, _>(i).map(Value::Bytes),
                _ => row.try_get::<String, _>(i).map(Value::Text),
            }
        };
        values.push(got.map_err(|e| StoreError::from_sqlx(st.name, e))?);
    }
    Ok(Row { statement: st.name, columns: columns.clone(), values })
}
