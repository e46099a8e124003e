//! The parts of a Word document: revisions, comments, hidden and invisible text, fields.

use super::alternate::Alternates;
use super::around::Around;
use super::colour::Colour;
use super::drawing;
use super::fields::Fields;
use super::headers::Headers;
use super::word_off::{Off, far_vml};
use super::word_styles::{Look, Styles, counts, switched_on};
use crate::concealed::{CHOICES, ELEMENTS, helper};
use crate::ids::Id;
use crate::view::{Paper, Title, TitleOf};
use crate::xml::{Element, Path, Seen, unshown, walk};
use crate::{Findings, Severity};

/// A paragraph or run that is being read. Text boxes put paragraphs into runs, so there is a stack of each.
#[derive(Default)]
struct Span {
    style: String,
    own: Look,
    /// Lines without a height to speak of.
    flat: bool,
}

#[derive(Default)]
struct Cell {
    ground: Option<Colour>,
}

/// The frame of a drawing, in EMU from its page or from a margin.
#[derive(Default)]
struct Frame {
    size: Option<(i64, i64)>,
    across: Option<i64>,
    down: Option<i64>,
    /// VML says it without a size.
    flat: bool,
}

impl Frame {
    /// Nothing of it can be seen: without a size, or beyond any page and its margins.
    fn unseen(&self) -> bool {
        // The widest page Word knows has 22 inches, a wide margin two.
        const PAGE: i64 = 22 * 914_400;
        const MARGIN: i64 = 2 * 914_400;
        let beyond = |at: Option<i64>, size: i64| at.is_some_and(|at| at.saturating_add(size) < -MARGIN || at > PAGE);
        let (wide, high) = self.size.unwrap_or_default();
        self.flat
            || self.size.is_some_and(|size| size.0 <= 12_700 && size.1 <= 12_700)
            || beyond(self.across, wide)
            || beyond(self.down, high)
    }
}

/// What a walk remembers from one element to the next.
#[derive(Default)]
struct Memory {
    paragraphs: Vec<Span>,
    runs: Vec<Span>,
    cells: Vec<Cell>,
    /// Tables around, and whether each has a style that may colour its cells.
    tables: Vec<bool>,
    boxes: usize,
    frame: Frame,
    /// This row of a table is hidden or has no height to speak of.
    flat_row: bool,
    fields: Fields,
    around: Around,
    off: Off,
    /// The note that is being read, and where its text begins.
    note: Option<(String, usize)>,
    alternates: Alternates,
    /// The field code of this paragraph so far: Word cuts it into runs.
    field: String,
    /// The level of the heading that is being read; 0 for text.
    level: u8,
    /// The text of the paragraph or row so far.
    words: String,
    text: String,
}

