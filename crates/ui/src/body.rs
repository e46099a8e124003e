//! The middle of a page, put together in Rust.

use crate::components::Component;
use crate::html::{Html, escape};

/// Parts of a page in their order. They stand in a column of two thirds, where lines are short enough to read;
/// [`Body::full_width`] and [`Body::two_thirds`] switch for the parts that follow.
#[derive(Debug, Clone, Default)]
pub struct Body {
    columns: Vec<(Width, Html)>,
    width: Width,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Width {
    #[default]
    TwoThirds,
    Full,
}

impl Body {
    pub fn new() -> Body {
        Body::default()
    }

    /// What follows takes the whole width, for tables.
    pub fn full_width(mut self) -> Body {
        self.width = Width::Full;
        self
    }

    /// What follows stands in two thirds of the width.
    pub fn two_thirds(mut self) -> Body {
        self.width = Width::TwoThirds;
        self
    }

    /// The page's one `h1`.
    pub fn heading(self, text: impl Into<Html>) -> Body {
        self.element("h1", "govuk-heading-l", text)
    }

    /// The page's one `h1` with a line above it: the thing that the page belongs to.
    pub fn heading_with_caption(self, caption: impl Into<Html>, text: impl Into<Html>) -> Body {
        let (caption, text) = (caption.into(), text.into());
        self.html(Html::trusted(format!(
            "<h1 class=\"govuk-heading-l\"><span class=\"govuk-caption-l\">{caption}</span> {text}</h1>"
        )))
    }

    /// An `h2`.
    pub fn section(self, text: impl Into<Html>) -> Body {
        self.element("h2", "govuk-heading-m", text)
    }

    /// An `h3`.
    pub fn subsection(self, text: impl Into<Html>) -> Body {
        self.element("h3", "govuk-heading-s", text)
    }

    /// The first sentence, in larger type.
    pub fn lead(self, text: impl Into<Html>) -> Body {
        self.element("p", "govuk-body-l", text)
    }

    /// A paragraph.
    pub fn text(self, text: impl Into<Html>) -> Body {
        self.element("p", "govuk-body", text)
    }

    /// A paragraph in small type.
    pub fn small(self, text: impl Into<Html>) -> Body {
        self.element("p", "govuk-body-s", text)
    }

    /// A link that stands alone.
    pub fn link(self, text: impl Into<Html>, href: &str) -> Body {
        let link = Html::link(text, href);
        self.text(link)
    }

    pub fn bullets(self, items: impl IntoIterator<Item = impl Into<Html>>) -> Body {
        self.list("ul", "govuk-list govuk-list--bullet", items)
    }

    pub fn numbers(self, items: impl IntoIterator<Item = impl Into<Html>>) -> Body {
        self.list("ol", "govuk-list govuk-list--number", items)
    }

    /// A list without marks, for links.
    pub fn plain_list(self, items: impl IntoIterator<Item = impl Into<Html>>) -> Body {
        self.list("ul", "govuk-list", items)
    }

    /// Any HTML. Wrap bare text in an element first.
    pub fn html(mut self, html: impl Into<Html>) -> Body {
        self.push(html.into());
        self
    }

    pub fn component(self, component: &impl Component) -> Body {
        let html = component.html();
        self.html(html)
    }

    /// The component, if there is one.
    pub fn maybe(self, component: Option<&impl Component>) -> Body {
        match component {
            Some(component) => self.component(component),
            None => self,
        }
    }

    /// Goes through a list, adding to the body each time.
    pub fn each<T>(self, all: impl IntoIterator<Item = T>, add: impl FnMut(Body, T) -> Body) -> Body {
        all.into_iter().fold(self, add)
    }

    /// Adds to the body only where the condition holds.
    pub fn when(self, condition: bool, add: impl FnOnce(Body) -> Body) -> Body {
        if condition { add(self) } else { self }
    }

    /// A picture with what it shows in words.
    pub fn picture(self, src: &str, alt: &str, width: u32, height: u32) -> Body {
        self.html(Html::trusted(format!(
            r#"<img class="app-picture" src="{}" alt="{}" width="{width}" height="{height}">"#,
            escape(crate::html::safe_href(src)),
            escape(alt)
        )))
    }

    /// The columns, each in its row of the grid.
    pub fn rendered(&self) -> Html {
        let mut out = String::new();
        for (width, html) in &self.columns {
            let class = match width {
                Width::TwoThirds => "govuk-grid-column-two-thirds",
                Width::Full => "govuk-grid-column-full",
            };
            out.push_str(&format!("<div class=\"govuk-grid-row\">\n<div class=\"{class}\">\n{html}</div>\n</div>\n"));
        }
        Html::trusted(out)
    }

    /// Puts a part before all others, in the column of the first.
    pub(crate) fn first(mut self, html: Html) -> Body {
        match self.columns.first_mut() {
            Some((_, column)) => *column = Html::trusted(format!("{html}\n{column}")),
            None => self.push(html),
        }
        self
    }

    fn element(self, tag: &str, class: &str, text: impl Into<Html>) -> Body {
        let text = text.into();
        self.html(Html::trusted(format!("<{tag} class=\"{class}\">{text}</{tag}>")))
    }

    fn list(self, tag: &str, class: &str, items: impl IntoIterator<Item = impl Into<Html>>) -> Body {
        let items: String = items.into_iter().map(|item| format!("<li>{}</li>\n", item.into())).collect();
        self.html(Html::trusted(format!("<{tag} class=\"{class}\">\n{items}</{tag}>")))
    }

    fn push(&mut self, html: Html) {
        let line = Html::trusted(format!("{html}\n"));
        match self.columns.last_mut() {
            Some((width, column)) if *width == self.width => column.push(&line),
            _ => self.columns.push((self.width, line)),
        }
    }
}
