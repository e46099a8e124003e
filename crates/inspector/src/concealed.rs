//! One rule for what a file carries and its pages do not show: it is judged by its size and by what it looks like.

use std::collections::BTreeMap;

use crate::ids::Id;
use crate::{Findings, Severity, reading};

/// Rows of the same shape that are records.
const ROWS: usize = 10;
/// Text that is looked at, in bytes; more of it is always asked about.
pub(crate) const MOST: usize = 1 << 20;

/// How much a place that no page shows may say before a person is asked, and the worst that it can bring.
pub(crate) struct Rule {
    id: Id,
    /// Letters and digits that nobody needs to look at.
    free: usize,
    worst: Severity,
}

const fn rule(id: Id, free: usize, worst: Severity) -> Rule {
    Rule { id, free, worst }
}

/// What a picture shows, in words for those who do not see it.
pub(crate) static ALTERNATIVE: Rule = rule(Id::AlternativeText, 500, Severity::Ask);
/// What a field keeps beside its result.
pub(crate) static FIELD: Rule = rule(Id::FieldText, 3, Severity::Ask);
/// Entries of an index and of lists to choose from: words of the page, as a rule.
pub(crate) static CHOICES: Rule = rule(Id::FieldText, 400, Severity::Ask);
pub(crate) static CUSTOM_XML: Rule = rule(Id::CustomXml, 3000, Severity::Blocks);
pub(crate) static PROPERTIES: Rule = rule(Id::CustomProps, 400, Severity::Ask);
pub(crate) static PDF_INFORMATION: Rule = rule(Id::InfoMeta, 600, Severity::Ask);
/// Strings that no cell names.
pub(crate) static STRINGS: Rule = rule(Id::UnusedStrings, 20, Severity::Blocks);
/// Words and lists of numbers inside formulas.
pub(crate) static FORMULAS: Rule = rule(Id::FormulaText, 600, Severity::Ask);
/// Groups that no program is known to write.
pub(crate) static DESTINATION: Rule = rule(Id::HiddenText, 3, Severity::Ask);
pub(crate) static SOURCE: Rule = rule(Id::HiddenText, 20, Severity::Ask);
/// Remarks within a part.
pub(crate) static XML_COMMENT: Rule = rule(Id::HiddenText, 2000, Severity::Ask);
/// Macros that a source defines and does not use: many do, for formulas.
pub(crate) static MACROS: Rule = rule(Id::HiddenText, 400, Severity::Ask);
/// What a list of papers says of each: by what it looks like alone.
pub(crate) static BIBLIOGRAPHY: Rule = rule(Id::HiddenText, MOST, Severity::Ask);
/// Names of marks, styles and boxes, prompts: by what they look like, and by size where nobody writes so much.
pub(crate) static NAMES: Rule = rule(Id::AlternativeText, 20_000, Severity::Ask);
/// Long values of attributes that no program shows: names, private fields.
pub(crate) static ATTRIBUTES: Rule = rule(Id::HiddenText, 300, Severity::Ask);
/// Text within elements that no program knows.
pub(crate) static ELEMENTS: Rule = rule(Id::HiddenText, 300, Severity::Ask);
/// What addresses say behind their question marks.
pub(crate) static ADDRESS: Rule = rule(Id::HiddenText, 1500, Severity::Ask);
/// Groups whose text readers pass over: long ones, for their names are short.
pub(crate) static GROUPS: Rule = rule(Id::HiddenText, 40, Severity::Ask);
/// What stands in front of a text for the program that sets it: by what it looks like.
pub(crate) static FRONT: Rule = rule(Id::HiddenText, 5000, Severity::Ask);
/// Short values that may be lines of records, by the rows that they make.
pub(crate) static SHORT: Rule = rule(Id::HiddenText, 4000, Severity::Ask);
/// What a cell keeps and does not show.
pub(crate) static CELL: Rule = rule(Id::CellValue, 0, Severity::Blocks);
/// What is said of a stretch of text by elements around it.
pub(crate) static AROUND: Rule = rule(Id::FieldText, 3, Severity::Ask);
/// Headers and footers of pages that no document has.
pub(crate) static HEADER: Rule = rule(Id::HiddenText, 20, Severity::Ask);
/// Words within bytes of a program: by what they look like.
pub(crate) static BYTES: Rule = rule(Id::HiddenText, MOST, Severity::Ask);
/// Titles of an outline that no page says, names of places, labels of pages.
pub(crate) static OUTLINE: Rule = rule(Id::UnseenNames, 200, Severity::Ask);
pub(crate) static PICTURE_WORDS: Rule = rule(Id::PngText, 120, Severity::Ask);
/// Small segments of programs have a name each.
pub(crate) static SEGMENTS: Rule = rule(Id::TrailingData, 30, Severity::Ask);
/// What a notebook says of itself and of its cells: its language, labels for programs.
pub(crate) static NOTEBOOK: Rule = rule(Id::HiddenText, 3000, Severity::Ask);
pub(crate) static SVG_METADATA: Rule = rule(Id::SvgMetadata, 2000, Severity::Ask);
pub(crate) static XMP: Rule = rule(Id::Xmp, 2000, Severity::Ask);
/// Cameras say much of themselves.
pub(crate) static EXIF: Rule = rule(Id::Exif, 2000, Severity::Ask);
pub(crate) static IPTC: Rule = rule(Id::Iptc, 1000, Severity::Ask);
/// What the frame of a container may say beside its entries.
pub(crate) static FRAME: Rule = rule(Id::TrailingData, 200, Severity::Ask);
pub(crate) static JPEG_COMMENT: Rule = rule(Id::JpegComment, 200, Severity::Ask);
pub(crate) static HTML_COMMENT: Rule = rule(Id::HtmlComment, 300, Severity::Blocks);
/// Short attributes with numbers: by the rows that they make.
pub(crate) static HTML_SHORT: Rule = rule(Id::HtmlHidden, 4000, Severity::Ask);
/// Remarks of a style sheet: many are distributed with theirs.
pub(crate) static HTML_STYLE: Rule = rule(Id::HtmlHidden, 6000, Severity::Ask);
pub(crate) static HTML_ATTRIBUTE: Rule = rule(Id::HtmlHidden, 300, Severity::Ask);

