//! The service's secrets: one master key in the data folder, from which each use derives its own.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, Payload};
use foundation::World;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Derived keys. Never printed, never serialised.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    /// Keys of uses that outlive a master key.
    lasting: Arc<BTreeMap<String, [u8; 32]>>,
    /// Mixed into those of sessions, so that they can be replaced alone.
    sessions: Option<[u8; 32]>,
    /// Every account is sealed: one without a seal is not of this service.
    sealed: Arc<AtomicBool>,
    /// While they are in hand nobody replaces them.
    _held: Arc<Option<File>>,
}

/// What stands under a key for ever and cannot be made anew: the marks of files and passkeys in the record, the names of
/// contents in a folder of backups, what is kept of recovery codes. They are kept when another key takes the master's place.
const LASTING: [&str; 4] = ["file", "backup", "passkey", "recovery code"];

/// What a session hangs on: its token, whose it is, its forms, the browsers that are known.
const OF_SESSIONS: [&str; 4] = ["session", "session of", "form", "browser"];

fn folder(data: &Path) -> PathBuf {
    data.join("keys")
}

fn lasting_file(data: &Path) -> PathBuf {
    folder(data).join("lasting.key")
}

pub fn sessions_file(data: &Path) -> PathBuf {
    folder(data).join("sessions.key")
}

/// What a key that is to take the place of another is called until it does.
const NEXT: &str = "next";

/// The file of the key that is to take the place of the one in `of`.
pub fn next(of: &Path) -> PathBuf {
    let mut name = of.as_os_str().to_owned();
    name.push(".");
    name.push(NEXT);
    name.into()
}

/// An error where a key was being replaced and this was not finished; but for that of `own`.
pub fn nothing_begun(data: &Path, own: Option<&str>) -> std::io::Result<()> {
    let found = match std::fs::read_dir(folder(data)) {
        Ok(found) => found,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    for file in found {
        let path = file?.path();
        if path.extension().is_none_or(|end| end != NEXT) {
            continue;
        }
        let of = path.with_extension("");
        let what = of.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if own.is_none_or(|own| own != what) {
            return Err(Error::other(format!(
                "{} was being replaced and this was not finished; run `strongroom rotate {what}` again",
                of.display()
            )));
        }
    }
    Ok(())
}

fn lock_file(data: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::create_dir_all(folder(data))?;
    let path = folder(data).join(".lock");
    let file = File::options().create(true).truncate(false).write(true).mode(0o600).open(&path);
    file.map_err(|e| Error::new(e.kind(), format!("opening {}: {e}", path.display())))
}

/// Keeps everybody from replacing the keys while they are in hand.
fn hold(data: &Path) -> std::io::Result<File> {
    let file = lock_file(data)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::other("a key is being replaced at this moment; try again afterwards"))
        }
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// Nobody else has the keys in hand, as long as this is held.
pub fn hold_alone(data: &Path) -> std::io::Result<File> {
    let file = lock_file(data)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::other("the keys are in use: stop the other process first (the service, or a command that runs)"))
        }
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// Stands beside the key once every account of an older version has been sealed.
const SEALED: &str = "accounts-are-sealed";

fn sealed_mark(data: &Path) -> PathBuf {
    data.join("keys").join(SEALED)
}

impl Keys {
    pub fn from_bytes(master: [u8; 32]) -> Keys {
        let sealed = Arc::new(AtomicBool::new(true));
        Keys { master, lasting: Arc::default(), sessions: None, sealed, _held: Arc::default() }
    }

    /// The keys after this one has been replaced.
    pub fn succeeded_by(&self, master: [u8; 32]) -> Keys {
        let lasting = LASTING.iter().map(|label| ((*label).to_owned(), self.derive(label))).collect();
        Keys { master, lasting: Arc::new(lasting), ..self.clone() }
    }

    /// The keys with another for sessions.
    pub fn with_sessions(&self, sessions: [u8; 32]) -> Keys {
        Keys { sessions: Some(sessions), ..self.clone() }
    }

