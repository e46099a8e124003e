//! Text of every sort: what it is, and what in it names a server or holds records.

use std::borrow::Cow;

use crate::ids::Id;
use crate::kind::{Family, Kind, kind};
use crate::view::plain_text;
use crate::{Findings, concealed, magic, records, svg, web};

mod blanks;
mod json;
mod latex;
mod marked;
mod packed;
mod programs;
mod unset;

pub(crate) use crate::records::longest_numbers;
use programs::inline;

const PLAIN: Kind = kind(
    "text",
    Family::Paper,
    &[
        "txt", "text", "md", "tex", "bib", "csv", "tsv", "log", "lst", "do", "ado", "sas", "sps", "r", "rmd", "qmd",
        "py", "jl", "sql", "m", "stan", "toml", "yaml", "yml", "sh", "ini", "smcl", "out", "rout", "readme", "rst",
        "adoc", "org", "rnw", "jmd", "sty", "cls", "css", "prn", "dot", "gv", "tab", "psv", "cfg", "conf", "dtd",
    ],
    "text",
);
const HTML: Kind = kind("html", Family::Paper, &["html", "htm", "xhtml"], "a web page");
const SVG: Kind = kind("svg", Family::Paper, &["svg"], "an SVG drawing");
const XML: Kind = kind(
    "xml",
    Family::Paper,
    &["xml", "fodt", "fods", "fodp", "xsd", "xsl", "xslt", "rdf", "kml", "gpx", "rels"],
    "XML",
);
const JSON: Kind = kind("json", Family::Paper, &["json", "geojson"], "a JSON file");
const NOTEBOOK: Kind = kind("ipynb", Family::Paper, &["ipynb"], "a Jupyter notebook");
const PMML: Kind = kind("pmml", Family::Model, &["pmml", "xml"], "a PMML model");
const BOOSTER: Kind = kind("xgboost", Family::Model, &["json", "model", "txt"], "an XGBoost model");
const JSON_MODEL: Kind = kind("json-model", Family::Model, &["json", "pfa", "model"], "JSON");
const LIGHTGBM: Kind = kind("lightgbm", Family::Model, &["txt", "model"], "a LightGBM model");
const LIBSVM: Kind = kind("libsvm", Family::Model, &["model", "txt"], "a LIBSVM model");
const OPENVINO: Kind = kind("openvino", Family::Model, &["xml"], "an OpenVINO model");
const MESSAGE: Kind =
    kind("mime", Family::Unknown, &["mht", "mhtml", "eml"], "a message, or a web page in one file (MHT)");
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
pub(crate) fn look(text: &str, depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let found = sort(text, findings.syntax());
    if matches!(found.id, "text" | "json" | "xml" | "script") {
        let ending = findings.extension().to_owned();
        findings.paper(|paper| plain_text(found.id, &ending, text, place, paper));
    }
    if matches!(found.id, "json" | "xml") {
        records::located(text, place, findings);
    }
    match found.id {
        "html" => web::page(text, place, findings),
        "svg" => svg::look(text, place, findings),
        "xml" => marked::xml(text, place, findings),
        "json" | "ipynb" => match serde_json::from_str(text.trim()) {
            Ok(value) if found.id == "ipynb" => web::notebook(&value, place, findings),
            Ok(value) => json::look(&value, depth, place, findings),
            Err(_) => findings.because(Id::Unreadable, "broken", place, "JSON"),
        },
        "text" => plain(text, depth, place, findings),
        _ => {}
    }
    found
}

/// Everything that is looked for in text of any sort.
pub(crate) fn look_through(text: &str, place: &str, findings: &mut Findings) {
    server_paths(text, place, findings);
    concealed::signs(text, place, findings);
}

/// Text of a document: looked through for signs without a shape and for records, and kept for what is judged by reading.
pub(crate) fn says(text: &str, place: &str, findings: &mut Findings) {
    concealed::signs(text, place, findings);
    records::everywhere(text, &['\t'], place, findings);
    findings.says(place, text);
}

/// How deep JSON may be nested; what its readers refuse begins at less.
const DEEPEST: usize = 512;

/// JSON that no reader of it reads, since it is nested so deep.
fn is_deep_json(text: &str) -> bool {
    let (mut deep, mut quoted, mut escaped) = (0usize, false, false);
    text.trim_start().starts_with(['[', '{'])
        && text.bytes().any(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'[' | b'{' if !quoted => deep += 1,
                b']' | b'}' if !quoted => deep = deep.saturating_sub(1),
                _ => {}
            }
            deep > DEEPEST
        })
}

/// A value of JSON that a file of another sort keeps.
pub(crate) fn json(value: &serde_json::Value, place: &str, findings: &mut Findings) {
    json::look(value, 0, place, findings);
}

