//! What is known about each cell: everything a rule needs, in a form that can be merged.

use crate::codes::{Cells, Codes};
use crate::contributors::Contributors;
use crate::distribution::{Ends, EndsEvidence, ModeEvidence, Position, Shape, Values};
use crate::error::Error;
use crate::evidence_file::{TooShort, Words as Kept};
use crate::formats::labels::{ValueLabels, shown};
use crate::hierarchy::Hierarchy;
use crate::statistic::Statistic;
use crate::waiver::Unwaived;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// Everything about the records of one table, before any rule is applied. Split the records any way, gather each part,
/// merge: the evidence is the same but for the last digits of sums.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub(crate) dimensions: Vec<Codes>,
    /// Fields that are summed or averaged.
    pub(crate) variables: Vec<String>,
    pub(crate) weighted: bool,
    /// Units may have given waivers: contributions have one lane more, above 0 for those who have not.
    pub(crate) waivers: bool,
    /// Contributions have a last lane that says how many records they are, for whoever knows how many are theirs.
    pub(crate) counted: bool,
    pub(crate) cells: Cells,
    /// For each cell its records and their weight.
    pub(crate) records: Vec<Records>,
    /// For each variable and cell.
    pub(crate) moments: Vec<Vec<Moments>>,
    /// Without a unit identifier: for each lane the contributions of records.
    pub(crate) tallies: Vec<Tally>,
    pub(crate) units: Option<Contributors>,
    pub(crate) holdings: Option<Contributors>,
    /// Clusters and strata of the sample.
    pub(crate) clusters: Option<Contributors>,
    pub(crate) strata: Option<Contributors>,
    pub(crate) left_out: LeftOut,
    /// The groups of each field's codes, if it has any.
    pub(crate) hierarchies: Vec<Option<Hierarchy>>,
    /// The statistics that are made from distinct values.
    pub(crate) positions: Vec<Statistic>,
    /// For each variable that needs them: moments about the mean, distinct values, the ends.
    pub(crate) shapes: Vec<Option<Vec<Shape>>>,
    pub(crate) values: Vec<Option<Values>>,
    pub(crate) ends: Vec<Option<Vec<Ends>>>,
    /// How many of the largest contributions are kept.
    pub(crate) keep: usize,
    /// What codes are called, where they are to be shown so.
    pub(crate) value_labels: ValueLabels,
}

/// Records that take no part in the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Records read, those left out included.
    pub read: u64,
    /// Records for which `--where` is not true.
    pub by_where: u64,
    /// Records of the weight 0: nobody stands behind them in a weighted figure.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub by_weight: u64,
    /// For each field of rows and columns, records in which it is missing (counted at the first such field).
    pub by_field: Vec<(String, u64)>,
}

fn is_nought(number: &u64) -> bool {
    *number == 0
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Records {
    pub n: u64,
    pub weight: f64,
    /// The sum of the records' keys, turning over at the end: a cell's own number, whatever the order of its records.
    pub key: u64,
}

/// Sums over the records of a cell in which a variable is not missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    pub valid: u64,
    pub sum: f64,
    pub squares: f64,
    pub negatives: u64,
    pub least: f64,
    pub greatest: f64,
    pub weighted_sum: f64,
    pub weight: f64,
}

impl Moments {
    pub const NONE: Moments = Moments {
        valid: 0,
        sum: 0.0,
        squares: 0.0,
        negatives: 0,
        least: f64::INFINITY,
        greatest: f64::NEG_INFINITY,
        weighted_sum: 0.0,
        weight: 0.0,
    };

    #[inline]
    pub fn add(&mut self, value: f64) {
        self.valid += 1;
        self.sum += value;
        self.squares += value * value;
        self.negatives += u64::from(value < 0.0);
        if value < self.least {
            self.least = value;
        }
        if value > self.greatest {
            self.greatest = value;
        }
    }

    pub fn put(&self, words: &mut Kept) {
        words.put(self.valid);
        words.put(self.negatives);
        let sums = [self.sum, self.squares, self.least, self.greatest, self.weighted_sum, self.weight];
        sums.iter().for_each(|sum| words.put_number(*sum));
    }

