//! Word styles: what hides, whitens or shrinks text by a style and the styles it is based on.

use std::collections::BTreeMap;

use super::colour::{Colour, of_word};
use crate::Findings;
use crate::xml::{Element, Seen, walk};

/// What a style or a run says of its text; `None` where it leaves that to others.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub(super) hidden: Option<bool>,
    pub(super) colour: Option<Colour>,
    /// Half points.
    pub(super) size: Option<i64>,
    pub(super) ground: Option<Colour>,
}

impl Look {
    /// Takes what an element of `rPr` or `pPr` says.
    pub(super) fn take(&mut self, element: &Element) {
        match element.name {
            "vanish" | "specVanish" => self.hidden = Some(switched_on(element)),
            "color" => self.colour = of_word(element, "val", "themeColor", &["themeTint", "themeShade"]),
            "sz" => self.size = Some(element.number("val")),
            "shd" => self.ground = of_word(element, "fill", "themeFill", &["themeFillTint", "themeFillShade"]),
            "highlight" => self.ground = Some(Colour::Unknown),
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
        walk(bytes, place, findings, |seen, _| {
            let Seen::Element(element) = seen else { return };
            match element.name {
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

/// A Word switch: on unless its value says off.
pub(super) fn switched_on(element: &Element) -> bool {
    element.attr("val").is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off"))
}
