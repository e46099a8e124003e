//! The permission matrix as text, for a golden file that a data owner can read.

use crate::{Attr, Permissions, Principal, Resource};

/// A column of the matrix: somebody, with one thing of each kind that they stand in some relation to
/// ("checker on the team", "checker outside it").
#[derive(Debug, Clone)]
pub struct Situation {
    pub name: &'static str,
    pub who: Principal,
    /// One thing of each kind.
    pub on: Vec<Resource>,
    /// What the moment adds, by action.
    pub context: Vec<(&'static str, Vec<(&'static str, Attr)>)>,
}

/// Rows: action and kind of thing. Cells: `yes`; `no` (no rule allows it); `NO` (a rule forbids it); `-` (this situation
/// has no such thing); `?` (the question was wrong: every such cell is explained under the table).
pub(crate) fn matrix(permissions: &Permissions, situations: &[Situation]) -> String {
    let actions = permissions.actions();
    let mut rows = vec![vec!["action".to_owned(), "on".to_owned()]];
    rows[0].extend(situations.iter().map(|s| s.name.to_owned()));
    let mut faults = Vec::new();
    for action in &actions {
        let mut row = vec![action.name.clone(), action.resource.clone()];
        for situation in situations {
            row.push(match situation.on.iter().find(|on| on.kind == action.resource) {
                None => "-".to_owned(),
                Some(on) => {
                    let context = situation.context.iter().find(|(name, _)| *name == action.name);
                    let decision = permissions.decide(
                        &situation.who,
                        &action.name,
                        on,
                        context.map_or(&[], |(_, pairs)| pairs.as_slice()),
                    );
                    let cell = match (&decision.fault, decision.allowed, decision.forbidden_by.is_empty()) {
                        (Some(fault), _, _) => {
                            faults.push(format!("{}: {fault}", situation.name));
                            "?"
                        }
                        (None, true, _) => "yes",
                        (None, false, true) => "no",
                        (None, false, false) => "NO",
                    };
                    cell.to_owned()
                }
            });
        }
        rows.push(row);
    }
    let mut text = aligned(&rows);
    if !faults.is_empty() {
        text.push_str("\ncould not be asked:\n");
        faults.iter().for_each(|fault| text.push_str(&format!("  {fault}\n")));
    }
    text
}

/// Columns two spaces apart, no space at the end of a line, a rule under the first row.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|row| row.get(c)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let line: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
        if number == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&rule.join("  "));
            text.push('\n');
        }
    }
    text
}
