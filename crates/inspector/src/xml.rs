//! XML parts, read as a stream. Entities are never expanded; a document type is refused, because Office and OpenDocument
//! files have none and bombs are made of them.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::Findings;

/// Elements inside each other; more is an attack on whatever reads the file next.
const DEEPEST: usize = 512;

/// One element, without its prefix: prefixes vary, and so do namespaces (transitional, strict).
pub(crate) struct Element<'a> {
    pub(crate) name: Cow<'a, str>,
    start: &'a BytesStart<'a>,
    /// The names of the elements around it, outermost first.
    pub(crate) above: &'a [String],
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

    /// Whether an on/off attribute says on: "1", "true", "on".
    pub(crate) fn on(&self, name: &str) -> bool {
        self.attr(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }

    pub(crate) fn inside(&self, name: &str) -> bool {
        self.above.iter().any(|above| above == name)
    }
}

/// What a walk tells: an element's start, or text with the element it stands in.
pub(crate) enum Seen<'a> {
    Element(Element<'a>),
    Text(&'a str, &'a [String]),
}

/// Walks a part. `false` (with a finding) where it is no XML: nothing that was seen before then counts as complete.
pub(crate) fn walk(
    bytes: &[u8],
    place: &str,
    findings: &mut Findings,
    mut see: impl FnMut(Seen, &mut Findings),
) -> bool {
    let Some(text) = crate::text::unicode(bytes) else {
        findings.add("unreadable", place, "an XML part is not Unicode text");
        return false;
    };
    let mut reader = Reader::from_str(&text);
    let mut above: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = local(&start).into_owned();
                see(Seen::Element(Element { name: Cow::Borrowed(&name), start: &start, above: &above }), findings);
                above.push(name);
                if above.len() > DEEPEST {
                    findings.add("bomb", place, format!("more than {DEEPEST} elements inside each other"));
                    return false;
                }
            }
            Ok(Event::Empty(start)) => {
                see(Seen::Element(Element { name: local(&start), start: &start, above: &above }), findings);
            }
            Ok(Event::End(_)) => {
                above.pop();
            }
            Ok(Event::Text(text)) => see(Seen::Text(&text.into_inner(), &above), findings),
            Ok(Event::CData(text)) => see(Seen::Text(&text.into_inner(), &above), findings),
            Ok(Event::DocType(_)) => {
                findings.add("bomb", place, "a document type in an XML part: it can expand without end");
                return false;
            }
            Ok(Event::GeneralRef(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) if above.is_empty() => return true,
            Ok(Event::Eof) => {
                findings.add("unreadable", place, "an XML part breaks off");
                return false;
            }
            Err(error) => {
                findings.add("unreadable", place, format!("an XML part is broken ({error}); save the file again"));
                return false;
            }
        }
    }
}

fn local<'a>(start: &'a BytesStart<'a>) -> Cow<'a, str> {
    let name: &str = start.name().into_inner();
    Cow::Borrowed(name.rsplit(':').next().unwrap_or(name))
}
