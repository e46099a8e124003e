//! What is allowed, decided purely.

pub mod accounts;
pub mod accreditation;
pub mod agreement;
pub mod eligibility;
pub mod ends;
pub mod roles;
pub mod standing;
pub mod states;
pub mod training;
