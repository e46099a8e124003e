//! Figures in other places than a cell's first number: beside it in the cell, in labels, in titles and notes, and in the sign
//! that hides one. Read as counts where they say so, asked about where nobody can tell.

use super::figure::{Number, Said};
use super::read::{COUNTS, Finished, Shown};
use super::rounded::Rounded;
use super::{Marks, notes, severity};
use crate::judge::Severity;
use crate::policy::Policy;

/// Names of figures that are no counts of people, whole or not.
const STATISTICS: &[&str] = &[
    "mean",
    "average",
    "avg",
    "median",
    "mode",
    "sd",
    "std",
    "se",
    "sem",
    "ci",
    "iqr",
    "quantile",
    "quartile",
    "percentile",
    "ratio",
    "rate",
    "coef",
    "beta",
    "variance",
    "var",
    "dev",
    "deviation",
    "gini",
    "percent",
    "pct",
    "share",
    "sum",
    "score",
    "cymedr",
    "canolrif",
];
/// Names of what is measured, where no range of them is named.
const MEASURED: &[&str] = &["age", "year", "years", "income", "price", "pay", "weight", "height", "turnover", "index"];
/// The same at the beginning of a name.
const SHORT: &[&str] = &["p", "or", "hr", "rr", "q1", "q2", "q3", "p5", "p10", "p25", "p50", "p75", "p90", "p95"];
/// Words for the end of a range.
const ENDS: &[&str] =
    &["min", "max", "minimum", "maximum", "oldest", "youngest", "range", "extremes", "uchafswm", "isafswm"];
/// The same where they stand alone: "lowest" is the end of a range, "lowest income quintile" is a group.
const ENDS_ALONE: &[&str] = &["lowest", "highest", "smallest", "largest", "uchaf", "isaf", "lleiaf", "mwyaf"];
const DEVIATIONS: &[&str] = &["sd", "std", "stdev", "deviation", "variance", "iqr"];

/// Everything that stands beside figures.
pub(super) fn judge(rounded: &Rounded, policy: &Policy, marks: &mut Marks<'_>) {
    let tables = marks.tables;
    for (number, table) in tables.iter().enumerate() {
        for (at, cell) in table.cells.iter().enumerate() {
            match &cell.said {
                Said::Figures(numbers) => numbers_of((number, at), table, cell, numbers, policy, marks),
                Said::Hidden { most: Some(most) } => narrow((number, at), *most, policy, marks),
                _ => {}
            }
        }
        columns(number, rounded, policy, marks);
        labels(number, policy, marks);
        for note in &table.notes {
            if let Some(figure) = notes::figure(note, policy.count.threshold) {
                let words = format!(
                    "\"{figure}\" stands in a title or note and no count is given for it; put it into the table or leave it out"
                );
                marks.line(number, note, "unread", Severity::Ask, policy, words);
            }
        }
    }
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(Into::into).collect()
}

fn has(names: &[String], list: &[&str]) -> bool {
    names.iter().any(|name| words(name).iter().any(|word| list.contains(&word.as_str())))
}

/// Whether a row or column is said to be no count.
fn measured(names: &[String]) -> bool {
    let plain: Vec<String> = names.iter().filter(|name| !name.chars().any(char::is_numeric)).cloned().collect();
    let first = |name: &String| words(name).first().is_some_and(|word| SHORT.contains(&word.as_str()));
    has(names, STATISTICS) || has(&plain, MEASURED) || names.iter().any(first)
}

fn ends(names: &[String]) -> bool {
    has(names, ENDS)
        || names.iter().any(|name| match words(name).as_slice() {
            [one] => ENDS_ALONE.contains(&one.as_str()),
            [one, value] => ENDS_ALONE.contains(&one.as_str()) && matches!(value.as_str(), "value" | "values"),
            _ => false,
        })
}

/// The quantile that a name says, as a share: "p99", "5th percentile".
fn quantile(name: &str) -> Option<f64> {
    let words = words(name);
    let number = |text: &str| text.parse::<f64>().ok().filter(|share| *share > 0.0 && *share < 100.0);
    let short = words.iter().find_map(|word| number(word.strip_prefix('p')?));
    let long = || {
        let named =
            words.iter().any(|word| matches!(word.as_str(), "percentile" | "percentiles" | "centile" | "canradd"));
        let digits = |word: &String| word.trim_end_matches(char::is_alphabetic).to_owned();
        words.iter().find_map(|word| number(&digits(word))).filter(|_| named)
    };
    Some(short.or_else(long)? / 100.0)
}

