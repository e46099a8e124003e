//! Every endpoint of the program, read in its sources. axum does not list routes; what it prints of a router for a
//! developer is the second witness: a route that only one of the two knows fails a test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use super::super::support::root;

/// Method and path, as the program answers them.
pub(crate) type Endpoint = (String, String);

/// What axum calls the methods.
const METHODS: [&str; 8] = ["get", "post", "put", "delete", "patch", "head", "options", "trace"];
/// Other ways to make a router answer. Where they stand is known, or the list of routes would be incomplete.
const OTHER_DOORS: [&str; 7] = [
    ".nest(",
    ".nest_service(",
    ".route_service(",
    ".fallback(",
    ".fallback_service(",
    ".method_not_allowed_fallback(",
    "OpenApiRouter",
];
/// The shell puts the API under its prefix and answers what no route knows.
const SHELL: &str = "platform/src/web/shell.rs";
const DOORS_OF_THE_SHELL: [&str; 4] = [".nest(", ".fallback(", ".fallback_service(", ".method_not_allowed_fallback("];

/// A desktop that is tried by itself, on the loopback and without the service; who reaches its page is its own test.
const TRIED: &str = "strongroom/src/commands/desk.rs";

/// The sources of every crate that uses axum, without comments.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for krate in std::fs::read_dir(root().join("crates")).unwrap().flatten() {
        let manifest = std::fs::read_to_string(krate.path().join("Cargo.toml")).unwrap_or_default();
        if manifest.contains("axum") {
            walk(&krate.path().join("src"), &mut files);
        }
    }
    files.retain(|file| !file.ends_with(TRIED));
    files.sort();
    let crates = root().join("crates");
    let named = |file: &PathBuf| file.strip_prefix(&crates).unwrap().display().to_string();
    files.iter().map(|file| (named(file), without_comments(&std::fs::read_to_string(file).unwrap()))).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The text with each line cut at its comment. A `//` inside quotes (an address) is none.
fn without_comments(text: &str) -> String {
    let cut = |line: &str| {
        let (mut quoted, mut escaped) = (false, false);
        for (at, c) in line.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '/' if !quoted && line[at..].starts_with("//") => return line[..at].to_owned(),
                _ => {}
            }
        }
        line.to_owned()
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// What stands between the bracket that `text` follows and its closing one, cut at the commas between.
fn arguments(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut quoted, mut escaped, mut from) = (0usize, false, false, 0);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                found.push(text[from..at].trim());
                found.retain(|argument| !argument.is_empty());
                return Some(found);
            }
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                found.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The functions called one after the other in `get(list).post(begin)`.
fn called(expression: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut word) = (0usize, false, String::new());
    let mut found = Vec::new();
    for c in expression.chars() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' => {
                if depth == 0 {
                    found.push(std::mem::take(&mut word));
                }
                depth += 1;
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '_' => word.push(c),
            _ => word.clear(),
        }
    }
    found
}

/// The name of the function in which a place of a file stands.
fn function(before: &str) -> &str {
    let after = before.rsplit_once("fn ").map_or("", |(_, after)| after);
    after.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
}

/// Every route of one file.
fn of_file(name: &str, text: &str) -> BTreeSet<Endpoint> {
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(".route(") {
        let (before, after) = (&text[..at + next], &text[at + next + ".route(".len()..]);
        at = text.len() - after.len();
        let arguments = arguments(after).unwrap_or_else(|| panic!("{name}: a route without an end"));
        // `rules.route(id)` and the ledger's `entry.route(way)` take one, a decision's none: those of a router take two.
        let [path, methods] = arguments.as_slice() else {
            assert!(arguments.len() < 2, "{name}: cannot tell what {arguments:?} are");
            continue;
        };
        let literal = path.strip_prefix('"').and_then(|p| p.strip_suffix('"'));
        let path = literal.unwrap_or_else(|| panic!("{name}: write the path of a route out, not {path}"));
        let prefix = match function(before) {
            "api" => "/api/v1",
            "pages" | "routes" => "",
            other => {
                panic!("{name}: {path} is routed in {other}; only `api`, `pages` and `routes` tell where it stands")
            }
        };
        for method in called(methods) {
            assert!(METHODS.contains(&method.as_str()), "{name}: cannot tell what {path} answers by {method}()");
            let new = found.insert((method.to_uppercase(), format!("{prefix}{path}")));
            assert!(new, "{name}: {method} {path} is routed twice");
        }
    }
    found
}

/// Every endpoint of the service.
pub(crate) fn endpoints() -> BTreeSet<Endpoint> {
    let all: BTreeSet<Endpoint> = sources().iter().flat_map(|(name, text)| of_file(name, text)).collect();
    assert!(all.len() > 180, "only {} endpoints were found in the sources", all.len());
    all
}

