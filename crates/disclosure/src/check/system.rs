//! What follows from all that is shown together: hidden figures that the relations of all tables fix, and how far hidden counts
//! can lie from the truth.

use super::read::Finished;
use super::rounded::Rounded;
use super::totals::{Line, is_total, sums, sums_across};
use crate::deadline::Deadline;
use crate::program::{Program, Row, Solved};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// Programs over hidden counts take no longer than this together.
const PATIENCE: Duration = Duration::from_secs(60);

/// A figure of one or several tables: those with the same labels and the same count are one where they are counts.
pub(super) struct Figure {
    /// Table and cell.
    pub cells: Vec<(usize, usize)>,
    /// It is shown as it is.
    pub shown: bool,
    /// What its rounded figures leave, of one and of all of them.
    pub leaves: Option<[(f64, f64); 2]>,
    pub n: Option<f64>,
    /// It is a count, so that its value is known where it is shown.
    pub count: bool,
}

/// Figures that sum to another.
pub(super) struct Relation {
    pub whole: usize,
    pub parts: Vec<usize>,
    pub sure: bool,
}

/// All tables as one system.
pub(super) struct System {
    pub figures: Vec<Figure>,
    pub relations: Vec<Relation>,
    /// For each table and cell its figure.
    pub of: Vec<Vec<usize>>,
    /// Totals by name whose parts do not add up: table, the total's cell, by how much.
    pub unbalanced: Vec<(usize, usize, f64)>,
    /// Counts of different tables with the same labels but for totals, whose numbers differ.
    pub likenesses: Vec<((usize, usize), (usize, usize))>,
}

/// A hidden figure that is not hidden.
pub(super) struct Leak {
    pub figure: usize,
    pub sure: bool,
    /// The total that it follows from, where one alone does.
    pub from: Option<usize>,
}

/// How far a hidden count can be thought.
pub(super) struct Reach {
    pub figure: usize,
    pub least: f64,
    /// Of a hidden one looked for only up to the threshold.
    pub most: f64,
    /// How many counts have to be left of a rounded one.
    pub needed: Option<f64>,
}

/// The sums within a table: dimension, whole line, lines of parts.
struct Found {
    dimension: usize,
    whole: u32,
    parts: Vec<u32>,
    sure: bool,
}

fn lines(table: &Finished, d: usize) -> (Vec<Line<'_>>, Vec<Vec<u32>>) {
    let mut rests: Vec<Vec<u32>> = Vec::new();
    let mut number: HashMap<Vec<u32>, usize> = HashMap::new();
    for cell in &table.cells {
        let mut rest = cell.at.clone();
        rest.remove(d);
        number.entry(rest).or_insert_with_key(|rest| {
            rests.push(rest.clone());
            rests.len() - 1
        });
    }
    let mut counts = vec![vec![None; rests.len()]; table.labels[d].len()];
    for cell in &table.cells {
        let mut rest = cell.at.clone();
        let own = rest.remove(d);
        counts[own as usize][number[&rest]] = cell.n;
    }
    let lines = table.labels[d].iter().zip(counts).map(|(name, counts)| Line { name, counts }).collect();
    (lines, rests)
}

