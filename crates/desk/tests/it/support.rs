//! A display server that says what a test wants, and a browser that reads every byte and believes nothing.

use desk::mark::Mark;
use desk::rfb::{Format, VERSION};
use desk::{Rect, Rules, Session, Size};
use flate2::{Decompress, FlushDecompress};
use foundation::Moment;

pub const SIZE: Size = Size { width: 200, height: 130 };
pub const NOW: Moment = Moment(1_796_022_720_000_000);

pub fn session(rules: Rules) -> Session {
    Session::new(SIZE, Mark { person: "Ada".into(), session: "7f3a99".into(), seed: [7; 16] }, rules, NOW)
}

/// What a display server says first, with its name.
pub fn started(size: Size, name: &[u8]) -> Vec<u8> {
    let mut bytes = VERSION.to_vec();
    bytes.extend([1, 1, 0, 0, 0, 0]);
    bytes.extend(size.width.to_be_bytes());
    bytes.extend(size.height.to_be_bytes());
    bytes.extend(Format::OWN.bytes());
    bytes.extend((name.len() as u32).to_be_bytes());
    bytes.extend(name);
    bytes
}

pub fn head(rect: Rect, encoding: i32) -> Vec<u8> {
    let mut bytes = Vec::new();
    [rect.x, rect.y, rect.width, rect.height].iter().for_each(|number| bytes.extend(number.to_be_bytes()));
    bytes.extend(encoding.to_be_bytes());
    bytes
}

pub fn update(rectangles: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend((rectangles.len() as u16).to_be_bytes());
    rectangles.iter().for_each(|rectangle| bytes.extend(rectangle));
    bytes
}

/// A rectangle of dots; the byte of each that is no colour is `unused`.
pub fn raw(rect: Rect, unused: u8, dot: impl Fn(u16, u16) -> u32) -> Vec<u8> {
    let mut bytes = head(rect, 0);
    for y in rect.y..rect.y + rect.height {
        for x in rect.x..rect.x + rect.width {
            bytes.extend((dot(x, y) & 0x00ff_ffff | u32::from(unused) << 24).to_le_bytes());
        }
    }
    bytes
}

pub fn text(length: i32, bytes: &[u8]) -> Vec<u8> {
    let mut message = vec![3, 0, 0, 0];
    message.extend(length.to_be_bytes());
    message.extend(bytes);
    message
}

/// What a browser says first, and that it takes these encodings.
pub fn greeting(encodings: &[i32]) -> Vec<u8> {
    let mut bytes = VERSION.to_vec();
    bytes.extend([1, 1, 2, 0]);
    bytes.extend((encodings.len() as u16).to_be_bytes());
    encodings.iter().for_each(|encoding| bytes.extend(encoding.to_be_bytes()));
    bytes
}

pub fn ask(incremental: bool) -> Vec<u8> {
    let mut bytes = vec![3, u8::from(incremental), 0, 0, 0, 0];
    bytes.extend(SIZE.width.to_be_bytes());
    bytes.extend(SIZE.height.to_be_bytes());
    bytes
}

pub fn key(down: bool, key: u32) -> Vec<u8> {
    let mut bytes = vec![4, u8::from(down), 0, 0];
    bytes.extend(key.to_be_bytes());
    bytes
}

pub const ZRLE: i32 = 16;
pub const CURSOR: i32 = -239;

/// A browser: what it was told, read by a decoder of its own.
pub struct Viewer {
    pub size: Size,
    pub dots: Vec<u32>,
    /// Every byte that came.
    pub bytes: Vec<u8>,
    pub name: Vec<u8>,
    pub encodings: Vec<i32>,
    pub updates: usize,
    waiting: Vec<u8>,
    greeted: bool,
    zlib: Decompress,
}

impl Default for Viewer {
    fn default() -> Viewer {
        let size = Size { width: 0, height: 0 };
        let zlib = Decompress::new(true);
        Viewer {
            size,
            dots: Vec::new(),
            bytes: Vec::new(),
            name: Vec::new(),
            encodings: Vec::new(),
            updates: 0,
            waiting: Vec::new(),
            greeted: false,
            zlib,
        }
    }
}

