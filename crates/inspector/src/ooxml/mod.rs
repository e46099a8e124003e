//! Word, Excel and PowerPoint files (Office Open XML): which kind it is, and its parts one by one.

mod colour;
mod drawing;
mod excel;
mod excel_styles;
pub(crate) use excel_styles::shows_nothing;
mod powerpoint;
mod reach;
mod word;
mod word_styles;
mod xlsb;

use std::collections::BTreeSet;

use crate::Findings;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::xml::{Seen, walk};
use crate::zipped::{Entry, Zip};

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
    let unreached = reach::unreached(zip, findings);
    let mut context = Context::read(zip, &types, place, findings);
    for position in 0..zip.len() {
        let Some(entry) = zip.read(position, findings) else { continue };
        let inside = join(place, &entry.name);
        let name = reach::usual(&entry.name, &types);
        // "_rels/.rels" is all extension.
        let extension = if name.ends_with(".rels") { "rels".into() } else { crate::names::extension(&name) };
        by_name(&name, &inside, findings);
        if unreached.contains(&entry.name.to_lowercase()) {
            findings.add("foreign_part", &inside, "no relationship");
        }
        match extension.as_str() {
            "rels" => relationships(&name, &entry.bytes, &inside, findings),
            "xml" | "vml" => part(&name, &entry.bytes, &inside, &mut context, findings),
            "bin" if found.id == "xlsb" => xlsb::part(&name, &entry.bytes, &inside, findings),
            "bin" | "fntdata" | "odttf" | "data" | "sigs" | "psmdcp" => binary(&name, &inside, findings),
            known if SOUND_AND_VIDEO.contains(&known) => findings.add("av_media", inside, known),
            _ if name.contains("/embeddings/") => {}
            known if !PARTS.contains(&known) => {
                findings.add("foreign_part", &inside, known);
                foreign(&entry, depth, place, findings);
            }
            _ => {
                picture(&entry.bytes, depth, &inside, findings);
                if name.contains("/media/") {
                    findings.paper(|paper| paper.media(&inside, &entry.bytes));
                }
            }
        }
    }
    if found.id == "xlsb" {
        findings.add("xlsb", "", "");
    }
    found
}

/// What parts are read against.
struct Context {
    word: word_styles::Styles,
    excel: excel_styles::Styles,
    slides: powerpoint::Deck,
    strings: Vec<String>,
}

impl Context {
    fn read(zip: &mut Zip, types: &reach::Types, place: &str, findings: &mut Findings) -> Context {
        let called: Vec<(String, String)> =
            zip.names().map(|name| (reach::usual(name, types), name.to_owned())).collect();
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
            let behind: Vec<String> = zip
                .names()
                .filter(|n| {
                    n.starts_with("ppt/slideMasters/slideMaster") || n.starts_with("ppt/slideLayouts/slideLayout")
                })
                .map(str::to_owned)
                .collect();
            for name in behind {
                if let Some(entry) = zip.part(&name, findings) {
                    slides.behind(&entry.bytes, &join(place, &name), findings);
                }
            }
        }
        Context { word: word.unwrap_or_default(), excel, strings: strings.unwrap_or_default(), slides }
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
                parts.insert(part.trim_start_matches('/').to_lowercase(), content.to_lowercase());
            }
            seen.insert(content);
        }
    });
    let known = MAIN.iter().find(|(main, _)| seen.iter().any(|content| content.contains(main)));
    (known.map_or(OTHER, |(_, found)| *found), parts)
}

/// One XML part. `name` is in lower case.
fn part(name: &str, bytes: &[u8], place: &str, context: &mut Context, findings: &mut Findings) {
    if name.starts_with("word/") {
        word::part(name, bytes, place, &context.word, findings);
    } else if name.starts_with("xl/") {
        excel::part(name, bytes, place, &context.excel, &context.strings, findings);
    } else if name.starts_with("ppt/") {
        powerpoint::part(name, bytes, place, &context.slides, findings);
    } else {
        other(name, bytes, place, findings);
    }
}

