//! Suppression: unsafe cells are hidden, and further cells so that nobody works the hidden ones out.
//!
//! What is sensitive, by how much, and who knows what, becomes a [`Problem`]; what comes back is audited.

use super::Protection;
use super::audit::{AuditLine, Inquiry, Proof, audit};
use super::people::People;
use super::quantity::{Quantity, quantities};
use super::relations::{Relation, relations, twins};
use super::repair::repair;
use super::unions::{Covered, Unions};
use crate::deadline::Deadline;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::judge::Severity;
use crate::pattern::{Attackers, Fate, Figures, Layout, Need, Problem, Target};
use crate::policy::Cost;
use crate::progress::Stage;
use crate::result::{Status, TableResult};
use crate::statistic::Statistic;
use std::time::Duration;

/// How long a cheaper pattern is looked for where nobody says, in seconds: for tables of up to [`LARGE`] cells, and larger.
const USUAL: (u64, u64) = (120, 600);
const LARGE: usize = 4000;
/// So much of the time goes into the search; the rest is for what it leaves, and for the audit.
const SEARCHING: f64 = 0.85;
/// A safe pattern is looked for at least so long where none is found at once, even where less is asked for.
const FIRST: Duration = Duration::from_secs(30);
/// So often more is hidden where the audit finds a pattern open.
const REPAIRS: usize = 3;

/// Every figure that must be protected, those first that need most: what protects them protects many of the others.
fn targets(quantities: &[Quantity]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (figures, quantity) in quantities.iter().enumerate() {
        for cell in 0..quantity.value.len() {
            let target = |need: Need| Target { figures, cell: cell as u32, need };
            targets.extend((quantity.rise[cell] > 0.0).then(|| target(Need::Rise(quantity.rise[cell]))));
            targets.extend((quantity.fall[cell] > 0.0).then(|| target(Need::Fall(quantity.fall[cell]))));
        }
    }
    let part = |t: &Target| t.need.by() / quantities[t.figures].value[t.cell as usize].abs().max(1.0);
    targets.sort_by(|a, b| a.figures.cmp(&b.figures).then(part(b).total_cmp(&part(a))));
    targets
}

/// What it costs to hide each cell.
fn costs(table: &TableResult) -> Vec<f64> {
    let measure = table.policies.iter().find_map(|policy| policy.protect.as_ref()).map_or(Cost::Freq, |rule| rule.cost);
    let of = |cell: &crate::result::Cell| match measure {
        Cost::Freq => cell.n as f64,
        Cost::Value => cell.evidence.variables.first().map_or(cell.n as f64, |v| v.by_unit.absolute),
        Cost::Cells => 1.0,
    };
    table.cells.iter().map(of).collect()
}

fn problem(table: &TableResult, relations: &[Relation], primary: &[bool]) -> Problem {
    let quantities = quantities(table);
    let empty: Vec<bool> = table.cells.iter().map(|cell| cell.n == 0).collect();
    let cells = || 0..table.cells.len();
    let fate = |cell: usize| match (primary[cell], empty[cell]) {
        (true, _) => Fate::Hidden,
        // Everybody can guess an empty cell, so that it hides nothing.
        (_, true) => Fate::Shown,
        _ => Fate::Open,
    };
    let figures = |quantity: &Quantity| Figures {
        fall: cells().map(|cell| quantity.room(cell)).collect(),
        rise: vec![f64::INFINITY; table.cells.len()],
        known_fall: cells().map(|cell| quantity.room_for_largest(cell)).collect(),
        known_rise: cells().map(|cell| if quantity.alone[cell] { 0.0 } else { f64::INFINITY }).collect(),
        alone: quantity.alone.clone(),
    };
    Problem {
        relations: relations.iter().map(|relation| relation.signed().collect()).collect(),
        cost: costs(table),
        fate: cells().map(fate).collect(),
        people: twins(relations, &empty),
        figures: quantities.iter().map(figures).collect(),
        targets: targets(&quantities),
        // Nobody knows which contributors are one, so all are.
        attackers: if shared(table) { Attackers::Together } else { Attackers::Each },
        layout: Some(Layout {
            codes: table.cells.iter().map(|cell| cell.evidence.codes.clone()).collect(),
            parents: table.trees.iter().map(|tree| tree.parents.clone()).collect(),
        }),
    }
}

