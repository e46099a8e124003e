//! Two tables of a project from the same data whose conditions differ by a few people: the difference of the two is about
//! those few (domain 2.7). A first form of the comparison with what was made before: two at a time, by their conditions and
//! not by values that are missing. Tables of two versions of a dataset are compared so too, as if both were made from the
//! newer one; and where they have one condition, the difference is about those who were added, left out or counted anew:
//! then their counts are compared, and a checker is asked.

use std::collections::{BTreeMap, BTreeSet};

use data::Variable;
use disclosure::{Expression, TableRequest, TableResult};

use super::Severity;
use super::kept::Kept;
use super::minimum::RuleMark;
use super::table::{NoTable, missing};

/// The rule's name, as `check` has it.
pub const RULE: &str = "differencing";

const TOTAL: &str = "Total";

/// What is to be counted to compare the new table with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The reference of the earlier table.
    pub earlier: String,
    /// Who stands in the new one alone, and who in the earlier one alone: by the fields of both, or where there are none by
    /// one of the new table's. None where nobody can.
    pub apart: [Option<TableRequest>; 2],
    /// Both tables have these fields.
    shared: bool,
}

/// How many people or businesses stand in one of two tables alone: in all, and in each cell that both have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Apart {
    total: u64,
    cells: BTreeMap<Vec<String>, u64>,
}

/// What the new table is to be compared with, each pair of conditions once.
pub fn pairs(new: &TableRequest, earlier: &[(String, TableRequest)], dictionary: &[Variable]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut seen = BTreeSet::new();
    let mine = condition(new, dictionary);
    for (reference, request) in earlier {
        let theirs = condition(request, dictionary);
        let same = same(mine.as_deref(), theirs.as_deref());
        let shared: Vec<String> = new.dimensions().into_iter().filter(|f| request.dimensions().contains(f)).collect();
        let both: Vec<String> =
            [missing(new, dictionary), missing(request, dictionary)].into_iter().flatten().collect();
        if same || !seen.insert((theirs.clone(), shared.clone(), both.clone())) {
            continue;
        }
        let fields = if shared.is_empty() { new.rows.iter().take(1).cloned().collect() } else { shared.clone() };
        let apart = [(&mine, &theirs), (&theirs, &mine)].map(|(here, there)| {
            // Whoever is asked about everybody has nobody outside.
            let there = format!("({}) is not true", there.as_ref()?);
            let all: Vec<String> =
                here.iter().map(|c| format!("({c})")).chain([there]).chain(both.iter().cloned()).collect();
            Some(TableRequest {
                rows: fields.clone(),
                count: true,
                unit: new.unit.clone(),
                selection: Some(all.join(" and ")),
                margins: true,
                ..TableRequest::default()
            })
        });
        pairs.push(Pair { earlier: reference.clone(), apart, shared: !shared.is_empty() });
    }
    pairs
}

/// Whether two tables have one condition, but for what the dictionary says of missing values.
pub fn one_condition(a: &TableRequest, b: &TableRequest, dictionary: &[Variable]) -> bool {
    same(condition(a, dictionary).as_deref(), condition(b, dictionary).as_deref())
}

fn same(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a == b || parsed(a).zip(parsed(b)).is_some_and(|(a, b)| a.says_as(&b)),
        _ => false,
    }
}

fn parsed(condition: &str) -> Option<Expression> {
    Expression::parse(condition).ok()
}

/// A table's condition without what the dictionary says of missing values. Where the dictionary has changed since, those
/// stay in it: then more is compared, not less.
fn condition(request: &TableRequest, dictionary: &[Variable]) -> Option<String> {
    let all = request.selection.clone()?;
    let Some(missing) = missing(request, dictionary) else { return Some(all) };
    if all == missing {
        return None;
    }
    Some(all.strip_suffix(&missing).and_then(|rest| rest.strip_suffix(" and ")).map(str::to_owned).unwrap_or(all))
}

impl Apart {
    /// Adds what was counted of one side; nothing where nobody stands there alone.
    pub fn add(&mut self, side: &TableResult) {
        let whole = |c: &&disclosure::Cell| c.margin && c.keys.iter().all(|key| key.to_string() == TOTAL);
        let fewest = |c: &disclosure::Cell| c.n.min(c.units);
        self.total += side.cells.iter().filter(whole).map(fewest).max().unwrap_or(0);
        for cell in &side.cells {
            *self.cells.entry(cell.names()).or_default() += fewest(cell);
        }
    }

    /// Cells of both tables that differ by fewer than the threshold, or why the new table may not be.
    ///
    /// # Errors
    /// The tables as a whole differ by fewer, or by nobody: one answer, or it would tell whether there is such a person.
    pub fn judge(&self, pair: &Pair, threshold: u64) -> Result<u64, NoTable> {
        if self.total < threshold {
            return Err(NoTable::TooNear { table: pair.earlier.clone() });
        }
        let few = self.cells.values().filter(|n| (1..threshold).contains(n)).count() as u64;
        Ok(if pair.shared { few } else { 0 })
    }
}

/// How many cells of a new table and of one from another version of the data differ by a few records or people: the cells of
/// the fields that both have, and both as a whole.
pub fn by_count(new: &TableResult, other: &Kept, threshold: u64) -> u64 {
    let theirs: Vec<&String> = other.dimensions.iter().map(|d| &d.field).collect();
    let shared: Vec<[usize; 2]> = new
        .dimensions
        .iter()
        .enumerate()
        .filter_map(|(at, field)| Some([at, theirs.iter().position(|f| *f == field)?]))
        .collect();
    let mut cells: BTreeMap<Vec<String>, [[u64; 2]; 2]> = BTreeMap::new();
    let mut count = |side: usize, keys: &[String], n: u64, units: u64| {
        let own: Vec<String> = shared.iter().map(|at| keys[at[side]].clone()).collect();
        // A person who stands in several of the cells that are put together counts in each of them, on both sides.
        for key in BTreeSet::from([own, Vec::new()]) {
            let cell = &mut cells.entry(key).or_default()[side];
            (cell[0], cell[1]) = (cell[0] + n, cell[1] + units);
        }
    };
    for cell in new.cells.iter().filter(|c| !c.margin) {
        count(0, &cell.names(), cell.n, cell.units);
    }
    for cell in other.cells.iter().filter(|c| !c.margin) {
        count(1, &cell.keys, cell.n, cell.units);
    }
    let few = |here: u64, there: u64| (1..threshold).contains(&here.abs_diff(there));
    cells.values().filter(|[new, old]| few(new[0], old[0]) || few(new[1], old[1])).count() as u64
}

/// What the checkers are asked to look at, where cells are near to those of another table.
pub fn mark(cells: u64) -> Option<RuleMark> {
    (cells > 0).then(|| RuleMark { rule: RULE.to_owned(), severity: Severity::Ask, cells })
}
