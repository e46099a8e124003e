//! Units and holdings that contribute to several cells, each with what it knows of them: followed one by one where all
//! contributors together would know more than any of them does.

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
    /// For each variable what of the published sum is theirs; none where they have no value.
    pub sums: Vec<Option<f64>>,
}

/// For each contributor to several lowest cells all their parts; none where there are too many to follow.
pub(crate) type People = Vec<Vec<Own>>;

impl Evidence {
    pub(crate) fn people(&self, table: &TableResult) -> Result<Option<People>, Error> {
        let here = self.places(table);
        let mut people = Vec::new();
        for contributors in [&self.units, &self.holdings].into_iter().flatten() {
            if !self.follow(contributors, &here, &mut people)? {
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

    fn follow(&self, contributors: &Contributors, here: &[Option<u32>], people: &mut People) -> Result<bool, Error> {
        let divided = contributors.divided();
        let mut group = Group::new(self.line());
        let variables = self.variables.len();
        let mut count = people.iter().map(Vec::len).sum::<usize>();
        for part in 0..PARTS {
            group.clear();
            divided.sum_up(part, &mut group)?;
            group.spread(|parts| {
                count += parts.len();
                if count > MOST {
                    return;
                }
                let own = parts.iter().filter_map(|part| {
                    // What is published is weighted where there are weights.
                    let lane = |variable: usize| if self.weighted { variables + variable } else { variable };
                    let sum = |variable: usize| Some(group.sum(part, lane(variable))).filter(|sum| !sum.is_nan());
                    Some(Own { cell: here[part.cell as usize]?, sums: (0..variables).map(sum).collect() })
                });
                people.push(own.collect());
            });
            if count > MOST {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn codes(cell: &CellEvidence) -> &[Option<u32>] {
    &cell.codes
}
