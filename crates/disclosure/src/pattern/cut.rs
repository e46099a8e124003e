//! From an attack that comes too near, a condition that every safe pattern meets.
//!
//! Prices of the relations make from "changes sum to nothing" one sum: the target's change is what other cells change, each
//! with a factor. A hidden cell changes by its room at most and a shown one not at all, so the rooms of hidden cells, with
//! factors, must be as much as is needed. That holds for any prices; the attack's own make it bite. Prices are rounded to
//! fractions, so that the factors are exact.

use super::attack::Attack;
use super::{Fate, Problem, Target};
use crate::hashing::FastMap;

/// Prices are multiples of one part in so many.
const PARTS: f64 = 5040.0;

/// So much of some open cells must be hidden: the factors times what is hidden make at least one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut(pub Vec<(u32, f64)>);

impl Cut {
    /// What a pattern lacks; nought or less where it meets the condition.
    pub fn lack(&self, part: &[f64]) -> f64 {
        1.0 - self.0.iter().map(|(cell, factor)| factor * part[*cell as usize]).sum::<f64>()
    }
}

/// How much each cell, if it is hidden, lets the target change, and the factor of the target itself. In units of what is
/// needed.
pub(crate) fn rooms(
    problem: &Problem,
    rows: &[Vec<(u32, f64)>],
    attack: &Attack<'_>,
    target: Target,
    up: bool,
    prices: &[f64],
    knows: &dyn Fn(usize) -> bool,
) -> Option<Vec<f64>> {
    let mut factor = vec![0i64; attack.cells.len()];
    for (row, price) in rows.iter().zip(prices) {
        let price = (price * PARTS).round() as i64;
        if price != 0 {
            for (column, sign) in row {
                factor[*column as usize] += price * *sign as i64;
            }
        }
    }
    let at = attack.column[target.cell as usize] as usize;
    let whole = PARTS as i64;
    // What stays of the target's change when what other cells have to do with it is brought over.
    let cost = if up { -whole } else { whole };
    let reduced = cost - factor[at];
    let kept = if up { whole + reduced } else { whole - reduced };
    if kept <= 0 {
        return None;
    }
    let need = target.need.by() / attack.unit * kept as f64 / PARTS;
    let far = attack.far();
    let mut rooms = vec![0.0; problem.fate.len()];
    for column in (0..factor.len()).filter(|column| *column != at && factor[*column] != 0) {
        let (fall, rise) = attack.room(column, knows(column));
        let room = if factor[column] > 0 { rise } else { fall };
        let part = factor[column].unsigned_abs() as f64 / PARTS;
        rooms[attack.cells[column] as usize] = if room >= far { f64::INFINITY } else { room * part / need };
    }
    Some(rooms)
}

/// The condition that some rooms make, where it says anything.
pub(crate) fn cut(problem: &Problem, rooms: &[f64]) -> Option<Cut> {
    let mut lack = 1.0;
    let mut terms: Vec<(u32, f64)> = Vec::new();
    for (cell, room) in rooms.iter().enumerate().filter(|(_, room)| **room > 0.0) {
        match problem.fate[cell] {
            Fate::Hidden => lack -= room.min(1.0),
            Fate::Open => terms.push((cell as u32, *room)),
            Fate::Shown => {}
        }
    }
    if lack < 1e-6 {
        return None;
    }
    for (_, room) in &mut terms {
        *room = (*room / lack).min(1.0);
    }
    Some(Cut(terms))
}

impl Cut {
    /// The same condition for cells that are hidden or not, sharper at these parts: rounded as whole numbers allow (mixed
    /// integer rounding). None if no rounding lacks more there than the condition itself.
    pub fn rounded(&self, part: &[f64]) -> Option<Bound> {
        let fractional = |part: f64| part > 1e-6 && part < 1.0 - 1e-6;
        let mut divisors: Vec<f64> =
            self.0.iter().filter(|(cell, _)| fractional(part[*cell as usize])).map(|(_, factor)| *factor).collect();
        divisors.retain(|factor| *factor < 1.0 - 1e-9);
        divisors.sort_by(f64::total_cmp);
        divisors.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
        if divisors.len() > 8 {
            let step = divisors.len().div_ceil(8);
            divisors = divisors.into_iter().step_by(step).collect();
        }
        let mut best: Option<(f64, Bound)> = None;
        for divisor in divisors {
            // Those that are rather hidden are told by what is not hidden of them.
            for turned in [2.0, 0.95, 0.5] {
                let Some(bound) = self.divided(divisor, |cell| part[cell as usize] > turned) else { continue };
                let lack = bound.lack(part);
                if lack > 0.02 && best.as_ref().is_none_or(|(most, _)| lack > *most) {
                    best = Some((lack, bound));
                }
            }
        }
        best.map(|(_, bound)| bound)
    }

    fn divided(&self, divisor: f64, turned: impl Fn(u32) -> bool) -> Option<Bound> {
        let over: f64 = self.0.iter().filter(|(cell, _)| turned(*cell)).map(|(_, factor)| factor).sum();
        let right = (1.0 - over) / divisor;
        let rest = right - right.floor();
        if !(1e-3..=1.0 - 1e-3).contains(&rest) {
            return None;
        }
        let round = |factor: f64| {
            // Rounded towards the weaker side, so that arithmetic makes no condition stronger than it is.
            let factor = factor / divisor + 1e-9;
            factor.floor() + ((factor - factor.floor()) / rest).min(1.0)
        };
        let mut least = right.ceil();
        let terms = self
            .0
            .iter()
            .map(|(cell, factor)| {
                if turned(*cell) {
                    let factor = round(-factor);
                    least -= factor;
                    (*cell, -factor)
                } else {
                    (*cell, round(*factor))
                }
            })
            .collect();
        Some(Bound { terms, least: least - 1e-7 })
    }
}

/// Factors times what is hidden make at least so much.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bound {
    pub terms: Vec<(u32, f64)>,
    pub least: f64,
}

impl Bound {
    /// What these parts lack, by the length of the condition.
    pub fn lack(&self, part: &[f64]) -> f64 {
        let length = self.terms.iter().map(|(_, factor)| factor * factor).sum::<f64>().sqrt();
        (self.least - self.terms.iter().map(|(cell, factor)| factor * part[*cell as usize]).sum::<f64>())
            / length.max(1e-9)
    }
}

/// All conditions found so far.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    pub cuts: Vec<Cut>,
    /// Places of the conditions that a cell is in.
    of: FastMap<u32, Vec<u32>>,
    known: FastMap<Vec<(u32, u32)>, ()>,
}

impl Pool {
    /// Whether it is new.
    pub fn add(&mut self, cut: Cut) -> bool {
        let key = cut.0.iter().map(|(cell, factor)| (*cell, (factor * 1e6) as u32)).collect();
        if self.known.insert(key, ()).is_some() {
            return false;
        }
        for (cell, _) in &cut.0 {
            self.of.entry(*cell).or_default().push(self.cuts.len() as u32);
        }
        self.cuts.push(cut);
        true
    }

    /// Whether some condition says that this cell cannot be shown again.
    pub fn needs(&self, cell: u32, hidden: &[bool]) -> bool {
        self.of.get(&cell).into_iter().flatten().any(|at| {
            let others =
                self.cuts[*at as usize].0.iter().filter(|(other, _)| *other != cell && hidden[*other as usize]);
            others.map(|(_, factor)| factor).sum::<f64>() < 1.0 - 1e-4
        })
    }
}
