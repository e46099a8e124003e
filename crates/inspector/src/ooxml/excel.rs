//! The parts of a workbook: hidden sheets, rows, columns and names, formats that show nothing, links.

use super::drawing;
use super::excel_places::Places;
use super::excel_styles::{Styles, colour};
use crate::concealed::{CHOICES, ELEMENTS, FORMULAS, HEADER, SHORT, telling};
use crate::ids::Id;
use crate::view::{Title, TitleOf};
use crate::xml::{Element, Path, Seen, unshown, walk, walk_again};
use crate::{Findings, Severity};

/// Strings that are kept to read tables with.
const MOST_STRINGS: usize = 500_000;
/// Text of one sheet that is kept for reading, in bytes.
const MOST_TEXT: usize = 4 << 20;

/// What a sheet shows and what it does not.
#[derive(Default)]
struct Sheet {
    /// More text than is judged.
    more: bool,
    style: usize,
    cell: String,
    string: bool,
    white: u64,
    tiny: u64,
    blank: u64,
    masked: u64,
    /// Conditions that whiten, and that show nothing.
    conditions: (u64, u64),
    formula: String,
    /// A part of the cell's text that is not seen.
    rich: &'static str,
    /// A table or a condition may colour the ground of cells.
    coloured: bool,
    /// From 1; 0 where the file does not say.
    column: usize,
    number: usize,
    hidden: bool,
    row: String,
    text: String,
    /// Whether first and even pages have headers of their own.
    headers: (bool, bool),
    rows: u64,
    columns: usize,
    places: Places,
}

/// The strings that cells name by number, and which of them are named.
pub(super) struct Strings<'a> {
    pub(super) all: &'a [String],
    pub(super) named: &'a mut [bool],
}

impl Strings<'_> {
    fn of(&mut self, number: &str) -> &str {
        let Some(at) = number.trim().parse::<usize>().ok().filter(|at| *at < self.all.len()) else { return "" };
        self.named[at] = true;
        &self.all[at]
    }
}

