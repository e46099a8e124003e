//! The dictionary of an SPSS file: its header, variables, missing values, long names and encoding.

use encoding_rs::Encoding;
use std::io::Read;
use std::sync::Arc;

/// The bytes of a value.
pub(super) const SLOT: usize = 8;
/// Texts longer than this are kept in pieces, each a variable of its own ...
const LONG: usize = 255;
/// ... of which each but the last counts for so many bytes of the whole.
const PIECE: usize = 252;

/// How its records are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    /// One byte stands for a usual value.
    Bytes,
    /// The same, in blocks of zlib.
    Zlib,
}

/// What stands before the records.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub big: bool,
    pub packing: Packing,
    /// What is taken from a byte to make its number.
    pub bias: f64,
    /// How many records there are, where the file says.
    pub count: Option<u64>,
    pub encoding: &'static Encoding,
    pub variables: Vec<Variable>,
    /// Values in a record.
    pub slots: usize,
}

/// Values as they are stored, with what they are called.
pub(super) type Labels = Vec<([u8; SLOT], Vec<u8>)>;

/// A variable that users see.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Eight letters at most; what it is called inside the file.
    short: String,
    pub name: String,
    /// The first of its values in a record.
    pub slot: usize,
    /// Bytes of a text, 0 for a number.
    pub width: usize,
    /// The number of its way of printing: dates have their own.
    pub format: u8,
    pub missing: Missing,
    /// What its values are called; variables share them, so that a file that names many costs no more.
    pub labels: Arc<Labels>,
}

impl Variable {
    /// The values that it takes in a record.
    pub fn slots(&self) -> usize {
        if self.width == 0 { 1 } else { pieces(self.width).map(|bytes| bytes.div_ceil(SLOT)).sum() }
    }
}

/// What its user declared to be missing.
#[derive(Debug, Clone, Default)]
pub(super) struct Missing {
    pub numbers: Vec<f64>,
    pub range: Option<(f64, f64)>,
    pub texts: Vec<Vec<u8>>,
}

/// The bytes that each piece of a text of this width has.
pub(super) fn pieces(width: usize) -> impl Iterator<Item = usize> {
    let count = if width <= LONG { 1 } else { width.div_ceil(PIECE) };
    (0..count).map(move |piece| match piece + 1 == count {
        true => width - piece * PIECE,
        false => LONG,
    })
}

/// Reads the parts of a file one by one.
struct Parts<R> {
    from: R,
    big: bool,
}

impl<R: Read> Parts<R> {
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, String> {
        // Read by the reader, so that a length that lies costs no memory.
        let mut bytes = Vec::new();
        self.from.by_ref().take(count as u64).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        if bytes.len() < count { Err(ends()) } else { Ok(bytes) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes).map_err(|_| ends())?;
        Ok(bytes)
    }

    fn int(&mut self) -> Result<i32, String> {
        let bytes = self.array()?;
        Ok(if self.big { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) })
    }

    /// A number of things, at most `most`.
    fn count(&mut self, most: usize) -> Result<usize, String> {
        usize::try_from(self.int()?).ok().filter(|count| *count <= most).ok_or_else(damaged)
    }

    fn number(&self, bytes: [u8; SLOT]) -> f64 {
        number(bytes, self.big)
    }
}

pub(super) fn number(bytes: [u8; SLOT], big: bool) -> f64 {
    if big { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) }
}

fn ends() -> String {
    "the file ends too soon; make or copy it again".into()
}

fn damaged() -> String {
    "its description of the fields is damaged; make or copy it again".into()
}

