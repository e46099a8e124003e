//! `inspector FILE… [--for output|ingest|syntax] [--policy FILE] [--lang en|cy] [--json]`: what is really inside files.
//!
//! Exit status: 0 all allowed, 1 something was found, 2 the request itself was wrong.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use foundation::Lang;
use inspector::child::{CHILD_COMMAND, Limits, child_main, end_children, inspect_file_in_child};
use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == CHILD_COMMAND) {
        return child_main();
    }
    let done = run(arguments);
    end_children();
    match done {
        Ok(clean) => ExitCode::from(u8::from(!clean)),
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<bool, String> {
    let mut lang = Lang::En;
    let (mut purpose, mut policy, mut json, mut files) =
        (Purpose::Unstated, InspectPolicy::default(), false, Vec::new());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().and_then(|v| v.into_string().ok()).ok_or("an option without its value".to_owned());
        match argument.to_str() {
            Some("--for") => purpose = value()?.parse()?,
            Some("--policy") => {
                let path = value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("reading the policy {path}: {e}"))?;
                policy = InspectPolicy::from_toml(&text).map_err(|e| e.to_string())?;
            }
            Some("--lang") => {
                let word = value()?;
                lang = Lang::from_code(&word).ok_or(format!("--lang {word}: write en or cy"))?;
            }
            Some("--json") => json = true,
            Some(option) if option.starts_with("--") => {
                return Err(format!("there is no option {option}"));
            }
            _ => files.push(PathBuf::from(argument)),
        }
    }
    if files.is_empty() {
        return Err(
            "usage: inspector FILE… [--for output|ingest|syntax] [--policy FILE] [--lang en|cy] [--json]".into()
        );
    }
    let exe = std::env::current_exe().map_err(|e| format!("finding this program to start it as a child: {e}"))?;
    let mut out = std::io::stdout().lock();
    let mut clean = true;
    for file in files {
        let report = inspect_file_in_child(&exe, &file, purpose, &policy, &Limits::default()).in_language(lang);
        clean &= report.verdict == Verdict::Allowed;
        let written =
            if json { line(&report).and_then(|line| Ok(writeln!(out, "{line}")?)) } else { print(&mut out, &report) };
        written.map_err(|e| format!("writing the report: {e}"))?;
    }
    Ok(clean)
}

fn line(report: &Report) -> std::io::Result<String> {
    serde_json::to_string(report).map_err(std::io::Error::other)
}

fn print(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    let verdict = serde_json::to_string(&report.verdict).map_err(std::io::Error::other)?;
    writeln!(out, "{}: {}, {}", report.file, verdict.trim_matches('"'), report.kind)?;
    for finding in &report.findings {
        let severity = serde_json::to_string(&finding.severity).map_err(std::io::Error::other)?;
        let place = if finding.place.is_empty() { String::new() } else { format!(" in {}", finding.place) };
        writeln!(out, "  {}: {}{place}: {}", severity.trim_matches('"'), finding.id, finding.message)?;
        if finding.severity != Severity::Note {
            writeln!(out, "      {} ({})", finding.mend, finding.rule)?;
        }
    }
    Ok(())
}
