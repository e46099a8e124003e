//! What a PDF says under keys that nobody shows: names of places, labels of pages, titles of an outline, private fields, and remarks
//! between its objects.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Object, String as Text};

use crate::concealed::{ELEMENTS, OUTLINE, telling};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Strings that are longer are no names.
pub(super) const LONG: usize = 100;

/// Told elsewhere, or bytes: signatures, keys, colours, names of letters.
const EITHER: &[&str] = &[
    "Title",
    "Author",
    "Subject",
    "Keywords",
    "Creator",
    "Producer",
    "RC",
    "Alt",
    "E",
    "TU",
    "ActualText",
    "JS",
    "URI",
    "V",
    "DA",
    "DS",
    "Cert",
    "Lookup",
    "ID",
    "O",
    "U",
    "OE",
    "UE",
    "Perms",
    "CharSet",
    "Panose",
    "ColorSpace",
    "CS",
    "XFA",
    "Indexed",
    "Recipients",
];

/// Of these, short strings are looked at as names all the same.
const LONGER: &[&str] = &["Contents", "DV", "F", "UF", "Opt", "N"];

/// Beside these, short strings that are no names: dates, what is a name of a format.
const SHORT: &[&str] = &["CreationDate", "ModDate", "M", "Registry", "Ordering"];

/// Whether what stands under a key is judged elsewhere, or is no text at all.
fn otherwise(key: &str) -> bool {
    EITHER.contains(&key) || LONGER.contains(&key)
}

/// Whether a short string under a key is no name.
fn machine(key: &str) -> bool {
    EITHER.contains(&key) || SHORT.contains(&key)
}

/// Strings of one object that no page shows. What is followed from here is looked at by itself.
pub(super) fn said(object: &Object, place: &str, findings: &mut Findings) {
    within("", object, 0, place, findings);
}

fn within(key: &str, object: &Object, depth: usize, place: &str, findings: &mut Findings) {
    if depth > super::DEEPEST {
        return;
    }
    let dict = |dict: &Dict, findings: &mut Findings| {
        for (inner, value) in dict.entries() {
            named(key, inner.as_str(), place, findings);
            if let MaybeRef::NotRef(value) = value {
                // A list of what is told elsewhere is so too.
                let inner = if otherwise(key) { key } else { inner.as_str() };
                within(inner, &value, depth + 1, place, findings);
            }
        }
    };
    match object {
        Object::String(text) => {
            let text = super::spoken(text.as_bytes());
            // Bytes of a program are no words.
            let words = text.chars().filter(|c| c.is_control()).count() * 20 < text.len();
            if text.len() > LONG && words && !otherwise(key) {
                findings.aside(&ELEMENTS, "strings", place, &text);
            } else if words {
                named(key, &text, place, findings);
            }
        }
        Object::Name(name) => named(key, name.as_str(), place, findings),
        Object::Dict(of) => dict(of, findings),
        Object::Stream(stream) => dict(stream.dict(), findings),
        Object::Array(array) => {
            for item in array.raw_iter() {
                match item {
                    // The colours of a picture, byte by byte.
                    MaybeRef::NotRef(Object::Name(name)) if name.as_str() == "Indexed" => return,
                    MaybeRef::NotRef(item) => within(key, &item, depth + 1, place, findings),
                    MaybeRef::Ref(_) => {}
                }
            }
        }
        _ => {}
    }
}

/// A name that may be a line of a record. What is cited has a key of an author and a year.
fn named(key: &str, text: &str, place: &str, findings: &mut Findings) {
    let cited = text.starts_with("cite.") && !text.contains(' ');
    if !machine(key) && !cited && telling(text) {
        findings.aside(&OUTLINE, "names", place, text);
    }
}

/// Fields that a mark within the content of a page brings along: `/Word << … >> BDC`, and with `DP` at a point.
pub(super) fn marks(content: &[u8], place: &str, findings: &mut Findings) {
    for word in [b"BDC".as_slice(), b"DP"] {
        for at in memchr::memmem::find_iter(content, word) {
            let before = content[..at].trim_ascii_end();
            let Some(inside) = before.strip_suffix(b">>") else { continue };
            // A mark is no longer than a page of text.
            let near = &inside[inside.len().saturating_sub(64 << 10)..];
            let Some(open) = memchr::memmem::rfind(near, b"<<") else { continue };
            let fields = &near[open + 2..];
            // What stands there instead of the text and beside a figure is compared elsewhere.
            let known =
                [b"/ActualText".as_slice(), b"/Alt", b"/E "].iter().any(|key| crate::kind::contains(fields, key));
            if fields.len() > LONG && !known {
                findings.aside(&ELEMENTS, "BDC", place, &super::spoken(fields));
            }
        }
    }
}

