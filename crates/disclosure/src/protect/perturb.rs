//! Cell-key perturbation: each cell's noise hangs on the keys of those who are in it, so that the same cell has the same
//! value in every table and nobody averages the noise away.
//!
//! The noise of a count has mean nought, a variance, a largest size, never makes a count negative or one of those that are
//! not shown, and is otherwise as random as can be (maximum entropy). The noise of a sum is made of noise to each of its
//! largest contributions, a share of each with the like distribution; in a cell that fails a rule the share of the largest is
//! larger by a fixed part, so that the noise is never next to nothing. A mean is the noisy sum over the noisy count.

use super::Protection;
use super::changed::{self, Found};
use super::levels::{least_that_passes, published};
use super::noisy;
use crate::error::Error;
use crate::evidence::{Evidence, VariableEvidence};
use crate::judge::{Rule, Severity};
use crate::policy::{Perturbation, PerturbedValues, Policy};
use crate::result::{Cell, Status, TableResult};
use crate::statistic::Statistic;
use std::collections::HashMap;

/// Tells the key of a count of values from those of contributions.
const OF_COUNT: u64 = u64::MAX;
/// A share has so many steps from nought to the most.
const STEPS: u8 = 64;

pub(crate) fn protect(table: &mut TableResult, evidence: Option<&Evidence>) -> Result<(), Error> {
    let statistics = table.request.statistics();
    let Some(rule) = table.policies.iter().find_map(|policy| policy.perturb.clone()) else {
        return Err(Error::Perturb(format!(
            "the policy {} has no [perturb] section with key, most and variance",
            table.policy.name
        )));
    };
    for statistic in &statistics {
        match statistic {
            Statistic::Count => {}
            Statistic::Sum(_) | Statistic::Mean(_) if rule.values.is_some() => {}
            Statistic::Sum(_) | Statistic::Mean(_) => {
                return Err(Error::Perturb(format!(
                    "{} needs a section [perturb.values] with top, deviation, most and sensitive in the policy; counts do without",
                    statistic.column()
                )));
            }
            other => {
                return Err(Error::Perturb(format!(
                    "only counts, sums and means are perturbed here; leave out {}",
                    other.column()
                )));
            }
        }
    }
    let mut noise = Noise::new(&rule);
    let mut unsafe_cells = 0;
    let (mut targets, mut leaves) = (Vec::new(), Vec::new());
    // The noisy sums of each field, by cell.
    let mut sums: Vec<Vec<Option<f64>>> =
        vec![Vec::new(); table.cells.first().map_or(0, |cell| cell.evidence.variables.len())];
    for (at, cell) in table.cells.iter_mut().enumerate() {
        let (n, key) = (cell.n, cell.evidence.key);
        let weight = if n == 0 { 1.0 } else { cell.evidence.weight / n as f64 };
        let fails = cell.marks.iter().any(|mark| mark.severity == Severity::Fail);
        // A sum of nothing but noughts has no noise: it tells each of them.
        let silent = |v: &VariableEvidence| v.valid_n > 0 && v.by_unit.absolute == 0.0;
        let refused = cell.marks.iter().any(|mark| mark.severity == Severity::Fail && mark.rule == Rule::Negative);
        let open = refused
            || fails && cell.evidence.variables.iter().any(silent)
            // Noise of a few people leaves what is said of a whole group.
            || marked(cell, &[Rule::Full])
            || marked(cell, &[Rule::Dominance, Rule::PPercent, Rule::Pq]) && !hides_largest(&table.policies, &rule, cell);
        for (value, statistic) in cell.values.iter_mut().zip(&statistics) {
            let variable = statistic.field().and_then(|f| cell.evidence.variables.iter().find(|v| v.field == f));
            *value = match (statistic, variable) {
                (Statistic::Sum(_), Some(variable)) => noise.sum(variable, key, fails),
                (Statistic::Mean(_), Some(variable)) => {
                    // With noise of its own where values are missing: the same would tell how many are.
                    let own = if variable.valid_n == n { key } else { mixed(key, &variable.field, OF_COUNT) };
                    let count = noise.count(variable.valid_n, own) as f64;
                    let of_value = match variable.weighted {
                        Some((_, weights)) if variable.valid_n > 0 => weights / variable.valid_n as f64,
                        _ => 1.0,
                    };
                    noise.sum(variable, key, fails).filter(|_| count > 0.0).map(|sum| sum / (count * of_value))
                }
                _ => Some(noise.count(n, key) as f64 * weight),
            };
        }
        for (sums, variable) in sums.iter_mut().zip(&cell.evidence.variables) {
            sums.push(noise.sum(variable, key, fails));
        }
        unsafe_cells += usize::from(open);
        if fails && !open {
            targets.push(at);
        }
        // What a reader who knows how much noise there is takes for possible. Nobody is made of noise alone.
        let (shown, most) = (noise.count(n, key) as f64, f64::from(rule.most));
        leaves.push(((shown - most).max(if shown > 0.0 { 1.0 } else { 0.0 }), shown + most));
        cell.status = if open { Status::Unsafe } else { Status::Perturbed };
    }
    let mut found = changed::audit(table, &leaves, &targets, evidence)?;
    if let Some(values) = &rule.values {
        for (at, sums) in sums.iter().enumerate() {
            let of_sums = noisy::audit(table, at, sums, values, evidence)?;
            found.lines.extend(of_sums.lines);
            found.unaudited += of_sums.unaudited;
        }
    }
    let told = changed::open(table, &found);
    let mut remarks = vec![
        format!(
            "counts have noise of mean 0, variance {} and at most {}, which promises: whoever puts together all that this table shows is left at least half of the numbers that a noisy figure stands for where a count is unsafe, and two at least if they are in the table themselves",
            rule.variance, rule.most
        ),
        "the same cell has the same value in every table; totals are not the sums of what is shown".into(),
    ];
    if let Some(values) = rule.values.as_ref().filter(|_| statistics.iter().any(|s| *s != Statistic::Count)) {
        remarks.push(format!(
            "sums have noise of mean 0 at each of the {} largest contributions (standard deviation {}, at most {} of it), in unsafe cells {} of the largest more, which promises: whoever puts together all that this table shows, from outside or as a contributor, is left with a value of an unsafe sum that is as far off as its rule asks; means are such sums over such counts",
            values.top, values.deviation, values.most, values.sensitive
        ));
    }
    if unsafe_cells > 0 {
        remarks.push(format!(
            "{unsafe_cells} cells stay unsafe: noise does not mend full cells, contributions that are all 0, negative ones that the policy refuses, and a largest contribution that it may leave too near"
        ));
    }
    remarks.extend(changed::remarks(told, found.unaudited, "more noise, fewer categories or no totals"));
    let Found { lines: audit, unaudited } = found;
    table.protection = Some(Protection { method: "perturb", remarks, audit, unaudited, ..Protection::default() });
    Ok(())
}

