//! A good pattern, quickly: the cheapest way for one target after another, then without what turns out not to be needed.

use super::attack::{Attacks, Stand, Who, Witness};
use super::cut::{Cut, Pool};
use super::early::Early;
use super::local::{CHARGES, Local, More, witness};
use super::route::Routes;
use super::{Attackers, Fate, Need, Problem, Target};
use crate::deadline::Deadline;
use std::rc::Rc;

/// After so many targets that needed a way it is worth looking whether one table protects many of the others.
const BATCH: usize = 150;

/// So many contributors are asked for a condition on a target.
const SUSPECTS: usize = 2;

/// Time was up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeUp;

/// What may be hidden for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hide {
    Nothing,
    /// Cells near it.
    Near,
    Far,
}

pub(crate) struct Search<'a> {
    pub problem: &'a Problem,
    pub attacks: Attacks<'a>,
    routes: Routes<'a>,
    /// In all but small problems.
    local: Option<Local<'a>>,
    pub pool: Pool,
    pub hidden: Vec<bool>,
    /// For each target tables that protect it, together against every attacker; none if it is not protected yet.
    pub held: Vec<Option<Vec<Witness>>>,
    /// How often each target kept a cell from being shown again.
    kept: Vec<u32>,
    /// Until when more is hidden.
    limit: Deadline,
    /// For each target whether nothing protects it.
    pub lost: Vec<bool>,
}

