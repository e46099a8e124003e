//! Connections: how many there may be, how long each may make the service wait, and who is at its other end.
//!
//! A connection costs a file and memory before anybody has signed in. So they are counted, in all and by address, and where
//! there are too many the one that has kept the service waiting longest makes room: a half-sent request never stands in
//! the way of a whole one.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use futures_util::{StreamExt, stream};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::place::{ProxyHeader, plain};
use super::proxy;
use crate::App;

/// How long the head of a request may take, and how long a connection may wait for its next one.
const HEAD: Duration = Duration::from_secs(20);
/// The largest head, in bytes.
const HEAD_BYTES: usize = 64 * 1024;
/// How long a body may take, and the bytes that earn another second.
const BODY: Duration = Duration::from_secs(20);
const BODY_RATE: u64 = 1024;
/// What is left of the machine's limit of open files for everything that is no connection.
const OTHER_FILES: u64 = 256;

struct Connection {
    address: IpAddr,
    /// True while the service works on a whole request; otherwise it waits for the client.
    busy: AtomicBool,
    /// Told to make room.
    go: Notify,
}

impl Connection {
    fn works(&self, busy: bool) {
        self.busy.store(busy, Ordering::Relaxed);
    }
}

struct Table {
    open: Mutex<(u64, BTreeMap<u64, Arc<Connection>>)>,
    in_all: usize,
    per_address: usize,
    /// These bring everybody's connections: they are counted in all only.
    proxies: Vec<IpAddr>,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Arc<Connection>>)> {
        self.open.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Lets a connection in. Where there are too many, the oldest that waits for its client makes room; where all are at
    /// work, it is not let in.
    fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Admitted> {
        let mut open = self.lock();
        let of_address = || open.1.iter().filter(|(_, c)| c.address == address);
        let crowded = !self.proxies.contains(&address) && of_address().count() >= self.per_address;
        if crowded || open.1.len() >= self.in_all {
            let waits = |c: &Connection| !c.busy.load(Ordering::Relaxed);
            let own = of_address().find(|(_, c)| waits(c)).map(|(id, _)| *id);
            let victim = own.or_else(|| {
                let any = || open.1.iter().find(|(_, c)| waits(c)).map(|(id, _)| *id);
                if crowded { None } else { any() }
            })?;
            if let Some(connection) = open.1.remove(&victim) {
                connection.go.notify_one();
            }
            metrics::counter!("connections_made_room").increment(1);
        }
        open.0 += 1;
        let id = open.0;
        let connection = Arc::new(Connection { address, busy: AtomicBool::new(false), go: Notify::new() });
        open.1.insert(id, connection.clone());
        Some(Admitted { id, connection, table: self.clone() })
    }
}

struct Admitted {
    id: u64,
    connection: Arc<Connection>,
    table: Arc<Table>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.table.lock().1.remove(&self.id);
    }
}

/// As many files as the machine lets this process open; the answer is how many that is.
fn raise_limit_of_files() -> u64 {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        let _ = setrlimit(Resource::Nofile, limit);
    }
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Answers requests until told to stop; then no new ones, and those that run are finished.
pub async fn serve(app: App, listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let listen = &app.config.listen;
    let limits = &app.config.limits;
    let files = usize::try_from(raise_limit_of_files().saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
    let proxies: Vec<IpAddr> = listen.trusted_proxies.iter().filter_map(|p| p.parse().ok()).map(plain).collect();
    let told = ProxyHeader::of(&listen.proxy_header) == ProxyHeader::Protocol;
    let table = Arc::new(Table {
        open: Mutex::default(),
        in_all: limits.connections.min(files.max(16)),
        per_address: limits.connections_per_address,
        // Each of the protocol's connections is its client's own.
        proxies: if told { Vec::new() } else { proxies.clone() },
    });
    let mut running = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        while running.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Too many open files, mostly: others will be closed soon.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let speaks = told && proxies.contains(&plain(peer.ip()));
        let (table, router, stop) = (table.clone(), router.clone(), stop.clone());
        // Of the client behind a proxy that speaks the protocol nothing is known yet: the proxy is let in.
        if speaks {
            running.spawn(behind_proxy(stream, table, router, stop));
        } else if let Some(admitted) = table.admit(plain(peer.ip())) {
            running.spawn(answer(stream, Some(peer), admitted, router, stop));
        }
    }
    while running.join_next().await.is_some() {}
}

