//! Who stands behind a cell: what each unit (or holding) contributes to it, however many records it has there.
//!
//! Nearly every unit lies in one cell, so each has one slot: the cell and a sum for each lane (a variable, or a variable
//! times its weight). Contributions of a unit to further cells go into a list beside it. Slots live in pages; identifiers
//! that are small whole numbers find theirs without hashing.

use crate::hashing::FastMap;
use std::ops::RangeInclusive;

const PAGE_BITS: u32 = 12;
const PAGE: usize = 1 << PAGE_BITS;
/// Whole-number identifiers from 0 up to this one may be looked up directly.
const LARGEST_DIRECT: i64 = 1 << 33;
const NONE: u32 = u32::MAX;
/// Marks a slot whose unit also contributes to other cells.
const ELSEWHERE: u32 = 1 << 31;

/// An identifier as it stands in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id<'a> {
    Number(i64),
    Text(&'a str),
}

#[derive(Debug, Clone, Default)]
struct Register {
    /// Identifier divided by the page size to page number + 1; empty once numbers turn out to be scattered.
    direct: Vec<u32>,
    scattered: bool,
    numbers: FastMap<i64, u32>,
    texts: FastMap<Box<str>, u32>,
}

/// The contributions of units (or of holdings) to cells. Sums that are NaN stand for "no value that is not missing".
#[derive(Debug, Clone)]
pub(crate) struct Contributors {
    lanes: usize,
    named: Register,
    /// Units that belong to no holding and stand for themselves, by their own identifier.
    alone: Register,
    cells: Vec<Box<[u32]>>,
    sums: Vec<Vec<Box<[f64]>>>,
    /// Slots in use.
    used: usize,
    /// Where identifiers are expected.
    close: Option<RangeInclusive<i64>>,
    /// The page from which single slots are given out, and the next free one on it.
    single: (usize, usize),
    further: Vec<Further>,
    further_sums: Vec<f64>,
    further_at: FastMap<u64, u32>,
}

/// A contribution to a cell that is not the unit's first.
#[derive(Debug, Clone, Copy)]
struct Further {
    unit: u32,
    cell: u32,
}

/// What one unit contributes to one of its cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub cell: u32,
    at: u32,
    first: bool,
}

impl Contributors {
    pub fn new(lanes: usize) -> Contributors {
        Contributors {
            lanes,
            named: Register::default(),
            alone: Register::default(),
            cells: Vec::new(),
            sums: vec![Vec::new(); lanes],
            used: 0,
            close: None,
            single: (0, PAGE),
            further: Vec::new(),
            further_sums: Vec::new(),
            further_at: FastMap::default(),
        }
    }

    fn page(&mut self) -> usize {
        self.cells.push(vec![NONE; PAGE].into());
        for lane in &mut self.sums {
            lane.push(vec![f64::NAN; PAGE].into());
        }
        self.cells.len() - 1
    }

    /// A slot of its own for a unit that has no identifier.
    pub fn anonymous(&mut self) -> u32 {
        if self.single.1 == PAGE {
            self.single = (self.page(), 0);
        }
        self.single.1 += 1;
        (self.single.0 * PAGE + self.single.1 - 1) as u32
    }

    /// The slot of a unit.
    #[inline]
    pub fn slot(&mut self, id: Id<'_>, alone: bool) -> u32 {
        if let Id::Number(number) = id
            && !alone
        {
            let page = self.named.direct.get((number >> PAGE_BITS) as usize).copied().unwrap_or(0);
            if page != 0 && number >= 0 {
                return ((page - 1) << PAGE_BITS) | (number as u32 & (PAGE as u32 - 1));
            }
        }
        self.find(id, alone)
    }

    fn register(&mut self, alone: bool) -> &mut Register {
        if alone { &mut self.alone } else { &mut self.named }
    }

