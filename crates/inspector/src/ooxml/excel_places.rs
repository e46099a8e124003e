//! Where the cells of a sheet stand: those under merged ones, and those that stand far from all others.

use crate::ids::Id;
use crate::{Findings, Severity};

/// Cells whose places are kept.
const MOST: usize = 1 << 20;
/// Empty rows and columns that nobody passes by chance.
const FAR_ROWS: u32 = 1_000;
const FAR_COLUMNS: u32 = 100;
/// Formulas of numbers alone that are no slip.
const CONSTANT: usize = 5;

/// The places of cells that hold something, and the areas that are shown as one cell.
#[derive(Default)]
pub(super) struct Places {
    filled: Vec<(u32, u32)>,
    merged: Vec<[(u32, u32); 2]>,
    row: u32,
    column: u32,
    constant: usize,
    more: bool,
}

/// Row and column of a cell's name, from 1.
fn place(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let row = name.get(letters..)?.parse().ok()?;
    let column = u32::try_from(super::excel::column(name)).ok().filter(|column| *column > 0)?;
    Some((row, column))
}

impl Places {
    pub(super) fn row(&mut self, number: Option<u32>) {
        self.row = number.unwrap_or(self.row.saturating_add(1));
        self.column = 0;
    }

    pub(super) fn cell(&mut self, name: Option<&str>) {
        match name.and_then(place) {
            Some((row, column)) => (self.row, self.column) = (row, column),
            None => self.column = self.column.saturating_add(1),
        }
    }

    pub(super) fn filled(&mut self) {
        self.more |= self.filled.len() >= MOST;
        if !self.more {
            self.filled.push((self.row, self.column));
        }
    }

    pub(super) fn merged(&mut self, area: &str) {
        self.more |= self.merged.len() >= MOST;
        if let Some((from, to)) = area.split_once(':')
            && let Some(both) = place(from).zip(place(to))
            && !self.more
        {
            self.merged.push([both.0, both.1]);
        }
    }

    /// A result that is worked out of numbers within its cell says which numbers are behind it.
    pub(super) fn formula(&mut self, text: &str) {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b" +-*/().,%".contains(&b));
        let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty()).count();
        self.constant += usize::from(plain && numbers >= 2 && text.contains('/'));
    }

    pub(super) fn judge(mut self, sheet: &str, findings: &mut Findings) {
        if self.more {
            findings.partly(sheet, format!("> {MOST} × c"));
        }
        self.filled.sort_unstable();
        let covered = |[from, to]: &[(u32, u32); 2]| {
            let first = self.filled.partition_point(|cell| cell.0 < from.0);
            let rows = self.filled[first..].iter().take_while(|cell| cell.0 <= to.0);
            rows.filter(|cell| *cell != from && (from.1..=to.1).contains(&cell.1)).count()
        };
        let under: usize = self.merged.iter().map(covered).sum();
        if under > 0 {
            findings.add(Id::CellValue, sheet, format!("{under} × mergeCell"));
        }
        if self.constant >= CONSTANT {
            findings.add(Id::FormulaText, sheet, format!("{} × 1/2", self.constant));
        }
        let mut columns: Vec<u32> = self.filled.iter().map(|cell| cell.1).collect();
        columns.sort_unstable();
        let lines: Vec<u32> = self.filled.iter().map(|cell| cell.0).collect();
        let rows = gap(&lines, FAR_ROWS);
        if rows || gap(&columns, FAR_COLUMNS) {
            findings.add_as(Id::OffPage, Severity::Ask, sheet, if rows { "row" } else { "c" });
        }
    }
}

/// Whether more than this lies empty before the first or between two of them, which are in order.
fn gap(all: &[u32], far: u32) -> bool {
    let before = std::iter::once(0).chain(all.iter().copied());
    before.zip(all).any(|(before, at)| at.saturating_sub(before) > far)
}
