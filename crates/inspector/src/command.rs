//! The command for people and programs: the same in `strongroom inspect` and in the inspector's own program.

use std::io::Write;
use std::path::{Path, PathBuf};

use foundation::Lang;

use crate::code::{self, Asked, Looked};
use crate::ids::{Id, PROGRAMS};
use crate::{InspectPolicy, Report, Severity, Verdict, texts};

/// The file of exceptions that stands in the folder itself.
pub const EXCEPTIONS: &str = ".strongroom-exceptions.toml";

/// How the findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The verdict first, then by file.
    People,
    /// One object a line.
    Json,
    Sarif,
}

/// What is asked of a folder of programs.
pub struct Code<'a> {
    pub exe: &'a Path,
    pub policy: &'a InspectPolicy,
    pub paths: &'a [PathBuf],
    /// Where it is not named, that of the folder, if it has one.
    pub exceptions: Option<&'a Path>,
    /// Old commits instead of what stands there now.
    pub history: bool,
    pub form: Form,
    pub lang: Lang,
    /// As `2026-11-29`.
    pub today: &'a str,
}

/// Looks at folders and files that are to be published; `true` where nothing was found.
///
/// # Errors
/// A path, a repository or a file of exceptions that cannot be read.
pub fn code(asked: &Code, out: &mut impl Write) -> Result<bool, String> {
    let mut all = Vec::new();
    for path in asked.paths {
        let own = path.join(EXCEPTIONS);
        let here = if path.is_dir() { own } else { PathBuf::from(EXCEPTIONS) };
        let exceptions = match asked.exceptions {
            Some(file) => read(file)?,
            None if here.is_file() => read(&here)?,
            None => Vec::new(),
        };
        let how = Asked { exe: asked.exe, policy: asked.policy, exceptions: &exceptions, today: asked.today };
        all.extend(if asked.history { code::history(&how, path)? } else { code::look(&how, path)? });
    }
    for looked in &mut all {
        looked.report = looked.report.clone().in_language(asked.lang);
    }
    let written = match asked.form {
        Form::Sarif => writeln!(out, "{}", code::sarif(&all, asked.lang)),
        Form::Json => all.iter().try_for_each(|looked| line(&looked.report, out)),
        Form::People => published(&all, asked.lang, out),
    };
    written.map_err(|error| format!("writing the report: {error}"))?;
    Ok(all.iter().all(|looked| looked.report.verdict == Verdict::Allowed))
}

fn read(file: &Path) -> Result<Vec<code::Exception>, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("reading the exceptions {}: {error}; name an existing file", file.display()))?;
    code::exceptions(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// One report as JSON.
///
/// # Errors
/// It cannot be written.
pub fn line(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(report).map_err(std::io::Error::other)?)
}

fn sentence(lang: Lang, key: &str) -> String {
    texts::sentence(lang, key).unwrap_or_default()
}

/// The verdict over all, with how many files it is about.
fn verdict(reports: &[&Report], words: [&str; 3], lang: Lang) -> String {
    let of = |verdict: Verdict| reports.iter().filter(|report| report.verdict == verdict).count();
    let (refused, asked) = (of(Verdict::Refused), of(Verdict::Ask));
    let [clean, look, stop] = words;
    let key = if refused > 0 {
        stop
    } else if asked > 0 {
        look
    } else {
        clean
    };
    format!("{}: {}", sentence(lang, key), texts::counts(lang, reports.len(), refused, asked))
}

/// Reports for people: the verdict over all where there are several, then those that need somebody, the worst first.
///
/// # Errors
/// They cannot be written.
pub fn people(reports: &[Report], lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let mut all: Vec<&Report> = reports.iter().collect();
    if all.len() > 1 {
        writeln!(out, "{}", verdict(&all, ["summary-clean", "summary-look", "summary-stop"], lang))?;
        all.sort_by(|a, b| b.verdict.cmp(&a.verdict));
    }
    all.into_iter().try_for_each(|report| one(report, lang, out))
}

pub(crate) fn one(report: &Report, lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let key = match report.verdict {
        Verdict::Allowed => "verdict-allowed",
        Verdict::Ask => "verdict-ask",
        Verdict::Refused => "verdict-refused",
    };
    writeln!(out, "{:8} {} ({})", sentence(lang, key), report.file, report.kind)?;
    for finding in &report.findings {
        let at =
            if finding.place.is_empty() { String::new() } else { format!(" ({})", texts::place(lang, &finding.place)) };
        writeln!(out, "         {}: {}{at}: {}", texts::severity(lang, finding.severity), finding.id, finding.message)?;
        if finding.severity != Severity::Note {
            writeln!(out, "                 {} ({})", finding.mend, finding.rule)?;
        }
    }
    Ok(())
}

/// A folder to be published: the verdict first, then the files that need somebody, and what was let stand.
fn published(all: &[Looked], lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let reports: Vec<&Report> = all.iter().map(|looked| &looked.report).collect();
    writeln!(out, "{}", verdict(&reports, ["code-clean", "code-look", "code-stop"], lang))?;
    for wanted in [Verdict::Refused, Verdict::Ask] {
        for looked in all.iter().filter(|looked| looked.report.verdict == wanted) {
            one(&looked.report, lang, out)?;
            if !looked.commit.is_empty() {
                writeln!(out, "         {}: {}", sentence(lang, "code-commit"), looked.commit)?;
            }
            for (id, until) in &looked.ended {
                writeln!(out, "         {id}: {}: {until}", sentence(lang, "code-ended"))?;
            }
            // What an exception for it says of the file.
            writeln!(out, "         print = \"{}\"", looked.print)?;
        }
    }
    for looked in all {
        for (id, reason) in &looked.excepted {
            writeln!(out, "{}: {id}: {}: {reason}", looked.report.file, sentence(lang, "code-stands"))?;
        }
    }
    Ok(())
}

/// What a finding is, in the words of its reports: what it does, why, and how it is mended in each program.
///
/// # Errors
/// It cannot be written.
pub fn explain(id: Id, lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let about = id.about();
    let said = texts::finding(lang, id.as_str());
    writeln!(out, "{id}: {said} ({}, {})", texts::severity(lang, about.severity), about.rule)?;
    writeln!(out, "{}", sentence(lang, &format!("why-{}", about.why)))?;
    writeln!(out, "{}", texts::mend(lang, about.mend, ""))?;
    for program in PROGRAMS {
        if let Some(way) = texts::sentence(lang, &format!("mend-{}-{program}", about.mend)) {
            writeln!(out, "- {program}: {way}")?;
        }
    }
    Ok(())
}
