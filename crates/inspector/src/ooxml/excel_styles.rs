//! Cell formats of a workbook: which of them show nothing.

use super::colour::Colour;
use crate::Findings;
use crate::xml::{Element, Seen, walk};

/// What a cell's format does to its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// `;;;`: numbers are not shown.
    pub(super) blank: bool,
    pub(super) white: bool,
    pub(super) tiny: bool,
}

#[derive(Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
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

    pub(super) fn read(bytes: &[u8], place: &str, findings: &mut Findings) -> Styles {
        let (mut fonts, mut fills, mut blank) =
            (Vec::<Font>::new(), Vec::<Option<Colour>>::new(), Vec::<String>::new());
        let mut uses: Vec<(String, usize, usize)> = Vec::new();
        walk(bytes, place, findings, |seen, _| {
            let Seen::Element(element) = seen else { return };
            let above = element.above.last();
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
                "numFmt" if above == "numFmts" => {
                    if shows_nothing(&element.attr("formatCode").unwrap_or_default()) {
                        blank.push(element.attr("numFmtId").unwrap_or_default());
                    }
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
            Format {
                blank: blank.contains(number),
                white: font.colour.is_some_and(|colour| colour.unseen_on(&ground) == Some(true)),
                tiny: font.size.is_some_and(|size| size > 0.0 && size <= 2.0),
            }
        });
        Styles { formats: formats.collect() }
    }
}

fn colour(element: &Element) -> Option<Colour> {
    if let Some(rgb) = element.attr("rgb") {
        return Colour::hex(&rgb);
    }
    if let Some(theme) = element.attr("theme") {
        return match element.attr("tint") {
            None => Some(Colour::Theme(theme)),
            Some(tint) if tint.parse() == Ok(0.0) => Some(Colour::Theme(theme)),
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