/// Numbers that a page or the document keeps under a key that the format does not know.
pub(super) fn private(dict: &Dict, kind: &str, place: &str, findings: &mut Findings) {
    const NUMBERS: usize = 20;
    let known = match kind {
        "Page" => PAGE,
        "Catalog" => CATALOG,
        _ => return,
    };
    for (key, value) in dict.entries() {
        if let MaybeRef::NotRef(value) = value
            && !known.contains(&key.as_str())
        {
            let many = numbers(&value, 0);
            if many >= NUMBERS {
                findings.add_as(Id::HiddenText, Severity::Ask, place, format!("/{}: {many}", key.as_str()));
            }
        }
    }
}

fn numbers(object: &Object, depth: usize) -> usize {
    match object {
        _ if depth > super::DEEPEST => 0,
        Object::Number(_) => 1,
        Object::Dict(dict) => {
            let inner = dict.entries().map(|(_, value)| match value {
                MaybeRef::NotRef(value) => numbers(&value, depth + 1),
                MaybeRef::Ref(_) => 0,
            });
            inner.sum()
        }
        Object::Array(array) => {
            let inner = array.raw_iter().map(|item| match item {
                MaybeRef::NotRef(item) => numbers(&item, depth + 1),
                MaybeRef::Ref(_) => 0,
            });
            inner.sum()
        }
        _ => 0,
    }
}

/// What ISO 32000 has in a page, and in a document's root.
const PAGE: &[&str] = &[
    "Type",
    "Parent",
    "LastModified",
    "Resources",
    "MediaBox",
    "CropBox",
    "BleedBox",
    "TrimBox",
    "ArtBox",
    "BoxColorInfo",
    "Contents",
    "Rotate",
    "Group",
    "Thumb",
    "B",
    "Dur",
    "Trans",
    "Annots",
    "AA",
    "Metadata",
    "PieceInfo",
    "StructParents",
    "ID",
    "PZ",
    "SeparationInfo",
    "Tabs",
    "TemplateInstantiated",
    "PresSteps",
    "UserUnit",
    "VP",
    "AF",
    "OutputIntents",
    "DPart",
    "Hid",
];
const CATALOG: &[&str] = &[
    "Type",
    "Version",
    "Extensions",
    "Pages",
    "PageLabels",
    "Names",
    "Dests",
    "ViewerPreferences",
    "PageLayout",
    "PageMode",
    "Outlines",
    "Threads",
    "OpenAction",
    "AA",
    "URI",
    "AcroForm",
    "Metadata",
    "StructTreeRoot",
    "MarkInfo",
    "Lang",
    "SpiderInfo",
    "OutputIntents",
    "PieceInfo",
    "OCProperties",
    "Perms",
    "Legal",
    "Requirements",
    "Collection",
    "NeedsRendering",
    "DSS",
    "AF",
    "DPartRoot",
];

/// What the pages say, to compare titles with.
#[derive(Default)]
pub(super) struct Spoken {
    words: HashSet<String>,
    letters: String,
}

/// Letters of pages that are compared.
const MOST: usize = 8 << 20;
/// Pages that say less are pictures, or their letters have no names.
const FEW: usize = 200;

impl Spoken {
    pub(super) fn page(&mut self, text: &str) {
        if self.letters.len() < MOST {
            let plain = plain(text);
            self.letters.extend(plain.chars().filter(|c| c.is_alphanumeric()));
            self.words.extend(tokens(&plain).map(str::to_owned));
        }
    }

    fn says(&self, title: &str) -> bool {
        let title = plain(title);
        let (all, said) =
            tokens(&title).fold((0, 0), |(all, said), token| (all + 1, said + usize::from(self.words.contains(token))));
        // Of a heading that is broken over lines one word may be cut.
        said * 4 >= all * 3 || self.letters.contains(&title.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
    }

    /// Titles of the outline that no page says.
    pub(super) fn judge(&self, pdf: &Pdf, place: &str, findings: &mut Findings) {
        for object in pdf.objects() {
            let Object::Dict(dict) = &object else { continue };
            let item = ["Parent", "Dest", "A", "Next", "Prev"].iter().any(|key| dict.contains_key(*key));
            let Some(title) = dict.get::<Text>("Title").filter(|_| item && !dict.contains_key("Type")) else {
                continue;
            };
            let title = super::spoken(title.as_bytes());
            if !self.says(&title) && (self.letters.len() >= FEW || telling(&title)) {
                findings.aside(&OUTLINE, "outline", place, &title);
            }
        }
    }
}

/// Small letters, and those that are drawn together as the two that they are.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|token| token.chars().count() >= 3)
}

/// Remarks between objects, where no reader looks.
pub(super) fn remarks(bytes: &[u8], place: &str, findings: &mut Findings) {
    for at in memchr::memmem::find_iter(bytes, b"endobj") {
        let mut rest = bytes[at + 6..].trim_ascii_start();
        while let Some(remark) = rest.strip_prefix(b"%") {
            let end = remark.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(remark.len());
            let line = super::spoken(&remark[..end]);
            // What qpdf writes of each object, and the end of the file.
            let known = ["%EOF", "% Original object ID", "% Page", "% Contents for page"];
            if !known.iter().any(|start| line.starts_with(start)) {
                findings.aside(&ELEMENTS, "%", place, &line);
            }
            rest = remark[end..].trim_ascii_start();
        }
    }
}