fn plain(text: &str, depth: usize, place: &str, findings: &mut Findings) {
    if is_deep_json(text) {
        findings.because(Id::Bomb, "deep-elements", place, format!("> {DEEPEST}"));
        return;
    }
    look_through(text, place, findings);
    blanks::look(text, place, findings);
    records::everywhere(text, &[',', '\t', ';', '|', '^', '~'], place, findings);
    records::tables(&remarks(text), &[',', '\t', ';', '|'], place, findings);
    inline(text, place, findings);
    packed::look(text, depth, place, findings);
    // A cell that asks another program as soon as a spreadsheet opens the file.
    let asks = |line: &str| {
        let cells = line.split([',', ';', '\t']);
        cells.map(|cell| cell.trim().trim_matches('"')).any(|cell| {
            cell.starts_with(['=', '+', '-', '@'])
                && (cell.contains("|'") || cell.contains("DDE("))
                && cell.contains('!')
        })
    };
    if let Some(number) = text.lines().position(asks) {
        findings.add(Id::DdeField, magic::join(place, &format!("line {}", number + 1)), "");
    }
    match findings.extension() {
        "tex" | "ltx" | "rnw" => {
            latex::look(text, place, findings);
            records::tables(text, &['&'], place, findings);
        }
        "bib" => bibliography(text, place, findings),
        "md" | "rmd" | "qmd" | "markdown" => {
            web::within_words(text, place, findings);
            if let Some((front, _)) = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---")) {
                findings.aside(&concealed::FRONT, "---", place, front);
            }
            // Ways to write what no page shows.
            for line in text.lines().filter(|line| line.starts_with("[//]:") || line.starts_with("[comment]:")) {
                findings.aside(&concealed::HTML_COMMENT, "[//]", place, line);
            }
        }
        "rst" => {
            let remark = |line: &&str| line.starts_with(".. ") && !line.contains("::") && !line.starts_with(".. _");
            for line in text.lines().filter(remark) {
                findings.aside(&concealed::HTML_COMMENT, "..", place, line);
            }
        }
        _ => {}
    }
    let objects = text.lines().filter(|line| line.starts_with('{') && line.trim_end().ends_with('}')).count();
    if objects >= 20 && text.lines().next().is_some_and(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    {
        findings.add(Id::MicrodataCsv, place, format!("{objects} JSON"));
    }
    findings.says(place, text);
}

/// Fields of a list of papers that nobody prints: records do not stand in them.
fn bibliography(text: &str, place: &str, findings: &mut Findings) {
    for (at, word) in text.match_indices("@comment") {
        let rest = &text[at + word.len()..];
        findings.aside(&concealed::BIBLIOGRAPHY, "@comment", place, &rest[..rest.find("\n@").unwrap_or(rest.len())]);
    }
    for field in ["annote", "annotation", "note", "comment", "abstract", "keywords", "file", "review"] {
        for (at, _) in text.match_indices(field) {
            let rest = text[at + field.len()..].trim_start();
            if let Some(value) = rest.strip_prefix('=') {
                // A field is as long as a page at most; what is longer is taken for one.
                let value = &value[..value.floor_char_boundary(64 << 10)];
                let end = value.find("\n}").or_else(|| value.find("},")).unwrap_or(value.len());
                findings.aside(&concealed::BIBLIOGRAPHY, field, place, &value[..end]);
            }
        }
    }
}

/// What stands behind the signs of remarks, line by line: rows that were pasted there are rows.
fn remarks(text: &str) -> String {
    let behind = text.lines().filter_map(|line| {
        let line = line.trim_start();
        let rest = line.trim_start_matches(['#', '%', '*', '/', ';']).trim_start_matches("--");
        (rest.len() < line.len() && rest.len() > 2).then_some(rest)
    });
    behind.collect::<Vec<_>>().join("\n")
}

