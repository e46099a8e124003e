//! Which parts a relationship leads to, what parts are whatever they are called, and what only a relationship names.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::Id;
use crate::xml::{Seen, walk_again};
use crate::zipped::Zip;
use crate::{Findings, magic::join};

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
    ("drawingml.chart+xml", CHARTS),
    ("presentationml.presentation.main+xml", "ppt/presentation.xml"),
    ("presentationml.slide+xml", "ppt/slides/"),
    ("presentationml.notesslide+xml", "ppt/notesslides/"),
    ("presentationml.comments+xml", "ppt/comments/"),
    ("vnd.ms-office.vbaproject", "vbaproject.bin"),
];

const CHARTS: &str = "drawings/charts/";

/// First elements, and where a part with such a one usually stands: readers go by what a part is.
const ROOTS: &[(&str, &str)] = &[
    ("document", "word/document.xml"),
    ("hdr", "word/header"),
    ("ftr", "word/footer"),
    ("footnotes", "word/footnotes.xml"),
    ("endnotes", "word/endnotes.xml"),
    ("workbook", "xl/workbook.xml"),
    ("worksheet", "xl/worksheets/"),
    ("pivotCacheRecords", "xl/pivotcache/"),
    ("pivotCacheDefinition", "xl/pivotcache/"),
    ("externalLink", "xl/externallinks/"),
    ("connections", "xl/connections.xml"),
    ("chartSpace", CHARTS),
    ("presentation", "ppt/presentation.xml"),
    ("sld", "ppt/slides/"),
    ("notes", "ppt/notesslides/"),
    ("cmLst", "ppt/comments/"),
];