async fn behind_proxy(mut stream: TcpStream, table: Arc<Table>, router: Router, stop: watch::Receiver<bool>) {
    let Ok(proxy) = stream.peer_addr() else { return };
    let Some(proxy) = table.admit(plain(proxy.ip())) else { return };
    let told = tokio::select! {
        told = tokio::time::timeout(HEAD, proxy::read(&mut stream)) => told,
        () = proxy.connection.go.notified() => return,
    };
    let client = match told {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => return tracing::warn!(%error, "a trusted proxy did not say whose connection this is"),
        Err(_) => return,
    };
    drop(proxy);
    // A client that the proxy does not name is nowhere, and all of those are one.
    let address = client.map_or(IpAddr::from([0, 0, 0, 0]), |client| plain(client.ip()));
    if let Some(admitted) = table.admit(address) {
        answer(stream, client, admitted, router, stop).await;
    }
}

/// Answers one connection's requests.
async fn answer(
    stream: TcpStream,
    client: Option<SocketAddr>,
    admitted: Admitted,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let connection = admitted.connection.clone();
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let (connection, router) = (connection.clone(), router.clone());
        async move {
            let mut request = request.map(|body| in_time(Body::new(body), connection.clone()));
            if let Some(client) = client {
                request.extensions_mut().insert(ConnectInfo(client));
            }
            let response = router.oneshot(request).await;
            connection.works(false);
            response.map_err(|never: Infallible| match never {})
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    // A page's WebSocket goes on by itself, and is no connection of this table any more.
    let mut answering = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let mut ending = false;
    loop {
        tokio::select! {
            // What a client does wrong, or how it goes away, is no trouble of the service.
            _ = answering.as_mut() => break,
            () = connection.go.notified() => break,
            _ = stop.wait_for(|stop| *stop), if !ending => {
                answering.as_mut().graceful_shutdown();
                ending = true;
            }
        }
    }
}

/// A body that comes in good time, or ends in an error.
fn in_time(body: Body, connection: Arc<Connection>) -> Body {
    if body.is_end_stream() {
        connection.works(true);
        return body;
    }
    connection.works(false);
    let late = Box::pin(tokio::time::sleep(BODY));
    Body::from_stream(stream::unfold(Some((body.into_data_stream(), late)), move |reading| {
        let connection = connection.clone();
        async move {
            let (mut parts, mut late) = reading?;
            tokio::select! {
                biased;
                part = parts.next() => match part {
                    Some(Ok(bytes)) => {
                        let earned = Duration::from_micros(bytes.len() as u64 * 1_000_000 / BODY_RATE);
                        let until = late.deadline() + earned;
                        late.as_mut().reset(until);
                        Some((Ok(bytes), Some((parts, late))))
                    }
                    Some(Err(error)) => Some((Err(io::Error::other(error)), None)),
                    None => {
                        connection.works(true);
                        None
                    }
                },
                () = &mut late => Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None)),
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(in_all: usize, per_address: usize) -> Arc<Table> {
        let proxies = vec![IpAddr::from([10, 0, 0, 1])];
        Arc::new(Table { open: Mutex::default(), in_all, per_address, proxies })
    }

    fn from(table: &Arc<Table>, last: u8) -> Option<Admitted> {
        table.admit(IpAddr::from([10, 0, 0, last]))
    }

    #[tokio::test]
    async fn the_one_that_has_waited_longest_makes_room_and_one_at_work_never() {
        let table = table(10, 2);
        let (first, second) = (from(&table, 2).unwrap(), from(&table, 2).unwrap());
        first.connection.works(true);
        let third = from(&table, 2).unwrap();
        second.connection.go.notified().await;
        third.connection.works(true);
        assert!(from(&table, 2).is_none(), "both are at work");
        let other = from(&table, 3).unwrap();
        drop(first);
        assert!(from(&table, 2).is_some());
        drop((second, third, other));
        assert_eq!(table.lock().1.len(), 0);
    }

    #[test]
    fn nobody_is_pushed_out_by_a_crowd_from_another_address_unless_there_are_too_many_in_all() {
        let table = table(4, 3);
        let crowd: Vec<_> = (0..20).map(|_| from(&table, 2)).collect();
        assert_eq!(table.lock().1.len(), 3);
        let proxied: Vec<_> = (0..3).map(|_| from(&table, 1)).collect();
        assert_eq!(table.lock().1.len(), 4, "a proxy is counted in all");
        drop((crowd, proxied));
    }
}
