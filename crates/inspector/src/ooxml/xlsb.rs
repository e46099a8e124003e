//! The records of a binary workbook (xlsb): hidden sheets, rows, columns and names. Numbers are those of [MS-XLSB].

use crate::Findings;
use crate::ids::Id;

const ROW: u32 = 0;
const NAME: u32 = 39;
const COLUMN: u32 = 60;
const SHEET: u32 = 156;
const FILTER_COLUMN: u32 = 163;
const COMMENT: u32 = 635;
const USER_VIEW: u32 = 423;

pub(super) fn part(name: &str, bytes: &[u8], place: &str, findings: &mut Findings) {
    if !name.starts_with("xl/") {
        return super::binary(name, bytes, place, findings);
    }
    if name.contains("/printersettings/") || name.contains("vbaproject") || name.contains("/embeddings/") {
        return;
    }
    let broken = |findings: &mut Findings| findings.because(Id::Unreadable, "broken", place, "BIFF12");
    let mut at = 0;
    while at < bytes.len() {
        let Some((kind, next)) = number(bytes, at, 2) else { return broken(findings) };
        let Some((size, next)) = number(bytes, next, 4) else { return broken(findings) };
        let Some(data) = next.checked_add(size as usize).and_then(|end| bytes.get(next..end)) else {
            return broken(findings);
        };
        at = next + data.len();
        let flags = |from: usize| data.get(from).copied().unwrap_or(0);
        match kind {
            SHEET if name.ends_with("workbook.bin") && flags(0) & 3 != 0 => findings.add(Id::HiddenSheet, place, ""),
            NAME if name.ends_with("workbook.bin") && flags(0) & 1 != 0 => {
                let called: String =
                    data.get(13..).unwrap_or_default().chunks_exact(2).map(|c| char::from(c[0])).take(40).collect();
                if !called.starts_with("_xlnm")
                    && !called.starts_with("_FilterDatabase")
                    && !called.starts_with("_xlfn")
                {
                    findings.add(Id::HiddenName, place, "");
                }
            }
            ROW if name.contains("/worksheets/") && data.len() >= 12 && flags(11) & 0x18 != 0 => {
                findings.add(Id::HiddenRows, place, "");
            }
            COLUMN
                if name.contains("/worksheets/")
                    && data.len() >= 18
                    && (flags(16) & 1 != 0 || flags(17) & 0x10 != 0) =>
            {
                findings.add(Id::HiddenCols, place, "");
            }
            FILTER_COLUMN if name.contains("/worksheets/") => findings.add(Id::HiddenRows, place, "autoFilter"),
            COMMENT if name.contains("comments") => findings.add(Id::Comments, place, ""),
            USER_VIEW => findings.add(Id::CustomView, place, ""),
            _ => {}
        }
    }
}

/// Seven bits a byte, lowest first, at most `most` bytes.
fn number(bytes: &[u8], mut at: usize, most: usize) -> Option<(u32, usize)> {
    let mut value = 0u32;
    for turn in 0..most {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= u32::from(byte & 0x7f) << (7 * turn);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((value, at))
}
