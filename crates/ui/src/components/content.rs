//! Pieces of text that stand out: tag, inset text, warning text, details.

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// The state of something: <https://design-system.service.gov.uk/components/tag/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/tag.html", whitespace = "minimize")]
#[serde(default)]
pub struct Tag {
    pub html: Html,
    pub classes: String,
    pub attributes: Attributes,
}

/// A quotation, an example or more about the page: <https://design-system.service.gov.uk/components/inset-text/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/inset-text.html", whitespace = "minimize")]
#[serde(default)]
pub struct InsetText {
    pub html: Html,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// What has consequences: <https://design-system.service.gov.uk/components/warning-text/>
#[derive(Debug, Clone, Template, Deserialize)]
#[template(path = "components/warning-text.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct WarningText {
    pub html: Html,
    /// Read out in place of the exclamation mark.
    pub icon_fallback: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// More for those who want it: <https://design-system.service.gov.uk/components/details/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/details.html", whitespace = "minimize")]
#[serde(default)]
pub struct Details {
    pub summary: Html,
    pub html: Html,
    pub open: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

component!(Tag, InsetText, WarningText, Details);
common!(Tag, InsetText, WarningText, Details);

impl Tag {
    pub fn new(text: impl Into<Html>) -> Tag {
        Tag { html: text.into(), ..Tag::default() }
    }

    /// `grey`, `green`, `teal`, `blue`, `purple`, `magenta`, `red`, `orange` or `yellow`.
    pub fn colour(self, colour: &str) -> Tag {
        let class = format!("govuk-tag--{colour}");
        self.classes(&class)
    }
}

impl InsetText {
    pub fn new(text: impl Into<Html>) -> InsetText {
        InsetText { html: text.into(), ..InsetText::default() }
    }
}

impl Default for WarningText {
    fn default() -> WarningText {
        WarningText {
            html: Html::default(),
            icon_fallback: "Warning".to_owned(),
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

impl WarningText {
    pub fn new(text: impl Into<Html>) -> WarningText {
        WarningText { html: text.into(), ..WarningText::default() }
    }

    pub fn in_lang(mut self, lang: Lang) -> WarningText {
        words::of(lang).warning.clone_into(&mut self.icon_fallback);
        self
    }
}

impl Details {
    pub fn new(summary: impl Into<Html>, html: impl Into<Html>) -> Details {
        Details { summary: summary.into(), html: html.into(), ..Details::default() }
    }
}
