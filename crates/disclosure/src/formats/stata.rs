//! Stata's .dta, all releases since 102. Missing values of all kinds (., .a to .z) are missing.

use super::labels::{ValueLabels, codes};
use super::{Failed, Holds, Rows, Take, Wanted};
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::record_reader::RecordReader;
use dta::stata::dta::value::Value;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Days and milliseconds from Stata's 1960 to 1970.
const DAYS: f64 = 3_653.0;
const MILLISECONDS: f64 = DAYS * 86_400_000.0;

#[derive(Debug)]
pub(crate) struct Stata {
    fields: Vec<(String, Holds)>,
    /// Fields of texts that stand elsewhere in the file (strL).
    long: Vec<bool>,
}

impl Stata {
    pub fn open(path: &Path) -> Result<Stata, String> {
        let records = records(path)?;
        let variables = records.schema().variables();
        let holds = |v: &dta::stata::dta::variable::Variable| match v.variable_type() {
            VariableType::FixedString(_) | VariableType::LongString => Holds::Texts,
            _ if v.format().starts_with("%td") || v.format().starts_with("%d") => Holds::Days,
            _ if v.format().starts_with("%tc") => Holds::Moments,
            VariableType::Byte | VariableType::Int | VariableType::Long => Holds::Whole,
            VariableType::Float | VariableType::Double => Holds::Numbers,
        };
        Ok(Stata {
            fields: variables.iter().map(|v| (v.name().to_owned(), holds(v))).collect(),
            long: variables.iter().map(|v| v.variable_type() == VariableType::LongString).collect(),
        })
    }

    pub fn fields(&self) -> Vec<(String, Holds)> {
        self.fields.clone()
    }

    pub fn labels(&self, path: &Path, fields: &[&str]) -> Result<ValueLabels, String> {
        let broken = |e: dta::stata::dta::dta_error::DtaError| {
            format!("its labels of values cannot be read: {e}; make or copy it again")
        };
        let records = records(path)?;
        let variables: Vec<(String, String)> = records
            .schema()
            .variables()
            .iter()
            .map(|v| (v.name().to_owned(), v.value_label_name().to_owned()))
            .filter(|(name, set)| fields.contains(&name.as_str()) && !set.is_empty())
            .collect();
        let mut table = ValueLabelTable::new();
        records.seek_value_labels().map_err(broken)?.read_remaining_into(&mut table).map_err(broken)?;
        let of = |(name, set): (String, String)| {
            let entries = table.get(&set)?.entries().iter();
            let labels =
                entries.flat_map(|entry| codes(f64::from(entry.value())).map(|code| (code, entry.label().to_owned())));
            Some((name, labels.collect()))
        };
        Ok(variables.into_iter().filter_map(of).collect())
    }

    pub fn read(&self, path: &Path, wanted: &[Wanted], take: Take<'_>) -> Result<(), Failed> {
        if let Some(wanted) = wanted.iter().find(|w| self.long[w.index]) {
            let field = &self.fields[wanted.index].0;
            return Err(Failed::File(format!(
                "\"{field}\" is a strL, which cannot make cells; store it as str (recast str100 {field})"
            )));
        }
        let mut records = records(path)?;
        let expected = records.header().observation_count();
        let mut rows = Rows::new(&self.fields, wanted);
        let mut record = 0u64;
        loop {
            let wrong = |e: &dyn std::fmt::Display| format!("record {}: {e}; make or copy it again", record + 1);
            let Some(values) = records.read_lazy_record().map_err(|e| wrong(&e))? else { break };
            for (column, wanted) in wanted.iter().enumerate() {
                let value = values.value(wanted.index).map_err(|e| wrong(&e))?;
                match value {
                    Value::String(text) => rows.text(column, Some(text.trim_end()).filter(|text| !text.is_empty())),
                    Value::LongStringRef(_) => rows.text(column, None),
                    number => {
                        let number = present(&number).map(|n| match self.fields[wanted.index].1 {
                            Holds::Days => n - DAYS,
                            Holds::Moments => n - MILLISECONDS,
                            _ => n,
                        });
                        rows.number(column, number);
                    }
                }
            }
            rows.end_record(take)?;
            record += 1;
        }
        if record != expected {
            return Err(Failed::File(format!("it ends after {record} of {expected} records; make or copy it again")));
        }
        rows.give(take)
    }
}

fn records(path: &Path) -> Result<RecordReader<BufReader<File>>, String> {
    let whole = |e: dta::stata::dta::dta_error::DtaError| format!("no whole Stata file: {e}; make or copy it again");
    let schema = DtaReader::new().from_path(path).map_err(whole)?.read_header().map_err(whole)?;
    let mut characteristics = schema.read_schema().map_err(whole)?;
    characteristics.skip_to_end().map_err(whole)?;
    characteristics.into_record_reader().map_err(whole)
}

fn present(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Byte(StataByte::Present(n)) => Some(f64::from(*n)),
        Value::Int(StataInt::Present(n)) => Some(f64::from(*n)),
        Value::Long(StataLong::Present(n)) => Some(f64::from(*n)),
        // As it is written: 0.1 stored in four bytes is 0.1.
        Value::Float(StataFloat::Present(n)) => n.to_string().parse().ok(),
        Value::Double(StataDouble::Present(n)) => Some(*n),
        _ => None,
    }
}
