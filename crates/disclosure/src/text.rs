//! A result as a person reads it in a terminal. For inside use: it holds figures.

use crate::judge::Severity;
use crate::result::{Showing, Status, TableResult, Verdict};
use std::fmt::Write as _;

/// How many cells and objections are shown; files have them all.
const MOST_LINES: usize = 200;

impl TableResult {
    /// The table with a sign after each figure of a marked cell, the objections, the verdict.
    pub fn text(&self) -> String {
        let mut lines: Vec<Vec<String>> = Vec::new();
        let mut head: Vec<String> = self.dimensions.clone();
        head.push("n".into());
        head.extend(self.statistics.iter().cloned());
        head.push(String::new());
        lines.push(head);
        for cell in self.cells.iter().take(MOST_LINES) {
            let mut line = cell.names();
            line.push(cell.n.to_string());
            line.extend(cell.values.iter().map(|value| value.map(figure).unwrap_or_default()));
            line.push(match cell.marks.iter().map(|mark| mark.severity).max() {
                Some(Severity::Fail) => {
                    format!("! {}", names(cell.failing().iter().map(|rule| rule.name())))
                }
                Some(Severity::Ask) => "?".into(),
                None => String::new(),
            });
            if cell.status.showing() == Showing::Gap
                && let Some(last) = line.last_mut()
            {
                *last = format!("{} {last}", cell.status.name()).trim_end().into();
            }
            lines.push(line);
        }
        let mut text = aligned(&lines, self.dimensions.len());
        if self.cells.len() > MOST_LINES {
            let _ = writeln!(text, "… and {} cells more", self.cells.len() - MOST_LINES);
        }
        text.push('\n');
        let marks: Vec<_> = self.marks().collect();
        for (cell, mark) in marks.iter().take(MOST_LINES) {
            let verb = if mark.severity == Severity::Fail { "fails" } else { "asks" };
            let _ = writeln!(
                text,
                "{}: {} {verb} {}{}: {}",
                cell.keys.join(" / "),
                mark.statistic,
                mark.rule.name(),
                if self.policies.len() > 1 { format!(" (policy {})", mark.policy) } else { String::new() },
                mark.words
            );
        }
        // What is said of one cell stands with it; what is said of many is said once.
        let unsafe_cells = || self.cells.iter().filter(|cell| cell.status == Status::Unsafe);
        let mut of_many: Vec<&str> = Vec::new();
        for cell in unsafe_cells().take(MOST_LINES) {
            for remedy in &cell.remedies {
                if remedy.starts_with("merge ") {
                    let _ = writeln!(text, "to mend {}: {remedy}", cell.keys.join(" / "));
                } else if !of_many.contains(&remedy.as_ref()) {
                    of_many.push(remedy);
                }
            }
        }
        for remedy in of_many {
            let _ = writeln!(text, "to mend unsafe cells: {remedy}");
        }
        if marks.len() > MOST_LINES {
            let _ = writeln!(text, "… and {} objections more", marks.len() - MOST_LINES);
        }
        let _ = writeln!(text, "{}", self.verdict_line());
        text
    }

    /// One sentence: what the policy says of the table.
    pub fn verdict_line(&self) -> String {
        let cells = self.cells.len();
        let policy = self.policies.iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>().join(", ");
        if let Some(protection) = &self.protection
            && self.verdict != Verdict::Fail
        {
            let hidden = protection.primary + protection.secondary;
            return format!(
                "{}: protected by {} ({hidden} of {cells} cells are hidden), by the policy {policy}",
                if self.verdict == Verdict::Ask { "ask" } else { "pass" },
                protection.method
            );
        }
        match self.verdict {
            Verdict::Pass => {
                format!("pass: none of {cells} cells is marked by the policy {policy}")
            }
            Verdict::Ask => format!(
                "ask: the policy {policy} wants a person to look at {} of {cells} cells",
                self.marked(Severity::Ask)
            ),
            Verdict::Fail => {
                format!("fail: {} of {cells} cells are unsafe by the policy {policy}", self.marked(Severity::Fail))
            }
        }
    }

    /// What a reader of the table has to know beside it: records left out, rules not applied.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (field, count) in self.left_out.by_field.iter().filter(|(_, count)| *count > 0) {
            remarks.push(format!("{count} records are left out because \"{field}\" is missing"));
        }
        if self.left_out.by_weight > 0 {
            remarks.push(format!("{} records have the weight 0 and count for nobody", self.left_out.by_weight));
        }
        remarks.extend(self.not_applied.iter().cloned());
        remarks.extend(self.protection.iter().flat_map(|protection| protection.remarks.iter().cloned()));
        remarks
    }
}

fn names<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    rules.collect::<Vec<_>>().join(", ")
}

fn figure(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// Columns of texts to the left, of numbers to the right.
pub(crate) fn aligned(lines: &[Vec<String>], texts: usize) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let columns = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let mut row = String::new();
        for (column, value) in line.iter().enumerate() {
            let space = " ".repeat(widths[column] - value.chars().count());
            let gap = if column > 0 { "  " } else { "" };
            row += &if column < texts || column + 1 == columns {
                format!("{gap}{value}{space}")
            } else {
                format!("{gap}{space}{value}")
            };
        }
        text += row.trim_end();
        text.push('\n');
    }
    text
}
