//! Cells straight from the keys of dictionaries: while the dictionaries stay the same, so does the cell of each combination of
//! keys, and neither texts nor codes are looked at again.

use crate::codes::NONE;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int32Type};

/// More combinations of keys than these are looked up by their codes.
const MOST: usize = 1 << 18;

/// The cells of the combinations of the dictionaries seen last.
#[derive(Default)]
pub(crate) struct Shortcut {
    dictionaries: Vec<ArrayRef>,
    sizes: Vec<u32>,
    /// What each entry of each dictionary is called here; [`NONE`] where no record used it yet.
    names: Vec<Vec<u32>>,
    /// By combination; [`NONE`] where it is not known yet.
    pub cells: Vec<u32>,
    /// By combination, the records that were counted and not yet added to their cells: those with even and with odd numbers,
    /// so that neighbours in one cell need not wait for each other.
    counts: Vec<[u32; 2]>,
    counted: u32,
    places: Vec<u32>,
}

impl Shortcut {
    /// Whether columns without missing values go this way, and whether by the dictionaries of the columns before.
    pub fn fits(&self, columns: &[ArrayRef]) -> (bool, bool) {
        let text = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let size = |column: &ArrayRef| match *column.data_type() == text && column.null_count() == 0 {
            true => column.as_dictionary::<Int32Type>().values().len(),
            false => MOST + 1,
        };
        let all = columns.iter().try_fold(1usize, |all, column| all.checked_mul(size(column)));
        if !all.is_some_and(|all| (1..=MOST).contains(&all)) {
            return (false, false);
        }
        let same = |(column, seen): (&ArrayRef, &ArrayRef)| {
            column.as_dictionary::<Int32Type>().values().to_data().ptr_eq(&seen.to_data())
        };
        (true, self.dictionaries.len() == columns.len() && columns.iter().zip(&self.dictionaries).all(same))
    }

    /// Begins with other dictionaries; what was counted has been taken.
    pub fn renew(&mut self, columns: &[ArrayRef]) {
        self.dictionaries = columns.iter().map(|column| column.as_dictionary::<Int32Type>().values().clone()).collect();
        self.sizes = self.dictionaries.iter().map(|dictionary| dictionary.len() as u32).collect();
        self.names = self.dictionaries.iter().map(|dictionary| vec![NONE; dictionary.len()]).collect();
        let all = self.sizes.iter().product::<u32>() as usize;
        self.cells.clear();
        self.cells.resize(all, NONE);
        self.counts.clear();
        self.counts.resize(all, [0; 2]);
        self.counted = 0;
    }

    /// How many entries each dictionary has.
    pub fn sizes(&self) -> impl Iterator<Item = usize> {
        self.sizes.iter().map(|size| *size as usize)
    }

    /// The entries of a combination.
    pub fn entries(&self, mut place: u32, out: &mut Vec<u32>) {
        out.clear();
        for size in self.sizes.iter().rev() {
            out.push(place % size);
            place /= size;
        }
        out.reverse();
    }

    /// The codes of entries, in their place; `register` gives the code of a text of a field.
    pub fn codes(&mut self, entries: &mut [u32], mut register: impl FnMut(usize, &str) -> u32) {
        for (at, entry) in entries.iter_mut().enumerate() {
            let name = &mut self.names[at][*entry as usize];
            if *name == NONE {
                *name = register(at, self.dictionaries[at].as_string::<i32>().value(*entry as usize));
            }
            *entry = *name;
        }
    }

    /// The combination of each record.
    pub fn resolve(&mut self, columns: &[ArrayRef]) -> &[u32] {
        self.places.clear();
        for (column, size) in columns.iter().zip(&self.sizes) {
            let keys = keys(column);
            if self.places.is_empty() {
                self.places.extend(keys.iter().map(|key| *key as u32));
            } else {
                self.places.iter_mut().zip(keys).for_each(|(place, key)| *place = *place * size + *key as u32);
            }
        }
        &self.places
    }

    /// Counts the records of each combination; says whether there is room for more.
    pub fn count(&mut self, columns: &[ArrayRef]) -> bool {
        let last = columns.len() - 1;
        self.resolve(&columns[..last]);
        let (keys, size, counts) = (keys(&columns[last]), self.sizes[last], self.counts.as_mut_slice());
        let place = |before: &u32, key: &i32| (before * size + *key as u32) as usize;
        if last == 0 {
            keys.iter().enumerate().for_each(|(at, key)| counts[*key as usize][at % 2] += 1);
        } else {
            let pairs = self.places.chunks_exact(2).zip(keys.chunks_exact(2));
            pairs.for_each(|(before, keys)| {
                counts[place(&before[0], &keys[0])][0] += 1;
                counts[place(&before[1], &keys[1])][1] += 1;
            });
            if let (1, Some(before), Some(key)) = (keys.len() % 2, self.places.last(), keys.last()) {
                counts[place(before, key)][0] += 1;
            }
        }
        self.counted += keys.len() as u32;
        self.counted < u32::MAX / 2
    }

    /// What was counted, by combination; none where nothing was. [`Shortcut::give_back`] takes the room back, empty.
    pub fn take(&mut self) -> Option<Vec<[u32; 2]>> {
        let counted = std::mem::take(&mut self.counted);
        (counted > 0).then(|| std::mem::take(&mut self.counts))
    }

    pub fn give_back(&mut self, mut counts: Vec<[u32; 2]>) {
        counts.fill([0; 2]);
        self.counts = counts;
    }

    /// The entries of the next combination: places are numbers with these digits, and to count on is cheaper than to divide.
    pub fn next(&self, entries: &mut [u32]) {
        for (entry, size) in entries.iter_mut().zip(&self.sizes).rev() {
            *entry += 1;
            if *entry < *size {
                return;
            }
            *entry = 0;
        }
    }
}

fn keys(column: &ArrayRef) -> &[i32] {
    column.as_dictionary::<Int32Type>().keys().values()
}