pub(crate) fn protect(table: &mut TableResult, evidence: Option<&Evidence>) -> Result<(), Error> {
    let statistics = table.request.statistics();
    if !table.request.margins && statistics.iter().any(|statistic| matches!(statistic, Statistic::Percent(_))) {
        return Err(Error::PercentNeedsMargins);
    }
    let primary: Vec<bool> =
        table.cells.iter().map(|cell| cell.marks.iter().any(|mark| mark.severity == Severity::Fail)).collect();
    let relations = relations(&table.cells, &table.trees);
    let problem = problem(table, &relations, &primary);
    let usual = if table.cells.len() > LARGE { USUAL.1 } else { USUAL.0 };
    let seconds = table.request.protect_seconds.unwrap_or(usual);
    let whole = Duration::from_secs(seconds);
    let (asked, first) = (Deadline::after(whole), Deadline::after(whole.max(FIRST)));
    let times = (Deadline::after(whole.mul_f64(SEARCHING)), first);
    table.request.progress.stage(Stage::Protecting(asked));
    let mut found = problem.solve_by(times.0, times.1);
    let together = problem.attackers == Attackers::Together;
    // What nothing protects from all contributors at once may be safe from each of them.
    if let Some(hidden) = found.hidden.as_mut().filter(|_| together && !found.lost.is_empty()) {
        let lost = found.lost.iter().map(|at| problem.targets[*at]).collect();
        let rest = Problem { attackers: Attackers::Each, targets: lost, ..problem.hiding(hidden) };
        let more = rest.solve_by(times.0, times.1);
        for more in more.hidden.iter() {
            hidden.iter_mut().zip(more).for_each(|(hidden, more)| *hidden |= more);
        }
        // Nobody knows what safety from each alone costs at least.
        found.bound = 0.0;
    }
    let unsafe_cells = primary.iter().filter(|primary| **primary).count();
    let Some(mut hidden) = found.hidden.clone() else {
        let remark = format!(
            "no safe pattern of hidden cells was found within {seconds} seconds: nothing is protected and nothing can be released; give more time (--protect-seconds) or use fewer categories"
        );
        table.protection = Some(Protection {
            method: "suppress",
            remarks: vec![remark],
            primary: unsafe_cells,
            ..Protection::default()
        });
        return Ok(());
    };
    table.request.progress.stage(Stage::Auditing);
    let proofs = problem.targets.iter().zip(&found.witnesses).map(|(target, witnesses)| Proof {
        cell: target.cell as usize,
        quantity: target.figures,
        up: !matches!(target.need, Need::Fall(_)),
        witnesses,
    });
    let proofs: Vec<Proof<'_>> = proofs.collect();
    let unions = evidence.map(|evidence| Unions::new(table, evidence, &relations));
    let (mut covered, mut people, mut repairs) = (Covered::default(), None::<People>, 0);
    let (lines, failing) = loop {
        if let Some(unions) = &unions {
            covered = unions.cover(&problem, &mut hidden, times, covered)?;
        }
        let look = |hidden: &[bool], people: Option<&People>, only: Option<&[usize]>| {
            let proofs = if only.is_some() { &[] } else { &*proofs };
            audit(
                table,
                hidden,
                &Inquiry { together, proofs, people, beside: &covered.levels, only, until: Some(asked) },
            )
        };
        let mut lines = look(&hidden, people.as_ref(), None);
        let mut failing = fail(&lines);
        // What all contributors together would tell may be more than any of them does.
        if let (false, None, Some(evidence)) = (failing.is_empty(), &people, evidence) {
            people = evidence.people(table)?;
            lines.retain(|line| failing.binary_search(&line.at).is_err());
            lines.extend(look(&hidden, people.as_ref(), Some(&failing)));
            failing = fail(&lines);
            found.bound = if together { 0.0 } else { found.bound };
        }
        let more = match &people {
            Some(people) if !failing.is_empty() && repairs < REPAIRS => {
                repair(&problem, &hidden, &failing, times.1, &|hidden, of| look(hidden, Some(people), Some(of)))
            }
            _ => Vec::new(),
        };
        if more.is_empty() {
            break (lines, failing);
        }
        repairs += 1;
        more.iter().for_each(|cell| hidden[*cell] = true);
    };
    found.cost = problem.cost_of(&hidden);
    let secondary = (0..primary.len()).filter(|cell| hidden[*cell] && !primary[*cell]).count();
    let mut open = vec![false; primary.len()];
    covered.open.iter().for_each(|cell| open[*cell as usize] = true);
    failing.iter().for_each(|cell| open[*cell] = true);
    // The audit says what holds; what it did not look at is not said to.
    let lost = found.lost.iter().map(|at| problem.targets[*at].cell as usize);
    lost.filter(|cell| lines.iter().all(|line| line.at != *cell)).for_each(|cell| open[cell] = true);
    for (at, cell) in table.cells.iter_mut().enumerate() {
        cell.status = match (open[at], primary[at], hidden[at]) {
            (true, _, _) => Status::Unsafe,
            (_, true, _) => Status::Primary,
            (_, _, true) => Status::Secondary,
            _ => Status::Released,
        };
    }
    let mut remarks = vec![
        format!(
            "{unsafe_cells} unsafe cells are hidden, and {secondary} more so that totals do not give them back (empty in table.csv)"
        ),
        "this promises: nobody can tell from this table that a hidden count is below the threshold, nor come nearer to a hidden sum than its rule allows, whether they are outside or contribute to it themselves".into(),
    ];
    if covered.cells > 0 {
        remarks.push(format!(
            "{} of these further cells are hidden because hidden cells add up to a figure that the total tells and that is unsafe itself",
            covered.cells
        ));
    }
    if found.gap() > 0.0 {
        remarks.push(format!(
            "hiding cost {}; no safe pattern costs less than {:.1} (gap {:.1} %)",
            found.cost,
            found.bound,
            100.0 * found.gap()
        ));
    } else if secondary > 0 {
        remarks.push(format!("hiding cost {}; it is proven that no safe pattern costs less", found.cost));
    }
    if relations.is_empty() {
        remarks.push(
            "this table shows no totals; another table that shows them on the same data would give hidden cells back"
                .into(),
        );
    }
    let left = open.iter().filter(|open| **open).count();
    if left > 0 {
        remarks.push(format!("{left} cells cannot be protected by hiding others; use fewer categories"));
    }
    table.protection = Some(Protection {
        method: "suppress",
        remarks,
        primary: unsafe_cells,
        secondary,
        cost: Some(found.cost),
        bound: Some(found.bound),
        gap: Some(found.gap()),
        audit: lines,
        unaudited: 0,
        additive: true,
    });
    Ok(())
}

/// The cells that do not hold, in order.
fn fail(lines: &[AuditLine]) -> Vec<usize> {
    let mut fail: Vec<usize> = lines.iter().filter(|line| !line.holds).map(|line| line.at).collect();
    fail.sort_unstable();
    fail.dedup();
    fail
}

/// Whether some unit or holding contributes to several of the lowest cells.
pub(super) fn shared(table: &TableResult) -> bool {
    let inner = || table.cells.iter().filter(|cell| !cell.margin);
    let over = |of: &dyn Fn(&crate::result::Cell) -> u64| -> bool {
        let sum: u64 = inner().map(of).sum();
        match table.cells.iter().find(|cell| cell.evidence.codes.iter().all(Option::is_none)) {
            Some(total) => of(total) < sum,
            // Without a grand total nobody can tell.
            None => sum > 0 && (table.request.unit.is_some() || table.request.holding.is_some()),
        }
    };
    over(&|cell| cell.evidence.units) || over(&|cell| cell.evidence.holdings.unwrap_or(0))
}
