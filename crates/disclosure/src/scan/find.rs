//! The cell of each record.

use super::Scan;
use crate::codes::NONE;
use crate::error::Error;
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
                *cell = self.cell_of(place)?;
            }
        }
        self.cells = cells;
        self.evidence.grow();
        Ok(false)
    }

    /// The cell of a combination that the shortcut does not know yet.
    #[cold]
    fn cell_of(&mut self, place: u32) -> Result<u32, Error> {
        let mut codes = std::mem::take(&mut self.combination);
        let (dimensions, mut new) = (&mut self.evidence.dimensions, false);
        self.shortcut.codes(place, &mut codes, |at, label| {
            new = true;
            dimensions[at].register(label)
        });
        if new {
            self.fit()?;
        }
        let cell = self.evidence.cells.one(&codes);
        self.shortcut.cells[place as usize] = cell;
        self.combination = codes;
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
        let mut taken = self.shortcut.take();
        for (place, _) in &mut taken {
            *place = match self.shortcut.cells[*place as usize] {
                NONE => self.cell_of(*place)?,
                cell => cell,
            };
        }
        self.evidence.grow();
        for (cell, records) in taken {
            self.evidence.records[cell as usize].n += records;
        }
        Ok(())
    }
}
