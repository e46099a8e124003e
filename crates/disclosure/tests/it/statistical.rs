//! Files of Stata, SPSS and SAS.

use crate::support::*;
use disclosure::{Source, TableResult, tabulate_file};
use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::{stata_double::StataDouble, stata_float::StataFloat, stata_long::StataLong};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::json;
use std::io::{Cursor, Write};
use tempfile::TempPath;

/// Region, sex (1, 2; 9 is declared missing), turnover (missing once), a remark of more than 255 letters and the day.
type Record = (&'static str, f64, Option<f64>, String, f64);

fn records() -> Vec<Record> {
    let long = |letter: char| letter.to_string().repeat(290);
    vec![
        ("Ynys Môn", 1.0, Some(10.5), long('a'), 0.0),
        ("Ynys Môn", 1.0, Some(2.0), long('a'), 0.0),
        ("Gwynedd", 2.0, None, long('b'), 1.0),
        ("Gwynedd", 2.0, Some(300_000.25), long('a'), 1.0),
        ("Gwynedd", 9.0, Some(-4.0), long('b'), 20_000.0),
    ]
}

/// What the tables of these records are, whatever file they come from.
fn counted(table: &TableResult) -> Vec<String> {
    let cell = |c: &disclosure::Cell| {
        let numbers: Vec<String> = c.values.iter().map(|v| v.map_or("-".into(), |v| v.to_string())).collect();
        format!("{} {}", c.names().join("/"), numbers.join(" "))
    };
    table.cells.iter().map(cell).collect()
}

fn by_region_and_sex(path: &TempPath) -> Vec<String> {
    let asked = request(json!({"rows": ["region"], "cols": ["sex"], "count": true, "sum": ["turnover"]}));
    counted(&tabulate_file(path, &asked, &small("")).unwrap())
}

fn expected() -> Vec<String> {
    vec!["Gwynedd/1 0 0".into(), "Gwynedd/2 2 300000.25".into(), "Ynys Môn/1 2 12.5".into(), "Ynys Môn/2 0 0".into()]
}

fn by(path: &TempPath, field: &str, selection: &str) -> Vec<String> {
    let asked = request(json!({"rows": [field], "count": true, "where": selection}));
    counted(&tabulate_file(path, &asked, &small("")).unwrap())
}

fn stata(release: Release, order: ByteOrder) -> TempPath {
    let schema = Schema::builder()
        .add_variable(Variable::builder(VariableType::FixedString(20), "region").format("%20s"))
        .add_variable(Variable::builder(VariableType::Float, "sex").format("%9.0g").value_label_name("sexes"))
        .add_variable(Variable::builder(VariableType::Double, "turnover").format("%10.0g"))
        .add_variable(Variable::builder(VariableType::Long, "day").format("%td"))
        .build()
        .unwrap();
    let header = Header::builder(release, order).build();
    let writer = DtaWriter::new().from_writer(Cursor::new(Vec::new())).write_header(header).unwrap();
    let mut writer = writer.write_schema(schema).unwrap().into_record_writer().unwrap();
    for (region, sex, turnover, _, day) in records() {
        let sex = match sex {
            9.0 => StataFloat::Missing(MissingValue::A),
            sex => StataFloat::Present(sex as f32),
        };
        let turnover = turnover.map_or(StataDouble::Missing(MissingValue::System), StataDouble::Present);
        let day = StataLong::Present(day as i32 + 3_653);
        let values = [Value::string(region), Value::Float(sex), Value::Double(turnover), Value::Long(day)];
        writer.write_record(&values).unwrap();
    }
    let bytes = writer.into_long_string_writer().unwrap().into_value_label_writer().unwrap().finish().unwrap();
    file(".dta", &bytes.into_inner())
}

/// How an SPSS file packs its records.
#[derive(Clone, Copy, PartialEq)]
enum Packed {
    Plain,
    Bytes,
    Zlib,
}

/// A file as SPSS writes it: names of more than eight letters, a text in two pieces, a declared missing value.
fn spss(packed: Packed) -> Vec<u8> {
    let mut out = b"$FL2".to_vec();
    let int = |out: &mut Vec<u8>, n: i32| out.extend(n.to_le_bytes());
    let text = |out: &mut Vec<u8>, text: &str, width: usize| {
        out.extend(text.as_bytes());
        out.extend(vec![b' '; width - text.len()]);
    };
    let slots = 3 + 1 + 1 + 32 + 6 + 1;
    text(&mut out, "@(#) SPSS DATA FILE", 60);
    for n in [2, slots, packed as i32, 0, records().len() as i32] {
        int(&mut out, n);
    }
    out.extend(100f64.to_le_bytes());
    text(&mut out, "01 Jan 2613:00:00", 17);
    text(&mut out, "", 64);
    out.extend([0; 3]);
    let mut variable = |name: &str, width: i32, format: i32, missing: Option<f64>| {
        for n in [2, width, i32::from(name == "SEX"), i32::from(missing.is_some()), format << 16, format << 16] {
            int(&mut out, n);
        }
        text(&mut out, name, 8);
        if name == "SEX" {
            int(&mut out, 5);
            out.extend(b"Label   ");
        }
        out.extend(missing.iter().flat_map(|n| n.to_le_bytes()));
        for _ in 1..(width.max(1) as usize).div_ceil(8) {
            for n in [2, -1, 0, 0, 0, 0] {
                int(&mut out, n);
            }
            text(&mut out, "", 8);
        }
    };
    variable("REGION", 20, 1, None);
    variable("SEX", 0, 5, Some(9.0));
    variable("TURNOVER", 0, 5, None);
    variable("REMARK", 255, 1, None);
    variable("REMARK1", 48, 1, None);
    variable("DAY", 0, 20, None);
    for n in [3, 1] {
        int(&mut out, n);
    }
    out.extend(1f64.to_le_bytes());
    out.extend(b"\x04Male   ");
    for n in [4, 1, 4] {
        int(&mut out, n);
    }
    let names = "REGION=region\tSEX=sex\tTURNOVER=turnover\tREMARK=a_remark_that_is_long\tDAY=day";
    for (kind, words) in [(13, names), (14, "REMARK=00300\0\t"), (20, "UTF-8")] {
        for n in [7, kind, 1, words.len() as i32] {
            int(&mut out, n);
        }
        out.extend(words.as_bytes());
    }
    int(&mut out, 999);
    int(&mut out, 0);
    out.extend(data(packed, out.len()));
    out
}

fn data(packed: Packed, start: usize) -> Vec<u8> {
    let mut slots: Vec<[u8; 8]> = Vec::new();
    for (region, sex, turnover, remark, day) in records() {
        let mut texts = region.as_bytes().to_vec();
        texts.resize(24, b' ');
        slots.extend(texts.chunks(8).map(|c| <[u8; 8]>::try_from(c).unwrap()));
        slots.push(sex.to_le_bytes());
        slots.push(turnover.unwrap_or(f64::MIN).to_le_bytes());
        let (first, second) = remark.as_bytes().split_at(255);
        for (piece, width) in [(first, 256), (second, 48)] {
            let mut piece = piece.to_vec();
            piece.resize(width, b' ');
            slots.extend(piece.chunks(8).map(|c| <[u8; 8]>::try_from(c).unwrap()));
        }
        slots.push(((day + 141_428.0) * 86_400.0).to_le_bytes());
    }
    if packed == Packed::Plain {
        return slots.concat();
    }
    let mut bytes = Vec::new();
    for eight in slots.chunks(8) {
        let (mut codes, mut literal) = (Vec::<u8>::new(), Vec::<u8>::new());
        for slot in eight {
            let number = f64::from_le_bytes(*slot);
            codes.push(match slot {
                _ if *slot == [b' '; 8] => 254,
                _ if number == f64::MIN => 255,
                _ if number.fract() == 0.0 && (1.0..=151.0).contains(&number) => number as u8 + 100,
                _ => {
                    literal.extend(slot);
                    253
                }
            });
        }
        codes.resize(8, 252);
        bytes.extend(codes);
        bytes.extend(literal);
    }
    if packed == Packed::Bytes {
        return bytes;
    }
    let mut blocks = Vec::new();
    for block in bytes.chunks(500) {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(block).unwrap();
        blocks.extend(zlib.finish().unwrap());
    }
    let end = start + 24 + blocks.len();
    let mut out = Vec::new();
    for place in [start, end, 48] {
        out.extend((place as u64).to_le_bytes());
    }
    out.extend(blocks);
    out.extend([0; 48]);
    out
}

#[test]
fn stata_files_of_old_and_new_releases_give_the_table_of_their_records() {
    for (release, order) in [
        (Release::V114, ByteOrder::LittleEndian),
        (Release::V115, ByteOrder::BigEndian),
        (Release::V117, ByteOrder::LittleEndian),
        (Release::V118, ByteOrder::LittleEndian),
        (Release::V119, ByteOrder::BigEndian),
    ] {
        let path = stata(release, order);
        assert_eq!(by_region_and_sex(&path), expected(), "{release:?}");
        assert_eq!(by(&path, "sex", "turnover > 1"), ["1 2", "2 1"], "{release:?}");
        assert_eq!(by(&path, "day", "sex in (1, 2)"), ["1970-01-01 2", "1970-01-02 2"], "{release:?}");
    }
}

#[test]
fn spss_files_give_the_table_of_their_records_however_they_are_packed() {
    for packed in [Packed::Plain, Packed::Bytes, Packed::Zlib] {
        let path = file(".sav", &spss(packed));
        let fields = Source::open(&path).unwrap().fields();
        assert_eq!(fields, ["region", "sex", "turnover", "a_remark_that_is_long", "day"]);
        assert_eq!(by_region_and_sex(&path), expected());
        assert_eq!(by(&path, "sex", "turnover > 1"), ["1 2", "2 1"]);
        let remarks = [format!("{} 3", "a".repeat(290)), format!("{} 1", "b".repeat(290))];
        assert_eq!(by(&path, "a_remark_that_is_long", "sex in (1, 2)"), remarks);
        assert_eq!(by(&path, "day", "sex in (1, 2)"), ["1970-01-01 2", "1970-01-02 2"]);
    }
}

/// A file of release 118 with one set of labels: 1 Male, 2 Female.
fn labelled_stata() -> Vec<u8> {
    let bytes = std::fs::read(stata(Release::V118, ByteOrder::LittleEndian)).unwrap();
    let mut table = Vec::new();
    for n in [2i32, 12, 0, 5, 1, 2] {
        table.extend(n.to_le_bytes());
    }
    table.extend(b"Male\0Female\0");
    let mut set = b"<lbl>".to_vec();
    set.extend((table.len() as i32).to_le_bytes());
    let mut name = b"sexes".to_vec();
    name.resize(129 + 3, 0);
    set.extend(name);
    set.extend(table);
    set.extend(b"</lbl>");
    let tag = b"<value_labels>";
    let at = bytes.windows(tag.len()).position(|bytes| bytes == tag).unwrap() + tag.len();
    [&bytes[..at], &set, &bytes[at..]].concat()
}

fn with_labels(path: &TempPath) -> Vec<String> {
    let asked = request(json!({"rows": ["sex"], "count": true, "labels": true, "margins": true}));
    counted(&tabulate_file(path, &asked, &small("")).unwrap())
}

#[test]
fn codes_are_shown_by_their_labels_where_that_is_asked_for() {
    assert_eq!(with_labels(&file(".dta", &labelled_stata())), ["Male 2", "Female 2", "Total 4"]);
    // The file has a label for one of the two only.
    assert_eq!(with_labels(&file(".sav", &spss(Packed::Plain))), ["Male 2", "2 2", "Total 4"]);
    let both = json!({"rows": ["sex"], "count": true, "labels": true, "where": "sex < 3"});
    let both = tabulate_file(&file(".dta", &labelled_stata()), &request(both), &small("")).unwrap();
    assert_eq!(counted(&both), ["Male 2", "Female 2"]);
    // Without being asked for they are not, and everything else names codes.
    assert_eq!(by(&file(".dta", &labelled_stata()), "sex", "turnover > 1"), ["1 2", "2 1"]);
}

#[test]
fn two_codes_with_one_label_stay_two_cells() {
    let mut bytes = labelled_stata();
    let at = bytes.windows(6).position(|bytes| bytes == b"Female").unwrap();
    bytes[at..at + 6].copy_from_slice(b"Male\0\0");
    assert_eq!(with_labels(&file(".dta", &bytes)), ["Male (1) 2", "Male (2) 2", "Total 4"]);
}

#[test]
fn a_file_that_ends_too_soon_is_refused_at_every_length() {
    let whole = [(".sav", spss(Packed::Plain)), (".sav", spss(Packed::Bytes)), (".sav", spss(Packed::Zlib))];
    let stata = std::fs::read(stata(Release::V118, ByteOrder::LittleEndian)).unwrap();
    // What follows the records of a Stata file says nothing about them.
    let end = stata.windows(7).position(|bytes| bytes == b"</data>").unwrap();
    let asked = request(json!({"rows": ["region"], "count": true}));
    for (suffix, bytes, end) in
        whole.into_iter().map(|(s, b)| (s, b.clone(), b.len() - 60)).chain([(".dta", stata.clone(), end)])
    {
        for length in (0..end).step_by(13) {
            let path = file(suffix, &bytes[..length]);
            let error = tabulate_file(&path, &asked, &small("")).expect_err(&format!("{suffix} {length}")).to_string();
            assert!(error.contains("make or copy it again"), "{suffix} {length}: {error}");
        }
    }
}

#[test]
fn a_damaged_file_never_stops_the_program() {
    let asked = request(json!({"rows": ["sex"], "count": true, "labels": true}));
    let stata = labelled_stata();
    for (suffix, bytes) in [(".sav", spss(Packed::Bytes)), (".sav", spss(Packed::Zlib)), (".dta", stata)] {
        for at in (4..bytes.len()).step_by(3) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x81;
            // Whether it is noticed depends on what was hit; that the program goes on does not.
            let _ = tabulate_file(&file(suffix, &damaged), &asked, &small(""));
        }
    }
}

#[test]
fn what_is_no_sas_file_is_refused_with_a_sentence() {
    let error = Source::open(&file(".sas7bdat", b"not this")).unwrap_err().to_string();
    assert!(error.contains("no whole SAS file") && error.contains("make or copy it again"), "{error}");
}
