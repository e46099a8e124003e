//! `bench web`: requests a second, waiting times and the server's processor time for the pages of a demo that holds a large
//! folder and a large request, or for the pages of a service that runs already.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::demo::{Demo, Folder};
use super::load::{self, Load, Page};
use super::{Figure, Options, median, process, release};
use crate::run::say;

/// The file of pages: `[[page]]` with name, path and cookie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    page: Vec<Page>,
}

/// What is measured: a demo of our own, or a service that somebody else started.
struct Target {
    address: String,
    pid: Option<u32>,
    pages: Pages,
    _demo: Option<Demo>,
}

const STARTS: usize = 5;

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let load = Load {
        threads: usize::try_from(options.number("--threads", 4)?).unwrap_or(4),
        time: Duration::from_secs(options.number("--seconds", 5)?),
        warm_up: 50,
    };
    let mut figures = Vec::new();
    let target = match options.get("--url") {
        Some(url) => running(url, options)?,
        None => own(root, &mut figures)?,
    };
    figures.extend(target.pid.and_then(process::resident_mib).map(|mib| Figure::new("resident at rest", mib, "MiB")));
    for page in &target.pages.page {
        let measured = load::page(&target.address, page, load, target.pid)?;
        say(&format!("{}: {} requests", page.name, measured.requests));
        figures.extend(measured.figures(&page.name));
    }
    figures
        .extend(target.pid.and_then(process::resident_mib).map(|mib| Figure::new("resident after load", mib, "MiB")));
    Ok(figures)
}

fn read(path: &Path) -> Result<Pages, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("reading {}: {e}", path.display()))?;
    toml::from_str(&text).map_err(|e| format!("reading {}: {e}", path.display()))
}

fn running(url: &str, options: &Options) -> Result<Target, String> {
    let pages = options
        .get("--pages")
        .ok_or("bench web --url: name a file of pages too (--pages FILE): [[page]] with name, path and cookie")?;
    let number = |pid: &str| pid.parse().map_err(|_| format!("--pid: \"{pid}\" is no number"));
    Ok(Target {
        address: url.trim_start_matches("http://").trim_end_matches('/').to_owned(),
        pid: options.get("--pid").map(number).transpose()?,
        pages: read(Path::new(pages))?,
        _demo: None,
    })
}

/// Seeds a demo, stops it, and starts it again several times: a start is measured on a database that is filled.
fn own(root: &Path, figures: &mut Vec<Figure>) -> Result<Target, String> {
    let program = release(root)?;
    let mut demo = Demo::start(&program, Folder::new()?)?;
    demo.until_ready()?;
    let pages = read(&demo.folder().join("pages.toml"))?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        demo.stop();
        let begun = Instant::now();
        demo = Demo::start(&program, demo.into_folder())?;
        demo.until_answer()?;
        starts.push(begun.elapsed().as_secs_f64());
        demo.until_ready()?;
    }
    figures.push(Figure::new("start to first answer, seeded database", median(&mut starts), "s"));
    let (address, pid) = (demo.address.clone(), Some(demo.child.id()));
    Ok(Target { address, pid, pages, _demo: Some(demo) })
}
