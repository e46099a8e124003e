//! What is judged by reading: it asks a person and never blocks by itself (OUT-09, OUT-11 to OUT-14, OUT-20, ML-05).
//!
//! The text of a document arrives line by line; a row of a table has tabs between its cells. Requirements for outputs are
//! asked for outputs alone, those for programs wherever the file is a program.

mod document;
mod program;
mod tables;

pub(crate) use document::identifies;

use crate::kind::{Family, Kind};
use crate::{Findings, Purpose};

/// Files that are written to be read, by type or, for plain text, by extension.
const WRITTEN: &[&str] = &["docx", "docm", "odt", "doc", "rtf", "pdf", "pptx", "odp", "html"];

pub(crate) fn read(found: Kind, findings: &mut Findings) {
    let words = findings.take_words();
    if findings.syntax() && matches!(found.id, "text" | "ipynb") {
        for (place, text) in &words {
            program::read(text, place, findings);
        }
        return;
    }
    if findings.purpose() != Purpose::Output || !findings.policy().reading || found.family != Family::Paper {
        return;
    }
    let written = WRITTEN.contains(&found.id) || matches!(findings.extension(), "md" | "tex");
    let mut all = tables::Seen::default();
    for (place, text) in &words {
        tables::read(text, place, &mut all, findings);
        document::identifiers(text, place, findings);
    }
    tables::judge(&all, &words, findings);
    if written {
        let text: String = words.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
        document::requirements(&text, findings);
    }
}
