//! Data that stand inside a program.

use crate::ids::Id;
use crate::records::longest_numbers;
use crate::{Findings, Purpose, Severity, magic::join};

/// What makes a table out of values that are written down.
const FRAMES: &[&str] = &["data.frame(", "dataframe(", "tibble(", "data.table(", "cbind("];
/// Calls that are looked into.
const MOST_FRAMES: usize = 5_000;
/// Rows of an INSERT that are more than a line of settings.
const FEW_ROWS: usize = 10;

/// Data that stand inside a program: the words that begin them, with rows behind.
pub(crate) fn inline(text: &str, place: &str, findings: &mut Findings) {
    let extension = findings.extension().to_owned();
    if findings.purpose() == Purpose::Ingest
        || !findings.syntax() && extension != "log" && extension != "txt" && extension != "lst"
    {
        return;
    }
    let bare = without_remarks(text);
    let lines: Vec<&str> = bare.lines().collect();
    let statement = |line: &str| line.trim().to_lowercase();
    let mut frames = 0;
    if let Some(rows) = inserted(&lines) {
        findings.add(Id::MicrodataCsv, place, format!("{rows} × INSERT"));
    }
    for (number, line) in lines.iter().enumerate() {
        let said = statement(line);
        let comment = said.starts_with(['*', '#']) || said.starts_with("//") || said.starts_with("/*");
        if comment {
            continue;
        }
        let begins =
            ["datalines;", "datalines4;", "cards;", "cards4;", "lines;"].iter().any(|word| said.ends_with(word))
                || said == "datalines"
                || said == "cards"
                || said.starts_with("begin data")
                || (extension == "do" || extension == "ado" || extension == "log")
                    && said.split_whitespace().next() == Some("input")
                    && follows(&lines[number + 1..]);
        let squeezed = said.replace(' ', "");
        // A few rows of targets or labels are written down by many programs; a person looks.
        if squeezed.contains("tribble(") && squeezed.ends_with(['(', ',']) {
            let behind: String = lines[number..].iter().take(200).flat_map(|line| [*line, "\n"]).collect();
            let call = within(&behind, "tribble(");
            let rows = call.lines().filter(|line| line.contains(',') && !line.trim_start().starts_with('~')).count();
            let numbers = call.split([',', '(', '\n']).filter(|word| word.trim().parse::<f64>().is_ok()).count();
            if rows < FEW_ROWS && call.len() < 2000 && numbers < 40 {
                findings.add_as(
                    Id::MicrodataCsv,
                    Severity::Ask,
                    join(place, &format!("line {}", number + 1)),
                    "tribble(",
                );
                continue;
            }
        }
        let literal =
            ["structure(list(", "tribble(", "read.table(text", "read.csv(text", "fread(\"", "textconnection(\""]
                .iter()
                .any(|word| squeezed.contains(word))
                || frames < MOST_FRAMES && FRAMES.iter().any(|word| said.contains(word)) && {
                    frames += 1;
                    let behind: String = lines[number..].iter().take(200).flat_map(|line| [*line, "\n"]).collect();
                    FRAMES.iter().any(|word| longest_numbers(within(&behind, word)) >= 10)
                };
        if frames == MOST_FRAMES {
            findings.partly(place, "data.frame(");
            frames += 1;
        }
        if begins || literal {
            let at = join(place, &format!("line {}", number + 1));
            findings.add(Id::MicrodataCsv, at, line.trim().chars().take(40).collect::<String>());
        }
    }
}

/// Rows up to an `end`: Stata's `input` reads them, and they begin with a value.
fn follows(lines: &[&str]) -> bool {
    let Some(end) = lines.iter().position(|line| line.trim().eq_ignore_ascii_case("end")) else { return false };
    let row = |line: &&&str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        first.starts_with(['"', '.', '-']) || first.starts_with(|c: char| c.is_ascii_digit())
    };
    let rows = lines[..end].iter().filter(|line| !line.trim().is_empty()).count();
    rows > 0 && lines[..end].iter().filter(row).count() * 2 > rows
}

/// The same lines without what stands between `/*` and `*/`.
fn without_remarks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("/*") {
        // A path with a star is none: `data/*.csv`.
        let begins = rest[..open].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '/' && c != '"');
        if !begins {
            out.push_str(&rest[..open + 2]);
            rest = &rest[open + 2..];
            continue;
        }
        out.push_str(&rest[..open]);
        let Some(close) = rest[open + 2..].find("*/") else {
            // Open to the end: what stands there runs or does not, and is looked at.
            out.push_str(&rest[open..]);
            return out;
        };
        let inside = &rest[open..open + 2 + close + 2];
        out.extend(inside.chars().filter(|c| *c == '\n'));
        rest = &rest[open + 2 + close + 2..];
    }
    out.push_str(rest);
    out
}

/// What stands between the brackets of a call.
fn within<'t>(text: &'t str, call: &str) -> &'t str {
    const MOST: usize = 64 << 10;
    let Some(at) = text.to_ascii_lowercase().find(call) else { return "" };
    let inside = &text[at + call.len()..];
    let mut depth = 1usize;
    for (at, byte) in inside.bytes().enumerate().take(MOST) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &inside[..at];
        }
    }
    let end = inside.char_indices().map(|(at, _)| at).take_while(|at| *at < MOST).last().unwrap_or(0);
    &inside[..end]
}

/// Rows that SQL writes into tables: one statement a row, or one row a line; `None` where they are few.
fn inserted(lines: &[&str]) -> Option<usize> {
    let (mut rows, mut open) = (0, false);
    for line in lines {
        let line = line.trim();
        let start: String = line.chars().take(12).collect::<String>().to_lowercase();
        if start.starts_with("insert into") {
            open = true;
            let lower = line.to_lowercase();
            if let Some(at) = lower.find("values") {
                rows += lower[at..].matches("),").count() + usize::from(lower[at..].contains('('));
            }
        } else if open && line.starts_with('(') {
            rows += 1 + line.matches("),(").count() + line.matches("), (").count();
        }
        open &= !line.ends_with(';');
    }
    (rows >= FEW_ROWS).then_some(rows)
}
