//! Encryption to a public key: HPKE (RFC 9180), X25519 with HKDF-SHA256 and AES-256-GCM, in pieces of 64 KiB.
//!
//! Backups are encrypted so, and evidence for whoever puts it together; a key for the one opens nothing of the other.
//!
//! A sealed file is the line `strongroom backup 1` (or `strongroom sealed evidence 1`), the 32 bytes of the encapsulated key, and pieces of one HPKE context, each
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

/// What a pair of keys is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Backups,
    Evidence,
}

impl Purpose {
    fn public(self) -> &'static str {
        match self {
            Purpose::Backups => "strongroom-backup-key-1",
            Purpose::Evidence => "strongroom-evidence-key-1",
        }
    }

    fn secret(self) -> &'static str {
        match self {
            Purpose::Backups => "STRONGROOM-BACKUP-SECRET-KEY-1",
            Purpose::Evidence => "STRONGROOM-EVIDENCE-SECRET-KEY-1",
        }
    }

    /// Name and version of what is sealed.
    fn format(self) -> &'static str {
        match self {
            Purpose::Backups => FORMAT,
            Purpose::Evidence => "strongroom sealed evidence 1",
        }
    }

    /// What it opens, and the command that makes it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Purpose::Backups => ("backups", "strongroom backup-key"),
            Purpose::Evidence => ("evidence", "strongroom evidence-key"),
        }
    }
}

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
pub(crate) struct PublicKey {
    purpose: Purpose,
    bytes: Vec<u8>,
}

impl PublicKey {
    /// One for backups.
    pub(crate) fn parse(of: &str) -> Option<PublicKey> {
        Self::parse_for(Purpose::Backups, of)
    }

    fn parse_for(purpose: Purpose, of: &str) -> Option<PublicKey> {
        parse(purpose.public(), of).map(|bytes| PublicKey { purpose, bytes })
    }

    pub(crate) fn read(purpose: Purpose, file: &Path) -> Result<PublicKey, String> {
        let found = std::fs::read_to_string(file).map_err(failed("reading the key", file))?;
        let (opens, command) = purpose.words();
        if found.contains(purpose.secret()) {
            return Err(format!(
                "{} is the secret key, which opens {opens} and does not belong on this machine; name the public one, which \
                 ends in .pub",
                file.display()
            ));
        }
        Self::parse_for(purpose, &found).ok_or_else(|| {
            format!("{} holds no public key for {opens}; `{command} FILE` makes FILE.pub", file.display())
        })
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&text(self.purpose.public(), &self.bytes))
    }
}

/// Which opens them. Never printed.
pub(crate) struct SecretKey {
    secret: HpkePrivateKey,
    pub(super) public: PublicKey,
}

impl SecretKey {
    pub(crate) fn read(purpose: Purpose, file: &Path) -> Result<SecretKey, String> {
        let found = std::fs::read_to_string(file).map_err(failed("reading the key", file))?;
        let (opens, command) = purpose.words();
        let wrong =
            || format!("{} holds no secret key for {opens}: name the file that `{command}` wrote", file.display());
        let (public, secret) = found.trim().split_once('\n').ok_or_else(wrong)?;
        let public = PublicKey::parse_for(purpose, public).ok_or_else(wrong)?;
        let key = SecretKey { secret: parse(purpose.secret(), secret).ok_or_else(wrong)?.into(), public };
        key.opens_its_own().then_some(key).ok_or_else(wrong)
    }

    /// Whether the two lines belong together.
    fn opens_its_own(&self) -> bool {
        let sealed = SUITE.seal(b"", b"", b"", &HpkePublicKey(self.public.bytes.clone()));
        sealed.is_ok_and(|(enc, sealed)| SUITE.open(&enc, b"", b"", &sealed, &self.secret).is_ok())
    }
}

/// Makes a pair: `file` opens what is encrypted to `file`.pub, which is for others' machines. Neither is written over.
pub(crate) fn make_pair(purpose: Purpose, file: &Path) -> Result<PublicKey, String> {
    let mut public_file = file.as_os_str().to_owned();
    public_file.push(".pub");
    let public_file = Path::new(&public_file);
    for there in [file, public_file] {
        if there.exists() {
            return Err(format!(
                "{} is there already; a key that opens {} is never written over",
                there.display(),
                purpose.words().0
            ));
        }
    }
    let (public, secret) = SUITE.generate_key_pair().map_err(|e| format!("making the key: {e}"))?;
    let public = PublicKey { purpose, bytes: public.0 };
    let both = format!("{public}\n{}\n", text(purpose.secret(), secret.secret_bytes()));
    write_secret(file, both.as_bytes()).map_err(failed("writing", file))?;
    write_secret(public_file, format!("{public}\n").as_bytes()).map_err(failed("writing", public_file))?;
    Ok(public)
}

fn info(purpose: Purpose, name: &str) -> Vec<u8> {
    format!("{}\n{name}", purpose.format()).into_bytes()
}

fn broken(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("encrypting: {error}"))
}

/// Whether these are the first bytes of sealed evidence.
pub(crate) fn is_sealed_evidence(bytes: &[u8]) -> bool {
    bytes.starts_with(Purpose::Evidence.format().as_bytes())
}

/// How large what is sealed becomes.
pub(super) fn sealed_size(plain: u64) -> u64 {
    let pieces = plain.div_ceil(PIECE as u64).max(1);
    (FORMAT.len() + 1 + KEY) as u64 + plain + pieces * TAG as u64
}

/// Encrypts what is written to it.
pub(crate) struct Sealer<W: Write> {
    out: W,
    context: Box<dyn HpkeSealer>,
    piece: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(crate) fn new(mut out: W, to: &PublicKey, name: &str) -> io::Result<Sealer<W>> {
        let (enc, context) =
            SUITE.setup_sealer(&info(to.purpose, name), &HpkePublicKey(to.bytes.clone())).map_err(broken)?;
        out.write_all(to.purpose.format().as_bytes())?;
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
    pub(crate) fn finish(mut self) -> io::Result<W> {
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
pub(crate) struct Opener<R: Read> {
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
    pub(crate) fn new(mut from: R, with: &SecretKey, name: &str) -> io::Result<Opener<R>> {
        let expected = with.public.purpose.format();
        let mut head = vec![0; expected.len() + 1 + KEY];
        from.read_exact(&mut head).map_err(|_| damaged())?;
        let (format, enc) = head.split_at(expected.len() + 1);
        if format.strip_suffix(b"\n") != Some(expected.as_bytes()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("it is no file of the format {expected:?}"),
            ));
        }
        let enc = EncapsulatedSecret(enc.to_vec());
        let context =
            SUITE.setup_opener(&enc, &info(with.public.purpose, name), &with.secret).map_err(|_| damaged())?;
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
