//! Encryption to a public key: HPKE (RFC 9180), X25519 with HKDF-SHA256 and AES-256-GCM, in pieces of 64 KiB.
//!
//! A sealed file is the line `strongroom backup 1`, the 32 bytes of the encapsulated key, and pieces of one HPKE context, each
//! 64 KiB and its tag, the last one shorter. A piece is opened only in its place (the context counts), the last one only as
//! the last (its additional data is 1, that of others 0), and a file only under its own name (which is the context's `info`):
//! nothing can be cut off, put in another order or in another's place.

use std::io::{self, Read, Write};
use std::path::Path;

use platform::keys::{hex, unhex, write_secret};
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256 as SUITE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkeOpener, HpkePrivateKey, HpkePublicKey, HpkeSealer};
use sha2::{Digest, Sha256};

use super::{FORMAT, failed};

const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
const KEY: usize = 32;

const PUBLIC: &str = "strongroom-backup-key-1";
const SECRET: &str = "STRONGROOM-BACKUP-SECRET-KEY-1";

/// A key as text: what it is, four bytes against typing errors, the key.
fn text(kind: &str, bytes: &[u8]) -> String {
    let sum = Sha256::digest([kind.as_bytes(), bytes].concat());
    format!("{kind}+{}+{}", hex(&sum[..4]), hex(bytes))
}

fn parse(kind: &str, of: &str) -> Option<Vec<u8>> {
    let bytes = unhex(of.trim().strip_prefix(kind)?.rsplit_once('+')?.1).filter(|bytes| bytes.len() == KEY)?;
    (text(kind, &bytes) == of.trim()).then_some(bytes)
}

/// To which backups are encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicKey(Vec<u8>);

impl PublicKey {
    pub(crate) fn parse(of: &str) -> Option<PublicKey> {
        parse(PUBLIC, of).map(PublicKey)
    }

    pub(crate) fn read(file: &Path) -> Result<PublicKey, String> {
        let found = std::fs::read_to_string(file).map_err(failed("reading the key", file))?;
        if found.contains(SECRET) {
            return Err(format!(
                "{} is the secret key, which opens backups and does not belong on this machine; name the public one, which \
                 ends in .pub",
                file.display()
            ));
        }
        Self::parse(&found).ok_or_else(|| {
            format!("{} holds no public key for backups; `strongroom backup-key FILE` makes FILE.pub", file.display())
        })
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&text(PUBLIC, &self.0))
    }
}

/// Which opens them. Never printed.
pub(super) struct SecretKey {
    secret: HpkePrivateKey,
    pub(super) public: PublicKey,
}

impl SecretKey {
    pub(super) fn read(file: &Path) -> Result<SecretKey, String> {
        let found = std::fs::read_to_string(file).map_err(failed("reading the key", file))?;
        let wrong = || {
            format!(
                "{} holds no secret key for backups: name the file that `strongroom backup-key` wrote",
                file.display()
            )
        };
        let (public, secret) = found.trim().split_once('\n').ok_or_else(wrong)?;
        let public = PublicKey::parse(public).ok_or_else(wrong)?;
        let key = SecretKey { secret: parse(SECRET, secret).ok_or_else(wrong)?.into(), public };
        key.opens_its_own().then_some(key).ok_or_else(wrong)
    }

    /// Whether the two lines belong together.
    fn opens_its_own(&self) -> bool {
        let sealed = SUITE.seal(b"", b"", b"", &HpkePublicKey(self.public.0.clone()));
        sealed.is_ok_and(|(enc, sealed)| SUITE.open(&enc, b"", b"", &sealed, &self.secret).is_ok())
    }
}

