//! One detector of row-level data, for every table and every block of text, wherever it stands: records or estimates.

mod blocks;
mod json;
mod listing;
mod model;
mod named;
mod numbers;
mod words;
mod xml;

use std::collections::BTreeSet;

pub(crate) use blocks::longest_numbers;
pub(crate) use json::of_json;
pub(crate) use xml::Xml;

use crate::ids::Id;
use crate::{Findings, Severity};

/// Fewest rows that can be records at all, where columns say so.
const FEW: usize = 20;
/// Rows that are looked at for what their columns hold.
const MOST_ROWS: usize = 5_000;
/// The names of keys stand among the first columns; a table may have a million.
const MOST_COLUMNS: usize = 500;

/// Everything that text of any sort is asked: tables, listings, fixed columns, models, extremes.
pub(crate) fn everywhere(text: &str, separators: &[char], place: &str, findings: &mut Findings) {
    model::look(text, place, findings);
    // A few lines are neither records nor a listing.
    if text.lines().nth(listing::BOXED - 1).is_some() {
        tables(text, separators, place, findings);
        blocks::look(text, place, findings);
        listing::look(text, place, findings);
        named::look(text, place, findings);
        numbers::look(text, place, findings);
    }
}

/// Whether rows and columns are records: very many of them, or a key and nothing that sums up.
pub(crate) fn tables(text: &str, separators: &[char], place: &str, findings: &mut Findings) {
    // Signs of formulas keep columns apart where lines have several of them.
    let used = |separator: &char| match separator {
        '^' | '~' => text.lines().filter(|line| line.matches(*separator).count() >= 2).nth(FEW - 1).is_some(),
        other => text.contains(*other),
    };
    let separators: Vec<char> = separators.iter().copied().filter(used).collect();
    let most = findings.policy().table_rows;
    for separator in &separators {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let Some(head) = lines.next().filter(|head| head.contains(*separator)) else { continue };
        let columns = head.matches(*separator).count() + 1;
        let rows: Vec<&str> = lines.filter(|line| line.matches(*separator).count() + 1 >= columns).collect();
        if Table::split(head, &rows, *separator, most).judge(place, findings) {
            return;
        }
    }
    // Tables that stand among other text.
    for separator in &separators {
        for (head, rows) in blocks::same(text, *separator) {
            if Table::split(head, &rows, *separator, most).judge(place, findings) {
                return;
            }
        }
    }
}

/// A table as far as it is looked at: its head in small letters, the cells of its first rows, and how many rows it has.
pub(crate) struct Table {
    names: Vec<String>,
    cells: Vec<Vec<String>>,
    rows: usize,
}

fn cell(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_lowercase()
}

impl Table {
    fn split(head: &str, rows: &[&str], separator: char, most: u64) -> Table {
        let names = head.split(separator).take(MOST_COLUMNS).map(cell).collect::<Vec<_>>();
        Table { names, cells: Vec::new(), rows: rows.len() }
            .with(rows, most, |row, at| row.split(separator).nth(at).map(cell))
    }

    /// Cells only where they can decide: of many rows, or where names say that rows may be units.
    fn with(mut self, rows: &[&str], most: u64, of: impl Fn(&str, usize) -> Option<String>) -> Table {
        let personal = self.names.iter().filter(|name| words::personal(name)).count() >= 3;
        let decides = personal || self.rows as u64 > most || self.names.iter().any(|name| words::is_key(name));
        if self.rows >= FEW && decides {
            // A key may stand anywhere in a table that is a result by its length; of very many rows it stands among the first columns.
            let most = if self.rows as u64 > most { 40 } else { MOST_COLUMNS };
            let columns = self.names.len().min(most);
            let row = |row: &&str| (0..columns).map(|at| of(row, at).unwrap_or_default()).collect();
            self.cells = rows.iter().take(MOST_ROWS).map(row).collect();
        }
        self
    }

