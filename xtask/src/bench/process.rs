//! What a process uses, from /proc.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Linux counts processor time for programs in hundredths of a second, on every architecture Debian has.
const TICKS: f64 = 100.0;

/// User and system seconds of a process so far.
pub(crate) fn cpu_seconds(pid: u32) -> Option<f64> {
    fields(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?, 11)
}

/// User and system seconds of our children that have ended.
pub(crate) fn children_cpu_seconds() -> Option<f64> {
    fields(&std::fs::read_to_string("/proc/self/stat").ok()?, 13)
}

/// Two neighbouring fields after the name in brackets, which may hold spaces itself.
fn fields(stat: &str, at: usize) -> Option<f64> {
    let after: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = after.get(at)?.parse::<f64>().ok()? + after.get(at + 1)?.parse::<f64>().ok()?;
    Some(ticks / TICKS)
}

/// Kibibytes in a line of /proc/PID/status, such as `VmRSS` (now) or `VmHWM` (the most so far).
fn status_kib(pid: u32, key: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix(key)?.trim_start_matches(':').split_whitespace().next()?.parse().ok())
}

/// Resident memory in MiB, now.
pub(crate) fn resident_mib(pid: u32) -> Option<f64> {
    status_kib(pid, "VmRSS").map(|kib| kib / 1024.0)
}

/// The most resident memory so far, in MiB.
pub(crate) fn peak_mib(pid: u32) -> Option<f64> {
    status_kib(pid, "VmHWM").map(|kib| kib / 1024.0)
}

/// What one run of a program used.
pub(crate) struct Used {
    pub(crate) wall_seconds: f64,
    pub(crate) cpu_seconds: f64,
    /// The most that was seen in looks a millisecond apart, in MiB.
    pub(crate) peak_mib: f64,
    /// Exit status, where it ended by itself.
    pub(crate) code: Option<i32>,
}

/// Runs a program to its end and says what it used.
pub(crate) fn measure(command: &mut Command) -> Result<Used, String> {
    let before = children_cpu_seconds().ok_or("reading /proc/self/stat")?;
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().map_err(|e| format!("starting {command:?}: {e}"))?;
    let mut peak = 0f64;
    let status = loop {
        peak = peak.max(status_kib(child.id(), "VmHWM").unwrap_or(0.0));
        match child.try_wait().map_err(|e| format!("waiting for {command:?}: {e}"))? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let wall_seconds = start.elapsed().as_secs_f64();
    let after = children_cpu_seconds().ok_or("reading /proc/self/stat")?;
    Ok(Used { wall_seconds, cpu_seconds: after - before, peak_mib: peak / 1024.0, code: status.code() })
}
