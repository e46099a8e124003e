//! Inspection in a process of its own (invariant 7: a foreign file is parsed only in a limited child).
//!
//! The program starts itself as `PROGRAM inspect-child LIMITS`. Before the child reads a byte it seals itself ([`seal`]): memory,
//! processor time and files are limited, namespaces of its own where the system allows, and a system call filter under which
//! it can read its input, write its output and ask for memory, and nothing else. Then it says how it is sealed and waits
//! for files, one after another ([`pool`]). A child that dies, hangs, says too much or says nonsense makes a report that
//! refuses the file, and is replaced.

mod clamd;
mod office;
mod pool;
mod printed;
mod seal;
mod views;

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::view::Wanted;
use crate::{Finding, Findings, InspectPolicy, Purpose, Report, inspect, names, size_finding};

pub use printed::{is_printed, only_printed, printed_in_child};
pub use seal::Sealed;
pub use views::{fixed_image_in_child, tables_in_child, view_in_child};

/// The first argument that makes a program call [`child_main`].
pub const CHILD_COMMAND: &str = "inspect-child";

/// What a child may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory in bytes, the program's own code not counted.
    pub memory: u64,
    /// For one file, from handing it over to its report. A child has one thread, so it bounds processor time too.
    pub time: Duration,
    /// Longest report in bytes.
    pub output: u64,
    /// Files after which a child is replaced.
    pub files: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { memory: 256 << 20, time: Duration::from_secs(9), output: 1 << 20, files: 400 }
    }
}

/// The line before each file; its bytes follow.
#[derive(Serialize, Deserialize)]
struct Order {
    name: String,
    purpose: Purpose,
    policy: InspectPolicy,
    size: u64,
    #[serde(default)]
    task: Task,
}

/// What a child is asked to do with a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Task {
    #[default]
    Inspect,
    View(Wanted),
    FixedImage,
    /// An Office file set as pages by LibreOffice, in a child that can do nothing else.
    Print,
    /// Pages of what was set so.
    Printed(Wanted),
    /// The tables of a document.
    Tables,
}

impl Task {
    /// The second word after [`CHILD_COMMAND`] and the limits: which seal the child takes.
    fn role(self) -> &'static str {
        if self == Task::Print { PRINT } else { "" }
    }
}

const PRINT: &str = "print";

/// The child's whole life: seal, files, reports. The program calls it before it starts anything else (threads,
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
    let limits = std::env::args().nth(2).ok_or("the limits are missing; this command is not for people")?;
    let limits: Limits = serde_json::from_str(&limits).map_err(|e| format!("reading the limits: {e}"))?;
    let print = std::env::args().nth(3).is_some_and(|role| role == PRINT);
    let sealed = if print {
        office::seal(&limits)
    } else {
        // Texts, patterns and fonts are made ready once, on words of our own, before any file.
        let _ = inspect("a.txt", b"Table 1. Words\n", Purpose::Output, &InspectPolicy::default());
        seal::seal(&limits)
    };
    let mut out = std::io::stdout().lock();
    let mut say = |line: String, tail: &[u8]| {
        let written = writeln!(out, "{line}").and_then(|()| out.write_all(tail)).and_then(|()| out.flush());
        written.map_err(|e| format!("writing: {e}"))
    };
    // One that cannot be sealed on this machine says that it is not: it differs from one that broke.
    let how = sealed.as_ref().unwrap_or(&Sealed { filter: false, namespaces: false });
    say(serde_json::to_string(how).map_err(|e| format!("writing how it is sealed: {e}"))?, &[])?;
    sealed?;
    let mut input = std::io::stdin().lock();
    loop {
        let mut line = String::new();
        let read = input.by_ref().take(4 << 20).read_line(&mut line).map_err(|e| format!("reading the order: {e}"))?;
        if read == 0 {
            return Ok(());
        }
        let order: Order = serde_json::from_str(&line).map_err(|e| format!("reading the order: {e}"))?;
        let mut bytes = Vec::new();
        input.by_ref().take(order.size).read_to_end(&mut bytes).map_err(|e| format!("reading the file: {e}"))?;
        if bytes.len() as u64 != order.size {
            return Err("reading the file: it broke off".into());
        }
        if print != (order.task == Task::Print) {
            return Err("this child does something else".into());
        }
        if order.task != Task::Inspect {
            let (line, tail) = match order.task {
                Task::Print => printed::answer(office::print(&order.name, &bytes, &limits))?,
                _ => views::answer(&order, &bytes)?,
            };
            say(line, &tail)?;
            continue;
        }
        let report = inspect(&order.name, &bytes, order.purpose, &order.policy);
        say(serde_json::to_string(&report).map_err(|e| format!("writing the report: {e}"))?, &[])?;
    }
}

