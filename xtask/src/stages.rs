//! `cargo xtask test`: one stage after the other, each with its time, and an honest total.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::beside::{self, Beside};
use crate::counts::{Counts, Seen};
use crate::run::{self, say};
use crate::{coverage, deps, postgres, python, s3, setup};

/// What a stage came to.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) seen: Seen,
    pub(crate) time: Duration,
}

/// Names of all stages in order. `clippy` runs only when asked for: it compiles all dependencies again in its own way. So does
/// `spark`, which fetches 450 MB and takes minutes that all stages together do not have.
const STAGES: &[&str] =
    &["format", "deps", "clippy", "compile", "cargo test", "walk", "walk on PostgreSQL", "stories", "python", "spark"];

/// These run beside `cargo test` when everything is compiled: neither of the two keeps two processors busy.
const BESIDE: &[&str] = &["walk", "walk on PostgreSQL", "stories", "python"];

/// What clippy must not find: the fence of `clippy.toml`. What else it says is advice.
const FENCE: [&str; 6] = ["-A", "clippy::all", "-D", "clippy::disallowed_methods", "-D", "clippy::disallowed_types"];

/// Runs the stages; whether all passed.
///
/// # Errors
/// A request that is wrong, or a machine that cannot be set up.
pub fn test(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let plan = Plan::read(arguments)?;
    if plan.set_up {
        setup::all(root)?;
    }
    let wanted: Vec<&'static str> = STAGES.iter().copied().filter(|name| plan.wants(name)).collect();
    // Now: compiling puts another in its place.
    let program = std::env::current_exe().map_err(|e| format!("finding this program: {e}"))?;
    let both = wanted.contains(&"cargo test");
    let (beside, here): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|name| both && BESIDE.contains(name));
    let mut outcomes = Vec::new();
    for name in here {
        let (mut told, mut servers, mut others) = (Vec::new(), (None, None), None);
        if name == "cargo test" {
            servers = (Some(postgres::Server::start()?), s3::Server::start(root));
            told.extend(servers.0.as_ref().map(|s| ("STRONGROOM_TEST_POSTGRES", s.url())));
            told.extend(servers.1.as_ref().map(|s| ("STRONGROOM_TEST_S3", s.url())));
            if !beside.is_empty() {
                say(&format!("\n== beside the tests: {}", beside.join(", ")));
                others = Some(Beside::start(root, &program, &beside, &told)?);
            }
        }
        if name == "stories" && outcomes.iter().any(|o: &Outcome| o.name == "walk" && o.seen.counts.failed == 0) {
            // They look at the pages that the walk has just met.
            told.push(("STRONGROOM_WALKED", walked(root).display().to_string()));
        }
        outcomes.push(run_stage(root, name, &told)?);
        outcomes.extend(others.map(Beside::end).into_iter().flatten());
        drop(servers);
    }
    if let Some(to) = &plan.report {
        beside::report(to, &outcomes)?;
    }
    Ok(summary(&outcomes))
}

fn run_stage(root: &Path, name: &'static str, told: &[(&str, String)]) -> Result<Outcome, String> {
    say(&format!("\n== {name}"));
    let start = Instant::now();
    run::keep(&coverage::kept(root, name))?;
    let seen = stage(root, name, told).unwrap_or_else(|why| {
        run::say_error(&why);
        Counts { failed: 1, ..Counts::default() }.into()
    });
    let time = start.elapsed();
    let Counts { passed, failed, .. } = seen.counts;
    say(&format!("== {name}: {passed} passed, {failed} failed in {}", seconds(time)));
    Ok(Outcome { name, seen, time })
}

struct Plan {
    only: Vec<String>,
    clippy: bool,
    set_up: bool,
    /// Where to write what the stages came to.
    report: Option<PathBuf>,
}

impl Plan {
    fn read(arguments: &[&str]) -> Result<Plan, String> {
        let mut plan = Plan { only: Vec::new(), clippy: false, set_up: true, report: None };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match *word {
                "--clippy" => plan.clippy = true,
                "--no-setup" => plan.set_up = false,
                "--report" => plan.report = Some(words.next().ok_or("--report: name a file")?.into()),
                "--only" => {
                    let names = words.next().ok_or("--only: name one or more stages, joined by commas")?;
                    plan.only = names.split(',').map(String::from).collect();
                    if let Some(unknown) = plan.only.iter().find(|name| !STAGES.contains(&name.as_str())) {
                        return Err(format!("there is no stage \"{unknown}\"; there are {}", STAGES.join(", ")));
                    }
                }
                other => return Err(format!("cargo xtask test knows no {other}")),
            }
        }
        Ok(plan)
    }

    fn wants(&self, name: &str) -> bool {
        let named = self.only.iter().any(|only| only == name);
        if self.only.is_empty() { name != "spark" && (name != "clippy" || self.clippy) } else { named }
    }
}

/// Where the walk keeps its pages.
fn walked(root: &Path) -> PathBuf {
    run::target(root).join("walked")
}

