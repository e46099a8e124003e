//! XML parts, read as a stream. Entities are never expanded; a document type is refused, because Office and OpenDocument
//! files have none and bombs are made of them.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::Findings;
use crate::concealed::{ATTRIBUTES, ELEMENTS, SHORT, XML_COMMENT, telling};
use crate::ids::Id;

/// Elements inside each other; more is an attack on whatever reads the file next.
const DEEPEST: usize = 512;

/// The names of the elements around a place, outermost first, in one string: a part has millions of elements.
#[derive(Default)]
pub(crate) struct Path {
    names: String,
    ends: Vec<usize>,
}

impl Path {
    fn push(&mut self, name: &str) {
        self.names.push_str(name);
        self.ends.push(self.names.len());
    }

    fn pop(&mut self) {
        self.ends.pop();
        self.names.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Innermost first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).rev().map(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.names[start..self.ends[at]]
        })
    }

    pub(crate) fn last(&self) -> &str {
        self.iter().next().unwrap_or_default()
    }

    pub(crate) fn inside(&self, name: &str) -> bool {
        self.iter().any(|above| above == name)
    }
}

/// One element, without its prefix: prefixes vary, and so do namespaces (transitional, strict).
pub(crate) struct Element<'a> {
    pub(crate) name: &'a str,
    start: &'a BytesStart<'a>,
    pub(crate) above: &'a Path,
}

impl Element<'_> {
    /// An attribute by its name without a prefix.
    pub(crate) fn attr(&self, name: &str) -> Option<String> {
        self.start.attributes().with_checks(false).flatten().find_map(|attr| {
            let key: &str = attr.key.as_ref();
            let local = key.rsplit(':').next().unwrap_or(key);
            (local == name).then(|| {
                attr.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| attr.value.to_string(), Cow::into_owned)
            })
        })
    }

    /// All attributes: name without prefix, value as it stands.
    pub(crate) fn attrs(&self) -> Vec<(String, String)> {
        let local = |key: &str| key.rsplit(':').next().unwrap_or(key).to_owned();
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .map(|a| (local(a.key.as_ref()), a.value.to_string()))
            .collect()
    }

    /// A number, zero where there is none.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(0)
    }

    /// Whether an on/off attribute says on: "1", "true", "on".
    pub(crate) fn on(&self, name: &str) -> bool {
        self.attr(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }

    pub(crate) fn inside(&self, name: &str) -> bool {
        self.above.inside(name)
    }
}

/// What a walk tells: an element's start, its end (empty elements end too), or text with the elements it stands in.
pub(crate) enum Seen<'a> {
    Element(Element<'a>),
    End(&'a str, &'a Path),
    Text(&'a str, &'a Path),
}

/// Walks a part. `false` (with a finding) where it is no XML: nothing that was seen before then counts as complete.
pub(crate) fn walk(bytes: &[u8], place: &str, findings: &mut Findings, see: impl FnMut(Seen, &mut Findings)) -> bool {
    let Some(text) = crate::text::unicode(bytes) else {
        findings.because(Id::Unreadable, "not-text", place, "XML");
        return false;
    };
    walk_text(&text, false, place, findings, see)
}

/// The same for a part that is walked once more: what it says beside its pages is judged the other time.
pub(crate) fn walk_again(bytes: &[u8], place: &str, findings: &mut Findings, see: impl FnMut(Seen, &mut Findings)) {
    match crate::text::unicode(bytes) {
        Some(text) => {
            through(&text, (false, false), place, findings, see);
        }
        None => findings.because(Id::Unreadable, "not-text", place, "XML"),
    }
}

/// The same for text; `types`: a document type is usual here (SVG), so long as it declares nothing.
pub(crate) fn walk_text(
    text: &str,
    types: bool,
    place: &str,
    findings: &mut Findings,
    see: impl FnMut(Seen, &mut Findings),
) -> bool {
    through(text, (types, true), place, findings, see)
}

