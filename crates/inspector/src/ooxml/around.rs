//! What elements around a stretch of text keep of it and the page does not say: smart tags, custom XML.

use crate::Findings;
use crate::concealed::AROUND;
use crate::xml::Element;

/// The elements that are open, innermost last: their values, and the letters within.
#[derive(Default)]
pub(super) struct Around {
    open: Vec<(Vec<String>, String)>,
}

/// Letters of one element that are compared.
const MOST: usize = 1 << 20;

impl Around {
    pub(super) fn enter(&mut self, element: &Element) {
        match element.name {
            "smartTag" | "customXml" => self.open.push(Default::default()),
            "attr" | "placeholder" if element.inside("smartTagPr") || element.inside("customXmlPr") => {
                if let (Some((values, _)), Some(value)) = (self.open.last_mut(), element.attr("val")) {
                    values.push(value);
                }
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        for (_, letters) in self.open.iter_mut().filter(|(_, letters)| letters.len() < MOST) {
            letters.extend(text.chars().filter(|c| c.is_alphanumeric()));
        }
    }

    pub(super) fn end(&mut self, name: &str, place: &str, findings: &mut Findings) {
        if !matches!(name, "smartTag" | "customXml") {
            return;
        }
        let Some((values, shown)) = self.open.pop() else { return };
        for value in values {
            let letters: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
            // The parts of a day and a time, and what Word calls a kind of its own.
            let small = letters.len() <= 4 && letters.bytes().all(|byte| byte.is_ascii_digit());
            if !small && letters != "trans" && !shown.contains(&letters) {
                findings.aside(&AROUND, name_of(name), place, &value);
            }
        }
    }
}

fn name_of(name: &str) -> &'static str {
    if name == "smartTag" { "smartTag" } else { "customXml" }
}
