//! What would really mend a cell: merging it with a neighbour is tried on the evidence, with all rules, before it is said.

use crate::evidence::{CellEvidence, Design, Shares, VariableEvidence};
use crate::hashing::FastMap;
use crate::hierarchy::Tree;
use crate::judge::{Judge, Mark, Rule, Severity};
use crate::rows::order;
use crate::statistic::Statistic;
use crate::words::Words;
use std::vec::IntoIter;

/// Cells for which merging is tried; the advice for a table with more of them is to use fewer categories.
const MOST_TRIES: usize = 500;

pub(crate) struct Advice<'a> {
    judges: &'a [Judge<'a>],
    /// What merging does for the first cells that fail, in their order.
    merges: IntoIter<Option<Words>>,
    /// What is said of many cells; of rounding for each judge whose policy knows it.
    rounding: Vec<Option<Rounding>>,
    extreme: Words,
    spread: Words,
    suppress: Words,
}

/// The neighbours that a cell can be merged with.
struct Neighbours<'a> {
    judges: &'a [Judge<'a>],
    trees: &'a [Tree],
    statistics: &'a [Statistic],
    /// In the order of their codes.
    cells: &'a [CellEvidence],
    children: Vec<FastMap<u32, Vec<u32>>>,
}

/// What rounding does not mend.
struct Rounding {
    base: u64,
    dominance: Words,
    threshold: Words,
}

impl<'a> Advice<'a> {
    pub fn new(
        judges: &'a [Judge<'a>],
        cells: &[CellEvidence],
        trees: &[Tree],
        statistics: &[Statistic],
    ) -> Advice<'a> {
        let children = trees
            .iter()
            .map(|tree| {
                let mut children: FastMap<u32, Vec<u32>> = FastMap::default();
                for (node, parent) in tree.parents.iter().enumerate() {
                    children.entry(parent.map_or(0, |parent| parent + 1)).or_default().push(node as u32);
                }
                children
            })
            .collect();
        debug_assert!(cells.is_sorted_by(|a, b| order(&a.codes, &b.codes).is_lt()));
        let neighbours = Neighbours { judges, trees, statistics, cells, children };
        let (mut marks, mut merges) = (Vec::new(), Vec::new());
        for cell in cells {
            marks.clear();
            judges.iter().for_each(|judge| judge.cell(cell, statistics, &mut marks));
            if marks.iter().any(|mark| mark.severity == Severity::Fail) {
                merges.push(neighbours.merge(cell).map(Words::from));
                if merges.len() == MOST_TRIES {
                    break;
                }
            }
        }
        let rounding = |judge: &Judge<'_>| {
            let base = judge.policy.rounding.as_ref()?.base;
            Some(Rounding {
                base,
                dominance: format!("rounding counts to {base} does not mend dominance: the sum still tells what the largest contributes").into(),
                threshold: format!(
                    "rounding to {base} does not mend it: a figure that is rounded to {base} still shows that fewer than {} stand behind it",
                    judge.policy.count.threshold
                )
                .into(),
            })
        };
        Advice {
            judges,
            merges: merges.into_iter(),
            rounding: judges.iter().map(rounding).collect(),
            extreme: "ask for a quantile (the 5 % and the 95 %) in place of the smallest and largest value".into(),
            spread: "leave out the measure of spread, or make it for more units together".into(),
            suppress:
                "suppress them with --protect suppress, which hides further cells so that totals do not give them back"
                    .into(),
        }
    }

    /// Sentences for the next cell that fails, the most useful first. `marks` are the cell's own.
    pub fn mend(&mut self, marks: &[Mark], words: &mut Vec<Words>) {
        words.extend(self.merges.next().flatten());
        let fails =
            |rules: &[Rule]| marks.iter().any(|mark| mark.severity == Severity::Fail && rules.contains(&mark.rule));
        for (judge, rounding) in self.judges.iter().zip(&self.rounding) {
            let Some(rounding) = rounding else { continue };
            if fails(&[Rule::Dominance, Rule::PPercent, Rule::Pq]) {
                words.push(rounding.dominance.clone());
            } else if fails(&[Rule::Threshold]) && rounding.base < judge.policy.count.threshold {
                words.push(rounding.threshold.clone());
            }
        }
        if fails(&[Rule::Extreme]) {
            words.push(self.extreme.clone());
        }
        if fails(&[Rule::Dof]) && !fails(&[Rule::Threshold]) {
            words.push(self.spread.clone());
        }
        words.push(self.suppress.clone());
    }
}