    /// Writes those that last into the folder of keys.
    pub fn keep_lasting(&self, data: &Path) -> std::io::Result<()> {
        let lines = self.lasting.iter().map(|(label, key)| format!("{label} {}\n", hex(key)));
        write_secret(&lasting_file(data), lines.collect::<String>().as_bytes())
    }

    /// Names the key and tells nothing of it.
    pub fn fingerprint(&self) -> String {
        self.name_of(&self.master)
    }

    /// The same of those that last; `None` where no key has been replaced.
    pub fn lasting_fingerprint(&self) -> Option<String> {
        let text: String = self.lasting.iter().map(|(label, key)| format!("{label} {}\n", hex(key))).collect();
        (!text.is_empty()).then(|| hex(&self.mac_with(b"name of the keys that last", text.as_bytes()))[..16].to_owned())
    }

    /// The same of that of sessions; `None` where it has not been replaced.
    pub fn sessions_fingerprint(&self) -> Option<String> {
        self.sessions.as_ref().map(|key| self.name_of(key))
    }

    fn name_of(&self, key: &[u8; 32]) -> String {
        hex(&self.mac_with(key, b"name of the key"))[..16].to_owned()
    }

    /// Whether an account without a seal is one that somebody else wrote.
    pub fn all_sealed(&self) -> bool {
        self.sealed.load(Ordering::Relaxed)
    }

