//! Word, Excel and PowerPoint files (Office Open XML): which kind it is, and its parts one by one.

mod alternate;
mod around;
mod colour;
mod drawing;
mod excel;
mod excel_places;
mod excel_styles;
mod fields;
mod headers;
pub(crate) use excel::kept;
pub(crate) use excel_styles::shows_nothing;
mod powerpoint;
mod reach;
mod word;
mod word_off;
mod word_styles;
mod xlsb;

use std::collections::BTreeSet;

use crate::concealed::{BYTES, CUSTOM_XML, ELEMENTS, PROPERTIES, STRINGS, helper, legible, lines_that_tell};
use crate::ids::Id;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::xml::{Seen, walk};
use crate::zipped::{Entry, Zip};
use crate::{Findings, Severity};

/// (content type of the main part, kind).
const MAIN: &[(&str, Kind)] = &[
    ("wordprocessingml.document.main+xml", kind("docx", Family::Paper, &["docx"], "Word")),
    ("wordprocessingml.template.main+xml", kind("dotx", Family::Paper, &["dotx"], "Word template")),
    ("ms-word.document.macroEnabled.main+xml", kind("docm", Family::Paper, &["docm"], "Word with macros")),
    (
        "ms-word.template.macroEnabledTemplate.main+xml",
        kind("dotm", Family::Paper, &["dotm"], "Word template with macros"),
    ),
    ("spreadsheetml.sheet.main+xml", kind("xlsx", Family::Paper, &["xlsx"], "Excel")),
    ("spreadsheetml.template.main+xml", kind("xltx", Family::Paper, &["xltx"], "Excel template")),
    ("ms-excel.sheet.macroEnabled.main+xml", kind("xlsm", Family::Paper, &["xlsm"], "Excel with macros")),
    ("ms-excel.template.macroEnabled.main+xml", kind("xltm", Family::Paper, &["xltm"], "Excel template with macros")),
    ("ms-excel.addin.macroEnabled.main+xml", kind("xlam", Family::Paper, &["xlam"], "Excel add-in")),
    ("ms-excel.sheet.binary.macroEnabled.main", kind("xlsb", Family::Paper, &["xlsb"], "binary Excel")),
    ("presentationml.presentation.main+xml", kind("pptx", Family::Paper, &["pptx"], "PowerPoint")),
    ("presentationml.template.main+xml", kind("potx", Family::Paper, &["potx"], "PowerPoint template")),
    ("presentationml.slideshow.main+xml", kind("ppsx", Family::Paper, &["ppsx"], "PowerPoint show")),
    (
        "ms-powerpoint.presentation.macroEnabled.main+xml",
        kind("pptm", Family::Paper, &["pptm"], "PowerPoint with macros"),
    ),
    (
        "ms-powerpoint.slideshow.macroEnabled.main+xml",
        kind("ppsm", Family::Paper, &["ppsm"], "PowerPoint show with macros"),
    ),
    (
        "ms-powerpoint.template.macroEnabled.main+xml",
        kind("potm", Family::Paper, &["potm"], "PowerPoint template with macros"),
    ),
    ("ms-powerpoint.addin.macroEnabled.main+xml", kind("ppam", Family::Paper, &["ppam"], "PowerPoint add-in")),
];
const OTHER: Kind = kind("office", Family::Unknown, &[], "");

/// Extensions of parts that these formats register. Anything else was put in by hand.
const PARTS: &[&str] = &[
    "xml", "rels", "vml", "png", "jpg", "jpeg", "jpe", "jfif", "gif", "tif", "tiff", "bmp", "dib", "emf", "wmf", "emz",
    "wmz", "wdp", "svg", "bin", "fntdata", "odttf", "docx", "xlsx", "pptx", "xlsm", "docm", "pptm", "xlsb", "doc",
    "xls", "ppt", "sigs", "psmdcp", "data",
];
const SOUND_AND_VIDEO: &[&str] = &[
    "wav", "mp3", "m4a", "wma", "mp4", "m4v", "mov", "avi", "wmv", "mpg", "mpeg", "ogg", "aac", "mid", "asf", "flv",
    "webm",
];

