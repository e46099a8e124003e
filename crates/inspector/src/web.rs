//! Web pages, SVG drawings and notebooks: what runs, hides or carries data.

mod words;

use base64::Engine;
use serde_json::Value;

use crate::concealed::{self, HTML_ATTRIBUTE, HTML_COMMENT, HTML_SHORT, HTML_STYLE, NOTEBOOK};
use crate::ids::Id;
use crate::view::{Paper, Title, TitleOf};
use crate::{Findings, magic::join, records, text, unseen};
use words::{attributes, entities};

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
    let (mut cells, mut kept, mut drawings) = (0usize, false, 0usize);
    let (mut labels, mut as_it_stands) = (Vec::new(), String::new());
    while let Some(open) = lower[at..].find('<') {
        flow(&text[at..at + open], kept, cells > 0, &mut visible);
        if kept && cells == 0 {
            as_it_stands.push_str(&text[at..at + open]);
        }
        at += open;
        if lower[at..].starts_with("<!--") {
            let end = lower[at..].find("-->").map_or(lower.len(), |end| at + end + 3);
            if !HTML_COMMENT.judge(&text[at..end], "<!--", place, findings) {
                findings.add(Id::HtmlComment, place, short(&text[at..end]));
            }
            findings.paper(|paper| paper.beside("html_comment", place, &text[at..end]));
            at = end;
            continue;
        }
        let end = tag_end(&lower, at);
        let tag = &lower[at..end];
        let name: String = tag[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let whole = &text[at..end];
        at = end;
        one_tag(&name, tag, place, findings);
        words::no_tag(whole, tag, place, findings);
        attributes(&name, whole, place, findings);
        pictures(whole, &name, place, findings);
        match name.as_str() {
            "pre" => kept = !tag.starts_with("</"),
            "td" | "th" => cells = usize::from(!tag.starts_with("</")),
            _ => {}
        }
        // What stands in for what cannot be shown, what is chosen from, and a dialogue that nobody opened.
        let instead = words::INSTEAD.contains(&name.as_str()) || name == "dialog" && !tag.contains(" open");
        if instead && !tag.starts_with("</") {
            let close = format!("</{name}");
            let until = lower[at..].find(&close).map_or(lower.len(), |to| at + to);
            let whole = matches!(name.as_str(), "noscript" | "canvas" | "dialog" | "noembed" | "noframes");
            let rule = if whole { &HTML_ATTRIBUTE } else { &HTML_SHORT };
            findings.aside(rule, "instead", place, &text[at..until]);
        }
        // What a drawing in the page says of its marks under the mouse.
        if drawings > 0 && matches!(name.as_str(), "title" | "desc") && !tag.starts_with("</") {
            let until = lower[at..].find("</").map_or(lower.len(), |to| at + to);
            labels.push(text[at..until].trim().to_owned());
            at = until;
            continue;
        }
        if name == "svg" {
            drawings = if tag.starts_with("</") {
                drawings.saturating_sub(1)
            } else {
                drawings + usize::from(!tag.ends_with("/>"))
            };
        }
        if matches!(name.as_str(), "script" | "style" | "textarea") {
            let close = format!("</{name}");
            let until = lower[at..].find(&close).map_or(lower.len(), |to| at + to);
            if name == "script" {
                script(tag, &lower[at..until], place, findings);
            } else if name == "style" {
                sheet(&lower[at..until], place, findings);
                pictures(&text[at..until], "style", place, findings);
            }
            at = until;
        }
        let closes = lower[at.saturating_sub(tag.len())..].starts_with("</");
        match name.as_str() {
            // Within a cell a new paragraph is no new row.
            "p" | "div" | "br" | "li" | "h1" | "h2" | "h3" | "h4" if cells == 0 && !visible.ends_with('\n') => {
                visible.push('\n')
            }
            "tr" | "table" | "dl" if !visible.ends_with('\n') => visible.push('\n'),
            "td" | "th" | "dt" | "dd" if !closes && !visible.ends_with('\n') && !visible.is_empty() => {
                visible.push('\t')
            }
            "p" | "div" | "br" | "li" if cells > 0 && !visible.ends_with([' ', '\t', '\n']) => visible.push(' '),
            _ => {}
        }
        if name == "table" && closes {
            visible.push('\n');
        }
    }
    flow(text.get(at..).unwrap_or_default(), kept, false, &mut visible);
    text::look_through(&visible, place, findings);
    records::everywhere(&visible, &['\t'], place, findings);
    // What is set as it stands is a text of its own.
    records::everywhere(&as_it_stands, &[',', '\t', ';', '|', '^', '~'], place, findings);
    words::labels(&labels, place, findings);
    findings.says(place, &visible);
    findings.paper(|paper| {
        paper.part(place, None);
        paper.code(&visible);
    });
}

