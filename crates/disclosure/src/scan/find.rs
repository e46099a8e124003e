//! The cell of each record.

use super::Scan;
use crate::codes::NONE;
use crate::error::Error;
use crate::evidence::Records;
use arrow::array::ArrayRef;

impl Scan {
    /// The cell of each record. Where nothing but records is counted they are counted at once, and it says so.
    pub(super) fn find_cells(&mut self, codes: &[ArrayRef]) -> Result<bool, Error> {
        let (short, same) = self.shortcut.fits(codes);
        if !same {
            self.take_counted()?;
        }
        if !short {
            for ((column, register), codes) in codes.iter().zip(&mut self.evidence.dimensions).zip(&mut self.codes) {
                register.map(column, codes)?;
            }
            self.fit()?;
            self.evidence.cells.resolve(&self.codes, &mut self.cells);
            self.evidence.grow();
            return Ok(false);
        }
        if !same {
            self.shortcut.renew(codes);
        }
        if self.variables.is_empty() && [&self.weight, &self.unit, &self.holding].iter().all(|field| field.is_none()) {
            if !self.shortcut.count(codes) {
                self.take_counted()?;
            }
            return Ok(true);
        }
        self.cells.clear();
        self.cells.extend_from_slice(self.shortcut.resolve(codes));
        let mut cells = std::mem::take(&mut self.cells);
        for cell in &mut cells {
            let place = *cell;
            *cell = self.shortcut.cells[place as usize];
            if *cell == NONE {
                let mut entries = std::mem::take(&mut self.combination);
                self.shortcut.entries(place, &mut entries);
                *cell = self.cell_of(place, &mut entries)?;
                self.combination = entries;
            }
        }
        self.cells = cells;
        self.evidence.grow();
        Ok(false)
    }

    /// The cell of a combination that the shortcut does not know yet; its entries become codes.
    #[cold]
    fn cell_of(&mut self, place: u32, entries: &mut [u32]) -> Result<u32, Error> {
        let (dimensions, mut new) = (&mut self.evidence.dimensions, false);
        self.shortcut.codes(entries, |at, label| {
            new = true;
            dimensions[at].register(label)
        });
        if new {
            self.fit()?;
        }
        let cell = self.evidence.cells.one(entries);
        self.shortcut.cells[place as usize] = cell;
        Ok(cell)
    }

    /// Makes room for the codes found so far, if there are not too many.
    fn fit(&mut self) -> Result<(), Error> {
        crate::margins::limit(&self.evidence.dimensions, self.margins)?;
        self.evidence.cells.fit(self.evidence.dimensions.iter().map(|codes| codes.labels.len()));
        Ok(())
    }

    /// Adds the records that were only counted to their cells.
    pub(super) fn take_counted(&mut self) -> Result<(), Error> {
        let Some(counts) = self.shortcut.take() else { return Ok(()) };
        let new = counts.iter().filter(|counts| **counts != [0; 2]).count();
        // Its lookup is made once for all entries, and not again and again as they turn up.
        self.evidence.cells.fit(self.shortcut.sizes());
        self.evidence.cells.reserve(new);
        self.evidence.records.reserve(new);
        let width = self.evidence.dimensions.len();
        let (mut entries, mut codes) = (vec![0; width], vec![0; width]);
        for (place, counts) in counts.iter().enumerate() {
            if *counts != [0; 2] {
                let mut cell = self.shortcut.cells[place];
                if cell == NONE {
                    codes.copy_from_slice(&entries);
                    cell = self.cell_of(place as u32, &mut codes)?;
                }
                let cell = cell as usize;
                if cell >= self.evidence.records.len() {
                    self.evidence.records.resize(cell + 1, Records::default());
                }
                self.evidence.records[cell].n += u64::from(counts[0]) + u64::from(counts[1]);
            }
            self.shortcut.next(&mut entries);
        }
        self.shortcut.give_back(counts);
        self.evidence.grow();
        Ok(())
    }
}
