//! Pages of the catalogue.

mod catalogue;
mod proposals;
mod record;
mod waits;

use axum::Router;
use axum::routing::get;
use platform::App;

pub use waits::waits;

/// Everything under `/catalogue`.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/catalogue", get(catalogue::list))
        .route("/catalogue/new", get(record::new).post(record::add))
        .route("/catalogue/{reference}", get(catalogue::show))
        .route("/catalogue/{reference}/dictionary", get(catalogue::dictionary))
        .route("/catalogue/{reference}/proposals/{id}", get(proposals::show).post(proposals::decide))
        .route("/catalogue/{reference}/publish", get(record::ask_publish).post(record::publish))
        .route("/catalogue/{reference}/stipulations", get(record::stipulations).post(record::stipulate))
}
