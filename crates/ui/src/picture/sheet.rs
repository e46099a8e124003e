//! A page of a document as a picture: pixels that somebody made, or text, tables and lines of a program. What is marked is
//! underlined and numbered, and what the numbers mean stands below.

use resvg::{tiny_skia, usvg};

use super::{Drawing, Picture, PictureError, SCALE, options, printable, width_of};

/// A page is this wide, in CSS pixels.
const WIDTH: f64 = 920.0;
const MARGIN: f64 = 24.0;
const INNER: f64 = WIDTH - 2.0 * MARGIN;
const SIZE: f64 = 14.0;
const LINE: f64 = 20.0;
const CODE: f64 = 13.0;
/// A letter of the font for programs, as a share of its size.
const CODE_LETTER: f64 = 0.602;
/// Highest page, in CSS pixels; what is longer was not cut into pages.
const MOST_HEIGHT: f64 = 6_000.0;
/// The grounds behind what was found and what is hidden.
const FOUND: &str = "#fff3bf";
const HIDDEN: &str = "#f6d7d2";

/// Pixels of three bytes each (red, green, blue), line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

/// Text of one look; `label` says what is the matter with it, and is empty for plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub label: String,
}

/// A cell of a table, and what was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetCell {
    pub words: Vec<Words>,
    pub found: Vec<String>,
}

/// A row of a table: its number (or nothing), what hides it (or nothing), what was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetRow {
    pub number: String,
    pub cells: Vec<SheetCell>,
    pub hidden: String,
    pub found: Vec<String>,
}

/// A numbered line of a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetLine {
    pub number: String,
    pub text: String,
    pub found: Vec<String>,
}

/// A piece of a page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The beginning of a part, and what hides it (or nothing).
    Part {
        title: String,
        hidden: String,
    },
    /// `level` 0 is text, 1 to 6 are headings.
    Text {
        level: u8,
        words: Vec<Words>,
        found: Vec<String>,
    },
    Table(Vec<SheetRow>),
    Code(Vec<SheetLine>),
    Pixels {
        pixels: Pixels,
        caption: String,
    },
    /// Said by the service, not by the document.
    Note(String),
}

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetPicture {
    pub caption: String,
    /// Lines under the caption, said by the service.
    pub notes: Vec<String>,
    pub pieces: Vec<Piece>,
}

/// Draws a page, with the watermark where one is given.
///
/// # Errors
/// If pixels are not as many as their size says, or the page is longer than can be drawn.
pub fn sheet_png(sheet: &SheetPicture, watermark: Option<&str>) -> Result<Picture, PictureError> {
    let mut page = SheetPage::default();
    for line in wrapped(&[plain(&sheet.caption)], 16.0, true, INNER) {
        page.line(line, 16.0, true, MARGIN, 24.0);
    }
    for note in &sheet.notes {
        for line in wrapped(&[plain(note)], 12.0, false, INNER) {
            page.line(line, 12.0, false, MARGIN, 17.0);
        }
    }
    page.rule();
    for piece in &sheet.pieces {
        page.piece(piece)?;
    }
    page.legend();
    let height = page.y + MARGIN;
    if height > MOST_HEIGHT {
        return Err(PictureError::Failed(format!("a page of {height:.0} pixels is too long")));
    }
    let mut drawing = Drawing::new(WIDTH, height);
    drawing.body = page.body;
    if page.pixels.is_empty() {
        return drawing.picture(watermark);
    }
    drawing.picture_over(&page.pixels, watermark)
}

/// Pixels at a place, to be shown so wide and high.
pub(super) struct Placed<'p> {
    pub(super) pixels: &'p Pixels,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) scale: f64,
}

#[derive(Default)]
struct SheetPage<'p> {
    y: f64,
    body: String,
    /// What the numbers beside marks mean, in their order.
    labels: Vec<String>,
    pixels: Vec<Placed<'p>>,
}

fn plain(text: &str) -> Words {
    Words { text: text.to_owned(), label: String::new() }
}

impl<'p> SheetPage<'p> {
    fn number(&mut self, label: &str) -> usize {
        if let Some(at) = self.labels.iter().position(|known| known == label) {
            return at + 1;
        }
        self.labels.push(label.to_owned());
        self.labels.len()
    }

