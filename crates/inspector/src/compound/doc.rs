//! An old Word document: which runs are hidden, deleted, inserted, white or tiny; comments; encryption. Numbers are those of [MS-DOC].

use super::{long, short};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Property changes (sprm) of a run of characters.
const DELETED: u16 = 0x0800;
const INSERTED: u16 = 0x0801;
const FORMAT_CHANGED: u16 = 0xca57;
const HIDDEN: u16 = 0x083c;
const COLOUR_NUMBER: u16 = 0x2a42;
const COLOUR: u16 = 0x6870;
const SIZE: u16 = 0x4a43;

pub(super) fn look(main: &[u8], table: &[u8], place: &str, findings: &mut Findings) {
    let flags = short(main, 0x0a).unwrap_or(0);
    if flags & 0x0100 != 0 {
        findings.add(Id::Encrypted, place, "FIB");
        return;
    }
    // Before Word 97 the header is another; nothing below would be right.
    if short(main, 2).unwrap_or(0) < 0x00c0 {
        findings.not_inspected(place, "Word 6/95");
        return;
    }
    if long(main, 0x5c).unwrap_or(0) > 0 {
        findings.add(Id::Comments, place, "");
    }
    if long(main, 0x54).unwrap_or(0) > 0 {
        findings.add(Id::HeaderFooter, place, "");
    }
    // Saved fast: deleted text stays in the stream, and the pieces say what counts.
    if flags & 0x0004 != 0 {
        findings.add_as(Id::TrackedDeletion, Severity::Ask, place, "fast save");
    }
    if runs(main, table, place, findings).is_none() {
        findings.not_inspected(place, "CHPX");
    }
}

/// The pages that say where each run of characters begins and how it is formatted.
fn runs(main: &[u8], table: &[u8], place: &str, findings: &mut Findings) -> Option<()> {
    let (start, size) = (long(main, 0xfa)? as usize, long(main, 0xfe)? as usize);
    if size < 4 {
        return Some(());
    }
    let plcf = table.get(start..start.checked_add(size)?)?;
    let pages = (size - 4) / 8;
    for n in 0..pages {
        let page = long(plcf, (pages + 1) * 4 + n * 4)? as usize & 0x003f_ffff;
        let page = main.get(page * 512..page * 512 + 512)?;
        let count = usize::from(page[511]);
        for run in 0..count {
            let (from, to) = (long(page, run * 4)? as usize, long(page, run * 4 + 4)? as usize);
            let at = usize::from(*page.get((count + 1) * 4 + run)?) * 2;
            if at == 0 || to <= from {
                continue;
            }
            let length = usize::from(*page.get(at)?);
            let changes = page.get(at + 1..at + 1 + length)?;
            // Marks of paragraphs, cells and pictures alone say nothing.
            let text = main.get(from..to.min(main.len())).unwrap_or_default();
            if text.iter().any(|b| *b > b' ') {
                judge(changes, place, findings);
            }
        }
    }
    Some(())
}

fn judge(changes: &[u8], place: &str, findings: &mut Findings) {
    let mut at = 0;
    while let Some(sprm) = short(changes, at) {
        at += 2;
        let size = match sprm >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ => 1 + usize::from(changes.get(at).copied().unwrap_or(0)),
        };
        let value = changes.get(at).copied().unwrap_or(0);
        match sprm {
            HIDDEN if value == 1 => findings.add(Id::HiddenText, place, "sprmCFVanish"),
            DELETED if value == 1 => findings.add(Id::TrackedDeletion, place, "sprmCFRMarkDel"),
            INSERTED if value == 1 => findings.add(Id::TrackedInsertion, place, "sprmCFRMark"),
            FORMAT_CHANGED if changes.get(at + 1) == Some(&1) => {
                findings.add(Id::TrackedFormat, place, "sprmCPropRMark")
            }
            // The ground is not known here: a cell or a text box may be dark.
            COLOUR_NUMBER if value == 8 => findings.add_as(Id::WhiteText, Severity::Ask, place, "sprmCIco"),
            COLOUR if changes.get(at..at + 3) == Some(&[255, 255, 255]) => {
                findings.add_as(Id::WhiteText, Severity::Ask, place, "sprmCCv");
            }
            SIZE if (1..=4).contains(&short(changes, at).unwrap_or(0)) => findings.add(Id::TinyText, place, "sprmCHps"),
            _ => {}
        }
        at += size;
    }
}
