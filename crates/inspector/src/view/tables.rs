//! The tables of a document as a reader sees them, for those who judge tables.

use serde::{Deserialize, Serialize};

use super::Block;
use super::paper::Shape;
use crate::{Findings, InspectPolicy, Purpose, kind, names, size_finding};

/// A table of a document, without what is hidden in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The part of the file that it stands in, as findings name it, or the name of its sheet.
    pub place: String,
    /// Texts of its cells, line by line.
    pub rows: Vec<Vec<String>>,
}

/// The tables of a file, in order, but for those that are hidden whole.
///
/// It parses what anybody may have written, so run it through [`crate::child::tables_in_child`] wherever the bytes are
/// not your own.
///
/// # Errors
/// A reason of [`crate::texts::no_view`].
pub fn tables(name: &str, bytes: &[u8]) -> Result<Vec<Table>, &'static str> {
    let policy = InspectPolicy::default();
    let mut findings = Findings::new(name, &policy, Purpose::Unstated).recording();
    if let Some((id, _)) = size_finding(bytes.len() as u64, &policy) {
        return Err(id.as_str());
    }
    let found = kind::look(bytes, 0, "", &mut findings);
    if !super::SHOWN.contains(&found.id) {
        return Err("kind");
    }
    let mut paper = findings.take_paper().unwrap_or_default();
    let refused = findings.list().into_iter().find(|f| ["bomb", "encrypted"].contains(&f.id.as_str()));
    if let Some(refused) = refused {
        return Err(if refused.id == "bomb" { "bomb" } else { "encrypted" });
    }
    if paper.cut {
        return Err("pixels");
    }
    paper.finish(&[]);
    let mut all = Vec::new();
    for part in paper.parts {
        let title = part.title.unwrap_or_else(|| super::Title {
            what: super::TitleOf::Part,
            name: String::new(),
            mark: String::new(),
        });
        if !title.mark.is_empty() {
            continue;
        }
        let place = if title.name.is_empty() { names::shown(&part.place) } else { title.name };
        let hidden = |at: usize| part.hidden_columns.iter().any(|(from, to)| (*from..=*to).contains(&(at + 1)));
        for piece in part.pieces {
            let Shape::Block(Block::Table { rows }) = piece.shape else { continue };
            let shown = rows.into_iter().filter(|row| row.mark.is_empty()).map(|row| {
                let cells = row.cells.into_iter().enumerate().filter(|(at, _)| !hidden(*at));
                let text = |runs: Vec<super::Run>| {
                    let seen = runs.into_iter().filter(|run| run.mark.is_empty()).map(|run| run.text);
                    seen.collect::<String>().trim().to_owned()
                };
                cells.map(|(_, cell)| text(cell.runs)).collect()
            });
            let rows: Vec<Vec<String>> = shown.collect();
            if rows.iter().flatten().any(|cell| !cell.is_empty()) {
                all.push(Table { place: place.clone(), rows });
            }
        }
    }
    Ok(all)
}