/// One XML part. `name` is in lower case.
pub(super) fn part(
    name: &str,
    bytes: &[u8],
    place: &str,
    (styles, headers): (&Styles, &mut Headers),
    findings: &mut Findings,
) {
    if name.ends_with("styles.xml") || name.ends_with("styleswitheffects.xml") {
        return;
    }
    let story =
        ["document", "header", "footer", "footnotes", "endnotes", "comments"].iter().any(|part| name.contains(part));
    let mut memory = Memory { off: Off::new(bytes), ..Memory::default() };
    if story {
        let mark = if name.contains("comments") { "comments" } else { "" };
        let body = name == "word/document.xml";
        let title = Title { what: TitleOf::Part, name: place.to_owned(), mark: mark.to_owned() };
        findings.paper(|paper| paper.part(place, (!body).then_some(title)));
    }
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            drawing::everywhere(name, &element, place, findings);
            if drawing::hidden_vml(&element) {
                findings.add(Id::HiddenText, place, element.name);
            }
            one(name, &element, story, place, findings);
            state(&element, &mut memory);
            memory.off.enter(&element);
            memory.around.enter(&element);
            match element.name {
                "blip" | "imagedata" if memory.frame.unseen() => {
                    findings.add(Id::UnusedPicture, place, element.name);
                }
                "textpath" if memory.frame.unseen() && element.attr("string").is_some() => {
                    findings.add_as(Id::HiddenText, Severity::Ask, place, element.name);
                }
                // Those that only rule off have a type.
                "footnote" | "endnote" if element.attr("type").is_none_or(|kind| kind == "normal") => {
                    memory.note = element.attr("id").map(|id| (id, memory.text.len()));
                }
                _ => {}
            }
            headers.element(&element);
            if story {
                findings.paper(|paper| begin(&element, &mut memory, paper));
            }
            match (element.name, element.attr("fldCharType").as_deref()) {
                ("fldChar", Some("begin")) => memory.fields.begin(),
                ("fldChar", Some("separate")) => memory.fields.separate(),
                ("fldChar", Some("end")) => memory.fields.end(place, findings),
                ("fldSimple", _) => memory.fields.simple(element.attr("instr").unwrap_or_default()),
                // What can be chosen, and what is said to whoever chooses.
                ("listItem" | "listEntry" | "helpText" | "statusText" | "default" | "comb", _) => {
                    let words = ["displayText", "val"].map(|name| element.attr(name).unwrap_or_default());
                    findings.aside(&CHOICES, "list", place, &words.join(" "));
                }
                _ => {}
            }
            // A code begins with its field; a paragraph may hold several.
            if element.name == "p" || element.name == "fldChar" {
                memory.field.clear();
            }
        }
        Seen::Text(text, above) => {
            memory.alternates.text(text, above);
            words(name, text, above, place, styles, &mut memory, findings);
        }
        Seen::End(end, _) => {
            memory.alternates.end(end, place, findings);
            memory.around.end(end, place, findings);
            if end == "fldSimple" {
                memory.fields.end(place, findings);
            }
            let inside = !memory.cells.is_empty();
            let counts = findings.writes() && (end == "tr" || end == "p" && !inside);
            let lines = if counts { memory.words.matches('\n').count() + 1 } else { 0 };
            leave(end, &mut memory);
            memory.off.end(end);
            if let Some((id, from)) = memory.note.take_if(|_| matches!(end, "footnote" | "endnote")) {
                headers.note(end, &id, place, memory.text.get(from..).unwrap_or_default());
            }
            if story {
                findings.paper(|paper| match end {
                    "p" => paper.paragraph(std::mem::take(&mut memory.level), lines),
                    "tc" => paper.cell(),
                    "tr" => paper.row(0, "", lines),
                    "tbl" => paper.end_table(1),
                    _ => {}
                });
            }
        }
    });
    memory.fields.finish(place, findings);
    if name.contains("header") || name.contains("footer") {
        headers.says(name, place, &memory.text);
    }
    if story && !name.contains("comments") {
        crate::text::says(&memory.text, place, findings);
    } else if !story && !["glossary/", "diagrams/", "charts/", "drawings/"].iter().any(|part| name.contains(part)) {
        // Text as a page has it, in a part that is no page.
        findings.aside(&ELEMENTS, "t", place, &format!("{}{}", memory.text, memory.words));
    }
}

/// What a view needs to know of an element.
fn begin(element: &Element, memory: &mut Memory, paper: &mut Paper) {
    match element.name {
        "tbl" => paper.table(),
        "tab" if element.above.last() == "r" => paper.text("\t", ""),
        "br" | "cr" => paper.text("\n", ""),
        "blip" => paper.picture(&element.attr("embed").unwrap_or_default(), ""),
        "imagedata" => paper.picture(&element.attr("id").unwrap_or_default(), ""),
        "pStyle" => {
            let style = element.attr("val").unwrap_or_default().to_lowercase();
            let heading = style.strip_prefix("heading").map(|n| n.trim().parse().unwrap_or(1));
            memory.level = heading.unwrap_or(u8::from(style == "title")).min(6);
        }
        _ => {}
    }
}

