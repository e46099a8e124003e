//! Who stands behind a cell: what each unit (or holding) contributes to it, however many records it has there.
//!
//! Each record leaves a line: who, which cell, a value for each lane (a variable, or a variable times its weight). Lines
//! are divided into parts by a hash of who, so that all lines of a contributor lie in one part and each part can be summed up
//! alone, in little memory. When the lines outgrow their room, those of one contributor and cell are joined; where that
//! does not help they go into a file that has no name and is gone with the process, however it ends.

use crate::error::Error;
use crate::group::Group;
use crate::hashing::fold;
use crate::progress::Progress;
use arrow::buffer::{Buffer, MutableBuffer, ScalarBuffer};
use arrow::datatypes::ArrowNativeType;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// All lines of one contributor are in one of so many parts.
pub(crate) const PARTS: usize = 256;
/// At most so many lines are divided at a time, and at least so many.
const AT_A_TIME: usize = 1 << 20;
const FEWEST: usize = 64;

/// An identifier as it stands in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id<'a> {
    Number(i64),
    Text(&'a str),
}

impl std::fmt::Display for Id<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Id::Number(number) => number.fmt(out),
            Id::Text(text) => text.fmt(out),
        }
    }
}

/// Who contributes, in two words: a number is itself, a text its fingerprint of 125 bits. Of a hundred million texts two
/// are taken for one with a probability below 10^-21, and then they count once where they were two: the strict way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub low: u64,
    /// 0 for a number; else the last three bits say what this is.
    pub high: u64,
}

const ALONE_NUMBER: u64 = 1;
const TEXT: u64 = 2;
const ALONE_TEXT: u64 = 3;
const NOBODY: u64 = 4;

impl Who {
    pub fn named(id: Id<'_>) -> Who {
        match id {
            Id::Number(number) => Who { low: number as u64, high: 0 },
            Id::Text(text) => Who::text(text, TEXT),
        }
    }

    /// A unit that belongs to no holding and stands for itself.
    pub fn alone(id: Id<'_>) -> Who {
        match id {
            Id::Number(number) => Who { low: number as u64, high: ALONE_NUMBER },
            Id::Text(text) => Who::text(text, ALONE_TEXT),
        }
    }

    fn text(text: &str, kind: u64) -> Who {
        let word = |salt: u8| {
            let mut hash = DefaultHasher::new();
            hash.write_u8(salt);
            hash.write(text.as_bytes());
            hash.finish()
        };
        Who { low: word(0), high: word(1) & !7 | kind }
    }
}

/// Where lines may lie: so many bytes in memory, the rest in a file in this folder.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub folder: PathBuf,
    pub bytes: usize,
    /// Whoever sums lines up stops where nobody waits any more.
    pub progress: Progress,
}

/// Lines, one array for each of their fields.
#[derive(Debug, Clone, Default)]
struct Lines {
    low: Vec<u64>,
    /// Empty while all are 0.
    high: Vec<u64>,
    cells: Vec<u32>,
    /// A value for each lane of each line; NaN stands for "no value that is not missing".
    values: Vec<f64>,
}

/// Lines by parts: where each part ends.
#[derive(Debug, Clone)]
struct Run {
    ends: Arc<[u32]>,
    at: At,
}

#[derive(Debug, Clone)]
enum At {
    Memory(Array),
    /// From this byte on; the cells have these numbers now.
    File {
        file: Arc<File>,
        from: u64,
        high: bool,
        here: Option<Arc<[u32]>>,
    },
}

#[derive(Debug, Clone)]
struct Array {
    low: ScalarBuffer<u64>,
    high: Option<ScalarBuffer<u64>>,
    cells: ScalarBuffer<u32>,
    values: ScalarBuffer<f64>,
}

/// The contributions of units (or of holdings) to cells.
#[derive(Debug)]
pub(crate) struct Contributors {
    lanes: usize,
    room: Room,
    /// Tells records without any identifier apart from those of other parts of the data.
    serial: u64,
    loose: Lines,
    runs: Vec<Run>,
    file: Option<(Arc<File>, u64)>,
}

