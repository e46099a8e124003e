//! The files of a table: `table.csv` (what may leave), `cells.csv` and `record.json` (inside only).

use crate::error::Error;
use crate::judge::Severity;
use crate::result::{Cell, DataFile, Showing, TableResult, Verdict};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

impl DataFile {
    /// Reads a file through once.
    pub fn of(path: &Path) -> Result<DataFile, Error> {
        let failed = |e: io::Error| Error::Read { path: path.into(), reason: e.to_string() };
        let mut file = File::open(path).map_err(failed)?;
        let mut hash = Sha256::new();
        let mut part = vec![0u8; 1 << 16];
        let mut bytes = 0;
        loop {
            match file.read(&mut part).map_err(failed)? {
                0 => break,
                length => {
                    hash.update(&part[..length]);
                    bytes += length as u64;
                }
            }
        }
        Ok(DataFile {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes,
            sha256: hex(&hash.finalize()),
        })
    }
}

impl TableResult {
    /// Writes the files into a folder, which is made if need be. `table.csv` is written only if no cell is unsafe. What
    /// earlier runs left in the folder is taken away first, so that it cannot be mistaken for this table's.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        self.write_into(&Folder::take(folder)?)
    }

    pub(crate) fn write_into(&self, folder: &Folder) -> Result<(), Error> {
        let cells = self.cells_csv();
        let release = (self.verdict != Verdict::Fail).then(|| self.table_csv());
        folder.place("cells.csv", cells.as_bytes())?;
        folder.place("record.json", self.record(&cells, release.as_deref()).as_bytes())?;
        // Last: where it stands, its record does.
        release.map_or(Ok(()), |release| folder.place("table.csv", release.as_bytes()))
    }

    /// What may leave: codes and figures, a figure that is hidden is empty.
    fn table_csv(&self) -> String {
        let fields = self.named_apart(&[]);
        let mut text = line(fields.iter().chain(&self.statistics).map(String::as_str));
        for cell in &self.cells {
            let shown = cell.status.showing().figures();
            let figures = cell.values.iter().map(|value| value.filter(|_| shown).map(number).unwrap_or_default());
            text += &line(cell.keys.iter().map(Cow::from).chain(figures.map(Cow::from)));
        }
        text
    }

    /// The unweighted count behind each figure that is shown, to stand beside a chart of it.
    pub fn counts_csv(&self) -> String {
        let mut text = line(self.named_apart(&["n"]).iter().map(String::as_str).chain(["n"]));
        let count = self.statistics.iter().position(|column| column == "count");
        let count = count.filter(|_| self.request.weight.is_none());
        for cell in &self.cells {
            let count = match cell.status.showing() {
                Showing::Exact => Some(cell.n as f64),
                // Only the changed count may be shown, and only where there is one without weights.
                Showing::Changed => count.and_then(|at| cell.values[at]),
                Showing::Gap | Showing::Nothing => None,
            };
            text += &line(cell.keys.iter().map(Cow::from).chain([count.map(number).unwrap_or_default().into()]));
        }
        text
    }

    /// Every cell with its numbers and failing rules.
    pub fn cells_csv(&self) -> String {
        let fixed = ["n", "valid_n", "units", "status", "rules"];
        let fields = self.named_apart(&fixed);
        let mut text =
            line(fields.iter().map(String::as_str).chain(fixed).chain(self.statistics.iter().map(String::as_str)));
        for cell in &self.cells {
            let rules: Vec<&str> = cell.failing().iter().map(|rule| rule.name()).collect();
            let facts = [
                cell.n.to_string(),
                cell.valid_n.to_string(),
                cell.units.to_string(),
                cell.status.name().into(),
                rules.join(";"),
            ];
            let figures = cell.values.iter().map(|value| value.map(number).unwrap_or_default());
            text += &line(cell.keys.iter().map(Cow::from).chain(facts.map(Cow::from)).chain(figures.map(Cow::from)));
        }
        text
    }

    /// The fields as the columns of a file that has these others too: no two columns have one name.
    fn named_apart(&self, fixed: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for field in &self.dimensions {
            let mut name = field.clone();
            while fixed.contains(&name.as_str())
                || self.statistics.contains(&name)
                || names.contains(&name)
                || name != *field && self.dimensions.contains(&name)
            {
                name = format!("field_{name}");
            }
            names.push(name);
        }
        names
    }

    fn record(&self, cells: &str, table: Option<&str>) -> String {
        let objection = |cell: &Cell| json!({"cell": cell.keys, "marks": cell.marks, "remedies": cell.remedies, "evidence": cell.evidence});
        let record = json!({
            "program": {"name": "strongroom", "version": env!("CARGO_PKG_VERSION")},
            "request": self.request,
            "policy": self.policy,
            "policies": self.policies,
            "classes": self.classes,
            "protection": self.protection,
            "not_applied": self.not_applied,
            "verdict": self.verdict,
            "data": self.data,
            "records": self.left_out,
            "cells": {
                "all": self.cells.len(),
                "failing": self.marked(Severity::Fail),
                "marked": self.marked(Severity::Ask),
            },
            "files": {
                "cells.csv": hex(&Sha256::digest(cells.as_bytes())),
                "table.csv": table.map(|table| hex(&Sha256::digest(table.as_bytes()))),
            },
            "objections": self.cells.iter().filter(|cell| !cell.marks.is_empty()).map(objection).collect::<Vec<_>>(),
        });
        format!("{record:#}\n")
    }

    /// The whole result as JSON on one line, written as it is made: the text of a large table is larger than its figures.
    pub fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut to = io::BufWriter::with_capacity(1 << 16, to);
        serde_json::to_writer(&mut to, self)?;
        to.write_all(b"\n")?;
        to.flush()
    }

    /// The whole result as JSON on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| json!({"error": e.to_string()}).to_string())
    }
}