impl Rule {
    /// Adds the finding where there is more than may be there unseen; whether it did. The evidence says how much, never what.
    pub(crate) fn judge(&self, text: &str, what: &str, place: &str, findings: &mut Findings) -> bool {
        let text = text.trim();
        let more = text.len() >= MOST;
        let text = &text[..text.floor_char_boundary(MOST)];
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if letters == 0 && !more {
            return false;
        }
        let rows = rows(text);
        let (severity, evidence) = if rows >= ROWS * 2 {
            (self.worst, format!("{what}: {rows} × …"))
        } else if more || rows.max(sentences(text)) >= ROWS || letters > self.free || reading::identifies(text) {
            (Severity::Ask, format!("{what}: {letters}"))
        } else {
            return false;
        };
        findings.add_as(self.id, severity, place, evidence);
        true
    }
}

/// Whether a short value may be a line of a record: words and numbers in turn, or kept apart as in a list. Names that programs give
/// by themselves are not ("Picture 12", "Text_20_body", "0.5pt solid #000000", "rgb(31, 119, 180)").
pub(crate) fn telling(text: &str) -> bool {
    const GAPS: &[u8] = b" ,;|\t\n_";
    let text = text.trim();
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits < 2 || bytes.len() < 8 || !bytes.iter().any(|byte| GAPS.contains(byte)) || text.contains("://") {
        return false;
    }
    // Slides of Google call each shape so.
    if text.starts_with("Google Shape;") && bytes.len() < 40 {
        return false;
    }
    let plain = text.replace("_20_", " ");
    let (mut words, mut numbers, mut turns, mut first, mut last) = (0usize, 0usize, 0usize, 0usize, ' ');
    let (mut at, mut before) = (0, ' ');
    for token in plain.split(|c: char| !c.is_alphanumeric()) {
        let end = at + token.len();
        let sign = plain[end..].chars().next().unwrap_or(' ');
        let class = match () {
            () if before == '#' || sign == '(' => ' ',
            () if token.len() >= 3 && token.chars().all(char::is_alphabetic) => 'a',
            () if token.len() >= 2 && token.bytes().all(|byte| byte.is_ascii_digit()) => '9',
            () => ' ',
        };
        match class {
            'a' => words += 1,
            '9' => {
                numbers += 1;
                first = if words == 0 && numbers == 1 { token.len() } else { first };
            }
            _ => {}
        }
        turns += usize::from(class != ' ' && last != ' ' && class != last);
        last = if class == ' ' { last } else { class };
        (at, before) = (end + sign.len_utf8(), sign);
        if at > plain.len() {
            break;
        }
    }
    let listed = plain.contains([',', ';', '|', '\t']);
    words > 0 && numbers > 0 && (turns >= 2 || first >= 3 || listed)
}

