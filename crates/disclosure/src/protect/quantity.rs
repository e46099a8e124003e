//! What an attacker could work out: the figures that add up, how much of each its contributors know, and how far from the
//! truth the attacker must be kept.

use crate::evidence::{CellEvidence, Shares, VariableEvidence};
use crate::judge::{Mark, Rule, Severity};
use crate::policy::Policy;
use crate::result::{Cell, TableResult};

/// Where no rule says how well a magnitude has to be protected, the attacker must be this part of it off.
const USUAL: f64 = 0.1;

/// The figures of one kind, for every cell of the table.
pub(crate) struct Quantity {
    pub value: Vec<f64>,
    /// What everybody knows to be in the cell at least.
    pub least: Vec<f64>,
    /// What the largest single contributor (unit or holding) knows to be in the cell.
    pub own: Vec<f64>,
    /// One contributor stands alone in the cell and knows it whole.
    pub alone: Vec<bool>,
    /// Values may be negative: an attacker cannot take nought for the least.
    pub signed: bool,
    /// How far above the truth an attacker's interval must reach; nought where the cell is not sensitive in this.
    pub rise: Vec<f64>,
    /// How far below.
    pub fall: Vec<f64>,
}

impl Quantity {
    /// How far a value can fall in an attacker's mind who knows of no contributor.
    pub fn room(&self, cell: usize) -> f64 {
        if self.signed { f64::INFINITY } else { (self.value[cell] - self.least[cell]).max(0.0) }
    }

    /// The same for the largest contributor.
    pub fn room_for_largest(&self, cell: usize) -> f64 {
        match (self.alone[cell], self.signed) {
            (true, _) => 0.0,
            (false, true) => f64::INFINITY,
            (false, false) => (self.value[cell] - self.own[cell].max(self.least[cell])).max(0.0),
        }
    }
}

/// Every quantity that the figures of a table tell or let one work out.
pub(crate) fn quantities(table: &TableResult) -> Vec<Quantity> {
    let mut all = vec![count(table)];
    if let Some(first) = table.cells.first() {
        all.extend((0..first.evidence.variables.len()).map(|at| magnitude(table, at)));
    }
    all
}

fn fails(marks: &[Mark], rule: impl Fn(Rule) -> bool) -> bool {
    marks.iter().any(|mark| mark.severity == Severity::Fail && rule(mark.rule))
}

fn concentrated(rule: Rule) -> bool {
    matches!(rule, Rule::Dominance | Rule::PPercent | Rule::Pq)
}

fn count(table: &TableResult) -> Quantity {
    let share = table.policies.iter().filter_map(|policy| policy.count.full_share).reduce(f64::min).unwrap_or(1.0);
    let of = |pick: &dyn Fn(&Cell) -> f64| -> Vec<f64> { table.cells.iter().map(pick).collect() };
    let weight = |cell: &Cell| mean_weight(&cell.evidence);
    let somebody = super::known::somebody(table);
    Quantity {
        value: of(&|cell| cell.evidence.weight),
        least: table.cells.iter().zip(somebody).map(|(cell, some)| if some { weight(cell) } else { 0.0 }).collect(),
        own: of(&|cell| cell.evidence.most_of_one() as f64 * weight(cell)),
        alone: table.cells.iter().map(alone).collect(),
        signed: false,
        rise: of(&|cell| rise_of_count(&table.policies, &cell.evidence, &cell.marks)),
        // It must be possible that not all of the row are in it.
        fall: of(&|cell| {
            if fails(&cell.marks, |rule| rule == Rule::Full) && cell.n > 1 {
                ((1.0 - share) * cell.n as f64 - 1e-9).ceil().max(1.0) * weight(cell)
            } else {
                0.0
            }
        }),
    }
}

/// A weighted count tells the records behind it about as well as its mean weight does.
fn mean_weight(evidence: &CellEvidence) -> f64 {
    if evidence.n == 0 { 1.0 } else { evidence.weight / evidence.n as f64 }
}

