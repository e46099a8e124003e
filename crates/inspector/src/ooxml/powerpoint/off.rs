//! Text on a slide that is pressed together, set beyond its box or kept in a merged cell.

use crate::ids::Id;
use crate::xml::Element;
use crate::{Findings, Severity};

/// The cell that is being read belongs to the one beside or above it, which alone is shown.
#[derive(Default)]
pub(super) struct Off(bool);

impl Off {
    pub(super) fn enter(&mut self, element: &Element, place: &str, findings: &mut Findings) {
        /// The width of a usual slide, in EMU.
        const SLIDE: i64 = 9_144_000;
        let of = |name: &str| element.attr(name).and_then(|at| at.trim_end_matches('%').parse::<i64>().ok());
        let least = |name: &str, least: i64| of(name).is_some_and(|at| at >= least);
        let away = match element.name {
            "tc" => {
                self.0 = element.on("hMerge") || element.on("vMerge");
                false
            }
            // Hundredths of a point between letters; thousandths of a per cent up or down.
            "rPr" | "defRPr" | "endParaRPr" => {
                of("spc").is_some_and(|by| by <= -600) || of("baseline").is_some_and(|by| by.abs() >= 200_000)
            }
            "bodyPr" => least("lIns", SLIDE) || least("tIns", SLIDE) || least("rIns", SLIDE),
            "normAutofit" => of("fontScale").is_some_and(|by| by < 10_000),
            "spcPts" if element.above.last() == "lnSpc" => of("val").is_some_and(|by| by <= 200),
            "spcPct" if element.above.last() == "lnSpc" => of("val").is_some_and(|by| by <= 5_000),
            "pPr" => least("marL", SLIDE) || least("indent", SLIDE),
            _ => false,
        };
        if away {
            findings.add_as(Id::HiddenText, Severity::Ask, place, element.name);
        }
    }

    pub(super) fn says(&self, place: &str, findings: &mut Findings) {
        if self.0 {
            findings.add_as(Id::CellValue, Severity::Ask, place, "hMerge vMerge");
        }
    }
}
