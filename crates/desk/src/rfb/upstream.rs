//! Our side towards the display server, which is taken for hostile.
//!
//! Of what it says, dots and the pointer's shape go into the screen; the rest is counted and dropped, or ends the
//! connection. Besides the screen it holds a header or a pointer's shape, never what a length promises.

use super::{COPY_RECT, CURSOR, Fault, LONGEST_CUT, NO_SECURITY, RAW, VERSION, client, server, u16_at, u32_at};
use crate::screen::{self, Cursor, Rect, Screen, Size};

/// Longest name of a desktop that is waited for until it can be dropped.
const LONGEST_NAME: u32 = 1 << 12;

/// What was heard in some bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// The connection stands: updates can be asked for.
    pub ready: bool,
    /// Updates that came whole.
    pub updates: u32,
    /// Dropped.
    pub bells: u64,
    /// Dropped: texts of the clipboard, of either form.
    pub cuts: u64,
}

#[derive(Debug)]
enum State {
    Version,
    Securities,
    SecurityTypes(usize),
    SecurityResult,
    Init,
    Message,
    UpdateHead,
    Rectangle {
        left: u16,
    },
    Raw {
        rect: Rect,
        at: usize,
        left: u16,
    },
    CopyRect {
        rect: Rect,
        left: u16,
    },
    /// A shape that is kept, or only waited for where it is too large.
    Shape {
        rect: Rect,
        left: u16,
    },
    CutHead,
    Skip {
        bytes: usize,
        then: Then,
    },
}

/// What follows bytes that nobody reads.
#[derive(Debug, Clone, Copy)]
enum Then {
    /// The name is over: the connection stands.
    Ready,
    Message,
    Rectangle(u16),
}

/// The connection to one display server.
#[derive(Debug)]
pub struct Upstream {
    /// The screen that was started; another one is a fault.
    size: Size,
    state: State,
    /// A header, part of a dot or a pointer's shape that is not whole yet.
    held: Vec<u8>,
    out: Vec<u8>,
    ready: bool,
}

impl Upstream {
    pub fn new(size: Size) -> Upstream {
        Upstream { size, state: State::Version, held: Vec::new(), out: Vec::new(), ready: false }
    }

