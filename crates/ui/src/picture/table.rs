//! A table as a picture.

use super::{Anchor, Drawing, Picture, PictureError, cut, width_of};

/// Rows on one picture; a longer table has several pages.
pub const ROWS_ON_A_PAGE: usize = 60;
/// Columns that a picture can hold.
pub const MAX_COLUMNS: usize = 20;
/// Characters of a cell; longer text is cut and ends in "…".
pub const MAX_CELL: usize = 40;

const SIZE: f64 = 14.0;
const ROW: f64 = 26.0;
const PADDING: f64 = 10.0;
const MARGIN: f64 = 20.0;

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TablePicture {
    pub caption: String,
    pub head: Vec<String>,
    /// Each as long as `head`.
    pub rows: Vec<Vec<String>>,
    /// So many columns at the left name the row and are set to the left; the others are numbers, set to the right.
    pub keys: usize,
    /// Lines below the table.
    pub notes: Vec<String>,
}

impl TablePicture {
    /// How many pictures the table takes; at least one.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(ROWS_ON_A_PAGE).max(1)
    }
}

/// Draws a page (from 1) of a table of up to [`ROWS_ON_A_PAGE`] rows, with the watermark where one is given.
///
/// # Errors
/// If the table has no columns or more than [`MAX_COLUMNS`], a row is not as long as the head, or there is no such
/// page.
pub fn table_png(table: &TablePicture, page: usize, watermark: Option<&str>) -> Result<Picture, PictureError> {
    let columns = table.head.len();
    if columns == 0 {
        return Err(PictureError::Empty);
    }
    if columns > MAX_COLUMNS {
        return Err(PictureError::TooManyColumns { columns });
    }
    if let Some(row) = table.rows.iter().find(|row| row.len() != columns) {
        return Err(PictureError::Uneven { expected: columns, found: row.len() });
    }
    let pages = table.pages();
    if page == 0 || page > pages {
        return Err(PictureError::NoSuchPage { page, pages });
    }
    let first = (page - 1) * ROWS_ON_A_PAGE;
    let rows = &table.rows[first..table.rows.len().min(first + ROWS_ON_A_PAGE)];
    let cell = |text: &String| cut(text, MAX_CELL);
    // Widths come from all rows, so that the pages of one table look alike.
    let widths: Vec<f64> = (0..columns)
        .map(|column| {
            let head = width_of(&cell(&table.head[column]), SIZE, true);
            table.rows.iter().map(|row| width_of(&cell(&row[column]), SIZE, false)).fold(head, f64::max) + 2.0 * PADDING
        })
        .collect();
    let caption = if pages > 1 { format!("{} ({page}/{pages})", table.caption) } else { table.caption.clone() };
    let inner = widths.iter().sum::<f64>().max(260.0);
    let caption_lines = wrapped(&caption, 16.0, true, inner);
    let notes: Vec<String> = table.notes.iter().flat_map(|note| wrapped(note, 12.0, false, inner)).collect();
    let top = MARGIN + 22.0 * caption_lines.len() as f64 + 8.0;
    let bottom = top + ROW * (rows.len() + 1) as f64;
    let mut drawing = Drawing::new(inner + 2.0 * MARGIN, bottom + 18.0 * notes.len() as f64 + MARGIN);
    for (number, line) in caption_lines.iter().enumerate() {
        drawing.text((MARGIN, MARGIN + 16.0 + 22.0 * number as f64), 16.0, true, Anchor::Start, line);
    }
    let right = MARGIN + widths.iter().sum::<f64>();
    let mut draw_row = |y: f64, cells: &[String], bold: bool| {
        let mut x = MARGIN;
        for (column, text) in cells.iter().enumerate() {
            let (at, anchor) = if column < table.keys {
                (x + PADDING, Anchor::Start)
            } else {
                (x + widths[column] - PADDING, Anchor::End)
            };
            drawing.text((at, y + 18.0), SIZE, bold, anchor, &cell(text));
            x += widths[column];
        }
        drawing.line((MARGIN, y + ROW), (right, y + ROW), "#b1b4b6", if bold { 2.0 } else { 1.0 });
    };
    draw_row(top, &table.head, true);
    for (number, row) in rows.iter().enumerate() {
        draw_row(top + ROW * (number + 1) as f64, row, false);
    }
    for (number, note) in notes.iter().enumerate() {
        drawing.text((MARGIN, bottom + 18.0 * (number + 1) as f64), 12.0, false, Anchor::Start, note);
    }
    drawing.picture(watermark)
}

/// The words in lines no wider than this. A word that is wider has a line of its own.
fn wrapped(words: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), size, bold) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
