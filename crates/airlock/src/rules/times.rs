//! Since when a request waits, and how much of the service level it has used.

use foundation::{Date, Moment, Move};

use super::State;
use super::queue::working_days_between;

/// The times of a request: what a step changes beside its state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// When it was last handed in.
    pub submitted_at: Option<Moment>,
    /// Since when it waits for its checkers.
    pub waiting_since: Option<Moment>,
    /// Working days that earlier rounds spent with the checkers.
    pub used_days: u32,
}

impl Times {
    /// The times after a step that is taken now.
    pub fn after(mut self, step: Move<State>, now: Moment, holidays: &[Date]) -> Times {
        if step.to() == State::Submitted {
            self.submitted_at = Some(now);
        }
        if step.to() == State::FirstCheck {
            self.waiting_since = Some(now);
        }
        if step.from().with_checkers() && !step.to().with_checkers() {
            // Only the checkers' time counts against the service level.
            let since = self.waiting_since.take().unwrap_or(now).date();
            self.used_days = self.used_days.saturating_add(working_days_between(since, now.date(), holidays));
        }
        self
    }
}
