//! What is allowed, decided purely.

pub mod access;
pub mod publish;
pub mod stipulations;
