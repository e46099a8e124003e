//! `bench web`: requests a second, waiting times and the server's processor time for the pages named in a file.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::load::{self, Load, Page};
use super::{Figure, Options, process, release};
use crate::postgres::free_port;
use crate::run::say;

/// The file of pages: `[[page]]` with name, path and cookie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    page: Vec<Page>,
}

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let path = options
        .get("--pages")
        .ok_or("bench web: name a file of pages (--pages FILE): [[page]] with name, path and cookie")?;
    let text = std::fs::read_to_string(path).map_err(|e| format!("reading {path}: {e}"))?;
    let pages: Pages = toml::from_str(&text).map_err(|e| format!("reading {path}: {e}"))?;
    let load = Load {
        threads: usize::try_from(options.number("--threads", 4)?).unwrap_or(4),
        time: Duration::from_secs(options.number("--seconds", 5)?),
        warm_up: 50,
    };

    let mut figures = Vec::new();
    let demo = match options.get("--url") {
        Some(_) => None,
        None => Some(Demo::start(root)?),
    };
    let (address, pid) = match &demo {
        Some(demo) => {
            figures.push(Figure::new("start to first answer, seeding included", demo.start_seconds, "s"));
            (demo.address.clone(), Some(demo.child.id()))
        }
        None => {
            let url = options.get("--url").unwrap_or_default();
            let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
            let pid = options
                .get("--pid")
                .map(|pid| pid.parse().map_err(|_| format!("--pid: \"{pid}\" is no number")))
                .transpose()?;
            (address, pid)
        }
    };
    for page in &pages.page {
        let measured = load::page(&address, page, load, pid)?;
        say(&format!("{}: {} requests", page.name, measured.requests));
        figures.extend(measured.figures(&page.name));
    }
    figures.extend(pid.and_then(process::resident_mib).map(|mib| Figure::new("resident after load", mib, "MiB")));
    Ok(figures)
}

/// A demo of its own, in a temporary folder.
struct Demo {
    child: Child,
    address: String,
    folder: std::path::PathBuf,
    start_seconds: f64,
}

impl Demo {
    fn start(root: &Path) -> Result<Demo, String> {
        let program = release(root)?;
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("strongroom-bench-{}", std::process::id()));
        let start = Instant::now();
        let child = Command::new(program)
            .args(["demo", "--port", &port.to_string(), "--data"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("starting the demo: {e}"))?;
        let mut demo = Demo { child, address: format!("127.0.0.1:{port}"), folder, start_seconds: 0.0 };
        let stdout = demo.child.stdout.take().ok_or("the demo has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        if !lines.by_ref().map_while(Result::ok).any(|line| line.contains("ready http://")) {
            return Err("the demo ended before it was ready".into());
        }
        demo.start_seconds = start.elapsed().as_secs_f64();
        // It goes on printing; somebody must read, or it would stand still when the pipe is full.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(demo)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
