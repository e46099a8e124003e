//! How forms arrive and how they are shown: fields from pages or JSON from the API, read by the same form.

use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use forms::{Answers, Choose, Form, Problems, Question};
use foundation::Arg;
use http::header;

use crate::context::{Context, SessionOver, ShownAt, token};
use crate::kept::Kept;
use crate::{Answer, App, No, Said, sessions};

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

/// What a form sent, for the shell: where somebody else was faster it is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Posted(pub(super) Arc<OnceLock<Vec<(String, String)>>>);

/// A submitted form: names and values in order, files beside them. Its token has been checked.
#[derive(Debug, Clone, Default)]
pub struct Submitted {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

/// In an address: the page is shown as it was saved, without what is kept.
pub(super) const AS_SAVED: &str = "kept=no";

/// Fields of one form at most; a browser's form has a few dozen.
const FIELDS: usize = 2_000;

fn bad(key: &str) -> No {
    No::BadRequest(Said::new(key, &[]))
}

impl FromRequest<App> for Submitted {
    type Rejection = No;

    async fn from_request(request: Request, app: &App) -> Result<Self, No> {
        let over = request.extensions().get::<SessionOver>().is_some();
        let shown_at = request.extensions().get::<ShownAt>().cloned();
        let posted = request.extensions().get::<Posted>().cloned();
        let (kind, session) = {
            let text = |name: header::HeaderName| {
                request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
            };
            (text(header::CONTENT_TYPE).to_owned(), token(app, text(header::COOKIE), ""))
        };
        let mut submitted = Submitted::default();
        let limit = super::shell::body_limit(app, &request);
        if kind.starts_with("multipart/form-data") {
            let mut parts = Multipart::from_request(request, app).await.map_err(|_| bad("request-not-a-form"))?;
            while let Some(part) = parts.next_field().await.map_err(too_large)? {
                if submitted.fields.len() + submitted.files.len() >= FIELDS {
                    return Err(bad("request-not-a-form"));
                }
                let field = part.name().unwrap_or_default().to_owned();
                let name = part.file_name().map(ToOwned::to_owned);
                let bytes = part.bytes().await.map_err(too_large)?;
                match name {
                    Some(name) if name.is_empty() && bytes.is_empty() => {}
                    Some(name) => submitted.files.push(Upload { field, name, bytes }),
                    None => {
                        let value = String::from_utf8(bytes.to_vec()).map_err(|_| bad("request-not-text"))?;
                        submitted.fields.push((field, value));
                    }
                }
            }
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let bytes =
                Bytes::from_request(request, app).await.map_err(|e| super::errors::unread(e.status(), limit))?;
            // Counted before they are read: a pair of texts takes fifty times the bytes of `a=&`.
            if bytes.iter().filter(|b| **b == b'&').count() >= FIELDS {
                return Err(bad("request-not-a-form"));
            }
            submitted.fields = serde_urlencoded::from_bytes(&bytes).map_err(|_| bad("request-not-text"))?;
        } else {
            return Err(bad("request-not-a-form"));
        }
        if submitted.fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(bad("request-not-text"));
        }
        if let Some(shown_at) = shown_at {
            let _ = shown_at.0.set(submitted.one(super::SHOWN_AT).to_owned());
        }
        // A cookie of a session that has ended proves nothing: its pages carry no token, and the origin was checked.
        if let Some(session) = session.filter(|_| !over) {
            let expected = sessions::form_token_of(app, &session);
            if !crate::keys::same(submitted.one(ui::CSRF_FIELD), &expected) {
                return Err(No::Forged);
            }
        }
        if let Some(posted) = posted.filter(|_| submitted.bytes() <= crate::kept::BYTES) {
            let _ = posted.0.set(submitted.fields.clone());
        }
        Ok(submitted)
    }
}

fn too_large(error: axum::extract::multipart::MultipartError) -> No {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        No::BadRequest(Said::new("request-too-large-short", &[]))
    } else {
        bad("request-not-a-form")
    }
}

