//! What the service tells a person at the top of a page: notification banner, panel, phase banner.

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{Button, Tag, common, component};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// <https://design-system.service.gov.uk/components/notification-banner/>. At most one on a page, and never together
/// with an error summary.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/notification-banner.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct NotificationBanner {
    #[serde(rename = "type")]
    pub kind: BannerKind,
    /// "Important" or "Success" where empty.
    pub title: Html,
    /// 2 where `None`.
    pub title_heading_level: Option<u8>,
    /// `govuk-notification-banner-title` where empty.
    pub title_id: String,
    /// One sentence, shown as a heading.
    pub text: Html,
    /// More than one sentence; goes before `text`.
    pub html: Html,
    pub role: String,
    pub disable_auto_focus: Option<bool>,
    pub classes: String,
    pub attributes: Attributes,
}

/// Neutral, or green for something that was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BannerKind {
    Success,
    #[default]
    #[serde(other)]
    Notice,
}

/// The end of a journey: <https://design-system.service.gov.uk/components/panel/>. No links inside.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/panel.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Panel {
    pub title: Html,
    /// 1 where `None`.
    pub heading_level: Option<u8>,
    pub html: Html,
    /// What a person can do on an interruption.
    pub actions: Option<PanelActions>,
    /// With `govuk-panel--interruption` the panel stops a person to say something important.
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PanelActions {
    pub items: Vec<PanelAction>,
    pub classes: String,
    pub attributes: Attributes,
}

/// A link, or a button where `href` is empty or `kind` is "button".
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PanelAction {
    pub html: Html,
    pub href: String,
    /// `button` or `submit`.
    #[serde(rename = "type")]
    pub kind: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// How finished the service is: <https://design-system.service.gov.uk/components/phase-banner/>
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/phase-banner.html", whitespace = "minimize")]
#[serde(default)]
pub struct PhaseBanner {
    pub tag: Tag,
    pub html: Html,
    pub classes: String,
    pub attributes: Attributes,
}

component!(NotificationBanner, Panel, PhaseBanner);
common!(NotificationBanner, Panel, PhaseBanner);

impl NotificationBanner {
    /// Something that everybody or this person should know.
    pub fn notice(text: impl Into<Html>) -> NotificationBanner {
        NotificationBanner { text: text.into(), ..NotificationBanner::default() }
    }

    /// Something was done.
    pub fn success(text: impl Into<Html>) -> NotificationBanner {
        NotificationBanner { kind: BannerKind::Success, text: text.into(), ..NotificationBanner::default() }
    }

    /// The title in another language than English.
    pub fn in_lang(mut self, lang: Lang) -> NotificationBanner {
        let words = words::of(lang);
        self.title = Html::text(if self.is_success() { words.success } else { words.important });
        self
    }

    fn is_success(&self) -> bool {
        self.kind == BannerKind::Success
    }

    fn class(&self) -> String {
        let kind = if self.is_success() { "govuk-notification-banner--success" } else { "" };
        h::classes(&["govuk-notification-banner", kind, &self.classes])
    }

    /// A success is read out at once; a notice is a landmark that can be found.
    fn role(&self) -> &str {
        match (self.role.as_str(), self.kind) {
            ("", BannerKind::Success) => "alert",
            ("", BannerKind::Notice) => "region",
            (own, _) => own,
        }
    }

    fn shown_title(&self) -> Html {
        let words = words::of(Lang::En);
        match (self.title.is_empty(), self.is_success()) {
            (false, _) => self.title.clone(),
            (true, true) => Html::text(words.success),
            (true, false) => Html::text(words.important),
        }
    }

    fn id(&self) -> &str {
        if self.title_id.is_empty() { "govuk-notification-banner-title" } else { &self.title_id }
    }

    fn level(&self) -> u8 {
        self.title_heading_level.unwrap_or(2)
    }
}

impl Panel {
    pub fn new(title: impl Into<Html>, html: impl Into<Html>) -> Panel {
        Panel { title: title.into(), html: html.into(), ..Panel::default() }
    }

    /// Stops a person to say something important before they go on.
    pub fn interruption(title: impl Into<Html>, html: impl Into<Html>) -> Panel {
        Panel::new(title, html).classes(INTERRUPTION)
    }

    /// Adds a link or button to an interruption.
    pub fn action(mut self, action: PanelAction) -> Panel {
        self.actions.get_or_insert_default().items.push(action);
        self
    }

    fn is_interruption(&self) -> bool {
        self.classes.contains(INTERRUPTION)
    }

    fn class(&self) -> String {
        let kind = if self.is_interruption() { "" } else { "govuk-panel--confirmation" };
        h::classes(&["govuk-panel", kind, &self.classes])
    }

    fn level(&self) -> u8 {
        self.heading_level.unwrap_or(1)
    }
}

const INTERRUPTION: &str = "govuk-panel--interruption";

impl PanelAction {
    /// The button that sends the form around the panel.
    pub fn submit(text: impl Into<Html>) -> PanelAction {
        PanelAction { html: text.into(), kind: "submit".to_owned(), ..PanelAction::default() }
    }

    pub fn link(text: impl Into<Html>, href: &str) -> PanelAction {
        PanelAction { html: text.into(), href: href.to_owned(), ..PanelAction::default() }
    }

    fn shown(&self) -> Html {
        if !self.href.is_empty() && self.kind != "button" {
            return Html::trusted(format!(
                "<a{} href=\"{}\"{}>{}</a>",
                h::some("class", h::class("govuk-link govuk-link--inverse", &self.classes)),
                h::escape(h::safe_href(&self.href)),
                self.attributes,
                self.html
            ));
        }
        Button {
            html: self.html.clone(),
            href: self.href.clone(),
            kind: if self.kind.is_empty() { "button".to_owned() } else { self.kind.clone() },
            classes: h::class("govuk-button--inverse", &self.classes),
            attributes: self.attributes.clone(),
            ..Button::default()
        }
        .html()
    }
}

impl PhaseBanner {
    pub fn new(phase: impl Into<Html>, html: impl Into<Html>) -> PhaseBanner {
        PhaseBanner { tag: Tag::new(phase), html: html.into(), ..PhaseBanner::default() }
    }

    fn banner_tag(&self) -> Html {
        let mut tag = self.tag.clone();
        tag.classes = h::class("govuk-phase-banner__content__tag", &tag.classes);
        tag.html()
    }
}
