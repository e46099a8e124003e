//! Our side towards the browser, which is not trusted either: a researcher can write to it what they like.
//!
//! Five messages are read; the text of a clipboard is read only where the rules let some in. Anything else closes the
//! connection, and what the browser offers to take is answered only as far as it is dots.

use super::{
    CURSOR, Fault, Format, LONGEST_CUT, NAME, NO_SECURITY, RAW, VERSION, ZRLE, client, server, u16_at, u32_at, zrle,
};
use crate::screen::{Cursor, Rect, Size};

/// What a browser asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The connection stands.
    Ready,
    Update {
        incremental: bool,
        rect: Rect,
    },
    Key {
        down: bool,
        key: u32,
    },
    Pointer {
        buttons: u8,
        x: u16,
        y: u16,
    },
    /// A text of the clipboard of which nothing was kept.
    CutDropped,
    /// Its bytes, in Latin-1.
    Cut(Vec<u8>),
    /// Another format or other encodings: what was sent before does not count.
    Anew,
}

#[derive(Debug)]
enum State {
    Version,
    Security,
    Init,
    Message,
    PixelFormat,
    EncodingsHead,
    Encodings { left: u16 },
    UpdateRequest,
    Key,
    Pointer,
    CutHead,
    Cut { bytes: usize },
    Skip { bytes: usize },
}

/// The connection to one browser.
pub struct Downstream {
    size: Size,
    /// Bytes of a clipboard's text that the rules let in; 0 where they let in none.
    clipboard: usize,
    state: State,
    held: Vec<u8>,
    out: Vec<u8>,
    format: Format,
    zrle: bool,
    cursor: bool,
    encoder: zrle::Encoder,
}

impl Downstream {
    pub fn new(size: Size, clipboard: usize) -> Downstream {
        Downstream {
            size,
            clipboard: clipboard.min(LONGEST_CUT as usize),
            state: State::Version,
            held: Vec::new(),
            out: VERSION.to_vec(),
            format: Format::OWN,
            zrle: false,
            cursor: false,
            encoder: zrle::Encoder::default(),
        }
    }

