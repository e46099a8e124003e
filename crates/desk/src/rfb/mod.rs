//! RFB 3.8 (RFC 6143), as much of it as passes.
//!
//! Both sides are machines without input and output: bytes go in, facts or a [`Fault`] come out. A fault closes that
//! connection.

pub mod downstream;
pub mod format;
pub mod upstream;
pub mod zrle;

pub use downstream::{Asked, Downstream};
pub use format::Format;
pub use upstream::{Heard, Upstream};

/// The only version that is spoken.
pub const VERSION: &[u8; 12] = b"RFB 003.008\n";

/// The only security type: who may connect was decided before, by the file's owner above and by the service below.
pub const NO_SECURITY: u8 = 1;

/// The name of every desktop. The display server's own is text from inside.
pub const NAME: &[u8] = b"Strongroom";

pub(crate) const RAW: i32 = 0;
pub(crate) const COPY_RECT: i32 = 1;
pub(crate) const ZRLE: i32 = 16;
pub(crate) const CURSOR: i32 = -239;

/// What a client may say. Anything else closes the connection.
pub(crate) mod client {
    pub const SET_PIXEL_FORMAT: u8 = 0;
    pub const SET_ENCODINGS: u8 = 2;
    pub const UPDATE_REQUEST: u8 = 3;
    pub const KEY: u8 = 4;
    pub const POINTER: u8 = 5;
    pub const CUT_TEXT: u8 = 6;
}

/// What a server may say. Anything else closes the connection.
pub(crate) mod server {
    pub const UPDATE: u8 = 0;
    pub const BELL: u8 = 2;
    pub const CUT_TEXT: u8 = 3;
}

/// Longest text of a clipboard that is waited for until it can be dropped; a longer one closes the connection.
pub const LONGEST_CUT: u32 = 1 << 20;

/// Why a connection is closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it does not speak RFB 3.8")]
    Version,
    #[error("it does not offer a connection without a password")]
    Security,
    #[error("it refused the connection")]
    Refused,
    #[error("a screen of {width} by {height} dots, which is none or not the one that was started")]
    Screen { width: u16, height: u16 },
    #[error("message {0}, which nobody may send")]
    Message(u8),
    #[error("encoding {0}, which was not asked for")]
    Encoding(i32),
    #[error("a rectangle that is not on the screen")]
    Outside,
    #[error("a length of {0}")]
    Length(u32),
    #[error("a format of dots that cannot be made")]
    Format,
}

/// Big-endian numbers of a message whose length was checked.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_be_bytes([b[0], b[1]]))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}
