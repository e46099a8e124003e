//! Guidance as it is written in forms: paragraphs, lists and links.

use ui::Html;

/// Blank lines part paragraphs, lines that begin with `- ` are a list, `[text](address)` is a link. Everything else is
/// plain text; a line break within a paragraph is a space.
pub fn prose(text: &str) -> Html {
    let mut out = Html::default();
    let mut block: Vec<&str> = Vec::new();
    let mut list: Vec<String> = Vec::new();
    for line in text.lines().chain([""]).map(str::trim) {
        match (line.strip_prefix("- "), line.is_empty()) {
            (Some(item), _) => {
                paragraph(&mut out, &mut block);
                list.push(item.to_owned());
            }
            (None, true) => {
                paragraph(&mut out, &mut block);
                bullets(&mut out, &mut list);
            }
            (None, false) => match list.last_mut() {
                // An item that goes on in the next line.
                Some(item) => {
                    item.push(' ');
                    item.push_str(line);
                }
                None => block.push(line),
            },
        }
    }
    out
}

fn paragraph(out: &mut Html, block: &mut Vec<&str>) {
    if !block.is_empty() {
        out.push(&Html::trusted(format!("<p class=\"govuk-body\">{}</p>\n", links(&block.join(" ")))));
        block.clear();
    }
}

fn bullets(out: &mut Html, list: &mut Vec<String>) {
    if !list.is_empty() {
        let items: String = list.iter().map(|item| format!("<li>{}</li>\n", links(item))).collect();
        out.push(&Html::trusted(format!("<ul class=\"govuk-list govuk-list--bullet\">\n{items}</ul>\n")));
        list.clear();
    }
}

fn links(mut text: &str) -> Html {
    let mut out = Html::default();
    while let Some((before, words, address, after)) = link(text) {
        out.push(&Html::text(before));
        out.push(&Html::link(words, address));
        text = after;
    }
    out.push(&Html::text(text));
    out
}

/// What stands before the first link, its text, its address, and what comes after.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[middle + 2..end], &text[end + 1..]))
}
