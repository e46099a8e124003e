//! What counts, sums and largest contributions do not tell: moments about the mean, every distinct value, the ends.
//!
//! Moments and ends take the same memory however many records there are. Distinct values take 16 bytes for each value that
//! is distinct within its cell: quantiles, modes and Gini coefficients are exact, and a field with more distinct values
//! than [`MOST_VALUES`] is refused with the advice to round it.

use crate::error::Error;
use crate::evidence_file::{TooShort, Words};
use serde::Serialize;

/// The most distinct pairs of cell and value that are kept (16 bytes each, twice that while they are put in order).
pub const MOST_VALUES: usize = 8_000_000;

/// How many units are kept at either end of each cell.
pub const MOST_ENDS: usize = 32;

/// Moments about the mean, added up without loss where the mean is large (Pébay's formulae).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Shape {
    pub n: u64,
    pub mean: f64,
    pub m2: f64,
    pub m3: f64,
    pub m4: f64,
}

impl Shape {
    pub fn add(&mut self, value: f64) {
        self.merge(&Shape { n: 1, mean: value, ..Shape::default() });
    }

    pub fn merge(&mut self, other: &Shape) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let n = a + b;
        let d = other.mean - self.mean;
        let (d2, d3, d4) = (d * d, d * d * d, d * d * d * d);
        let m4 = self.m4
            + other.m4
            + d4 * a * b * (a * a - a * b + b * b) / (n * n * n)
            + 6.0 * d2 * (a * a * other.m2 + b * b * self.m2) / (n * n)
            + 4.0 * d * (a * other.m3 - b * self.m3) / n;
        let m3 = self.m3 + other.m3 + d3 * a * b * (a - b) / (n * n) + 3.0 * d * (a * other.m2 - b * self.m2) / n;
        let m2 = self.m2 + other.m2 + d2 * a * b / n;
        *self = Shape { n: self.n + other.n, mean: self.mean + d * b / n, m2, m3, m4 };
    }

    /// Divided by n - 1; none below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.m2 / (self.n as f64 - 1.0))
    }

    /// Adjusted Fisher-Pearson coefficient; none below three values or where all are equal.
    pub fn skewness(&self) -> Option<f64> {
        let n = self.n as f64;
        (self.n >= 3 && self.m2 > 0.0).then(|| n * (n - 1.0).sqrt() / (n - 2.0) * self.m3 / self.m2.powf(1.5))
    }

    /// Excess kurtosis adjusted for the sample; none below four values or where all are equal.
    pub fn kurtosis(&self) -> Option<f64> {
        let n = self.n as f64;
        (self.n >= 4 && self.m2 > 0.0).then(|| {
            let plain = n * (n + 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)) * self.m4 / (self.m2 * self.m2);
            plain - 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))
        })
    }
}

/// So many records of a cell have this value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub cell: u32,
    pub n: u32,
    pub value: f64,
}

/// Every distinct value of one field in every cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    entries: Vec<Entry>,
    /// So many of them are in order and distinct.
    settled: usize,
}

impl Values {
    /// Adds one record's value. `field` is what a refusal calls it.
    pub fn add(&mut self, cell: u32, value: f64, field: &str) -> Result<(), Error> {
        // A nought is a nought whatever its sign.
        self.push(Entry { cell, n: 1, value: if value == 0.0 { 0.0 } else { value } }, field)
    }

    fn push(&mut self, entry: Entry, field: &str) -> Result<(), Error> {
        self.entries.push(entry);
        if self.entries.len() >= 2 * self.settled.max(1 << 16) {
            self.settle(field)?;
        }
        Ok(())
    }

    pub fn settle(&mut self, field: &str) -> Result<(), Error> {
        compact(&mut self.entries);
        self.settled = self.entries.len();
        if self.settled > MOST_VALUES {
            return Err(Error::TooManyValues { field: field.into(), most: MOST_VALUES });
        }
        Ok(())
    }

    pub fn merge(&mut self, other: &Values, here: &[u32], field: &str) -> Result<(), Error> {
        for entry in &other.entries {
            self.push(Entry { cell: here[entry.cell as usize], ..*entry }, field)?;
        }
        Ok(())
    }

    pub fn put(&self, words: &mut Words) {
        words.put(self.entries.len() as u64);
        for entry in &self.entries {
            words.put(u64::from(entry.cell) << 32 | u64::from(entry.n));
            words.put_number(entry.value);
        }
    }

    pub fn fill(&mut self, words: &mut Words, cells: usize) -> Result<(), TooShort> {
        for _ in 0..words.count()? {
            let (word, value) = (words.take()?, words.number()?);
            let entry = Entry { cell: (word >> 32) as u32, n: word as u32, value };
            if entry.cell as usize >= cells {
                return Err(TooShort);
            }
            self.entries.push(entry);
        }
        Ok(())
    }

    /// The values of the cells of a margin, by cell and in order.
    pub fn project(&self, to: &[u32]) -> Vec<Entry> {
        let aim = |entry: &Entry| to[entry.cell as usize];
        let mut entries: Vec<Entry> = self
            .entries
            .iter()
            .filter(|entry| aim(entry) != crate::standing::NOWHERE)
            .map(|entry| Entry { cell: aim(entry), ..*entry })
            .collect();
        compact(&mut entries);
        entries
    }
}

/// Puts entries in order and adds up those of one cell and value.
fn compact(entries: &mut Vec<Entry>) {
    entries.sort_unstable_by(|a, b| a.cell.cmp(&b.cell).then(a.value.total_cmp(&b.value)));
    entries.dedup_by(|later, first| {
        let same = later.cell == first.cell && later.value == first.value;
        if same {
            first.n += later.n;
        }
        same
    });
}

