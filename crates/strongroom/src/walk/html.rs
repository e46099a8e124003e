//! Reads a page as a browser without scripts would: its words, its links, its forms. Enough for pages that we write
//! ourselves (quoted attributes, closed elements); not a reader for anybody's HTML.

use std::collections::BTreeMap;

/// A piece of markup.
#[derive(Debug)]
enum Piece {
    Open { name: String, attributes: BTreeMap<String, String> },
    Close(String),
    Text(String),
}

/// A page, read.
#[derive(Debug)]
pub struct Html {
    pieces: Vec<Piece>,
}

/// One control of a form.
#[derive(Debug, Clone)]
pub struct Control {
    pub name: String,
    /// `text`, `hidden`, `radio`, `checkbox`, `file`, `select`, `textarea`, `submit`, …
    pub kind: String,
    pub value: String,
    /// Ticked, chosen, or simply there.
    pub on: bool,
    /// What a select offers: values and their words.
    pub options: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default)]
pub struct HtmlForm {
    pub action: String,
    pub controls: Vec<Control>,
}

/// A link and its words.
#[derive(Debug, Clone)]
pub struct Link {
    pub href: String,
    pub text: String,
}

const RAW: [&str; 2] = ["script", "style"];

impl Html {
    pub fn read(text: &str) -> Html {
        let mut pieces = Vec::new();
        // Where a word may break it is still one word.
        let text = text.replace("<wbr>", "");
        let mut rest = text.as_str();
        while let Some(at) = rest.find('<') {
            if at > 0 {
                pieces.push(Piece::Text(words(&rest[..at])));
            }
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, r)| r);
                continue;
            }
            let (tag, after) = cut_tag(rest);
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                pieces.push(Piece::Close(name.trim().to_lowercase()));
                continue;
            }
            if tag.starts_with('!') {
                continue;
            }
            let (name, attributes) = read_tag(tag);
            if RAW.contains(&name.as_str()) {
                rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, r)| r);
                continue;
            }
            pieces.push(Piece::Open { name, attributes });
        }
        pieces.push(Piece::Text(words(rest)));
        Html { pieces }
    }

    /// All words, with single spaces between them.
    pub fn text(&self) -> String {
        let all: Vec<&str> =
            self.pieces.iter().filter_map(|p| if let Piece::Text(t) = p { Some(t.as_str()) } else { None }).collect();
        all.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words inside the first element of a name.
    pub fn inside(&self, element: &str) -> String {
        let mut out = String::new();
        let mut depth = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Open { name, .. } if name == element => depth += 1,
                Piece::Close(name) if name == element && depth > 0 => break,
                Piece::Text(text) if depth > 0 => {
                    out.push_str(text);
                    out.push(' ');
                }
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// An attribute of the first element of a name.
    pub fn attribute(&self, element: &str, attribute: &str) -> Option<&str> {
        self.pieces.iter().find_map(|p| match p {
            Piece::Open { name, attributes } if name == element => attributes.get(attribute).map(String::as_str),
            _ => None,
        })
    }

    /// Every picture's address.
    pub fn pictures(&self) -> Vec<String> {
        let source = |p: &Piece| match p {
            Piece::Open { name, attributes } if name == "img" => attributes.get("src").cloned(),
            _ => None,
        };
        self.pieces.iter().filter_map(source).collect()
    }

    pub fn links(&self) -> Vec<Link> {
        let mut out: Vec<Link> = Vec::new();
        let mut inside = false;
        for piece in &self.pieces {
            match piece {
                Piece::Open { name, attributes } if name == "a" => {
                    inside = true;
                    let href = attributes.get("href").cloned().unwrap_or_default();
                    out.push(Link { href, text: String::new() });
                }
                Piece::Close(name) if name == "a" => inside = false,
                Piece::Text(text) if inside => {
                    if let Some(link) = out.last_mut() {
                        link.text.push_str(text);
                    }
                }
                _ => {}
            }
        }
        for link in &mut out {
            link.text = link.text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        out
    }

    pub fn forms(&self) -> Vec<HtmlForm> {
        let mut out: Vec<HtmlForm> = Vec::new();
        let mut open: Option<HtmlForm> = None;
        // A textarea's text and a select's options follow their element.
        let (mut writing, mut naming) = (false, false);
        for piece in &self.pieces {
            match (piece, &mut open) {
                (Piece::Open { name, attributes }, None) if name == "form" => {
                    open = Some(HtmlForm {
                        action: attributes.get("action").cloned().unwrap_or_default(),
                        controls: Vec::new(),
                    });
                }
                (Piece::Close(name), Some(_)) if name == "form" => out.extend(open.take()),
                (Piece::Open { name, attributes }, Some(form)) => {
                    writing = name == "textarea";
                    naming = name == "option";
                    form.open(name, attributes);
                }
                (Piece::Close(name), Some(_)) if name == "textarea" || name == "option" => {
                    (writing, naming) = (false, false)
                }
                (Piece::Text(text), Some(form)) if naming => {
                    if let Some((_, words)) = form.controls.last_mut().and_then(|c| c.options.last_mut()) {
                        words.push_str(text.trim());
                    }
                }
                (Piece::Text(text), Some(form)) if writing => {
                    if let Some(last) = form.controls.last_mut() {
                        last.value = text.strip_prefix('\n').unwrap_or(text).to_owned();
                    }
                }
                _ => {}
            }
        }
        out
    }
}

impl HtmlForm {
    fn open(&mut self, element: &str, attributes: &BTreeMap<String, String>) {
        let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        let has = |name: &str| attributes.contains_key(name);
        match element {
            "option" => {
                if let Some(select) = self.controls.last_mut().filter(|c| c.kind == "select") {
                    if has("selected") || select.options.is_empty() {
                        select.value = get("value");
                    }
                    select.options.push((get("value"), String::new()));
                }
            }
            "input" | "select" | "textarea" | "button" => {
                if has("disabled") {
                    return;
                }
                let kind = match element {
                    "input" => attributes.get("type").cloned().unwrap_or_else(|| "text".into()),
                    "button" => "submit".into(),
                    other => other.into(),
                };
                let on = match kind.as_str() {
                    "radio" | "checkbox" => has("checked"),
                    "submit" => false,
                    _ => true,
                };
                let value = if has("value") || !matches!(kind.as_str(), "radio" | "checkbox") {
                    get("value")
                } else {
                    "on".into()
                };
                self.controls.push(Control { name: get("name"), kind, value, on, options: Vec::new() });
            }
            _ => {}
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|c| c.name == name)
    }

    /// The values one may give a field, where it offers a choice.
    pub fn offers(&self, name: &str) -> Vec<String> {
        let of = self.controls.iter().filter(|c| c.name == name);
        of.flat_map(|c| {
            if c.kind == "select" { c.options.iter().map(|(v, _)| v.clone()).collect() } else { vec![c.value.clone()] }
        })
        .collect()
    }
}

/// Cuts `<tag …>` off, minding quotes: the inside of it, and what follows.
fn cut_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(1) {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            (None, '>') => return (&text[1..at], &text[at + 1..]),
            _ => {}
        }
    }
    (&text[1..], "")
}

fn read_tag(tag: &str) -> (String, BTreeMap<String, String>) {
    let tag = tag.trim_end_matches('/');
    let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    let mut attributes = BTreeMap::new();
    let mut rest = tag[end..].trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (raw, more) = match quote {
                Some(q) => after[1..].split_once(q).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = words(raw);
            rest = more.trim_start();
        }
        attributes.insert(name, value);
    }
    (tag[..end].to_lowercase(), attributes)
}

/// Text with its character references resolved.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(10).find(|(_, c)| *c == ';').map(|(i, _)| i);
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
