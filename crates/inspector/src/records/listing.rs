//! Rows that a program printed one below the other: Stata's `list`, R's and Python's `print`, SAS's `proc print`.

use std::borrow::Cow;

use super::words::{is_key, names_one, personal, sums_up};
use super::{FEW, number};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Rows in a box that are more than an example.
pub(super) const BOXED: usize = 10;
/// Rows of a box whose cells are looked at.
const MOST: usize = 200;

/// The box that is being read.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let (mut expected, mut boxed, mut plain) = (0u64, 0usize, 0usize);
    let (mut head, mut counts) = (Cow::Borrowed(""), false);
    let mut open = Open::default();
    let mut asked = false;
    for line in text.lines().filter(|line| line.contains(|c: char| c.is_ascii_digit() || c.is_alphabetic())) {
        let line = unmarked(line);
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        let number: Option<u64> = first.trim_end_matches('.').parse().ok();
        match number {
            Some(number) if number == expected || number <= 1 => {
                if number <= 1 && number != expected {
                    asked |= boxed >= BOXED;
                    (boxed, plain) = (0, 0);
                }
                if boxed + plain == 0 {
                    let named = head.split_whitespace().count();
                    let lower = head.to_lowercase();
                    open = Open { names: names(&lower), rows: Vec::new() };
                    counts = lower.split_whitespace().any(sums_up)
                        || (named != line.split_whitespace().count() - 1
                            && !matches!(lower.split_whitespace().next(), Some("obs")));
                }
                expected = number + 1;
                let rest: Vec<&str> = words.collect();
                let numbers = rest.iter().filter(|word| word.parse::<f64>().is_ok()).count();
                if first.ends_with('.') && rest.first() == Some(&"|") {
                    boxed += 1;
                    if open.rows.len() < MOST {
                        open.rows.push(cells(&line));
                    }
                } else if rest.len() >= 2 && numbers * 2 >= rest.len() {
                    plain += 1;
                }
            }
            Some(_) => {}
            None => head = line,
        }
        // A few rows that say of whom they are.
        let told = |open: &Open| {
            open.names.iter().any(|name| is_key(name)) && open.names.iter().filter(|name| personal(name)).count() >= 2
        };
        asked |= boxed >= super::FEWEST && told(&open);
        let records = boxed >= BOXED && !open.estimates(findings.policy().threshold) || plain >= FEW && !counts;
        if records {
            findings.add(Id::MicrodataCsv, place, format!("{} +", boxed.max(plain)));
            return;
        }
        asked |= boxed >= BOXED;
    }
    if asked {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("list: {}", open.names.join(" ")));
    }
}

fn names(head: &str) -> Vec<String> {
    head.split_whitespace().filter(|word| *word != "|").map(str::to_owned).collect()
}

/// The cells of a row in a box: two blanks or more stand between them.
fn cells(line: &str) -> Vec<String> {
    let inside = line.split_once('|').map_or("", |(_, rest)| rest).trim_end().trim_end_matches('|');
    inside.split("  ").map(str::trim).filter(|cell| !cell.is_empty() && *cell != "|").map(str::to_owned).collect()
}

impl Open {
    /// Whether the rows are estimates: their first cells are words that differ from row to row, nothing in the head says that a
    /// row is one person, and every number is a fraction or counts very many.
    fn estimates(&self, threshold: u64) -> bool {
        let tells = |name: &String| is_key(name) || personal(name) || names_one(name);
        if self.names.is_empty() || self.names.iter().any(tells) {
            return false;
        }
        let columns = self.rows.iter().map(Vec::len).min().unwrap_or(0);
        if columns < 2 || self.rows.iter().any(|row| row.len() != columns) {
            return false;
        }
        let of = |at: usize| self.rows.iter().filter_map(move |row| number(&row[at])).collect::<Vec<f64>>();
        let words = (0..columns).take_while(|at| of(*at).is_empty()).count();
        let keys: std::collections::BTreeSet<_> = self.rows.iter().map(|row| &row[..words]).collect();
        let large = threshold as f64 * 10.0;
        let sums = |at: usize| {
            let numbers = of(at);
            let right = numbers.iter().filter(|n| n.fract() != 0.0 || n.abs() >= large).count();
            numbers.len() * 10 >= self.rows.len() * 9 && right * 10 >= numbers.len() * 9
        };
        words > 0 && words < columns && keys.len() == self.rows.len() && (words..columns).all(sums)
    }
}

/// A line of a Stata log without the marks of SMCL.
fn unmarked(line: &str) -> Cow<'_, str> {
    if !line.contains('{') {
        return Cow::Borrowed(line);
    }
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        if rest[open..].starts_with("{c |}") {
            out.push_str(" | ");
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
