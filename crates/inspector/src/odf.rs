//! OpenDocument files (ODT, ODS, ODP): styles that hide, and what uses them.

mod cells;
mod frames;
mod looks;
mod paper;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use looks::{chain, holds, key};
use paper::{begin, leave};
use parts::{is_font, library};

use crate::Findings;
use crate::concealed::{ALTERNATIVE, BYTES, PROPERTIES, lines_that_tell};
use crate::ids::Id;
use crate::kind::{Family, Kind, about, kind, look as look_at};
use crate::magic::join;
use crate::xml::{Element, Path, Seen, walk, walk_again};
use crate::zipped::{Entry, Zip};

const TEXT: Kind = kind("odt", Family::Paper, &["odt", "ott"], "OpenDocument");
const SHEET: Kind = kind("ods", Family::Paper, &["ods", "ots"], "OpenDocument");
const SLIDES: Kind = kind("odp", Family::Paper, &["odp", "otp"], "OpenDocument");
const DRAWING: Kind = kind("odg", Family::Paper, &["odg", "otg"], "OpenDocument");
const OTHER: Kind = kind("opendocument", Family::Unknown, &[], "OpenDocument");

/// What a style says of the text, table, row or page that uses it.
#[derive(Debug, Clone, Default)]
struct Look {
    parent: String,
    hidden: bool,
    hidden_page: bool,
    hidden_table: bool,
    tiny: bool,
    /// A row or column without a size; a picture that is cut.
    flat: bool,
    cut: bool,
    /// Of the largest page, in points.
    page: Option<(f64, f64)>,
    colour: Option<String>,
    ground: Option<String>,
}

type Styles = BTreeMap<String, Look>;

pub(crate) fn look(zip: &mut Zip, depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let mimetype = zip.part("mimetype", findings).map(|entry| entry.bytes).unwrap_or_default();
    let said = String::from_utf8_lossy(&mimetype).trim().to_owned();
    let found = match said
        .strip_prefix("application/vnd.oasis.opendocument.")
        .unwrap_or_default()
        .trim_end_matches("-template")
    {
        "text" => TEXT,
        "spreadsheet" => SHEET,
        "presentation" => SLIDES,
        "graphics" => DRAWING,
        _ => OTHER,
    };
    let mut styles = Styles::new();
    let mut formulas = BTreeSet::new();
    let mut pages = Vec::new();
    for name in ["styles.xml", "content.xml"] {
        if let Some(entry) = zip.part(name, findings) {
            read_styles(&entry.bytes, &join(place, name), &mut styles, findings);
            pages.push(entry.bytes);
        }
    }
    // A document without its content is mended by some readers and by others not.
    if !zip.has("content.xml") {
        findings.because(Id::Unreadable, "part-missing", join(place, "content.xml"), found.what);
    }
    for name in zip.names().filter(|name| name.starts_with("Pictures/")) {
        // Blanks and the like may be written in another way there.
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
        if plain && !pages.iter().any(|page| crate::kind::contains(page, name.as_bytes())) {
            findings.add(Id::UnusedPicture, join(place, name), "");
        }
    }
    for position in 0..zip.len() {
        let Some(entry) = zip.read(position, findings) else { continue };
        let inside = join(place, &entry.name);
        part(&entry, depth, &inside, &styles, &mut formulas, findings);
    }
    found
}