    fn find(&mut self, id: Id<'_>, alone: bool) -> u32 {
        let known = match id {
            Id::Number(number) => {
                if !alone && !self.named.scattered && (0..LARGEST_DIRECT).contains(&number) && self.dense_enough(number)
                {
                    let at = (number >> PAGE_BITS) as usize;
                    if at >= self.named.direct.len() {
                        self.named.direct.resize(at + 1, 0);
                    }
                    let page = self.page();
                    self.named.direct[at] = page as u32 + 1;
                    return (page as u32) << PAGE_BITS | (number as u32 & (PAGE as u32 - 1));
                }
                if !alone && !self.named.scattered {
                    self.scatter();
                }
                self.register(alone).numbers.get(&number).copied()
            }
            Id::Text(text) => self.register(alone).texts.get(text).copied(),
        };
        known.unwrap_or_else(|| {
            let slot = self.anonymous();
            match id {
                Id::Number(number) => self.register(alone).numbers.insert(number, slot),
                Id::Text(text) => self.register(alone).texts.insert(text.into(), slot),
            };
            slot
        })
    }

    /// Says beforehand that whole-number identifiers lie close together in this range, in any order.
    pub fn expect_close(&mut self, range: RangeInclusive<i64>) {
        self.close = Some(range);
    }

    /// Whether one more page for whole-number identifiers is no waste.
    fn dense_enough(&self, number: i64) -> bool {
        self.close.as_ref().is_some_and(|range| range.contains(&number))
            || self.cells.len() * PAGE <= 4 * self.used + (1 << 20)
    }

    /// Gives up direct look-up: the identifiers are too far apart. Slots stay where they are.
    fn scatter(&mut self) {
        self.named.scattered = true;
        for (at, page) in std::mem::take(&mut self.named.direct).into_iter().enumerate() {
            if page == 0 {
                continue;
            }
            for (offset, cell) in self.cells[page as usize - 1].iter().enumerate() {
                if *cell != NONE {
                    let number = (at << PAGE_BITS | offset) as i64;
                    self.named.numbers.insert(number, (page - 1) << PAGE_BITS | offset as u32);
                }
            }
        }
    }

    /// Adds what one record contributes to a cell. `values` has one number a lane, NaN where it is missing.
    #[inline]
    pub fn add(&mut self, slot: u32, cell: u32, values: impl Iterator<Item = f64>) {
        let (page, offset) = (slot as usize >> PAGE_BITS, slot as usize & (PAGE - 1));
        let first = &mut self.cells[page][offset];
        if *first == NONE {
            *first = cell;
            self.used += 1;
        } else if *first & !ELSEWHERE != cell {
            *first |= ELSEWHERE;
            return self.add_further(slot, cell, values);
        }
        for (lane, value) in self.sums.iter_mut().zip(values) {
            join(&mut lane[page][offset], value);
        }
    }

    fn add_further(&mut self, slot: u32, cell: u32, values: impl Iterator<Item = f64>) {
        let key = u64::from(slot) << 32 | u64::from(cell);
        let next = self.further.len() as u32;
        let at = *self.further_at.entry(key).or_insert(next);
        if at == next {
            self.further.push(Further { unit: slot, cell });
            self.further_sums.resize(self.further_sums.len() + self.lanes, f64::NAN);
        }
        let start = at as usize * self.lanes;
        for (sum, value) in self.further_sums[start..start + self.lanes].iter_mut().zip(values) {
            join(sum, value);
        }
    }

    /// Visits the cell of every unit that contributes to one cell only.
    pub fn settled(&self, mut visit: impl FnMut(u32)) {
        // Free slots carry the mark of a unit with several cells too.
        for cell in self.cells.iter().flatten().filter(|cell| **cell & ELSEWHERE == 0) {
            visit(*cell);
        }
    }

    /// Visits the cell and the sum in one lane of every unit that contributes to one cell only.
    pub fn settled_lane(&self, lane: usize, mut visit: impl FnMut(u32, f64)) {
        for (cells, sums) in self.cells.iter().zip(&self.sums[lane]) {
            for (cell, sum) in cells.iter().zip(sums) {
                if cell & ELSEWHERE == 0 {
                    visit(*cell, *sum);
                }
            }
        }
    }

