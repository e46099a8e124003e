//! What is looked at is looked at to its end: nothing passes because it stands behind a limit, or because somebody else names it.

use std::io::Write;

use inspector::{InspectPolicy, Purpose, Report, Severity, inspect};

use crate::files::{docx, gzip, ids, output, png, zip};
use crate::pdfs::{pdf, pdf_of, pdf_page, stream};

fn severity(report: &Report, id: &str) -> Option<Severity> {
    report.findings.iter().find(|f| f.id == id).map(|f| f.severity)
}

fn asks(name: &str, bytes: &[u8], id: &str) {
    let report = output(name, bytes);
    assert_eq!(severity(&report, id), Some(Severity::Ask), "{name}: {report:?}");
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const WORDS: &str = "BT /F1 12 Tf 20 50 Td (Patient 10234) Tj ET";

fn picture() -> String {
    stream(
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &"a".repeat(64),
    )
}

/// Two pages whose resources are object 5, where pictures 6 and 7 stand.
fn sharing(one: &str, two: &str, named: &str) -> Vec<u8> {
    pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 200 200] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 8 0 R /Resources 5 0 R >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 9 0 R /Resources 5 0 R >>".to_owned(),
        format!("<< /Font << /F1 10 0 R >> /XObject << {named} >> >>"),
        picture(),
        picture(),
        stream("", one),
        stream("", two),
        FONT.to_owned(),
    ])
}

#[test]
fn a_picture_that_no_page_paints_is_asked_about_whoever_shares_the_list_that_names_it_out_16() {
    let place = "q 100 0 0 100 10 10 cm";
    let named = "/Im1 6 0 R /Im2 7 0 R";
    let both = sharing(&format!("{place} /Im1 Do Q"), &format!("{place} /Im2 Do Q"), named);
    assert_eq!(severity(&output("a.pdf", &both), "unused_picture"), None, "{:?}", output("a.pdf", &both));
    asks("a.pdf", &sharing(&format!("{place} /Im1 Do Q"), WORDS, named), "unused_picture");
    // A very long page, a word in a remark, and a picture as large as a dot.
    let long = format!("{}{place} /Im1 Do Q", "0 0 m 1 1 l S\n".repeat(330_000));
    asks("a.pdf", &sharing(&long, WORDS, named), "unused_picture");
    let remark = sharing(&format!("{place} /Im1 Do Q % /Im2 Do\n"), WORDS, named);
    asks("a.pdf", &remark, "unused_picture");
    // Named by nobody but a key of its own.
    let private = pdf("", "/Kept 6 0 R", &[&picture()]);
    asks("a.pdf", &private, "unused_picture");
}

#[test]
fn pictures_of_patterns_letters_and_masks_are_painted() {
    let pattern = stream(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 50 50] /XStep 50 /YStep 50 /Resources << /XObject << /Im1 7 0 R >> >>",
        "50 0 0 50 0 0 cm /Im1 Do",
    );
    let masked = picture().replace("/Width 8", "/Width 8 /SMask 9 0 R");
    let file = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Pattern << /P1 6 0 R >> /XObject << /Im2 8 0 R >> >> >>".to_owned(),
        FONT.to_owned(),
        stream("", "/Pattern cs /P1 scn 0 0 200 200 re f q 100 0 0 100 10 10 cm /Im2 Do Q"),
        pattern,
        picture(),
        masked,
        picture(),
    ]);
    assert_eq!(severity(&output("a.pdf", &file), "unused_picture"), None, "{:?}", output("a.pdf", &file));
}

#[test]
fn words_of_an_object_that_no_page_paints_are_asked_about_however_many_objects_there_are_out_18() {
    let form = stream("/Type /XObject /Subtype /Form /BBox [0 0 200 200]", WORDS);
    let many: Vec<String> = std::iter::repeat_n("null".to_owned(), 20_100).chain([stream("", WORDS)]).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let unlisted = format!("77 0 obj\n{form}\nendobj\nxref\n");
    let unlisted = String::from_utf8_lossy(&pdf("", "", &[])).replacen("xref\n", &unlisted, 1).into_bytes();
    for file in [pdf("", "", &[&stream("", WORDS)]), pdf("", "", &many), unlisted] {
        asks("a.pdf", &file, "hidden_text");
    }
    let named = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> /XObject << /Fm1 6 0 R >> >> >>".to_owned(),
        FONT.to_owned(),
        stream("", "0 0 m 10 10 l S"),
        form,
    ]);
    asks("a.pdf", &named, "hidden_text");
    let painted = String::from_utf8_lossy(&named).replace("0 0 m 10 10 l S", "     /Fm1 Do   ").into_bytes();
    assert_eq!(severity(&output("a.pdf", &painted), "hidden_text"), None, "{:?}", output("a.pdf", &painted));
}