    /// Bytes for the browser that wait.
    pub fn out(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Bytes that are held besides what waits to be sent.
    pub fn held(&self) -> usize {
        self.held.capacity()
    }

    pub fn takes_cursors(&self) -> bool {
        self.cursor
    }

    /// Reads what the browser said.
    ///
    /// # Errors
    /// It said what it may not say; the connection is to be closed.
    pub fn feed(&mut self, mut input: &[u8]) -> Result<Vec<Asked>, Fault> {
        let mut asked = Vec::new();
        while !input.is_empty() {
            if let State::Skip { ref mut bytes } = self.state {
                let now = input.len().min(*bytes);
                *bytes -= now;
                input = &input[now..];
                if *bytes == 0 {
                    self.state = State::Message;
                }
                continue;
            }
            let need = self.need() - self.held.len();
            let (now, rest) = input.split_at(need.min(input.len()));
            self.held.reserve_exact(need);
            self.held.extend_from_slice(now);
            input = rest;
            if now.len() == need {
                let whole = std::mem::take(&mut self.held);
                self.state = self.whole(&whole, &mut asked)?;
            }
        }
        Ok(asked)
    }

    /// Bytes of the part that is read next; never 0.
    fn need(&self) -> usize {
        match self.state {
            State::Version => VERSION.len(),
            State::Security | State::Init | State::Message | State::Skip { .. } => 1,
            State::PixelFormat => 19,
            State::EncodingsHead => 3,
            State::Encodings { .. } => 4,
            State::UpdateRequest => 9,
            State::Key | State::CutHead => 7,
            State::Pointer => 5,
            State::Cut { bytes } => bytes,
        }
    }

    fn whole(&mut self, bytes: &[u8], asked: &mut Vec<Asked>) -> Result<State, Fault> {
        Ok(match self.state {
            State::Version if bytes == VERSION => {
                self.out.extend([1, NO_SECURITY]);
                State::Security
            }
            State::Version => return Err(Fault::Version),
            State::Security if bytes == [NO_SECURITY] => {
                self.out.extend([0; 4]);
                State::Init
            }
            State::Security => return Err(Fault::Security),
            State::Init => {
                self.out.extend(self.size.width.to_be_bytes());
                self.out.extend(self.size.height.to_be_bytes());
                self.out.extend(Format::OWN.bytes());
                self.out.extend((NAME.len() as u32).to_be_bytes());
                self.out.extend(NAME);
                asked.push(Asked::Ready);
                State::Message
            }
            State::Message => match bytes[0] {
                client::SET_PIXEL_FORMAT => State::PixelFormat,
                client::SET_ENCODINGS => State::EncodingsHead,
                client::UPDATE_REQUEST => State::UpdateRequest,
                client::KEY => State::Key,
                client::POINTER => State::Pointer,
                client::CUT_TEXT => State::CutHead,
                other => return Err(Fault::Message(other)),
            },
            State::PixelFormat => {
                self.format = Format::read(&bytes[3..])?;
                asked.push(Asked::Anew);
                State::Message
            }
            State::EncodingsHead => {
                (self.zrle, self.cursor) = (false, false);
                asked.push(Asked::Anew);
                match u16_at(bytes, 1) {
                    0 => State::Message,
                    left => State::Encodings { left },
                }
            }
            State::Encodings { left } => {
                match u32_at(bytes, 0).cast_signed() {
                    ZRLE => self.zrle = true,
                    CURSOR => self.cursor = true,
                    // Offers of what is not given are no fault: every browser makes some.
                    _ => {}
                }
                if left > 1 { State::Encodings { left: left - 1 } } else { State::Message }
            }
            State::UpdateRequest => {
                let at = |at| u16_at(bytes, at);
                let rect = Rect { x: at(1), y: at(3), width: at(5), height: at(7) };
                // What lies outside shows nothing.
                if let Some(rect) = rect.and(self.size.whole()) {
                    asked.push(Asked::Update { incremental: bytes[0] != 0, rect });
                }
                State::Message
            }
            State::Key => {
                asked.push(Asked::Key { down: bytes[0] != 0, key: u32_at(bytes, 3) });
                State::Message
            }
            State::Pointer => {
                let x = u16_at(bytes, 1).min(self.size.width - 1);
                let y = u16_at(bytes, 3).min(self.size.height - 1);
                asked.push(Asked::Pointer { buttons: bytes[0], x, y });
                State::Message
            }
            State::CutHead => {
                let length = u32_at(bytes, 3).cast_signed();
                let bytes = length.unsigned_abs();
                if bytes > LONGEST_CUT {
                    return Err(Fault::Length(bytes));
                }
                // A negative length is the extended form, which is packed and never read.
                if length > 0 && bytes as usize <= self.clipboard {
                    State::Cut { bytes: bytes as usize }
                } else {
                    asked.push(Asked::CutDropped);
                    if bytes == 0 { State::Message } else { State::Skip { bytes: bytes as usize } }
                }
            }
            State::Cut { .. } => {
                asked.push(Asked::Cut(bytes.to_vec()));
                State::Message
            }
            State::Skip { .. } => State::Message,
        })
    }

    /// Makes an update of these rectangles, and of the pointer's shape where it is given: nothing, or one of `None` for the
    /// usual arrow that the browser draws.
    pub fn update(
        &mut self,
        rects: &[Rect],
        cursor: Option<Option<&Cursor>>,
        dots: &mut dyn FnMut(Rect, &mut Vec<u32>),
    ) {
        let number = rects.len() + usize::from(cursor.is_some());
        self.out.extend([server::UPDATE, 0]);
        self.out.extend(u16::try_from(number).unwrap_or(0).to_be_bytes());
        if let Some(cursor) = cursor {
            self.cursor(cursor);
        }
        let mut taken = Vec::new();
        for rect in rects {
            self.head(*rect, if self.zrle { ZRLE } else { RAW });
            taken.clear();
            dots(*rect, &mut taken);
            if self.zrle {
                self.encoder.put(&taken, usize::from(rect.width), &self.format, &mut self.out);
            } else {
                taken.iter().for_each(|dot| self.format.put(*dot, &mut self.out));
            }
        }
    }

    fn cursor(&mut self, cursor: Option<&Cursor>) {
        let none = Cursor { rect: Rect { x: 0, y: 0, width: 0, height: 0 }, dots: Vec::new() };
        let cursor = cursor.unwrap_or(&none);
        self.head(cursor.rect, CURSOR);
        cursor.dots.iter().for_each(|dot| self.format.put(dot.unwrap_or(0), &mut self.out));
        for row in cursor.dots.chunks(usize::from(cursor.rect.width).max(1)) {
            for bits in row.chunks(8) {
                let byte =
                    bits.iter().enumerate().fold(0, |byte, (at, dot)| byte | u8::from(dot.is_some()) << (7 - at));
                self.out.push(byte);
            }
        }
    }

    fn head(&mut self, rect: Rect, encoding: i32) {
        for number in [rect.x, rect.y, rect.width, rect.height] {
            self.out.extend(number.to_be_bytes());
        }
        self.out.extend(encoding.to_be_bytes());
    }
}
