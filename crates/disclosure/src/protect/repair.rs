//! More hidden cells where the audit finds that a pattern does not hold. The search thinks of all contributors as one and of
//! shares of people; the audit follows everybody and counts whole people, so what it finds open may be closed by cells that the
//! search saw no use for.

use super::audit::AuditLine;
use crate::deadline::Deadline;
use crate::pattern::{Fate, Problem};

/// Cells to hide beside those that are, so that as many of these open cells hold as can; none where nothing helps. Each of them
/// is needed, unless time is up. `audit` says what is found about cells under a pattern.
pub(super) fn repair(
    problem: &Problem,
    hidden: &[bool],
    open: &[usize],
    until: Deadline,
    audit: &dyn Fn(&[bool], &[usize]) -> Vec<AuditLine>,
) -> Vec<usize> {
    let mut cells: Vec<usize> =
        (0..hidden.len()).filter(|cell| !hidden[*cell] && problem.fate[*cell] == Fate::Open).collect();
    if cells.is_empty() || until.over() {
        return Vec::new();
    }
    // The costly ones first: they are given up first.
    cells.sort_by(|a, b| problem.cost[*b].total_cmp(&problem.cost[*a]).then(a.cmp(b)));
    let mut all = hidden.to_vec();
    cells.iter().for_each(|cell| all[*cell] = true);
    let lines = audit(&all, open);
    let lost = |cell: &usize| lines.iter().any(|line| line.at == *cell && !line.holds);
    let mended: Vec<usize> = open.iter().copied().filter(|cell| !lost(cell)).collect();
    if mended.is_empty() {
        return Vec::new();
    }
    let holds = |hidden: &[bool]| audit(hidden, &mended).iter().all(|line| line.holds);
    let mut hidden = hidden.to_vec();
    least(&mut hidden, &cells, until, &holds)
}

/// Those of these cells without which a pattern does not hold; with all of them it does (Junker's QuickXplain).
fn least(hidden: &mut Vec<bool>, cells: &[usize], until: Deadline, holds: &dyn Fn(&[bool]) -> bool) -> Vec<usize> {
    if until.over() {
        return cells.to_vec();
    }
    if holds(hidden) {
        return Vec::new();
    }
    if cells.len() == 1 {
        return cells.to_vec();
    }
    let (costly, cheap) = cells.split_at(cells.len() / 2);
    cheap.iter().for_each(|cell| hidden[*cell] = true);
    let mut needed = least(hidden, costly, until, holds);
    cheap.iter().for_each(|cell| hidden[*cell] = false);
    needed.iter().for_each(|cell| hidden[*cell] = true);
    let more = least(hidden, cheap, until, holds);
    needed.iter().for_each(|cell| hidden[*cell] = false);
    needed.extend(more);
    needed
}
