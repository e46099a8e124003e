//! The records of an old workbook (BIFF): hidden sheets, rows, columns and names, links, notes, charts, pivot tables.

use super::short;
use crate::Findings;
use crate::ids::Id;
use crate::ooxml::shows_nothing;

pub(super) fn look(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 0;
    let (mut blank, mut formats, mut cells) = (Vec::new(), Vec::new(), false);
    let mut new = true;
    let mut letters = Letters::default();
    while let (Some(kind), Some(size)) = (short(bytes, at), short(bytes, at + 2)) {
        let Some(data) = bytes.get(at + 4..at + 4 + usize::from(size)) else {
            findings.because(Id::Unreadable, "broken", place, "BIFF");
            return;
        };
        at += 4 + data.len();
        let flag = |from: usize, bits: u8| data.get(from).is_some_and(|byte| byte & bits != 0);
        match kind {
            // BOF: its version, and what begins; a chart in a chart sheet or a sheet.
            0x0809 => {
                new = short(data, 0) == Some(0x0600);
                if short(data, 2) == Some(0x0020) {
                    findings.add(Id::LiveChart, place, "BIFF");
                }
                if short(data, 2) == Some(0x0040) {
                    findings.add(Id::XlmMacro, place, "BIFF");
                }
            }
            0x002f => {
                findings.add(Id::Encrypted, place, "FILEPASS");
                return;
            }
            // A sheet in the list: how it is shown, what it is.
            0x0085 => {
                if flag(4, 3) {
                    findings.add(Id::HiddenSheet, place, sheet_name(data));
                }
                if data.get(5) == Some(&1) {
                    findings.add(Id::XlmMacro, place, sheet_name(data));
                }
            }
            0x003d if flag(8, 1) => findings.add(Id::HiddenSheet, place, "WINDOW1"),
            0x0208 if flag(12, 0x30) => {
                findings.add(Id::HiddenRows, place, format!("{}", u32::from(short(data, 0).unwrap_or(0)) + 1))
            }
            0x007d if flag(8, 1) || flag(9, 0x10) => findings.add(Id::HiddenCols, place, ""),
            0x009e => findings.add(Id::HiddenRows, place, "AUTOFILTER"),
            0x0018 => name(data, new, place, findings),
            0x001c if data.len() > 6 => findings.add(Id::Comments, place, ""),
            // Another workbook, unless it stands for this one (0401) or for add-ins (3A01).
            0x01ae if !matches!(short(data, 2), Some(0x0401 | 0x3a01)) => {
                let dde = data.get(4..).is_some_and(|text| text.contains(&3) && short(data, 0) == Some(0));
                findings.add(if dde { Id::DdeField } else { Id::ExternalLink }, place, "SUPBOOK");
            }
            // The same before Excel 97.
            0x0017 if !new && data.len() > 1 && matches!(data[1], 1 | 2) => {
                findings.add(Id::ExternalLink, place, "EXTERNSHEET")
            }
            0x00d5 | 0x00c6 => findings.add(Id::PivotCache, place, "SXDB"),
            0x01ad | 0x00dc | 0x0803 | 0x0876 => findings.add(Id::DataConnection, place, "QSI"),
            0x01a9 | 0x01aa => findings.add(Id::CustomView, place, ""),
            0x0014 | 0x0015 if data.len() > 3 => findings.add(Id::HeaderFooter, place, ""),
            0x00af => findings.add(Id::HiddenName, place, "SCENARIO"),
            // A number format, and the cell formats that use it.
            0x041e if new => {
                let text: String = if flag(4, 1) {
                    data.get(5..).unwrap_or_default().chunks_exact(2).map(|c| char::from(c[0])).collect()
                } else {
                    data.get(5..).unwrap_or_default().iter().map(|b| char::from(*b)).collect()
                };
                if shows_nothing(&text) {
                    blank.push(short(data, 0).unwrap_or(0));
                }
            }
            0x0031 => letters.font(data),
            0x00e0 => {
                letters.format(data, new);
                formats.push(short(data, 2).unwrap_or(0));
            }
            // Numbers in cells: NUMBER, RK, FORMULA (MULRK has its format after the column).
            0x0203 | 0x027e | 0x0006 => {
                let format = short(data, 4).and_then(|xf| formats.get(usize::from(xf)));
                cells |= format.is_some_and(|format| blank.contains(format));
                letters.used(short(data, 4), place, findings);
            }
            // Text: in the cell itself or by number.
            0x00fd | 0x0204 => letters.used(short(data, 4), place, findings),
            0x00bd => {
                letters.used(short(data, 4), place, findings);
                let mut at = 4;
                while let Some(xf) = short(data, at).filter(|_| at + 6 <= data.len()) {
                    cells |= formats.get(usize::from(xf)).is_some_and(|format| blank.contains(format));
                    at += 6;
                }
            }
            _ => {}
        }
    }
    if cells {
        findings.add(Id::HiddenText, place, ";;;");
    }
}

