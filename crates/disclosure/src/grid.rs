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
    /// What stands above the line of names: titles.
    pub(crate) titles: Vec<String>,
}

impl Grid {
    /// A table in a file of its own: CSV, or the only sheet of a workbook.
    pub fn read(path: &Path) -> Result<Grid, Error> {
        let failed = |reason: String| Error::Read { path: path.into(), reason };
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        let lines = match extension.as_str() {
            "xlsx" | "xlsm" | "ods" | "xls" => sheet(path).map_err(failed)?,
            _ => {
                let bytes = std::fs::read(path).map_err(|e| failed(e.to_string()))?;
                divided(&decoded(&bytes), &extension).map_err(failed)?
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Grid::of(name, lines).map_err(failed)
    }

    /// A table from its lines. Titles and empty lines above the line that names the columns are left out, and columns with
    /// nothing in them; shorter lines are filled up.
    ///
    /// # Errors
    /// Why it is no table.
    pub fn of(name: String, mut lines: Vec<Vec<String>>) -> Result<Grid, String> {
        lines.iter_mut().flatten().for_each(|value| *value = value.trim().to_string());
        let filled = |line: &Vec<String>| line.iter().filter(|value| !value.is_empty()).count();
        let short = || "a table needs a line of column names and at least one line below it".to_owned();
        if lines.len() < 2 {
            return Err(short());
        }
        let Some(first) = lines.iter().position(|line| filled(line) > 1) else {
            return Err(
                "no line has more than one column, so there is no figure in it; divide columns by commas, semicolons or tabs"
                    .into(),
            );
        };
        let titles = lines.drain(..first).flatten().filter(|value| !value.is_empty()).collect();
        if lines.len() < 2 {
            return Err(short());
        }
        let mut header = lines.remove(0);
        lines.retain(|line| filled(line) > 0);
        // What stands beyond the last name is refused, an empty cell there is nothing.
        let named = header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        header.truncate(named);
        for (at, line) in lines.iter_mut().enumerate() {
            if let Some(value) = line.iter().skip(named).find(|value| !value.is_empty()) {
                return Err(format!(
                    "line {} below the names has \"{value}\" in a column without a name; the first line names {named}",
                    at + 1
                ));
            }
            line.resize(named, String::new());
        }
        for at in (1..named).rev() {
            if header[at].is_empty() && lines.iter().all(|line| line[at].is_empty()) {
                header.remove(at);
                lines.iter_mut().for_each(|line| drop(line.remove(at)));
            }
        }
        Ok(Grid { name, header, lines, titles })
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

/// Text in the encoding that its first bytes tell: UTF-8, UTF-16, or what Windows writes in Western Europe.
fn decoded(bytes: &[u8]) -> String {
    let utf16 = |at: usize| bytes.len() > 3 && bytes.iter().skip(at).step_by(2).take(32).all(|byte| *byte == 0);
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if utf16(1) => encoding_rs::UTF_16LE,
        None if utf16(0) => encoding_rs::UTF_16BE,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}

/// Lines divided by what divides them: a line of names that is as wide as the widest line, and wider than one column.
fn divided(text: &str, extension: &str) -> Result<Vec<Vec<String>>, String> {
    let signs = if extension == "tsv" { ['\t', ',', ';', '|'] } else { [',', ';', '\t', '|'] };
    let mut first_problem = None;
    // The sign that divides the line of names: an earlier line than with any other.
    let mut best: Option<(usize, Vec<Vec<String>>)> = None;
    for sign in signs {
        let records = match crate::plain_csv::ragged(text, sign) {
            Ok(records) => records,
            Err(problem) => {
                first_problem.get_or_insert(problem);
                continue;
            }
        };
        let filled = |record: &[String]| record.iter().filter(|value| !value.trim().is_empty()).count();
        let Some(at) = records.iter().position(|(_, record)| filled(record) > 1) else { continue };
        let names = records[at].1.len();
        let longer =
            records.iter().find(|(_, record)| record.len() > names).map(|(line, record)| (*line, record.len()));
        if let Some((line, values)) = longer {
            first_problem.get_or_insert(format!("line {line}: {values} values, but {names} are named; correct it"));
        } else if best.as_ref().is_none_or(|(first, _)| at < *first) {
            best = Some((at, records.into_iter().map(|(_, record)| record).collect()));
        }
    }
    if let Some((_, lines)) = best {
        return Ok(lines);
    }
    Err(first_problem.unwrap_or_else(|| {
        "no line has more than one column, so there is no figure in it; divide columns by commas, semicolons or tabs".into()
    }))
}
