//! What a view needs to know of the elements of a document.

use super::{Memory, hidden};
use crate::view::{Paper, Title, TitleOf};
use crate::xml::Element;

/// What a view needs to know of an element.
pub(super) fn begin(element: &Element, mark: &str, place: &str, memory: &mut Memory, paper: &mut Paper) {
    let named = |what: TitleOf| Title { what, name: element.attr("name").unwrap_or_default(), mark: mark.to_owned() };
    let many = |name: &str| element.attr(name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
    match element.name {
        "table" => {
            if element.inside("spreadsheet") && memory.tables == 0 {
                paper.part(place, Some(named(TitleOf::Sheet)));
            }
            memory.tables += 1;
            memory.column = 1;
            paper.table();
        }
        "page" if element.inside("presentation") || element.inside("drawing") => {
            paper.part(place, Some(named(TitleOf::Slide)));
        }
        "table-row" | "table-row-group" => memory.hidden_row |= hidden(element),
        "table-column" => {
            let repeated = many("number-columns-repeated");
            if hidden(element) {
                paper.hidden_columns(memory.column, memory.column.saturating_add(repeated.saturating_sub(1)));
            }
            memory.column = memory.column.saturating_add(repeated.max(1));
        }
        "table-cell" | "covered-table-cell" => memory.repeated = many("number-columns-repeated"),
        "h" => {
            let level = element.attr("outline-level").and_then(|n| n.trim().parse().ok());
            memory.level = level.unwrap_or(1u8).clamp(1, 6);
        }
        "s" => paper.text(&" ".repeat(many("c").min(200)), ""),
        "tab" => paper.text("\t", ""),
        "line-break" => paper.text("\n", ""),
        "image" => paper.picture(&element.attr("href").unwrap_or_default(), ""),
        _ => {}
    }
}

pub(super) fn leave(end: &str, memory: &mut Memory, paper: &mut Paper) {
    match end {
        "p" | "h" => {
            let lines = usize::from(memory.tables == 0);
            paper.paragraph(std::mem::take(&mut memory.level), lines);
        }
        "table-cell" | "covered-table-cell" => {
            paper.cell();
            paper.repeat(std::mem::take(&mut memory.repeated).saturating_sub(1));
        }
        "table-row" => {
            let mark = if std::mem::take(&mut memory.hidden_row) { "hidden_rows" } else { "" };
            paper.row(0, mark, 1);
        }
        "table" => {
            memory.tables = memory.tables.saturating_sub(1);
            paper.end_table(0);
        }
        _ => {}
    }
}
