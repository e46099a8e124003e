//! Pagination: <https://design-system.service.gov.uk/components/pagination/>

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html, escape};
use crate::words;

#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/pagination.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Pagination {
    pub previous: Option<PageLink>,
    pub next: Option<PageLink>,
    /// The numbers; without them the links to the pages before and after stand below each other.
    pub items: Vec<PageItem>,
    /// "Pagination" where empty.
    pub landmark_label: String,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PageLink {
    pub href: String,
    /// "Previous page" or "Next page" where empty.
    pub html: Html,
    /// The title of that page, where there are no numbers.
    pub label: String,
    pub attributes: Attributes,
}

/// A number, or an ellipsis for those left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PageItem {
    pub number: String,
    pub href: String,
    pub current: bool,
    pub ellipsis: bool,
    /// "Page" and the number where `None`.
    pub visually_hidden: Option<String>,
    pub attributes: Attributes,
}

component!(Pagination);
common!(Pagination);

impl Pagination {
    /// Pages 1 to `last`, with `current` between its neighbours and the two ends. `href` gives a page's address.
    /// `None` where there is one page only.
    pub fn of(lang: Lang, current: usize, last: usize, href: impl Fn(usize) -> String) -> Option<Pagination> {
        if last < 2 {
            return None;
        }
        let current = current.clamp(1, last);
        let words = words::of(lang);
        let link =
            |to: usize, text: &str| Some(PageLink { href: href(to), html: Html::text(text), ..PageLink::default() });
        let mut items = Vec::new();
        let mut before = 0;
        for number in (1..=last).filter(|&n| n == 1 || n == last || n.abs_diff(current) <= 1) {
            if number > before + 1 {
                items.push(PageItem { ellipsis: true, ..PageItem::default() });
            }
            items.push(PageItem {
                number: number.to_string(),
                href: href(number),
                current: number == current,
                visually_hidden: Some(format!("{} {number}", words.page)),
                ..PageItem::default()
            });
            before = number;
        }
        Some(Pagination {
            previous: if current > 1 { link(current - 1, words.previous) } else { None },
            next: if current < last { link(current + 1, words.next) } else { None },
            items,
            landmark_label: words.pages.to_owned(),
            ..Pagination::default()
        })
    }

    fn is_block(&self) -> bool {
        self.items.is_empty() && (self.next.is_some() || self.previous.is_some())
    }

    fn class(&self) -> String {
        let block = if self.is_block() { "govuk-pagination--block" } else { "" };
        h::classes(&["govuk-pagination", block, &self.classes])
    }

    fn label(&self) -> &str {
        if self.landmark_label.is_empty() { words::of(Lang::En).pages } else { &self.landmark_label }
    }

    /// The link to the page before (`kind` "prev") or after ("next").
    fn arrow(&self, link: &PageLink, kind: &str) -> Html {
        if link.href.is_empty() {
            return Html::default();
        }
        let block = self.is_block();
        let svg = if kind == "prev" { PREVIOUS } else { NEXT };
        let decorated = if block && link.label.is_empty() { " govuk-pagination__link-title--decorated" } else { "" };
        let word = if kind == "prev" { "Previous" } else { "Next" };
        let title = if link.html.is_empty() {
            format!(r#"{word}<span class="govuk-visually-hidden"> page</span>"#)
        } else {
            link.html.to_string()
        };
        let before = if block || kind == "prev" { svg } else { "" };
        let after = if !block && kind == "next" { svg } else { "" };
        let label = if block && !link.label.is_empty() {
            format!(
                "<span class=\"govuk-visually-hidden\">:</span>\n<span class=\"govuk-pagination__link-label\">{}</span>\n",
                escape(&link.label)
            )
        } else {
            String::new()
        };
        Html::trusted(format!(
            "<div class=\"govuk-pagination__{kind}\">\n\
             <a class=\"govuk-link govuk-pagination__link\" href=\"{}\" rel=\"{kind}\"{}>\n{before}\
             <span class=\"govuk-pagination__link-title{decorated}\">\n{title}\n</span>\n{label}{after}</a>\n</div>",
            escape(h::safe_href(&link.href)),
            link.attributes,
        ))
    }
}

impl PageItem {
    fn label(&self) -> String {
        self.visually_hidden.clone().unwrap_or_else(|| format!("Page {}", self.number))
    }
}

const PREVIOUS: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">
<path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path>
</svg>
"#;

const NEXT: &str = r#"<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">
<path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path>
</svg>
"#;
