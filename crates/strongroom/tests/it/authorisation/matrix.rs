//! The matrix as text: endpoints and things down, people across.

use std::collections::BTreeMap;

use super::asking::Asked;
use super::expect::Expected;
use super::row::Then;

const LEGEND: &str = "\
Who is let in where: computed from the policies and the facts of a seeded service, and compared with what it answers.

  yes  is let in                        no   is told that they may not, and why (403)
  .    learns nothing of it (404)       way  is let in by the policies, not by the decision about place, session or training (422)
  in   is asked to sign in first        -    is let in, and there is no such thing there (404)

";

fn cell(expected: &Expected) -> &'static str {
    match expected {
        Expected::LetIn(Then::Absent) => "-",
        Expected::LetIn(_) => "yes",
        Expected::SignIn => "in",
        Expected::Hidden => ".",
        Expected::Forbidden(_) => "no",
        Expected::Decided => "way",
    }
}

/// A line where both profiles expect the same, one for each where not.
pub(crate) fn text(all: &[Asked]) -> String {
    let mut people: Vec<&str> = Vec::new();
    for asked in all {
        if !people.contains(&asked.person.as_str()) {
            people.push(&asked.person);
        }
    }
    // By row and thing: the cells of each profile.
    type Key<'a> = ((&'a str, String), &'a str);
    let mut order: Vec<Key<'_>> = Vec::new();
    let mut cells: BTreeMap<(Key<'_>, &str), String> = BTreeMap::new();
    for asked in all {
        let name = asked.row.split_once(' ').map_or(asked.row.as_str(), |(_, path)| path).to_owned();
        let key = ((asked.endpoint.0.as_str(), name), asked.thing);
        let line = cells.entry((key.clone(), asked.profile)).or_default();
        line.push_str(&format!(" {:3}", cell(&asked.expected)));
        if !order.contains(&key) {
            order.push(key);
        }
    }
    order.sort_by(|((m, p), _), ((n, q), _)| (p, m).cmp(&(q, n)));
    let mut out = LEGEND.to_owned();
    for (number, person) in (1..).zip(&people) {
        out.push_str(&format!("  {number:2}  {person}\n"));
    }
    let head: String = (1..=people.len()).map(|n| format!(" {n:3}")).collect();
    let mut endpoint = None;
    for key in &order {
        let ((method, path), thing) = key;
        if endpoint != Some((method, path)) {
            out.push_str(&format!("\n{method} {path}\n{:52}{head}\n", ""));
            endpoint = Some((method, path));
        }
        let thing = if *thing == "-" { "" } else { *thing };
        let of = |profile: &'static str| cells.get(&(key.clone(), profile)).map(|line| (profile, line));
        let lines: Vec<_> = super::PROFILES.into_iter().filter_map(of).collect();
        match lines.as_slice() {
            [(_, one), (_, other)] if one == other => push(&mut out, thing, one),
            lines => lines.iter().for_each(|(profile, line)| push(&mut out, &format!("{thing} ({profile})"), line)),
        }
    }
    out
}

fn push(out: &mut String, name: &str, line: &str) {
    out.push_str(format!("  {name:50}{line}").trim_end());
    out.push('\n');
}
