//! Larger data, and units whose identifiers lie far apart.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Bench;
use crate::bench::must;

/// The rows of a file so many times, with identifiers scattered over all whole numbers, each once. Made by row groups.
pub(super) fn scattered(bench: &Bench, data: &Path, times: u64) -> Result<PathBuf, String> {
    let to = data.with_extension(format!("scattered-{times}.parquet"));
    let mut python = Command::new(bench.python("tables")?);
    python.args(["-c", include_str!("scatter.py")]).arg(data).arg(&to).arg(times.to_string());
    must(&mut python, "making larger microdata")?;
    Ok(to)
}
