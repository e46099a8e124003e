use inspector::{InspectPolicy, Purpose, Verdict, inspect};

use crate::files::{ids, output};

#[test]
fn a_name_that_a_system_would_trip_over_is_refused() {
    let long = format!("{}.txt", "a".repeat(252));
    for name in [
        "",
        "../secret.txt",
        "..",
        ".",
        "a/b.txt",
        "a\\b.txt",
        "a\nb.txt",
        "a\0.txt",
        "a\u{7f}.txt",
        "a\u{202e}txt.exe.txt",
        "zero\u{200b}width.txt",
        "\u{feff}bom.txt",
        "bad\u{fffd}.txt",
        "CON.txt",
        "nul.txt",
        "a?.txt",
        "a:stream.txt",
        ".hidden.txt",
        " space.txt",
        "-option.txt",
        "space.txt ",
        "stop.txt.",
        &long,
    ] {
        let report = output(name, b"words\n");
        assert!(ids(&report).contains(&"file_name"), "{name:?}");
        assert_eq!(report.verdict, Verdict::Refused, "{name:?}");
        assert_eq!(report.file, name, "the name stays exactly as given");
    }
}

#[test]
fn letters_of_any_script_are_welcome() {
    let longest = format!("{}.txt", "a".repeat(251));
    for name in
        ["Tablau terfynol — Ŵyn ac ŷd.txt", "таблица 1.txt", "表1.txt", "résumé (final) v2.txt", "😀.txt", &longest]
    {
        assert_eq!(output(name, b"words\n").verdict, Verdict::Allowed, "{name:?}");
    }
}

#[test]
fn nothing_a_file_says_can_break_the_line_of_a_report() {
    let bytes = crate::files::zip(&[("a\nb\u{202e}.pkl", b"\x80\x04N.")]);
    let report = output("a.zip", &bytes);
    assert!(report.findings.iter().all(|f| !f.place.contains(['\n', '\u{202e}'])), "{report:?}");
    assert!(report.findings.iter().any(|f| f.id == "pickle" && f.place.contains("a\u{fffd}b")));
}

#[test]
fn an_empty_file_and_one_too_large_are_refused_and_not_parsed() {
    let policy = InspectPolicy { max_bytes: 10, ..InspectPolicy::default() };
    let judge = |bytes: &[u8]| inspect("a.txt", bytes, Purpose::Output, &policy);
    assert_eq!(ids(&judge(b"")), ["empty"]);
    assert_eq!(judge(b"").verdict, Verdict::Refused);
    assert_eq!(judge(b"ten bytes.").verdict, Verdict::Allowed);
    let large = judge(b"\x80\x04eleven....");
    assert_eq!((ids(&large), large.verdict), (vec!["too_large"], Verdict::Refused));
}