/// `judges`: what stands in attributes and remarks is judged.
fn through(
    text: &str,
    (types, judges): (bool, bool),
    place: &str,
    findings: &mut Findings,
    mut see: impl FnMut(Seen, &mut Findings),
) -> bool {
    let mut reader = Reader::from_str(text);
    let mut above = Path::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = local(&start);
                if !types && judges {
                    unseen_attributes(&start, place, findings);
                }
                see(Seen::Element(Element { name, start: &start, above: &above }), findings);
                above.push(name);
                if above.ends.len() > DEEPEST {
                    findings.because(Id::Bomb, "deep-elements", place, format!("> {DEEPEST}"));
                    return false;
                }
            }
            Ok(Event::Empty(start)) => {
                let name = local(&start);
                if !types && judges {
                    unseen_attributes(&start, place, findings);
                }
                see(Seen::Element(Element { name, start: &start, above: &above }), findings);
                see(Seen::End(name, &above), findings);
            }
            Ok(Event::End(end)) => {
                above.pop();
                let name: &str = end.name().into_inner();
                see(Seen::End(name.rsplit(':').next().unwrap_or(name), &above), findings);
            }
            Ok(Event::Text(text)) => see(Seen::Text(&text.into_inner(), &above), findings),
            Ok(Event::CData(text)) => see(Seen::Text(&text.into_inner(), &above), findings),
            Ok(Event::DocType(text)) => {
                let text = text.into_inner();
                if !types || text.contains("<!ENTITY") {
                    findings.because(Id::Bomb, "document-type", place, "<!DOCTYPE");
                    return false;
                }
            }
            // The five that XML itself has, and characters by number, are letters; nothing else is expanded.
            Ok(Event::GeneralRef(entity)) => {
                if let Some(letter) = letter(&entity.into_inner()) {
                    see(Seen::Text(letter.encode_utf8(&mut [0; 4]), &above), findings);
                }
            }
            Ok(Event::Comment(text)) => {
                let text = text.into_inner();
                // What drawing programs say of each letter that they draw as a path: a word, a number, a month and a year.
                let short = types && text.len() < 24 && text.split_whitespace().count() <= 2;
                if !short && judges {
                    findings.aside(&XML_COMMENT, "<!--", place, &text);
                }
            }
            Ok(Event::PI(text)) if judges => findings.aside(&XML_COMMENT, "<?", place, &text.into_inner()),
            Ok(Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) if above.ends.is_empty() => return true,
            Ok(Event::Eof) => {
                findings.because(Id::Unreadable, "broken", place, "XML");
                return false;
            }
            Err(error) => {
                findings.because(Id::Unreadable, "broken", place, error.to_string());
                return false;
            }
        }
    }
}

/// Attributes that are long by what they say: outlines, places, formulas, addresses; or that are judged elsewhere.
const LONG: &[&str] = &[
    "transform",
    "path",
    "style",
    "points",
    "gfxdata",
    "instr",
    "descr",
    "title",
    "alt",
    "sqref",
    "ref",
    "spans",
    "enhanced-path",
    "href",
    "Target",
    "Type",
    "schemaLocation",
    "wrapcoords",
    "connectlocs",
    "textboxrect",
    "current-value",
    "hashValue",
    "hash",
    "saltValue",
    "salt",
    "uri",
    "ContentType",
    "viewBox",
    "prompt",
    "error",
    "font-family",
    "Requires",
    "Ignorable",
    "ProcessContent",
    "cell-range-address",
    "formulas",
    "adj",
    "target-range-address",
    "base-cell-address",
    "content-validation-name",
    "Id",
    "binData",
    "values",
];

/// Values that are judged where they stand, or whose words are those of a page: what a link or a sheet is called.
const ELSEWHERE: &[&str] = &["eqn", "display", "formula", "expression", "condition", "formatCode"];

/// Elements whose names are those of pages, or are judged where they stand.
const NAMED: &[&str] = &["sheet", "table", "bookmarkStart", "alias", "tag", "name", "attr", "placeholder"];

