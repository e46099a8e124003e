//! A finished table with its counts: a cross-table (labels in the first columns, a column for each category) with counts of
//! the same shape, or a list of cells (columns of codes, columns of figures) with a list of counts that has the same columns
//! of codes. What cannot be read ends the check with the place named.

use super::figure::{Said, count, said};
use crate::error::Error;
use crate::grid::Grid;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a column of unweighted counts is called in a list.
pub(super) const COUNTS: &[&str] =
    &["n", "count", "counts", "units", "unweighted", "unweighted_n", "freq", "frequency", "obs", "_freq_"];

/// One cell: what is shown, and how many stand behind it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// The number of its label along each dimension.
    pub at: Vec<u32>,
    pub said: Said,
    pub n: Option<f64>,
}

#[derive(Debug)]
pub(crate) struct Finished {
    pub name: String,
    /// The labels along each dimension, in order; the last are columns of figures.
    pub labels: Vec<Vec<String>>,
    pub cells: Vec<Shown>,
    pub index: HashMap<Vec<u32>, usize>,
    /// Titles, notes and sources: lines without a figure in any column.
    pub notes: Vec<String>,
}

impl Finished {
    /// The labels of a cell.
    pub fn place(&self, cell: usize) -> Vec<String> {
        let at = &self.cells[cell].at;
        at.iter().zip(&self.labels).map(|(code, labels)| labels[*code as usize].clone()).collect()
    }

    /// Whether the figures of a column are the counts themselves; none where nothing of it is shown.
    pub fn counted(&self, column: u32) -> Option<bool> {
        let own = |cell: &&Shown| cell.at.last() == Some(&column);
        let mut all = None;
        for cell in self.cells.iter().filter(own) {
            if let (Some(figure), Some(n)) = (cell.said.figure(), cell.n) {
                all = Some(all.unwrap_or(true) && !figure.percent && figure.value == n);
            }
        }
        all
    }
}

/// Reads a table with its counts.
pub(crate) fn read(table: &Grid, behind: &Grid) -> Result<Finished, Error> {
    for grid in [table, behind] {
        for (at, name) in grid.header.iter().enumerate() {
            if grid.header[..at].contains(name) {
                return Err(Error::Check(format!(
                    "{}: two columns are called \"{name}\"; give each a name of its own",
                    grid.name
                )));
            }
        }
    }
    let of_counts = |column: &String| COUNTS.contains(&column.to_lowercase().as_str());
    let listed = behind.header.iter().position(of_counts).filter(|at| {
        behind.header.iter().enumerate().any(|(other, name)| other != *at && table.column(name).is_some())
    });
    // A cross-table may have a column that is called like counts in lists.
    let listed = listed
        .filter(|n| behind.header.len() > 2 || table.header.len() > 2 || table.header.get(1) != behind.header.get(*n));
    let finished = match listed {
        Some(n) => list(table, behind, n),
        None => cross(table, behind),
    }?;
    if !finished.cells.iter().any(|cell| cell.said.shown()) {
        return Err(Error::Check(format!(
            "{}: no figure was read in it; the first line has to name the columns, the first column the rows",
            table.name
        )));
    }
    Ok(finished)
}

/// Gathers cells; a label that stands twice is refused.
struct Builder {
    name: String,
    labels: Vec<Vec<String>>,
    numbers: Vec<HashMap<String, u32>>,
    cells: Vec<Shown>,
    index: HashMap<Vec<u32>, usize>,
    notes: Vec<String>,
}

impl Builder {
    fn new(table: &Grid, dimensions: usize) -> Builder {
        Builder {
            name: table.name.clone(),
            labels: vec![Vec::new(); dimensions],
            numbers: vec![HashMap::new(); dimensions],
            cells: Vec::new(),
            index: HashMap::new(),
            notes: table.titles.clone(),
        }
    }

    fn note(&mut self, line: &[String]) {
        self.notes.extend(line.iter().filter(|text| !text.is_empty()).cloned());
    }

