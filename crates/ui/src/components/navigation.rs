//! The frame of every page: skip link, header, service navigation, language switch, footer.

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// <https://design-system.service.gov.uk/components/skip-link/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/skip-link.html", whitespace = "minimize")]
#[serde(default)]
pub struct SkipLink {
    pub html: Html,
    /// `#content` where empty.
    pub href: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// The header for services that are not on a gov.uk domain: our own name, no crown.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/generic-header.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct GenericHeader {
    /// The product's name or picture.
    pub logo: Html,
    /// `/` where empty.
    pub url: String,
    /// Put at the right, for example who is signed in.
    pub end: Html,
    /// `govuk-width-container` where empty.
    pub container_classes: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// The service's name and main links: <https://design-system.service.gov.uk/components/service-navigation/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/service-navigation.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct ServiceNavigation {
    pub service_name: String,
    pub service_url: String,
    pub navigation: Vec<NavigationItem>,
    /// `navigation` where empty.
    pub navigation_id: String,
    pub navigation_label: String,
    pub navigation_classes: String,
    /// "Menu" where empty.
    #[serde(rename = "menuButton")]
    pub menu_button: String,
    pub menu_button_label: String,
    /// On small screens with scripts the links fold into a button; where `None`, if there are two or more.
    pub collapse_navigation_on_mobile: Option<bool>,
    /// "Service information" where empty.
    pub aria_label: String,
    /// Put after the links, for example who is signed in.
    pub end: Html,
    /// `end` stands on the line of the links.
    pub end_inline: bool,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NavigationItem {
    pub html: Html,
    pub href: String,
    /// This very page.
    pub current: bool,
    /// A page above this one.
    pub active: bool,
    pub attributes: Attributes,
}

/// The same page in other languages.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/language-navigation.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct LanguageNavigation {
    /// "Language" where empty.
    pub aria_label: String,
    pub items: Vec<Language>,
    pub classes: String,
    pub attributes: Attributes,
}

/// A language. Without `href` it is the one of this page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Language {
    pub html: Html,
    pub href: String,
    pub current: bool,
    pub lang: String,
    pub href_lang: String,
    pub dir: String,
    /// Read out after the name, for example "version of this page".
    pub language_description: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// Our own footer: links and a line of text, no crown, no licence.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/footer.html", whitespace = "minimize")]
pub struct Footer {
    /// Text and address.
    pub links: Vec<(Html, String)>,
    /// The hidden heading above the links; "Support links" where empty.
    pub title: String,
    /// Who runs the service, for example.
    pub html: Html,
    pub classes: String,
    pub attributes: Attributes,
}

component!(SkipLink, GenericHeader, ServiceNavigation, LanguageNavigation, Footer);
common!(SkipLink, GenericHeader, ServiceNavigation, LanguageNavigation, Footer);

impl SkipLink {
    pub fn new(text: impl Into<Html>, href: &str) -> SkipLink {
        SkipLink { html: text.into(), href: href.to_owned(), ..SkipLink::default() }
    }

    fn target(&self) -> &str {
        if self.href.is_empty() { "#content" } else { h::safe_href(&self.href) }
    }
}

impl GenericHeader {
    pub fn new(logo: impl Into<Html>, url: &str) -> GenericHeader {
        GenericHeader { logo: logo.into(), url: url.to_owned(), ..GenericHeader::default() }
    }

    fn target(&self) -> &str {
        if self.url.is_empty() { "/" } else { h::safe_href(&self.url) }
    }

    fn container(&self) -> &str {
        if self.container_classes.is_empty() { "govuk-width-container" } else { &self.container_classes }
    }
}

impl ServiceNavigation {
    pub fn new(service_name: &str, service_url: &str) -> ServiceNavigation {
        ServiceNavigation {
            service_name: service_name.to_owned(),
            service_url: service_url.to_owned(),
            ..ServiceNavigation::default()
        }
    }

    pub fn item(mut self, item: NavigationItem) -> ServiceNavigation {
        self.navigation.push(item);
        self
    }

    /// The words of the component in another language than English.
    pub fn in_lang(mut self, lang: Lang) -> ServiceNavigation {
        words::of(lang).menu.clone_into(&mut self.menu_button);
        words::of(lang).service_information.clone_into(&mut self.aria_label);
        self
    }

    fn menu(&self) -> &str {
        if self.menu_button.is_empty() { words::of(Lang::En).menu } else { &self.menu_button }
    }

    fn navigation_name(&self) -> &str {
        if self.navigation_label.is_empty() { self.menu() } else { &self.navigation_label }
    }

    fn id(&self) -> &str {
        if self.navigation_id.is_empty() { "navigation" } else { &self.navigation_id }
    }

    fn label(&self) -> &str {
        if self.aria_label.is_empty() { words::of(Lang::En).service_information } else { &self.aria_label }
    }

    /// A landmark of its own where there is more in it than the links.
    fn is_section(&self) -> bool {
        !self.service_name.is_empty() || !self.end.is_empty()
    }

    fn collapses(&self) -> bool {
        self.collapse_navigation_on_mobile.unwrap_or(self.navigation.len() > 1)
    }

    fn button_label(&self) -> Attributes {
        let differs = self.menu_button_label != self.menu();
        h::some("aria-label", if differs { &self.menu_button_label } else { "" })
    }
}

impl NavigationItem {
    pub fn new(text: impl Into<Html>, href: &str) -> NavigationItem {
        NavigationItem { html: text.into(), href: href.to_owned(), ..NavigationItem::default() }
    }

    fn is_active(&self) -> bool {
        self.active || self.current
    }

    fn aria_current(&self) -> Attributes {
        h::some(
            "aria-current",
            if self.current {
                "page"
            } else if self.active {
                "true"
            } else {
                ""
            },
        )
    }
}

impl LanguageNavigation {
    fn label(&self) -> &str {
        if self.aria_label.is_empty() { words::of(Lang::En).language } else { &self.aria_label }
    }
}

impl Language {
    fn is_current(&self) -> bool {
        self.current || self.href.is_empty()
    }

    fn leads_to(&self) -> &str {
        if self.href_lang.is_empty() { &self.lang } else { &self.href_lang }
    }
}

impl Footer {
    fn heading(&self) -> &str {
        if self.title.is_empty() { words::of(Lang::En).support_links } else { &self.title }
    }
}