/// One XML part. `name` is in lower case.
pub(super) fn part(
    name: &str,
    bytes: &[u8],
    place: &str,
    styles: &Styles,
    mut strings: Strings,
    findings: &mut Findings,
) {
    let sheet_part = name.starts_with("xl/worksheets/");
    let mut sheet = Sheet::default();
    let comments = name.contains("comments");
    let drawn = name.starts_with("xl/drawings/drawing");
    let mut boxes = super::powerpoint::Boxes::default();
    if sheet_part || comments {
        let (what, mark) = if comments { (TitleOf::Part, "comments") } else { (TitleOf::Sheet, "") };
        let title = Title { what, name: place.to_owned(), mark: mark.to_owned() };
        findings.paper(|paper| {
            paper.part(place, Some(title));
            if sheet_part {
                paper.table();
            }
        });
    }
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            if !name.contains("styles.xml") {
                one(name, &element, place, findings);
                drawing::everywhere(name, &element, place, findings);
            }
            if drawn {
                super::powerpoint::boxes(&element, &mut boxes);
            }
            if sheet_part {
                match element.name {
                    "c" => {
                        sheet.style = usize::try_from(element.number("s")).unwrap_or(0);
                        sheet.string = element.attr("t").as_deref() == Some("s");
                        sheet.cell.clear();
                        sheet.rich = "";
                        sheet.places.cell(element.attr("r").as_deref());
                        if findings.writes() {
                            sheet.column = column(&element.attr("r").unwrap_or_default());
                        }
                    }
                    "row" => {
                        sheet.places.row(element.attr("r").and_then(|number| number.parse().ok()));
                        sheet.number = usize::try_from(element.number("r")).unwrap_or(0);
                        sheet.hidden = hidden(&element);
                    }
                    "col" if findings.writes() && (element.on("hidden") || thin(&element)) => {
                        let at = |name: &str| usize::try_from(element.number(name)).unwrap_or(0);
                        findings.paper(|paper| paper.hidden_columns(at("min"), at("max")));
                    }
                    "mergeCell" => sheet.places.merged(&element.attr("ref").unwrap_or_default()),
                    "cfRule" => {
                        sheet.coloured = true;
                        let number = element.attr("dxfId").and_then(|id| id.parse().ok());
                        let format = number.map(|number| styles.conditional(number)).unwrap_or_default();
                        sheet.conditions.0 += u64::from(format.white && !format.dark);
                        sheet.conditions.1 += u64::from(format.blank);
                    }
                    // An icon or a bar stands where the number is.
                    "iconSet" | "dataBar" if element.attr("showValue").is_some_and(|v| v == "0" || v == "false") => {
                        findings.add_as(Id::HiddenText, Severity::Ask, place, element.name);
                    }
                    "color" | "sz" if element.above.last() == "rPr" => {
                        let mark = unseen(&element);
                        if !mark.is_empty() {
                            sheet.rich = mark;
                        }
                    }
                    "headerFooter" => sheet.headers = (element.on("differentFirst"), element.on("differentOddEven")),
                    "f" => sheet.formula.clear(),
                    "tablePart" => sheet.coloured = true,
                    _ => {}
                }
            }
        }
        // How letters are read aloud: kana, and nothing that has letters or numbers of its own.
        Seen::Text(text, above) if above.inside("rPh") => {
            if text.bytes().filter(u8::is_ascii_alphanumeric).count() > 3 {
                findings.aside(&ELEMENTS, "rPh", place, text);
            }
        }
        Seen::Text(text, above) if sheet_part && matches!(above.last(), "v" | "t") && above.inside("c") => {
            sheet.cell.push_str(text);
        }
        Seen::Text(text, above) if sheet_part && above.last() == "f" => sheet.formula.push_str(text),
        Seen::End("f", _) if sheet_part => {
            formula(&sheet.formula, place, findings);
            sheet.places.formula(&sheet.formula);
            kept(&sheet.formula, place, findings);
        }
        // What a cell may be chosen from, and what is said to whoever chooses.
        Seen::Text(text, above) if sheet_part && matches!(above.last(), "formula1" | "formula2") => {
            if above.inside("dataValidation") {
                // A list to choose from, each on a line of its own.
                findings.aside(&CHOICES, "dataValidation", place, &text.replace(',', "\n"));
            } else {
                kept(text, place, findings);
            }
        }
        Seen::Text(text, above) if above.last() == "definedName" => kept(text, place, findings),
        // What a condition compares with.
        Seen::Text(text, above) if sheet_part && above.last() == "formula" => {
            kept(text, place, findings);
            let values = text.matches(['=', '<', '>']).count();
            if values >= 20 {
                findings.add(Id::FormulaText, place, format!("= {values}"));
            }
        }
        Seen::Text(text, above)
            if matches!(
                above.last(),
                "oddHeader" | "oddFooter" | "evenHeader" | "firstHeader" | "evenFooter" | "firstFooter"
            ) && !text.trim().is_empty() =>
        {
            findings.add(Id::HeaderFooter, place, "");
            let (first, even) = sheet.headers;
            let unseen = above.last().starts_with("first") && !first || above.last().starts_with("even") && !even;
            findings.aside(if unseen { &HEADER } else { &CHOICES }, "header", place, text);
        }
        Seen::Text(text, above) if drawn && above.last() == "t" => boxes.words(text, place, findings),
        Seen::Text(text, above) if comments && above.last() == "t" => {
            findings.paper(|paper| paper.text(text, "comments"));
        }
        Seen::End("comment" | "threadedComment", _) if comments => findings.paper(|paper| paper.paragraph(0, 1)),
        Seen::End("c", _) if sheet_part => sheet.cell_ended(styles, &mut strings, findings),
        Seen::End("row", _) if sheet_part => {
            sheet.row_ended();
            let mark = if sheet.hidden { "hidden_rows" } else { "" };
            findings.paper(|paper| paper.row(sheet.number, mark, 1));
        }
        Seen::Text(text, above) if sheet_part => unshown(text, above, place, findings),
        Seen::Text(text, above) if !comments => beside(name, text, above, place, findings),
        _ => {}
    });
    if sheet_part {
        findings.paper(|paper| paper.end_table(0));
        sheet.judge(place, findings);
    }
}

