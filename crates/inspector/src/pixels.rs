//! The packed pixels of a PNG: what follows them, rows beyond the picture, and colours that nobody sees because they are clear.

/// Packed pixels that are unpacked, in bytes; and the unpacked ones of a picture whose clear pixels are looked at.
pub(crate) const MOST_PACKED: usize = 32 << 20;
const MOST_CLEAR: u64 = 64 << 20;
/// Difference of a channel, of 255, that nobody sees.
pub(crate) const FAINT: u8 = 3;

/// What the head of a PNG says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
    interlaced: bool,
}

/// What was found in the stream.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// Bytes behind the end of the packed stream.
    pub(crate) behind: usize,
    /// Unpacked bytes beyond the last row.
    pub(crate) surplus: u64,
    /// Neighbours that are both clear and differ in their colour.
    pub(crate) clear: u64,
    /// All colours are so near each other that the eye tells none apart, and they are not one.
    pub(crate) faint: bool,
    /// The stream does not end, or is none.
    pub(crate) broken: bool,
    /// Pixels may be clear, and it was not looked at which.
    pub(crate) unsure: bool,
}

impl Head {
    pub(crate) fn read(data: &[u8]) -> Option<Head> {
        let long = |at: usize| data.get(at..at + 4)?.first_chunk().map(|four| u32::from_be_bytes(*four));
        let (depth, colour, interlaced) = (*data.get(8)?, *data.get(9)?, *data.get(12)? == 1);
        Some(Head { width: long(0)?, height: long(4)?, depth, colour, interlaced })
    }

    fn channels(self) -> u64 {
        match self.colour {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        }
    }

    /// Bytes of a row of so many pixels, its filter byte with it; none where there are no pixels.
    fn row(self, pixels: u64) -> u64 {
        if pixels == 0 { 0 } else { 1 + (pixels * self.channels() * u64::from(self.depth)).div_ceil(8) }
    }

    /// Bytes that the rows of this picture take.
    fn bytes(self) -> u64 {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        if !self.interlaced {
            return self.row(width).saturating_mul(height);
        }
        // (first column, first row, step across, step down) of each pass.
        const PASSES: [(u64, u64, u64, u64); 7] =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        let pass = |(x, y, across, down): &(u64, u64, u64, u64)| {
            let (columns, rows) =
                (width.saturating_sub(*x).div_ceil(*across), height.saturating_sub(*y).div_ceil(*down));
            self.row(columns).saturating_mul(rows)
        };
        PASSES.iter().map(pass).fold(0, u64::saturating_add)
    }

    /// Whether each channel is a byte, and rows come one after the other.
    fn plain(self) -> bool {
        matches!(self.colour, 0 | 2) && self.depth == 8 && !self.interlaced && self.bytes() <= MOST_CLEAR
    }

    /// Whether pixels may be clear, each with a colour of its own.
    fn clears(self) -> bool {
        matches!(self.colour, 4 | 6) && self.depth == 8 && !self.interlaced && self.bytes() <= MOST_CLEAR
    }
}

/// Unpacks the pixels.
pub(crate) fn look(head: Head, packed: &[u8]) -> Stream {
    let unsure = matches!(head.colour, 4 | 6) && !head.clears();
    let mut found = Stream { unsure, ..Stream::default() };
    let mut inflate = flate2::Decompress::new(true);
    let mut sink = vec![0u8; 64 << 10];
    let expected = head.bytes();
    let mut rows = (head.clears() || head.plain()).then(|| Rows::new(head));
    loop {
        let before = (inflate.total_in(), inflate.total_out());
        let from = usize::try_from(before.0).unwrap_or(0);
        let state =
            inflate.decompress(packed.get(from..).unwrap_or_default(), &mut sink, flate2::FlushDecompress::None);
        let made = usize::try_from(inflate.total_out() - before.1).unwrap_or(0);
        if let Some(rows) = &mut rows {
            rows.take(&sink[..made.min(sink.len())]);
        }
        // One that has colours needs no further look.
        rows = rows
            .filter(|rows| !head.plain() || rows.range.iter().all(|(low, high)| high.saturating_sub(*low) <= FAINT));
        // Far more than the picture has: what it is need not be known.
        let over = inflate.total_out() > expected.saturating_add(MOST_CLEAR);
        match state {
            Ok(flate2::Status::StreamEnd) => {
                let used = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
                found.behind = packed.len().saturating_sub(used);
            }
            Ok(_) if (inflate.total_in(), inflate.total_out()) != before && !over => continue,
            _ => found.broken = true,
        }
        found.surplus = inflate.total_out().saturating_sub(expected);
        found.faint = head.plain() && rows.as_ref().is_some_and(|rows| rows.range.iter().any(|(low, high)| low < high));
        found.clear = rows.map_or(0, |rows| rows.clear);
        return found;
    }
}

