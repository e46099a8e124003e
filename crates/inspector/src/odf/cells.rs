//! Cells whose stored value is not what their text says, and text of cells that lie under others.

use crate::Findings;
use crate::concealed::CELL;
use crate::xml::Element;

/// A cell that is being read.
#[derive(Default)]
pub(super) struct Cell {
    /// A text of its own beside the one that is shown.
    text: String,
    number: Option<f64>,
    date: String,
    /// As it is written: what a program shows where the cell has no text.
    value: String,
    pub(super) covered: bool,
    pub(super) shown: String,
}

impl Cell {
    pub(super) fn read(element: &Element) -> Cell {
        let of = |name: &str| element.attr(name).unwrap_or_default();
        let (text, date) = (of("string-value"), of("date-value"));
        let value = element.attr("value").unwrap_or_else(|| if text.is_empty() { date.clone() } else { text.clone() });
        let number = element.attr("value").and_then(|value| value.trim().parse().ok());
        Cell { text, number, date, value, covered: element.name != "table-cell", shown: String::new() }
    }

    /// Judges the cell, and says what a program shows where it has no text.
    pub(super) fn judge(self, place: &str, findings: &mut Findings) -> String {
        let shown = self.shown.trim();
        if self.covered {
            findings.aside(&CELL, "covered-table-cell", place, shown);
            return String::new();
        }
        if shown.is_empty() {
            return self.value;
        }
        if !letters(shown).contains(&letters(&self.text)) {
            findings.aside(&CELL, "string-value", place, &self.text);
        }
        // Nothing is shown as nothing, as a line or as an error.
        let differs =
            self.number.is_some_and(|number| number != 0.0 && !says(shown, number)) || !says_day(shown, &self.date);
        if differs {
            findings.aside(&CELL, "value", place, &self.value);
        }
        String::new()
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text shows a number, rounded, in whatever country's way, in per cent, thousands or millions.
fn says(shown: &str, number: f64) -> bool {
    let number = number.abs();
    let lower = shown.to_lowercase();
    // A whole and a part of it: 1 1/2.
    if let Some((whole, part)) = lower.split_once('/').and_then(|(left, below)| {
        let (whole, above) = left.trim().rsplit_once(' ').unwrap_or(("0", left.trim()));
        let (above, below): (f64, f64) = (above.trim().parse().ok()?, below.trim().parse().ok()?);
        Some((whole.trim().parse::<f64>().ok()? + above / below, 1.0 / below))
    }) {
        return (number - whole).abs() <= part;
    }
    let mut digits = String::new();
    for c in lower.chars() {
        match c {
            '0'..='9' | '.' | ',' => digits.push(c),
            // A power of ten.
            'e' if digits.ends_with(|c: char| c.is_ascii_digit()) => digits.push(c),
            '-' if digits.ends_with('e') => digits.push(c),
            _ => {}
        }
    }
    let (digits, power) = digits.split_once('e').map_or((digits.as_str(), ""), |(left, right)| (left, right));
    let power: i32 = power.parse().unwrap_or(0);
    let digits = digits.trim_matches(['.', ',']);
    // The last sign is that of a fraction, or all of them keep thousands apart.
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    let behind = digits.rfind(['.', ',']).map_or(0, |at| digits.len() - at - 1);
    [behind, 0].into_iter().any(|decimals| {
        let Ok(whole) = plain.parse::<f64>() else { return false };
        let step = 10f64.powi(power - i32::try_from(decimals).unwrap_or(0));
        [1.0, 100.0, 1e-3, 1e-6, 1e-9].iter().any(|scale| {
            let scaled = number * scale;
            (scaled - whole * step).abs() <= step * 0.500_001 + scaled * 1e-12
        })
    })
}

/// Whether a text has a number of a day in it, or no number at all: a month, a day of the week.
fn says_day(shown: &str, date: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
    };
    let (said, parts) = (numbers(shown), numbers(date));
    date.is_empty()
        || said.is_empty()
        || parts.iter().any(|part| said.contains(part) || *part > 100 && said.contains(&(part % 100)))
}
