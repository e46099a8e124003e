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
