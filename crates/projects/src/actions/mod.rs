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

pub use answer::answer;
pub use begin::begin;
pub use confirm::confirm;
pub use datasets::{clear, unmap};
pub use decide::{assessment_resource, decide};
pub use members::{add_member, end_member};
pub use query::query;
pub use reading::{Seen, form_of, lists, seen};
pub use save::{people, save};
pub use set_up::set_up;
pub use submit::{facts, submit};
pub use withdraw::withdraw;