impl Sheet {
    fn cell_ended(&mut self, styles: &Styles, strings: &mut Strings, findings: &mut Findings) {
        let mut mark = "";
        let content = if self.string { strings.of(&self.cell) } else { self.cell.as_str() };
        if !content.trim().is_empty() {
            self.places.filled();
            let format = styles.format(self.style);
            self.white += u64::from(format.white);
            self.tiny += u64::from(format.tiny);
            let number = self.string.then_some(self.cell.trim()).and_then(|at| at.parse().ok());
            let part = number.and_then(|at: usize| styles.rich.get(&at).copied()).unwrap_or(self.rich);
            let words = self.string || content.trim().parse::<f64>().is_err();
            let blank = if words { format.blank_text } else { format.blank };
            self.blank += u64::from(blank);
            let value = content.trim().parse::<f64>().ok().filter(|_| !words);
            let masked = value.zip(format.masked).is_some_and(|(value, below)| value != 0.0 && value < below);
            self.masked += u64::from(masked);
            self.white += u64::from(part == "white_text" && !format.dark && !format.white);
            self.tiny += u64::from(part == "tiny_text");
            mark = match () {
                () if blank || masked => "hidden_text",
                () if format.white => "white_text",
                () if format.tiny => "tiny_text",
                () => "",
            };
        }
        findings.paper(|paper| {
            paper.text(content, mark);
            paper.cell_at(self.column);
        });
        self.row.push_str(content);
        self.row.push('\t');
    }

    fn row_ended(&mut self) {
        let row = self.row.trim_end_matches('\t');
        if !row.is_empty() {
            self.rows += 1;
            self.columns = self.columns.max(row.matches('\t').count() + 1);
            if self.text.len() < MOST_TEXT {
                self.text.push_str(row);
            } else {
                self.more = true;
            }
        }
        if self.text.len() < MOST_TEXT {
            self.text.push('\n');
        }
        self.row.clear();
    }

    fn judge(self, place: &str, findings: &mut Findings) {
        self.places.judge(place, findings);
        if self.more {
            findings.partly(place, format!("> {MOST_TEXT} bytes"));
        }
        if self.blank > 0 {
            findings.add(Id::HiddenText, place, format!("{} × ;;;", self.blank));
        }
        if self.conditions.1 > 0 {
            findings.add(Id::HiddenText, place, "cfRule ;;;");
        }
        if self.conditions.0 > 0 {
            findings.add(Id::WhiteText, place, "cfRule");
        }
        if self.masked > 0 {
            findings.add_as(Id::HiddenText, Severity::Ask, place, format!("{} × \"…\"", self.masked));
        }
        if self.tiny > 0 {
            findings.add(Id::TinyText, place, format!("{} ×", self.tiny));
        }
        if self.white > 0 {
            let severity = if self.coloured { Severity::Ask } else { Severity::Blocks };
            findings.add_as(Id::WhiteText, severity, place, format!("{} ×", self.white));
        }
        crate::text::says(&self.text, place, findings);
    }
}

/// Text of a part that is no sheet.
fn beside(name: &str, text: &str, above: &Path, place: &str, findings: &mut Findings) {
    // Refused or read elsewhere.
    const OTHERWISE: &[&str] =
        &["sharedstrings", "externallinks/", "pivot", "slicer", "timeline", "charts/", "revisions/", "diagrams/"];
    const SPOKEN: &[&str] =
        &["workbook", "tables/", "theme", "metadata", "styles", "connections", "calcchain", "persons/"];
    let is = |list: &[&str]| list.iter().any(|part| name.contains(part));
    if is(OTHERWISE) || text.trim().is_empty() {
    } else if above.last().ends_with("Formula") {
        kept(text, place, findings);
    } else if name.contains("drawing") {
        if telling(text) && above.last() != "t" {
            findings.aside(&SHORT, "<…>", place, text);
        }
    } else if is(SPOKEN) && !name.contains("richdata") {
        unshown(text, above, place, findings);
    } else {
        findings.aside(&ELEMENTS, "<…>", place, text);
    }
}