/// The runs of letters in bytes of any sort, one a line; letters of two bytes too.
pub(crate) fn legible(block: &[u8]) -> String {
    const FEW: usize = 6;
    let (mut out, mut run, mut zero) = (String::new(), String::new(), false);
    for byte in block.iter().copied().chain([0, 0]) {
        match byte {
            b' '..=b'~' | b'\t' | b'\n' | b'\r' => {
                run.push(char::from(byte));
                zero = false;
            }
            0 if !zero => zero = true,
            _ => {
                if run.len() >= FEW {
                    out.push_str(&run);
                    out.push('\n');
                }
                run.clear();
                zero = false;
            }
        }
    }
    out
}

/// Those of them that may be lines of records: among bytes of programs there are letters by chance.
pub(crate) fn lines_that_tell(block: &[u8]) -> String {
    legible(block).lines().filter(|line| telling(line)).collect::<Vec<_>>().join("\n")
}

/// Pieces of a text that have the same shape with a number in it: as many as the most common shape has. Lines are pieces, and so is
/// what stands between blanks where words and numbers are kept apart by commas.
pub(crate) fn rows(text: &str) -> usize {
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for piece in text.split(['\n', '\r', ';', '}', ']']).filter(|piece| piece.len() < 2000) {
        let (shape, parts) = shape(piece);
        if parts >= 2 && shape.contains('9') {
            *shapes.entry(shape).or_default() += 1;
        }
    }
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for piece in text.split_whitespace().filter(|piece| piece.len() < 200 && piece.contains([',', '|'])) {
        let (shape, parts) = shape(piece);
        if parts >= 3 && ["9,a", "a,9", "9|a", "a|9"].iter().any(|turn| shape.contains(turn)) {
            *listed.entry(shape).or_default() += 1;
        }
    }
    shapes.into_values().chain(listed.into_values()).max().unwrap_or(0)
}

/// Sentences of the same shape with two numbers and more in each: a record told in words.
fn sentences(text: &str) -> usize {
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for piece in text.split(". ").filter(|piece| piece.len() < 200) {
        let (shape, _) = shape(piece);
        if shape.matches('9').count() >= 2 {
            *shapes.entry(shape).or_default() += 1;
        }
    }
    shapes.into_values().max().unwrap_or(0)
}

/// Letters as one letter, numbers as one digit, signs as they are; and how many such parts there are.
pub(crate) fn shape(text: &str) -> (String, usize) {
    let (mut out, mut parts) = (String::new(), 0);
    let mut last = ' ';
    for c in text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | '{')).chars() {
        let class = match c {
            _ if c.is_alphabetic() => 'a',
            _ if c.is_numeric() => '9',
            // Within a number.
            '.' if last == '9' => continue,
            _ if c.is_whitespace() => ' ',
            _ => c,
        };
        // Words after each other are one, and so is a blank.
        if class == last || class == ' ' || out.len() > 60 {
            continue;
        }
        if matches!(class, 'a' | '9') {
            parts += 1;
        }
        out.push(class);
        last = class;
    }
    (out, parts)
}