/// Text as a browser sets it: line ends and blanks are one blank, but for what is set as it stands.
fn flow(text: &str, kept: bool, cell: bool, visible: &mut String) {
    if kept && !cell {
        visible.push_str(text);
        return;
    }
    let blank = |visible: &String| visible.is_empty() || visible.ends_with([' ', '\t', '\n']);
    if text.starts_with(char::is_whitespace) && !blank(visible) {
        visible.push(' ');
    }
    for (turn, word) in text.split_whitespace().enumerate() {
        if turn > 0 {
            visible.push(' ');
        }
        visible.push_str(&entities(word));
    }
    if text.ends_with(char::is_whitespace) && !text.trim().is_empty() && !blank(visible) {
        visible.push(' ');
    }
}

/// Pictures that stand in a page as packed text are looked into as those of a document are; what is no picture is told.
fn pictures(tag: &str, name: &str, place: &str, findings: &mut Findings) {
    let mut rest = tag;
    let mut turn = 0;
    while let Some(at) = rest.find(";base64,") {
        turn += 1;
        let before = &rest[..at];
        let kind = before.rfind("data:").map_or("", |from| &before[from + 5..]);
        let packed: String =
            rest[at + 8..].chars().take_while(|c| !matches!(c, '"' | '\'' | ')' | ' ' | '>')).collect();
        rest = rest.get(at + 8 + packed.len()..).unwrap_or_default();
        let at = join(place, &format!("{name} {turn}"));
        let decoded = base64::engine::general_purpose::STANDARD.decode(packed.trim_end_matches('\\'));
        match decoded.ok().filter(|_| name != "script" && kind.starts_with("image/")) {
            Some(bytes) if findings.expand(bytes.len() as u64, &at) => {
                let found = crate::kind::look(&bytes, 1, &at, findings);
                if !matches!(found.id, "png" | "jpeg" | "gif" | "webp" | "bmp" | "svg") {
                    findings.add(Id::HtmlBase64, &at, found.what);
                    crate::kind::about(found, &at, findings);
                }
            }
            _ => findings.add(Id::HtmlBase64, &at, kind),
        }
    }
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
    if name == "div" && tag.contains("rmd-source-code") {
        findings.add(Id::HtmlBase64, place, name);
    }
    if name == "script" || tag.contains("javascript:") || has_handler(tag) {
        findings.add(Id::HtmlScript, place, name);
    }
    if matches!(name, "object" | "embed" | "applet" | "iframe" | "frame") {
        findings.add(Id::EmbeddedObject, place, name);
    }
    if matches!(name, "audio" | "video") {
        findings.add(Id::AvMedia, place, name);
    }
    if tag.contains(" data-for=") || tag.contains("data-values=") || tag.contains("data-points=") {
        findings.add(Id::HtmlInlineData, place, name);
    }
    if let Some(style) = attribute(tag, "style")
        && unseen::together(&unseen::declarations(&style).collect::<Vec<_>>(), true)
    {
        findings.add(Id::HtmlHidden, place, "style");
    }
    // White letters where the page says nothing of a ground.
    if name == "font" && attribute(tag, "color").is_some_and(|colour| unseen::is_white(&colour)) {
        findings.add(Id::HtmlHidden, place, "font");
    }
    // A template is not shown; what is typed into a hidden field is sent.
    if attribute(tag, "hidden").is_some() || name == "template" || attribute(tag, "type").as_deref() == Some("hidden") {
        findings.add(Id::HtmlHidden, place, name);
    }
    // Data in an address of its own.
    if ["data:text/csv", "data:text/plain", "data:application/", "data:text/tab"].iter().any(|word| tag.contains(word))
        && !tag.contains(";base64,")
    {
        findings.add(Id::HtmlInlineData, place, name);
    }
    if name == "meta" && (tag.contains("name=\"author\"") || tag.contains("name='author'")) {
        findings.add(Id::AuthorMeta, place, "meta");
    }
}

