//! Everybody who contributes to a table, each for themselves with all that they know of its cells.

use super::audit::Attacker;
use super::people::{Own, Person};
use crate::hashing::FastMap;

/// What somebody knows: columns and between what each can change.
type Known = Vec<(usize, f64, f64)>;

impl Attacker<'_> {
    /// Who comes nearer to a figure than `by`, and how near; all together where nobody does. `first` is a table that shows the
    /// same and keeps it: whoever it fits is not nearer.
    pub(super) fn each(
        &mut self,
        (part, column): (usize, usize),
        target: usize,
        (up, by): (bool, f64),
        first: Option<Vec<f64>>,
        both: bool,
    ) -> (String, f64, f64) {
        let lowest = self.parts[part].unknowns.len();
        let place: FastMap<u32, usize> = (0..lowest).map(|c| (self.cell(part, c) as u32, c)).collect();
        // No table has to go farther than is needed; so every one of them is a table that others may fit.
        let (least, most) = self.room(target, false);
        let (least, most) = if up { (least, by / self.unit) } else { (least.max(-by / self.unit), most) };
        self.parts[part].program.bound(column, least, most);
        let mut tables: Vec<Vec<f64>> = first.into_iter().collect();
        let mut nearest = None;
        for person in self.people {
            let known = self.knowledge(person, &place, column);
            let fits = |table: &Vec<f64>| {
                known.iter().all(|(c, least, most)| (least - 1e-7..=most + 1e-7).contains(&table[*c]))
            };
            if known.is_empty() || tables.iter().any(fits) || person.knows(self.table, target, self.quantity) {
                continue;
            }
            known.iter().for_each(|(c, least, most)| self.parts[part].program.bound(*c, *least, *most));
            let (reached, changes) = self.end(part, column, up);
            let found = reached.abs() < by * (1.0 - 1e-6);
            let near = if found && both { self.end(part, column, !up).0 } else { 0.0 };
            known.iter().for_each(|(c, ..)| self.bound(part, *c, false));
            if found {
                let cells: Vec<String> =
                    person.parts.iter().map(|own| self.table.cells[own.cell as usize].keys.join(" / ")).collect();
                nearest = Some((format!("a contributor to {}", cells.join(" and ")), near, reached));
                break;
            }
            tables.extend(changes);
        }
        self.bound(part, column, false);
        let reached = if up { by } else { -by };
        nearest.unwrap_or_else(|| ("each contributor, followed through all cells".into(), 0.0, reached))
    }

    fn knowledge(&self, person: &Person, place: &FastMap<u32, usize>, column: usize) -> Known {
        let of = |own: &Own| {
            let at = *place.get(&own.cell).filter(|at| **at != column)?;
            let (least, most) = self.room_of(person, own)?;
            Some((at, least, most))
        };
        person.parts.iter().filter_map(of).collect()
    }

    /// How far a cell can change in the mind of somebody who has this part of it; none where they know no more than others.
    fn room_of(&self, person: &Person, own: &Own) -> Option<(f64, f64)> {
        let cell = own.cell as usize;
        let evidence = &self.table.cells[cell].evidence;
        let sum = match self.quantity.checked_sub(1) {
            None => own.records as f64 * evidence.weight / evidence.n.max(1) as f64,
            Some(variable) => own.sums[variable]?,
        };
        if person.one_of(evidence, self.quantity) {
            return Some((0.0, 0.0));
        }
        if self.known.signed {
            return None;
        }
        let fall = (self.known.value[cell] - sum.max(self.known.least[cell])).max(0.0);
        Some((-fall / self.unit, f64::INFINITY))
    }
}
