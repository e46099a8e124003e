//! The house's rules as checks on text and lists, so that each can be shown to fail on a small example.

use std::path::{Path, PathBuf};

/// Longest source file, in lines; tests too.
pub const LONGEST: usize = 500;

/// Who may use whom: everything may use `foundation`, and `strongroom` uses all.
const MAY_USE: &[(&str, &[&str])] = &[
    // floor 1
    ("foundation-derive", &[]),
    ("foundation", &["foundation-derive"]),
    ("ledger", &[]),
    ("disclosure", &[]),
    ("inspector", &["disclosure"]),
    ("desk", &["ledger"]),
    // floor 2
    ("store", &["ledger"]),
    ("permissions", &["foundation-derive"]),
    ("ui", &[]),
    ("forms", &["ui"]),
    ("platform", &["store", "permissions", "forms", "ui"]),
    // floor 3: all of floor 2, and
    ("people", &[]),
    ("data", &[]),
    ("projects", &["people", "data"]),
    ("settings", &["people", "data", "projects", "desk"]),
    ("airlock", &["people", "data", "projects", "settings", "disclosure", "inspector"]),
    ("conduct", &["people", "data", "projects", "settings", "airlock", "desk"]),
    ("help", &["people", "projects"]),
    // beside the house
    ("python", &["disclosure"]),
    ("xtask", &[]),
];

const FLOOR_2: &[&str] = &["platform", "store", "permissions", "forms", "ui"];
const FLOOR_3: &[&str] = &["people", "data", "projects", "settings", "airlock", "conduct", "help"];

/// Uses between the workspace's crates that the design does not allow; dev-dependencies count like any other.
pub fn uses(edges: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (user, used) in edges {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| name == user) else {
            if user != "strongroom" {
                wrong.push(format!("{user} is in no floor of the house; add it to the design and to this test"));
            }
            continue;
        };
        let ground = used == "foundation" && user != "xtask" && user != "foundation-derive";
        let floor = FLOOR_3.contains(&user.as_str()) && FLOOR_2.contains(&used.as_str());
        if !(ground || floor || allowed.contains(&used.as_str())) {
            wrong.push(format!("{user} uses {used}, which the design does not allow"));
        }
    }
    wrong
}

/// Words that touch the world: no rule may hold one.
const WORLD: &[&str] = &[
    "async",
    "await",
    "tokio",
    "sqlx",
    "axum",
    "reqwest",
    "hyper",
    "SystemTime",
    "Instant",
    "rand",
    "getrandom",
    "println",
    "eprintln",
    "dbg",
    "thread",
    "now",
    "new_v4",
    "new_v7",
    "now_v7",
];
/// Crates and modules that a rule may not reach into.
const REACHES: &[&str] = &["store", "actions", "pages", "api"];
const STD: &[&str] = &["fs", "net", "env", "process", "io", "thread", "time::SystemTime", "time::Instant", "os"];

/// What in a file of `rules/` (or `rules.rs`) touches the world, with its line. Comments and texts do not count.
pub fn impurities(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let code = without_comments_and_texts(text);
    for (number, line) in code.lines().enumerate() {
        let words = words(line);
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let touches = match *word {
                // `now` is a fine name for an argument; as a call it asks the clock.
                "now" => next == "(",
                "rand" | "thread" => next == "::",
                other => WORLD.contains(&other),
            };
            // Of the platform a rule may name a type (an id), but call nothing.
            let after = words.get(at + 2).copied().unwrap_or_default();
            let calls =
                *word == "platform" && next == "::" && !after.starts_with(|c: char| c.is_uppercase() || c == '{');
            let reaches = calls || (REACHES.contains(word) && next == "::");
            if touches || reaches {
                found.push((number + 1, (*word).to_owned()));
            }
        }
    }
    // Groups of imports can go over several lines.
    let flat: String = code.split_whitespace().collect();
    for module in STD {
        let named = |part: &str| part == *module || part.starts_with(&format!("{module}::"));
        if flat.contains(&format!("std::{module}")) || imported(&flat, "std::{", named) {
            found.push((0, format!("std::{module}")));
        }
    }
    if imported(&flat, "platform::{", |part| part.starts_with(char::is_lowercase)) {
        found.push((0, "platform".to_owned()));
    }
    found
}

/// Whether a group of imports that begins with `start` has a part like this. `code` is without spaces.
fn imported(code: &str, start: &str, is: impl Fn(&str) -> bool) -> bool {
    code.match_indices(start).any(|(at, _)| {
        let group = &code[at + start.len()..];
        group[..group.find(';').unwrap_or(group.len())].split([',', '{', '}']).any(&is)
    })
}

/// Identifiers, `::` and single signs of a line of code.
pub fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        if !word.trim().is_empty() {
            words.push(word);
        }
        rest = after;
    }
    words
}