fn marked(cell: &Cell, rules: &[Rule]) -> bool {
    cell.marks.iter().any(|mark| mark.severity == Severity::Fail && rules.contains(&mark.rule))
}

/// Whether the noise of a sum keeps every estimate of the largest contribution as far off as its rule asks, however the noise
/// of the others falls.
fn hides_largest(policies: &[Policy], rule: &Perturbation, cell: &Cell) -> bool {
    let Some(values) = &rule.values else { return false };
    let fails: Vec<Rule> =
        cell.marks.iter().filter(|mark| mark.severity == Severity::Fail).map(|mark| mark.rule).collect();
    cell.evidence.variables.iter().all(|variable| {
        published(variable).iter().all(|shares| {
            let others: f64 = shares.top.iter().take(values.top).skip(1).sum();
            let sure = values.sensitive * shares.top.first().copied().unwrap_or(0.0) - values.most * others;
            policies.iter().all(|policy| {
                least_that_passes(policy, shares, &fails) - shares.absolute <= sure.max(0.0) * (1.0 + 1e-9)
            })
        })
    })
}

/// Noise by key; tables of probabilities are made once.
struct Noise<'a> {
    rule: &'a Perturbation,
    /// For each count up to that from which on all have the same.
    counts: HashMap<u64, Vec<(i64, f64)>>,
    shares: Option<(&'a PerturbedValues, Vec<(i64, f64)>)>,
}

