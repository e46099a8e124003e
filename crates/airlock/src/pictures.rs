//! What a browser gets to see of a result: a picture with a watermark, never its values as text (invariant 4).

use foundation::{Arg, Lang, Texts};
use platform::{Answer, No};
use ui::picture::{
    ChartKind, ChartPicture, MAX_COLUMNS, Picture, PictureError, Series, TablePicture, chart_png, table_png,
};

use crate::rules::kept::{Grid, GridWords, Kept};

/// The words of a table in one language.
pub fn words(texts: &Texts, lang: Lang) -> GridWords {
    let text = |key: &str| texts.text(lang, key, &[]);
    let with = |key: &str| texts.text(lang, key, &[("field", Arg::from("{}"))]);
    GridWords {
        lang,
        total: text("table-total"),
        count: text("table-count"),
        weighted_count: text("table-count-weighted"),
        sum: with("table-sum"),
        mean: with("table-mean"),
        unweighted: text("table-unweighted"),
    }
}

/// How a result is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A page of it, from 1.
    Table {
        page: usize,
    },
    Chart,
}

/// A grid as the picture wants it.
fn table_picture(caption: &str, grid: Grid, notes: Vec<String>) -> TablePicture {
    TablePicture { caption: caption.to_owned(), head: grid.head, rows: grid.rows, keys: grid.keys, notes }
}

/// How many pictures a table takes.
pub fn pages(kept: &Kept, words: &GridWords) -> usize {
    table_picture("", kept.grid(words, MAX_COLUMNS), Vec::new()).pages()
}

/// Draws a table or its chart. `watermark`: who looks, and when; none only for a figure inside a document.
pub fn draw(kept: &Kept, words: &GridWords, look: Look, watermark: Option<&str>) -> Result<Picture, PictureError> {
    draw_with_notes(kept, words, look, Vec::new(), watermark)
}

/// The same with lines of text below a table: what its author says of it.
pub fn draw_with_notes(
    kept: &Kept,
    words: &GridWords,
    look: Look,
    notes: Vec<String>,
    watermark: Option<&str>,
) -> Result<Picture, PictureError> {
    match look {
        Look::Table { page } => {
            let grid = kept.grid(words, MAX_COLUMNS);
            table_png(&table_picture(&kept.title, grid, notes), page, watermark)
        }
        Look::Chart => chart_png(&chart(kept, words), watermark),
    }
}

/// Whether a chart of it can be read.
pub fn can_be_drawn(kept: &Kept, words: &GridWords) -> Result<(), PictureError> {
    draw(kept, words, Look::Chart, None).map(drop)
}

fn chart(kept: &Kept, words: &GridWords) -> ChartPicture {
    let (categories, series) = kept.series(words);
    let x_label = kept.dimensions.first().map(|d| d.label.of(words.lang).to_owned()).unwrap_or_default();
    let y_label = match series.as_slice() {
        [(name, _)] => name.clone(),
        _ => String::new(),
    };
    ChartPicture {
        kind: ChartKind::Bar,
        title: kept.title.clone(),
        x_label,
        y_label,
        categories,
        series: series.into_iter().map(|(name, values)| Series { name, values }).collect(),
    }
}

/// Characters of text on one picture: some fifty lines, so that no text makes a picture of any size.
const TEXT_ON_A_PAGE: usize = 5_000;

/// Paragraphs, cut into what fits on one picture each; at least one.
pub fn text_pages(paragraphs: &[String]) -> Vec<Vec<String>> {
    let (mut pages, mut page, mut room) = (Vec::new(), Vec::new(), TEXT_ON_A_PAGE);
    for paragraph in paragraphs {
        let mut rest: Vec<char> = paragraph.chars().collect();
        while !rest.is_empty() {
            // A short paragraph takes a line all the same.
            let cost = rest.len().max(100);
            if cost > room && !page.is_empty() {
                pages.push(std::mem::take(&mut page));
                room = TEXT_ON_A_PAGE;
            }
            let after = rest.split_off(rest.len().min(TEXT_ON_A_PAGE));
            room = room.saturating_sub(rest.len().max(100));
            page.push(rest.iter().collect());
            rest = after;
        }
    }
    pages.push(page);
    pages
}

/// A text as a picture: a few facts above it, the paragraphs below.
pub fn text_picture(
    title: &str,
    facts: &[(String, String)],
    paragraphs: Vec<String>,
    watermark: &str,
) -> Result<Picture, PictureError> {
    let (head, rest) = facts.split_first().ok_or(PictureError::Empty)?;
    // Wide enough for a line of text that can be read.
    let wide = |text: &str| format!("{text:\u{2003}<36}");
    let picture = TablePicture {
        caption: title.to_owned(),
        head: vec![head.0.clone(), wide(&head.1)],
        rows: rest.iter().map(|(a, b)| vec![a.clone(), b.clone()]).collect(),
        keys: 2,
        notes: paragraphs,
    };
    table_png(&picture, 1, Some(watermark))
}

/// Draws on a thread of its own: a picture takes some ten milliseconds of a processor.
pub async fn drawn(draw: impl FnOnce() -> Result<Picture, PictureError> + Send + 'static) -> Answer<Picture> {
    let result = tokio::task::spawn_blocking(draw).await.map_err(|e| No::Broken(format!("drawing a picture: {e}")))?;
    result.map_err(|e| match e {
        PictureError::Failed(_) | PictureError::Uneven { .. } => No::Broken(e.to_string()),
        // Asked for what there is not, or what cannot be read as a picture.
        _ => No::NotFound,
    })
}
