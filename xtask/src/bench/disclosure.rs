//! `bench disclosure`: tables with all their evidence, beside duckdb, polars, numpy and ACRO over the same rows in one run, and
//! suppression. Every figure is a median of several runs, in processor seconds; what they have to be is said with "holds"
//! or "does not hold".
//!
//! From Parquet our figure is that of the whole process (the command without the service's program around it), the peers'
//! that of the query alone. On loaded data both are that of the step alone.

mod data;
mod suppression;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::{Figure, Options, median, process, table};
use crate::run::{self, say};

/// What is measured without `--rows`.
const USUAL_ROWS: [u64; 2] = [1_000_000, 10_000_000];
const MANY_ROWS: u64 = 100_000_000;
/// ACRO takes some 2 ms of processor time for each cell: its larger table is made of fewer rows.
const ROWS_FOR_ACRO: u64 = 1_000_000;
const USUAL_RUNS: u64 = 3;
const TWO: &str = "region,ageband";
const FOUR: &str = "region,sex,ageband,occupation";
const SHAPES: [(&str, &str); 2] = [("120 cells", TWO), ("19,200 cells", FOUR)];

/// What a step used.
#[derive(Clone, Copy, Deserialize)]
struct Used {
    cpu: f64,
    wall: f64,
    peak_mib: f64,
}

/// Processor seconds of our step on loaded data.
#[derive(Deserialize)]
struct Loaded {
    count: f64,
    sum: f64,
}

struct Bench {
    /// Python environments of peers.
    folder: PathBuf,
    /// Our examples.
    examples: PathBuf,
    runs: u64,
    figures: Vec<Figure>,
}

pub(super) fn run(root: &Path, options: &Options, long: bool) -> Result<Vec<Figure>, String> {
    let mut build = run::cargo(root);
    if !run::status(build.args(["build", "--release", "--locked", "--package", "disclosure", "--examples"]))? {
        return Err("building for release failed".into());
    }
    let mut bench = Bench {
        folder: root.join("target/bench/peers"),
        examples: run::target(root).join("release/examples"),
        runs: options.number("--runs", USUAL_RUNS)?.max(1),
        figures: Vec::new(),
    };
    let rows = match options.get("--rows") {
        Some(_) => vec![options.number("--rows", 0)?],
        None => USUAL_ROWS.to_vec(),
    };
    say(&format!("{} runs each, medians; acro once", bench.runs));
    let mut largest = None;
    for rows in rows {
        let data = table::generated(root, rows)?;
        say(&format!("\n{rows} rows: {}", data.display()));
        largest = Some((rows, bench.tables(&data, rows)?));
        bench.units(&data, rows)?;
        bench.loaded(&data, rows)?;
    }
    if let Some((rows, four)) = largest {
        let data = table::generated(root, rows)?;
        bench.cells(&data, rows, four)?;
        if long {
            bench.many(root, &data, rows, four)?;
        }
    }
    suppression::run(root, &mut bench, long)?;
    Ok(bench.figures)
}

impl Bench {
    fn figure(&mut self, name: &str, value: f64, unit: &'static str) {
        self.figures.push(Figure::new(name, value, unit));
    }

    fn add(&mut self, name: &str, used: Used) {
        say(&format!("  {name:<58} {:>8.3} s cpu {:>8.3} s wall {:>8.1} MiB", used.cpu, used.wall, used.peak_mib));
        self.figure(&format!("{name}: cpu"), used.cpu, "s");
        self.figure(&format!("{name}: peak memory"), used.peak_mib, "MiB");
    }

    /// A figure that has a limit.
    fn at_most(&mut self, name: &str, value: f64, limit: f64, unit: &'static str) {
        let verdict = if value <= limit { "holds" } else { "DOES NOT HOLD" };
        say(&format!("  {name:<58} {value:>8.3} {unit}, at most {limit}: {verdict}"));
        self.figure(name, value, unit);
    }

    fn at_least(&mut self, name: &str, value: f64, limit: f64, unit: &'static str) {
        let verdict = if value >= limit { "holds" } else { "DOES NOT HOLD" };
        say(&format!("  {name:<58} {value:>8.3} {unit}, at least {limit}: {verdict}"));
        self.figure(name, value, unit);
    }

