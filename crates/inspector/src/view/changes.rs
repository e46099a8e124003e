//! What changed between two versions of a file, line by line and row by row, out of the plain blocks of their views.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use super::{Block, Page, Raster, Row, Run, Sheet};

/// Lines of one version that are compared; of a longer one the first are.
const MOST_LINES: usize = 20_000;
/// Lines that may differ; more is another document, and is shown as one.
const MOST_DIFFERENT: usize = 1_500;
/// Lines that stay the same and are shown around a change.
const AROUND: usize = 2;

/// What happened to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is in both versions, and stands beside one that is not.
    Same,
    Added,
    Removed,
    /// A page of pixels that is not what it was.
    PageDiffers,
}

/// A version of a file as far as it is compared: its lines, and its painted pages as numbers.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    lines: Vec<String>,
    painted: BTreeMap<usize, u64>,
}

impl Outline {
    /// Takes in more pages; their pixels are not kept.
    pub fn add(&mut self, pages: &[Page]) {
        let words = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
        let row = |row: &Row| row.cells.iter().map(|cell| words(&cell.runs)).collect::<Vec<_>>().join(" | ");
        let out = &mut self.lines;
        for page in pages {
            let blocks = match &page.sheet {
                Sheet::Blocks(blocks) => blocks,
                Sheet::Pixels(raster) => {
                    self.painted.insert(page.number, number(raster));
                    continue;
                }
            };
            for block in blocks {
                match block {
                    Block::Title(title) => out.push(title.name.clone()),
                    Block::Text { runs, .. } => out.push(words(runs)),
                    Block::Table { rows } => out.extend(rows.iter().map(row)),
                    Block::Code { lines } => out.extend(lines.iter().map(|line| line.text.clone())),
                    Block::Picture { raster, name, .. } => out.push(format!("[{name} {:08x}]", number(raster) as u32)),
                    Block::NoPicture { name, .. } => out.push(format!("[{name}]")),
                }
            }
        }
        out.retain(|line| !line.trim().is_empty());
        out.truncate(MOST_LINES);
    }
}

/// Pixels as a number: whether they are the same is all that is asked.
fn number(raster: &Raster) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    (raster.width, raster.height, &raster.rgb).hash(&mut hasher);
    hasher.finish()
}

/// The lines that differ, each with what happened to it, and a few around them. A row of a table is one line with ` | ` between its
/// cells. Painted pages that differ are named by number. Empty where nothing differs.
pub fn changes(before: &Outline, now: &Outline) -> Vec<(Change, String)> {
    let mut out = around(compare(&before.lines, &now.lines));
    let pages: BTreeSet<usize> = before.painted.keys().chain(now.painted.keys()).copied().collect();
    let differ = pages.into_iter().filter(|page| before.painted.get(page) != now.painted.get(page));
    out.extend(differ.map(|page| (Change::PageDiffers, page.to_string())));
    out
}

/// Both versions as one list. Myers' shortest edit, bounded.
fn compare(old: &[String], new: &[String]) -> Vec<(Change, String)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let same = |lines: &[String]| lines.iter().map(|line| (Change::Same, line.clone())).collect::<Vec<_>>();
    let (a, b) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut out = same(&old[..start]);
    match path(a, b) {
        Some(steps) => out.extend(steps),
        None => {
            out.extend(a.iter().map(|line| (Change::Removed, line.clone())));
            out.extend(b.iter().map(|line| (Change::Added, line.clone())));
        }
    }
    out.extend(same(&old[old.len() - end..]));
    out
}

/// The shortest way from `a` to `b`, or nothing where it is too long to look for.
fn path(a: &[String], b: &[String]) -> Option<Vec<(Change, String)>> {
    let (long_a, long_b) = (a.len() as isize, b.len() as isize);
    let most = (a.len() + b.len()).min(MOST_DIFFERENT);
    let middle = most as isize + 1;
    let mut furthest = vec![0isize; 2 * most + 3];
    let mut history = Vec::new();
    for step in 0..=most as isize {
        history.push(furthest[(middle - step - 1) as usize..=(middle + step + 1) as usize].to_vec());
        for k in (-step..=step).step_by(2) {
            let at = |k: isize| furthest[(middle + k) as usize];
            let down = k == -step || (k != step && at(k - 1) < at(k + 1));
            let mut x = if down { at(k + 1) } else { at(k - 1) + 1 };
            let mut y = x - k;
            while x < long_a && y < long_b && x >= 0 && y >= 0 && a[x as usize] == b[y as usize] {
                (x, y) = (x + 1, y + 1);
            }
            furthest[(middle + k) as usize] = x;
            if x >= long_a && y >= long_b {
                return Some(back(a, b, &history));
            }
        }
    }
    None
}

/// The way that was found, from its end: `history` has the furthest points before each step, one more on each side.
fn back(a: &[String], b: &[String], history: &[Vec<isize>]) -> Vec<(Change, String)> {
    let (mut x, mut y) = (a.len() as isize, b.len() as isize);
    let mut out = Vec::new();
    for (step, furthest) in history.iter().enumerate().rev() {
        let step = step as isize;
        let at = |k: isize| furthest[(k + step + 1) as usize];
        let k = x - y;
        let down = k == -step || (k != step && at(k - 1) < at(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (to_x, to_y) = if step == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > to_x && y > to_y {
            (x, y) = (x - 1, y - 1);
            out.push((Change::Same, a[x as usize].clone()));
        }
        if step > 0 {
            if down {
                y -= 1;
                out.push((Change::Added, b[y as usize].clone()));
            } else {
                x -= 1;
                out.push((Change::Removed, a[x as usize].clone()));
            }
        }
    }
    out.reverse();
    out
}

/// Only what changed, and a few lines beside it.
fn around(all: Vec<(Change, String)>) -> Vec<(Change, String)> {
    let changed: Vec<usize> = (0..all.len()).filter(|at| all[*at].0 != Change::Same).collect();
    let mut near = vec![false; all.len()];
    for at in changed {
        let (from, to) = (at.saturating_sub(AROUND), all.len().min(at + AROUND + 1));
        near[from..to].fill(true);
    }
    all.into_iter().zip(near).filter(|(_, near)| *near).map(|(line, _)| line).collect()
}
