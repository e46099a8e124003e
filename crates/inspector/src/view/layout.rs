//! Blocks cut into pages: so many lines each, wide tables in groups of columns, long cells and lines continued.

use super::paper::{Paper, Shape};
use super::{
    Block, Cell, Line, MOST_PAGES, Page, Row, Run, Sheet, Title, TitleOf, View, Wanted, enough, positions, raster,
};
use crate::{Report, kind};

/// Lines of a page.
const LINES: usize = 58;
/// Characters of a line.
const WIDE: usize = 100;
/// Lines that a picture takes.
const PICTURE: usize = 26;
/// Pixels of a picture inside a document.
const PICTURE_PIXELS: u32 = 500_000;
/// Pictures that are decoded for one page.
const MOST_PICTURES: usize = 4;
/// Columns side by side.
const COLUMNS: usize = 9;

/// What stands on a page before pictures are decoded: only those of wanted pages are.
#[derive(Clone)]
enum Item {
    Block(Block),
    Picture { entry: String, mark: String },
}

/// A file that is shown as blocks.
pub(super) fn view(report: Report, mut paper: Paper, wanted: Wanted) -> View {
    paper.finish(&report.findings);
    let media = std::mem::take(&mut paper.media);
    let items = items(&mut paper, media.keys());
    let (hidden, cut) = hidden(paper, &report);
    let mut pages = paged(items);
    pages.extend(hidden.into_iter().map(|blocks| blocks.into_iter().map(Item::Block).collect()));
    if pages.is_empty() {
        return View::none(report, "empty");
    }
    let (of, shown) = (pages.len(), pages.len().min(MOST_PAGES));
    let mut out = Vec::new();
    for position in positions(wanted, shown) {
        if enough(&out) {
            break;
        }
        let blocks = pages[position].iter().map(|item| match item {
            Item::Block(block) => block.clone(),
            Item::Picture { entry, mark } => picture(entry, mark, media.get(entry).map(Vec::as_slice)),
        });
        out.push(Page { number: position + 1, sheet: Sheet::Blocks(blocks.collect()), found: Vec::new() });
    }
    View { report, pages: out, shown, of, cut, problem: String::new() }
}

/// What the file hides beside its pages, cut into pages.
pub(super) fn hidden(paper: Paper, _report: &Report) -> (Vec<Vec<Block>>, bool) {
    let mut items = Vec::new();
    for (id, place, words) in paper.beside {
        if items.is_empty() {
            let title = Title { what: TitleOf::Hidden, name: String::new(), mark: String::new() };
            items.push(Item::Block(Block::Title(title)));
        }
        let place =
            Run { text: if place.is_empty() { String::new() } else { format!("{place}: ") }, mark: String::new() };
        let words = Run { text: words, mark: id.to_owned() };
        items.push(Item::Block(Block::Text { level: 0, runs: vec![place, words], found: Vec::new() }));
    }
    let pages = paged(items).into_iter().map(|page| {
        page.into_iter().filter_map(|item| if let Item::Block(block) = item { Some(block) } else { None }).collect()
    });
    (pages.collect(), paper.cut)
}

fn picture(entry: &str, mark: &str, bytes: Option<&[u8]>) -> Block {
    let none = |reason: &str| Block::NoPicture { name: entry.to_owned(), reason: reason.to_owned() };
    let Some(bytes) = bytes else { return none("outside") };
    let policy = crate::InspectPolicy::default();
    let mut findings = crate::Findings::new(entry, &policy, crate::Purpose::Unstated);
    let found = kind::look(bytes, 1, entry, &mut findings);
    match raster::of(found.id, bytes, PICTURE_PIXELS) {
        Ok(raster) => Block::Picture { raster, name: entry.to_owned(), mark: mark.to_owned() },
        Err(reason) => none(reason),
    }
}