pub(crate) fn look(zip: &mut Zip, depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let (found, types) = main_kind(zip, place, findings);
    let mut graph = reach::Graph::read(zip, types, family(found), place, findings);
    // What the list of types promises is not there: some readers would mend the file, and show what was not looked at.
    if !graph.has_main() {
        findings.because(Id::Unreadable, "part-missing", place, found.what);
    }
    let unreached = graph.unreached();
    let mut context = Context::read(zip, &graph, place, findings);
    for position in 0..zip.len() {
        let Some(entry) = zip.read(position, findings) else { continue };
        let inside = join(place, &entry.name);
        let mut name = graph.usual(&entry.name);
        // "_rels/.rels" is all extension.
        let extension = if name.ends_with(".rels") { "rels".into() } else { crate::names::extension(&name) };
        if matches!(extension.as_str(), "xml" | "vml") {
            name = graph.by_content(&entry.name, &entry.bytes);
            graph.uses(&entry.name, &entry.bytes);
        }
        by_name(&name, &inside, findings);
        if unreached.contains(&entry.name.to_lowercase()) {
            findings.add(Id::ForeignPart, &inside, "no relationship");
        }
        match extension.as_str() {
            "rels" => relationships(&name, &entry.bytes, &inside, findings),
            "xml" if name.contains("/webextensions/") => web_extension(&entry.bytes, &inside, findings),
            "xml" | "vml" => part(&name, &entry.bytes, &inside, &mut context, findings),
            "bin" if found.id == "xlsb" => xlsb::part(&name, &entry.bytes, &inside, findings),
            "bin" | "fntdata" | "odttf" | "data" | "sigs" | "psmdcp" => binary(&name, &entry.bytes, &inside, findings),
            known if SOUND_AND_VIDEO.contains(&known) => findings.add(Id::AvMedia, inside, known),
            _ if name.contains("/embeddings/") => {}
            known if !PARTS.contains(&known) => {
                findings.add(Id::ForeignPart, &inside, known);
                foreign(&entry, depth, place, findings);
            }
            // The small picture of the first page that programs make by themselves.
            _ if name.contains("docprops/thumbnail") => {
                findings.at_most(Severity::Ask, |findings| picture(&entry.bytes, depth, &inside, findings));
            }
            _ => {
                picture(&entry.bytes, depth, &inside, findings);
                if name.contains("/media/") {
                    findings.paper(|paper| paper.media(&inside, &entry.bytes));
                }
            }
        }
    }
    for (id, target) in graph.unused() {
        let at = join(place, &target);
        if id == Id::HiddenText {
            findings.add_as(id, Severity::Ask, at, "no section names it");
        } else {
            findings.add(id, at, "");
        }
    }
    context.settle(place, findings);
    context.headers.settle(|id| graph.target("word/document.xml", id).map(|part| graph.usual(&part)), findings);
    if found.id == "xlsb" {
        findings.add(Id::Xlsb, "", "");
    }
    found
}

/// The folder in which a program keeps its parts.
fn family(found: Kind) -> &'static str {
    match found.id {
        "docx" | "dotx" | "docm" | "dotm" => "word",
        "pptx" | "potx" | "ppsx" | "pptm" | "ppsm" | "potm" | "ppam" => "ppt",
        _ => "xl",
    }
}

/// A pane of another program beside the document: its name, where the file says it.
fn web_extension(bytes: &[u8], place: &str, findings: &mut Findings) {
    let (mut store, mut names, mut kept) = (String::new(), String::new(), String::new());
    walk(bytes, place, findings, |seen, _| {
        if let Seen::Element(element) = seen {
            match element.name {
                "reference" => store = element.attr("id").unwrap_or_default(),
                // What the program keeps in the document.
                "property" => {
                    names.push_str(&element.attr("name").unwrap_or_default());
                    kept.push_str(&element.attr("value").unwrap_or_default());
                    kept.push('\n');
                }
                _ => {}
            }
        }
    });
    let known = crate::concealed::helper(&names).or_else(|| (store == "WA200001011").then_some("Grammarly"));
    let named = known.map(str::to_owned).unwrap_or(store);
    if !named.is_empty() || !kept.trim().is_empty() {
        findings.add(Id::WebExtension, place, named);
    }
    findings.aside(&crate::concealed::PROPERTIES, "webExtension", place, &kept);
}

