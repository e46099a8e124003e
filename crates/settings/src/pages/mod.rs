//! The pages of this crate.

mod access;
mod connectivity;
mod desk;
mod enter;
mod output;
mod proposals;
mod recordings;
mod waits;

use axum::Router;
use axum::routing::{get, post};
use platform::{Answer, App, No, Said};

pub use waits::waits;

/// Every page.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/projects/{number}/access", get(access::show).post(access::choose))
        .route("/projects/{number}/enter", get(enter::ask).post(enter::enter))
        .route("/projects/{number}/leave", post(enter::leave))
        .route("/projects/{number}/desk", get(desk::show).post(desk::open))
        .route("/projects/{number}/desk/state", get(desk::state))
        .route("/projects/{number}/desk/ticket", post(desk::ticket))
        .route("/projects/{number}/desk/socket", get(desk::socket))
        .route("/projects/{number}/desk/lock", post(desk::lock))
        .route("/projects/{number}/desk/unlock", post(desk::unlock))
        .route("/projects/{number}/desk/end", get(desk::ask_end).post(desk::end))
        .route("/projects/{number}/desk/output", get(output::show).post(output::bring))
        .route("/recordings", get(recordings::list))
        .route("/recordings/{id}", get(recordings::show).post(recordings::watch))
        .route("/recordings/{id}/views/{view}", get(recordings::player))
        .route("/recordings/{id}/views/{view}/picture", get(recordings::picture))
        .route("/connectivity", get(connectivity::show))
        .route("/connectivity/aoc", get(connectivity::ask_aoc).post(connectivity::record_aoc))
        .route("/connectivity/aoc/{organisation}/suspend", get(connectivity::ask_suspend).post(connectivity::suspend))
        .route("/connectivity/aoc/{organisation}/resume", post(connectivity::resume))
        .route("/connectivity/places", get(connectivity::ask_place).post(connectivity::propose_place))
        .route("/connectivity/proposals/{id}", get(proposals::show).post(proposals::decide))
        .route("/connectivity/places/{id}/end", get(connectivity::ask_end_place).post(connectivity::end_place))
        .route("/connectivity/addresses", get(connectivity::ask_address).post(connectivity::record_address))
}

/// The reasons of a refusal, where it is one: pages show them in place.
fn reasons(no: No) -> Answer<Vec<Said>> {
    match no {
        No::Refused(reasons) => Ok(reasons),
        other => Err(other),
    }
}
