//! What controls are made of: label, hint, error message, fieldset and the group around them.

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component, from_text};
use crate::html::{self as h, Attributes, Html, classes, some};
use crate::words;

/// The label of one control. An empty label is left out.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/label.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Label {
    pub html: Html,
    /// The id of the control.
    #[serde(rename = "for")]
    pub for_id: String,
    /// The label is the page's only heading: wraps it in an `h1`.
    pub is_page_heading: bool,
    pub classes: String,
    pub attributes: Attributes,
}

/// One short sentence of guidance below a label.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/hint.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Hint {
    pub html: Html,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// What is wrong with one answer, in the same words as in the error summary.
#[derive(Debug, Clone, Template, Deserialize)]
#[template(path = "components/error-message.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorMessage {
    pub html: Html,
    pub id: String,
    /// Read out before the message; without a colon. May be empty.
    pub visually_hidden: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// A question asked by several controls, with its legend.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/fieldset.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Fieldset {
    pub legend: Option<Legend>,
    /// The controls. Components that bring their own controls fill this in.
    pub html: Html,
    pub role: String,
    /// Ids of what describes the group, separated by spaces.
    pub described_by: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// The question above a group of controls.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Legend {
    pub html: Html,
    /// The legend is the page's only heading: wraps it in an `h1`.
    pub is_page_heading: bool,
    pub classes: String,
}

/// The `div` around a control with its label, hint and error message.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FormGroup {
    pub classes: String,
    pub attributes: Attributes,
    /// Put directly before the control.
    #[serde(alias = "beforeInputs")]
    pub before_input: Html,
    /// Put directly after the control.
    #[serde(alias = "afterInputs")]
    pub after_input: Html,
}

component!(Label, Hint, ErrorMessage, Fieldset);
common!(Label, Hint, ErrorMessage, Fieldset);
from_text!(Label, Hint, ErrorMessage, Legend);

impl Label {
    pub fn new(text: impl Into<Html>) -> Label {
        Label { html: text.into(), ..Label::default() }
    }

    /// Makes the label the page's heading, in large type.
    pub fn page_heading(mut self) -> Label {
        self.is_page_heading = true;
        self.classes("govuk-label--l")
    }

    pub(crate) fn element(&self) -> Html {
        let class = classes(&["govuk-label", &self.classes]);
        Html::trusted(format!(
            "<label{}{}{}>{}</label>",
            some("class", &class),
            self.attributes,
            some("for", &self.for_id),
            self.html
        ))
    }

    pub(crate) fn of(&self, id: &str) -> Label {
        Label { for_id: id.to_owned(), ..self.clone() }
    }
}

impl Hint {
    pub fn new(text: impl Into<Html>) -> Hint {
        Hint { html: text.into(), ..Hint::default() }
    }

    pub(crate) fn with_id(&self, id: &str) -> Hint {
        Hint { id: id.to_owned(), ..self.clone() }
    }
}

impl Default for ErrorMessage {
    fn default() -> ErrorMessage {
        ErrorMessage {
            html: Html::default(),
            id: String::new(),
            visually_hidden: "Error".to_owned(),
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

impl ErrorMessage {
    pub fn new(text: impl Into<Html>) -> ErrorMessage {
        ErrorMessage { html: text.into(), ..ErrorMessage::default() }
    }

    /// The hidden word before the message in another language than English.
    pub fn in_lang(mut self, lang: Lang) -> ErrorMessage {
        words::of(lang).error.clone_into(&mut self.visually_hidden);
        self
    }

    pub(crate) fn with_id(&self, id: &str) -> ErrorMessage {
        ErrorMessage { id: id.to_owned(), ..self.clone() }
    }
}

impl Fieldset {
    pub fn new(legend: impl Into<Legend>, html: impl Into<Html>) -> Fieldset {
        Fieldset { legend: Some(legend.into()), html: html.into(), ..Fieldset::default() }
    }
}

impl Legend {
    pub fn new(text: impl Into<Html>) -> Legend {
        Legend { html: text.into(), ..Legend::default() }
    }

    /// A legend in medium type, for one question among others on a page.
    pub fn medium(text: impl Into<Html>) -> Legend {
        Legend { html: text.into(), classes: "govuk-fieldset__legend--m".to_owned(), is_page_heading: false }
    }

    /// A legend that is the page's heading, in large type.
    pub fn page_heading(text: impl Into<Html>) -> Legend {
        Legend { html: text.into(), classes: "govuk-fieldset__legend--l".to_owned(), is_page_heading: true }
    }
}

impl From<Legend> for Fieldset {
    fn from(legend: Legend) -> Fieldset {
        Fieldset { legend: Some(legend), ..Fieldset::default() }
    }
}

/// A control in its group: label, hint, error message, then the control itself.
#[derive(Template)]
#[template(path = "components/form-group.html", whitespace = "minimize")]
pub(crate) struct Group<'a> {
    pub(crate) group: &'a FormGroup,
    pub(crate) label: Html,
    pub(crate) hint: Html,
    pub(crate) error: Html,
    pub(crate) control: Html,
}

/// Hint and error message with their ids, and the ids that describe the control.
pub(crate) struct Described {
    pub(crate) hint: Html,
    pub(crate) error: Html,
    pub(crate) by: String,
}

impl Described {
    pub(crate) fn new(id: &str, by: &str, hint: Option<&Hint>, error: Option<&ErrorMessage>) -> Described {
        let hint_id = hint.map(|_| format!("{id}-hint")).unwrap_or_default();
        let error_id = error.map(|_| format!("{id}-error")).unwrap_or_default();
        Described {
            by: classes(&[by, &hint_id, &error_id]),
            hint: hint.map(|hint| hint.with_id(&hint_id).html()).unwrap_or_default(),
            error: error.map(|error| error.with_id(&error_id).html()).unwrap_or_default(),
        }
    }
}

/// The id given, or else the name.
pub(crate) fn id_or_name<'a>(id: &'a str, name: &'a str) -> &'a str {
    if id.is_empty() { name } else { id }
}

/// Controls that share a question: hint, error message and the controls, in a fieldset where there is one.
pub(crate) struct Choices<'a> {
    pub(crate) group: &'a FormGroup,
    pub(crate) fieldset: Option<&'a Fieldset>,
    pub(crate) role: &'a str,
    pub(crate) described: Described,
    pub(crate) controls: Html,
}

impl Choices<'_> {
    pub(crate) fn html(self) -> Html {
        let Described { hint, error, by } = self.described;
        let has_error = !error.is_empty();
        let inner: Html = [hint, error, self.controls].into_iter().collect();
        let content = match self.fieldset {
            Some(fieldset) => {
                Fieldset { html: inner, role: self.role.to_owned(), described_by: by, ..fieldset.clone() }.html()
            }
            None => inner,
        };
        let class = group_class(self.group, has_error);
        Html::trusted(format!("<div{}{}>{content}</div>", some("class", &class), self.group.attributes))
    }
}

pub(crate) fn group_class(group: &FormGroup, error: bool) -> String {
    classes(&["govuk-form-group", if error { "govuk-form-group--error" } else { "" }, &group.classes])
}
