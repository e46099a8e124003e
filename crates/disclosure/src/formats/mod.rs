//! Files of the statistics programs: Stata (.dta), SPSS (.sav, .zsav) and SAS (.sas7bdat). Each names its fields, and then
//! gives its records as batches of columns. Codes are read as they are stored; what they are called comes beside them.

pub(crate) mod labels;
mod sas;
mod spss;
mod spss_data;
mod spss_fields;
mod stata;

use crate::error::Error;
use arrow::array::{
    Array, ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use labels::ValueLabels;
use std::path::Path;
use std::sync::Arc;

/// Records that are given at a time.
const BATCH: usize = 16 * 1024;
/// The largest number up to which every whole number is itself.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A file of one of these programs, its fields read.
#[derive(Debug)]
pub(crate) enum Statistical {
    Stata(stata::Stata),
    Spss(spss::Spss),
    Sas(sas::Sas),
}

/// A field that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// Its place in the file.
    pub index: usize,
    /// It makes cells or names units and nothing else: a whole number is written as one, however it is stored.
    pub code: bool,
}

/// Takes batches as they are read.
pub(crate) type Take<'a> = &'a mut dyn FnMut(RecordBatch) -> Result<(), Error>;

/// Why reading ended before its end.
pub(crate) enum Failed {
    /// What is wrong with the file.
    File(String),
    /// What whoever takes the batches said.
    Taking(Error),
}

impl From<String> for Failed {
    fn from(reason: String) -> Failed {
        Failed::File(reason)
    }
}

impl Statistical {
    /// The file as its first bytes or its name say, none if it is of another kind.
    pub fn open(path: &Path, start: &[u8], extension: &str) -> Result<Option<Statistical>, String> {
        Ok(match extension {
            _ if start.starts_with(b"$FL2") || start.starts_with(b"$FL3") => {
                Some(Statistical::Spss(spss::Spss::open(path)?))
            }
            _ if start.starts_with(b"<stata") => Some(Statistical::Stata(stata::Stata::open(path)?)),
            "sav" | "zsav" => return Err("no whole SPSS file; make or copy it again".into()),
            "dta" => Some(Statistical::Stata(stata::Stata::open(path)?)),
            "sas7bdat" => Some(Statistical::Sas(sas::Sas::open(path)?)),
            _ => None,
        })
    }

    pub fn schema(&self) -> Schema {
        let fields = match self {
            Statistical::Stata(file) => file.fields(),
            Statistical::Spss(file) => file.fields(),
            Statistical::Sas(file) => file.fields(),
        };
        Schema::new(fields.into_iter().map(|(name, kind)| Field::new(name, kind.data_type(), true)).collect::<Vec<_>>())
    }

    /// What the codes of these fields are called. SAS keeps it in files of its own.
    pub fn labels(&self, path: &Path, fields: &[&str]) -> Result<ValueLabels, String> {
        match self {
            Statistical::Stata(file) => file.labels(path, fields),
            Statistical::Spss(file) => Ok(file.labels(fields)),
            Statistical::Sas(_) => Ok(ValueLabels::new()),
        }
    }

    /// Gives every record, with the wanted fields in the order in which they are asked for.
    pub fn read(&self, path: &Path, wanted: &[Wanted], take: Take<'_>) -> Result<(), Failed> {
        match self {
            Statistical::Stata(file) => file.read(path, wanted, take),
            Statistical::Spss(file) => file.read(path, wanted, take),
            Statistical::Sas(file) => file.read(path, wanted, take),
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Whole,
    Numbers,
    Texts,
    /// Days since 1970.
    Days,
    /// Milliseconds since 1970.
    Moments,
}

impl Holds {
    fn data_type(self) -> DataType {
        match self {
            Holds::Whole => DataType::Int64,
            Holds::Numbers => DataType::Float64,
            Holds::Texts => DataType::Utf8,
            Holds::Days => DataType::Date32,
            Holds::Moments => DataType::Timestamp(TimeUnit::Millisecond, None),
        }
    }
}

/// Records of the wanted fields until there are enough for a batch.
struct Rows {
    columns: Vec<Column>,
    count: usize,
}

/// The values of a field, nothing where one is missing.
struct Column {
    name: String,
    holds: Holds,
    code: bool,
    numbers: Vec<Option<f64>>,
    texts: Vec<Option<String>>,
}

impl Rows {
    fn new(fields: &[(String, Holds)], wanted: &[Wanted]) -> Rows {
        let column = |wanted: &Wanted| {
            let (name, holds) = fields[wanted.index].clone();
            Column { name, holds, code: wanted.code, numbers: Vec::new(), texts: Vec::new() }
        };
        Rows { columns: wanted.iter().map(column).collect(), count: 0 }
    }

    fn number(&mut self, column: usize, value: Option<f64>) {
        self.columns[column].numbers.push(value.filter(|value| !value.is_nan()));
    }

    fn text(&mut self, column: usize, value: Option<&str>) {
        self.columns[column].texts.push(value.map(str::to_owned));
    }

    /// A record is whole; gives the batch where there are enough.
    fn end_record(&mut self, take: Take<'_>) -> Result<(), Failed> {
        self.count += 1;
        if self.count < BATCH { Ok(()) } else { self.give(take) }
    }

    /// Gives what there is.
    fn give(&mut self, take: Take<'_>) -> Result<(), Failed> {
        if self.count == 0 {
            return Ok(());
        }
        self.count = 0;
        let columns: Vec<(String, ArrayRef)> = self.columns.iter_mut().map(|c| (c.name.clone(), c.take())).collect();
        let fields: Vec<Field> =
            columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|e| e.to_string())?;
        take(batch).map_err(Failed::Taking)
    }
}

impl Column {
    fn take(&mut self) -> ArrayRef {
        if self.holds == Holds::Texts {
            return Arc::new(StringArray::from(std::mem::take(&mut self.texts)));
        }
        let numbers = std::mem::take(&mut self.numbers);
        let whole = |n: &f64| n.fract() == 0.0 && n.abs() <= EXACT;
        let as_whole = |numbers: &[Option<f64>]| numbers.iter().map(|n| n.map(|n| n as i64)).collect::<Int64Array>();
        match self.holds {
            Holds::Days => Arc::new(numbers.iter().map(|n| n.map(|n| n.floor() as i32)).collect::<Date32Array>()),
            Holds::Moments => {
                Arc::new(numbers.iter().map(|n| n.map(|n| n.floor() as i64)).collect::<TimestampMillisecondArray>())
            }
            Holds::Whole => Arc::new(as_whole(&numbers)),
            _ if self.code && numbers.iter().flatten().all(whole) => Arc::new(as_whole(&numbers)),
            _ if self.code => Arc::new(numbers.iter().map(|n| n.map(|n| n.to_string())).collect::<StringArray>()),
            _ => Arc::new(numbers.into_iter().collect::<Float64Array>()),
        }
    }
}
