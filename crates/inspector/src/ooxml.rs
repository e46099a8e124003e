//! Word, Excel and PowerPoint files (Office Open XML): which kind it is, and its parts one by one.

use std::collections::BTreeSet;

use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::ooxml_context::{Slide, Styles};
use crate::ooxml_parts;
use crate::xml::{Seen, walk};
use crate::zipped::Entry;
use crate::{Findings, Severity};

/// (content type of the main part, kind).
const MAIN: &[(&str, Kind)] = &[
    ("wordprocessingml.document.main+xml", kind("docx", Family::Paper, &["docx"], "a Word document")),
    ("wordprocessingml.template.main+xml", kind("dotx", Family::Paper, &["dotx"], "a Word template")),
    ("ms-word.document.macroEnabled.main+xml", kind("docm", Family::Paper, &["docm"], "a Word document with macros")),
    (
        "ms-word.template.macroEnabledTemplate.main+xml",
        kind("dotm", Family::Paper, &["dotm"], "a Word template with macros"),
    ),
    ("spreadsheetml.sheet.main+xml", kind("xlsx", Family::Paper, &["xlsx"], "an Excel workbook")),
    ("spreadsheetml.template.main+xml", kind("xltx", Family::Paper, &["xltx"], "an Excel template")),
    ("ms-excel.sheet.macroEnabled.main+xml", kind("xlsm", Family::Paper, &["xlsm"], "an Excel workbook with macros")),
    ("ms-excel.sheet.binary.macroEnabled.main", kind("xlsb", Family::Paper, &["xlsb"], "a binary Excel workbook")),
    ("presentationml.presentation.main+xml", kind("pptx", Family::Paper, &["pptx"], "a PowerPoint presentation")),
    ("presentationml.slideshow.main+xml", kind("ppsx", Family::Paper, &["ppsx"], "a PowerPoint show")),
    (
        "ms-powerpoint.presentation.macroEnabled.main+xml",
        kind("pptm", Family::Paper, &["pptm"], "a PowerPoint file with macros"),
    ),
];
const OTHER: Kind = kind("office", Family::Unknown, &[], "an Office file of no known program");

/// Extensions of parts that these formats register. Anything else was put in by hand.
const PARTS: &[&str] = &[
    "xml", "rels", "vml", "png", "jpg", "jpeg", "jpe", "gif", "tif", "tiff", "bmp", "emf", "wmf", "wdp", "svg", "bin",
    "fntdata", "odttf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "sigs", "psmdcp", "data",
];
const SOUND_AND_VIDEO: &[&str] =
    &["wav", "mp3", "m4a", "wma", "mp4", "m4v", "mov", "avi", "wmv", "mpg", "mpeg", "ogg", "aac"];

pub(crate) fn look(entries: &[Entry], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let found = main_kind(entries, place, findings);
    let styles = Styles::read(entries, place, findings);
    let slide = Slide::read(entries, place, findings);
    for entry in entries {
        let inside = join(place, &entry.name);
        let name = entry.name.to_lowercase();
        // "_rels/.rels" is all extension.
        let extension = if name.ends_with(".rels") { "rels".into() } else { crate::names::extension(&name) };
        by_name(&name, &inside, findings);
        match extension.as_str() {
            "rels" => relationships(&name, &entry.bytes, &inside, findings),
            "xml" | "vml" => ooxml_parts::look(&name, &entry.bytes, &inside, &styles, &slide, findings),
            "bin" | "fntdata" | "odttf" | "data" | "sigs" | "psmdcp" => binary(&name, found.id, &inside, findings),
            known if SOUND_AND_VIDEO.contains(&known) => {
                findings.add("av_media", inside, "sound or video inside; take it out");
            }
            known if !PARTS.contains(&known) => {
                findings.add("foreign_part", &inside, "a part that this kind of document does not have");
                crate::zipped::look_at_entry(entry, depth, place, findings);
            }
            _ if name.contains("/embeddings/") => {}
            _ => picture(&entry.bytes, depth, &inside, findings),
        }
    }
    found
}

fn main_kind(entries: &[Entry], place: &str, findings: &mut Findings) -> Kind {
    let Some(types) = entries.iter().find(|entry| entry.name == "[Content_Types].xml") else {
        return OTHER;
    };
    let mut seen = BTreeSet::new();
    walk(&types.bytes, &join(place, &types.name), findings, |seen_here, _| {
        if let Seen::Element(element) = seen_here
            && let Some(content) = element.attr("ContentType")
        {
            seen.insert(content);
        }
    });
    let known = MAIN.iter().find(|(main, _)| seen.iter().any(|content| content.contains(main)));
    known.map_or(OTHER, |(_, found)| *found)
}

