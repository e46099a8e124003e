//! How much of a JPEG's packed pixels its picture needs: what stands behind them nobody sees, nor what a later scan paints over.

use std::collections::BTreeMap;

/// Codes of one table: by their length, the first of them and where its values begin.
#[derive(Default, Clone)]
struct Codes {
    counts: [u16; 16],
    values: Vec<u8>,
}

/// One part of the colours: how many blocks of it a unit has, and its tables.
#[derive(Default, Clone, Copy)]
struct Part {
    id: u8,
    across: u32,
    down: u32,
}

/// The coefficients of a scan, and their highest and lowest bit.
#[derive(Default, Clone, Copy)]
struct Range {
    from: u8,
    to: u8,
    high: u8,
    low: u8,
}

/// Blocks of one part that are followed: of a picture of 500 million pixels.
const MOST_BLOCKS: u64 = 8 << 20;

/// What the segments before a scan say of it.
#[derive(Default)]
pub(crate) struct Scan {
    size: (u32, u32),
    parts: Vec<Part>,
    /// Packed block after block by the codes of Huffman: others are not followed.
    plain: bool,
    dc: [Codes; 4],
    ac: [Codes; 4],
    restart: u32,
    /// The parts of the scan that begins, with their tables.
    order: Vec<(u8, usize, usize)>,
    /// From coarse to fine, each scan a range of coefficients and of their bits.
    progressive: bool,
    range: Range,
    /// By part, the lowest bit of each coefficient that a scan has brought.
    brought: BTreeMap<u8, [Option<u8>; 64]>,
    /// By part, a bit for each coefficient of a block that is not zero so far.
    blocks: BTreeMap<u8, Vec<u64>>,
}