    /// Whether input may be sent.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// Bytes for the display server that wait.
    pub fn out(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// How many bytes wait.
    pub fn waiting(&self) -> usize {
        self.out.len()
    }

    /// Bytes that are held besides the screen.
    pub fn held(&self) -> usize {
        self.held.capacity()
    }

    pub fn ask(&mut self, incremental: bool) {
        let Size { width, height } = self.size;
        self.out.extend([client::UPDATE_REQUEST, u8::from(incremental), 0, 0, 0, 0]);
        self.out.extend(width.to_be_bytes());
        self.out.extend(height.to_be_bytes());
    }

    pub fn key(&mut self, down: bool, key: u32) {
        self.out.extend([client::KEY, u8::from(down), 0, 0]);
        self.out.extend(key.to_be_bytes());
    }

    pub fn pointer(&mut self, buttons: u8, x: u16, y: u16) {
        self.out.extend([client::POINTER, buttons]);
        self.out.extend(x.to_be_bytes());
        self.out.extend(y.to_be_bytes());
    }

    /// A text that the rules let in.
    pub fn cut(&mut self, text: &[u8]) {
        self.out.extend([client::CUT_TEXT, 0, 0, 0]);
        self.out.extend(u32::try_from(text.len()).unwrap_or(0).to_be_bytes());
        self.out.extend(text);
    }

    /// Reads what the display server said.
    ///
    /// # Errors
    /// It said what it may not say. The connection is to be closed; the screen is as it was, or with some more of its dots.
    pub fn feed(&mut self, mut input: &[u8], screen: &mut Screen) -> Result<Heard, Fault> {
        let mut heard = Heard::default();
        while !input.is_empty() {
            match self.state {
                State::Skip { ref mut bytes, then } => {
                    let now = input.len().min(*bytes);
                    *bytes -= now;
                    input = &input[now..];
                    if *bytes == 0 {
                        self.then(then, &mut heard);
                    }
                }
                State::Raw { rect, at, left } => input = self.raw(input, rect, at, left, screen, &mut heard),
                _ => {
                    let need = self.need() - self.held.len();
                    let (now, rest) = input.split_at(need.min(input.len()));
                    self.held.reserve_exact(need);
                    self.held.extend_from_slice(now);
                    input = rest;
                    if now.len() == need {
                        let whole = std::mem::take(&mut self.held);
                        self.whole(&whole, screen, &mut heard)?;
                    }
                }
            }
        }
        Ok(heard)
    }

    /// Bytes of the part that is read next; never 0.
    fn need(&self) -> usize {
        match self.state {
            State::Version => VERSION.len(),
            State::Securities | State::Message => 1,
            State::SecurityTypes(number) => number,
            State::SecurityResult | State::CopyRect { .. } => 4,
            State::Init => 24,
            State::UpdateHead => 3,
            State::Rectangle { .. } => 12,
            State::Shape { rect, .. } => shape_bytes(rect),
            State::CutHead => 7,
            State::Raw { .. } | State::Skip { .. } => 1,
        }
    }

    fn whole(&mut self, bytes: &[u8], screen: &mut Screen, heard: &mut Heard) -> Result<(), Fault> {
        self.state = match self.state {
            State::Version if bytes == VERSION => {
                self.out.extend(VERSION);
                State::Securities
            }
            State::Version => return Err(Fault::Version),
            State::Securities if bytes[0] == 0 => return Err(Fault::Refused),
            State::Securities => State::SecurityTypes(usize::from(bytes[0])),
            State::SecurityTypes(_) if bytes.contains(&NO_SECURITY) => {
                self.out.push(NO_SECURITY);
                State::SecurityResult
            }
            State::SecurityTypes(_) => return Err(Fault::Security),
            State::SecurityResult if bytes == [0; 4] => {
                // Shared: a connection that hangs must not keep this one out.
                self.out.push(1);
                State::Init
            }
            State::SecurityResult => return Err(Fault::Refused),
            State::Init => self.init(bytes, heard)?,
            State::Message => match bytes[0] {
                server::UPDATE => State::UpdateHead,
                server::BELL => {
                    heard.bells += 1;
                    State::Message
                }
                server::CUT_TEXT => State::CutHead,
                other => return Err(Fault::Message(other)),
            },
            State::UpdateHead => match u16_at(bytes, 1) {
                0 => updated(heard),
                left => State::Rectangle { left },
            },
            State::Rectangle { left } => self.rectangle(bytes, left, screen, heard)?,
            State::CopyRect { rect, left } => {
                let (x, y) = (u16_at(bytes, 0), u16_at(bytes, 2));
                if !(Rect { x, y, ..rect }).is_inside(self.size) {
                    return Err(Fault::Outside);
                }
                screen.copy(x, y, rect);
                next(left, heard)
            }
            State::Shape { rect, left } => {
                screen.set_cursor(Some(shape(rect, bytes)));
                next(left, heard)
            }
            State::CutHead => {
                heard.cuts += 1;
                // A negative length is the extended form. Neither is read.
                let length = u32_at(bytes, 3).cast_signed().unsigned_abs();
                match length {
                    0 => State::Message,
                    1..=LONGEST_CUT => State::Skip { bytes: length as usize, then: Then::Message },
                    _ => return Err(Fault::Length(length)),
                }
            }
            // Read without being held.
            State::Raw { .. } | State::Skip { .. } => return Err(Fault::Format),
        };
        Ok(())
    }

    fn init(&mut self, bytes: &[u8], heard: &mut Heard) -> Result<State, Fault> {
        let (width, height) = (u16_at(bytes, 0), u16_at(bytes, 2));
        if (Size { width, height }) != self.size {
            return Err(Fault::Screen { width, height });
        }
        let name = u32_at(bytes, 20);
        if name > LONGEST_NAME {
            return Err(Fault::Length(name));
        }
        // 32 bits a dot, little-endian, red in the third byte: as the screen keeps them.
        self.out.extend([client::SET_PIXEL_FORMAT, 0, 0, 0]);
        self.out.extend(super::Format::OWN.bytes());
        self.out.extend([client::SET_ENCODINGS, 0, 0, 3]);
        [COPY_RECT, RAW, CURSOR].iter().for_each(|encoding| self.out.extend(encoding.to_be_bytes()));
        if name == 0 {
            self.then(Then::Ready, heard);
            return Ok(State::Message);
        }
        Ok(State::Skip { bytes: name as usize, then: Then::Ready })
    }

    fn rectangle(&self, bytes: &[u8], left: u16, screen: &mut Screen, heard: &mut Heard) -> Result<State, Fault> {
        let rect = Rect { x: u16_at(bytes, 0), y: u16_at(bytes, 2), width: u16_at(bytes, 4), height: u16_at(bytes, 6) };
        let encoding = u32_at(bytes, 8).cast_signed();
        // A pointer's shape lies nowhere: its place is the dot that points, in the shape.
        let fits = if encoding == CURSOR {
            rect.width <= self.size.width && rect.height <= self.size.height
        } else {
            rect.is_inside(self.size)
        };
        if !fits {
            return Err(Fault::Outside);
        }
        Ok(match encoding {
            RAW if rect.dots() == 0 => next(left, heard),
            RAW => State::Raw { rect, at: 0, left },
            COPY_RECT => State::CopyRect { rect, left },
            CURSOR if rect.dots() == 0 => {
                screen.set_cursor(None);
                next(left, heard)
            }
            CURSOR if rect.x >= rect.width || rect.y >= rect.height => return Err(Fault::Outside),
            CURSOR if rect.width > screen::CURSOR || rect.height > screen::CURSOR => {
                screen.set_cursor(None);
                State::Skip { bytes: shape_bytes(rect), then: Then::Rectangle(left) }
            }
            CURSOR => State::Shape { rect, left },
            other => return Err(Fault::Encoding(other)),
        })
    }

    /// Dots as they come, row by row; what is left of `input`.
    fn raw<'a>(
        &mut self,
        mut input: &'a [u8],
        rect: Rect,
        mut at: usize,
        left: u16,
        screen: &mut Screen,
        heard: &mut Heard,
    ) -> &'a [u8] {
        let width = usize::from(rect.width);
        let place = |at: usize| {
            let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            (rect.y + short(at / width), rect.x + short(at % width))
        };
        while at < rect.dots() && !input.is_empty() {
            let (y, x) = place(at);
            let whole = ((width - at % width) * 4).min(input.len() / 4 * 4);
            if !self.held.is_empty() || whole == 0 {
                // A dot in two pieces.
                let (now, rest) = input.split_at((4 - self.held.len()).min(input.len()));
                self.held.extend_from_slice(now);
                input = rest;
                if self.held.len() == 4 {
                    screen.put_row(y, x, &self.held);
                    self.held.clear();
                    at += 1;
                }
                continue;
            }
            screen.put_row(y, x, &input[..whole]);
            at += whole / 4;
            input = &input[whole..];
        }
        self.state = if at == rect.dots() {
            screen.change(rect);
            next(left, heard)
        } else {
            State::Raw { rect, at, left }
        };
        input
    }

    fn then(&mut self, then: Then, heard: &mut Heard) {
        self.state = match then {
            Then::Message => State::Message,
            Then::Rectangle(left) => next(left, heard),
            Then::Ready => {
                self.ready = true;
                heard.ready = true;
                State::Message
            }
        };
    }
}

/// After a rectangle, of which `left` were to come with it.
fn next(left: u16, heard: &mut Heard) -> State {
    if left > 1 { State::Rectangle { left: left - 1 } } else { updated(heard) }
}

fn updated(heard: &mut Heard) -> State {
    heard.updates += 1;
    State::Message
}

/// Four bytes a dot, and a bit a dot in rows of whole bytes.
fn shape_bytes(rect: Rect) -> usize {
    rect.dots() * 4 + usize::from(rect.width).div_ceil(8) * usize::from(rect.height)
}

fn shape(rect: Rect, bytes: &[u8]) -> Cursor {
    let (dots, mask) = bytes.split_at(rect.dots() * 4);
    let (dots, _) = dots.as_chunks::<4>();
    let (width, stride) = (usize::from(rect.width), usize::from(rect.width).div_ceil(8));
    let is_there = |at: usize| mask[at / width * stride + at % width / 8] >> (7 - at % width % 8) & 1 == 1;
    let dot = |(at, bytes): (usize, &[u8; 4])| is_there(at).then(|| u32::from_le_bytes(*bytes) & 0x00ff_ffff);
    Cursor { rect, dots: dots.iter().enumerate().map(dot).collect() }
}
