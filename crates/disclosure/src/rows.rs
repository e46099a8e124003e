//! The places of cells as numbers, and how many records stand in each row and column.

use crate::evidence::CellEvidence;
use crate::hierarchy::Tree;
use std::cmp::Ordering;

/// The order of cells: by their codes, totals after all codes of a field.
pub(crate) fn order(a: &[Option<u32>], b: &[Option<u32>]) -> Ordering {
    let place = |code: &Option<u32>| code.unwrap_or(u32::MAX);
    a.iter().map(place).cmp(b.iter().map(place))
}

/// A number for each combination of codes, in their order. A table has fewer combinations than [`crate::MOST_CELLS`].
pub(crate) struct Places {
    /// For each field its codes, with the total one more.
    sizes: Vec<usize>,
}

impl Places {
    pub fn new(trees: &[Tree], margins: bool) -> Places {
        Places { sizes: trees.iter().map(|tree| tree.labels.len() + usize::from(margins)).collect() }
    }

    pub fn of(&self, codes: &[Option<u32>]) -> usize {
        codes
            .iter()
            .zip(&self.sizes)
            .fold(0, |place, (code, size)| place * size + code.map_or(size - 1, |c| c as usize))
    }
}

/// Records in every row and column: along each field, and in each group of its codes, the sum over the codes.
pub(crate) struct Rows {
    places: Places,
    along: Vec<Along>,
}

/// The rows along one field.
struct Along {
    /// Combinations of the codes of the fields after it.
    after: usize,
    /// How many groups its codes stand in, and for each code the number of its group.
    groups: usize,
    group: Vec<usize>,
    /// By the codes of the other fields with the group in the place of its own code; 0 where nobody is.
    records: Vec<u64>,
}

impl Rows {
    pub fn new(cells: &[CellEvidence], trees: &[Tree], margins: bool) -> Rows {
        let places = Places::new(trees, margins);
        let all: usize = places.sizes.iter().product();
        let along = (0..trees.len()).map(|d| {
            let mut parents: Vec<Option<u32>> = trees[d].parents.clone();
            parents.sort_unstable();
            parents.dedup();
            let group =
                trees[d].parents.iter().map(|parent| parents.binary_search(parent).unwrap_or_default()).collect();
            let records = vec![0; all / places.sizes[d] * parents.len()];
            Along { after: places.sizes[d + 1..].iter().product(), groups: parents.len(), group, records }
        });
        let mut rows = Rows { along: along.collect(), places };
        for cell in cells.iter().filter(|cell| cell.n > 0) {
            let place = rows.places.of(&cell.codes);
            for (d, code) in cell.codes.iter().enumerate() {
                if let Some(code) = code {
                    let row = rows.along[d].row(place, *code, rows.places.sizes[d]);
                    rows.along[d].records[row] += cell.n;
                }
            }
        }
        rows
    }

    /// The records of a cell's row along a field in which it has a code; its own if nobody else was seen there.
    pub fn records(&self, cell: &CellEvidence, d: usize) -> u64 {
        let Some(code) = cell.codes[d] else { return cell.n };
        let row = self.along[d].row(self.places.of(&cell.codes), code, self.places.sizes[d]);
        match self.along[d].records[row] {
            0 => cell.n,
            records => records,
        }
    }
}

impl Along {
    fn row(&self, place: usize, code: u32, size: usize) -> usize {
        let before = place / (self.after * size);
        (before * self.groups + self.group[code as usize]) * self.after + place % self.after
    }
}
