//! Sections, citations and identifiers (OUT-09, OUT-20).

use std::sync::LazyLock;

use regex::Regex;

use crate::Findings;
use crate::ids::Id;
use crate::magic::join;

/// A written output of fewer words is a note or a single table; its request says the rest.
const PROSE: usize = 120;

/// Words by which a part is known, English and Welsh.
const PARTS: &[(&str, &[&str])] = &[
    (
        "section-source",
        &[
            "data source",
            "source:",
            "data from",
            "data are from",
            "survey",
            "census",
            "administrative data",
            "ffynhonnell",
            "arolwg",
            "cyfrifiad",
        ],
    ),
    (
        "section-sample",
        &["sample", "respondents", "participants", "population", "enterprises", "sampl", "ymatebwyr", "poblogaeth"],
    ),
    (
        "section-method",
        &[
            "method",
            "regression",
            "we estimate",
            "estimated",
            "weighted",
            "modelled",
            "analysis was",
            "methodoleg",
            "dull",
            "atchwel",
        ],
    ),
];

pub(super) fn requirements(text: &str, findings: &mut Findings) {
    let lower = squeezed(text);
    let policy = findings.policy();
    let says = |words: &str| !words.trim().is_empty() && lower.contains(&squeezed(words));
    for dataset in policy.datasets.iter().filter(|d| !says(&d.citation) && !says(&d.doi)) {
        findings.add(Id::CitationMissing, "", &dataset.title);
    }
    for label in policy.labels.iter().filter(|l| !names(&lower, &squeezed(l))) {
        findings.add(Id::LabelMissing, "", label);
    }
    if text.split_whitespace().count() < PROSE {
        return;
    }
    if policy.datasets.is_empty()
        && !["doi.org/", "doi:", "10.5255/", "data collection", "uk data service", "office for national statistics"]
            .iter()
            .any(|word| lower.contains(word))
    {
        findings.add(Id::CitationMissing, "", "");
    }
    for (reason, words) in PARTS {
        if !words.iter().any(|word| lower.contains(word)) {
            findings.because(Id::SectionMissing, reason, "", "");
        }
    }
}

/// Small letters and single spaces, so that a line break does not hide a citation.
fn squeezed(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Table 1" is not named by "Table 10".
fn names(text: &str, label: &str) -> bool {
    text.match_indices(label).any(|(at, _)| !text[at + label.len()..].starts_with(|c: char| c.is_alphanumeric()))
}

static POSTCODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b").ok());
static INSURANCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b").ok());
static COMPANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:company (?:no|number|reg)|crn|enterprise ref|entref|vat (?:no|number|reg))\D{0,12}\d{6,12}\b")
        .ok()
});
static NHS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\d{3} ?\d{3} ?\d{4}\b").ok());

/// What looks like a person, a place of living or an enterprise.
pub(super) fn identifiers(text: &str, place: &str, findings: &mut Findings) {
    let health = health_numbers(text);
    for (number, line) in text.lines().enumerate() {
        let kinds: [(&LazyLock<Option<Regex>>, &str); 4] =
            [(&POSTCODE, "postcode"), (&INSURANCE, "NI number"), (&COMPANY, "enterprise"), (&NHS, "NHS number")];
        for (pattern, what) in kinds {
            let Some(found) = pattern.as_ref().and_then(|pattern| pattern.find(line)) else { continue };
            if what == "NHS number" && !(health && check_digit(found.as_str())) {
                continue;
            }
            // Not the identifier itself: a report is read by more people than the output.
            let at = join(place, &format!("line {}", number + 1));
            findings.add(Id::Identifier, at, what);
        }
    }
}

/// Whether a text names a person, a place of living or an enterprise.
pub(crate) fn identifies(text: &str) -> bool {
    let is = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text));
    is(&POSTCODE)
        || is(&INSURANCE)
        || is(&COMPANY)
        || health_numbers(text) && NHS.as_ref().is_some_and(|all| all.find_iter(text).any(|n| check_digit(n.as_str())))
}

/// Whether numbers of ten digits are meant as NHS numbers. One sum in eleven has a matching last digit by chance: they are
/// where the text says so, where they are written in three groups, or where all of several match.
fn health_numbers(text: &str) -> bool {
    let Some(pattern) = NHS.as_ref() else { return false };
    let all: Vec<&str> = pattern.find_iter(text).map(|m| m.as_str()).collect();
    let matching = || all.iter().all(|number| check_digit(number));
    text.to_lowercase().contains("nhs") || all.iter().any(|n| n.contains(' ')) || (all.len() > 2 && matching())
}

/// The last of ten digits follows from the nine before it.
fn check_digit(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && digits.get(9) == Some(&check) && digits.iter().any(|digit| *digit != 0)
}