/// Inspects `bytes` (the whole content of a file called `name`) in a child of the program `exe`.
///
/// Blocks for up to `limits.time` and the time a child takes to start. Never fails: a child that does not report makes a
/// refusal (`unreadable`). Children are kept for the next file.
pub fn inspect_in_child(
    exe: &Path,
    name: &str,
    bytes: &[u8],
    purpose: Purpose,
    policy: &InspectPolicy,
    limits: &Limits,
) -> Report {
    // A size out of bounds needs no parser and no child.
    let size = bytes.len() as u64;
    if size_finding(size, policy).is_some() {
        return out_of_bounds(name, size, purpose, policy);
    }
    let order = Order { name: name.to_owned(), purpose, policy: policy.clone(), size, task: Task::Inspect };
    let read = |said: &[u8]| checked(serde_json::from_slice(said).ok()?, &order);
    let report = pool::run(exe, &order, bytes, limits, read);
    let report = report.unwrap_or_else(|pool::Failed { reason, evidence }| Report::unreadable(name, reason, evidence));
    match policy.clamd.as_ref().filter(|_| purpose == Purpose::Ingest) {
        Some(socket) => clamd::asked(report, socket, bytes, policy, limits.time),
        None => report,
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
    match read_file(path, policy) {
        Ok(Ok(bytes)) => Report { file: shown, ..inspect_in_child(exe, &name, &bytes, purpose, policy, limits) },
        Ok(Err(size)) => Report { file: shown, ..out_of_bounds(&name, size, purpose, policy) },
        Err(error) => Report::unreadable(shown, "not-a-file", error),
    }
}

/// The whole content of a file; its size instead where that is more than the policy allows.
///
/// # Errors
/// The file cannot be read, or is none.
pub fn read_file(path: &Path, policy: &InspectPolicy) -> std::io::Result<Result<Vec<u8>, u64>> {
    let file = std::fs::File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    // Room is made for what is allowed, and one byte more tells that it was too much.
    let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(policy.max_bytes)).unwrap_or(0) + 1);
    file.take(policy.max_bytes + 1).read_to_end(&mut bytes)?;
    let read = bytes.len() as u64;
    // It may grow while it is read.
    Ok(if read > policy.max_bytes { Err(about.len().max(read)) } else { Ok(bytes) })
}

/// The report on a file that is empty or too large to be parsed.
fn out_of_bounds(name: &str, size: u64, purpose: Purpose, policy: &InspectPolicy) -> Report {
    let mut findings = Findings::new(name, policy, purpose);
    names::check(name, &mut findings);
    if let Some((id, evidence)) = size_finding(size, policy) {
        findings.add(id, "", evidence);
    }
    Report::new(name, "unknown", findings.list())
}

/// How a child of this program is sealed on this machine, or why none could be started.
///
/// # Errors
/// The reason, in the words of the system.
pub fn sealed(exe: &Path, limits: &Limits) -> Result<Sealed, String> {
    pool::sealed(exe, limits).map_err(|failed| format!("starting a sealed child: {}", failed.evidence))
}

/// Ends the children that wait for files. A program that ends without it leaves them to notice that their input closed.
pub fn end_children() {
    pool::end();
}

/// What a child says is foreign too: its verdict is worked out again from the findings, its sentences are our own, and
/// the rest is made fit to show.
fn checked(report: Report, order: &Order) -> Option<Report> {
    if report.file != order.name {
        return None;
    }
    let findings = report
        .findings
        .into_iter()
        .map(|f| Finding {
            times: f.times,
            also: f.also.iter().take(100).map(|place| names::shown(place)).collect(),
            ..Finding::new(f.id, &names::shown(&f.reason), f.severity, &f.place, &f.evidence)
        })
        .collect();
    Some(Report::new(report.file, names::shown(&report.kind), findings))
}
