//! A demo of a benchmark's own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::load::{self, Page};
use crate::postgres::free_port;

/// Removed at the end.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Result<Folder, String> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = Folder(std::env::temp_dir().join(format!("strongroom-bench-{}-{number}", std::process::id())));
        std::fs::create_dir_all(&folder.0).map_err(|e| format!("making {}: {e}", folder.0.display()))?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// A demo of its own, in a temporary folder.
pub(super) struct Demo {
    pub(super) child: Child,
    pub(super) address: String,
    folder: Folder,
}

impl Demo {
    pub(super) fn start(program: &Path, folder: Folder) -> Result<Demo, String> {
        let port = free_port()?;
        let child = Command::new(program)
            .args(["demo", "--port", &port.to_string(), "--data"])
            .arg(&folder.0)
            .arg("--load")
            .arg(folder.0.join("pages.toml"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("starting the demo: {e}"))?;
        Ok(Demo { child, address: format!("127.0.0.1:{port}"), folder })
    }

    /// Reads what it says until it is ready, and on in the background: it would stand still when the pipe is full.
    pub(super) fn until_ready(&mut self) -> Result<(), String> {
        let stdout = self.child.stdout.take().ok_or("the demo has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        if !lines.by_ref().map_while(Result::ok).any(|line| line.contains("ready http://")) {
            return Err("the demo ended before it was ready".into());
        }
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(())
    }

    /// Asks until somebody answers.
    pub(super) fn until_answer(&mut self) -> Result<(), String> {
        let page = Page { name: "sign-in page".into(), path: "/sign-in".into(), cookie: String::new() };
        loop {
            if load::once(&self.address, &page).is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the demo ended with {status} before it answered"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder.0
    }

    pub(super) fn stop(&mut self) {
        // As an operator would; it finishes what it is doing.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }

    pub(super) fn into_folder(mut self) -> Folder {
        Folder(std::mem::take(&mut self.folder.0))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
