//! Microdata made by the program: the same bytes on every run, realistic in shape, about nobody.

mod business;
mod chance;
mod labour;

use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field as ArrowField, Int32Type, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

pub use business::business_survey;
pub use labour::labour_force_survey;

/// The values of one field, one for each record.
#[derive(Debug, Clone)]
pub enum Column {
    /// Identifiers of units and of what holds them.
    Ids(Vec<i64>),
    /// Whole numbers, such as a year or an age.
    Whole(Vec<i32>),
    /// Places in the field's list of codes.
    Codes(Vec<i32>),
    /// Measured values; none where the question does not apply or was not answered.
    Numbers(Vec<Option<f64>>),
}

/// What a field is for when tables are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Unit,
    Holding,
    Weight,
    /// A classification: tables may be made by it.
    Classification,
    /// A value that can be summed.
    Value,
}

/// One field and all that the data dictionary says of it.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: &'static str,
    pub en: &'static str,
    pub cy: &'static str,
    pub role: Role,
    /// Codes with their labels, where the field is coded.
    pub codes: &'static [(&'static str, &'static str)],
    /// How a missing value is written: a code of the list, or `null` for an empty number; empty where none is missing.
    pub missing: &'static str,
    pub column: Column,
}

/// A made file with its dictionary.
#[derive(Debug, Clone)]
pub struct Microdata {
    pub years: &'static str,
    pub fields: Vec<Field>,
}

impl Field {
    /// The share of records without a value, from 0 to 1.
    pub fn missing_share(&self) -> f64 {
        let missing = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f64 / of as f64 };
        match &self.column {
            Column::Numbers(values) => missing(values.iter().filter(|v| v.is_none()).count(), values.len()),
            Column::Codes(places) => {
                let code = |p: &i32| self.codes.get(*p as usize).map_or("", |(code, _)| code);
                let of = places.len();
                missing(places.iter().filter(|p| !self.missing.is_empty() && code(p) == self.missing).count(), of)
            }
            Column::Ids(_) | Column::Whole(_) => 0.0,
        }
    }

    fn array(&self) -> ArrayRef {
        match &self.column {
            Column::Ids(values) => Arc::new(Int64Array::from(values.clone())),
            Column::Whole(values) => Arc::new(Int32Array::from(values.clone())),
            Column::Numbers(values) => Arc::new(Float64Array::from(values.clone())),
            Column::Codes(places) => {
                let codes = StringArray::from_iter_values(self.codes.iter().map(|(code, _)| code));
                Arc::new(DictionaryArray::<Int32Type>::new(Int32Array::from(places.clone()), Arc::new(codes)))
            }
        }
    }
}

impl Microdata {
    pub fn records(&self) -> usize {
        self.fields.first().map_or(0, |f| match &f.column {
            Column::Ids(v) => v.len(),
            Column::Whole(v) | Column::Codes(v) => v.len(),
            Column::Numbers(v) => v.len(),
        })
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The code of a record in a coded or whole-number field, as tables name it.
    pub fn code(&self, name: &str, record: usize) -> Option<String> {
        let field = self.field(name)?;
        match &field.column {
            Column::Codes(places) => field.codes.get(*places.get(record)? as usize).map(|(code, _)| (*code).to_owned()),
            Column::Whole(values) => values.get(record).map(i32::to_string),
            Column::Ids(values) => values.get(record).map(i64::to_string),
            Column::Numbers(_) => None,
        }
    }

    /// The value of a record in a field of numbers, if it has one.
    pub fn number(&self, name: &str, record: usize) -> Option<f64> {
        match &self.field(name)?.column {
            Column::Numbers(values) => *values.get(record)?,
            _ => None,
        }
    }

    /// The records that have a code in a field, with the same dictionary.
    pub fn only(&self, field: &str, code: &str) -> Microdata {
        let keep: Vec<usize> = (0..self.records()).filter(|r| self.code(field, *r).as_deref() == Some(code)).collect();
        fn some<T: Clone>(values: &[T], keep: &[usize]) -> Vec<T> {
            keep.iter().filter_map(|r| values.get(*r).cloned()).collect()
        }
        let fields = self.fields.iter().map(|f| Field {
            column: match &f.column {
                Column::Ids(v) => Column::Ids(some(v, &keep)),
                Column::Whole(v) => Column::Whole(some(v, &keep)),
                Column::Codes(v) => Column::Codes(some(v, &keep)),
                Column::Numbers(v) => Column::Numbers(some(v, &keep)),
            },
            ..f.clone()
        });
        Microdata { years: self.years, fields: fields.collect() }
    }

    /// All records as one batch; codes are dictionaries of texts.
    pub fn batch(&self) -> Result<RecordBatch, arrow::error::ArrowError> {
        let arrays: Vec<ArrayRef> = self.fields.iter().map(Field::array).collect();
        let fields = self.fields.iter().zip(&arrays).map(|(field, array)| {
            let nullable = matches!(field.column, Column::Numbers(_));
            ArrowField::new(field.name, array.data_type().clone(), nullable)
        });
        RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), arrays)
    }

    /// The file: Parquet, in row groups, so that reading it uses what a real one needs.
    pub fn parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let batch = self.batch()?;
        let properties = WriterProperties::builder()
            // Measured values repeat rarely; trying to make a dictionary of them costs more than it saves.
            .set_dictionary_enabled(false)
            .set_compression(Compression::UNCOMPRESSED)
            .set_max_row_group_row_count(Some(32_768));
        let properties = self.fields.iter().fold(properties, |p, field| match field.column {
            Column::Codes(_) | Column::Whole(_) => p.set_column_dictionary_enabled(field.name.into(), true),
            _ => p,
        });
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), Some(properties.build()))?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(out)
    }
}

/// Twelve regions and countries by their statistical code.
const REGIONS: &[(&str, &str)] = &[
    ("E12000001", "North East"),
    ("E12000002", "North West"),
    ("E12000003", "Yorkshire and The Humber"),
    ("E12000004", "East Midlands"),
    ("E12000005", "West Midlands"),
    ("E12000006", "East of England"),
    ("E12000007", "London"),
    ("E12000008", "South East"),
    ("E12000009", "South West"),
    ("W92000004", "Wales"),
    ("S92000003", "Scotland"),
    ("N92000002", "Northern Ireland"),
];
/// Millions of people in each.
const PEOPLE: [f64; 12] = [2.7, 7.5, 5.5, 4.9, 6.0, 6.4, 8.9, 9.3, 5.7, 3.1, 5.4, 1.9];

/// Rounds to pence, or to any two places.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