/// What axum prints of a router: methods and paths by the number of the route.
fn printed(router: &impl Debug, prefix: &str) -> BTreeSet<Endpoint> {
    let text = format!("{router:?}");
    let text = text.split("fallback_router").next().unwrap();
    let (routes, paths) = text.split_once("paths: {").expect("axum prints the paths of a router");
    let mut methods: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for route in routes.split("RouteId(").skip(1) {
        let (id, route) = route.split_once(')').unwrap();
        let answered = METHODS.iter().filter(|m| route.contains(&format!("{m}: BoxedHandler")));
        methods.insert(id, answered.map(|m| m.to_uppercase()).collect());
    }
    let mut found = BTreeSet::new();
    for path in paths.split("RouteId(").skip(1) {
        let (id, path) = path.split_once("): \"").unwrap();
        let path = path.split('"').next().unwrap();
        found.extend(methods[id].iter().map(|m| (m.clone(), format!("{prefix}{path}"))));
    }
    found
}

/// The routers that crates hand out, by what `serve.rs` calls them.
fn routers() -> Vec<(&'static str, BTreeSet<Endpoint>)> {
    let api = "/api/v1";
    vec![
        ("platform::web::pages()", printed(&platform::web::pages(), "")),
        ("people::pages()", printed(&people::pages(), "")),
        ("data::pages()", printed(&data::pages(), "")),
        ("projects::pages()", printed(&projects::pages(), "")),
        ("settings::pages()", printed(&settings::pages(), "")),
        ("airlock::pages()", printed(&airlock::pages(), "")),
        ("platform::web::api()", printed(&platform::web::api(), api)),
        ("people::api()", printed(&people::api(), api)),
        ("data::api()", printed(&data::api(), api)),
        ("projects::api()", printed(&projects::api(), api)),
        ("settings::api()", printed(&settings::api(), api)),
        ("airlock::api()", printed(&airlock::api(), api)),
    ]
}

/// Pages of this crate itself, which only its sources know.
const OWN: [(&str, &str); 3] = [
    ("crate::home::pages()", "strongroom/src/home.rs"),
    ("crate::help::pages()", "strongroom/src/help.rs"),
    ("crate::space::pages()", "strongroom/src/space.rs"),
];

#[test]
fn the_sources_and_the_routers_themselves_know_the_same_endpoints() {
    let own: BTreeSet<Endpoint> = sources()
        .iter()
        .filter(|(name, _)| OWN.iter().any(|(_, file)| file == name))
        .flat_map(|(name, text)| of_file(name, text))
        .collect();
    let told: BTreeSet<Endpoint> = routers().into_iter().flat_map(|(_, all)| all).chain(own).collect();
    let read = endpoints();
    assert_eq!(
        told.difference(&read).collect::<Vec<_>>(),
        Vec::<&Endpoint>::new(),
        "routed, but not read in the sources"
    );
    assert_eq!(
        read.difference(&told).collect::<Vec<_>>(),
        Vec::<&Endpoint>::new(),
        "read in the sources, but not routed"
    );
}

#[test]
fn the_program_is_put_together_out_of_these_routers_and_no_others() {
    let serve = std::fs::read_to_string(root().join("crates/strongroom/src/serve.rs")).unwrap();
    let serve = without_comments(&serve);
    let merged: BTreeSet<&str> =
        serve.split(".merge(").skip(1).map(|m| m.split('\n').next().unwrap().trim_end_matches([';', ')'])).collect();
    let known = routers().into_iter().map(|(name, _)| name).chain(OWN.iter().map(|(name, _)| *name));
    let known: BTreeSet<&str> = known.map(|name| name.trim_end_matches([')'])).collect();
    assert_eq!(merged, known);
}

#[test]
fn no_endpoint_is_made_in_another_way() {
    let mut found = BTreeSet::new();
    for (name, text) in sources() {
        found.extend(OTHER_DOORS.iter().filter(|door| text.contains(*door)).map(|door| (name.clone(), *door)));
    }
    let shell = DOORS_OF_THE_SHELL.iter().map(|door| (SHELL.to_owned(), *door)).collect();
    assert_eq!(found, shell, "routes are made by `.route(\"path\", get(…))` alone, or this test cannot see them");
}

#[test]
fn the_description_of_the_api_has_every_endpoint_and_no_other() {
    let described: serde_json::Value = serde_json::from_str(&strongroom::openapi_json()).unwrap();
    let paths = described["paths"].as_object().unwrap();
    let described: BTreeSet<Endpoint> = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |m| (m.to_uppercase(), path.clone())))
        .filter(|(method, _)| METHODS.contains(&method.to_lowercase().as_str()))
        .collect();
    let routed: BTreeSet<Endpoint> = endpoints().into_iter().filter(|(_, path)| path.starts_with("/api/")).collect();
    assert_eq!(routed.difference(&described).collect::<Vec<_>>(), Vec::<&Endpoint>::new(), "routed, not described");
    assert_eq!(described.difference(&routed).collect::<Vec<_>>(), Vec::<&Endpoint>::new(), "described, not routed");
}