    /// From now on it is.
    pub fn now_all_sealed(&self, data: &Path) -> std::io::Result<()> {
        write_secret(&sealed_mark(data), b"")?;
        self.sealed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Reads `keys/service.key` of the data folder, or makes it, readable by its owner only.
    /// They are in hand as long as any copy of this: nobody replaces them meanwhile.
    pub fn open(data: &Path, world: &World) -> std::io::Result<Keys> {
        let held = Arc::new(Some(hold(data)?));
        nothing_begun(data, None)?;
        if let Some(keys) = Keys::read(data)? {
            return Ok(Keys { _held: held, ..keys });
        }
        let master = world.bytes::<32>();
        write_secret(&folder(data).join("service.key"), hex(&master).as_bytes())?;
        // Where the key is new there is no account yet.
        write_secret(&sealed_mark(data), b"")?;
        Ok(Keys { _held: held, ..Keys::from_bytes(master) })
    }

    /// As they stand, for whoever holds them or changes nothing.
    pub fn read(data: &Path) -> std::io::Result<Option<Keys>> {
        let file = folder(data).join("service.key");
        // Only a missing key is made: one that cannot be read just now must never be replaced.
        let Some(master) = read_key(&file)? else { return Ok(None) };
        let sessions = read_key(&sessions_file(data))?;
        let keys = Keys { lasting: Arc::new(read_lasting(data)?), sessions, ..Keys::from_bytes(master) };
        keys.sealed.store(sealed_mark(data).exists(), Ordering::Relaxed);
        Ok(Some(keys))
    }

    /// The key for one use.
    pub fn derive(&self, label: &str) -> [u8; 32] {
        if let Some(key) = self.lasting.get(label) {
            return *key;
        }
        let key = self.mac_with(&self.master, label.as_bytes());
        let sessions = self.sessions.filter(|_| OF_SESSIONS.contains(&label) || label.starts_with(OF_CEREMONIES));
        sessions.map_or(key, |sessions| self.mac_with(&key, &sessions))
    }

    /// A keyed hash under the key of one use, in hexadecimal.
    pub fn mac(&self, label: &str, bytes: &[u8]) -> String {
        hex(&self.mac_with(&self.derive(label), bytes))
    }

    /// Encrypts a secret that must be readable again (AES-256-GCM under the key of one use).
    pub fn seal(&self, label: &str, plain: &[u8], world: &World) -> Result<String, String> {
        let nonce = world.bytes::<12>();
        let cipher = Aes256Gcm::new(&self.derive(label).into());
        let sealed = cipher.encrypt(&nonce.into(), plain).map_err(|_| format!("sealing a {label} failed"))?;
        Ok(format!("{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Decrypts it; an altered text is an error.
    pub fn unseal(&self, label: &str, sealed: &str) -> Result<Vec<u8>, String> {
        let wrong = || format!("the stored {label} cannot be read with this service's key");
        let bytes = unhex(sealed).filter(|b| b.len() > 12).ok_or_else(wrong)?;
        let (nonce, body) = bytes.split_at(12);
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| wrong())?;
        let cipher = Aes256Gcm::new(&self.derive(label).into());
        cipher.decrypt(&nonce.into(), body).map_err(|_| wrong())
    }

    /// A key for what is kept in files of its own and cannot be sealed anew: it comes from one that lasts, and so lasts too.
    fn lasting(&self, of: &str) -> [u8; 32] {
        self.mac_with(&self.derive("file"), format!("lasting {of}").as_bytes())
    }

    /// Encrypts bytes with such a key (AES-256-GCM). What is associated is not hidden, and has to be the same when it is opened.
    ///
    /// # Errors
    /// It is longer than the cipher takes.
    pub fn seal_lasting(&self, of: &str, associated: &[u8], plain: &[u8], world: &World) -> Result<Vec<u8>, String> {
        let nonce = world.bytes::<12>();
        let cipher = Aes256Gcm::new(&self.lasting(of).into());
        let payload = Payload { msg: plain, aad: associated };
        let sealed = cipher.encrypt(&nonce.into(), payload).map_err(|_| format!("sealing a {of} failed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts them; none where they were altered, or sealed with other words beside them.
    pub fn open_lasting(&self, of: &str, associated: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<12>()?;
        let cipher = Aes256Gcm::new(&self.lasting(of).into());
        cipher.decrypt(&(*nonce).into(), Payload { msg: body, aad: associated }).ok()
    }

    fn mac_with(&self, key: &[u8], bytes: &[u8]) -> [u8; 32] {
        let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}

/// The beginning of the label under which an unfinished ceremony of a session is sealed.
pub(crate) const OF_CEREMONIES: &str = "ceremony of ";

/// A key of 32 bytes in hexadecimal; `None` where there is no such file.
pub fn read_key(file: &Path) -> std::io::Result<Option<[u8; 32]>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::new(e.kind(), format!("reading {}: {e}", file.display()))),
    };
    let key = unhex(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or_else(|| {
        let wrong = format!("{} holds no key of 64 hexadecimal digits", file.display());
        Error::new(ErrorKind::InvalidData, wrong)
    })?;
    Ok(Some(key))
}

fn read_lasting(data: &Path) -> std::io::Result<BTreeMap<String, [u8; 32]>> {
    let file = lasting_file(data);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(e) => return Err(Error::new(e.kind(), format!("reading {}: {e}", file.display()))),
    };
    let line = |line: &str| {
        let (label, key) = line.rsplit_once(' ')?;
        let key = <[u8; 32]>::try_from(unhex(key)?).ok()?;
        LASTING.contains(&label).then(|| (label.to_owned(), key))
    };
    let keys: Option<BTreeMap<_, _>> = text.lines().map(line).collect();
    keys.filter(|keys| keys.len() == LASTING.len()).ok_or_else(|| {
        let wrong = format!("{} does not hold the keys that last; restore it from a backup", file.display());
        Error::new(ErrorKind::InvalidData, wrong)
    })
}

/// Writes a secret by way of a temporary file, readable by its owner only.
pub fn write_secret(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let temporary = file.with_extension("new");
    let _ = std::fs::remove_file(&temporary);
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    std::fs::rename(&temporary, file)?;
    // The name itself must survive the machine too.
    match file.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

pub fn unhex(text: &str) -> Option<Vec<u8>> {
    // `from_str_radix` would take a sign.
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

/// Compares without telling by the time it takes where the difference is.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}