/// Fonts and the cell formats that use them: which of them nobody sees.
#[derive(Default)]
struct Letters {
    /// (white, tiny)
    fonts: Vec<(bool, bool)>,
    formats: Vec<(bool, bool)>,
}

impl Letters {
    /// Twentieths of a point, and an index into the palette: 1 and 9 are white.
    fn font(&mut self, data: &[u8]) {
        let size = short(data, 0).unwrap_or(200);
        self.fonts.push((matches!(short(data, 4), Some(1 | 9)), (1..=40).contains(&size)));
    }

    fn format(&mut self, data: &[u8], new: bool) {
        // There is no fifth font: number 4 is left out.
        let font = short(data, 0).map_or(0, |font| usize::from(font) - usize::from(font > 4));
        let (white, tiny) = self.fonts.get(font).copied().unwrap_or_default();
        // A pattern colours the ground; where its number stands is known since Excel 97.
        let pattern = if new { data.get(17).map_or(0, |byte| byte >> 2) } else { 1 };
        let paper = pattern == 0 || pattern == 1 && matches!(short(data, 18).map(|c| c & 0x7f), Some(1 | 9 | 65));
        self.formats.push((white && paper, tiny));
    }

    fn used(&self, format: Option<u16>, place: &str, findings: &mut Findings) {
        let format = format.and_then(|format| self.formats.get(usize::from(format)).copied());
        match format.unwrap_or_default() {
            (true, _) => findings.add(Id::WhiteText, place, "FONT"),
            (_, true) => findings.add(Id::TinyText, place, "FONT"),
            _ => {}
        }
    }
}

fn sheet_name(data: &[u8]) -> String {
    let wide = data.get(7).is_some_and(|flags| flags & 1 != 0);
    let text = data.get(8..).unwrap_or_default();
    if wide {
        text.chunks_exact(2).map(|c| char::from(c[0])).collect()
    } else {
        text.iter().map(|b| char::from(*b)).collect()
    }
}

/// A hidden name, unless it is the range of a filter, which Excel hides itself.
fn name(data: &[u8], new: bool, place: &str, findings: &mut Findings) {
    let Some(flags) = short(data, 0) else { return };
    let (hidden, built_in, function) = (flags & 1 != 0, flags & 0x20 != 0, flags & 2 != 0);
    // After the fixed part; a byte says how wide the letters are.
    let first = data.get(if new { 15 } else { 14 }).copied().unwrap_or(0);
    let text: String =
        data.get(15..).unwrap_or_default().iter().filter(|b| **b >= b' ').map(|b| char::from(*b)).take(40).collect();
    let own = (built_in && first == 0x0d) || text.starts_with("_xlfn") || text.contains("_FilterDatabase");
    if hidden && !own {
        findings.add(Id::HiddenName, place, text);
    }
    // A name that starts a macro when the workbook opens.
    if built_in && function && matches!(first, 1 | 2) {
        findings.add(Id::XlmMacro, place, "Auto_Open");
    }
}
