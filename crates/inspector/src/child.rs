//! Inspection in a process of its own, with limits (invariant 7: a foreign file is parsed only in a limited child).
//!
//! The program starts itself as `PROGRAM inspect-child`, hands over name, purpose, policy and bytes on standard input and reads
//! one report. Before it reads a byte, the child gives up memory beyond its limit, processor time, core files, writing
//! to files, and new file descriptors: without those it can open neither file nor socket. A child that dies, hangs, says
//! too much or says nonsense makes a report that refuses the file.

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::{Finding, Findings, InspectPolicy, Purpose, Report, inspect, names, size_finding};

/// The first argument that makes a program call [`child_main`].
pub const CHILD_COMMAND: &str = "inspect-child";

/// What a child may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space in bytes, the program itself included.
    pub memory: u64,
    /// Processor time in seconds.
    pub cpu_seconds: u64,
    /// From start to report.
    pub time: Duration,
    /// Longest report in bytes.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { memory: 1 << 30, cpu_seconds: 20, time: Duration::from_secs(30), output: 1 << 20 }
    }
}

/// The first line of the child's input; the bytes follow.
#[derive(Serialize, Deserialize)]
struct Order {
    name: String,
    purpose: Purpose,
    policy: InspectPolicy,
    limits: Limits,
}

/// The child's whole life: limits, input, report. The program calls it before it starts anything else (threads,
/// configuration, a runtime), and ends with what it returns.
pub fn child_main() -> ExitCode {
    match child() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // The parent sees the exit status and refuses the file; the line is for whoever starts the child by hand.
            let _ = writeln!(std::io::stderr(), "inspecting as a child: {why}");
            ExitCode::from(2)
        }
    }
}

fn child() -> Result<(), String> {
    let mut input = std::io::stdin().lock();
    // The order comes from the parent, not from the file; the limits stand before the first byte of the file is read.
    let mut line = String::new();
    input.by_ref().take(1 << 20).read_line(&mut line).map_err(|e| format!("reading the order: {e}"))?;
    let order: Order = serde_json::from_str(&line).map_err(|e| format!("reading the order: {e}"))?;
    limit(&order.limits).map_err(|e| format!("setting limits: {e}"))?;
    let mut bytes = Vec::new();
    input.take(order.policy.max_bytes + 1).read_to_end(&mut bytes).map_err(|e| format!("reading the file: {e}"))?;
    let report = inspect(&order.name, &bytes, order.purpose, &order.policy);
    let line = serde_json::to_string(&report).map_err(|e| format!("writing the report: {e}"))?;
    writeln!(std::io::stdout(), "{line}").map_err(|e| format!("writing the report: {e}"))
}

fn limit(limits: &Limits) -> rustix::io::Result<()> {
    let both = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    setrlimit(Resource::Core, both(0))?;
    setrlimit(Resource::Fsize, both(0))?;
    setrlimit(Resource::Cpu, both(limits.cpu_seconds))?;
    setrlimit(Resource::As, both(limits.memory))?;
    // Standard input, output and error are open already; nothing else can be.
    setrlimit(Resource::Nofile, both(3))
}

/// Inspects `bytes` (the whole content of a file called `name`) in a child of the program `exe`.
///
/// Blocks for up to `limits.time`. Never fails: a child that does not report makes a refusal (`unreadable`).
pub fn inspect_in_child(
    exe: &Path,
    name: &str,
    bytes: &[u8],
    purpose: Purpose,
    policy: &InspectPolicy,
    limits: &Limits,
) -> Report {
    // A size out of bounds needs no parser and no child.
    if let Some((id, message)) = size_finding(bytes.len() as u64, policy) {
        let mut findings = Findings::new(policy, purpose);
        names::check(name, &mut findings);
        findings.add(id, "", message);
        return Report::new(name, "unknown", findings.list);
    }
    let order = Order { name: name.to_owned(), purpose, policy: policy.clone(), limits: *limits };
    match run(exe, &order, bytes, limits) {
        Ok(report) => report,
        Err(why) => Report::unreadable(name, format!("the inspection {why}")),
    }
}