    fn add(&mut self, place: &[String], said: Said, n: Option<f64>) -> Result<(), Error> {
        let mut at = Vec::with_capacity(place.len());
        for (d, label) in place.iter().enumerate() {
            let next = self.labels[d].len() as u32;
            let code = *self.numbers[d].entry(label.clone()).or_insert(next);
            if code == next {
                self.labels[d].push(label.clone());
            }
            at.push(code);
        }
        if self.index.insert(at.clone(), self.cells.len()).is_some() {
            return Err(Error::Check(format!(
                "{}: two lines are called {}; give each a label of its own",
                self.name,
                place[..place.len() - 1].join(" / ")
            )));
        }
        self.cells.push(Shown { at, said, n });
        Ok(())
    }

    fn built(self) -> Finished {
        let Builder { name, labels, cells, index, notes, .. } = self;
        Finished { name, labels, cells, index, notes }
    }
}

fn at(grid: &Grid, place: &[String], problem: &str) -> Error {
    Error::Check(format!("{}, {}: {problem}", grid.name, place.join(" / ")))
}

/// A list of cells.
fn list(table: &Grid, behind: &Grid, n: usize) -> Result<Finished, Error> {
    let keys = keys(table, behind, n);
    // Beside its codes a list of counts has nothing that the table shows, or it may be a table of counts with a category that
    // is called like a column of counts.
    let figure = |(at, name): &(usize, &String)| {
        *at != n && table.column(name).is_some() && !keys.iter().any(|(_, counted)| counted == at)
    };
    if let (None, Some((_, name))) = (table.column(&behind.header[n]), behind.header.iter().enumerate().find(figure)) {
        return Err(Error::Check(format!(
            "{}: \"{}\" is called like a column of counts, and \"{name}\" is a column of the table that holds no codes; leave only columns of codes and one of counts, or give each figure's count in the column of its name",
            behind.name, behind.header[n]
        )));
    }
    let key = |line: &[String], of_counts: bool| -> Vec<String> {
        keys.iter().map(|(shown, counted)| line[if of_counts { *counted } else { *shown }].clone()).collect()
    };
    let mut numbers: BTreeMap<Vec<String>, Option<f64>> = BTreeMap::new();
    for line in &behind.lines {
        let key = key(line, true);
        if key.iter().all(String::is_empty) && line[n].is_empty() || note(line) {
            continue;
        }
        let number = count(&line[n]).map_err(|problem| at(behind, &key, &format!("the count {problem}")))?;
        if numbers.insert(key.clone(), number).is_some() {
            return Err(Error::Check(format!("{} has two lines for {}", behind.name, key.join(" / "))));
        }
    }
    let mut builder = Builder::new(table, keys.len() + 1);
    keys.iter().for_each(|(shown, _)| builder.note(&table.header[*shown..=*shown]));
    for line in &table.lines {
        let place = key(line, false);
        if note(line) && !numbers.contains_key(&place) {
            builder.note(line);
            continue;
        }
        for (column, name) in table.header.iter().enumerate() {
            if keys.iter().any(|(key, _)| *key == column) {
                continue;
            }
            let mut place = place.clone();
            place.push(name.clone());
            let said = said(&line[column]).map_err(|problem| at(table, &place, &problem))?;
            let number = numbers.get(&place[..place.len() - 1]).copied().flatten();
            builder.add(&place, said, number)?;
        }
    }
    Ok(builder.built())
}

/// A line that has a text in its first column and nothing else.
fn note(line: &[String]) -> bool {
    line[1..].iter().all(String::is_empty)
}

