//! JSON in and out, and lists by pages: one reader for the whole API.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::errors;
use crate::{App, Context, No, Said};

/// A body of JSON. What cannot be read is said plainly, with the place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = No;

    async fn from_request(request: Request, app: &App) -> Result<Self, No> {
        let limit = super::shell::body_limit(app, &request);
        let bytes = Bytes::from_request(request, app).await.map_err(|e| errors::unread(e.status(), limit))?;
        serde_json::from_slice(&bytes)
            .map(Json)
            .map_err(|e| No::BadRequest(Said::new("request-bad-json", &[("reason", e.to_string().into())])))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Page of a list, from 1; the first where none is named.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    /// From 1.
    #[serde(default)]
    pub page: i64,
}

impl Paged {
    /// From 0. A page that no list has is the first, or far behind the last.
    pub fn index(self) -> i64 {
        self.page.clamp(1, 1_000_000) - 1
    }

    /// How many rows come before this page, of lists that show `size` on each.
    pub fn before(self, size: i64) -> i64 {
        self.index() * size
    }

    /// Links to the pages known of so far; `more`: there is one after this.
    pub fn links(self, cx: &Context, path: &str, more: bool) -> Option<ui::Pagination> {
        let current = usize::try_from(self.index()).unwrap_or(0) + 1;
        ui::Pagination::of(cx.lang, current, current + usize::from(more), |n| format!("{}?page={n}", cx.href(path)))
    }
}
