//! Summary list: <https://design-system.service.gov.uk/components/summary-list/>

use askama::Template;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html, classes};

/// Questions and answers, or facts about a thing, with links to change them.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/summary-list.html", whitespace = "minimize")]
#[serde(default)]
pub struct SummaryList {
    pub rows: Vec<SummaryRow>,
    /// Puts the list in a card with a title.
    pub card: Option<Card>,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SummaryRow {
    pub key: SummaryText,
    pub value: SummaryText,
    pub actions: Actions,
    pub classes: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SummaryText {
    pub html: Html,
    pub classes: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Actions {
    pub items: Vec<Action>,
    pub classes: String,
}

/// A link beside a row or in the title of a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Action {
    pub html: Html,
    pub href: String,
    /// What the link is about, for screen readers: "Change" is read "Change name".
    pub visually_hidden: String,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Card {
    pub title: CardTitle,
    pub actions: Actions,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CardTitle {
    pub html: Html,
    /// 2 where `None`.
    pub heading_level: Option<u8>,
    pub classes: String,
}

component!(SummaryList);
common!(SummaryList);

impl SummaryList {
    pub fn new() -> SummaryList {
        SummaryList::default()
    }

    /// A fact without a link.
    pub fn row(mut self, key: impl Into<Html>, value: impl Into<Html>) -> SummaryList {
        self.rows.push(SummaryRow::new(key, value));
        self
    }

    /// A fact with one link, for example ("Change", "/form/name", "name").
    pub fn row_with(
        mut self,
        key: impl Into<Html>,
        value: impl Into<Html>,
        (text, href, about): (&str, &str, &str),
    ) -> SummaryList {
        self.rows.push(SummaryRow::new(key, value).action(text, href, about));
        self
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = SummaryRow>) -> SummaryList {
        self.rows.extend(rows);
        self
    }

    /// Puts the list in a card.
    pub fn card(mut self, title: impl Into<Html>) -> SummaryList {
        let title = CardTitle { html: title.into(), ..CardTitle::default() };
        self.card = Some(Card { title, ..Card::default() });
        self
    }

    fn any_actions(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.items.is_empty())
    }

    fn card_title(&self) -> Html {
        self.card.as_ref().map(|card| card.title.html.clone()).unwrap_or_default()
    }
}

impl SummaryRow {
    pub fn new(key: impl Into<Html>, value: impl Into<Html>) -> SummaryRow {
        let text = |html| SummaryText { html, classes: String::new() };
        SummaryRow { key: text(key.into()), value: text(value.into()), ..SummaryRow::default() }
    }

    /// Adds a link; `about` is read out after it.
    pub fn action(mut self, text: impl Into<Html>, href: &str, about: &str) -> SummaryRow {
        let (href, visually_hidden) = (href.to_owned(), about.to_owned());
        self.actions.items.push(Action { html: text.into(), href, visually_hidden, ..Action::default() });
        self
    }

    fn class(&self, any_actions: &bool) -> String {
        let none =
            if *any_actions && self.actions.items.is_empty() { "govuk-summary-list__row--no-actions" } else { "" };
        classes(&["govuk-summary-list__row", none, &self.classes])
    }
}

impl Action {
    fn link(&self, card_title: &Html) -> Html {
        let mut about = String::new();
        if !self.visually_hidden.is_empty() {
            about.push_str(&format!(" {}", h::escape(&self.visually_hidden)));
        }
        if !card_title.is_empty() {
            about.push_str(&format!(" ({card_title})"));
        }
        let hidden = if about.is_empty() {
            String::new()
        } else {
            format!(r#"<span class="govuk-visually-hidden">{about}</span>"#)
        };
        Html::trusted(format!(
            r#"<a class="{}" href="{}"{}>{}{hidden}</a>"#,
            h::escape(&h::class("govuk-link", &self.classes)),
            h::escape(h::safe_href(&self.href)),
            self.attributes,
            self.html
        ))
    }
}
