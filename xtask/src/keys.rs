//! Whether texts and code agree: a key that code says and no text has, a text that nobody says.
//!
//! Code says a key as a literal, or makes it of words (`format!("statistic-{s}")`). What fills such a hole must be a word that
//! the sources or the profiles know.

use std::collections::BTreeSet;

use crate::structure::{literals, words};

/// Calls whose first literal is a key, whole or with holes.
const SAYS: &[&str] =
    &["cx.text(", "cx.say(", "cx.count(", "cx.did(", "app.texts.text(", "sentence(", "#[refusal(", ".submit(", "bad("];

/// A key that code says: between these parts there are words that it puts in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(Vec<String>);

impl Pattern {
    /// A literal spelt like a key; nothing where it is not, or where it is all holes.
    fn read(literal: &str) -> Option<Pattern> {
        let mut parts = vec![String::new()];
        let mut rest = literal;
        while let Some(first) = rest.chars().next() {
            if first == '{' {
                rest = &rest[rest.find('}')? + 1..];
                parts.push(String::new());
                continue;
            }
            if !(first.is_ascii_lowercase() || first.is_ascii_digit() || "-_".contains(first)) {
                return None;
            }
            parts.last_mut()?.push(first);
            rest = &rest[1..];
        }
        let says = parts.iter().any(|part| !part.is_empty());
        says.then_some(Pattern(parts))
    }

    /// Whether it has holes and yet says something: `{prefix}-{x}` would make nearly every key.
    fn says_some(&self) -> bool {
        self.0.len() > 1 && self.0.iter().any(|part| part.contains(|c: char| c.is_ascii_alphanumeric()))
    }

    /// Whether it can be this key with words in its holes that are known.
    fn makes(&self, key: &str, known: &dyn Fn(&str) -> bool) -> bool {
        fn rest(parts: &[String], key: &str, known: &dyn Fn(&str) -> bool) -> bool {
            match parts {
                [] => key.is_empty(),
                [last] => key.strip_prefix(last.as_str()).is_some_and(str::is_empty),
                [first, more @ ..] => key.strip_prefix(first.as_str()).is_some_and(|after| {
                    let ends = (1..=after.len()).filter(|at| after.is_char_boundary(*at));
                    ends.into_iter().any(|at| known(&after[..at]) && rest(more, &after[at..], known))
                }),
            }
        }
        rest(&self.0, key, known)
    }
}

/// What the sources and the profiles say.
#[derive(Debug, Default)]
pub struct Said {
    /// Keys of calls that take nothing but keys, with the file that says them.
    keys: BTreeSet<(String, Pattern)>,
    patterns: BTreeSet<Pattern>,
    words: BTreeSet<String>,
    /// Words of forms and profiles as they stand there: a profile may name a key.
    named: BTreeSet<String>,
}

impl Said {
    /// Reads one source of Rust, without its tests.
    pub fn source(&mut self, file: &str, text: &str) {
        let text = text.split("#[cfg(test)]").next().unwrap_or(text);
        for (before, literal) in literals(text) {
            let before: String = before.split_whitespace().collect();
            let call = before.trim_end_matches(['&']).trim_end_matches("format!(").trim_end_matches(['&']);
            // An argument before it is the language or the like.
            let call = call.strip_suffix(',').map_or(call, |c| c.rfind('(').map_or(c, |open| &c[..=open]));
            if let Some(pattern) = Pattern::read(&literal) {
                if SAYS.iter().any(|says| call.ends_with(says)) {
                    self.keys.insert((file.to_owned(), pattern.clone()));
                }
                self.patterns.insert(pattern);
            }
            self.words.extend(tokens(&literal));
        }
        // Names of variants are made into words.
        for word in words(text).into_iter().filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase())) {
            let mut kebab = String::new();
            for (at, c) in word.chars().enumerate() {
                if c.is_ascii_uppercase() && at > 0 {
                    kebab.push('-');
                }
                kebab.push(c.to_ascii_lowercase());
            }
            self.words.insert(kebab);
        }
    }

    /// Reads what else holds words: forms, profiles.
    pub fn words_of(&mut self, text: &str) {
        self.words.extend(tokens(text));
        self.named.extend(text.split('"').map(String::from));
    }

    fn knows(&self, word: &str) -> bool {
        let spelt = word.replace('_', "-");
        let here = self.words.contains(&spelt) || self.named.contains(word);
        here || spelt.split('-').all(|part| !part.is_empty() && self.words.contains(part))
    }

    /// What code says and no text has.
    pub fn without_text(&self, keys: &BTreeSet<String>) -> Vec<String> {
        let any = |_: &str| true;
        let missing = self.keys.iter().filter(|(_, said)| !keys.iter().any(|key| said.makes(key, &any)));
        missing.map(|(file, said)| format!("{file}: {}", said.0.join("{…}"))).collect()
    }

    /// Texts that nobody says.
    pub fn unsaid<'a>(&self, keys: &'a BTreeSet<String>) -> Vec<&'a str> {
        let whole = |key: &str| self.named.contains(key) || self.patterns.contains(&Pattern(vec![key.to_owned()]));
        let made =
            |key: &str| self.patterns.iter().filter(|p| p.says_some()).any(|p| p.makes(key, &|word| self.knows(word)));
        keys.iter().map(String::as_str).filter(|key| !whole(key) && !made(key)).collect()
    }
}

fn tokens(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c))).filter(|word| !word.is_empty());
    parts.map(|word| word.replace('_', "-").to_lowercase())
}

/// The keys of a file of texts.
pub fn keys(ftl: &str) -> impl Iterator<Item = String> {
    let lines = ftl.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    lines.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
}