fn part(
    entry: &Entry,
    depth: usize,
    place: &str,
    styles: &Styles,
    formulas: &mut BTreeSet<String>,
    findings: &mut Findings,
) {
    let name = entry.name.as_str();
    let folder = name.split('/').next().unwrap_or_default();
    if folder.starts_with("Object ") {
        // A formula is kept as an object too, and shows all that it says.
        if name.ends_with("content.xml") {
            match crate::xml::root(&entry.bytes).as_str() {
                "math" => {
                    formulas.insert(folder.to_owned());
                }
                _ if crate::kind::contains(&entry.bytes, b"office:chart") => {
                    findings.add(Id::LiveChart, place, "");
                    findings.add(Id::EmbeddedObject, place, "chart");
                }
                _ => findings.add(Id::EmbeddedObject, place, ""),
            }
        } else if !name.contains('/') {
            findings.add(Id::EmbeddedObject, place, "");
        }
    } else if name.starts_with("ObjectReplacements/") {
        // The picture of an object: it is told by the object itself.
    } else if (name.starts_with("Basic/") || name.starts_with("Scripts/") || name.starts_with("Dialogs/"))
        && !["script-lc.xml", "dialog-lc.xml", "script-lb.xml", "dialog-lb.xml"].iter().any(|list| name.ends_with(list))
    {
        // Lists of libraries are there even where the libraries are empty.
        findings.add(Id::Macro, place, "");
    } else if (name.starts_with("Basic/") || name.starts_with("Dialogs/"))
        && (name.ends_with(".xml") || name.ends_with(".xlb"))
    {
        library(&entry.bytes, place, findings);
    } else if name.starts_with("Versions/") || name == "VersionList.xml" {
        findings.add(Id::SharedRevisions, place, "");
    } else if name.starts_with("Thumbnails/") {
        findings.add(Id::Thumbnail, place, "");
    } else if name == "META-INF/documentsignatures.xml" || name == "META-INF/macrosignatures.xml" {
        findings.because(Id::Unreadable, "signed", place, "");
    } else if name.ends_with(".xml") || name.ends_with(".rdf") || name.ends_with(".xlc") || name.ends_with(".xlb") {
        content(name, &entry.bytes, place, styles, findings);
    } else if name.starts_with("Pictures/") && !entry.bytes.is_empty() {
        findings.paper(|paper| {
            paper.media(place, &entry.bytes);
            paper.target(&join(outer(place), "content.xml"), name, place);
        });
        let found = look_at(&entry.bytes, depth + 1, place, findings);
        if !matches!(found.id, "png" | "jpeg" | "gif" | "tiff" | "bmp" | "webp" | "svg" | "emf" | "wmf" | "unknown") {
            findings.add(Id::ForeignPart, place, found.what);
            about(found, place, findings);
        } else if found.id == "unknown" {
            findings.not_inspected(place, "SVM");
        }
    } else if name.starts_with("Fonts/") && is_font(&entry.bytes) {
        // Letters that are carried along.
        findings.aside(&BYTES, "font", place, &lines_that_tell(&entry.bytes));
    } else if !matches!(name, "mimetype") && !(name == "layout-cache" && crate::text::decode(&entry.bytes).is_none()) {
        if entry.bytes.is_empty() {
            return;
        }
        // Pictures of buttons that a program was set up with.
        if name.starts_with("Configurations2/images/") {
            let found = look_at(&entry.bytes, depth + 1, place, findings);
            if matches!(found.id, "png" | "gif" | "bmp" | "svg") {
                return;
            }
        }
        findings.add(Id::ForeignPart, place, "");
        crate::zipped::look_at_entry(entry, depth, place, findings);
    }
}

/// The containers around an entry.
fn outer(place: &str) -> &str {
    place.rsplit_once(" > ").map_or("", |(outer, _)| outer)
}

