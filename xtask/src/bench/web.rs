//! `bench web`: requests a second, waiting times and the server's processor time for the pages of a demo that holds a large
//! folder and a large request, or for the pages of a service that runs already. With another program beside it (`--beside`) both
//! are asked in turn, and each figure is a ratio of medians: other work on the machine slows both.

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
    let program = || options.get("--program").map_or_else(|| release(root), |path| Ok(path.into()));
    if let Some(other) = options.get("--beside") {
        return beside(&program()?, Path::new(other), load);
    }
    let target = match options.get("--url") {
        Some(url) => running(url, options)?,
        None => own(&program()?, &mut figures)?,
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
fn own(program: &Path, figures: &mut Vec<Figure>) -> Result<Target, String> {
    let mut demo = Demo::start(program, Folder::new()?)?;
    demo.until_ready()?;
    let pages = read(&demo.folder().join("pages.toml"))?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        demo.stop();
        let begun = Instant::now();
        demo = Demo::start(program, demo.into_folder())?;
        demo.until_answer()?;
        starts.push(begun.elapsed().as_secs_f64());
        demo.until_ready()?;
    }
    figures.push(Figure::new("start to first answer, seeded database", median(&mut starts), "s"));
    let (address, pid) = (demo.address.clone(), Some(demo.child.id()));
    Ok(Target { address, pid, pages, _demo: Some(demo) })
}

/// How often each page of each of the two programs is measured.
const ROUNDS: usize = 5;

/// Both programs with demos of their own, one page after the other, in turn.
fn beside(program: &Path, other: &Path, load: Load) -> Result<Vec<Figure>, String> {
    let mut demos = Vec::new();
    for program in [program, other] {
        let mut demo = Demo::start(program, Folder::new()?)?;
        demo.until_ready()?;
        let pages = read(&demo.folder().join("pages.toml"))?.page;
        demos.push((demo, pages));
    }
    let [(now, pages), (then, others)] = &demos[..] else { return Err("there are two programs".into()) };
    let mut figures = Vec::new();
    for page in pages {
        let Some(same) = others.iter().find(|other| other.name == page.name) else {
            say(&format!("{}: the other program has no such page", page.name));
            continue;
        };
        let mut all = [const { [const { Vec::new() }; 3] }; 2];
        for _ in 0..ROUNDS {
            for ((demo, page), kept) in [(now, page), (then, same)].into_iter().zip(&mut all) {
                let measured = load::page(&demo.address, page, load, Some(demo.child.id()))?;
                let cpu = measured.cpu.ok_or("the demo has ended")?;
                kept.iter_mut().zip([cpu, measured.p50, measured.bytes as f64 / 1024.0]).for_each(|(k, v)| k.push(v));
            }
        }
        let [mut now, mut then] = all;
        for ((what, unit), (now, then)) in
            [("cpu", "ms"), ("p50", "ms"), ("size", "KiB")].into_iter().zip(now.iter_mut().zip(&mut then))
        {
            let (now, then) = (median(now), median(then));
            figures.push(Figure::new(format!("{}, {what}", page.name), now, unit));
            figures.push(Figure::new(format!("{}, {what}, the other", page.name), then, unit));
            figures.push(Figure::new(format!("{}, {what}, ratio", page.name), now / then, "times"));
        }
    }
    Ok(figures)
}
