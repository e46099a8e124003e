//! The collection of real files beside the project. Read only; none of it is copied here.

use std::collections::BTreeSet;
use std::path::PathBuf;

use inspector::{InspectPolicy, Purpose, Severity, Verdict, inspect};

pub struct Case {
    pub file: String,
    clean: bool,
    must_find: BTreeSet<String>,
    pub bytes: Vec<u8>,
}

/// The collection, or nothing where it is missing, which is said aloud.
#[allow(clippy::print_stderr)]
pub fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/documents");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.csv")) else {
        eprintln!("SKIPPED: {} is missing, so no real file was inspected", folder.display());
        return Vec::new();
    };
    // The first four columns hold no commas and no quotes.
    let cases = manifest.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split(',').collect();
        Case {
            file: columns[0].into(),
            clean: columns[1] == "clean",
            must_find: columns[3].split(';').filter(|label| !label.is_empty()).map(String::from).collect(),
            bytes: std::fs::read(folder.join(columns[0])).expect("the manifest names files that are there"),
        }
    });
    cases.collect()
}

fn judge(case: &Case) -> inspector::Report {
    let name = case.file.rsplit('/').next().unwrap_or_default();
    inspect(name, &case.bytes, Purpose::Unstated, &InspectPolicy::default())
}

#[test]
fn no_clean_file_is_refused() {
    for case in cases().iter().filter(|case| case.clean) {
        let report = judge(case);
        let blocking: Vec<_> = report.findings.iter().filter(|f| f.severity == Severity::Blocks).collect();
        assert!(blocking.is_empty(), "{}: {blocking:?}", case.file);
    }
}

#[test]
fn every_label_that_must_be_found_is_found() {
    let mut missed = Vec::new();
    for case in cases().iter().filter(|case| !case.clean) {
        let report = judge(case);
        let found: BTreeSet<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
        missed.extend(
            case.must_find
                .iter()
                .filter(|label| !found.contains(label.as_str()))
                .map(|l| format!("{}: {l}", case.file)),
        );
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn a_bad_file_never_passes() {
    for case in cases().iter().filter(|case| !case.clean) {
        let report = judge(case);
        assert_ne!(report.verdict, Verdict::Allowed, "{}", case.file);
    }
}
