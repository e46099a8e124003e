//! Clocks, randomness and the environment, which `clippy.toml` bans outside a few places. Clippy resolves names and finds all;
//! this reads text, so that a slip fails in every run of the tests within a second.

use serde::Deserialize;

#[derive(Deserialize)]
struct Clippy {
    #[serde(rename = "disallowed-methods")]
    methods: Vec<Banned>,
    #[serde(rename = "disallowed-types")]
    types: Vec<Banned>,
}

#[derive(Deserialize)]
struct Banned {
    path: String,
}

/// What `clippy.toml` bans, each by the last two words of its path, as code writes it.
///
/// # Errors
/// It cannot be read.
pub fn banned(clippy: &str) -> Result<Vec<String>, String> {
    let clippy: Clippy = toml::from_str(clippy).map_err(|e| format!("reading clippy.toml: {e}"))?;
    let last = |banned: &Banned| {
        let words: Vec<&str> = banned.path.split("::").collect();
        words[words.len().saturating_sub(2)..].join("::")
    };
    let names: std::collections::BTreeSet<String> = clippy.methods.iter().chain(&clippy.types).map(last).collect();
    Ok(names.into_iter().collect())
}

/// Lines of a source that take what is banned, where nothing near says that this is one of the places: an attribute that
/// names the lint, at most this many lines above.
pub fn slips(text: &str, banned: &[String]) -> Vec<(usize, String)> {
    const NEAR: usize = 60;
    if text.lines().any(|line| line.trim_start().starts_with("#![allow(clippy::disallowed_methods")) {
        return Vec::new();
    }
    let mut said: Option<usize> = None;
    let mut slips = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or_default();
        if code.contains("clippy::disallowed_") {
            said = Some(number);
        }
        for name in banned {
            let taken = code.match_indices(name.as_str()).any(|(at, _)| {
                let after = code[at + name.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            });
            if taken && said.is_none_or(|at| number - at > NEAR) {
                slips.push((number, name.clone()));
            }
        }
    }
    slips
}
