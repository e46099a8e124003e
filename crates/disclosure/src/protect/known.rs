//! What everybody knows about a table before reading a figure of it.

use crate::policy::Action;
use crate::result::TableResult;

/// For each cell whether a reader knows that somebody is in it, although it is hidden: an empty cell would have been shown, or
/// each code of a field is there because somebody has it.
pub(super) fn somebody(table: &TableResult) -> Vec<bool> {
    let zeros_hidden = table.policies.iter().any(|policy| policy.count.zero == Action::Fail);
    let listed = listed(table);
    table.cells.iter().zip(listed).map(|(cell, listed)| cell.n > 0 && (!zeros_hidden || listed)).collect()
}

/// For each cell whether a reader knows that somebody is in it, whatever figure is shown: it is everybody, or those who have a
/// code that is there because somebody has it.
pub(super) fn listed(table: &TableResult) -> Vec<bool> {
    // The only field of which a cell has a code; the cell is then that code's total.
    let alone = |codes: &[Option<u32>]| -> Option<usize> {
        let mut named = (0..codes.len()).filter(|d| codes[*d].is_some());
        named.next().filter(|_| named.next().is_none())
    };
    let mut empty_code = vec![false; table.dimensions.len()];
    for cell in table.cells.iter().filter(|cell| cell.n == 0) {
        if let Some(d) = alone(&cell.evidence.codes) {
            empty_code[d] = true;
        }
    }
    table
        .cells
        .iter()
        .map(|cell| {
            let codes = &cell.evidence.codes;
            let whole = codes.iter().all(Option::is_none);
            cell.n > 0 && (whole || alone(codes).is_some_and(|d| !empty_code[d]))
        })
        .collect()
}
