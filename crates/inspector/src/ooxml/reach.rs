//! Which parts a relationship leads to, and what parts are whatever they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::Findings;
use crate::xml::{Seen, walk};
use crate::zipped::Zip;

/// Ends of content types, and where such a part usually stands (a name with a full stop is the whole name).
const PLACES: &[(&str, &str)] = &[
    ("wordprocessingml.document.main+xml", "word/document.xml"),
    ("wordprocessingml.styles+xml", "word/styles.xml"),
    ("wordprocessingml.settings+xml", "word/settings.xml"),
    ("wordprocessingml.numbering+xml", "word/numbering.xml"),
    ("wordprocessingml.header+xml", "word/header"),
    ("wordprocessingml.footer+xml", "word/footer"),
    ("wordprocessingml.footnotes+xml", "word/footnotes.xml"),
    ("wordprocessingml.endnotes+xml", "word/endnotes.xml"),
    ("wordprocessingml.comments+xml", "word/comments.xml"),
    ("spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
    ("spreadsheetml.styles+xml", "xl/styles.xml"),
    ("spreadsheetml.sharedstrings+xml", "xl/sharedstrings.xml"),
    ("spreadsheetml.worksheet+xml", "xl/worksheets/"),
    ("spreadsheetml.comments+xml", "xl/comments"),
    ("spreadsheetml.pivotcachedefinition+xml", "xl/pivotcache/"),
    ("spreadsheetml.pivotcacherecords+xml", "xl/pivotcache/"),
    ("spreadsheetml.externallink+xml", "xl/externallinks/"),
    ("spreadsheetml.connections+xml", "xl/connections.xml"),
    ("drawingml.chart+xml", "charts/"),
    ("presentationml.presentation.main+xml", "ppt/presentation.xml"),
    ("presentationml.slide+xml", "ppt/slides/"),
    ("presentationml.notesslide+xml", "ppt/notesslides/"),
    ("presentationml.comments+xml", "ppt/comments/"),
    ("vnd.ms-office.vbaproject", "vbaproject.bin"),
];

/// Parts that say nothing of their own, or that have a finding of their own.
const QUIET: &[&str] = &[
    "docprops/",
    "customxml/",
    "theme/",
    "styles",
    "fonttable",
    "settings",
    "calcchain",
    "viewprops",
    "presprops",
    "numbering",
    "slidelayouts/",
    "slidemasters/",
    "thumbnail",
    "_xmlsignatures/",
    "vbaproject",
    "metadata",
];

/// What the list of content types says of each part (names in lower case, without the first bar).
pub(super) type Types = BTreeMap<String, String>;

/// The name that a part would usually have, in lower case: programs may call parts as they like.
pub(super) fn usual(name: &str, types: &Types) -> String {
    let name = name.to_lowercase();
    let Some(kind) = types.get(&name) else { return name };
    let Some((_, place)) = PLACES.iter().find(|(end, _)| kind.ends_with(end)) else { return name };
    if name.starts_with(place.trim_end_matches(".xml")) || place.starts_with("charts/") && name.contains(place) {
        return name;
    }
    let file = name.rsplit('/').next().unwrap_or_default();
    if place.contains('.') { (*place).to_owned() } else { format!("{place}{file}") }
}

/// Parts that no relationship leads to, in lower case. Empty where the file has no relationships at all.
pub(super) fn unreached(zip: &mut Zip, findings: &mut Findings) -> BTreeSet<String> {
    let all: BTreeMap<String, usize> = zip.names().map(str::to_lowercase).zip(0..).collect();
    let mut open = vec![String::new()];
    let mut reached = BTreeSet::new();
    while let Some(part) = open.pop() {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let Some(entry) = all.get(&format!("{folder}_rels/{file}.rels")).and_then(|at| zip.read(*at, findings)) else {
            continue;
        };
        walk(&entry.bytes, &entry.name, findings, |seen, _| {
            let Seen::Element(element) = seen else { return };
            let outside = element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
            if element.name == "Relationship" && !outside {
                let target = resolved(&folder, &element.attr("Target").unwrap_or_default());
                if all.contains_key(&target) && reached.insert(target.clone()) {
                    open.push(target);
                }
            }
        });
    }
    if reached.is_empty() {
        return BTreeSet::new();
    }
    let quiet = |name: &str| {
        name.ends_with(".rels") || name == "[content_types].xml" || QUIET.iter().any(|part| name.contains(part))
    };
    all.into_keys().filter(|name| !reached.contains(name) && !quiet(name)).collect()
}

/// The part that a target names, in lower case.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.to_lowercase().replace("%20", " ").replace('\\', "/");
    along(folder, target.split('#').next().unwrap_or_default())
}

/// The path of a target as it is seen from a folder.
pub fn along(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = from.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}
