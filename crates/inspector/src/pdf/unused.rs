//! What a PDF holds and no page paints: objects that nothing leads to, pictures and forms that nothing paints.

use std::collections::{BTreeMap, HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier, Stream};

use super::{name, names, samples};
use crate::concealed::ELEMENTS;
use crate::ids::Id;
use crate::{Findings, Severity};

/// Objects that are followed; of a document with more it is said that not all were.
const MOST: usize = 300_000;

/// `painted`: the pictures that the pages were seen to paint.
pub(super) fn look(pdf: &Pdf, painted: &HashSet<ObjectIdentifier>, place: &str, findings: &mut Findings) {
    let reached = reachable(pdf);
    if reached.is_none() {
        findings.partly(place, format!("{} obj", pdf.len()));
    }
    let mut invoked = Invoked::default();
    pages(pdf, &mut invoked);
    // Pictures of patterns, letters and masks are painted with these, and the painter of pages does not see them.
    let mut aside = Invoked::default();
    let mut helpers = HashSet::new();
    for object in pdf.objects() {
        let dict = match &object {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => stream.dict(),
            _ => continue,
        };
        beside(&object, dict, &mut aside, &mut helpers);
    }
    if invoked.cut || aside.cut {
        findings.partly(place, "/Form");
    }
    for page in pdf.pages().iter() {
        // A remark between two operators.
        let content = page.page_stream().unwrap_or_default();
        for remark in
            content.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"%") && line.len() > names::LONG)
        {
            findings.aside(&ELEMENTS, "%", place, &super::spoken(remark));
        }
        names::marks(content, place, findings);
    }
    let (mut words, mut pictures) = (0usize, 0usize);
    for object in pdf.objects() {
        names::said(&object, place, findings);
        let Object::Stream(stream) = object else { continue };
        let id = stream.obj_id();
        if id.obj_number == 0 {
            continue;
        }
        samples::look(&stream, place, findings);
        let (kind, subtype) = (name(stream.dict(), "Type"), name(stream.dict(), "Subtype"));
        let lost = reached.as_ref().is_some_and(|reached| !reached.contains(&id));
        match subtype.as_str() {
            "Image" => {
                let known = [painted, &aside.ids, &helpers].iter().any(|known| known.contains(&id));
                pictures += usize::from(!known || clear(&stream) || samples::one_colour(&stream));
            }
            _ if matches!(kind.as_str(), "XRef" | "ObjStm" | "Metadata") => {}
            "Form" => {
                let unused = lost || ![&invoked.ids, &aside.ids, &helpers].iter().any(|known| known.contains(&id));
                words += usize::from(unused && paints_words(&stream));
            }
            _ if lost && paints_words(&stream) => words += 1,
            _ if lost => readable(&stream, place, findings),
            _ => {}
        }
    }
    words += unlisted(pdf);
    if words > 0 {
        findings.add_as(Id::HiddenText, Severity::Ask, place, format!("{words} × obj"));
    }
    if pictures > 0 {
        findings.add(Id::UnusedPicture, place, format!("{pictures} × obj"));
    }
}

/// Text in a stream that nothing leads to.
fn readable(stream: &Stream, place: &str, findings: &mut Findings) {
    let Ok(content) = stream.decoded() else { return };
    let text = content.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e));
    // How letters are numbered, and the program of a font.
    if text && !crate::kind::contains(&content, b"begincmap") && !stream.dict().contains_key("Length1") {
        findings.aside(&ELEMENTS, "obj", place, &super::spoken(&content));
    }
}

/// A picture whose mask lets nothing of it be seen.
fn clear(picture: &Stream) -> bool {
    let Some(mask) = picture.dict().get::<Stream>("SMask") else { return false };
    // Turned round, nothing is everything.
    !mask.dict().contains_key("Decode")
        && mask.decoded().is_ok_and(|bytes| !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0))
}

/// Objects that stand in the file and are not the ones that its directory names: left behind, or put there.
fn unlisted(pdf: &Pdf) -> usize {
    let bytes: &[u8] = pdf.data().as_ref();
    let mut seen: BTreeMap<ObjectIdentifier, usize> = BTreeMap::new();
    for at in memchr::memmem::find_iter(bytes, b" obj") {
        let digits = |end: usize| bytes[..end].iter().rev().take_while(|b| b.is_ascii_digit()).count().min(10);
        let generation = digits(at);
        let between = at - generation;
        if generation == 0 || between == 0 || bytes[between - 1] != b' ' {
            continue;
        }
        let number = digits(between - 1);
        let start = between - 1 - number;
        // At the start of a line, as it is written; within text it is a word.
        if number == 0 || start > 0 && !bytes[start - 1].is_ascii_whitespace() {
            continue;
        }
        let read = |range: std::ops::Range<usize>| std::str::from_utf8(&bytes[range]).ok()?.parse::<u32>().ok();
        if let (Some(number), Some(generation)) = (read(start..between - 1), read(between..at)) {
            let id = ObjectIdentifier::new(number, i32::try_from(generation).unwrap_or(-1));
            *seen.entry(id).or_default() += 1;
        }
    }
    let unknown = |id: &ObjectIdentifier| pdf.xref().get::<Object>(*id).is_none();
    seen.iter().filter(|(id, times)| **times > 1 || unknown(id)).count()
}

/// What contents paint by name: pictures, and forms with what they paint in turn.
#[derive(Default)]
struct Invoked {
    ids: HashSet<ObjectIdentifier>,
    cut: bool,
}

