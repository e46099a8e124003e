//! Files under the hash of their content: in a local folder or S3, one code path.
//!
//! What was checked is what is released (invariant 5): from submission on a file is named by its hash, and reading it
//! back verifies the hash.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::keys::{Keys, hex};
use crate::{Answer, No};

/// SHA-256 of a file's content, in hexadecimal. Stays inside: see [`Files::mark`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ContentHash(pub String);

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl foundation::Stored for ContentHash {
    type As = String;
    fn stored(text: String) -> Result<ContentHash, String> {
        Ok(ContentHash(text))
    }
}

/// The service's files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    keys: Keys,
}

fn away(doing: &str, error: impl std::fmt::Display) -> No {
    No::Away(format!("{doing}: {error}"))
}

impl Files {
    /// Opens the place the configuration names; the keys of an S3 come from the environment.
    #[expect(clippy::disallowed_methods, reason = "keys are no part of a file of settings")]
    pub fn open(config: &Config, keys: Keys) -> Result<Files, String> {
        Self::open_with(config, keys, |name| std::env::var(name).ok())
    }

    /// The same with another place for the keys of an S3 than the environment.
    pub fn open_with(config: &Config, keys: Keys, secret: impl Fn(&str) -> Option<String>) -> Result<Files, String> {
        let store: Arc<dyn ObjectStore> = match config.files.kind.as_str() {
            "local" => {
                let folder = if config.files.folder.as_os_str().is_empty() {
                    config.data.join("files")
                } else {
                    config.files.folder.clone()
                };
                Arc::new(local(&folder)?)
            }
            "s3" => {
                if config.files.bucket.is_empty() {
                    return Err("files in S3: the bucket is missing; write bucket = \"…\" in [files]".to_owned());
                }
                let secret_of = |name: &str| {
                    secret(name).filter(|v| !v.is_empty()).ok_or_else(|| {
                        format!("files in S3: the environment has no {name}; set it to the bucket's key")
                    })
                };
                let (key, password) = (secret_of("STRONGROOM_S3_KEY")?, secret_of("STRONGROOM_S3_SECRET")?);
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(&config.files.bucket)
                    .with_region(&config.files.region)
                    .with_access_key_id(key)
                    .with_secret_access_key(password)
                    // Somebody waits for the page.
                    .with_retry(RetryConfig {
                        max_retries: 3,
                        retry_timeout: Duration::from_secs(8),
                        ..RetryConfig::default()
                    });
                if !config.files.endpoint.is_empty() {
                    builder = builder
                        .with_allow_http(config.files.endpoint.starts_with("http://"))
                        .with_endpoint(&config.files.endpoint);
                }
                Arc::new(builder.build().map_err(|e| format!("files in S3: {e}; correct [files]"))?)
            }
            other => return Err(format!("files of kind {other:?}: write kind = \"local\" or \"s3\" in [files]")),
        };
        Ok(Files { store, keys })
    }

    /// Where a file of that name stands, from the folder of files.
    pub fn place_of(hash: &ContentHash) -> String {
        let (first, _) = hash.0.split_at(2.min(hash.0.len()));
        format!("{first}/{}", hash.0)
    }

    fn place(hash: &ContentHash) -> Path {
        Path::from(Self::place_of(hash))
    }

    /// Keeps the bytes; the same bytes twice are kept once. Done before the change that names them commits, so that
    /// a named file is always there; a file that no change names is garbage, not harm.
    pub async fn put(&self, bytes: Vec<u8>) -> Answer<ContentHash> {
        let hash = ContentHash(hex(&Sha256::digest(&bytes)));
        let place = Self::place(&hash);
        if self.store.head(&place).await.is_err() {
            self.store.put(&place, PutPayload::from(bytes)).await.map_err(|e| away("keeping a file", e))?;
        }
        Ok(hash)
    }

    /// The bytes of that name, verified.
    pub async fn get(&self, hash: &ContentHash) -> Answer<Vec<u8>> {
        let found = self.store.get(&Self::place(hash)).await.map_err(|e| match e {
            object_store::Error::NotFound { .. } => No::Broken(format!("the stored file {hash} is gone")),
            e => away("fetching a file", e),
        })?;
        let bytes = found.bytes().await.map_err(|e| away("reading a file", e))?.to_vec();
        if hex(&Sha256::digest(&bytes)) == hash.0 {
            Ok(bytes)
        } else {
            Err(No::Broken(format!("the stored file {hash} no longer has the content of its name")))
        }
    }

    /// Every file there is, with its size. A name that is no file of the service's is given as it is.
    pub async fn each(&self, mut take: impl FnMut(Result<ContentHash, String>, u64)) -> Answer<()> {
        let mut all = self.store.list(None);
        while let Some(one) = all.try_next().await.map_err(|e| away("listing the files", e))? {
            let name = one.location.filename().unwrap_or_default();
            let hash = ContentHash(name.to_owned());
            let ours = name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            let ours = ours && Self::place(&hash) == one.location;
            take(if ours { Ok(hash) } else { Err(one.location.to_string()) }, one.size);
        }
        Ok(())
    }

    /// The bytes of that name in pieces, however many they are. Verified at the end: an error says that what was taken is not
    /// what the name promises.
    pub async fn copy(&self, hash: &ContentHash, mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> Answer<()> {
        let found = self.store.get(&Self::place(hash)).await.map_err(|e| away("fetching a file", e))?;
        let mut pieces = found.into_stream();
        let mut digest = Sha256::new();
        while let Some(piece) = pieces.try_next().await.map_err(|e| away("reading a file", e))? {
            digest.update(&piece);
            take(&piece).map_err(|e| away("copying a file", e))?;
        }
        if hex(&digest.finalize()) == hash.0 {
            Ok(())
        } else {
            Err(No::Broken(format!("the stored file {hash} no longer has the content of its name")))
        }
    }

    /// The keyed hash that stands for a file in the record, in receipts and in links: a plain hash of a small table
    /// would confirm a guess of its content (invariant 4).
    pub fn mark(&self, hash: &ContentHash) -> String {
        self.keys.mac("file", hash.0.as_bytes())
    }
}

fn local(folder: &PathBuf) -> Result<LocalFileSystem, String> {
    std::fs::create_dir_all(folder)
        .map_err(|e| format!("making the folder of files {}: {e}; choose another in [files]", folder.display()))?;
    // A released file must survive the machine: written, then synchronised, then renamed.
    LocalFileSystem::new_with_prefix(folder)
        .map(|f| f.with_fsync(true))
        .map_err(|e| format!("opening the folder of files {}: {e}", folder.display()))
}
