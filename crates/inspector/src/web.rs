//! Web pages, SVG drawings and notebooks: what runs, hides or carries data.

use base64::Engine;
use serde_json::Value;

use crate::view::{Paper, Title, TitleOf};
use crate::xml::{Element, Seen, walk_text};
use crate::{Findings, magic::join, text};

/// Words of libraries that draw from data inside the page.
const CHARTS: &[&str] = &[
    "plotly.newplot",
    "plotly.react",
    "plotly.plot",
    "vegaembed",
    "\"datasets\"",
    "docs_json",
    "vega-lite",
    "vega.embed",
    "echarts.init",
    "highcharts.chart",
    "new chart(",
    "htmlwidget",
    "google.visualization",
    "d3.csvparse",
    "datatable(",
    "crossfilter",
    "bokeh",
    "\"values\":",
    "values:",
    "leaflet",
    "dygraph",
    "altair",
];

/// An HTML page. Tags are read by eye, as a browser would forgive much that a strict reader refuses.
pub(crate) fn page(text: &str, place: &str, findings: &mut Findings) {
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    let mut visible = String::new();
    while let Some(open) = lower[at..].find('<') {
        visible.push_str(&text[at..at + open]);
        at += open;
        if lower[at..].starts_with("<!--") {
            let end = lower[at..].find("-->").map_or(lower.len(), |end| at + end + 3);
            findings.add("html_comment", place, short(&text[at..end]));
            findings.paper(|paper| paper.beside("html_comment", place, &text[at..end]));
            at = end;
            continue;
        }
        let end = tag_end(&lower, at);
        let tag = &lower[at..end];
        let name: String = tag[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        at = end;
        one_tag(&name, tag, place, findings);
        if matches!(name.as_str(), "script" | "style" | "textarea") {
            let close = format!("</{name}");
            let until = lower[at..].find(&close).map_or(lower.len(), |to| at + to);
            if name == "script" {
                script(tag, &lower[at..until], place, findings);
            } else if name == "style" {
                hides(&lower[at..until], place, findings);
            }
            at = until;
        }
        if matches!(name.as_str(), "p" | "div" | "br" | "tr" | "li" | "h1" | "h2" | "h3" | "table") {
            visible.push('\n');
        } else if matches!(name.as_str(), "td" | "th") {
            visible.push('\t');
        }
    }
    visible.push_str(text.get(at..).unwrap_or_default());
    text::look_through(&visible, place, findings);
    findings.says(place, &visible);
    findings.paper(|paper| {
        paper.part(place, None);
        paper.code(&visible);
    });
}

/// The end of a tag: a `>` within quotes is none.
fn tag_end(text: &str, start: usize) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if byte == open => quote = None,
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}

fn one_tag(name: &str, tag: &str, place: &str, findings: &mut Findings) {
    if tag.contains(";base64,") || name == "div" && tag.contains("rmd-source-code") {
        findings.add("html_base64", place, name);
    }
    if name == "script" || tag.contains("javascript:") || has_handler(tag) {
        findings.add("html_script", place, name);
    }
    if matches!(name, "object" | "embed" | "applet" | "iframe" | "frame") {
        findings.add("embedded_object", place, name);
    }
    if matches!(name, "audio" | "video") {
        findings.add("av_media", place, name);
    }
    if tag.contains(" data-for=") || tag.contains("data-values=") || tag.contains("data-points=") {
        findings.add("html_inline_data", place, name);
    }
    if let Some(style) = tag.find("style=").map(|from| &tag[from..]) {
        hides(style, place, findings);
    }
    if tag.contains(" hidden ") || tag.ends_with(" hidden>") || tag.contains("type=\"hidden\"") {
        findings.add("html_hidden", place, name);
    }
    if name == "meta" && (tag.contains("name=\"author\"") || tag.contains("name='author'")) {
        findings.add("author_meta", place, "meta");
    }
}

