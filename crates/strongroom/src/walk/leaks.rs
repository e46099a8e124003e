//! Remembers every answer of the journey and looks for figures that must not be in any of them (invariant 4).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// An answer as it came.
#[derive(Debug, Clone)]
struct Seen {
    what: String,
    body: Vec<u8>,
}

/// Every answer so far. Cheap to clone; all browsers of a journey share one.
#[derive(Debug, Clone, Default)]
pub struct Leaks {
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// Figures of a table that nobody may read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Rounded to none, one and two decimals, as they might be written.
    rounded: [BTreeSet<String>; 3],
}

/// Figures shorter than this turn up everywhere by chance.
const DIGITS: usize = 5;

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

impl Known {
    pub fn add(&mut self, value: f64) {
        let value = value.abs();
        for (decimals, set) in self.rounded.iter_mut().enumerate() {
            let text = format!("{value:.decimals$}");
            // A whole number with decimals of its own is the same number without.
            if digits(&text) >= DIGITS && (decimals == 0 || !text.ends_with('0')) {
                set.insert(text);
            }
        }
    }

    pub fn forget(&mut self, value: f64) {
        for (decimals, set) in self.rounded.iter_mut().enumerate() {
            set.remove(&format!("{value:.decimals$}"));
        }
    }

    pub fn len(&self) -> usize {
        self.rounded.iter().map(BTreeSet::len).sum()
    }

    /// The known figures that stand in a text, as numbers of their own: not within a word or a longer number. Commas
    /// between thousands and further decimals are seen through.
    pub fn found_in(&self, text: &str) -> Vec<String> {
        let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let mut out = Vec::new();
        let mut before = ' ';
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            before = rest[..at].chars().next_back().unwrap_or(before);
            let number = &rest[at..];
            let end = number.find(|c| !part(c)).unwrap_or(number.len());
            let after = number[end..].chars().next().unwrap_or(' ');
            let glued = |c: char| c.is_alphanumeric() || c == '_';
            // Commas stand between thousands, or in a line of comma-separated values between numbers: both are tried.
            // A part that a letter touches belongs to a word.
            let mut parts: Vec<&str> = number[..end].split(',').collect();
            let whole = !glued(before) && !glued(after) && self.has(&number[..end].replace(',', ""));
            if glued(before) {
                parts.remove(0);
            }
            if glued(after) {
                parts.pop();
            }
            if whole {
                out.push(number[..end].to_owned());
            } else {
                out.extend(parts.into_iter().filter(|p| self.has(p)).map(ToOwned::to_owned));
            }
            before = number[..end].chars().next_back().unwrap_or(' ');
            rest = &number[end..];
        }
        out
    }

    fn has(&self, number: &str) -> bool {
        let plain = number.trim_end_matches('.');
        let decimals = plain.split_once('.').map_or(0, |(_, d)| d.len()).min(2);
        let Ok(value) = plain.parse::<f64>() else { return false };
        self.rounded[decimals].contains(&format!("{value:.decimals$}"))
    }
}

impl Leaks {
    pub fn remember(&self, what: String, body: &[u8]) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.push(Seen { what, body: body.to_vec() });
        }
    }

    pub fn len(&self) -> usize {
        self.seen.lock().map_or(0, |s| s.len())
    }

    /// Answers that hold a known figure, or are a file of cells or words.
    pub fn search(&self, known: &Known) -> Vec<String> {
        let Ok(seen) = self.seen.lock() else { return vec!["the memory of the journey is gone".into()] };
        let mut out = Vec::new();
        for one in seen.iter() {
            if one.body.starts_with(b"PK\x03\x04") || one.body.starts_with(b"PAR1") {
                out.push(format!("{} answered with a file", one.what));
                continue;
            }
            let found = known.found_in(&String::from_utf8_lossy(&one.body));
            if let Some(first) = found.first() {
                out.push(format!("{} held {} known figures, the first {first}", one.what, found.len()));
            }
        }
        out
    }
}