impl Viewer {
    /// Reads what came. Anything but updates of Raw, ZRLE and the pointer's shape is a failure of the test.
    pub fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.waiting.extend(bytes);
        let waiting = std::mem::take(&mut self.waiting);
        let mut rest = waiting.as_slice();
        if !self.greeted {
            // Version, securities, result, screen and name come before anything else, in pieces.
            let Some((head, name)) = rest.split_at_checked(12 + 2 + 4 + 24) else {
                self.waiting = waiting;
                return;
            };
            assert_eq!((&head[..12], &head[12..18]), (VERSION.as_slice(), [1, 1, 0, 0, 0, 0].as_slice()));
            let number = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
            self.size = Size { width: number(18), height: number(20) };
            self.dots = vec![0; self.size.dots()];
            let length = usize::from(number(40));
            self.name = name[..length].to_vec();
            rest = &name[length..];
            self.greeted = true;
        }
        while !rest.is_empty() {
            assert_eq!(rest[..2], [0, 0], "nothing but updates comes");
            let number = u16::from_be_bytes([rest[2], rest[3]]);
            rest = &rest[4..];
            self.updates += 1;
            for _ in 0..number {
                rest = self.rectangle(rest);
            }
        }
    }

    fn rectangle<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let rect = Rect { x: number(0), y: number(2), width: number(4), height: number(6) };
        let encoding = i32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
        let rest = &bytes[12..];
        self.encodings.push(encoding);
        match encoding {
            0 => {
                let (dots, rest) = rest.split_at(rect.dots() * 4);
                let dots = dots.chunks(4).map(|dot| u32::from_le_bytes([dot[0], dot[1], dot[2], dot[3]]));
                self.put(rect, &dots.collect::<Vec<_>>());
                rest
            }
            ZRLE => {
                let length = u32::from_be_bytes([rest[0], rest[1], rest[2], rest[3]]) as usize;
                let (packed, rest) = rest[4..].split_at(length);
                let plain = self.unpack(packed);
                let dots = unrle(&plain, rect);
                self.put(rect, &dots);
                rest
            }
            CURSOR => {
                let mask = usize::from(rect.width).div_ceil(8) * usize::from(rect.height);
                &rest[rect.dots() * 4 + mask..]
            }
            other => panic!("encoding {other}, which no browser asked for"),
        }
    }

    fn unpack(&mut self, packed: &[u8]) -> Vec<u8> {
        let mut plain = Vec::with_capacity(1 << 20);
        let before = self.zlib.total_in();
        while self.zlib.total_in() - before < packed.len() as u64 {
            plain.reserve(1 << 20);
            let done = (self.zlib.total_in() - before) as usize;
            self.zlib.decompress_vec(&packed[done..], &mut plain, FlushDecompress::Sync).expect("zlib reads it");
        }
        plain
    }

    fn put(&mut self, rect: Rect, dots: &[u32]) {
        assert!(rect.is_inside(self.size));
        assert_eq!(dots.len(), rect.dots());
        for (y, row) in (rect.y..).zip(dots.chunks(usize::from(rect.width))) {
            let at = usize::from(y) * usize::from(self.size.width) + usize::from(rect.x);
            self.dots[at..at + row.len()].copy_from_slice(row);
        }
    }
}

/// RFC 6143, 7.7.6, for dots of three bytes.
pub fn unrle(mut bytes: &[u8], rect: Rect) -> Vec<u32> {
    let mut dots = vec![0; rect.dots()];
    let width = usize::from(rect.width);
    let mut take = |count: usize| {
        let (now, rest) = bytes.split_at(count);
        bytes = rest;
        now.to_vec()
    };
    fn dot(bytes: &[u8]) -> u32 {
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
    }
    for top in (0..usize::from(rect.height)).step_by(64) {
        for left in (0..width).step_by(64) {
            let (columns, rows) = (64.min(width - left), 64.min(usize::from(rect.height) - top));
            let kind = take(1)[0];
            let tile: Vec<u32> = match kind {
                0 => (0..columns * rows).map(|_| dot(&take(3))).collect(),
                1 => vec![dot(&take(3)); columns * rows],
                2..=16 => {
                    let palette: Vec<u32> = (0..kind).map(|_| dot(&take(3))).collect();
                    let bits = if kind == 2 {
                        1
                    } else if kind <= 4 {
                        2
                    } else {
                        4
                    };
                    let row = |_| {
                        let packed = take((columns * bits).div_ceil(8));
                        let index = |x: usize| packed[x * bits / 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1);
                        (0..columns).map(|x| palette[usize::from(index(x))]).collect::<Vec<_>>()
                    };
                    (0..rows).flat_map(row).collect()
                }
                128 => {
                    let mut tile = Vec::new();
                    while tile.len() < columns * rows {
                        let colour = dot(&take(3));
                        let mut length = 1;
                        loop {
                            let more = take(1)[0];
                            length += usize::from(more);
                            if more != 255 {
                                break;
                            }
                        }
                        tile.extend(std::iter::repeat_n(colour, length));
                    }
                    tile
                }
                other => panic!("a square of kind {other}"),
            };
            assert_eq!(tile.len(), columns * rows);
            for (y, row) in tile.chunks(columns).enumerate() {
                dots[(top + y) * width + left..][..columns].copy_from_slice(row);
            }
        }
    }
    assert!(take(0).is_empty() && bytes.is_empty(), "nothing is left over");
    dots
}

/// A session, a display server's words and a browser's, one after another.
pub struct Played {
    pub session: Session,
    pub viewer: Viewer,
    pub browser: u64,
    /// What reached the display server.
    pub inside: Vec<u8>,
}

impl Played {
    pub fn new(rules: Rules, name: &[u8], encodings: &[i32]) -> Played {
        let mut session = session(rules);
        session.display_came(NOW);
        let _ = session.display_said(&started(SIZE, name), NOW);
        let browser = session.browser_came(NOW);
        let mut played = Played { session, viewer: Viewer::default(), browser, inside: Vec::new() };
        played.browser(&greeting(encodings)).expect("a greeting is allowed");
        played
    }

    pub fn display(&mut self, bytes: &[u8]) -> Result<(), desk::rfb::Fault> {
        let said = self.session.display_said(bytes, NOW);
        self.flow();
        said
    }

    pub fn browser(&mut self, bytes: &[u8]) -> Result<(), desk::rfb::Fault> {
        self.browser_at(bytes, NOW)
    }

    pub fn browser_at(&mut self, bytes: &[u8], now: Moment) -> Result<(), desk::rfb::Fault> {
        let said = self.session.browser_said(self.browser, bytes, now);
        self.flow();
        said
    }

    pub fn flow(&mut self) {
        self.viewer.take(&self.session.to_browser(self.browser));
        self.inside.extend(self.session.to_display());
    }
}
