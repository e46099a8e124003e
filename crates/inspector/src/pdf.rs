//! PDF: what the objects say, and (in `paint`) what the pages paint.
//!
//! Every object is looked at where it stands, in packed streams too, whether or not a page leads to it.

mod names;
mod paint;
mod samples;
mod shapes;
mod unused;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use hayro_syntax::{LoadPdfError, Pdf};

use crate::concealed::{self, PDF_INFORMATION};
use crate::ids::Id;
use crate::kind::contains;
use crate::magic::join;
use crate::{Findings, Severity};

/// Pages that are painted; a document with more is not judged by a part of it.
const MOST_PAGES: usize = 3000;
/// Direct objects inside each other.
const DEEPEST: usize = 64;

pub(crate) fn look(bytes: &[u8], place: &str, findings: &mut Findings) {
    frame(bytes, place, findings);
    if says_encrypted(bytes) {
        findings.add(Id::Encrypted, place, "");
        return;
    }
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => {
            findings.add(Id::Encrypted, place, "");
            return;
        }
        Err(LoadPdfError::Invalid) => {
            findings.because(Id::Unreadable, "broken", place, "PDF");
            return;
        }
    };
    let (mut pages_made, mut information) = (0usize, String::new());
    for object in pdf.objects() {
        walk(&object, 0, place, findings);
        if let Object::Dict(dict) = &object {
            unused::information(dict, &mut information);
            pages_made += usize::from(name(dict, "Type") == "Page" && dict.contains_key("Contents"));
        }
    }
    // A page that was taken out of the document and is still in the file.
    let shown = pdf.pages().len();
    if pages_made > shown && shown > 0 {
        findings.add_as(Id::HiddenText, Severity::Ask, place, format!("{pages_made} > {shown} pages"));
    }
    if let Some(catalog) = pdf.xref().get::<Dict>(pdf.xref().root_id()) {
        of_catalog(&catalog, place, findings);
    }
    let info = pdf.metadata();
    let named = [&info.title, &info.author, &info.subject, &info.keywords, &info.creator, &info.producer];
    let long = PDF_INFORMATION.judge(&information, "Info", place, findings);
    if !long && named.iter().any(|text| text.as_ref().is_some_and(|text| !text.is_empty())) {
        findings.add(Id::InfoMeta, place, "Info");
    }
    names::remarks(bytes, place, findings);
    let mut spoken = names::Spoken::default();
    let painted = pages(&pdf, &mut spoken, place, findings);
    spoken.judge(&pdf, place, findings);
    unused::look(&pdf, &painted, place, findings);
}

/// What stands before the first byte, after the last and between the versions of the document.
fn frame(bytes: &[u8], place: &str, findings: &mut Findings) {
    let start = bytes.windows(5).take(2048).position(|w| w == b"%PDF-").unwrap_or(0);
    if start > 0 && bytes[..start].iter().any(|b| !b.is_ascii_whitespace()) {
        findings.add(Id::TrailingData, place, format!("{start} bytes < %PDF"));
    }
    // Ends of a version: an offset and %%EOF after it.
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"startxref") {
        let from = at + found + 9;
        let digits = bytes[from..].iter().skip_while(|b| b.is_ascii_whitespace()).take_while(|b| b.is_ascii_digit());
        if digits.count() > 0
            && let Some(eof) = find(&bytes[from..bytes.len().min(from + 64)], b"%%EOF")
        {
            ends.push(from + eof + 5);
        }
        at = from;
    }
    let linearized = contains(&bytes[..bytes.len().min(2048)], b"/Linearized");
    // A linearised file has its first part's end near the beginning.
    let usual = if linearized { 2 } else { 1 };
    let changed = ends.windows(2).skip(usual - 1).filter(|pair| contains(&bytes[pair[0]..pair[1]], b" obj")).count();
    if changed > 0 {
        findings.add(Id::IncrementalUpdate, place, format!("{}", changed + 1));
    }
    let end = ends.last().copied().or_else(|| bytes.windows(5).rposition(|w| w == b"%%EOF").map(|at| at + 5));
    if let Some(end) = end {
        let rest = &bytes[end..];
        let said = rest.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0).count();
        if said > 0 && !contains(rest, b"%%EOF") {
            findings.add(Id::TrailingData, place, format!("{said} bytes > %%EOF"));
        }
    }
}