/// The strings that cells name by number.
pub(super) fn strings(bytes: &[u8], place: &str, styles: &mut Styles, findings: &mut Findings) -> Vec<String> {
    let (mut all, mut more) = (Vec::new(), false);
    let mut current = String::new();
    walk_again(bytes, place, findings, |seen, _| match seen {
        Seen::Element(element) if element.name == "si" => current.clear(),
        Seen::Element(element) if matches!(element.name, "color" | "sz") && element.above.last() == "rPr" => {
            let mark = unseen(&element);
            if !mark.is_empty() {
                styles.rich.insert(all.len(), mark);
            }
        }
        // Phonetic runs repeat the text in another script.
        Seen::Text(text, above) if above.last() == "t" && !above.inside("rPh") => current.push_str(text),
        Seen::End("si", _) if all.len() < MOST_STRINGS => all.push(std::mem::take(&mut current)),
        Seen::End("si", _) => more = true,
        _ => {}
    });
    if more {
        findings.partly(place, format!("> {MOST_STRINGS} strings"));
    }
    all
}

/// What a part of a text is not seen by: its colour or its size.
fn unseen(element: &Element) -> &'static str {
    match element.name {
        "color" if colour(element).is_some_and(|colour| colour.is_paper()) => "white_text",
        "sz" if element
            .attr("val")
            .and_then(|v| v.parse::<f64>().ok())
            .is_some_and(|size| size > 0.0 && size <= 2.0) =>
        {
            "tiny_text"
        }
        _ => "",
    }
}

/// Formulas that name another workbook or ask a server.
fn formula(text: &str, place: &str, findings: &mut Findings) {
    // Excel takes no formula of more than 8192 letters.
    let end = text.char_indices().nth(8192).map_or(text.len(), |(at, _)| at);
    if end < text.len() {
        findings.partly(place, "> 8192");
    }
    let text = &text[..end];
    let upper = text.to_ascii_uppercase();
    // program|'topic'!item: a bar means nothing else outside words.
    let bare: String = text.split('"').step_by(2).collect();
    if bare.split_once('|').is_some_and(|(_, rest)| rest.contains('!')) {
        findings.add(Id::DdeField, place, "|");
    }
    const ASKS: &[&str] = &["CUBE", "WEBSERVICE(", "RTD(", "STOCKHISTORY(", "SQL.REQUEST(", "FILTERXML("];
    if let Some(asks) = ASKS.iter().find(|word| upper.contains(**word) && upper.contains('(')) {
        findings.add(Id::DataConnection, place, *asks);
    }
    // [book.xlsx]Sheet1!A1, with quotes and a folder or without: a name right before the bracket is a table's.
    let other = text.match_indices('[').any(|(at, _)| {
        let table = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '[' | ','));
        let quoted = text[..at].matches('\'').count() % 2 == 1;
        let Some((book, rest)) = text[at + 1..].split_once(']') else { return false };
        let sheet = rest.split('!').next().unwrap_or_default();
        let named = rest.contains('!')
            && sheet.trim_end_matches('\'').chars().all(|c| {
                c.is_alphanumeric() || matches!(c, '_' | '.') || quoted && matches!(c, ' ' | '-' | '(' | ')' | '&')
            });
        !table && named && !book.is_empty() && !book.bytes().all(|b| b.is_ascii_digit())
    });
    if other {
        findings.add(Id::ExternalLink, place, "[…]");
    }
}

/// Words and lists of numbers that stand inside a formula: its branches are not all shown, and an array shows one of its values.
pub(crate) fn kept(formula: &str, place: &str, findings: &mut Findings) {
    let quoted = formula.matches('"').count() / 2;
    if quoted >= 20 {
        findings.add(Id::FormulaText, place, format!("\"…\": {quoted}"));
    }
    for words in formula.split('"').skip(1).step_by(2).filter(|words| words.len() > 12) {
        findings.aside(&FORMULAS, "\"…\"", place, words);
    }
    for list in formula.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        let values = list.0.split([',', ';']).filter(|value| value.trim().parse::<f64>().is_ok()).count();
        if values >= 20 {
            findings.add(Id::FormulaText, place, format!("{{…}}: {values}"));
        }
        findings.aside(&FORMULAS, "{…}", place, list.0);
    }
}

