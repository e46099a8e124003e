//! The way back: back link and breadcrumbs.

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// <https://design-system.service.gov.uk/components/back-link/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/back-link.html", whitespace = "minimize")]
#[serde(default)]
pub struct BackLink {
    /// "Back" where empty.
    pub html: Html,
    pub href: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// Where a page stands: <https://design-system.service.gov.uk/components/breadcrumbs/>
#[derive(Debug, Clone, Template, Deserialize)]
#[template(path = "components/breadcrumbs.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Breadcrumbs {
    pub items: Vec<Breadcrumb>,
    /// What screen readers call the list.
    pub label: String,
    pub collapse_on_mobile: bool,
    pub classes: String,
    pub attributes: Attributes,
}

/// A page above this one, or, without `href`, this one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Breadcrumb {
    pub html: Html,
    pub href: String,
    pub attributes: Attributes,
}

component!(BackLink, Breadcrumbs);
common!(BackLink, Breadcrumbs);

impl BackLink {
    pub fn new(href: &str) -> BackLink {
        BackLink { href: href.to_owned(), ..BackLink::default() }
    }

    /// Says where it leads, where that is not the page before.
    pub fn text(mut self, text: impl Into<Html>) -> BackLink {
        self.html = text.into();
        self
    }

    pub fn in_lang(mut self, lang: Lang) -> BackLink {
        self.html = Html::text(words::of(lang).back);
        self
    }

    fn shown(&self) -> Html {
        if self.html.is_empty() { Html::text(words::of(Lang::En).back) } else { self.html.clone() }
    }

    fn target(&self) -> &str {
        if self.href.is_empty() { "#" } else { h::safe_href(&self.href) }
    }
}

impl Default for Breadcrumbs {
    fn default() -> Breadcrumbs {
        Breadcrumbs {
            items: Vec::new(),
            label: words::of(Lang::En).breadcrumb.to_owned(),
            collapse_on_mobile: false,
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

impl Breadcrumbs {
    pub fn new() -> Breadcrumbs {
        Breadcrumbs::default()
    }

    pub fn item(mut self, text: impl Into<Html>, href: &str) -> Breadcrumbs {
        self.items.push(Breadcrumb { html: text.into(), href: href.to_owned(), ..Breadcrumb::default() });
        self
    }

    /// The page itself, at the end.
    pub fn current(self, text: impl Into<Html>) -> Breadcrumbs {
        self.item(text, "")
    }

    pub fn in_lang(mut self, lang: Lang) -> Breadcrumbs {
        words::of(lang).breadcrumb.clone_into(&mut self.label);
        self
    }

    fn class(&self) -> String {
        let collapse = if self.collapse_on_mobile { "govuk-breadcrumbs--collapse-on-mobile" } else { "" };
        h::classes(&["govuk-breadcrumbs", &self.classes, collapse])
    }
}
