//! How a browser wants its dots: true colour of 8, 16 or 32 bits.

use super::{Fault, u16_at};

/// The format of RFC 6143, 7.4, in so far as dots can be made in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    bits: u8,
    depth: u8,
    big_endian: bool,
    /// Largest value and shift of red, green and blue.
    colours: [(u16, u8); 3],
}

impl Format {
    /// As the screen keeps its dots.
    pub const OWN: Format = Format { bits: 32, depth: 24, big_endian: false, colours: [(255, 16), (255, 8), (255, 0)] };

    /// The 16 bytes in which it is said.
    pub fn bytes(self) -> [u8; 16] {
        let mut bytes = [self.bits, self.depth, u8::from(self.big_endian), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for (at, (most, shift)) in self.colours.into_iter().enumerate() {
            bytes[4 + 2 * at..6 + 2 * at].copy_from_slice(&most.to_be_bytes());
            bytes[10 + at] = shift;
        }
        bytes
    }

    /// # Errors
    /// No dot can be made in it: a palette, another number of bits, or colours that lie over each other or outside.
    pub fn read(bytes: &[u8]) -> Result<Format, Fault> {
        let [bits, depth, big_endian, true_colour, ..] = *bytes else { return Err(Fault::Format) };
        if bytes.len() != 16 || true_colour == 0 || !matches!(bits, 8 | 16 | 32) {
            return Err(Fault::Format);
        }
        let mut colours = [(0, 0); 3];
        let mut used = 0_u32;
        for (at, colour) in colours.iter_mut().enumerate() {
            let (most, shift) = (u16_at(bytes, 4 + 2 * at), bytes[10 + at]);
            let whole = most > 0 && most.wrapping_add(1).is_power_of_two() || most == u16::MAX;
            let Some(place) = u32::from(most).checked_shl(shift.into()).filter(|_| whole && shift < bits) else {
                return Err(Fault::Format);
            };
            let outside = u64::from(most) << shift >> bits != 0;
            if outside || used & place != 0 {
                return Err(Fault::Format);
            }
            used |= place;
            *colour = (most, shift);
        }
        Ok(Format { bits, depth, big_endian: big_endian != 0, colours })
    }

    /// Adds a dot, whole.
    pub fn put(&self, dot: u32, out: &mut Vec<u8>) {
        out.extend(&self.dot(dot)[..usize::from(self.bits / 8)]);
    }

    /// Adds a dot as ZRLE has it: without its fourth byte where no colour is in it.
    pub fn put_compact(&self, dot: u32, out: &mut Vec<u8>) {
        let bytes = self.dot(dot);
        match self.compact() {
            Some(first) => out.extend(&bytes[first..first + 3]),
            None => out.extend(&bytes[..usize::from(self.bits / 8)]),
        }
    }

    /// Bytes of a dot in ZRLE.
    pub fn compact_bytes(&self) -> usize {
        self.compact().map_or(usize::from(self.bits / 8), |_| 3)
    }

    /// The first of the three bytes that count, where three do.
    fn compact(&self) -> Option<usize> {
        if self.bits != 32 || self.depth > 24 {
            return None;
        }
        let used = self.colours.iter().fold(0, |used, (most, shift)| used | u32::from(*most) << shift);
        match (used & 0xff00_0000 == 0, used & 0xff == 0) {
            (true, _) => Some(usize::from(self.big_endian)),
            (_, true) => Some(usize::from(!self.big_endian)),
            _ => None,
        }
    }

    /// The bytes of a dot, of which the first `bits / 8` count.
    fn dot(&self, dot: u32) -> [u8; 4] {
        let mut value = 0_u32;
        for (at, (most, shift)) in self.colours.into_iter().enumerate() {
            let colour = dot >> (16 - 8 * at) & 0xff;
            value |= (colour * u32::from(most) + 127) / 255 << shift;
        }
        match (self.bits, self.big_endian) {
            (8, _) => [value as u8, 0, 0, 0],
            (16, false) => [value as u8, (value >> 8) as u8, 0, 0],
            (16, true) => [(value >> 8) as u8, value as u8, 0, 0],
            (_, false) => value.to_le_bytes(),
            (_, true) => value.to_be_bytes(),
        }
    }
}