/// Properties, custom XML, labels.
fn other(name: &str, bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut root = String::new();
    let mut entries = 0;
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            if root.is_empty() {
                root = element.name.to_owned();
            } else {
                entries += 1;
            }
            drawing::everywhere(name, &element, place, findings);
        }
        Seen::Text(text, above) => {
            if name.starts_with("docprops/")
                && matches!(above.last(), "creator" | "lastModifiedBy" | "Company" | "Manager" | "HyperlinkBase")
                && !text.trim().is_empty()
            {
                findings.add("author_meta", place, above.last());
            }
        }
        Seen::End(..) => {}
    });
    if name.ends_with("docprops/custom.xml") && entries > 0 {
        findings.add("custom_props", place, "");
    }
    // An empty list of sources is what Word puts into every document.
    if name.starts_with("customxml/item") && !name.contains("props") && !(root == "Sources" && entries == 0) {
        findings.add("custom_xml", place, root);
    }
}

/// What a part's name alone says.
fn by_name(name: &str, place: &str, findings: &mut Findings) {
    let mut add = |id: &str| findings.add(id, place, "");
    let part = !name.contains("_rels/");
    if name.contains("vbaproject") || name.contains("vbadata") {
        add("vba_macro");
    } else if name.contains("/macrosheets/") && part {
        add("xlm_macro");
    } else if (name.contains("/embeddings/") || name.contains("/activex/") || name.contains("/ctrlprops/")) && part {
        add("embedded_object");
    } else if (name.contains("/pivotcache/") || name.contains("/slicercaches/") || name.contains("/timelinecaches/"))
        && part
    {
        add("pivot_cache");
    } else if name.contains("/externallinks/") && part {
        add("external_link");
    } else if name.contains("xl/connections.") || name.contains("/querytables/") || name.contains("xl/model/") {
        add("data_connection");
    } else if name.contains("xl/revisions/") && part {
        add("shared_revisions");
    } else if name.contains("/ink/") && part {
        add("ink");
    } else if name.contains("/webextensions/") && part {
        add("embedded_object");
    } else if name.contains("docprops/thumbnail") {
        add("thumbnail");
    } else if name.contains("/printersettings/") {
        add("printer_settings");
    } else if name.contains("/glossary/") && name.ends_with("document.xml") {
        add("glossary");
    } else if name.contains("/charts/chartex") && part || name.contains("/extendedcharts/") {
        add("live_chart");
    } else if name.contains("_xmlsignatures/") && name.ends_with(".xml") {
        findings.because("unreadable", "signed", place, "");
    } else if name.contains("recipientdata") {
        add("mail_merge");
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
        if outside && last != "hyperlink" {
            findings.add("external_rel", place, format!("{last}: {target}"));
        }
        match last {
            "aFChunk" => findings.add("alt_chunk", place, &target),
            "package" if name.contains("/charts/") => findings.add("chart_workbook", place, &target),
            "oleObject" if name.contains("/charts/") => findings.add("chart_workbook", place, &target),
            "audio" | "video" | "media" if !target.is_empty() && target != "NULL" => {
                findings.add("av_media", place, &target)
            }
            "mailMergeSource" | "mailMergeHeaderSource" => findings.add("mail_merge", place, &target),
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
fn binary(name: &str, place: &str, findings: &mut Findings) {
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
        findings.add("custom_props", place, "");
    } else if name.contains("attachedtoolbars") {
        findings.add("vba_macro", place, "");
    } else if !known.iter().any(|part| name.contains(part))
        && !name.ends_with(".odttf")
        && !name.ends_with(".fntdata")
        && !name.ends_with(".sigs")
        && !name.ends_with(".psmdcp")
    {
        findings.add("foreign_part", place, "bin");
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
            findings.add("foreign_part", place, found.what);
            about(found, place, findings);
        }
    }
}