impl Clone for Contributors {
    fn clone(&self) -> Contributors {
        // Both may read the file, and each writes into one of its own.
        Contributors {
            lanes: self.lanes,
            room: self.room.clone(),
            serial: self.serial,
            loose: self.loose.clone(),
            runs: self.runs.clone(),
            file: None,
        }
    }
}

/// A number that no other part of the data has in this process.
fn serial() -> u64 {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    SERIAL.fetch_add(1, Ordering::Relaxed)
}

mod kept;

impl Contributors {
    pub fn new(lanes: usize, room: Room) -> Contributors {
        Contributors { lanes, room, serial: serial(), loose: Lines::default(), runs: Vec::new(), file: None }
    }

    /// Leaves room for others that are gathered beside it.
    pub fn share(&mut self, among: usize) {
        self.room.bytes /= among;
    }

    /// A record that stands for itself, by its number.
    pub fn nobody(&self, record: u64) -> Who {
        Who { low: record, high: self.serial << 3 | NOBODY }
    }

    /// The lines of records whose contributors are numbers; `lanes` has a column for each lane.
    pub fn add_numbers(&mut self, ids: &[i64], cells: &[u32], lanes: &[&[f64]]) -> Result<(), Error> {
        self.loose.low.extend(ids.iter().map(|id| *id as u64));
        if !self.loose.high.is_empty() {
            self.loose.high.resize(self.loose.low.len(), 0);
        }
        self.add_values(cells, lanes)
    }

    /// The lines of any records.
    pub fn add(&mut self, who: impl Iterator<Item = Who>, cells: &[u32], lanes: &[&[f64]]) -> Result<(), Error> {
        for who in who {
            if who.high != 0 || !self.loose.high.is_empty() {
                self.loose.high.resize(self.loose.low.len(), 0);
                self.loose.high.push(who.high);
            }
            self.loose.low.push(who.low);
        }
        self.add_values(cells, lanes)
    }

    fn add_values(&mut self, cells: &[u32], lanes: &[&[f64]]) -> Result<(), Error> {
        self.loose.cells.extend_from_slice(cells);
        match lanes {
            [lane] => self.loose.values.extend_from_slice(lane),
            _ => {
                for at in 0..cells.len() {
                    self.loose.values.extend(lanes.iter().map(|lane| lane[at]));
                }
            }
        }
        if self.loose.cells.len() >= self.at_a_time() { self.divide() } else { Ok(()) }
    }

    /// All lines are here; what is worth it is divided, and few lines wait for those that they are merged with.
    pub fn finish(&mut self) -> Result<(), Error> {
        if self.loose.cells.len() >= self.at_a_time() / 4 { self.divide() } else { Ok(()) }
    }

    /// How many lines are divided at a time: those that fit into a quarter of the room.
    fn at_a_time(&self) -> usize {
        (self.room.bytes / (12 + 8 * self.lanes) / 4).clamp(FEWEST, AT_A_TIME)
    }

    fn divide(&mut self) -> Result<(), Error> {
        let run = Run::of(std::mem::take(&mut self.loose), self.lanes);
        self.runs.push(run);
        self.fit()
    }

    /// Takes over the contributions of other records; `here` says what the other's cells are called here.
    pub fn merge(&mut self, other: &Contributors, here: &[u32]) -> Result<(), Error> {
        for run in &other.runs {
            self.runs.push(run.renamed(here));
            self.fit()?;
        }
        let lines = &other.loose;
        if !lines.high.is_empty() || !self.loose.high.is_empty() {
            self.loose.high.resize(self.loose.low.len(), 0);
            self.loose.high.extend_from_slice(&lines.high);
            self.loose.high.resize(self.loose.low.len() + lines.low.len(), 0);
        }
        self.loose.low.extend_from_slice(&lines.low);
        self.loose.cells.extend(lines.cells.iter().map(|cell| here[*cell as usize]));
        self.loose.values.extend_from_slice(&lines.values);
        if self.loose.cells.len() >= self.at_a_time() { self.divide() } else { Ok(()) }
    }

