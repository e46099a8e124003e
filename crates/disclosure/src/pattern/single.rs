//! What each relation by itself asks of a safe pattern: a target that is to change needs others among those that sum to
//! something with it, hidden and with room for as much. That takes no linear program, and says of many targets that nothing
//! protects them, and of the others what hiding costs at least.

use super::cut::Cut;
use super::{Attackers, Fate, Need, Problem, Target};

pub(crate) struct Singles<'a> {
    problem: &'a Problem,
    /// For each cell the relations that it is in.
    relations: Vec<Vec<u32>>,
}

/// Another cell of a relation: how far it can go the way that it has to, in units of what the target needs, for somebody
/// outside and for its largest contributor.
struct Other {
    cell: u32,
    room: f64,
    known: f64,
}

impl<'a> Singles<'a> {
    pub fn new(problem: &'a Problem) -> Singles<'a> {
        let mut relations = vec![Vec::new(); problem.fate.len()];
        for (at, relation) in problem.relations.iter().enumerate() {
            relation.iter().for_each(|(cell, _)| relations[*cell as usize].push(at as u32));
        }
        Singles { problem, relations }
    }

    /// Targets that are not protected even if all cells are hidden that may be.
    pub fn lost(&self) -> Vec<bool> {
        let part: Vec<f64> = self.problem.fate.iter().map(|fate| f64::from(u8::from(*fate != Fate::Shown))).collect();
        let mut lost = vec![false; self.problem.targets.len()];
        for (at, lost) in lost.iter_mut().enumerate() {
            self.each(at, &part, |others| {
                let sum: f64 = others.iter().map(|other| part[other.cell as usize] * other.room).sum();
                *lost |= sum < 1.0 - 1e-6;
            });
        }
        lost
    }

    /// Conditions on these targets that a pattern of parts violates.
    pub fn violated(&self, targets: impl Iterator<Item = usize>, part: &[f64]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for at in targets {
            self.each(at, part, |others| {
                // Only what parts of cells have to do with it can be violated.
                let sum: f64 = others.iter().map(|other| part[other.cell as usize] * other.room).sum();
                if sum < 1.0
                    && let Some(cut) = self.cut(others).filter(|cut| cut.lack(part) > 0.02)
                {
                    cuts.push(cut);
                }
            });
        }
        cuts
    }

    /// The others of every relation of a target, once as somebody outside sees them and once as whoever knows most of them.
    fn each(&self, at: usize, part: &[f64], mut look: impl FnMut(&[Other])) {
        let target = self.problem.targets[at];
        if let Need::Width(_) = target.need {
            return;
        }
        for relation in &self.relations[target.cell as usize] {
            let mut others = self.others(target, &self.problem.relations[*relation as usize]);
            match self.problem.attackers {
                Attackers::Outsider => look(&others),
                Attackers::Together => {
                    others.iter_mut().for_each(|other| other.room = other.known);
                    look(&others);
                }
                Attackers::Each => {
                    look(&others);
                    let people = |other: &Other| self.problem.people[other.cell as usize];
                    let tells = |other: &Other| (other.room - other.known) * part[other.cell as usize];
                    let most = others.iter().max_by(|a, b| tells(a).total_cmp(&tells(b)));
                    if let Some(who) = most.filter(|other| tells(other) > 0.0).map(people) {
                        others.iter_mut().filter(|o| people(o) == who).for_each(|other| other.room = other.known);
                        look(&others);
                    }
                }
            }
        }
    }

    fn others(&self, target: Target, relation: &[(u32, f64)]) -> Vec<Other> {
        let problem = self.problem;
        let figures = &problem.figures[target.figures];
        let own = relation.iter().find(|(cell, _)| *cell == target.cell).map_or(1.0, |(_, sign)| *sign);
        let up = matches!(target.need, Need::Rise(_));
        let person = problem.people[target.cell as usize];
        let excused = figures.alone[target.cell as usize];
        relation
            .iter()
            .filter(|(cell, _)| *cell != target.cell && problem.fate[*cell as usize] != Fate::Shown)
            .map(|(cell, sign)| {
                let at = *cell as usize;
                // With the sign of the target it has to go the other way.
                let rises = up == (sign * own < 0.0);
                let (room, known) = if rises {
                    (figures.rise[at], figures.known_rise[at])
                } else {
                    (figures.fall[at], figures.known_fall[at])
                };
                let known = if excused && problem.people[at] == person { room } else { known };
                let part = |room: f64| (room / target.need.by()).min(1.0);
                Other { cell: *cell, room: part(room), known: part(known) }
            })
            .collect()
    }

    /// That so much of the others must be hidden, where that says anything.
    fn cut(&self, others: &[Other]) -> Option<Cut> {
        let fate = |other: &&Other| self.problem.fate[other.cell as usize];
        let hidden = others.iter().filter(|other| fate(other) == Fate::Hidden);
        let lack = 1.0 - hidden.map(|other| other.room).sum::<f64>();
        if lack < 1e-6 {
            return None;
        }
        let open = others.iter().filter(|other| fate(other) == Fate::Open && other.room > 0.0);
        let mut terms: Vec<(u32, f64)> = open.map(|other| (other.cell, (other.room / lack).min(1.0))).collect();
        terms.sort_unstable_by_key(|(cell, _)| *cell);
        Some(Cut(terms))
    }
}