#[test]
fn text_under_a_bar_of_any_making_is_covered_out_17() {
    let blocks = |bar: &str| severity(&output("a.pdf", &pdf_page(&format!("{WORDS} {bar}"))), "covered_text");
    assert_eq!(blocks("0 g 10 40 180 30 re f"), Some(Severity::Blocks));
    // The same as one line of a thick pen.
    assert_eq!(blocks("0 G 30 w 10 55 m 190 55 l S"), Some(Severity::Blocks));
    // With round ends a person looks.
    let round = "0 g 10 55 m 10 20 190 20 190 55 c 190 90 10 90 10 55 c f";
    assert_eq!(blocks(round), Some(Severity::Ask));
    // Among four thousand small marks.
    let marks: String = (0..4000).map(|n| format!("{} {} 2 2 re f ", n % 190, 100 + n / 190)).collect();
    assert_eq!(blocks(&format!("0 g {marks} 10 40 180 30 re f")), Some(Severity::Blocks));
    assert_eq!(blocks(&format!("0 g 10 40 40 30 re f {marks}")), Some(Severity::Blocks));
    // A line below it is no bar.
    assert_eq!(blocks("0 G 6 w 10 30 m 190 30 l S"), None);
}

#[test]
fn what_follows_the_last_item_of_a_file_of_r_is_asked_about_ext_07() {
    // A vector of one number, format 2.
    let mut whole = b"X\n".to_vec();
    for number in [2i32, 0x0004_0301, 0x0002_0300, 13, 1, 42] {
        whole.extend(number.to_be_bytes());
    }
    let ingest = |bytes: &[u8]| inspect("a.rds", bytes, Purpose::Ingest, &InspectPolicy::default());
    let asked = |report: &Report| severity(report, "trailing_data");
    assert_eq!(asked(&ingest(&whole)), None, "{:?}", ingest(&whole));
    let more = [whole.as_slice(), b"id,age\n1,34\n"].concat();
    for bytes in [more.clone(), gzip(&more)] {
        assert_eq!(asked(&ingest(&bytes)), Some(Severity::Ask), "{:?}", ingest(&bytes));
    }
}

#[test]
fn what_follows_the_end_of_a_packed_stream_is_trailing_data_out_17() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(b"Table 1. Words\n").expect("memory takes all");
    let zlib = zlib.finish().expect("the stream closes");
    let report = output("a.zz", &[zlib.as_slice(), b"id,age\n1,34\n"].concat());
    assert_eq!(severity(&report, "trailing_data"), Some(Severity::Blocks), "{report:?}");
    assert_eq!(severity(&output("a.zz", &zlib), "trailing_data"), None);
    let mut head = gzip(b"Table 1. Words\n");
    // A comment in the head.
    head[3] |= 16;
    let said = b"Patient 10234 Jane Doe ".repeat(5);
    let with: Vec<u8> = [&head[..10], said.as_slice(), &[0], &head[10..]].concat();
    let report = output("a.gz", &with);
    assert_eq!(severity(&report, "trailing_data"), Some(Severity::Ask), "{report:?}");
}

#[test]
fn text_behind_a_million_blanks_is_still_judged_out_18() {
    let rows: String = (0..40).map(|n| format!("<r>{n};{}</r>\n", n * 37)).collect();
    // Of several sorts, so that they do not pack too well.
    let blanks: String = (0..(1u64 << 20) + 10)
        .map(|n| [' ', '\n', '\t'][(n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(n >> 3) >> 33) as usize % 3])
        .collect();
    let part = format!("<?xml version=\"1.0\"?><all><s>{}</s>{rows}</all>", blanks);
    let report = output("a.docx", &docx("<w:p/>", &[("customXml/item1.xml", part.as_bytes())]));
    assert!(severity(&report, "custom_xml").is_some_and(|severity| severity >= Severity::Ask), "{report:?}");
}