impl Scan {
    pub(crate) fn segment(&mut self, marker: u8, data: &[u8]) {
        let two = |at: usize| data.get(at..at + 2).map_or(0, |two| u32::from(two[0]) << 8 | u32::from(two[1]));
        match marker {
            0xc0..=0xc2 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                (self.plain, self.progressive) = (marker <= 0xc1, marker == 0xc2);
                self.size = (two(3), two(1));
                let all = data.get(6..).unwrap_or_default().chunks_exact(3);
                self.parts = all
                    .map(|three| Part {
                        id: three[0],
                        across: u32::from(three[1] >> 4),
                        down: u32::from(three[1] & 15),
                    })
                    .collect();
            }
            0xc4 => self.tables(data),
            0xdd => self.restart = two(0),
            0xda => {
                let all = data
                    .get(1..)
                    .unwrap_or_default()
                    .chunks_exact(2)
                    .take(usize::from(data.first().copied().unwrap_or(0)));
                self.order = all.map(|two| (two[0], usize::from(two[1] >> 4 & 3), usize::from(two[1] & 3))).collect();
            }
            _ => {}
        }
    }

    fn tables(&mut self, mut data: &[u8]) {
        while let Some((kind, rest)) = data.split_first() {
            let Some(lengths) = rest.first_chunk::<16>() else { return };
            let many = lengths.iter().map(|n| usize::from(*n)).sum::<usize>();
            let Some(values) = rest.get(16..16 + many) else { return };
            let table = if kind >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            table[usize::from(kind & 3)] = Codes { counts: lengths.map(u16::from), values: values.to_vec() };
            data = &rest[16 + many..];
        }
    }

    /// A picture that is packed in a way that is not followed here.
    pub(crate) fn unknown(&self) -> bool {
        !self.plain && !self.progressive && !self.parts.is_empty()
    }

    /// Whether this segment begins a second picture, or a scan of what was brought before: nobody sees the first of them.
    pub(crate) fn again(&mut self, marker: u8, data: &[u8]) -> bool {
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => !self.parts.is_empty(),
            0xda => {
                let many = usize::from(data.first().copied().unwrap_or(0));
                let (Some(parts), Some(rest)) = (data.get(1..1 + many * 2), data.get(1 + many * 2..)) else {
                    return false;
                };
                let three = |at: usize| rest.get(at).copied().unwrap_or(0);
                self.range = Range { from: three(0), to: three(1).min(63), high: three(2) >> 4, low: three(2) & 15 };
                if !self.progressive {
                    self.range = Range { from: 0, to: 63, high: 0, low: 0 };
                }
                let Range { from, to, high, low } = self.range;
                let mut again = false;
                for part in parts.chunks_exact(2) {
                    let brought = self.brought.entry(part[0]).or_insert([None; 64]);
                    for bit in brought.iter_mut().take(usize::from(to) + 1).skip(usize::from(from)) {
                        // First all bits down to one, then one by one.
                        again |= if high == 0 { bit.is_some() } else { *bit != Some(high) || high != low + 1 };
                        *bit = Some(low);
                    }
                }
                again
            }
            _ => false,
        }
    }

    /// Bytes of a scan behind the last block of the picture; `None` where it is packed in another way, or ends before.
    pub(crate) fn behind(&mut self, packed: &[u8]) -> Option<usize> {
        let most = |of: fn(&Part) -> u32| self.parts.iter().map(of).max().unwrap_or(0);
        let (across, down) = (most(|part| part.across), most(|part| part.down));
        if !self.plain && !self.progressive
            || across == 0
            || down == 0
            || self.size.0 == 0
            || self.size.1 == 0
            || self.order.is_empty()
        {
            return None;
        }
        let find = |id: u8| self.parts.iter().find(|part| part.id == id).copied();
        // A scan of one part goes through its own blocks, one of several through units of all.
        let (units, blocks) = match self.order.as_slice() {
            [(id, dc, ac)] => {
                let part = find(*id)?;
                let own =
                    |size: u32, of: u32, most: u32| (u64::from(size) * u64::from(of)).div_ceil(u64::from(most) * 8);
                let units = own(self.size.0, part.across, across) * own(self.size.1, part.down, down);
                (units, vec![(*dc, *ac)])
            }
            several => {
                let mut blocks = Vec::new();
                for (id, dc, ac) in several {
                    let part = find(*id)?;
                    blocks.extend(vec![(*dc, *ac); (part.across * part.down) as usize]);
                }
                let units = |size: u32, of: u32| u64::from(size.div_ceil(of * 8));
                (units(self.size.0, across) * units(self.size.1, down), blocks)
            }
        };
        let mut bits = Bits { bytes: packed, at: 0, held: 0, count: 0 };
        if self.progressive && self.range.from > 0 {
            return self.finer(&mut bits, units).map(|()| packed.len().saturating_sub(bits.at));
        }
        for unit in 0..units {
            if self.restart > 0 && unit > 0 && unit % u64::from(self.restart) == 0 {
                bits.restart()?;
            }
            for (dc, ac) in &blocks {
                if self.progressive {
                    self.coarse(&mut bits, *dc)?;
                } else {
                    self.block(&mut bits, *dc, *ac)?;
                }
            }
        }
        Some(packed.len().saturating_sub(bits.at))
    }

    /// The first coefficient of a block in a picture from coarse to fine.
    fn coarse(&self, bits: &mut Bits, dc: usize) -> Option<()> {
        if self.range.high > 0 {
            return bits.skip(1);
        }
        let size = bits.symbol(&self.dc[dc])?;
        bits.skip(u32::from(size.min(16)))
    }

    /// The other coefficients, of one part.
    fn finer(&mut self, bits: &mut Bits, units: u64) -> Option<()> {
        let (id, _, ac) = *self.order.first()?;
        if units > MOST_BLOCKS {
            return None;
        }
        let (codes, range, restart) = (self.ac[ac].clone(), self.range, u64::from(self.restart));
        let blocks = self.blocks.entry(id).or_default();
        blocks.resize(usize::try_from(units).ok()?, 0);
        let mut empty = 0u32;
        for (unit, block) in (0u64..).zip(blocks.iter_mut()) {
            if restart > 0 && unit > 0 && unit % restart == 0 {
                bits.restart()?;
                empty = 0;
            }
            if range.high == 0 {
                first_bits(bits, &codes, range, block, &mut empty)?;
            } else {
                next_bit(bits, &codes, range, block, &mut empty)?;
            }
        }
        Some(())
    }

    fn block(&self, bits: &mut Bits, dc: usize, ac: usize) -> Option<()> {
        let size = bits.symbol(&self.dc[dc])?;
        bits.skip(u32::from(size.min(16)))?;
        let mut at = 1;
        while at < 64 {
            let symbol = bits.symbol(&self.ac[ac])?;
            let (zeros, size) = (symbol >> 4, symbol & 15);
            if size == 0 && zeros != 15 {
                break;
            }
            at += usize::from(zeros) + 1;
            bits.skip(u32::from(size))?;
        }
        Some(())
    }
}

