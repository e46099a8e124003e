//! Text files: tables where the name says that they are, numbered lines otherwise.

use super::paper::Paper;
use super::{Title, TitleOf};
use crate::magic::join;
use crate::names::extension;

/// Rows of a table of text that are looked at.
const MOST_ROWS: usize = 20_000;

/// A text file as it stands. `kind` is its type by content, `ending` its extension.
pub(crate) fn text(kind: &str, ending: &str, text: &str, place: &str, paper: &mut Paper) {
    let title = (!place.is_empty()).then(|| Title { what: TitleOf::Part, name: place.to_owned(), mark: String::new() });
    let ending = if place.is_empty() { ending.to_owned() } else { extension(place) };
    // What is found in these is counted in the lines of what they say, not of how they are written.
    let written = matches!(kind, "json" | "xml");
    paper.part(&if written { join(place, "source") } else { place.to_owned() }, title);
    let tabular = kind == "text" && matches!(ending.as_str(), "csv" | "tsv" | "tab" | "psv");
    match tabular.then(|| separator(text)).flatten() {
        Some(separator) => table(text, separator, paper),
        None => paper.code(text),
    }
}

/// The separator that the first line has most of.
fn separator(text: &str) -> Option<char> {
    let head = text.lines().find(|line| !line.trim().is_empty())?;
    let many = |c: &char| head.matches(*c).count();
    [',', '\t', ';', '|'].into_iter().max_by_key(many).filter(|c| many(c) > 0)
}

/// Cells as spreadsheets read them: a quoted cell may hold separators, line ends and doubled quotes.
fn table(text: &str, separator: char, paper: &mut Paper) {
    paper.table();
    let (mut cell, mut quoted, mut line, mut begun, mut rows) = (String::new(), false, 1usize, 1usize, 0usize);
    let mut letters = text.chars().peekable();
    let mut any = false;
    while let Some(letter) = letters.next() {
        any = true;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                paper.text(&std::mem::take(&mut cell), "");
                paper.cell();
                paper.row(begun, "", line + 1 - begun);
                (line, rows, any) = (line + 1, rows + 1, false);
                begun = line;
                if rows >= MOST_ROWS {
                    paper.too_much();
                    break;
                }
            }
            letter if letter == separator && !quoted => {
                paper.text(&std::mem::take(&mut cell), "");
                paper.cell();
            }
            letter => {
                line += usize::from(letter == '\n');
                cell.push(letter);
            }
        }
    }
    if any {
        paper.text(&cell, "");
        paper.cell();
        paper.row(begun, "", line + 1 - begun);
    }
    paper.end_table(0);
}
