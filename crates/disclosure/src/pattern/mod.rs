//! Which cells of a table to hide, at the least cost, so that nobody who sees the others works out a sensitive one.
//!
//! A pattern is safe if for every sensitive figure and every attacker there is another table that shows the same figures and
//! has this one far enough from the truth. To find such a table, or to see that there is none, is a linear program
//! ([`attack`]). Where there is none its dual says which cells the attacker profits from: at least so much of them has to be
//! hidden ([`cut`]; Fischetti and Salazar-González). A good pattern comes first ([`search`]); then patterns of the least cost
//! that meet all such conditions so far are made and attacked, until one stands ([`exact`]). What these cost is a bound on what
//! every safe pattern costs, whenever one stops. Large problems are looked at around each target first ([`local`]).
//!
//! Nothing here knows of records or rules: figures, how they add up, and how far off an attacker has to be kept come in.

mod attack;
mod cut;
mod early;
mod exact;
mod lattice;
mod local;
mod route;
mod search;
mod single;
mod swaps;

use crate::deadline::Deadline;

/// What may become of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is hidden whatever it costs.
    Hidden,
    /// It may be hidden.
    Open,
    /// It is always shown.
    Shown,
}

/// The figures of one kind in every cell: how far each may lie from the truth in an attacker's mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// How far below the truth, for somebody outside; not below nought.
    pub fall: Vec<f64>,
    /// How far above.
    pub rise: Vec<f64>,
    /// The same for the largest contributor of the cell, who knows their own part.
    pub known_fall: Vec<f64>,
    pub known_rise: Vec<f64>,
    /// One contributor stands alone behind the cell: it has to be kept from others only.
    pub alone: Vec<bool>,
}

/// How far an attacker has to be kept off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    /// It must be possible that the figure is greater by so much.
    Rise(f64),
    /// It must be possible that the figure is less by so much.
    Fall(f64),
    /// What is possible must be so wide, wherever it lies.
    Width(f64),
}

impl Need {
    /// The distance itself.
    pub fn by(self) -> f64 {
        match self {
            Need::Rise(by) | Need::Fall(by) | Need::Width(by) => by,
        }
    }
}

/// A sensitive figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Which of the figures.
    pub figures: usize,
    pub cell: u32,
    pub need: Need,
}

/// Against whom a pattern must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attackers {
    /// Somebody outside. Alone it is a test of the solver; nothing is released under it.
    Outsider,
    /// Somebody outside, and the largest contributor of every cell, each for themselves.
    Each,
    /// The largest contributors of all cells as one: whoever contributes to several cells knows no more.
    Together,
}

/// How the cells of a table lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// For each cell its code along each field; none is the total.
    pub codes: Vec<Vec<Option<u32>>>,
    /// For each field the code that each code is part of; none where that is the total.
    pub parents: Vec<Vec<Option<u32>>>,
}

/// The whole question.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Cells with signs that sum to nothing, as a total and its parts do.
    pub relations: Vec<Vec<(u32, f64)>>,
    /// What it costs to hide each cell; not below nought.
    pub cost: Vec<f64>,
    pub fate: Vec<Fate>,
    /// Cells with the same contributors have the same number.
    pub people: Vec<u32>,
    pub figures: Vec<Figures>,
    pub targets: Vec<Target>,
    pub attackers: Attackers,
    /// Where the relations are those of a table: with it a safe pattern is found at once, and large problems are solved.
    pub layout: Option<Layout>,
}

/// The best pattern found.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// For each cell whether it is hidden. None: time was up before any pattern was safe.
    pub hidden: Option<Vec<bool>>,
    /// What the cells cost that are hidden without having to be.
    pub cost: f64,
    /// No safe pattern costs less.
    pub bound: f64,
    /// Targets that are not protected even if every cell that may be hidden is, by their places in the problem.
    pub lost: Vec<usize>,
    /// For each target tables that show the same and protect it: cells with what they differ by. Of those of one target every
    /// contributor leaves one at least that they cannot refute.
    pub witnesses: Vec<Vec<Vec<(u32, f64)>>>,
    /// Linear and integer programs that were solved.
    pub solved: usize,
}

impl Pattern {
    /// The part of the cost that is not proven to be needed, from 0 to 1.
    pub fn gap(&self) -> f64 {
        if self.cost > self.bound { (self.cost - self.bound) / self.cost } else { 0.0 }
    }
}

impl Problem {
    /// The cheapest pattern that can be found until then.
    pub fn solve(&self, until: Deadline) -> Pattern {
        exact::solve(self, until, None)
    }

    /// The same; a first safe pattern is looked for longer than a cheaper one.
    pub(crate) fn solve_by(&self, until: Deadline, first: Deadline) -> Pattern {
        exact::solve(self, until, Some(first))
    }

    /// The same question where these cells are hidden already.
    pub(crate) fn hiding(&self, hidden: &[bool]) -> Problem {
        let fate = |cell: usize| if hidden[cell] { Fate::Hidden } else { self.fate[cell] };
        Problem { fate: (0..hidden.len()).map(fate).collect(), ..self.clone() }
    }

    /// What a pattern costs beyond what has to be hidden.
    pub fn cost_of(&self, hidden: &[bool]) -> f64 {
        (0..hidden.len())
            .filter(|cell| hidden[*cell] && self.fate[*cell] == Fate::Open)
            .map(|cell| self.cost[cell])
            .sum()
    }

    /// Targets that a pattern leaves open to some attacker, by their places.
    pub fn unprotected(&self, hidden: &[bool], until: Deadline) -> Vec<usize> {
        let mut attacks = attack::Attacks::new(self, until);
        attacks.hide(hidden);
        (0..self.targets.len()).filter(|at| !matches!(attacks.stands(*at), attack::Stand::Holds(_))).collect()
    }
}