/// What a relationship calls its target, and where that usually stands in the file of a program.
const LED: &[(&str, &str, &str)] = &[
    ("word", "officedocument", "word/document.xml"),
    ("xl", "officedocument", "xl/workbook.xml"),
    ("ppt", "officedocument", "ppt/presentation.xml"),
    ("word", "styles", "word/styles.xml"),
    ("word", "comments", "word/comments.xml"),
    ("xl", "styles", "xl/styles.xml"),
    ("xl", "sharedstrings", "xl/sharedstrings.xml"),
    ("xl", "worksheet", "xl/worksheets/"),
    ("xl", "comments", "xl/comments"),
    ("ppt", "slide", "ppt/slides/"),
    ("ppt", "notesslide", "ppt/notesslides/"),
    ("ppt", "comments", "ppt/comments/"),
    ("ppt", "slidemaster", "ppt/slidemasters/slidemaster"),
    ("ppt", "slidelayout", "ppt/slidelayouts/slidelayout"),
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

/// A relationship to another part of the file.
pub(super) struct Link {
    id: String,
    /// The last word of its type, in lower case.
    kind: String,
    pub(super) target: String,
}

/// The parts of a file and what leads to them; all names in lower case.
pub(super) struct Graph {
    types: Types,
    /// `word`, `xl` or `ppt`.
    family: &'static str,
    links: BTreeMap<String, Vec<Link>>,
    led: BTreeMap<String, String>,
    reached: BTreeSet<String>,
    all: BTreeSet<String>,
    /// Targets that something on a page names.
    used: BTreeSet<String>,
}

impl Graph {
    /// Follows the relationships from the root. Names that differ in their letters' case alone, a main part that is not there, and
    /// sheets and slides that are not there are refused: each reader would show something else.
    pub(super) fn read(
        zip: &mut Zip,
        types: Types,
        family: &'static str,
        place: &str,
        findings: &mut Findings,
    ) -> Graph {
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        for (name, at) in zip.names().map(str::to_lowercase).zip(0..) {
            if all.insert(name.clone(), at).is_some() {
                findings.because(Id::Unreadable, "same-name", place, &name);
            }
        }
        let mut graph = Graph {
            types,
            family,
            links: BTreeMap::new(),
            led: BTreeMap::new(),
            reached: BTreeSet::new(),
            all: all.keys().cloned().collect(),
            used: BTreeSet::new(),
        };
        let mut open = vec![String::new()];
        let mut missing = BTreeSet::new();
        while let Some(part) = open.pop() {
            let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
            let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let Some(entry) = all.get(&format!("{folder}_rels/{file}.rels")).and_then(|at| zip.read(*at, findings))
            else {
                continue;
            };
            walk_again(&entry.bytes, &entry.name, findings, |seen, _| {
                let Seen::Element(element) = seen else { return };
                let outside = element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                if element.name != "Relationship" || outside {
                    return;
                }
                let target = resolved(&folder, &element.attr("Target").unwrap_or_default());
                let kind = element.attr("Type").unwrap_or_default().to_lowercase();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                if !all.contains_key(&target) {
                    if matches!(kind.as_str(), "officedocument" | "worksheet" | "slide") {
                        missing.insert(target);
                    }
                    return;
                }
                graph.led.entry(target.clone()).or_insert_with(|| kind.clone());
                if graph.reached.insert(target.clone()) {
                    open.push(target.clone());
                }
                let id = element.attr("Id").unwrap_or_default();
                graph.links.entry(part.clone()).or_default().push(Link { id, kind, target });
            });
        }
        for target in missing {
            findings.because(Id::Unreadable, "part-missing", join(place, &target), "");
        }
        graph
    }

    /// Whether the part that holds what the file says is there.
    pub(super) fn has_main(&self) -> bool {
        self.all.iter().any(|name| {
            let usual = self.usual(name);
            matches!(
                usual.as_str(),
                "word/document.xml" | "xl/workbook.xml" | "xl/workbook.bin" | "ppt/presentation.xml"
            )
        })
    }

    /// The name that a part would usually have, in lower case: programs may call parts as they like.
    pub(super) fn usual(&self, name: &str) -> String {
        let name = name.to_lowercase();
        let by_type = self.types.get(&name).and_then(|kind| PLACES.iter().find(|(end, _)| kind.ends_with(end)));
        let by_link = || {
            let kind = self.led.get(&name)?;
            LED.iter().find(|(family, led, _)| *family == self.family && led == kind).map(|(_, _, place)| *place)
        };
        match by_type.map(|(_, place)| *place).or_else(by_link) {
            Some(place) if name.ends_with(".bin") && !place.ends_with(".bin") => name,
            Some(place) => placed(name, place),
            None => name,
        }
    }

    /// The same with what the part says of itself.
    pub(super) fn by_content(&self, name: &str, bytes: &[u8]) -> String {
        let usual = self.usual(name);
        let root = crate::xml::root(bytes);
        match ROOTS.iter().find(|(element, _)| *element == root) {
            Some((_, place)) if !usual.starts_with("customxml/") => placed(usual, place),
            _ => usual,
        }
    }

    /// The part that a relationship leads to, by the name of both.
    pub(super) fn target(&self, part: &str, id: &str) -> Option<String> {
        let links = self.links.iter().find(|(name, _)| self.usual(name) == part)?.1;
        links.iter().find(|link| link.id == id).map(|link| link.target.clone())
    }

    /// Parts that no relationship leads to. Empty where the file has no relationships at all.
    pub(super) fn unreached(&self) -> BTreeSet<String> {
        if self.reached.is_empty() {
            return BTreeSet::new();
        }
        let quiet = |name: &str| {
            name.ends_with(".rels") || name == "[content_types].xml" || QUIET.iter().any(|part| name.contains(part))
        };
        self.all.iter().filter(|name| !self.reached.contains(*name) && !quiet(name)).cloned().collect()
    }

    /// Notes which relationships a part makes use of.
    pub(super) fn uses(&mut self, name: &str, bytes: &[u8]) {
        for link in self.links.get(&name.to_lowercase()).into_iter().flatten() {
            let named = |quote: char| crate::kind::contains(bytes, format!("{quote}{}{quote}", link.id).as_bytes());
            if named('"') || named('\'') {
                self.used.insert(link.target.clone());
            }
        }
    }

    /// What a relationship names and nothing else does: the finding and the part.
    pub(super) fn unused(&self) -> Vec<(Id, String)> {
        let mut all = BTreeSet::new();
        for (part, link) in self.links.iter().flat_map(|(part, links)| links.iter().map(move |link| (part, link))) {
            let id = match link.kind.as_str() {
                "image" if link.target.contains("/media/") || !link.target.ends_with(".xml") => Id::UnusedPicture,
                "header" | "footer" => Id::HiddenText,
                "slide" if part.as_str() == "ppt/presentation.xml" => Id::HiddenSlide,
                "worksheet" | "chartsheet" | "dialogsheet" if part.starts_with("xl/workbook.") => Id::HiddenSheet,
                _ => continue,
            };
            // What is written in bytes names its parts in another way.
            if !self.used.contains(&link.target) && !part.is_empty() && part.ends_with(".xml") {
                all.insert((id, link.target.clone()));
            }
        }
        all.into_iter().collect()
    }
}

fn placed(name: String, place: &str) -> String {
    if name.starts_with(place.trim_end_matches(".xml")) || place == CHARTS && name.contains("/charts/") {
        return name;
    }
    let file = name.rsplit('/').next().unwrap_or_default();
    if place.contains('.') { place.to_owned() } else { format!("{place}{file}") }
}

/// The part that a target names, in lower case.
fn resolved(folder: &str, target: &str) -> String {
    let target = unescaped(target).to_lowercase().replace('\\', "/");
    along(folder, target.split(['#', '?']).next().unwrap_or_default())
}

/// Characters that are written as `%20`.
fn unescaped(target: &str) -> String {
    let mut out = Vec::new();
    let mut rest = target.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
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