/// `/Encrypt` as a trailer has it: a reference or a dictionary.
fn says_encrypted(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"/Encrypt") {
        at += found + 8;
        let rest: Vec<u8> = bytes[at..].iter().copied().take(24).collect();
        let word = String::from_utf8_lossy(&rest);
        let trimmed = word.trim_start();
        let reference = trimmed.split_whitespace().take(3).collect::<Vec<_>>();
        let is_reference = trimmed.len() < word.len()
            && reference.len() == 3
            && reference[..2].iter().all(|n| n.bytes().all(|b| b.is_ascii_digit()))
            && reference[2].starts_with('R');
        if trimmed.starts_with("<<") || is_reference {
            return true;
        }
    }
    false
}

pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

fn walk(object: &Object, depth: usize, place: &str, findings: &mut Findings) {
    if depth > DEEPEST {
        findings.because(Id::Bomb, "deep-elements", place, "PDF");
        return;
    }
    match object {
        Object::Dict(dict) => dictionary(dict, depth, place, findings),
        Object::Stream(stream) => {
            let dict = stream.dict();
            if name(dict, "Type") == "Metadata" && name(dict, "Subtype") == "XML" {
                match stream.decoded() {
                    Ok(packet) => crate::pictures::xmp(&packet, place, findings),
                    Err(_) => findings.add(Id::Xmp, place, "/Metadata"),
                }
            }
            dictionary(dict, depth, place, findings);
        }
        Object::Array(array) => {
            for item in array.raw_iter() {
                if let MaybeRef::NotRef(item) = item {
                    walk(&item, depth + 1, place, findings);
                }
            }
        }
        _ => {}
    }
}