impl Neighbours<'_> {
    /// The smallest neighbour that this cell can be merged with so that no rule objects any more.
    fn merge(&self, cell: &CellEvidence) -> Option<String> {
        // The parts of distributions cannot be put together from two cells' figures.
        if self.statistics.iter().any(|statistic| statistic.needs_values() || statistic.needs_ends()) {
            return None;
        }
        let dimensions = self.judges.first()?.request.dimensions();
        let mut best: Option<(u64, String)> = None;
        for (d, tree) in self.trees.iter().enumerate() {
            let Some(code) = cell.codes[d] else { continue };
            let parent = tree.parents[code as usize].map_or(0, |parent| parent + 1);
            for other in self.children[d].get(&parent).into_iter().flatten().filter(|other| **other != code) {
                let mut codes = cell.codes.clone();
                codes[d] = Some(*other);
                let found = self.cells.binary_search_by(|cell| order(&cell.codes, &codes));
                let Ok(neighbour) = found.map(|at| &self.cells[at]) else { continue };
                if neighbour.n == 0 || best.as_ref().is_some_and(|(n, _)| *n <= neighbour.n) {
                    continue;
                }
                // Too few together are no remedy, whatever else is said of them.
                if self.judges.iter().any(|judge| cell.units + neighbour.units < judge.policy.count.threshold) {
                    continue;
                }
                let merged = merged(cell, neighbour);
                let mut marks = Vec::new();
                self.judges.iter().for_each(|judge| judge.cell(&merged, self.statistics, &mut marks));
                // Its share of a row is another's after merging.
                let safe = marks.iter().all(|mark| mark.severity != Severity::Fail || mark.rule == Rule::Full);
                if safe {
                    let words = format!(
                        "merge the codes {} and {} of {}: together they pass here ({} units at most)",
                        tree.labels[code as usize], tree.labels[*other as usize], dimensions[d], merged.units
                    );
                    best = Some((neighbour.n, words));
                }
            }
        }
        best.map(|(_, words)| words)
    }
}

/// Two cells as one, as though no unit were in both.
fn merged(a: &CellEvidence, b: &CellEvidence) -> CellEvidence {
    let variables = a.variables.iter().zip(&b.variables).map(|(a, b)| {
        let range = match (a.range, b.range) {
            (Some(x), Some(y)) => Some((x.0.min(y.0), x.1.max(y.1))),
            (one, other) => one.or(other),
        };
        let mut shape = a.shape.clone();
        if let (Some(shape), Some(other)) = (&mut shape, &b.shape) {
            shape.merge(other);
        }
        VariableEvidence {
            field: a.field.clone(),
            valid_n: a.valid_n + b.valid_n,
            sum: a.sum + b.sum,
            sum_of_squares: a.sum_of_squares + b.sum_of_squares,
            negatives: a.negatives + b.negatives,
            range,
            weighted: a.weighted.zip(b.weighted).map(|(a, b)| (a.0 + b.0, a.1 + b.1)),
            design: a.design.as_deref().zip(b.design.as_deref()).map(|(a, b)| Box::new(at_most(a, b))),
            by_unit: together(&a.by_unit, &b.by_unit),
            by_holding: both(&a.by_holding, &b.by_holding),
            weighted_by_unit: both(&a.weighted_by_unit, &b.weighted_by_unit),
            weighted_by_holding: both(&a.weighted_by_holding, &b.weighted_by_holding),
            shape,
            ends: None,
            positions: Box::default(),
            mode: None,
            gini: None,
        }
    });
    CellEvidence {
        codes: a.codes.clone(),
        n: a.n + b.n,
        weight: a.weight + b.weight,
        key: 0,
        units: a.units + b.units,
        holdings: a.holdings.zip(b.holdings).map(|(a, b)| a + b),
        unwaived: a.unwaived.zip(b.unwaived).map(|(a, b)| a + b),
        most: 0,
        variables: variables.collect(),
    }
}

/// Clusters as though none were in both, in the strata that there are at least.
fn at_most(a: &Design, b: &Design) -> Design {
    Design {
        clusters: a.clusters.zip(b.clusters).map(|(a, b)| a + b),
        strata: a.strata.zip(b.strata).map(|(a, b)| a.max(b)),
    }
}

fn both(a: &Option<Box<Shares>>, b: &Option<Box<Shares>>) -> Option<Box<Shares>> {
    a.as_ref().zip(b.as_ref()).map(|(a, b)| Box::new(together(a, b)))
}

fn together(a: &Shares, b: &Shares) -> Shares {
    let mut top: Vec<f64> = a.top.iter().chain(&b.top).copied().collect();
    top.sort_by(|x, y| y.total_cmp(x));
    top.truncate(a.top.len().max(b.top.len()).max(2));
    Shares {
        contributors: a.contributors + b.contributors,
        absolute: a.absolute + b.absolute,
        squares: a.squares + b.squares,
        top: top.into(),
        unwaived: a.unwaived.clone().zip(b.unwaived.as_ref()).map(|(mut both, other)| {
            both.join(other);
            both
        }),
    }
}
