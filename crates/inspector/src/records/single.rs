//! Units that are named or described one by one without a table: lists of their numbers, one value a line, the structure of a data
//! frame with its first values, places on a map.

use std::collections::BTreeSet;

use super::{FEW, cell, words};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Values one a line that are no axis and no list of a few settings.
const VALUES: usize = 50;
/// Digits of a number that tells one unit from all others.
const DIGITS: usize = 5;
/// First values of columns that say what some units are.
const FIRST: usize = 4;

/// A run of lines that are one word each.
#[derive(Default)]
struct Run {
    head: String,
    rows: usize,
    numbers: usize,
    /// Numbers or codes of units, as far as they are compared.
    ids: BTreeSet<String>,
    coded: usize,
    /// The shortest and the longest of them.
    lengths: (usize, usize),
}

impl Run {
    /// `true` where it was told.
    fn judge(&self, place: &str, findings: &mut Findings) -> bool {
        if self.rows < FEW {
            return false;
        }
        let named = words::is_key(&self.head);
        // A list of codes of a classification says so, or its codes are of several lengths.
        let classes = self.head.contains("code") || self.head.contains("concept") || self.lengths.0 != self.lengths.1;
        let different = self.ids.len() * 10 >= self.coded * 9;
        if self.coded == self.rows && different && !classes || named && self.coded * 10 >= self.rows * 9 {
            let severity = if named { Severity::Blocks } else { Severity::Ask };
            findings.add_as(Id::MicrodataCsv, severity, place, format!("{} × id", self.rows));
            return true;
        }
        let many = self.numbers == self.rows && self.rows >= VALUES && self.coded * 2 < self.rows;
        if many {
            findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{} × 1", self.rows));
        }
        many
    }
}

/// The one word of a line; the same one twice is one, as programs for genomes want it.
fn word(line: &str) -> Option<&str> {
    let mut all =
        line.split([' ', '\t', ',', ';']).map(|word| word.trim_matches(['"', '\''])).filter(|word| !word.is_empty());
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// A number of several digits, or a code with letters and such a number: no year, no code of a place.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let area = word.len() == 9 && digits == 8;
    digits >= DIGITS
        && !area
        && word.len() <= 40
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    const COMPARED: usize = 5_000;
    let (mut run, mut before) = (Run::default(), "");
    let mut described = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        described.extend(structure(line));
        match word(line) {
            Some(word) if word.bytes().any(|b| b.is_ascii_digit()) => {
                if run.rows == 0 {
                    run.head = cell(before);
                }
                run.rows += 1;
                run.numbers += usize::from(word.parse::<f64>().is_ok());
                if is_code(word) {
                    run.coded += 1;
                    let (least, most) = run.lengths;
                    run.lengths = if run.coded == 1 {
                        (word.len(), word.len())
                    } else {
                        (least.min(word.len()), most.max(word.len()))
                    };
                    if run.ids.len() < COMPARED {
                        run.ids.insert(word.to_owned());
                    } else {
                        // Further ones are taken to differ as those before.
                        run.coded -= 1;
                        run.rows -= 1;
                    }
                }
            }
            _ => {
                if run.judge(place, findings) {
                    return;
                }
                run = Run::default();
            }
        }
        before = line;
    }
    if run.judge(place, findings) {
        return;
    }
    if described.len() >= 2 {
        let names: Vec<String> = described.into_iter().collect();
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("str: {}", names.join(", ")));
    }
    located(text, place, findings);
}

/// A column of what R's `str` and `glimpse` print: its name, its type and its first values. Only what is known of units.
fn structure(line: &str) -> Option<String> {
    let rest = line.strip_prefix(['$', '@'])?.trim_start();
    let (name, rest) = match rest.split_once(':') {
        Some((name, rest)) => (name.trim(), rest.trim_start()),
        // `$ age <dbl> 34, 45`
        None => {
            let (name, rest) = rest.split_once('<')?;
            (name.trim(), rest.split_once('>')?.1.trim_start())
        }
    };
    let lower = name.to_lowercase();
    let values = rest.split([' ', ',']).filter(|word| {
        let word = word.trim_matches('"');
        word.parse::<f64>().is_ok() || word.len() == 1
    });
    let known = words::is_key(&lower) || words::personal(&lower) || words::names_one(&lower);
    (known && !words::sums_up(&lower) && values.count() >= FIRST).then_some(lower)
}

/// Points on a map, each a place where somebody lives or was.
pub(crate) fn located(text: &str, place: &str, findings: &mut Findings) {
    const MARKS: &[&str] = &["\"Point\"", "<Point>", "<trkpt ", "<wpt "];
    if let Some((mark, times)) = MARKS.iter().map(|mark| (mark, text.matches(mark).count())).find(|(_, n)| *n >= FEW) {
        findings.add_as(
            Id::MicrodataCsv,
            Severity::Ask,
            place,
            format!("{times} × {}", mark.trim_matches(['"', '<', '>', ' '])),
        );
    }
}
