//! From an attack that comes too near, a condition that every safe pattern meets.
//!
//! Prices of the relations make from "changes sum to nothing" one sum: the target's change is what other cells change, each
//! with a factor. A hidden cell changes by its room at most and a shown one not at all, so the rooms of hidden cells, with
//! factors, must be as much as is needed. That holds for any prices; the attack's own make it bite. Prices are rounded to
//! fractions, so that the factors are exact.

use super::attack::Attack;
use super::{Fate, Problem, Target};

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