    /// The contributions of units with several cells, but for the first of each, in the order of units.
    pub fn spread(&self) -> Vec<u32> {
        let mut order: Vec<(u32, u32)> =
            self.further.iter().enumerate().map(|(at, further)| (further.unit, at as u32)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }

    /// Visits every unit that contributes to several cells, with all its parts. `order` is that of [`Contributors::spread`].
    pub fn visit_spread(&self, order: &[u32], mut visit: impl FnMut(&mut Vec<Part>)) {
        let mut parts = Vec::new();
        let unit = |at: &u32| self.further[*at as usize].unit;
        for group in order.chunk_by(|a, b| unit(a) == unit(b)) {
            let slot = unit(&group[0]);
            parts.clear();
            let first = self.cells[slot as usize >> PAGE_BITS][slot as usize & (PAGE - 1)] & !ELSEWHERE;
            parts.push(Part { cell: first, at: slot, first: true });
            parts.extend(group.iter().map(|at| Part { cell: self.further[*at as usize].cell, at: *at, first: false }));
            visit(&mut parts);
        }
    }

    /// What a part of a unit's contributions sums to in one lane.
    pub fn sum(&self, part: &Part, lane: usize) -> f64 {
        let at = part.at as usize;
        if part.first {
            self.sums[lane][at >> PAGE_BITS][at & (PAGE - 1)]
        } else {
            self.further_sums[at * self.lanes + lane]
        }
    }

    /// Takes over the contributions of other records; `cell` says what the other's cells are called here.
    pub fn merge(&mut self, other: &Contributors, cell: impl Fn(u32) -> u32) {
        let mut here: FastMap<u32, u32> = FastMap::default();
        let mut named = vec![false; other.cells.len() * PAGE];
        for (register, alone) in [(&other.named, false), (&other.alone, true)] {
            for (at, page) in register.direct.iter().enumerate().filter(|(_, page)| **page != 0) {
                for offset in 0..PAGE {
                    let slot = (page - 1) << PAGE_BITS | offset as u32;
                    if other.cells[*page as usize - 1][offset] != NONE {
                        let id = Id::Number((at << PAGE_BITS | offset) as i64);
                        named[slot as usize] = true;
                        other.hand_over(slot, self.slot(id, alone), self, &mut here, &cell);
                    }
                }
            }
            for (number, slot) in &register.numbers {
                named[*slot as usize] = true;
                other.hand_over(*slot, self.slot(Id::Number(*number), alone), self, &mut here, &cell);
            }
            for (text, slot) in &register.texts {
                named[*slot as usize] = true;
                other.hand_over(*slot, self.slot(Id::Text(text), alone), self, &mut here, &cell);
            }
        }
        for (page, cells) in other.cells.iter().enumerate() {
            for (offset, first) in cells.iter().enumerate() {
                let slot = page * PAGE + offset;
                if *first != NONE && !named[slot] {
                    let mine = self.anonymous();
                    other.hand_over(slot as u32, mine, self, &mut here, &cell);
                }
            }
        }
        for (at, further) in other.further.iter().enumerate() {
            let start = at * self.lanes;
            let sums = other.further_sums[start..start + self.lanes].iter().copied();
            self.add(here[&further.unit], cell(further.cell), sums);
        }
    }

    /// Adds the slot `theirs` of this to the slot `mine` of `to`.
    fn hand_over(
        &self,
        theirs: u32,
        mine: u32,
        to: &mut Contributors,
        here: &mut FastMap<u32, u32>,
        cell: &impl Fn(u32) -> u32,
    ) {
        let (page, offset) = (theirs as usize >> PAGE_BITS, theirs as usize & (PAGE - 1));
        let first = self.cells[page][offset];
        to.add(mine, cell(first & !ELSEWHERE), self.sums.iter().map(|lane| lane[page][offset]));
        if first & ELSEWHERE != 0 {
            here.insert(theirs, mine);
        }
    }
}

/// Adds a value to a sum; missing on either side says nothing.
#[inline]
pub(crate) fn join(sum: &mut f64, value: f64) {
    if sum.is_nan() {
        *sum = value;
    } else if !value.is_nan() {
        *sum += value;
    }
}
