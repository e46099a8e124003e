//! Turns at work that keeps a processor busy for long: one for a person, two for a project, and so many in all that the
//! service still answers everybody else. Whoever has to wait stands in one queue and can be told their place in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::PersonId;

/// So many of one project run or wait.
const OF_A_PROJECT: usize = 2;

/// Who is at work, and whose turn it is.
pub struct Turns {
    queue: Mutex<Queue>,
    /// Somebody has gone, from their place or from the queue.
    moved: Notify,
}

struct Queue {
    /// People and projects with what they have running or waiting.
    busy: BTreeMap<String, usize>,
    next: u64,
    /// Numbers of those who wait: the smallest has waited longest.
    waiting: BTreeSet<u64>,
    free: usize,
}

/// Why nobody may even wait for a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// The person has one that runs or waits.
    Person,
    /// The project has as many as it may.
    Project,
}

impl Default for Turns {
    /// One processor is left to the others.
    fn default() -> Turns {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Turns::of(processors.saturating_sub(1).max(1))
    }
}

/// A turn, from when it is asked for until it is dropped.
pub struct Turn {
    turns: Arc<Turns>,
    keys: [String; 2],
    number: u64,
    has_come: bool,
}

impl Turns {
    /// So many are at work at a time.
    pub fn of(places: usize) -> Turns {
        let queue = Queue { busy: BTreeMap::new(), next: 0, waiting: BTreeSet::new(), free: places };
        Turns { queue: Mutex::new(queue), moved: Notify::new() }
    }

    /// The last place of the queue, for [`Turn::comes`].
    ///
    /// # Errors
    /// The person or the project has as many already as it may.
    pub fn ask(self: &Arc<Turns>, person: PersonId, project: &str) -> Result<Turn, Busy> {
        let keys = [format!("person {person}"), format!("project {project}")];
        let mut queue = self.queue();
        let has = |key: &String| queue.busy.get(key).copied().unwrap_or(0);
        if has(&keys[0]) > 0 {
            return Err(Busy::Person);
        }
        if has(&keys[1]) >= OF_A_PROJECT {
            return Err(Busy::Project);
        }
        for key in &keys {
            *queue.busy.entry(key.clone()).or_default() += 1;
        }
        let number = queue.next;
        queue.next += 1;
        queue.waiting.insert(number);
        Ok(Turn { turns: self.clone(), keys, number, has_come: false })
    }

    /// The place in the queue, from 1, of a turn by its number; 0 where it has come or is over.
    pub fn place(&self, number: u64) -> usize {
        let queue = self.queue();
        if queue.waiting.contains(&number) { queue.waiting.range(..=number).count() } else { 0 }
    }

    /// Takes a free place for whoever has waited longest, if that is this one.
    fn begins(&self, number: u64) -> bool {
        let mut queue = self.queue();
        let begins = queue.free > 0 && queue.waiting.first() == Some(&number);
        if begins {
            queue.free -= 1;
            queue.waiting.remove(&number);
        }
        begins
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Turn {
    /// What its place in the queue is asked by.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns when it has come.
    pub async fn comes(&mut self) {
        let turns = self.turns.clone();
        while !self.has_come {
            // Whoever moves from now on is heard of.
            let moved = turns.moved.notified();
            self.has_come = turns.begins(self.number);
            if self.has_come {
                // The one behind looks whether there is another place.
                turns.moved.notify_waiters();
                return;
            }
            moved.await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queue = self.turns.queue();
        if self.has_come {
            queue.free += 1;
        }
        queue.waiting.remove(&self.number);
        for key in &self.keys {
            if let Some(n) = queue.busy.get_mut(key) {
                *n -= 1;
                if *n == 0 {
                    queue.busy.remove(key);
                }
            }
        }
        drop(queue);
        self.turns.moved.notify_waiters();
    }
}