/// Hidden, folded away or flat.
fn hidden(element: &Element) -> bool {
    let flat = element.attr("ht").is_some_and(|ht| ht.trim().parse::<f64>().is_ok_and(|ht| ht < 1.0));
    element.on("hidden") || element.on("zeroHeight") || element.on("collapsed") || flat
}

fn thin(element: &Element) -> bool {
    element.attr("width").is_some_and(|width| width.trim().parse::<f64>().is_ok_and(|width| width < 0.1))
}

/// The column of a cell's name ("C5" is 3); 0 where there is none.
pub(super) fn column(name: &str) -> usize {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(3);
    letters.fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A' + 1))
}

fn one(name: &str, element: &Element, place: &str, findings: &mut Findings) {
    let mut listed = None;
    let mut add = |id: Id, evidence: &str| findings.add(id, place, evidence);
    match element.name {
        "sheet" => {
            let state = element.attr("state").filter(|state| state != "visible");
            let mark = if state.is_some() { "hidden_sheet" } else { "" };
            let (id, called) = (element.attr("id").unwrap_or_default(), element.attr("name").unwrap_or_default());
            listed = Some((id, called, mark));
            if let Some(state) = state {
                add(Id::HiddenSheet, &format!("{} ({state})", element.attr("name").unwrap_or_default()));
            }
        }
        "workbookView" if element.attr("visibility").is_some_and(|state| state != "visible") => {
            add(Id::HiddenSheet, "workbookView");
        }
        "definedName" if name.ends_with("workbook.xml") => {
            let called = element.attr("name").unwrap_or_default();
            // What Excel hides by itself: the range of a filter, names of functions that are newer than the file.
            let own = called == "_xlnm._FilterDatabase" || called.starts_with("_xlfn") || called.starts_with("_xlpm");
            if element.on("hidden") && !own {
                add(Id::HiddenName, &called);
            }
            if element.attr("comment").is_some_and(|comment| !comment.is_empty()) {
                add(Id::Comments, &called);
            }
        }
        "row" | "sheetFormatPr" => {
            if hidden(element) {
                add(Id::HiddenRows, &element.attr("r").unwrap_or_default());
            }
        }
        // A column of a filter may only have its button taken away.
        "filters" | "customFilters" | "top10" | "dynamicFilter" | "colorFilter" | "iconFilter"
            if element.above.last() == "filterColumn" =>
        {
            add(Id::HiddenRows, "autoFilter");
        }
        "col" if name.starts_with("xl/worksheets/") => {
            if element.on("hidden") || element.on("collapsed") || thin(element) {
                add(Id::HiddenCols, &format!("{}-{}", element.number("min"), element.number("max")));
            }
        }
        "customSheetView" | "customWorkbookView" => add(Id::CustomView, ""),
        "scenario" => add(Id::HiddenName, "scenario"),
        "control" => add(Id::EmbeddedObject, "control"),
        "dataValidation" => {
            let says =
                ["prompt", "error", "promptTitle", "errorTitle"].map(|name| element.attr(name).unwrap_or_default());
            findings.aside(&CHOICES, "dataValidation", place, &says.join("\n"));
        }
        "ddeLink" => add(Id::DdeField, ""),
        "comment" | "threadedComment" if name.contains("comments/") || name.contains("comments") => {
            add(Id::Comments, "")
        }
        "person" if name.contains("/persons/") => add(Id::Comments, "persons"),
        "cNvPr" if element.on("hidden") && name.contains("/drawings/") => add(Id::HiddenText, "cNvPr"),
        _ => {}
    }
    if let Some((id, called, mark)) = listed {
        findings.paper(|paper| paper.next(place, &id, &called, mark));
    }
}
