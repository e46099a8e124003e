//! Words of a page that are not its text: signs by their names, and what stands in attributes.

use std::borrow::Cow;

use crate::concealed::{self, ALTERNATIVE, HTML_ATTRIBUTE, HTML_SHORT, HTML_STYLE};
use crate::ids::Id;
use crate::{Findings, text};

/// Signs that are written as `&#8203;`, `&#x200b;` or by their names.
pub(super) fn entities(text: &str) -> Cow<'_, str> {
    const NAMED: &[(&str, char)] = &[
        ("nbsp", ' '),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("shy", '\u{ad}'),
        ("zwj", '\u{200d}'),
        ("zwnj", '\u{200c}'),
        ("lrm", '\u{200e}'),
        ("rlm", '\u{200f}'),
        ("ZeroWidthSpace", '\u{200b}'),
        ("NoBreak", '\u{2060}'),
        ("InvisibleTimes", '\u{2062}'),
        ("InvisibleComma", '\u{2063}'),
        ("ApplyFunction", '\u{2061}'),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(24).position(|byte| byte == b';');
        let name = end.map_or("", |end| &rest[1..end]);
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        });
        let sign = number.and_then(char::from_u32).or_else(|| NAMED.iter().find(|(n, _)| *n == name).map(|(_, c)| *c));
        match (sign, end) {
            (Some(sign), Some(end)) => {
                out.push(if sign == '\u{a0}' { ' ' } else { sign });
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Elements whose text stands in for what cannot be shown, or is chosen from: no page shows it as it stands.
pub(super) const INSTEAD: &[&str] =
    &["noscript", "canvas", "option", "noembed", "noframes", "rp", "annotation", "annotation-xml", "meter", "progress"];

/// What begins as a tag and is none, which browsers take for a remark.
pub(super) fn no_tag(whole: &str, lower: &str, place: &str, findings: &mut Findings) {
    let known = ["<!doctype", "<?xml ", "<![if", "<![endif"].iter().any(|known| lower.starts_with(known));
    if lower.starts_with(['<']) && lower[1..].starts_with(['!', '?']) && !known {
        findings.aside(&HTML_ATTRIBUTE, "<!", place, whole);
    }
}

/// Words that a style sheet keeps: values of its own, and what is set before and behind.
pub(super) fn said_by_style(style: &str, place: &str, findings: &mut Findings) {
    for declaration in style.split([';', '{', '}']) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim();
        if value.len() >= 24 && (name.starts_with("--") || name == "content") {
            findings.aside(&HTML_STYLE, "content", place, value);
        }
    }
}

/// Words in attributes, which a page shows to nobody or only under the mouse.
pub(super) fn attributes(name: &str, tag: &str, place: &str, findings: &mut Findings) {
    const SHOWN: &[&str] = &[
        "style",
        "class",
        "href",
        "src",
        "srcset",
        "d",
        "points",
        "transform",
        "viewbox",
        "charset",
        "lang",
        "xmlns",
        "id",
        "for",
        "width",
        "height",
        "onclick",
        "integrity",
        "media",
        "rel",
        "type",
        "headers",
        "scope",
        "colspan",
        "rowspan",
        "target",
        "x",
        "y",
        "fill",
        "stroke",
        "action",
        "method",
    ];
    for (called, value) in pairs(tag) {
        let called = called.to_ascii_lowercase();
        // Short ones say something together, where they have numbers.
        let tells = called.starts_with("data-") || matches!(called.as_str(), "value" | "title" | "alt" | "aria-label");
        if tells && value.len() < 24 && value.contains(|c: char| c.is_ascii_digit()) {
            findings.aside(&HTML_SHORT, "attributes", place, &format!("{called}: {value}"));
        }
        if matches!(called.as_str(), "id" | "class" | "name" | "for") && value.len() < 150 && concealed::telling(value)
        {
            findings.aside(&HTML_SHORT, "attributes", place, value);
        }
        // Names, declarations and addresses that are mostly numbers say something else than where and how.
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if matches!(called.as_str(), "href" | "src" | "srcset" | "action") && !value.starts_with("data:") {
            concealed::address([&HTML_ATTRIBUTE, &HTML_SHORT], value, place, findings);
        }
        let told = matches!(called.as_str(), "class" | "id" | "style") && value.len() > 150;
        if told && digits * 4 > value.len() && !value.starts_with("data:") {
            findings.aside(&HTML_ATTRIBUTE, "attributes", place, value);
        }
        if value.len() < 24 || SHOWN.contains(&called.as_str()) || value.starts_with("data:") {
            continue;
        }
        if called.starts_with("data-") && (concealed::rows(value) >= 10 || text::longest_numbers(value) >= 20) {
            findings.add(Id::HtmlInlineData, place, format!("{name} {called}"));
        } else if name == "meta" && value.contains("width=device-width") {
            // How wide a page is.
        } else {
            findings.aside(&HTML_ATTRIBUTE, if name == "meta" { "meta" } else { "attributes" }, place, value);
        }
    }
}

/// Labels of a drawing that stands in a page: with a number in each they are the records behind it.
pub(super) fn labels(all: &[String], place: &str, findings: &mut Findings) {
    const RECORDS: usize = 5;
    let numbered: std::collections::BTreeSet<&String> =
        all.iter().filter(|label| label.contains(|c: char| c.is_ascii_digit())).collect();
    if numbered.len() >= RECORDS {
        findings.add(Id::HtmlInlineData, place, format!("{} × title", numbered.len()));
    } else {
        findings.aside(&ALTERNATIVE, "title", place, &all.join("\n"));
    }
}

/// Names and values of a tag's attributes, in quotes or not.
fn pairs(tag: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let mut rest = tag;
    while let Some(at) = rest.find('=') {
        let name = rest[..at].trim_end();
        let name =
            &name[name.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/')).map_or(0, |at| at + 1)..];
        let value = rest[at + 1..].trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
            all.push((name, &value[..end]));
            rest = &value[end..];
            continue;
        };
        let inside = &value[1..];
        let end = inside.find(quote).unwrap_or(inside.len());
        all.push((name, &inside[..end]));
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    all
}
