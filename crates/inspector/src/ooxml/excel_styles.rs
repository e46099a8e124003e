//! Cell formats of a workbook: which of them show nothing.

use std::collections::BTreeMap;

use super::colour::Colour;
use crate::Findings;
use crate::concealed::PROPERTIES;
use crate::xml::{Element, Seen, walk_again};

/// What a cell's format does to its content.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Format {
    /// `;;;`: numbers are not shown.
    pub(super) blank: bool,
    pub(super) white: bool,
    pub(super) tiny: bool,
    /// Text is not shown either: `;;;` with nothing for text.
    pub(super) blank_text: bool,
    /// A word stands where the number is, if it is below this.
    pub(super) masked: Option<f64>,
    /// White letters can be seen on its ground.
    pub(super) dark: bool,
}

#[derive(Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    /// Those that conditions put on cells.
    conditional: Vec<Format>,
    /// Strings by number with parts that are not seen: the finding.
    pub(super) rich: BTreeMap<usize, &'static str>,
}

#[derive(Default, Clone)]
struct Font {
    colour: Option<Colour>,
    size: Option<f64>,
}

impl Styles {
    pub(super) fn format(&self, index: usize) -> Format {
        self.formats.get(index).copied().unwrap_or_default()
    }

    pub(super) fn conditional(&self, index: usize) -> Format {
        self.conditional.get(index).copied().unwrap_or_default()
    }

    pub(super) fn read(bytes: &[u8], place: &str, findings: &mut Findings) -> Styles {
        let (mut fonts, mut fills) = (Vec::<Font>::new(), Vec::<Option<Colour>>::new());
        let mut codes = BTreeMap::<String, String>::new();
        let mut conditional = Vec::<Format>::new();
        let mut uses: Vec<(String, usize, usize)> = Vec::new();
        walk_again(bytes, place, findings, |seen, findings| {
            let Seen::Element(element) = seen else { return };
            let above = element.above.last();
            if element.name == "numFmt" {
                // Words within a format: a unit, a sign; more of them is text.
                let code = element.attr("formatCode").unwrap_or_default().replace("&quot;", "\"");
                for words in code.split('"').skip(1).step_by(2).filter(|words| words.len() > 30) {
                    findings.aside(&PROPERTIES, "formatCode", place, words);
                }
            }
            match element.name {
                // Differential formats (dxfs) have fonts and fills as well, and no number.
                "font" if above == "fonts" => fonts.push(Font::default()),
                "fill" if above == "fills" => fills.push(None),
                "color" if above == "font" && element.inside("fonts") => {
                    if let Some(font) = fonts.last_mut() {
                        font.colour = colour(&element);
                    }
                }
                "sz" if above == "font" && element.inside("fonts") => {
                    if let Some(font) = fonts.last_mut() {
                        font.size = element.attr("val").and_then(|v| v.parse().ok());
                    }
                }
                "patternFill" if element.inside("fills") => {
                    let kind = element.attr("patternType").unwrap_or_default();
                    if let Some(fill) = fills.last_mut() {
                        *fill = (!matches!(kind.as_str(), "none" | "")).then_some(Colour::Unknown);
                    }
                }
                "fgColor" if element.inside("fills") => {
                    if let Some(fill) = fills.last_mut().filter(|fill| fill.is_some()) {
                        *fill = Some(colour(&element).unwrap_or(Colour::Unknown));
                    }
                }
                "gradientFill" if element.inside("fills") => {
                    if let Some(fill) = fills.last_mut() {
                        *fill = Some(Colour::Unknown);
                    }
                }
                "dxf" => conditional.push(Format::default()),
                "color" if element.inside("dxf") && above == "font" => {
                    if let Some(format) = conditional.last_mut() {
                        format.white = colour(&element).is_some_and(|colour| colour.is_paper());
                    }
                }
                "numFmt" if above == "dxf" => {
                    if let Some(format) = conditional.last_mut() {
                        let code = element.attr("formatCode").unwrap_or_default();
                        format.blank = shows_nothing(&code) || masks(&code).is_some();
                    }
                }
                "fgColor" | "bgColor" if element.inside("dxf") => {
                    if let Some(format) = conditional.last_mut() {
                        format.dark |= colour(&element).is_none_or(|colour| !colour.is_paper());
                    }
                }
                "numFmt" if above == "numFmts" => {
                    let code = element.attr("formatCode").unwrap_or_default();
                    codes.insert(element.attr("numFmtId").unwrap_or_default(), code);
                }
                "xf" if above == "cellXfs" => {
                    let at = |name: &str| usize::try_from(element.number(name)).unwrap_or(0);
                    uses.push((element.attr("numFmtId").unwrap_or_default(), at("fontId"), at("fillId")));
                }
                _ => {}
            }
        });
        let formats = uses.iter().map(|(number, font, fill)| {
            let font = fonts.get(*font).cloned().unwrap_or_default();
            let ground = fills.get(*fill).cloned().flatten().unwrap_or(Colour::Rgb([255; 3]));
            let code = codes.get(number).map(String::as_str).unwrap_or_default();
            let plain: String = code.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
            Format {
                blank: shows_nothing(code),
                blank_text: shows_nothing(code) && plain.replace('"', "").split(';').nth(3) == Some(""),
                masked: masks(code),
                dark: !ground.is_paper(),
                white: plain.starts_with("[white]") && ground.is_paper()
                    || font.colour.is_some_and(|colour| colour.unseen_on(&ground) == Some(true)),
                tiny: font.size.is_some_and(|size| size > 0.0 && size <= 2.0),
            }
        });
        Styles { formats: formats.collect(), conditional, rich: BTreeMap::new() }
    }
}

