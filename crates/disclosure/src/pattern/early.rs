//! A safe pattern without linear programs, and a cheaper one from any safe pattern: every target keeps tables that prove it
//! safe ([`super::swaps`]), and a cell that no such table needs is shown. A cell is given up where all that use it find other
//! ways that cost less together.

use super::attack::Witness;
use super::lattice::Lattice;
use super::swaps::{Terms, cheapest};
use super::{Attackers, Fate, Problem};
use crate::deadline::Deadline;
use std::rc::Rc;

/// No cell.
const NONE: u32 = u32::MAX;
/// Cells that cost so many times more come in when others do not do.
const STEP: f64 = 4.0;
/// So often they do where the costliest are left out.
const CHEAPLY: usize = 2;
/// Searching ends when a round saves less than this part of the cost.
const WORTH: f64 = 0.002;

pub(crate) struct Early<'a> {
    problem: &'a Problem,
    lattice: Lattice,
    /// For each cell how many targets' tables change it.
    uses: Vec<u32>,
    /// For each cell that is hidden for others' sake the targets that use it.
    users: Vec<Vec<u32>>,
    /// For each target tables that protect it against every attacker.
    pub held: Vec<Option<Vec<Witness>>>,
    /// Targets that nothing protects.
    pub lost: Vec<bool>,
    /// How often each target kept a cell from being shown.
    kept: Vec<u32>,
    cost: f64,
    /// What one more cell costs beyond its own cost: of ways that cost the same that of fewer cells is taken.
    each: f64,
    /// Cells that cost more are not used.
    ceiling: f64,
    /// This one must not be used.
    barred: u32,
}