/// Everything before the first record; `from` stands at it afterwards.
pub(super) fn read(from: impl Read) -> Result<Dictionary, String> {
    let mut parts = Parts { from, big: false };
    parts.bytes(64)?;
    let layout: [u8; 4] = parts.array()?;
    parts.big = !matches!(i32::from_le_bytes(layout), 2 | 3);
    parts.int()?;
    let packing = match parts.int()? {
        0 => Packing::Plain,
        1 => Packing::Bytes,
        2 => Packing::Zlib,
        other => return Err(format!("its records are packed in a way ({other}) that is not known")),
    };
    parts.int()?;
    let count = u64::try_from(parts.int()?).ok();
    let bias = parts.array()?;
    let bias = parts.number(bias);
    parts.bytes(17 + 64 + 3)?;
    let mut found = Found::default();
    let mut labels = Arc::new(Labels::new());
    loop {
        match parts.int()? {
            2 => found.variable(&mut parts)?,
            3 => {
                let mut read = Labels::new();
                for _ in 0..parts.count(1 << 24)? {
                    let (value, [length]): ([u8; SLOT], [u8; 1]) = (parts.array()?, parts.array()?);
                    let length = usize::from(length);
                    let mut label = parts.bytes((length + 1).next_multiple_of(SLOT) - 1)?;
                    label.truncate(length);
                    read.push((value, label));
                }
                labels = Arc::new(read);
            }
            // Which variables the labels before it belong to: by the places of their values, from 1.
            4 => {
                for _ in 0..parts.count(1 << 24)? {
                    let at = usize::try_from(parts.int()?).ok().and_then(|at| found.slots.get_mut(at.checked_sub(1)?));
                    if let Some(Some(variable)) = at {
                        variable.labels = labels.clone();
                    }
                }
            }
            6 => {
                let lines = parts.count(1 << 24)?;
                parts.bytes(lines * 80)?;
            }
            7 => found.extension(&mut parts)?,
            999 => break,
            _ => return Err(damaged()),
        }
    }
    parts.int()?;
    found.dictionary(parts.big, packing, bias, count)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// One for each value of a record; none where it goes on with the one before.
    slots: Vec<Option<Variable>>,
    names: Vec<u8>,
    widths: Vec<u8>,
    missing_texts: Vec<u8>,
    encoding: Option<Vec<u8>>,
    code_page: i32,
}

impl Found {
    fn variable(&mut self, parts: &mut Parts<impl Read>) -> Result<(), String> {
        let width = parts.int()?;
        let label = parts.int()?;
        let missing_count = parts.int()?;
        let format = parts.int()?;
        parts.int()?;
        let short: [u8; 8] = parts.array()?;
        if label == 1 {
            let length = parts.count(1 << 16)?;
            parts.bytes(length.next_multiple_of(4))?;
        }
        let mut missing = Missing::default();
        let mut values = Vec::new();
        for _ in 0..missing_count.unsigned_abs().min(3) {
            values.push(parts.array::<SLOT>()?);
        }
        let as_numbers: Vec<f64> = values.iter().map(|value| parts.number(*value)).collect();
        match (width, missing_count, as_numbers.as_slice()) {
            (0, -2, [low, high]) => missing.range = Some((*low, *high)),
            (0, -3, [low, high, one]) => {
                missing.range = Some((*low, *high));
                missing.numbers = vec![*one];
            }
            (0, ..) => missing.numbers = as_numbers,
            _ => missing.texts = values.iter().map(|value| value.trim_ascii_end().to_vec()).collect(),
        }
        if width < 0 {
            self.slots.push(None);
            return Ok(());
        }
        let width = usize::try_from(width).ok().filter(|width| *width <= LONG).ok_or_else(damaged)?;
        let short = String::from_utf8_lossy(&short).trim_end().to_owned();
        let slot = self.slots.len();
        let format = (format >> 16) as u8;
        self.slots.push(Some(Variable {
            name: short.clone(),
            short,
            slot,
            width,
            format,
            missing,
            labels: Arc::default(),
        }));
        Ok(())
    }

