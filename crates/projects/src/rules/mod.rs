//! What is allowed and what happens, decided purely.

pub mod assess;
pub mod clocks;
pub mod confirm;
pub mod names;
pub mod roles;
pub mod set_up;
pub mod stages;
pub mod submit;
pub mod withdraw;
