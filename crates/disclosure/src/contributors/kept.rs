//! Contributors in a file of evidence and out of it.

use super::{Contributors, NOBODY, PARTS, Who, serial};
use crate::error::Error;
use crate::evidence_file::{TooShort, Words};
use crate::group::Group;
use crate::hashing::FastMap;

impl Contributors {
    /// Every contributor with each of their cells and what they contribute to it.
    pub fn put(&self, words: &mut Words) -> Result<(), Error> {
        let (divided, mut group) = (self.divided(), Group::new(self.lanes));
        let mut lines = Words::default();
        let mut count = 0;
        for part in 0..PARTS {
            group.clear();
            divided.sum_up(part, &mut group)?;
            group.visit(|who, cell, sums| {
                count += 1;
                [who.low, who.high, u64::from(cell)].iter().for_each(|word| lines.put(*word));
                sums.iter().for_each(|sum| lines.put_number(*sum));
            });
        }
        words.put(count);
        words.append(lines);
        Ok(())
    }

    pub fn fill(&mut self, words: &mut Words, most: usize) -> Result<(), TooShort> {
        let (mut who, mut cells, mut lanes) = (Vec::new(), Vec::new(), vec![Vec::new(); self.lanes]);
        // Records without any identifier are told apart from those of every other file.
        let mut serials: FastMap<u64, u64> = FastMap::default();
        for _ in 0..words.count()? {
            let (low, mut high, cell) = (words.take()?, words.take()?, words.take()?);
            if high & 7 == NOBODY {
                high = *serials.entry(high >> 3).or_insert_with(serial) << 3 | NOBODY;
            }
            if cell >= most as u64 {
                return Err(TooShort);
            }
            who.push(Who { low, high });
            cells.push(cell as u32);
            for lane in &mut lanes {
                lane.push(words.number()?);
            }
        }
        let lanes: Vec<&[f64]> = lanes.iter().map(Vec::as_slice).collect();
        // What does not fit into memory goes where it usually goes; a folder that is full ends it there.
        self.add(who.into_iter(), &cells, &lanes).map_err(|_| TooShort)
    }
}
