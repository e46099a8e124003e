//! How much of a JPEG's packed pixels its picture needs: what stands behind them nobody sees.

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
}

impl Scan {
    pub(crate) fn segment(&mut self, marker: u8, data: &[u8]) {
        let two = |at: usize| data.get(at..at + 2).map_or(0, |two| u32::from(two[0]) << 8 | u32::from(two[1]));
        match marker {
            0xc0..=0xc2 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                self.plain = marker <= 0xc1;
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

    /// Bytes of a scan behind the last block of the picture; `None` where it is packed in another way, or ends before.
    pub(crate) fn behind(&self, packed: &[u8]) -> Option<usize> {
        let most = |of: fn(&Part) -> u32| self.parts.iter().map(of).max().unwrap_or(0);
        let (across, down) = (most(|part| part.across), most(|part| part.down));
        if !self.plain || across == 0 || down == 0 || self.size.0 == 0 || self.size.1 == 0 || self.order.is_empty() {
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
        for unit in 0..units {
            if self.restart > 0 && unit > 0 && unit % u64::from(self.restart) == 0 {
                bits.restart()?;
            }
            for (dc, ac) in &blocks {
                self.block(&mut bits, *dc, *ac)?;
            }
        }
        Some(packed.len().saturating_sub(bits.at))
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