/// An attribute that runs: ` onload=`, ` onclick =` and the like.
fn has_handler(tag: &str) -> bool {
    tag.match_indices(" on").any(|(at, _)| {
        let word: String = tag[at + 3..].chars().take_while(char::is_ascii_alphabetic).collect();
        word.len() >= 3 && tag[at + 3 + word.len()..].trim_start().starts_with('=')
    })
}

fn script(tag: &str, body: &str, place: &str, findings: &mut Findings) {
    let data = tag.contains("application/json") || tag.contains("application/vnd") || tag.contains("text/csv");
    if (data && body.trim().len() > 2) || CHARTS.iter().any(|word| body.contains(word)) || has_long_array(body) {
        findings.add("html_inline_data", place, short(body.trim()));
    }
    if body.contains(";base64,") {
        findings.add("html_base64", place, "script");
    }
}

/// A list of thirty or more numbers.
pub(crate) fn has_long_array(text: &str) -> bool {
    text::longest_numbers(text) >= 30
}

fn hides(style: &str, place: &str, findings: &mut Findings) {
    let style: String = style.chars().take(1 << 20).filter(|c| !c.is_whitespace()).collect();
    if ["display:none", "visibility:hidden", "opacity:0;", "opacity:0\"", "font-size:0"]
        .iter()
        .any(|word| style.contains(word))
    {
        findings.add("html_hidden", place, "style");
    }
}

/// An SVG drawing.
pub(crate) fn drawing(text: &str, place: &str, findings: &mut Findings) {
    let mut visible = String::new();
    let read = walk_text(text, true, place, findings, |seen, findings| match seen {
        Seen::Element(element) => shape(&element, place, findings),
        Seen::Text(text, above) => {
            if !matches!(above.last(), "style" | "script") && !above.inside("metadata") {
                visible.push_str(text);
            }
            if above.last() == "style" {
                let style: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                if style.contains("display:none") || style.contains("visibility:hidden") {
                    findings.add("svg_hidden", place, "style");
                }
            }
        }
        Seen::End(..) => {}
    });
    if read {
        findings.says(place, &visible);
    }
}

fn shape(element: &Element, place: &str, findings: &mut Findings) {
    match element.name {
        "script" | "handler" => findings.add("svg_script", place, element.name),
        "foreignObject" => findings.add("svg_embedded_source", place, element.name),
        "metadata" => findings.add("svg_metadata", place, ""),
        "audio" | "video" => findings.add("av_media", place, element.name),
        _ => {}
    }
    for (name, value) in element.attrs() {
        let plain: String = value.chars().take(4096).filter(|c| !c.is_whitespace()).collect();
        let lower = plain.to_ascii_lowercase();
        if lower.starts_with("javascript:")
            || (name.starts_with("on") && name.len() > 4 && name.bytes().all(|b| b.is_ascii_lowercase()))
        {
            findings.add("svg_script", place, &name);
        }
        if name == "content" && (lower.contains("mxfile") || lower.contains("mxgraph")) {
            findings.add("svg_embedded_source", place, "draw.io");
        }
        if lower.contains(";base64,") {
            findings.add("svg_embedded_source", place, "base64");
        }
        if name.starts_with("data-") && value.len() > 1 && element.name != "svg" {
            findings.add("svg_embedded_source", place, &name);
        }
        // What only defines something is not meant to be shown.
        let defines =
            element.inside("defs") || element.inside("clipPath") || element.inside("mask") || element.name == "defs";
        let hidden = matches!(
            (name.as_str(), lower.as_str()),
            ("display", "none") | ("visibility", "hidden" | "collapse") | ("opacity", "0" | "0.0")
        ) || (name == "style"
            && (lower.contains("display:none")
                || lower.contains("visibility:hidden")
                || lower.contains(";opacity:0;")
                || lower.starts_with("opacity:0;")));
        if hidden && !defines {
            findings.add("svg_hidden", place, element.name);
        }
        if matches!(name.as_str(), "export-filename" | "absref" | "docbase")
            && (value.contains('/') || value.contains('\\'))
        {
            findings.add("server_path", place, &name);
        }
    }
}

