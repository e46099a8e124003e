//! The contributors of one part of the data, each with what it contributes to its cells.
//!
//! Nearly every contributor lies in one cell, so each has one slot: the cell and a sum for each lane. Contributions to
//! further cells go into a list beside it.

use crate::contributors::{Who, join};
use crate::hashing::{FastMap, fold};

/// Marks a slot whose contributor also contributes to other cells.
const ELSEWHERE: u32 = 1 << 31;
const SMALLEST: usize = 1 << 10;

/// Contributors and what they contribute. Sums that are NaN stand for "no value that is not missing".
pub(crate) struct Group {
    lanes: usize,
    /// The number of a slot, from 1, by hash; 0 is free.
    table: Vec<u32>,
    who: Vec<Who>,
    cells: Vec<u32>,
    sums: Vec<f64>,
    further: Vec<Further>,
    further_sums: Vec<f64>,
    further_at: FastMap<u64, u32>,
}

/// A contribution to a cell that is not the contributor's first.
#[derive(Clone, Copy)]
struct Further {
    slot: u32,
    cell: u32,
}

/// What one contributor contributes to one of its cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub cell: u32,
    at: u32,
    first: bool,
}

impl Group {
    pub fn new(lanes: usize) -> Group {
        Group {
            lanes,
            table: vec![0; SMALLEST],
            who: Vec::new(),
            cells: Vec::new(),
            sums: Vec::new(),
            further: Vec::new(),
            further_sums: Vec::new(),
            further_at: FastMap::default(),
        }
    }

    pub fn clear(&mut self) {
        self.table.fill(0);
        self.who.clear();
        self.cells.clear();
        self.sums.clear();
        self.further.clear();
        self.further_sums.clear();
        self.further_at.clear();
    }

    /// Pairs of a contributor and a cell.
    pub fn parts(&self) -> usize {
        self.who.len() + self.further.len()
    }

    /// Adds lines: who in two words, the second all 0 where it is not given; the cell; a value for each lane.
    pub fn add(&mut self, low: &[u64], high: Option<&[u64]>, cells: &[u32], values: &[f64]) {
        for (at, (low, cell)) in low.iter().zip(cells).enumerate() {
            let who = Who { low: *low, high: high.map_or(0, |high| high[at]) };
            let values = &values[at * self.lanes..(at + 1) * self.lanes];
            if (self.who.len() + 1) * 2 > self.table.len() {
                self.widen();
            }
            // The first bits of the hash are the same in the whole part; the last ones tell slots apart.
            let mask = self.table.len() - 1;
            let mut place = fold(*low) as usize & mask;
            loop {
                match self.table[place] {
                    0 => {
                        self.who.push(who);
                        self.cells.push(*cell);
                        self.sums.extend_from_slice(values);
                        self.table[place] = self.who.len() as u32;
                        break;
                    }
                    slot if self.who[slot as usize - 1] == who => {
                        self.again(slot - 1, *cell, values);
                        break;
                    }
                    _ => place = (place + 1) & mask,
                }
            }
        }
    }

    fn again(&mut self, slot: u32, cell: u32, values: &[f64]) {
        let first = &mut self.cells[slot as usize];
        let sums = if *first & !ELSEWHERE == cell {
            &mut self.sums[slot as usize * self.lanes..][..self.lanes]
        } else {
            *first |= ELSEWHERE;
            let next = self.further.len() as u32;
            let at = *self.further_at.entry(u64::from(slot) << 32 | u64::from(cell)).or_insert(next);
            if at == next {
                self.further.push(Further { slot, cell });
                self.further_sums.resize(self.further_sums.len() + self.lanes, f64::NAN);
            }
            &mut self.further_sums[at as usize * self.lanes..][..self.lanes]
        };
        for (sum, value) in sums.iter_mut().zip(values) {
            join(sum, *value);
        }
    }

    fn widen(&mut self) {
        let mask = self.table.len() * 4 - 1;
        self.table = vec![0; mask + 1];
        for (slot, who) in self.who.iter().enumerate() {
            let mut place = fold(who.low) as usize & mask;
            while self.table[place] != 0 {
                place = (place + 1) & mask;
            }
            self.table[place] = slot as u32 + 1;
        }
    }

    /// Visits every pair of a contributor and a cell with its sums.
    pub fn visit(&self, mut visit: impl FnMut(Who, u32, &[f64])) {
        for (slot, (who, cell)) in self.who.iter().zip(&self.cells).enumerate() {
            visit(*who, cell & !ELSEWHERE, &self.sums[slot * self.lanes..][..self.lanes]);
        }
        for (at, further) in self.further.iter().enumerate() {
            let who = self.who[further.slot as usize];
            visit(who, further.cell, &self.further_sums[at * self.lanes..][..self.lanes]);
        }
    }

    /// Visits every contributor to one cell only: the cell and the sums.
    pub fn settled(&self, mut visit: impl FnMut(u32, &[f64])) {
        for (slot, cell) in self.cells.iter().enumerate() {
            if cell & ELSEWHERE == 0 {
                visit(*cell, &self.sums[slot * self.lanes..][..self.lanes]);
            }
        }
    }

    /// Visits every contributor to several cells, with all its parts.
    pub fn spread(&self, mut visit: impl FnMut(&[Part])) {
        let mut order: Vec<u32> = (0..self.further.len() as u32).collect();
        let slot = |at: &u32| self.further[*at as usize].slot;
        order.sort_unstable_by_key(|at| (slot(at), *at));
        let mut parts = Vec::new();
        for group in order.chunk_by(|a, b| slot(a) == slot(b)) {
            let first = slot(&group[0]);
            parts.clear();
            parts.push(Part { cell: self.cells[first as usize] & !ELSEWHERE, at: first, first: true });
            parts.extend(group.iter().map(|at| Part { cell: self.further[*at as usize].cell, at: *at, first: false }));
            visit(&parts);
        }
    }

    /// What a part of somebody's contributions sums to in one lane.
    pub fn sum(&self, part: &Part, lane: usize) -> f64 {
        let at = part.at as usize * self.lanes + lane;
        if part.first { self.sums[at] } else { self.further_sums[at] }
    }
}
