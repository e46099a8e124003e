//! What a walk over a file writes down for the view, beside its findings.

use std::collections::BTreeMap;

use super::{Block, Cell, Line, Row, Run, Title, TitleOf};
use crate::Finding;
use crate::names::is_invisible;

/// Text that is kept for one view, in bytes.
const MOST_TEXT: usize = 4 << 20;
/// Packed pictures that are kept for one view, in bytes.
const MOST_MEDIA: usize = 64 << 20;
/// Cells of one row.
const MOST_CELLS: usize = 1_024;

/// A part of the file: a story, sheet, slide or cell.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// As findings name it.
    pub(crate) place: String,
    pub(crate) title: Option<Title>,
    pub(super) pieces: Vec<Piece>,
    /// Lines of text so far, counted as what is judged by reading counts them.
    lines: usize,
    /// Columns that are hidden, from and to, from 1.
    pub(super) hidden_columns: Vec<(usize, usize)>,
}

/// A block and the lines of its part that it is.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) first: usize,
    pub(super) lines: usize,
    pub(super) shape: Shape,
}

#[derive(Debug)]
pub(super) enum Shape {
    Block(Block),
    /// A picture by the name that its part has for it, resolved when all parts are read.
    Picture {
        target: String,
        mark: &'static str,
    },
}

