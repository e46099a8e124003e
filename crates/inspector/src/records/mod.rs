//! One detector of row-level data, for every table and every block of text, wherever it stands: records or estimates.

mod blocks;
mod content;
mod json;
mod listing;
mod model;
mod named;
mod numbers;
mod single;
mod told;
mod words;
mod xml;

use std::collections::BTreeSet;

pub(crate) use blocks::longest_numbers;
pub(crate) use json::of_json;
pub(crate) use single::located;
pub(crate) use xml::Xml;

use crate::ids::Id;
use crate::{Findings, Severity};

/// Fewest rows that can be records at all, where columns say so.
const FEW: usize = 20;
/// Fewest that are asked about: a key, and what is known of a person, beside each other.
const FEWEST: usize = 5;
/// Rows that are looked at where no name says that they may be units.
const SOME_ROWS: usize = 200;
/// Rows that are looked at for what their columns hold.
const MOST_ROWS: usize = 5_000;
/// The names of keys stand among the first columns; a table may have a million.
const MOST_COLUMNS: usize = 500;

/// Everything that text of any sort is asked: tables, listings, fixed columns, models, extremes.
pub(crate) fn everywhere(text: &str, separators: &[char], place: &str, findings: &mut Findings) {
    model::look(text, place, findings);
    // A few lines are neither records nor a listing.
    if text.lines().nth(FEWEST - 1).is_some() {
        tables(text, separators, place, findings);
        blocks::look(text, place, findings);
        listing::look(text, place, findings);
        named::look(text, place, findings);
        numbers::look(text, place, findings);
    }
    single::look(text, place, findings);
    told::look(text, place, findings);
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
        if let Some(turned) = Table::turned(head, &rows, *separator)
            && turned.judge(place, findings)
        {
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
    /// The first line is a row as the others are: nothing says what the columns mean.
    bare: bool,
}

fn cell(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_lowercase()
}

impl Table {
    fn new(names: Vec<String>, rows: usize) -> Table {
        let bare = content::bare(&names);
        Table { cells: Vec::new(), rows: rows + usize::from(bare), names, bare }
    }

    /// With names and cells of its own: of its rows, the first.
    fn of(names: Vec<String>, cells: Vec<Vec<String>>, rows: usize) -> Table {
        Table { names, cells, rows, bare: false }
    }

    fn split(head: &str, rows: &[&str], separator: char, most: u64) -> Table {
        let names = head.split(separator).take(MOST_COLUMNS).map(cell).collect::<Vec<_>>();
        Table::new(names, rows.len()).with(rows, most, |row, at| row.split(separator).nth(at).map(cell))
    }

    /// Lines that are variables, and columns that are units.
    fn turned(head: &str, rows: &[&str], separator: char) -> Option<Table> {
        const MOST_NAMES: usize = 60;
        let units = head.matches(separator).count();
        if !(FEW..MOST_COLUMNS).contains(&units) || !(2..MOST_NAMES).contains(&rows.len()) {
            return None;
        }
        let lines = std::iter::once(&head).chain(rows);
        let lines: Vec<Vec<String>> = lines.map(|line| line.split(separator).map(cell).collect()).collect();
        let names: Vec<String> = lines.iter().filter_map(|line| line.first().cloned()).collect();
        let mut table = Table::new(names, units);
        let unit = |at| lines.iter().map(|line| line.get(at).cloned().unwrap_or_default()).collect();
        table.cells = (usize::from(!table.bare)..=units).map(unit).collect();
        Some(table)
    }

    /// Many cells only where they can decide: of many rows, or where names say that rows may be units.
    fn with(mut self, rows: &[&str], most: u64, of: impl Fn(&str, usize) -> Option<String>) -> Table {
        let personal = self.personal() >= 3;
        let key = self.names.iter().any(|name| words::is_key(name));
        if self.rows < FEWEST || self.rows < FEW && !key && !personal {
            return self;
        }
        let decides = personal || key || self.rows as u64 > most;
        // A key may stand anywhere in a table that is a result by its length; of very many rows it stands among the first columns.
        let most = if self.rows as u64 > most || !decides { 40 } else { MOST_COLUMNS };
        let columns = self.names.len().min(most);
        let row = |row: &&str| (0..columns).map(|at| of(row, at).unwrap_or_default()).collect();
        let first = self.bare.then(|| self.names.iter().take(columns).cloned().collect());
        let looked = if decides { MOST_ROWS } else { SOME_ROWS };
        self.cells = first.into_iter().chain(rows.iter().map(row)).take(looked).collect();
        self
    }

    /// `true` where it was told.
    fn judge(&self, place: &str, findings: &mut Findings) -> bool {
        if self.judge_by_names(place, findings) {
            return true;
        }
        let told = self.in_any_order();
        if told {
            let size = format!("{} × {}", self.rows, self.names.len());
            findings.add_as(Id::MicrodataCsv, Severity::Ask, place, size);
        }
        told
    }

    fn judge_by_names(&self, place: &str, findings: &mut Findings) -> bool {
        if self.rows < FEWEST {
            return false;
        }
        let size = || format!("{} × {}", self.rows, self.names.len());
        let key = self.key();
        if self.rows < FEW {
            // So few may be made up to show how a table is made: a person looks.
            let told = key.filter(|_| self.personal() >= 2);
            if let Some((name, _)) = &told {
                findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{}: {name}", size()));
            }
            return told.is_some();
        }
        if self.rows as u64 > findings.policy().table_rows {
            if key.is_none() && self.estimates(findings.policy().threshold) {
                findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{}: {}", size(), self.names[0]));
            } else {
                findings.add(Id::MicrodataCsv, place, size());
            }
            return true;
        }
        if let Some((key, severity)) = key {
            findings.add_as(Id::MicrodataCsv, severity, place, format!("{}: {key}", size()));
            return true;
        }
        // No result has so many columns; places on a map and values that a model gives each unit are no results.
        if self.names.len() >= MOST_COLUMNS || self.names.iter().all(|name| !words::results(name)) && self.of_units() {
            findings.add_as(Id::MicrodataCsv, Severity::Ask, place, size());
            return true;
        }
        false
    }

    /// Columns for the place of each row on a map, or for what a model says of it.
    fn of_units(&self) -> bool {
        let has = |list: &[&str]| self.names.iter().any(|name| words::words(name).any(|word| list.contains(&word)));
        has(words::NORTH) && has(words::EAST) || has(words::FITTED)
    }

    fn personal(&self) -> usize {
        self.names.iter().filter(|name| words::personal(name)).count()
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
    /// known of one person with ages in no order, in a table without summing columns. A key whose values come again is that of
    /// a panel, or of records in long form.
    fn key(&self) -> Option<(String, Severity)> {
        let looked = self.cells.len();
        if looked == 0 {
            return None;
        }
        let sums = self.names.iter().filter(|name| words::sums_up(name)).count();
        let keys = || self.names.iter().enumerate().filter(|(at, name)| words::is_key(name) && self.holds(*at));
        let key = keys().find(|(at, _)| self.differ(*at) * 10 >= looked * 9);
        // A person may have a number of children; where every second column sums up, the key is that of a result.
        if let Some((_, name)) = key
            && sums * 2 < self.names.len() - 1 + usize::from(sums == 0)
        {
            return Some((name.clone(), Severity::Blocks));
        }
        if sums > 0 {
            return None;
        }
        if let Some((_, name)) = keys().find(|(at, _)| self.differ(*at) >= FEW) {
            let severity = if self.personal() > 0 { Severity::Blocks } else { Severity::Ask };
            return Some((name.clone(), severity));
        }
        if self.personal() < 3 {
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
        found.map(|(_, name)| (name.clone(), Severity::Blocks))
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