/// What a part's name alone says.
fn by_name(name: &str, place: &str, findings: &mut Findings) {
    let mut add = |id: &str, message: &str| findings.add(id, place, message);
    if name.contains("vbaproject") || name.contains("vbadata") {
        add("vba_macro", "macros; save the document without");
    } else if name.contains("/macrosheets/") {
        add("xlm_macro", "an Excel 4 macro sheet; delete it");
    } else if name.contains("/embeddings/") || name.contains("/activex/") || name.contains("/ctrlprops/") {
        add("embedded_object", "another document or a control inside; replace it by a picture");
    } else if name.contains("/pivotcache/") && !name.contains("_rels") {
        add("pivot_cache", "a copy of the pivot table's source; paste the table as values");
    } else if name.contains("/slicercaches/") || name.contains("/timelinecaches/") {
        add("pivot_cache", "a slicer's or timeline's copy of values; paste the table as values");
    } else if name.contains("/externallinks/") && !name.contains("_rels") {
        add("external_link", "values of another workbook; break the link");
    } else if name.ends_with("xl/connections.xml") || name.contains("/querytables/") || name.contains("xl/model/") {
        add("data_connection", "a connection or a data model with its source; remove it");
    } else if name.contains("xl/revisions/") {
        add("shared_revisions", "the history of a shared workbook; stop sharing and save");
    } else if name.contains("/ink/") {
        add("ink", "ink strokes; make sure that they say nothing");
    } else if name.contains("/webextensions/") {
        add("foreign_part", "an add-in's part; remove the add-in");
    } else if name.contains("/diagrams/") && name.contains("data") {
        add("live_chart", "a diagram with its text behind it; paste it as a picture");
    } else if name.contains("docprops/thumbnail") {
        add("thumbnail", "a small picture of the first page");
    } else if name.contains("/printersettings/") {
        add("printer_settings", "settings that name a printer");
    } else if name.ends_with("docprops/custom.xml") {
        add("custom_props", "properties of its own");
    } else if name.contains("/glossary/") && name.ends_with("document.xml") {
        add("glossary", "building blocks beside the text");
    } else if name.starts_with("customxml/item") && !name.contains("props") {
        add("custom_xml", "an XML part of its own");
    } else if name.contains("/charts/chartex") {
        add("live_chart", "a chart with its numbers; paste it as a picture");
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
        if element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")) && last != "hyperlink" {
            findings.add(
                "external_rel",
                place,
                format!("the document fetches {target} ({last}); put it in or remove it"),
            );
        }
        if last == "aFChunk" {
            findings.add("alt_chunk", place, format!("{target}: another document that is put in when this one opens"));
        }
        if name.contains("/charts/") && last == "package" {
            findings.add(
                "chart_workbook",
                place,
                format!("{target}: the chart's workbook; paste the chart as a picture"),
            );
        }
        if matches!(last, "audio" | "video" | "media") && !target.is_empty() {
            findings.add("av_media", place, format!("{target}: sound or video"));
        }
    });
}

/// Binary parts that these formats know; their content is not read.
fn binary(name: &str, kind: &str, place: &str, findings: &mut Findings) {
    let told = ["vba", "/embeddings/", "/activex/", "/printersettings/", "xl/model/", "/pivotcache/"];
    if kind == "xlsb" {
        findings.add("xlsb", "", "a binary workbook");
        findings.not_inspected("", "a binary workbook");
    } else if name.ends_with(".sigs") || name.contains("_xmlsignatures") {
        findings.add_as("custom_props", Severity::Note, place, "a digital signature");
    } else if !told.iter().any(|part| name.contains(part)) && !name.ends_with(".odttf") && !name.ends_with(".fntdata") {
        findings.add("foreign_part", place, "a binary part that this kind of document does not have");
    }
}

fn picture(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) {
    let found = look_at(bytes, depth + 1, place, findings);
    match found.id {
        "png" | "jpeg" | "gif" | "tiff" | "bmp" | "webp" | "svg" => {}
        "unknown" => findings.not_inspected(place, "a drawing (EMF, WMF or the like)"),
        _ => {
            findings.add("foreign_part", place, format!("{} where a picture should be", found.what));
            about(found, place, findings);
        }
    }
}
