//! `cargo xtask journeys`: plays the twelve journeys of docs/handbook/journeys.md in a browser, and prints what each takes of the
//! person who makes it. Not a stage of `cargo xtask test`: it measures, and takes minutes.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::{run, setup, stages};

/// What a journey may take at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    pub clicks: u32,
    /// Where there is an aim for them.
    pub questions: Option<u32>,
}

/// The journeys in the order of the handbook, with the aims that it names.
pub const JOURNEYS: [(&str, Option<Aim>); 12] = [
    ("register to home", None),
    ("accreditation", None),
    ("application", Some(Aim { clicks: 30, questions: None })),
    ("answer a query", None),
    ("table to request", Some(Aim { clicks: 12, questions: Some(14) })),
    ("return and answer", None),
    ("fetch and verify", None),
    ("grant", None),
    ("assess", None),
    ("vote", None),
    ("map a dataset", None),
    ("ask about access", None),
];

/// What one journey took, as the player says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Took {
    pub journey: String,
    pub pages: u32,
    pub clicks: u32,
    pub questions: u32,
    pub repeated: u32,
}

impl Aim {
    fn holds(self, took: &Took) -> bool {
        took.clicks <= self.clicks && self.questions.is_none_or(|most| took.questions <= most)
    }

    fn words(self) -> String {
        match self.questions {
            Some(questions) => format!("at most {} clicks, {questions} questions", self.clicks),
            None => format!("at most {} clicks", self.clicks),
        }
    }
}

/// The names of the first column of the handbook's table, in their order.
pub fn named(handbook: &str) -> Vec<String> {
    let rows = handbook.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split('|').nth(1)).map(|name| name.trim().to_owned()).collect()
}

/// The table of what was played, and whether every journey was played and every aim holds.
///
/// # Errors
/// The player told of a journey that nobody knows, or in words that nobody reads.
pub fn table(said: &str) -> Result<(String, bool), String> {
    let mut all: Vec<Took> = Vec::new();
    for line in said.lines().filter(|line| line.starts_with('{')) {
        all.push(serde_json::from_str(line).map_err(|e| format!("reading what a journey took, {line}: {e}"))?);
    }
    if let Some(unknown) = all.iter().find(|took| JOURNEYS.iter().all(|(name, _)| *name != took.journey)) {
        return Err(format!("docs/handbook/journeys.md knows no journey {:?}", unknown.journey));
    }
    let mut out = format!("{:<20} {:>6} {:>7} {:>10} {:>9}\n", "journey", "pages", "clicks", "questions", "repeated");
    let mut well = true;
    for (name, aim) in JOURNEYS {
        let Some(took) = all.iter().find(|took| took.journey == name) else {
            out.push_str(&format!("{name:<20} not played\n"));
            well = false;
            continue;
        };
        let Took { pages, clicks, questions, repeated, .. } = took;
        let aimed = aim.map(|aim| {
            well &= aim.holds(took);
            format!("   {}: {}", aim.words(), if aim.holds(took) { "holds" } else { "NOT met" })
        });
        let aimed = aimed.unwrap_or_default();
        out.push_str(&format!("{name:<20} {pages:>6} {clicks:>7} {questions:>10} {repeated:>9}{aimed}\n"));
    }
    Ok((out, well))
}

/// `cargo xtask journeys [--profile P] [--language L]`
///
/// # Errors
/// A request that is wrong, or a machine that cannot be set up. Journeys that are not played, and aims that do not hold, are no
/// error: the answer is then `false`.
pub fn command(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let (mut profile, mut language) = ("srs", "en");
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "--profile" => profile = words.next().ok_or("--profile: name a profile, such as srs")?,
            "--language" => language = words.next().ok_or("--language: en or cy")?,
            other => return Err(format!("cargo xtask journeys knows no {other}")),
        }
    }
    setup::all(root)?;
    let mut player = Command::new("node");
    player.args(["journeys.mjs", profile, language]).current_dir(root.join("stories"));
    let out = player.env("STRONGROOM", stages::program(root)?).output();
    let out = out.map_err(|e| format!("starting node: {e}"))?;
    let (table, well) = table(&String::from_utf8_lossy(&out.stdout))?;
    if !out.status.success() {
        run::say_error(String::from_utf8_lossy(&out.stderr).trim());
    }
    run::say(table.trim_end());
    Ok(well && out.status.success())
}
