//! Towards the least cost: patterns that meet every condition found so far are attacked, and what breaks them is a further
//! condition. The least cost under the conditions is a bound on the cost of every safe pattern.

use super::attack::{Attacks, Reach, enough};
use super::cut::{Cut, cut, rooms};
use super::search::Search;
use super::{Attackers, Fate, Need, Pattern, Problem, Target};
use crate::hashing::FastMap;
use crate::program::{Program, Row, Solved, whole};
use std::time::Instant;

/// A condition that lacks less than this is met.
const MET: f64 = 1e-3;

pub(crate) fn solve(problem: &Problem, until: Instant) -> Pattern {
    let mut search = Search::new(problem, until);
    let nothing = |search: &Search<'_>| Pattern {
        hidden: None,
        cost: f64::INFINITY,
        bound: 0.0,
        lost: places(&search.lost),
        solved: search.attacks.solved,
    };
    if search.complete().is_err() {
        return nothing(&search);
    }
    let _ = search.prune(until);
    let mut best = (search.cost(), search.hidden.clone());
    let trace = std::env::var_os("TRACE").is_some();
    let start = Instant::now();
    if trace {
        eprintln!("first {} solved {}", best.0, search.attacks.solved);
    }
    let mut master = Master::new(problem, &search.lost);
    let mut attacks = Attacks::new(problem, until);
    master.relax(&mut attacks, best.0, until);
    if trace {
        eprintln!("relaxed {} rows {} {:?}", master.bound, master.program.rows().len(), start.elapsed());
    }
    while !master.proves(best.0) && Instant::now() < until {
        let Some(hidden) = master.pattern(&best, until) else { break };
        let found = master.attack_whole(&mut attacks, &hidden);
        if trace {
            eprintln!("bound {} best {} new {found:?} {:?}", master.bound, best.0, start.elapsed());
        }
        match found {
            None => break,
            Some(0) => {
                let cost = problem.cost_of(&hidden);
                if cost < best.0 {
                    best = (cost, hidden);
                }
            }
            Some(_) => {
                search.begin(&hidden);
                if search.complete().is_ok() {
                    let _ = search.prune(until);
                    if search.cost() < best.0 {
                        best = (search.cost(), search.hidden.clone());
                    }
                }
            }
        }
    }
    Pattern {
        cost: best.0,
        bound: if master.proves(best.0) { best.0 } else { master.bound.min(best.0) },
        lost: places(&search.lost),
        solved: search.attacks.solved + attacks.solved + master.solved,
        hidden: Some(best.1),
    }
}

fn places(lost: &[bool]) -> Vec<usize> {
    (0..lost.len()).filter(|at| lost[*at]).collect()
}

/// The conditions so far, and the cheapest cells that meet them.
struct Master<'a> {
    problem: &'a Problem,
    /// Places of targets that can be protected.
    targets: Vec<usize>,
    /// Cells that may be hidden by column.
    open: Vec<u32>,
    program: Program,
    /// Relations over the columns of the attacks.
    rows: Vec<Vec<(u32, f64)>>,
    known: FastMap<Vec<(u32, u64)>, ()>,
    bound: f64,
    /// All costs are whole numbers.
    whole: bool,
    solved: usize,
}

