//! 7z archives are looked into: what is packed in them is judged as in any archive, and what is locked or put beside is said.

use inspector::{InspectPolicy, Purpose, Report, Severity, inspect};

use crate::files::{ids, output};

/// A number as 7z writes it, below two to the fourteenth.
fn number(value: usize) -> Vec<u8> {
    if value < 0x80 { vec![value as u8] } else { vec![0x80 | (value >> 8) as u8, value as u8] }
}

const STORED: &[u8] = &[0x01, 0x00];

/// An archive whose entries are packed by one coder each; `beside` stands between them and the header.
fn sevenz(entries: &[(&str, &[u8])], coder: &[u8], beside: &[u8]) -> Vec<u8> {
    let many = number(entries.len());
    let mut header = [&[0x01, 0x04, 0x06, 0x00], many.as_slice(), &[0x09]].concat();
    entries.iter().for_each(|(_, bytes)| header.extend(number(bytes.len())));
    header.extend([0x00, 0x07, 0x0b]);
    header.extend(&many);
    header.push(0x00);
    entries.iter().for_each(|_| header.extend([&[0x01], coder].concat()));
    header.push(0x0c);
    entries.iter().for_each(|(_, bytes)| header.extend(number(bytes.len())));
    header.extend([0x00, 0x08, 0x00, 0x00, 0x05]);
    header.extend(&many);
    let mut names = vec![0x00];
    for (name, _) in entries {
        names.extend(name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    }
    header.push(0x11);
    header.extend(number(names.len()));
    header.extend(names);
    header.extend([0x00, 0x00]);
    let packed: Vec<u8> =
        entries.iter().flat_map(|(_, bytes)| bytes.iter().copied()).chain(beside.iter().copied()).collect();
    let sum = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let start =
        [(packed.len() as u64).to_le_bytes().as_slice(), &(header.len() as u64).to_le_bytes(), &sum(&header)].concat();
    [b"7z\xbc\xaf\x27\x1c\0\x04".as_slice(), &sum(&start), &start, &packed, &header].concat()
}

fn records() -> String {
    (0..40).map(|n| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37)).collect()
}

#[test]
fn what_is_in_a_7z_archive_is_found_and_an_ordinary_one_asks_out_16() {
    let plain = output("a.7z", &sevenz(&[("table1.csv", b"region,n\nNorth,120\n")], STORED, b""));
    assert_eq!((plain.kind.as_str(), ids(&plain)), ("7z", vec!["archive"]), "{plain:?}");
    let rows = format!("person_id,age,income\n{}", records());
    let report = output("a.7z", &sevenz(&[("readme.txt", b"Words."), ("data/a.txt", rows.as_bytes())], STORED, b""));
    let found = report.findings.iter().find(|finding| finding.id == "microdata_csv").expect("the records");
    assert_eq!((found.place.as_str(), found.severity), ("data/a.txt", Severity::Blocks));
    let inner = sevenz(&[("a.csv", rows.as_bytes())], STORED, b"");
    let nested = output("a.7z", &sevenz(&[("b.7z", &inner)], STORED, b""));
    assert!(ids(&nested).contains(&"nested_archive") && ids(&nested).contains(&"microdata_csv"), "{nested:?}");
}

fn blocked(report: &Report, id: &str) {
    assert!(report.findings.iter().any(|f| f.id == id && f.severity == Severity::Blocks), "no {id}: {report:?}");
}

#[test]
fn a_7z_archive_that_is_locked_broken_or_holds_more_than_it_says_is_refused_out_17() {
    let aes: &[u8] = &[0x24, 0x06, 0xf1, 0x07, 0x01, 0x02, 0x13, 0x00];
    blocked(&output("a.7z", &sevenz(&[("a.txt", b"0123456789abcdef")], aes, b"")), "encrypted");
    let unknown: &[u8] = &[0x03, 0x04, 0x05, 0x06];
    blocked(&output("a.7z", &sevenz(&[("a.txt", b"0123456789abcdef")], unknown, b"")), "unreadable");
    blocked(&output("a.7z", &sevenz(&[("a.txt", b"Words.")], STORED, b"1000,34,20000\n")), "trailing_data");
    let mut behind = sevenz(&[("a.txt", b"Words.")], STORED, b"");
    behind.extend(b"1000,34,20000\n");
    blocked(&output("a.7z", &behind), "trailing_data");
    blocked(&output("a.7z", &sevenz(&[("a.txt", b"Words."), ("./a.txt", b"Others.")], STORED, b"")), "unreadable");
    blocked(&output("a.7z", &sevenz(&[("../a.txt", b"Words.")], STORED, b"")), "foreign_part");
    let mut cut = sevenz(&[("a.txt", b"Words.")], STORED, b"");
    cut.truncate(cut.len() - 3);
    blocked(&output("a.7z", &cut), "unreadable");
}

#[test]
fn a_7z_archive_is_unpacked_within_the_limits_out_17() {
    let mut policy = InspectPolicy::default();
    policy.inside.total_bytes = 100;
    let large = sevenz(&[("a.txt", "Words of a paper. ".repeat(20).as_bytes())], STORED, b"");
    blocked(&inspect("a.7z", &large, Purpose::Output, &policy), "bomb");
    policy.inside.total_bytes = 1 << 20;
    policy.inside.entries = 1;
    blocked(
        &inspect("a.7z", &sevenz(&[("a.txt", b"A."), ("b.txt", b"B.")], STORED, b""), Purpose::Output, &policy),
        "bomb",
    );
}
