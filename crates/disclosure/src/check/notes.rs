//! Figures in titles, notes, sources and labels. Years, dates, numbers of notes and tables, levels of significance and the
//! bounds that a policy has are none.

use super::ranges;

/// What a number that follows is the number of, or bounds.
const NUMBERED: &[&str] = &[
    "table",
    "tables",
    "tab",
    "figure",
    "fig",
    "tabl",
    "tablau",
    "ffigur",
    "note",
    "notes",
    "nodyn",
    "nodiadau",
    "footnote",
    "chapter",
    "section",
    "appendix",
    "annex",
    "version",
    "wave",
    "page",
    "model",
    "column",
    "row",
    "step",
    "quarter",
    "week",
    "release",
    "level",
    "soc",
    "sic",
    "icd",
    "isco",
    "isced",
    "nace",
    "project",
    "request",
    "output",
    "study",
    "aged",
    "age",
    "ages",
    "oed",
    "per",
    "fesul",
    "nearest",
    "multiple",
    "multiples",
    "base",
    "seed",
    "alpha",
    "p",
];
const BELOW: &[&str] =
    &["than", "below", "under", "least", "threshold", "na", "trothwy", "<", "≤", "<=", ">", "≥", ">="];
const MONTHS: &[&str] = &[
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
];
const LEVELS: &[f64] = &[0.1, 0.05, 0.01, 0.001];
const CONFIDENCE: &[&str] = &["90%", "95%", "99%", "99.9%"];
const FEW: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "un", "dau", "dwy", "tri", "tair",
    "pedwar", "pedair", "pum", "chwech", "saith", "wyth", "naw",
];
const PEOPLE: &[&str] = &[
    "person",
    "people",
    "persons",
    "man",
    "men",
    "woman",
    "women",
    "boy",
    "boys",
    "girl",
    "girls",
    "child",
    "children",
    "patient",
    "patients",
    "case",
    "cases",
    "death",
    "deaths",
    "firm",
    "firms",
    "company",
    "companies",
    "business",
    "businesses",
    "respondent",
    "respondents",
    "individual",
    "individuals",
    "participant",
    "participants",
    "unit",
    "units",
    "record",
    "records",
    "household",
    "households",
    "pobl",
    "dyn",
    "dynion",
    "menyw",
    "menywod",
    "plentyn",
    "claf",
    "achos",
    "cwmni",
];

/// The first figure of a note that nobody judges; none where all its numbers are of other kinds. `threshold` is what the
/// policy asks for, which notes may say.
pub(super) fn figure(note: &str, threshold: u64) -> Option<String> {
    let words: Vec<&str> = note.split_whitespace().collect();
    // A heading inside a table: a range is a group.
    let heading = words.len() <= 6;
    let rounding = ["round", "talgryn"].iter().any(|word| note.to_lowercase().contains(word));
    for (at, word) in words.iter().enumerate() {
        let plain = stripped(word);
        let before = at.checked_sub(1).map(|at| lower(words[at])).unwrap_or_default();
        let after = words.get(at + 1).map(|word| lower(word)).unwrap_or_default();
        if FEW.contains(&lower(word).as_str()) {
            let near = words[at + 1..].iter().take(2).map(|word| lower(word));
            if near.into_iter().any(|word| PEOPLE.contains(&word.as_str())) {
                return Some((*word).to_owned());
            }
            continue;
        }
        if counted(word).is_some() {
            return Some((*word).to_owned());
        }
        if !plain.chars().any(digit) || plain.chars().any(char::is_alphabetic) && !amount(plain) {
            continue;
        }
        let bracketed = word.starts_with(['(', '[']) || word.ends_with(['.', ')', ':', ']']);
        let footnote = at == 0 && words.len() > 1 && bracketed && plain.len() <= 2;
        let month = |word: &str| MONTHS.contains(&word);
        let day = plain.len() <= 2 && (month(&before) || month(&after));
        let value: Option<f64> = plain.replace(',', "").parse().ok();
        let bound = value.is_some_and(|value| value >= threshold as f64)
            && (BELOW.contains(&before.as_str()) || word.starts_with(['<', '≤', '>', '≥']));
        let level = value.is_some_and(|value| LEVELS.contains(&value))
            && (before.contains('p') || before.contains('<'))
            || CONFIDENCE.contains(&word.trim_matches(['(', ')', ',', '.', ';', '[', ']']));
        let age =
            !matches!(before.as_str(), "aged" | "age" | "ages" | "oed") || value.is_none_or(|value| value <= 90.0);
        let ended = at.checked_sub(1).is_some_and(|at| words[at].ends_with([':', ';', '.', ',']));
        let named = NUMBERED.contains(&before.as_str()) && age && !ended;
        let group = heading && ranges::range(&lower(word)).is_some();
        let base = rounding && value.is_some_and(|value| value <= 1000.0 && (value % 5.0 == 0.0 || value == 3.0));
        if footnote || dated(plain) || day || bound || level || named || group || base {
            continue;
        }
        return Some((*word).to_owned());
    }
    None
}

