//! One file for each thing a person does.

mod access;
mod connectivity;
mod desk;
mod enter;
mod inside;
mod places;
mod recordings;
mod review;
mod what_if;

pub use access::access;
pub(crate) use access::{Asked, ask};
pub use connectivity::{RecordAoc, record_aoc, resume_aoc, suspend_aoc};
pub use desk::{
    DeskState, bring_output, desk_output, desk_state, desk_ticket, end_desk, end_desks, end_left_desks, lock_desk,
    open_desk, show_desk, unlock_desk,
};
pub(crate) use desk::{Held, desk_ended, desk_form, end_row, held, mapped, offered, why_not};
pub use enter::enter;
pub(crate) use inside::current;
pub use inside::{Guard, end_stays, inside, leave};
pub use places::{
    ProposePlace, confirm_place, decline_place, end_place, place_proposal, propose_place, record_address,
};
pub(crate) use recordings::{PAGE, list_recordings, names, reach_recording, recording, viewer_mark};
pub use recordings::{RemoveRecording, Watched, watch_recording, watched};
pub use review::{ReviewAccess, review, review_access};
pub use what_if::{Change, Lost, what_if};

use forms::{Problem, Problems};
use foundation::Refusal;
use platform::No;

/// One answer that needs correcting.
pub(crate) fn wrong(question: &str, key: &str) -> No {
    let mut problems = Problems::none();
    problems.add(Problem::new(question, key));
    No::Invalid(problems)
}

fn wrong_address(question: &str, no: crate::rules::address::NoAddress) -> No {
    wrong(question, no.key())
}
