//! Turns at work that keeps a processor busy for long: one for a person, two for a project, and so many in all that the
//! service still answers everybody else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::PersonId;

/// So many of one project run or wait.
const OF_A_PROJECT: usize = 2;

/// Who is at work, and whose turn it is.
pub struct Turns {
    /// People and projects with what they have running or waiting.
    busy: Mutex<BTreeMap<String, usize>>,
    places: Arc<Semaphore>,
}

impl Default for Turns {
    /// One processor is left to the others.
    fn default() -> Turns {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Turns { busy: Mutex::default(), places: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))) }
    }
}

/// A turn, from when it is asked for until it is dropped.
pub struct Turn {
    turns: Arc<Turns>,
    keys: [String; 2],
    place: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a turn. None where the person has one already, or the project as many as it may.
    pub async fn take(self: &Arc<Turns>, person: PersonId, project: &str) -> Option<Turn> {
        let keys = [format!("person {person}"), format!("project {project}")];
        let mut turn = {
            let mut busy = self.busy.lock().unwrap_or_else(|e| e.into_inner());
            let has = |key: &String| busy.get(key).copied().unwrap_or(0);
            if has(&keys[0]) > 0 || has(&keys[1]) >= OF_A_PROJECT {
                return None;
            }
            for key in &keys {
                *busy.entry(key.clone()).or_default() += 1;
            }
            Turn { turns: self.clone(), keys, place: None }
        };
        // Nobody closes it.
        turn.place = self.places.clone().acquire_owned().await.ok();
        Some(turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut busy = self.turns.busy.lock().unwrap_or_else(|e| e.into_inner());
        for key in &self.keys {
            if let Some(n) = busy.get_mut(key) {
                *n -= 1;
                if *n == 0 {
                    busy.remove(key);
                }
            }
        }
        self.place = None;
    }
}