/// The record.
#[derive(Debug, Default)]
pub(crate) struct Paper {
    pub(super) parts: Vec<Part>,
    /// Text that the file hides and that stands on no page: id, place, words.
    pub(super) beside: Vec<(&'static str, String, String)>,
    /// Packed pictures by the name of their entry.
    pub(super) media: BTreeMap<String, Vec<u8>>,
    /// What a part calls another: (part, name) to entry.
    pub(super) targets: BTreeMap<(String, String), String>,
    /// The order of sheets or slides: (part that lists them, name of the target), its own name, the finding that hides it.
    pub(super) order: Vec<(String, String, String, &'static str)>,
    /// Pictures in a picture file.
    pub(super) frames: usize,
    pub(super) cut: bool,
    runs: Vec<Run>,
    tables: Vec<Vec<Row>>,
    row: Row,
    table_line: usize,
    bytes: usize,
    media_bytes: usize,
}

impl Paper {
    /// Begins a part; what is not in a part yet is in one without a place.
    pub(crate) fn part(&mut self, place: &str, title: Option<Title>) {
        self.runs.clear();
        self.tables.clear();
        self.row = Row::default();
        self.parts.push(Part { place: place.to_owned(), title, ..Part::default() });
    }

    pub(crate) fn here(&mut self) -> &mut Part {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }

    fn room(&mut self, bytes: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.cut |= self.bytes > MOST_TEXT;
        self.bytes <= MOST_TEXT
    }

    /// Text of the paragraph or cell that is being read; `mark` is the finding that it is, or empty.
    pub(crate) fn text(&mut self, text: &str, mark: &str) {
        if text.is_empty() || !self.room(text.len()) {
            return;
        }
        match self.runs.last_mut().filter(|run| run.mark == mark) {
            Some(run) => run.text.extend(text.chars().map(seen)),
            None => self.runs.push(Run { text: text.chars().map(seen).collect(), mark: mark.to_owned() }),
        }
    }

    /// The paragraph ends. `lines`: how many lines it is for what is judged by reading.
    pub(crate) fn paragraph(&mut self, level: u8, lines: usize) {
        if !self.tables.is_empty() {
            self.text(" ", "");
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        let shown = runs.iter().any(|run| !run.text.trim().is_empty());
        self.piece(lines, shown.then_some(Shape::Block(Block::Text { level, runs, found: Vec::new() })));
    }

    fn piece(&mut self, lines: usize, shape: Option<Shape>) {
        let part = self.here();
        let first = part.lines + 1;
        part.lines += lines;
        if let Some(shape) = shape {
            part.pieces.push(Piece { first, lines, shape });
        }
    }

    pub(crate) fn table(&mut self) {
        if self.tables.is_empty() {
            // What stood before the table without an end of its own.
            if self.runs.iter().any(|run| !run.text.trim().is_empty()) {
                self.paragraph(0, 0);
            }
            self.runs.clear();
            self.row = Row::default();
            self.table_line = self.here().lines + 1;
        }
        self.tables.push(Vec::new());
    }

    /// A cell ends. A table inside a cell is text of the cell.
    pub(crate) fn cell(&mut self) {
        if self.tables.len() == 1 && self.row.cells.len() < MOST_CELLS {
            // A cell takes memory though it says nothing.
            if !self.room(size_of::<Cell>()) {
                self.runs.clear();
                return;
            }
            let mut runs = std::mem::take(&mut self.runs);
            if let Some(last) = runs.last_mut() {
                last.text.truncate(last.text.trim_end().len());
            }
            self.row.cells.push(Cell { runs, ..Cell::default() });
        } else {
            self.text("\u{2002}", "");
        }
    }

    /// A cell at a column, from 1: what lies between is filled with gaps.
    pub(crate) fn cell_at(&mut self, column: usize) {
        while self.row.cells.len() + 1 < column.min(MOST_CELLS) && self.room(size_of::<Cell>()) {
            self.row.cells.push(Cell { gap: true, ..Cell::default() });
        }
        self.cell();
    }

    /// The last cell stands for so many more.
    pub(crate) fn repeat(&mut self, times: usize) {
        for _ in 0..times.min(64) {
            let Some(cell) = self.row.cells.last().cloned() else { return };
            if !self.room(size_of::<Cell>()) || self.row.cells.len() >= MOST_CELLS {
                return;
            }
            self.row.cells.push(Cell { gap: true, ..cell });
        }
    }

    /// A row ends: `number` in the file or 0, the finding that hides it or empty, and how many lines it is.
    pub(crate) fn row(&mut self, number: usize, mark: &str, lines: usize) {
        if self.tables.len() != 1 {
            self.text("\u{2002}/ ", "");
            return;
        }
        let row = std::mem::take(&mut self.row);
        self.here().lines += lines;
        if !self.room(size_of::<Row>()) {
            return;
        }
        if let Some(rows) = self.tables.last_mut() {
            rows.push(Row { number, mark: mark.to_owned(), ..row });
        }
    }

    /// The table ends; `lines` that follow it belong to no row.
    pub(crate) fn end_table(&mut self, lines: usize) {
        let Some(rows) = self.tables.pop() else { return };
        if self.tables.is_empty() {
            let (first, many) = (self.table_line, rows.len());
            let part = self.here();
            // Rows are found by line where each is one.
            let lines_of = if part.lines + 1 - first == many { many } else { 0 };
            if many > 0 {
                let block = Block::Table { rows };
                part.pieces.push(Piece { first, lines: lines_of, shape: Shape::Block(block) });
            }
            part.lines += lines;
        }
    }

    /// Numbered lines: a program, a log, plain text.
    pub(crate) fn code(&mut self, text: &str) {
        let mut lines = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            if !self.room(line.len() + 8) {
                break;
            }
            lines.push(Line { number, text: line.chars().map(seen).collect(), found: Vec::new() });
        }
        let many = lines.len();
        self.piece(many, (many > 0).then_some(Shape::Block(Block::Code { lines })));
    }

    /// A picture that this part names so.
    pub(crate) fn picture(&mut self, name: &str, mark: &'static str) {
        if !name.is_empty() {
            self.piece(0, Some(Shape::Picture { target: name.to_owned(), mark }));
        }
    }

    /// A packed picture of the container.
    pub(crate) fn media(&mut self, name: &str, bytes: &[u8]) {
        if self.media_bytes.saturating_add(bytes.len()) > MOST_MEDIA {
            self.cut = true;
            return;
        }
        self.media_bytes += bytes.len();
        self.media.insert(name.to_owned(), bytes.to_vec());
    }

    /// What `part` calls `name` is the entry `entry`.
    pub(crate) fn target(&mut self, part: &str, name: &str, entry: &str) {
        if self.targets.len() < 100_000 {
            self.targets.insert((part.to_owned(), name.to_owned()), entry.to_owned());
        }
    }

    /// The next sheet or slide in reading order.
    pub(crate) fn next(&mut self, part: &str, target: &str, name: &str, mark: &'static str) {
        if self.order.len() < 10_000 {
            self.order.push((part.to_owned(), target.to_owned(), name.to_owned(), mark));
        }
    }

    /// Columns of the part that are hidden, from 1.
    pub(crate) fn hidden_columns(&mut self, from: usize, to: usize) {
        let part = self.here();
        if part.hidden_columns.len() < MOST_CELLS {
            part.hidden_columns.push((from, to));
        }
    }

    /// Words that the file hides and that stand on no page.
    pub(crate) fn beside(&mut self, id: &'static str, place: &str, words: &str) {
        let words = words.trim();
        if !words.is_empty() && self.room(words.len() + 32) {
            self.beside.push((id, place.to_owned(), words.to_owned()));
        }
    }

    /// So many lines that are no block, for what is judged by reading.
    pub(crate) fn skip(&mut self, lines: usize) {
        self.here().lines += lines;
    }

    /// There is more than is kept.
    pub(crate) fn too_much(&mut self) {
        self.cut = true;
    }

    /// One more picture in this picture file.
    pub(crate) fn frame(&mut self) {
        self.frames = self.frames.saturating_add(1);
    }

    /// The part is hidden as a whole.
    pub(crate) fn hide(&mut self, mark: &str) {
        if let Some(title) = &mut self.here().title {
            title.mark = mark.to_owned();
        }
    }

    /// Puts sheets and slides into their order, gives them their names, and marks what findings name by line.
    pub(super) fn finish(&mut self, findings: &[Finding]) {
        if !self.runs.is_empty() {
            self.paragraph(0, 1);
        }
        while !self.tables.is_empty() {
            self.end_table(0);
        }
        let mut sorted = Vec::with_capacity(self.parts.len());
        for (lister, target, name, mark) in std::mem::take(&mut self.order) {
            let Some(entry) = self.targets.get(&(lister, target)) else { continue };
            let Some(at) = self.parts.iter().position(|part| part.place.eq_ignore_ascii_case(entry)) else { continue };
            let mut part = self.parts.remove(at);
            if let Some(title) = &mut part.title {
                if !name.is_empty() {
                    title.name = name;
                } else if title.what == TitleOf::Slide {
                    title.name = (sorted.len() + 1).to_string();
                }
                if !mark.is_empty() {
                    title.mark = mark.to_owned();
                }
            }
            sorted.push(part);
        }
        sorted.append(&mut self.parts);
        self.parts = sorted;
        let places =
            findings.iter().flat_map(|f| std::iter::once(&f.place).chain(&f.also).map(move |place| (f, place)));
        for (finding, at) in places {
            let (place, line) = at.rsplit_once(" > ").unwrap_or(("", at));
            let Some(line) = line.strip_prefix("line ").and_then(|n| n.parse::<usize>().ok()) else { continue };
            for part in self.parts.iter_mut().filter(|part| part.place == place) {
                part.highlight(line, finding);
            }
        }
    }
}

impl Part {
    fn highlight(&mut self, line: usize, finding: &Finding) {
        let Some(piece) = self.pieces.iter_mut().find(|p| p.first <= line && line < p.first + p.lines) else { return };
        let at = line - piece.first;
        let put = |list: &mut Vec<String>| {
            if !list.iter().any(|id| finding.id == id.as_str()) {
                list.push(finding.id.to_string());
            }
        };
        match &mut piece.shape {
            Shape::Block(Block::Text { found, .. }) => put(found),
            Shape::Block(Block::Code { lines }) => {
                if let Some(line) = lines.get_mut(at) {
                    put(&mut line.found);
                }
            }
            Shape::Block(Block::Table { rows }) => {
                // "< 10: 3:2, 4:2" names rows and cells of a table that begins here.
                let cells: Vec<(usize, usize)> = finding
                    .evidence
                    .rsplit_once(": ")
                    .filter(|_| finding.id == "small_cell")
                    .map(|(_, list)| list.split(", ").filter_map(pair).collect())
                    .unwrap_or_default();
                for (row, cell) in &cells {
                    let of = |row: &mut Row| {
                        row.cells.iter_mut().filter(|c| !c.gap).nth(cell - 1).map(|c| put(&mut c.found))
                    };
                    rows.get_mut(at + row - 1).and_then(of);
                }
                if cells.is_empty()
                    && let Some(row) = rows.get_mut(at)
                {
                    put(&mut row.found);
                }
            }
            _ => {}
        }
    }
}

/// A letter as it is shown: what has no shape, or turns what stands around it, gets one.
fn seen(letter: char) -> char {
    let kept = matches!(letter, '\n' | '\t');
    if !kept && (letter.is_control() || is_invisible(letter)) { char::REPLACEMENT_CHARACTER } else { letter }
}

fn pair(text: &str) -> Option<(usize, usize)> {
    let (row, cell) = text.split_once(':')?;
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| (1..1_000_000).contains(n));
    Some((number(row)?, number(cell)?))
}
