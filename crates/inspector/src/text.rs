//! Text of every sort: what it is, and what in it names a server or holds records.

use std::borrow::Cow;

use crate::kind::{Family, Kind, kind};
use crate::{Findings, Purpose, magic};

const PLAIN: Kind = kind(
    "text",
    Family::Paper,
    &[
        "txt", "text", "md", "tex", "bib", "csv", "tsv", "log", "lst", "do", "ado", "sas", "sps", "spv", "r", "rmd",
        "qmd", "py", "jl", "sql", "m", "stan", "toml", "yaml", "yml", "sh", "ini", "smcl", "out", "readme",
    ],
    "text",
);
const HTML: Kind = kind("html", Family::Paper, &["html", "htm", "xhtml"], "a web page");
const SVG: Kind = kind("svg", Family::Paper, &["svg"], "an SVG drawing");
const XML: Kind = kind("xml", Family::Paper, &["xml"], "an XML file");
const JSON: Kind = kind("json", Family::Paper, &["json", "geojson"], "a JSON file");
const NOTEBOOK: Kind = kind("ipynb", Family::Paper, &["ipynb"], "a Jupyter notebook");
const PMML: Kind = kind("pmml", Family::Model, &["pmml", "xml"], "a PMML model");
const BOOSTER: Kind = kind("xgboost", Family::Model, &["json", "model", "txt"], "an XGBoost model");
const LIGHTGBM: Kind = kind("lightgbm", Family::Model, &["txt", "model"], "a LightGBM model");
const SCRIPT: Kind = kind("script", Family::Program, &["sh", "py", "r", "pl"], "a program that starts by itself");

/// Unicode text: UTF-8, or UTF-16 that says so.
pub(crate) fn unicode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |read: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// Text, or `None` where the bytes are something else: Unicode, else a Western single-byte set, without control characters.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let is_text =
        |text: &str| !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'));
    if let Some(text) = unicode(bytes) {
        return is_text(&text).then_some(text);
    }
    // Latin-1 and Windows-1252: mostly ASCII, the rest in the upper half.
    let upper = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if upper * 10 > bytes.len() || bytes.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0xc)) {
        return None;
    }
    Some(Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()))
}

/// Tells the sort of text and looks through it.
pub(crate) fn look(text: &str, place: &str, findings: &mut Findings) -> Kind {
    let found = sort(text);
    match found.id {
        "html" => {
            page(text, place, findings);
            findings.not_inspected(place, found.what);
        }
        "svg" => {
            drawing(text, place, findings);
            findings.not_inspected(place, found.what);
        }
        "xml" | "json" => findings.not_inspected(place, found.what),
        "ipynb" => {
            if notebook_has_outputs(text) {
                findings.add("nb_outputs", place, "the notebook keeps outputs; clear them");
            }
            findings.not_inspected(place, found.what);
        }
        "text" => {
            server_paths(text, place, findings);
            invisible(text, place, findings);
            records(text, place, findings);
        }
        _ => {}
    }
    found
}

fn sort(text: &str) -> Kind {
    let start = text.trim_start();
    let head: String = start.chars().take(4096).collect::<String>().to_lowercase();
    if is_spss_portable(text) {
        return magic::SPSS_PORTABLE;
    }
    if head.starts_with("#!") {
        return SCRIPT;
    }
    if head.starts_with("tree\n") && head.contains("version=v")
        || head.starts_with("tree\r\n") && head.contains("version=v")
    {
        return LIGHTGBM;
    }
    if head.starts_with('<') {
        // The first element decides, behind declarations and comments.
        return match first_element(start).as_deref() {
            Some("svg") => SVG,
            Some("pmml") => PMML,
            Some("html" | "head" | "body" | "!doctype html") => HTML,
            _ if head.contains("<html") || head.contains("<!doctype html") => HTML,
            _ => XML,
        };
    }
    if start.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<serde_json::Value>(start)
    {
        return if value.get("learner").is_some() && value.get("version").is_some() {
            BOOSTER
        } else if value.get("nbformat").is_some() && value.get("cells").is_some() {
            NOTEBOOK
        } else {
            JSON
        };
    }
    if head.contains("<html") || head.contains("<!doctype html") {
        return HTML;
    }
    PLAIN
}

/// Local name of the first element, lower case.
fn first_element(text: &str) -> Option<String> {
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if rest.starts_with("!--") {
            rest = &rest[rest.find("-->")? + 3..];
        } else if rest.starts_with('?') {
            rest = &rest[rest.find("?>")? + 2..];
        } else if rest.to_lowercase().starts_with("!doctype html") {
            return Some("!doctype html".into());
        } else if rest.starts_with('!') {
            rest = &rest[rest.find('>')? + 1..];
        } else {
            let name: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-')).collect();
            return Some(name.rsplit(':').next().unwrap_or_default().to_lowercase());
        }
    }
}

/// Five lines of splash, a translation table, then the format's name, wrapped at 80 columns.
fn is_spss_portable(text: &str) -> bool {
    let head: String = text.chars().take(800).filter(|c| !matches!(c, '\r' | '\n')).collect();
    head.contains("SPSSPORT") && head.find("SPSSPORT").is_some_and(|at| at > 200)
}