impl System {
    pub fn new(tables: &[Finished], rounded: &Rounded) -> System {
        let mut system = System {
            figures: Vec::new(),
            relations: Vec::new(),
            of: Vec::new(),
            unbalanced: Vec::new(),
            likenesses: Vec::new(),
        };
        let mut all_sums: Vec<Vec<Found>> = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let mut found = Vec::new();
            for d in 0..table.labels.len() {
                let (lines, rests) = lines(table, d);
                let (sums, open) = sums(&lines);
                for sum in sums {
                    let parts = sum.parts.iter().map(|part| *part as u32).collect();
                    found.push(Found { dimension: d, whole: sum.whole as u32, parts, sure: sum.sure });
                }
                for total in open {
                    for (rest, place) in rests.iter().enumerate() {
                        let known: Option<f64> =
                            lines.iter().filter(|line| !is_total(line.name)).map(|line| line.counts[rest]).sum();
                        let mut at = place.clone();
                        at.insert(d, total as u32);
                        if let (Some(whole), Some(known), Some(cell)) =
                            (lines[total].counts[rest], known, table.index.get(&at))
                        {
                            system.unbalanced.push((number, *cell, whole - known));
                        }
                    }
                }
            }
            all_sums.push(found);
        }
        system.identify(tables, &all_sums, rounded);
        for (number, (table, found)) in tables.iter().zip(&all_sums).enumerate() {
            for sum in found {
                system.relate(number, table, sum);
            }
        }
        for one in 0..tables.len() {
            for other in (0..tables.len()).filter(|other| *other != one) {
                system.across(tables, one, other);
            }
        }
        system
    }

    /// Gives every cell its figure.
    fn identify(&mut self, tables: &[Finished], sums: &[Vec<Found>], rounded: &Rounded) {
        let mut known: HashMap<(Vec<String>, Option<u64>), usize> = HashMap::new();
        let mut alike: HashMap<Vec<String>, Vec<(usize, usize)>> = HashMap::new();
        for (number, (table, found)) in tables.iter().zip(sums).enumerate() {
            let last = table.labels.len() - 1;
            let determined: Vec<Option<bool>> =
                (0..table.labels[last].len() as u32).map(|column| table.counted(column)).collect();
            // A column of which nothing is shown is what the others are.
            let usual = determined.iter().flatten().all(|counted| *counted) && determined.iter().any(Option::is_some);
            let mut of = Vec::with_capacity(table.cells.len());
            for (at, cell) in table.cells.iter().enumerate() {
                let changed = rounded.is(number, &cell.at);
                let count = changed || determined[cell.at[last] as usize].unwrap_or(usual);
                let new = self.figures.len();
                let figure = if count && tables.len() > 1 {
                    // A total says nothing of its field, nor does a column without others beside it.
                    let total = |d: usize| {
                        found.iter().any(|sum| sum.sure && sum.dimension == d && sum.whole == cell.at[d])
                            || table.labels[d].len() == 1
                    };
                    let mut key: Vec<String> = (0..table.labels.len())
                        .filter(|d| !total(*d))
                        .map(|d| table.labels[d][cell.at[d] as usize].to_lowercase())
                        .collect();
                    key.sort();
                    let others = alike.entry(key.clone()).or_default();
                    for other in others.iter().filter(|(table, _)| *table != number) {
                        let second = tables[other.0].cells[other.1].n;
                        if cell.n.zip(second).is_some_and(|(a, b)| a != b) {
                            self.likenesses.push((*other, (number, at)));
                        }
                    }
                    others.push((number, at));
                    *known.entry((key, cell.n.map(f64::to_bits))).or_insert(new)
                } else {
                    new
                };
                if figure == new {
                    self.figures.push(Figure { cells: Vec::new(), shown: false, leaves: None, n: cell.n, count });
                }
                let kept = &mut self.figures[figure];
                kept.cells.push((number, at));
                kept.shown |= cell.said.shown() && !changed;
                let shown = cell.said.figure().and_then(|figure| rounded.leaves(number, &cell.at, figure.value));
                kept.leaves = match (kept.leaves, shown) {
                    (Some([one, all]), Some(more)) => {
                        let wide = |leaves: (f64, f64)| leaves.1 - leaves.0;
                        let wider = if wide(more) > wide(one) { more } else { one };
                        Some([wider, (all.0.max(more.0), all.1.min(more.1))])
                    }
                    (None, Some(more)) => Some([more, more]),
                    (before, None) => before,
                };
                of.push(figure);
            }
            self.of.push(of);
        }
    }

    fn relate(&mut self, number: usize, table: &Finished, sum: &Found) {
        for (at, cell) in table.cells.iter().enumerate().filter(|(_, cell)| cell.at[sum.dimension] == sum.whole) {
            let mut place = cell.at.clone();
            let parts: Option<Vec<usize>> = sum
                .parts
                .iter()
                .map(|part| {
                    place[sum.dimension] = *part;
                    table.index.get(&place).map(|cell| self.of[number][*cell])
                })
                .collect();
            // Where a part is no cell of the table nothing is known of it.
            if let Some(parts) = parts {
                self.relations.push(Relation { whole: self.of[number][at], parts, sure: sum.sure });
            }
        }
    }

    /// Lines of one table that are sums of lines of another, beside the same labels.
    fn across(&mut self, tables: &[Finished], one: usize, other: usize) {
        let (whole, part) = (&tables[one], &tables[other]);
        if whole.labels.len() != 2 || part.labels.len() != 2 {
            return;
        }
        for (dw, dp) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            // Labels that stand beside the lines in both.
            let beside = &whole.labels[1 - dw];
            let alone = beside.len() == 1 && part.labels[1 - dp].len() == 1;
            let places: Vec<(u32, u32)> = if alone {
                vec![(0, 0)]
            } else {
                let place = |label: &String| part.labels[1 - dp].iter().position(|other| other == label);
                let pairs = beside.iter().enumerate().filter_map(|(at, label)| Some((at as u32, place(label)? as u32)));
                pairs.collect()
            };
            if places.is_empty() {
                continue;
            }
            let cell = |table: &Finished, d: usize, line: u32, rest: u32| {
                let at = if d == 0 { vec![line, rest] } else { vec![rest, line] };
                table.index.get(&at).copied()
            };
            let lines = |table: &Finished, d: usize, pick: fn(&(u32, u32)) -> u32| -> Vec<Vec<Option<f64>>> {
                (0..table.labels[d].len() as u32)
                    .map(|line| {
                        let count = |pair| table.cells[cell(table, d, line, pick(pair))?].n;
                        places.iter().map(count).collect()
                    })
                    .collect()
            };
            let as_lines = |counts: Vec<Vec<Option<f64>>>| -> Vec<Line<'static>> {
                counts.into_iter().map(|counts| Line { name: "", counts }).collect()
            };
            let wholes = as_lines(lines(whole, dw, |pair| pair.0));
            let parts = as_lines(lines(part, dp, |pair| pair.1));
            for sum in sums_across(&wholes, &parts) {
                for (beside_whole, beside_part) in &places {
                    let Some(total) = cell(whole, dw, sum.whole as u32, *beside_whole) else { continue };
                    let found: Option<Vec<usize>> =
                        sum.parts.iter().map(|line| cell(part, dp, *line as u32, *beside_part)).collect();
                    let Some(found) = found else { continue };
                    let total = self.of[one][total];
                    let parts: Vec<usize> = found.iter().map(|cell| self.of[other][*cell]).collect();
                    if !parts.contains(&total) {
                        self.relations.push(Relation { whole: total, parts, sure: sum.sure });
                    }
                }
            }
        }
    }

    /// Hidden figures that what is shown fixes: first those that one total alone gives back, then those that follow from
    /// several together.
    pub fn leaks(&self) -> Vec<Leak> {
        let mut leaks = Vec::new();
        let mut known: Vec<bool> = self.figures.iter().map(|figure| figure.shown).collect();
        for sure in [true, false] {
            let relations: Vec<&Relation> = self.relations.iter().filter(|relation| relation.sure || !sure).collect();
            loop {
                let before = leaks.len();
                for relation in &relations {
                    let mut open = relation.parts.iter().chain([&relation.whole]).filter(|figure| !known[**figure]);
                    if let (Some(figure), None) = (open.next(), open.next()) {
                        known[*figure] = true;
                        leaks.push(Leak { figure: *figure, sure, from: Some(relation.whole) });
                    }
                }
                if leaks.len() == before {
                    break;
                }
            }
            for figure in fixed(&relations, &known) {
                known[figure] = true;
                leaks.push(Leak { figure, sure, from: None });
            }
        }
        leaks
    }

    /// How far each hidden count of fewer than this can be thought, and where rounding hides such counts each rounded one.
    pub fn reaches(&self, threshold: f64, hides: bool, known: &[usize]) -> Result<Vec<Reach>, String> {
        let hidden = |at: usize| !self.figures[at].shown && self.figures[at].count;
        let small = |at: &usize| {
            let figure = &self.figures[*at];
            hidden(*at)
                && figure.n.is_some_and(|n| n < threshold)
                && if figure.leaves.is_some() { hides } else { !known.contains(at) }
        };
        let targets: Vec<usize> = (0..self.figures.len()).filter(small).collect();
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        // Where no empty cell is hidden, a reader knows that somebody is in each that is.
        let gap = |at: usize| hidden(at) && self.figures[at].leaves.is_none();
        let empty = (0..self.figures.len()).any(|at| gap(at) && self.figures[at].n.is_none_or(|n| n == 0.0));
        let least = if empty { 0.0 } else { 1.0 };
        let bounds = |at: usize| self.figures[at].leaves.map_or((least, f64::INFINITY), |[_, all]| all);
        let mut column: BTreeMap<usize, u32> = BTreeMap::new();
        let mut rows = Vec::new();
        for relation in self.relations.iter().filter(|relation| relation.sure) {
            let (mut terms, mut told, mut sum) = (Vec::new(), true, 0.0);
            for (figure, sign) in relation.parts.iter().map(|part| (*part, 1.0)).chain([(relation.whole, -1.0)]) {
                if hidden(figure) {
                    let next = column.len() as u32;
                    terms.push((*column.entry(figure).or_insert(next), sign));
                } else {
                    match self.figures[figure].n.filter(|_| self.figures[figure].count) {
                        Some(n) => sum += sign * n,
                        None => told = false,
                    }
                }
            }
            if told && !terms.is_empty() {
                rows.push(Row { terms, least: -sum, most: -sum });
            }
        }
        let mut all = vec![(least, f64::INFINITY); column.len()];
        column.iter().for_each(|(figure, at)| all[*at as usize] = bounds(*figure));
        let mut program = Program::new(all, vec![0.0; column.len()], rows);
        let until = Deadline::after(PATIENCE);
        let mut reaches = Vec::new();
        for figure in targets {
            let (low, high) = bounds(figure);
            let needed = self.figures[figure].leaves.map(|[(from, to), _]| ((to - from + 1.0) / 2.0).ceil().max(2.0));
            let Some(at) = column.get(&figure).map(|at| *at as usize) else {
                // No sum has it; several tables may still show it.
                reaches.extend(needed.map(|_| Reach { figure, least: low, most: high, needed }));
                continue;
            };
            let mut end = |up: bool| -> Result<f64, String> {
                program.cost(at, if up { -1.0 } else { 1.0 });
                program.bound(at, low, if needed.is_some() { high } else { threshold });
                let solved = program.least(until);
                program.cost(at, 0.0);
                program.bound(at, low, high);
                match solved {
                    Solved::Optimal(values) => Ok(values.columns[at]),
                    Solved::Infeasible => Err("the counts that are shown contradict each other".into()),
                    _ => Err("there are too many hidden counts to see what follows from all of them together".into()),
                }
            };
            // Whole numbers: an end that lies between two is the next one inside.
            let (most, low) = ((end(true)? + 1e-6).floor(), (end(false)? - 1e-6).ceil() + 0.0);
            reaches.push(Reach { figure, least: low, most, needed });
        }
        Ok(reaches)
    }
}