fn sort(text: &str, program: bool) -> Kind {
    let start = text.trim_start();
    let head: String = start.chars().take(4096).collect::<String>().to_lowercase();
    if is_spss_portable(text) {
        return magic::SPSS_PORTABLE;
    }
    // A message: lines of its head, and what its parts are kept apart by.
    if head.contains("mime-version:") && head.contains("content-type:") && first_line_is_head(&head) {
        return MESSAGE;
    }
    // The first line of a program says what runs it; anywhere else it makes a file run by itself.
    if head.starts_with("#!") && !program {
        return SCRIPT;
    }
    if head.starts_with("svm_type ") && head.contains("\nkernel_type ")
        || head.starts_with("solver_type ") && head.contains("\nnr_feature ")
    {
        return LIBSVM;
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
            Some("net") if head.contains("<layers") || head.contains("<layer ") => OPENVINO,
            Some("html" | "head" | "body" | "!doctype html") => HTML,
            // What tables of results are written as by many programs: a page without its head.
            Some(part) if PARTS_OF_PAGES.contains(&part) && !head.starts_with("<?xml") && !head.contains("xmlns") => {
                HTML
            }
            _ if head.contains("<html") || head.contains("<!doctype html") => HTML,
            _ => XML,
        };
    }
    if start.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<serde_json::Value>(start)
    {
        let has = |key: &str| value.get(key).is_some();
        if has("tree_info")
            || has("oblivious_trees")
            || has("modelTopology")
            || has("weightsManifest")
            || (has("class_name") && (has("keras_version") || has("backend")))
            || (has("arg_nodes") && has("heads"))
            || (has("model_version") && has("model"))
            || (has("input") && has("output") && has("action"))
        {
            return JSON_MODEL;
        }
        return if value.get("learner").is_some() && value.get("version").is_some() {
            BOOSTER
        } else if value.get("nbformat").is_some() && (has("cells") || has("worksheets")) {
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

/// Whether a text begins with `Name: value`, as a message does.
fn first_line_is_head(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let name = line.split_once(':').map_or("", |(name, _)| name);
    line.starts_with("from ") || !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Elements that a part of a web page begins with.
const PARTS_OF_PAGES: &[&str] = &[
    "table", "div", "p", "h1", "h2", "h3", "h4", "span", "section", "article", "main", "center", "style", "link",
    "meta", "ul", "ol", "dl", "b", "i", "em", "strong", "font", "br", "hr", "img", "figure", "caption", "thead",
    "tbody", "tr", "pre", "details", "nav", "header", "footer", "script", "form", "title",
];

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

/// Shares, user folders, drives: an output or syntax says nothing about the service's machines.
fn server_paths(text: &str, place: &str, findings: &mut Findings) {
    const FOLDERS: &[&str] =
        &["/home/", "/Users/", "/mnt/", "/media/", "/srv/", "/data/", "/opt/", "/var/", "/export/"];
    let servers: Vec<String> = findings.policy().servers.iter().map(|server| server.to_lowercase()).collect();
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
        // //server/share, where no address stands before it.
        let unix_share = line.match_indices("//").any(|(at, _)| {
            at > 0
                && matches!(bytes[at - 1], b'"' | b'\'')
                && named(at + 2)
                && line[at + 2..].split(['"', '\'', ' ']).next().is_some_and(|rest| rest.matches('/').count() >= 1)
        });
        let drive =
            line.match_indices(":\\").any(|(at, _)| at > 0 && bytes[at - 1].is_ascii_alphabetic() && open(at - 1));
        let lower = line.to_lowercase();
        let named_server = servers.iter().any(|server| lower.contains(server.as_str()));
        // A drive with the other bar, and an account with its server: `P:/data`, `user:word@server/`.
        let forward = line.match_indices(":/").any(|(at, _)| {
            let bars = bytes.get(at + 2) == Some(&b'/');
            let lone = at > 0
                && bytes[at - 1].is_ascii_alphabetic()
                && (at < 2 || matches!(bytes[at - 2], b'"' | b'\'' | b' ' | b'=' | b'(' | b'/'));
            lone && !bars && named(at + 2)
        });
        let account = line.find("://").is_some_and(|at| {
            let server = line[at + 3..].split(['/', '"', '\'', ' ']).next().unwrap_or_default();
            server.contains('@') && server.contains(':')
                || line[..at].ends_with("file") && names_a_place(&line[at + 3..], FOLDERS)
        });
        if forward
            || account
            || share
            || folder
            || drive
            || unix_share
            || named_server
            || private_address(line)
            || source_name(&lower)
        {
            let line_place = magic::join(place, &format!("line {}", number + 1));
            findings.add(Id::ServerPath, line_place, line.trim().chars().take(60).collect::<String>());
        }
    }
}

/// Of the address of a file what stands behind `file://`: a server, a drive, or a folder of somebody.
fn names_a_place(rest: &str, folders: &[&str]) -> bool {
    match rest.strip_prefix('/') {
        Some(path) => {
            let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
            drive || folders.iter().any(|folder| rest.starts_with(folder) && rest.len() > folder.len())
        }
        None => rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.starts_with("localhost/"),
    }
}

/// An address within a network of its own: 10.…, 192.168.…, 172.16.… to 172.31.….
fn private_address(line: &str) -> bool {
    line.split(|c: char| !(c.is_ascii_digit() || c == '.')).any(|word| {
        let parts: Vec<u8> = word.split('.').filter_map(|part| part.parse().ok()).collect();
        word.split('.').count() == 4
            && parts.len() == 4
            && (parts[0] == 10 || parts[..2] == [192, 168] || (parts[0] == 172 && (16..32).contains(&parts[1])))
    })
}

/// A connection to a database by name. `line` is in lower case.
fn source_name(line: &str) -> bool {
    ["dsn=", "dsn(", "odbc;", "data source=", "server=", "jdbc:", "dsn =", "host="].iter().any(|word| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                && (line.contains("odbc")
                    || line.contains("sql")
                    || line.contains("connect")
                    || line.contains("jdbc")
                    || line.contains("driver="))
        })
    })
}
