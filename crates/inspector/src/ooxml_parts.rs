//! What the XML parts of Office files say: revisions, comments, hidden and invisible content, charts, fields.

use crate::ooxml_context::{Slide, Styles, number, switched_on};
use crate::xml::{Element, Seen, walk};
use crate::{Findings, Severity};

/// What a walk remembers from one element to the next.
#[derive(Default)]
struct Memory {
    /// The field code of this paragraph so far: Word cuts it into runs.
    field: String,
    /// Where the shape being read begins.
    offset: Option<(i64, i64)>,
}

/// One XML part. `name` is in lower case.
pub(crate) fn look(name: &str, bytes: &[u8], place: &str, styles: &Styles, slide: &Slide, findings: &mut Findings) {
    let mut memory = Memory::default();
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            everywhere(&element, place, findings);
            if name.starts_with("word/") {
                word(name, &element, place, styles, &mut memory, findings);
            } else if name.starts_with("xl/") {
                excel(name, &element, place, findings);
            } else if name.starts_with("ppt/") {
                powerpoint(name, &element, place, slide, &mut memory, findings);
            }
        }
        Seen::Text(text, above) => words(name, text, above, place, &mut memory, findings),
    });
}

/// Drawings and charts, the same in all three programs.
fn everywhere(element: &Element, place: &str, findings: &mut Findings) {
    match &*element.name {
        "numCache" | "strCache" | "externalData" => {
            findings.add("live_chart", place, "a chart with its numbers; paste it as a picture");
        }
        "srcRect" if ["l", "t", "r", "b"].iter().any(|side| number(element, side) > 0) => {
            findings.add("cropped_image", place, "a cropped picture keeps what was cut off; compress the pictures");
        }
        "OLEObject" | "oleObj" | "oleObject" => {
            findings.add("embedded_object", place, "another document inside; replace it by a picture");
        }
        "contentPart" => findings.add("ink", place, "ink strokes; make sure that they say nothing"),
        "shape" | "rect" | "textbox"
            if element.attr("style").is_some_and(|style| {
                let style = style.replace(' ', "").to_lowercase();
                style.contains("visibility:hidden") && !style.contains("mso-") || style.contains("mso-hide:all")
            }) && !element.inside("xml") =>
        {
            findings.add("hidden_text", place, "a shape that is not shown");
        }
        "DataMashup" => findings.add("data_connection", place, "Power Query with its source; remove the query"),
        _ => {}
    }
}

fn word(name: &str, element: &Element, place: &str, styles: &Styles, memory: &mut Memory, findings: &mut Findings) {
    let in_styles = name.ends_with("styles.xml") || name.ends_with("styleswitheffects.xml");
    let mut add = |id: &str, message: &str| findings.add(id, place, message);
    match &*element.name {
        "ins" | "moveTo" | "moveToRangeStart" | "cellIns" | "customXmlInsRangeStart" => {
            add("tracked_insertion", "an insertion that is still tracked; accept or reject all changes");
        }
        "del"
        | "delText"
        | "delInstrText"
        | "moveFrom"
        | "moveFromRangeStart"
        | "cellDel"
        | "customXmlDelRangeStart" => {
            add("tracked_deletion", "deleted text that is still there; accept or reject all changes");
        }
        "rPrChange" | "pPrChange" | "sectPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "tblGridChange"
        | "numberingChange" | "cellMerge" | "tblPrExChange" => {
            add("tracked_format", "a change of format that is still tracked; accept or reject all changes");
        }
        "vanish" | "specVanish" if !in_styles && switched_on(element) => {
            add("hidden_text", "hidden text; show it or delete it (Inspect Document)");
        }
        "rStyle" | "pStyle" | "tblStyle"
            if !in_styles && element.attr("val").is_some_and(|id| styles.hiding.contains(&id)) =>
        {
            add("hidden_text", "text in a style that hides it; show it or delete it");
        }
        "color" if !in_styles && is_white(element) => {
            // On a dark ground white is meant to be read: a person looks.
            let severity = if element.inside("tbl") { Severity::Ask } else { Severity::Blocks };
            findings.add_as("white_text", severity, place, "white text; make it black or delete it");
        }
        "sz" if !in_styles && element.inside("rPr") && (1..=4).contains(&number(element, "val")) => {
            add("tiny_text", "text of 2 points or less; make it readable or delete it");
        }
        "fldSimple" => field(&element.attr("instr").unwrap_or_default(), place, findings),
        "p" => memory.field.clear(),
        "altChunk" => add("alt_chunk", "another document that is put in when this one opens"),
        "comment" if name.contains("comments") => add("comments", "a comment; delete all comments"),
        "person" if name.ends_with("people.xml") => add("comments", "the people of comments or changes; remove them"),
        "docVar" => add("doc_vars", "a document variable; remove it"),
        "mailMerge" => add("mail_merge", "a mail merge with its source; make it a normal document"),
        "control" => add("embedded_object", "a control; replace it by a picture"),
        "docPr" if element.on("hidden") => add("hidden_text", "a picture or shape that is not shown"),
        "hdr" | "ftr" => add("header_footer", "a header or footer"),
        _ => {}
    }
}

