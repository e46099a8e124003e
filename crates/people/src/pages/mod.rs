//! The pages of people.

mod accreditation;
mod register;
mod staff;

use axum::Router;
use platform::App;

pub(crate) use accreditation::decision;
pub(crate) use staff::{agreement_of, training_of};

pub fn pages() -> Router<App> {
    Router::new().merge(register::routes()).merge(accreditation::routes()).merge(staff::routes())
}