    /// The marks as words behind what they are about.
    fn tags(&mut self, labels: &[String]) -> String {
        labels.iter().map(|label| format!(" [{}]", self.number(label))).collect()
    }

    /// One line of text of several looks.
    fn line(&mut self, words: Vec<Words>, size: f64, bold: bool, x: f64, height: f64) {
        let top = if self.y < MARGIN { MARGIN } else { self.y };
        self.text(words, size, bold, "DejaVu Sans", x, top + height * 0.72);
        self.y = top + height;
    }

    fn text(&mut self, words: Vec<Words>, size: f64, bold: bool, family: &str, x: f64, y: f64) {
        let mut spans = String::new();
        for word in words {
            if word.label.is_empty() {
                spans.push_str(&printable(&word.text));
            } else {
                let number = self.number(&word.label);
                spans.push_str(&format!(
                    r##"<tspan fill="#8a1c0c" text-decoration="underline">{}</tspan><tspan fill="#8a1c0c" font-size="{:.0}"> [{number}]</tspan>"##,
                    printable(&word.text),
                    size * 0.8
                ));
            }
        }
        let weight = if bold { "bold" } else { "normal" };
        self.body.push_str(&format!(
            r##"<text xml:space="preserve" x="{x:.2}" y="{y:.2}" font-family="{family}" font-size="{size}" font-weight="{weight}" fill="#0b0c0c">{spans}</text>"##
        ));
    }

    fn ground(&mut self, x: f64, y: f64, width: f64, height: f64, colour: &str) {
        self.body.push_str(&format!(
            r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="{height:.2}" fill="{colour}"/>"#
        ));
    }

    fn rule(&mut self) {
        self.y += 6.0;
        self.ground(MARGIN, self.y, INNER, 1.0, "#b1b4b6");
        self.y += 8.0;
    }

    fn piece(&mut self, piece: &'p Piece) -> Result<(), PictureError> {
        match piece {
            Piece::Part { title, hidden } => {
                self.y += 8.0;
                let colour = if hidden.is_empty() { "#eef2f4" } else { HIDDEN };
                self.ground(MARGIN, self.y, INNER, 26.0, colour);
                let label = hidden.clone();
                self.y += 1.0;
                self.line(vec![Words { text: title.clone(), label }], 15.0, true, MARGIN + 8.0, 24.0);
                self.y += 7.0;
            }
            Piece::Text { level, words, found } => {
                let (size, bold, height) = match level {
                    0 => (SIZE, false, LINE),
                    1 => (20.0, true, 30.0),
                    2 => (17.0, true, 26.0),
                    _ => (15.0, true, 23.0),
                };
                let mut words = words.clone();
                words.extend(found.iter().map(|label| Words { text: String::new(), label: label.clone() }));
                let lines = wrapped(&words, size, bold, INNER - 8.0);
                if !found.is_empty() {
                    self.ground(MARGIN, self.y, INNER, height * lines.len() as f64, FOUND);
                }
                for line in lines {
                    self.line(line, size, bold, MARGIN + 4.0, height);
                }
                self.y += 6.0;
            }
            Piece::Table(rows) => self.table(rows),
            Piece::Code(lines) => {
                for line in lines {
                    if !line.found.is_empty() {
                        self.ground(MARGIN, self.y, INNER, 18.0, FOUND);
                    }
                    let base = self.y + 13.5;
                    self.text(vec![plain(&line.number)], 11.0, false, "DejaVu Sans Mono", MARGIN + 2.0, base);
                    let tags = self.tags(&line.found);
                    let text = line.text.replace('\t', "    ");
                    let size = fit(&text, &tags);
                    self.text(vec![plain(&text), plain(&tags)], size, false, "DejaVu Sans Mono", MARGIN + 58.0, base);
                    self.y += 18.0;
                }
                self.y += 6.0;
            }
            Piece::Pixels { pixels, caption } => self.place(pixels, caption)?,
            Piece::Note(words) => {
                for line in wrapped(&[plain(words)], SIZE, false, INNER - 16.0) {
                    self.ground(MARGIN, self.y, INNER, LINE, "#eef2f4");
                    self.line(line, SIZE, false, MARGIN + 8.0, LINE);
                }
                self.y += 6.0;
            }
        }
        Ok(())
    }