impl Invoked {
    fn follow(&mut self, content: &[u8], list: Option<&Dict>, depth: usize) {
        let Some(list) = list else { return };
        if depth > super::DEEPEST {
            self.cut = true;
            return;
        }
        for called in invoked(content) {
            if let Some(stream) = list.get::<Stream>(called.as_slice()) {
                self.stream(&stream, Some(list), depth);
            }
        }
    }

    /// A form with resources of its own, or those of whoever paints it.
    fn stream(&mut self, stream: &Stream, above: Option<&Dict>, depth: usize) {
        if !self.ids.insert(stream.obj_id()) || name(stream.dict(), "Subtype") == "Image" {
            return;
        }
        let own = painted_by(stream.dict());
        if let Ok(content) = stream.decoded() {
            self.follow(&content, own.as_ref().or(above), depth + 1);
        }
    }
}

fn painted_by<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Dict>("Resources")?.get::<Dict>("XObject")
}

/// What a node of pages, or one above it, lets its pages paint.
fn inherited(mut node: Option<Dict>) -> Option<Dict> {
    for _ in 0..super::DEEPEST {
        let dict = node?;
        if let Some(list) = painted_by(&dict) {
            return Some(list);
        }
        node = dict.get::<Dict>("Parent");
    }
    None
}

fn pages(pdf: &Pdf, invoked: &mut Invoked) {
    // A node above thousands of pages is read once: its list of them is long.
    let mut above: HashMap<ObjectIdentifier, Option<Dict>> = HashMap::new();
    for page in pdf.pages().iter() {
        // What a page does not have itself it has from what stands above it.
        let inherits = || {
            let parent = || page.raw().get::<Dict>("Parent");
            match page.raw().get_ref("Parent") {
                Some(node) => above.entry(node.into()).or_insert_with(|| inherited(parent())).clone(),
                None => inherited(parent()),
            }
        };
        let list = painted_by(page.raw()).or_else(inherits);
        invoked.follow(page.page_stream().unwrap_or_default(), list.as_ref(), 0);
        for annotation in
            page.raw().get::<Array>("Annots").into_iter().flat_map(|all| all.iter::<Dict>().collect::<Vec<_>>())
        {
            appearances(&annotation, invoked);
        }
    }
}

/// The looks of an annotation: one of several for each state.
fn appearances(annotation: &Dict, invoked: &mut Invoked) {
    let Some(looks) = annotation.get::<Dict>("AP") else { return };
    for look in ["N", "R", "D"] {
        if let Some(stream) = looks.get::<Stream>(look) {
            invoked.stream(&stream, None, 0);
        } else if let Some(states) = looks.get::<Dict>(look) {
            states.keys().filter_map(|key| states.get::<Stream>(key)).for_each(|s| invoked.stream(&s, None, 0));
        }
    }
}

/// Patterns, letters that are drawings, groups of a mask; and pictures that are masks or small pictures of others.
fn beside(object: &Object, dict: &Dict, aside: &mut Invoked, helpers: &mut HashSet<ObjectIdentifier>) {
    if dict.contains_key("PatternType")
        && let Object::Stream(stream) = object
    {
        aside.stream(stream, None, 0);
    }
    if let Some(letters) = dict.get::<Dict>("CharProcs") {
        let list = painted_by(dict);
        for letter in letters.keys().filter_map(|key| letters.get::<Stream>(key)) {
            aside.stream(&letter, list.as_ref(), 0);
        }
    }
    if let Some(group) = dict.get::<Stream>("G") {
        aside.stream(&group, None, 0);
    }
    if let Some(group) = dict.get::<Dict>("SMask").and_then(|mask| mask.get::<Stream>("G")) {
        aside.stream(&group, None, 0);
    }
    if dict.contains_key("AP") {
        appearances(dict, aside);
    }
    for key in ["SMask", "Mask", "Thumb"] {
        helpers.extend(dict.get::<Stream>(key).map(|stream| stream.obj_id()));
    }
}

/// Whether a stream shows text, as a page's content does.
fn paints_words(stream: &Stream) -> bool {
    if stream.dict().contains_key("Length1") || stream.dict().contains_key("FontFile") {
        return false;
    }
    let Ok(content) = stream.decoded() else { return false };
    let shows = |word: &[u8]| crate::kind::contains(&content, word);
    shows(b"BT") && shows(b"ET") && (shows(b"Tj") || shows(b"TJ"))
}

/// All objects that the document's root leads to; `None` where that is not known.
fn reachable(pdf: &Pdf) -> Option<HashSet<ObjectIdentifier>> {
    let xref = pdf.xref();
    let mut seen = HashSet::new();
    let mut open = vec![xref.root_id()];
    while let Some(id) = open.pop() {
        if seen.len() > MOST {
            return None;
        }
        if seen.insert(id)
            && let Some(object) = xref.get::<Object>(id)
        {
            references(&object, 0, &mut open);
        }
    }
    (seen.len() > 1).then_some(seen)
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

/// Names that a content stream paints, as their dictionary has them: `/Im1 Do`, `/Im#31 Do`.
fn invoked(content: &[u8]) -> HashSet<Vec<u8>> {
    let mut names = HashSet::new();
    for at in memchr::memmem::find_iter(content, b"Do") {
        let before = content[..at].trim_ascii_end();
        let start = before.iter().rposition(|b| *b == b'/').map_or(before.len(), |at| at + 1);
        let word = &before[start..];
        if word.is_empty() || word.len() > 400 || word.iter().any(u8::is_ascii_whitespace) {
            continue;
        }
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word;
        while let Some((byte, behind)) = rest.split_first() {
            let code = behind.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
            let code = code.filter(|_| *byte == b'#');
            name.push(code.unwrap_or(*byte));
            rest = if code.is_some() { &behind[2..] } else { behind };
        }
        names.insert(name);
    }
    names
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
