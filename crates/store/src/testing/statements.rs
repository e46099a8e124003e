//! Compares what statements say with what the database has understood.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Column as _, Either, Executor, SqlSafeStr, Statement as _, TypeInfo as _};

use crate::{Declared, Store, Type, flat};

/// Prepares every registered statement; the answer lists what is wrong with them: the database does not understand one, or
/// understands it to take other arguments or to give other columns than it says.
pub async fn statements_that_fail(store: &Store) -> Vec<String> {
    faults(store, crate::all_statements()).await
}

/// The same of these statements.
pub async fn faults(store: &Store, statements: impl IntoIterator<Item = &'static Declared>) -> Vec<String> {
    let tables = tables(store).await;
    let mut bad = Vec::new();
    for st in statements {
        match understood(store, st).await {
            Ok(understood) => {
                bad.extend(arguments(st, &understood.takes).map(|fault| format!("{} {fault}", st.name)));
                bad.extend(columns(st, &understood.gives, &tables).into_iter().map(|f| format!("{} {f}", st.name)));
            }
            Err(error) => bad.push(format!("{}: {error}", st.name)),
        }
    }
    bad
}

/// Table and column: type in the engine's own grouping, and whether it may be null.
type Tables = BTreeMap<(String, String), (String, bool)>;

async fn tables(store: &Store) -> Tables {
    let schema = crate::schema(store).await.expect("the schema is read");
    schema.into_iter().map(|(table, column, kind, null)| ((table, column), (kind, null))).collect()
}

/// What the database says of a prepared statement.
struct Understood {
    /// The names of the arguments' types, or how many there are.
    takes: Either<Vec<String>, usize>,
    gives: Vec<Given>,
}

struct Given {
    name: String,
    /// PostgreSQL's name of the type; SQLite knows none of an expression.
    kind: Option<String>,
    /// The table and its column that it comes from.
    origin: Option<(String, String)>,
}

async fn understood(store: &Store, st: &'static Declared) -> Result<Understood, sqlx::Error> {
    let sql = st.sql.into_sql_str();
    match &store.pools {
        crate::open::Pools::Sqlite { write, .. } => {
            let mut conn = write.acquire().await?;
            let prepared = (&mut *conn).prepare(sql).await?;
            let takes = match prepared.parameters() {
                Some(Either::Right(n)) => n,
                _ => 0,
            };
            let given =
                prepared.columns().iter().map(|c| Given { name: c.name().to_owned(), kind: None, origin: of(c) });
            Ok(Understood { takes: Either::Right(takes), gives: given.collect() })
        }
        crate::open::Pools::Postgres { write, .. } => {
            let mut conn = write.acquire().await?;
            let prepared = (&mut *conn).prepare(sql).await?;
            let takes = match prepared.parameters() {
                Some(Either::Left(types)) => types.iter().map(|t| t.name().to_owned()).collect(),
                _ => Vec::new(),
            };
            let given = prepared.columns().iter().map(|c| Given {
                name: c.name().to_owned(),
                kind: Some(c.type_info().name().to_owned()),
                origin: of(c),
            });
            Ok(Understood { takes: Either::Left(takes), gives: given.collect() })
        }
    }
}

fn of(column: &impl sqlx::Column) -> Option<(String, String)> {
    column.origin().table_column().map(|from| (from.table.to_string(), from.name.to_string()))
}

fn arguments(st: &Declared, takes: &Either<Vec<String>, usize>) -> Option<String> {
    match takes {
        Either::Left(types) => {
            let same = types.len() == st.takes.len() && types.iter().zip(st.takes).all(|(n, t)| is(n, *t));
            (!same).then(|| format!("says it takes {:?}, but takes {}", st.takes, types.join(", ")))
        }
        Either::Right(n) => (*n != st.takes.len()).then(|| format!("says it takes {:?}, but takes {n}", st.takes)),
    }
}

fn columns(st: &Declared, given: &[Given], tables: &Tables) -> Vec<String> {
    let says = flat(st.gives);
    let names: Vec<&str> = says.iter().map(|(name, ..)| *name).collect();
    let given_names: Vec<&str> = given.iter().map(|g| g.name.as_str()).collect();
    if names != given_names {
        return vec![format!("says its columns are {}, but they are {}", names.join(", "), given_names.join(", "))];
    }
    let outer = outer(st.sql);
    let mut bad = Vec::new();
    for ((name, ty, nullable), given) in says.into_iter().zip(given) {
        let from = given.origin.as_ref().and_then(|origin| Some((origin, tables.get(origin)?)));
        let kind = given.kind.as_deref().or(from.map(|(_, (kind, _))| kind.as_str()));
        match kind {
            Some(kind) if !(is(kind, ty) || is_kept_as(kind, ty)) => {
                bad.push(format!("reads the column {name} as {ty:?}, but it is {kind}"));
            }
            _ => {}
        }
        if let Some(((table, column), (_, null))) = from
            && !nullable
            && (*null || outer.contains(table))
        {
            bad.push(format!("reads the column {name} as never null, but {table}.{column} may be null there"));
        }
    }
    bad
}

/// The tables that may have no row where another has one. The engines say of a column what its table says of it, whichever way
/// the table is joined.
fn outer(sql: &str) -> BTreeSet<String> {
    let sql = sql.to_lowercase();
    let words: Vec<&str> = sql.split_whitespace().filter(|word| *word != "outer").collect();
    let joined = words.windows(3).filter_map(|w| (w[0] == "left" && w[1] == "join").then(|| w[2].to_owned()));
    let turned = words.windows(2).any(|w| matches!(w[0], "right" | "full") && w[1] == "join");
    assert!(!turned, "nobody can tell what may be null there: write it as a left join: {sql}");
    joined.collect()
}

/// Whether PostgreSQL's name of a type is that of ours.
fn is(name: &str, ours: Type) -> bool {
    match ours {
        Type::Text => matches!(name, "TEXT" | "VARCHAR" | "NAME"),
        Type::Int => matches!(name, "INT8" | "INT4"),
        Type::Real => name == "FLOAT8",
        Type::Bool => name == "BOOL",
        Type::Bytes => name == "BYTEA",
    }
}

/// The same of a column of SQLite, as [`crate::schema`] names it: truth values are whole numbers there.
fn is_kept_as(kind: &str, ours: Type) -> bool {
    match ours {
        Type::Text => kind == "text",
        Type::Int | Type::Bool => kind == "int",
        Type::Real => kind == "real",
        Type::Bytes => kind == "bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::outer;

    #[test]
    fn a_table_joined_from_outside_may_have_no_row() {
        let sql = "select a.x from a join b on true LEFT  OUTER JOIN c on true\nleft join d e on true";
        assert_eq!(outer(sql).into_iter().collect::<Vec<_>>(), ["c", "d"]);
    }
}
