//! `bench disclosure`: tables with all their evidence, beside duckdb, polars, numpy and ACRO over the same rows in one run.
//!
//! From Parquet our figure is that of the whole process, the peers' that of the query alone. On loaded data both are that of
//! the step alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::{Figure, Options, median, process, table};
use crate::run::{self, say};

const USUAL_ROWS: u64 = 10_000_000;
/// ACRO takes some 2 ms of processor time for each cell: its larger table is made of fewer rows.
const ROWS_FOR_ACRO: u64 = 1_000_000;
const USUAL_RUNS: u64 = 3;
const TWO: &str = "region,ageband";
const FOUR: &str = "region,sex,ageband,occupation";

/// What a step used.
#[derive(Deserialize)]
struct Used {
    cpu: f64,
    peak_mib: f64,
}

/// Processor seconds of our step on loaded data.
#[derive(Deserialize)]
struct Loaded {
    count: f64,
    sum: f64,
}

struct Bench {
    folder: PathBuf,
    program: PathBuf,
    loaded: PathBuf,
    runs: u64,
    figures: Vec<Figure>,
}

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let rows = options.number("--rows", USUAL_ROWS)?;
    let data = table::generated(root, rows)?;
    let fewer = if rows > ROWS_FOR_ACRO { table::generated(root, ROWS_FOR_ACRO)? } else { data.clone() };
    let mut build = run::cargo(root);
    // Both at once, so that they share what they depend on.
    let words = [
        "build",
        "--release",
        "--locked",
        "--package",
        "strongroom",
        "--package",
        "disclosure",
        "--bins",
        "--examples",
    ];
    if !run::status(build.args(words))? {
        return Err("building for release failed".into());
    }
    let release = run::target(root).join("release");
    let mut bench = Bench {
        folder: run::target(root).join("bench/peers"),
        program: release.join("strongroom"),
        loaded: release.join("examples/loaded"),
        runs: options.number("--runs", USUAL_RUNS)?.max(1),
        figures: Vec::new(),
    };
    say(&format!("data: {}, {} runs, medians; acro once", data.display(), bench.runs));
    for (name, keys) in [("120 cells", TWO), ("19,200 cells", FOUR)] {
        let ours = bench.from_parquet(&data, keys, &[])?;
        bench.add(&format!("Parquet, {name}"), &ours);
        for peer in ["duckdb", "polars"] {
            bench.beside(&format!("Parquet, {name}"), peer, &data, keys, ours.cpu)?;
        }
    }
    let ours = bench.from_parquet(&data, TWO, &["--unit", "id"])?;
    bench.add("Parquet, 120 cells, distinct units", &ours);
    bench.beside("Parquet, 120 cells, distinct units", "duckdb-units", &data, TWO, ours.cpu)?;
    let two = bench.on_loaded(&data, TWO)?;
    bench.figure("loaded, 120 cells, count", "cpu", two.count, "s");
    bench.beside("loaded, 120 cells, count", "numpy", &data, TWO, two.count)?;
    bench.figure("loaded, 120 cells, sum and evidence", "cpu", two.sum, "s");
    bench.beside("loaded, 120 cells, sum and evidence", "acro", &data, TWO, two.sum)?;
    let four = bench.on_loaded(&fewer, FOUR)?;
    let name = format!("loaded, {} rows, 19,200 cells, sum and evidence", ROWS_FOR_ACRO.min(rows));
    bench.figure(&name, "cpu", four.sum, "s");
    bench.beside(&name, "acro", &fewer, FOUR, four.sum)?;
    Ok(bench.figures)
}

impl Bench {
    fn figure(&mut self, name: &str, what: &str, value: f64, unit: &'static str) {
        self.figures.push(Figure::new(format!("{name}: {what}"), value, unit));
    }

    fn add(&mut self, name: &str, used: &Used) {
        self.figure(name, "cpu", used.cpu, "s");
        self.figure(name, "peak memory", used.peak_mib, "MiB");
    }

    /// The whole program, from the file to JSON.
    fn from_parquet(&self, data: &Path, keys: &str, more: &[&str]) -> Result<Used, String> {
        let (mut cpu, mut peak) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            let mut command = Command::new(&self.program);
            command.arg("table").arg(data).args(["--rows", keys, "--count", "--sum", "turnover", "--mean", "turnover"]);
            let used = process::measure(command.args(more).arg("--json"))?;
            if !matches!(used.code, Some(0 | 1)) {
                return Err(format!("{command:?} ended with {:?}", used.code));
            }
            cpu.push(used.cpu_seconds);
            peak.push(used.peak_mib);
        }
        Ok(Used { cpu: median(&mut cpu), peak_mib: median(&mut peak) })
    }

    fn on_loaded(&self, data: &Path, keys: &str) -> Result<Loaded, String> {
        let (mut count, mut sum) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            let said = run::output(Command::new(&self.loaded).arg(data).arg(keys))?;
            let used: Loaded = serde_json::from_str(said.trim()).map_err(|e| format!("reading {said:?}: {e}"))?;
            count.push(used.count);
            sum.push(used.sum);
        }
        Ok(Loaded { count: median(&mut count), sum: median(&mut sum) })
    }

    /// A peer on the same rows, and how many times our processor time it takes. One that cannot be had is said and left out.
    fn beside(&mut self, name: &str, what: &str, data: &Path, keys: &str, ours: f64) -> Result<(), String> {
        let package = what.split('-').next().unwrap_or(what);
        let packages: &[&str] =
            if package == "acro" { &["acro==1.0.2"] } else { &["duckdb", "polars", "numpy", "pyarrow"] };
        // ACRO asks for versions of its own.
        let folder = self.folder.join(if package == "acro" { "acro" } else { "tables" });
        let python = match run::python(&folder, packages) {
            Ok(python) => python,
            Err(why) => {
                say(&format!("{what} was not measured: {why}"));
                return Ok(());
            }
        };
        let (mut cpu, mut peak) = (Vec::new(), Vec::new());
        for _ in 0..if package == "acro" { 1 } else { self.runs } {
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
            peak.push(used.peak_mib);
        }
        let cpu = median(&mut cpu);
        self.figure(name, &format!("{what}, cpu"), cpu, "s");
        self.figure(name, &format!("{what}, peak memory"), median(&mut peak), "MiB");
        self.figure(name, &format!("ours over {what}, cpu"), ours / cpu, "ratio");
        Ok(())
    }
}
