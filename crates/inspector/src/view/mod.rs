//! The safe view: what a person looks at instead of opening a foreign file (invariants 4 and 7).
//!
//! A view is made by the same walk that makes the findings, so that what is shown and what is judged cannot differ. It has no
//! program in it: pages are pixels, or plain blocks of text, tables and pictures in which hidden parts stand marked with
//! the id of their finding. It is bounded in pages, pixels and text, and says what it leaves out.

mod changes;
mod layout;
mod paper;
mod pdf;
mod plain;
mod raster;
mod scene;
mod tables;

use serde::{Deserialize, Serialize};

use crate::ids::Id;
use crate::{Findings, InspectPolicy, Purpose, Report, kind, names, reading, size_finding};

pub use changes::{Change, Outline, changes};
pub(crate) use paper::Paper;
pub(crate) use plain::text as plain_text;
pub use raster::{Fixed, fixed_image};
pub use tables::{Table, tables};

/// Pages that can be shown of one file.
pub const MOST_PAGES: usize = 200;
/// Pixels of one page; a larger picture is made smaller, and says so.
pub const MOST_PIXELS: u32 = 3_000_000;

/// Pixels of the pages that are made at a time, in bytes.
const MOST_TOGETHER: usize = 26 << 20;

/// Which pages are wanted: so many from this one, which counts from 1. Fewer come where their pixels are too many together, but
/// one at least: ask again from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub first: usize,
    pub most: usize,
}

/// What can be looked at of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The findings of the same walk, in the order of every report.
    pub report: Report,
    /// The pages that were wanted, as far as there are such pages.
    pub pages: Vec<Page>,
    /// How many pages can be asked for.
    pub shown: usize,
    /// How many pages or pictures the file has, as far as it was counted; more than `shown` where not all can be shown.
    pub of: usize,
    /// Text was left out at the end because there is too much of it.
    pub cut: bool,
    /// Why there is nothing to look at: a reason of [`crate::texts::no_view`]. Empty where there are pages.
    pub problem: String,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: usize,
    pub sheet: Sheet,
    /// What was found on this page, where findings name pages.
    pub found: Vec<Mark>,
}

/// What a page is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sheet {
    Pixels(Raster),
    Blocks(Vec<Block>),
}

/// Pixels, and nothing else: three bytes each (red, green, blue), line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    /// The picture's own size, where it is shown smaller.
    pub of: Option<(u32, u32)>,
    #[serde(skip)]
    pub rgb: Vec<u8>,
}

/// A finding where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// Of [`crate::ids::ALL`].
    pub id: String,
    pub place: String,
}

/// Text of one look. `mark` is the id of the finding that it is: hidden, deleted, a comment; empty for plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
}

/// A piece of a page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// The beginning of a part, said by us: [`crate::texts::title`] has the words.
    Title(Title),
    /// `level` 0 is text; 1 to 6 are headings.
    Text {
        level: u8,
        runs: Vec<Run>,
        found: Vec<String>,
    },
    Table {
        rows: Vec<Row>,
    },
    Code {
        lines: Vec<Line>,
    },
    Picture {
        raster: Raster,
        name: String,
        mark: String,
    },
    /// A picture that could not be drawn, and why ([`crate::texts::no_view`]).
    NoPicture {
        name: String,
        reason: String,
    },
}

/// A part of the file, and the finding that hides it, if one does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    pub what: TitleOf,
    pub name: String,
    pub mark: String,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleOf {
    /// A part by its name.
    Part,
    Sheet,
    Slide,
    /// A cell of a notebook.
    Cell,
    /// Columns of a wide table, from and to.
    Columns,
    /// What the file hides beside what it shows.
    Hidden,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the file; 0 where rows have none.
    pub number: usize,
    pub cells: Vec<Cell>,
    /// The finding that hides the whole row, or empty.
    pub mark: String,
    /// Findings about the whole row.
    pub found: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    pub runs: Vec<Run>,
    pub found: Vec<String>,
    /// Stands for a cell that the file does not have.
    pub gap: bool,
}

/// A line of a program, log or text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    pub number: usize,
    pub text: String,
    pub found: Vec<String>,
}

