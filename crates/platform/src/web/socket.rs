//! A WebSocket of the service's own pages (RFC 6455). Browsers open one to anywhere and send the cookie with it: who asks is
//! told by the origin, which every browser sends.

use std::future::Future;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;

use super::shell;
use crate::{Answer, App, No, Said};

/// A connection that becomes a WebSocket when its answer is sent.
pub struct Handshake {
    accept: String,
    upgrade: OnUpgrade,
}

/// Takes a request for a WebSocket. `accept` makes the answer's key out of the browser's, as the protocol says.
///
/// # Errors
/// Forged where it does not come from a page of this service; a bad request where it is no such handshake.
pub fn handshake(app: &App, request: &mut Request, accept: impl Fn(&[u8]) -> String) -> Answer<Handshake> {
    let headers = request.headers();
    if !shell::own_origin(app, headers) {
        return Err(No::Forged);
    }
    let bad = || No::BadRequest(Said::new("request-not-a-form", &[]));
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    let right = has(headers, header::UPGRADE, "websocket")
        && has(headers, header::CONNECTION, "upgrade")
        && has(headers, header::SEC_WEBSOCKET_VERSION, "13");
    let accept = key.filter(|_| right).map(|key| accept(key.as_bytes())).ok_or_else(bad)?;
    let upgrade = request.extensions_mut().remove::<OnUpgrade>().ok_or_else(bad)?;
    Ok(Handshake { accept, upgrade })
}

/// Whether a header is a list with this word in it.
fn has(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    let texts = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
}

impl Handshake {
    /// The answer; what is done with the connection once it has been sent goes on by itself.
    pub fn answer<F>(self, then: impl FnOnce(TokioIo<Upgraded>) -> F + Send + 'static) -> Answer<Response>
    where
        F: Future<Output = ()> + Send,
    {
        tokio::spawn(async move {
            if let Ok(upgraded) = self.upgrade.await {
                then(TokioIo::new(upgraded)).await;
            }
        });
        Response::builder()
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .header(header::UPGRADE, "websocket")
            .header(header::CONNECTION, "Upgrade")
            .header(header::SEC_WEBSOCKET_ACCEPT, self.accept)
            .body(Body::empty())
            .map_err(|e| No::Broken(format!("answering a handshake: {e}")))
    }
}