/// Columns of codes, in the table and in the list of counts. A column of numbers that both have is a code only where lines
/// could not be told apart without it; else it is taken for a figure, which is judged.
fn keys(table: &Grid, behind: &Grid, n: usize) -> Vec<(usize, usize)> {
    let shared: Vec<(usize, usize)> = behind
        .header
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != n)
        .filter_map(|(at, name)| Some((table.column(name)?, at)))
        .collect();
    let figures = |(shown, _): &(usize, usize)| {
        let mut read = table.lines.iter().filter(|line| !note(line)).map(|line| said(&line[*shown]));
        read.all(|said| said.is_ok())
    };
    let mut keys = shared.clone();
    for candidate in shared.iter().rev().filter(|pair| figures(pair)) {
        let fewer: Vec<(usize, usize)> = keys.iter().filter(|key| *key != candidate).copied().collect();
        let mut seen = HashSet::new();
        let told_apart = !fewer.is_empty()
            && behind.lines.iter().all(|line| seen.insert(fewer.iter().map(|(_, at)| &line[*at]).collect::<Vec<_>>()));
        if told_apart {
            keys = fewer;
        }
    }
    keys
}

/// A cross-table.
fn cross(table: &Grid, behind: &Grid) -> Result<Finished, Error> {
    let labels = label_columns(table, behind);
    let counted = rows(behind, labels)?;
    let mut by_label: HashMap<&[String], &[String]> = HashMap::new();
    for (label, line) in &counted {
        if by_label.insert(label, line).is_some() {
            return Err(Error::Check(format!("{} has two lines for {}", behind.name, label.join(" / "))));
        }
    }
    let mut builder = Builder::new(table, labels + 1);
    builder.note(&table.header[..labels]);
    for (line, (label, cells)) in table.lines.iter().zip(rows(table, labels)?) {
        let counts = by_label.get(label.as_slice());
        let without = |line: &[String]| line[labels..].iter().all(String::is_empty);
        // A title, a note or a source: neither figures nor counts.
        if without(cells) && counts.is_none_or(|counts| without(counts)) {
            builder.note(line);
            continue;
        }
        if label.iter().all(String::is_empty) {
            return Err(Error::Check(format!("{}: a line with figures has no label; name each line", table.name)));
        }
        for (column, name) in table.header.iter().enumerate().skip(labels) {
            let mut place = label.clone();
            place.push(name.clone());
            let said = said(&cells[column]).map_err(|problem| at(table, &place, &problem))?;
            if name.is_empty() && said != Said::Empty {
                return Err(at(table, &place, "this column has no name; name each column in the first line"));
            }
            let text = behind.column(name).and_then(|at| Some(counts?[at].as_str())).unwrap_or_default();
            let n = count(text).map_err(|problem| at(behind, &place, &format!("the count {problem}")))?;
            if !name.is_empty() {
                builder.add(&place, said, n)?;
            }
        }
    }
    Ok(builder.built())
}

/// How many of the first columns hold labels: the first one, and further ones that hold texts in both tables.
fn label_columns(table: &Grid, behind: &Grid) -> usize {
    let texts = |grid: &Grid, at: usize| {
        let mut cells = grid.lines.iter().map(|line| line[at].as_str()).filter(|text| !text.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|text| said(text).is_err())
    };
    let width = table.header.len().min(behind.header.len());
    1 + (1..width.saturating_sub(1))
        .take_while(|at| table.header[*at] == behind.header[*at] && texts(table, *at) && texts(behind, *at))
        .count()
}

/// Lines with their labels. Where there are several columns of labels an empty one has the label above it.
fn rows(grid: &Grid, labels: usize) -> Result<Vec<(Vec<String>, &[String])>, Error> {
    let mut above = vec![String::new(); labels];
    Ok(grid
        .lines
        .iter()
        .map(|line| {
            let mut label: Vec<String> = line[..labels].to_vec();
            for at in 0..labels - 1 {
                if label[at].is_empty() && label[at + 1..].iter().any(|text| !text.is_empty()) {
                    label[at] = above[at].clone();
                }
            }
            above.clone_from(&label);
            (label, line.as_slice())
        })
        .collect())
}
