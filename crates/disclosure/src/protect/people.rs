//! Units and holdings, each with what it knows of the cells that it contributes to: looked at one by one where all contributors
//! together would know more than any of them does.

use super::levels::published;
use crate::contributors::{Contributors, PARTS};
use crate::error::Error;
use crate::evidence::{CellEvidence, Evidence};
use crate::group::Group;
use crate::hashing::FastMap;
use crate::result::TableResult;

/// Of more parts than this nobody is followed: all stand in for each.
const MOST: usize = 2_000_000;

/// One contributor's part of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Own {
    /// Its place in the table.
    pub cell: u32,
    /// How many of its records are theirs, or can be where nobody counted.
    pub records: u64,
    /// For each variable what of the published sum is theirs; none where they have no value.
    pub sums: Vec<Option<f64>>,
}

/// A unit or a holding with its lowest cells; of those who have one cell only, somebody who has as much of it as any of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub holding: bool,
    pub parts: Vec<Own>,
}

pub(crate) type People = Vec<Person>;

impl Person {
    /// Whether they stand alone behind a figure and know it anyhow. 0 is the count; then the variables in order.
    pub fn knows(&self, table: &TableResult, cell: usize, quantity: usize) -> bool {
        let there = |own: &Own| quantity.checked_sub(1).is_none_or(|at| own.sums[at].is_some());
        self.one_of(&table.cells[cell].evidence, quantity)
            && self.parts.iter().any(|own| there(own) && within(table, own.cell as usize, cell))
    }

    /// Whether one of their kind alone is in a cell, or has a value there.
    pub fn one_of(&self, evidence: &CellEvidence, quantity: usize) -> bool {
        if if self.holding { evidence.holdings == Some(1) } else { evidence.units == 1 } {
            return true;
        }
        let Some(variable) = quantity.checked_sub(1).and_then(|at| evidence.variables.get(at)) else { return false };
        let shares = published(variable);
        let kind = if self.holding { shares.get(1) } else { shares.first() };
        kind.is_some_and(|shares| shares.contributors == 1)
    }
}

/// Whether a lowest cell is part of another, or is it.
pub(super) fn within(table: &TableResult, lowest: usize, whole: usize) -> bool {
    let (lowest, whole) = (&table.cells[lowest].evidence.codes, &table.cells[whole].evidence.codes);
    lowest.iter().zip(whole).zip(&table.trees).all(|((code, of), tree)| {
        let mut step = *code;
        while step != *of && step.is_some() {
            step = step.and_then(|code| tree.parents[code as usize]);
        }
        step == *of
    })
}

impl Evidence {
    /// Everybody; none where there are too many to follow.
    pub(crate) fn people(&self, table: &TableResult) -> Result<Option<People>, Error> {
        let here = self.places(table);
        let mut people = Vec::new();
        if self.units.is_none() {
            // Every record is a unit of its own.
            let first = |cell: &CellEvidence| {
                let of = |variable| published(variable).first().and_then(|shares| shares.top.first().copied());
                cell.variables.iter().map(of).collect()
            };
            let filled = here.iter().flatten().filter(|place| table.cells[**place as usize].n > 0);
            people.extend(filled.map(|place| {
                let sums = first(&table.cells[*place as usize].evidence);
                Person { holding: false, parts: vec![Own { cell: *place, records: 1, sums }] }
            }));
        }
        for (contributors, holding) in [(&self.units, false), (&self.holdings, true)] {
            if let Some(contributors) = contributors
                && !self.follow(contributors, holding, &here, table, &mut people)?
            {
                return Ok(None);
            }
        }
        Ok(Some(people))
    }

    /// The place in a table of each combination of codes that occurs.
    pub(super) fn places(&self, table: &TableResult) -> Vec<Option<u32>> {
        let places: FastMap<&[Option<u32>], u32> =
            table.cells.iter().enumerate().map(|(at, cell)| (codes(&cell.evidence), at as u32)).collect();
        let ranks = self.ranks();
        let place = |cell: usize| {
            let tuple = self.cells.tuple(cell).iter().enumerate();
            let codes: Vec<Option<u32>> = tuple.map(|(d, code)| Some(ranks[d][*code as usize])).collect();
            places.get(codes.as_slice()).copied()
        };
        (0..self.cells.len()).map(place).collect()
    }

    fn follow(
        &self,
        contributors: &Contributors,
        holding: bool,
        here: &[Option<u32>],
        table: &TableResult,
        people: &mut People,
    ) -> Result<bool, Error> {
        let divided = contributors.divided();
        let (variables, line) = (self.variables.len(), self.line());
        let mut group = Group::new(line);
        let mut count = people.iter().map(|person| person.parts.len()).sum::<usize>();
        let mut alone: FastMap<u32, Own> = FastMap::default();
        // What is published is weighted where there are weights.
        let own = |cell: u32, sum: &dyn Fn(usize) -> f64| {
            let cell = here[cell as usize]?;
            let lane = |variable: usize| if self.weighted { variables + variable } else { variable };
            let sums = (0..variables).map(|variable| Some(sum(lane(variable))).filter(|sum| !sum.is_nan())).collect();
            let most = || table.cells[cell as usize].evidence.most_of_one();
            Some(Own { cell, records: if self.counted { sum(line - 1) as u64 } else { most() }, sums })
        };
        for part in 0..PARTS {
            group.clear();
            divided.sum_up(part, &mut group)?;
            group.settled(|cell, sums| {
                let Some(own) = own(cell, &|lane| sums[lane]) else { return };
                let most = alone.entry(own.cell).or_insert_with(|| own.clone());
                most.records = most.records.max(own.records);
                let larger = |(most, sum): (&mut Option<f64>, Option<f64>)| {
                    *most = match (*most, sum) {
                        (Some(most), Some(sum)) => Some(most.max(sum)),
                        (one, other) => one.or(other),
                    };
                };
                most.sums.iter_mut().zip(own.sums).for_each(larger);
            });
            group.spread(|parts| {
                count += parts.len();
                if count <= MOST {
                    let parts = parts.iter().filter_map(|part| own(part.cell, &|lane| group.sum(part, lane)));
                    people.push(Person { holding, parts: parts.collect() });
                }
            });
            if count > MOST {
                return Ok(false);
            }
        }
        let mut alone: Vec<Own> = alone.into_values().collect();
        alone.sort_unstable_by_key(|own| own.cell);
        people.extend(alone.into_iter().map(|own| Person { holding, parts: vec![own] }));
        Ok(true)
    }
}

fn codes(cell: &CellEvidence) -> &[Option<u32>] {
    &cell.codes
}
