//! Finished tables as other software writes them: CSV or a sheet of a workbook, the first line naming the columns.

use crate::error::Error;
use calamine::{Data, Reader, open_workbook_auto};
use std::path::Path;

/// A table of texts; every line has as many as the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// What objections call it: the name of its file.
    pub name: String,
    pub(crate) header: Vec<String>,
    pub(crate) lines: Vec<Vec<String>>,
}

impl Grid {
    /// A table in a file of its own: CSV, or the only sheet of a workbook.
    pub fn read(path: &Path) -> Result<Grid, Error> {
        let failed = |reason: String| Error::Read { path: path.into(), reason };
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        let lines = match extension.as_str() {
            "xlsx" | "xlsm" | "ods" | "xls" => sheet(path).map_err(failed)?,
            _ => {
                let text = std::fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
                let records = crate::plain_csv::records(&text).map_err(failed)?;
                records.into_iter().map(|(_, record)| record).collect()
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Grid::of(name, lines).map_err(failed)
    }

    /// A table from its lines, the first of which names the columns; shorter lines are filled up.
    ///
    /// # Errors
    /// Why it is no table.
    pub fn of(name: String, mut lines: Vec<Vec<String>>) -> Result<Grid, String> {
        if lines.len() < 2 {
            return Err("a table needs a line of column names and at least one line below it".into());
        }
        lines.iter_mut().flatten().for_each(|value| *value = value.trim().to_string());
        let header = lines.remove(0);
        if let Some(long) = lines.iter().position(|line| line.len() > header.len()) {
            return Err(format!(
                "line {} has {} cells, more than the {} that are named",
                long + 2,
                lines[long].len(),
                header.len()
            ));
        }
        lines.iter_mut().for_each(|line| line.resize(header.len(), String::new()));
        Ok(Grid { name, header, lines })
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|other| other == name)
    }
}

/// The only sheet of a workbook that has anything in it.
fn sheet(path: &Path) -> Result<Vec<Vec<String>>, String> {
    let mut book = open_workbook_auto(path).map_err(|e| format!("no workbook: {e}"))?;
    let mut found: Option<Vec<Vec<String>>> = None;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|e| format!("sheet {name}: {e}"))?;
        let text = |value: &Data| if matches!(value, Data::Empty) { String::new() } else { value.to_string() };
        let lines: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        if lines.iter().flatten().any(|value| !value.is_empty()) {
            if found.is_some() {
                return Err("several sheets have something in them; put each table into a file of its own".into());
            }
            found = Some(lines);
        }
    }
    found.ok_or_else(|| "no sheet has anything in it".into())
}

/// The number in a cell; none if it is empty or a sign that stands for a hidden figure.
pub(crate) fn figure(text: &str) -> Option<f64> {
    let plain = text.replace([',', ' ', '\u{a0}'], "");
    plain.trim_end_matches('%').parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Whether a row or column is a total.
pub(crate) fn is_total(label: &str) -> bool {
    matches!(label.to_lowercase().as_str(), "total" | "all" | "sum" | "overall" | "grand total" | "cyfanswm")
}
