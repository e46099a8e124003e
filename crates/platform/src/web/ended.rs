//! What somebody sends in vain. Where their session has ended they are led to the sign-in page and back to the page with the
//! form; where somebody else was faster they are led to both versions. What they wrote is kept meanwhile ([`crate::kept`]).

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Waker, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, HeaderValue, Method, header};
use hyper::body::{Frame, SizeHint};

use super::Submitted;
use super::form::AS_SAVED;
use super::sign_in::Next;
use crate::context::{KEPT, Place, SessionOver, cookie, set_cookie, token};
use crate::kept::{self, Half, Kept};
use crate::sessions::{self, Session};
use crate::{App, PersonId};

/// The field in which a form says on which page it stands, without language.
pub(crate) const SHOWN_AT: &str = "shown-at";

/// The page as it was before somebody looked at what was saved.
fn as_before(page: &str) -> String {
    let Some((path, query)) = page.split_once('?') else { return page.to_owned() };
    let rest: Vec<&str> = query.split('&').filter(|pair| *pair != AS_SAVED).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

impl Kept {
    /// A form that says on which page of the service it stands, without what is never kept.
    fn of(place: &Place, mut fields: Vec<(String, String)>, beside: bool) -> Option<Kept> {
        let shown_at = fields.iter().find(|(name, _)| name == SHOWN_AT).map_or("", |(_, value)| value);
        let shown_at = as_before(shown_at);
        let page = Next::to(&shown_at).path().to_owned();
        if page != shown_at {
            return None;
        }
        fields.retain(|(name, _)| !kept::NOT_KEPT.contains(&name.as_str()));
        let action = super::shell::without_query(&place.path).to_owned();
        Some(Kept { action, page, fields, beside })
    }
}

type Slot = Arc<Mutex<Option<Body>>>;

/// A body that gives itself back where nobody has begun to read it.
struct Lent {
    body: Option<Body>,
    slot: Slot,
    read: bool,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, waker: &mut Waker<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.read = true;
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(waker),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.read {
            *self.slot.lock().unwrap_or_else(|e| e.into_inner()) = self.body.take();
        }
    }
}

/// A form on its way to the handler, of which the shell still has what it needs where nobody is signed in any more.
pub(super) struct Sent {
    headers: HeaderMap,
    slot: Slot,
}

impl Sent {
    /// Of a request that posts a form; of others nothing is held.
    pub(super) fn of(request: &mut Request) -> Option<Sent> {
        if request.method() != Method::POST {
            return None;
        }
        let slot = Slot::default();
        let body = std::mem::take(request.body_mut());
        *request.body_mut() = Body::new(Lent { body: Some(body), slot: slot.clone(), read: false });
        Some(Sent { headers: request.headers().clone(), slot })
    }

    fn text(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    fn half(&self, app: &App) -> Option<Half> {
        Half::of(cookie(app, self.text(header::COOKIE), KEPT))
    }

    /// The form, where it is short enough and came from a page of the session that has ended.
    async fn read(&self, app: &App, token: &str) -> Option<Submitted> {
        let body = self.slot.lock().unwrap_or_else(|e| e.into_inner()).take()?;
        let bytes = axum::body::to_bytes(body, kept::BYTES).await.ok()?;
        let kind = self.headers.get(header::CONTENT_TYPE)?;
        let mut request = Request::new(Body::from(bytes));
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
        request.extensions_mut().insert(SessionOver);
        let form = Submitted::from_request(request, app).await.ok()?;
        let expected = sessions::form_token_of(app, token);
        crate::keys::same(form.one(ui::CSRF_FIELD), &expected).then_some(form)
    }

    /// Where whoever is signed in again goes on, and what their browser keeps for it. The page with the form, where the form
    /// says which; or else the page that it was sent from.
    pub(super) async fn after_the_end(&self, app: &App, place: &Place) -> (Place, Option<HeaderValue>) {
        let from = self.text(header::REFERER).split_once("://").and_then(|(_, rest)| rest.split_once('/'));
        let from = from.map_or_else(String::new, |(_, path)| super::shell::without_language(app, &format!("/{path}")));
        let mut back = Place { path: Next::to(&from).path().to_owned(), ..place.clone() };
        let Some((page, cookie)) = self.keep(app, place).await else { return (back, None) };
        back.path = page;
        (back, cookie)
    }

    async fn keep(&self, app: &App, place: &Place) -> Option<(String, Option<HeaderValue>)> {
        let token = token(app, self.text(header::COOKIE), "")?;
        let session = match sessions::ended(app, &token).await {
            Ok(session) => session?,
            Err(no) => {
                tracing::warn!(?no, "an ended session could not be looked up; what was sent is not kept");
                return None;
            }
        };
        let form = self.read(app, &token).await?;
        let kept = Kept::of(place, form.fields, false)?;
        let page = kept.page.clone();
        Some((page, self.put(app, &session, &kept).await))
    }

    /// Somebody else has saved another version since the form was shown: what was sent is kept, for the page on which both stand
    /// side by side. Nothing where no page with a form sent it.
    pub(super) async fn beside(
        &self,
        app: &App,
        place: &Place,
        fields: &[(String, String)],
    ) -> Option<(String, HeaderValue)> {
        let token = token(app, self.text(header::COOKIE), "")?;
        let session = match sessions::find(app, &token).await {
            Ok(session) => session?,
            Err(no) => {
                tracing::warn!(
                    ?no,
                    "a session could not be looked up; what was sent beside another version is not kept"
                );
                return None;
            }
        };
        let kept = Kept::of(place, fields.to_vec(), true)?;
        let cookie = self.put(app, &session, &kept).await?;
        Some((kept.page, cookie))
    }

    async fn put(&self, app: &App, session: &Session, kept: &Kept) -> Option<HeaderValue> {
        let half = self.half(app).unwrap_or_else(|| Half::new(app));
        if let Err(no) = kept::keep(app, session, &half, kept).await {
            tracing::error!(?no, "what was sent in vain could not be kept");
            return None;
        }
        set_cookie(&app.config, KEPT, half.cookie(), kept::LASTS / foundation::Moment::SECOND).parse().ok()
    }

    /// Whoever had something kept has sent it, and it was taken.
    pub(super) async fn taken(&self, app: &App, place: &Place, person: Option<PersonId>) {
        let Some((person, half)) = person.zip(self.half(app)) else { return };
        let path = super::shell::without_query(&place.path);
        let forgotten = async {
            match kept::of(app, person, &half).await? {
                Some(kept) if kept.action == path => kept::forget(app, person, &half).await,
                _ => Ok(()),
            }
        };
        if let Err(no) = forgotten.await {
            tracing::warn!(?no, "answers that were sent again are kept until their day is over");
        }
    }
}
