//! Starts the service: database, record, workers, pages; and stops it in an orderly way.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use foundation::World;
use ledger::{Log, LogKeys, SigningKey, VerifyingKey};
use platform::{App, Config, ProfileFiles};
use store::{Sequencer, Store, StoreError};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::wiring;

/// Why the service cannot start: one line that says what to do. The request was wrong, exit 2.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Said(String),
    #[error("listening on {address}: {reason}; stop what uses this port, or choose another")]
    Port { address: String, reason: String },
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("the database has not been migrated to this version; run `strongroom migrate --config …`")]
    NotMigrated,
}

/// A running service.
pub struct Running {
    pub app: App,
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    sequencer: JoinHandle<Sequencer>,
}

/// The record's folder and, beside it, its public key.
pub(crate) fn record_paths(config: &Config) -> (PathBuf, PathBuf, PathBuf) {
    (config.data.join("ledger"), config.data.join("ledger.pub"), config.data.join("keys").join("record.key"))
}

fn said(doing: &str, error: impl std::fmt::Display) -> StartError {
    StartError::Said(format!("{doing}: {error}"))
}

/// The public keys of the record, out of `ledger.pub`.
pub(crate) fn public_keys(file: &Path) -> Result<LogKeys, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("reading {}: {e}", file.display()))?;
    LogKeys::parse(&text).map_err(|e| format!("reading {}: {e}", file.display()))
}

/// Opens the record's signing key, or makes it; and the keys that it has replaced.
fn record_key(config: &Config, world: &World) -> Result<(SigningKey, Vec<VerifyingKey>), StartError> {
    let (_, public, secret) = record_paths(config);
    platform::keys::nothing_begun(&config.data, None).map_err(|e| StartError::Said(e.to_string()))?;
    let key = match std::fs::read_to_string(&secret) {
        Ok(text) => SigningKey::parse(text.trim()).map_err(|e| said("reading the record's key", e))?,
        // Only a missing key is made: one that cannot be read just now must never be replaced.
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(said(&format!("reading the record's key {}", secret.display()), e));
        }
        Err(_) if public.exists() => {
            return Err(StartError::Said(format!(
                "the record's key {} is gone, and {} says that there was one; restore it from a copy: another key would \
                 begin another record",
                secret.display(),
                public.display()
            )));
        }
        Err(_) => {
            let key = SigningKey::generate("strongroom", world.bytes::<32>())
                .map_err(|e| said("making the record's key", e))?;
            platform::keys::write_secret(&secret, key.to_secret_text().as_bytes())
                .map_err(|e| said(&format!("writing the record's key {}", secret.display()), e))?;
            key
        }
    };
    let text = format!("{}\n", key.verifying_key().to_text());
    match std::fs::read_to_string(&public).map(|found| LogKeys::parse(&found)) {
        Ok(Ok(found)) if *found.current() == key.verifying_key() => return Ok((key, found.former().to_vec())),
        Ok(_) => {
            return Err(StartError::Said(format!(
                "{} is not the public part of the record's key {}; restore the one that is wrong from a copy",
                public.display(),
                secret.display()
            )));
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(said(&format!("reading {}", public.display()), e)),
    }
    // Whole or not at all: half a key would be refused at the next start.
    platform::keys::write_secret(&public, text.as_bytes())
        .map_err(|e| said(&format!("writing {}", public.display()), e))?;
    Ok((key, Vec::new()))
}

/// Takes from everybody but the service's account what they may do in its folders.
fn private(config: &Config) -> Result<(), StartError> {
    for kept in platform::folder::kept(config) {
        let mended =
            platform::folder::close(&kept).map_err(|e| said(&format!("closing {} to others", kept.display()), e))?;
        if mended > 0 {
            tracing::warn!(folder = %kept.display(), files = mended, "was open to other accounts of this machine and is closed now");
        }
    }
    Ok(())
}

/// How to start.
pub struct Options {
    pub profile: ProfileFiles,
    pub world: World,
    /// Migrate the database if need be (the demo); otherwise an old one is refused.
    pub migrate: bool,
    pub demo: bool,
    pub workers: bool,
}

