//! From codes of fields to cells: each field keeps a register of the codes that occur, each combination that occurs a
//! dense number.

use crate::error::Error;
use crate::hashing::FastMap;
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int32Type, Int64Type};

/// The largest number of key bits for which combinations are looked up in a plain array (4 bytes each).
const DIRECT_BITS: u32 = 22;
pub(crate) const NONE: u32 = u32::MAX;

/// The register of one field's codes, numbered in the order in which they turn up.
#[derive(Debug, Default, Clone)]
pub(crate) struct Codes {
    pub field: String,
    pub labels: Vec<String>,
    by_text: FastMap<String, u32>,
    by_number: FastMap<i64, u32>,
    /// The dictionary last seen and what its entries are called here; entries that no record uses stay unnamed.
    dictionary: Option<(ArrayRef, Vec<u32>)>,
    /// So many codes were named beforehand, in their order.
    given: usize,
    /// Groups of codes, which are cells of their own.
    pub groups: usize,
}

impl Codes {
    pub fn new(field: &str) -> Codes {
        Codes { field: field.into(), ..Codes::default() }
    }

    /// A field whose codes are known beforehand, in order. Others that turn up come after them.
    pub fn known(field: &str, labels: &[String], groups: usize) -> Codes {
        let mut codes = Codes { groups, ..Codes::new(field) };
        for label in labels {
            codes.register(label);
        }
        codes.given = labels.len();
        codes
    }

    /// How many codes were named beforehand.
    pub fn given(&self) -> usize {
        self.given
    }

    /// A code that is in the data and not among those that were named beforehand.
    pub fn stranger(&self) -> Option<&str> {
        self.labels.get(self.given).map(String::as_str)
    }

    pub fn register(&mut self, label: &str) -> u32 {
        if let Some(code) = self.by_text.get(label) {
            return *code;
        }
        let code = self.labels.len() as u32;
        self.labels.push(label.into());
        self.by_text.insert(label.into(), code);
        code
    }

    fn register_number(&mut self, number: i64) -> u32 {
        if let Some(code) = self.by_number.get(&number) {
            return *code;
        }
        let code = self.register(&number.to_string());
        self.by_number.insert(number, code);
        code
    }

    /// The codes of a column without missing values.
    pub fn map(&mut self, column: &ArrayRef, out: &mut Vec<u32>) -> Result<(), Error> {
        out.clear();
        let field = self.field.clone();
        let recast = |to: &DataType| cast(column, to).map_err(|_| not_codes(&field, column));
        match column.data_type() {
            DataType::Int64 => {
                let mut last = (0, NONE);
                for number in column.as_primitive::<Int64Type>().values() {
                    if last.0 != *number || last.1 == NONE {
                        last = (*number, self.register_number(*number));
                    }
                    out.push(last.1);
                }
            }
            // The largest of these are no signed numbers; they go the way of texts.
            kind if kind.is_integer() && *kind != DataType::UInt64 => {
                return self.map(&recast(&DataType::Int64)?, out);
            }
            DataType::Utf8 => {
                let texts: &StringArray = column.as_string();
                let mut last: Option<(&str, u32)> = None;
                for i in 0..texts.len() {
                    let text = texts.value(i);
                    let code = match last {
                        Some((same, code)) if same == text => code,
                        _ => self.register(text),
                    };
                    last = Some((text, code));
                    out.push(code);
                }
            }
            DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
                self.map_dictionary(column, out);
            }
            DataType::Dictionary(_, value) if value.is_integer() && **value != DataType::UInt64 => {
                return self.map(&recast(&DataType::Int64)?, out);
            }
            DataType::Dictionary(_, _) => {
                let plain = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                return self.map(&recast(&plain)?, out);
            }
            // A whole number is written as one, however the file stores it.
            DataType::Float64 => {
                let texts = column.as_primitive::<Float64Type>().values().iter().map(f64::to_string);
                out.extend(texts.map(|text| self.register(&text)));
            }
            DataType::Float32 => {
                let texts = column.as_primitive::<Float32Type>().values().iter().map(f32::to_string);
                out.extend(texts.map(|text| self.register(&text)));
            }
            kind if kind.is_nested() || kind.is_binary() => return Err(not_codes(&field, column)),
            _ => return self.map(&recast(&DataType::Utf8)?, out),
        }
        Ok(())
    }

    fn map_dictionary(&mut self, column: &ArrayRef, out: &mut Vec<u32>) {
        let dictionary = column.as_dictionary::<Int32Type>();
        let values = dictionary.values();
        let mut names = match self.dictionary.take() {
            Some((seen, names)) if seen.to_data().ptr_eq(&values.to_data()) => names,
            _ => vec![NONE; values.len()],
        };
        let texts: &StringArray = values.as_string();
        out.extend(dictionary.keys().values().iter().map(|key| {
            let key = *key as usize;
            if names[key] == NONE {
                names[key] = self.register(texts.value(key));
            }
            names[key]
        }));
        self.dictionary = Some((values.clone(), names));
    }

    /// The place of each code when codes are put in order: as numbers if all are numbers, else as texts.
    pub fn order(&self) -> Vec<u32> {
        let mut codes: Vec<u32> = (0..self.labels.len() as u32).collect();
        let numbers: Option<Vec<f64>> =
            self.labels.iter().map(|label| label.parse().ok().filter(|n: &f64| n.is_finite())).collect();
        codes[self.given..].sort_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            let as_texts = self.labels[a].cmp(&self.labels[b]);
            numbers.as_ref().map_or(as_texts, |n| n[a].total_cmp(&n[b]).then(as_texts))
        });
        codes
    }
}

