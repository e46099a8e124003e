//! What is allowed, decided purely.

pub mod accreditation;
pub mod agreement;
