//! Everything that a database holds at one moment, in words of neither engine; and an empty database filled with it.
//!
//! A row is one line: a JSON array in the order of its table's columns. Text and whole numbers stand as they are, truth values
//! as 0 and 1, `{"real": "…"}` holds the 16 hexadecimal digits of a number's bits and `{"bytes": "…"}` those of bytes, so that
//! nothing is rounded on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::TryStreamExt;
use serde_json::{Value as Json, json};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Row as _};

use crate::open::Pools;
use crate::run::{postgres_row, sqlite_row};
use crate::{Declared, Kind, Result, Store, StoreError, Type, Value};

/// A table and its columns in the order in which its rows are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

/// For messages: the texts of these statements are made from the schema.
static READING: Declared = Declared { name: "store::snapshot", kind: Kind::Read, sql: "", takes: &[], gives: &[] };

/// Rows that one statement inserts.
const ROWS: usize = 50;

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the whole database", error)
}

fn filling(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("filling the database", error)
}

fn other(reason: impl Into<String>) -> StoreError {
    StoreError::Other { doing: "filling the database".to_owned(), reason: reason.into() }
}

struct Column {
    name: String,
    holds: Type,
    key: bool,
}

/// The columns of every table.
async fn columns(store: &Store) -> Result<BTreeMap<String, Vec<Column>>> {
    let rows: Vec<(String, String, String, bool)> = match &store.pools {
        Pools::Sqlite { write, .. } => {
            let sql = "select m.name as t, c.name as c, c.type as k, c.pk > 0 as p
                from sqlite_master m join pragma_table_info(m.name) c
                where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid";
            let rows = sqlx::query(sql).fetch_all(write).await.map_err(failed)?;
            rows.iter().map(|r| (r.get("t"), r.get("c"), r.get("k"), r.get::<i64, _>("p") != 0)).collect()
        }
        Pools::Postgres { write, .. } => {
            let sql = "select c.table_name::text as t, c.column_name::text as c, c.data_type::text as k,
                    exists (select 1 from information_schema.table_constraints x
                        join information_schema.key_column_usage u on u.constraint_name = x.constraint_name
                            and u.table_schema = x.table_schema and u.table_name = x.table_name
                        where x.constraint_type = 'PRIMARY KEY' and x.table_schema = 'public'
                            and u.table_name = c.table_name and u.column_name = c.column_name) as p
                from information_schema.columns c where c.table_schema = 'public'
                order by c.table_name, c.ordinal_position";
            let rows = sqlx::query(sql).fetch_all(write).await.map_err(failed)?;
            rows.iter().map(|r| (r.get("t"), r.get("c"), r.get("k"), r.get("p"))).collect()
        }
    };
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for (table, name, kind, key) in rows {
        let holds = match kind.as_str() {
            "TEXT" | "text" => Type::Text,
            "INTEGER" | "bigint" => Type::Int,
            "REAL" | "double precision" => Type::Real,
            "BLOB" | "bytea" => Type::Bytes,
            "boolean" => Type::Bool,
            kind => {
                return Err(other(format!(
                    "the column {name} of {table} is a {kind}, which this program does not know"
                )));
            }
        };
        tables.entry(table).or_default().push(Column { name, holds, key });
    }
    Ok(tables)
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

enum Open {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The database as it stood when this began, whatever is written meanwhile.
pub struct Snapshot {
    open: Open,
    tables: Vec<Table>,
    /// By which columns the rows of a table are put in order: the same rows always come in the same order.
    order: BTreeMap<String, String>,
}

impl Snapshot {
    pub async fn begin(store: &Store) -> Result<Snapshot> {
        let all = columns(store).await?;
        let open = match &store.pools {
            Pools::Sqlite { read, .. } => {
                let mut conn = read.own().await.map_err(failed)?;
                // The first reading takes the moment.
                sqlx::raw_sql("BEGIN; SELECT count(*) FROM sqlite_master").execute(&mut conn).await.map_err(failed)?;
                Open::Sqlite(conn)
            }
            Pools::Postgres { read, .. } => {
                let mut conn = read.acquire().await.map_err(failed)?.detach();
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";
                sqlx::raw_sql(begin).execute(&mut conn).await.map_err(failed)?;
                Open::Postgres(conn)
            }
        };
        let order = |columns: &[Column]| {
            let key: Vec<&str> = columns.iter().filter(|c| c.key).map(|c| c.name.as_str()).collect();
            quoted(if key.is_empty() { columns.iter().map(|c| c.name.as_str()).collect() } else { key })
        };
        let order = all.iter().map(|(name, columns)| (name.clone(), order(columns))).collect();
        let named = |columns: Vec<Column>| columns.into_iter().map(|c| c.name).collect();
        let tables = all.into_iter().map(|(name, columns)| Table { name, columns: named(columns) }).collect();
        Ok(Snapshot { open, tables, order })
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Every row of a table as its line, without a newline; one at a time, so that a large table costs no memory.
    pub async fn each(
        &mut self,
        table: &Table,
        mut take: impl FnMut(&str) -> std::result::Result<(), String>,
    ) -> Result<u64> {
        let columns = quoted(table.columns.iter().map(String::as_str));
        let order = self.order.get(&table.name).map_or("1", String::as_str);
        let sql = format!("select {columns} from \"{}\" order by {order}", table.name);
        let names: Arc<[String]> = table.columns.clone().into();
        let mut taken = 0;
        let mut one = |values: &[Value]| {
            taken += 1;
            take(&line(values)).map_err(|reason| StoreError::Other { doing: format!("saving {}", table.name), reason })
        };
        match &mut self.open {
            Open::Sqlite(conn) => {
                let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(conn);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    one(&sqlite_row(&READING, &names, &row)?.values)?;
                }
            }
            Open::Postgres(conn) => {
                let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(conn);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    one(&postgres_row(&READING, &names, &row)?.values)?;
                }
            }
        }
        Ok(taken)
    }

    async fn texts(&mut self, sql: &'static str) -> Result<Vec<Vec<Value>>> {
        let names: Arc<[String]> = Arc::new(["".to_owned(), "".to_owned()]);
        match &mut self.open {
            Open::Sqlite(conn) => {
                let rows = sqlx::query(sql).fetch_all(conn).await.map_err(failed)?;
                rows.iter().map(|r| Ok(sqlite_row(&READING, &names, r)?.values)).collect()
            }
            Open::Postgres(conn) => {
                let rows = sqlx::query(sql).fetch_all(conn).await.map_err(failed)?;
                rows.iter().map(|r| Ok(postgres_row(&READING, &names, r)?.values)).collect()
            }
        }
    }

    /// How many entries of the record were numbered at that moment, and the last checkpoint that was known to be signed.
    pub async fn head(&mut self) -> Result<(u64, String)> {
        match self.texts("select size, checkpoint from ledger_head where id = 1").await?.pop().as_deref() {
            Some([Value::Int(size), Value::Text(checkpoint)]) => {
                Ok((u64::try_from(*size).unwrap_or(0), checkpoint.clone()))
            }
            _ => Err(StoreError::Record("the row ledger_head is missing".into())),
        }
    }

    /// The names of the steps that the schema had gone through.
    pub async fn steps(&mut self) -> Result<Vec<String>> {
        let rows = self.texts("select name, hash from migration order by name").await?;
        rows.into_iter()
            .map(|row| match row.into_iter().next() {
                Some(Value::Text(name)) => Ok(name),
                _ => Err(other("a step of the schema has no name")),
            })
            .collect()
    }

    pub async fn end(self) -> Result<()> {
        match self.open {
            Open::Sqlite(conn) => conn.close().await.map_err(failed),
            Open::Postgres(conn) => conn.close().await.map_err(failed),
        }
    }
}

fn line(values: &[Value]) -> String {
    let cells = values.iter().map(|value| match value {
        Value::Text(text) => json!(text),
        Value::Int(n) => json!(n),
        Value::Bool(yes) => json!(i64::from(*yes)),
        Value::Real(x) => json!({ "real": format!("{:016x}", x.to_bits()) }),
        Value::Bytes(bytes) => json!({ "bytes": bytes.iter().map(|b| format!("{b:02x}")).collect::<String>() }),
        Value::NoText | Value::NoInt | Value::NoReal | Value::NoBytes | Value::TooLarge(_) => Json::Null,
    });
    Json::Array(cells.collect()).to_string()
}

fn cell(json: Json, holds: Type) -> Option<Value> {
    let digits = |json: &Json, key: &str| {
        let text = json.as_object().filter(|o| o.len() == 1)?.get(key)?.as_str()?;
        (text.is_ascii() && text.len().is_multiple_of(2)).then(|| text.to_owned())
    };
    Some(match (json, holds) {
        (Json::Null, Type::Text) => Value::NoText,
        (Json::Null, Type::Int) => Value::NoInt,
        (Json::Null, Type::Real) => Value::NoReal,
        (Json::Null, Type::Bytes) => Value::NoBytes,
        (Json::String(text), Type::Text) => Value::Text(text),
        (Json::Number(n), Type::Int) => Value::Int(n.as_i64()?),
        (Json::Number(n), Type::Bool) => Value::Bool(match n.as_i64()? {
            0 => false,
            1 => true,
            _ => return None,
        }),
        (json, Type::Real) => Value::Real(f64::from_bits(u64::from_str_radix(&digits(&json, "real")?, 16).ok()?)),
        (json, Type::Bytes) => {
            let text = digits(&json, "bytes")?;
            let bytes = (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok());
            Value::Bytes(bytes.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// An empty database while it is filled: all of it or nothing.
pub struct Filling {
    open: Open,
    columns: BTreeMap<String, Vec<Column>>,
    order: Vec<String>,
}

impl Store {
    /// Whether there is no table in it at all.
    pub async fn is_empty(&self) -> Result<bool> {
        Ok(columns(self).await?.is_empty())
    }

    /// Begins to fill a database that has been migrated and holds nothing else. What the steps themselves wrote goes.
    pub async fn fill(&self) -> Result<Filling> {
        let columns = columns(self).await?;
        let order = in_order(&columns, &self.references().await?)?;
        let mut open = match &self.pools {
            Pools::Sqlite { write, .. } => {
                let mut conn = write.acquire().await.map_err(filling)?.detach();
                let begin = "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE";
                sqlx::raw_sql(begin).execute(&mut conn).await.map_err(filling)?;
                Open::Sqlite(conn)
            }
            Pools::Postgres { write, .. } => {
                let mut conn = write.acquire().await.map_err(filling)?.detach();
                sqlx::raw_sql("BEGIN").execute(&mut conn).await.map_err(filling)?;
                Open::Postgres(conn)
            }
        };
        for table in order.iter().rev() {
            open.run(format!("delete from \"{table}\""), Vec::new()).await?;
        }
        Ok(Filling { open, columns, order })
    }

    /// Which table refers to which.
    async fn references(&self) -> Result<Vec<(String, String)>> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let sql = "select m.name as t, f.\"table\" as r from sqlite_master m
                    join pragma_foreign_key_list(m.name) f where m.type = 'table'";
                let rows = sqlx::query(sql).fetch_all(write).await.map_err(filling)?;
                Ok(rows.iter().map(|r| (r.get("t"), r.get("r"))).collect())
            }
            Pools::Postgres { write, .. } => {
                let sql = "select t.relname::text as t, r.relname::text as r from pg_constraint c
                    join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
                    where c.contype = 'f' and c.connamespace = 'public'::regnamespace";
                let rows = sqlx::query(sql).fetch_all(write).await.map_err(filling)?;
                Ok(rows.iter().map(|r| (r.get("t"), r.get("r"))).collect())
            }
        }
    }
}

/// Every table after those that it refers to.
fn in_order(columns: &BTreeMap<String, Vec<Column>>, references: &[(String, String)]) -> Result<Vec<String>> {
    let mut left: BTreeSet<&str> = columns.keys().map(String::as_str).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |table: &str| references.iter().any(|(t, r)| t == table && r != table && left.contains(r.as_str()));
        let ready: Vec<&str> = left.iter().copied().filter(|table| !waits(table)).collect();
        if ready.is_empty() {
            return Err(other(format!("the tables {left:?} refer to each other in a circle")));
        }
        for table in ready {
            left.remove(table);
            order.push(table.to_owned());
        }
    }
    Ok(order)
}

impl Open {
    async fn run(&mut self, sql: String, values: Vec<Value>) -> Result<()> {
        match self {
            Open::Sqlite(conn) => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                crate::run::bind_all!(query, values);
                query.execute(conn).await.map_err(filling)?;
            }
            Open::Postgres(conn) => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                crate::run::bind_all!(query, values);
                query.execute(conn).await.map_err(filling)?;
            }
        }
        Ok(())
    }
}