/// `servers`: what `cargo test` and the stories are told in their environment.
fn stage(root: &Path, name: &str, servers: &[(&str, String)]) -> Result<Seen, String> {
    let mut cargo = run::cargo(root);
    match name {
        "format" => one(cargo.args(["fmt", "--all", "--", "--check", "-l"])),
        "deps" => Ok(Counts::from_check(deps::command(root)?).into()),
        "clippy" => one(cargo.args(["clippy", "--workspace", "--all-targets", "--locked", "--"]).args(FENCE)),
        "compile" => program(root).map(|_| Counts::from_check(true).into()),
        "cargo test" => {
            // With what tests that passed say: some say that they had nothing to look at.
            cargo.args(["test", "--workspace", "--locked", "--no-fail-fast", "--", "--show-output"]);
            counted(cargo.envs(servers.iter().map(|(name, url)| (name, url))))
        }
        "walk" => counted(Command::new(program(root)?).args(["demo", "--walk", "--keep"]).arg(walked(root))),
        "walk on PostgreSQL" => counted(Command::new(program(root)?).args(["demo", "--walk", "--postgres"])),
        "stories" => stories(root, servers),
        "python" => python::test(root),
        "spark" => python::spark(root),
        other => Err(format!("there is no stage {other}")),
    }
}

/// The program, built together with the tests: another selection of packages would have other features of its
/// dependencies, and compile half of them again.
pub(crate) fn program(root: &Path) -> Result<PathBuf, String> {
    let mut build = run::cargo(root);
    if !run::status(build.args(["test", "--workspace", "--locked", "--no-run", "--quiet"]))? {
        return Err("building strongroom failed".into());
    }
    Ok(run::target(root).join("debug/strongroom"))
}

/// The browser stories, three files at a time: each starts the program itself, and waits for its browser most of the time.
fn stories(root: &Path, told: &[(&str, String)]) -> Result<Seen, String> {
    let folder = root.join("stories");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .map_err(|e| format!("reading {}: {e}", folder.display()))?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs") || name.ends_with(".test.js"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("{} holds no story (*.test.mjs)", folder.display()));
    }
    let program = program(root)?;
    let waiting = Mutex::new(files.into_iter());
    let next = || waiting.lock().ok().and_then(|mut files| files.next());
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(file) = next() {
                    let mut node = Command::new("node");
                    node.args(["--test", "--test-reporter=tap", &file])
                        .current_dir(&folder)
                        .env("STRONGROOM", &program)
                        .envs(told.iter().map(|(name, value)| (*name, value)));
                    let seen = run::watched_whole(&mut node).map(|(well, seen)| seen.honest(well));
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push(seen);
                    }
                }
            });
        }
    });
    let mut all = Seen::default();
    for seen in outcomes.into_inner().map_err(|_| "a lane of the stories broke off")? {
        all.add(seen?);
    }
    Ok(all)
}

/// A command that is one check: its exit status is the result.
fn one(command: &mut Command) -> Result<Seen, String> {
    run::status(command).map(|passed| Counts::from_check(passed).into())
}

/// A command that prints results.
fn counted(command: &mut Command) -> Result<Seen, String> {
    let (ended_well, seen) = run::watched(command)?;
    Ok(seen.honest(ended_well))
}

impl Seen {
    /// As [`Counts::honest`].
    #[must_use]
    pub fn honest(mut self, ended_well: bool) -> Seen {
        self.counts = self.counts.honest(ended_well);
        self
    }
}

impl Counts {
    /// One check that passed or failed.
    pub fn from_check(passed: bool) -> Counts {
        Counts { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 }
    }

    /// A program that ended badly without naming a failure (it did not compile, it crashed) is a failure; so is one that
    /// ended well, ran nothing, and does not say that this machine lacks what its tests need.
    #[must_use]
    pub fn honest(mut self, ended_well: bool) -> Counts {
        if self.failed == 0 && (!ended_well || self.passed + self.skipped == 0) {
            self.failed = 1;
        }
        self
    }
}

fn summary(outcomes: &[Outcome]) -> bool {
    say("\n== summary");
    let mut total = Counts::default();
    for outcome in outcomes {
        let Counts { passed, failed, skipped } = outcome.seen.counts;
        let skipped_words = if skipped > 0 { format!(", {skipped} not run") } else { String::new() };
        say(&format!(
            "{:<20} {passed:>6} passed, {failed} failed{skipped_words}   {}",
            outcome.name,
            seconds(outcome.time)
        ));
        total.add(outcome.seen.counts);
    }
    for why in outcomes.iter().flat_map(|outcome| &outcome.seen.skipped) {
        say(&format!("SKIPPED: {why}"));
    }
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    total.failed == 0
}

/// In words: "4.2 s", "12 min 3 s".
pub(crate) fn seconds(time: Duration) -> String {
    let all = time.as_secs();
    if all >= 60 { format!("{} min {} s", all / 60, all % 60) } else { format!("{:.1} s", time.as_secs_f64()) }
}
