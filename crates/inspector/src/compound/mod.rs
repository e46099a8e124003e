//! Compound files: Word, Excel and PowerPoint before 2007, and encrypted files of any year.

mod doc;
mod ppt;
mod xls;

use std::io::{Cursor, Read};

use crate::ids::Id;
use crate::kind::{Family, Kind, kind};
use crate::{Findings, Severity};

const WORD: Kind = kind("doc", Family::Paper, &["doc", "dot"], "Word 97");
const EXCEL: Kind = kind("xls", Family::Paper, &["xls", "xlt", "xla"], "Excel 97");
const POWERPOINT: Kind = kind("ppt", Family::Paper, &["ppt", "pps", "pot"], "PowerPoint 97");
const ENCRYPTED: Kind =
    kind("office-encrypted", Family::Paper, &["docx", "xlsx", "pptx", "docm", "xlsm", "xlsb", "pptm"], "Office");
const MESSAGE: Kind = kind("outlook-message", Family::Unknown, &["msg"], "Outlook");
const OTHER: Kind = kind("compound", Family::Unknown, &[], "OLE");

type File<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// Names of storages and streams tell encryption, macros and embedded objects; the main stream tells the rest.
pub(crate) fn look(bytes: &[u8], place: &str, findings: &mut Findings) -> Kind {
    let mut file = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(error) => {
            findings.because(Id::Unreadable, "broken", place, error.to_string());
            return OTHER;
        }
    };
    let mut found = OTHER;
    let mut streams = Vec::new();
    for entry in file.walk() {
        let path = entry.path().to_string_lossy().into_owned();
        let name = entry.name().to_owned();
        let top = entry.path().components().count() == 2;
        if top {
            match name.as_str() {
                "WordDocument" => found = WORD,
                "Workbook" | "Book" if found != WORD => found = EXCEL,
                "PowerPoint Document" => found = POWERPOINT,
                "__properties_version1.0" => found = MESSAGE,
                "EncryptedPackage" => {
                    findings.add(Id::Encrypted, place, "EncryptedPackage");
                    return ENCRYPTED;
                }
                _ => {}
            }
        }
        streams.push((path, name, entry.is_stream(), entry.len()));
    }
    let own: &[&str] = match found.id {
        "doc" => &["WordDocument", "0Table", "1Table", "Data"],
        "xls" => &["Workbook", "Book", "Ctls"],
        "ppt" => &["PowerPoint Document", "Current User", "Pictures", "Header"],
        _ => &[],
    };
    for (path, name, stream, size) in &streams {
        let top = path.matches('/').count() == 1;
        // Streams that begin with a sign of their own are the system's: summaries, names of the program.
        if *stream
            && top
            && *size > 64
            && !own.is_empty()
            && !own.contains(&name.as_str())
            && !name.starts_with(['\u{1}', '\u{3}', '\u{5}', '\u{6}'])
        {
            findings.add_as(Id::ForeignPart, Severity::Ask, place, name);
        }
        by_name(path, name, *stream, *size, place, findings);
    }
    let mut read = |name: &str, findings: &mut Findings| stream(&mut file, name, place, findings);
    match found.id {
        "doc" => {
            let main = read("/WordDocument", findings).unwrap_or_default();
            // Which of the two tables counts is said in the header.
            let second = main.get(0x0b).is_some_and(|flags| flags & 2 != 0);
            let table = read(if second { "/1Table" } else { "/0Table" }, findings).unwrap_or_default();
            doc::look(&main, &table, place, findings);
        }
        "xls" => {
            let name = if streams.iter().any(|s| s.0 == "/Workbook") { "/Workbook" } else { "/Book" };
            xls::look(&read(name, findings).unwrap_or_default(), place, findings);
        }
        "ppt" => ppt::look(&read("/PowerPoint Document", findings).unwrap_or_default(), place, findings),
        _ => {}
    }
    for name in ["/\u{5}SummaryInformation", "/\u{5}DocumentSummaryInformation"] {
        if streams.iter().any(|s| s.0 == name)
            && let Some(bytes) = read(name, findings)
        {
            properties(&bytes, name.contains("Document"), place, findings);
        }
    }
    found
}

fn by_name(path: &str, name: &str, stream: bool, size: u64, place: &str, findings: &mut Findings) {
    match name {
        "_VBA_PROJECT" | "_VBA_PROJECT_CUR" | "VBA" => findings.add(Id::VbaMacro, place, path),
        "_SX_DB_CUR" => findings.add(Id::PivotCache, place, path),
        "Revision Log" | "User Names" if stream && size > 0 => findings.add(Id::SharedRevisions, place, path),
        "EncryptedSummary" | "\u{6}DataSpaces" => findings.add(Id::Encrypted, place, path),
        "_signatures" | "_xmlsignatures" => findings.because(Id::Unreadable, "signed", place, path),
        "MsoDataStore" => findings.add(Id::CustomXml, place, path),
        _ => {}
    }
    let in_pool = path.contains("/ObjectPool/");
    let shown = path.trim_start_matches('/').replace(['\u{1}', '\u{2}', '\u{3}'], "");
    if in_pool || (name.starts_with("MBD") && !stream) || name == "\u{1}Ole10Native" || name == "Package" {
        findings.add(Id::EmbeddedObject, place, shown);
    }
}

fn stream(file: &mut File, name: &str, place: &str, findings: &mut Findings) -> Option<Vec<u8>> {
    let room = findings.room();
    let mut bytes = Vec::new();
    match file.open_stream(name).and_then(|stream| stream.take(room + 1).read_to_end(&mut bytes)) {
        Ok(size) if size as u64 > room => {
            findings.because(Id::Bomb, "expands", place, format!("> {room} bytes"));
            None
        }
        Ok(size) => findings.expand(size as u64, place).then_some(bytes),
        Err(error) => {
            findings.because(Id::Unreadable, "broken", place, format!("{name}: {error}"));
            None
        }
    }
}

pub(crate) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..at.checked_add(2)?)?.first_chunk()?))
}

pub(crate) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..at.checked_add(4)?)?.first_chunk()?))
}

/// Property sets: who made it, and properties of its own.
fn properties(bytes: &[u8], document: bool, place: &str, findings: &mut Findings) -> Option<()> {
    let sets = long(bytes, 24)?;
    for set in 0..sets.min(2) as usize {
        let start = long(bytes, 28 + set * 20 + 16)? as usize;
        let count = long(bytes, start + 4)?.min(1000) as usize;
        if document && set == 1 && count > 2 {
            findings.add(Id::CustomProps, place, "");
        }
        for n in 0..count {
            let (id, at) = (long(bytes, start + 8 + n * 8)?, start + long(bytes, start + 12 + n * 8)? as usize);
            let named = if document { set == 0 && matches!(id, 14 | 15) } else { matches!(id, 4 | 8) };
            // A string: its length, then its letters.
            if named && long(bytes, at)? & 0xfff == 0x1e {
                let length = long(bytes, at + 4)? as usize;
                let text = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
                if text.iter().any(|b| *b > b' ') {
                    findings.add(Id::AuthorMeta, place, "");
                }
            }
        }
    }
    Some(())
}