/// A block's coefficients down to one bit. `empty`: blocks that have no more of them, as one code says.
fn first_bits(bits: &mut Bits, codes: &Codes, range: Range, block: &mut u64, empty: &mut u32) -> Option<()> {
    if *empty > 0 {
        *empty -= 1;
        return Some(());
    }
    let mut at = range.from;
    while at <= range.to {
        let symbol = bits.symbol(codes)?;
        let (zeros, size) = (symbol >> 4, symbol & 15);
        if size == 0 && zeros < 15 {
            *empty = (1 << zeros) - 1 + bits.number(zeros)?;
            break;
        }
        at += zeros;
        if size > 0 {
            *block |= 1 << (at & 63);
            bits.skip(u32::from(size))?;
        }
        at += 1;
    }
    Some(())
}

/// One bit more of a block's coefficients, and those that begin with it.
fn next_bit(bits: &mut Bits, codes: &Codes, range: Range, block: &mut u64, empty: &mut u32) -> Option<()> {
    let mut at = range.from;
    while *empty == 0 && at <= range.to {
        let symbol = bits.symbol(codes)?;
        let (mut zeros, size) = (symbol >> 4, symbol & 15);
        if size == 0 && zeros < 15 {
            *empty = (1 << zeros) + bits.number(zeros)?;
            break;
        }
        // Its sign.
        bits.skip(u32::from(size > 0))?;
        while at <= range.to {
            if *block >> at & 1 == 1 {
                bits.skip(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            at += 1;
        }
        if size > 0 && at <= range.to {
            *block |= 1 << at;
        }
        at += 1;
    }
    if *empty > 0 {
        let left = (at..=range.to).filter(|at| *block >> at & 1 == 1).count();
        bits.skip(u32::try_from(left).unwrap_or(0))?;
        *empty -= 1;
    }
    Some(())
}

/// The bits of a scan: a zero behind FF is none of them.
struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn fill(&mut self) -> Option<()> {
        if self.count == 0 {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            if byte == 0xff {
                if self.bytes.get(self.at) != Some(&0) {
                    return None;
                }
                self.at += 1;
            }
            (self.held, self.count) = (u32::from(byte), 8);
        }
        Some(())
    }

    fn bit(&mut self) -> Option<u32> {
        self.fill()?;
        self.count -= 1;
        Some(self.held >> self.count & 1)
    }

    fn skip(&mut self, mut many: u32) -> Option<()> {
        while many > 0 {
            self.fill()?;
            let now = many.min(self.count);
            self.count -= now;
            many -= now;
        }
        Some(())
    }

    fn number(&mut self, many: u8) -> Option<u32> {
        (0..many).try_fold(0, |number, _| Some(number << 1 | self.bit()?))
    }

    fn symbol(&mut self, codes: &Codes) -> Option<u8> {
        let (mut code, mut first, mut index) = (0u32, 0u32, 0u32);
        for count in codes.counts {
            code |= self.bit()?;
            let count = u32::from(count);
            if code.wrapping_sub(first) < count {
                return codes.values.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }

    /// The mark between two stretches.
    fn restart(&mut self) -> Option<()> {
        self.count = 0;
        while self.bytes.get(self.at) == Some(&0xff) && self.bytes.get(self.at + 1) == Some(&0xff) {
            self.at += 1;
        }
        let (Some(0xff), Some(0xd0..=0xd7)) = (self.bytes.get(self.at), self.bytes.get(self.at + 1)) else {
            return None;
        };
        self.at += 2;
        Some(())
    }
}
