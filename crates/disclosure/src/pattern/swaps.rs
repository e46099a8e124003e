//! Tables that show the same, without a linear program: what is added to one cell is taken from others at the corners of a box
//! of codes, and added again at the next corners ([`super::lattice`]). Where one box has too little room several are joined.

use super::lattice::{FREE, GONE, Lattice, Step};
use super::{Figures, Need, Target};

/// So many boxes are joined at most, and none gives less than this part of what is needed.
const BOXES: usize = 12;
const LEAST: f64 = 1.0 / 16.0;

/// What is asked of a change.
pub(crate) struct Terms<'b> {
    pub target: Target,
    pub figures: &'b Figures,
    /// Whether the attacker knows the largest part of a cell.
    pub knows: &'b dyn Fn(u32) -> bool,
    /// What it costs to let a cell change; infinite where it cannot.
    pub price: &'b dyn Fn(u32) -> f64,
    /// No more than this is paid.
    pub most: f64,
}

/// A change, by cell, and its price.
pub(crate) struct Found {
    pub changes: Vec<(u32, f64)>,
    pub price: f64,
}

/// What has to change with the target along one field.
struct Way {
    steps: Vec<Step>,
    price: f64,
    amount: f64,
}

/// The corner of a box: its place, and whether it changes as the target does.
type Corner = (usize, bool);

struct Seeking<'b> {
    lattice: &'b Lattice,
    terms: &'b Terms<'b>,
    up: bool,
    /// What was changed by earlier boxes.
    changes: &'b [(u32, f64)],
    /// What the target still needs, and the least that a box may give.
    left: f64,
    least: f64,
    ways: Vec<Vec<Way>>,
    corners: Vec<Corner>,
    best: Option<Best>,
}

struct Best {
    /// The price, as if all that is needed were bought at it.
    rate: f64,
    price: f64,
    amount: f64,
    corners: Vec<Corner>,
}

/// The cheapest change that gives the target what it needs, as far as boxes go.
pub(crate) fn cheapest(lattice: &Lattice, terms: &Terms<'_>) -> Option<Found> {
    let need = terms.target.need.by();
    let up = !matches!(terms.target.need, Need::Fall(_));
    let mut found = Found { changes: Vec::new(), price: 0.0 };
    let mut left = need;
    for _ in 0..BOXES {
        let best = widths(lattice.fields()).into_iter().find_map(|width| {
            let mut seeking = Seeking {
                lattice,
                terms,
                up,
                changes: &found.changes,
                left,
                least: (LEAST * need).min(left),
                ways: Vec::new(),
                corners: vec![(lattice.place(terms.target.cell), true)],
                best: None,
            };
            let amount = seeking.room(terms.target.cell, true).min(left);
            if amount < seeking.least {
                return None;
            }
            seeking.gather(width);
            seeking.go(0, amount, 0.0);
            seeking.best
        })?;
        found.price += best.price;
        if found.price >= terms.most {
            return None;
        }
        for (place, same) in best.corners {
            let cell = lattice.cell(place);
            if cell == FREE {
                continue;
            }
            let by = if same == up { best.amount } else { -best.amount };
            match found.changes.binary_search_by_key(&cell, |(cell, _)| *cell) {
                Ok(at) => found.changes[at].1 += by,
                Err(at) => found.changes.insert(at, (cell, by)),
            }
        }
        left -= best.amount;
        if left <= 1e-9 * need {
            found.changes.retain(|(_, by)| by.abs() > 1e-9 * need);
            return Some(found);
        }
    }
    None
}

/// How many ways along each field are tried: few, and more where few lead nowhere.
fn widths(fields: usize) -> [usize; 2] {
    match fields {
        0 | 1 => [64, 4096],
        2 => [48, 512],
        3 => [16, 48],
        _ => [8, 16],
    }
}

