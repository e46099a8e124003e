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
        const MOST: usize = 2_000;
        self.order += 1;
        let (says, blocks) = (std::mem::take(&mut self.says), self.blocks.take());
        let Some(at) = self.at.take().filter(|_| !self.rotated) else { return };
        if std::mem::take(&mut self.photo) {
            self.photos.push((self.order, at));
        } else if says.trim().is_empty() && blocks == Some(Severity::Blocks) {
            self.bars.push((self.order, at));
        }
        self.more |= self.texts.len() >= MOST || self.covers.len() >= MOST;
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
        if self.more {
            findings.partly(place, "p:sp");
        }
        // A box over a part of a picture, with nothing written on it: the picture is whole below.
        let hides = |photo: &(usize, [f64; 4]), bar: &(usize, [f64; 4])| {
            let (a, b) = (photo.1, bar.1);
            let wide = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
            let high = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
            bar.0 > photo.0 && wide * high * 2.0 >= (b[2] - b[0]) * (b[3] - b[1]) && wide * high > 0.0
        };
        if self.photos.len() * self.bars.len() > 4_000_000 {
            findings.partly(place, "p:pic");
        } else if self.photos.iter().any(|photo| self.bars.iter().any(|bar| hides(photo, bar))) {
            findings.add(Id::CoveredPicture, place, "p:pic");
        }
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
