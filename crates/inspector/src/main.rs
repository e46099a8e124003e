//! `inspector FILE… [--for output|ingest|syntax] [--policy FILE] [--lang en|cy] [--json]`: what is really inside files.
//! `inspector FOLDER --for code [--exceptions FILE] [--sarif]`: what in a folder of programs must not be published.
//! `inspector --explain ID`: what a finding means, why it matters and how it is mended.
//!
//! Exit status: 0 all allowed, 1 something was found, 2 the request itself was wrong.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use foundation::Lang;
use inspector::child::{CHILD_COMMAND, Limits, child_main, end_children, inspect_file_in_child};
use inspector::{Id, InspectPolicy, Purpose, Report, Severity, Verdict, code, texts};

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
    let (mut of_code, mut sarif, mut exceptions) = (false, false, Vec::new());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().and_then(|v| v.into_string().ok()).ok_or("an option without its value".to_owned());
        match argument.to_str() {
            Some("--for") => match value()?.as_str() {
                "code" => of_code = true,
                word => purpose = word.parse()?,
            },
            Some("--exceptions") => {
                let path = value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("reading the exceptions {path}: {e}"))?;
                exceptions = code::exceptions(&text).map_err(|e| e.to_string())?;
            }
            Some("--sarif") => sarif = true,
            Some("--explain") => {
                let id: Id = value()?.parse().map_err(|e: inspector::ids::UnknownId| e.to_string())?;
                return explain(id, lang).map(|()| true).map_err(|e| format!("writing: {e}"));
            }
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
    if (sarif || !exceptions.is_empty()) && !of_code {
        return Err("--sarif and --exceptions go with --for code".into());
    }
    let exe = std::env::current_exe().map_err(|e| format!("finding this program to start it as a child: {e}"))?;
    let mut out = std::io::stdout().lock();
    let mut clean = true;
    if of_code {
        let today: String = foundation::World::system().now().rfc3339().chars().take(10).collect();
        for folder in files {
            let mut all = code::look(&exe, &folder, &policy, &exceptions, &today)?;
            for looked in &mut all {
                clean &= looked.report.verdict == Verdict::Allowed;
                looked.report = looked.report.clone().in_language(lang);
            }
            let written = match (sarif, json) {
                (true, _) => writeln!(out, "{}", code::sarif(&all)),
                (_, true) => all.iter().try_for_each(|looked| writeln!(out, "{}", line(&looked.report)?)),
                _ => summary(&mut out, &folder, &all),
            };
            written.map_err(|e| format!("writing the report: {e}"))?;
        }
        return Ok(clean);
    }
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

/// The verdict first, then the files that need somebody, and what was let stand.
fn summary(out: &mut impl Write, folder: &std::path::Path, all: &[code::Looked]) -> std::io::Result<()> {
    let of = |verdict: Verdict| all.iter().filter(move |looked| looked.report.verdict == verdict);
    let (refused, asked) = (of(Verdict::Refused).count(), of(Verdict::Ask).count());
    let verdict = match (refused, asked) {
        (0, 0) => "nothing found",
        (0, _) => "look before it is published",
        _ => "not to be published",
    };
    let folder = folder.display();
    writeln!(out, "{folder}: {verdict}: {} files, {refused} must not leave, {asked} to be looked at", all.len())?;
    for looked in of(Verdict::Refused).chain(of(Verdict::Ask)) {
        print(out, &looked.report)?;
        writeln!(out, "      print = \"{}\"", looked.print)?;
    }
    for looked in all {
        for (id, reason) in &looked.excepted {
            writeln!(out, "{}: {id} stands: {reason}", looked.report.file)?;
        }
    }
    Ok(())
}

/// What a finding is, in the words of its reports.
fn explain(id: Id, lang: Lang) -> std::io::Result<()> {
    let about = id.about();
    let severity = serde_json::to_string(&about.severity).map_err(std::io::Error::other)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{id}: {} ({}, {})", texts::finding(lang, id.as_str()), severity.trim_matches('"'), about.rule)?;
    writeln!(out, "{}", texts::sentence(lang, &format!("why-{}", about.why)).unwrap_or_default())?;
    writeln!(out, "{}", texts::mend(lang, about.mend, ""))?;
    for program in inspector::ids::PROGRAMS {
        if let Some(way) = texts::sentence(lang, &format!("mend-{}-{program}", about.mend)) {
            writeln!(out, "- {program}: {way}")?;
        }
    }
    Ok(())
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
