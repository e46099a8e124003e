//! A page of a file as a picture: what the inspector's sealed child made of it, drawn by us.

use foundation::Lang;
use inspector::texts;
use inspector::view::{Block, Cell, Page, Raster, Row, Run, Sheet, View};
use ui::picture::{Piece, Pixels, SheetCell, SheetLine, SheetPicture, SheetRow, Words};

/// A page of a view as it is drawn. `name` stands above it.
pub fn sheet(name: &str, view: &View, page: &Page, lang: Lang) -> SheetPicture {
    let pieces = match &page.sheet {
        Sheet::Pixels(raster) => vec![Piece::Pixels { pixels: pixels(raster), caption: String::new() }],
        Sheet::Blocks(blocks) => blocks.iter().map(|block| piece(block, lang)).collect(),
    };
    SheetPicture { caption: name.to_owned(), notes: texts::page_notes(lang, view, page), pieces }
}

/// Findings that are listed above a page.
const LISTED: usize = 60;

/// The first findings and, where there are more, `says` of how many: the request's page has them all.
pub fn listed(mut notes: Vec<String>, says: impl Fn(usize) -> String) -> Vec<String> {
    let more = notes.len().saturating_sub(LISTED);
    notes.truncate(LISTED);
    notes.extend((more > 0).then(|| says(more)));
    notes
}

fn piece(block: &Block, lang: Lang) -> Piece {
    match block {
        Block::Title(title) => Piece::Part { title: texts::title(lang, title), hidden: label(&title.mark, lang) },
        Block::Text { level, runs, found } => {
            Piece::Text { level: *level, words: words(runs, lang), found: labels(found, lang) }
        }
        Block::Table { rows } => Piece::Table(rows.iter().map(|one| row(one, lang)).collect()),
        Block::Code { lines } => Piece::Code(
            lines
                .iter()
                .map(|line| SheetLine {
                    number: line.number.to_string(),
                    text: line.text.clone(),
                    found: labels(&line.found, lang),
                })
                .collect(),
        ),
        Block::Picture { raster, name, mark } => {
            let caption = [name.as_str(), &label(mark, lang)].join(" ").trim().to_owned();
            Piece::Pixels { pixels: pixels(raster), caption }
        }
        Block::NoPicture { name, reason } => {
            Piece::Note([name.as_str(), &texts::no_view(lang, reason)].join(" ").trim().to_owned())
        }
    }
}

fn pixels(raster: &Raster) -> Pixels {
    Pixels { width: raster.width, height: raster.height, rgb: raster.rgb.clone() }
}

fn row(row: &Row, lang: Lang) -> SheetRow {
    SheetRow {
        number: if row.number > 0 { row.number.to_string() } else { String::new() },
        cells: row.cells.iter().map(|one| cell(one, lang)).collect(),
        hidden: label(&row.mark, lang),
        found: labels(&row.found, lang),
    }
}

fn cell(cell: &Cell, lang: Lang) -> SheetCell {
    SheetCell { words: words(&cell.runs, lang), found: labels(&cell.found, lang) }
}

fn words(runs: &[Run], lang: Lang) -> Vec<Words> {
    runs.iter().map(|run| Words { text: run.text.clone(), label: label(&run.mark, lang) }).collect()
}

fn label(mark: &str, lang: Lang) -> String {
    if mark.is_empty() { String::new() } else { texts::finding(lang, mark) }
}

fn labels(found: &[String], lang: Lang) -> Vec<String> {
    found.iter().map(|id| texts::finding(lang, id)).collect()
}