impl Seeking<'_> {
    /// How far a cell can still change, the same way as the target or the other way.
    fn room(&self, cell: u32, same: bool) -> f64 {
        let figures = self.terms.figures;
        let at = cell as usize;
        let rises = same == self.up;
        let room = match ((self.terms.knows)(cell) && cell != self.terms.target.cell, rises) {
            (true, true) => figures.known_rise[at],
            (true, false) => figures.known_fall[at],
            (false, true) => figures.rise[at],
            (false, false) => figures.fall[at],
        };
        match self.changed(cell) {
            None => room,
            Some(by) => room - if rises { by } else { -by },
        }
    }

    fn changed(&self, cell: u32) -> Option<f64> {
        if self.changes.is_empty() {
            return None;
        }
        self.changes.binary_search_by_key(&cell, |(cell, _)| *cell).ok().map(|at| self.changes[at].1)
    }

    /// What a corner costs and how far it can change; none if not far enough to be of use.
    fn corner(&self, place: usize, same: bool) -> Option<(f64, f64)> {
        match self.lattice.cell(place) {
            FREE => Some((0.0, f64::INFINITY)),
            GONE => None,
            cell => {
                let price = if self.changed(cell).is_some() { 0.0 } else { (self.terms.price)(cell) };
                if price.is_infinite() {
                    return None;
                }
                let room = self.room(cell, same);
                (room >= self.least).then_some((price, room))
            }
        }
    }

    /// Whether a box at this price is worse than the best so far, or costs more than may be paid.
    fn dear(&self, price: f64, amount: f64) -> bool {
        let rate = price * (self.left / amount);
        price >= self.terms.most || self.best.as_ref().is_some_and(|best| rate >= best.rate)
    }

    /// The cheapest ways along each field.
    fn gather(&mut self, width: usize) {
        let (base, _) = self.corners[0];
        for field in 0..self.lattice.fields() {
            let mut ways: Vec<Way> = Vec::new();
            self.lattice.exchanges(self.terms.target.cell, field, |steps| {
                let (mut price, mut amount) = (0.0, self.left);
                for (step, same) in steps {
                    let Some((more, room)) = self.corner(base.wrapping_add_signed(*step), *same) else { return };
                    price += more;
                    amount = amount.min(room);
                }
                ways.push(Way { steps: steps.to_vec(), price, amount });
            });
            let key = |way: &Way| (way.price * self.left / way.amount, way.steps.len());
            ways.sort_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.cmp(&key(b).1)));
            let others = ways.split_off(width.min(ways.len()));
            // What takes nothing from anybody else costs much, and can always be.
            ways.extend(others.into_iter().filter(|way| way.steps.iter().all(|(_, same)| *same)).take(width / 4));
            self.ways.push(ways);
        }
        // Fields with few ways first: what cannot be is seen early.
        self.ways.sort_by_key(Vec::len);
    }

    fn go(&mut self, field: usize, amount: f64, price: f64) {
        let Some(ways) = self.ways.get(field) else {
            let rate = price * (self.left / amount);
            self.best = Some(Best { rate, price, amount, corners: self.corners.clone() });
            return;
        };
        let before = self.corners.len();
        let base = self.corners[0].0;
        for at in 0..ways.len() {
            let way = &self.ways[field][at];
            if self.dear(way.price, way.amount) {
                break;
            }
            let (mut price, mut amount) = (price + way.price, amount.min(way.amount));
            let mut fits = !self.dear(price, amount);
            let steps = way.steps.len();
            for step in 0..steps {
                let (by, same) = self.ways[field][at].steps[step];
                self.corners.push((base.wrapping_add_signed(by), same));
                for corner in 1..before {
                    if !fits {
                        break;
                    }
                    let (place, way) = self.corners[corner];
                    let place = place.wrapping_add_signed(by);
                    match self.corner(place, way == same) {
                        Some((more, room)) => {
                            price += more;
                            amount = amount.min(room);
                            fits = !self.dear(price, amount);
                            self.corners.push((place, way == same));
                        }
                        None => fits = false,
                    }
                }
            }
            if fits {
                self.go(field + 1, amount, price);
            }
            self.corners.truncate(before);
        }
    }
}