fn page(text: &str, place: &str, findings: &mut Findings) {
    let lower = text.to_lowercase();
    let has = |needle: &str| lower.contains(needle);
    if has("<script") || has("javascript:") || has(" onload=") || has(" onclick=") {
        findings.add("html_script", place, "scripts; save the page without");
    }
    if has(";base64,") {
        findings.add("html_base64", place, "packed content inside the page; put pictures beside it");
    }
    let charts = [
        "plotly.newplot",
        "vegaembed",
        "\"datasets\":",
        "application/json",
        "docs_json",
        "vega-lite",
        "\"values\":",
        "values:",
    ];
    if has("<script") && charts.iter().any(|needle| has(needle)) {
        findings.add("html_inline_data", place, "a chart's data inside the page; use a fixed picture");
    }
    if has("display:none") || has("display: none") || has("visibility:hidden") {
        findings.add("html_hidden", place, "hidden elements");
    }
    if has("<!--") {
        findings.add("html_comment", place, "comments in the page");
    }
}

fn drawing(text: &str, place: &str, findings: &mut Findings) {
    let lower = text.to_lowercase();
    let has = |needle: &str| lower.contains(needle);
    if has("<script") || has("javascript:") {
        findings.add("svg_script", place, "scripts; save the drawing as PNG");
    }
    if has("content=\"&lt;mxfile") || has("<foreignobject") || has(";base64,") {
        findings.add("svg_embedded_source", place, "the drawing carries its source; save it as PNG");
    }
    if has("display:none") || has("display: none") || has("display=\"none\"") || has("visibility=\"hidden\"") {
        findings.add("svg_hidden", place, "elements that are not shown; save the drawing as PNG");
    }
    if has("<metadata") {
        findings.add("svg_metadata", place, "metadata");
    }
}

fn notebook_has_outputs(text: &str) -> bool {
    let Ok(book) = serde_json::from_str::<serde_json::Value>(text) else {
        return false;
    };
    let cells = book.get("cells").and_then(|cells| cells.as_array());
    cells.into_iter().flatten().any(|cell| {
        cell.get("outputs").and_then(|outputs| outputs.as_array()).is_some_and(|outputs| !outputs.is_empty())
    })
}

/// Shares, user folders, drives: an output or syntax says nothing about the service's machines.
fn server_paths(text: &str, place: &str, findings: &mut Findings) {
    const FOLDERS: &[&str] =
        &["/home/", "/Users/", "/mnt/", "/media/", "/srv/", "/data/", "/opt/", "/var/", "/export/"];
    for (number, line) in text.lines().enumerate() {
        let bytes = line.as_bytes();
        let open = |at: usize| {
            at == 0
                || !(bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'.' | b'_' | b'-' | b'/' | b'~'))
        };
        let named = |from: usize| bytes.get(from).is_some_and(|b| b.is_ascii_alphanumeric());
        let share = line.match_indices("\\\\").any(|(at, _)| {
            open(at)
                && named(at + 2)
                && line[at + 2..].find('\\').is_some_and(|end| {
                    end > 1 && line[at + 2..][..end].bytes().all(|b| b.is_ascii_alphanumeric() || b"-._$".contains(&b))
                })
        });
        let folder =
            FOLDERS.iter().any(|folder| line.match_indices(folder).any(|(at, _)| open(at) && named(at + folder.len())));
        let drive =
            line.match_indices(":\\").any(|(at, _)| at > 0 && bytes[at - 1].is_ascii_alphabetic() && open(at - 1));
        if share || folder || drive {
            let line_place = magic::join(place, &format!("line {}", number + 1));
            findings.add("server_path", line_place, "names a server, drive or user's folder; use a relative path");
        }
    }
}

/// Zero-width and direction characters can carry data or turn what is read around.
fn invisible(text: &str, place: &str, findings: &mut Findings) {
    let count = text
        .chars()
        .skip(1)
        .filter(|c| crate::names::is_invisible(*c) && !matches!(c, '\u{00AD}' | '\u{200D}'))
        .count();
    if count > 0 {
        findings.add("hidden_text", place, format!("{count} characters that are not seen; delete them"));
    }
}

/// Words that begin data inside syntax.
const INLINE: &[&str] = &["datalines", "cards;", "begin data", "structure(list(", "tribble(", "dput("];

/// Rows and columns: a table of results is short. Data within syntax are told by the words that begin them.
fn records(text: &str, place: &str, findings: &mut Findings) {
    let most = findings.policy().table_rows;
    for separator in [',', '\t', ';'] {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let Some(columns) = lines.next().map(|head| head.matches(separator).count() + 1).filter(|columns| *columns > 1)
        else {
            continue;
        };
        let rows = lines.filter(|line| line.matches(separator).count() + 1 >= columns).count() as u64;
        if rows > most {
            let message =
                format!("{rows} rows of {columns} columns: records rather than results; send a table of results");
            findings.add("microdata_csv", place, message);
            return;
        }
    }
    if findings.purpose() == Purpose::Syntax {
        let lower = text.to_lowercase();
        if let Some(word) = INLINE.iter().find(|word| lower.contains(**word)) {
            findings.add(
                "microdata_csv",
                place,
                format!("data may stand in the program (\"{word}\"); read them from a file"),
            );
        }
    }
}
