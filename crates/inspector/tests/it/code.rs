//! A folder of programs before it is published: data, results and secrets among them stop it, and what a team has looked at stands.

use std::path::Path;
use std::process::Command;

use inspector::code::{exceptions, look, print, sarif};
use inspector::{InspectPolicy, Verdict};

use crate::child::ours;
use crate::files::zip;

const RECORDS: &str = "person_id,age,income\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is ours");
        std::fs::write(path, bytes).expect("the folder is ours");
    };
    let records: String =
        (0..40).map(|n| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37)).collect();
    write("README.md", b"# Programs of the paper\n\nRun `run_all.sh`.\n");
    write(".gitignore", b"*.dta\n");
    write("LICENSE", b"Permission is granted.\n");
    write("Makefile", b"all:\n\tRscript clean.R\n");
    write("src/__init__.py", b"");
    write("src/clean.R", b"panel <- readRDS(path)\nsummary(panel)\n");
    write("run_all.sh", b"#!/bin/sh\nRscript src/clean.R\n");
    write("data/extract.csv", format!("{RECORDS}{records}").as_bytes());
    // Data under another name, and a secret.
    write("data/notes.bin", &zip(&[("a.csv", format!("{RECORDS}{records}").as_bytes())]));
    write("src/connect.py", b"connection = connect(password=\"hunter2222\")\n");
    write(".git/objects/ab/cdef", b"PAR1....PAR1");
    folder
}

#[test]
fn data_and_secrets_among_programs_are_found_and_ordinary_files_are_not() {
    let folder = folder();
    let all =
        look(ours(), folder.path(), &InspectPolicy::default(), &[], "2026-11-29").expect("a folder that can be read");
    let found: Vec<(&str, Verdict)> = all
        .iter()
        .filter(|looked| looked.report.verdict != Verdict::Allowed)
        .map(|looked| (looked.report.file.as_str(), looked.report.verdict))
        .collect();
    assert_eq!(
        found,
        [
            ("data/extract.csv", Verdict::Refused),
            ("data/notes.bin", Verdict::Refused),
            ("src/connect.py", Verdict::Ask)
        ],
        "{all:?}"
    );
    let said = sarif(&all);
    let results = said["runs"][0]["results"].as_array().expect("results");
    let of = |file: &str| {
        results
            .iter()
            .find(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str() == Some(file))
    };
    assert_eq!(of("data/extract.csv").expect("the extract")["level"], "error");
    let secret = of("src/connect.py").expect("the secret");
    assert_eq!(secret["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

#[test]
fn what_a_team_has_looked_at_stands_until_its_day_and_while_the_file_is_the_same() {
    let folder = folder();
    let file = folder.path().join("data/extract.csv");
    let seal = print(&std::fs::read(&file).expect("the extract"));
    let text = format!(
        "[[exception]]\nfile = \"data/extract.csv\"\nfinding = \"microdata_csv\"\nreason = \"made up\"\nuntil = \"2027-01-31\"\nprint = \"{seal}\"\n"
    );
    let list = exceptions(&text).expect("a list");
    let verdict = |today: &str| {
        let all =
            look(ours(), folder.path(), &InspectPolicy::default(), &list, today).expect("a folder that can be read");
        all.into_iter().find(|looked| looked.report.file == "data/extract.csv").expect("the extract").report.verdict
    };
    assert_eq!(verdict("2027-01-31"), Verdict::Allowed);
    assert_eq!(verdict("2027-02-01"), Verdict::Refused);
    let changed = format!("{}9999,50,1\n", std::fs::read_to_string(&file).expect("the extract"));
    std::fs::write(&file, changed).expect("the folder is ours");
    assert_eq!(verdict("2027-01-31"), Verdict::Refused);
    for wrong in
        [text.replace("made up", " "), text.replace("2027-01-31", "soon"), text.replace("microdata_csv", "data")]
    {
        assert!(exceptions(&wrong).is_err(), "{wrong}");
    }
}

fn run(arguments: &[&str], at: &Path) -> (Option<i32>, String) {
    let done = Command::new(ours()).args(arguments).current_dir(at).output().expect("the command runs");
    (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
}

#[test]
fn the_command_says_the_verdict_first_and_explains_what_it_finds() {
    let folder = folder();
    let (status, said) = run(&[".", "--for", "code"], folder.path());
    assert_eq!(status, Some(1));
    assert!(said.starts_with(".: not to be published: 9 files, 2 must not leave, 1 to be looked at\n"), "{said}");
    let (status, said) = run(&["--explain", "microdata_csv"], folder.path());
    assert_eq!(status, Some(0));
    assert!(said.starts_with("microdata_csv: ") && said.contains("OUT-15"), "{said}");
    assert_eq!(run(&["--explain", "nothing"], folder.path()).0, Some(2));
    assert_eq!(run(&["README.md", "--sarif"], folder.path()).0, Some(2));
}
