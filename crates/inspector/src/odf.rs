//! OpenDocument files (ODT, ODS, ODP). Names and elements are looked at; which styles apply where is not, so a person
//! is always asked to look.

use crate::Findings;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::xml::{Element, Seen, walk};
use crate::zipped::Entry;

const TEXT: Kind = kind("odt", Family::Paper, &["odt"], "an OpenDocument text");
const SHEET: Kind = kind("ods", Family::Paper, &["ods"], "an OpenDocument spreadsheet");
const SLIDES: Kind = kind("odp", Family::Paper, &["odp"], "an OpenDocument presentation");
const OTHER: Kind = kind("opendocument", Family::Unknown, &[], "an OpenDocument file of no known program");

pub(crate) fn look(entries: &[Entry], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let mimetype = entries.iter().find(|entry| entry.name == "mimetype").map(|entry| entry.bytes.as_slice());
    let found = match mimetype.and_then(|bytes| bytes.strip_prefix(b"application/vnd.oasis.opendocument.")) {
        Some(b"text") => TEXT,
        Some(b"spreadsheet") => SHEET,
        Some(b"presentation") => SLIDES,
        _ => OTHER,
    };
    for entry in entries {
        let inside = join(place, &entry.name);
        part(entry, depth, &inside, findings);
    }
    findings.not_inspected(place, found.what);
    found
}

fn part(entry: &Entry, depth: usize, place: &str, findings: &mut Findings) {
    let name = entry.name.as_str();
    if name.starts_with("Object ") || name.starts_with("ObjectReplacements/") {
        findings.add("embedded_object", place, "another document inside; replace it by a picture");
    } else if name.starts_with("Basic/") || name.starts_with("Scripts/") {
        findings.add("macro", place, "macros; save the document without");
    } else if name.starts_with("Versions/") || name == "VersionList.xml" {
        findings.add("shared_revisions", place, "earlier versions; delete them");
    } else if name.starts_with("Thumbnails/") {
        findings.add("thumbnail", place, "a small picture of the first page");
    } else if name.ends_with(".xml") || name.ends_with(".rdf") {
        elements(&entry.bytes, place, findings);
    } else if name.starts_with("Pictures/") {
        let found = look_at(&entry.bytes, depth + 1, place, findings);
        if !matches!(found.id, "png" | "jpeg" | "gif" | "tiff" | "bmp" | "webp" | "svg" | "unknown") {
            findings.add("foreign_part", place, format!("{} where a picture should be", found.what));
            about(found, place, findings);
        }
    } else if !matches!(name, "mimetype" | "layout-cache")
        && !name.starts_with("Configurations2/")
        && !name.starts_with("Fonts/")
    {
        findings.add("foreign_part", place, "a part that this kind of document does not have");
    }
}

fn elements(bytes: &[u8], place: &str, findings: &mut Findings) {
    // A document without entries in these parts may have them empty; only what stands in them counts.
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => one(&element, place, findings),
        Seen::Text(text, above) => {
            if text.trim().is_empty() {
                return;
            }
            let last = above.last().map(String::as_str).unwrap_or_default();
            if above.iter().any(|name| name == "notes") && above.iter().any(|name| name == "p") {
                findings.add("notes", place, "speaker notes; delete them");
            }
            match last {
                "initial-creator" | "creator" if above.iter().any(|name| name == "meta") => {
                    findings.add("author_meta", place, "names an author");
                }
                "user-defined" => findings.add("custom_props", place, "properties of its own"),
                _ => {}
            }
        }
    });
}

fn one(element: &Element, place: &str, findings: &mut Findings) {
    let mut add = |id: &str, message: &str| findings.add(id, place, message);
    match &*element.name {
        "insertion" => add("tracked_insertion", "an insertion that is still tracked; accept or reject all changes"),
        "deletion" => add("tracked_deletion", "deleted text that is still there; accept or reject all changes"),
        "format-change" => add("tracked_format", "a change of format that is still tracked"),
        "annotation" => add("comments", "a comment; delete all comments"),
        "hidden-text" | "hidden-paragraph" => add("hidden_text", "hidden text; show it or delete it"),
        "text-properties" if element.attr("display").as_deref() == Some("none") => {
            add("hidden_text", "a style that hides its text; show it or delete it");
        }
        "table-row" | "table-row-group" if is_hidden(element) => {
            add("hidden_rows", "hidden rows; show them or delete them");
        }
        "table-column" | "table-column-group" if is_hidden(element) => {
            add("hidden_cols", "hidden columns; show them or delete them");
        }
        "table-properties" if element.attr("display").as_deref() == Some("false") => {
            add("hidden_sheet", "a style that hides a sheet; show it or delete it");
        }
        "drawing-page-properties" if element.attr("visibility").as_deref() == Some("hidden") => {
            add("hidden_slide", "a style that hides a slide; show it or delete it");
        }
        "object" | "object-ole" | "applet" | "plugin" => {
            add("embedded_object", "another document inside; replace it by a picture");
        }
        "data-pilot-table" => add("pivot_cache", "a pivot table; paste it as values"),
        "encryption-data" => add("encrypted", "the document is protected by a password; save it without"),
        "script" if element.inside("scripts") => add("macro", "macros; save the document without"),
        "dde-source" | "dde-connection-decl" => add("dde_field", "a link to another program; break it"),
        "table-source" => add("external_link", "values of another workbook; break the link"),
        "database-source-sql" | "database-source-query" | "database-source-table" => {
            add("data_connection", "a connection to a database; remove it");
        }
        _ => {}
    }
}

fn is_hidden(element: &Element) -> bool {
    element.attr("visibility").is_some_and(|v| v != "visible") || element.attr("display").as_deref() == Some("false")
}