/// Code with every comment and every text made blank; lines stay where they are.
fn without_comments_and_texts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Code(c) => out.push(c),
            Piece::Other(skipped) => {
                out.push(' ');
                out.extend(skipped.chars().filter(|c| *c == '\n'));
            }
        }
    }
    out
}

/// Every text of a source, without its quotes, and the code of up to 80 signs before it.
pub fn literals(text: &str) -> Vec<(String, String)> {
    let (mut found, mut code) = (Vec::new(), String::new());
    for piece in pieces(text) {
        match piece {
            Piece::Code(c) => code.push(c),
            Piece::Other(other) if other.ends_with(['"', '#']) && other.contains('"') => {
                let before = code.char_indices().rev().nth(79).map_or(0, |(at, _)| at);
                let inside = other.trim_start_matches(['r', '#']).trim_end_matches('#').trim_matches('"');
                found.push((code[before..].to_owned(), inside.to_owned()));
                code.push_str("\"\"");
            }
            Piece::Other(_) => code.push(' '),
        }
    }
    found
}

enum Piece<'a> {
    Code(char),
    /// A comment, or a text with its quotes.
    Other(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let in_word = before.is_alphanumeric() || before == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            quoted(rest)
        } else if !in_word && (rest.starts_with("r\"") || rest.starts_with("r#")) {
            raw(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(1, |end| end + 2)
        } else {
            out.push(Piece::Code(first));
            before = first;
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (skipped, after) = rest.split_at(length.max(1));
        out.push(Piece::Other(skipped));
        before = ' ';
        rest = after;
    }
    out
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of `r"…"`, `r#"…"#`; 1 for `r#word`.
fn raw(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    if !text[1 + hashes..].starts_with('"') {
        return 1;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = 2 + hashes;
    text[start..].find(&end).map_or(text.len(), |at| start + at + end.len())
}

/// Whether a path is one of rules: in a folder `rules`, or a file `rules.rs`. Tests of rules may do what tests do.
pub fn is_rules(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let tests = parts.iter().any(|part| part == "tests");
    path.extension().is_some_and(|e| e == "rs")
        && !tests
        && parts.iter().any(|part| part == "rules" || part == "rules.rs")
}

/// The number of lines where a source file is too long.
pub fn too_long(path: &Path, text: &str) -> Option<usize> {
    let source = path.extension().is_some_and(|e| e == "rs");
    let lines = text.lines().count();
    (source && lines > LONGEST).then_some(lines)
}

/// Whether a source holds tests.
pub fn holds_tests(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .any(|line| line.starts_with("#[") && (line.ends_with("test]") || line.contains("test(")))
        || text.contains(concat!("proptest", "! {"))
}

/// Whether a crate's manifest takes the workspace's lints, or forbids unsafe code itself.
pub fn forbids_unsafe(manifest: &str, workspace: &str) -> bool {
    let read = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
    let (own, all) = (read(manifest), read(workspace));
    let level = |lints: Option<&toml::Value>| {
        let unsafe_code = lints?.get("rust")?.get("unsafe_code")?;
        unsafe_code.as_str().or_else(|| unsafe_code.get("level")?.as_str()).map(|level| level == "forbid")
    };
    let lints = own.get("lints");
    let inherits = lints.and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool) == Some(true);
    if inherits {
        level(all.get("workspace").and_then(|w| w.get("lints"))) == Some(true)
    } else {
        level(lints) == Some(true)
    }
}

/// Words that say where packages come from, or on what machine and in what way the project is built. They are put together
/// here, so that this file does not hold them itself.
const UNWANTED: &[&str] = &[
    concat!("crates", ".io"),
    concat!("docs", ".rs"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.debian", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("/wo", "rk/"),
    concat!("/tmp/", "brief"),
    concat!("issues", " show"),
    concat!("issue", " tracker"),
];

/// Unwanted words in a file, with their lines.
pub fn unwanted(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.to_lowercase();
        found.extend(UNWANTED.iter().filter(|word| line.contains(**word)).map(|word| (number + 1, *word)));
    }
    found
}

/// Folders that hold nothing of ours.
const FOREIGN: &[&str] = &["target", "node_modules", ".git", "demo-data"];
/// Files that package programs write, and the one that says whose checkout this is.
const LOCKS: &[&str] = &["Cargo.lock", "package-lock.json", ".git"];

/// Every file of the project, below its root, sorted; lock files and foreign folders left out.
///
/// # Errors
/// A folder cannot be read.
pub fn files(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() && !FOREIGN.contains(&name.as_str()) {
                folders.push(entry.path());
            } else if kind.is_file() && !LOCKS.contains(&name.as_str()) {
                found.push(entry.path().strip_prefix(root).map_or_else(|_| entry.path(), Path::to_path_buf));
            }
        }
    }
    found.sort();
    Ok(found)
}
