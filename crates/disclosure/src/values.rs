//! From columns to numbers and identifiers.

use crate::contributors::Id;
use crate::error::Error;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, StringArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};

/// Whether columns have types of their own, or are all text (CSV) and mean what they are used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Typed,
    Text,
}

/// What an empty number is also written as.
const MISSING: [&str; 8] = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "."];

/// Where in the data the records of a batch stand.
pub(crate) struct Place {
    /// Records before this batch.
    pub before: u64,
    /// Which records of the batch are left, if not all.
    pub kept: Option<BooleanBuffer>,
}

impl Place {
    /// The number, from 1, of a record that is left.
    pub fn record(&self, index: usize) -> u64 {
        let index = match &self.kept {
            Some(kept) => kept.set_indices().nth(index).unwrap_or(index),
            None => index,
        };
        self.before + index as u64 + 1
    }
}

/// A column of numbers; missing ones are NaN.
pub(crate) enum Numbers {
    Whole(Float64Array),
    Owned(Vec<f64>),
}

impl Numbers {
    pub fn as_slice(&self) -> &[f64] {
        match self {
            Numbers::Whole(array) => array.values(),
            Numbers::Owned(values) => values,
        }
    }
}

/// Whether a column of this type can hold numbers.
pub(crate) fn numeric(kind: &DataType) -> bool {
    kind.is_numeric()
}

/// Reads a column as numbers. `field` is what messages call it.
pub(crate) fn numbers(column: &ArrayRef, field: &str, reading: Reading, place: &Place) -> Result<Numbers, Error> {
    let numbers = match (reading, column.data_type()) {
        (Reading::Text, DataType::Utf8) => {
            let texts: &StringArray = column.as_string();
            let parse = |(index, text): (usize, Option<&str>)| match number(text.unwrap_or_default()) {
                Ok(number) => Ok(number),
                Err(text) => {
                    Err(Error::NotANumber { field: field.into(), record: place.record(index), text: text.into() })
                }
            };
            Numbers::Owned(texts.iter().enumerate().map(parse).collect::<Result<_, _>>()?)
        }
        _ => {
            too_long(column, field, place)?;
            let cast = cast(column, &DataType::Float64).map_err(|e| Error::Batch(format!("\"{field}\": {e}")))?;
            let array = cast.as_primitive::<Float64Type>();
            if array.null_count() == 0 {
                Numbers::Whole(array.clone())
            } else {
                Numbers::Owned(array.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
            }
        }
    };
    // Looking at all first is quick; the place is sought only when there is something to find.
    if numbers.as_slice().iter().fold(false, |found, value| found | value.is_infinite()) {
        let index = numbers.as_slice().iter().position(|value| value.is_infinite()).unwrap_or_default();
        return Err(Error::Infinite { field: field.into(), record: place.record(index) });
    }
    Ok(numbers)
}

/// Whether a text stands for a value that is missing.
pub(crate) fn missing(text: &str) -> bool {
    MISSING.contains(&text.trim())
}

/// Whole numbers that floating point does not hold are no amounts, and would be added up wrongly without a word.
fn too_long(column: &ArrayRef, field: &str, place: &Place) -> Result<(), Error> {
    const EXACT: u64 = 1 << 53;
    let found = match column.data_type() {
        DataType::Int64 => {
            column.as_primitive::<Int64Type>().iter().position(|n| n.is_some_and(|n| n.unsigned_abs() > EXACT))
        }
        DataType::UInt64 => column.as_primitive::<UInt64Type>().iter().position(|n| n.is_some_and(|n| n > EXACT)),
        _ => None,
    };
    match found {
        None => Ok(()),
        Some(index) => Err(Error::TooLong { field: field.into(), record: place.record(index) }),
    }
}

/// A number from text: NaN if it is a usual mark for missing, the trimmed text itself if it is no number.
pub(crate) fn number(text: &str) -> Result<f64, &str> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if !number.is_nan() => Ok(number),
        _ if missing(text) => Ok(f64::NAN),
        _ => Err(text),
    }
}

/// A column of identifiers.
pub(crate) enum Ids {
    Numbers(Int64Array),
    Texts(StringArray),
}

impl Ids {
    pub fn read(column: &ArrayRef, field: &str, role: &'static str) -> Result<Ids, Error> {
        let (to, numbers) = match column.data_type() {
            DataType::UInt64 => (DataType::Utf8, false),
            kind if kind.is_integer() => (DataType::Int64, true),
            _ => (DataType::Utf8, false),
        };
        let cast = cast(column, &to).map_err(|_| Error::WrongType {
            field: field.into(),
            role,
            found: column.data_type().to_string(),
            needed: "whole numbers or texts",
        })?;
        Ok(if numbers {
            Ids::Numbers(cast.as_primitive::<Int64Type>().clone())
        } else {
            Ids::Texts(cast.as_string().clone())
        })
    }

    /// The identifier of a record, none if it is missing. A text that is a whole number written in the usual way is that
    /// number, so that CSV and Parquet agree; "007" stays a text.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Id<'_>> {
        match self {
            Ids::Numbers(array) => array.is_valid(index).then(|| Id::Number(array.value(index))),
            Ids::Texts(array) => array.is_valid(index).then(|| {
                let text = array.value(index);
                canonical(text).map_or(Id::Text(text), Id::Number)
            }),
        }
    }
}

fn canonical(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let usual = match digits {
        [b'0'] => text.len() == 1,
        [b'1'..=b'9', rest @ ..] => rest.len() < 19 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if usual { text.parse().ok() } else { None }
}

/// A type in the words of whoever made the data.
pub(crate) fn described(kind: &DataType) -> String {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "texts".into(),
        DataType::Dictionary(_, value) => described(value),
        DataType::Boolean => "true and false".into(),
        kind if kind.is_temporal() => "dates or times".into(),
        kind if kind.is_numeric() => "numbers".into(),
        other => other.to_string(),
    }
}
