//! What a PDF holds and no page paints: objects that nothing leads to, pictures that no page names.

use std::collections::{BTreeSet, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Object, ObjectIdentifier, Stream};

use super::name;
use crate::ids::Id;
use crate::{Findings, Severity, magic::join};

/// Objects that are followed.
const MOST: usize = 20_000;
/// Text of one object that is unpacked, in bytes.
const MOST_TEXT: usize = 4 << 20;

pub(super) fn look(pdf: &Pdf, place: &str, findings: &mut Findings) {
    let reached = if pdf.len() <= MOST { reachable(pdf) } else { HashSet::new() };
    let (mut words, mut pictures) = (0usize, 0usize);
    if !reached.is_empty() {
        for object in pdf.objects() {
            let Object::Stream(stream) = object else { continue };
            if reached.contains(&stream.obj_id()) || stream.obj_id().obj_number == 0 {
                continue;
            }
            let (kind, subtype) = (name(stream.dict(), "Type"), name(stream.dict(), "Subtype"));
            match subtype.as_str() {
                "Image" => pictures += 1,
                _ if matches!(kind.as_str(), "XRef" | "ObjStm" | "Metadata") => {}
                _ => words += usize::from(paints_words(&stream)),
            }
        }
    }
    if words > 0 {
        findings.add_as(Id::HiddenText, Severity::Ask, place, format!("{words} × obj"));
    }
    if pictures > 0 {
        findings.add(Id::UnusedPicture, place, format!("{pictures} × obj"));
    }
    resources(pdf, place, findings);
}

/// Whether a stream shows text, as a page's content does.
fn paints_words(stream: &Stream) -> bool {
    if stream.dict().contains_key("Length1") || stream.dict().contains_key("FontFile") {
        return false;
    }
    let Ok(content) = stream.decoded() else { return false };
    let content = &content[..content.len().min(MOST_TEXT)];
    let shows = |word: &[u8]| crate::kind::contains(content, word);
    shows(b"BT") && shows(b"ET") && (shows(b"Tj") || shows(b"TJ"))
}

/// All objects that the document's root leads to; none where it is not known.
fn reachable(pdf: &Pdf) -> HashSet<ObjectIdentifier> {
    let xref = pdf.xref();
    let mut seen = HashSet::new();
    let mut open = vec![xref.root_id()];
    while let Some(id) = open.pop() {
        if seen.len() > MOST {
            return HashSet::new();
        }
        if seen.insert(id)
            && let Some(object) = xref.get::<Object>(id)
        {
            references(&object, 0, &mut open);
        }
    }
    seen
}

fn references(object: &Object, depth: usize, open: &mut Vec<ObjectIdentifier>) {
    if depth > super::DEEPEST {
        return;
    }
    let dict = |dict: &Dict, open: &mut Vec<ObjectIdentifier>| {
        for (_, value) in dict.entries() {
            match value {
                MaybeRef::Ref(to) => open.push(to.into()),
                MaybeRef::NotRef(value) => references(&value, depth + 1, open),
            }
        }
    };
    match object {
        Object::Dict(of) => dict(of, open),
        Object::Stream(stream) => dict(stream.dict(), open),
        Object::Array(array) => {
            for item in array.raw_iter() {
                match item {
                    MaybeRef::Ref(to) => open.push(to.into()),
                    MaybeRef::NotRef(item) => references(&item, depth + 1, open),
                }
            }
        }
        _ => {}
    }
}

/// Pictures that a page lists among its resources and its content never paints.
fn resources(pdf: &Pdf, place: &str, findings: &mut Findings) {
    let mut candidates: Vec<(usize, Vec<String>)> = Vec::new();
    for (page, number) in pdf.pages().iter().zip(1..).take(super::MOST_PAGES) {
        let Some(list) = page.raw().get::<Dict>("Resources").and_then(|all| all.get::<Dict>("XObject")) else {
            continue;
        };
        // One list for all pages names what other pages paint.
        if page.raw().get_ref("Resources").is_some() || candidates.len() >= 50 {
            continue;
        }
        let picture =
            |key: &str| list.get::<Stream>(key.as_bytes()).is_some_and(|of| name(of.dict(), "Subtype") == "Image");
        let pictures: Vec<String> = list.keys().map(|key| key.as_str().to_owned()).filter(|key| picture(key)).collect();
        let Some(content) = page.page_stream().filter(|content| !pictures.is_empty() && content.len() <= MOST_TEXT)
        else {
            continue;
        };
        let mut own = BTreeSet::new();
        invoked(content, &mut own);
        let left: Vec<String> = pictures.into_iter().filter(|named| !own.contains(named)).collect();
        if !left.is_empty() {
            candidates.push((number, left));
        }
    }
    if candidates.is_empty() {
        return;
    }
    // What forms and patterns paint, by name.
    let mut painted = BTreeSet::new();
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let dict = stream.dict();
        let paints = name(dict, "Subtype") == "Form" || dict.contains_key("PatternType");
        if paints && let Ok(content) = stream.decoded() {
            invoked(&content[..content.len().min(MOST_TEXT)], &mut painted);
        }
    }
    for (number, names) in candidates {
        let left = names.iter().filter(|named| !painted.contains(*named)).count();
        if left > 0 {
            findings.add(Id::UnusedPicture, join(place, &format!("page {number}")), format!("{left} × /XObject"));
        }
    }
}

/// Names that a content stream paints: `/Im1 Do`.
fn invoked(content: &[u8], names: &mut BTreeSet<String>) {
    for at in memchr::memmem::find_iter(content, b"Do") {
        let before = content[..at].trim_ascii_end();
        let start = before.iter().rposition(|b| *b == b'/').map_or(before.len(), |at| at + 1);
        let word = &before[start..];
        if !word.is_empty() && word.len() < 128 && !word.iter().any(u8::is_ascii_whitespace) {
            names.insert(String::from_utf8_lossy(word).into_owned());
        }
    }
}

/// What a dictionary of information says of the document, added to what was said before.
pub(super) fn information(dict: &Dict, all: &mut String) {
    let about = ["Producer", "CreationDate", "ModDate", "Creator", "Title", "Author"];
    let other = dict.contains_key("Type") || dict.contains_key("Subtype") || dict.contains_key("Parent");
    if other || !about.iter().any(|key| dict.contains_key(*key)) {
        return;
    }
    for (key, value) in dict.entries() {
        if let MaybeRef::NotRef(Object::String(text)) = value
            && !matches!(key.as_str(), "CreationDate" | "ModDate")
        {
            all.push_str(&super::spoken(text.as_bytes()));
            all.push('\n');
        }
    }
}

/// What pictures and structure are said to show: alternative texts of a tagged document.
pub(super) fn alternatives(dict: &Dict, place: &str, findings: &mut Findings) {
    for key in ["Alt", "E", "TU"] {
        if let Some(text) = dict.get::<hayro_syntax::object::String>(key) {
            let text = super::spoken(text.as_bytes());
            if text.len() > 20 {
                findings.aside(&crate::concealed::ALTERNATIVE, "/Alt", place, &text);
            }
        }
    }
}
