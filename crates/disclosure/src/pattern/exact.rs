//! Towards the least cost: patterns that meet every condition found so far are attacked, and what breaks them is a further
//! condition. The least cost under the conditions is a bound on the cost of every safe pattern.

use super::attack::Stand;
use super::cut::Bound;
use super::early::Early;
use super::search::{Search, tables};
use super::single::Singles;
use super::{Fate, Pattern, Problem};
use crate::deadline::Deadline;
use crate::program::{Program, Row, Solved, whole};
use std::time::Duration;

/// So many conditions at once are enough to look for parts of cells that meet them.
const ENOUGH: usize = 60;
/// A first pattern without programs may take so long even where less is asked for.
const BOXES: Duration = Duration::from_secs(60);
/// In large problems: the part of the time that goes into programs for targets that only costly cells protect otherwise, and
/// the part of what is left then that goes into other ways that cost less.
const COMPLETING: f64 = 0.7;
const IMPROVING: f64 = 0.5;
/// The part of the time that is left then that goes into a bound without whole cells; and the same in large problems, where
/// the rest goes into a better pattern.
const RELAXING: (f64, f64) = (0.4, 0.2);

/// `first` is until when a first safe pattern is looked for with programs too, however little time there is for a cheaper one.
pub(crate) fn solve(problem: &Problem, until: Deadline, first: Option<Deadline>) -> Pattern {
    let lost = Singles::new(problem).lost();
    let mut early = Early::new(problem, &lost);
    if let Some(early) = &mut early {
        early.complete(false, first.unwrap_or_else(|| until.max(Deadline::after(BOXES))));
    }
    // What has no safe pattern without programs needs some.
    let safe = early.as_ref().is_some_and(Early::whole);
    let limit = first.filter(|_| !safe).map_or(until, |first| first.max(until));
    let mut search = Search::new(problem, lost, limit);
    let laid = if search.parts() { early.as_ref().and_then(|early| Early::new(problem, &early.lost)) } else { None };
    if let Some(mut cheaper) = laid {
        // Programs for those alone that would have to use costly cells.
        cheaper.complete(true, until);
        search.adopt(&cheaper);
        let _ = search.complete(Deadline::after(until.left().mul_f64(COMPLETING)));
        cheaper.take(&search.held, &search.lost);
        cheaper.complete(false, until);
        cheaper.improve(Deadline::after(until.left().mul_f64(IMPROVING)));
        search.adopt(&cheaper);
        if cheaper.whole() {
            early = Some(cheaper);
        }
    }
    if search.complete(limit).is_err() {
        return without_programs(early.filter(Early::whole), &search);
    }
    let mut best = (search.cost(), search.hidden.clone());
    let mut witnesses = search.witnesses();
    let mut master = Master::new(problem, &search.lost);
    let part = if search.large() { RELAXING.1 } else { RELAXING.0 };
    master.relax(&mut search, best.0, Deadline::after(until.left().mul_f64(part)));
    // What was found by then says of most cells that they are needed.
    search.begin(&best.1);
    if search.complete(until).is_ok() {
        let _ = search.prune(until);
        best = (search.cost(), search.hidden.clone());
        witnesses = search.witnesses();
    }
    let mut gap = 0.05;
    while !search.large() && !master.proves(best.0) && !until.over() {
        master.take(&search);
        let Some(hidden) = master.pattern(&best, gap, until) else { break };
        let found = master.attack_whole(&mut search, &hidden);
        match found {
            None => break,
            Some(0) => {
                let cost = problem.cost_of(&hidden);
                if cost < best.0 {
                    best = (cost, hidden);
                    witnesses = search.witnesses();
                }
                gap /= 4.0;
            }
            Some(_) => {
                if search.complete(until).is_ok() {
                    let _ = search.prune(until);
                    if search.cost() < best.0 {
                        best = (search.cost(), search.hidden.clone());
                        witnesses = search.witnesses();
                    }
                }
                if master.bound > best.0 * (1.0 - gap) {
                    gap /= 4.0
                }
            }
        }
    }
    Pattern {
        cost: best.0,
        bound: if master.proves(best.0) { best.0 } else { master.bound.min(best.0) },
        lost: places(&search.lost),
        witnesses,
        solved: search.attacks.solved + master.solved,
        hidden: Some(best.1),
    }
}

/// Time was up: the early pattern, if it protects every target that can be protected.
fn without_programs(early: Option<Early<'_>>, search: &Search<'_>) -> Pattern {
    Pattern {
        cost: early.as_ref().map_or(f64::INFINITY, Early::cost),
        hidden: early.as_ref().map(Early::hidden),
        bound: 0.0,
        lost: places(&search.lost),
        witnesses: early.map_or(Vec::new(), |early| tables(&early.held)),
        solved: search.attacks.solved,
    }
}

