//! What the parts of an Office file are read against: hiding styles, the slide's size.

use std::collections::{BTreeMap, BTreeSet};

use crate::Findings;
use crate::magic::join;
use crate::xml::{Element, Seen, walk};
use crate::zipped::Entry;

/// Word styles that hide their text, with those based on them.
pub(crate) struct Styles {
    pub(crate) hiding: BTreeSet<String>,
}

impl Styles {
    pub(crate) fn read(entries: &[Entry], place: &str, findings: &mut Findings) -> Styles {
        let mut based_on: BTreeMap<String, String> = BTreeMap::new();
        let mut hiding = BTreeSet::new();
        let mut current = String::new();
        for entry in entries.iter().filter(|entry| entry.name.eq_ignore_ascii_case("word/styles.xml")) {
            walk(&entry.bytes, &join(place, &entry.name), findings, |seen, findings| {
                let Seen::Element(element) = seen else { return };
                match &*element.name {
                    "style" => current = element.attr("styleId").unwrap_or_default(),
                    "basedOn" => {
                        based_on.insert(current.clone(), element.attr("val").unwrap_or_default());
                    }
                    "vanish" if switched_on(&element) && element.inside("docDefaults") => {
                        findings.add("hidden_text", join(place, &entry.name), "all text is hidden by default");
                    }
                    "vanish" if switched_on(&element) => {
                        hiding.insert(current.clone());
                    }
                    _ => {}
                }
            });
        }
        // As often as there are styles: a chain is no longer.
        for _ in 0..based_on.len() {
            let more: Vec<String> = based_on
                .iter()
                .filter(|(style, base)| hiding.contains(*base) && !hiding.contains(*style))
                .map(|(s, _)| s.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            hiding.extend(more);
        }
        Styles { hiding }
    }
}

/// The size of a slide, in EMU; zero where the file has no slides.
#[derive(Default)]
pub(crate) struct Slide {
    pub(crate) width: i64,
    pub(crate) height: i64,
}

impl Slide {
    pub(crate) fn read(entries: &[Entry], place: &str, findings: &mut Findings) -> Slide {
        let mut slide = Slide::default();
        for entry in entries.iter().filter(|entry| entry.name.eq_ignore_ascii_case("ppt/presentation.xml")) {
            walk(&entry.bytes, &join(place, &entry.name), findings, |seen, _| {
                if let Seen::Element(element) = seen
                    && element.name == "sldSz"
                {
                    slide = Slide { width: number(&element, "cx"), height: number(&element, "cy") };
                }
            });
        }
        slide
    }
}

pub(crate) fn number(element: &Element, name: &str) -> i64 {
    element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

/// A Word switch: on unless its value says off.
pub(crate) fn switched_on(element: &Element) -> bool {
    element.attr("val").is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off"))
}
