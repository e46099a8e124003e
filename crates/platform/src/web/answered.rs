//! What an action says on the page that follows it: what was done; then what happens next, by when, and who has it now. It
//! goes by a cookie that only this session can read and that the page takes away again, so that a reload says it no more.

use axum::response::Response;
use foundation::{Arg, Moment};
use http::HeaderValue;
use http::header::SET_COOKIE;
use serde::{Deserialize, Serialize};
use ui::NotificationBanner;

use super::redirect;
use crate::context::{ANSWERED, set_cookie};
use crate::sessions::Session;
use crate::{App, Context};

/// A browser keeps no cookie over 4,096 bytes; sealed and in letters this takes less.
const BYTES: usize = 1_500;
/// Whoever is led on is there at once.
const LASTS: i64 = Moment::MINUTE;

/// What was done, and what comes next: each a sentence in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    done: String,
    next: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    until: Moment,
    done: String,
    next: Vec<String>,
}

impl Answered {
    pub fn new(done: impl Into<String>) -> Answered {
        Answered { done: done.into(), next: Vec::new() }
    }

    /// One more sentence: what happens next, by when, who has it now.
    pub fn next(mut self, sentence: impl Into<String>) -> Answered {
        self.next.push(sentence.into());
        self
    }

    fn label(session: &Session) -> String {
        format!("answered to {} in {}", session.person, session.hash)
    }

    /// What the last action of this session said, while it is fresh. What somebody else wrote says nothing.
    pub(crate) fn read(app: &App, session: &Session, cookie: &str) -> Option<Answered> {
        let plain = app.keys.unseal(&Self::label(session), cookie).ok()?;
        let kept: Kept = serde_json::from_slice(&plain).ok()?;
        (kept.until > app.world.now()).then_some(Answered { done: kept.done, next: kept.next })
    }

    fn cookie(mut self, cx: &Context) -> Option<HeaderValue> {
        let session = &cx.who().ok()?.session;
        let long = |a: &Answered| a.done.len() + a.next.iter().map(String::len).sum::<usize>() > BYTES;
        while long(&self) {
            // What was done goes before what comes next.
            self.next.pop()?;
        }
        let kept = Kept { until: cx.app.world.now().plus(LASTS), done: self.done, next: self.next };
        let plain = serde_json::to_vec(&kept).ok()?;
        let sealed = cx.app.keys.seal(&Self::label(session), &plain, &cx.app.world).ok()?;
        set(cx, &sealed, LASTS / Moment::SECOND).parse().ok()
    }

    pub(crate) fn banner(&self, cx: &Context) -> NotificationBanner {
        let mut html = ui::Html::trusted(format!(
            "<p class=\"govuk-notification-banner__heading\">{}</p>",
            ui::escape(&self.done)
        ));
        for sentence in &self.next {
            html.push(&ui::Html::trusted(format!("<p class=\"govuk-body\">{}</p>", ui::escape(sentence))));
        }
        let title = cx.text("banner-success");
        NotificationBanner { title: title.into(), html, ..NotificationBanner::success("") }
    }
}

fn set(cx: &Context, value: &str, age: i64) -> String {
    set_cookie(&cx.app.config, ANSWERED, value, age)
}

/// Takes the cookie away: what it said has been read.
pub(super) fn forget(cx: &Context) -> Option<HeaderValue> {
    set(cx, "", 0).parse().ok()
}

/// To another page of the service after a change (303), which says what was done.
pub fn answered(cx: &Context, path: &str, said: Answered) -> Response {
    let mut response = redirect(cx, path);
    if let Some(cookie) = said.cookie(cx) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

impl Context {
    /// What was done, in the words of a text.
    pub fn did(&self, key: &str, args: &[(&'static str, Arg)]) -> Answered {
        Answered::new(self.say(key, args))
    }
}