/// How far above the truth the count of a cell with these marks must be able to lie; nought where that is not needed.
pub(super) fn rise_of_count(policies: &[Policy], evidence: &CellEvidence, marks: &[Mark]) -> f64 {
    if !fails(marks, |rule| !concentrated(rule) && rule != Rule::Full) {
        return 0.0;
    }
    let threshold = policies.iter().map(|policy| policy.count.threshold).max().unwrap_or(0) as f64;
    (threshold - evidence.n as f64).max(1.0) * mean_weight(evidence)
}

/// The same of a sum.
pub(super) fn rise_of_sum(policies: &[Policy], v: &VariableEvidence, marks: &[Mark]) -> f64 {
    if !marks.iter().any(|mark| mark.severity == Severity::Fail) || v.valid_n == 0 {
        return 0.0;
    }
    let (shares, sum) = (of_value(v), published(v));
    let mut rise: f64 = 0.0;
    // A count that fails hides a sum that must not be worked out either.
    if !marks.iter().all(|mark| concentrated(mark.rule)) {
        rise = USUAL * if sum == 0.0 { 1.0 } else { sum.abs() };
    }
    for policy in policies {
        for shares in &shares {
            rise = rise.max(upper(policy, shares, &|rule| fails(marks, |other| other == rule)));
        }
    }
    if rise == 0.0 && fails(marks, concentrated) && shares.iter().all(|s| s.absolute == 0.0) {
        rise = 1.0;
    }
    rise
}

fn published(v: &VariableEvidence) -> f64 {
    v.weighted.map_or(v.sum, |(sum, _)| sum)
}

fn alone(cell: &Cell) -> bool {
    cell.evidence.units == 1 || cell.evidence.holdings == Some(1)
}

fn magnitude(table: &TableResult, at: usize) -> Quantity {
    let mut quantity = Quantity {
        signed: table.cells.iter().any(|cell| cell.evidence.variables[at].negatives > 0),
        value: Vec::new(),
        least: vec![0.0; table.cells.len()],
        own: Vec::new(),
        alone: Vec::new(),
        rise: Vec::new(),
        fall: Vec::new(),
    };
    for cell in &table.cells {
        let v = &cell.evidence.variables[at];
        let shares = of_value(v);
        quantity.own.push(shares.iter().filter_map(|s| s.top.first()).fold(0.0, |a: f64, b| a.max(*b)));
        quantity.alone.push(shares.iter().any(|s| s.contributors == 1));
        quantity.rise.push(rise_of_sum(&table.policies, v, &cell.marks));
        quantity.fall.push(0.0);
        quantity.value.push(published(v));
    }
    quantity
}

/// How a published sum divides: with weights by weighted contributions, as those are what is published.
fn of_value(v: &VariableEvidence) -> Vec<&Shares> {
    let (unit, holding) = if v.weighted_by_unit.is_some() {
        (v.weighted_by_unit.as_deref(), v.weighted_by_holding.as_deref())
    } else {
        (Some(&v.by_unit), v.by_holding.as_deref())
    };
    unit.into_iter().chain(holding).collect()
}

/// Upper protection level: the least value above the truth that would pass the rule, less the truth.
fn upper(policy: &Policy, shares: &Shares, fails: &dyn Fn(Rule) -> bool) -> f64 {
    let total = shares.absolute;
    let Some(exposed) = shares.exposed(policy) else { return 0.0 };
    let (first, rest) = (exposed.first, exposed.rest());
    let mut level: f64 = 0.0;
    if fails(Rule::Dominance) {
        for rule in &policy.dominance {
            level = level.max(exposed.largest(rule.n) / rule.k - total);
        }
    }
    if fails(Rule::PPercent)
        && let Some(p) = &policy.p
    {
        level = level.max(p.fraction() * first - rest);
    }
    if fails(Rule::Pq)
        && let Some(pq) = &policy.pq
    {
        level = level.max(pq.p / pq.q * first - rest);
    }
    level
}
