//! `bench table`: region x ageband, count with sum of turnover and all evidence, from Parquet.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Figure, Options, median, must, process, release};
use crate::run::{self, say};

const USUAL_ROWS: u64 = 10_000_000;
const USUAL_RUNS: u64 = 5;

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let rows = options.number("--rows", USUAL_ROWS)?;
    let runs = options.number("--runs", USUAL_RUNS)?.max(1);
    let data = match options.get("--data") {
        Some(path) => PathBuf::from(path),
        None => generated(root, rows)?,
    };
    let program = release(root)?;
    let (mut cpu, mut wall, mut peak) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let mut command = Command::new(&program);
        command.arg("table").arg(&data).args([
            "--rows",
            "region,ageband",
            "--count",
            "--sum",
            "turnover",
            "--unit",
            "id",
            "--json",
        ]);
        let used = process::measure(&mut command)?;
        // 1 says that a cell fails the policy, which is a result like any other.
        if !matches!(used.code, Some(0 | 1)) {
            return Err(format!("{command:?} ended with {:?}", used.code));
        }
        cpu.push(used.cpu_seconds);
        wall.push(used.wall_seconds);
        peak.push(used.peak_mib);
    }
    say(&format!("data: {}, {runs} runs, medians", data.display()));
    Ok(vec![
        Figure::new("table region x ageband, cpu", median(&mut cpu), "s"),
        Figure::new("table region x ageband, wall", median(&mut wall), "s"),
        Figure::new("table region x ageband, peak memory", median(&mut peak), "MiB"),
    ])
}

/// The microdata of the field's comparison, where its generator stands beside the project.
pub(super) fn generated(root: &Path, rows: u64) -> Result<PathBuf, String> {
    let prefix = root.join(format!("target/bench/micro-{rows}"));
    let data = prefix.with_extension("parquet");
    if data.is_file() {
        return Ok(data);
    }
    let generator = root.join("../shared/bench/gen_microdata.py");
    if !generator.is_file() {
        return Err(format!(
            "there is no data: name a Parquet file with region, ageband, turnover and id (--data FILE); {} is not here",
            generator.display()
        ));
    }
    std::fs::create_dir_all(root.join("target/bench")).map_err(|e| format!("making target/bench: {e}"))?;
    let mut python = Command::new(python(root)?);
    python.arg(&generator).arg(rows.to_string()).arg(&prefix);
    must(&mut python, "making the microdata")?;
    Ok(data)
}

/// A Python that has what the generator imports: the machine's, or one of our own under the target folder.
fn python(root: &Path) -> Result<PathBuf, String> {
    let imports = |python: &Path| {
        let mut ask = Command::new(python);
        ask.args(["-c", "import numpy, pyarrow"]).stderr(std::process::Stdio::null());
        ask.status().is_ok_and(|status| status.success())
    };
    let machine = PathBuf::from("python3");
    if imports(&machine) {
        return Ok(machine);
    }
    let folder = root.join("target/bench/python");
    let own = folder.join("bin/python3");
    if !imports(&own) {
        say("set-up: numpy and pyarrow, which the generator of the microdata needs, into target/bench/python (pip)");
        run::python(&folder, &["numpy", "pyarrow"]).map_err(|why| format!("{why}; or name a file with --data"))?;
    }
    Ok(own)
}
