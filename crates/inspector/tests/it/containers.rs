use inspector::Verdict;

use crate::files::{gzip, ids, output, zip};

#[test]
fn what_is_packed_is_judged_as_if_it_were_not() {
    let pickle: &[u8] = b"\x80\x04\x95\x05\0\0\0\0\0\0\0]\x94(K\x01e.";
    let report = output("a.zip", &zip(&[("notes.txt", b"words\n"), ("m.txt", pickle), ("d.csv", b"PAR1....PAR1")]));
    assert_eq!(report.kind, "zip");
    let found: Vec<(&str, &str)> = report.findings.iter().map(|f| (f.id.as_str(), f.place.as_str())).collect();
    assert_eq!(found, [("data_file", "d.csv"), ("pickle", "m.txt"), ("archive", "")]);
    assert!(ids(&output("a.gz", &gzip(b"PAR1....PAR1"))).contains(&"data_file"));
}

#[test]
fn an_archive_of_plain_text_asks() {
    assert_eq!(output("a.zip", &zip(&[("a.txt", b"words\n")])).verdict, Verdict::Ask);
}

#[test]
fn archives_inside_archives_are_named_and_end_at_a_depth() {
    let mut bytes = zip(&[("a.txt", b"words\n")]);
    bytes = zip(&[("inner.zip", &bytes)]);
    let report = output("a.zip", &bytes);
    assert_eq!(ids(&report), ["nested_archive", "archive"]);
    assert_eq!(report.findings[0].place, "inner.zip");
    for _ in 0..6 {
        bytes = zip(&[("inner.zip", &bytes)]);
    }
    assert!(ids(&output("a.zip", &bytes)).contains(&"bomb"));
    let gzips = (0..6).fold(b"words".to_vec(), |inner, _| gzip(&inner));
    assert!(ids(&output("a.gz", &gzips)).contains(&"bomb"));
}

#[test]
fn a_file_that_expands_beyond_the_limits_is_a_bomb() {
    let zeros = vec![0u8; 8 << 20];
    assert!(ids(&output("a.zip", &zip(&[("zeros.txt", &zeros)]))).contains(&"bomb"));
    assert!(ids(&output("a.gz", &gzip(&zeros))).contains(&"bomb"));
}

#[test]
fn an_entry_that_climbs_out_is_named() {
    let report =
        output("a.zip", &zip(&[("../../etc/passwd", b"words\n"), ("/abs.txt", b"words\n"), ("c:x.txt", b"words\n")]));
    assert_eq!(ids(&report).iter().filter(|id| **id == "foreign_part").count(), 3, "{report:?}");
}

#[test]
fn bytes_that_no_entry_accounts_for_are_found() {
    let archive = zip(&[("a.txt", b"words\n")]);
    let commented = {
        let mut bytes = archive.clone();
        let end = bytes.len() - 2;
        bytes[end..].copy_from_slice(&9u16.to_le_bytes());
        bytes.extend(b"1234,5678");
        bytes
    };
    assert!(ids(&output("a.zip", &commented)).contains(&"trailing_data"), "{:?}", output("a.zip", &commented));
    let padded = [archive, b"1234,5678".to_vec()].concat();
    assert_ne!(output("a.zip", &padded).verdict, Verdict::Allowed);
}

#[test]
fn a_broken_container_is_refused() {
    let archive = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")]);
    for cut in [4, 40, archive.len() - 3] {
        let report = output("a.docx", &archive[..cut]);
        assert!(ids(&report).contains(&"unreadable"), "{cut}: {report:?}");
        assert_eq!(report.verdict, Verdict::Refused);
    }
}

#[test]
fn an_encrypted_entry_is_found() {
    // The flag alone: what it hides cannot be read, whatever it is.
    let mut bytes = zip(&[("a.txt", b"words\n")]);
    bytes[6] |= 1;
    let central = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    bytes[central + 8] |= 1;
    assert!(ids(&output("a.zip", &bytes)).contains(&"encrypted"));
}
