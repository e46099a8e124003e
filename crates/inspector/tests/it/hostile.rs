//! Bytes made to break a parser. The inspector may say anything of them but "allowed for want of reading", and never stops.

use inspector::Verdict;

use crate::files::{docx, gzip, output, png, zip};

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.docx", docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>", &[("word/media/image1.png", &png(&[]))])),
        ("a.zip", zip(&[("a.txt", b"words\n"), ("b.pkl", b"\x80\x04\x95\x05\0\0\0\0\0\0\0]\x94(K\x01e.")])),
        ("a.png", png(&[(b"tEXt", b"Comment\0x"), (b"eXIf", b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0")])),
        ("a.gz", gzip(b"X\n\0\0\0\x03\0\x04\x03\x01class")),
        ("a.pkl", b"\x80\x04\x95\x30\0\0\0\0\0\0\0\x8c\x14sklearn.linear_model\x94\x8c\x05Ridge\x94\x93\x94.".to_vec()),
        ("a.jpg", b"\xff\xd8\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\0\0\0\0\0\xff\xda\0\x02ab\xff\xd9".to_vec()),
        ("a.json", br#"{"nbformat":4,"cells":[{"outputs":[1]}]}"#.to_vec()),
    ]
}

#[test]
fn a_file_cut_anywhere_never_stops_the_inspector() {
    for (name, bytes) in samples() {
        for cut in 1..bytes.len() {
            let report = output(name, &bytes[..cut]);
            assert!(!report.kind.is_empty());
        }
    }
}

#[test]
fn a_file_with_any_byte_changed_never_stops_the_inspector() {
    for (name, bytes) in samples() {
        for at in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut broken = bytes.clone();
                broken[at] ^= change;
                let report = output(name, &broken);
                assert!(!report.kind.is_empty());
            }
        }
    }
}

#[test]
fn lengths_that_lie_are_refused() {
    let huge_png = [&b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"[..], &[0; 20]].concat();
    let huge_tensor = [&u64::MAX.to_le_bytes()[..], b"{\"a\":1}"].concat();
    let huge_pickle = b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xff".to_vec();
    for bytes in [huge_png, huge_tensor, huge_pickle] {
        assert_eq!(output("a.png", &bytes).verdict, Verdict::Refused);
    }
}

#[test]
fn elements_inside_each_other_without_end_are_a_bomb() {
    let deep = "<w:p>".repeat(100_000);
    let report = output("a.docx", &docx(&deep, &[]));
    assert!(report.findings.iter().any(|f| f.id == "bomb"), "{report:?}");
    let json = "[".repeat(100_000);
    assert!(!output("a.json", json.as_bytes()).kind.is_empty());
}

#[test]
fn a_thousand_findings_of_a_kind_are_a_short_report() {
    let parts: Vec<(String, Vec<u8>)> = (0..1000).map(|n| (format!("{n}.txt"), b"PAR1....PAR1".to_vec())).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let report = output("a.zip", &zip(&parts));
    assert!(report.findings.len() < 30, "{}", report.findings.len());
    assert!(report.findings.iter().any(|f| f.reason == "more"));
}
