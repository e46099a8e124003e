//! Ordinary files of researchers (`tests/ordinary`), as R, Stata, SPSS, SAS, Excel, Word and LaTeX write them, made for these tests, and
//! written by R, PSPP, gnuplot, LaTeX, pandoc, Python and LibreOffice themselves: nothing in them blocks, and few questions are asked.

use std::path::PathBuf;

use inspector::{InspectPolicy, Purpose, Report, Severity, inspect};

/// Fewest files of the set.
const FEWEST: usize = 150;

fn reports(folder: &str, purpose: Purpose) -> Vec<Report> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ordinary").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the set is checked in").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let look = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        inspect(&name, &std::fs::read(path).expect("a file that can be read"), purpose, &InspectPolicy::default())
    };
    files.iter().map(look).collect()
}

fn questions(report: &Report) -> usize {
    report.findings.iter().filter(|finding| finding.severity == Severity::Ask).count()
}

/// Prints how many are blocked and asked about, and answers with what blocks and the median of questions.
#[allow(clippy::print_stdout)]
fn counted(what: &str, reports: &[Report]) -> (Vec<String>, usize) {
    let blocks = |report: &&Report| report.findings.iter().any(|finding| finding.severity == Severity::Blocks);
    let mut asked: Vec<usize> = reports.iter().map(questions).collect();
    asked.sort_unstable();
    let median = asked.get(asked.len() / 2).copied().unwrap_or(0);
    let blocked: Vec<String> = reports.iter().filter(blocks).map(|r| format!("{}: {:?}", r.file, r.findings)).collect();
    println!(
        "{what}: {} files, {} blocked, {} questions in the median, {} at most, {} in all",
        reports.len(),
        blocked.len(),
        median,
        asked.last().copied().unwrap_or(0),
        asked.iter().sum::<usize>()
    );
    (blocked, median)
}

#[test]
fn ordinary_outputs_and_programs_are_never_blocked_and_asked_about_little() {
    let (outputs, programs) = (reports("outputs", Purpose::Output), reports("programs", Purpose::Syntax));
    assert!(outputs.len() + programs.len() >= FEWEST, "{} files", outputs.len() + programs.len());
    let (blocked, median) = counted("outputs", &outputs);
    assert_eq!(blocked, Vec::<String>::new());
    assert!(median <= 3, "{median} questions an output");
    let (blocked, median) = counted("programs", &programs);
    assert_eq!(blocked, Vec::<String>::new());
    assert!(median <= 1, "{median} questions a program");
}
