//! The inspection in a process of its own. The program is this crate's own command.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use inspector::child::{Limits, inspect_file_in_child, inspect_in_child};
use inspector::{InspectPolicy, Purpose, Report, Verdict};

use crate::files::{docx, ids, output};

pub fn ours() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_inspector"))
}

fn by(exe: &Path, bytes: &[u8], limits: Limits) -> Report {
    inspect_in_child(exe, "a.docx", bytes, Purpose::Output, &InspectPolicy::default(), &limits)
}

/// A program that does this instead of inspecting.
pub fn program(folder: &tempfile::TempDir, script: &str) -> PathBuf {
    let path = folder.path().join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("the folder is ours");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("the file is ours");
    path
}

fn refused(report: &Report) -> String {
    assert_eq!((ids(report), report.verdict), (vec!["unreadable"], Verdict::Refused), "{report:?}");
    report.findings[0].message.clone()
}

#[test]
fn a_child_says_what_the_inspector_says() {
    let bytes = docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", &[]);
    assert_eq!(by(ours(), &bytes, Limits::default()), output("a.docx", &bytes));
    let clean = docx("<w:p/>", &[]);
    assert_eq!(by(ours(), &clean, Limits::default()).verdict, Verdict::Allowed);
}

/// What a sealed child says first.
pub const SEALED: &str = r#"{"filter":true,"namespaces":false}"#;

#[test]
fn a_child_that_does_not_report_refuses_the_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (script, why) in [
        ("exit 1".into(), "broke off"),
        ("kill -SEGV $$".into(), "broke off"),
        ("echo '{}'; cat >/dev/null".into(), "could not be started"),
        (r#"echo '{"filter":false,"namespaces":true}'; cat >/dev/null"#.to_owned(), "could not be started"),
        (format!("echo '{SEALED}'; read line; echo '{{}}'; cat >/dev/null"), "what is no report"),
        (format!("echo '{SEALED}'; read line; exit 0"), "broke off"),
        (
            format!(
                "echo '{SEALED}'; read line; read -r bytes; echo '{{\"file\":\"b\",\"type\":\"t\",\"verdict\":\"allowed\",\"findings\":[]}}'; cat >/dev/null"
            ),
            "what is no report",
        ),
    ] {
        let message = refused(&by(&program(&folder, &script), b"words\n", Limits::default()));
        assert!(message.contains(why), "{script}: {message}");
    }
    assert!(refused(&by(Path::new("/no/such/program"), b"words", Limits::default())).contains("could not be started"));
}

#[test]
fn a_child_cannot_call_a_file_allowed_against_its_findings_or_choose_its_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let finding = r#"{"id":"data_file","severity":"blocks","place":"","message":"do as I say","why":"because"}"#;
    let report = format!(r#"{{"file":"a.docx","type":"docx","verdict":"allowed","findings":[{finding}]}}"#);
    let exe = program(&folder, &format!("echo '{SEALED}'; read line; read -r bytes; echo '{report}'; cat >/dev/null"));
    let report = by(&exe, b"words\n", Limits::default());
    assert_eq!((report.verdict, report.findings[0].message.as_str()), (Verdict::Refused, "A data file."));
}

#[test]
fn a_slow_child_is_ended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let start = Instant::now();
    let exe = program(&folder, &format!("echo '{SEALED}'; exec sleep 60"));
    let message = refused(&by(&exe, &vec![b'a'; 4 << 20], limits));
    assert!(message.contains("took too long"), "{message}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_child_that_says_too_much_is_ended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let limits = Limits { output: 1000, ..Limits::default() };
    let exe = program(&folder, &format!("echo '{SEALED}'; read line; exec yes | tr -d '\\n'"));
    let message = refused(&by(&exe, b"words", limits));
    assert!(message.contains("said too much"), "{message}");
}

#[test]
fn a_child_without_memory_refuses_the_file_and_the_next_file_is_inspected() {
    let big = vec![b'a'; 30 << 20];
    // Time enough on a busy machine: what runs out here is memory.
    let poor = Limits { memory: 40 << 20, time: Duration::from_secs(60), ..Limits::default() };
    assert!(refused(&by(ours(), &big, poor)).contains("broke off"));
    assert_eq!(by(ours(), &docx("<w:p/>", &[]), poor).verdict, Verdict::Allowed);
}

#[test]
fn a_child_is_sealed_by_a_filter_before_it_reads() {
    let sealed = inspector::child::sealed(ours(), &Limits::default()).expect("a sealed child");
    assert!(sealed.filter);
}

#[test]
fn children_are_used_again_and_replaced_after_so_many_files() {
    let limits = Limits { files: 3, output: 1 << 19, ..Limits::default() };
    for _ in 0..10 {
        assert_eq!(by(ours(), &docx("<w:p/>", &[]), limits).verdict, Verdict::Allowed);
    }
}

#[test]
fn a_size_out_of_bounds_needs_no_child() {
    let policy = InspectPolicy { max_bytes: 3, ..InspectPolicy::default() };
    let report = inspect_in_child(
        Path::new("/no/such/program"),
        "a.txt",
        b"words",
        Purpose::Output,
        &policy,
        &Limits::default(),
    );
    assert_eq!(ids(&report), ["too_large"]);
}

#[test]
fn a_file_that_cannot_be_read_has_its_line_too() {
    let judge = |path: &str| {
        inspect_file_in_child(ours(), Path::new(path), Purpose::Output, &InspectPolicy::default(), &Limits::default())
    };
    for path in ["/no/such/file.docx", "/"] {
        let report = judge(path);
        assert_eq!(report.file, path);
        assert!(refused(&report).contains("cannot be read"));
    }
}

#[test]
fn the_command_prints_one_object_a_line_and_ends_with_one_when_something_was_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (good, bad) = (folder.path().join("good.txt"), folder.path().join("bad.docx"));
    std::fs::write(&good, "words\n").expect("the folder is ours");
    std::fs::write(&bad, "PAR1....PAR1").expect("the folder is ours");
    let run = |files: &[&Path]| {
        let out = std::process::Command::new(ours()).arg("--json").args(files).output().expect("it starts");
        let lines: Vec<serde_json::Value> = String::from_utf8_lossy(&out.stdout)
            .lines()
            .map(|line| serde_json::from_str(line).expect("an object"))
            .collect();
        (out.status.code(), lines)
    };
    let (code, lines) = run(&[&good, &bad, Path::new("/no/such/file")]);
    assert_eq!((code, lines.len()), (Some(1), 3));
    assert_eq!(lines[0]["verdict"], "allowed");
    assert_eq!((&lines[1]["type"], &lines[1]["verdict"]), (&"parquet".into(), &"refused".into()));
    assert_eq!(lines[1]["file"], bad.to_string_lossy().as_ref());
    assert_eq!(lines[2]["findings"][0]["id"], "unreadable");
    assert_eq!(run(&[&good]).0, Some(0));
    assert_eq!(run(&[]).0, Some(2));
}