#[test]
fn records_as_json_and_xml_are_records_however_they_are_laid_out_out_15() {
    let row = |n: usize| (1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37);
    let all = |of: &dyn Fn((usize, usize, usize)) -> String| (0..40).map(|n| of(row(n))).collect::<Vec<_>>().join(",");
    let split = format!(
        r#"{{"columns":["person_id","age","income"],"index":[0],"data":[{}]}}"#,
        all(&|(id, age, income)| format!("[{id},{age},{income}]"))
    );
    let lists =
        format!(r#"[["person_id","age","income"],{}]"#, all(&|(id, age, income)| format!("[{id},{age},{income}]")));
    let column = |of: &dyn Fn((usize, usize, usize)) -> usize| {
        (0..40).map(|n| format!("\"{n}\":{}", of(row(n)))).collect::<Vec<_>>().join(",")
    };
    let columns = format!(
        r#"{{"person_id":{{{}}},"age":{{{}}},"income":{{{}}}}}"#,
        column(&|r| r.0),
        column(&|r| r.1),
        column(&|r| r.2)
    );
    let index = format!(
        "{{{}}}",
        (0..40)
            .map(|n| format!(r#""{n}":{{"person_id":{},"age":{},"income":{}}}"#, row(n).0, row(n).1, row(n).2))
            .collect::<Vec<_>>()
            .join(",")
    );
    let table: String = (0..40).map(|n| format!("{},{},{}\\n", row(n).0, row(n).1, row(n).2)).collect();
    let text = format!(r#"{{"a":{{"b":"person_id,age,income\n{table}"}}}}"#);
    for json in [split, lists, columns, index, text] {
        let report = output("a.json", json.as_bytes());
        assert_eq!(severity(&report, "microdata_csv"), Some(Severity::Blocks), "{}: {report:?}", &json[..40]);
    }
    let attributes: String =
        (0..40).map(|n| format!("<row person_id=\"{}\" age=\"{}\"/>\n", row(n).0, row(n).1)).collect();
    let elements: String =
        (0..40).map(|n| format!("<row>\n<person_id>{}</person_id><age>{}</age></row>\n", row(n).0, row(n).1)).collect();
    for rows in [attributes, elements] {
        let report = output("a.xml", format!("<?xml version=\"1.0\"?>\n<data>\n{rows}</data>").as_bytes());
        assert_eq!(severity(&report, "microdata_csv"), Some(Severity::Blocks), "{report:?}");
    }
}

#[test]
fn bytes_as_digits_are_unpacked_as_base64_is() {
    let packed = zip(&[("a.csv", &b"id,age\n1,34\n".repeat(40))]);
    let hex: String = packed.iter().chain([0; 300].iter()).map(|byte| format!("{byte:02x}")).collect();
    let lines: String = hex.as_bytes().chunks(80).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect();
    let report = output("a.txt", format!("Appendix\n{lines}").as_bytes());
    assert!(ids(&report).contains(&"base64_text"), "{report:?}");
    assert!(ids(&report).contains(&"archive"), "{report:?}");
}

#[test]
fn words_in_the_fields_of_a_picture_are_judged_by_how_much_they_say_out_17() {
    let mut exif = b"II*\0\x08\0\0\0\x01\0".to_vec();
    let words: String = (0..60).map(|n| format!("{},{},{}\n", 1000 + n, 16 + n, 20_000 + n * 37)).collect();
    exif.extend([0x0e, 1, 2, 0]);
    exif.extend((words.len() as u32).to_le_bytes());
    exif.extend(26u32.to_le_bytes());
    exif.extend([0; 4]);
    exif.extend(words.as_bytes());
    asks("a.png", &png(&[(b"eXIf", &exif)]), "exif");
    let short = [b"II*\0\x08\0\0\0\0\0\0\0\0\0".as_slice(), b"Canon"].concat();
    assert_eq!(severity(&output("a.png", &png(&[(b"eXIf", &short)])), "exif"), Some(Severity::Note));
}

#[test]
fn pixels_that_are_none_and_clear_colours_of_a_palette_are_asked_about() {
    let palette: &[(&[u8; 4], &[u8])] = &[(b"PLTE", &[255, 255, 255, 0, 0, 0, 20, 20, 20]), (b"tRNS", &[0, 0, 255])];
    asks("a.png", &png(palette), "transparent_pixels");
    let one: &[(&[u8; 4], &[u8])] = &[(b"PLTE", &[255, 255, 255, 0, 0, 0]), (b"tRNS", &[0, 255])];
    assert_eq!(severity(&output("a.png", &png(one)), "transparent_pixels"), None);
    // The pixels of a picture as text.
    let whole = png(&[]);
    let at = whole.windows(4).position(|four| four == b"IDAT").expect("pixels");
    let mut raw = whole[..at - 4].to_vec();
    raw.extend(12u32.to_be_bytes());
    raw.extend(b"IDATid,age\n1,34\n\0\0\0\0");
    raw.extend(b"\0\0\0\0IEND\0\0\0\0");
    asks("a.png", &raw, "unreadable");
}

#[test]
fn pictures_and_properties_of_rtf_are_looked_into_out_16() {
    let gps = png(&[(b"tEXt", b"Comment\0Patient 10234 Jane Doe")]);
    let hex: String = gps.iter().map(|byte| format!("{byte:02x}")).collect();
    asks("a.rtf", format!("{{\\rtf1\\ansi {{\\pict\\pngblip\\picw1 {hex}}} Words\\par}}").as_bytes(), "png_text");
    let told = "Patient 10234 Jane Doe, positive; ".repeat(20);
    asks("a.rtf", format!("{{\\rtf1\\ansi {{\\info{{\\doccomm {told}}}}} Words\\par}}").as_bytes(), "custom_props");
    let plain = output("a.rtf", b"{\\rtf1\\ansi {\\info{\\title Table 1}{\\author A}} Words\\par}");
    assert_eq!(severity(&plain, "custom_props"), None, "{plain:?}");
}

#[test]
fn files_of_programs_that_are_not_read_here_are_refused_by_name_out_17() {
    let named = |name: &str, bytes: &[u8], id: &str, kind: &str| {
        let report = output(name, bytes);
        assert_eq!(severity(&report, id), Some(Severity::Blocks), "{name}: {report:?}");
        assert_eq!(report.kind, kind, "{report:?}");
    };
    let one: &[u8] = b"x";
    named("a.jasp", &zip(&[("manifest.json", one), ("analyses.json", one), ("data.jsonl", one)]), "data_file", "jasp");
    named(
        "a.omv",
        &zip(&[("META-INF/MANIFEST.MF", one), ("metadata.json", one), ("xdata.json", one), ("data.bin", one)]),
        "data_file",
        "jamovi",
    );
    named("a.mwx", &zip(&[("sheets/0/sheet.json", one)]), "data_file", "minitab");
    named(
        "a.spv",
        &zip(&[("META-INF/MANIFEST.MF", one), ("outputViewer0000000000.xml", one)]),
        "unreadable",
        "spss-output",
    );
    named("a.pages", &zip(&[("Index/Document.iwa", one), ("preview.jpg", one)]), "unreadable", "iwork");
    let onenote = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3\0\0\0\0";
    named("a.one", onenote, "unreadable", "onenote");
    let page = b"From: <Saved by Blink>\r\nSubject: Results\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"----x\"\r\n\r\n------x\r\n";
    named("a.mht", page, "unreadable", "mime");
    named("a.gph", b"StataFileTM:00001:01000:LiveGPH:                       :\n", "data_file", "stata-graph");
    for (locked, name) in [(4u8, "a.rar"), (1, "b.rar")] {
        let report = output(name, &[b"Rar!\x1a\x07\x01\0\0\0\0\0\x21".as_slice(), &[locked, 0, 0]].concat());
        assert!(ids(&report).contains(&"unreadable"), "{report:?}");
        assert_eq!(ids(&report).contains(&"encrypted"), locked == 4, "{report:?}");
    }
}
