//! Word styles: what hides, whitens or shrinks text by a style and the styles it is based on.

use std::collections::BTreeMap;

use super::colour::{Colour, of_marker, of_word};
use crate::Findings;
use crate::concealed::NAMES;
use crate::xml::{Element, Seen, walk};

/// What a style or a run says of its text; `None` where it leaves that to others.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub(super) hidden: Option<bool>,
    pub(super) colour: Option<Colour>,
    /// Half points.
    pub(super) size: Option<i64>,
    pub(super) ground: Option<Colour>,
    /// The ground is that of a black marker. Word lights up letters on a black shade, and not under a marker.
    pub(super) marked: Option<bool>,
    /// Letters that are not filled, or filled with nothing that is seen.
    pub(super) clear: Option<bool>,
}

impl Look {
    /// Takes what an element of `rPr` or `pPr` says.
    pub(super) fn take(&mut self, element: &Element) {
        match element.name {
            "vanish" | "specVanish" => self.hidden = Some(switched_on(element)),
            "color" => self.colour = of_word(element, "val", "themeColor", &["themeTint", "themeShade"]),
            "sz" => self.size = Some(element.number("val")),
            // Letters as narrow as a line.
            "w" if (1..=5).contains(&element.number("val")) => self.size = Some(1),
            "noFill" => self.clear = Some(true),
            "srgbClr" => {
                self.clear = Some(false);
                self.colour = element.attr("val").and_then(|val| Colour::hex(&val));
            }
            "schemeClr" => {
                self.clear = Some(false);
                self.colour = element.attr("val").map(Colour::Theme);
            }
            // Of this effect the number says how much shows through.
            "alpha" => self.clear = Some(element.number("val") >= 97_000),
            "gradFill" | "gs" | "lumMod" | "lumOff" => self.colour = Some(Colour::Unknown),
            // Solid: the pattern's colour covers the fill.
            "shd" if matches!(element.attr("val").as_deref(), Some("solid" | "pct100")) => {
                let colour = of_word(element, "color", "themeColor", &["themeTint", "themeShade"]);
                self.ground = Some(colour.unwrap_or(Colour::Rgb([0; 3])));
            }
            // A pattern mixes two colours.
            "shd" if !matches!(element.attr("val").as_deref(), None | Some("clear" | "nil")) => {
                self.ground = Some(Colour::Unknown);
            }
            "shd" => self.ground = of_word(element, "fill", "themeFill", &["themeFillTint", "themeFillShade"]),
            "highlight" => {
                self.ground = of_marker(&element.attr("val").unwrap_or_default());
                self.marked = Some(self.ground == Some(Colour::Rgb([0; 3])));
            }
            _ => {}
        }
    }

    /// This, and where it says nothing, what `base` says.
    pub(super) fn over(&self, base: &Look) -> Look {
        Look {
            hidden: self.hidden.or(base.hidden),
            colour: self.colour.clone().or_else(|| base.colour.clone()),
            size: self.size.or(base.size),
            ground: self.ground.clone().or_else(|| base.ground.clone()),
            marked: self.marked.or(base.marked),
            clear: self.clear.or(base.clear),
        }
    }
}

#[derive(Default)]
pub(super) struct Styles {
    looks: BTreeMap<String, Look>,
    based_on: BTreeMap<String, String>,
    pub(super) default: Look,
    /// The paragraph style that counts where none is named.
    paragraph: String,
}

impl Styles {
    pub(super) fn read(bytes: &[u8], place: &str, findings: &mut Findings) -> Styles {
        let mut styles = Styles::default();
        let mut current = String::new();
        walk(bytes, place, findings, |seen, findings| {
            let Seen::Element(element) = seen else { return };
            match element.name {
                // A name has numbers of one digit: of its level, of a colour.
                "name" if numbers(&element.attr("val").unwrap_or_default()) >= 2 => {
                    findings.aside(&NAMES, "styles", place, &element.attr("val").unwrap_or_default());
                }
                "style" => {
                    current = element.attr("styleId").unwrap_or_default();
                    if element.on("default") && element.attr("type").as_deref() == Some("paragraph") {
                        styles.paragraph.clone_from(&current);
                    }
                }
                "basedOn" => {
                    styles.based_on.insert(current.clone(), element.attr("val").unwrap_or_default());
                }
                // A table style's header rows and the like are conditional: which text they meet is not worked out.
                _ if element.inside("tblStylePr") => {}
                // Effects name colours in many places; only the letters' fill counts.
                _ if !counts(&element) => {}
                _ if element.inside("docDefaults") => styles.default.take(&element),
                _ if element.inside("rPr") || element.name == "shd" => {
                    styles.looks.entry(current.clone()).or_default().take(&element);
                }
                _ => {}
            }
        });
        styles
    }

    /// A style with all that it is based on.
    pub(super) fn look(&self, style: &str) -> Look {
        let mut name = if style.is_empty() { self.paragraph.as_str() } else { style };
        let mut look = Look::default();
        // As often as there are styles: a chain is no longer.
        for _ in 0..=self.based_on.len() {
            if let Some(own) = self.looks.get(name) {
                look = look.over(own);
            }
            match self.based_on.get(name) {
                Some(base) => name = base,
                None => break,
            }
        }
        look
    }
}

/// Whether this element says something of letters: directly in their properties, or in what fills them.
pub(super) fn counts(element: &Element) -> bool {
    match element.name {
        "noFill" | "srgbClr" | "schemeClr" | "alpha" | "gradFill" | "gs" | "lumMod" | "lumOff" => {
            element.inside("textFill")
        }
        "w" => element.above.last() == "rPr",
        _ => true,
    }
}

/// A Word switch: on unless its value says off.
pub(super) fn switched_on(element: &Element) -> bool {
    element.attr("val").is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off"))
}

/// How many numbers stand in a name.
fn numbers(name: &str) -> usize {
    name.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() >= 2).count()
}
