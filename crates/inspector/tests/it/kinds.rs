//! A folder for each kind of fault that public reports and ordinary files brought to light: what was missed is found under its
//! name, and what is ordinary is not blocked. `tests/kinds.csv` says what is right; the files stay where they are.

use std::path::PathBuf;

use inspector::{InspectPolicy, Report, Severity, Verdict, inspect};

struct Kind {
    at: String,
    /// A finding, and how often it may stand in the report where that is said.
    finds: Vec<(String, Option<usize>)>,
    least: Option<Verdict>,
    most: Option<Verdict>,
    without: Vec<String>,
    report: Report,
}

fn verdict(word: &str) -> Option<Verdict> {
    match word {
        "allowed" => Some(Verdict::Allowed),
        "ask" => Some(Verdict::Ask),
        "blocks" => Some(Verdict::Refused),
        _ => None,
    }
}

/// The kinds with what the inspector says of each, or nothing where the folder is missing, which is said aloud.
#[allow(clippy::print_stderr)]
fn kinds() -> Vec<Kind> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/documents-2");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is missing, so no kind of fault was tried", folder.display());
        return Vec::new();
    }
    let list = |words: &str| words.split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let kinds = include_str!("../kinds.csv").lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split(',').collect();
        let [of, file, purpose, finds, least, most, without] = columns.as_slice() else { panic!("{line}") };
        let bytes = std::fs::read(folder.join(of).join(file)).expect("the list names files that are there");
        let purpose = purpose.parse().expect("a purpose");
        let finds = list(finds).into_iter().map(|word| match word.split_once('=') {
            Some((id, times)) => (id.to_owned(), times.parse().ok()),
            None => (word, None),
        });
        Kind {
            at: format!("{of}/{file}"),
            finds: finds.collect(),
            least: verdict(least),
            most: verdict(most),
            without: list(without),
            report: inspect(file, &bytes, purpose, &InspectPolicy::default()),
        }
    });
    kinds.collect()
}

fn said(kind: &Kind) -> String {
    let all = kind.report.findings.iter().map(|f| format!("{} ({:?}) {} {}", f.id, f.severity, f.place, f.evidence));
    format!("{}: {}", kind.at, all.collect::<Vec<_>>().join("; "))
}

#[test]
fn what_was_missed_is_found_under_the_name_of_its_kind() {
    let mut missed = Vec::new();
    for kind in kinds() {
        let found = kind.finds.iter().all(|(id, times)| {
            let of = kind.report.findings.iter().filter(|f| f.id == id.as_str()).count();
            times.map_or(of > 0, |times| of == times)
        });
        if !found || kind.least.is_some_and(|least| kind.report.verdict < least) {
            missed.push(said(&kind));
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn what_is_ordinary_is_not_blocked() {
    let mut wrong = Vec::new();
    for kind in kinds() {
        let told = kind.report.findings.iter().any(|f| kind.without.iter().any(|id| f.id == id.as_str()));
        if told || kind.most.is_some_and(|most| kind.report.verdict > most) {
            wrong.push(said(&kind));
        }
    }
    assert!(wrong.is_empty(), "{} too much:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_folder_of_the_collection_has_a_line_or_keeps_no_file() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/documents-2");
    let listed = include_str!("../kinds.csv");
    for of in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let files = std::fs::read_dir(of.path()).into_iter().flatten().flatten();
        for file in files.filter(|file| file.file_name() != "CASE.md") {
            let at = format!("{},{},", of.file_name().display(), file.file_name().display());
            assert!(listed.contains(&at), "{at} has no line");
        }
    }
}

#[test]
fn a_blocking_finding_is_the_verdict_whatever_else_is_said() {
    for kind in kinds() {
        let blocks = kind.report.findings.iter().any(|f| f.severity == Severity::Blocks);
        assert_eq!(blocks, kind.report.verdict == Verdict::Refused, "{}", kind.at);
    }
}
