//! What people do with the catalogue, one file each.

mod add_dataset;
mod attach_file;
mod change_stipulations;
mod look;
mod publish;
mod set_dictionary;

pub use add_dataset::{NewDataset, add_dataset, adding, new_dataset};
pub use attach_file::{AttachFile, NoFile, attach_file};
pub use change_stipulations::{ChangeStipulations, change_stipulations, stipulations};
pub use look::dataset;
pub use publish::{Publish, may_publish, publish};
pub use set_dictionary::{SetDictionary, confirm_dictionary, decline_dictionary, dictionary_proposal, set_dictionary};
pub(crate) use set_dictionary::{page, weakens};
