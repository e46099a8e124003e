//! The watermark: who looks, when and in which session, over the whole picture.
//!
//! It is part of the dots that the browser gets, so that no tool in the browser takes it away. It lies elsewhere every minute,
//! and no program inside sees where: none can draw against it. A photograph shows it; a patient person with many pictures can
//! still work it out of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foundation::Moment;
use sha2::{Digest, Sha256};

use crate::screen::Rect;

/// Misc Fixed 7x13 of the X Window System, in the public domain.
const FONT: &str = include_str!("../data/fixed-7x13.txt");
const WIDE: usize = 7;
const HIGH: usize = 13;

/// Dots on the screen for one of the font's.
const SCALE: usize = 2;

/// Between two texts beside each other, and from line to line.
const GAP: usize = 112;
const LINE: usize = 136;

/// How far a dot of the text goes away from the dot below it, in each colour: dark ones lighter, light ones darker, so that
/// no background hides it.
pub const SHADE: u32 = 28;

/// Most signs of a person's name that are shown.
const LONGEST: usize = 60;

static GLYPHS: LazyLock<BTreeMap<char, [u8; HIGH]>> =
    LazyLock::new(|| FONT.lines().filter(|line| !line.starts_with('#')).filter_map(glyph).collect());

fn glyph(line: &str) -> Option<(char, [u8; HIGH])> {
    let (code, rows) = line.split_once(' ')?;
    let mut glyph = [0; HIGH];
    for (row, dots) in glyph.iter_mut().enumerate() {
        *dots = u8::from_str_radix(rows.get(2 * row..2 * row + 2)?, 16).ok()?;
    }
    Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, glyph))
}

/// Who looks, and in which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub person: String,
    pub session: String,
    /// Random bytes that nobody is told: they decide where the text lies.
    pub seed: [u8; 16],
}

impl Mark {
    /// The text at a moment, to the minute on London's clocks.
    pub fn text(&self, at: Moment) -> String {
        let signs = |text: &str| text.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect::<String>();
        format!("{} - {} - {}", signs(&self.person), at.london().strftime("%Y-%m-%d %H:%M"), signs(&self.session))
    }
}

/// Minutes since 1970: what the text tells, and where it lies, changes with them.
pub fn minute(at: Moment) -> i64 {
    at.0.div_euclid(Moment::MINUTE)
}

impl Mark {
    /// The text where it lies at this moment.
    pub fn pattern(&self, at: Moment) -> Pattern {
        let hash = Sha256::new().chain_update(self.seed).chain_update(minute(at).to_be_bytes()).finalize();
        let number = |at: usize| usize::from(u16::from_be_bytes([hash[at], hash[at + 1]]));
        Pattern::new(&self.text(at), number(0), number(2))
    }
}

/// A text, drawn once, that repeats over a screen of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    period: usize,
    /// How far it is moved to the left and up.
    left: usize,
    up: usize,
    /// Rows of the text's height, each `period` long.
    dots: Vec<bool>,
}

impl Pattern {
    /// A sign that the font does not have is a box.
    pub fn new(text: &str, left: usize, up: usize) -> Pattern {
        let period = text.chars().count() * WIDE * SCALE + GAP;
        let mut dots = vec![false; period * HIGH * SCALE];
        for (place, sign) in text.chars().enumerate() {
            let glyph = GLYPHS.get(&sign).copied().unwrap_or([0x7e; HIGH]);
            for (at, dot) in dots.iter_mut().enumerate() {
                let (y, x) = (at / period / SCALE, at % period / SCALE);
                if x / WIDE == place {
                    *dot |= glyph[y] >> (WIDE - 1 - x % WIDE) & 1 == 1;
                }
            }
        }
        Pattern { period, left: left % period, up: up % (2 * LINE), dots }
    }

    /// Whether the text is on this dot of the screen.
    pub fn is_on(&self, x: u16, y: u16) -> bool {
        let below = usize::from(y) + self.up;
        let (line, row) = (below / LINE, below % LINE);
        // Every other line is moved, so that no column is without.
        let along = (usize::from(x) + self.left + line % 2 * (self.period / 2)) % self.period;
        row < HIGH * SCALE && self.dots[row * self.period + along]
    }

    /// Draws it over rows of dots that lie at `rect`.
    pub fn paint(&self, rect: Rect, dots: &mut [u32]) {
        let width = usize::from(rect.width).max(1);
        for (y, row) in (rect.y..).zip(dots.chunks_mut(width)) {
            if (usize::from(y) + self.up) % LINE >= HIGH * SCALE {
                continue;
            }
            for (x, dot) in (rect.x..).zip(row) {
                if self.is_on(x, y) {
                    *dot = shaded(*dot);
                }
            }
        }
    }
}

/// A dot with the text on it.
pub fn shaded(dot: u32) -> u32 {
    let colour = |shift: u32| {
        let value = dot >> shift & 0xff;
        (if value < 128 { value + SHADE } else { value - SHADE }) << shift
    };
    colour(16) | colour(8) | colour(0)
}
