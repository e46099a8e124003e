//! What is allowed, decided purely.

pub mod access;
pub mod dictionary;
pub mod publish;
pub mod stipulations;
