//! SAS's .sas7bdat. Missing values of all kinds (., ._, .A to .Z) are missing, and so is an empty text.

use super::{Failed, Holds, Rows, Take, Wanted};
use sas7bdat::{CellValue, Dataset, LogicalType};
use std::ops::ControlFlow;
use std::path::Path;

#[derive(Debug)]
pub(crate) struct Sas {
    dataset: Box<Dataset>,
}

impl Sas {
    pub fn open(path: &Path) -> Result<Sas, String> {
        let dataset = Dataset::open(path).map_err(|e| format!("no whole SAS file: {e}; make or copy it again"))?;
        Ok(Sas { dataset: Box::new(dataset) })
    }

    pub fn fields(&self) -> Vec<(String, Holds)> {
        let holds = |kind| match kind {
            LogicalType::String | LogicalType::Bytes => Holds::Texts,
            LogicalType::Date => Holds::Days,
            LogicalType::DateTime => Holds::Moments,
            LogicalType::Integer | LogicalType::Float | LogicalType::Time => Holds::Numbers,
        };
        self.dataset.columns().iter().map(|c| (c.name.clone(), holds(c.logical_type))).collect()
    }

    pub fn read(&self, _: &Path, wanted: &[Wanted], take: Take<'_>) -> Result<(), Failed> {
        let broken = |e: sas7bdat::Error| format!("{e}; make or copy it again");
        let mut projection = self.dataset.projection();
        for wanted in wanted {
            projection = projection.column_idx(wanted.index);
        }
        let projection = projection.build().map_err(broken)?;
        let fields = self.fields();
        let mut rows = Rows::new(&fields, wanted);
        let (mut failed, mut count) = (None, 0u64);
        let scan = self.dataset.scan().with_projection(&projection);
        scan.visit_rows(|row| {
            for (column, wanted) in wanted.iter().enumerate() {
                let cell = row.get(column).unwrap_or(&CellValue::Null);
                match fields[wanted.index].1 {
                    Holds::Texts => match cell {
                        CellValue::Str(text) => rows.text(column, Some(text.trim_end()).filter(|t| !t.is_empty())),
                        _ => rows.text(column, None),
                    },
                    _ => rows.number(column, number(cell)),
                }
            }
            count += 1;
            Ok(match rows.end_record(take) {
                Ok(()) => ControlFlow::Continue(()),
                Err(no) => {
                    failed = Some(no);
                    ControlFlow::Break(())
                }
            })
        })
        .map_err(broken)?;
        if let Some(no) = failed {
            return Err(no);
        }
        let about = self.dataset.metadata();
        let expected = about.row_count.saturating_sub(about.deleted_row_count);
        if count != expected {
            return Err(Failed::File(format!("it ends after {count} of {expected} records; make or copy it again")));
        }
        rows.give(take)
    }
}

/// Days and milliseconds since 1970 where it is a date or a moment.
fn number(cell: &CellValue<'_>) -> Option<f64> {
    match cell {
        CellValue::Int32(n) => Some(f64::from(*n)),
        CellValue::Int64(n) => Some(*n as f64),
        CellValue::Float64(n) => Some(*n),
        CellValue::Date(date) => Some(f64::from(date.unix_days())),
        CellValue::DateTime(moment) => Some(moment.unix_seconds() as f64 * 1_000.0),
        CellValue::Time(time) => Some(f64::from(time.seconds_since_midnight)),
        _ => None,
    }
}
