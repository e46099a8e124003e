//! A folder of programs, before it goes where everybody reads it: data among the programs, results in notebooks, secrets, and names of
//! the service's machines.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::child::{Limits, inspect_in_child, read_file};
use crate::ids::Id;
use crate::{InspectPolicy, Purpose, Report, Severity};

/// Programs by the end of their names; everything else in a folder is judged without a purpose.
const PROGRAMS: &[&str] =
    &["do", "ado", "sas", "sps", "r", "rmd", "qmd", "py", "jl", "sql", "m", "stan", "ipynb", "sh"];
/// Folders whose content is not the team's: what the program that keeps versions writes.
const SKIPPED: &[&str] = &[".git", ".hg", ".svn"];

/// What a team has looked at and lets stand: one finding in one file as it is now, for a reason and up to a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// From the folder on, with `/` between names.
    pub file: String,
    pub finding: Id,
    pub reason: String,
    /// The last day, as `2027-06-30`.
    pub until: String,
    /// The print of the file when it was looked at ([`print`]): a file that changed is looked at again.
    pub print: String,
}

/// A file of exceptions that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("reading the exceptions: {0}")]
pub struct ExceptionsError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

/// Exceptions from the text of their file (TOML, `[[exception]]`).
///
/// # Errors
/// Text that is no such list, an exception without a reason, or a day that is none.
pub fn exceptions(text: &str) -> Result<Vec<Exception>, ExceptionsError> {
    let all: Exceptions = toml::from_str(text).map_err(|error| ExceptionsError(error.to_string()))?;
    for exception in &all.exception {
        let day = exception.until.as_bytes();
        let digits = [0, 1, 2, 3, 5, 6, 8, 9].iter().all(|at| day.get(*at).is_some_and(u8::is_ascii_digit));
        if day.len() != 10 || day[4] != b'-' || day[7] != b'-' || !digits {
            return Err(ExceptionsError(format!(
                "{}: until = {:?}: write a day as 2027-06-30",
                exception.file, exception.until
            )));
        }
        if exception.reason.trim().is_empty() {
            return Err(ExceptionsError(format!("{}: say the reason", exception.file)));
        }
    }
    Ok(all.exception)
}

/// The length and the check sum (CRC-32) of a file: enough to see that it changed, and no proof against whoever wants it not to.
pub fn print(bytes: &[u8]) -> String {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    format!("{}-{:08x}", bytes.len(), sum.sum())
}

/// A file of the folder with what was found in it.
#[derive(Debug, Clone)]
pub struct Looked {
    pub report: Report,
    pub print: String,
    /// Findings that an exception lets stand, with its reason.
    pub excepted: Vec<(Id, String)>,
}

/// Looks at every file below `folder`, each in a child of the program `exe`. `today` is a day as `2026-11-29`.
///
/// # Errors
/// A folder or a file that cannot be read, with its path.
pub fn look(
    exe: &Path,
    folder: &Path,
    policy: &InspectPolicy,
    exceptions: &[Exception],
    today: &str,
) -> Result<Vec<Looked>, String> {
    let mut all = Vec::new();
    for (name, path) in files(folder)? {
        let read = read_file(&path, policy).map_err(|error| format!("reading {}: {error}", path.display()))?;
        let (bytes, shown) = match read {
            Ok(bytes) => (bytes, name.rsplit('/').next().unwrap_or_default().to_owned()),
            Err(size) => {
                let report = Report::unreadable(&name, "too-much-inside", format!("{size} bytes"));
                all.push(Looked { report, print: String::new(), excepted: Vec::new() });
                continue;
            }
        };
        // An empty file marks a folder.
        if bytes.is_empty() {
            continue;
        }
        let ending = shown.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
        let purpose = if PROGRAMS.contains(&ending.as_str()) { Purpose::Syntax } else { Purpose::Unstated };
        let report = inspect_in_child(exe, &shown, &bytes, purpose, policy, &Limits::default());
        all.push(judged(report, name, print(&bytes), exceptions, today));
    }
    Ok(all)
}

/// What in a folder of programs is no finding is left out, and so is what the team lets stand.
fn judged(report: Report, name: String, print: String, exceptions: &[Exception], today: &str) -> Looked {
    let text = matches!(report.kind.as_str(), "text" | "json" | "xml" | "html" | "svg" | "script");
    let ordinary = |id: Id| match id {
        // `.gitignore`, `Makefile`, a program that starts by itself.
        Id::FileName => true,
        Id::ExtensionMismatch | Id::BlockedType => text,
        _ => false,
    };
    let stands = |id: Id| {
        exceptions.iter().find(|e| e.file == name && e.finding == id && e.print == print && e.until.as_str() >= today)
    };
    let mut excepted = Vec::new();
    let mut findings = report.findings;
    findings.retain(|finding| {
        if let Some(exception) = stands(finding.id) {
            excepted.push((finding.id, exception.reason.clone()));
            return false;
        }
        finding.severity != Severity::Note && !ordinary(finding.id)
    });
    Looked { report: Report::new(name, report.kind, findings), print, excepted }
}

/// All files below a folder, in order, with their names from it on. Links are not followed: where they lead is looked at itself.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((before, at)) = open.pop() {
        let failed = |error: std::io::Error| format!("reading the folder {}: {error}", at.display());
        for entry in std::fs::read_dir(&at).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (kind, called) = (entry.file_type().map_err(failed)?, entry.file_name().to_string_lossy().into_owned());
            let name = if before.is_empty() { called.clone() } else { format!("{before}/{called}") };
            if kind.is_dir() && !SKIPPED.contains(&called.as_str()) {
                open.push((name, entry.path()));
            } else if kind.is_file() {
                all.push((name, entry.path()));
            }
        }
    }
    all.sort();
    Ok(all)
}

/// The findings as SARIF 2.1.0, which hosts of code show beside the lines.
pub fn sarif(all: &[Looked]) -> Value {
    let mut rules: Vec<Id> = all.iter().flat_map(|looked| looked.report.findings.iter().map(|f| f.id)).collect();
    rules.sort();
    rules.dedup();
    let results: Vec<Value> = all
        .iter()
        .flat_map(|looked| looked.report.findings.iter().map(move |finding| (looked, finding)))
        .map(|(looked, finding)| {
            let line = finding.place.rsplit("line ").next().and_then(|number| number.parse::<u64>().ok());
            let mut place = json!({ "artifactLocation": { "uri": address(&looked.report.file) } });
            if let Some(line) = line.filter(|line| *line > 0) {
                place["region"] = json!({ "startLine": line });
            }
            json!({
                "ruleId": finding.id.as_str(),
                "level": if finding.severity == Severity::Blocks { "error" } else { "warning" },
                "message": { "text": format!("{} {}", finding.message, finding.mend) },
                "locations": [{ "physicalLocation": place }],
            })
        })
        .collect();
    let rules: Vec<Value> = rules.iter().map(|id| json!({ "id": id.as_str() })).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": { "name": "inspector", "rules": rules } }, "results": results }],
    })
}

/// A path as part of an address: signs that an address does not have are written by their numbers.
fn address(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