/// The number of people that a label or word says: "n = 3", "(N: 1,204)".
pub(super) fn counted(label: &str) -> Option<f64> {
    let letters: Vec<char> = label.to_lowercase().chars().collect();
    let space = |at: &usize| letters.get(*at).is_some_and(|letter| letter.is_whitespace());
    for at in 0..letters.len() {
        if letters[at] != 'n' || at > 0 && letters[at - 1].is_alphanumeric() {
            continue;
        }
        let Some(sign) = (at + 1..letters.len()).find(|next| !space(next)) else { continue };
        let Some(first) = (sign + 1..letters.len()).find(|next| !space(next)) else { continue };
        let digits = letters[first..].iter().take_while(|letter| letter.is_ascii_digit() || **letter == ',');
        let digits: String = digits.filter(|letter| **letter != ',').collect();
        if let (true, Ok(count)) = (matches!(letters[sign], '=' | ':'), digits.parse()) {
            return Some(count);
        }
    }
    None
}

fn digit(letter: char) -> bool {
    letter.is_numeric() && !"¹²³⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".contains(letter)
}

fn stripped(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.')
        .trim_end_matches(['.', '%'])
        .trim_start_matches("..")
}

/// A number with what it is a number of: "9.8m", "30cm"; not "2nd", "2a" or "COVID19".
fn amount(word: &str) -> bool {
    let unit: String = word.to_lowercase().chars().skip_while(|letter| !letter.is_alphabetic()).collect();
    let only = unit.chars().all(char::is_alphabetic) && word.starts_with(digit);
    only && !matches!(unit.as_str(), "st" | "nd" | "rd" | "th" | "s" | "d")
        && (unit.len() > 1 || matches!(unit.as_str(), "k" | "m"))
}

/// In small letters, without what stands around it; a sign of comparison stays.
fn lower(word: &str) -> String {
    word.to_lowercase().trim_matches(['(', ')', '[', ']', ',', ';', ':', '"', '\'', '.', '*', '†']).to_owned()
}

/// Years, financial years and dates.
fn dated(word: &str) -> bool {
    let year = |text: &str| text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1900..=2100).contains(&year));
    let short = |text: &str| matches!(text.len(), 1 | 2) && text.chars().all(|letter| letter.is_ascii_digit());
    let parts: Vec<&str> = word.split(['/', '-', '–', '.', ':']).collect();
    match parts.as_slice() {
        [one] => year(one),
        [first, second] => year(first) && (year(second) || short(second)) || short(first) && year(second),
        [first, second, third] => {
            year(first) && short(second) && short(third) || short(first) && short(second) && year(third)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_notes_are_seen_and_numbers_of_other_kinds_are_none() {
        for (note, found) in [
            ("Note: 3 people were left out", Some("3")),
            ("The oldest was 104", Some("104")),
            ("Of these, three men had cancer", Some("three")),
            ("Mean turnover £1,234,567", Some("£1,234,567")),
            ("Largest turnover £9.8m in 2024", Some("£9.8m")),
            ("the 2nd wave, note 2a, the 1990s", None),
            ("N=3", Some("N=3")),
            ("12% did not answer", Some("12%")),
            ("Roedd 3 o bobl", Some("3")),
            ("Table 2: median 41", Some("41")),
            ("fewer than 3 died", Some("3")),
            ("the oldest was aged 104", Some("104")),
            ("٣ people", Some("٣")),
            ("1. Three of the nine firms; see note 2", Some("nine")),
            ("Source: own calculations, 2019/20 and 2026-11-30", None),
            ("1. Weighted.", None),
            ("(2) Provisional", None),
            ("* p<0.05, ** p < 0.01", None),
            ("95% confidence intervals", None),
            ("Counts below 10 are hidden", None),
            ("[c] fewer than 10", None),
            ("Counts are rounded to the nearest 5", None),
            ("Adults aged 16 and over, 30 November 2026", None),
            ("Wave 3, SIC 2007, COVID19, p50", None),
            ("Table 3: people by region", None),
            ("Age 16-64", None),
            ("16-24", None),
            ("Rates per 1,000", None),
            ("Three-sided tests of two kinds", None),
        ] {
            assert_eq!(figure(note, 10).as_deref(), found, "{note}");
        }
    }

    #[test]
    fn labels_tell_counts_where_they_say_so() {
        for (label, count) in [
            ("Female (n=3)", Some(3.0)),
            ("Female (N = 1,204)", Some(1204.0)),
            ("n: 12", Some(12.0)),
            ("Women=3", None),
            ("Region=3", None),
            ("Female", None),
            ("n", None),
            ("n (%)", None),
        ] {
            assert_eq!(counted(label), count, "{label}");
        }
    }
}