fn read_styles(bytes: &[u8], place: &str, styles: &mut Styles, findings: &mut Findings) {
    let mut current = String::new();
    walk_again(bytes, place, findings, |seen, _| {
        let Seen::Element(element) = seen else { return };
        let family = |element: &Element| element.attr("family").unwrap_or_default();
        match element.name {
            "style" | "default-style" => {
                current = key(&family(&element), &element.attr("name").unwrap_or_default());
                let parent =
                    element.attr("parent-style-name").map(|name| key(&family(&element), &name)).unwrap_or_default();
                styles.insert(current.clone(), Look { parent, ..Look::default() });
            }
            "page-layout-properties" => {
                let of = |name: &str| element.attr(name).as_deref().and_then(frames::points);
                if let Some((wide, high)) = of("page-width").zip(of("page-height")) {
                    let page = styles.entry(PAGE.to_owned()).or_default();
                    let (w, h) = page.page.unwrap_or_default();
                    page.page = Some((w.max(wide), h.max(high)));
                }
            }
            "table-row-properties" | "table-column-properties" | "graphic-properties" => {
                let Some(look) = styles.get_mut(&current) else { return };
                let none = |name: &str| element.attr(name).as_deref().and_then(frames::points).is_some_and(|p| p < 1.0);
                look.flat |= none("row-height") || none("column-width");
                look.cut |= element.attr("clip").is_some_and(|clip| frames::clips(&clip));
            }
            "text-properties"
            | "table-properties"
            | "drawing-page-properties"
            | "paragraph-properties"
            | "table-cell-properties" => {
                let Some(look) = styles.get_mut(&current) else { return };
                let says = |name: &str, value: &str| element.attr(name).as_deref() == Some(value);
                match element.name {
                    "text-properties" => {
                        look.hidden |= says("display", "none") || looks::letters_away(&element);
                        look.colour = element.attr("color").or_else(|| look.colour.take());
                        look.ground = element.attr("background-color").or_else(|| look.ground.take());
                        look.tiny |= element
                            .attr("font-size")
                            .and_then(|size| frames::points(&size))
                            .is_some_and(|size| size > 0.0 && size <= 2.0);
                    }
                    "table-properties" => look.hidden_table |= says("display", "false"),
                    "drawing-page-properties" => look.hidden_page |= says("visibility", "hidden"),
                    _ => {
                        look.hidden |= element.name == "paragraph-properties" && looks::lines_away(&element);
                        look.ground = element.attr("background-color").or_else(|| look.ground.take());
                    }
                }
            }
            _ => {}
        }
    });
}

/// Where the size of the page is kept among the styles.
const PAGE: &str = "\0page";

/// A document that is one XML file.
pub(crate) fn flat(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut styles = Styles::new();
    read_styles(bytes, place, &mut styles, findings);
    content("content.xml", bytes, place, &styles, findings);
}

/// The styles around the text that is being read.
#[derive(Default)]
struct Memory {
    /// (element, style) of the text elements around.
    around: Vec<(String, String)>,
    text: String,
    cells: Vec<cells::Cell>,
    /// The frame around has no size.
    flat: bool,
    /// For the view: tables around, the column that comes next, how often a cell stands, a hidden row, a heading.
    tables: usize,
    column: usize,
    repeated: usize,
    hidden_row: bool,
    level: u8,
}

fn content(name: &str, bytes: &[u8], place: &str, styles: &Styles, findings: &mut Findings) {
    let mut memory = Memory::default();
    let story = name == "content.xml";
    if story {
        findings.paper(|paper| paper.part(place, None));
    }
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            one(&element, place, findings);
            let mark = used(&element, styles, place, findings);
            if story {
                let page = styles.get(PAGE).and_then(|look| look.page);
                let flat = frames::look(&element, page, place, findings);
                memory.flat = if element.name == "frame" { flat } else { memory.flat };
            }
            if element.name == "text-box" && memory.flat && element.inside("text") {
                findings.add(Id::HiddenText, place, "0 × 0");
            }
            if story {
                findings.paper(|paper| begin(&element, mark, place, &mut memory, paper));
            }
            if matches!(element.name, "table-cell" | "covered-table-cell") {
                memory.cells.push(cells::Cell::read(&element));
            }
            let family = match element.name {
                "p" | "h" => "paragraph",
                "span" | "a" => "text",
                "table-cell" | "covered-table-cell" => "table-cell",
                _ => "",
            };
            memory
                .around
                .push((family.to_owned(), element.attr("style-name").map(|s| key(family, &s)).unwrap_or_default()));
        }
        Seen::End(end, _) => {
            memory.around.pop();
            match end {
                "p" | "h" => {
                    memory.text.push(if memory.around.iter().any(|(f, _)| f == "table-cell") { ' ' } else { '\n' })
                }
                "table-cell" | "covered-table-cell" => {
                    let bare = memory.cells.pop().map(|cell| cell.judge(place, findings)).unwrap_or_default();
                    memory.text.push_str(&bare);
                    memory.text.push('\t');
                    findings.paper(|paper| paper.text(&bare, ""));
                }
                "table-row" => memory.text.push('\n'),
                _ => {}
            }
            if story {
                findings.paper(|paper| leave(end, &mut memory, paper));
            }
        }
        Seen::Text(text, above) => {
            if let Some(cell) = memory.cells.last_mut() {
                cell.shown.push_str(text);
            }
            words(text, above, story, place, styles, &mut memory, findings);
        }
    });
    if story {
        crate::text::says(&memory.text, place, findings);
    }
}

