//! What people do with projects, one file each.

mod answer;
mod begin;
mod confirm;
mod datasets;
mod decide;
mod members;
mod query;
mod reading;
mod save;
mod set_up;
mod stages;
mod submit;
mod withdraw;

pub use answer::{NewAnswer, answer, query_of};
pub use begin::{begin, may_begin};
pub use confirm::{Confirmation, confirm};
pub use datasets::{NoMapping, clear, unmap};
pub use decide::{TakeDecision, decide, form_for};
pub use members::{NewMember, add_member, end_member, to_end};
pub use query::{AskQuery, query};
pub(crate) use reading::workplace;
pub use reading::{SeenVersion, draft, form_of, lists, lookup, seen, to_assess};
pub use save::{SaveAnswers, Sent, save};
pub use set_up::set_up;
pub use submit::{Ready, Submission, ready, submit};
pub use withdraw::withdraw;
