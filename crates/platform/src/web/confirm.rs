//! Nothing that cannot be undone happens at one press. The page before it stands at the same address: it says what follows,
//! has a button that looks like a warning, and a way back. What was done is said on the page after it.

use std::ops::Deref;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Redirect, Response};
use foundation::Arg;
use ui::{Body, SummaryList};

use super::{Shown, Submitted};
use crate::context::Place;
use crate::{App, Context};

/// The field that a confirmation page sends, and no other page does.
const CONFIRMED: &str = "confirmed";

/// A submitted form whose sender has seen the page that says what follows. Whoever sends it without is led to that page, by
/// GET at the same address, and nothing is done.
#[derive(Debug, Clone, Default)]
pub struct Confirmed(Submitted);

impl Deref for Confirmed {
    type Target = Submitted;

    fn deref(&self) -> &Submitted {
        &self.0
    }
}

impl FromRequest<App> for Confirmed {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let place = request.extensions().get::<Place>().cloned();
        let submitted = Submitted::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        if submitted.one(CONFIRMED) == "yes" {
            return Ok(Confirmed(submitted));
        }
        let page = place.map_or_else(|| "/".to_owned(), |place| format!("{}{}", place.lang.prefix(), place.path));
        Err(Redirect::to(&page).into_response())
    }
}

/// The page that says what follows, and asks. Its words are the texts `KEY-title`, `KEY-text` and `KEY-button`.
pub struct Confirmation {
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
    action: String,
    back: String,
    caption: String,
    facts: SummaryList,
    hidden: Vec<(&'static str, String)>,
}

impl Confirmation {
    /// Of what is posted to `action`; whoever does not want it goes back to `back`. Both without language.
    pub fn new(key: &'static str, action: impl Into<String>, back: impl Into<String>) -> Confirmation {
        Confirmation {
            key,
            args: Vec::new(),
            action: action.into(),
            back: back.into(),
            caption: String::new(),
            facts: SummaryList::new(),
            hidden: Vec::new(),
        }
    }

    /// What the title and the text are about.
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Confirmation {
        self.args.push((name, value.into()));
        self
    }

    /// The thing that it happens to, over the title.
    pub fn caption(mut self, caption: impl Into<String>) -> Confirmation {
        self.caption = caption.into();
        self
    }

    /// What the person should see of it before they decide.
    pub fn facts(mut self, facts: SummaryList) -> Confirmation {
        self.facts = facts;
        self
    }

    /// A field that is sent along, such as the version of the thing that the page showed.
    pub fn hidden(mut self, name: &'static str, value: impl ToString) -> Confirmation {
        self.hidden.push((name, value.to_string()));
        self
    }

    pub fn page(self, cx: &Context) -> Shown {
        let title = cx.say(&format!("{}-title", self.key), &self.args);
        let mut body = match self.caption.as_str() {
            "" => Body::new().heading(title.as_str()),
            caption => Body::new().heading_with_caption(caption, title.as_str()),
        };
        if !self.facts.rows.is_empty() {
            body = body.component(&self.facts);
        }
        let text = cx.say(&format!("{}-text", self.key), &self.args);
        let body = body.text(text).component(&self.form(cx));
        cx.page(title, body).back(&cx.text("confirm-back-short"), &cx.href(&self.back))
    }

    /// The buttons alone, for a page that says more than a title and a text.
    pub fn form(&self, cx: &Context) -> ui::Form {
        let form = ui::Form::new(&cx.href(&self.action), &cx.csrf()).hidden(CONFIRMED, "yes").warns(
            cx.text(&format!("{}-button", self.key)),
            cx.text("confirm-back"),
            &cx.href(&self.back),
        );
        self.hidden.iter().fold(form, |form, (name, value)| form.hidden(name, value.as_str()))
    }
}
