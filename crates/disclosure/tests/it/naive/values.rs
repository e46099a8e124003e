//! The records of a cell that have a value of one field, and what textbooks make of them.

use super::{Naive, Part, Row, Who};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Of<'a> {
    table: &'a Naive<'a>,
    field: String,
    pub(super) with: Vec<(usize, &'a Row)>,
}

impl<'a> Of<'a> {
    pub(super) fn new(table: &'a Naive<'a>, records: &[(usize, &'a Row)], field: &str) -> Of<'a> {
        let with = records.iter().copied().filter(|(_, row)| row.values.contains_key(field)).collect();
        Of { table, field: field.into(), with }
    }

    pub(super) fn units(&self) -> u64 {
        Naive::distinct(&self.with, &|record| self.table.unit(record)).len() as u64
    }

    /// In order.
    pub(super) fn values(&self) -> Vec<i64> {
        let mut values: Vec<i64> = self.with.iter().map(|(_, row)| row.values[&*self.field]).collect();
        values.sort_unstable();
        values
    }

    pub(super) fn sum(&self) -> f64 {
        self.with.iter().map(|(_, row)| row.values[&*self.field] as f64 * self.table.weight(row)).sum()
    }

    /// What units or holdings contribute, the largest first.
    pub(super) fn parts(&self, holdings: bool, weighted: bool) -> Vec<Part> {
        let kind = |record: (usize, &Row)| {
            if holdings { self.table.holding(record) } else { self.table.unit(record) }
        };
        let mut sums: BTreeMap<Who, f64> = BTreeMap::new();
        for (at, row) in &self.with {
            let weight = if weighted { self.table.weight(row) } else { 1.0 };
            *sums.entry(kind((*at, *row))).or_default() += row.values[&*self.field] as f64 * weight;
        }
        let mut parts: Vec<Part> =
            sums.into_iter().map(|(who, sum)| (sum.abs(), self.table.agreed(who, &kind))).collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        parts
    }

    /// Units (or clusters) less one (or strata).
    pub(super) fn freedom(&self) -> i64 {
        let request = self.table.request;
        let stratum = |row: &Row| if request.strata.is_some() { row.stratum } else { 0 };
        let drawn = match request.cluster {
            Some(_) => self.with.iter().map(|(_, row)| (stratum(row), row.cluster)).collect::<BTreeSet<_>>().len(),
            None => self.units() as usize,
        };
        let strata = match request.strata {
            Some(_) => self.with.iter().map(|(_, row)| row.stratum).collect::<BTreeSet<_>>().len(),
            None => 1,
        };
        drawn as i64 - strata as i64
    }

    /// In thousandths.
    pub(super) fn quantile(&self, at: u64) -> Option<i64> {
        let values = self.values();
        let place = at as usize * values.len().checked_sub(1)?;
        let (low, part) = (place / 1000, (place % 1000) as i64);
        let high = values.get(low + 1).unwrap_or(&values[low]);
        Some(values[low] * 1000 + (high - values[low]) * part)
    }

    /// The smallest of the most frequent, and how many records have it.
    pub(super) fn mode(&self) -> Option<(i64, u64)> {
        let mut times: BTreeMap<i64, u64> = BTreeMap::new();
        self.values().iter().for_each(|value| *times.entry(*value).or_default() += 1);
        let most = *times.values().max()?;
        times.into_iter().find(|(_, n)| *n == most)
    }

    /// Each unit's own smallest (or largest) value, from the end of the cell inwards.
    pub(super) fn ends(&self, least: bool) -> Vec<i64> {
        let mut ends: BTreeMap<Who, i64> = BTreeMap::new();
        for (at, row) in &self.with {
            let value = row.values[&*self.field];
            let end = ends.entry(self.table.unit((*at, *row))).or_insert(value);
            *end = if least { (*end).min(value) } else { (*end).max(value) };
        }
        let mut ends: Vec<i64> = ends.into_values().collect();
        ends.sort_by_key(|value| if least { *value } else { -*value });
        ends
    }

    fn moment(&self, power: i32) -> f64 {
        let values = self.values();
        let mean = values.iter().sum::<i64>() as f64 / values.len() as f64;
        values.iter().map(|value| (*value as f64 - mean).powi(power)).sum()
    }

    fn equal(&self) -> bool {
        let values = self.values();
        values.first() == values.last()
    }

    pub(super) fn variance(&self) -> Option<f64> {
        let n = self.with.len() as f64;
        (n >= 2.0).then(|| self.moment(2) / (n - 1.0))
    }

    pub(super) fn skewness(&self) -> Option<f64> {
        let n = self.with.len() as f64;
        let third = || n / ((n - 1.0) * (n - 2.0)) * self.moment(3);
        (n >= 3.0 && !self.equal()).then(|| third() / (self.moment(2) / (n - 1.0)).powf(1.5))
    }

    pub(super) fn kurtosis(&self) -> Option<f64> {
        let n = self.with.len() as f64;
        let sample = || self.moment(4) / (self.moment(2) / (n - 1.0)).powi(2);
        (n >= 4.0 && !self.equal()).then(|| {
            n * (n + 1.0) / ((n - 1.0) * (n - 2.0) * (n - 3.0)) * sample()
                - 3.0 * (n - 1.0).powi(2) / ((n - 2.0) * (n - 3.0))
        })
    }

    pub(super) fn gini(&self) -> Option<f64> {
        let values = self.values();
        let sum: i64 = values.iter().sum();
        let pairs: i64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
        let n = values.len() as f64;
        (sum > 0 && values[0] >= 0).then(|| pairs as f64 / (2.0 * n * sum as f64))
    }
}