impl<'a> Search<'a> {
    /// Begins with what has to be hidden; of some targets it is known that nothing protects them.
    pub fn new(problem: &'a Problem, lost: Vec<bool>, until: Deadline) -> Search<'a> {
        let mut search = Search {
            attacks: Attacks::new(problem, until),
            routes: Routes::new(problem),
            local: Local::new(problem),
            pool: Pool::default(),
            hidden: vec![false; problem.fate.len()],
            held: vec![None; problem.targets.len()],
            kept: vec![0; problem.targets.len()],
            limit: until,
            lost,
            problem,
        };
        search.begin(&problem.fate.iter().map(|fate| *fate == Fate::Hidden).collect::<Vec<_>>());
        search
    }

    /// Begins anew with another pattern; witnesses that it has cells for stay.
    pub fn begin(&mut self, hidden: &[bool]) {
        for cell in 0..hidden.len() as u32 {
            if self.routes.can_be_hidden(cell as usize) {
                self.routes.hide(cell, hidden[cell as usize]);
            }
        }
        self.hidden = hidden.to_vec();
        self.attacks.hide(hidden);
        for held in &mut self.held {
            let there = |witness: &Witness| witness.iter().all(|(cell, _)| hidden[*cell as usize]);
            if held.as_ref().is_some_and(|witnesses| !witnesses.iter().all(there)) {
                *held = None;
            }
        }
    }

    /// Goes on from a pattern that was found otherwise.
    pub fn adopt(&mut self, early: &Early<'_>) {
        self.held.clone_from(&early.held);
        self.begin(&early.hidden());
    }

    fn hide(&mut self, cell: u32, hidden: bool) {
        if self.hidden[cell as usize] != hidden {
            self.hidden[cell as usize] = hidden;
            self.attacks.hide_one(cell, hidden);
            self.routes.hide(cell, hidden);
        }
    }

    /// Targets that are neither held nor lost.
    fn open(&self) -> Vec<usize> {
        (0..self.held.len()).filter(|at| self.held[*at].is_none() && !self.lost[*at]).collect()
    }

    /// Hides more until every target is protected that can be, or time is up.
    pub fn complete(&mut self, until: Deadline) -> Result<(), TimeUp> {
        self.limit = until;
        self.batch()?;
        if self.large() {
            for at in self.open() {
                if until.over() {
                    return Err(TimeUp);
                }
                if let Some((_, witnesses)) = self.nearby(at, Hide::Near) {
                    self.held[at] = Some(witnesses);
                }
            }
        }
        let mut since = 0;
        for at in self.open() {
            if self.held[at].is_some() {
                continue;
            }
            if until.over() {
                return Err(TimeUp);
            }
            if self.protect(at)? {
                since += 1;
            }
            if since == BATCH {
                since = 0;
                self.batch()?;
            }
        }
        Ok(())
    }

    /// Whether more had to be hidden for it.
    fn protect(&mut self, at: usize) -> Result<bool, TimeUp> {
        let target = self.problem.targets[at];
        if let Some((more, witnesses)) = self.nearby(at, Hide::Far) {
            self.held[at] = Some(witnesses);
            return Ok(more);
        }
        let mut more = false;
        loop {
            let who = match self.attacks.stands(at) {
                Stand::Holds(witnesses) => {
                    self.held[at] = Some(witnesses);
                    return Ok(more);
                }
                Stand::Broken(who, cut) => {
                    cut.map(|cut| self.pool.add(cut));
                    who
                }
                Stand::Unknown => return Err(TimeUp),
            };
            let until = self.limit;
            let way = self.routes.cheapest(&mut self.attacks, target, &who, 1, until).map_err(|()| TimeUp)?;
            // A way that is hidden already and does not hold is one that the solver's tolerances make.
            match way {
                Some(way) if way.iter().any(|(cell, _)| !self.hidden[*cell as usize]) => {
                    way.into_iter().for_each(|(cell, _)| self.hide(cell, true));
                    more = true;
                }
                _ => {
                    self.lost[at] = true;
                    return Ok(more);
                }
            }
        }
    }

    /// Tables that protect a target and change cells nearby, and whether more had to be hidden for them, which may be what
    /// `hide` says. None: there are none, or the problem is small.
    fn nearby(&mut self, at: usize, hide: Hide) -> Option<(bool, Vec<Witness>)> {
        self.local.as_ref()?;
        let target = self.problem.targets[at];
        let problem = self.problem;
        let figures = &problem.figures[target.figures];
        let excused = |cell: u32| {
            figures.alone[target.cell as usize] && problem.people[cell as usize] == problem.people[target.cell as usize]
        };
        let mut more = false;
        let mut witnesses = Vec::new();
        let mut left: Vec<u32> = Vec::new();
        // First somebody outside, then whoever refutes that, together if it can be, else each.
        let mut knowing: Vec<u32> = Vec::new();
        let together = problem.attackers == Attackers::Together;
        let mut joint = false;
        loop {
            let knows = |cell: u32| !excused(cell) && (together || knowing.contains(&problem.people[cell as usize]));
            let attack = self.attacks.single.get(target.figures).or(self.attacks.joint.get(target.figures))?;
            self.attacks.solved += 1;
            let local = self.local.as_ref()?;
            // In large problems what is hidden already is found with the rest.
            let known = if hide != Hide::Nothing && !joint && local.only() {
                None
            } else {
                local.way(attack, target, &self.hidden, More::None, &knows)
            };
            let way = match known {
                Some(way) => way,
                // Against several at once only what is hidden already is used.
                None if joint => {
                    joint = false;
                    knowing = vec![left[0]];
                    continue;
                }
                None if hide == Hide::Nothing => return None,
                None => {
                    self.attacks.solved += 2;
                    let way = |more: More| local.way(attack, target, &self.hidden, more, &knows);
                    match way(More::Near).or_else(|| way(More::Wide)) {
                        Some(way) => way,
                        None if hide == Hide::Near => return None,
                        // All cells, at the least cost: few of them change.
                        None => {
                            let who = match knowing.first() {
                                _ if together => Who::Together,
                                Some(people) => Who::Largest(*people),
                                None => Who::Outsider,
                            };
                            let until = self.limit;
                            self.routes.cheapest(&mut self.attacks, target, &who, CHARGES, until).ok()??
                        }
                    }
                }
            };
            for (cell, _) in &way {
                more |= !self.hidden[*cell as usize];
                self.hide(*cell, true);
            }
            let refutes = |cell: u32, change: f64| {
                let fall = figures.known_fall[cell as usize];
                let rise = figures.known_rise[cell as usize];
                let near = 1e-7 * target.need.by();
                cell != target.cell && !excused(cell) && (change < -fall - near || change > rise + near)
            };
            let refuting: Vec<u32> = way
                .iter()
                .filter(|(cell, change)| refutes(*cell, *change))
                .map(|(cell, _)| problem.people[*cell as usize])
                .collect();
            let first = witnesses.is_empty();
            witnesses.push(witness(way));
            if together || problem.attackers == Attackers::Outsider {
                break;
            }
            if first {
                left = refuting;
                left.sort_unstable();
                left.dedup();
                joint = left.len() > 1;
                knowing.clone_from(&left);
            } else {
                left.retain(|people| !knowing.contains(people) && refuting.contains(people));
                knowing = left.first().copied().into_iter().collect();
            }
            if left.is_empty() {
                break;
            }
        }
        Some((more, witnesses))
    }

    /// A condition that parts of cells violate, from what is near the target alone. None: there is none, or the problem is small.
    pub fn condition(&mut self, at: usize, part: &[f64]) -> Option<Cut> {
        let local = self.local.as_ref()?;
        let target = self.problem.targets[at];
        let figures = &self.problem.figures[target.figures];
        let people = |cell: u32| self.problem.people[cell as usize];
        let excused = |cell: u32| figures.alone[target.cell as usize] && people(cell) == people(target.cell);
        let attack = self.attacks.single.get(target.figures).or(self.attacks.joint.get(target.figures))?;
        let mut who = if self.problem.attackers == Attackers::Together { Who::Together } else { Who::Outsider };
        let mut suspects: Option<Vec<u32>> = None;
        loop {
            let knows = |cell: u32| match who {
                Who::Outsider => false,
                Who::Largest(number) => people(cell) == number,
                Who::Together => !excused(cell),
            };
            self.attacks.solved += 1;
            let near = local.attack(attack, target, part, &knows)?;
            if !near.enough {
                return match self.attacks.broken(target, matches!(target.need, Need::Rise(_)), who, &near.prices) {
                    Stand::Broken(_, cut) => cut,
                    _ => None,
                };
            }
            if self.problem.attackers != Attackers::Each {
                return None;
            }
            // Those whose knowledge counts most against this table.
            let left = suspects.get_or_insert_with(|| {
                let beyond = |(cell, by): &(u32, f64)| {
                    let part = part[*cell as usize];
                    let (fall, rise) = (figures.known_fall[*cell as usize], figures.known_rise[*cell as usize]);
                    let over = (by - rise.min(target.need.by()) * part).max(-by - fall.min(target.need.by()) * part);
                    (over > 0.05 * target.need.by() && *cell != target.cell && !excused(*cell)).then_some((over, *cell))
                };
                let mut all: Vec<(f64, u32)> = near.changes.iter().filter_map(beyond).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
                all.into_iter().rev().take(SUSPECTS).rev().map(|(_, cell)| people(cell)).collect()
            });
            who = Who::Largest(left.pop()?);
        }
    }

    /// The tables that protect each target.
    pub fn witnesses(&self) -> Vec<Vec<Vec<(u32, f64)>>> {
        tables(&self.held)
    }

    /// Looks for tables that protect many targets at once, against all contributors together.
    fn batch(&mut self) -> Result<(), TimeUp> {
        if self.problem.attackers == Attackers::Outsider || self.local.is_some() {
            return Ok(());
        }
        for figures in 0..self.problem.figures.len() {
            loop {
                let one = |at: &usize| {
                    let target = self.problem.targets[*at];
                    target.figures == figures && !matches!(target.need, Need::Width(_))
                };
                let of: Vec<usize> = self.open().into_iter().filter(one).collect();
                if of.len() < 8 {
                    break;
                }
                let targets: Vec<Target> = of.iter().map(|at| self.problem.targets[*at]).collect();
                self.attacks.solved += 1;
                let Some((held, witness)) = self.attacks.joint[figures].many(&targets) else { return Err(TimeUp) };
                for at in &held {
                    self.held[of[*at]] = Some(vec![Rc::clone(&witness)]);
                }
                // What little is left is looked at one by one.
                if held.len() * 20 < of.len() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Shows every cell again that the targets can do without, the costly ones first.
    pub fn prune(&mut self, until: Deadline) -> Result<(), TimeUp> {
        let problem = self.problem;
        let mut cells: Vec<u32> = (0..problem.fate.len() as u32)
            .filter(|cell| self.hidden[*cell as usize] && problem.fate[*cell as usize] == Fate::Open)
            .collect();
        cells.sort_by(|a, b| problem.cost[*b as usize].total_cmp(&problem.cost[*a as usize]));
        for cell in cells {
            if until.over() {
                return Err(TimeUp);
            }
            self.without(cell)?;
        }
        Ok(())
    }

    /// Shows a cell again if every target still stands.
    fn without(&mut self, cell: u32) -> Result<bool, TimeUp> {
        if self.pool.needs(cell, &self.hidden) {
            return Ok(false);
        }
        let uses = |held: &Option<Vec<Witness>>| {
            held.iter().flatten().any(|witness| witness.binary_search_by_key(&cell, |(cell, _)| *cell).is_ok())
        };
        let mut users: Vec<usize> = (0..self.held.len()).filter(|at| uses(&self.held[*at])).collect();
        // Those first that are likely to need it: the others are then not asked.
        users.sort_by_key(|at| std::cmp::Reverse(self.kept[*at]));
        self.hide(cell, false);
        let mut others = Vec::new();
        for at in &users {
            let nearby = self.nearby(*at, Hide::Nothing);
            let stand = match nearby {
                Some((_, witnesses)) => Stand::Holds(witnesses),
                // What lies far off is too costly to look at for one cell.
                None if self.large() => Stand::Broken(Who::Outsider, None),
                None => self.attacks.stands(*at),
            };
            match stand {
                Stand::Holds(witnesses) => others.push(witnesses),
                Stand::Broken(_, cut) => {
                    cut.map(|cut| self.pool.add(cut));
                    self.kept[*at] += 1;
                    self.hide(cell, true);
                    return Ok(false);
                }
                Stand::Unknown => {
                    self.hide(cell, true);
                    return Err(TimeUp);
                }
            }
        }
        for (at, witnesses) in users.into_iter().zip(others) {
            self.held[at] = Some(witnesses);
        }
        Ok(true)
    }

    /// Attacks one target; witnesses are kept.
    pub fn stands(&mut self, at: usize) -> Stand {
        if let Some(witnesses) = &self.held[at] {
            return Stand::Holds(witnesses.clone());
        }
        let stand = self.attacks.stands(at);
        if let Stand::Holds(witnesses) = &stand {
            self.held[at] = Some(witnesses.clone());
        }
        stand
    }

    /// Whether the problem is so large that what is near a target is looked at first.
    pub fn parts(&self) -> bool {
        self.local.is_some()
    }

    /// Whether the problem is so large that it is solved in parts alone.
    pub fn large(&self) -> bool {
        self.local.as_ref().is_some_and(Local::only)
    }

    /// What the pattern costs.
    pub fn cost(&self) -> f64 {
        self.problem.cost_of(&self.hidden)
    }
}

/// What witnesses change, by target.
pub(crate) fn tables(held: &[Option<Vec<Witness>>]) -> Vec<Vec<Vec<(u32, f64)>>> {
    let of = |held: &Option<Vec<Witness>>| held.iter().flatten().map(|witness| witness.to_vec()).collect();
    held.iter().map(of).collect()
}
