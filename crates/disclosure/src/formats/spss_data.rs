//! The values of an SPSS file, one after another, however they are packed.

use super::spss_fields::{Packing, SLOT};
use flate2::bufread::ZlibDecoder;
use std::io::{BufRead, BufReader, Read};

/// A value of eight bytes.
pub(super) enum Slot {
    Bytes([u8; SLOT]),
    Number(f64),
    /// What the system takes for missing.
    Missing,
}

/// Values in the order of the file.
pub(super) struct Slots<R: BufRead> {
    from: Source<R>,
    packed: bool,
    bias: f64,
    /// Codes of the next eight values, and how many of them are used.
    codes: [u8; 8],
    used: usize,
    done: bool,
}

enum Source<R: BufRead> {
    Plain(R),
    Blocks(Box<BufReader<Blocks<R>>>),
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Source::Plain(from) => from.read(out),
            Source::Blocks(blocks) => blocks.read(out),
        }
    }
}

/// Blocks of zlib, one behind the other, up to a place of the file.
struct Blocks<R: BufRead> {
    block: Option<ZlibDecoder<std::io::Take<R>>>,
}

impl<R: BufRead> Read for Blocks<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while let Some(block) = &mut self.block {
            match block.read(out)? {
                0 if out.is_empty() => return Ok(0),
                0 => {
                    let mut rest = self.block.take().map(ZlibDecoder::into_inner).ok_or(std::io::ErrorKind::Other)?;
                    if !rest.fill_buf()?.is_empty() {
                        self.block = Some(ZlibDecoder::new(rest));
                    }
                }
                read => return Ok(read),
            }
        }
        Ok(0)
    }
}

impl<R: BufRead> Slots<R> {
    /// `from` stands behind the dictionary.
    pub fn new(mut from: R, packing: Packing, bias: f64, big: bool) -> std::io::Result<Slots<R>> {
        let packed = packing != Packing::Plain;
        let from = match packing {
            Packing::Zlib => {
                let mut head = [0; 24];
                from.read_exact(&mut head)?;
                let place = |at: usize| {
                    let bytes: [u8; 8] = std::array::from_fn(|i| head[at + i]);
                    if big { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) }
                };
                // From here to the table of blocks, which is not needed to read them one by one.
                let length = place(8).checked_sub(place(0)).and_then(|l| l.checked_sub(24));
                let length = length.ok_or(std::io::ErrorKind::InvalidData)?;
                let blocks = Blocks { block: Some(ZlibDecoder::new(from.take(length))) };
                Source::Blocks(Box::new(BufReader::new(blocks)))
            }
            _ => Source::Plain(from),
        };
        Ok(Slots { from, packed, bias, codes: [0; 8], used: 8, done: false })
    }

    /// Eight bytes, none at the end of the file.
    fn eight(&mut self) -> std::io::Result<Option<[u8; SLOT]>> {
        let (mut bytes, mut length) = ([0; SLOT], 0);
        while length < SLOT {
            match self.from.read(&mut bytes[length..])? {
                0 if length == 0 => return Ok(None),
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                read => length += read,
            }
        }
        Ok(Some(bytes))
    }

    /// The next value, none at the end.
    pub fn next(&mut self) -> std::io::Result<Option<Slot>> {
        if !self.packed {
            return Ok(self.eight()?.map(Slot::Bytes));
        }
        while !self.done {
            if self.used == self.codes.len() {
                match self.eight()? {
                    Some(codes) => (self.codes, self.used) = (codes, 0),
                    None => break,
                }
            }
            let code = self.codes[self.used];
            self.used += 1;
            match code {
                0 => {}
                252 => self.done = true,
                253 => {
                    let bytes = self.eight()?.ok_or(std::io::ErrorKind::UnexpectedEof)?;
                    return Ok(Some(Slot::Bytes(bytes)));
                }
                254 => return Ok(Some(Slot::Bytes([b' '; SLOT]))),
                255 => return Ok(Some(Slot::Missing)),
                code => return Ok(Some(Slot::Number(f64::from(code) - self.bias))),
            }
        }
        Ok(None)
    }
}
