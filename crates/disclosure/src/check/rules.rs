//! What is wrong with finished tables: each figure by its own count, hidden figures by what is shown, tables by each other.

use super::figure::{Number, Said};
use super::read::Shown;
use super::rounded::Rounded;
use super::system::{Reach, System};
use super::{Marks, ranges, severity};
use crate::error::Error;
use crate::judge::{Severity, percent};
use crate::policy::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// Every figure that is shown, by its own count.
pub(super) fn alone(system: &System, rounded: &Rounded, policy: &Policy, marks: &mut Marks<'_>) {
    let tables = marks.tables;
    for (number, table) in tables.iter().enumerate() {
        for (at, cell) in table.cells.iter().enumerate() {
            let place = (number, at);
            match (&cell.said, cell.n) {
                (Said::Figures(_), None) => marks.add(
                    place,
                    "no-count",
                    Severity::Fail,
                    policy,
                    "no unweighted count is given for this figure; every figure needs one".into(),
                ),
                (Said::Figures(numbers), Some(n)) => {
                    // What is left of a rounded count is worked out from all tables.
                    if !(rounded.is(number, &cell.at) && rounded.hides(policy.count.threshold as f64)) {
                        shown(place, n, policy, marks);
                    }
                    exact(place, numbers, n, policy, marks);
                }
                (Said::Hidden { .. }, None) => marks.add(
                    place,
                    "no-count",
                    Severity::Ask,
                    policy,
                    "no unweighted count is given for this hidden figure, so nobody can tell whether totals give it back"
                        .into(),
                ),
                _ => {}
            }
        }
        percentages(number, policy, marks);
    }
    full(system, policy, marks);
    for (table, cell, by) in &system.unbalanced {
        if *by > 0.0 && *by < policy.count.threshold as f64 {
            let words = format!(
                "its parts add up to {by} fewer than this total, so the difference is about fewer than {}",
                policy.count.threshold
            );
            marks.add((*table, *cell), "differencing", Severity::Ask, policy, words);
        }
    }
}

fn shown(place: (usize, usize), n: f64, policy: &Policy, marks: &mut Marks<'_>) {
    let threshold = policy.count.threshold as f64;
    if n == 0.0 {
        if let Some(severity) = severity(policy.count.zero) {
            marks.add(place, "zero", severity, policy, "nobody stands behind this cell".into());
        }
    } else if n < threshold {
        let words = format!(
            "{n} stand behind this cell; at least {threshold} are needed: merge its category with another, or hide it and a second one in its row and column"
        );
        marks.add(place, "threshold", Severity::Fail, policy, words);
    }
}

/// A policy with a base wants counts rounded to it.
fn exact(place: (usize, usize), numbers: &[Number], n: f64, policy: &Policy, marks: &mut Marks<'_>) {
    let Some(rule) = policy.rounding.as_ref().filter(|rule| rule.base > 1) else { return };
    let base = rule.base as f64;
    let exact = numbers.iter().find(|number| {
        let near = |value: f64| value.fract() == 0.0 && (value - n).abs() < base && value % base != 0.0;
        !number.percent && number.decimals == 0 && (near(number.value) || number.otherwise.is_some_and(near))
    });
    if let Some(number) = exact {
        let words = format!("{} is a count that is not rounded to {base}, as this policy has it", number.value);
        marks.add(place, "rounding", Severity::Ask, policy, words);
    }
}

/// Percentages beside the number that they are percentages of tell how many they stand for, in rows as in columns.
fn percentages(number: usize, policy: &Policy, marks: &mut Marks<'_>) {
    let table = &marks.tables[number];
    let last = table.labels.len() - 1;
    for (d, labels) in table.labels.iter().enumerate() {
        for (line, name) in labels.iter().enumerate() {
            let line = table.cells.iter().enumerate().filter(|(_, cell)| cell.at[d] == line as u32);
            let line: Vec<(usize, &Shown)> = line.collect();
            let per = scale(name, &line);
            if d == last || per.is_some() {
                shares(number, &line, per, policy, marks);
            }
        }
    }
}

