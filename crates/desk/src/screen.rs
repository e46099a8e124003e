//! The one framebuffer: dots, what changed, and the shape of the pointer.

use serde::{Deserialize, Serialize};

/// Side of the squares in which changes are counted; ZRLE's too.
pub const TILE: u16 = 64;

/// Longest side of a pointer's shape in dots. A larger one is not shown: without a mark it would be a picture of its own.
pub const CURSOR: u16 = 64;

/// Width and height in dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

impl Size {
    /// The largest screen that is shown: 4K.
    pub const LARGEST: Size = Size { width: 3840, height: 2160 };

    pub fn dots(self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }

    pub fn whole(self) -> Rect {
        Rect { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// Whether it is a screen at all, and none larger than `most`.
    pub fn fits(self, most: Size) -> bool {
        self.width > 0 && self.height > 0 && self.width <= most.width && self.height <= most.height
    }
}

/// A part of the screen, in dots from the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Rect {
    pub fn is_inside(self, size: Size) -> bool {
        u32::from(self.x) + u32::from(self.width) <= u32::from(size.width)
            && u32::from(self.y) + u32::from(self.height) <= u32::from(size.height)
    }

    pub fn dots(self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }

    /// What both cover, if anything.
    pub fn and(self, other: Rect) -> Option<Rect> {
        let end = |at: u16, length: u16| u32::from(at) + u32::from(length);
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = end(self.x, self.width).min(end(other.x, other.width));
        let bottom = end(self.y, self.height).min(end(other.y, other.height));
        let width = u16::try_from(right.checked_sub(u32::from(x))?).ok()?;
        let height = u16::try_from(bottom.checked_sub(u32::from(y))?).ok()?;
        (width > 0 && height > 0).then_some(Rect { x, y, width, height })
    }
}

/// Squares of the screen: a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    size: Size,
    columns: usize,
    marked: Vec<bool>,
}

impl Tiles {
    pub fn none(size: Size) -> Tiles {
        let columns = usize::from(size.width.div_ceil(TILE));
        Tiles { size, columns, marked: vec![false; columns * usize::from(size.height.div_ceil(TILE))] }
    }

    pub fn all(size: Size) -> Tiles {
        let mut tiles = Tiles::none(size);
        tiles.marked.fill(true);
        tiles
    }

    /// Adds every square that `rect`, which is inside the screen, touches.
    pub fn add(&mut self, rect: Rect) {
        if rect.width == 0 || rect.height == 0 {
            return;
        }
        let last = |at: u16, length: u16| usize::from((at + (length - 1)) / TILE);
        for row in usize::from(rect.y / TILE)..=last(rect.y, rect.height) {
            let start = row * self.columns;
            self.marked[start + usize::from(rect.x / TILE)..=start + last(rect.x, rect.width)].fill(true);
        }
    }

    /// Adds another set of the same screen; of another screen, everything.
    pub fn merge(&mut self, other: &Tiles) {
        if self.size == other.size {
            self.marked.iter_mut().zip(&other.marked).for_each(|(mine, theirs)| *mine |= theirs);
        } else {
            *self = Tiles::all(other.size);
        }
    }

    pub fn is_empty(&self) -> bool {
        !self.marked.contains(&true)
    }

    pub fn clear(&mut self) {
        self.marked.fill(false);
    }

    /// Takes squares that touch `within` out of the set, as few rectangles as runs in a row make, `most` at most. What is left
    /// stays in the set.
    pub fn take(&mut self, within: Rect, most: usize) -> Vec<Rect> {
        let mut found = Vec::new();
        for row in 0..self.marked.len().checked_div(self.columns).unwrap_or(0) {
            let mut column = 0;
            while column < self.columns {
                let touches = |column: usize| self.rect(row, column, 1).and(within).is_some();
                if found.len() >= most {
                    return found;
                }
                let is_marked = |column: usize| self.marked[row * self.columns + column] && touches(column);
                if !is_marked(column) {
                    column += 1;
                    continue;
                }
                let length = (column..self.columns).take_while(|at| is_marked(*at)).count();
                self.marked[row * self.columns + column..][..length].fill(false);
                found.push(self.rect(row, column, length));
                column += length;
            }
        }
        found
    }

    fn rect(&self, row: usize, column: usize, columns: usize) -> Rect {
        let tile = usize::from(TILE);
        let (x, y) = (column * tile, row * tile);
        let width = (columns * tile).min(usize::from(self.size.width) - x);
        let height = tile.min(usize::from(self.size.height) - y);
        let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        Rect { x: short(x), y: short(y), width: short(width), height: short(height) }
    }
}

/// A pointer's shape: dots as in [`Screen`], with whether each is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// `x` and `y` are the dot that points.
    pub rect: Rect,
    pub dots: Vec<Option<u32>>,
}

/// Dots, `0x00RRGGBB`, in rows.
#[derive(Debug, Clone)]
pub struct Screen {
    size: Size,
    dots: Vec<u32>,
    changed: Tiles,
    cursor: Option<Cursor>,
    cursor_changed: bool,
}

impl Screen {
    /// A dark one.
    pub fn new(size: Size) -> Screen {
        let dots = vec![0; size.dots()];
        Screen { size, dots, changed: Tiles::all(size), cursor: None, cursor_changed: false }
    }

    pub fn size(&self) -> Size {
        self.size
    }

    pub fn dots(&self) -> &[u32] {
        &self.dots
    }

    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Dots of one row of the screen.
    pub fn row(&self, y: u16, x: u16, width: u16) -> &[u32] {
        let start = usize::from(y) * usize::from(self.size.width) + usize::from(x);
        &self.dots[start..start + usize::from(width)]
    }

    /// One dot, which must be inside.
    pub fn put(&mut self, x: u16, y: u16, dot: u32) {
        self.dots[usize::from(y) * usize::from(self.size.width) + usize::from(x)] = dot & 0x00ff_ffff;
    }

    /// Dots of one row, from `x` on, little-endian with a byte unused.
    pub fn put_row(&mut self, y: u16, x: u16, bytes: &[u8]) {
        let start = usize::from(y) * usize::from(self.size.width) + usize::from(x);
        let (dots, _) = bytes.as_chunks::<4>();
        let row = &mut self.dots[start..start + dots.len()];
        row.iter_mut().zip(dots).for_each(|(dot, bytes)| *dot = u32::from_le_bytes(*bytes) & 0x00ff_ffff);
    }

    /// Moves a part; both places must be inside.
    pub fn copy(&mut self, x: u16, y: u16, to: Rect) {
        let width = usize::from(self.size.width);
        let at = |x: u16, y: u16| usize::from(y) * width + usize::from(x);
        let mut row = |row: u16| {
            let from = at(x, y + row);
            self.dots.copy_within(from..from + usize::from(to.width), at(to.x, to.y + row));
        };
        // The two may lie over each other.
        if to.y > y {
            (0..to.height).rev().for_each(&mut row)
        } else {
            (0..to.height).for_each(&mut row)
        }
        self.changed.add(to);
    }

    pub fn change(&mut self, rect: Rect) {
        self.changed.add(rect);
    }

    pub fn set_cursor(&mut self, cursor: Option<Cursor>) {
        self.cursor_changed |= self.cursor != cursor;
        self.cursor = cursor;
    }

    /// What changed since this was last asked, and whether the pointer's shape did.
    pub fn changes(&mut self, into: &mut Tiles) -> bool {
        into.merge(&self.changed);
        self.changed.clear();
        std::mem::take(&mut self.cursor_changed)
    }
}
