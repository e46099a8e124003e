//! Dates as three fields. A wrong date is kept as `year-month-day` of what was typed, so that it can be shown again.

use foundation::{Date, parse_date};

use crate::Answers;

/// What was typed into the three fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
}

/// Why the parts are no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// These parts are empty.
    Incomplete(Vec<&'static str>),
    /// The year does not have four digits.
    Year,
    /// There is no such day.
    Unreal,
}

/// The first letters of the months, English and Welsh, by number.
const MONTHS: [[&str; 2]; 12] = [
    ["jan", "ion"],
    ["feb", "chw"],
    ["mar", "maw"],
    ["apr", "ebr"],
    ["may", "mai"],
    ["jun", "meh"],
    ["jul", "gor"],
    ["aug", "aws"],
    ["sep", "med"],
    ["oct", "hyd"],
    ["nov", "tac"],
    ["dec", "rha"],
];

impl Parts {
    pub(crate) fn of(value: &str) -> Parts {
        let mut parts = value.splitn(3, '-').map(str::to_owned);
        let year = parts.next().unwrap_or_default();
        let month = parts.next().unwrap_or_default();
        let day = parts.next().unwrap_or_default();
        // A date as people write it, not as it is stored; what is no date as it was typed.
        let real = parse_date(value).is_some_and(|date| date.to_string() == value);
        let plain = |part: String| match part.strip_prefix('0') {
            Some(digit) if real => digit.to_owned(),
            _ => part,
        };
        Parts { day: plain(day), month: plain(month), year }
    }

    /// The answer: a real date as `2026-11-22`, anything else as it was typed.
    pub(crate) fn value(&self) -> String {
        if let Ok(date) = self.date() {
            return date.to_string();
        }
        if [&self.day, &self.month, &self.year].iter().all(|part| part.is_empty()) {
            return String::new();
        }
        // The hyphen separates the parts, so one that was typed becomes the other hyphen of Unicode.
        let part = |part: &str| part.replace('-', "\u{2010}");
        format!("{}-{}-{}", part(&self.year), part(&self.month), part(&self.day))
    }

    pub(crate) fn date(&self) -> Result<Date, NoDate> {
        let parts = [("day", &self.day), ("month", &self.month), ("year", &self.year)];
        let empty: Vec<&str> = parts.iter().filter(|(_, part)| part.is_empty()).map(|(name, _)| *name).collect();
        if !empty.is_empty() {
            return Err(NoDate::Incomplete(empty));
        }
        let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(&self.year, 4) || self.year.len() != 4 {
            return Err(NoDate::Year);
        }
        let month = if digits(&self.month, 2) { self.month.parse().ok() } else { month_named(&self.month) };
        let day: Option<u8> = if digits(&self.day, 2) { self.day.parse().ok() } else { None };
        let (Some(month), Some(day)) = (month, day) else {
            return Err(NoDate::Unreal);
        };
        parse_date(&format!("{}-{month:02}-{day:02}", self.year)).ok_or(NoDate::Unreal)
    }
}

fn month_named(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let named = |names: &[&str; 2]| names.iter().any(|name| text.starts_with(name));
    let letters = text.chars().all(char::is_alphabetic);
    MONTHS.iter().position(named).filter(|_| letters).and_then(|index| u8::try_from(index + 1).ok())
}

/// The date that is stored as an answer, if it is one and written as it should be.
pub(crate) fn stored(answers: &Answers, question: &str) -> Option<Date> {
    let text = answers.text(question);
    parse_date(text).filter(|date| date.to_string() == text)
}