impl<'a> Early<'a> {
    /// None where the cells are not known to lie on a lattice.
    pub fn new(problem: &'a Problem, lost: &[bool]) -> Option<Early<'a>> {
        let lattice = Lattice::new(problem.layout.as_ref()?)?;
        let open = || (0..problem.fate.len()).filter(|cell| problem.fate[*cell] == Fate::Open);
        let mean = open().map(|cell| problem.cost[cell]).sum::<f64>() / open().count().max(1) as f64;
        Some(Early {
            lattice,
            uses: vec![0; problem.fate.len()],
            users: vec![Vec::new(); problem.fate.len()],
            held: vec![None; problem.targets.len()],
            lost: lost.to_vec(),
            kept: vec![0; problem.targets.len()],
            cost: 0.0,
            each: 1e-3 * mean,
            ceiling: f64::INFINITY,
            barred: NONE,
            problem,
        })
    }

    /// Whether every target is protected that can be.
    pub fn whole(&self) -> bool {
        self.held.iter().zip(&self.lost).all(|(held, lost)| held.is_some() || *lost)
    }

    pub fn hidden(&self) -> Vec<bool> {
        (0..self.uses.len()).map(|cell| self.uses[cell] > 0 || self.problem.fate[cell] == Fate::Hidden).collect()
    }

    /// What the pattern costs.
    pub fn cost(&self) -> f64 {
        self.problem.cost_of(&self.hidden())
    }

    /// Protects every target for which there is a way. Costly cells come in only where cheaper ones do not do: a total that
    /// is hidden once would be used by all. `cheaply`: without the costliest. When time is up the rest stays as it is.
    pub fn complete(&mut self, cheaply: bool, until: Deadline) {
        let problem = self.problem;
        let open = (0..problem.fate.len()).filter(|cell| problem.fate[*cell] == Fate::Open);
        let mut costs: Vec<f64> = open.map(|cell| problem.cost[cell]).collect();
        costs.sort_by(f64::total_cmp);
        let most = costs.last().copied().unwrap_or(0.0);
        let mut steps = 0;
        self.ceiling = costs.get(costs.len() / 2).copied().unwrap_or(0.0);
        loop {
            let last = self.ceiling >= most || self.ceiling <= 0.0;
            if last {
                self.ceiling = f64::INFINITY;
            }
            for at in 0..self.held.len() {
                if until.over() {
                    self.ceiling = f64::INFINITY;
                    return;
                }
                if self.held[at].is_none() && !self.lost[at] {
                    if let Some(witnesses) = self.route(at, f64::INFINITY) {
                        self.hold(at, witnesses);
                    }
                }
            }
            steps += 1;
            if last || (cheaply && steps == CHEAPLY) {
                self.ceiling = f64::INFINITY;
                return;
            }
            self.ceiling *= STEP;
        }
    }

    /// Takes over tables that were found otherwise, and begins with what they use.
    pub fn take(&mut self, held: &[Option<Vec<Witness>>], lost: &[bool]) {
        self.lost = lost.to_vec();
        for at in 0..held.len() {
            self.release(at);
            if let Some(witnesses) = &held[at] {
                self.hold(at, witnesses.clone());
            }
        }
    }

    /// Makes the pattern cheaper until hardly anything is saved or time is up.
    pub fn improve(&mut self, until: Deadline) {
        loop {
            let before = self.cost;
            for at in 0..self.held.len() {
                if until.over() {
                    return;
                }
                let alone =
                    |cell: &u32| self.uses[*cell as usize] == 1 && self.problem.fate[*cell as usize] == Fate::Open;
                if self.held[at].as_ref().is_some_and(|held| cells(held).iter().any(alone)) {
                    self.again(&[at as u32]);
                }
            }
            let open = |cell: &u32| self.uses[*cell as usize] > 0 && self.problem.fate[*cell as usize] == Fate::Open;
            let mut open: Vec<u32> = (0..self.uses.len() as u32).filter(open).collect();
            open.sort_by(|a, b| self.problem.cost[*b as usize].total_cmp(&self.problem.cost[*a as usize]));
            for cell in open {
                if until.over() {
                    return;
                }
                self.barred = cell;
                let mut users = self.users[cell as usize].clone();
                // Those first that are likely to need it.
                users.sort_by_key(|at| (std::cmp::Reverse(self.kept[*at as usize]), *at));
                self.again(&users);
                self.barred = NONE;
            }
            if self.cost > before * (1.0 - WORTH) {
                return;
            }
        }
    }

    /// Looks for other ways for these targets; all stays as it is if they cost no less together.
    fn again(&mut self, targets: &[u32]) {
        let before = self.cost;
        let old: Vec<Option<Vec<Witness>>> = targets.iter().map(|at| self.release(*at as usize)).collect();
        let mut cheaper = true;
        for at in targets {
            let most = before - self.cost;
            match self.route(*at as usize, most) {
                Some(witnesses) => self.hold(*at as usize, witnesses),
                None => cheaper = false,
            }
            cheaper &= self.cost < before - 1e-9 * before;
            if !cheaper {
                self.kept[*at as usize] += 1;
                break;
            }
        }
        if !cheaper {
            targets.iter().for_each(|at| drop(self.release(*at as usize)));
            for (at, witnesses) in targets.iter().zip(old) {
                if let Some(witnesses) = witnesses {
                    self.hold(*at as usize, witnesses);
                }
            }
        }
    }

    fn hold(&mut self, at: usize, witnesses: Vec<Witness>) {
        for cell in cells(&witnesses) {
            self.add(cell);
            if self.problem.fate[cell as usize] == Fate::Open {
                self.users[cell as usize].push(at as u32);
            }
        }
        self.held[at] = Some(witnesses);
    }

    fn release(&mut self, at: usize) -> Option<Vec<Witness>> {
        let witnesses = self.held[at].take()?;
        for cell in cells(&witnesses) {
            self.remove(cell);
            let users = &mut self.users[cell as usize];
            if let Some(place) = users.iter().position(|user| *user == at as u32) {
                users.swap_remove(place);
            }
        }
        Some(witnesses)
    }

    fn add(&mut self, cell: u32) {
        self.cost += self.price(cell);
        self.uses[cell as usize] += 1;
    }

    fn remove(&mut self, cell: u32) {
        self.uses[cell as usize] -= 1;
        self.cost -= self.price(cell);
    }

    /// What it costs to hide this one too.
    fn price(&self, cell: u32) -> f64 {
        let at = cell as usize;
        match self.problem.fate[at] {
            Fate::Hidden => 0.0,
            Fate::Open if self.uses[at] > 0 => 0.0,
            Fate::Open if self.problem.cost[at] > self.ceiling => f64::INFINITY,
            Fate::Open => self.problem.cost[at] + self.each,
            Fate::Shown => f64::INFINITY,
        }
    }

    /// Tables that protect a target against every attacker, the cheapest that are found and cheaper than this.
    fn route(&mut self, at: usize, most: f64) -> Option<Vec<Witness>> {
        let problem = self.problem;
        let target = problem.targets[at];
        let figures = &problem.figures[target.figures];
        let excused = |cell: u32| {
            figures.alone[target.cell as usize] && problem.people[cell as usize] == problem.people[target.cell as usize]
        };
        let seek = |early: &Early<'_>, knows: &dyn Fn(u32) -> bool, most: f64| {
            let price = |cell: u32| if cell == early.barred { f64::INFINITY } else { early.price(cell) };
            cheapest(&early.lattice, &Terms { target, figures, knows, price: &price, most })
        };
        if problem.attackers == Attackers::Outsider {
            return seek(self, &|_| false, most).map(|found| vec![Rc::new(found.changes)]);
        }
        // One table that nobody refutes.
        let strong = seek(self, &|cell| !excused(cell), most);
        if problem.attackers == Attackers::Together || strong.as_ref().is_some_and(|found| found.price == 0.0) {
            return strong.map(|found| vec![Rc::new(found.changes)]);
        }
        // Or one for somebody outside, and another for those who refute it.
        let most = strong.as_ref().map_or(most, |found| found.price);
        let near = 1e-7 * target.need.by();
        let refuting = |changes: &[(u32, f64)]| -> Vec<u32> {
            let refutes = |(cell, by): &&(u32, f64)| {
                let (fall, rise) = (figures.known_fall[*cell as usize], figures.known_rise[*cell as usize]);
                *cell != target.cell && !excused(*cell) && (*by < -fall - near || *by > rise + near)
            };
            changes.iter().filter(refutes).map(|(cell, _)| problem.people[*cell as usize]).collect()
        };
        let mut several = Vec::new();
        let mut left: Option<Vec<u32>> = None;
        let mut price = 0.0;
        // Together if it can be, else each.
        let mut joint = true;
        while left.as_ref().is_none_or(|left| !left.is_empty()) && price < most {
            let all = left.as_deref().unwrap_or_default();
            let knowing = if joint { all } else { &all[..1] };
            let knows = |cell: u32| !excused(cell) && knowing.contains(&problem.people[cell as usize]);
            let Some(found) = seek(self, &knows, most - price) else {
                if !joint || all.len() < 2 {
                    break;
                }
                joint = false;
                continue;
            };
            price += found.price;
            let doubting = refuting(&found.changes);
            left = Some(match &left {
                None => doubting,
                Some(left) => {
                    left.iter().copied().filter(|who| !knowing.contains(who) && doubting.contains(who)).collect()
                }
            });
            found.changes.iter().for_each(|(cell, _)| self.add(*cell));
            several.push(Rc::new(found.changes));
        }
        for (cell, _) in several.iter().flat_map(|found| found.iter()) {
            self.remove(*cell);
        }
        let pair = left.is_some_and(|left| left.is_empty()).then_some(several);
        pair.or(strong.map(|found| vec![Rc::new(found.changes)]))
    }
}

/// The cells that these tables change, each once.
fn cells(witnesses: &[Witness]) -> Vec<u32> {
    let mut cells: Vec<u32> = witnesses.iter().flat_map(|witness| witness.iter().map(|(cell, _)| *cell)).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}
