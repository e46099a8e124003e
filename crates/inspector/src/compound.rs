//! Compound files: Word, Excel and PowerPoint before 2007, and encrypted files of any year.

use std::io::Cursor;

use crate::Findings;
use crate::kind::{Family, Kind, kind};

const WORD: Kind = kind("doc", Family::Paper, &["doc", "dot"], "an old Word document");
const EXCEL: Kind = kind("xls", Family::Paper, &["xls", "xlt"], "an old Excel workbook");
const POWERPOINT: Kind = kind("ppt", Family::Paper, &["ppt", "pps", "pot"], "an old PowerPoint file");
const ENCRYPTED: Kind = kind("office-encrypted", Family::Paper, &["docx", "xlsx", "pptx"], "an encrypted Office file");
const OTHER: Kind = kind("compound", Family::Unknown, &[], "a compound file of no known program");

/// Names of storages and streams tell encryption, macros and embedded objects. What the streams say (hidden text,
/// rows, sheets) is not read by this part.
pub(crate) fn look(bytes: &[u8], place: &str, findings: &mut Findings) -> Kind {
    let file = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(error) => {
            findings.add("unreadable", place, format!("the compound file is broken ({error}); save it again"));
            return OTHER;
        }
    };
    let mut found = OTHER;
    for entry in file.walk() {
        let path = entry.path().to_string_lossy().into_owned();
        let name = entry.name();
        match name {
            "WordDocument" if entry.path().components().count() == 2 => found = WORD,
            "Workbook" | "Book" if entry.path().components().count() == 2 => found = EXCEL,
            "PowerPoint Document" if entry.path().components().count() == 2 => found = POWERPOINT,
            "EncryptedPackage" => {
                findings.add("encrypted", place, "the file is protected by a password or by rights; save it without");
                return ENCRYPTED;
            }
            "_VBA_PROJECT" | "_VBA_PROJECT_CUR" | "VBA" => {
                findings.add("vba_macro", place, format!("macros ({path}); save the document without"));
            }
            _ => {}
        }
        let in_pool = path.contains("/ObjectPool/") || path.contains("\\ObjectPool\\");
        if in_pool || name.starts_with("MBD") || name == "\u{1}Ole10Native" || name == "Package" {
            findings.add(
                "embedded_object",
                place,
                format!("another document inside ({path}); replace it by a picture"),
            );
        }
    }
    if found != OTHER {
        findings.not_inspected(place, found.what);
    }
    found
}
