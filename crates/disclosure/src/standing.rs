//! How many contributors stand behind each cell and each total, and what the largest of them contribute.
//!
//! A contributor to one cell lies in one cell of every margin too, so it merges with its cell. One with several cells is
//! added up anew for every margin: it counts once, with the sum of what it contributes.

use crate::contributors::{Contributors, Divided, PARTS, join};
use crate::error::Error;
use crate::evidence::{Evidence, Tally};
use crate::group::Group;

/// The place of a cell that a margin has no cell for.
pub(crate) const NOWHERE: u32 = u32::MAX;
/// Parts of contributors are looked at in so many sets, each on any core; their number decides in which order sums are
/// added up, so it does not depend on the machine.
const SETS: usize = 4;

/// For each cell its contributors, and for each lane what they contribute.
#[derive(Clone)]
pub(crate) struct Counted {
    pub units: Vec<u64>,
    /// Those of them who have given no waiver, where any may have.
    pub unwaived: Option<Vec<u64>>,
    /// The most records of one of them, where they are counted.
    most: Option<Vec<u64>>,
    pub tallies: Vec<Tally>,
}

impl Counted {
    /// The most records of one contributor to a cell; 0 where they are not counted.
    pub fn most_of(&self, cell: usize) -> u64 {
        self.most.as_ref().map_or(0, |most| most[cell])
    }

    /// One contributor, with what they contribute in each lane, whether they have given no waiver, and how many records they
    /// have.
    fn add(&mut self, cell: u32, protected: bool, records: f64, sums: impl Fn(usize) -> f64) {
        let cell = cell as usize;
        self.units[cell] += 1;
        if let Some(most) = &mut self.most {
            most[cell] = most[cell].max(records as u64);
        }
        if let Some(unwaived) = &mut self.unwaived {
            unwaived[cell] += u64::from(protected);
        }
        for (lane, tally) in self.tallies.iter_mut().enumerate() {
            let sum = sums(lane);
            if !sum.is_nan() {
                tally.add(cell, sum);
                if protected {
                    tally.add_unwaived(cell, sum);
                }
            }
        }
    }

    /// Adds what others contribute to a cell.
    fn merge(&mut self, cell: usize, other: &Counted, from: usize) {
        self.units[cell] += other.units[from];
        if let (Some(mine), Some(theirs)) = (&mut self.unwaived, &other.unwaived) {
            mine[cell] += theirs[from];
        }
        if let (Some(mine), Some(theirs)) = (&mut self.most, &other.most) {
            mine[cell] = mine[cell].max(theirs[from]);
        }
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(cell, theirs, from);
        }
    }
}

/// The cells of one combination of levels: how many there are, and for each cell that occurs its place among them.
pub(crate) struct Margin {
    pub size: usize,
    pub to: Vec<u32>,
}

/// The contributors of one kind.
pub(crate) struct Standing {
    /// Those with one cell only, by cell.
    settled: Counted,
    /// Those with several, by margin and place; none if there are none.
    spread: Option<Vec<Counted>>,
    /// Where there are no units, records are counted.
    pub by_record: bool,
}

impl Evidence {
    pub(crate) fn standing(&self, of: Option<&Contributors>, margins: &[Margin]) -> Result<Standing, Error> {
        let Some(contributors) = of else {
            let units = self.records.iter().map(|records| records.n).collect();
            let settled = Counted { units, unwaived: None, most: None, tallies: self.tallies.clone() };
            return Ok(Standing { settled, spread: None, by_record: true });
        };
        let divided = contributors.divided();
        let mut all = None;
        let size = PARTS / SETS;
        crate::parallel::in_order(
            SETS,
            |set| self.set(&divided, set * size..(set + 1) * size, margins),
            |set| {
                match &mut all {
                    None => all = Some(set),
                    Some(all) => all.merge(set),
                }
                Ok(())
            },
        )?;
        Ok(all.unwrap_or_else(|| Standing { settled: self.counted(self.cells.len()), spread: None, by_record: false }))
    }

    fn counted(&self, cells: usize) -> Counted {
        let mut tallies = vec![Tally::new(self.keep, self.waivers); self.lanes()];
        tallies.iter_mut().for_each(|tally| tally.grow(cells));
        let (unwaived, most) = (self.waivers.then(|| vec![0; cells]), self.counted.then(|| vec![0; cells]));
        Counted { units: vec![0; cells], unwaived, most, tallies }
    }

    fn set(&self, of: &Divided<'_>, parts: std::ops::Range<usize>, margins: &[Margin]) -> Result<Standing, Error> {
        let mut settled = self.counted(self.cells.len());
        let mut spread: Option<Vec<Counted>> = None;
        let mut group = Group::new(self.line());
        let mut places = Vec::new();
        for part in parts {
            group.clear();
            of.sum_up(part, &mut group)?;
            let (lanes, line) = (self.lanes(), self.line());
            let records = |of: &dyn Fn(usize) -> f64| if self.counted { of(line - 1) } else { 0.0 };
            group.settled(|cell, sums| {
                let protected = self.waivers && sums[lanes] > 0.0;
                settled.add(cell, protected, records(&|lane| sums[lane]), |lane| sums[lane]);
            });
            group.spread(|parts| {
                let spread =
                    spread.get_or_insert_with(|| margins.iter().map(|margin| self.counted(margin.size)).collect());
                // Who has held one back anywhere has given none.
                let protected = self.waivers && parts.iter().any(|part| group.sum(part, lanes) > 0.0);
                for (margin, counted) in margins.iter().zip(spread) {
                    places.clear();
                    places.extend(parts.iter().map(|part| (margin.to[part.cell as usize], *part)));
                    places.retain(|(place, _)| *place != NOWHERE);
                    // In a stable order, so that sums are the same however parts were found.
                    places.sort_by_key(|(place, _)| *place);
                    for same in places.chunk_by(|a, b| a.0 == b.0) {
                        let sum = |lane: usize| {
                            let mut sum = f64::NAN;
                            same.iter().for_each(|(_, part)| join(&mut sum, group.sum(part, lane)));
                            sum
                        };
                        counted.add(same[0].0, protected, records(&sum), sum);
                    }
                }
            });
        }
        Ok(Standing { settled, spread, by_record: false })
    }

    /// The contributors of one margin.
    pub(crate) fn of_margin(&self, standing: &Standing, margins: &[Margin], at: usize) -> Counted {
        let margin = &margins[at];
        let mut counted = match &standing.spread {
            Some(spread) => spread[at].clone(),
            None => self.counted(margin.size),
        };
        for (cell, to) in margin.to.iter().enumerate().filter(|(_, to)| **to != NOWHERE) {
            counted.merge(*to as usize, &standing.settled, cell);
        }
        counted
    }
}

impl Standing {
    fn merge(&mut self, other: Standing) {
        let whole = |mine: &mut Counted, theirs: &Counted| {
            (0..theirs.units.len()).for_each(|cell| mine.merge(cell, theirs, cell));
        };
        whole(&mut self.settled, &other.settled);
        match (&mut self.spread, other.spread) {
            (Some(mine), Some(theirs)) => mine.iter_mut().zip(&theirs).for_each(|(mine, theirs)| whole(mine, theirs)),
            (mine @ None, theirs) => *mine = theirs,
            (Some(_), None) => {}
        }
    }
}