fn not_codes(field: &str, column: &ArrayRef) -> Error {
    Error::WrongType {
        field: field.into(),
        role: "a row or column of a table",
        found: column.data_type().to_string(),
        needed: "codes: texts, numbers, dates or true and false",
    }
}

/// The combinations of codes that occur, densely numbered.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    /// Codes of each combination, one after the other.
    tuples: Vec<u32>,
    count: u32,
    bits: Vec<u32>,
    lookup: Lookup,
    keys: Vec<u64>,
}

#[derive(Debug, Clone)]
enum Lookup {
    Direct(Vec<u32>),
    Hashed(FastMap<u64, u32>),
}

impl Cells {
    pub fn new(dimensions: usize) -> Cells {
        let mut cells = Cells {
            tuples: Vec::new(),
            count: 0,
            bits: vec![1; dimensions],
            lookup: Lookup::Direct(Vec::new()),
            keys: Vec::new(),
        };
        cells.rebuild();
        cells
    }

    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.tuples.reserve(more * self.bits.len());
    }

    pub fn tuple(&self, cell: usize) -> &[u32] {
        let width = self.bits.len();
        &self.tuples[cell * width..(cell + 1) * width]
    }

    /// Makes room for this many codes in each field. The caller keeps their product below a limit, so the bits of all
    /// fields fit into one word.
    pub fn fit(&mut self, counts: impl Iterator<Item = usize>) {
        let mut grown = false;
        for (bits, count) in self.bits.iter_mut().zip(counts) {
            while count > 1 << *bits {
                *bits += 1;
                grown = true;
            }
        }
        if grown {
            self.rebuild();
        }
    }

    fn rebuild(&mut self) {
        let total: u32 = self.bits.iter().sum();
        self.lookup = if total <= DIRECT_BITS {
            Lookup::Direct(vec![NONE; 1 << total])
        } else {
            Lookup::Hashed(FastMap::default())
        };
        for cell in 0..self.len() {
            let key = self.key(cell);
            match &mut self.lookup {
                Lookup::Direct(table) => table[key as usize] = cell as u32,
                Lookup::Hashed(map) => drop(map.insert(key, cell as u32)),
            }
        }
    }

    fn key(&self, cell: usize) -> u64 {
        let mut shift = 0;
        let mut key = 0;
        for (code, bits) in self.tuple(cell).iter().zip(&self.bits) {
            key |= u64::from(*code) << shift;
            shift += bits;
        }
        key
    }

    /// The cell of every record; `codes` has one column a field, all of the same length, after [`Cells::fit`].
    pub fn resolve(&mut self, codes: &[Vec<u32>], out: &mut Vec<u32>) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        keys.resize(codes[0].len(), 0);
        let mut shift = 0;
        for (column, bits) in codes.iter().zip(&self.bits) {
            for (key, code) in keys.iter_mut().zip(column) {
                *key |= u64::from(*code) << shift;
            }
            shift += bits;
        }
        out.clear();
        let mut next = self.len() as u32;
        let tuples = &mut self.tuples;
        let mut add = |record: usize| {
            tuples.extend(codes.iter().map(|column| column[record]));
            next += 1;
            next - 1
        };
        match &mut self.lookup {
            Lookup::Direct(table) => out.extend(keys.iter().enumerate().map(|(record, key)| {
                let cell = &mut table[*key as usize];
                if *cell == NONE {
                    *cell = add(record);
                }
                *cell
            })),
            Lookup::Hashed(map) => {
                out.extend(keys.iter().enumerate().map(|(record, key)| *map.entry(*key).or_insert_with(|| add(record))))
            }
        }
        self.count = next;
        self.keys = keys;
    }

    /// The cell of one combination; there is room for its codes.
    pub fn one(&mut self, codes: &[u32]) -> u32 {
        let mut shift = 0;
        let mut key = 0;
        for (code, bits) in codes.iter().zip(&self.bits) {
            key |= u64::from(*code) << shift;
            shift += bits;
        }
        let next = self.count;
        let cell = match &mut self.lookup {
            Lookup::Direct(table) => &mut table[key as usize],
            Lookup::Hashed(map) => map.entry(key).or_insert(NONE),
        };
        if *cell == NONE {
            *cell = next;
            self.count += 1;
            self.tuples.extend_from_slice(codes);
        }
        *cell
    }
}
