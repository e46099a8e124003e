//! Error summary: <https://design-system.service.gov.uk/components/error-summary/>

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// Everything that is wrong with a form, first on the page, each line leading to its control.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/error-summary.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorSummary {
    pub title: Html,
    pub description: Html,
    pub error_list: Vec<ErrorLink>,
    pub disable_auto_focus: Option<bool>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One error, in the same words as at the control.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ErrorLink {
    pub html: Html,
    /// `#` and the id of the control.
    pub href: String,
    pub attributes: Attributes,
}

component!(ErrorSummary);
common!(ErrorSummary);

impl ErrorSummary {
    /// "There is a problem", in this language, and no errors yet.
    pub fn new(lang: Lang) -> ErrorSummary {
        ErrorSummary { title: Html::text(words::of(lang).problem), ..ErrorSummary::default() }
    }

    /// An error of the control with this id (without `#`); no link where the id is empty.
    pub fn error(mut self, id: &str, text: impl Into<Html>) -> ErrorSummary {
        let href = if id.is_empty() { String::new() } else { format!("#{id}") };
        self.error_list.push(ErrorLink { html: text.into(), href, ..ErrorLink::default() });
        self
    }
}