impl Submitted {
    /// How long its fields are, files not counted.
    fn bytes(&self) -> usize {
        self.fields.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    /// The value of a field; empty where it was not sent.
    pub fn one(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }

    /// A hidden number, such as the version of the thing that the page showed.
    pub fn number(&self, name: &str) -> Answer<i64> {
        self.one(name).parse().map_err(|_| bad("request-not-a-form"))
    }

    /// Reads a form, or says what is wrong with the answers: those entered and the problems.
    pub fn read(&self, form: &Form, choose: &dyn Choose) -> Result<Answers, (Answers, Problems)> {
        let (answers, problems) = form.read(None, &self.fields, choose);
        if problems.is_empty() { Ok(answers) } else { Err((answers, problems)) }
    }
}

/// A form as a page shows it.
pub struct FormView<'a> {
    pub form: &'a Form,
    /// Only one of its sections.
    pub section: Option<&'a str>,
    pub answers: &'a Answers,
    pub problems: &'a Problems,
    pub choose: &'a dyn Choose,
    /// Path it is posted to, without language.
    pub action: String,
    /// Key of the button's text.
    pub submit: &'static str,
    pub hidden: Vec<(String, String)>,
    pub multipart: bool,
    /// What it does cannot be undone: where the way back leads, without language.
    pub back: Option<String>,
    /// Boxes after the questions, which only the page knows.
    pub more: Vec<ui::Html>,
}

impl<'a> FormView<'a> {
    pub fn new(form: &'a Form, answers: &'a Answers, problems: &'a Problems, action: impl Into<String>) -> Self {
        FormView {
            form,
            section: None,
            answers,
            problems,
            choose: &(),
            action: action.into(),
            submit: "button-continue",
            hidden: Vec::new(),
            multipart: false,
            back: None,
            more: Vec::new(),
        }
    }

    pub fn section(mut self, section: &'a str) -> Self {
        self.section = Some(section);
        self
    }

    pub fn choose(mut self, choose: &'a dyn Choose) -> Self {
        self.choose = choose;
        self
    }

    pub fn submit(mut self, key: &'static str) -> Self {
        self.submit = key;
        self
    }

    pub fn hidden(mut self, name: &str, value: impl ToString) -> Self {
        self.hidden.push((name.to_owned(), value.to_string()));
        self
    }

    /// A box after the questions, which only the page knows.
    pub fn more(mut self, field: ui::Html) -> Self {
        self.more.push(field);
        self
    }