/// Whether positive numbers are shown as a word: `"*"`, `\c`. A format that says two words for two cases ("yes", "no")
/// shows what the number means, and one that says it of nought or of a small fraction hides nobody.
fn masks(code: &str) -> Option<f64> {
    let sections: Vec<&str> = code.split(';').collect();
    let shows = |section: &str| {
        let (mut quoted, mut skip, mut case) = (false, false, false);
        section.chars().any(|c| {
            if std::mem::take(&mut skip) {
                return false;
            }
            match c {
                '"' => quoted = !quoted,
                // Whom the section is for: `[<10]`, `[Red]`.
                '[' | ']' if !quoted => case = c == '[',
                _ if case => {}
                '\\' | '_' | '*' if !quoted => skip = true,
                _ => {
                    return !quoted
                        && (matches!(c, '0' | '#' | '?' | '@') || "dmyhsge".contains(c.to_ascii_lowercase()));
                }
            }
            false
        })
    };
    let first = sections.first().copied().unwrap_or_default();
    // `[<10]"<10";0`: of whom the first section is said.
    let condition =
        first.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(condition, _)| condition);
    let below = condition.and_then(|condition| condition.trim_start_matches(['<', '=']).parse::<f64>().ok());
    let masked = !first.trim().is_empty()
        && !shows(first)
        && sections.iter().take(3).all(|section| *section == first || shows(section));
    let below = match below {
        Some(below) if condition.is_some_and(|condition| condition.starts_with("<=")) => below.next_up(),
        Some(below) if condition.is_some_and(|condition| condition.starts_with('<')) => below,
        Some(at) => at.next_up(),
        None => f64::INFINITY,
    };
    (masked && below > 1.0).then_some(below)
}

pub(super) fn colour(element: &Element) -> Option<Colour> {
    if let Some(rgb) = element.attr("rgb") {
        return Colour::hex(&rgb);
    }
    if let Some(theme) = element.attr("theme") {
        return match element.attr("tint") {
            None => Some(Colour::Theme(theme)),
            Some(tint) if tint.parse() == Ok(0.0) => Some(Colour::Theme(theme)),
            // A shade of black or of white.
            Some(tint) if theme == "0" || theme == "1" => {
                let tint: f64 = tint.parse().ok()?;
                let base = if theme == "0" { 1.0 } else { 0.0 };
                let light = if tint < 0.0 { base * (1.0 + tint) } else { base * (1.0 - tint) + tint };
                Some(Colour::Rgb([(light.clamp(0.0, 1.0) * 255.0) as u8; 3]))
            }
            Some(_) => Some(Colour::Unknown),
        };
    }
    match element.attr("indexed")?.as_str() {
        "1" | "9" | "65" => Some(Colour::Rgb([255; 3])),
        "0" | "8" | "64" => Some(Colour::Rgb([0; 3])),
        _ => Some(Colour::Unknown),
    }
}

/// A format whose sections for positive, negative and zero numbers are all empty.
pub(crate) fn shows_nothing(code: &str) -> bool {
    let plain: String = code.chars().filter(|c| *c != '"' && !c.is_whitespace()).collect();
    let sections: Vec<&str> = plain.split(';').collect();
    sections.len() >= 3 && sections[..3].iter().all(|section| section.is_empty())
}