impl<'a> Master<'a> {
    fn new(problem: &'a Problem, lost: &[bool]) -> Master<'a> {
        let open: Vec<u32> =
            (0..problem.fate.len() as u32).filter(|cell| problem.fate[*cell as usize] == Fate::Open).collect();
        let (_, column) = super::attack::columns(problem);
        let costs: Vec<f64> = open.iter().map(|cell| problem.cost[*cell as usize]).collect();
        Master {
            targets: (0..problem.targets.len()).filter(|at| !lost[*at]).collect(),
            program: Program::new(vec![(0.0, 1.0); open.len()], costs.clone(), Vec::new()),
            rows: super::attack::rows(problem, &column),
            known: FastMap::default(),
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

    fn add(&mut self, cut: Cut) -> bool {
        let mut terms: Vec<(u32, f64)> = cut
            .0
            .into_iter()
            .filter_map(|(cell, factor)| Some((self.open.binary_search(&cell).ok()? as u32, factor)))
            .collect();
        terms.sort_unstable_by_key(|(cell, _)| *cell);
        let key: Vec<(u32, u64)> = terms.iter().map(|(cell, factor)| (*cell, (factor * 1e6) as u64)).collect();
        if terms.is_empty() || self.known.insert(key, ()).is_some() {
            return false;
        }
        self.program.add(Row { terms, least: 1.0, most: f64::INFINITY });
        true
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
    fn relax(&mut self, attacks: &mut Attacks<'_>, best: f64, until: Instant) {
        let mut stands_still = 0;
        loop {
            self.solved += 1;
            let Solved::Optimal(values) = self.program.least(until) else { return };
            let before = self.bound;
            self.bound = self.bound.max(values.sum);
            if self.proves(best) {
                return;
            }
            stands_still = if self.bound > before * 1.0005 + 1e-9 { 0 } else { stands_still + 1 };
            let part = self.spread(&values.columns);
            let found = self.bridges(&part) + self.attack_parts(attacks, &part, until);
            if found == 0 || stands_still > 5 || Instant::now() >= until {
                return;
            }
        }
    }

    /// A cell that is hidden alone among those that sum to something is hidden for nothing.
    fn bridges(&mut self, part: &[f64]) -> usize {
        let problem = self.problem;
        let mut found = 0;
        for relation in &problem.relations {
            if relation.iter().any(|(cell, _)| problem.fate[*cell as usize] == Fate::Hidden) {
                continue;
            }
            let open: Vec<u32> =
                relation.iter().map(|(cell, _)| *cell).filter(|c| problem.fate[*c as usize] == Fate::Open).collect();
            let sum: f64 = open.iter().map(|cell| part[*cell as usize]).sum();
            for cell in &open {
                if 2.0 * part[*cell as usize] - sum > 0.02 {
                    let mut terms: Vec<(u32, f64)> = open
                        .iter()
                        .filter_map(|other| {
                            let at = self.open.binary_search(other).ok()? as u32;
                            Some((at, if other == cell { -1.0 } else { 1.0 }))
                        })
                        .collect();
                    terms.sort_unstable_by_key(|(cell, _)| *cell);
                    self.program.add(Row { terms, least: 0.0, most: f64::INFINITY });
                    found += 1;
                }
            }
        }
        found
    }

    /// Conditions that a pattern of parts violates.
    fn attack_parts(&mut self, attacks: &mut Attacks<'_>, part: &[f64], until: Instant) -> usize {
        // Targets that need about as much are looked at with the same rooms.
        let mut order: Vec<(usize, i32, usize)> = self
            .targets
            .iter()
            .map(|at| {
                let target = self.problem.targets[*at];
                (target.figures, target.need.by().log2().ceil() as i32, *at)
            })
            .collect();
        order.sort_unstable();
        let mut found = 0;
        for group in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let cap = 2f64.powi(group[0].1);
            self.hide(attacks, group[0].0, part, cap);
            for (_, _, at) in group {
                if Instant::now() >= until {
                    return found;
                }
                found += self.attack(attacks, self.problem.targets[*at], part).unwrap_or(0);
            }
        }
        found
    }

    fn hide(&self, attacks: &mut Attacks<'_>, figures: usize, part: &[f64], cap: f64) {
        for attack in attacks.single.get_mut(figures).into_iter().chain(attacks.joint.get_mut(figures)) {
            let parts: Vec<f64> = attack.cells.iter().map(|cell| part[*cell as usize]).collect();
            attack.hide(&parts, cap);
        }
    }

    /// Attacks a whole pattern; how many conditions that gave. None: time was up, or an attack came too near and gave no
    /// condition, so that nothing more can be proven.
    fn attack_whole(&mut self, attacks: &mut Attacks<'_>, hidden: &[bool]) -> Option<usize> {
        let part: Vec<f64> = hidden.iter().map(|hidden| f64::from(u8::from(*hidden))).collect();
        for figures in 0..self.problem.figures.len() {
            self.hide(attacks, figures, &part, f64::INFINITY);
        }
        let mut found = 0;
        for at in self.targets.clone() {
            found += self.attack(attacks, self.problem.targets[at], &part)?;
        }
        Some(found)
    }

    /// Conditions from attacks on one target. None: an attack comes too near but no condition says why.
    fn attack(&mut self, attacks: &mut Attacks<'_>, target: Target, part: &[f64]) -> Option<usize> {
        let reach = |attacks: &mut Attacks<'_>, up: bool, knowing: &[u32]| -> Option<Reach> {
            attacks.solved += 1;
            let together = attacks.problem.attackers == Attackers::Together;
            let all = if together { &mut attacks.joint } else { &mut attacks.single };
            all[target.figures].reach(target, up, knowing)
        };
        if let Need::Width(_) = target.need {
            let (above, below) = (reach(attacks, true, &[])?, reach(attacks, false, &[])?);
            if above.value + below.value >= target.need.by() * (1.0 - MET) {
                return Some(0);
            }
            let attack = &attacks.single[target.figures];
            let up = rooms(self.problem, &self.rows, attack, target, true, &above.prices, &|_| false)?;
            let down = rooms(self.problem, &self.rows, attack, target, false, &below.prices, &|_| false)?;
            let both: Vec<f64> = up.iter().zip(&down).map(|(up, down)| up + down).collect();
            return self.condition(&both, part);
        }
        let up = matches!(target.need, Need::Rise(_));
        let first = reach(attacks, up, &[])?;
        let together = self.problem.attackers == Attackers::Together;
        if !enough(first.value * (1.0 + MET), target.need) {
            let person = self.problem.people[target.cell as usize];
            let excused = self.problem.figures[target.figures].alone[target.cell as usize];
            let attack = if together { &attacks.joint } else { &attacks.single };
            let attack = &attack[target.figures];
            let knows =
                |column: usize| together && !(excused && self.problem.people[attack.cells[column] as usize] == person);
            let rooms = rooms(self.problem, &self.rows, attack, target, up, &first.prices, &knows)?;
            return self.condition(&rooms, part);
        }
        if self.problem.attackers != Attackers::Each {
            return Some(0);
        }
        let mut left = attacks.single[target.figures].refuters(target, &first.changes);
        if left.is_empty() {
            return Some(0);
        }
        let knowing = attacks.everywhere(&left);
        let second = reach(attacks, up, &knowing)?;
        if enough(second.value * (1.0 + MET), target.need) {
            return Some(0);
        }
        let mut found = 0;
        while let Some(column) = left.first().copied() {
            let knowing = attacks.everywhere(&[column]);
            let next = reach(attacks, up, &knowing)?;
            if enough(next.value * (1.0 + MET), target.need) {
                let refuting = attacks.single[target.figures].refuters(target, &next.changes);
                left.retain(|other| !knowing.contains(other) && refuting.contains(other));
                continue;
            }
            let attack = &attacks.single[target.figures];
            let knows = |column: usize| knowing.contains(&(column as u32));
            let rooms = rooms(self.problem, &self.rows, attack, target, up, &next.prices, &knows)?;
            found += self.condition(&rooms, part)?;
            left.retain(|other| !knowing.contains(other));
        }
        Some(found)
    }

    fn condition(&mut self, rooms: &[f64], part: &[f64]) -> Option<usize> {
        let cut = cut(self.problem, rooms)?;
        if cut.lack(part) < MET / 2.0 {
            return None;
        }
        Some(usize::from(self.add(cut)))
    }

    /// The cheapest cells that meet all conditions so far, as a pattern; the bound rises with it.
    fn pattern(&mut self, best: &(f64, Vec<bool>), until: Instant) -> Option<Vec<bool>> {
        let bounds = vec![(0.0, 1.0); self.open.len()];
        let costs: Vec<f64> = self.open.iter().map(|cell| self.problem.cost[*cell as usize]).collect();
        let start: Vec<f64> = self.open.iter().map(|cell| f64::from(u8::from(best.1[*cell as usize]))).collect();
        self.solved += 1;
        let gap = if self.whole { 0.5 / best.0.max(1.0) } else { 1e-6 };
        let found = whole(&bounds, &costs, self.program.rows(), Some(&start), gap, until);
        self.bound = self.bound.max(found.bound);
        let part = self.spread(&found.columns?);
        Some(part.iter().map(|part| *part > 0.5).collect())
    }
}
