//! Text of RTF that is set where nobody reads it: beyond the page, pressed together, in lines without a height, in a merged cell.

use crate::Findings;
use crate::Severity;
use crate::ids::Id;

/// What a group says of where its text stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Away {
    /// Letters raised, lowered or pressed together.
    letters: bool,
    /// A paragraph beyond the page, or with lines of no height.
    paragraph: bool,
    /// A line's height that is fixed and next to nothing; it counts where it is not the least.
    flat: bool,
    in_table: bool,
}

impl Away {
    /// Letters as they are without any formatting.
    pub(super) fn plain(self) -> Away {
        Away { letters: false, ..self }
    }

    pub(super) fn control(&mut self, word: &str, number: Option<i64>) {
        /// The widest page that Word knows is 22 inches; most have less than 9.
        const PAGE: i64 = 13_000;
        let by = number.unwrap_or(0);
        match word {
            "pard" => (self.paragraph, self.flat, self.in_table) = (false, false, false),
            // Half points, quarters of a point, twentieths of a point, per cent.
            "up" | "dn" => self.letters = by >= 1600,
            "expnd" => self.letters = by <= -24,
            "expndtw" => self.letters = by <= -120,
            "charscalex" => self.letters = (1..=5).contains(&by),
            "li" | "ri" | "fi" | "lin" | "rin" => self.paragraph |= by.abs() >= PAGE,
            "posx" | "posy" | "posnegx" | "posnegy" => self.paragraph |= by.abs() >= PAGE,
            "sl" => self.flat = (-40..0).contains(&by),
            "intbl" => self.in_table = true,
            _ => {}
        }
    }
}

/// The row of a table that is being read: which of its cells belong to the one above, and its height.
#[derive(Debug, Default)]
pub(super) struct Row {
    merged: Vec<bool>,
    pending: bool,
    cell: usize,
    flat: bool,
}

impl Row {
    pub(super) fn control(&mut self, word: &str, number: Option<i64>) {
        match word {
            "trowd" => *self = Row { cell: self.cell, ..Row::default() },
            "clvmrg" | "clmrg" => self.pending = true,
            "cellx" => self.merged.push(std::mem::take(&mut self.pending)),
            "trrh" => self.flat = (-40..0).contains(&number.unwrap_or(0)),
            "cell" => self.cell += 1,
            "row" => self.cell = 0,
            _ => {}
        }
    }

    /// The finding that keeps a letter from being read.
    pub(super) fn seen(&self, away: Away, place: &str, findings: &mut Findings) -> &'static str {
        let (id, why) = match () {
            () if away.in_table && self.merged.get(self.cell) == Some(&true) => (Id::CellValue, "\\clvmrg"),
            () if away.in_table && self.flat => (Id::HiddenText, "\\trrh"),
            () if away.letters => (Id::HiddenText, "\\up \\expnd"),
            () if away.paragraph => (Id::HiddenText, "\\li \\posx"),
            () if away.flat => (Id::HiddenText, "\\sl"),
            () => return "",
        };
        findings.add_as(id, Severity::Ask, place, why);
        id.as_str()
    }
}
