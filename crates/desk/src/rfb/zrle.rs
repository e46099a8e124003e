//! ZRLE (RFC 6143, 7.7.6): squares of 64 dots as one colour, a small palette, runs or plain, through one zlib stream.

use flate2::{Compress, Compression, FlushCompress};

use super::Format;
use crate::screen::TILE;

/// Most colours of a packed palette.
const PALETTE: usize = 16;

/// Makes rectangles for one browser.
pub struct Encoder {
    stream: Compress,
    tile: Vec<u32>,
    plain: Vec<u8>,
}

impl Default for Encoder {
    fn default() -> Encoder {
        // The quickest level: text on a desktop is runs and palettes before it gets here.
        Encoder { stream: Compress::new(Compression::fast(), true), tile: Vec::new(), plain: Vec::new() }
    }
}

impl Encoder {
    /// Adds the data of a rectangle: its length and what is compressed. `dots` are its rows, one after another.
    pub fn put(&mut self, dots: &[u32], width: usize, format: &Format, out: &mut Vec<u8>) {
        self.plain.clear();
        let height = dots.len().checked_div(width).unwrap_or(0);
        let side = usize::from(TILE);
        for top in (0..height).step_by(side) {
            for left in (0..width).step_by(side) {
                let columns = side.min(width - left);
                self.tile.clear();
                for row in top..(top + side).min(height) {
                    self.tile.extend(&dots[row * width + left..][..columns]);
                }
                tile(&self.tile, columns, format, &mut self.plain);
            }
        }
        let at = out.len();
        out.extend([0; 4]);
        self.compress(out);
        let length = u32::try_from(out.len() - at - 4).unwrap_or(u32::MAX);
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }

    fn compress(&mut self, out: &mut Vec<u8>) {
        let start = self.stream.total_in();
        loop {
            out.reserve(4096);
            let done = usize::try_from(self.stream.total_in() - start).unwrap_or(self.plain.len());
            // Compressing what lies in memory into memory that grows cannot fail.
            let _ = self.stream.compress_vec(&self.plain[done..], out, FlushCompress::Sync);
            let all = self.stream.total_in() - start == self.plain.len() as u64;
            // Room that is left says that the flush is whole.
            if all && out.len() < out.capacity() {
                return;
            }
        }
    }
}

fn tile(dots: &[u32], width: usize, format: &Format, out: &mut Vec<u8>) {
    let mut palette = Vec::with_capacity(PALETTE);
    let (mut runs, mut long, mut before) = (0_usize, 0, None);
    let mut many = false;
    for dot in dots {
        if before == Some(*dot) {
            long += 1;
            continue;
        }
        (before, runs) = (Some(*dot), runs + 1);
        if !many && !palette.contains(dot) {
            many = palette.len() == PALETTE;
            if !many {
                palette.push(*dot);
            }
        }
    }
    let size = format.compact_bytes();
    if !many && palette.len() == 1 {
        out.push(1);
        format.put_compact(palette[0], out);
        return;
    }
    let bits = match palette.len() {
        ..=2 => 1,
        3..=4 => 2,
        _ => 4,
    };
    let packed = palette.len() * size + (width * bits).div_ceil(8) * (dots.len() / width);
    let packed = if many { usize::MAX } else { packed };
    // A run takes a byte for each 255 dots of it.
    let run = runs * (size + 1) + long / 255;
    let plain = dots.len() * size;
    if packed <= run && packed < plain {
        out.push(palette.len() as u8);
        palette.iter().for_each(|dot| format.put_compact(*dot, out));
        for row in dots.chunks(width) {
            for group in row.chunks(8 / bits) {
                let mut byte = 0;
                for (at, dot) in group.iter().enumerate() {
                    let index = palette.iter().position(|known| known == dot).unwrap_or(0) as u8;
                    byte |= index << (8 - bits * (at + 1));
                }
                out.push(byte);
            }
        }
    } else if run < plain {
        out.push(128);
        for same in dots.chunk_by(|one, next| one == next) {
            format.put_compact(same[0], out);
            let mut rest = same.len() - 1;
            while rest >= 255 {
                out.push(255);
                rest -= 255;
            }
            out.push(rest as u8);
        }
    } else {
        out.push(0);
        dots.iter().for_each(|dot| format.put_compact(*dot, out));
    }
}