/// What parts are read against.
struct Context {
    word: word_styles::Styles,
    excel: excel_styles::Styles,
    slides: powerpoint::Deck,
    headers: headers::Headers,
    strings: Vec<String>,
    /// Which of them a cell names.
    named: Vec<bool>,
}

impl Context {
    fn read(zip: &mut Zip, graph: &reach::Graph, place: &str, findings: &mut Findings) -> Context {
        let called: Vec<(String, String)> = zip.names().map(|name| (graph.usual(name), name.to_owned())).collect();
        let mut read = |name: &str, findings: &mut Findings| {
            let own = called.iter().find(|(usual, _)| usual.eq_ignore_ascii_case(name))?;
            zip.part(&own.1, findings).map(|entry| (entry.bytes, join(place, &entry.name)))
        };
        let word = read("word/styles.xml", findings).map(|(b, p)| word_styles::Styles::read(&b, &p, findings));
        let mut excel = read("xl/styles.xml", findings)
            .map(|(b, p)| excel_styles::Styles::read(&b, &p, findings))
            .unwrap_or_default();
        let strings = read("xl/sharedStrings.xml", findings).map(|(b, p)| excel::strings(&b, &p, &mut excel, findings));
        let mut slides = powerpoint::Deck::default();
        if let Some((bytes, at)) = read("ppt/presentation.xml", findings) {
            slides.read(&bytes, &at, findings);
            if let Some((theme, at)) = read("ppt/theme/theme1.xml", findings) {
                slides.theme(&theme, &at, findings);
            }
            // What lies behind every slide decides whether light text can be seen.
            let behind = called.iter().filter(|(usual, _)| {
                usual.starts_with("ppt/slidemasters/slidemaster") || usual.starts_with("ppt/slidelayouts/slidelayout")
            });
            for (_, name) in behind {
                if let Some(entry) = zip.part(name, findings) {
                    slides.behind(&entry.bytes, &join(place, name), findings);
                }
            }
        }
        let strings = strings.unwrap_or_default();
        let named = vec![false; strings.len()];
        Context { word: word.unwrap_or_default(), excel, strings, named, slides, headers: headers::Headers::default() }
    }

    /// Strings that no cell names: what stood in cells that were deleted.
    fn settle(&self, place: &str, findings: &mut Findings) {
        let left = self.strings.iter().zip(&self.named).filter(|(text, named)| !**named && !text.trim().is_empty());
        let left: Vec<&str> = left.map(|(text, _)| text.as_str()).collect();
        let what = format!("{} × sharedStrings", left.len());
        STRINGS.judge(&left.join("\n"), &what, &join(place, "xl/sharedStrings.xml"), findings);
    }
}

fn main_kind(zip: &mut Zip, place: &str, findings: &mut Findings) -> (Kind, reach::Types) {
    let Some(types) = zip.part("[Content_Types].xml", findings) else {
        return (OTHER, reach::Types::new());
    };
    let mut seen = BTreeSet::new();
    let mut parts = reach::Types::new();
    walk(&types.bytes, &join(place, &types.name), findings, |seen_here, _| {
        if let Seen::Element(element) = seen_here
            && let Some(content) = element.attr("ContentType")
        {
            if let Some(part) = element.attr("PartName") {
                parts.insert(reach::along("", &part.replace('\\', "/")).to_lowercase(), content.to_lowercase());
            }
            seen.insert(content.to_lowercase());
        }
    });
    let known = MAIN.iter().find(|(main, _)| seen.iter().any(|content| content.contains(&main.to_lowercase())));
    (known.map_or(OTHER, |(_, found)| *found), parts)
}

/// One XML part. `name` is in lower case.
fn part(name: &str, bytes: &[u8], place: &str, context: &mut Context, findings: &mut Findings) {
    if name.starts_with("word/") {
        word::part(name, bytes, place, (&context.word, &mut context.headers), findings);
    } else if name.starts_with("xl/") {
        let strings = excel::Strings { all: &context.strings, named: &mut context.named };
        excel::part(name, bytes, place, &context.excel, strings, findings);
    } else if name.starts_with("ppt/") {
        powerpoint::part(name, bytes, place, &context.slides, findings);
    } else {
        other(name, bytes, place, findings);
    }
}