    /// Makes room if there is none left: joins lines, or writes them out.
    fn fit(&mut self) -> Result<(), Error> {
        let bytes: usize = self.runs.iter().map(|run| run.bytes(self.lanes)).sum();
        if bytes <= self.room.bytes {
            return Ok(());
        }
        let (written, held): (Vec<Run>, Vec<Run>) =
            std::mem::take(&mut self.runs).into_iter().partition(|run| matches!(run.at, At::File { .. }));
        self.runs = written;
        // One part tells what joining would bring.
        let mut group = Group::new(self.lanes);
        let lines: usize = held.iter().map(|run| run.part(0).len()).sum();
        self.sum_up(&held, 0, &mut group)?;
        if group.parts() * 2 <= lines {
            let mut joined = Lines::default();
            let mut ends = Vec::with_capacity(PARTS);
            for part in 0..PARTS {
                group.clear();
                self.sum_up(&held, part, &mut group)?;
                group.visit(|who, cell, sums| {
                    if who.high != 0 || !joined.high.is_empty() {
                        joined.high.resize(joined.low.len(), 0);
                        joined.high.push(who.high);
                    }
                    joined.low.push(who.low);
                    joined.cells.push(cell);
                    joined.values.extend_from_slice(sums);
                });
                ends.push(joined.cells.len() as u32);
            }
            let run = Run { ends: ends.into(), at: At::Memory(joined.into()) };
            if run.bytes(self.lanes) * 2 <= self.room.bytes {
                self.runs.push(run);
                return Ok(());
            }
            return self.write(run);
        }
        held.into_iter().try_for_each(|run| self.write(run))
    }

    /// Moves a run into the file.
    fn write(&mut self, run: Run) -> Result<(), Error> {
        let At::Memory(array) = run.at else {
            self.runs.push(run);
            return Ok(());
        };
        let file = self.file.take();
        let failed = |e: std::io::Error| self.failed(&e);
        let (file, from) = match file {
            Some(file) => file,
            // Without a name from its first moment on: nothing is left behind, not even by a process that is killed.
            None => (Arc::new(tempfile::tempfile_in(&self.room.folder).map_err(failed)?), 0),
        };
        let mut to = from;
        let mut put = |buffer: &Buffer| -> std::io::Result<()> {
            (&*file).write_all(buffer.as_slice())?;
            to += buffer.len() as u64;
            Ok(())
        };
        put(array.low.inner()).map_err(failed)?;
        if let Some(high) = &array.high {
            put(high.inner()).map_err(failed)?;
        }
        put(array.cells.inner()).map_err(failed)?;
        put(array.values.inner()).map_err(failed)?;
        let at = At::File { file: file.clone(), from, high: array.high.is_some(), here: None };
        self.runs.push(Run { ends: run.ends, at });
        self.file = Some((file, to));
        Ok(())
    }

    fn failed(&self, e: &std::io::Error) -> Error {
        Error::Scratch { folder: self.room.folder.clone(), reason: e.to_string() }
    }

    /// The contributors as they are now, to be looked at part by part.
    pub fn divided(&self) -> Divided<'_> {
        let last = Run::of(self.loose.clone(), self.lanes);
        Divided { of: self, runs: self.runs.iter().cloned().chain([last]).collect() }
    }

    /// Sums up the lines of one part.
    fn sum_up(&self, runs: &[Run], part: usize, group: &mut Group) -> Result<(), Error> {
        self.room.progress.go_on()?;
        for run in runs {
            run.sum_up(part, self.lanes, group).map_err(|e| self.failed(&e))?;
        }
        Ok(())
    }
}

/// Contributors whose lines all lie in parts.
pub(crate) struct Divided<'a> {
    of: &'a Contributors,
    runs: Vec<Run>,
}

impl Divided<'_> {
    /// Sums up what the contributors of one part contribute; `group` is empty.
    pub fn sum_up(&self, part: usize, group: &mut Group) -> Result<(), Error> {
        self.of.sum_up(&self.runs, part, group)
    }
}

impl From<Lines> for Array {
    fn from(lines: Lines) -> Array {
        Array {
            low: lines.low.into(),
            high: (!lines.high.is_empty()).then(|| lines.high.into()),
            cells: lines.cells.into(),
            values: lines.values.into(),
        }
    }
}

