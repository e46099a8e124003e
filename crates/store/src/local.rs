//! A PostgreSQL of one's own in a folder: for tests and for `demo --postgres`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Result, StoreError};

/// A running server; stopped, and its folder removed, when dropped.
pub struct LocalPostgres {
    folder: Option<tempfile::TempDir>,
    data: PathBuf,
    bin: PathBuf,
    port: u16,
}

fn failed(doing: &str, reason: impl ToString) -> StoreError {
    StoreError::Other { doing: doing.to_owned(), reason: reason.to_string() }
}

/// Debian keeps the server's programs outside the path.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path().join("bin"))
        .filter(|p| p.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().ok_or_else(|| {
        failed("looking for PostgreSQL", "there is no /usr/lib/postgresql/*/bin/initdb; install the package postgresql")
    })
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

/// `initdb` and `postgres` refuse root: as root they run under the account `postgres`, or `nobody`.
fn as_account(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let account = if Command::new("id").arg("postgres").output().is_ok_and(|o| o.status.success()) {
        "postgres"
    } else {
        "nobody"
    };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", account, "--regid"]);
    command.arg(if account == "nobody" { "nogroup" } else { account });
    command.args(["--clear-groups", "--"]);
    command.arg(program);
    command
}

impl LocalPostgres {
    /// Makes a cluster in a new temporary folder and starts it on a free port of the loopback.
    pub fn start() -> Result<LocalPostgres> {
        let bin = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("strongroom-pg-")
            .tempdir_in("/tmp")
            .map_err(|e| failed("making a folder for PostgreSQL", e))?;
        let data = folder.path().join("data");
        if is_root() {
            // The unprivileged account must be able to make the cluster's folder.
            let status = Command::new("chmod").arg("777").arg(folder.path()).status();
            status.map_err(|e| failed("opening the folder to the database's account", e))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .map_err(|e| failed("looking for a free port", e))?
            .port();
        run(
            as_account(&bin.join("initdb"))
                .args(["-A", "trust", "-U", "strongroom", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
                .arg(&data),
            "initdb",
        )?;
        let mut server = LocalPostgres { folder: Some(folder), data, bin, port };
        server.start_server()?;
        Ok(server)
    }

    fn start_server(&mut self) -> Result<()> {
        let folder = self.data.parent().unwrap_or(&self.data);
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=off -c full_page_writes=off",
            self.port,
            folder.display()
        );
        let log = folder.join("log");
        run(
            as_account(&self.bin.join("pg_ctl"))
                .args(["-w", "-D"])
                .arg(&self.data)
                .arg("-l")
                .arg(&log)
                .arg("-o")
                .arg(&options)
                .arg("start"),
            "pg_ctl start",
        )
    }

    /// Stops the server but keeps its data, as a lost database looks to the service.
    pub fn stop(&mut self) -> Result<()> {
        run(
            as_account(&self.bin.join("pg_ctl")).args(["-w", "-m", "immediate", "-D"]).arg(&self.data).arg("stop"),
            "pg_ctl stop",
        )
    }

    /// Starts it again on the same port.
    pub fn restart(&mut self) -> Result<()> {
        self.start_server()
    }

    /// Has a small shell stop the server and remove its folder when this process is gone: a static is never dropped.
    pub(crate) fn stop_with_this_process(&self) {
        let folder = self.data.parent().unwrap_or(&self.data).display().to_string();
        let script = format!(
            "while kill -0 {} 2>/dev/null; do sleep 1; done; kill -QUIT $(head -n 1 '{}/postmaster.pid'); sleep 1; rm -rf '{folder}'",
            std::process::id(),
            self.data.display(),
        );
        let _ = Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
    }

    /// The address of a database on it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://strongroom@127.0.0.1:{}/{database}", self.port)
    }
}

fn run(command: &mut Command, what: &str) -> Result<()> {
    // The server outlives pg_ctl and would keep a captured pipe open: nothing is captured.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/tmp")
        .status()
        .map_err(|e| failed(what, e))?;
    if status.success() { Ok(()) } else { Err(failed(what, format!("it ended with {status}"))) }
}

impl Drop for LocalPostgres {
    fn drop(&mut self) {
        let _ = self.stop();
        if let Some(folder) = self.folder.take() {
            let _ = folder.close();
        }
    }
}
