//! Blocks of lines that are alike: tables among other text, fixed columns, packed text.

use super::{FEW, FEWEST, Table, content};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Runs of lines with the same number of separators, each with its first line as the head.
pub(super) fn same(text: &str, separator: char) -> Vec<(&str, Vec<&str>)> {
    let mut all = Vec::new();
    let (mut head, mut rows, mut columns) = ("", Vec::new(), 0);
    let ruled = |line: &str| line.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | '=' | ' ' | '\t'));
    for line in text.lines() {
        let many = line.matches(separator).count();
        if many > 0 && many == columns {
            if !ruled(line) {
                rows.push(line);
            }
            continue;
        }
        if rows.len() >= FEWEST {
            all.push((head, std::mem::take(&mut rows)));
        }
        (head, columns) = (line, many);
        rows.clear();
    }
    if rows.len() >= FEWEST {
        all.push((head, rows));
    }
    all
}

/// Fewest lines of digits in fixed columns that are no result.
const DIGITS: usize = 50;

/// Lines that are alike without a separator.
pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let most = findings.policy().table_rows as usize;
    fixed(text, most, place, findings);
    blanks(text, place, findings);
}

/// What a line looks like where columns are fixed: its length, its digits, whether it is one word.
fn shape(line: &str) -> (usize, usize, bool) {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    (line.len(), digits, !line.contains(char::is_whitespace))
}

/// Lines of the same length that are mostly digits.
fn fixed(text: &str, most: usize, place: &str, findings: &mut Findings) {
    let (mut length, mut run, mut words) = (0, 0usize, 0usize);
    let mut tell = |run: usize, words: usize, length: usize| {
        if words >= DIGITS || run > most {
            findings.add(Id::MicrodataCsv, place, format!("{run} × {length}"));
            return true;
        }
        if words >= FEW || run >= most / 2 {
            findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{run} × {length}"));
            return true;
        }
        false
    };
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let (long, digits, word) = shape(line);
        // A number of eight digits may be a date; with a full stop or a bar it is a cell of a table.
        let counts = long >= 9
            && digits * 5 >= long * if word { 4 } else { 2 }
            && !line.contains(['.', '|', ',', ';', '\t', '%', '(']);
        if counts && long == length {
            run += 1;
            words += usize::from(word);
            continue;
        }
        if tell(run, words, length) {
            return;
        }
        (length, run, words) = if counts { (long, 1, usize::from(word)) } else { (0, 0, 0) };
    }
    tell(run, words, length);
}

/// Tables whose columns are told by blanks alone.
fn blanks(text: &str, place: &str, findings: &mut Findings) {
    const MOST_WORDS: usize = 60;
    let (mut head, mut rows, mut columns) = ("", Vec::<&str>::new(), 0);
    let mut before = "";
    let judge = |head: &str, rows: &[&str], findings: &mut Findings| {
        if rows.len() < FEWEST {
            return false;
        }
        let names: Vec<String> = head.split_whitespace().map(super::cell).collect();
        let columns = rows[0].split_whitespace().count();
        // The head of a listing has no name for its row's number.
        let skip = columns.saturating_sub(names.len());
        if skip > 1 || names.is_empty() || columns < names.len() {
            let few = rows.len() as u64 <= findings.policy().table_rows;
            let first: Vec<String> = rows[0].split_whitespace().map(super::cell).collect();
            let table = Table::new(first, rows.len() - 1);
            if few && table.bare {
                let most = findings.policy().table_rows;
                return table
                    .with(&rows[1..], most, |row, at| row.split_whitespace().nth(at).map(super::cell))
                    .judge(place, findings);
            }
            if !few {
                findings.add_as(Id::MicrodataCsv, Severity::Ask, place, format!("{} × {columns}", rows.len()));
            }
            return !few;
        }
        Table::new(names, rows.len())
            .with(rows, findings.policy().table_rows, |row, at| row.split_whitespace().nth(at + skip).map(super::cell))
            .judge(place, findings)
    };
    for line in text.lines() {
        if line.contains(['\t', '|', ';']) || line.contains(", ") {
            if judge(head, &rows, findings) {
                return;
            }
            rows.clear();
            columns = 0;
            before = line;
            continue;
        }
        let mut words = line.split_whitespace();
        let (mut many, mut numbers) = (0, 0);
        for word in words.by_ref().take(MOST_WORDS) {
            many += 1;
            let number = || word.parse::<f64>().is_ok() || content::day(word).is_some();
            numbers += usize::from(word.bytes().next_back().is_some_and(|b| b.is_ascii_digit()) && number());
        }
        // Half of what stands in a row is numbers; prose has none.
        if many >= 2 && numbers * 2 >= many {
            if many == columns {
                rows.push(line);
            } else {
                if judge(head, &rows, findings) {
                    return;
                }
                rows.clear();
                rows.push(line);
                (head, columns) = (before, many);
            }
        } else if many > 0 {
            if judge(head, &rows, findings) {
                return;
            }
            rows.clear();
            columns = 0;
        }
        if many > 0 {
            before = line;
        }
    }
    judge(head, &rows, findings);
}

/// The longest list of numbers in a text: numbers with nothing but commas, blanks and line ends between them.
pub(crate) fn longest_numbers(text: &str) -> usize {
    let (mut longest, mut run, mut digits, mut broken) = (0, 0, false, false);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits = !broken,
            b'.' | b'-' | b'+' | b'e' | b'E' if !broken => {}
            b',' | b' ' | b'\t' | b'\n' | b'\r' => {
                if digits {
                    run += 1;
                    longest = longest.max(run);
                } else if broken {
                    run = 0;
                }
                (digits, broken) = (false, false);
            }
            _ => {
                if digits {
                    run += 1;
                    longest = longest.max(run);
                }
                (run, digits, broken) = (0, false, byte.is_ascii_alphabetic() || byte >= 0x80);
            }
        }
    }
    longest.max(run + usize::from(digits))
}