    /// Tables without units; gives what the larger one used.
    fn tables(&mut self, data: &Path, rows: u64) -> Result<Used, String> {
        let mut last = None;
        for (cells, keys) in SHAPES {
            let name = format!("{rows} rows from Parquet, {cells}");
            let ours = self.from_parquet(data, keys, &[])?;
            self.add(&format!("{name}, strongroom"), ours);
            for peer in ["duckdb", "polars"] {
                let Some(theirs) = self.peer(peer, data, keys)? else { continue };
                self.add(&format!("{name}, {peer}"), theirs);
                if peer == "duckdb" {
                    self.at_most(&format!("{name}, cpu over duckdb"), ours.cpu / theirs.cpu, 1.0, "x");
                }
            }
            self.at_most(&format!("{name}, memory"), ours.peak_mib, 250.0, "MiB");
            last = Some(ours);
        }
        last.ok_or_else(|| "no table was measured".into())
    }

    /// Tables with units: identifiers in a row as they are, and scattered.
    fn units(&mut self, data: &Path, rows: u64) -> Result<(), String> {
        let scattered = data::scattered(self, data, 1)?;
        for (kind, data) in [("units 1, 2, 3…", data), ("scattered units", &scattered)] {
            let name = format!("{rows} rows from Parquet, 120 cells, {kind}");
            let ours = self.from_parquet(data, TWO, &["--unit", "id"])?;
            self.add(&format!("{name}, strongroom"), ours);
            if let Some(theirs) = self.peer("duckdb-units", data, TWO)? {
                self.add(&format!("{name}, duckdb"), theirs);
                self.at_most(&format!("{name}, cpu over duckdb"), ours.cpu / theirs.cpu, 1.0, "x");
            }
            self.at_most(&format!("{name}, memory"), ours.peak_mib, 512.0, "MiB");
        }
        std::fs::remove_file(&scattered).map_err(|e| format!("removing {}: {e}", scattered.display()))
    }

    fn loaded(&mut self, data: &Path, rows: u64) -> Result<(), String> {
        for (cells, keys) in SHAPES {
            let name = format!("{rows} rows loaded, {cells}");
            let ours = self.on_loaded(data, keys)?;
            say(&format!("  {name:<58} {:>8.4} s cpu count, {:.4} s count, sum and mean", ours.count, ours.sum));
            self.figure(&format!("{name}, count: cpu"), ours.count, "s");
            self.figure(&format!("{name}, sum and mean: cpu"), ours.sum, "s");
            if let Some(theirs) = self.peer("numpy", data, keys)? {
                self.figure(&format!("{name}, bincount: cpu"), theirs.cpu, "s");
                self.at_most(&format!("{name}, count over numpy's bincount"), ours.count / theirs.cpu, 2.0, "x");
            }
            if (keys == TWO || rows <= ROWS_FOR_ACRO)
                && let Some(theirs) = self.peer("acro", data, keys)?
            {
                self.add(&format!("{name}, acro"), theirs);
                self.at_least(&format!("{name}, acro over ours"), theirs.cpu / ours.sum, 50.0, "x");
            }
        }
        Ok(())
    }

    /// Fifty classes of income more: near a million cells.
    fn cells(&mut self, data: &Path, rows: u64, four: Used) -> Result<(), String> {
        let edges: Vec<String> = (0..50).map(|class| (class * 4000).to_string()).collect();
        let cut = format!("income={}", edges.join(","));
        let keys = format!("{FOUR},income");
        let ours = self.from_parquet(data, &keys, &["--cut", &cut])?;
        let name = format!("{rows} rows from Parquet, 960,000 cells");
        self.add(&format!("{name}, strongroom"), ours);
        self.figure(&format!("{name}, cpu over 19,200 cells"), ours.cpu / four.cpu, "x");
        say(&format!("  {:<58} {:>8.3} x", "cpu over 19,200 cells", ours.cpu / four.cpu));
        Ok(())
    }