fn places(lost: &[bool]) -> Vec<usize> {
    (0..lost.len()).filter(|at| lost[*at]).collect()
}

/// The conditions so far, and the cheapest cells that meet them.
struct Master<'a> {
    problem: &'a Problem,
    singles: Singles<'a>,
    /// Places of targets that can be protected, and for how many rounds each is let be.
    targets: Vec<(usize, u32, u32)>,
    /// Cells that may be hidden by column.
    open: Vec<u32>,
    program: Program,
    /// How many conditions of the pool are rows.
    taken: usize,
    /// Cells of targets that can be protected.
    sensitive: Vec<bool>,
    bound: f64,
    /// All costs are whole numbers.
    whole: bool,
    solved: usize,
}

impl<'a> Master<'a> {
    fn new(problem: &'a Problem, lost: &[bool]) -> Master<'a> {
        let open: Vec<u32> =
            (0..problem.fate.len() as u32).filter(|cell| problem.fate[*cell as usize] == Fate::Open).collect();
        let costs: Vec<f64> = open.iter().map(|cell| problem.cost[*cell as usize]).collect();
        let mut sensitive = vec![false; problem.fate.len()];
        for (target, _) in problem.targets.iter().zip(lost).filter(|(_, lost)| !**lost) {
            sensitive[target.cell as usize] = true;
        }
        Master {
            sensitive,
            singles: Singles::new(problem),
            targets: (0..problem.targets.len()).filter(|at| !lost[*at]).map(|at| (at, 0, 0)).collect(),
            program: Program::new(vec![(0.0, 1.0); open.len()], costs.clone(), Vec::new()),
            taken: 0,
            bound: 0.0,
            whole: costs.iter().all(|cost| cost.fract() == 0.0),
            solved: 0,
            problem,
            open,
        }
    }

    fn proves(&self, cost: f64) -> bool {
        let near = if self.whole { 1.0 - 1e-4 } else { 1e-7 * cost };
        self.bound > cost - near
    }

    fn add(&mut self, terms: &[(u32, f64)], least: f64) {
        let mut terms: Vec<(u32, f64)> = terms
            .iter()
            .filter_map(|(cell, factor)| Some((self.open.binary_search(cell).ok()? as u32, *factor)))
            .collect();
        terms.sort_unstable_by_key(|(cell, _)| *cell);
        self.program.add(Row { terms, least, most: f64::INFINITY });
    }

    /// Conditions of the pool that these parts do not meet become rows.
    fn take(&mut self, search: &Search<'_>) {
        for cut in &search.pool.cuts[self.taken..] {
            self.add(&cut.0, 1.0);
        }
        self.taken = search.pool.cuts.len();
    }

    /// By cell, from columns.
    fn spread(&self, columns: &[f64]) -> Vec<f64> {
        let mut part: Vec<f64> =
            self.problem.fate.iter().map(|fate| f64::from(u8::from(*fate == Fate::Hidden))).collect();
        for (cell, value) in self.open.iter().zip(columns) {
            part[*cell as usize] = value.clamp(0.0, 1.0);
        }
        part
    }

    /// Adds conditions that parts of cells violate, until hardly any is found or the bound stands still.
    fn relax(&mut self, search: &mut Search<'_>, best: f64, until: Deadline) {
        let mut stands_still = 0;
        loop {
            self.take(search);
            self.solved += 1;
            let Solved::Optimal(values) = self.program.least(until) else { return };
            let before = self.bound;
            self.bound = self.bound.max(values.sum);
            if self.proves(best) || until.over() {
                return;
            }
            stands_still = if self.bound > before * 1.0003 + 1e-9 { 0 } else { stands_still + 1 };
            let part = self.spread(&values.columns);
            let mut found = self.bridges(&part) + self.alone(search, &part) + self.rounded(search, &part);
            let all = stands_still > 3;
            if found < 10 || all {
                found += self.attack_parts(search, &part, all, until);
            }
            if (all && found == 0) || stands_still > 8 {
                return;
            }
        }
    }

    /// A cell that is hidden alone among those that sum to something is hidden for nothing.
    fn bridges(&mut self, part: &[f64]) -> usize {
        let problem = self.problem;
        let mut found = 0;
        for relation in &problem.relations {
            let open: Vec<u32> =
                relation.iter().map(|(cell, _)| *cell).filter(|c| problem.fate[*c as usize] == Fate::Open).collect();
            let sum: f64 = open.iter().map(|cell| part[*cell as usize]).sum();
            let mut hidden = relation.iter().filter(|(cell, _)| problem.fate[*cell as usize] == Fate::Hidden);
            if let Some((first, _)) = hidden.next() {
                // One that has to be protected needs another beside it.
                if hidden.next().is_none() && self.sensitive[*first as usize] && sum < 0.98 {
                    self.add(&open.iter().map(|cell| (*cell, 1.0)).collect::<Vec<_>>(), 1.0);
                    found += 1;
                }
                continue;
            }
            for cell in &open {
                if 2.0 * part[*cell as usize] - sum > 0.02 {
                    let terms: Vec<(u32, f64)> =
                        open.iter().map(|other| (*other, if other == cell { -1.0 } else { 1.0 })).collect();
                    self.add(&terms, 0.0);
                    found += 1;
                }
            }
        }
        found
    }

    /// What single relations ask for.
    fn alone(&self, search: &mut Search<'_>, part: &[f64]) -> usize {
        let cuts = self.singles.violated(self.targets.iter().map(|(at, _, _)| *at), part);
        cuts.into_iter().map(|cut| usize::from(search.pool.add(cut))).sum()
    }

    /// Conditions of the pool as whole numbers sharpen them.
    fn rounded(&mut self, search: &Search<'_>, part: &[f64]) -> usize {
        let bounds: Vec<Bound> = search.pool.cuts.iter().filter_map(|cut| cut.rounded(part)).collect();
        bounds.iter().for_each(|bound| self.add(&bound.terms, bound.least));
        bounds.len()
    }

    /// Conditions that a pattern of parts violates. Targets that did so lately come first; all are tried if `all`.
    fn attack_parts(&mut self, search: &mut Search<'_>, part: &[f64], all: bool, until: Deadline) -> usize {
        let mut found = 0;
        let mut targets = std::mem::take(&mut self.targets);
        for (_, wait, _) in &mut targets {
            *wait = if all { 0 } else { wait.saturating_sub(1) };
        }
        // The same rooms serve targets that need as much.
        let key = |at: usize| {
            let target = self.problem.targets[at];
            (target.figures, target.need.by())
        };
        targets.sort_by(|a, b| {
            let (a, b) = (key(a.0), key(b.0));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let mut last = None;
        for (at, wait, often) in &mut targets {
            if *wait > 0 || until.over() || (found > ENOUGH && !all) {
                continue;
            }
            if search.large() {
                let cut = search.condition(*at, part).filter(|cut| cut.lack(part) > 0.01);
                let new = cut.map_or(0, |cut| usize::from(search.pool.add(cut)));
                found += new;
                (*wait, *often) = if new > 0 { (0, 0) } else { ((*often + 1).min(4), (*often + 1).min(4)) };
                continue;
            }
            if last != Some(key(*at)) {
                last = Some(key(*at));
                search.attacks.hide_parts(key(*at).0, part, key(*at).1);
            }
            let new = match search.attacks.stands(*at) {
                Stand::Broken(_, Some(cut)) if cut.lack(part) > 0.01 => usize::from(search.pool.add(cut)),
                _ => 0,
            };
            found += new;
            (*wait, *often) = if new > 0 { (0, 0) } else { ((*often + 1).min(4), (*often + 1).min(4)) };
        }
        self.targets = targets;
        found
    }

    /// Attacks a whole pattern; how many conditions that gave. None: time was up, or an attack came too near and gave no
    /// condition, so that nothing more can be proven.
    fn attack_whole(&mut self, search: &mut Search<'_>, hidden: &[bool]) -> Option<usize> {
        search.begin(hidden);
        let mut found = 0;
        for (at, _, _) in &self.targets {
            match search.stands(*at) {
                Stand::Holds(_) => {}
                Stand::Broken(_, Some(cut)) => {
                    found += usize::from(search.pool.add(cut));
                }
                Stand::Broken(_, None) | Stand::Unknown => return None,
            }
        }
        Some(found)
    }

    /// The cheapest cells that meet all conditions so far, as a pattern; the bound rises with it.
    fn pattern(&mut self, best: &(f64, Vec<bool>), gap: f64, until: Deadline) -> Option<Vec<bool>> {
        let bounds = vec![(0.0, 1.0); self.open.len()];
        let costs: Vec<f64> = self.open.iter().map(|cell| self.problem.cost[*cell as usize]).collect();
        let start: Vec<f64> = self.open.iter().map(|cell| f64::from(u8::from(best.1[*cell as usize]))).collect();
        self.solved += 1;
        let least = if self.whole { 0.5 / best.0.max(1.0) } else { 1e-6 };
        let found = whole(&bounds, &costs, self.program.rows(), Some(&start), gap.max(least), until);
        self.bound = self.bound.max(found.bound);
        let part = self.spread(&found.columns?);
        Some(part.iter().map(|part| *part > 0.5).collect())
    }
}
