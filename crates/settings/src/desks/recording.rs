//! The recording of a desktop that runs: a file in the service's own folder, sealed under a key that outlives the others.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use desk::recording::{Cover, Frame, Head, Writer};
use foundation::World;
use platform::{App, Keys};

use crate::model::DeskSessionId;

/// Below the service's data folder.
const FOLDER: &str = "recordings";

/// The key's use.
const USE: &str = "recording";

/// Seals frames under the service's key.
pub(crate) struct Sealed {
    keys: Keys,
    world: World,
}

impl Sealed {
    pub fn of(app: &App) -> Sealed {
        Sealed { keys: app.keys.clone(), world: app.world.clone() }
    }
}

impl Cover for Sealed {
    fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, String> {
        self.keys.seal_lasting(USE, associated, plain, &self.world)
    }

    fn open(&self, associated: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.keys.open_lasting(USE, associated, sealed)
    }
}

/// Where the recording of a desktop is.
pub(crate) fn file_of(data: &Path, id: DeskSessionId) -> PathBuf {
    data.join(FOLDER).join(format!("{id}.rec"))
}

/// A file that is written. After an error nothing more is added: it ends at the last whole frame.
pub(crate) struct Recording {
    writer: Mutex<(Writer<File>, bool)>,
    cover: Sealed,
}

impl Recording {
    /// Begins the file of a desktop.
    ///
    /// # Errors
    /// There is one already, or it cannot be written.
    pub fn begin(app: &App, id: DeskSessionId) -> io::Result<Arc<Recording>> {
        let path = file_of(&app.config.data, id);
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
        let writer = Writer::new(file, &id.to_string())?;
        Ok(Arc::new(Recording { writer: Mutex::new((writer, false)), cover: Sealed::of(app) }))
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, (Writer<File>, bool)> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a frame; takes some milliseconds.
    ///
    /// # Errors
    /// It could not be written, now or before.
    pub fn add(&self, frame: &Frame) -> io::Result<Head> {
        let mut writer = self.locked();
        if writer.1 {
            return Err(io::Error::other("an earlier frame could not be written"));
        }
        let added = writer.0.add(frame, &self.cover);
        writer.1 = added.is_err();
        added
    }

    /// How far the file goes.
    pub fn head(&self) -> Head {
        self.locked().0.head()
    }

    /// Has the disk keep it; how far it goes then.
    ///
    /// # Errors
    /// The disk says no.
    pub async fn synced(self: &Arc<Recording>) -> io::Result<Head> {
        let recording = Arc::clone(self);
        let sync = move || {
            let writer = recording.locked();
            writer.0.get_ref().sync_data()?;
            Ok(writer.0.head())
        };
        tokio::task::spawn_blocking(sync).await.map_err(io::Error::other)?
    }
}