/// The same in one row or column of which this is known: what its figures are divided by to be shares, and whether its name
/// says so.
fn shares(number: usize, line: &[(usize, &Shown)], per: Option<(f64, bool)>, policy: &Policy, marks: &mut Marks<'_>) {
    let threshold = policy.count.threshold as f64;
    let of = |cell: &Shown| -> Option<(f64, f64, f64)> {
        let shown = cell.said.figure()?;
        let per = if shown.percent { Some(100.0) } else { per.map(|(per, _)| per) }?;
        let half = 0.5 * 10f64.powi(-(shown.decimals as i32)) / per;
        Some((shown.value / per, half, cell.n.filter(|n| *n > 0.0)?))
    };
    let cells: Vec<(usize, (f64, f64, f64))> = line.iter().filter_map(|(at, cell)| Some((*at, of(cell)?))).collect();
    // Counts of those whom a percentage names grow with it; one that is the same for all is what it is a part of.
    let whole = |(_, (share, half, n)): &(usize, (f64, f64, f64))| {
        let (low, high) = ((share - half) * n, (share + half) * n);
        *share <= 1.0 + half && (low - 1e-9).ceil() <= high + 1e-9
    };
    let numerators = cells.len() > 1 && {
        let bases: Vec<f64> =
            cells.iter().filter(|(_, (share, ..))| *share > 0.0).map(|(_, (share, _, n))| n / share).collect();
        bases.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.05 * pair[0]) && bases.len() > 1
    };
    if numerators {
        return;
    }
    // Where some are no shares of whole people, weights or another base may be behind all.
    let sure = per.is_none_or(|(_, named)| named) && cells.iter().all(whole);
    for (at, (share, half, n)) in cells.into_iter().filter(whole) {
        let (low, high) = (((share - half) * n - 1e-9).ceil().max(0.0), ((share + half) * n + 1e-9).floor());
        let told = |low: f64, high: f64| if low == high { format!("{low}") } else { format!("{low} to {high}") };
        if high > 0.0 && high < threshold && n >= threshold {
            let severity = if sure { Severity::Fail } else { Severity::Ask };
            let words = format!("this share of {n} stands for {}; at least {threshold} are needed", told(low, high));
            marks.add((number, at), "threshold", severity, policy, words);
        } else if n - low > 0.0 && n - low < threshold && n >= threshold {
            let words =
                format!("this share of {n} leaves {} others; at least {threshold} are needed", told(n - high, n - low));
            marks.add((number, at), "threshold", Severity::Ask, policy, words);
        }
    }
}

