//! For tests: an empty, migrated database of either engine, and the macro that runs a test on both.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{LocalPostgres, Migration, Store, Where};

/// A store and what keeps it alive.
pub struct TestStore {
    pub store: Store,
    pub place: Where,
    _folder: Option<tempfile::TempDir>,
}

/// A new SQLite database in a temporary folder.
pub async fn sqlite(migrations: &[Migration]) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Where::Sqlite(folder.path().join("test.sqlite"));
    let store = Store::open(&place).await.expect("SQLite opens");
    store.migrate(migrations).await.expect("the migrations apply to SQLite");
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

/// A new database on the test server.
pub async fn postgres(migrations: &[Migration]) -> TestStore {
    let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server_url("postgres")).await.expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.expect("a new database");
    let place = Where::Postgres(server_url(&name));
    let store = Store::open(&place).await.expect("PostgreSQL opens");
    store.migrate(migrations).await.expect("the migrations apply to PostgreSQL");
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

/// Prepares every registered statement; the answer lists those that the database does not understand.
pub async fn statements_that_fail(store: &Store) -> Vec<String> {
    use sqlx::{Executor, SqlSafeStr};
    let mut bad = Vec::new();
    for st in crate::all_statements() {
        let error = match &store.pools {
            crate::open::Pools::Sqlite { write, .. } => {
                let mut conn = write.acquire().await.expect("a connection");
                (&mut *conn).prepare(st.sql.into_sql_str()).await.err()
            }
            crate::open::Pools::Postgres { write: pool, .. } => {
                let mut conn = pool.acquire().await.expect("a connection");
                (&mut *conn).prepare(st.sql.into_sql_str()).await.err()
            }
        };
        if let Some(error) = error {
            bad.push(format!("{}: {error}", st.name));
        }
    }
    bad
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
                story($crate::testing::sqlite($migrations).await).await;
            }
            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::testing::postgres($migrations).await).await;
            }
        }
    )*};
}
