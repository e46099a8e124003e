//! Stages that run beside the tests, as a process of their own: most of the time they wait for browsers and servers. What they
//! say is shown when they have ended, and not among the words of others.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::counts::{Counts, Seen};
use crate::run;
use crate::stages::Outcome;

/// The running process.
pub(crate) struct Beside {
    child: Child,
    said: PathBuf,
    report: PathBuf,
    names: Vec<&'static str>,
}

/// What a stage came to, from one process to the other.
#[derive(Serialize, Deserialize)]
struct Line {
    name: String,
    passed: u64,
    failed: u64,
    not_run: u64,
    skipped: Vec<String>,
    milliseconds: u64,
}

impl Beside {
    /// Starts these stages of this program. `told` stands in their environment.
    ///
    /// # Errors
    /// The process cannot be started.
    pub(crate) fn start(
        root: &Path,
        program: &Path,
        names: &[&'static str],
        told: &[(&str, String)],
    ) -> Result<Beside, String> {
        let folder = run::target(root).join("test-results");
        let (said, report) = (folder.join("beside.log"), folder.join("beside.json"));
        let failed = |e: io::Error| format!("starting the stages beside the tests: {e}");
        std::fs::create_dir_all(&folder).map_err(failed)?;
        match std::fs::remove_file(&report) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
        let log = File::create(&said).map_err(failed)?;
        let child = Command::new(program)
            .args(["test", "--no-setup", "--only", &names.join(","), "--report"])
            .arg(&report)
            .current_dir(root)
            .envs(told.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(failed)?)
            .stderr(log)
            .spawn()
            .map_err(failed)?;
        Ok(Beside { child, said, report, names: names.to_vec() })
    }

    /// Waits for the end, shows what was said, and gives what each stage came to. A stage of which nothing is told has failed.
    pub(crate) fn end(mut self) -> Vec<Outcome> {
        let waited = self.child.wait();
        let shown = File::open(&self.said).and_then(|mut said| io::copy(&mut said, &mut io::stdout().lock()));
        if let Some(e) = waited.err().or(shown.err()) {
            run::say_error(&format!("the stages beside the tests: {e}"));
        }
        let lines = read(&self.report).unwrap_or_else(|why| {
            run::say_error(&why);
            Vec::new()
        });
        let told = |name: &&'static str| {
            let line = lines.iter().find(|line| line.name == *name);
            let failed = || Outcome { name, seen: Counts::from_check(false).into(), time: Duration::ZERO };
            line.map_or_else(failed, |line| line.outcome(name))
        };
        self.names.iter().map(told).collect()
    }
}

impl Line {
    fn outcome(&self, name: &'static str) -> Outcome {
        let counts = Counts { passed: self.passed, failed: self.failed, skipped: self.not_run };
        let mut seen = Seen::from(counts);
        seen.skipped.extend(self.skipped.iter().cloned());
        Outcome { name, seen, time: Duration::from_millis(self.milliseconds) }
    }
}

fn read(report: &Path) -> Result<Vec<Line>, String> {
    let failed = |e: &dyn std::fmt::Display| format!("reading {}: {e}", report.display());
    let text = std::fs::read(report).map_err(|e| failed(&e))?;
    serde_json::from_slice(&text).map_err(|e| failed(&e))
}

/// Writes what stages came to, for the process that started this one.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn report(to: &Path, outcomes: &[Outcome]) -> Result<(), String> {
    let line = |outcome: &Outcome| Line {
        name: outcome.name.to_owned(),
        passed: outcome.seen.counts.passed,
        failed: outcome.seen.counts.failed,
        not_run: outcome.seen.counts.skipped,
        skipped: outcome.seen.skipped.iter().cloned().collect(),
        milliseconds: u64::try_from(outcome.time.as_millis()).unwrap_or(u64::MAX),
    };
    let lines: Vec<Line> = outcomes.iter().map(line).collect();
    let text = serde_json::to_vec(&lines).map_err(|e| format!("writing {}: {e}", to.display()))?;
    std::fs::write(to, text).map_err(|e| format!("writing {}: {e}", to.display()))
}
