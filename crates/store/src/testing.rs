//! For tests: an empty, migrated database of either engine, and the macro that runs a test on both.

mod statements;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Declared, Kind, LocalPostgres, Migration, Store, Value, Where};

pub use statements::{faults, statements_that_fail};

/// A store and what keeps it alive.
pub struct TestStore {
    pub store: Store,
    pub place: Where,
    _folder: Option<tempfile::TempDir>,
}

/// A new SQLite database in a temporary folder; without migrations one that holds nothing at all.
pub async fn sqlite(migrations: &[Migration]) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Where::Sqlite(folder.path().join("test.sqlite"));
    let store = Store::open(&place).await.expect("SQLite opens").sealed_with([9; 32]);
    if !migrations.is_empty() {
        store.migrate(migrations).await.expect("the migrations apply to SQLite");
    }
    TestStore { store, place, _folder: Some(folder) }
}

static SERVER: OnceLock<Mutex<Option<LocalPostgres>>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The address of a server: the one named in `STRONGROOM_TEST_POSTGRES`, else one that this process starts.
#[expect(clippy::disallowed_methods, reason = "the tests' server is named there")]
fn server_url(database: &str) -> String {
    if let Ok(url) = std::env::var("STRONGROOM_TEST_POSTGRES") {
        let base = url.rsplit_once('/').map_or(url.as_str(), |(base, _)| base).to_owned();
        return format!("{base}/{database}");
    }
    let server = SERVER.get_or_init(|| Mutex::new(None));
    let mut server = server.lock().unwrap_or_else(|e| e.into_inner());
    let running = server.get_or_insert_with(|| {
        let server = LocalPostgres::start().expect("PostgreSQL starts");
        server.stop_with_this_process();
        server
    });
    running.url(database)
}

/// A new database on the test server; without migrations one that holds nothing at all.
pub async fn postgres(migrations: &[Migration]) -> TestStore {
    let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server_url("postgres")).await.expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.expect("a new database");
    let place = Where::Postgres(server_url(&name));
    let store = Store::open(&place).await.expect("PostgreSQL opens").sealed_with([9; 32]);
    if !migrations.is_empty() {
        store.migrate(migrations).await.expect("the migrations apply to PostgreSQL");
    }
    TestStore { store, place, _folder: None }
}

/// A new database on the test server with everything that another one holds, which nobody may be using.
pub async fn postgres_copy(of: &Where) -> Where {
    let Where::Postgres(url) = of else { panic!("{of:?} is no PostgreSQL") };
    let original = url.rsplit_once('/').map_or(url.as_str(), |(_, name)| name);
    let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server_url("postgres")).await.expect("PostgreSQL answers");
    let copy = format!("CREATE DATABASE {name} TEMPLATE {original}");
    sqlx::raw_sql(AssertSqlSafe(copy)).execute(&mut admin).await.expect("a copy of the database");
    Where::Postgres(server_url(&name))
}

/// Runs SQL that both databases understand: rows of another version's database.
pub async fn script(store: &Store, sql: &str) {
    match &store.pools {
        crate::open::Pools::Sqlite { write, .. } => {
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(write).await.expect("SQLite runs the script");
        }
        crate::open::Pools::Postgres { write, .. } => {
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(write).await.expect("PostgreSQL runs the script");
        }
    }
}

/// Every row of every table, as text that is the same for the same values.
pub async fn every_row(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let tables: BTreeSet<String> =
        crate::schema(store).await.expect("the schema is read").into_iter().map(|(table, ..)| table).collect();
    let mut all = BTreeMap::new();
    for table in tables {
        let sql = format!("select * from {table}");
        let declared: &'static Declared = Box::leak(Box::new(Declared {
            name: "every_row",
            kind: Kind::Read,
            sql: Box::leak(sql.into_boxed_str()),
            takes: &[],
            gives: &[],
        }));
        let rows = store.rows_of(declared, Vec::new()).await.expect("the table is read");
        let texts = rows.iter().map(|row| {
            row.columns.iter().zip(&row.values).map(|(c, v)| format!("{c}={}", shown(v))).collect::<Vec<_>>()
        });
        // In the order of the names: a table built again may have its columns in another.
        let texts = texts.map(|mut columns| {
            columns.sort();
            columns.join("; ")
        });
        all.insert(table, texts.collect());
    }
    all
}

/// Truth values are numbers in SQLite.
fn shown(value: &Value) -> String {
    match value {
        v if v.is_null() => "nothing".to_owned(),
        Value::Bool(yes) => format!("Int({})", i64::from(*yes)),
        other => format!("{other:?}"),
    }
}

/// `both!(MIGRATIONS; async fn a_sentence(store: Store) { … });` makes two tests, one a database.
#[macro_export]
macro_rules! both {
    ($migrations:expr; $($(#[$meta:meta])* async fn $name:ident($store:ident: $t:ty) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn story($store: $t) $body
            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                Box::pin(story($crate::testing::sqlite($migrations).await)).await;
            }
            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                Box::pin(story($crate::testing::postgres($migrations).await)).await;
            }
        }
    )*};
}
