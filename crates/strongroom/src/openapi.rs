//! The API's description: what every crate's endpoints say of themselves, in one document.

use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::Ref;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

#[derive(OpenApi)]
#[openapi(info(
    title = "Strongroom",
    description = "The JSON API: the same actions as the pages. Sign in with POST /api/v1/session and send the token as `Authorization: Bearer`."
))]
struct Doc;

const SESSION: &str = "session";

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
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    doc.components.get_or_insert_default().add_security_scheme(SESSION, SecurityScheme::Http(bearer));
    for item in doc.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete] {
            operation.iter_mut().for_each(needs_session);
        }
    }
    doc.to_pretty_json().unwrap_or_default() + "\n"
}

/// Whoever has not signed in with both factors is told so, everywhere but where an endpoint says `security(())`.
fn needs_session(operation: &mut Operation) {
    if operation.security.is_some() {
        return;
    }
    operation.security = Some(vec![SecurityRequirement::new(SESSION, Vec::<String>::new())]);
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let sign_in = ResponseBuilder::new().content("application/json", problem).build();
    operation.responses.responses.insert("401".to_owned(), sign_in.into());
}
