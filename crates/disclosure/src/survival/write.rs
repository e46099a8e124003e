//! The files and words of a survival table.

use super::{Step, SurvivalResult};
use crate::error::Error;
use crate::judge::Severity;
use crate::result::Verdict;
use crate::write::{Folder, line, number};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

const COLUMNS: [&str; 7] = ["from", "to", "entering", "events", "withdrawn", "survival", "std_error"];

impl SurvivalResult {
    /// Writes `survival.csv`, what may leave, unless a step is unsafe, and `record.json` (inside only). What earlier runs
    /// left in the folder is taken away first.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        self.write_into(&Folder::take(folder)?)
    }

    pub(crate) fn write_into(&self, folder: &Folder) -> Result<(), Error> {
        let program = json!({"name": "strongroom", "version": env!("CARGO_PKG_VERSION")});
        let record = format!("{:#}\n", json!({"program": program, "survival": self}));
        folder.place("record.json", record.as_bytes())?;
        if self.verdict != Verdict::Fail {
            folder.place("survival.csv", self.csv().as_bytes())?;
        }
        Ok(())
    }

    /// What a reader of the table has to know beside it: records left out first.
    pub fn remarks(&self) -> Vec<String> {
        let missing =
            |(field, count): &(String, u64)| format!("{count} records are left out because \"{field}\" is missing");
        let left_out = self.left_out.by_field.iter().filter(|(_, count)| *count > 0).map(missing);
        left_out.chain(self.remarks.iter().cloned()).collect()
    }

    /// The steps with the counts behind them.
    pub fn csv(&self) -> String {
        let mut text = line(self.request.by.iter().map(String::as_str).chain(COLUMNS));
        for step in &self.steps {
            text += &line(step.group.iter().cloned().chain(figures(step, number)));
        }
        text
    }

    /// The whole result as JSON on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| json!({"error": e.to_string()}).to_string()) + "\n"
    }

    /// The table, the objections, the verdict.
    pub fn text(&self) -> String {
        let short = |figure: f64| if figure.fract() == 0.0 { number(figure) } else { format!("{figure:.4}") };
        let head = self.request.by.iter().cloned().chain(COLUMNS.map(String::from)).collect();
        let mut lines: Vec<Vec<String>> = vec![head];
        lines.extend(self.steps.iter().map(|step| step.group.iter().cloned().chain(figures(step, short)).collect()));
        let mut text = crate::text::aligned(&lines, usize::from(self.request.by.is_some()));
        text.push('\n');
        for severity in [Severity::Fail, Severity::Ask] {
            for step in &self.steps {
                for mark in step.marks.iter().filter(|mark| mark.severity == severity) {
                    let verb = if severity == Severity::Fail { "fails" } else { "asks" };
                    let group = step.group.iter().map(|group| format!("{group} / ")).collect::<String>();
                    let _ = writeln!(
                        text,
                        "{group}{} to {}: {} {verb} {} (policy {}): {}",
                        number(step.from),
                        number(step.to),
                        mark.statistic,
                        mark.rule.name(),
                        mark.policy,
                        mark.words
                    );
                }
            }
        }
        let unsafe_steps = self.steps.iter().filter(|s| s.marks.iter().any(|m| m.severity == Severity::Fail)).count();
        let names = self.policies.iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>().join(", ");
        let all = self.steps.len();
        let _ = match self.verdict {
            Verdict::Pass => writeln!(text, "pass: none of {all} steps is marked by the policy {names}"),
            Verdict::Ask => writeln!(text, "ask: a person has to look at these {all} steps, by the policy {names}"),
            Verdict::Fail => {
                writeln!(
                    text,
                    "fail: {unsafe_steps} of {all} steps are unsafe by the policy {names}; take wider intervals, or leave out --edges to have steps joined"
                )
            }
        };
        text
    }
}

fn figures(step: &Step, shown: impl Fn(f64) -> String) -> [String; 7] {
    [
        shown(step.from),
        shown(step.to),
        step.entering.to_string(),
        step.events.to_string(),
        step.withdrawn.to_string(),
        shown(step.survival),
        step.std_error.map(shown).unwrap_or_default(),
    ]
}
