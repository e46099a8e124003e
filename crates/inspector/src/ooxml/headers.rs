//! Headers and footers of first and even pages, where a document has no such pages of its own.

use std::collections::BTreeSet;

use crate::Findings;
use crate::concealed::HEADER;
use crate::xml::Element;

#[derive(Default)]
pub(super) struct Headers {
    /// Names of relationships by the pages that they are for.
    first: BTreeSet<String>,
    even: BTreeSet<String>,
    all: BTreeSet<String>,
    has_first: bool,
    has_even: bool,
    /// Notes that the text refers to, and those that there are, each with its place and what it says.
    referred: BTreeSet<(bool, String)>,
    notes: Vec<(bool, String, String, String)>,
    /// The file, its place and what it says.
    texts: Vec<(String, String, String)>,
}

impl Headers {
    pub(super) fn element(&mut self, element: &Element) {
        match element.name {
            "headerReference" | "footerReference" => {
                let to = match element.attr("type").as_deref() {
                    Some("first") => &mut self.first,
                    Some("even") => &mut self.even,
                    _ => &mut self.all,
                };
                to.extend(element.attr("id"));
            }
            "footnoteReference" | "endnoteReference" => {
                let id = element.attr("id").unwrap_or_default();
                self.referred.insert((element.name == "footnoteReference", id));
            }
            "titlePg" => self.has_first |= shown(element),
            "evenAndOddHeaders" => self.has_even |= shown(element),
            _ => {}
        }
    }

    pub(super) fn note(&mut self, kind: &str, id: &str, place: &str, text: &str) {
        const MOST: usize = 100_000;
        if self.notes.len() < MOST {
            self.notes.push((kind == "footnote", id.to_owned(), place.to_owned(), text.to_owned()));
        }
    }

    pub(super) fn says(&mut self, file: &str, place: &str, text: &str) {
        self.texts.push((file.to_owned(), place.to_owned(), text.to_owned()));
    }

    /// When all parts are read. `target`: the part that a relationship of the document leads to, in lower case.
    pub(super) fn settle(&self, target: impl Fn(&str) -> Option<String>, findings: &mut Findings) {
        for (foot, id, place, text) in &self.notes {
            if !self.referred.contains(&(*foot, id.clone())) {
                findings.aside(&HEADER, "note", place, text);
            }
        }
        let unseen = [(self.has_first, &self.first), (self.has_even, &self.even)];
        for id in unseen.into_iter().filter(|(has, _)| !has).flat_map(|(_, ids)| ids) {
            let Some(part) = target(id).filter(|_| !self.all.contains(id)) else { continue };
            let Some((_, place, text)) = self.texts.iter().find(|(file, ..)| *file == part) else { continue };
            // What all pages say as well.
            let shown: String =
                self.texts.iter().filter(|(file, ..)| *file != part).map(|(.., text)| text.as_str()).collect();
            let left = text.lines().filter(|line| !shown.contains(line.trim()));
            findings.aside(&HEADER, "header", place, &left.collect::<Vec<_>>().join("\n"));
        }
    }
}

fn shown(element: &Element) -> bool {
    element.attr("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