fn state(element: &Element, memory: &mut Memory) {
    match element.name {
        "p" => memory.paragraphs.push(Span::default()),
        "r" => memory.runs.push(Span::default()),
        "tc" => memory.cells.push(Cell::default()),
        "tbl" => memory.tables.push(false),
        "tblStyle" => {
            if let Some(styled) = memory.tables.last_mut() {
                *styled = true;
            }
        }
        "txbxContent" => memory.boxes += 1,
        "anchor" | "inline" => memory.frame = Frame::default(),
        "extent" => memory.frame.size = Some((element.number("cx"), element.number("cy"))),
        "shape" | "rect" | "roundrect" | "oval" => {
            if let Some(flat) = drawing::flat_vml(element) {
                memory.frame = Frame { flat: flat || far_vml(element), ..Frame::default() };
            }
        }
        "tr" => memory.flat_row = false,
        "hidden" if element.above.last() == "trPr" => memory.flat_row |= switched_on(element),
        "trHeight" => memory.flat_row |= exact(element, "hRule", "val"),
        "spacing" if element.above.last() == "pPr" => {
            if let Some(paragraph) = memory.paragraphs.last_mut() {
                paragraph.flat = exact(element, "lineRule", "line");
            }
        }
        "tab" if element.above.last() == "r" => memory.words.push('\t'),
        "br" | "cr" => memory.words.push('\n'),
        "pStyle" => {
            if let Some(paragraph) = memory.paragraphs.last_mut() {
                paragraph.style = element.attr("val").unwrap_or_default();
            }
        }
        "rStyle" if element.above.iter().nth(1) == Some("r") => {
            if let Some(run) = memory.runs.last_mut() {
                run.style = element.attr("val").unwrap_or_default();
            }
        }
        "shd" if element.above.last() == "tcPr" => {
            if let Some(cell) = memory.cells.last_mut() {
                let mut look = Look::default();
                look.take(element);
                cell.ground = look.ground;
            }
        }
        "shd" if element.above.last() == "pPr" => {
            if let Some(paragraph) = memory.paragraphs.last_mut() {
                paragraph.own.take(element);
            }
        }
        "noFill" | "srgbClr" | "schemeClr" | "alpha" | "gradFill" | "gs" | "lumMod" | "lumOff"
            if counts(element) && element.inside("rPr") && !element.inside("pPr") =>
        {
            if let Some(run) = memory.runs.last_mut() {
                run.own.take(element);
            }
        }
        "vanish" | "specVanish" | "color" | "sz" | "shd" | "highlight" | "w"
            if element.above.last() == "rPr" && element.above.iter().nth(1) == Some("r") =>
        {
            if let Some(run) = memory.runs.last_mut() {
                run.own.take(element);
            }
        }
        _ => {}
    }
}

fn leave(name: &str, memory: &mut Memory) {
    match name {
        "p" => {
            memory.paragraphs.pop();
            let ending = if memory.cells.is_empty() { '\n' } else { ' ' };
            memory.words.push(ending);
            if memory.cells.is_empty() {
                let words = std::mem::take(&mut memory.words);
                memory.text.push_str(&words);
            }
        }
        "r" => {
            memory.runs.pop();
        }
        "tc" => {
            memory.cells.pop();
            while memory.words.ends_with(' ') {
                memory.words.pop();
            }
            memory.words.push('\t');
        }
        "tr" => {
            memory.text.push_str(memory.words.trim_end_matches('\t'));
            memory.text.push('\n');
            memory.words.clear();
        }
        "tbl" => {
            memory.tables.pop();
            memory.text.push('\n');
        }
        "txbxContent" => memory.boxes = memory.boxes.saturating_sub(1),
        _ => {}
    }
}

fn one(name: &str, element: &Element, story: bool, place: &str, findings: &mut Findings) {
    let mut add = |id: Id, evidence: &str| findings.add(id, place, evidence);
    match element.name {
        "ins" | "moveTo" | "moveToRangeStart" | "cellIns" | "customXmlInsRangeStart" if story => {
            add(Id::TrackedInsertion, element.name);
        }
        "del"
        | "delText"
        | "delInstrText"
        | "moveFrom"
        | "moveFromRangeStart"
        | "cellDel"
        | "customXmlDelRangeStart"
            if story =>
        {
            add(Id::TrackedDeletion, element.name);
        }
        "rPrChange" | "pPrChange" | "sectPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "tblGridChange"
        | "numberingChange" | "cellMerge" | "tblPrExChange" => {
            add(Id::TrackedFormat, element.name);
        }
        // The mark of a paragraph hides its end; text in runs is judged where it stands.
        "vanish" | "specVanish"
            if switched_on(element) && (element.above.iter().nth(1) == Some("pPr") || element.inside("lvl")) =>
        {
            add(Id::HiddenText, element.name);
        }
        "fldSimple" => field(&element.attr("instr").unwrap_or_default(), place, findings),
        "altChunk" => add(Id::AltChunk, ""),
        "comment" if name.contains("comments") => add(Id::Comments, ""),
        "person" if name.ends_with("people.xml") => add(Id::Comments, "people.xml"),
        "docVar" => {
            let called = element.attr("name").unwrap_or_default();
            match helper(&called) {
                Some(program) => findings.add_as(Id::DocVars, Severity::Ask, place, program),
                None => add(Id::DocVars, &called),
            }
        }
        "mailMerge" => add(Id::MailMerge, ""),
        "control" => add(Id::EmbeddedObject, "control"),
        "documentProtection" if element.on("enforcement") => {
            findings.add_as(Id::Encrypted, Severity::Ask, place, "documentProtection");
        }
        "docPr" if element.on("hidden") => add(Id::HiddenText, "docPr"),
        "hdr" | "ftr" => add(Id::HeaderFooter, ""),
        _ => {}
    }
}