/// What a figure is divided by to be a share, by the name of its row or column, and whether the name says so or only that it
/// may be one.
fn scale(name: &str, line: &[(usize, &Shown)]) -> Option<(f64, bool)> {
    // "95% CI" is no percentage of people.
    let name = ["90%", "95%", "99%"].iter().fold(name.to_lowercase(), |name, limits| name.replace(limits, ""));
    let together = name.replace([',', '.', '\'', ' ', '\u{a0}', '\u{202f}'], "");
    let per = ["per", "fesul", "pro", "je", "pour", "por", "/"];
    for (noughts, scale) in [("1000000", 1e6), ("100000", 1e5), ("10000", 1e4), ("1000", 1e3)] {
        if per.iter().any(|per| together.contains(&format!("{per}{noughts}"))) {
            return Some((scale, true));
        }
    }
    let words: Vec<&str> = name.split(|letter: char| !letter.is_alphanumeric()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    for (word, scale) in [("million", 1e6), ("100k", 1e5), ("10k", 1e4), ("thousand", 1e3), ("1k", 1e3)] {
        if has(&["per"]) && has(&[word]) {
            return Some((scale, true));
        }
    }
    // Languages that write words together.
    let within = |list: &[&str]| list.iter().any(|part| name.contains(part));
    let most = line.iter().filter_map(|(_, cell)| cell.said.figure()).map(|shown| shown.value).fold(0.0, f64::max);
    // Shares are written both ways.
    let either = if most > 1.0 { 100.0 } else { 1.0 };
    if has(&["percent", "percentage", "percentages", "pct", "cent", "cant"])
        || within(&["%", "prozent", "pourcent", "porcent", "procent", "canran"])
    {
        Some((100.0, true))
    } else if has(&["share", "shares", "proportion", "proportions", "fraction"])
        || within(&["anteil", "cyfran", "proporc"])
    {
        Some((either, true))
    } else if has(&[
        "rate",
        "rates",
        "prevalence",
        "incidence",
        "risk",
        "probability",
        "quote",
        "taux",
        "tasa",
        "cyfradd",
    ]) {
        Some((either, false))
    } else {
        None
    }
}

/// One cell holds (nearly) all of its row or column.
fn full(system: &System, policy: &Policy, marks: &mut Marks<'_>) {
    let (Some(share), Some(severity)) = (policy.count.full_share, severity(policy.count.full)) else { return };
    for relation in system.relations.iter().filter(|relation| relation.sure) {
        let counted: Vec<(usize, f64)> =
            relation.parts.iter().filter_map(|part| Some((*part, system.figures[*part].n?))).collect();
        let all: f64 = counted.iter().map(|(_, n)| n).sum();
        for (figure, n) in counted.iter().filter(|_| relation.parts.len() > 1 && all > 0.0) {
            if n / all >= share {
                let words = format!(
                    "{} of its row or column are in this cell; from {} on it is said of all of them",
                    percent(n / all),
                    percent(share)
                );
                marks.add(system.figures[*figure].cells[0], "full", severity, policy, words);
            }
        }
    }
}

/// Hidden figures that are not hidden, and hidden counts that can only be small.
pub(super) fn leaks(
    system: &System,
    rounded: &Rounded,
    policies: &[Policy],
    marks: &mut Marks<'_>,
) -> Result<(), Error> {
    let first = &policies[0];
    let name = |figure: usize, marks: &Marks<'_>| {
        let (table, cell) = system.figures[figure].cells[0];
        marks.tables[table].place(cell).join(" / ")
    };
    let hidden = |figure: usize, marks: &Marks<'_>| -> Vec<(usize, usize)> {
        let cells = system.figures[figure].cells.iter().copied();
        cells.filter(|(table, cell)| !marks.tables[*table].cells[*cell].said.shown()).collect()
    };
    let found = system.leaks();
    for leak in &found {
        let words = match leak.from {
            Some(whole) => format!(
                "this figure is hidden and follows from {} and what is shown beside it; hide a second one in its row and in its column",
                name(whole, marks)
            ),
            None => "this figure is hidden and follows from several totals and what is shown beside them, taken together; hide more cells".into(),
        };
        let severity = if leak.sure { Severity::Fail } else { Severity::Ask };
        for place in hidden(leak.figure, marks) {
            marks.add(place, "leak", severity, first, words.clone());
        }
    }
    for figure in system.figures.iter().filter(|figure| figure.shown) {
        let shown = |(table, cell): &&(usize, usize)| marks.tables[*table].cells[*cell].said.shown();
        let Some((elsewhere, _)) = figure.cells.iter().find(shown).copied() else { continue };
        let hidden: Vec<(usize, usize)> = figure.cells.iter().filter(|place| !shown(place)).copied().collect();
        for place in hidden {
            let words = format!("this count is hidden here and shown in {}", marks.tables[elsewhere].name);
            marks.add(place, "leak", Severity::Fail, first, words);
        }
    }
    let known: Vec<usize> = found.iter().map(|leak| leak.figure).collect();
    for policy in policies {
        let threshold = policy.count.threshold as f64;
        let reaches = match system.reaches(threshold, rounded.hides(threshold), &known) {
            Ok(reaches) => reaches,
            Err(why) => {
                marks.add((0, 0), "leak", Severity::Ask, policy, format!("{why}; a person has to look"));
                continue;
            }
        };
        let left = |reach: &Reach| reach.most - reach.least + 1.0;
        for reach in reaches.iter().filter(|reach| reach.needed.is_some_and(|needed| left(reach) < needed)) {
            let words = format!(
                "this count is rounded, and all that is shown together leaves only {} to {}; use a larger base, fewer categories or no totals",
                reach.least, reach.most
            );
            for place in system.figures[reach.figure].cells.clone() {
                marks.add(place, "leak", Severity::Fail, policy, words.clone());
            }
        }
        for reach in reaches.iter().filter(|reach| reach.needed.is_none() && reach.most < threshold) {
            let words = if reach.least == reach.most {
                format!("this count is hidden and can only be {}", reach.most)
            } else {
                format!(
                    "this count is hidden, and what is shown leaves only {} to {}; it must be possible that it reaches {threshold}",
                    reach.least, reach.most
                )
            };
            for place in hidden(reach.figure, marks) {
                marks.add(place, "leak", Severity::Fail, policy, words.clone());
            }
        }
    }
    bounded(system, first, marks);
    Ok(())
}

/// Signs like "<10" bound what they hide: the bounds of a row may leave one value only.
fn bounded(system: &System, policy: &Policy, marks: &mut Marks<'_>) {
    for relation in system.relations.iter().filter(|relation| relation.sure) {
        let figure = |at: &usize| &system.figures[*at];
        let (mut rest, mut most) = (figure(&relation.whole).n.filter(|_| figure(&relation.whole).shown), Some(0.0));
        let mut open = Vec::new();
        for part in &relation.parts {
            if figure(part).shown {
                rest = rest.zip(figure(part).n).map(|(rest, n)| rest - n);
                continue;
            }
            let bound =
                figure(part).cells.iter().find_map(|(table, cell)| match marks.tables[*table].cells[*cell].said {
                    Said::Hidden { most } => most,
                    _ => None,
                });
            most = most.zip(bound).map(|(all, bound)| all + bound);
            open.push(*part);
        }
        if let (Some(rest), Some(most), true) = (rest, most, open.len() > 1)
            && rest == most
        {
            for part in open {
                let words = "its sign tells the most that it can be, and together with the others of its row or column it can be no less".to_owned();
                marks.add(figure(&part).cells[0], "leak", Severity::Fail, policy, words);
            }
        }
    }
}