    /// `true` where it was told.
    fn judge(&self, place: &str, findings: &mut Findings) -> bool {
        if self.rows < FEW {
            return false;
        }
        let size = || format!("{} × {}", self.rows, self.names.len());
        let key = self.key();
        if self.rows as u64 > findings.policy().table_rows {
            if key.is_none() && self.estimates(findings.policy().threshold) {
                findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{}: {}", size(), self.names[0]));
            } else {
                findings.add(Id::MicrodataCsv, place, size());
            }
            return true;
        }
        if let Some(key) = key {
            findings.add(Id::MicrodataCsv, place, format!("{}: {key}", size()));
            return true;
        }
        // No result has so many columns.
        if self.names.len() >= MOST_COLUMNS {
            findings.add_as(Id::MicrodataCsv, Severity::Ask, place, size());
            return true;
        }
        false
    }

    fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.cells.iter().filter_map(move |row| row.get(at)).map(String::as_str)
    }

    /// Whether a column was looked at.
    fn holds(&self, at: usize) -> bool {
        self.cells.first().is_some_and(|row| at < row.len())
    }

    fn differ(&self, at: usize) -> usize {
        self.column(at).collect::<BTreeSet<_>>().len()
    }

    /// A column whose name says that it is a key and whose values (nearly) all differ, or three and more things that are
    /// known of one person with ages in no order, in a table without summing columns.
    fn key(&self) -> Option<String> {
        let looked = self.cells.len();
        let sums = self.names.iter().filter(|name| words::sums_up(name)).count();
        let key = self
            .names
            .iter()
            .enumerate()
            .find(|(at, name)| words::is_key(name) && self.holds(*at) && self.differ(*at) * 10 >= looked * 9);
        // A person may have a number of children; where every second column sums up, the key is that of a result.
        if let Some((_, name)) = key
            && sums * 2 < self.names.len() - 1 + usize::from(sums == 0)
        {
            return Some(name.clone());
        }
        if sums > 0 || self.names.iter().filter(|name| words::personal(name)).count() < 3 {
            return None;
        }
        let found = self.names.iter().enumerate().find(|(at, name)| {
            let age = words::words(name).any(|word| word == "age");
            // Results go through the ages in order; people come in any.
            let jumps = || {
                let ages: Vec<i64> = self.column(*at).map_while(|age| age.parse().ok()).collect();
                ages.len() == looked
                    && ages.windows(2).filter(|two| two[0].abs_diff(two[1]) > 1).count() * 2 > ages.len()
            };
            age && jumps() || words::names_one(name) && self.differ(*at) * 2 > looked
        });
        found.map(|(_, name)| name.clone())
    }

    /// Whether many rows are results: columns that sum up, keys (year by region, time) that together differ from row to row,
    /// nothing that names one person, and counts that are mostly of many units.
    fn estimates(&self, threshold: u64) -> bool {
        let looked = self.cells.len();
        let sums: Vec<usize> = (0..self.names.len()).filter(|at| words::results(&self.names[*at])).collect();
        if looked == 0 || sums.is_empty() || self.names.iter().any(|name| words::names_one(name) || words::is_key(name))
        {
            return false;
        }
        let keys: Vec<usize> = (0..self.names.len().min(40)).filter(|at| !sums.contains(at)).collect();
        let along = keys.iter().any(|at| words::dimension(&self.names[*at]));
        let together = |row: &Vec<String>| keys.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
        let differ = self.cells.iter().map(together).collect::<BTreeSet<Vec<String>>>().len();
        let many = |at: &usize| {
            let of: Vec<f64> = self.column(*at).filter_map(number).collect();
            of.len() * 2 > looked && of.iter().filter(|n| **n >= threshold as f64).count() * 2 > of.len()
        };
        let counted: Vec<&usize> = sums.iter().filter(|at| words::counts(&self.names[**at])).collect();
        // A person's wage is no mean because its column is called so: the values of one column alone decide nothing.
        along && differ * 10 >= looked * 9 && (sums.len() >= 2 || !counted.is_empty()) && counted.into_iter().all(many)
    }
}

fn number(text: &str) -> Option<f64> {
    text.replace([',', ' '], "").parse().ok()
}