/// Starts everything. The listener is bound last, so that whoever gets an answer gets it from a whole service.
pub async fn start(config: Config, options: Options) -> Result<Running, StartError> {
    std::fs::create_dir_all(&config.data)
        .map_err(|e| said(&format!("making the data folder {}", config.data.display()), e))?;
    platform::folder::unfinished(&config.data).map_err(StartError::Said)?;
    private(&config)?;
    let place = config.database().map_err(StartError::Said)?;
    let store = Store::open(&place).await?;
    let migrations = wiring::migrations();
    if options.migrate {
        store.migrate(&migrations).await?;
    } else if !store.is_current(&migrations).await.or_else(|e| match e {
        StoreError::Sql { .. } => Ok(false),
        other => Err(other),
    })? {
        return Err(StartError::NotMigrated);
    }
    let (key, former) = record_key(&config, &options.world)?;
    let public = key.verifying_key();
    platform::rotate::check_record(&store, public.name(), &public.to_text()).await.map_err(StartError::Said)?;
    let (folder, _, _) = record_paths(&config);
    std::fs::create_dir_all(&folder)
        .map_err(|e| said(&format!("making the record's folder {}", folder.display()), e))?;
    let name = key.name().to_owned();
    let log = Log::open(&folder, key, &name).map_err(|e| said("opening the record", e))?.knowing(&former);
    let address = config.listen.address.clone();
    let app = wiring::wire(config, &options.profile, store, options.world, options.demo).map_err(StartError::Said)?;
    platform::rotate::check(&app.store, &app.keys).await.map_err(StartError::Said)?;
    platform::accounts::seal_all(&app).await.map_err(|no| StartError::Said(format!("sealing the accounts: {no:?}")))?;
    let mut sequencer = Sequencer::new(app.store.clone(), log).await?;
    let witness = &app.config.record.witness;
    if !witness.as_os_str().is_empty() {
        sequencer = sequencer.with_witness(witness)?;
    }
    settings::end_left_desks(&app).await.map_err(|no| said("ending the desktops of before", format!("{no:?}")))?;
    let listener = TcpListener::bind(&address)
        .await
        .map_err(|e| StartError::Port { address: address.clone(), reason: e.to_string() })?;
    let bound = listener.local_addr().map_err(|e| said("listening", e))?;

    let (stop, stopped) = watch::channel(false);
    let sequencer = tokio::spawn(sequencer.run(stopped.clone()));
    let mut tasks = Vec::new();
    if options.workers {
        tasks.push(tokio::spawn(platform::jobs::work(app.clone(), stopped.clone())));
    }
    let router = router(app.clone());
    tasks.push(tokio::spawn(platform::web::serve(app.clone(), listener, router, stopped.clone())));
    Ok(Running { app, address: bound, stop, tasks, sequencer })
}

/// Every page and the API.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .merge(platform::web::pages())
        .merge(people::pages())
        .merge(data::pages())
        .merge(projects::pages())
        .merge(settings::pages())
        .merge(airlock::pages())
        .merge(crate::home::pages())
        .merge(crate::help::pages())
        .merge(crate::space::pages());
    let api = Router::new()
        .merge(platform::web::api())
        .merge(people::api())
        .merge(data::api())
        .merge(projects::api())
        .merge(settings::api())
        .merge(airlock::api());
    platform::web::router(app, pages, api)
}

impl Running {
    /// Stops: no new requests, running ones finish (at most ten seconds), desktops end, the last entries are numbered and signed.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = tokio::time::timeout(Duration::from_secs(10), task).await;
        }
        let _ = tokio::time::timeout(Duration::from_secs(10), settings::end_desks(&self.app)).await;
        if let Ok(Ok(mut sequencer)) = tokio::time::timeout(Duration::from_secs(10), self.sequencer).await
            && let Err(error) = sequencer.turn().await
        {
            tracing::error!(%error, "the last entries are in the database and will be numbered at the next start");
        }
        self.app.store.close().await;
    }

    /// Waits for the signal to stop, then stops.
    pub async fn until_told(self, mut told: Told) {
        tokio::select! {
            _ = told.interrupt.recv() => {}
            _ = told.terminate.recv() => {}
        }
        self.stop().await;
    }
}

/// The signals to stop: interrupt and terminate. Listened for before the service says that it is ready, so that one that
/// comes at once stops it as well as one that comes later.
pub struct Told {
    interrupt: Signal,
    terminate: Signal,
}

impl Told {
    pub fn listen() -> Result<Told, String> {
        let on = |kind| signal(kind).map_err(|e| format!("listening for the signal to stop: {e}"));
        Ok(Told { interrupt: on(SignalKind::interrupt())?, terminate: on(SignalKind::terminate())? })
    }
}