    fn place(&mut self, pixels: &'p Pixels, caption: &str) -> Result<(), PictureError> {
        let count = u64::from(pixels.width) * u64::from(pixels.height) * 3;
        if count == 0 || count != pixels.rgb.len() as u64 {
            let expected = usize::try_from(count).unwrap_or(usize::MAX);
            return Err(PictureError::Uneven { expected, found: pixels.rgb.len() });
        }
        let (width, height) = (f64::from(pixels.width), f64::from(pixels.height));
        // Small pictures in their own size, on dense screens twice as large as they are many.
        let scale = (INNER / width).min(2_400.0 / height).min(1.0);
        self.pixels.push(Placed { pixels, x: MARGIN, y: self.y, scale });
        self.y += height * scale + 6.0;
        if !caption.is_empty() {
            for line in wrapped(&[plain(caption)], 12.0, false, INNER) {
                self.line(line, 12.0, false, MARGIN, 17.0);
            }
        }
        self.y += 6.0;
        Ok(())
    }

    fn table(&mut self, rows: &[SheetRow]) {
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let gutter = if rows.iter().any(|row| !row.number.is_empty()) { 50.0 } else { 0.0 };
        let widths = widths(rows, columns, INNER - gutter);
        for row in rows {
            let cells: Vec<Vec<Vec<Words>>> = (row.cells.iter().zip(&widths))
                .map(|(cell, width)| {
                    let mut words = cell.words.clone();
                    words.extend(cell.found.iter().map(|label| Words { text: String::new(), label: label.clone() }));
                    wrapped(&words, 13.0, false, width - 12.0)
                })
                .collect();
            let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            let height = lines as f64 * 18.0 + 6.0;
            if !row.hidden.is_empty() {
                self.ground(MARGIN, self.y, INNER, height, HIDDEN);
            } else if !row.found.is_empty() {
                self.ground(MARGIN, self.y, INNER, height, FOUND);
            }
            let mut labels = row.found.clone();
            labels.extend(Some(row.hidden.clone()).filter(|label| !label.is_empty()));
            let tags = self.tags(&labels);
            if gutter > 0.0 || !tags.is_empty() {
                let number = format!("{}{tags}", row.number);
                self.text(vec![plain(&number)], 10.0, false, "DejaVu Sans", MARGIN + 2.0, self.y + 15.0);
            }
            let mut x = MARGIN + gutter;
            for ((lines, cell), width) in cells.into_iter().zip(&row.cells).zip(&widths) {
                if !cell.found.is_empty() {
                    self.ground(x, self.y, *width, height, FOUND);
                }
                for (at, line) in lines.into_iter().enumerate() {
                    self.text(line, 13.0, false, "DejaVu Sans", x + 6.0, self.y + 16.0 + at as f64 * 18.0);
                }
                x += width;
            }
            self.y += height;
            self.ground(MARGIN, self.y, INNER, 0.7, "#b1b4b6");
        }
        self.y += 10.0;
    }

    fn legend(&mut self) {
        if self.labels.is_empty() {
            return;
        }
        self.rule();
        for (at, label) in self.labels.clone().into_iter().enumerate() {
            for line in wrapped(&[plain(&format!("[{}] {label}", at + 1))], 12.0, false, INNER) {
                self.line(line, 12.0, false, MARGIN, 17.0);
            }
        }
    }
}

/// A line of a program is cut into lines before; one with wide marks behind is drawn smaller.
fn fit(text: &str, tags: &str) -> f64 {
    let letters = (text.chars().count() + tags.chars().count()).max(1) as f64;
    CODE.min((INNER - 62.0) / letters / CODE_LETTER).max(6.0)
}

/// As wide as the longest cell where there is room, and fairly shared where there is not.
fn widths(rows: &[SheetRow], columns: usize, room: f64) -> Vec<f64> {
    let of = |cell: &SheetCell| {
        let text: f64 = cell
            .words
            .iter()
            .map(|w| width_of(&w.text, 13.0, false) + if w.label.is_empty() { 0.0 } else { 22.0 })
            .sum();
        text + 16.0 + 22.0 * cell.found.len() as f64
    };
    let natural: Vec<f64> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.cells.get(column)).map(of).fold(34.0, f64::max))
        .collect();
    let mut out = natural.clone();
    let mut fair = room / columns as f64;
    // Narrow columns leave their share to the wide ones.
    for _ in 0..columns {
        let (narrow, wide): (Vec<f64>, Vec<f64>) = natural.iter().partition(|width| **width <= fair);
        if wide.is_empty() {
            return out;
        }
        let next = (room - narrow.iter().sum::<f64>()) / wide.len() as f64;
        if (next - fair).abs() < 0.5 {
            break;
        }
        fair = next;
    }
    out.iter_mut().for_each(|width| *width = width.min(fair));
    out
}