/// Values that no page shows: those that are longer than any name, and short ones that may be lines of records.
fn unseen_attributes(start: &BytesStart, place: &str, findings: &mut Findings) {
    long_attributes(start, place, findings);
    if !may_tell(start.attributes_raw()) || NAMED.contains(&local(start)) {
        return;
    }
    for attribute in start.attributes().with_checks(false).flatten() {
        let key: &str = attribute.key.as_ref();
        let name = key.rsplit(':').next().unwrap_or(key);
        let cell = name == "string-value" && local(start) == "table-cell";
        let known =
            cell || LONG.contains(&name) || ELSEWHERE.contains(&name) || key == "svg:d" || key.starts_with("xmlns");
        if !known && telling(&attribute.value) {
            findings.aside(&SHORT, "attributes", place, &attribute.value);
        }
    }
}

/// Whether one of these values has letters, digits and something between them: most elements have none.
fn may_tell(raw: &str) -> bool {
    let (mut quote, mut gap, mut digits, mut letters) = (0u8, false, 0u8, 0u8);
    for byte in raw.bytes() {
        match byte {
            b'"' | b'\'' if quote == 0 => (quote, gap, digits, letters) = (byte, false, 0, 0),
            _ if quote == 0 => {}
            _ if byte == quote => {
                if gap && digits >= 2 && letters >= 3 {
                    return true;
                }
                quote = 0;
            }
            b' ' | b',' | b';' | b'|' | b'_' | b'\t' | b'\n' => gap = true,
            b'0'..=b'9' => digits = digits.saturating_add(1),
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => letters = letters.saturating_add(1),
            _ => {}
        }
    }
    false
}

/// Values longer than any name: an element whose attributes are short together has none.
fn long_attributes(start: &BytesStart, place: &str, findings: &mut Findings) {
    const NAME: usize = 100;
    if start.attributes_raw().len() <= NAME {
        return;
    }
    for attribute in start.attributes().with_checks(false).flatten().filter(|attribute| attribute.value.len() > NAME) {
        let key: &str = attribute.key.as_ref();
        let name = key.rsplit(':').next().unwrap_or(key);
        if matches!(name, "formula" | "expression" | "condition") {
            crate::ooxml::kept(&attribute.value.replace("&quot;", "\""), place, findings);
            continue;
        }
        // The result of a formula stands in its cell as well.
        if name == "string-value" && local(start) == "table-cell" {
            continue;
        }
        if !LONG.contains(&name) && key != "svg:d" && !key.starts_with("xmlns") {
            findings.aside(&ATTRIBUTES, "attributes", place, &attribute.value);
        }
    }
}

/// Text within an element that is no text of the document: nobody shows it.
pub(crate) fn unshown(text: &str, above: &Path, place: &str, findings: &mut Findings) {
    // Formulas, their results and formats, and where controls stand.
    const OTHERWISE: &[&str] =
        &["f", "v", "t", "formatCode", "sqref", "fmla", "author", "instrText", "delText", "trace"];
    if !text.trim().is_empty() && !OTHERWISE.contains(&above.last()) && !above.inside("ClientData") {
        findings.aside(&ELEMENTS, "<…>", place, text);
    }
}

fn letter(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The name of the first element, without its prefix.
pub(crate) fn root(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(4096)];
    let text = match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => crate::text::unicode(&head[..head.len() & !1]).unwrap_or_default(),
        _ => String::from_utf8_lossy(head),
    };
    let mut rest: &str = &text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
        } else if !rest.starts_with(['?', '!']) {
            let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
            return name.rsplit(':').next().unwrap_or_default().to_owned();
        }
    }
    String::new()
}

fn local<'a>(start: &'a BytesStart<'a>) -> &'a str {
    let name: &str = start.name().into_inner();
    name.rsplit(':').next().unwrap_or(name)
}