fn words(
    text: &str,
    above: &Path,
    story: bool,
    place: &str,
    styles: &Styles,
    memory: &mut Memory,
    findings: &mut Findings,
) {
    if text.trim().is_empty() {
        if story && above.inside("p") {
            findings.paper(|paper| paper.text(" ", ""));
        }
        return;
    }
    parts::told(text, above, story, place, findings);
    let mut mark = match () {
        () if !findings.writes() => "",
        () if above.inside("annotation") => "comments",
        () if memory.cells.last().is_some_and(|cell| cell.covered) => "cell_value",
        () if above.inside("deletion") => "tracked_deletion",
        () if above.inside("notes") => "notes",
        () if above.inside("hidden-text") || above.inside("hidden-paragraph") => "hidden_text",
        () => "",
    };
    if above.inside("notes") && above.inside("p") {
        parts::notes(above.last(), place, findings);
    }
    if matches!(above.last(), "title" | "desc") && !above.inside("meta") {
        findings.aside(&ALTERNATIVE, "alt", place, text);
    }
    match above.last() {
        "initial-creator" | "creator" if above.inside("meta") => findings.add(Id::AuthorMeta, place, above.last()),
        "user-defined" => {
            findings.add(Id::CustomProps, place, "");
            findings.aside(&PROPERTIES, "meta", place, text);
        }
        "description" | "subject" | "keyword" if above.inside("meta") => {
            findings.aside(&PROPERTIES, "meta", place, text)
        }
        _ => {}
    }
    if (above.inside("header") || above.inside("footer")) && above.inside("master-styles") {
        findings.add(Id::HeaderFooter, place, "");
    }
    let shown = || text.trim().chars().take(12).collect::<String>();
    let used: Vec<&str> =
        memory.around.iter().rev().map(|(_, style)| style.as_str()).filter(|s| !s.is_empty()).collect();
    if used.iter().any(|style| holds(styles, style, |look| look.hidden)) {
        findings.add(Id::HiddenText, place, shown());
        mark = "hidden_text";
    }
    if used.iter().any(|style| holds(styles, style, |look| look.tiny)) {
        findings.add(Id::TinyText, place, shown());
        mark = "tiny_text";
    }
    // Innermost first: the nearest colour and the nearest ground count.
    let colour = used.iter().find_map(|style| chain(styles, style).find_map(|look| look.colour.clone()));
    let ground = used
        .iter()
        .find_map(|style| chain(styles, style).find_map(|look| look.ground.clone().filter(|g| g != "transparent")));
    if let Some(colour) = colour {
        let ground = ground.unwrap_or_else(|| "#ffffff".into());
        // Text on a slide may lie on a picture or a coloured shape.
        if frames::alike(&colour, &ground) && !above.inside("presentation") && !above.inside("custom-shape") {
            findings.add(Id::WhiteText, place, shown());
            mark = "white_text";
        }
    }
    if story && above.inside("body") {
        findings.paper(|paper| paper.text(text, mark));
        memory.text.push_str(text);
    }
}

