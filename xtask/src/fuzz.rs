//! `cargo xtask fuzz [--minutes N] [--target NAME]… [--seeds FOLDER]`: the fuzz targets of the inspector and the desk, outside
//! the normal tests. Each runs until it has had N minutes of processor time, so that a busy machine shortens none; as many run side by
//! side as there are cores. What they learned stays in `fuzz/corpus`, and the next run begins with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use crate::bench::process::cpu_seconds;
use crate::run::{self, say};

const USUAL_MINUTES: u64 = 15;
/// libFuzzer's own, after an interrupt.
const INTERRUPTED: i32 = 72;

/// What was asked for.
struct Request<'a> {
    minutes: u64,
    /// All where none is named.
    only: Vec<&'a str>,
    seeds: Option<&'a str>,
}

/// The folders that hold targets. No two have one of the same name.
const FOLDERS: &[&str] = &["crates/inspector/fuzz", "crates/desk/fuzz"];

/// A target: its folder, where its programs are once they are built, and its name.
struct Target {
    folder: PathBuf,
    programs: PathBuf,
    name: String,
}

/// A target that runs.
struct Running {
    name: String,
    child: Child,
    /// Processor seconds when it was last looked at.
    used: f64,
}

/// `Ok(false)` where a target found something; what it found stays in `fuzz/artifacts`, its words in `fuzz/logs`.
///
/// # Errors
/// A request that is wrong, or a missing cargo-fuzz.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let request = request(arguments)?;
    let mut all = Vec::new();
    for folder in FOLDERS.iter().map(|folder| root.join(folder)) {
        all.extend(targets(&folder)?.into_iter().map(|name| (folder.clone(), name)));
    }
    if let Some(unknown) = request.only.iter().find(|only| !all.iter().any(|(_, name)| name == *only)) {
        let names: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
        return Err(format!("there is no fuzz target {unknown}; there are: {}", names.join(", ")));
    }
    all.retain(|(_, name)| request.only.is_empty() || request.only.contains(&name.as_str()));
    let mut waiting = Vec::new();
    for targets in all.chunk_by(|one, next| one.0 == next.0) {
        let programs = build(root, &targets[0].0)?;
        let target = |(folder, name): &(PathBuf, String)| Target {
            folder: folder.clone(),
            programs: programs.clone(),
            name: name.clone(),
        };
        waiting.extend(targets.iter().map(target));
    }
    let places = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (count, limit) = (waiting.len(), request.minutes as f64 * 60.0);
    let (mut running, mut total, mut found) = (Vec::<Running>::new(), 0.0, Vec::new());
    waiting.reverse();
    while !(waiting.is_empty() && running.is_empty()) {
        while running.len() < places
            && let Some(target) = waiting.pop()
        {
            say(&format!("{}: {} minutes of processor time", target.name, request.minutes));
            running.push(start(target, request.seeds)?);
        }
        std::thread::sleep(Duration::from_secs(1));
        let mut still = Vec::new();
        for mut target in running {
            target.used = cpu_seconds(target.child.id()).unwrap_or(target.used).max(target.used);
            let ended = target.child.try_wait().map_err(|e| format!("waiting for {}: {e}", target.name))?;
            let ended = match ended {
                None if target.used >= limit => Some(stop(&mut target)?),
                ended => ended,
            };
            let Some(status) = ended else {
                still.push(target);
                continue;
            };
            total += target.used;
            if status.success() || status.code() == Some(INTERRUPTED) {
                say(&format!("{}: nothing found in {:.0} s of processor time", target.name, target.used));
            } else {
                say(&format!("{}: FOUND something after {:.0} s of processor time", target.name, target.used));
                found.push(target.name);
            }
        }
        running = still;
    }
    say(&format!("{count} targets, {:.0} minutes of processor time in all", total / 60.0));
    found.iter().for_each(|target| say(&format!("found something: {target}")));
    Ok(found.is_empty())
}

fn request<'a>(arguments: &[&'a str]) -> Result<Request<'a>, String> {
    let mut request = Request { minutes: USUAL_MINUTES, only: Vec::new(), seeds: None };
    for pair in arguments.chunks(2) {
        match *pair {
            ["--minutes", number] => {
                request.minutes = number.parse().map_err(|_| format!("--minutes: \"{number}\" is no number"))?;
            }
            ["--target", name] => request.only.push(name),
            ["--seeds", folder] => request.seeds = Some(folder),
            _ => return Err("cargo xtask fuzz [--minutes N] [--target NAME]… [--seeds FOLDER]".into()),
        }
    }
    Ok(request)
}

/// Builds every target once; the folder of the programs. With no sanitizer: all code is safe Rust, so that what can be found
/// are panics, endless loops and too much memory.
fn build(root: &Path, folder: &Path) -> Result<PathBuf, String> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["+nightly", "fuzz", "build", "-s", "none", "--fuzz-dir"]).arg(folder);
    if !run::status(&mut cargo)? {
        return Err(
            "the fuzz targets were not built: `cargo install cargo-fuzz` and `rustup toolchain install nightly`".into(),
        );
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    let compiler = run::output(Command::new("rustc").args(["+nightly", "-vV"]))?;
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc -vV names no host")?;
    Ok(target.join(host).join("release"))
}

fn start(target: Target, seeds: Option<&str>) -> Result<Running, String> {
    let Target { folder, programs, name } = target;
    let kept = |what: &str| {
        let path = folder.join(what).join(&name);
        std::fs::create_dir_all(&path).map(|()| path).map_err(|e| format!("making fuzz/{what}/{name}: {e}"))
    };
    let (corpus, artifacts, logs) = (kept("corpus")?, kept("artifacts")?, kept("logs")?);
    let log = File::create(logs.join("last.txt")).map_err(|e| format!("writing the log of {name}: {e}"))?;
    let other = log.try_clone().map_err(|e| format!("writing the log of {name}: {e}"))?;
    let mut command = Command::new(programs.join(&name));
    // The limit goes by the clock, which a busy machine stretches; units of more than ten seconds are kept as well.
    command
        .args(["-timeout=300", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(corpus)
        .args(seeds)
        .stdout(log)
        .stderr(other);
    let child = command.spawn().map_err(|e| format!("starting {name}: {e}"))?;
    Ok(Running { name, child, used: 0.0 })
}

/// Asks it to end, so that it says what it did.
fn stop(target: &mut Running) -> Result<ExitStatus, String> {
    run::status(Command::new("kill").args(["-INT", &target.child.id().to_string()]))?;
    target.child.wait().map_err(|e| format!("waiting for {}: {e}", target.name))
}

fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let targets: PathBuf = folder.join("fuzz_targets");
    let entries = std::fs::read_dir(&targets).map_err(|e| format!("reading {}: {e}", targets.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}
