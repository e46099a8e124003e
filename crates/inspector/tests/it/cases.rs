//! The collection of real files beside the project. Read only; none of it is copied here.

use std::collections::BTreeSet;
use std::path::PathBuf;

use inspector::{InspectPolicy, Purpose, Severity, Verdict, inspect};

/// Labels that this part claims in full: wherever the collection says one must be found, it is.
const CLAIMED: &[&str] = &[
    "data_file",
    "ml_model",
    "pickle",
    "archive",
    "nested_archive",
    "bomb",
    "encrypted",
    "extension_mismatch",
    "embedded_object",
    "vba_macro",
    "xlm_macro",
    "live_chart",
    "chart_workbook",
    "pivot_cache",
    "data_connection",
    "comments",
    "tracked_insertion",
    "tracked_deletion",
    "hidden_text",
    "hidden_sheet",
    "hidden_rows",
    "hidden_cols",
    "hidden_name",
    "hidden_slide",
    "notes",
    "ink",
    "alt_chunk",
    "external_link",
    "external_rel",
    "field_include",
    "shared_revisions",
    "exif_gps",
    "exif_thumbnail",
    "svg_embedded_source",
    "html_script",
    "html_base64",
    "html_inline_data",
    "nb_outputs",
    "server_path",
];

/// Claimed for all but these files (README.md, "Not yet").
const NOT_YET: &[(&str, &str)] = &[("bad/poi__multibookFormulaA.xls", "external_link")];

struct Case {
    file: String,
    clean: bool,
    must_find: BTreeSet<String>,
    bytes: Vec<u8>,
}

/// The collection, or nothing where it is missing, which is said aloud.
#[allow(clippy::print_stderr)]
fn cases() -> Vec<Case> {
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
    let syntax = [".sas", ".do"].iter().any(|end| name.ends_with(end));
    let purpose = if syntax { Purpose::Syntax } else { Purpose::Output };
    inspect(name, &case.bytes, purpose, &InspectPolicy::default())
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
fn every_label_that_is_claimed_is_found() {
    let mut missed = Vec::new();
    for case in cases().iter().filter(|case| !case.clean) {
        let report = judge(case);
        let found: BTreeSet<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
        for label in
            case.must_find.iter().filter(|label| CLAIMED.contains(&label.as_str()) && !found.contains(label.as_str()))
        {
            let pdf = report.kind == "pdf" && label != "encrypted";
            if !pdf && !NOT_YET.contains(&(case.file.as_str(), label.as_str())) {
                missed.push(format!("{}: {label}", case.file));
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn a_bad_file_never_passes_even_where_its_fault_is_not_looked_for() {
    for case in cases().iter().filter(|case| !case.clean) {
        let report = judge(case);
        assert_ne!(report.verdict, Verdict::Allowed, "{}", case.file);
    }
}
