//! Whose time an application has taken (APP-05, ASM-08).

use foundation::Moment;

use super::stages::{Holder, State};

/// A stretch of time in one state. An open one has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub state: State,
    pub began: Moment,
    pub ended: Option<Moment>,
}

/// Microseconds since submission that waited for the applicant, and for anybody else. Together they are all the time
/// that has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clocks {
    pub applicant: i64,
    pub service: i64,
}

/// The two clocks at `now`. Writing the first draft is before the clock starts, and an active project has left it.
pub fn clocks(spans: &[Span], now: Moment) -> Clocks {
    let mut clocks = Clocks::default();
    for span in spans.iter().filter(|s| s.state != State::Draft) {
        let length = span.ended.unwrap_or(now).0 - span.began.0;
        match span.state.holder() {
            Holder::Applicant => clocks.applicant += length,
            Holder::Nobody => {}
            Holder::Service | Holder::DataOwners | Holder::AccreditingBody => clocks.service += length,
        }
    }
    clocks
}

/// Whole days, rounded down.
pub fn days(microseconds: i64) -> i64 {
    microseconds / Moment::DAY
}
