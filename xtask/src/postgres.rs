//! A PostgreSQL of our own for the tests: in a temporary folder, on a free port, gone afterwards.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::run;

/// A running server. Dropping it stops the server and removes its folder.
pub struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
}

/// Whether we are root (our own /proc entry belongs to root).
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// The folder of the newest server's programs, as Debian lays them out; else where PATH finds them.
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
    })
}

impl Server {
    /// Makes a cluster and starts it. The superuser is `postgres`, without a password, on 127.0.0.1 alone.
    /// What it writes is not forced to disk: it is thrown away.
    ///
    /// # Errors
    /// PostgreSQL is missing or does not start within a minute; its log is in the error.
    pub fn start() -> Result<Server, String> {
        let bin = programs().ok_or("starting PostgreSQL: it is not installed; run `cargo xtask setup`")?;
        let folder = std::env::temp_dir().join(format!("strongroom-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| format!("making {}: {e}", folder.display()))?;
        let account = account()?;
        if let Some(account) = &account {
            chown(&folder, Some(account.uid), Some(account.gid))
                .map_err(|e| format!("giving {} away: {e}", folder.display()))?;
        }
        let data = folder.join("data");
        let mut initdb = as_account(&account, &bin.join("initdb"));
        initdb.current_dir(&folder).arg("-D").arg(&data);
        initdb.args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        run::output(&mut initdb)?;

        let port = free_port()?;
        let log = std::fs::File::create(folder.join("log")).map_err(|e| format!("making the server's log: {e}"))?;
        let mut server = as_account(&account, &bin.join("postgres"));
        server.current_dir(&folder).arg("-D").arg(&data).arg("-k").arg(&folder).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=300",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "shared_buffers=64MB",
        ] {
            server.args(["-c", setting]);
        }
        let errors = log.try_clone().map_err(|e| format!("making the server's log: {e}"))?;
        let child = server
            .stdin(Stdio::null())
            .stdout(Stdio::from(log))
            .stderr(Stdio::from(errors))
            .spawn()
            .map_err(|e| format!("starting PostgreSQL: {e}"))?;
        let mut server = Server { child, folder, port };
        server.wait_until_ready(&bin)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, bin: &Path) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("starting PostgreSQL: it ended with {status}:\n{}", self.log()));
            }
            let open = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
            let mut ready = Command::new(bin.join("pg_isready"));
            ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if open && run::status(&mut ready).unwrap_or(false) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("starting PostgreSQL: not ready after a minute:\n{}", self.log()))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Where tests find it; each makes databases of its own there.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Interrupt is PostgreSQL's word for a fast stop; the pid is the server's own, because setpriv becomes it.
        let _ = run::status(Command::new("kill").args(["-INT", &self.child.id().to_string()]));
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|e| format!("looking for a free port: {e}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|e| format!("looking for a free port: {e}"))
}

struct Account {
    uid: u32,
    gid: u32,
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, else as `nobody`.
fn account() -> Result<Option<Account>, String> {
    if !is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        let id = |what: &str| run::output(Command::new("id").args([what, name])).ok()?.trim().parse().ok();
        if let (Some(uid), Some(gid)) = (id("-u"), id("-g")) {
            return Ok(Some(Account { uid, gid }));
        }
    }
    Err("starting PostgreSQL: we are root, and there is neither an account `postgres` nor `nobody`".into())
}

fn as_account(account: &Option<Account>, program: &Path) -> Command {
    match account {
        None => Command::new(program),
        Some(account) => {
            let mut command = Command::new("setpriv");
            command.args([
                &format!("--reuid={}", account.uid),
                &format!("--regid={}", account.gid),
                "--clear-groups",
                "--",
            ]);
            command.arg(program);
            command
        }
    }
}
