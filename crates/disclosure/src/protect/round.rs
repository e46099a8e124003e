//! Rounding of counts to a base: conventional (each on its own) or controlled (totals stay the sums of their parts).

use super::Protection;
use super::changed::{self, Found};
use super::relations::relations;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::judge::{Rule, Severity};
use crate::program::{Row, whole};
use crate::result::{Status, TableResult};
use crate::statistic::Statistic;
use std::time::Duration;

/// An additive rounding that takes longer to find is not looked for.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn protect(table: &mut TableResult, evidence: Option<&Evidence>) -> Result<(), Error> {
    let statistics = table.request.statistics();
    // The coarsest rounding that any of the policies asks for.
    let rule =
        table.policies.iter().filter_map(|policy| policy.rounding.as_ref()).max_by_key(|rule| rule.base).cloned();
    let Some(rule) = rule else { return Err(Error::NoRounding { policy: table.policy.name.clone() }) };
    if let Some(other) = statistics.iter().find(|statistic| matches!(statistic, Statistic::Percent(_))) {
        return Err(Error::NotRounded { statistic: other.column(), how: "make it from the rounded counts" });
    }
    let base = rule.base as f64;
    let counts: Vec<f64> = table.cells.iter().map(|cell| cell.evidence.weight).collect();
    let controlled = rule.controlled.then(|| controlled(table, &counts, base)).flatten();
    let additive = controlled.is_some();
    // What a reader who knows how it was rounded takes for possible, figure by figure.
    let (rounded, leaves): (Vec<f64>, Vec<(f64, f64)>) = match controlled {
        Some((rounded, steps)) => {
            let off = f64::from(steps) * base - 1.0;
            let leaves = rounded.iter().map(|shown| ((shown - off).max(0.0), shown + off)).collect();
            (rounded, leaves)
        }
        None => {
            let rounded: Vec<f64> = counts.iter().map(|count| (count / base).round() * base).collect();
            // Halves are rounded up.
            let one = |shown: &f64| ((shown - base / 2.0).ceil().max(0.0), (shown + base / 2.0).ceil() - 1.0);
            let leaves = rounded.iter().map(one).collect();
            (rounded, leaves)
        }
    };
    let threshold = table.policies.iter().map(|policy| policy.count.threshold).max().unwrap_or(0);
    let mut unsafe_cells = 0;
    let mut targets = Vec::new();
    for (at, (cell, rounded)) in table.cells.iter_mut().zip(&rounded).enumerate() {
        for (value, statistic) in cell.values.iter_mut().zip(&statistics) {
            if *statistic == Statistic::Count {
                *value = Some(*rounded);
            }
        }
        // A rounded count hides how many there are exactly, so it mends counts when the base is no smaller than the
        // threshold. It mends nothing that is not a count, and not what is said of a whole group: of 300 who are all ill it
        // still says that nearly all are.
        let mended = |mark: &crate::judge::Mark| {
            mark.statistic == "count" && matches!(mark.rule, Rule::Threshold | Rule::Zero) && rule.base >= threshold
        };
        let fails = cell.marks.iter().any(|mark| mark.severity == Severity::Fail && !mended(mark));
        unsafe_cells += usize::from(fails);
        cell.status = if fails { Status::Unsafe } else { Status::Rounded };
        if !fails && cell.marks.iter().any(|mark| mark.severity == Severity::Fail) {
            targets.push(at);
        }
    }
    let found = changed::audit(table, &leaves, &targets, evidence)?;
    let told = changed::open(table, &found);
    let mut remarks = vec![format!(
        "counts are rounded to {}, which promises: whoever puts together all that this table shows is left at least half of the numbers that a rounded figure stands for where a count is unsafe, and two at least if they are in the table themselves; it promises nothing of other figures, of other tables, nor of groups of whom nearly all have one code",
        rule.base
    )];
    remarks.push(match (additive, rule.controlled) {
        (true, _) => "totals are the sums of the rounded counts".into(),
        (false, true) => {
            "no rounding was found in which totals are sums; each count was rounded on its own and need not add up"
                .into()
        }
        (false, false) => "each count was rounded on its own: totals need not be the sums of what is shown".into(),
    });
    if statistics.len() > 1 || statistics[0] != Statistic::Count {
        remarks.push("sums, means and other figures are not rounded; a sum beside its mean tells the count".into());
    }
    if unsafe_cells > 0 {
        remarks.push(format!(
            "{unsafe_cells} cells stay unsafe: rounding to {} mends neither dominance nor a threshold of {threshold} nor full cells; use --protect suppress or fewer categories",
            rule.base
        ));
    }
    remarks.extend(changed::remarks(told, found.unaudited, "a larger base, fewer categories or no totals"));
    let Found { lines: audit, unaudited } = found;
    table.protection =
        Some(Protection { method: "round", remarks, additive, audit, unaudited, ..Protection::default() });
    Ok(())
}

/// Multiples of the base, each at most one step from the truth where that is possible and never below nought, with totals
/// that are sums; the nearest such, and how many steps there are at most. None if the solver finds none.
fn controlled(table: &TableResult, counts: &[f64], base: f64) -> Option<(Vec<f64>, i32)> {
    let relations = relations(&table.cells, &table.trees);
    // One step either way first; tables of three and more fields may need two.
    [1, 2].into_iter().find_map(|steps| {
        let mut costs = Vec::new();
        let variables: Vec<(i32, std::ops::Range<u32>)> = counts
            .iter()
            .map(|count| {
                let part = count / base;
                let exact = part.fract() == 0.0;
                let least = (part.floor() as i32 - (steps - 1)).max(0);
                let most = if exact && steps == 1 { least } else { part.ceil() as i32 + (steps - 1) };
                // Each step up from the least has the price that the distance from the truth changes by; prices rise, so
                // steps are taken in order.
                let first = costs.len() as u32;
                let distance = |at: i32| (f64::from(at) - part).powi(2);
                costs.extend((least..most).map(|at| distance(at + 1) - distance(at)));
                (least, first..costs.len() as u32)
            })
            .collect();
        let mut rows = Vec::new();
        for relation in &relations {
            let mut terms = Vec::new();
            let mut fixed = 0.0;
            for (cell, sign) in relation.signed() {
                let (least, steps) = &variables[cell as usize];
                fixed += sign * f64::from(*least);
                terms.extend(steps.clone().map(|step| (step, sign)));
            }
            if !terms.is_empty() {
                rows.push(Row { terms, least: -fixed, most: -fixed });
            } else if fixed != 0.0 {
                return None;
            }
        }
        let until = Deadline::after(PATIENCE);
        let found = whole(&vec![(0.0, 1.0); costs.len()], &costs, &rows, None, 1e-4, until).columns?;
        let value = |(least, steps): &(i32, std::ops::Range<u32>)| {
            let up: f64 = steps.clone().map(|step| found[step as usize].round()).sum();
            (f64::from(*least) + up) * base
        };
        let rounded: Vec<f64> = variables.iter().map(value).collect();
        let sums = relations
            .iter()
            .all(|relation| relation.signed().map(|(cell, sign)| sign * rounded[cell as usize]).sum::<f64>() == 0.0);
        sums.then_some((rounded, steps))
    })
}