/// Inspects a file on disk; `Report::file` is `path` as given, and its last part is the name that is judged.
pub fn inspect_file_in_child(
    exe: &Path,
    path: &Path,
    purpose: Purpose,
    policy: &InspectPolicy,
    limits: &Limits,
) -> Report {
    let shown = path.to_string_lossy().into_owned();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = std::fs::File::open(path).and_then(|file| {
        if !file.metadata()?.is_file() {
            return Err(std::io::Error::other("it is not a file"));
        }
        let mut bytes = Vec::new();
        file.take(policy.max_bytes + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match read {
        Ok(bytes) => Report { file: shown, ..inspect_in_child(exe, &name, &bytes, purpose, policy, limits) },
        Err(error) => Report::unreadable(shown, format!("the file cannot be read ({error})")),
    }
}

fn run(exe: &Path, order: &Order, bytes: &[u8], limits: &Limits) -> Result<Report, String> {
    let mut head = serde_json::to_vec(order).map_err(|e| format!("could not be ordered ({e})"))?;
    head.push(b'\n');
    let mut child = Command::new(exe)
        .arg(CHILD_COMMAND)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("could not be started ({e})"))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("could not be started (no pipes)".into());
    };

    let deadline = Instant::now() + limits.time;
    let (said, ended) = std::thread::scope(|scope| {
        // A child that stops reading breaks the pipe; what it says, or its end, tells the rest.
        scope.spawn(move || stdin.write_all(&head).and_then(|()| stdin.write_all(bytes)));
        let most = limits.output;
        let reader = scope.spawn(move || {
            let mut said = Vec::new();
            stdout.take(most + 1).read_to_end(&mut said).map(|_| said)
        });
        // Too much output is told by the reader's end while the child still wants to write: then it is killed like a slow one.
        let ended = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if Instant::now() < deadline && !reader.is_finished() => {
                    std::thread::sleep(Duration::from_millis(2))
                }
                Ok(None) if Instant::now() < deadline => match wait_a_moment(&mut child) {
                    Some(status) => break Ok(status),
                    None => break Err("said too much or did not end".to_owned()),
                },
                Ok(None) => break Err(format!("took longer than {} s", limits.time.as_secs_f64())),
                Err(error) => break Err(format!("was lost ({error})")),
            }
        };
        // Killing closes both pipes, so that the threads end.
        let _ = child.kill();
        let _ = child.wait();
        (reader.join(), ended)
    });
    let status = ended?;
    if !status.success() {
        return Err(format!("broke off ({status})"));
    }
    let said = match said {
        Ok(Ok(said)) => said,
        _ => return Err("could not be read".into()),
    };
    if said.len() as u64 > limits.output {
        return Err("said too much".into());
    }
    let report: Report = serde_json::from_slice(&said).map_err(|_| "said what is no report".to_owned())?;
    checked(report, order)
}

/// A child that closed its output ends at once, or is taken for stuck.
fn wait_a_moment(child: &mut std::process::Child) -> Option<std::process::ExitStatus> {
    let until = Instant::now() + Duration::from_secs(1);
    while Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    None
}

/// What a child says is foreign too: its verdict is worked out again from the findings, and its texts are made fit to show.
fn checked(report: Report, order: &Order) -> Result<Report, String> {
    if report.file != order.name {
        return Err("reported on another file".into());
    }
    let findings: Vec<Finding> = report
        .findings
        .into_iter()
        .map(|f| Finding {
            id: names::shown(&f.id),
            place: names::shown(&f.place),
            message: names::shown(&f.message),
            ..f
        })
        .collect();
    Ok(Report::new(report.file, names::shown(&report.kind), findings))
}
