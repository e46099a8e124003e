//! Rows that are numbers under numbers: `1:0.5 2:34`, words with their vectors, and vectors that R printed; and rows of one word in
//! fixed columns with letters among the digits.

use super::FEW;
use crate::ids::Id;
use crate::{Findings, Severity};

/// Fewest numbers behind a word that are its vector.
const VECTOR: usize = 20;
/// Numbers of one printed vector that are more than an example.
const PRINTED: usize = 100;
/// Rows of one word that are no list of names.
const WORDS: usize = 50;

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let most = findings.policy().table_rows as usize;
    let (mut sparse, mut vectors, mut printed) = (0usize, 0usize, 0usize);
    let (mut pattern, mut run, mut longest) = (String::new(), 0usize, 0usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        sparse += usize::from(is_sparse(line));
        vectors += usize::from(is_vector(line));
        printed += numbers_of(line);
        match columns(line) {
            Some(own) if own == pattern => run += 1,
            Some(own) => (pattern, run) = (own, 1),
            None => run = 0,
        }
        longest = longest.max(run);
    }
    if sparse > most {
        findings.add(Id::MicrodataCsv, place, format!("{sparse} × 1:"));
    } else if sparse >= FEW {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{sparse} × 1:"));
    }
    if vectors >= FEW {
        findings.add_as(Id::MlModel, Severity::Ask, place, format!("{vectors} × vector"));
    }
    if printed >= PRINTED {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("[1] {printed}"));
    }
    if longest >= WORDS {
        findings.add(Id::MicrodataCsv, place, format!("{longest} × {}", pattern.len()));
    } else if longest >= FEW {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{longest} × {}", pattern.len()));
    }
}

/// A label, then cells by the number of their column.
fn is_sparse(line: &str) -> bool {
    let mut words = line.split_whitespace();
    if words.next().is_none_or(|label| label.parse::<f64>().is_err()) {
        return false;
    }
    let (mut last, mut cells) = (0u32, 0);
    for word in words.take(60) {
        let Some((at, value)) = word.split_once(':') else { return false };
        let Ok(at) = at.parse::<u32>() else { return false };
        if at <= last || value.parse::<f64>().is_err() {
            return false;
        }
        (last, cells) = (at, cells + 1);
    }
    cells >= 2
}

/// A word and its place among the others, as embeddings are written.
fn is_vector(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let named = words.next().is_some_and(|word| word.parse::<f64>().is_err());
    let mut many = 0;
    for word in words.take(400) {
        if !word.contains('.') || word.parse::<f64>().is_err() {
            return false;
        }
        many += 1;
    }
    named && many >= VECTOR
}

/// Numbers of a line of a printed vector: `[11] 34 35 36`.
fn numbers_of(line: &str) -> usize {
    let Some((at, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return 0 };
    if at.is_empty() || !at.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    let all: Vec<&str> = rest.split_whitespace().collect();
    if all.iter().all(|word| word.parse::<f64>().is_ok() || *word == "NA") { all.len() } else { 0 }
}

/// Which signs of a row of one word are letters and which digits, where it is mostly digits and long enough for several columns.
fn columns(line: &str) -> Option<String> {
    const LEAST: usize = 12;
    const MOST: usize = 400;
    if !(LEAST..MOST).contains(&line.len()) || !line.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.len() - digits;
    // Sums and keys that programs write mix both without order, and only digits are judged elsewhere.
    let class = |b: u8| if b.is_ascii_digit() { '9' } else { 'a' };
    (digits * 2 > line.len() && letters > 0).then(|| line.bytes().take(LEAST).map(class).collect())
}
