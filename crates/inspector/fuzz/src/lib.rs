//! Each parser, reached the way a file reaches it. What is fuzzed is the part that the parser reads; the container around it is
//! made here, so that the fuzzer need not find out how zip or a compound file is made.

use std::io::{Cursor, Write};

use inspector::view::{Wanted, fixed_image, tables, view};
use inspector::{InspectPolicy, Purpose, inspect};
use zip::write::SimpleFileOptions;

pub fn file(name: &str, bytes: &[u8]) {
    let report = inspect(name, bytes, Purpose::Output, &InspectPolicy::default());
    assert!(!report.kind.is_empty());
}

fn zipped(name: &str, parts: &[(&str, &[u8])]) {
    file(name, &archive(parts));
}

/// The first pages of a file, the file as a picture made again, and its tables.
pub fn look(name: &str, bytes: &[u8]) {
    let made = view(name, bytes, Purpose::Output, &InspectPolicy::default(), Wanted { first: 1, most: 2 });
    assert!(!made.pages.is_empty() || !made.problem.is_empty());
    let _ = fixed_image(name, bytes);
    let _ = tables(name, bytes);
}

/// As [`look`] does, with the bytes as the main part of an Office or OpenDocument file.
pub fn look_at_office(which: u8, bytes: &[u8]) {
    let types = |main: &str| types(main).into_bytes();
    let (name, made) = match which % 4 {
        0 => {
            let types = types("wordprocessingml.document");
            let parts: &[(&str, &[u8])] = &[
                ("[Content_Types].xml", &types),
                ("word/document.xml", bytes),
                ("word/comments.xml", bytes),
                ("word/_rels/document.xml.rels", bytes),
                ("word/media/image1.png", bytes),
            ];
            ("a.docx", archive(parts))
        }
        1 => {
            let types = types("spreadsheetml.sheet");
            let parts: &[(&str, &[u8])] = &[
                ("[Content_Types].xml", &types),
                ("xl/workbook.xml", bytes),
                ("xl/_rels/workbook.xml.rels", bytes),
                ("xl/sharedStrings.xml", bytes),
                ("xl/worksheets/sheet1.xml", bytes),
            ];
            ("a.xlsx", archive(parts))
        }
        2 => {
            let types = types("presentationml.presentation");
            let parts: &[(&str, &[u8])] =
                &[("[Content_Types].xml", &types), ("ppt/presentation.xml", bytes), ("ppt/slides/slide1.xml", bytes)];
            ("a.pptx", archive(parts))
        }
        _ => {
            let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
            let parts: &[(&str, &[u8])] =
                &[("mimetype", mimetype), ("META-INF/manifest.xml", b"<m/>"), ("content.xml", bytes), ("styles.xml", bytes)];
            ("a.ods", archive(parts))
        }
    };
    look(name, &made);
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, bytes) in parts {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*part, stored).and_then(|()| Ok(archive.write_all(bytes)?)).expect("memory takes all");
    }
    archive.finish().expect("memory takes all").into_inner()
}

fn types(main: &str) -> String {
    format!("<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{main}.main+xml'/></Types>")
}

pub fn word(bytes: &[u8]) {
    let types = types("wordprocessingml.document");
    zipped("a.docx", &[("[Content_Types].xml", types.as_bytes()), ("word/document.xml", bytes), ("word/styles.xml", bytes)]);
}

pub fn excel(bytes: &[u8]) {
    let types = types("spreadsheetml.sheet");
    let parts: &[(&str, &[u8])] = &[
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/workbook.xml", bytes),
        ("xl/styles.xml", bytes),
        ("xl/sharedStrings.xml", bytes),
        ("xl/worksheets/sheet1.xml", bytes),
    ];
    zipped("a.xlsx", parts);
}

pub fn powerpoint(bytes: &[u8]) {
    let types = types("presentationml.presentation");
    let size = b"<p><sldSz cx='1000' cy='500'/></p>";
    let parts: &[(&str, &[u8])] = &[
        ("[Content_Types].xml", types.as_bytes()),
        ("ppt/presentation.xml", size),
        ("ppt/slides/slide1.xml", bytes),
        ("ppt/slideMasters/slideMaster1.xml", bytes),
    ];
    zipped("a.pptx", parts);
}

pub fn xlsb(bytes: &[u8]) {
    let types = b"<Types><Override ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/></Types>";
    zipped("a.xlsb", &[("[Content_Types].xml", types), ("xl/workbook.bin", bytes), ("xl/worksheets/sheet1.bin", bytes)]);
}

pub fn opendocument(bytes: &[u8]) {
    let mimetype = b"application/vnd.oasis.opendocument.text";
    zipped("a.odt", &[("mimetype", mimetype), ("META-INF/manifest.xml", b"<m/>"), ("content.xml", bytes), ("styles.xml", bytes)]);
}

fn compound(name: &str, streams: &[(&str, &[u8])]) {
    let mut file_in_file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes all");
    for (stream, bytes) in streams {
        file_in_file.create_stream(format!("/{stream}")).and_then(|mut s| s.write_all(bytes)).expect("memory takes all");
    }
    file_in_file.flush().expect("memory takes all");
    file(name, &file_in_file.into_inner().into_inner());
}

pub fn old_excel(bytes: &[u8]) {
    compound("a.xls", &[("Workbook", bytes), ("\u{5}SummaryInformation", bytes)]);
}

pub fn old_powerpoint(bytes: &[u8]) {
    compound("a.ppt", &[("PowerPoint Document", bytes), ("\u{5}DocumentSummaryInformation", bytes)]);
}

pub fn old_word(bytes: &[u8]) {
    let (main, table) = bytes.split_at(bytes.len() / 2);
    let mut main = main.to_vec();
    main.resize(main.len().max(2048), 0);
    main[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    compound("a.doc", &[("WordDocument", &main), ("0Table", table), ("1Table", table)]);
}

/// Bytes behind the words that make them a file of this kind.
pub fn after(name: &str, start: &[u8], bytes: &[u8]) {
    file(name, &[start, bytes].concat());
}
