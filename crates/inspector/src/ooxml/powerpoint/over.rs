//! What lies over what on a slide, and the text boxes of a workbook.

use super::{Deck, Memory, seen_text, state};
use crate::ids::Id;
use crate::xml::Element;
use crate::{Findings, Severity};

/// Text boxes on the sheet of a workbook: letters in the colour of their box.
pub(in crate::ooxml) fn boxes(element: &Element, memory: &mut Boxes) {
    state(element, &Deck::default(), &mut memory.0);
}

/// What is remembered of the boxes on a sheet.
#[derive(Default)]
pub(in crate::ooxml) struct Boxes(Memory);

impl Boxes {
    pub(in crate::ooxml) fn words(&self, text: &str, place: &str, findings: &mut Findings) {
        if !text.trim().is_empty() && !self.0.pictures {
            // Behind a box without a fill stand cells, whose ground is not known here.
            let deck = Deck { dressed: self.0.fill.is_none(), ..Deck::default() };
            let memory = Memory { colour: self.0.colour.clone(), fill: self.0.fill.clone(), ..Memory::default() };
            seen_text(text, place, &deck, &Memory { clear: self.0.clear, size: self.0.size, ..memory }, findings);
        }
    }
}

impl Memory {
    /// The end of a shape: its text, and what it hides of those before it.
    pub(super) fn shape_ended(&mut self) {
        const MOST: usize = 500;
        self.order += 1;
        let (says, blocks) = (std::mem::take(&mut self.says), self.blocks.take());
        let Some(at) = self.at.take().filter(|_| !self.rotated) else { return };
        if !says.trim().is_empty() && self.texts.len() < MOST {
            self.texts.push((self.order, at, says));
        }
        if let Some(severity) = blocks
            && self.covers.len() < MOST
        {
            self.covers.push((self.order, at, severity));
        }
    }

    pub(super) fn covered(&self, place: &str, findings: &mut Findings) {
        for (order, text, says) in &self.texts {
            let over = |cover: &[f64; 4]| {
                let slack = ((text[2] - text[0]) * 0.01, (text[3] - text[1]) * 0.01);
                cover[0] <= text[0] + slack.0
                    && cover[1] <= text[1] + slack.1
                    && cover[2] >= text[2] - slack.0
                    && cover[3] >= text[3] - slack.1
            };
            if let Some((_, _, severity)) = self.covers.iter().find(|(later, at, _)| later > order && over(at)) {
                // Shapes that come and go may lie over each other.
                let severity = if self.timed { Severity::Ask } else { *severity };
                findings.add_as(Id::CoveredText, severity, place, says.trim());
            }
        }
    }
}