/// An attribute of a tag, in quotes or not; empty where it has no value. One pass: a tag may be as long as the file.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.trim_start_matches('<').trim_start_matches(|c: char| !c.is_whitespace() && c != '>');
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''));
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let (called, after) = rest.split_at(end);
        let behind = after.trim_start();
        let value = behind.strip_prefix('=').map(str::trim_start);
        if called.is_empty() && value.is_none() {
            return None;
        }
        let Some(value) = value else {
            if called == name {
                return Some(String::new());
            }
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = &value[quote.map_or(0, char::len_utf8)..];
        let end = value.find(|c: char| quote.map_or(c.is_whitespace() || c == '>', |q| c == q)).unwrap_or(value.len());
        if called == name {
            return Some(value[..end].to_owned());
        }
        rest = &value[end..];
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
    // Three objects with the same first name, or text that is read as data.
    let objects = body.split("{\"").skip(1).map(|part| part.split('"').next().unwrap_or_default()).collect::<Vec<_>>();
    let rows = objects.windows(3).any(|three| !three[0].is_empty() && three[0] == three[1] && three[1] == three[2]);
    if rows || body.contains("json.parse('") || body.contains("json.parse(\"") || body.contains("json.parse(`") {
        findings.add(Id::HtmlInlineData, place, short(body.trim()));
    }
    if (data && body.trim().len() > 2) || CHARTS.iter().any(|word| body.contains(word)) || has_long_array(body) {
        findings.add(Id::HtmlInlineData, place, short(body.trim()));
    }
    if body.contains(";base64,") {
        findings.add(Id::HtmlBase64, place, "script");
    }
}

/// A list of thirty or more numbers.
pub(crate) fn has_long_array(text: &str) -> bool {
    text::longest_numbers(text) >= 30
}

/// The rules of a style sheet.
fn sheet(style: &str, place: &str, findings: &mut Findings) {
    for remark in style.split("/*").skip(1) {
        let end = remark.find("*/").unwrap_or(remark.len());
        findings.aside(&HTML_STYLE, "/*", place, &remark[..end]);
    }
    words::said_by_style(style, place, findings);
    for rule in style.split('}') {
        let body = rule.rsplit('{').next().unwrap_or_default();
        if unseen::together(&unseen::declarations(body).collect::<Vec<_>>(), false) {
            findings.add(Id::HtmlHidden, place, "style");
            return;
        }
    }
}

