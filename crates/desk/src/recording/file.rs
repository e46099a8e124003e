//! The file of a recording: chunks that hang on each other, each sealed. What is left out, added, moved or cut off shows at the
//! head that was written down somewhere else.
//!
//! ```text
//! "strongroom recording 1\n"
//! length of what follows as u32, kind as u8, microseconds since 1970 as i64, sealed frame     and so on
//! ```
//!
//! The head of a file without chunks is the SHA-256 of its first line and its name; each chunk makes the next of the one before,
//! its own length, kind and time, and its sealed bytes. The seal covers all of these.

use std::io::{self, Read, Write};

use foundation::Moment;
use sha2::{Digest, Sha256};

use super::frame::{Frame, Kind, Unreadable};

const FIRST: &[u8] = b"strongroom recording 1\n";

/// Length, kind and time before each sealed frame.
const BEFORE: usize = 4 + 1 + 8;

/// Most bytes of one sealed frame.
const LONGEST: usize = 32 << 20;

/// Seals frames and opens them. What is associated is not hidden, and must be the same at both times.
pub trait Cover {
    /// # Errors
    /// It cannot be sealed.
    fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, String>;
    /// None where it was not sealed with this.
    fn open(&self, associated: &[u8], sealed: &[u8]) -> Option<Vec<u8>>;
}

/// How far a file goes: to be written down where whoever writes the file cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub chunks: u64,
    /// Length of the file.
    pub bytes: u64,
    pub hash: [u8; 32],
}

impl Head {
    /// Of a file with this name and no chunk.
    pub fn first(name: &str) -> Head {
        let hash = Sha256::new().chain_update(FIRST).chain_update(name).finalize().into();
        Head { chunks: 0, bytes: FIRST.len() as u64, hash }
    }

    fn next(&self, before: &[u8; BEFORE], sealed: &[u8]) -> Head {
        let hash = Sha256::new().chain_update(self.hash).chain_update(before).chain_update(sealed).finalize().into();
        Head { chunks: self.chunks + 1, bytes: self.bytes + (BEFORE + sealed.len()) as u64, hash }
    }

    fn associated(&self, before: &[u8; BEFORE]) -> Vec<u8> {
        [&self.hash[..], before].concat()
    }
}

/// What is wrong with a file of a recording.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("it does not begin as a recording does")]
    Beginning,
    #[error("chunk {0} is no chunk")]
    Chunk(u64),
    #[error("chunk {0} was not sealed by this service, or was changed or moved")]
    Seal(u64),
    #[error("chunk {0}: {1}")]
    Frame(u64, Unreadable),
    #[error("it has fewer chunks than were written down")]
    Short,
    #[error("its first {0} chunks are not those that were written down")]
    Other(u64),
}

/// Writes a file of a recording.
pub struct Writer<W> {
    out: W,
    head: Head,
}

impl<W: Write> Writer<W> {
    /// Begins it. `name` is what the recording is of: a file in the place of another shows.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(mut out: W, name: &str) -> io::Result<Writer<W>> {
        out.write_all(FIRST)?;
        Ok(Writer { out, head: Head::first(name) })
    }

    /// Adds a frame. After an error nothing more may be added: the file may end in the middle of a chunk.
    ///
    /// # Errors
    /// It cannot be packed, sealed or written.
    pub fn add(&mut self, frame: &Frame, cover: &dyn Cover) -> io::Result<Head> {
        let kind = match frame.kind {
            Kind::Whole => 0,
            Kind::Part => 1,
        };
        let packed = frame.encode()?;
        let mut before = [0; BEFORE];
        before[4] = kind;
        before[5..].copy_from_slice(&frame.at.0.to_be_bytes());
        // The seal's own length is the same whatever it covers.
        let empty = cover.seal(&[], &[]).map_err(io::Error::other)?.len();
        let length = u32::try_from(packed.len() + empty).map_err(io::Error::other)?;
        before[..4].copy_from_slice(&length.to_be_bytes());
        let sealed = cover.seal(&self.head.associated(&before), &packed).map_err(io::Error::other)?;
        if sealed.len() != length as usize || sealed.len() > LONGEST {
            return Err(io::Error::other("a sealed frame has another length than it should"));
        }
        self.out.write_all(&[&before[..], &sealed].concat())?;
        self.head = self.head.next(&before, &sealed);
        Ok(self.head)
    }

    pub fn head(&self) -> Head {
        self.head
    }

    pub fn get_ref(&self) -> &W {
        &self.out
    }
}

/// A chunk as it stands in the file.
#[derive(Debug)]
pub struct Chunk {
    pub at: Moment,
    pub kind: Kind,
    /// The head after it.
    pub head: Head,
    associated: Vec<u8>,
    sealed: Vec<u8>,
}

impl Chunk {
    /// # Errors
    /// It was not sealed with this, or is no frame.
    pub fn frame(&self, cover: &dyn Cover) -> Result<Frame, Damage> {
        let packed = cover.open(&self.associated, &self.sealed).ok_or(Damage::Seal(self.head.chunks))?;
        Frame::decode(self.at, self.kind, &packed).map_err(|why| Damage::Frame(self.head.chunks, why))
    }
}

/// Reads a file of a recording, chunk after chunk.
pub struct Reader<R> {
    from: R,
    head: Head,
}

impl<R: Read> Reader<R> {
    /// # Errors
    /// It cannot be read, or is no recording.
    pub fn new(mut from: R, name: &str) -> Result<Reader<R>, Damage> {
        let mut first = [0; FIRST.len()];
        match from.read_exact(&mut first) {
            Ok(()) if first == FIRST => Ok(Reader { from, head: Head::first(name) }),
            Err(e) if e.kind() != io::ErrorKind::UnexpectedEof => Err(e.into()),
            _ => Err(Damage::Beginning),
        }
    }

    pub fn head(&self) -> Head {
        self.head
    }

    /// The next one; none at the end, also where the end is in the middle of a chunk: what wrote it was stopped there. Whether
    /// it ends where it should, the head says.
    ///
    /// # Errors
    /// It cannot be read, or is no chunk.
    pub fn chunk(&mut self) -> Result<Option<Chunk>, Damage> {
        let mut before = [0; BEFORE];
        if !filled(&mut self.from, &mut before)? {
            return Ok(None);
        }
        let wrong = Damage::Chunk(self.head.chunks + 1);
        let [a, b, c, d, kind, at @ ..] = before;
        let kind = match kind {
            0 => Kind::Whole,
            1 => Kind::Part,
            _ => return Err(wrong),
        };
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if length > LONGEST {
            return Err(wrong);
        }
        let mut sealed = Vec::new();
        (&mut self.from).take(length as u64).read_to_end(&mut sealed)?;
        if sealed.len() < length {
            return Ok(None);
        }
        let associated = self.head.associated(&before);
        self.head = self.head.next(&before, &sealed);
        Ok(Some(Chunk { at: Moment(i64::from_be_bytes(at)), kind, head: self.head, associated, sealed }))
    }
}

/// Fills all of it; false where it ends before.
fn filled(from: &mut impl Read, into: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(into) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}
