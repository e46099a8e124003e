//! The Python package: its wheel, and its tests in an environment of their own; the check before a commit is tested beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::counts::{Counts, Seen};
use crate::hook;
use crate::run::{self, say};
use crate::wheel::{Project, Wheel, read, read_text};

/// Builds both wheels, the package and the check before a commit, and prints their paths.
///
/// # Errors
/// A word that is not known, or the wheel cannot be built.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let release = match arguments {
        [] => true,
        ["--debug"] => false,
        other => return Err(format!("cargo xtask python knows no {}; it takes --debug", other.join(" "))),
    };
    say(&wheel(root, release)?.display().to_string());
    say(&hook::wheel(root, release)?.display().to_string());
    Ok(true)
}

/// Builds the module and puts the wheel together: a wheel is a zip with three files of metadata.
fn wheel(root: &Path, release: bool) -> Result<PathBuf, String> {
    let mut build = run::cargo(root);
    // For the tests with the whole workspace and its tests: otherwise it would have other features of its dependencies, and
    // compile them again.
    let tests = ["--workspace", "--all-targets", "--quiet"];
    let what: &[&str] = if release { &["--package", "python", "--release"] } else { &tests };
    build.args(["build", "--locked"]).args(what);
    if !run::status(&mut build)? {
        return Err("building the Python module failed".into());
    }
    let profile = if release { "release" } else { "debug" };
    let module = run::target(root).join(profile).join("lib_engine.so");
    let folder = root.join("python");
    let project = Project::read(&folder.join("pyproject.toml"))?;
    let mut files: Vec<(String, Vec<u8>, bool)> = Vec::new();
    let mut sources: Vec<PathBuf> = std::fs::read_dir(folder.join(&project.name))
        .map_err(|e| format!("reading python/{}: {e}", project.name))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .collect();
    sources.sort();
    for source in sources {
        let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((format!("{}/{name}", project.name), read(&source)?, false));
    }
    files.push((format!("{}/_engine.abi3.so", project.name), read(&module)?, true));
    let page = read_text(&folder.join("README.md"))?;
    Wheel { project: &project, interpreters: "cp39-abi3", page: &page, files }.write(root, profile)
}

/// Builds the wheel, installs it with what it depends on into an empty environment, and runs the tests of `python/tests`
/// there. Without Python or without packages nothing is tested, and that is said loudly.
///
/// # Errors
/// The wheel cannot be built or installed.
pub fn test(root: &Path) -> Result<Seen, String> {
    let wheel = wheel(root, false)?;
    let environment = run::target(root).join("python-environment");
    let python = environment.join("bin/python");
    let skipped = |why: &str| {
        let why = format!("SKIPPED: the Python package is built and not tested: {why}");
        run::say_error(&why);
        let mut seen = Seen::from(Counts { skipped: 1, ..Counts::default() });
        seen.note(&why);
        Ok(seen)
    };
    if !run::is_on_path("python3") {
        return skipped("there is no python3 (Debian's packages python3 and python3-venv)");
    }
    if environment.exists() {
        std::fs::remove_dir_all(&environment).map_err(|e| format!("removing {}: {e}", environment.display()))?;
    }
    if !run::status(Command::new("python3").args(["-m", "venv"]).arg(&environment))? {
        return skipped("python3 cannot make an environment (Debian's package python3-venv)");
    }
    // polars is what some researchers bring; the wheel does not need it.
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "polars"]).arg(&wheel);
    if let Err(why) = run::output(&mut pip) {
        // The wheel on its own needs no network: what fails there is its own fault.
        let mut alone = Command::new(&python);
        alone.args(["-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--no-index"]).arg(&wheel);
        run::output(&mut alone)?;
        return skipped(&format!("pip could not fetch what it depends on: {why}"));
    }
    let mut seen = tests_in(root, &environment, &[])?;
    seen.add(hook::test(root)?);
    Ok(seen)
}

/// Runs the tests of `python/tests`, or of a folder in it, with the package that is installed in an environment.
fn tests_in(root: &Path, environment: &Path, folder: &[&str]) -> Result<Seen, String> {
    // Not from the project's folder: the package is to be the installed one.
    let mut command = Command::new(environment.join("bin/python"));
    command.arg(root.join("python/tests/run.py")).args(folder).current_dir(environment).env("MPLBACKEND", "Agg");
    let (ended_well, seen) = run::watched(&mut command)?;
    Ok(seen.honest(ended_well))
}

/// What the tests of frames that lie in parts need beside the wheel's own packages.
const SPREAD: [&str; 3] = ["pyspark>=4,<5", "dask[dataframe]", "duckdb"];

/// Builds the wheel and runs the tests of `python/tests/spark` with it, those of PySpark on a local cluster. Their environment
/// is large and is kept between runs. Without Java or without packages nothing is tested, and that is said loudly.
///
/// # Errors
/// The wheel cannot be built or installed.
pub fn spark(root: &Path) -> Result<Seen, String> {
    let skipped = |why: &str| {
        let why = format!("SKIPPED: tables of PySpark are not tested: {why}");
        run::say_error(&why);
        let mut seen = Seen::from(Counts { skipped: 1, ..Counts::default() });
        seen.note(&why);
        Ok(seen)
    };
    if !run::is_on_path("java") {
        return skipped("there is no java (Debian's package default-jre-headless)");
    }
    let wheel = wheel(root, false)?;
    let environment = run::target(root).join("spark-environment");
    let python = environment.join("bin/python");
    let there = || {
        run::output(Command::new(&python).args(["-c", "import pyspark, dask.dataframe, duckdb, statsmodels"])).is_ok()
    };
    let pip = |arguments: &[&str]| {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(arguments);
        pip
    };
    if !there() {
        if environment.exists() {
            std::fs::remove_dir_all(&environment).map_err(|e| format!("removing {}: {e}", environment.display()))?;
        }
        if !run::status(Command::new("python3").args(["-m", "venv"]).arg(&environment))? {
            return skipped("python3 cannot make an environment (Debian's package python3-venv)");
        }
        run::say("fetching PySpark (some 450 MB), once");
        if let Err(why) = run::output(pip(&SPREAD).arg(&wheel)) {
            return skipped(&format!("pip could not fetch PySpark: {why}"));
        }
    }
    run::output(pip(&["--no-deps", "--no-index", "--force-reinstall"]).arg(&wheel))?;
    tests_in(root, &environment, &["spark"])
}