/// Pages within other text: Markdown and what a notebook gave out.
pub(crate) fn within_words(text: &str, place: &str, findings: &mut Findings) {
    pictures(text, "data:", place, findings);
    concealed::signs(&entities(text), place, findings);
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while let Some(open) = lower.get(at..).and_then(|rest| rest.find('<')) {
        at += open;
        if lower[at..].starts_with("<!--") {
            let end = lower[at..].find("-->").map_or(lower.len(), |end| at + end + 3);
            if !HTML_COMMENT.judge(&text[at..end], "<!--", place, findings) {
                findings.add(Id::HtmlComment, place, short(&text[at..end]));
            }
            at = end;
            continue;
        }
        // Comparisons have this sign too; a tag has a letter behind it and ends.
        let name: String = lower[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let end = at + 1 + lower[at + 1..].find(['>', '<']).unwrap_or(lower.len() - at - 1);
        if name.is_empty() || lower.as_bytes().get(end) != Some(&b'>') {
            at += 1;
            continue;
        }
        let end = end + 1;
        // A word in angle brackets is a word to be filled in: what embeds says where from.
        if matches!(name.as_str(), "object" | "embed" | "applet" | "frame") && !lower[at..end].contains('=') {
            at = end;
            continue;
        }
        one_tag(&name, &lower[at..end], place, findings);
        if name == "script" {
            let until = lower[end..].find("</script").map_or(lower.len(), |to| end + to);
            script(&lower[at..end], &lower[end..until], place, findings);
        }
        at = end;
    }
}

/// What a notebook says of itself and of its cells, which no program shows: all but what the cells say, give out and carry along.
fn unseen_in_notebook(book: &Value, place: &str, findings: &mut Findings) {
    const SHOWN: &[&str] = &["cells", "worksheets", "source", "input", "outputs", "attachments", "id", "cell_type"];
    let fields = |of: &Value| -> Vec<(String, Value)> {
        let all = of.as_object().into_iter().flatten();
        all.filter(|(key, _)| !SHOWN.contains(&key.as_str())).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let cells = book.get("cells").and_then(Value::as_array).into_iter().flatten();
    for (key, value) in fields(book).into_iter().chain(cells.flat_map(fields)) {
        let at = join(place, &key);
        // Widgets are refused.
        let value = match value {
            Value::Object(mut map) => {
                map.remove("widgets");
                Value::Object(map)
            }
            other => other,
        };
        text::json(&value, &at, findings);
        findings.aside(&NOTEBOOK, "metadata", &at, &lines(&value));
    }
}

/// All text in a value, each piece on a line.
fn lines(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(lines).collect::<Vec<_>>().join("\n"),
        Value::Object(map) => {
            map.iter().map(|(key, value)| format!("{key}\n{}", lines(value))).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// A Jupyter notebook: outputs, widgets, attachments, and its cells as text.
pub(crate) fn notebook(book: &Value, place: &str, findings: &mut Findings) {
    if book.pointer("/metadata/widgets").is_some_and(|w| w.as_object().is_some_and(|w| !w.is_empty())) {
        findings.add(Id::NbWidgets, place, "metadata.widgets");
    }
    unseen_in_notebook(book, place, findings);
    text::look_through(&book.get("metadata").map(strings).unwrap_or_default(), &join(place, "metadata"), findings);
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
            findings.add(Id::NbOutputs, &at, if kinds.is_empty() { said.to_owned() } else { kinds.join(", ") });
            if kinds.iter().any(|kind| kind.contains("widget")) {
                findings.add(Id::NbWidgets, &at, "widget-view");
            }
            if kinds.iter().any(|kind| kind.contains("plotly") || kind.contains("vega") || kind.contains("bokeh")) {
                findings.add(Id::HtmlInlineData, &at, kinds.join(", "));
            }
            for (kind, value) in output.get("data").and_then(Value::as_object).into_iter().flatten() {
                match kind.as_str() {
                    "text/html" | "text/markdown" => within_words(&strings(value), &at, findings),
                    "application/javascript" => findings.add(Id::HtmlScript, &at, kind),
                    _ => {}
                }
            }
            let said = strings(output);
            text::look_through(&said, &at, findings);
            records::everywhere(&said, &['\t'], &at, findings);
        }
        for (name, _) in cell.get("attachments").and_then(Value::as_object).into_iter().flatten() {
            findings.add(Id::NbAttachment, &at, name);
        }
        let source = cell.get("source").or_else(|| cell.get("input")).map(strings).unwrap_or_default();
        text::look_through(&source, &at, findings);
        if cell.get("cell_type").and_then(Value::as_str) == Some("markdown") {
            within_words(&source, &at, findings);
        }
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