/// What an address carries behind its question mark, which a page shows to nobody: searches and numbers of papers are short.
/// Of what is mostly numbers less is usual: `rules` are for that, and for all other.
pub(crate) fn address(rules: [&'static Rule; 2], address: &str, place: &str, findings: &mut Findings) {
    const LONG: usize = 200;
    let Some((_, said)) = address.split_once(['?', '#']).filter(|(_, said)| said.len() > LONG) else { return };
    let (mut plain, mut rest) = (Vec::with_capacity(said.len()), said.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *byte == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        plain.push(code.unwrap_or(if *byte == b'+' { b' ' } else { *byte }));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    let digits = plain.iter().filter(|byte| byte.is_ascii_digit()).count();
    let rule = rules[usize::from(digits * 4 <= plain.len())];
    findings.aside(rule, "?", place, &String::from_utf8_lossy(&plain));
}

/// What programs that help with writing leave in every document, by the names that they use; `None` where nobody knows them.
pub(crate) fn helper(name: &str) -> Option<&'static str> {
    let lower = name.trim().trim_matches(['_', '"']).to_lowercase();
    let of = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    Some(match () {
        () if of(&["grammarly"]) || lower.contains("grammarly") => "Grammarly",
        () if of(&["zotero"]) => "Zotero",
        () if of(&["en.cite", "en.reflist", "en.layout", "en.libraries", "en.instantformat", "en.user"]) => "EndNote",
        () if of(&["mendeley", "csl_citation", "csl_bibliography"]) => "Mendeley",
        () if of(&["citavi"]) => "Citavi",
        () if of(&["papers2", "readcube"]) => "Papers",
        () if of(&["refmgr", "rw.cite", "refworks"]) => "RefWorks",
        () if of(&["languagetool"]) => "LanguageTool",
        () if of(&["mathtype", "mtwinequations", "mteqn"]) => "MathType",
        () => return None,
    })
}

/// Signs without a shape: they can carry data, or turn what is read around.
pub(crate) fn signs(text: &str, place: &str, findings: &mut Findings) {
    if text.is_ascii() {
        return;
    }
    let (mut hidden, mut turned, mut selectors, mut before) = (0usize, 0usize, 0usize, ' ');
    let mut other_way = false;
    for c in text.chars().skip(1) {
        match c {
            // Soft hyphens and joiners within words, the ends of lines and paragraphs.
            '\u{ad}' | '\u{2028}' | '\u{2029}' => {}
            '\u{200c}' | '\u{200d}' if !before.is_ascii() && !crate::names::is_invisible(before) => {}
            '\u{200e}' | '\u{200f}' => hidden += 1,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => turned += 1,
            // One after a letter chooses its form; more carry something.
            '\u{fe00}'..='\u{fe0f}' => selectors += usize::from(matches!(before, '\u{fe00}'..='\u{fe0f}')),
            '\u{590}'..='\u{8ff}' => other_way = true,
            _ if crate::names::is_invisible(c) => hidden += 1,
            _ => {}
        }
        before = c;
    }
    let count = hidden + turned + selectors;
    if count == 0 {
        return;
    }
    // What turns letters around is usual where letters are written from right to left, and nowhere else.
    let severity = match count {
        _ if turned > 0 && !other_way => Severity::Blocks,
        _ if other_way => Severity::Ask,
        0..=3 => Severity::Note,
        4..=7 => Severity::Ask,
        _ => Severity::Blocks,
    };
    findings.add_as(Id::HiddenText, severity, place, format!("{count} × U+200B …"));
}