/// A Jupyter notebook: outputs, widgets, attachments, and its cells as text.
pub(crate) fn notebook(book: &Value, place: &str, findings: &mut Findings) {
    if book.pointer("/metadata/widgets").is_some_and(|w| w.as_object().is_some_and(|w| !w.is_empty())) {
        findings.add("nb_widgets", place, "metadata.widgets");
    }
    // Version 3 kept its cells in worksheets.
    let sheets = book.get("worksheets").and_then(Value::as_array).into_iter().flatten();
    let old = sheets.filter_map(|sheet| sheet.get("cells")?.as_array()).flatten();
    let cells = book.get("cells").and_then(Value::as_array).into_iter().flatten().chain(old);
    for (number, cell) in cells.enumerate() {
        let at = join(place, &format!("cell {}", number + 1));
        for output in cell.get("outputs").and_then(Value::as_array).into_iter().flatten() {
            let kinds: Vec<&str> = output
                .get("data")
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|d| d.keys().map(String::as_str))
                .collect();
            let said = output.get("output_type").and_then(Value::as_str).unwrap_or_default();
            findings.add("nb_outputs", &at, if kinds.is_empty() { said.to_owned() } else { kinds.join(", ") });
            if kinds.iter().any(|kind| kind.contains("widget")) {
                findings.add("nb_widgets", &at, "widget-view");
            }
            if kinds.iter().any(|kind| kind.contains("plotly") || kind.contains("vega") || kind.contains("bokeh")) {
                findings.add("html_inline_data", &at, kinds.join(", "));
            }
            text::look_through(&strings(output), &at, findings);
        }
        for (name, _) in cell.get("attachments").and_then(Value::as_object).into_iter().flatten() {
            findings.add("nb_attachment", &at, name);
        }
        let source = cell.get("source").or_else(|| cell.get("input")).map(strings).unwrap_or_default();
        text::look_through(&source, &at, findings);
        findings.says(&at, &source);
        findings.paper(|paper| notebook_cell(cell, number + 1, &at, &source, paper));
    }
}

/// A cell of a notebook for the view: what it says, then what it gave out, pictures as pictures.
fn notebook_cell(cell: &Value, number: usize, at: &str, source: &str, paper: &mut Paper) {
    paper.part(at, Some(Title { what: TitleOf::Cell, name: number.to_string(), mark: String::new() }));
    paper.code(source);
    for (output, turn) in cell.get("outputs").and_then(Value::as_array).into_iter().flatten().zip(1..) {
        let place = join(at, &format!("output {turn}"));
        let mark = "nb_outputs".to_owned();
        paper.part(&place, Some(Title { what: TitleOf::Cell, name: format!("{number}.{turn}"), mark }));
        let pictures = output.get("data").and_then(Value::as_object).into_iter().flatten();
        for (kind, value) in pictures.filter(|(kind, _)| kind.starts_with("image/")) {
            let name = join(&place, kind);
            let packed: String = strings(value).chars().filter(|c| !c.is_whitespace()).collect();
            match base64::engine::general_purpose::STANDARD.decode(&packed) {
                Ok(bytes) => paper.media(&name, &bytes),
                // SVG stands there as it is.
                Err(_) => paper.media(&name, strings(value).as_bytes()),
            }
            paper.picture(&name, "");
        }
        let words = [output.pointer("/data/text~1plain"), output.get("text"), output.get("traceback")];
        for words in words.into_iter().flatten() {
            paper.code(&strings(words));
        }
    }
}

/// All text in a value, each on a line of its own.
fn strings(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let lines = all.iter().all(|v| v.is_string());
            all.iter().map(strings).collect::<Vec<_>>().join(if lines { "" } else { "\n" })
        }
        Value::Object(map) => {
            map.iter().filter(|(k, _)| !k.starts_with("image/")).map(|(_, v)| strings(v)).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
