//! Text that is safe to put in a page, and the attributes of an element.

use std::fmt;

use askama::filters::HtmlSafe;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// HTML that is safe to put in a page as it is. Plain text becomes `Html` only by escaping, so a value that a person
/// typed cannot reach a page as markup by accident; [`Html::trusted`] is the one way round that.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Html(String);

impl Html {
    /// Escapes plain text.
    pub fn text(text: &str) -> Html {
        Html(escape(text))
    }

    /// Takes markup as it is. Only for markup that this program wrote, or that came out of its own templates.
    pub fn trusted(markup: impl Into<String>) -> Html {
        Html(markup.into())
    }

    /// A link. `href` is escaped; a link that is not a path, a fragment, `http(s):` or `mailto:` becomes `#`, so that
    /// no `javascript:` address gets into a page.
    pub fn link(text: impl Into<Html>, href: &str) -> Html {
        Html(format!(r#"<a class="govuk-link" href="{}">{}</a>"#, escape(safe_href(href)), text.into()))
    }

    /// An address of mail, which breaks after its `@` where it must and never inside a word.
    pub fn email(address: &str) -> Html {
        Html(escape(address).replacen('@', "@<wbr>", 1))
    }

    /// Text for screen readers alone.
    pub fn visually_hidden(text: impl Into<Html>) -> Html {
        Html(format!(r#"<span class="govuk-visually-hidden">{}</span>"#, text.into()))
    }

    /// Plain text of several lines: a blank line starts a paragraph, a single line break is kept.
    pub fn paragraphs(text: &str) -> Html {
        let text = text.replace("\r\n", "\n");
        let mut out = String::new();
        for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let lines: Vec<String> = paragraph.lines().map(escape).collect();
            out.push_str(&format!("<p class=\"govuk-body\">{}</p>\n", lines.join("<br>")));
        }
        Html(out)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// Adds more HTML at the end.
    pub fn push(&mut self, more: &Html) {
        self.0.push_str(&more.0);
    }
}

impl fmt::Display for Html {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Askama puts `Html` in a page without escaping it again.
impl HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Html {
        Html::text(text)
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Html {
        Html::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Html {
        Html::text(&text)
    }
}

impl From<&Html> for Html {
    fn from(html: &Html) -> Html {
        html.clone()
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(parts: I) -> Html {
        Html(parts.into_iter().map(|part| part.0).collect())
    }
}

/// A string is read as plain text and escaped; `{ "markup": "…" }` is taken as it is, for definitions that ship with
/// the program.
impl<'de> Deserialize<'de> for Html {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Html, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Markup { markup: String },
        }
        Ok(match Written::deserialize(from)? {
            Written::Text(text) => Html::text(&text),
            Written::Markup { markup } => Html(markup),
        })
    }
}

/// Escapes the five characters that mean something in HTML, in text and in quoted attribute values.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The address, or `#` where it could run a script.
pub(crate) fn safe_href(href: &str) -> &str {
    let start: String = href.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    let scheme = start.split([':', '/', '?', '#']).next().unwrap_or("");
    let has_scheme = start[scheme.len()..].starts_with(':');
    if !has_scheme || matches!(scheme, "http" | "https" | "mailto" | "tel") { href } else { "#" }
}

/// Attributes of an element, in the order given. A value of `None` is an attribute without a value, like `hidden`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(pub Vec<(String, Option<String>)>);

impl Attributes {
    pub fn new() -> Attributes {
        Attributes::default()
    }

    /// Adds `name="value"`.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Attributes {
        self.0.push((name.to_owned(), Some(value.into())));
        self
    }

    /// Adds `name` without a value.
    pub fn flag(mut self, name: &str) -> Attributes {
        self.0.push((name.to_owned(), None));
        self
    }

    /// Adds `name="value"` unless the value is empty.
    pub fn with_some(self, name: &str, value: &str) -> Attributes {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    /// These, then those.
    pub fn and(mut self, more: &Attributes) -> Attributes {
        self.0.extend(more.0.iter().cloned());
        self
    }
}

/// Each attribute with a space before it, values escaped.
impl fmt::Display for Attributes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Some(value) => write!(out, " {}=\"{}\"", escape(name), escape(value))?,
                None => write!(out, " {}", escape(name))?,
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Attributes {}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Attributes, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Attributes;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a map of attributes")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut all = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Scalar>()? {
                    all.push((name, Some(value.0)));
                }
                Ok(Attributes(all))
            }
        }
        from.deserialize_map(Pairs)
    }
}

/// A string, number or yes/no, as it is written in an attribute.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Scalar, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Scalar;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string, a number, true or false")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(value.to_owned()))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
        }
        from.deserialize_any(Any)
    }
}

/// Class names joined by spaces, empty ones left out.
pub(crate) fn classes(names: &[&str]) -> String {
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    names.join(" ")
}

/// A class name and others that may be empty.
pub(crate) fn class(base: &str, more: impl AsRef<str>) -> String {
    classes(&[base, more.as_ref()])
}

/// ` name="value"`, or nothing where the value is empty.
pub(crate) fn some(name: &str, value: impl AsRef<str>) -> Attributes {
    Attributes::new().with_some(name, value.as_ref())
}
