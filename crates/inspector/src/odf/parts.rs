//! Parts of an OpenDocument file that are no pages: lists of libraries, fonts, words that stand in attributes.

use crate::concealed::{ALTERNATIVE, ELEMENTS, FIELD, SHORT, telling};
use crate::ids::Id;
use crate::xml::{Element, Path, Seen};
use crate::{Findings, Severity};

/// A list of libraries: it has a document type, which declares nothing, and one that names a module is a program.
pub(super) fn library(bytes: &[u8], place: &str, findings: &mut Findings) {
    let Some(text) = crate::text::unicode(bytes) else {
        return findings.because(Id::Unreadable, "not-text", place, "XML");
    };
    crate::xml::walk_text(&text, true, place, findings, |seen, findings| {
        if let Seen::Element(element) = seen
            && element.name == "element"
        {
            findings.add(Id::Macro, place, element.attr("name").unwrap_or_default());
        }
    });
}

/// Whether these bytes begin as a font does.
pub(super) fn is_font(bytes: &[u8]) -> bool {
    [&b"\0\x01\0\0"[..], b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2"].iter().any(|start| bytes.starts_with(start))
}

/// Words that stand in an attribute and on no page: lists to choose from, variables.
pub(super) fn unshown(element: &Element, place: &str, findings: &mut Findings) {
    let attribute = match element.name {
        "content-validation" => "condition",
        "variable-set" | "user-field-decl" => "string-value",
        _ => return,
    };
    findings.aside(&ALTERNATIVE, "variable", place, &element.attr(attribute).unwrap_or_default());
}

/// Text that is no text of the document: of settings, and within elements that nobody knows. A few words name a printer or a unit.
pub(super) fn told(text: &str, above: &Path, story: bool, place: &str, findings: &mut Findings) {
    const SHOWN: &[&str] =
        &["p", "h", "a", "span", "meta", "annotation", "binary-data", "math", "title", "desc", "meta-field"];
    if above.last() == "script" && story {
        findings.aside(&FIELD, "script", place, text);
    }
    if above.last() == "binary-data"
        || above.inside("document-meta")
        || story && SHOWN.iter().any(|name| above.inside(name))
    {
        return;
    }
    // What a program writes of its windows and printers is long and packed.
    if text.len() > 40 && (above.last() != "config-item" || text.contains([' ', ',', '\n'])) {
        findings.aside(&ELEMENTS, "<…>", place, text);
    } else if telling(text) {
        findings.aside(&SHORT, "<…>", place, text);
    }
}

/// Text of notes; the number of a page stands in every master of notes.
pub(super) fn notes(element: &str, place: &str, findings: &mut Findings) {
    if element == "page-number" {
        findings.add_as(Id::Notes, Severity::Ask, place, "number");
    } else {
        findings.add(Id::Notes, place, "");
    }
}