/// A whole number as people are counted.
fn whole(number: &Number) -> Option<f64> {
    (!number.percent && !number.adorned && number.decimals == 0 && number.value >= 0.0).then_some(number.value)
}

/// What one cell says beside its figure.
fn numbers_of(
    place: (usize, usize),
    table: &Finished,
    cell: &Shown,
    numbers: &[Number],
    policy: &Policy,
    marks: &mut Marks<'_>,
) {
    let threshold = policy.count.threshold as f64;
    let few = |count: f64| count > 0.0 && count < threshold;
    for number in numbers.iter().filter(|number| number.counted && few(number.value) && Some(number.value) != cell.n) {
        let words = format!("the cell says that {} stand behind it; at least {threshold} are needed", number.value);
        marks.add(place, "threshold", Severity::Fail, policy, words);
    }
    for number in numbers {
        let (Some(part), Some(all)) = (whole(number), number.of) else { continue };
        if all < part || all.fract() != 0.0 {
            continue;
        }
        // By the count that is given for the cell nobody doubts what the two are.
        let severity = if Some(all) == cell.n { Severity::Fail } else { Severity::Ask };
        if few(part) || few(all) {
            let words = format!("it tells of {part} of {all}; at least {threshold} are needed");
            marks.add(place, "threshold", severity, policy, words);
        } else if few(all - part) {
            let words = format!("it leaves {} others of {all}; at least {threshold} are needed", all - part);
            marks.add(place, "threshold", Severity::Ask, policy, words);
        }
    }
    let mut names = table.place(place.1);
    parts(place, cell, numbers, policy, marks);
    // "44 (18 to 104)", and nobody says that these are quartiles or limits of confidence.
    let inside = matches!(numbers, [first, low, high]
        if whole(low).is_some() && whole(high).is_some() && low.value <= first.value && first.value <= high.value);
    let limits = ["ci", "cri", "iqr", "interval", "quartile", "quartiles", "interquartile", "q1", "p25"];
    if inside && !has(&names, &limits) {
        let words = "the numbers beside it may be the ends of the range, which are one person's values; say that they are quartiles or limits, or leave them out".into();
        marks.add(place, "extreme", Severity::Ask, policy, words);
    } else if ends(&names) {
        let words = "its name calls it the end of a range, which is one person's value; show a quantile, or say that it is the mean of several".into();
        marks.add(place, "extreme", Severity::Ask, policy, words);
    }
    // Of a quantile near an end as many are on that side of it as its share says.
    let needed = policy.quantile.as_ref().map_or(threshold, |rule| rule.contributors as f64);
    for share in names.iter().filter_map(|name| quantile(name)).filter(|share| *share <= 0.1 || *share >= 0.9) {
        let beyond = cell.n.map(|n| (n * share.min(1.0 - share) + 1e-9).floor());
        if let Some(beyond) = beyond.filter(|beyond| *beyond < needed) {
            let words = format!("{beyond} of those behind it are beyond this quantile; {needed} are needed");
            marks.add(place, "extreme", Severity::Ask, policy, words);
        }
    }
    // A row of deviations, or a column of them.
    names.retain(|name| has(std::slice::from_ref(name), DEVIATIONS));
    let nought = numbers.len() == 1 && numbers[0].value == 0.0 && !names.is_empty();
    if let Some(severity) = severity(policy.count.full).filter(|_| nought && cell.n.is_some_and(|n| n > 1.0)) {
        let words = "a deviation of 0 says that all values are equal, so each is told".into();
        marks.add(place, "full", severity, policy, words);
    }
}