    /// A hundred million rows, made for this and removed.
    fn many(&mut self, root: &Path, data: &Path, rows: u64, four: Used) -> Result<(), String> {
        let many = data::scattered(self, data, MANY_ROWS / rows)?;
        say(&format!("\n{MANY_ROWS} rows: those above {} times, each with units of its own", MANY_ROWS / rows));
        let name = format!("{MANY_ROWS} rows from Parquet, 19,200 cells");
        let ours = self.from_parquet(&many, FOUR, &[])?;
        self.add(&format!("{name}, strongroom"), ours);
        self.at_most(&format!("{name}, memory"), ours.peak_mib, 250.0, "MiB");
        let times = MANY_ROWS as f64 / rows as f64;
        self.at_most(&format!("{name}, cpu a row over that of {rows}"), ours.cpu / four.cpu / times, 1.25, "x");
        let name = format!("{MANY_ROWS} rows from Parquet, 120 cells, scattered units");
        let scratch = root.join("target/bench").display().to_string();
        let ours = self.from_parquet(&many, TWO, &["--unit", "id", "--scratch", &scratch])?;
        self.add(&format!("{name}, strongroom"), ours);
        self.at_most(&format!("{name}, memory"), ours.peak_mib, 512.0, "MiB");
        std::fs::remove_file(&many).map_err(|e| format!("removing {}: {e}", many.display()))
    }

    /// The whole command, from the file to JSON.
    fn from_parquet(&self, data: &Path, keys: &str, more: &[&str]) -> Result<Used, String> {
        let (mut cpu, mut wall, mut peak) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.runs {
            let mut command = Command::new(self.examples.join("table"));
            command.arg(data).args(["--rows", keys, "--count", "--sum", "turnover", "--mean", "turnover"]);
            let used = process::measure(command.args(more).arg("--json").stderr(std::process::Stdio::null()))?;
            if !matches!(used.code, Some(0 | 1)) {
                return Err(format!("{command:?} ended with {:?}", used.code));
            }
            cpu.push(used.cpu_seconds);
            wall.push(used.wall_seconds);
            peak.push(used.peak_mib);
        }
        Ok(Used { cpu: median(&mut cpu), wall: median(&mut wall), peak_mib: median(&mut peak) })
    }

    fn on_loaded(&self, data: &Path, keys: &str) -> Result<Loaded, String> {
        let (mut count, mut sum) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            let said = run::output(Command::new(self.examples.join("loaded")).arg(data).arg(keys))?;
            let used: Loaded = serde_json::from_str(said.trim()).map_err(|e| format!("reading {said:?}: {e}"))?;
            count.push(used.count);
            sum.push(used.sum);
        }
        Ok(Loaded { count: median(&mut count), sum: median(&mut sum) })
    }

    /// The Python of a peer with its packages. ACRO asks for versions of its own.
    fn python(&self, package: &str) -> Result<PathBuf, String> {
        let acro = package == "acro";
        let packages: &[&str] =
            if acro { &["acro==1.0.2", "pyarrow"] } else { &["duckdb", "polars", "numpy", "pyarrow"] };
        run::python(&self.folder.join(if acro { "acro" } else { "tables" }), packages)
    }

    /// A peer on the same rows. One that cannot be had is said and left out.
    fn peer(&self, what: &str, data: &Path, keys: &str) -> Result<Option<Used>, String> {
        let python = match self.python(what) {
            Ok(python) => python,
            Err(why) => {
                say(&format!("{what} was not measured: {why}"));
                return Ok(None);
            }
        };
        let (mut cpu, mut wall, mut peak) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..if what == "acro" { 1 } else { self.runs } {
            let mut command = Command::new(&python);
            command
                .args(["-c", include_str!("disclosure/peers.py"), what])
                .arg(data)
                .arg(keys)
                .current_dir(&self.folder);
            let said = run::output(&mut command)?;
            let last = said.lines().last().unwrap_or_default();
            let used: Used = serde_json::from_str(last).map_err(|e| format!("reading {last:?}: {e}"))?;
            cpu.push(used.cpu);
            wall.push(used.wall);
            peak.push(used.peak_mib);
        }
        Ok(Some(Used { cpu: median(&mut cpu), wall: median(&mut wall), peak_mib: median(&mut peak) }))
    }
}
