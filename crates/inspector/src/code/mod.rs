//! A folder of programs, before it goes where everybody reads it: data among the programs, results in notebooks, secrets, and names of
//! the service's machines; in the folder as it is, or in all that its old commits hold.

mod history;
mod sarif;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::child::{Limits, inspect_in_child, read_file};
use crate::ids::Id;
use crate::report::Finding;
use crate::{InspectPolicy, Purpose, Report, Severity};
pub use history::history;
pub use sarif::sarif;

/// What is written for people and what results are written as, by the end of its name: judged without a purpose. Everything else in a
/// folder is a program, or says how one is to run.
const PAPERS: &[&str] = &[
    "adoc", "bib", "cls", "css", "csv", "docx", "eps", "gif", "htm", "html", "jpeg", "jpg", "log", "lst", "md", "org",
    "out", "pdf", "png", "pptx", "rst", "rtf", "smcl", "sty", "svg", "tex", "tif", "tiff", "tsv", "txt", "webp",
    "xlsx", "xml",
];
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

/// What a team says of its folder, and how it is looked at.
pub struct Asked<'a> {
    /// The program that starts itself as the child.
    pub exe: &'a Path,
    pub policy: &'a InspectPolicy,
    pub exceptions: &'a [Exception],
    /// As `2026-11-29`.
    pub today: &'a str,
}

/// A file of the folder with what was found in it.
#[derive(Debug, Clone)]
pub struct Looked {
    pub report: Report,
    pub print: String,
    /// Findings that an exception lets stand, with its reason.
    pub excepted: Vec<(Id, String)>,
    /// Findings that one let stand up to a day that is over.
    pub ended: Vec<(Id, String)>,
    /// The commit that brought the file, where it was found in an old one: its short name and its day.
    pub commit: String,
}

/// Looks at every file below a folder, or at one file; each in a child.
///
/// # Errors
/// A folder or a file that cannot be read, with its path.
pub fn look(asked: &Asked, path: &Path) -> Result<Vec<Looked>, String> {
    let mut all = Vec::new();
    let found = if path.is_dir() { files(path)? } else { vec![(named(path), path.to_owned())] };
    for (name, path) in found {
        let read = read_file(&path, asked.policy).map_err(|error| format!("reading {}: {error}", path.display()))?;
        match read {
            Ok(bytes) => all.extend(one(asked, name, &bytes)),
            Err(size) => all.push(too_large(name, size)),
        }
    }
    Ok(all)
}

/// A file by the name that it is given, as exceptions write it.
fn named(path: &Path) -> String {
    let steps = path.components().filter_map(|step| match step {
        std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        std::path::Component::ParentDir => Some("..".to_owned()),
        _ => None,
    });
    steps.collect::<Vec<_>>().join("/")
}

fn too_large(name: String, size: u64) -> Looked {
    let report = Report::unreadable(name, "too-much-inside", format!("{size} bytes"));
    Looked { report, print: String::new(), excepted: Vec::new(), ended: Vec::new(), commit: String::new() }
}

/// One file. An empty one marks a folder.
fn one(asked: &Asked, name: String, bytes: &[u8]) -> Option<Looked> {
    if bytes.is_empty() {
        return None;
    }
    let shown = name.rsplit('/').next().unwrap_or_default().to_owned();
    let ending = shown.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    let purpose = if PAPERS.contains(&ending.as_str()) { Purpose::Unstated } else { Purpose::Syntax };
    let mut report = inspect_in_child(asked.exe, &shown, bytes, purpose, asked.policy, &Limits::default());
    // What stands here is the name of a file that is kept elsewhere.
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        report.findings.push(Finding::new(Id::Unreadable, "elsewhere", Severity::Ask, "", "Git LFS"));
    }
    Some(judged(report, name, print(bytes), asked))
}

/// What in a folder of programs is no finding is left out, and so is what the team lets stand.
fn judged(report: Report, name: String, print: String, asked: &Asked) -> Looked {
    let text = matches!(report.kind.as_str(), "text" | "json" | "xml" | "html" | "svg" | "script");
    let ordinary = |id: Id| match id {
        // `.gitignore`, `Makefile`, a program that starts by itself.
        Id::FileName => true,
        Id::ExtensionMismatch | Id::BlockedType => text,
        _ => false,
    };
    let of = |id: Id| asked.exceptions.iter().filter(move |e| e.finding == id);
    let stands = |id: Id| of(id).filter(|e| e.file == name && e.print == print).max_by(|a, b| a.until.cmp(&b.until));
    let (mut excepted, mut ended) = (Vec::new(), Vec::new());
    let mut findings = report.findings;
    findings.retain(|finding| {
        match stands(finding.id) {
            Some(exception) if exception.until.as_str() >= asked.today => {
                excepted.push((finding.id, exception.reason.clone()));
                return false;
            }
            Some(exception) => ended.push((finding.id, exception.until.clone())),
            None => {}
        }
        finding.severity != Severity::Note && !ordinary(finding.id)
    });
    Looked { report: Report::new(name, report.kind, findings), print, excepted, ended, commit: String::new() }
}

/// All files below a folder, in order, with their names from it on. Links are not followed: where they lead is looked at itself.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
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
