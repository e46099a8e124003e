//! Connections that read a SQLite file.
//!
//! The driver's own pool asks a connection after each statement whether it is still there. A server may go away, a file does
//! not, and the question is another round to the connection's thread: it doubles what a short statement costs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Error};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

const CONNECTIONS: u32 = 4;
const WAIT: Duration = Duration::from_secs(15);

#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    places: Arc<Semaphore>,
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use.
pub(crate) struct Reader {
    pub(crate) conn: SqliteConnection,
    readers: Readers,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    /// Gives the connection back after a statement that ended well. One that failed or was abandoned is dropped instead, and
    /// the next reader opens another.
    pub(crate) fn done(self) {
        self.readers.0.idle().push(self.conn);
    }
}

impl Readers {
    /// Opens nothing yet.
    pub(crate) fn new(options: SqliteConnectOptions) -> Readers {
        let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
        Readers(Arc::new(Shared { options, idle: Mutex::default(), places }))
    }

    /// A connection of the caller's own, for a reading that lasts.
    pub(crate) async fn own(&self) -> std::result::Result<SqliteConnection, Error> {
        SqliteConnection::connect_with(&self.0.options).await
    }

    pub(crate) async fn acquire(&self) -> std::result::Result<Reader, Error> {
        let place = timeout(WAIT, self.0.places.clone().acquire_owned())
            .await
            .map_err(|_| Error::PoolTimedOut)?
            .map_err(|_| Error::PoolClosed)?;
        let kept = self.0.idle().pop();
        let conn = match kept {
            Some(conn) => conn,
            None => SqliteConnection::connect_with(&self.0.options).await?,
        };
        Ok(Reader { conn, readers: self.clone(), _place: place })
    }

    /// Waits for the statements that run, then closes every connection; who asks afterwards is told that it is closed.
    pub(crate) async fn close(&self) {
        let all = self.0.places.acquire_many(CONNECTIONS).await;
        self.0.places.close();
        drop(all);
        let idle = std::mem::take(&mut *self.0.idle());
        for conn in idle {
            // Nothing was written through it: a failure to say good-bye loses nothing.
            let _ = conn.close().await;
        }
    }
}
