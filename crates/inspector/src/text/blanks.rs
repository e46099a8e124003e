//! Text that stands where nobody scrolls to, in the colour of what is behind it, or in the blanks themselves.

use crate::ids::Id;
use crate::{Findings, Severity};

/// Blanks within a line, and empty lines, that nobody passes by chance.
const ACROSS: usize = 300;
const DOWN: usize = 400;
/// Lines that end in blanks of two sorts, as when letters are written with them.
const ENDS: usize = 20;

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let ask = Severity::Ask;
    let (mut empty, mut ends, mut across, mut down) = (0usize, 0usize, 0usize, 0usize);
    for line in text.lines() {
        let said = line.trim_end();
        if said.is_empty() {
            empty += 1;
        } else {
            down += usize::from(empty >= DOWN);
            empty = 0;
        }
        across += usize::from(said.len() > ACROSS && beyond(said));
        let end = &line[said.len()..];
        ends += usize::from(end.len() >= 6 && end.contains('\t') && end.contains(' '));
    }
    if across > 0 || down > 0 {
        findings.add_as(Id::OffPage, ask, place, format!("{across} × →, {down} × ↓"));
    }
    if ends >= ENDS {
        findings.add_as(Id::HiddenText, ask, place, format!("{ends} × \" \\t\""));
    }
    // What a terminal is told to conceal.
    let told = |order: &str| {
        order
            .strip_prefix('[')
            .and_then(|rest| rest.split_once('m'))
            .is_some_and(|(ways, _)| ways.split(';').any(|way| way == "8"))
    };
    if text.split('\u{1b}').skip(1).any(told) {
        findings.add_as(Id::HiddenText, ask, place, "ESC[8m");
    }
}

/// Whether something stands behind so many blanks, or separators of empty cells, that a window does not show it.
fn beyond(line: &str) -> bool {
    let mut run = 0;
    for byte in line.bytes() {
        match byte {
            b' ' | b',' | b';' => run += 1,
            b'\t' => run += 8,
            _ if run >= ACROSS => return true,
            _ => run = 0,
        }
    }
    false
}