/// Properties, custom XML, labels.
fn other(name: &str, bytes: &[u8], place: &str, findings: &mut Findings) {
    let (mut root, mut entries, mut said) = (String::new(), 0, String::new());
    // What programs for references keep of their settings.
    let (mut helps, mut leaf) = (None, false);
    let custom = name.starts_with("customxml/item") && !name.contains("props");
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            if root.is_empty() {
                root = element.name.to_owned();
            } else {
                entries += 1;
            }
            drawing::everywhere(name, &element, place, findings);
            if element.name == "property" {
                helps = helper(&element.attr("name").unwrap_or_default());
                if let Some(program) = helps {
                    findings.add_as(Id::ReferenceManager, Severity::Note, place, program);
                }
            }
            if custom && element.name != root {
                let values = element.attrs();
                let words =
                    values.iter().filter(|(name, _)| !matches!(name.as_str(), "xmlns" | "nil" | "schemaLocation"));
                said.push_str(&words.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(","));
                // Elements within one are a line; so are the attributes of one.
                said.push(if values.len() > 1 { '\n' } else { ',' });
                leaf = true;
            }
        }
        Seen::Text(text, above) => {
            if custom || !name.starts_with("docprops/") || helps.is_none() {
                said.push_str(text.trim());
                said.push(match above.last() {
                    "lpwstr" => '\n',
                    _ if custom => ',',
                    _ => ' ',
                });
            }
            if name.starts_with("docprops/")
                && matches!(above.last(), "creator" | "lastModifiedBy" | "Company" | "Manager" | "HyperlinkBase")
                && !text.trim().is_empty()
            {
                findings.aside(&PROPERTIES, "docProps", place, text);
                findings.add(Id::AuthorMeta, place, above.last());
            }
        }
        Seen::End(..) if custom && !leaf => said.push('\n'),
        Seen::End(..) => leaf = false,
    });
    if name.ends_with("docprops/custom.xml") && entries > 0 {
        findings.add(Id::CustomProps, place, "");
    }
    // An empty list of sources is what Word puts into every document.
    if custom && !(root == "Sources" && entries == 0) {
        // Sources are what is cited: a list, and all alike.
        if root == "Sources" || !CUSTOM_XML.judge(&said, &root, place, findings) {
            findings.add(Id::CustomXml, place, &root);
        }
    } else if name.starts_with("docprops/") && !name.ends_with("app.xml") {
        findings.aside(&PROPERTIES, "docProps", place, &said);
    } else if !custom && !name.starts_with("docprops/") && !name.contains("_xmlsignatures") {
        findings.aside(&ELEMENTS, "<…>", place, &said);
    }
}

/// What a part's name alone says.
fn by_name(name: &str, place: &str, findings: &mut Findings) {
    let mut add = |id: Id| findings.add(id, place, "");
    let part = !name.contains("_rels/");
    if name.contains("vbaproject") || name.contains("vbadata") {
        add(Id::VbaMacro);
    } else if name.contains("/macrosheets/") && part {
        add(Id::XlmMacro);
    } else if (name.contains("/embeddings/") || name.contains("/activex/") || name.contains("/ctrlprops/")) && part {
        add(Id::EmbeddedObject);
    } else if (name.contains("/pivotcache/") || name.contains("/slicercaches/") || name.contains("/timelinecaches/"))
        && part
    {
        add(Id::PivotCache);
    } else if name.contains("/externallinks/") && part {
        add(Id::ExternalLink);
    } else if name.contains("xl/connections.") || name.contains("/querytables/") || name.contains("xl/model/") {
        add(Id::DataConnection);
    } else if name.contains("xl/revisions/") && part {
        add(Id::SharedRevisions);
    } else if name.contains("/ink/") && part {
        add(Id::Ink);
    } else if name.contains("docprops/thumbnail") {
        add(Id::Thumbnail);
    } else if name.contains("/printersettings/") {
        add(Id::PrinterSettings);
    } else if name.contains("/glossary/") && name.ends_with("document.xml") {
        add(Id::Glossary);
    } else if name.contains("/charts/chartex") && part || name.contains("/extendedcharts/") {
        add(Id::LiveChart);
    } else if name.contains("_xmlsignatures/") && name.ends_with(".xml") {
        findings.because(Id::Unreadable, "signed", place, "");
    } else if name.contains("recipientdata") {
        add(Id::MailMerge);
    }
}