fn is_white(element: &Element) -> bool {
    let value = element.attr("val").unwrap_or_default();
    let near = |value: &str| {
        value.len() == 6
            && ["F", "f"].iter().any(|f| value.starts_with(f))
            && u32::from_str_radix(value, 16).is_ok_and(|rgb| rgb.to_be_bytes()[1..].iter().all(|c| *c >= 0xf0))
    };
    near(&value)
        || (element.attr("themeColor").is_some_and(|theme| matches!(theme.as_str(), "background1" | "light1"))
            && element.attr("themeShade").is_none())
}

fn excel(name: &str, element: &Element, place: &str, findings: &mut Findings) {
    let mut add = |id: &str, message: &str| findings.add(id, place, message);
    match &*element.name {
        "sheet" if element.attr("state").is_some_and(|state| state != "visible") => {
            add("hidden_sheet", "a hidden sheet; show it or delete it");
        }
        "workbookView" if element.attr("visibility").is_some_and(|state| state != "visible") => {
            add("hidden_sheet", "a hidden window; show it");
        }
        "definedName" => {
            let filter = element.attr("name").is_some_and(|name| name == "_xlnm._FilterDatabase");
            if element.on("hidden") && !filter {
                add("hidden_name", "a hidden name; delete it");
            }
            if element.attr("comment").is_some() {
                add("comments", "a name with a comment; delete the comment");
            }
        }
        "row" | "sheetFormatPr" => {
            let flat = element.attr("ht").is_some_and(|ht| ht.trim().parse() == Ok(0.0));
            if element.on("hidden") || element.on("zeroHeight") || element.on("collapsed") || flat {
                add("hidden_rows", "hidden rows; show them or delete them");
            }
        }
        "filterColumn" => add("hidden_rows", "a filter hides rows; remove it"),
        "col" => {
            let thin = element.attr("width").is_some_and(|width| width.trim().parse() == Ok(0.0));
            if element.on("hidden") || element.on("collapsed") || thin {
                add("hidden_cols", "hidden columns; show them or delete them");
            }
        }
        "customSheetView" | "customWorkbookView" => add("custom_view", "a view of its own; delete it"),
        "scenario" => add("hidden_name", "a scenario with its values; delete it"),
        "control" => add("embedded_object", "a control; replace it by a picture"),
        "ddeLink" => add("dde_field", "a link to another program; break it"),
        "comment" | "threadedComment" if name.contains("comments") => add("comments", "a comment; delete all comments"),
        "person" if name.contains("/persons/") => add("comments", "the people of comments; remove them"),
        "numFmt" if element.attr("formatCode").is_some_and(|code| code.replace('"', "").trim() == ";;;") => {
            add("hidden_text", "a number format that shows nothing (;;;); give the cells another");
        }
        "color" if name.ends_with("styles.xml") && element.inside("font") && excel_white(element) => {
            findings.add_as(
                "white_text",
                Severity::Ask,
                place,
                "cells may have white text; look at them on a dark ground",
            );
        }
        "headerFooter" => add("header_footer", "a header or footer"),
        _ => {}
    }
}

