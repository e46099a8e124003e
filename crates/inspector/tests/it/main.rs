//! What the inspector says of files made here, of hostile ones, and of the collection beside the project.
// Tests measure, and golden files are written on demand.
#![allow(clippy::disallowed_methods)]

mod bounded;
mod carried;
mod carried_elsewhere;
mod cases;
mod child;
mod clamd;
mod code;
mod containers;
mod documents;
mod every_id;
mod files;
mod hostile;
mod kin;
mod kinds;
mod names;
mod old_office;
mod ordinary;
mod ordinary_set;
mod out_of_sight;
mod pdfs;
mod printed;
mod published;
mod reading;
mod samples;
mod sevenz;
mod to_the_end;
mod types;
mod unseen;
mod view_bounds;
mod view_changes;
mod views;
mod ways_to_hide;
mod ways_to_hide_elsewhere;
mod without_names;