    fn extension(&mut self, parts: &mut Parts<impl Read>) -> Result<(), String> {
        let kind = parts.int()?;
        let size = parts.count(1 << 16)?;
        let count = parts.count(1 << 28)?;
        let length = size.checked_mul(count).filter(|length| *length <= 1 << 28).ok_or_else(damaged)?;
        let bytes = parts.bytes(length)?;
        match kind {
            3 if bytes.len() >= 32 => {
                let page = [bytes[28], bytes[29], bytes[30], bytes[31]];
                self.code_page = if parts.big { i32::from_be_bytes(page) } else { i32::from_le_bytes(page) };
            }
            13 => self.names = bytes,
            14 => self.widths = bytes,
            20 => self.encoding = Some(bytes),
            22 => self.missing_texts = bytes,
            _ => {}
        }
        Ok(())
    }

    fn dictionary(mut self, big: bool, packing: Packing, bias: f64, count: Option<u64>) -> Result<Dictionary, String> {
        let label = self.encoding.take().unwrap_or_else(|| match self.code_page {
            65001 => b"utf-8".to_vec(),
            20127 => b"us-ascii".to_vec(),
            28591..=28606 => format!("iso-8859-{}", self.code_page - 28590).into_bytes(),
            page if page > 4 => format!("windows-{page}").into_bytes(),
            _ => b"windows-1252".to_vec(),
        });
        let encoding = Encoding::for_label(&label).unwrap_or(encoding_rs::WINDOWS_1252);
        let decoded = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes).0.into_owned();
        let (names, widths) = (decoded(&self.names), decoded(&self.widths));
        let slots = self.slots.len();
        let mut by_short: Vec<Variable> = self.slots.into_iter().flatten().collect();
        // The pieces of a long text are variables of their own: the first stands for the whole.
        for (short, width) in pairs(&widths) {
            let width: usize = width.trim_end_matches('\0').trim().parse().map_err(|_| damaged())?;
            let at = by_short.iter().position(|v| v.short.eq_ignore_ascii_case(short)).ok_or_else(damaged)?;
            let more = pieces(width).count() - 1;
            if more == 0 || at + more >= by_short.len() {
                return Err(damaged());
            }
            by_short[at].width = width;
            by_short.drain(at + 1..=at + more);
        }
        for (short, name) in pairs(&names) {
            if let Some(variable) = by_short.iter_mut().find(|v| v.short.eq_ignore_ascii_case(short)) {
                variable.name = name.trim_end().to_owned();
            }
        }
        long_missing(&self.missing_texts, big, &decoded, &mut by_short);
        if by_short.iter().any(|v| v.slot + v.slots() > slots) {
            return Err(damaged());
        }
        Ok(Dictionary { big, packing, bias, count, encoding, variables: by_short, slots })
    }
}

/// What is missing among texts of more than eight bytes; what cannot be read of it declares nothing.
fn long_missing(mut bytes: &[u8], big: bool, decoded: &dyn Fn(&[u8]) -> String, variables: &mut [Variable]) {
    let int = |bytes: &mut &[u8]| {
        let (first, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        usize::try_from(if big { i32::from_be_bytes(*first) } else { i32::from_le_bytes(*first) }).ok()
    };
    let part = |bytes: &mut &[u8], length: usize| {
        let (first, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Some(first.to_vec())
    };
    let mut next = || -> Option<(String, Vec<Vec<u8>>)> {
        let length = int(&mut bytes)?;
        let name = decoded(&part(&mut bytes, length)?);
        let count = part(&mut bytes, 1)?[0];
        let width = int(&mut bytes)?;
        let texts = (0..count).map(|_| part(&mut bytes, width)).collect::<Option<Vec<_>>>()?;
        Some((name, texts))
    };
    while let Some((name, texts)) = next() {
        if let Some(variable) = variables.iter_mut().find(|v| v.name == name.trim_end()) {
            variable.missing.texts = texts.iter().map(|text| text.trim_ascii_end().to_vec()).collect();
        }
    }
}

/// NAME=VALUE, with a tab between two.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('\t').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim_start_matches('\0'), value))
}
