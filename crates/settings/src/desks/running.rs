//! One desktop that runs: its picture, who may look at it, and how it is told to end.

use std::sync::{Arc, Mutex, PoisonError};

use desk::Curtain;
use desk::wire::Live;
use foundation::{Moment, World};
use platform::PersonId;
use projects::ProjectId;
use tokio::sync::{mpsc, oneshot};

use super::Recording;
use crate::model::{DeskSession, DeskSessionId, SpaceSessionId};
use crate::rules::states::{WhyDeskEnded, WhyLocked};

/// How long a ticket opens the picture.
const TICKET: i64 = 30 * Moment::SECOND;

/// Tickets that may be out at once; a page asks for one each time it connects.
const TICKETS: usize = 4;

/// To end it, and whom to tell when it has ended.
pub(crate) struct Order {
    pub why: WhyDeskEnded,
    pub done: oneshot::Sender<()>,
}

/// Opens the picture once, for one signed-in session at one address.
struct Ticket {
    word: String,
    session: String,
    address: String,
    /// The window that asked for it.
    view: String,
    until: Moment,
}

pub(crate) struct Running {
    pub id: DeskSessionId,
    pub person: PersonId,
    pub project: ProjectId,
    pub stay: SpaceSessionId,
    pub live: Arc<Live>,
    /// Its row, held by whoever changes it.
    pub row: tokio::sync::Mutex<DeskSession>,
    /// The datasets that were there when it was opened.
    pub data: Vec<String>,
    /// What is seen of it is kept here, where the profile has it recorded.
    pub recording: Option<Arc<Recording>>,
    orders: mpsc::Sender<Order>,
    tickets: Mutex<Vec<Ticket>>,
    /// The window that is shown the picture.
    shown: Mutex<String>,
    /// Why it is locked, or will be. Nothing while only the access decision is waited for.
    why_locked: Mutex<Option<WhyLocked>>,
}

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub fn new(
        row: &DeskSession,
        live: Arc<Live>,
        data: Vec<String>,
        recording: Option<Arc<Recording>>,
    ) -> (Arc<Running>, mpsc::Receiver<Order>) {
        let (orders, taken) = mpsc::channel(4);
        let running = Running {
            id: row.id,
            person: row.person,
            project: row.project,
            stay: row.stay,
            live,
            row: tokio::sync::Mutex::new(row.clone()),
            data,
            recording,
            orders,
            tickets: Mutex::default(),
            shown: Mutex::default(),
            why_locked: Mutex::new(Some(WhyLocked::Idle)),
        };
        (Arc::new(running), taken)
    }

    /// A ticket for a window of this signed-in session.
    pub fn ticket(&self, world: &World, session: &str, address: &str, view: &str) -> String {
        let word: String = world.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut tickets = locked(&self.tickets);
        let now = world.now();
        tickets.retain(|ticket| now < ticket.until);
        if tickets.len() >= TICKETS {
            tickets.remove(0);
        }
        tickets.push(Ticket {
            word: word.clone(),
            session: session.to_owned(),
            address: address.to_owned(),
            view: view.to_owned(),
            until: now.plus(TICKET),
        });
        word
    }

    /// Uses a ticket up. Its window is the one that is shown from now on; false where there is no such ticket.
    pub fn redeem(&self, now: Moment, word: &str, session: &str, address: &str) -> bool {
        let mut tickets = locked(&self.tickets);
        let Some(at) = tickets.iter().position(|ticket| ticket.word == word) else { return false };
        let ticket = tickets.remove(at);
        let good = now < ticket.until && ticket.session == session && ticket.address == address;
        if good {
            *locked(&self.shown) = ticket.view;
        }
        good
    }

    /// Whether another window than this one is shown the picture.
    pub fn is_elsewhere(&self, view: &str) -> bool {
        let shown = locked(&self.shown);
        !shown.is_empty() && *shown != view
    }

    /// Takes the picture away at once. The row follows.
    pub fn lock(&self) {
        let mut why = locked(&self.why_locked);
        let was = self.curtain_falls();
        if was == Curtain::Open || why.is_none() {
            *why = Some(WhyLocked::ByPerson);
        }
    }

    /// Takes it away until the access decision is known again. What was locked before stays so.
    pub fn hide(&self) {
        let mut why = locked(&self.why_locked);
        if self.curtain_falls() == Curtain::Open {
            *why = None;
        }
    }

    /// The curtain as it was before it fell.
    fn curtain_falls(&self) -> Curtain {
        self.live.with(|session, now| {
            let was = session.curtain();
            session.lock(now);
            was
        })
    }

    /// Shows again what was only hidden.
    pub fn reveal(&self) {
        let mut why = locked(&self.why_locked);
        if why.is_none() {
            *why = Some(WhyLocked::Idle);
            self.live.with(desk::Session::unlock);
        }
    }

    /// Shows it again; what locks it next is nobody's being there, unless somebody says otherwise.
    pub fn unlock(&self) {
        *locked(&self.why_locked) = Some(WhyLocked::Idle);
        self.live.with(desk::Session::unlock);
    }

    /// Why it is locked, where it is.
    pub fn why_locked(&self) -> Option<WhyLocked> {
        let why = locked(&self.why_locked);
        why.filter(|_| self.live.curtain() == Curtain::Locked)
    }

    /// Ends it, and returns when no process is left and the row says so.
    pub async fn end(&self, why: WhyDeskEnded) {
        self.live.with(desk::Session::end);
        let (done, ended) = oneshot::channel();
        if self.orders.send(Order { why, done }).await.is_ok() {
            let _ = ended.await;
        }
    }
}