fn excel_white(element: &Element) -> bool {
    element.attr("rgb").is_some_and(|rgb| rgb.to_lowercase().ends_with("ffffff"))
        || (element.attr("theme").as_deref() == Some("0") && element.attr("tint").is_none())
}

fn powerpoint(name: &str, element: &Element, place: &str, slide: &Slide, memory: &mut Memory, findings: &mut Findings) {
    let on_slide = name.starts_with("ppt/slides/");
    let mut add = |id: &str, message: &str| findings.add(id, place, message);
    match &*element.name {
        "sld" if element.attr("show").is_some_and(|show| matches!(show.as_str(), "0" | "false")) => {
            add("hidden_slide", "a hidden slide; show it or delete it");
        }
        "cNvPr" if element.on("hidden") => add("hidden_slide", "a hidden shape; show it or delete it"),
        "cm" | "comment" if name.contains("/comments/") => add("comments", "a comment; delete all comments"),
        "rPr" | "defRPr" if on_slide && (1..=200).contains(&number(element, "sz")) => {
            add("tiny_text", "text of 2 points or less; make it readable or delete it");
        }
        "off" if on_slide && placed(element) => memory.offset = Some((number(element, "x"), number(element, "y"))),
        "ext" if on_slide && placed(element) && element.attr("cx").is_some() => {
            let Some((x, y)) = memory.offset.take() else {
                return;
            };
            let (right, bottom) = (x.saturating_add(number(element, "cx")), y.saturating_add(number(element, "cy")));
            if slide.width > 0 && (x >= slide.width || y >= slide.height || right <= 0 || bottom <= 0) {
                add("off_slide", "a shape beside the slide; move it in or delete it");
            }
        }
        _ => {}
    }
}

/// A transform in the slide's own measure: of a shape in no group, or of an outermost group.
fn placed(element: &Element) -> bool {
    let groups = element.above.iter().filter(|name| *name == "grpSp").count();
    (groups == 0 && element.inside("spPr")) || (groups == 1 && element.inside("grpSpPr"))
}

/// Text that tells something by where it stands.
fn words(name: &str, text: &str, above: &[String], place: &str, memory: &mut Memory, findings: &mut Findings) {
    let last = above.last().map(String::as_str).unwrap_or_default();
    match last {
        "instrText" => {
            memory.field.push_str(text);
            field(&memory.field, place, findings);
        }
        "t" if name.starts_with("ppt/notesslides/") && !text.trim().is_empty() && !above.iter().any(|a| a == "fld") => {
            findings.add("notes", place, "speaker notes; delete them");
        }
        "creator" | "lastModifiedBy" | "Company" | "Manager"
            if name.starts_with("docprops/") && !text.trim().is_empty() =>
        {
            findings.add("author_meta", place, "names an author, organisation or manager");
        }
        _ => {}
    }
}

/// Field codes that fetch or carry data.
fn field(code: &str, place: &str, findings: &mut Findings) {
    let word = code.split_whitespace().next().unwrap_or_default().to_uppercase();
    match word.as_str() {
        "DDE" | "DDEAUTO" => findings.add("dde_field", place, "a field that starts another program; delete it"),
        "INCLUDETEXT" | "INCLUDEPICTURE" | "LINK" | "EMBED" | "DATABASE" | "IMPORT" | "INCLUDE" => {
            findings.add(
                "field_include",
                place,
                format!("a field that fetches something ({word}); put the content in its place"),
            );
        }
        _ => {}
    }
}
