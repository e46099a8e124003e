//! The API's description: what every crate's endpoints say of themselves, in one document.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(info(
    title = "Strongroom",
    description = "The JSON API: the same actions as the pages. Sign in with POST /api/v1/session and send the token as `Authorization: Bearer`."
))]
struct Doc;

/// The OpenAPI document as JSON, as it is checked in.
pub fn openapi_json() -> String {
    let mut doc = Doc::openapi();
    for part in [
        platform::web::openapi(),
        people::openapi(),
        data::openapi(),
        projects::openapi(),
        settings::openapi(),
        airlock::openapi(),
    ] {
        doc.merge(part);
    }
    doc.to_pretty_json().unwrap_or_default() + "\n"
}