/// Every part with its title, its pieces, and the pictures that nothing names.
fn items<'m>(paper: &mut Paper, media: impl Iterator<Item = &'m String>) -> Vec<Item> {
    let mut out = Vec::new();
    let mut named = std::collections::BTreeSet::new();
    for part in std::mem::take(&mut paper.parts) {
        let titled = part.title.as_ref().is_some_and(|title| !title.mark.is_empty());
        if part.pieces.is_empty() && !titled {
            continue;
        }
        if let Some(title) = part.title {
            out.push(Item::Block(Block::Title(title)));
        }
        for piece in part.pieces {
            match piece.shape {
                Shape::Block(Block::Table { rows }) => table(rows, &part.hidden_columns, &mut out),
                Shape::Block(block) => out.push(Item::Block(block)),
                Shape::Picture { target, mark } => {
                    let key = (part.place.clone(), target.clone());
                    let entry = paper.targets.get(&key).cloned().unwrap_or(target);
                    named.insert(entry.clone());
                    out.push(Item::Picture { entry, mark: mark.to_owned() });
                }
            }
        }
    }
    for entry in media.filter(|entry| !named.contains(*entry)) {
        let title = Title { what: TitleOf::Part, name: entry.clone(), mark: String::new() };
        out.push(Item::Block(Block::Title(title)));
        out.push(Item::Picture { entry: entry.clone(), mark: String::new() });
    }
    out
}

/// A table in groups of columns that fit side by side; the first column stands before each.
fn table(mut rows: Vec<Row>, hidden: &[(usize, usize)], out: &mut Vec<Item>) {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for row in &mut rows {
        row.cells.resize_with(columns, Cell::default);
        for (at, cell) in row.cells.iter_mut().enumerate() {
            if hidden.iter().any(|(from, to)| (*from..=*to).contains(&(at + 1))) {
                for run in cell.runs.iter_mut().filter(|run| run.mark.is_empty()) {
                    "hidden_cols".clone_into(&mut run.mark);
                }
            }
        }
    }
    if columns <= COLUMNS {
        out.push(Item::Block(Block::Table { rows }));
        return;
    }
    let mut from = 0;
    while from < columns {
        let keep = usize::from(from > 0);
        let to = columns.min(from + COLUMNS - keep);
        let title = Title { what: TitleOf::Columns, name: format!("{}–{to}", from + 1), mark: String::new() };
        out.push(Item::Block(Block::Title(title)));
        let cut = |row: &Row| {
            let cells = row.cells[..keep].iter().chain(&row.cells[from..to]).cloned().collect();
            Row { number: row.number, cells, mark: row.mark.clone(), found: row.found.clone() }
        };
        out.push(Item::Block(Block::Table { rows: rows.iter().map(cut).collect() }));
        from = to;
    }
}

/// A page that is being filled.
#[derive(Default)]
struct Pages {
    done: Vec<Vec<Item>>,
    page: Vec<Item>,
    used: usize,
    pictures: usize,
}

impl Pages {
    fn turn(&mut self) {
        if !self.page.is_empty() {
            self.done.push(std::mem::take(&mut self.page));
        }
        (self.used, self.pictures) = (0, 0);
    }

    /// Makes room for so many lines.
    fn need(&mut self, lines: usize) {
        if self.used + lines > LINES {
            self.turn();
        }
        self.used += lines;
    }
}

fn paged(items: Vec<Item>) -> Vec<Vec<Item>> {
    let mut pages = Pages::default();
    for item in items {
        match item {
            Item::Picture { .. } => {
                if pages.pictures >= MOST_PICTURES {
                    pages.turn();
                }
                pages.need(PICTURE);
                pages.pictures += 1;
                pages.page.push(item);
            }
            Item::Block(Block::Text { level, runs, found }) => {
                for runs in split(runs, WIDE * (LINES - 8)) {
                    let chars: usize = runs.iter().map(|run| run.text.chars().count()).sum();
                    let breaks: usize = runs.iter().map(|run| run.text.matches('\n').count()).sum();
                    pages.need(chars.div_ceil(WIDE) + breaks.min(LINES / 2) + if level > 0 { 2 } else { 1 });
                    pages.page.push(Item::Block(Block::Text { level, runs, found: found.clone() }));
                }
            }
            Item::Block(Block::Table { rows }) => rows_paged(rows, &mut pages),
            Item::Block(Block::Code { lines }) => code_paged(lines, &mut pages),
            // A title stands with what it is the title of.
            Item::Block(block) => {
                if pages.used + 6 > LINES {
                    pages.turn();
                }
                pages.need(3);
                pages.page.push(Item::Block(block));
            }
        }
    }
    pages.turn();
    pages.done
}