fn hidden(element: &Element) -> bool {
    element.attr("visibility").is_some_and(|v| v != "visible") || element.attr("display").as_deref() == Some("false")
}

/// Tables and pages whose style hides them: the finding.
fn used(element: &Element, styles: &Styles, place: &str, findings: &mut Findings) -> &'static str {
    let style = |family: &str| element.attr("style-name").map(|name| key(family, &name)).unwrap_or_default();
    match element.name {
        "table-row" if holds(styles, &style("table-row"), |look| look.flat) => findings.add(Id::HiddenRows, place, "0"),
        "table-column" if holds(styles, &style("table-column"), |look| look.flat) => {
            findings.add(Id::HiddenCols, place, "0");
        }
        "frame" if holds(styles, &style("graphic"), |look| look.cut) => findings.add(Id::CroppedImage, place, "clip"),
        "table" if holds(styles, &style("table"), |look| look.hidden_table) => {
            findings.add(Id::HiddenSheet, place, element.attr("name").unwrap_or_default());
            return "hidden_sheet";
        }
        "page" if holds(styles, &style("drawing-page"), |look| look.hidden_page) => {
            findings.add(Id::HiddenSlide, place, element.attr("name").unwrap_or_default());
            return "hidden_slide";
        }
        _ => {}
    }
    ""
}

fn one(element: &Element, place: &str, findings: &mut Findings) {
    parts::unshown(element, place, findings);
    let mut add = |id: Id, evidence: &str| findings.add(id, place, evidence);
    match element.name {
        "insertion" => add(Id::TrackedInsertion, ""),
        "deletion" => add(Id::TrackedDeletion, ""),
        "format-change" => add(Id::TrackedFormat, ""),
        // In a spreadsheet a change of a cell keeps what was there before.
        "cell-content-change" | "movement" => add(Id::TrackedDeletion, element.name),
        "annotation" => add(Id::Comments, ""),
        "hidden-text" | "hidden-paragraph" => add(Id::HiddenText, element.name),
        "conditional-text" => add(Id::FieldText, element.name),
        "section" if element.attr("display").is_some_and(|d| d == "none" || d == "condition") => {
            add(Id::HiddenText, "section")
        }
        "table-row" | "table-row-group" if hidden(element) => add(Id::HiddenRows, ""),
        "table-column" | "table-column-group" if hidden(element) => add(Id::HiddenCols, ""),
        "object-ole" | "applet" | "plugin" => add(Id::EmbeddedObject, element.name),
        "data-pilot-table" => add(Id::PivotCache, ""),
        "encryption-data" => add(Id::Encrypted, ""),
        "script" if element.inside("scripts") => add(Id::Macro, ""),
        "event-listener" if element.attr("language").is_some_and(|l| l.contains("script") || l.contains("Basic")) => {
            add(Id::Macro, "event-listener");
        }
        "dde-source" | "dde-connection-decl" | "dde-link" => add(Id::DdeField, ""),
        "table-source" | "cell-range-source" => add(Id::ExternalLink, ""),
        "section-source" => add(Id::FieldInclude, ""),
        "database-source-sql" | "database-source-query" | "database-source-table" => add(Id::DataConnection, ""),
        "database-display" | "database-next" => add(Id::MailMerge, ""),
        "image" | "object"
            if element.attr("href").is_some_and(|href| {
                href.starts_with("http") || href.starts_with("file:") || href.starts_with("../")
            }) =>
        {
            add(Id::ExternalRel, &element.attr("href").unwrap_or_default());
        }
        "template" if element.attr("href").is_some_and(|href| href.starts_with("http") || href.contains(":\\")) => {
            add(Id::ExternalRel, "template");
        }
        _ => {}
    }
}
