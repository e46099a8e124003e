//! The seal around a workspace: two sandboxes of bubblewrap, a filter of system calls, and limits that the kernel holds.

pub mod doctor;
pub mod filter;
pub mod limits;
pub mod sandbox;

pub use doctor::{Finding, examine};
pub use limits::{Driver, Group, Limits};
pub use sandbox::{Bind, Sandbox};
