//! The command `strongroom inspect` and what it writes.

use std::path::Path;
use std::process::{Command, Output};

/// A drawing with its numbers inside.
const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>var rows = [[1, 2], [3, 4]];</script>
<rect width="40" height="20" fill="#fff"/><rect width="10" height="20" fill="#036"/></svg>"##;

fn inspect(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    command.args(["inspect", "--json", "--for", "output"]).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_drawing_with_a_script_is_refused_and_made_again_as_a_picture_that_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (drawing, png) = (folder.path().join("figure1.svg"), folder.path().join("figure1.png"));
    std::fs::write(&drawing, DRAWING).unwrap();
    let option = Path::new("--fixed-image");
    let before = inspect(&[&drawing, option, &png]);
    assert_eq!(before.status.code(), Some(1), "{}", said(&before));
    assert!(String::from_utf8_lossy(&before.stdout).contains("svg_script"));
    assert!(said(&before).contains(" pixels, in "), "{}", said(&before));
    let after = inspect(&[&png]);
    let report: serde_json::Value = serde_json::from_slice(&after.stdout).unwrap();
    assert_eq!(report["type"], "png");
    assert_eq!(report["verdict"], "allowed", "{report}");
    // A picture is never written over itself.
    let itself = inspect(&[&png, option, &png]);
    assert_eq!(itself.status.code(), Some(1));
    assert!(said(&itself).contains("is the picture itself"), "{}", said(&itself));
}

fn run(at: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    let done = command.arg("inspect").args(words).current_dir(at).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

#[test]
fn several_files_have_one_verdict_that_stands_first_and_the_worst_file_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "Pay rose in every region.\n").unwrap();
    std::fs::write(folder.path().join("b.svg"), DRAWING).unwrap();
    let (status, said, _) = run(folder.path(), &["a.txt", "b.svg"]);
    assert_eq!(status, Some(1));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "Not all of it may pass: 2 files, 1 must not leave, 0 to be looked at");
    assert!(lines[1].starts_with("refused  b.svg"), "{said}");
    assert!(lines.last().unwrap().starts_with("allowed  a.txt"), "{said}");
    let (status, said, _) = run(folder.path(), &["--explain", "svg_script", "--lang", "cy"]);
    assert_eq!(status, Some(0));
    assert!(said.starts_with("svg_script: ") && said.contains("OUT-10"), "{said}");
}

#[test]
fn programs_are_looked_at_before_they_are_published() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String =
        (0..40).map(|n| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37)).collect();
    std::fs::write(folder.path().join("clean.R"), "summary(panel)\n").unwrap();
    std::fs::write(folder.path().join("notes.dat"), format!("person_id,age,income\n{rows}")).unwrap();
    let (status, said, _) = run(folder.path(), &[".", "--for", "code"]);
    assert_eq!(status, Some(1));
    assert!(said.starts_with("Not to be published: 2 files, 1 must not leave"), "{said}");
    let (_, said, _) = run(folder.path(), &[".", "--for", "code", "--sarif"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["runs"][0]["results"][0]["ruleId"], "microdata_csv");
    assert!(!report["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"].as_str().unwrap().is_empty());
    let (status, said, _) = run(folder.path(), &["clean.R", "--for", "code"]);
    assert_eq!((status, said.lines().count()), (Some(0), 1), "{said}");
    let (status, _, why) = run(folder.path(), &["clean.R", "--history"]);
    assert_eq!(status, Some(2));
    assert!(why.contains("go with --for code"), "{why}");
}