    pub fn taken(words: &mut Kept) -> Result<Moments, TooShort> {
        Ok(Moments {
            valid: words.take()?,
            negatives: words.take()?,
            sum: words.number()?,
            squares: words.number()?,
            least: words.number()?,
            greatest: words.number()?,
            weighted_sum: words.number()?,
            weight: words.number()?,
        })
    }

    pub fn merge(&mut self, other: &Moments) {
        self.valid += other.valid;
        self.sum += other.sum;
        self.squares += other.squares;
        self.negatives += other.negatives;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        self.weighted_sum += other.weighted_sum;
        self.weight += other.weight;
    }
}

/// The contributions to each cell, their absolute values summed and the largest kept.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    keep: usize,
    heads: Vec<Head>,
    /// For each cell the largest absolute contributions in falling order; -1 where there is none.
    top: Vec<f64>,
    /// For each cell those who have given no waiver, where any may have.
    unwaived: Option<Vec<Unwaived>>,
}

#[derive(Debug, Clone, Copy)]
struct Head {
    contributors: u64,
    absolute: f64,
    squares: f64,
    /// The smallest of those kept.
    bar: f64,
}

impl Tally {
    pub fn new(keep: usize, waivers: bool) -> Tally {
        Tally { keep, heads: Vec::new(), top: Vec::new(), unwaived: waivers.then(Vec::new) }
    }

    /// Without waivers, as records have none.
    pub fn put(&self, words: &mut Kept) {
        for head in &self.heads {
            words.put(head.contributors);
            [head.absolute, head.squares, head.bar].iter().for_each(|number| words.put_number(*number));
        }
        self.top.iter().for_each(|number| words.put_number(*number));
    }

    pub fn fill(&mut self, words: &mut Kept) -> Result<(), TooShort> {
        for head in &mut self.heads {
            let contributors = words.take()?;
            *head = Head { contributors, absolute: words.number()?, squares: words.number()?, bar: words.number()? };
        }
        self.top.iter_mut().try_for_each(|number| words.number().map(|word| *number = word))
    }

    pub fn grow(&mut self, cells: usize) {
        self.heads.resize(cells, Head { contributors: 0, absolute: 0.0, squares: 0.0, bar: -1.0 });
        self.top.resize(cells * self.keep, -1.0);
        if let Some(unwaived) = &mut self.unwaived {
            unwaived.resize(cells, Unwaived::default());
        }
    }

    /// One contribution that is not missing.
    #[inline]
    pub fn add(&mut self, cell: usize, value: f64) {
        let value = value.abs();
        let head = &mut self.heads[cell];
        head.contributors += 1;
        head.absolute += value;
        head.squares += value * value;
        if value > head.bar {
            self.insert(cell, value);
        }
    }

    /// What one who has given no waiver contributes, beside [`Tally::add`].
    pub fn add_unwaived(&mut self, cell: usize, value: f64) {
        if let Some(unwaived) = &mut self.unwaived {
            unwaived[cell].contributors += 1;
            unwaived[cell].largest = unwaived[cell].largest.max(value.abs());
        }
    }

    fn insert(&mut self, cell: usize, value: f64) {
        let top = &mut self.top[cell * self.keep..(cell + 1) * self.keep];
        let place = top.partition_point(|other| *other >= value);
        if place < self.keep {
            top[place..].rotate_right(1);
            top[place] = value;
        }
        self.heads[cell].bar = top[self.keep - 1];
    }

    /// Adds the contributions of another tally's cell, all by other contributors.
    pub fn merge(&mut self, cell: usize, other: &Tally, from: usize) {
        self.heads[cell].contributors += other.heads[from].contributors;
        self.heads[cell].absolute += other.heads[from].absolute;
        self.heads[cell].squares += other.heads[from].squares;
        for value in &other.top[from * other.keep..(from + 1) * other.keep] {
            if *value >= 0.0 {
                self.insert(cell, *value);
            }
        }
        if let (Some(mine), Some(theirs)) = (&mut self.unwaived, &other.unwaived) {
            mine[cell].join(&theirs[from]);
        }
    }

