//! The service's secrets: one master key in the data folder, from which each use derives its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::Aead;
use foundation::World;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Derived keys. Never printed, never serialised.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    /// Every account is sealed: one without a seal is not of this service.
    sealed: Arc<AtomicBool>,
}

/// Stands beside the key once every account of an older version has been sealed.
const SEALED: &str = "accounts-are-sealed";

fn sealed_mark(data: &Path) -> PathBuf {
    data.join("keys").join(SEALED)
}

impl Keys {
    pub fn from_bytes(master: [u8; 32]) -> Keys {
        Keys { master, sealed: Arc::new(AtomicBool::new(true)) }
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
    pub fn open(data: &Path, world: &World) -> std::io::Result<Keys> {
        let file = data.join("keys").join("service.key");
        // Only a missing key is made: one that cannot be read just now must never be replaced.
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => Some(text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => return Err(std::io::Error::new(e.kind(), format!("reading {}: {e}", file.display()))),
        };
        if let Some(text) = text {
            let bytes = unhex(text.trim()).and_then(|b| <[u8; 32]>::try_from(b).ok()).ok_or_else(|| {
                let wrong = format!("{} holds no key of 64 hexadecimal digits", file.display());
                std::io::Error::new(std::io::ErrorKind::InvalidData, wrong)
            })?;
            let keys = Keys::from_bytes(bytes);
            keys.sealed.store(sealed_mark(data).exists(), Ordering::Relaxed);
            return Ok(keys);
        }
        let master = world.bytes::<32>();
        write_secret(&file, hex(&master).as_bytes())?;
        // Where the key is new there is no account yet.
        write_secret(&sealed_mark(data), b"")?;
        Ok(Keys::from_bytes(master))
    }

    /// The key for one use.
    pub fn derive(&self, label: &str) -> [u8; 32] {
        self.mac_with(&self.master, label.as_bytes())
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

    fn mac_with(&self, key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
        let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
            Ok(mac) => mac,
            // HMAC takes a key of any length.
            Err(_) => unreachable!("a key of 32 bytes"),
        };
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
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