fn name(dict: &Dict, key: &str) -> String {
    dict.get::<Name>(key).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

fn dictionary(dict: &Dict, depth: usize, place: &str, findings: &mut Findings) {
    let (kind, subtype, action) = (name(dict, "Type"), name(dict, "Subtype"), name(dict, "S"));
    let has = |key: &str| dict.contains_key(key);
    if has("JS") || action == "JavaScript" {
        findings.add(Id::Javascript, place, if has("JS") { "/JS" } else { "/JavaScript" });
    }
    match action.as_str() {
        "Launch" | "SubmitForm" | "ImportData" | "GoToR" | "GoToE" => findings.add(Id::LaunchAction, place, &action),
        "Sound" | "Movie" | "Rendition" | "RichMediaExecute" => findings.add(Id::AvMedia, place, &action),
        _ => {}
    }
    for opening in ["OpenAction", "AA"] {
        if let Some(does) = dict.get::<Dict>(opening)
            && opens(&does, 0)
        {
            findings.add(Id::LaunchAction, place, format!("/{opening} /URI"));
        }
    }
    if kind == "EmbeddedFile" || (has("EF") && (has("F") || has("UF") || kind == "Filespec")) {
        let named = dict.get::<hayro_syntax::object::String>("UF").or_else(|| dict.get("F"));
        let named = named.map(|n| String::from_utf8_lossy(n.as_bytes()).into_owned()).unwrap_or_default();
        findings.add(Id::Attachment, place, named.replace('\0', ""));
    }
    if has("PieceInfo") {
        let programs =
            dict.get::<Dict>("PieceInfo").map(|d| d.keys().map(|k| k.as_str().to_owned()).collect::<Vec<_>>());
        findings.add(Id::PieceInfo, place, programs.unwrap_or_default().join(", "));
    }
    if kind == "Page" && has("Thumb") {
        findings.add(Id::Thumbnail, place, "/Thumb");
    }
    if kind == "Metadata" && subtype == "XML" && !dict.contains_key("Length") {
        findings.add(Id::Xmp, place, "/Metadata");
    }
    unused::alternatives(dict, place, findings);
    names::private(dict, &kind, place, findings);
    if action == "URI"
        && let Some(address) = dict.get::<hayro_syntax::object::String>("URI")
    {
        concealed::address([&concealed::ELEMENTS, &concealed::ADDRESS], &spoken(address.as_bytes()), place, findings);
    }
    if kind == "Sig" && has("ByteRange") || (name(dict, "FT") == "Sig" && dict.get::<Dict>("V").is_some()) {
        findings.because(Id::Unreadable, "signed", place, "/Sig");
    }
    if kind == "OCMD" && (hides(dict) || dict.get::<Array>("VE").is_some_and(|ve| expression_hides(&ve, 0))) {
        findings.add(Id::OcgHiddenLayer, place, "/OCMD");
    }
    if (kind == "Annot" || has("Rect")) && !subtype.is_empty() {
        annotation(dict, &subtype, place, findings);
    }
    if has("FT") || has("Parent") && has("V") && has("T") {
        field(dict, place, findings);
    }
    for (_, value) in dict.entries() {
        if let MaybeRef::NotRef(value) = value {
            walk(&value, depth + 1, place, findings);
        }
    }
}

/// An action that sends as soon as the document or a page is opened. What a reader clicks on is no such thing.
fn opens(action: &Dict, depth: usize) -> bool {
    // Deeper than anybody needs is taken for such a thing.
    depth >= 32
        || name(action, "S") == "URI"
        || action.keys().any(|key| {
            !matches!(key.as_str(), "Parent" | "D" | "P")
                && action.get::<Dict>(key).is_some_and(|a| opens(&a, depth + 1))
        })
}

fn annotation(dict: &Dict, subtype: &str, place: &str, findings: &mut Findings) {
    let flags = dict.get::<i32>("F").unwrap_or(0);
    let hidden = flags & (2 | 32) != 0;
    let says = |key: &str| dict.get::<hayro_syntax::object::String>(key).is_some_and(|s| !s.as_bytes().is_empty());
    match subtype {
        "Link" | "PrinterMark" | "TrapNet" | "Watermark" => return,
        "Popup" => {
            if hidden && says("Contents") {
                findings.add(Id::HiddenAnnot, place, subtype);
            }
            return;
        }
        "Widget" => {
            if hidden && says("V") {
                findings.add(Id::HiddenAnnot, place, subtype);
            }
            return;
        }
        "FileAttachment" => findings.add(Id::FileAttachmentAnnot, place, ""),
        "Movie" | "Sound" | "Screen" | "3D" | "RichMedia" => findings.add(Id::AvMedia, place, subtype),
        "Text" | "FreeText" | "Line" | "Square" | "Circle" | "Polygon" | "PolyLine" | "Highlight" | "Underline"
        | "Squiggly" | "StrikeOut" | "Stamp" | "Caret" | "Ink" | "Redact" | "Projection" => {}
        _ if name(dict, "Type") == "Annot" => {}
        // A form or picture has a box as well.
        _ => return,
    }
    findings.add(Id::Annotations, place, subtype);
    if let Some(words) = dict.get::<hayro_syntax::object::String>("Contents") {
        findings.paper(|paper| paper.beside("annotations", place, &spoken(words.as_bytes())));
    }
    if hidden {
        findings.add(Id::HiddenAnnot, place, subtype);
    }
}

/// A text of a PDF: UTF-16 that says so, UTF-8 that says so, else one byte a letter.
fn spoken(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] | [0xef, 0xbb, 0xbf, ..] => {
            crate::text::unicode(bytes).map(std::borrow::Cow::into_owned).unwrap_or_default()
        }
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn field(dict: &Dict, place: &str, findings: &mut Findings) {
    let filled = match dict.get::<Object>("V") {
        Some(Object::String(text)) => !text.as_bytes().is_empty(),
        Some(Object::Name(name)) => name.as_str() != "Off",
        Some(Object::Stream(_) | Object::Array(_)) => true,
        _ => false,
    };
    if filled && name(dict, "FT") != "Sig" {
        let named = dict.get::<hayro_syntax::object::String>("T");
        findings.add(
            Id::FormFields,
            place,
            named.map(|n| String::from_utf8_lossy(n.as_bytes()).into_owned()).unwrap_or_default(),
        );
    }
}

fn hides(ocmd: &Dict) -> bool {
    matches!(name(ocmd, "P").as_str(), "AllOff" | "AnyOff")
}

/// An expression with a "not": there is a view in which it shows nothing.
fn expression_hides(array: &Array, depth: usize) -> bool {
    depth >= 32
        || array.iter::<Object>().any(|item| match item {
            Object::Name(name) => name.as_str() == "Not",
            Object::Array(inner) => expression_hides(&inner, depth + 1),
            _ => false,
        })
}

fn of_catalog(catalog: &Dict, place: &str, findings: &mut Findings) {
    if catalog.contains_key("Collection") {
        findings.add(Id::Portfolio, place, "/Collection");
    }
    if let Some(names) = catalog.get::<Dict>("Names")
        && names.contains_key("EmbeddedFiles")
        && !findings.has(Id::Attachment)
        && names.get::<Dict>("EmbeddedFiles").is_some_and(|tree| {
            tree.get::<Array>("Names").is_some_and(|a| a.raw_iter().next().is_some()) || tree.contains_key("Kids")
        })
    {
        findings.add(Id::Attachment, place, "/EmbeddedFiles");
    }
    if let Some(form) = catalog.get::<Dict>("AcroForm")
        && form.contains_key("XFA")
    {
        findings.add(Id::Xfa, place, "/XFA");
    }
    let Some(layers) = catalog.get::<Dict>("OCProperties") else { return };
    if layers.get::<Array>("OCGs").is_some_and(|all| all.raw_iter().next().is_some()) {
        findings.add(Id::OcgLayers, place, "/OCGs");
    }
    let mut views: Vec<Dict> = layers.get::<Dict>("D").into_iter().collect();
    views.extend(
        layers.get::<Array>("Configs").into_iter().flat_map(|configs| configs.iter::<Dict>().collect::<Vec<_>>()),
    );
    let off = views.iter().any(|view| {
        name(view, "BaseState") == "OFF" || view.get::<Array>("OFF").is_some_and(|off| off.raw_iter().next().is_some())
    });
    // A layer may show on screen and not in print: whoever prints sees another document.
    let usage = layers.get::<Array>("OCGs").is_some_and(|all| {
        all.iter::<Dict>().any(|group| {
            group.get::<Dict>("Usage").is_some_and(|usage| {
                [("View", "ViewState"), ("Print", "PrintState"), ("Export", "ExportState")]
                    .iter()
                    .any(|(way, state)| usage.get::<Dict>(*way).is_some_and(|d| name(&d, state) == "OFF"))
            })
        })
    });
    let automatic = views.iter().any(|view| view.get::<Array>("AS").is_some_and(|a| a.raw_iter().next().is_some()));
    if off || (usage && automatic) {
        findings.add(Id::OcgHiddenLayer, place, "/OCProperties");
    }
}

/// Filled squares among a page's annotations: what is drawn over a word does not take it away.
fn boxes(annotations: &Array) -> Vec<hayro_interpret::kurbo::Rect> {
    let filled = |dict: &Dict| {
        matches!(name(dict, "Subtype").as_str(), "Square" | "Redact")
            && dict.get::<Array>("IC").is_some_and(|colour| colour.raw_iter().next().is_some())
            && dict.get::<f32>("CA").unwrap_or(1.0) > 0.9
            && dict.get::<i32>("F").unwrap_or(0) & (2 | 32) == 0
    };
    let rect = |dict: Dict| {
        let at: Vec<f32> = dict.get::<Array>("Rect")?.iter::<f32>().collect();
        let at: [f32; 4] = at.try_into().ok()?;
        let [a, b, c, d] = at.map(f64::from);
        Some(hayro_interpret::kurbo::Rect::new(a.min(c), b.min(d), a.max(c), b.max(d)))
    };
    annotations.iter::<Dict>().filter(filled).filter_map(rect).collect()
}

/// What the pages paint is judged; the pictures among it.
fn pages(pdf: &Pdf, spoken: &mut names::Spoken, place: &str, findings: &mut Findings) -> HashSet<ObjectIdentifier> {
    let unread = Arc::new(AtomicBool::new(false));
    let sink = Arc::clone(&unread);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, hayro_interpret::InterpreterWarning::UnsupportedFont) {
                sink.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let cache = InterpreterCache::new();
    let (mut painted, mut pictures) = (0usize, HashSet::new());
    let too_much = |findings: &mut Findings| {
        findings.because(Id::Unreadable, "too-much-inside", place, format!("{} pages", pdf.pages().len()));
    };
    for (index, page) in pdf.pages().iter().enumerate() {
        if index >= MOST_PAGES || painted > paint::MOST_GLYPHS {
            too_much(findings);
            break;
        }
        let shown = page.intersected_crop_box();
        let area = hayro_interpret::kurbo::Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
        let mut context =
            Context::new(hayro_interpret::kurbo::Affine::IDENTITY, area, &cache, pdf.xref(), settings.clone());
        let unit = page.raw().get::<f32>("UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let mut painter = paint::Painter::new(area, f64::from(unit));
        interpret_page(page, &mut context, &mut painter);
        for over in page.raw().get::<Array>("Annots").into_iter().flat_map(|all| boxes(&all)) {
            painter.laid_over(over);
        }
        painted += painter.glyphs();
        pictures.extend(painter.shown());
        // The last page may be the one that has too much.
        if painter.glyphs() > paint::MOST_GLYPHS {
            too_much(findings);
        }
        spoken.page(painter.said());
        painter.judge(&join(place, &format!("page {}", index + 1)), findings);
    }
    if unread.load(Ordering::Relaxed) {
        findings.not_inspected(place, "font");
    }
    pictures
}