/// Makes a pair: `file` opens backups, `file`.pub is for the service's machine. Neither is written over.
pub(crate) fn make_pair(file: &Path) -> Result<PublicKey, String> {
    let mut public_file = file.as_os_str().to_owned();
    public_file.push(".pub");
    let public_file = Path::new(&public_file);
    for there in [file, public_file] {
        if there.exists() {
            return Err(format!(
                "{} is there already; a key that opens backups is never written over",
                there.display()
            ));
        }
    }
    let (public, secret) = SUITE.generate_key_pair().map_err(|e| format!("making the key: {e}"))?;
    let public = PublicKey(public.0);
    let both = format!("{public}\n{}\n", text(SECRET, secret.secret_bytes()));
    write_secret(file, both.as_bytes()).map_err(failed("writing", file))?;
    write_secret(public_file, format!("{public}\n").as_bytes()).map_err(failed("writing", public_file))?;
    Ok(public)
}

fn info(name: &str) -> Vec<u8> {
    format!("{FORMAT}\n{name}").into_bytes()
}

fn broken(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("encrypting: {error}"))
}

/// How large what is sealed becomes.
pub(super) fn sealed_size(plain: u64) -> u64 {
    let pieces = plain.div_ceil(PIECE as u64).max(1);
    (FORMAT.len() + 1 + KEY) as u64 + plain + pieces * TAG as u64
}

/// Encrypts what is written to it.
pub(super) struct Sealer<W: Write> {
    out: W,
    context: Box<dyn HpkeSealer>,
    piece: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(mut out: W, to: &PublicKey, name: &str) -> io::Result<Sealer<W>> {
        let (enc, context) = SUITE.setup_sealer(&info(name), &HpkePublicKey(to.0.clone())).map_err(broken)?;
        out.write_all(FORMAT.as_bytes())?;
        out.write_all(b"\n")?;
        out.write_all(&enc.0)?;
        Ok(Sealer { out, context, piece: Vec::with_capacity(PIECE) })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let sealed = self.context.seal(&[u8::from(last)], &self.piece).map_err(broken)?;
        self.piece.clear();
        self.out.write_all(&sealed)
    }

    /// Without it what was written cannot be opened: it would look cut off.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits until it is known not to be the last.
        if self.piece.len() == PIECE && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decrypts what is read from it. Whatever it gives was sealed so; that it ends says that nothing is missing.
pub(super) struct Opener<R: Read> {
    from: R,
    context: Box<dyn HpkeOpener>,
    plain: Vec<u8>,
    at: usize,
    ahead: Vec<u8>,
}

fn damaged() -> io::Error {
    let what = "it is damaged, cut short, put in another's place, or was encrypted to another key";
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl<R: Read> Opener<R> {
    pub(super) fn new(mut from: R, with: &SecretKey, name: &str) -> io::Result<Opener<R>> {
        let mut head = vec![0; FORMAT.len() + 1 + KEY];
        from.read_exact(&mut head).map_err(|_| damaged())?;
        let (format, enc) = head.split_at(FORMAT.len() + 1);
        if format.strip_suffix(b"\n") != Some(FORMAT.as_bytes()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it is no file of the format {FORMAT:?}")));
        }
        let enc = EncapsulatedSecret(enc.to_vec());
        let context = SUITE.setup_opener(&enc, &info(name), &with.secret).map_err(|_| damaged())?;
        let ahead = piece(&mut from)?;
        if ahead.is_empty() {
            return Err(damaged());
        }
        Ok(Opener { from, context, plain: Vec::new(), at: 0, ahead })
    }
}

/// The next piece as it is sealed; empty where there is none.
fn piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take((PIECE + TAG) as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() {
            if self.ahead.is_empty() {
                return Ok(0);
            }
            let next = piece(&mut self.from)?;
            let sealed = std::mem::replace(&mut self.ahead, next);
            let last = u8::from(self.ahead.is_empty());
            self.plain = self.context.open(&[last], &sealed).map_err(|_| damaged())?;
            self.at = 0;
        }
        let taken = out.len().min(self.plain.len() - self.at);
        out[..taken].copy_from_slice(&self.plain[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}
