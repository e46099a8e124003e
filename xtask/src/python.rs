//! The Python package: its wheel, and its tests in an environment of their own.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::counts::{Counts, Seen};
use crate::run::{self, say};

/// The part of `pyproject.toml` that is read.
#[derive(Deserialize)]
struct Package {
    project: Project,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Project {
    name: String,
    description: String,
    license: String,
    requires_python: String,
    dependencies: Vec<String>,
}

/// Builds the wheel and prints its path.
///
/// # Errors
/// A word that is not known, or the wheel cannot be built.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let release = match arguments {
        [] => true,
        ["--debug"] => false,
        other => return Err(format!("cargo xtask python knows no {}; it takes --debug", other.join(" "))),
    };
    let wheel = wheel(root, release)?;
    say(&wheel.display().to_string());
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
    let text = read_text(&folder.join("pyproject.toml"))?;
    let package: Package = toml::from_str(&text).map_err(|e| format!("reading python/pyproject.toml: {e}"))?;
    let project = package.project;
    let version = env!("CARGO_PKG_VERSION");
    let info = format!("{}-{version}.dist-info", project.name);
    // The module needs the C library of the machine it was built on, or a newer one; so the plain tag of the platform.
    let tag = format!("cp39-abi3-{}", platform()?);
    let metadata = metadata(&project, version, &read_text(&folder.join("README.md"))?);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut sources: Vec<PathBuf> = std::fs::read_dir(folder.join(&project.name))
        .map_err(|e| format!("reading python/{}: {e}", project.name))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .collect();
    sources.sort();
    for source in sources {
        let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((format!("{}/{name}", project.name), read(&source)?));
    }
    files.push((format!("{}/_engine.abi3.so", project.name), read(&module)?));
    files.push((format!("{info}/METADATA"), metadata.into_bytes()));
    let about = format!("Wheel-Version: 1.0\nGenerator: xtask {version}\nRoot-Is-Purelib: false\nTag: {tag}\n");
    files.push((format!("{info}/WHEEL"), about.into_bytes()));
    files.push((format!("{info}/licenses/LICENSE"), read(&root.join("LICENSE"))?));
    let record = format!("{info}/RECORD");
    let mut lines = String::new();
    for (name, content) in &files {
        let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(content));
        let _ = writeln!(lines, "{name},sha256={hash},{}", content.len());
    }
    let _ = writeln!(lines, "{record},,");
    files.push((record, lines.into_bytes()));

    let out = run::target(root).join("wheels").join(profile);
    std::fs::create_dir_all(&out).map_err(|e| format!("making {}: {e}", out.display()))?;
    let path = out.join(format!("{}-{version}-{tag}.whl", project.name));
    let failed = |e: &dyn std::fmt::Display| format!("writing {}: {e}", path.display());
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).map_err(|e| failed(&e))?);
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in &files {
        let mode = if name.ends_with(".so") { 0o755 } else { 0o644 };
        archive.start_file(name.as_str(), options.unix_permissions(mode)).map_err(|e| failed(&e))?;
        archive.write_all(content).map_err(|e| failed(&e))?;
    }
    archive.finish().map_err(|e| failed(&e))?;
    Ok(path)
}

/// The platform as wheels call it.
fn platform() -> Result<String, String> {
    match std::env::consts::OS {
        "linux" => Ok(format!("linux_{}", std::env::consts::ARCH)),
        other => Err(format!("wheels are built on Linux; this is {other}")),
    }
}

/// `METADATA`, with the README as its description.
fn metadata(project: &Project, version: &str, readme: &str) -> String {
    let mut text = format!(
        "Metadata-Version: 2.4\nName: {}\nVersion: {version}\nSummary: {}\nLicense-Expression: {}\nLicense-File: LICENSE\nRequires-Python: {}\n",
        project.name, project.description, project.license, project.requires_python
    );
    for dependency in &project.dependencies {
        let _ = writeln!(text, "Requires-Dist: {dependency}");
    }
    text += "Description-Content-Type: text/markdown\n\n";
    text + readme
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
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "polars"]).arg(&wheel);
    if let Err(why) = run::output(&mut pip) {
        // The wheel on its own needs no network: what fails there is its own fault.
        let mut alone = Command::new(&python);
        alone.args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]).arg(&wheel);
        run::output(&mut alone)?;
        return skipped(&format!("pip could not fetch what it depends on: {why}"));
    }
    // Not from the project's folder: the package is to be the installed one.
    let tests = root.join("python/tests");
    let mut command = Command::new(&python);
    command.arg(tests.join("run.py")).current_dir(&environment).env("MPLBACKEND", "Agg");
    let (ended_well, seen) = run::watched(&mut command)?;
    Ok(seen.honest(ended_well))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("reading {}: {e}", path.display()))
}

fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("reading {}: {e}", path.display()))
}