/// Rows whose filters are undone one after the other.
struct Rows {
    before: Vec<u8>,
    row: Vec<u8>,
    filled: usize,
    left: u32,
    step: usize,
    clear: u64,
    /// Least and most of each channel, where none is how clear a pixel is.
    range: Vec<(u8, u8)>,
}

impl Rows {
    fn new(head: Head) -> Rows {
        let length = usize::try_from(head.row(u64::from(head.width))).unwrap_or(0);
        let step = usize::try_from(head.channels()).unwrap_or(1);
        Rows {
            before: vec![0; length],
            row: vec![0; length],
            filled: 0,
            left: head.height,
            step,
            clear: 0,
            range: if head.plain() { vec![(u8::MAX, 0); step] } else { Vec::new() },
        }
    }

    fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.left > 0 && !self.row.is_empty() {
            let many = bytes.len().min(self.row.len() - self.filled);
            self.row[self.filled..self.filled + many].copy_from_slice(&bytes[..many]);
            self.filled += many;
            bytes = &bytes[many..];
            if self.filled == self.row.len() {
                self.undo();
                self.judge();
                std::mem::swap(&mut self.before, &mut self.row);
                (self.filled, self.left) = (0, self.left - 1);
            }
        }
    }

    fn undo(&mut self) {
        let step = self.step;
        let filter = self.row[0];
        for at in 1..self.row.len() {
            let left = if at > step { self.row[at - step] } else { 0 };
            let (up, corner) = (self.before[at], if at > step { self.before[at - step] } else { 0 });
            let add = match filter {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            self.row[at] = self.row[at].wrapping_add(add);
        }
    }

    fn judge(&mut self) {
        if !self.range.is_empty() {
            for pixel in self.row[1..].chunks_exact(self.step) {
                for (range, value) in self.range.iter_mut().zip(pixel) {
                    *range = (range.0.min(*value), range.1.max(*value));
                }
            }
            return;
        }
        let colours = self.step - 1;
        let mut last: Option<&[u8]> = None;
        for pixel in self.row[1..].chunks_exact(self.step) {
            let hidden = (pixel[colours] == 0).then_some(&pixel[..colours]);
            if let (Some(before), Some(now)) = (last, hidden) {
                // What scaling leaves at an edge differs a little; writing differs much.
                self.clear += u64::from(before.iter().zip(now).any(|(a, b)| a.abs_diff(*b) > 48));
            }
            last = hidden;
        }
    }
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let guess = a + b - c;
    let (to_left, to_up, to_corner) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}

/// What is wrong with a colour profile: nothing, where it is one and its tags account for its bytes.
pub(crate) fn profile(icc: &[u8]) -> Option<String> {
    let long = |at: usize| {
        icc.get(at..at + 4).and_then(|four| four.first_chunk()).map(|four| u32::from_be_bytes(*four) as usize)
    };
    if icc.get(36..40) != Some(b"acsp") {
        return Some("ICC".to_owned());
    }
    let (size, tags) = (long(0).unwrap_or(0), long(128).unwrap_or(0).min(200));
    let mut spans: Vec<(usize, usize)> = vec![(0, 132 + tags * 12)];
    for tag in 0..tags {
        let at = 132 + tag * 12;
        if let (Some(from), Some(length)) = (long(at + 4), long(at + 8)) {
            spans.push((from, from.saturating_add(length)));
        }
    }
    spans.sort_unstable();
    let (mut end, mut unclaimed) = (0, 0);
    for (from, to) in spans {
        let gap = icc.get(end..from.min(icc.len())).unwrap_or_default();
        unclaimed += gap.iter().filter(|byte| **byte != 0).count();
        end = end.max(to);
    }
    unclaimed += icc.get(end.min(icc.len())..).unwrap_or_default().iter().filter(|byte| **byte != 0).count();
    // Tags are aligned; more than that is put there.
    (unclaimed > 64 || size > 0 && icc.len() > size + 64).then(|| format!("ICC + {unclaimed}"))
}