    pub fn shares(&self, cell: usize) -> Shares {
        let top = &self.top[cell * self.keep..(cell + 1) * self.keep];
        Shares {
            contributors: self.heads[cell].contributors,
            absolute: self.heads[cell].absolute,
            squares: self.heads[cell].squares,
            top: top[..top.iter().take_while(|value| **value >= 0.0).count()].into(),
            unwaived: self.unwaived.as_ref().map(|unwaived| Box::new(unwaived[cell])),
        }
    }
}

/// What the sample of a cell was drawn in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Design {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strata: Option<u64>,
}

/// How a total divides among those who contribute to it, in absolute values.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Units (or holdings) with a value that is not missing.
    pub contributors: u64,
    /// The sum of the absolute values of their contributions.
    pub absolute: f64,
    /// The sum of their squares.
    pub squares: f64,
    /// The largest absolute contributions, falling.
    pub top: Box<[f64]>,
    /// Of those who have given no waiver; none where nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unwaived: Option<Box<Unwaived>>,
}

/// The evidence behind one cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellEvidence {
    /// For each field the number of its code in order, or none for a total.
    #[serde(skip)]
    pub codes: Vec<Option<u32>>,
    /// Records.
    pub n: u64,
    /// The sum of weights; `n` without weights.
    pub weight: f64,
    /// The sum of the keys of its records (cell-key perturbation).
    #[serde(skip)]
    pub key: u64,
    /// Distinct units; records where no unit is named.
    pub units: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holdings: Option<u64>,
    /// Units that have given no waiver; none where nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unwaived: Option<u64>,
    /// The most records of one unit or holding; 0 where they were not counted.
    #[serde(skip)]
    pub most: u64,
    pub variables: Vec<VariableEvidence>,
}

/// The evidence about one variable in one cell. What few tables ask for stands in boxes: a table can have a million cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariableEvidence {
    pub field: Words,
    /// Records in which it is not missing.
    pub valid_n: u64,
    /// Unweighted.
    pub sum: f64,
    pub sum_of_squares: f64,
    pub negatives: u64,
    /// Smallest and largest value, none if all are missing.
    pub range: Option<(f64, f64)>,
    /// The sum of weight times value, and of the weights, over records in which it is not missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted: Option<(f64, f64)>,
    /// Clusters and strata of the sample in which it is not missing, where they are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<Box<Design>>,
    pub by_unit: Shares,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_holding: Option<Box<Shares>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted_by_unit: Option<Box<Shares>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted_by_holding: Option<Box<Shares>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<Box<Shape>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Box<EndsEvidence>>,
    #[serde(skip_serializing_if = "<[Position]>::is_empty")]
    pub positions: Box<[Position]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<ModeEvidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gini: Option<f64>,
}

impl CellEvidence {
    /// The most records that one unit or holding has in it, or can have: all but one for each other.
    pub(crate) fn most_of_one(&self) -> u64 {
        if self.most > 0 {
            return self.most;
        }
        let contributors = self.holdings.map_or(self.units, |holdings| holdings.min(self.units));
        if self.n == 0 { 0 } else { self.n + 1 - contributors.max(1) }
    }
}

impl Evidence {
    /// The codes of a field as they are shown.
    pub(crate) fn shown(&self, field: &str, codes: &[String]) -> Vec<String> {
        match self.value_labels.get(field) {
            Some(labels) => shown(codes, labels),
            None => codes.to_vec(),
        }
    }

    /// Whoever lines are kept of: units, holdings, clusters, strata.
    pub(crate) fn contributors(&mut self) -> impl Iterator<Item = &mut Contributors> {
        [&mut self.units, &mut self.holdings, &mut self.clusters, &mut self.strata].into_iter().flatten()
    }

    /// One lane for each variable, and with weights one more for each weighted variable.
    pub(crate) fn lanes(&self) -> usize {
        self.variables.len() * if self.weighted { 2 } else { 1 }
    }

    /// The lanes of a contributor's line: those and, where units may have given waivers, one that says who has not, and where
    /// records are counted one for them.
    pub(crate) fn line(&self) -> usize {
        self.lanes() + usize::from(self.waivers) + usize::from(self.counted)
    }

