//! What people do with the catalogue, one file each.

mod add_dataset;
mod attach_file;
mod change_stipulations;
mod publish;
mod set_dictionary;

pub use add_dataset::{NewDataset, add_dataset, new_dataset};
pub use attach_file::{NoFile, attach_file};
pub use change_stipulations::{change_stipulations, stipulations};
pub use publish::publish;
pub use set_dictionary::set_dictionary;
