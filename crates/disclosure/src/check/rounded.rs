//! Counts that were rounded before the table was finished: seen from the counts behind them, whoever rounded them.

use super::read::Finished;

/// Which columns of figures are rounded counts, and what their figures leave.
#[derive(Default)]
pub(super) struct Rounded {
    base: f64,
    /// For each table and column of figures how it was rounded.
    how: Vec<Vec<Option<How>>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    /// To the nearest multiple, halves up.
    Up,
    /// To the nearest multiple, halves either way.
    Nearest,
    /// To one of the two multiples beside it.
    Either,
}

impl Rounded {
    /// Columns of which every figure is a multiple of the base less than one step from its count, and not all are the counts.
    pub fn new(tables: &[Finished], base: u64) -> Rounded {
        let base = base as f64;
        let column = |table: &Finished, column: u32| {
            let (mut how, mut exact, mut any) = (How::Up, true, false);
            for cell in table.cells.iter().filter(|cell| cell.at.last() == Some(&column) && cell.said.shown()) {
                let (Some(figure), Some(n)) = (cell.said.figure(), cell.n) else { return None };
                let by = figure.value - n;
                let alone = matches!(&cell.said, super::figure::Said::Figures(all) if all.len() == 1);
                if !alone || figure.percent || figure.decimals > 0 || figure.value % base != 0.0 || by.abs() >= base {
                    return None;
                }
                (any, exact) = (true, exact && by == 0.0);
                let this = match by {
                    by if by > -base / 2.0 && by <= base / 2.0 => How::Up,
                    by if by.abs() <= base / 2.0 => How::Nearest,
                    _ => How::Either,
                };
                // What one figure shows is known of all.
                how = match (how, this) {
                    (How::Either, _) | (_, How::Either) => How::Either,
                    (How::Nearest, _) | (_, How::Nearest) => How::Nearest,
                    _ => How::Up,
                };
            }
            (any && !exact).then_some(how)
        };
        let columns = |table: &Finished| -> Vec<Option<How>> {
            let last = table.labels.len() - 1;
            (0..table.labels[last].len() as u32).map(|at| column(table, at)).collect()
        };
        Rounded { base, how: tables.iter().map(columns).collect() }
    }

    /// Whether a cell's column is one of rounded counts.
    pub fn is(&self, table: usize, at: &[u32]) -> bool {
        self.of(table, at).is_some()
    }

    fn of(&self, table: usize, at: &[u32]) -> Option<How> {
        let column = *at.last()? as usize;
        self.how.get(table)?.get(column).copied().flatten()
    }

    /// What a figure of such a column leaves possible.
    pub fn leaves(&self, table: usize, at: &[u32], figure: f64) -> Option<(f64, f64)> {
        let half = self.base / 2.0;
        let (from, to) = match self.of(table, at)? {
            How::Up => ((figure - half).ceil(), (figure + half).ceil() - 1.0),
            How::Nearest => ((figure - half).ceil(), (figure + half).floor()),
            How::Either => (figure - self.base + 1.0, figure + self.base - 1.0),
        };
        Some((from.max(0.0), to))
    }

    /// Whether rounding hides counts below this.
    pub fn hides(&self, threshold: f64) -> bool {
        self.base >= threshold
    }
}