/// The folder of one run's results. While it is held no other run writes there: it waits.
pub(crate) struct Folder {
    path: PathBuf,
    /// None where the file system knows no locks.
    _held: Option<File>,
}

impl Folder {
    /// All that a run may leave, beside a checksum of each.
    const FILES: [&str; 8] = [
        "table.csv",
        "survival.csv",
        "chart.png",
        "counts.csv",
        "sheet.csv",
        "results.json",
        "record.json",
        "cells.csv",
    ];

    /// Makes the folder if need be, waits for a run that writes there, and takes away what earlier runs left: first what
    /// may leave.
    pub(crate) fn take(path: &Path) -> Result<Folder, Error> {
        let failed = |e: io::Error| Error::Write { path: path.into(), reason: e.to_string() };
        fs::create_dir_all(path).map_err(failed)?;
        let held = File::open(path).map_err(failed)?;
        let held = match held.lock() {
            Ok(()) => Some(held),
            Err(e) if e.kind() == io::ErrorKind::Unsupported => None,
            Err(e) => return Err(failed(e)),
        };
        for name in Folder::FILES {
            // What was being written when a run was stopped stands under no file's name yet.
            let _ = fs::remove_file(path.join(format!(".{name}.part")));
        }
        for name in Folder::FILES.iter().flat_map(|name| [(*name).to_owned(), format!("checksums/{name}.txt")]) {
            match fs::remove_file(path.join(name)) {
                // `checksums` may be a file of somebody else.
                Err(e) if !matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    return Err(failed(e));
                }
                _ => {}
            }
        }
        Ok(Folder { path: path.into(), _held: held })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn place(&self, name: &str, content: &[u8]) -> Result<(), Error> {
        place(&self.path, name, content).map_err(|e| Error::Write { path: self.path.clone(), reason: e.to_string() })
    }
}

/// Under its name only when it is whole.
pub(crate) fn place(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let part = folder.join(format!(".{name}.part"));
    let written = File::create(&part)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, folder.join(name)));
    if written.is_err() {
        // What was being written is no file of the table, and where the disk is full its room is needed.
        let _ = fs::remove_file(&part);
    }
    written
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A number in the shortest form that has all its digits. Of a sum of decimals the digits beyond the fifteenth are noise
/// (905.9999999999999 is 906); whole numbers are exact.
pub(crate) fn number(value: f64) -> String {
    let whole = value.fract() == 0.0 && value.abs() < EXACT;
    let told = if whole { value } else { format!("{value:.14e}").parse().unwrap_or(value) };
    // No minus before a nought.
    format!("{}", if told == 0.0 { 0.0 } else { told })
}

/// Up to here every whole number is one of its own in floating point.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// Whether a spreadsheet would take a text for a formula. Numbers are none.
fn formula(value: &str) -> bool {
    value.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && value.trim().len() > 1
        && value.trim().parse::<f64>().is_err()
}

/// One line of CSV.
pub(crate) fn line<T: AsRef<str>>(values: impl Iterator<Item = T>) -> String {
    let mut text = String::new();
    for (at, value) in values.enumerate() {
        if at > 0 {
            text.push(',');
        }
        let value = value.as_ref();
        let guarded;
        let value = if formula(value) {
            guarded = format!("'{value}");
            &guarded
        } else {
            value
        };
        if value.contains([',', '"', '\n', '\r']) {
            let _ = write!(text, "\"{}\"", value.replace('"', "\"\""));
        } else {
            text += value;
        }
    }
    text.push('\n');
    text
}
