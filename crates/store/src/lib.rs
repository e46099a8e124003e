//! SQLite or PostgreSQL behind one concrete type: pool, migrations, transactions, statement check.
//!
//! One SQL text serves both (invariant 9). A change commits only together with its ledger entry (invariant 1):
//! [`Change::commit`] takes one. Rows that are no facts about the service (sessions' last use, claimed jobs) are
//! changed through [`Upkeep`], which runs only statements that say so.

mod change;
mod error;
mod local;
mod migrate;
mod open;
mod readers;
mod run;
mod sequencer;
mod shape;
mod snapshot;
mod statement;
pub mod testing;
mod value;

pub use change::{
    Change, Record, Upkeep, alone_about, entry_index, history_of_project, history_of_thing, indexes_of_thing,
    personal_salt, personal_value, reseal_entries,
};
pub use error::StoreError;
pub use ledger::{Entry, FileHash, Place, Thing};
pub use local::LocalPostgres;
pub use migrate::{Migration, Schema, gaps, own_migrations, schema, structure, text_hash, up_to};
pub use open::{Store, Where, is_this_machine};
pub use sequencer::{Sequenced, Sequencer, foreign_entries, record_head};
pub(crate) use shape::Row;
pub use shape::{Cells, Column, Filled, Gives, Json, NoRows, Plain, Says, Shape, flat};
pub use snapshot::{Filling, Snapshot, Table};
pub use statement::{Args, Declared, Kind, Kinds, Statement, Type, all_statements, kinds};
pub use value::Value;

#[doc(hidden)]
pub use inventory;

pub type Result<T> = std::result::Result<T, StoreError>;