fn words(
    name: &str,
    text: &str,
    above: &Path,
    place: &str,
    styles: &Styles,
    memory: &mut Memory,
    findings: &mut Findings,
) {
    match above.last() {
        "posOffset" => {
            let at = text.trim().parse().ok();
            if above.inside("positionH") {
                memory.frame.across = at;
            } else {
                memory.frame.down = at;
            }
        }
        "instrText" => {
            memory.field.push_str(text);
            memory.fields.text(text);
            field(&memory.field, place, findings);
        }
        "fldData" => memory.fields.data(text, place, findings),
        "t" if above.inside("r") && !name.contains("glossary/") => {
            memory.words.push_str(text);
            memory.fields.text(text);
            memory.around.text(text);
            let mut mark = match () {
                () if !findings.writes() => "",
                () if above.inside("del") || above.inside("moveFrom") => "tracked_deletion",
                () if above.inside("ins") || above.inside("moveTo") => "tracked_insertion",
                () if name.contains("comments") => "comments",
                () => "",
            };
            if !text.trim().is_empty() && !above.inside("del") {
                mark = seen(text, place, styles, memory, findings).unwrap_or(mark);
                if let Some(why) = memory.off.why(above) {
                    let id = if why == "vMerge" { Id::CellValue } else { Id::HiddenText };
                    findings.add_as(id, Severity::Ask, place, why);
                    mark = id.as_str();
                }
            }
            findings.paper(|paper| paper.text(text, mark));
        }
        "delText" => findings.paper(|paper| paper.text(text, "tracked_deletion")),
        _ => unshown(text, above, place, findings),
    }
}

/// The finding that keeps a reader from seeing this text.
fn seen(text: &str, place: &str, styles: &Styles, memory: &Memory, findings: &mut Findings) -> Option<&'static str> {
    let mut mark = None;
    let none = Span::default();
    let run = memory.runs.last().unwrap_or(&none);
    let paragraph = memory.paragraphs.last().unwrap_or(&none);
    let by_run = if run.style.is_empty() { Look::default() } else { styles.look(&run.style) };
    let by_paragraph = paragraph.own.over(&styles.look(&paragraph.style));
    let look = run.own.over(&by_run).over(&by_paragraph).over(&styles.default);
    let shown = || text.trim().chars().take(12).collect::<String>();
    if look.hidden == Some(true) {
        findings.add(Id::HiddenText, place, shown());
        mark = Some("hidden_text");
    }
    let unseen = memory.boxes > 0 && memory.frame.unseen();
    if unseen || paragraph.flat || memory.flat_row && !memory.cells.is_empty() {
        findings.add(Id::HiddenText, place, if unseen { "text box" } else { "exact" });
        mark = Some("hidden_text");
    }
    if look.clear == Some(true) {
        findings.add(Id::WhiteText, place, shown());
        return mark.or(Some("white_text"));
    }
    if look.size.is_some_and(|size| (1..=4).contains(&size)) {
        findings.add(Id::TinyText, place, shown());
        mark = mark.or(Some("tiny_text"));
    }
    // A black marker over letters that are black unless something else is said.
    let marked = look.marked == Some(true) && look.colour.is_none();
    if marked {
        findings.add(Id::WhiteText, place, shown());
        return mark.or(Some("white_text"));
    }
    let Some(colour) = look.colour else { return mark };
    let ground = look.ground.clone().or_else(|| memory.cells.last().and_then(|cell| cell.ground.clone()));
    let ground = ground.unwrap_or_else(|| {
        // A table's style or a text box's shape may be dark.
        if memory.tables.last() == Some(&true) || memory.boxes > 0 { Colour::Unknown } else { Colour::Rgb([255; 3]) }
    });
    match colour.unseen_on(&ground) {
        Some(true) => findings.add(Id::WhiteText, place, shown()),
        None if colour.is_paper() => findings.add_as(Id::WhiteText, Severity::Ask, place, shown()),
        _ => return mark,
    }
    mark.or(Some("white_text"))
}

/// A height that is fixed, and two points or less.
fn exact(element: &Element, rule: &str, value: &str) -> bool {
    element.attr(rule).as_deref() == Some("exact") && (0..=40).contains(&element.number(value))
}

/// Field codes that fetch or carry data.
fn field(code: &str, place: &str, findings: &mut Findings) {
    let word = code.split_whitespace().next().unwrap_or_default().to_uppercase();
    match word.as_str() {
        "DDE" | "DDEAUTO" => findings.add(Id::DdeField, place, word),
        "INCLUDETEXT" | "INCLUDEPICTURE" | "LINK" | "EMBED" | "DATABASE" | "IMPORT" | "INCLUDE" | "RD" => {
            findings.add(Id::FieldInclude, place, word);
        }
        _ => {}
    }
}