/// A count with its percentage, where the count that was given is another: "3 (10.7)" of 28 are three people.
fn parts(place: (usize, usize), cell: &Shown, numbers: &[Number], policy: &Policy, marks: &mut Marks<'_>) {
    let threshold = policy.count.threshold as f64;
    let Some(n) = cell.n.filter(|n| *n >= threshold) else { return };
    // Of a mean or a median with its limits nothing is a percentage.
    if measured(&marks.tables[place.0].place(place.1)) && !numbers.iter().any(|number| number.percent) {
        return;
    }
    for (at, number) in numbers.iter().enumerate() {
        let Some(part) = whole(number).filter(|part| *part > 0.0 && *part < n) else { continue };
        let share = 100.0 * part / n;
        let beside = numbers.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, number)| number);
        let told = |other: &Number| (other.value - share).abs() <= 0.5 * 10f64.powi(-(other.decimals as i32)) + 1e-9;
        let (mut sure, mut maybe) = (false, false);
        for other in beside {
            sure |= told(other) && (other.percent || other.decimals > 0);
            maybe |= other.percent || told(other);
        }
        if !(sure || maybe) {
            continue;
        }
        if part < threshold {
            let severity = if sure { Severity::Fail } else { Severity::Ask };
            let words = format!("with its percentage {part} is a count of people; at least {threshold} are needed");
            marks.add(place, "threshold", severity, policy, words);
        } else if sure && n - part < threshold {
            let words = format!("it leaves {} others of {n}; at least {threshold} are needed", n - part);
            marks.add(place, "threshold", Severity::Ask, policy, words);
        }
    }
}

/// A sign like "<3" by a policy that hides below 10 tells more than that the count is hidden.
fn narrow(place: (usize, usize), most: f64, policy: &Policy, marks: &mut Marks<'_>) {
    let threshold = policy.count.threshold as f64;
    if most + 1.0 < threshold {
        let words =
            format!("its sign says that it is at most {most}; this policy hides what is below {threshold} alike");
        marks.add(place, "leak", Severity::Ask, policy, words);
    }
}

/// Whole numbers of few in a column of whole numbers may be people, whoever stands behind the cell.
fn columns(number: usize, rounded: &Rounded, policy: &Policy, marks: &mut Marks<'_>) {
    let table = &marks.tables[number];
    let threshold = policy.count.threshold as f64;
    let last = table.labels.len() - 1;
    for column in 0..table.labels[last].len() as u32 {
        let cells: Vec<(usize, &Shown, &[Number])> = table
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.at[last] == column)
            .filter_map(|(at, cell)| match &cell.said {
                Said::Figures(numbers) => Some((at, cell, numbers.as_slice())),
                _ => None,
            })
            .collect();
        let places = cells.iter().map(|(_, _, numbers)| numbers.len()).max().unwrap_or(0);
        for at in 0..places {
            let mut there = cells.iter().filter_map(|(_, cell, numbers)| Some((numbers.get(at)?, cell.n?)));
            let counts = there.all(|(number, n)| whole(number).is_some_and(|value| value <= n));
            let own = at == 0 && (table.counted(column) == Some(true) || rounded.is(number, &cells[0].1.at));
            if !counts || own {
                continue;
            }
            for (place, cell, numbers) in &cells {
                let few = numbers.get(at).map(|number| number.value).filter(|value| *value > 0.0 && *value < threshold);
                let (Some(few), false) = (few, measured(&table.place(*place))) else { continue };
                if Some(few) == cell.n {
                    continue;
                }
                let name = &table.labels[last][column as usize];
                if at == 0 && COUNTS.contains(&name.to_lowercase().as_str()) {
                    let words = format!("{few} stands in a column of counts; at least {threshold} are needed");
                    marks.add((number, *place), "threshold", Severity::Fail, policy, words);
                    continue;
                }
                let words = format!(
                    "{few} may be a count of people; at least {threshold} are needed: give its own count, or call its row or column what it is (mean, median, SD, …)"
                );
                marks.add((number, *place), "threshold", Severity::Ask, policy, words);
            }
        }
    }
}

/// Counts that labels tell: "Female (n = 3)".
fn labels(number: usize, policy: &Policy, marks: &mut Marks<'_>) {
    let table = &marks.tables[number];
    let threshold = policy.count.threshold as f64;
    for (d, labels) in table.labels.iter().enumerate() {
        for (code, label) in labels.iter().enumerate() {
            let Some(count) = notes::counted(label) else { continue };
            let mut under = table.cells.iter().enumerate().filter(|(_, cell)| cell.at[d] == code as u32);
            let Some((first, _)) = under.clone().next() else { continue };
            if count > 0.0 && count < threshold {
                let words = format!("its label says that {count} stand behind it; at least {threshold} are needed");
                marks.add((number, first), "threshold", Severity::Fail, policy, words);
            } else if let Some((hidden, _)) = under.find(|(_, cell)| matches!(cell.said, Said::Hidden { .. })) {
                let words = format!("a figure is hidden under a label that tells {count}; leave one of them out");
                marks.add((number, hidden), "leak", Severity::Ask, policy, words);
            }
        }
    }
}
