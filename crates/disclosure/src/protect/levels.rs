//! How far off an attacker must be kept, for the audit: found from the rules themselves. A figure is protected when it could
//! be one that passes the rule that failed.

use crate::evidence::{Shares, VariableEvidence};
use crate::judge::{Rule, Severity};
use crate::policy::{Equality, Policy};
use crate::result::{Cell, TableResult};

/// Where no rule says how well a sum has to be protected: this part of it (to be confirmed by the operator).
const PART: f64 = 0.1;

/// A sensitive figure, and the value that an attacker must think possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub cell: usize,
    /// 0 is the count; then the variables in order.
    pub quantity: usize,
    pub truth: f64,
    pub needed: f64,
}

/// Of every sensitive figure.
pub(super) fn levels(table: &TableResult) -> Vec<Level> {
    let mut all = Vec::new();
    for (at, cell) in table.cells.iter().enumerate() {
        let fails: Vec<Rule> =
            cell.marks.iter().filter(|mark| mark.severity == Severity::Fail).map(|mark| mark.rule).collect();
        if fails.is_empty() {
            continue;
        }
        let truth = cell.evidence.weight;
        let counts = counts(table, cell, &fails);
        all.extend(counts.into_iter().map(|needed| Level { cell: at, quantity: 0, truth, needed }));
        for (number, variable) in cell.evidence.variables.iter().enumerate().filter(|(_, v)| v.valid_n > 0) {
            let truth = variable.weighted.map_or(variable.sum, |(sum, _)| sum);
            if let Some(more) = sum(table, variable, truth, &fails) {
                all.push(Level { cell: at, quantity: number + 1, truth, needed: truth + more });
            }
        }
    }
    all
}

/// Counts that must be possible.
fn counts(table: &TableResult, cell: &Cell, fails: &[Rule]) -> Vec<f64> {
    let n = cell.n;
    let weight = if n == 0 { 1.0 } else { cell.evidence.weight / n as f64 };
    let mut needed = Vec::new();
    let about_shares = |rule: &Rule| matches!(rule, Rule::Dominance | Rule::PPercent | Rule::Pq | Rule::Full);
    if fails.iter().any(|rule| !about_shares(rule)) {
        let passes = |m: u64| m > n && table.policies.iter().all(|policy| m >= policy.count.threshold);
        let least = (n + 1..).find(|m| passes(*m)).unwrap_or(u64::MAX);
        needed.push(cell.evidence.weight + (least - n) as f64 * weight);
    }
    if fails.contains(&Rule::Full) && n > 1 {
        // Fewer than the share of those who are in it today, and at least one of them less.
        let share = table.policies.iter().filter_map(|policy| policy.count.full_share).fold(1.0, f64::min);
        // Whole people; shares of them miss a whole number by their last digits.
        needed.push((share * n as f64 + 1e-9).floor().min(n as f64 - 1.0) * weight);
    }
    needed
}

/// How a published sum divides among units and among holdings: by weighted contributions where the sum is weighted.
pub(super) fn published(variable: &VariableEvidence) -> Vec<&Shares> {
    match &variable.weighted_by_unit {
        Some(units) => std::iter::once(&**units).chain(variable.weighted_by_holding.as_deref()).collect(),
        None => std::iter::once(&variable.by_unit).chain(variable.by_holding.as_deref()).collect(),
    }
}

/// How much more a sum must be able to be.
fn sum(table: &TableResult, variable: &VariableEvidence, truth: f64, fails: &[Rule]) -> Option<f64> {
    let shares = published(variable);
    let concentrated = |rule: &Rule| matches!(rule, Rule::Dominance | Rule::PPercent | Rule::Pq);
    let mut more: f64 = 0.0;
    if fails.iter().any(|rule| !concentrated(rule)) {
        more = if truth == 0.0 { PART } else { PART * truth.abs() };
    }
    for policy in &table.policies {
        for shares in &shares {
            more = more.max(least_that_passes(policy, shares, fails) - shares.absolute);
        }
    }
    // Contributions that are all nought.
    if more <= 0.0 && fails.iter().any(concentrated) && shares.iter().all(|shares| shares.absolute == 0.0) {
        more = 1.0;
    }
    (more > 0.0).then_some(more)
}

/// The least total at which none of the failing rules of shares fails, the largest contributions being what they are: whoever
/// takes it for the total estimates nobody closely enough.
pub(super) fn least_that_passes(policy: &Policy, shares: &Shares, fails: &[Rule]) -> f64 {
    let Some(exposed) = shares.exposed(policy) else { return shares.absolute };
    let top = |n: usize| exposed.largest(n);
    let largest = exposed.first;
    let over =
        |value: f64, limit: f64, equality: Equality| value > limit || (value == limit && equality == Equality::Fail);
    let passes = |total: f64| {
        let dominated = fails.contains(&Rule::Dominance)
            && policy.dominance.iter().any(|rule| over(top(rule.n), rule.k * total, rule.equality));
        let rest = total - top(2);
        let near = fails.contains(&Rule::PPercent)
            && policy.p.as_ref().is_some_and(|p| over(p.fraction() * largest, rest, p.equality));
        let nearer = fails.contains(&Rule::Pq) && policy.pq.as_ref().is_some_and(|pq| rest < pq.p / pq.q * largest);
        !(dominated || near || nearer)
    };
    let mut low = shares.absolute;
    if passes(low) || shares.absolute == 0.0 {
        return low;
    }
    let mut high = 2.0 * low;
    while !passes(high) {
        high *= 2.0;
    }
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if passes(middle) { high = middle } else { low = middle }
    }
    high
}
