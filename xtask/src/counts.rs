//! Results read from what test programs print.

use std::collections::BTreeSet;

/// How many passed and failed, and how many were not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    /// Marked as not to be run: never counted as passed.
    pub skipped: u64,
}

impl Counts {
    /// Reads one line: libtest's `test result: …`, the walk's `N passed, N failed`, node's `# pass N`.
    pub fn see(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result: ") {
            for part in rest.split([';', '.']) {
                self.add_words(part.trim());
            }
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            match two(rest) {
                Some(("pass", n)) => self.passed += n,
                Some(("fail" | "cancelled", n)) => self.failed += n,
                Some(("skipped" | "todo", n)) => self.skipped += n,
                _ => {}
            }
        } else if let Some((passed, failed)) = line.split_once(", ")
            && passed.ends_with(" passed")
            && failed.ends_with(" failed")
        {
            self.add_words(passed);
            self.add_words(failed);
        }
    }

    /// "12 passed", "3 failed", "1 ignored"; anything else is nothing.
    fn add_words(&mut self, part: &str) {
        let Some((number, word)) = part.split_once(' ') else {
            return;
        };
        let Ok(number) = number.parse::<u64>() else {
            return;
        };
        match word {
            "passed" => self.passed += number,
            "failed" => self.failed += number,
            "ignored" => self.skipped += number,
            _ => {}
        }
    }

    pub fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// What a stage came to: its results, and why tests that passed had nothing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    pub counts: Counts,
    /// Lines of `SKIPPED: …`, each once.
    pub skipped: BTreeSet<String>,
    /// Within what libtest repeats of tests that passed (`--show-output`).
    repeats: bool,
}

impl Seen {
    /// Reads a line of results; whether it is one to show.
    pub fn see(&mut self, line: &str) -> bool {
        let line = line.trim();
        match line {
            "successes:" => self.repeats = true,
            "failures:" => self.repeats = false,
            _ if line.starts_with("test result: ") => self.repeats = false,
            _ => {}
        }
        self.note(line);
        // What a test printed is no result of its own.
        if !self.repeats {
            self.counts.see(line);
        }
        !self.repeats || line.starts_with(SKIPPED)
    }

    /// Reads a line of standard error, where nothing counts.
    pub fn note(&mut self, line: &str) {
        if let Some(why) = line.trim().strip_prefix(SKIPPED) {
            self.skipped.insert(why.trim().to_owned());
        }
    }

    pub fn add(&mut self, other: Seen) {
        self.counts.add(other.counts);
        self.skipped.extend(other.skipped);
    }
}

const SKIPPED: &str = "SKIPPED:";

impl From<Counts> for Seen {
    fn from(counts: Counts) -> Seen {
        Seen { counts, ..Seen::default() }
    }
}

fn two(text: &str) -> Option<(&str, u64)> {
    let (word, number) = text.split_once(' ')?;
    Some((word, number.trim().parse().ok()?))
}
