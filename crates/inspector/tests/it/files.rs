//! Small files of each sort, made here.

use std::io::{Cursor, Write};

use inspector::{InspectPolicy, Purpose, Report, inspect};
use zip::write::SimpleFileOptions;

pub fn output(name: &str, bytes: &[u8]) -> Report {
    inspect(name, bytes, Purpose::Output, &InspectPolicy::default())
}

/// The ids of a report's findings, worst first.
pub fn ids(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.id.as_str()).collect()
}

pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        archive.write_all(bytes).expect("memory takes all");
    }
    archive.finish().expect("the archive closes").into_inner()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory takes all");
    out.finish().expect("the stream closes")
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend(name);
    out.extend(data);
    out.extend([0; 4]); // the inspector does not check sums
    out
}

pub fn png(more: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    more.iter().for_each(|(name, data)| out.extend(chunk(name, data)));
    // One row of one grey pixel.
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    pixels.write_all(&[0, 0]).expect("memory takes all");
    out.extend(chunk(b"IDAT", &pixels.finish().expect("the stream closes")));
    out.extend(chunk(b"IEND", b""));
    out
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/><Override
    PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A Word document with this body and these parts besides.
pub fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let leads: String = more.iter().map(|(name, _)| format!("<Relationship Type='x' Target='/{name}'/>")).collect();
    let leads = format!("<Relationships>{leads}</Relationships>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    if !more.iter().any(|(name, _)| *name == "word/_rels/document.xml.rels") {
        parts.push(("word/_rels/document.xml.rels", leads.as_bytes()));
    }
    parts.extend(more);
    zip(&parts)
}

/// A workbook with this sheet.
pub fn xlsx(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = TYPES
        .replace("wordprocessingml.document.main", "spreadsheetml.sheet.main")
        .replace("word/document", "xl/workbook");
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", types.as_bytes()), ("xl/worksheets/sheet1.xml", sheet.as_bytes())];
    if !more.iter().any(|(name, _)| *name == "xl/workbook.xml") {
        parts.push(("xl/workbook.xml", b"<workbook><sheets/></workbook>"));
    }
    parts.extend(more);
    zip(&parts)
}

/// A presentation with this slide, 1000 by 500 in its own measure.
pub fn pptx(slide: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = TYPES
        .replace("wordprocessingml.document.main", "presentationml.presentation.main")
        .replace("word/document", "ppt/presentation");
    let size = br#"<p:presentation xmlns:p="p"><p:sldSz cx="1000" cy="500"/></p:presentation>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("ppt/presentation.xml", size),
        ("ppt/slides/slide1.xml", slide.as_bytes()),
    ];
    parts.extend(more);
    zip(&parts)
}