fn rows_paged(rows: Vec<Row>, pages: &mut Pages) {
    let mut here: Vec<Row> = Vec::new();
    let flush = |here: &mut Vec<Row>, pages: &mut Pages| {
        if !here.is_empty() {
            pages.page.push(Item::Block(Block::Table { rows: std::mem::take(here) }));
        }
    };
    for row in rows {
        let each = (WIDE / row.cells.len().max(1)).saturating_sub(2).max(4);
        for row in row_split(row, each * (LINES / 2)) {
            let chars = |cell: &Cell| cell.runs.iter().map(|run| run.text.chars().count()).sum::<usize>();
            // Words do not break where a line does: a third more than the letters need.
            let lines = row.cells.iter().map(|cell| (chars(cell) * 4 / 3).div_ceil(each)).max().unwrap_or(1).max(1);
            if pages.used + lines > LINES {
                flush(&mut here, pages);
                pages.turn();
            }
            pages.used += lines;
            here.push(row);
        }
    }
    pages.used += 1;
    flush(&mut here, pages);
}

/// A row whose cells are longer than a page goes on in the next row.
fn row_split(row: Row, most: usize) -> Vec<Row> {
    let cells: Vec<Vec<Vec<Run>>> = row.cells.iter().map(|cell| split(cell.runs.clone(), most)).collect();
    let many = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    if many == 1 {
        return vec![row];
    }
    (0..many)
        .map(|turn| {
            let part = |(cell, runs): (&Cell, &Vec<Vec<Run>>)| Cell {
                runs: runs.get(turn).cloned().unwrap_or_default(),
                ..cell.clone()
            };
            Row { cells: row.cells.iter().zip(&cells).map(part).collect(), ..row.clone() }
        })
        .collect()
}

fn code_paged(lines: Vec<Line>, pages: &mut Pages) {
    let mut here = Vec::new();
    for line in lines {
        let chars: Vec<char> = line.text.chars().collect();
        let parts: Vec<String> = if chars.is_empty() {
            vec![String::new()]
        } else {
            chars.chunks(WIDE).map(|part| part.iter().collect()).collect()
        };
        for text in parts {
            if pages.used + 1 > LINES {
                if !here.is_empty() {
                    pages.page.push(Item::Block(Block::Code { lines: std::mem::take(&mut here) }));
                }
                pages.turn();
            }
            pages.used += 1;
            here.push(Line { number: line.number, text, found: line.found.clone() });
        }
    }
    if !here.is_empty() {
        pages.page.push(Item::Block(Block::Code { lines: here }));
    }
}

/// Runs in portions of no more than so many characters.
fn split(runs: Vec<Run>, most: usize) -> Vec<Vec<Run>> {
    let mut out: Vec<Vec<Run>> = vec![Vec::new()];
    let mut room = most.max(1);
    for run in runs {
        let mut rest = run.text.as_str();
        while !rest.is_empty() {
            let end = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
            let (part, after) = rest.split_at(end);
            room -= part.chars().count().min(room);
            if let Some(last) = out.last_mut() {
                last.push(Run { text: part.to_owned(), mark: run.mark.clone() });
            }
            rest = after;
            if room == 0 && !rest.is_empty() {
                out.push(Vec::new());
                room = most.max(1);
            }
        }
    }
    out
}
