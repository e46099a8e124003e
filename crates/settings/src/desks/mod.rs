//! The desktops that run on this machine: what it can seal, which of them run, and who looks after each. Rights are asked in
//! `actions`, rows are written there and in `store`.

mod claim;
mod machine;
mod recording;
mod running;
mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foundation::World;
use platform::config::DeskConfig;
use platform::{App, PersonId};
use projects::ProjectId;
use tokio::sync::OnceCell;

pub use machine::{Machine, Started, Wanted};
pub(crate) use machine::{OUTPUT, SCREEN};
pub(crate) use recording::{Recording, Sealed, file_of};
pub(crate) use running::{Order, Running};
pub(crate) use watch::{look_after, settle};

use self::claim::Claim;
use crate::model::DeskSessionId;

/// What this machine does for desktops.
pub(crate) enum Host {
    /// Its operator offers none.
    Off,
    /// It lacks something: what, the service's log says.
    Cannot,
    Ready(Arc<dyn Machine>),
}

/// What was found when it was looked at.
struct Found {
    host: Host,
    /// Held until the process ends; none where the folder is another process's, or there is none.
    claim: Option<Claim>,
}

/// The desktops of this machine: a part of the service.
pub struct Desks {
    folder: PathBuf,
    most: usize,
    limits: bool,
    found: OnceCell<Found>,
    running: Mutex<BTreeMap<PersonId, Arc<Running>>>,
}

impl Desks {
    /// As the configuration says. Nothing is tried before somebody asks for a desktop.
    pub fn of(config: &DeskConfig) -> Desks {
        Desks {
            // What starts them stands elsewhere.
            folder: std::path::absolute(&config.folder).unwrap_or_default(),
            most: config.most,
            limits: config.limits != "none",
            found: OnceCell::new(),
            running: Mutex::default(),
        }
    }

    /// With a machine of a test's own.
    pub fn on(folder: &Path, most: usize, machine: Arc<dyn Machine>) -> Desks {
        let claim =
            Claim::take(folder, &World::system()).inspect_err(|why| tracing::error!(why, "a test's desktops")).ok();
        let found = OnceCell::new_with(Some(Found { host: Host::Ready(machine), claim }));
        Desks { folder: folder.to_owned(), most, limits: true, found, running: Mutex::default() }
    }

    /// Whether the operator wants desktops at all.
    pub fn are_wanted(&self) -> bool {
        !self.folder.as_os_str().is_empty()
    }

    /// What this machine can do, tried once: its folder is taken for this process, what a desktop of before has left is
    /// removed, and a sandbox is started.
    async fn found(&self, world: &World) -> &Found {
        let (folder, limits, world) = (self.folder.clone(), self.limits, world.clone());
        let wanted = self.are_wanted();
        let find = || async move {
            if !wanted {
                return Found { host: Host::Off, claim: None };
            }
            let tried = tokio::task::spawn_blocking(move || match machine::take(&folder, &world) {
                Ok(claim) => (Some(claim), machine::find(&folder, limits)),
                Err(why) => (None, Err(vec![why])),
            });
            let (claim, found) = tried.await.unwrap_or_else(|e| (None, Err(vec![format!("trying this machine: {e}")])));
            let host = match found {
                Ok(machine) => Host::Ready(machine),
                Err(missing) => {
                    tracing::warn!(?missing, "no desktop can be sealed on this machine");
                    Host::Cannot
                }
            };
            Found { host, claim }
        };
        self.found.get_or_init(find).await
    }

    pub(crate) async fn host(&self, world: &World) -> &Host {
        &self.found(world).await.host
    }

    /// The name of this machine, where its folder is this process's: no desktop that bears it runs in another.
    pub(crate) async fn name(&self, world: &World) -> Option<&str> {
        self.found(world).await.claim.as_ref().map(Claim::name)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where one desktop runs; gone with it.
    pub(crate) fn place(&self, id: DeskSessionId) -> PathBuf {
        self.folder.join(machine::RUN).join(id.to_string())
    }

    /// What a person keeps in a project.
    pub(crate) fn home(&self, project: ProjectId, person: PersonId) -> PathBuf {
        self.folder.join(machine::HOMES).join(project.to_string()).join(person.to_string())
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PersonId, Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn of_person(&self, person: PersonId) -> Option<Arc<Running>> {
        self.lock().get(&person).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Running>> {
        self.lock().values().cloned().collect()
    }

    pub(crate) fn add(&self, running: &Arc<Running>) {
        self.lock().insert(running.person, Arc::clone(running));
    }

    fn remove(&self, running: &Running) {
        let mut all = self.lock();
        if all.get(&running.person).is_some_and(|other| other.id == running.id) {
            all.remove(&running.person);
        }
    }
}

/// Takes a desktop out of the list, and its picture away, however whoever looked after it went.
pub(crate) struct Listed(pub(crate) App, pub(crate) Arc<Running>);

impl Drop for Listed {
    fn drop(&mut self) {
        self.1.live.with(desk::Session::end);
        if let Ok(desks) = self.0.part::<Desks>() {
            desks.remove(&self.1);
        }
    }
}
