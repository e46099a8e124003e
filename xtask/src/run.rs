//! Starting other programs, and saying what happens.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::counts::Seen;

/// A line to whoever watches.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody watches any more: there is nothing better to do than to go on.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A line about what went wrong.
pub fn say_error(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The cargo that runs us, in the project's folder.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Where cargo builds.
pub fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Runs to the end with our input and output; whether it ended well.
///
/// # Errors
/// The program could not be started.
pub fn status(command: &mut Command) -> Result<bool, String> {
    let status = command.status().map_err(|e| format!("starting {}: {e}", shown(command)))?;
    Ok(status.success())
}

/// Runs to the end and gives what it wrote to standard output.
///
/// # Errors
/// It could not be started, or ended badly; its own words are in the error.
pub fn output(command: &mut Command) -> Result<String, String> {
    let out = command.output().map_err(|e| format!("starting {}: {e}", shown(command)))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        return Err(format!("{} ended with {}: {}", shown(command), out.status, said.trim()));
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs to the end, showing each line as it comes and counting the results among them.
///
/// # Errors
/// The program could not be started or watched.
pub fn watched(command: &mut Command) -> Result<(bool, Seen), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("starting {}: {e}", shown(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (mut seen, mut said) = (Seen::default(), Seen::default());
    std::thread::scope(|scope| {
        // Results stand on standard output; what cargo says of itself does not count.
        scope.spawn(|| {
            copy(stderr, &mut std::io::stderr(), |line| {
                said.note(line);
                true
            });
        });
        copy(stdout, &mut std::io::stdout(), |line| seen.see(line));
    });
    seen.skipped.extend(said.skipped);
    let status = child.wait().map_err(|e| format!("waiting for {}: {e}", shown(command)))?;
    Ok((status.success(), seen))
}

/// Where results are kept while a stage runs.
static KEPT: Mutex<Option<File>> = Mutex::new(None);

/// Keeps the results of what is watched from now on in a new file, for `cargo xtask coverage`.
///
/// # Errors
/// The file cannot be made.
pub fn keep(path: &Path) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    let file = std::fs::create_dir_all(folder).and_then(|()| File::create(path));
    let file = file.map_err(|e| format!("making {}: {e}", path.display()))?;
    *KEPT.lock().unwrap_or_else(|e| e.into_inner()) = Some(file);
    Ok(())
}

/// The same, shown when it has ended: for programs that run beside each other.
///
/// # Errors
/// The program could not be started.
pub fn watched_whole(command: &mut Command) -> Result<(bool, Seen), String> {
    let ended = command.stdin(Stdio::null()).output().map_err(|e| format!("starting {}: {e}", shown(command)))?;
    let _ = std::io::stderr().lock().write_all(&ended.stderr);
    let mut seen = Seen::default();
    // Locked, so that nobody else's lines stand between.
    copy(Some(&ended.stdout[..]), &mut std::io::stdout().lock(), |line| seen.see(line));
    Ok((ended.status.success(), seen))
}

/// Line by line; those are shown of which `see` says so.
fn copy(from: Option<impl Read>, to: &mut impl Write, mut see: impl FnMut(&str) -> bool) {
    let Some(from) = from else { return };
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line);
        if see(&text) {
            let _ = to.write_all(&line).and_then(|()| to.flush());
            if crate::coverage::ran(&text).is_some()
                && let Some(kept) = KEPT.lock().unwrap_or_else(|e| e.into_inner()).as_mut()
            {
                // What is not kept counts as not run, which is the safe side.
                let _ = writeln!(kept, "{}", text.trim());
            }
        }
        line.clear();
    }
}

fn shown(command: &Command) -> String {
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|w| w.to_string_lossy().into_owned())
        .collect();
    format!("`{}`", words.join(" "))
}

/// A Python environment of its own in a folder, with packages by name; its Python.
///
/// # Errors
/// There is no Python that makes one (Debian's python3-venv), or a package cannot be had.
pub fn python(folder: &Path, packages: &[&str]) -> Result<PathBuf, String> {
    let python = folder.join("bin/python3");
    if !python.is_file() && !status(Command::new("python3").args(["-m", "venv"]).arg(folder))? {
        return Err("making a Python environment failed; Debian's package python3-venv has what it needs".into());
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]).args(packages);
    if status(&mut pip)? { Ok(python) } else { Err(format!("pip could not install {}", packages.join(" "))) }
}

/// Whether a program of this name can be found.
pub fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
