//! Button: <https://design-system.service.gov.uk/components/button/>

use askama::Template;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};

/// A button, or a link that looks like one where `href` is given.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/button.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Button {
    pub html: Html,
    pub href: String,
    /// `submit` (where empty), `button` or `reset`.
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    pub value: String,
    pub id: String,
    pub disabled: bool,
    /// A second press within a second is ignored where scripts run.
    pub prevent_double_click: Option<bool>,
    /// The green button with an arrow that starts a journey.
    pub is_start_button: bool,
    pub classes: String,
    pub attributes: Attributes,
}

component!(Button);
common!(Button);

impl Button {
    pub fn new(text: impl Into<Html>) -> Button {
        Button { html: text.into(), ..Button::default() }
    }

    pub fn link(text: impl Into<Html>, href: &str) -> Button {
        Button { html: text.into(), href: href.to_owned(), ..Button::default() }
    }

    pub fn secondary(self) -> Button {
        self.classes("govuk-button--secondary")
    }

    /// For what cannot be undone.
    pub fn warning(self) -> Button {
        self.classes("govuk-button--warning")
    }

    pub fn start(mut self) -> Button {
        self.is_start_button = true;
        self
    }

    /// The name and value that are sent when this button is pressed.
    pub fn sends(mut self, name: &str, value: &str) -> Button {
        name.clone_into(&mut self.name);
        value.clone_into(&mut self.value);
        self
    }

    pub fn prevent_double_click(mut self) -> Button {
        self.prevent_double_click = Some(true);
        self
    }

    fn class(&self) -> String {
        let start = if self.is_start_button { "govuk-button--start" } else { "" };
        h::classes(&["govuk-button", &self.classes, start])
    }
}