    /// What was sent for such a box when the session of whoever looks had ended.
    pub fn kept_value(&self, cx: &Context, name: &str) -> Option<String> {
        let kept = self.kept(cx)?;
        kept.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone())
    }

    /// The button looks like a warning, with the way back beside it: what it does cannot be undone.
    pub fn warns(mut self, back: impl Into<String>) -> Self {
        self.back = Some(back.into());
        self
    }

    pub fn multipart(mut self) -> Self {
        self.multipart = true;
        self
    }

    /// What whoever looks sent to it when their session had ended. A page with problems shows what was just sent.
    fn kept<'b>(&self, cx: &'b Context) -> Option<&'b Kept> {
        let kept = cx.carried.kept.as_deref().filter(|kept| kept.action == self.action && self.problems.is_empty())?;
        let saved = cx.path.split_once('?').is_some_and(|(_, query)| query.split('&').any(|pair| pair == AS_SAVED));
        (!saved).then_some(kept)
    }

    /// That it is shown again, that it has not been sent, and the way to what was saved before.
    fn kept_words(&self, cx: &Context, kept: &Kept) -> ui::Html {
        let words = cx.text(match (kept.beside, self.changed(kept)) {
            (true, _) => "form-kept-beside",
            (false, true) => "form-kept-changed",
            (false, false) => "form-kept",
        });
        let join = if kept.page.contains('?') { '&' } else { '?' };
        let saved = cx.href(&format!("{}{join}{AS_SAVED}", kept.page));
        let mut html = ui::Html::text(&words);
        html.push(&ui::Html::text(" "));
        html.push(&ui::Html::link(cx.text("form-kept-saved"), &saved));
        ui::InsetText::new(html).into()
    }

    /// Whether another version was saved since the page was shown from which it was sent.
    fn changed(&self, kept: &Kept) -> bool {
        let sent = |name: &str| kept.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value);
        self.hidden.iter().any(|(name, value)| sent(name).is_some_and(|sent| sent != value))
    }

    /// Both versions side by side, for the questions whose answers differ: what is saved, and what stands in the form. Whoever
    /// reads it takes one, or joins the two in the form.
    fn both_versions(&self, cx: &Context, mine: &Answers) -> Option<ui::Table> {
        let shown = self.section.and_then(|id| self.form.section(id));
        let within = |id: &str| shown.is_none_or(|section| section.questions.iter().any(|q| q.id == id));
        let differing = self.form.diff(self.answers, mine).into_iter().filter(|id| within(id));
        let questions: Vec<&Question> = differing.filter_map(|id| self.form.question(id)).collect();
        if questions.is_empty() {
            return None;
        }
        let text = |q: &Question, of: &Answers| forms::pages::answer(q, of, cx.lang, &cx.app.texts, self.choose);
        let heads = ["form-both-question", "form-both-saved", "form-both-yours"].map(|key| cx.text(key));
        let table = ui::Table::new(cx.text("form-both")).head(heads).first_cell_is_header();
        Some(questions.iter().fold(table, |table, q| {
            let cells = [ui::Html::text(q.label.get(cx.lang)), text(q, self.answers), text(q, mine)];
            table.row(cells.map(ui::Cell::new))
        }))
    }

    /// The whole form element. The error summary belongs to the page: [`super::Shown::problems`].
    pub fn html(&self, cx: &Context) -> ui::Html {
        let kept = self.kept(cx);
        let again = kept.map(|kept| self.form.read_over(self.answers, self.section, &kept.fields, self.choose).0);
        let answers = again.as_ref().unwrap_or(self.answers);
        let fields = match self.section.and_then(|s| self.form.section(s)) {
            Some(section) => forms::pages::section(
                self.form,
                &section.id,
                answers,
                self.problems,
                cx.lang,
                &cx.app.texts,
                self.choose,
            ),
            None => forms::pages::fields(self.form, answers, self.problems, cx.lang, &cx.app.texts, self.choose),
        };
        let form = ui::Form::new(&cx.href(&self.action), &cx.csrf()).field(fields).fields(&self.more);
        let mut form = match &self.back {
            None => form.submit(cx.text(self.submit)),
            Some(back) => form.warns(cx.text(self.submit), cx.text("confirm-back"), &cx.href(back)),
        };
        form.multipart = self.multipart;
        if cx.person().is_ok() {
            let page = cx.carried.shown_at.0.get().filter(|page| !page.is_empty()).unwrap_or(&cx.path);
            form = form.hidden(super::SHOWN_AT, page.as_str());
        }
        for (name, value) in &self.hidden {
            form = form.hidden(name, value.clone());
        }
        let mut html = kept.map(|kept| self.kept_words(cx, kept)).unwrap_or_default();
        if let (Some(kept), Some(mine)) = (kept, again.as_ref())
            && (kept.beside || self.changed(kept))
            && let Some(both) = self.both_versions(cx, mine)
        {
            html.push(&ui::Component::html(&both));
        }
        html.push(&ui::Component::html(&form));
        html
    }
}

impl Context {
    /// A button that does one thing: a form without questions.
    pub fn button(&self, action: &str, key: &str, hidden: &[(&str, String)]) -> ui::Html {
        let mut form = ui::Form::new(&self.href(action), &self.csrf()).submit(self.text(key));
        for (name, value) in hidden {
            form = form.hidden(name, value.clone());
        }
        ui::Component::html(&form)
    }

    /// The sentence of a count, for messages: `[("n", 3.into())]`.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.say(key, &[("n", Arg::from(n))])
    }
}