fn relationships(name: &str, bytes: &[u8], place: &str, findings: &mut Findings) {
    walk(bytes, place, findings, |seen, findings| {
        let Seen::Element(element) = seen else { return };
        if element.name != "Relationship" {
            return;
        }
        let (kind, target) = (element.attr("Type").unwrap_or_default(), element.attr("Target").unwrap_or_default());
        let last = kind.rsplit('/').next().unwrap_or_default();
        let outside = element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        if findings.writes()
            && !outside
            && let Some((part, entry)) = led_to(place, &target)
        {
            findings.paper(|paper| paper.target(&part, &element.attr("Id").unwrap_or_default(), &entry));
        }
        if outside && last == "hyperlink" {
            crate::concealed::address(
                [&crate::concealed::ELEMENTS, &crate::concealed::ADDRESS],
                &target,
                place,
                findings,
            );
        } else if outside {
            findings.add(Id::ExternalRel, place, format!("{last}: {target}"));
        }
        match last {
            "aFChunk" => findings.add(Id::AltChunk, place, &target),
            "package" if name.contains("/charts/") => findings.add(Id::ChartWorkbook, place, &target),
            "oleObject" if name.contains("/charts/") => findings.add(Id::ChartWorkbook, place, &target),
            "audio" | "video" | "media" if !target.is_empty() && target != "NULL" => {
                findings.add(Id::AvMedia, place, &target)
            }
            "mailMergeSource" | "mailMergeHeaderSource" => findings.add(Id::MailMerge, place, &target),
            _ => {}
        }
    });
}

/// The part that these relationships belong to, and the entry that one of them leads to.
fn led_to(place: &str, target: &str) -> Option<(String, String)> {
    let (outer, inner) = place.rsplit_once(" > ").unwrap_or(("", place));
    let (folder, file) = inner.split_once("_rels/")?;
    let part = format!("{folder}{}", file.strip_suffix(".rels")?);
    Some((join(outer, &part), join(outer, &reach::along(folder, target))))
}

/// Binary parts that these formats know; their content is not read.
fn binary(name: &str, bytes: &[u8], place: &str, findings: &mut Findings) {
    let known = [
        "vba",
        "/embeddings/",
        "/activex/",
        "/printersettings/",
        "xl/model/",
        "/pivotcache/",
        "/fonts/",
        "_xmlsignatures",
        "package/services",
        "attachedtoolbars",
    ];
    if name.contains("customproperty") {
        findings.add(Id::CustomProps, place, "");
        findings.aside(&PROPERTIES, "customProperty", place, &legible(bytes));
    } else if name.contains("attachedtoolbars") {
        findings.add(Id::VbaMacro, place, "");
    } else if !known.iter().any(|part| name.contains(part))
        && !name.ends_with(".odttf")
        && !name.ends_with(".fntdata")
        && !name.ends_with(".sigs")
        && !name.ends_with(".psmdcp")
    {
        findings.add(Id::ForeignPart, place, "bin");
    } else {
        findings.aside(&BYTES, "bin", place, &lines_that_tell(bytes));
    }
}

fn foreign(entry: &Entry, depth: usize, place: &str, findings: &mut Findings) {
    crate::zipped::look_at_entry(entry, depth, place, findings);
}

fn picture(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) {
    let found = look_at(bytes, depth + 1, place, findings);
    match found.id {
        "png" | "jpeg" | "gif" | "tiff" | "bmp" | "webp" | "svg" | "emf" | "wmf" => {}
        // Packed drawings (EMZ, WMZ) and the picture layers of older programs.
        "gzip" | "unknown" => findings.not_inspected(place, "EMF, WMF"),
        "heif" => findings.not_inspected(place, "HEIF"),
        _ => {
            findings.add(Id::ForeignPart, place, found.what);
            about(found, place, findings);
        }
    }
}
