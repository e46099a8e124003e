//! How far long work has come, told on standard error to whoever waits for it (`--progress`); and that nobody waits any more.
#![allow(clippy::disallowed_methods)]

use crate::deadline::{Deadline, Stopwatch};
use crate::error::Error;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is told.
const EVERY: Duration = Duration::from_millis(500);

/// Where the work says what it does, and hears that it is to stop; nobody listens or speaks unless it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<Arc<State>>);

/// Two requests are the same whoever waits for them.
impl PartialEq for Progress {
    fn eq(&self, _: &Progress) -> bool {
        true
    }
}

impl Eq for Progress {}

#[derive(Debug, Default)]
struct State {
    records: AtomicU64,
    stopped: AtomicBool,
    stage: Mutex<Stage>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    #[default]
    Reading,
    Judging,
    /// Until then a cheaper pattern is looked for.
    Protecting(Deadline),
    Auditing,
    /// Finished tables are looked at, the first with the number 1.
    Table(usize),
    Comparing,
    Writing,
}

impl Progress {
    /// Somebody waits.
    pub fn told() -> Progress {
        Progress(Some(Arc::default()))
    }

    /// Nobody wants the table any more: within the next records, units or cells its making ends with [`Error::Stopped`]. What
    /// looks for a pattern of cells to hide ends by its own deadline. Work of [`Progress::default`] is not stopped.
    pub fn stop(&self) {
        if let Some(state) = &self.0 {
            state.stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Asked now and then by whatever takes long.
    pub(crate) fn go_on(&self) -> Result<(), Error> {
        let stopped = self.0.as_ref().is_some_and(|state| state.stopped.load(Ordering::Relaxed));
        if stopped { Err(Error::Stopped) } else { Ok(()) }
    }

    pub(crate) fn is_told(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn read(&self, records: usize) -> Result<(), Error> {
        if let Some(state) = &self.0 {
            state.records.fetch_add(records as u64, Ordering::Relaxed);
        }
        self.go_on()
    }

    pub(crate) fn stage(&self, stage: Stage) {
        if let Some(state) = &self.0 {
            *state.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        }
    }

    /// What is done now, as a line.
    fn line(&self) -> String {
        let Some(state) = &self.0 else { return String::new() };
        let stage = *state.stage.lock().unwrap_or_else(PoisonError::into_inner);
        match stage {
            Stage::Reading => format!("reading: {} records so far", state.records.load(Ordering::Relaxed)),
            Stage::Judging => "judging the cells".into(),
            Stage::Protecting(until) => {
                format!("looking for cells to hide that cost least: at most {} s left", until.left().as_secs())
            }
            Stage::Auditing => "auditing what is protected".into(),
            Stage::Table(number) => format!("reading table {number}"),
            Stage::Comparing => "working out what the tables tell together".into(),
            Stage::Writing => "writing the files".into(),
        }
    }
}

/// Tells how far it is until it is dropped: one line that is written over in a terminal, a line for each change elsewhere.
pub(crate) struct Teller {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Teller {
    pub fn of(progress: &Progress) -> Option<Teller> {
        let progress = progress.is_told().then(|| progress.clone())?;
        let (end, ended) = channel();
        let thread = std::thread::spawn(move || {
            let (start, terminal) = (Stopwatch::start(), std::io::stderr().is_terminal());
            let mut last = String::new();
            loop {
                let over = ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout);
                let line = progress.line();
                let mut to = std::io::stderr().lock();
                // Where standard error is closed nobody waits.
                let _ = match (terminal, over) {
                    (true, true) => write!(to, "\r\x1b[K"),
                    (true, false) => write!(to, "\r\x1b[K{line} ({} s)", start.elapsed().as_secs()),
                    (false, _) if line != last => writeln!(to, "progress: {line}"),
                    (false, _) => Ok(()),
                };
                let _ = to.flush();
                last = line;
                if over {
                    return;
                }
            }
        });
        Some(Teller { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.end.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
