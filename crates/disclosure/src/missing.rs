//! Codes that stand for a missing value: -9, 999, "not asked".

use crate::error::Error;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, nullif};
use arrow::datatypes::{DataType, Float64Type, Int32Type};

/// The codes as texts and, where they are, as numbers.
pub(crate) struct MissingCodes {
    texts: Vec<String>,
    numbers: Vec<f64>,
}

impl MissingCodes {
    /// None where no code is declared.
    pub fn new(codes: &[String]) -> Option<MissingCodes> {
        let texts: Vec<String> = codes.iter().map(|code| code.trim().to_string()).collect();
        let numbers = texts.iter().filter_map(|code| code.parse().ok()).collect();
        (!texts.is_empty()).then_some(MissingCodes { texts, numbers })
    }

    fn text(&self, text: &str) -> bool {
        self.texts.iter().any(|code| code == text.trim())
    }

    /// The batch with nothing in place of these codes, in the columns at these places.
    pub fn out_of(&self, batch: &RecordBatch, places: &[usize]) -> Result<RecordBatch, Error> {
        let mut columns = batch.columns().to_vec();
        for place in places {
            columns[*place] = self.out_of_column(&columns[*place])?;
        }
        RecordBatch::try_new(batch.schema(), columns).map_err(|e| Error::Batch(e.to_string()))
    }

    fn out_of_column(&self, column: &ArrayRef) -> Result<ArrayRef, Error> {
        let failed = |e: arrow::error::ArrowError| Error::Batch(e.to_string());
        let is: BooleanArray = match column.data_type() {
            DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
                let dictionary = column.as_dictionary::<Int32Type>();
                let entries = dictionary.values().as_string::<i32>();
                let entry: Vec<bool> = entries.iter().map(|text| text.is_some_and(|text| self.text(text))).collect();
                dictionary.keys().iter().map(|key| Some(key.is_some_and(|key| entry[key as usize]))).collect()
            }
            kind if kind.is_numeric() => {
                let numbers = cast(column, &DataType::Float64).map_err(failed)?;
                let is = |value: Option<f64>| Some(value.is_some_and(|value| self.numbers.contains(&value)));
                numbers.as_primitive::<Float64Type>().iter().map(is).collect()
            }
            _ => {
                let texts = cast(column, &DataType::Utf8).map_err(failed)?;
                let is = |text: Option<&str>| Some(text.is_some_and(|text| self.text(text)));
                texts.as_string::<i32>().iter().map(is).collect()
            }
        };
        nullif(column.as_ref(), &is).map_err(failed)
    }
}