impl Filling {
    /// The tables in the order in which they must be filled: what a row refers to is there before it.
    pub fn order(&self) -> &[String] {
        &self.order
    }

    /// Writes rows, each a line as [`Snapshot::each`] gives it.
    pub async fn rows<'a>(&mut self, table: &Table, lines: impl Iterator<Item = &'a str>) -> Result<u64> {
        let name = &table.name;
        let known = self.columns.get(name).ok_or_else(|| other(format!("there is no table {name} in this version")))?;
        let holds = table.columns.iter().map(|column| {
            let found = known.iter().find(|c| c.name == *column);
            found
                .map(|c| c.holds)
                .ok_or_else(|| other(format!("the table {name} has no column {column} in this version")))
        });
        let holds: Vec<Type> = holds.collect::<Result<_>>()?;
        let mut written = 0;
        let mut waiting: Vec<Value> = Vec::new();
        for line in lines {
            let bad = || other(format!("a row of {name} is none: {line:.80}"));
            let cells: Vec<Json> = serde_json::from_str(line).map_err(|_| bad())?;
            if cells.len() != holds.len() {
                return Err(bad());
            }
            for (cell_of, holds) in cells.into_iter().zip(&holds) {
                waiting.push(cell(cell_of, *holds).ok_or_else(bad)?);
            }
            written += 1;
            if waiting.len() == ROWS * holds.len() {
                self.insert(table, ROWS, std::mem::take(&mut waiting)).await?;
            }
        }
        while !waiting.is_empty() {
            let rest = waiting.split_off(holds.len());
            self.insert(table, 1, std::mem::replace(&mut waiting, rest)).await?;
        }
        Ok(written)
    }

    async fn insert(&mut self, table: &Table, rows: usize, values: Vec<Value>) -> Result<()> {
        let columns = table.columns.len();
        let row = |row: usize| {
            let places: Vec<String> = (1..=columns).map(|i| format!("${}", row * columns + i)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let names = quoted(table.columns.iter().map(String::as_str));
        self.open.run(format!("insert into \"{}\" ({names}) values {}", table.name, rows.join(", ")), values).await
    }

    /// Keeps what was filled, if every reference leads somewhere.
    pub async fn end(self) -> Result<()> {
        match self.open {
            Open::Sqlite(mut conn) => {
                let wrong = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut conn).await.map_err(filling)?;
                if let Some(row) = wrong.first() {
                    let (table, to): (String, String) = (row.get(0), row.get(2));
                    return Err(other(format!("a row of {table} refers to one of {to} that is not there")));
                }
                sqlx::raw_sql("COMMIT").execute(&mut conn).await.map_err(filling)?;
                conn.close().await.map_err(filling)
            }
            Open::Postgres(mut conn) => {
                sqlx::raw_sql("COMMIT").execute(&mut conn).await.map_err(filling)?;
                conn.close().await.map_err(filling)
            }
        }
    }
}