/// Types that can be looked at.
const SHOWN: &[&str] = &[
    "docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xltx", "xltm", "pptx", "pptm", "potx", "ppsx", "odt", "ods",
    "odp", "rtf", "pdf", "png", "jpeg", "gif", "tiff", "webp", "bmp", "svg", "html", "json", "xml", "ipynb", "text",
    "script",
];

/// Makes the pages that are wanted of a file, and inspects it on the way.
///
/// Never fails: what cannot be shown has a `problem`. It parses what anybody may have written, so run it through
/// [`crate::child::view_in_child`] wherever the bytes are not your own.
pub fn view(name: &str, bytes: &[u8], purpose: Purpose, policy: &InspectPolicy, wanted: Wanted) -> View {
    let mut findings = Findings::new(name, policy, purpose).recording();
    names::check(name, &mut findings);
    if let Some((id, evidence)) = size_finding(bytes.len() as u64, policy) {
        findings.add(id, "", evidence);
        return View::none(Report::new(name, "unknown", findings.list()), id.as_str());
    }
    let found = kind::look(bytes, 0, "", &mut findings);
    kind::judge(found, names::extension(name), &mut findings);
    findings.settle();
    reading::read(found, &mut findings);
    let paper = findings.take_paper().unwrap_or_default();
    let report = Report::new(name, found.id, findings.list());
    if !SHOWN.contains(&found.id) {
        return View::none(report, "kind");
    }
    let has = |id: Id| report.findings.iter().any(|f| f.id == id);
    if has(Id::Bomb) {
        return View::none(report, "bomb");
    }
    if has(Id::Encrypted) {
        return View::none(report, "encrypted");
    }
    match found.id {
        "pdf" => pdf::view(bytes, report, paper, wanted),
        "png" | "jpeg" | "gif" | "tiff" | "webp" | "bmp" | "svg" => {
            raster::view(found.id, bytes, report, paper, wanted)
        }
        _ => layout::view(report, paper, wanted),
    }
}

/// Pages of a PDF that was made here, of a file whose findings are known.
pub(crate) fn painted(name: &str, bytes: &[u8], wanted: Wanted) -> View {
    pdf::view(bytes, Report::new(name, "pdf", Vec::new()), Paper::default(), wanted)
}

impl View {
    pub(crate) fn none(report: Report, problem: &str) -> View {
        View { report, pages: Vec::new(), shown: 0, of: 0, cut: false, problem: problem.to_owned() }
    }

    /// Every raster, in the order in which their pixels travel.
    pub(crate) fn rasters(&mut self) -> impl Iterator<Item = &mut Raster> {
        self.pages.iter_mut().flat_map(|page| {
            let mut all = Vec::new();
            match &mut page.sheet {
                Sheet::Pixels(raster) => all.push(raster),
                Sheet::Blocks(blocks) => all.extend(blocks.iter_mut().filter_map(|block| match block {
                    Block::Picture { raster, .. } => Some(raster),
                    _ => None,
                })),
            }
            all
        })
    }
}

impl Raster {
    /// How many bytes its pixels take; `None` where its size is none that a page can have.
    pub(crate) fn bytes(&self) -> Option<usize> {
        let pixels = self.width.checked_mul(self.height)?;
        (pixels > 0 && pixels <= MOST_PIXELS).then_some(pixels as usize * 3)
    }
}

/// Whether the pages so far hold as many pixels as are made at a time.
fn enough(pages: &[Page]) -> bool {
    let of = |page: &Page| match &page.sheet {
        Sheet::Pixels(raster) => raster.rgb.len(),
        Sheet::Blocks(blocks) => {
            blocks.iter().map(|b| if let Block::Picture { raster, .. } = b { raster.rgb.len() } else { 0 }).sum()
        }
    };
    pages.iter().map(of).sum::<usize>() > MOST_TOGETHER
}

/// The wanted ones of so many pages, as positions from 0.
fn positions(wanted: Wanted, pages: usize) -> std::ops::Range<usize> {
    let first = wanted.first.max(1).saturating_sub(1).min(pages);
    first..first.saturating_add(wanted.most).min(pages)
}
