//! What is attacked: a demo that the attacks share, or an empty service with a configuration of its own; and a client that
//! sends what no browser would.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::running::prepare;

/// The program that is attacked.
#[expect(clippy::disallowed_methods, reason = "an older program is named there")]
pub(super) fn program() -> PathBuf {
    std::env::var_os("STRONGROOM_ATTACKED").map_or_else(|| env!("CARGO_BIN_EXE_strongroom").into(), PathBuf::from)
}

/// A running service; stopped when dropped.
pub(super) struct House {
    child: Child,
    pub(super) url: String,
    pub(super) address: SocketAddr,
    pub(super) data: PathBuf,
    folder: tempfile::TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn started(mut command: Command, folder: tempfile::TempDir) -> House {
    let data = folder.path().join("data");
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.by_ref().map_while(Result::ok).find_map(|l| l.strip_prefix("ready ").map(str::to_owned));
    let Some(url) = url else {
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        panic!("the service ended before it was ready: {:?} {log}", child.wait());
    };
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    House { child, url, address: SocketAddr::from(([127, 0, 0, 1], port)), data, folder }
}

/// A demo of one's own in a folder that was open to everybody.
pub(super) fn own_demo() -> House {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("left-from-before"), "x").unwrap();
    prepare(&program(), "srs", &data);
    let mut command = Command::new(program());
    command.args(["demo", "--profile", "srs", "--port", "0", "--data"]).arg(&data).env("STRONGROOM_LOG", "info");
    started(command, folder)
}

/// The demo that the attacks share: started by the first that asks, stopped when the last lets go.
pub(super) fn demo() -> Arc<House> {
    static SHARED: Mutex<Weak<House>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(|e| e.into_inner());
    if let Some(house) = shared.upgrade() {
        return house;
    }
    let house = Arc::new(own_demo());
    *shared = Arc::downgrade(&house);
    house
}

/// An empty service with this beside the least configuration.
pub(super) fn service(config: &str) -> House {
    service_in(tempfile::tempdir().unwrap(), config)
}

/// The service of a demo that is stopped, with its people and a configuration of its own.
pub(super) fn service_on(mut demo: House, config: &str) -> House {
    let folder = std::mem::replace(&mut demo.folder, tempfile::tempdir().unwrap());
    drop(demo);
    service_in(folder, config)
}

fn service_in(folder: tempfile::TempDir, config: &str) -> House {
    let file = folder.path().join("strongroom.toml");
    let data = folder.path().join("data");
    let listen = if config.contains("[listen]") { "" } else { "[listen]\naddress = \"127.0.0.1:0\"\n" };
    let config = config.replace("[listen]", "[listen]\naddress = \"127.0.0.1:0\"");
    std::fs::write(&file, format!("profile = \"srs\"\ndata = {data:?}\n{config}\n{listen}")).unwrap();
    let migrated = Command::new(program()).arg("migrate").arg("--config").arg(&file).output().unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let mut command = Command::new(program());
    command.arg("serve").arg("--config").arg(&file);
    started(command, folder)
}

impl House {
    /// Kills it; what it kept stays.
    pub(super) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Runs a command of the program on the service's configuration.
    pub(super) fn run(&self, args: &[&str]) -> std::process::Output {
        let file = self.folder.path().join("strongroom.toml");
        Command::new(program()).args(args).arg("--config").arg(file).output().unwrap()
    }

    /// What it has written to its log so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The most memory that it has held at once, in MiB.
    pub(super) fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// From another address of the loopback.
    pub(super) async fn connect_from(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, last], 0))).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// The status of what these bytes are answered with; `None` where the connection ends without an answer.
    pub(super) async fn status_of(&self, bytes: impl AsRef<[u8]>) -> Option<u16> {
        status(&mut self.connect().await, bytes.as_ref()).await
    }

    /// GET, with these header lines.
    pub(super) async fn get(&self, path: &str, headers: &[&str]) -> Option<u16> {
        self.status_of(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n", lines(headers)))
            .await
    }

    /// POST of a form, with these header lines.
    pub(super) async fn post(&self, path: &str, form: &str, headers: &[&str]) -> Option<u16> {
        self.status_of(post(path, form, headers)).await
    }

    /// Whether it is well: it says so in less than a second.
    pub(super) async fn is_well(&self) -> bool {
        tokio::time::timeout(Duration::from_secs(1), self.get("/healthz", &[])).await.is_ok_and(|s| s == Some(200))
    }
}

fn lines(headers: &[&str]) -> String {
    headers.iter().map(|h| format!("{h}\r\n")).collect()
}

pub(super) fn post(path: &str, form: &str, headers: &[&str]) -> String {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let length = form.len();
    let headers = lines(headers);
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{kind}\r\nContent-Length: {length}\r\n{headers}\r\n{form}"
    )
}

/// Sends these bytes and reads the status of the answer. A service that has answered already may read no further.
pub(super) async fn status(stream: &mut TcpStream, bytes: &[u8]) -> Option<u16> {
    let (mut read, mut write) = stream.split();
    let mut answer = Vec::new();
    let mut some = [0; 4096];
    let sent = async {
        let _ = write.write_all(bytes).await;
        std::future::pending::<()>().await;
    };
    let answered = async {
        while !answer.contains(&b'\n') {
            match read.read(&mut some).await {
                Ok(n) if n > 0 => answer.extend_from_slice(&some[..n]),
                _ => break,
            }
        }
    };
    tokio::select! {
        () = answered => {}
        () = sent => {}
    }
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

/// Every file below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
