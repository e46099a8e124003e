//! Cell-key perturbation of counts: each cell's noise hangs on the keys of those who are in it, so that the same cell has
//! the same value in every table and nobody averages the noise away. The noise of a count has mean nought, a variance, a
//! largest size, never makes a count negative or one of those that are not shown, and is otherwise as random as can be
//! (maximum entropy).

use super::Protection;
use crate::error::Error;
use crate::judge::{Rule, Severity};
use crate::policy::Perturbation;
use crate::result::{Status, TableResult};
use crate::statistic::Statistic;

pub(crate) fn protect(table: &mut TableResult) -> Result<(), Error> {
    let statistics = table.request.statistics();
    if let Some(other) = statistics.iter().find(|statistic| **statistic != Statistic::Count) {
        return Err(Error::Perturb(format!("only counts are perturbed here; leave out {}", other.column())));
    }
    let Some(rule) = table.policies.iter().find_map(|policy| policy.perturb.clone()) else {
        return Err(Error::Perturb(format!(
            "the policy {} has no [perturb] section with key, most and variance",
            table.policy.name
        )));
    };
    let mut unsafe_cells = 0;
    for cell in &mut table.cells {
        let n = cell.n;
        let weight = if n == 0 { 1.0 } else { cell.evidence.weight / n as f64 };
        let shown = n as i64 + noise(&rule, n, cell.evidence.key);
        for value in &mut cell.values {
            *value = Some(shown as f64 * weight);
        }
        let mended = |rule: Rule| matches!(rule, Rule::Threshold | Rule::Zero | Rule::Full);
        let fails = cell.marks.iter().any(|mark| mark.severity == Severity::Fail && !mended(mark.rule));
        unsafe_cells += usize::from(fails);
        cell.status = if fails { Status::Unsafe } else { Status::Perturbed };
    }
    let mut remarks = vec![format!(
        "counts have noise of mean 0, variance {} and at most {}; the same cell has the same value in every table; totals are not the sums of what is shown",
        rule.variance, rule.most
    )];
    if unsafe_cells > 0 {
        remarks.push(format!("{unsafe_cells} cells stay unsafe by rules that noise does not mend"));
    }
    table.protection = Some(Protection { method: "perturb", remarks, additive: false, ..Protection::default() });
    Ok(())
}

/// The noise of a count with this key.
fn noise(rule: &Perturbation, n: u64, key: u64) -> i64 {
    if n == 0 {
        return 0;
    }
    let at = key as f64 / 2f64.powi(64);
    let mut before = 0.0;
    let table = probabilities(rule, n);
    for (noise, probability) in &table {
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
        let rule = Perturbation { key: "0123456789abcdef".into(), most: 5, variance: 2.0, none_below: 2 };
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