/// Unknown figures that linear relations fix: those that stand alone in the system's reduced form. Exact, in numbers modulo a
/// prime (what is fixed over fractions is fixed there, but for primes that a determinant happens to hold).
fn fixed(relations: &[&Relation], known: &[bool]) -> Vec<usize> {
    const PRIME: u64 = (1 << 61) - 1;
    let times = |a: u64, b: u64| ((u128::from(a) * u128::from(b)) % u128::from(PRIME)) as u64;
    let inverse = |a: u64| {
        let (mut base, mut power, mut result) = (a, PRIME - 2, 1);
        while power > 0 {
            if power & 1 == 1 {
                result = times(result, base);
            }
            base = times(base, base);
            power >>= 1;
        }
        result
    };
    // What is taken from a row so that a column is gone from it.
    let eliminate = |row: &mut BTreeMap<usize, u64>, column: usize, pivot: &BTreeMap<usize, u64>| {
        let Some(factor) = row.get(&column).copied() else { return };
        for (other, value) in pivot {
            let entry = row.entry(*other).or_insert(0);
            *entry = (*entry + PRIME - times(factor, *value)) % PRIME;
            if *entry == 0 {
                row.remove(other);
            }
        }
    };
    let mut pivots: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
    for relation in relations {
        let mut row: BTreeMap<usize, u64> = BTreeMap::new();
        for (figure, sign) in relation.parts.iter().map(|part| (*part, 1)).chain([(relation.whole, PRIME - 1)]) {
            if !known[figure] {
                let entry = row.entry(figure).or_insert(0);
                *entry = (*entry + sign) % PRIME;
            }
        }
        row.retain(|_, value| *value != 0);
        for column in row.keys().copied().collect::<Vec<_>>() {
            if let Some(pivot) = pivots.get(&column) {
                eliminate(&mut row, column, pivot);
            }
        }
        let Some((column, value)) = row.iter().next().map(|(column, value)| (*column, *value)) else { continue };
        let scale = inverse(value);
        row.values_mut().for_each(|value| *value = times(*value, scale));
        for other in pivots.values_mut() {
            eliminate(other, column, &row);
        }
        pivots.insert(column, row);
    }
    pivots.iter().filter(|(_, row)| row.len() == 1).map(|(column, _)| *column).collect()
}
