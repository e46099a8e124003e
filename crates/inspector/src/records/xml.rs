//! Tables as XML: elements of one name, with the same attributes or the same elements within.

use std::collections::BTreeMap;

use super::{FEWEST, MOST_COLUMNS, MOST_ROWS, Table, cell, words};
use crate::Findings;
use crate::xml::Element;

/// Names of elements that are kept apart.
const MOST_NAMES: usize = 200;

/// Rows of one name of element, as they are read.
#[derive(Default)]
struct Rows {
    names: Vec<String>,
    cells: Vec<Vec<String>>,
    rows: usize,
}

/// What is gathered while a file is read.
#[derive(Default)]
pub(crate) struct Xml {
    all: BTreeMap<String, Rows>,
}

impl Xml {
    /// An element with attributes is a row of them; so is the element around one that holds text.
    pub(crate) fn element(&mut self, element: &Element) {
        let attributes = element.attrs();
        if attributes.len() >= 2 {
            self.row(element.name, attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        } else if self.all.len() < MOST_NAMES || self.all.contains_key(element.name) {
            let open = self.all.entry(element.name.to_owned()).or_default();
            open.rows += 1;
            if open.cells.len() < MOST_ROWS {
                open.cells.push(vec![String::new(); open.names.len()]);
            }
        }
    }

    fn row<'n>(&mut self, name: &str, cells: impl Iterator<Item = (&'n str, &'n str)>) {
        if self.all.len() >= MOST_NAMES && !self.all.contains_key(name) {
            return;
        }
        let rows = self.all.entry(name.to_owned()).or_default();
        rows.rows += 1;
        if rows.cells.len() < MOST_ROWS {
            rows.cells.push(Vec::new());
            cells.for_each(|(name, value)| rows.put(name, value));
        }
    }

    /// Text of an element within another: a cell of it.
    pub(crate) fn text(&mut self, text: &str, name: &str, around: &str) {
        if let Some(rows) = self.all.get_mut(around).filter(|rows| rows.rows <= MOST_ROWS) {
            rows.put(name, text);
        }
    }

    pub(crate) fn judge(self, place: &str, findings: &mut Findings) {
        for rows in self.all.into_values() {
            // A table has cells in nearly every row.
            let filled =
                rows.cells.iter().filter(|row| row.iter().filter(|cell| !cell.is_empty()).count() >= 2).count();
            if rows.rows >= FEWEST && rows.names.len() >= 2 && filled * 10 >= rows.cells.len() * 9 {
                let width = rows.names.len();
                let pad = |mut row: Vec<String>| {
                    row.resize(width, String::new());
                    row
                };
                let cells = rows.cells.into_iter().map(pad).collect();
                // Elements of any sort have a number of their own; of a person more is said.
                let mut names = rows.names;
                if !names.iter().any(|name| words::personal(name)) {
                    names.iter_mut().filter(|name| name.as_str() == "id").for_each(String::clear);
                }
                if Table::of(names, cells, rows.rows).judge_by_names(place, findings) {
                    return;
                }
            }
        }
    }
}

impl Rows {
    fn put(&mut self, name: &str, value: &str) {
        let known = self.names.iter().position(|known| known.eq_ignore_ascii_case(name));
        let at = match known {
            Some(at) => at,
            None if self.names.len() < MOST_COLUMNS => {
                self.names.push(cell(name));
                self.names.len() - 1
            }
            None => return,
        };
        let Some(row) = self.cells.last_mut() else { return };
        if row.len() <= at {
            row.resize(at + 1, String::new());
        }
        row[at] = cell(value);
    }
}
