//! The web shell: the layers round every page, what a page is, how forms arrive, and the pages of one's own account.

mod account;
mod address;
mod agent;
mod answered;
mod confirm;
mod connections;
mod ended;
pub mod errors;
mod form;
mod json;
mod passkey;
mod place;
mod proxy;
mod recovery;
mod service;
mod shell;
mod shown;
mod sign_in;
mod socket;

use axum::Router;

pub use answered::{Answered, answered};
pub use confirm::{Confirmation, Confirmed};
pub use connections::serve;
pub(crate) use ended::SHOWN_AT;
pub use form::{FormView, Submitted, Upload};
pub use json::{Json, Paged};
pub use shell::router;
pub(crate) use shell::{Asker, may_send_files};
pub use shown::{Shown, redirect};
pub use socket::{Handshake, handshake};

use crate::App;

/// Pages of one's own account, health, metrics, assets, and the demo's outbox.
pub fn pages() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(passkey::routes())
        .merge(recovery::routes())
        .merge(address::routes())
        .merge(service::routes())
}

/// Sign-in over the API.
pub fn api() -> Router<App> {
    sign_in::api()
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(sign_in::api_begin, sign_in::api_end))]
struct Doc;

/// The endpoints of this crate.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Doc as utoipa::OpenApi>::openapi()
}