impl Run {
    fn of(lines: Lines, lanes: usize) -> Run {
        let parts: Vec<u8> = lines.low.iter().map(|low| (fold(*low) >> 56) as u8).collect();
        let mut next = [0u32; PARTS];
        for part in &parts {
            next[*part as usize] += 1;
        }
        let mut before = 0;
        for next in &mut next {
            (before, *next) = (before + *next, before);
        }
        // One array after the other: the ends of all parts of one fit into the first cache.
        let places: Vec<u32> = parts
            .iter()
            .map(|part| {
                let place = next[*part as usize];
                next[*part as usize] += 1;
                place
            })
            .collect();
        fn moved<T: Copy + Default>(from: Vec<T>, places: &[u32], width: usize) -> Vec<T> {
            let mut to = vec![T::default(); from.len()];
            match width {
                1 => from.iter().zip(places).for_each(|(value, place)| to[*place as usize] = *value),
                0 => {}
                _ => from.chunks_exact(width).zip(places).for_each(|(values, place)| {
                    to[*place as usize * width..][..width].copy_from_slice(values);
                }),
            }
            to
        }
        let high = if lines.high.is_empty() { Vec::new() } else { moved(lines.high, &places, 1) };
        let lines = Lines {
            low: moved(lines.low, &places, 1),
            high,
            cells: moved(lines.cells, &places, 1),
            values: moved(lines.values, &places, lanes),
        };
        Run { ends: next.to_vec().into(), at: At::Memory(lines.into()) }
    }

    fn part(&self, part: usize) -> std::ops::Range<usize> {
        let start = if part == 0 { 0 } else { self.ends[part - 1] };
        start as usize..self.ends[part] as usize
    }

    fn lines(&self) -> usize {
        self.ends[PARTS - 1] as usize
    }

    /// In memory.
    fn bytes(&self, lanes: usize) -> usize {
        match &self.at {
            At::Memory(array) => self.lines() * (12 + 8 * lanes + if array.high.is_some() { 8 } else { 0 }),
            At::File { .. } => 0,
        }
    }

    fn renamed(&self, names: &[u32]) -> Run {
        let name = |cell: &u32| names[*cell as usize];
        let at = match &self.at {
            At::Memory(array) => {
                At::Memory(Array { cells: array.cells.iter().map(name).collect::<Vec<_>>().into(), ..array.clone() })
            }
            At::File { file, from, high, here } => {
                let here = here.as_ref().map_or_else(|| names.into(), |here| here.iter().map(name).collect());
                At::File { file: file.clone(), from: *from, high: *high, here: Some(here) }
            }
        };
        Run { ends: self.ends.clone(), at }
    }

    fn sum_up(&self, part: usize, lanes: usize, group: &mut Group) -> std::io::Result<()> {
        let range = self.part(part);
        let (start, length) = (range.start, range.len());
        if length == 0 {
            return Ok(());
        }
        match &self.at {
            At::Memory(array) => group.add(
                &array.low[range.clone()],
                array.high.as_ref().map(|high| &high[range.clone()]),
                &array.cells[range.clone()],
                &array.values[range.start * lanes..range.end * lanes],
            ),
            At::File { file, from, high, here } => {
                let all = self.lines() as u64;
                let after = from + all * if *high { 16 } else { 8 };
                let low = read::<u64>(file, *from, start, length)?;
                let high = if *high { Some(read::<u64>(file, from + all * 8, start, length)?) } else { None };
                let mut cells = read::<u32>(file, after, start, length)?;
                if let Some(here) = here {
                    cells = cells.iter().map(|cell| here[*cell as usize]).collect::<Vec<_>>().into();
                }
                let values = read::<f64>(file, after + all * 4, start * lanes, length * lanes)?;
                group.add(&low, high.as_deref(), &cells, &values);
            }
        }
        Ok(())
    }
}

/// So many words of an array that begins at a byte of a file.
fn read<T: ArrowNativeType>(file: &File, array: u64, start: usize, length: usize) -> std::io::Result<ScalarBuffer<T>> {
    let width = std::mem::size_of::<T>();
    let mut words = MutableBuffer::from_len_zeroed(length * width);
    file.read_exact_at(words.as_slice_mut(), array + (start * width) as u64)?;
    Ok(ScalarBuffer::new(words.into(), 0, length))
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
