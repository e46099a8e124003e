//! Records whose cells say their names: `person_id: 1, age: 34`, one or several lines a record, as YAML, TOML, lists and dictionaries
//! of programs have them; and rows of numbers in brackets.

use super::{FEW, FEWEST, MOST_COLUMNS, MOST_ROWS, Table, cell, words};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Longest line that is read so.
const LONGEST: usize = 4000;

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    if !text.contains([':', '=', '(', '[']) {
        return;
    }
    let (mut open, mut all) = (Vec::<(String, String)>::new(), Vec::<Vec<(String, String)>>::new());
    let (mut tuples, mut wide) = (0usize, 0usize);
    for line in text.lines().filter(|line| line.len() < LONGEST) {
        for (name, value) in pairs(line) {
            if open.len() >= MOST_COLUMNS || open.iter().any(|(known, _)| *known == name) {
                close(&mut open, &mut all);
            }
            open.push((name, value));
        }
        let many = tuple(line);
        if many >= 3 && many == wide {
            tuples += 1;
        } else if !line.trim().is_empty() {
            if rows(tuples, wide, place, findings) {
                return;
            }
            (tuples, wide) = (usize::from(many >= 3), many);
        }
    }
    close(&mut open, &mut all);
    if rows(tuples, wide, place, findings) {
        return;
    }
    // Of the records, those that are like most.
    let mut shapes = std::collections::BTreeMap::<Vec<&String>, usize>::new();
    for record in &all {
        *shapes.entry(record.iter().map(|(name, _)| name).collect()).or_default() += 1;
    }
    let Some((names, rows)) = shapes.into_iter().max_by_key(|(_, times)| *times) else { return };
    if rows < FEWEST || names.len() < 2 {
        return;
    }
    let alike = all.iter().filter(|record| record.iter().map(|(name, _)| name).eq(names.iter().copied()));
    let cells = alike.take(MOST_ROWS).map(|record| record.iter().map(|(_, value)| value.clone()).collect());
    let table = Table::of(names.iter().map(|name| (*name).clone()).collect(), cells.collect(), rows);
    // What is said of no unit may be the progress of a program: a person looks.
    let of_units =
        table.names.iter().any(|name| words::is_key(name) || words::personal(name) || words::names_one(name));
    if rows as u64 > findings.policy().table_rows && !of_units {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{rows} × {}", table.names.join(", ")));
    } else {
        table.judge(place, findings);
    }
}

fn close(open: &mut Vec<(String, String)>, all: &mut Vec<Vec<(String, String)>>) {
    let record = std::mem::take(open);
    if record.len() >= 2 {
        all.push(record);
    }
}

fn rows(tuples: usize, wide: usize, place: &str, findings: &mut Findings) -> bool {
    let tells = tuples >= FEW && wide >= 3;
    if tells {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{tuples} × ({wide})"));
    }
    tells
}

/// How many numbers stand in the brackets that a line is.
fn tuple(line: &str) -> usize {
    let line = line.trim().trim_end_matches([',', ';']);
    let line = line.strip_prefix("c(").or_else(|| line.strip_prefix(['(', '[', '{'])).unwrap_or_default();
    let Some(inside) = line.strip_suffix([')', ']', '}']) else { return 0 };
    let mut numbers = 0;
    for word in inside.split(',') {
        let word = word.trim();
        if word.parse::<f64>().is_ok() {
            numbers += 1;
        } else if !word.starts_with(['"', '\'']) {
            return 0;
        }
    }
    numbers
}

/// Where a value ends because the next name follows after a blank: `age=34 sex=M`.
fn before_next(behind: &str, sign: u8) -> Option<usize> {
    let next = behind.find(char::from(sign))?;
    let name = behind[..next].trim_end();
    let from = name.rfind(char::is_whitespace)?;
    (!name[..from].trim().is_empty()).then_some(from)
}

/// Names with their values: a number, a word in quotes, a word that ends the line.
fn pairs(line: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut rest = line.trim_start().trim_start_matches(['-', '*', '#', '%', ' ', '{', '(', '[']);
    // The beginning of a call or a list before the first name.
    while let Some(at) = rest.find([':', '=']) {
        let (before, behind) = (&rest[..at], rest[at + 1..].trim_start());
        let name = before.trim_end().trim_end_matches(['"', '\'']);
        let start = name
            .rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-'))
            .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
        let name = &name[start..];
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => match behind[1..].find(quote) {
                Some(end) => (&behind[1..end + 1], &behind[end + 2..]),
                None => ("", ""),
            },
            None => {
                let end = behind.find([',', ';', '}', ')', ']']).unwrap_or(behind.len());
                let end = before_next(&behind[..end], rest.as_bytes()[at]).unwrap_or(end);
                (behind[..end].trim(), &behind[end..])
            }
        };
        let plain = quote.is_some() || value.parse::<f64>().is_ok() || value.bytes().all(|b| b.is_ascii_alphanumeric());
        let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if named && !value.is_empty() && plain && all.len() < MOST_COLUMNS {
            all.push((cell(name), cell(value)));
        }
        rest = next;
    }
    all
}