impl<'a> Noise<'a> {
    fn new(rule: &'a Perturbation) -> Noise<'a> {
        let shares = rule.values.as_ref().map(|values| {
            let steps = values.deviation / values.most * f64::from(STEPS);
            let free = Perturbation { most: STEPS, variance: steps * steps, none_below: 0, ..rule.clone() };
            (values, probabilities(&free, u64::from(STEPS) + 1))
        });
        Noise { rule, counts: HashMap::new(), shares }
    }

    /// What a count is shown as.
    fn count(&mut self, n: u64, key: u64) -> i64 {
        if n == 0 {
            return 0;
        }
        let rule = self.rule;
        let like = n.min(u64::from(rule.most) + u64::from(rule.none_below) + 1);
        n as i64 + drawn(self.counts.entry(like).or_insert_with(|| probabilities(rule, like)), key)
    }

    /// What a sum is shown as; none where there is no value.
    fn sum(&self, variable: &VariableEvidence, key: u64, unsafe_cell: bool) -> Option<f64> {
        let (values, table) = self.shares.as_ref()?;
        if variable.valid_n == 0 {
            return None;
        }
        let (sum, shares) = match (variable.weighted, &variable.weighted_by_unit) {
            (Some((sum, _)), Some(shares)) => (sum, &**shares),
            _ => (variable.sum, &variable.by_unit),
        };
        let noise = shares.top.iter().take(values.top).enumerate().map(|(at, contribution)| {
            let key = mixed(key, &variable.field, at as u64);
            let share = drawn(table, key) as f64 / f64::from(STEPS) * values.most;
            // The last bit of the key says which way a share of nought goes.
            let up = share > 0.0 || share == 0.0 && key & 1 == 0;
            let more = if unsafe_cell && at == 0 { values.sensitive } else { 0.0 };
            contribution * (share + if up { more } else { -more })
        });
        Some(sum + noise.sum::<f64>())
    }
}

/// A key of its own for each field and place, from the cell's.
fn mixed(key: u64, field: &str, at: u64) -> u64 {
    scrambled(field.bytes().fold(key ^ at, |mixed, byte| scrambled(mixed ^ u64::from(byte))))
}

/// Every bit of a number hangs on every bit of the one before (SplitMix64's finish, which maps no two to one).
fn scrambled(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// The noise at this key.
fn drawn(table: &[(i64, f64)], key: u64) -> i64 {
    let at = key as f64 / 2f64.powi(64);
    let mut before = 0.0;
    for (noise, probability) in table {
        before += probability;
        if at < before {
            return *noise;
        }
    }
    table.last().map_or(0, |(noise, _)| *noise)
}

/// What noise a count may have, and how probable each is.
pub(crate) fn probabilities(rule: &Perturbation, n: u64) -> Vec<(i64, f64)> {
    let most = i64::from(rule.most);
    let n = i64::try_from(n).unwrap_or(i64::MAX - most);
    let allowed: Vec<i64> = (-most..=most)
        .filter(|noise| n + noise >= 0 && !(1..=i64::from(rule.none_below)).contains(&(n + noise)))
        .collect();
    if allowed.iter().all(|noise| *noise > 0) || allowed.iter().all(|noise| *noise < 0) {
        // No mean of nought is possible; the nearest value stands.
        return allowed.into_iter().min_by_key(|noise| noise.abs()).map(|noise| (noise, 1.0)).into_iter().collect();
    }
    let weights = |slope: f64, bend: f64| -> Vec<f64> {
        let exponent = |noise: &i64| slope * *noise as f64 + bend * (*noise * *noise) as f64;
        let largest = allowed.iter().map(exponent).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = allowed.iter().map(|noise| (exponent(noise) - largest).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    };
    let moment = |weights: &[f64], power: i32| -> f64 {
        weights.iter().zip(&allowed).map(|(weight, noise)| weight * (*noise as f64).powi(power)).sum()
    };
    // The mean rises with the slope, the variance (at mean nought) with the bend.
    let balanced = |bend: f64| -> Vec<f64> {
        let (mut low, mut high) = (-400.0, 400.0);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if moment(&weights(middle, bend), 1) < 0.0 { low = middle } else { high = middle }
        }
        weights((low + high) / 2.0, bend)
    };
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if moment(&balanced(middle), 2) < rule.variance { low = middle } else { high = middle }
    }
    allowed.iter().copied().zip(balanced((low + high) / 2.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_mean_nought_its_variance_and_no_forbidden_result() {
        let rule = Perturbation { key: "0123456789abcdef".into(), most: 5, variance: 2.0, none_below: 2, values: None };
        for n in 1..40u64 {
            let table = probabilities(&rule, n);
            let sum: f64 = table.iter().map(|(_, p)| p).sum();
            let mean: f64 = table.iter().map(|(noise, p)| *noise as f64 * p).sum();
            let variance: f64 = table.iter().map(|(noise, p)| (*noise * *noise) as f64 * p).sum();
            assert!((sum - 1.0).abs() < 1e-9 && mean.abs() < 1e-6, "{n}: sum {sum}, mean {mean}");
            // Small counts cannot have it: what they may become lies too far apart.
            assert!(n < 3 || (variance - 2.0).abs() < 1e-6 || variance > 2.0, "{n}: variance {variance}");
            assert!(table.iter().all(|(noise, _)| {
                let shown = n as i64 + noise;
                noise.abs() <= 5 && shown >= 0 && shown != 1 && shown != 2
            }));
        }
    }
}
