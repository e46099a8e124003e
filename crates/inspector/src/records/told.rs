//! Records that are told in words: sentences of one shape, each with numbers and with what is known of a person.

use std::collections::BTreeMap;

use super::words;
use crate::concealed::shape;
use crate::ids::Id;
use crate::{Findings, Severity};

/// Sentences of one shape that are records.
const SENTENCES: usize = 10;
/// Longest sentence that is read so, in bytes.
const LONGEST: usize = 300;
/// What a sentence about one person says beside the names of columns.
const PEOPLE: &[&str] = &[
    "aged",
    "born",
    "man",
    "woman",
    "male",
    "female",
    "boy",
    "girl",
    "mr",
    "mrs",
    "ms",
    "patient",
    "participant",
    "respondent",
    "person",
    "earns",
    "lives",
    "married",
    "single",
    "diagnosed",
    "admitted",
];

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let mut shapes = BTreeMap::<String, (usize, usize)>::new();
    for line in text.lines() {
        for sentence in line.split(". ").filter(|sentence| sentence.len() < LONGEST) {
            let numbers = sentence.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).count();
            if numbers < 2 || !sentence.contains(' ') {
                continue;
            }
            let lower = sentence.to_lowercase();
            let known = words::words(&lower).filter(|word| PEOPLE.contains(word) || words::personal(word)).count();
            if known < 2 {
                continue;
            }
            // Rows of columns have names above them and no words.
            let said = lower.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count();
            if said < 4 {
                continue;
            }
            let of = shapes.entry(shape(&lower).0).or_default();
            of.0 += 1;
            of.1 = of.1.max(numbers);
        }
    }
    if let Some((times, numbers)) = shapes.into_values().max().filter(|(times, _)| *times >= SENTENCES) {
        findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{times} × {numbers}"));
    }
}
