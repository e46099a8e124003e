//! Results read from what test programs print.

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

fn two(text: &str) -> Option<(&str, u64)> {
    let (word, number) = text.split_once(' ')?;
    Some((word, number.trim().parse().ok()?))
}