/// Lines no wider than this; a word that is wider is cut. Line ends in the words are line ends.
fn wrapped(words: &[Words], size: f64, bold: bool, width: f64) -> Vec<Vec<Words>> {
    let mut lines: Vec<Vec<Words>> = vec![Vec::new()];
    let mut used = 0.0;
    for run in words {
        for (turn, part) in run.text.split('\n').enumerate() {
            if turn > 0 {
                lines.push(Vec::new());
                used = 0.0;
            }
            let part = part.replace('\t', "    ");
            for token in part.split_inclusive(' ') {
                for piece in cut_to(token, size, bold, width) {
                    let wide = width_of(&piece, size, bold);
                    if used > 0.0 && used + wide > width {
                        lines.push(Vec::new());
                        used = 0.0;
                    }
                    used += wide;
                    if let Some(line) = lines.last_mut() {
                        match line.last_mut().filter(|last| last.label == run.label) {
                            Some(last) => last.text.push_str(&piece),
                            None => line.push(Words { text: piece, label: run.label.clone() }),
                        }
                    }
                }
            }
        }
        if !run.label.is_empty() {
            used += 22.0;
            // A mark without words of its own.
            if run.text.is_empty()
                && let Some(line) = lines.last_mut()
            {
                line.push(run.clone());
            }
        }
    }
    lines
}

/// A word in pieces that are no wider than a line.
fn cut_to(word: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
    if width_of(word, size, bold) <= width {
        return if word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
    }
    let mut out = vec![String::new()];
    let mut used = 0.0;
    for letter in word.chars() {
        let wide = width_of(letter.encode_utf8(&mut [0; 4]), size, bold);
        if used > 0.0 && used + wide > width {
            out.push(String::new());
            used = 0.0;
        }
        used += wide;
        if let Some(last) = out.last_mut() {
            last.push(letter);
        }
    }
    out
}

impl Drawing {
    /// The drawing with pixels under it; the watermark lies over everything.
    pub(super) fn picture_over(mut self, pixels: &[Placed], watermark: Option<&str>) -> Result<Picture, PictureError> {
        if let Some(words) = watermark.filter(|words| !words.trim().is_empty()) {
            self.watermark(words);
        }
        let (width, height) = (self.width, self.height);
        let failed = |why: &dyn std::fmt::Display| PictureError::Failed(why.to_string());
        let svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{}">{}</svg>"##,
            super::FONT,
            self.body
        );
        let tree = usvg::Tree::from_str(&svg, &options()).map_err(|why| failed(&why))?;
        let size = |length: u32| (length as f32 * SCALE) as u32;
        let mut pixmap = tiny_skia::Pixmap::new(size(width), size(height))
            .ok_or_else(|| failed(&format!("{width} x {height} is no size for a picture")))?;
        pixmap.fill(tiny_skia::Color::WHITE);
        for placed in pixels {
            let mut own = tiny_skia::Pixmap::new(placed.pixels.width, placed.pixels.height)
                .ok_or_else(|| failed(&"a picture without a size"))?;
            for (to, from) in own.data_mut().chunks_exact_mut(4).zip(placed.pixels.rgb.chunks_exact(3)) {
                to[..3].copy_from_slice(from);
                to[3] = 255;
            }
            let scale = placed.scale as f32 * SCALE;
            let at = tiny_skia::Transform::from_scale(scale, scale)
                .post_translate(placed.x as f32 * SCALE, placed.y as f32 * SCALE);
            let paint = tiny_skia::PixmapPaint { quality: tiny_skia::FilterQuality::Bicubic, ..Default::default() };
            pixmap.draw_pixmap(0, 0, own.as_ref(), &paint, at, None);
        }
        resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
        let png = pixmap.encode_png().map_err(|why| failed(&why))?;
        Ok(Picture { png, width, height })
    }
}
