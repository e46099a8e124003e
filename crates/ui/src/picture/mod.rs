//! Pictures of tables and charts, so that a page can show a result without carrying its values as text. A watermark
//! says who looked and when. The same input gives the same bytes on every machine: the fonts are embedded.

mod chart;
mod curve;
mod shaded;
mod sheet;
mod table;

use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

pub use chart::{ChartKind, ChartPicture, MAX_CATEGORIES, MAX_SERIES, Series, chart_png};
pub use curve::{Curve, CurvePicture, curve_png};
pub use shaded::{MAX_CLASSES, ShadedPicture, shaded_png};
pub use sheet::{Piece, Pixels, SheetCell, SheetLine, SheetPicture, SheetRow, Words, sheet_png};
pub use table::{MAX_CELL, MAX_COLUMNS, ROWS_ON_A_PAGE, TablePicture, table_png};

use crate::html::escape;

/// A PNG. It has two pixels for each unit of `width` and `height`, so that it is sharp on dense screens and in print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub png: Vec<u8>,
    /// The width to show it at, in CSS pixels.
    pub width: u32,
    /// The height to show it at, in CSS pixels.
    pub height: u32,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// Nothing to draw.
    Empty,
    TooManyColumns {
        columns: usize,
    },
    TooManyCategories {
        categories: usize,
    },
    TooManySeries {
        series: usize,
    },
    TooManyClasses {
        classes: usize,
    },
    /// A row or series does not have a value for each column or category.
    Uneven {
        expected: usize,
        found: usize,
    },
    NoSuchPage {
        page: usize,
        pages: usize,
    },
    /// The renderer refused; the words are its own.
    Failed(String),
}

impl std::fmt::Display for PictureError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PictureError::Empty => write!(out, "drawing a picture: there is nothing in it; give rows or values"),
            PictureError::TooManyColumns { columns } => {
                write!(out, "drawing a table of {columns} columns: at most {MAX_COLUMNS} can be read; leave some out")
            }
            PictureError::TooManyCategories { categories } => {
                write!(
                    out,
                    "drawing a chart of {categories} categories: at most {MAX_CATEGORIES} can be read; draw a table"
                )
            }
            PictureError::TooManySeries { series } => {
                write!(out, "drawing a chart of {series} series: at most {MAX_SERIES} can be told apart; draw a table")
            }
            PictureError::TooManyClasses { classes } => {
                write!(out, "drawing {classes} classes on one axis: at most {MAX_CLASSES} can be read; take wider ones")
            }
            PictureError::Uneven { expected, found } => {
                write!(
                    out,
                    "drawing a picture: {found} values where there should be {expected}; fill gaps with empty ones"
                )
            }
            PictureError::NoSuchPage { page, pages } => {
                write!(out, "drawing page {page} of a table of {pages} pages: pages count from 1")
            }
            PictureError::Failed(why) => write!(out, "drawing a picture: {why}; report it with the table's shape"),
        }
    }
}

impl std::error::Error for PictureError {}

const SCALE: f32 = 2.0;
const FONT: &str = "DejaVu Sans";

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    for name in ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf"] {
        fonts.load_font_data(crate::assets::font(name).to_vec());
    }
    fonts.set_sans_serif_family(FONT);
    Arc::new(fonts)
});

/// Only the fonts that are embedded.
fn options() -> usvg::Options<'static> {
    usvg::Options { fontdb: FONTS.clone(), font_family: FONT.to_owned(), ..usvg::Options::default() }
}

/// An SVG under construction; lengths are CSS pixels.
struct Drawing {
    width: u32,
    height: u32,
    body: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    fn new(width: f64, height: f64) -> Drawing {
        Drawing { width: width.ceil() as u32, height: height.ceil() as u32, body: String::new() }
    }

    fn text(&mut self, (x, y): (f64, f64), size: f64, bold: bool, anchor: Anchor, words: &str) {
        self.turned_text((x, y), size, bold, anchor, 0.0, words);
    }