    /// Makes room for the cells found so far.
    pub(crate) fn grow(&mut self) {
        let cells = self.cells.len();
        self.records.resize(cells, Records::default());
        for moments in &mut self.moments {
            moments.resize(cells, Moments::NONE);
        }
        for tally in &mut self.tallies {
            tally.grow(cells);
        }
        for shapes in self.shapes.iter_mut().flatten() {
            shapes.resize(cells, Shape::default());
        }
        for ends in self.ends.iter_mut().flatten() {
            ends.resize(cells, Ends::default());
        }
    }

    /// Adds the evidence of other records of the same table.
    pub fn merge(&mut self, other: &Evidence) -> Result<(), Error> {
        let fields = |evidence: &Evidence| -> Vec<String> {
            evidence.dimensions.iter().map(|codes| codes.field.clone()).collect()
        };
        if fields(self) != fields(other)
            || self.variables != other.variables
            || self.weighted != other.weighted
            || self.waivers != other.waivers
            || self.counted != other.counted
            || self.keep != other.keep
            || self.units.is_some() != other.units.is_some()
            || self.holdings.is_some() != other.holdings.is_some()
            || self.clusters.is_some() != other.clusters.is_some()
            || self.strata.is_some() != other.strata.is_some()
            || self.positions != other.positions
            || self.hierarchies != other.hierarchies
            || self.shapes.iter().map(Option::is_some).ne(other.shapes.iter().map(Option::is_some))
            || self.ends.iter().map(Option::is_some).ne(other.ends.iter().map(Option::is_some))
        {
            return Err(Error::Merge("fields, units, weights or the number of kept contributions differ".into()));
        }
        let names: Vec<Vec<u32>> = self
            .dimensions
            .iter_mut()
            .zip(&other.dimensions)
            .map(|(mine, theirs)| theirs.labels.iter().map(|label| mine.register(label)).collect())
            .collect();
        crate::margins::limit(&self.dimensions, true)?;
        self.cells.fit(self.dimensions.iter().map(|codes| codes.labels.len()));
        let mut codes = Vec::with_capacity(names.len());
        let here: Vec<u32> = (0..other.cells.len())
            .map(|cell| {
                codes.clear();
                codes.extend(other.cells.tuple(cell).iter().zip(&names).map(|(code, names)| names[*code as usize]));
                self.cells.one(&codes)
            })
            .collect();
        self.grow();
        for (from, to) in here.iter().map(|cell| *cell as usize).enumerate() {
            self.records[to].n += other.records[from].n;
            self.records[to].weight += other.records[from].weight;
            self.records[to].key = self.records[to].key.wrapping_add(other.records[from].key);
            for (mine, theirs) in self.moments.iter_mut().zip(&other.moments) {
                mine[to].merge(&theirs[from]);
            }
            for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
                mine.merge(to, theirs, from);
            }
            for (mine, theirs) in self.shapes.iter_mut().flatten().zip(other.shapes.iter().flatten()) {
                mine[to].merge(&theirs[from]);
            }
            for (mine, theirs) in self.ends.iter_mut().flatten().zip(other.ends.iter().flatten()) {
                mine[to].merge(&theirs[from]);
            }
        }
        for ((mine, theirs), field) in self.values.iter_mut().zip(&other.values).zip(&self.variables) {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                mine.merge(theirs, &here, field)?;
            }
        }
        for (mine, theirs) in [
            (&mut self.units, &other.units),
            (&mut self.holdings, &other.holdings),
            (&mut self.clusters, &other.clusters),
            (&mut self.strata, &other.strata),
        ] {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                mine.merge(theirs, &here)?;
            }
        }
        self.left_out.read += other.left_out.read;
        self.left_out.by_where += other.left_out.by_where;
        self.left_out.by_weight += other.left_out.by_weight;
        for (mine, theirs) in self.left_out.by_field.iter_mut().zip(&other.left_out.by_field) {
            mine.1 += theirs.1;
        }
        Ok(())
    }
}
