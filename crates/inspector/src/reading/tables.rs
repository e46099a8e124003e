//! Tables and figures: numbered, titled, mentioned, with counts, without small cells, in words (OUT-11 to OUT-14).

use std::sync::LazyLock;

use regex::Regex;

use crate::Findings;
use crate::ids::Id;
use crate::magic::join;

/// A caption: its kind and number in the first group, its title in the second. English and Welsh.
static CAPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*((?:table|tabl|figure|fig\.?|ffigur|chart|siart|graph|map|exhibit)\s+(?:[A-Z]\.?)?\d+(?:[.\-]\d+)*[a-z]?)\s*[.:)–—-]?\s*(.*)$").ok()
});
/// Words that say that a number is a count of units.
static COUNTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(^|[^a-z])(n|counts?|freq(uency|\.)?|frequencies|obs(ervations|\.)?|unweighted|bases?|sample size|number of|nifer|cyfrif|sylfaen)([^a-z]|$)").ok()
});
static PERCENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(%|per ?cent|percentages?|proportions?|shares?|canran)").ok());

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// A table or figure that was found: what it is called and where.
#[derive(Default)]
pub(super) struct Seen {
    captions: Vec<(String, String)>,
}

fn numeric(cell: &str) -> Option<f64> {
    let plain: String = cell
        .trim()
        .trim_matches(['*', '(', ')', '"'])
        .chars()
        .filter(|c| !matches!(c, ',' | '%' | '£' | ' '))
        .collect();
    if plain.is_empty() { None } else { plain.parse().ok() }
}

pub(super) fn read(text: &str, place: &str, all: &mut Seen, findings: &mut Findings) {
    let lines: Vec<&str> = text.lines().collect();
    let caption = |line: &str| {
        let pattern = CAPTION.as_ref()?;
        let found = pattern.captures(line).filter(|_| line.len() < 300 && !line.contains('\t'))?;
        Some((found.get(1)?.as_str().to_owned(), found.get(2).map_or("", |m| m.as_str()).trim().to_owned()))
    };
    let mut at = 0;
    while at < lines.len() {
        let here = |line: usize| join(place, &format!("line {}", line + 1));
        if let Some((name, title)) = caption(lines[at]) {
            // "Table 3 shows that" begins a sentence, and no table.
            let sentence = title.starts_with(|c: char| c.is_lowercase());
            if !sentence {
                if title.split_whitespace().count() < 2 {
                    findings.add(Id::Unnumbered, here(at), &name);
                }
                let figure = !name.to_lowercase().starts_with("tab");
                if figure && !near(&lines, at, 1, 4, |line| is(&COUNTS, line)) {
                    findings.add(Id::CountsMissing, here(at), &name);
                }
                all.captions.push((name, here(at)));
            }
        }
        let end = table_end(&lines, at);
        if end > at + 1 {
            let titled = near(&lines, at, 4, 0, |line| caption(line).is_some())
                || near(&lines, end - 1, 0, 3, |line| caption(line).is_some());
            let first: String = lines[at].chars().take(40).collect();
            if !titled {
                findings.add(Id::Unnumbered, here(at), first.replace('\t', " | "));
            }
            judge_table(&lines[at..end], &lines[end..lines.len().min(end + 4)], &here(at), findings);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// Whether a line so many before or after says something.
fn near(lines: &[&str], at: usize, before: usize, after: usize, says: impl Fn(&str) -> bool) -> bool {
    let from = at.saturating_sub(before);
    let to = lines.len().min(at + after + 1);
    lines[from..to].iter().any(|line| says(line))
}

/// Where the table that begins here ends; here where none begins.
fn table_end(lines: &[&str], start: usize) -> usize {
    let rows = lines[start..].iter().take_while(|line| line.contains('\t')).count();
    let numbers =
        lines[start..start + rows].iter().any(|line| line.split('\t').skip(1).any(|cell| numeric(cell).is_some()));
    if rows > 1 && numbers { start + rows } else { start }
}

fn judge_table(rows: &[&str], after: &[&str], place: &str, findings: &mut Findings) {
    let head: Vec<&str> = rows[0].split('\t').collect();
    let labels = rows.iter().filter_map(|row| row.split('\t').next());
    let counted = is(&COUNTS, rows[0])
        || labels.clone().any(|label| is(&COUNTS, label))
        || after.iter().any(|line| is(&COUNTS, line));
    let numbers = || rows[1..].iter().flat_map(|row| row.split('\t').skip(1)).filter_map(numeric);
    let whole = numbers().count() > 0 && numbers().all(|n| n.fract() == 0.0 && n >= 0.0);
    let percent = is(&PERCENT, rows[0]) || rows.iter().any(|row| row.contains('%'));
    if !counted && percent {
        findings.add(Id::PercentWithoutCounts, place, "");
    } else if !counted && !whole {
        findings.add(Id::CountsMissing, place, "");
    }
    let threshold = findings.policy().threshold as f64;
    let mut small = Vec::new();
    for (row, line) in rows.iter().enumerate().skip(1) {
        let row_counts = line.split('\t').next().is_some_and(|label| is(&COUNTS, label));
        for (column, cell) in line.split('\t').enumerate().skip(1) {
            let named = head.get(column).copied().unwrap_or_default();
            let count = is(&COUNTS, named) || row_counts || (whole && !percent && numeric(named).is_none());
            let value = numeric(cell).filter(|value| value.fract() == 0.0 && *value >= 1.0 && *value < threshold);
            if count && value.is_some() {
                small.push(format!("{}:{}", row + 1, column + 1));
            }
        }
    }
    if !small.is_empty() {
        small.truncate(12);
        findings.add(Id::SmallCell, place, format!("< {threshold}: {}", small.join(", ")));
    }
    raw_names(&head, labels.collect(), place, findings);
}

/// Names out of the data dictionary where a reader needs words. A name that is a plain word is one.
fn raw_names(head: &[&str], labels: Vec<&str>, place: &str, findings: &mut Findings) {
    let mut raw = Vec::new();
    for word in
        head.iter().chain(&labels).flat_map(|cell| cell.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')))
    {
        let coded = word.contains(['_', '.'])
            || word.contains(|c: char| c.is_ascii_digit())
            || word.chars().filter(|c| c.is_uppercase()).count() > 1;
        if word.len() > 1
            && coded
            && findings.policy().datasets.iter().any(|dataset| dataset.fields.contains(word))
            && !raw.contains(&word)
        {
            raw.push(word);
        }
    }
    if !raw.is_empty() {
        findings.add(Id::RawVariableName, place, raw.join(", "));
    }
}

/// What is numbered must be spoken of (OUT-14).
pub(super) fn judge(all: &Seen, words: &[(String, String)], findings: &mut Findings) {
    let text = words.iter().map(|(_, text)| text.to_lowercase()).collect::<Vec<_>>().join("\n");
    for (name, place) in &all.captions {
        let name = name.to_lowercase();
        let mentions = text.match_indices(&name).filter(|(at, _)| {
            // "Table 1" is not mentioned by "Table 10".
            !text[at + name.len()..].starts_with(|c: char| c.is_ascii_digit())
        });
        if mentions.count() < 2 {
            findings.add(Id::Unexplained, place, name);
        }
    }
}