/// What the tables of one request tell about each other.
pub(super) fn together(system: &System, rounded: &Rounded, policy: &Policy, marks: &mut Marks<'_>) {
    let tables = marks.tables;
    // The same labels in whatever order, in different tables.
    let mut same: BTreeMap<Vec<String>, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, table) in tables.iter().enumerate() {
        for cell in 0..table.cells.len() {
            same.entry(table.place(cell)).or_default().push((number, cell));
        }
    }
    let mut pairs: BTreeSet<((usize, usize), (usize, usize))> = BTreeSet::new();
    for places in same.values() {
        for (at, one) in places.iter().enumerate() {
            pairs.extend(places[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    // Cells that are one figure by their labels without totals, but whose counts differ.
    pairs.extend(&system.likenesses);
    let cell = |(table, cell): (usize, usize)| &tables[table].cells[cell];
    let figure = |(table, cell): (usize, usize)| system.of[table][cell];
    for (one, other) in pairs {
        // One figure in both: what is known of it was said already.
        if figure(one) == figure(other) {
            continue;
        }
        let (first, second) = (cell(one), cell(other));
        match (first.said.shown(), second.said.shown()) {
            (false, true) => hidden_here(one, other.0, policy, marks),
            (true, false) => hidden_here(other, one.0, policy, marks),
            (true, true) => difference(one, other, rounded, policy, marks),
            (false, false) => {}
        }
    }
    nested(policy, marks);
}

fn hidden_here(place: (usize, usize), in_table: usize, policy: &Policy, marks: &mut Marks<'_>) {
    let words =
        format!("this figure is hidden here and shown under the same labels in {}", marks.tables[in_table].name);
    marks.add(place, "leak", Severity::Ask, policy, words);
}

fn difference(one: (usize, usize), other: (usize, usize), rounded: &Rounded, policy: &Policy, marks: &mut Marks<'_>) {
    let threshold = policy.count.threshold as f64;
    let n = |(table, cell): (usize, usize)| marks.tables[table].cells[cell].n;
    let (Some(first), Some(second)) = (n(one), n(other)) else { return };
    let difference = (first - second).abs();
    if difference > 0.0 && difference < threshold {
        let words = format!(
            "under the same labels {difference} more or fewer stand behind it than in {}; the difference of the two tables is about fewer than {threshold}",
            marks.tables[other.0].name
        );
        // Of two rounded counts nobody knows the difference so well; a person looks whether it matters.
        let changed = |(table, cell): (usize, usize)| rounded.is(table, &marks.tables[table].cells[cell].at);
        let hides = changed(one) && changed(other) && rounded.hides(threshold);
        marks.add(one, "differencing", if hides { Severity::Ask } else { Severity::Fail }, policy, words);
    }
}

/// Ranges of different tables that lie one in the other, with hardly anybody between them.
fn nested(policy: &Policy, marks: &mut Marks<'_>) {
    let tables = marks.tables;
    let threshold = policy.count.threshold as f64;
    // For each table and cell: the range among its labels, and the other labels.
    let mut ranged: Vec<(usize, usize, (f64, f64), Vec<String>, f64)> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        for (at, cell) in table.cells.iter().enumerate().filter(|(_, cell)| cell.said.shown()) {
            let place = table.place(at);
            for d in 0..place.len() {
                if let (Some(range), Some(n)) = (ranges::range(&place[d]), cell.n) {
                    let mut others = place.clone();
                    others.remove(d);
                    ranged.push((number, at, range, others, n));
                }
            }
        }
    }
    for (number, at, range, others, n) in &ranged {
        for (second, _, outer, beside, all) in &ranged {
            let difference = all - n;
            if number != second
                && others == beside
                && ranges::within(*range, *outer)
                && difference > 0.0
                && difference < threshold
            {
                let words = format!(
                    "{} has a wider range under the same labels, with {difference} more behind it; the difference is about fewer than {threshold}",
                    tables[*second].name
                );
                marks.add((*number, *at), "differencing", Severity::Fail, policy, words);
            }
        }
    }
}
