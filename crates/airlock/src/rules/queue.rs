//! How long a request may wait for its checkers (domain 2.6: working days, the researcher's answering time not counted).

use foundation::{Date, add_working_days};

/// A year of working days: a bound for every loop over days.
const LONG: u32 = 260;

/// Working days from one date to another, the first not counted; 0 where `to` is not later.
pub fn working_days_between(from: Date, to: Date, holidays: &[Date]) -> u32 {
    let (mut days, mut at) = (0, from);
    while days < LONG {
        at = add_working_days(at, 1, holidays);
        if at > to {
            break;
        }
        days += 1;
    }
    days
}

/// What is left of the service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// The day by which the checkers should have decided.
    pub due: Date,
    /// Working days until then; 0 on the day itself.
    pub left: u32,
    /// Working days past it.
    pub late: u32,
}

/// `since` is the day on which this round came to the checkers, `used` the working days that earlier rounds took.
pub fn wait(since: Date, used: u32, service_days: u32, today: Date, holidays: &[Date]) -> Wait {
    let due = add_working_days(since, service_days.saturating_sub(used), holidays);
    Wait { due, left: working_days_between(today, due, holidays), late: working_days_between(due, today, holidays) }
}