    /// Text turned round its start by so many degrees.
    fn turned_text(&mut self, (x, y): (f64, f64), size: f64, bold: bool, anchor: Anchor, turn: f64, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { "bold" } else { "normal" };
        self.body.push_str(&format!(
            r##"<text x="{x:.2}" y="{y:.2}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="#0b0c0c" transform="rotate({turn} {x:.2} {y:.2})">{}</text>"##,
            printable(words)
        ));
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str, width: f64) {
        self.body.push_str(&format!(
            r#"<line x1="{x1:.2}" y1="{y1:.2}" x2="{x2:.2}" y2="{y2:.2}" stroke="{colour}" stroke-width="{width}"/>"#
        ));
    }

    fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str) {
        self.body.push_str(&format!(
            r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="{height:.2}" fill="{colour}"/>"#
        ));
    }

    /// The text again and again, across everything else, so that no part of the picture can be cut out without it.
    fn watermark(&mut self, words: &str) {
        let (size, line, gap) = (15.0, 74.0, 60.0);
        let step = width_of(words, size, false) + gap;
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        // The turned lines must cover the corners too.
        let reach = (width + height) * 0.75 + step;
        let words = printable(words);
        self.body.push_str(&format!(
            r##"<g transform="rotate(-24 {:.2} {:.2})" fill="#5a1e1e" fill-opacity="0.2" font-size="{size}">"##,
            width / 2.0,
            height / 2.0
        ));
        let (mut y, mut row) = (height / 2.0 - reach, 0);
        while y < height / 2.0 + reach {
            let mut x = width / 2.0 - reach - if row % 2 == 0 { 0.0 } else { step / 2.0 };
            while x < width / 2.0 + reach {
                self.body.push_str(&format!(r#"<text x="{x:.2}" y="{y:.2}">{words}</text>"#));
                x += step;
            }
            y += line;
            row += 1;
        }
        self.body.push_str("</g>");
    }

    fn picture(mut self, watermark: Option<&str>) -> Result<Picture, PictureError> {
        if let Some(words) = watermark.filter(|words| !words.trim().is_empty()) {
            self.watermark(words);
        }
        let (width, height) = (self.width, self.height);
        let svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FONT}"><rect width="{width}" height="{height}" fill="#ffffff"/>{}</svg>"##,
            self.body
        );
        let failed = |why: &dyn std::fmt::Display| PictureError::Failed(why.to_string());
        let tree = usvg::Tree::from_str(&svg, &options()).map_err(|why| failed(&why))?;
        let pixels = |length: u32| (length as f32 * SCALE) as u32;
        let mut pixmap = tiny_skia::Pixmap::new(pixels(width), pixels(height))
            .ok_or_else(|| failed(&format!("{width} x {height} is no size for a picture")))?;
        resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
        let png = pixmap.encode_png().map_err(|why| failed(&why))?;
        Ok(Picture { png, width, height })
    }
}

/// Escaped, with what XML cannot hold shown as a replacement character.
fn printable(words: &str) -> String {
    let shown: String = words
        .chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
            c => c,
        })
        .collect();
    escape(&shown)
}

/// About how wide a text is. It errs on the wide side, so that columns never run into each other.
fn width_of(words: &str, size: f64, bold: bool) -> f64 {
    let ems: f64 = words
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.36,
            ' ' | '-' | '(' | ')' | 'f' | 't' | 'r' | '/' => 0.45,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.03,
            c if c.is_ascii_uppercase() => 0.78,
            c if c.is_ascii() => 0.66,
            c if (c as u32) < 0x250 => 0.8,
            _ => 1.05,
        })
        .sum();
    ems * size * if bold { 1.12 } else { 1.0 }
}

/// The text, cut to so many characters.
fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let mut cut: String = words.chars().take(most - 1).collect();
    cut.push('…');
    cut
}
