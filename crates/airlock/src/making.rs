//! Tables that were asked for and are not made yet. They live in the memory of this process alone: after a restart nobody
//! waits for one any more, and nothing is left of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use disclosure::Progress;
use foundation::Moment;
use platform::turns::Turns;
use platform::{PersonId, Said};
use projects::ProjectId;
use tokio::sync::watch;

/// So long whoever cancels waits until the engine has heard of it.
const HEARD: Duration = Duration::from_secs(10);

/// What each person asked for last.
#[derive(Default)]
pub struct Making(Mutex<BTreeMap<PersonId, Arc<Wanted>>>);

/// A table that somebody asked for.
pub struct Wanted {
    /// Under which the table will be found.
    pub reference: String,
    pub project: ProjectId,
    pub title: String,
    /// Reference of its dataset.
    pub dataset: String,
    pub asked_at: Moment,
    pub(crate) progress: Progress,
    turns: Arc<Turns>,
    number: u64,
    stage: watch::Sender<Stage>,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// It waits or is being made.
    Working,
    /// Somebody does not want it any more.
    Stopping,
    /// It is being written: too late to cancel it.
    Keeping,
    Ended(End),
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Made,
    Cancelled,
    /// The rules said no.
    Refused(Vec<Said>),
    /// Something was away or broken, or the service stops.
    Failed,
}

impl Making {
    /// Notes what somebody asks for now, in the place of what they asked for before.
    pub(crate) fn note(&self, person: PersonId, wanted: Arc<Wanted>) {
        self.all().insert(person, wanted);
    }

    /// What somebody asked for last.
    pub fn of(&self, person: PersonId) -> Option<Arc<Wanted>> {
        self.all().get(&person).cloned()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<PersonId, Arc<Wanted>>> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Wanted {
    pub(crate) fn new(
        (reference, project): (String, ProjectId),
        (title, dataset): (String, String),
        asked_at: Moment,
        (turns, number): (Arc<Turns>, u64),
    ) -> Arc<Wanted> {
        let stage = watch::channel(Stage::Working).0;
        let progress = Progress::told();
        Arc::new(Wanted { reference, project, title, dataset, asked_at, progress, turns, number, stage })
    }

    pub fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    /// The place in the queue, from 1; 0 where it is being made, or is over.
    pub fn place(&self) -> usize {
        self.turns.place(self.number)
    }

    /// How long somebody has waited.
    pub fn seconds(&self, now: Moment) -> i64 {
        (now.0 - self.asked_at.0).max(0) / Moment::SECOND
    }

    /// Nobody wants it any more. Comes back when the engine has stopped, with how it ended: made, where it was too late; or after
    /// some seconds in which the engine has not heard of it.
    pub async fn cancel(&self) -> Stage {
        self.stage.send_if_modified(|stage| moved(stage, &Stage::Working, Stage::Stopping));
        if self.stage() == Stage::Stopping {
            self.progress.stop();
        }
        let mut seen = self.stage.subscribe();
        // The engine hears of it within the next records; where a disk is that slow, the page says that it is being stopped.
        let _ = tokio::time::timeout(HEARD, seen.wait_for(|stage| matches!(stage, Stage::Ended(_)))).await;
        self.stage()
    }

    /// Returns when somebody has cancelled it.
    pub(crate) async fn cancelled(&self) {
        let mut seen = self.stage.subscribe();
        let _ = seen.wait_for(|stage| *stage == Stage::Stopping).await;
    }

    /// It is about to be written; false where somebody was faster.
    pub(crate) fn keeps(&self) -> bool {
        self.stage.send_if_modified(|stage| moved(stage, &Stage::Working, Stage::Keeping))
    }

    /// It was not written after all, and is looked at again.
    pub(crate) fn works_on(&self) {
        self.stage.send_if_modified(|stage| moved(stage, &Stage::Keeping, Stage::Working));
    }

    pub(crate) fn ended(&self, end: End) {
        self.stage.send_if_modified(|stage| {
            let first = !matches!(stage, Stage::Ended(_));
            if first {
                *stage = Stage::Ended(end);
            }
            first
        });
    }
}

fn moved(stage: &mut Stage, from: &Stage, to: Stage) -> bool {
    let is = stage == from;
    if is {
        *stage = to;
    }
    is
}

/// Whoever makes a table holds it: dropped, be it with the whole service, nobody works on for nobody.
pub(crate) struct AtWork(pub Arc<Wanted>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.progress.stop();
        self.0.ended(End::Failed);
    }
}