/// A quantile and who stands at either side of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Position {
    /// In thousandths.
    pub at: u16,
    pub value: f64,
    /// Records below the figure, at it, above it.
    pub below: u64,
    pub equal: u64,
    pub above: u64,
}

/// The most frequent value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ModeEvidence {
    /// The smallest of them where several are as frequent.
    pub value: f64,
    /// Records that have it.
    pub records: u64,
    /// How many values are as frequent.
    pub ties: u64,
}

/// The values of one cell in order, with how many records have each.
pub(crate) struct Sorted<'a>(pub &'a [Entry]);

impl Sorted<'_> {
    fn n(&self) -> u64 {
        self.0.iter().map(|entry| u64::from(entry.n)).sum()
    }

    /// The value of the record with this number from 0.
    fn nth(&self, at: u64) -> f64 {
        let mut before = 0;
        for entry in self.0 {
            before += u64::from(entry.n);
            if at < before {
                return entry.value;
            }
        }
        f64::NAN
    }

    pub fn position(&self, at: u16) -> Option<Position> {
        let n = self.n();
        if n == 0 {
            return None;
        }
        // In whole thousandths, so that a quantile that is some record's value is that value to the last digit.
        let place = u64::from(at) * (n - 1);
        let (low, high) = (self.nth(place / 1000), self.nth(place.div_ceil(1000)));
        let part = (place % 1000) as f64 / 1000.0;
        // As numpy does, from the nearer end, so that the figures agree to the last digit.
        let value = if part >= 0.5 { high - (high - low) * (1.0 - part) } else { low + (high - low) * part };
        let count = |is: &dyn Fn(f64) -> bool| -> u64 {
            self.0.iter().filter(|entry| is(entry.value)).map(|entry| u64::from(entry.n)).sum()
        };
        Some(Position {
            at,
            value,
            below: count(&|other| other < value),
            equal: count(&|other| other == value),
            above: count(&|other| other > value),
        })
    }

    pub fn mode(&self) -> Option<ModeEvidence> {
        let records = self.0.iter().map(|entry| entry.n).max()?;
        let mut frequent = self.0.iter().filter(|entry| entry.n == records);
        let value = frequent.next()?.value;
        Some(ModeEvidence { value, records: u64::from(records), ties: 1 + frequent.count() as u64 })
    }

    /// Over records; none where the sum is not positive or a value is negative.
    pub fn gini(&self) -> Option<f64> {
        let n = self.n() as f64;
        let sum: f64 = self.0.iter().map(|entry| f64::from(entry.n) * entry.value).sum();
        if sum <= 0.0 || self.0.first().is_some_and(|entry| entry.value < 0.0) {
            return None;
        }
        let mut before = 0.0;
        let mut ranked = 0.0;
        for entry in self.0 {
            let own = f64::from(entry.n);
            // Ranks before + 1 to before + own.
            ranked += entry.value * own * (2.0 * before + own + 1.0) / 2.0;
            before += own;
        }
        Some(2.0 * ranked / (n * sum) - (n + 1.0) / n)
    }
}

/// The units with the smallest and largest values of one cell, each unit once with its own extreme.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ends {
    least: Vec<(f64, u64)>,
    greatest: Vec<(f64, u64)>,
}

impl Ends {
    /// `unit` tells units apart; none stands for a unit of its own.
    pub fn add(&mut self, value: f64, unit: Option<u64>) {
        keep(&mut self.greatest, value, unit);
        keep(&mut self.least, -value, unit);
    }

    pub fn merge(&mut self, other: &Ends) {
        for (mine, theirs) in [(&mut self.least, &other.least), (&mut self.greatest, &other.greatest)] {
            for (value, unit) in theirs {
                keep(mine, *value, (*unit != ALONE).then_some(*unit));
            }
        }
    }

    pub fn put(&self, words: &mut Words) {
        for side in [&self.least, &self.greatest] {
            words.put(side.len() as u64);
            for (value, unit) in side {
                words.put_number(*value);
                words.put(*unit);
            }
        }
    }

    pub fn taken(words: &mut Words) -> Result<Ends, TooShort> {
        let mut side = || -> Result<Vec<(f64, u64)>, TooShort> {
            (0..words.count()?).map(|_| Ok((words.number()?, words.take()?))).collect()
        };
        Ok(Ends { least: side()?, greatest: side()? })
    }

    pub fn evidence(&self) -> EndsEvidence {
        EndsEvidence {
            least: self.least.iter().map(|(value, _)| -value).collect(),
            greatest: self.greatest.iter().map(|(value, _)| *value).collect(),
        }
    }
}

const ALONE: u64 = u64::MAX;

/// Keeps the largest values in falling order, one for each unit.
fn keep(list: &mut Vec<(f64, u64)>, value: f64, unit: Option<u64>) {
    if list.len() == MOST_ENDS && list[MOST_ENDS - 1].0 >= value {
        return;
    }
    if let Some(unit) = unit
        && let Some(at) = list.iter().position(|(_, other)| *other == unit)
    {
        if list[at].0 >= value {
            return;
        }
        list.remove(at);
    }
    let place = list.partition_point(|(other, _)| *other >= value);
    list.insert(place, (value, unit.unwrap_or(ALONE)));
    list.truncate(MOST_ENDS);
}

/// The values of the units at either end of a cell, at most [`MOST_ENDS`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct EndsEvidence {
    /// Rising.
    pub least: Vec<f64>,
    /// Falling.
    pub greatest: Vec<f64>,
}
