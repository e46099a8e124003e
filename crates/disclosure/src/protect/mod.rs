//! Protection of tables with unsafe cells: suppression, rounding, perturbation. Every figure of a hidden cell is hidden, so
//! that statistics that belong together (n, sum, mean, percentage) do not give each other back.

mod audit;
mod changed;
mod each;
mod known;
mod levels;
mod noisy;
mod people;
mod perturb;
mod proof;
mod quantity;
mod relations;
mod repair;
mod round;
mod suppress;
mod unions;
mod unknowns;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::judge::Severity;
use crate::request::Protect;
use crate::result::{Showing, Status, TableResult, Verdict};
use serde::Serialize;

pub use audit::AuditLine;

/// What was done to protect a table, and what the audit found. For inside use: intervals hold figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Protection {
    /// `suppress`, `round`, `perturb`.
    pub method: &'static str,
    /// What a reader of the released table has to know, as sentences.
    pub remarks: Vec<String>,
    /// Cells hidden because they are unsafe.
    pub primary: usize,
    /// Cells hidden because totals would give back others.
    pub secondary: usize,
    /// What the secondary cells cost by the policy's measure, none where nothing was hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// No pattern of hidden cells that protects this table can cost less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// The part of the cost that is not proven to be needed, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// The interval that an attacker finds for every sensitive figure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audit: Vec<AuditLine>,
    /// Unsafe cells of which nobody found out in time what all figures together tell: a person has to look.
    #[serde(skip_serializing_if = "is_nought")]
    pub unaudited: usize,
    /// Whether totals are the sums of their parts in what is shown.
    pub additive: bool,
}

fn is_nought(number: &usize) -> bool {
    *number == 0
}

impl TableResult {
    /// What attackers find about every sensitive figure if these cells are hidden, whoever chose them. One line for somebody
    /// outside and, where the figure is safe from them, one for the contributors who find most.
    ///
    /// # Panics
    /// If `hidden` has not one entry for each cell.
    pub fn audit(&self, hidden: &[bool]) -> Vec<AuditLine> {
        assert_eq!(hidden.len(), self.cells.len(), "the audit needs to know of every cell whether it is hidden");
        let inquiry = audit::Inquiry { together: suppress::shared(self), ..audit::Inquiry::default() };
        audit::audit(self, hidden, &inquiry)
    }

    /// Protects the table as the request says. Cells that stay unsafe keep the verdict at fail, so nothing is released.
    /// `evidence` is where contributors to several cells are found.
    pub(crate) fn protected(mut self, evidence: Option<&Evidence>) -> Result<TableResult, Error> {
        match self.request.protect {
            Protect::None => return Ok(self),
            Protect::Suppress => suppress::protect(&mut self, evidence)?,
            Protect::Round => round::protect(&mut self, evidence)?,
            Protect::Perturb => perturb::protect(&mut self, evidence)?,
        }
        let shown = |status: Status| status.showing() != Showing::Gap;
        let worst = self.cells.iter().filter(|cell| shown(cell.status)).flat_map(|cell| &cell.marks);
        self.verdict = if self.cells.iter().any(|cell| cell.status == Status::Unsafe) {
            Verdict::Fail
        } else if self.protection.as_ref().is_some_and(|made| made.unaudited > 0)
            || worst.into_iter().any(|mark| mark.severity == Severity::Ask)
        {
            Verdict::Ask
        } else {
            Verdict::Pass
        };
        Ok(self)
    }
}
