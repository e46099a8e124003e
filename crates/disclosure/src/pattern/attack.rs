//! The attacker's problem: how far from the truth a figure can lie when only what is shown is known.

use super::cut::{Cut, cut, rooms};
use super::{Attackers, Fate, Need, Problem, Target};
use crate::deadline::Deadline;
use crate::program::{Program, Row, Solved};
use std::rc::Rc;

/// No cell has to change by more than so many times the largest distance that is needed: keeps the solver's numbers alike.
const FAR: f64 = 1e4;
/// Figures that reach so much of what is needed reach it: the solver's own tolerance, and less than the audit's.
const NEAR: f64 = 1.0 - 4e-7;

/// Another table that shows the same: cells with what they differ by.
pub(crate) type Witness = Rc<Vec<(u32, f64)>>;

/// How far an attacker can think a figure off, and what keeps it there.
pub(crate) struct Reach {
    pub value: f64,
    /// By column.
    pub changes: Vec<f64>,
    /// By relation of the program.
    pub prices: Vec<f64>,
}

/// Who attacks, with what stops them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    Outsider,
    /// The contributors of cells with this number of [`Problem::people`].
    Largest(u32),
    Together,
}

pub(crate) enum Stand {
    /// One witness at least for each attacker.
    Holds(Vec<Witness>),
    /// This one works too much out; and what that says about every safe pattern, if it says anything.
    Broken(Who, Option<Cut>),
    /// Time was up.
    Unknown,
}

/// The programs for one kind of figures.
pub(crate) struct Attack<'a> {
    problem: &'a Problem,
    figures: usize,
    /// All cells in units of this.
    pub unit: f64,
    far: f64,
    together: bool,
    pub program: Program,
    /// Cells by column and columns by cell.
    pub cells: Rc<Vec<u32>>,
    pub column: Rc<Vec<u32>>,
    /// How much of each column is hidden, from 0 to 1.
    part: Vec<f64>,
    /// No change counts for more than this.
    cap: f64,
    pub until: Deadline,
}

pub(crate) const NONE: u32 = u32::MAX;

/// Cells that can be hidden, and the place of each among them.
pub(crate) fn columns(problem: &Problem) -> (Vec<u32>, Vec<u32>) {
    let cells: Vec<u32> =
        (0..problem.fate.len() as u32).filter(|cell| problem.fate[*cell as usize] != Fate::Shown).collect();
    let mut column = vec![NONE; problem.fate.len()];
    for (at, cell) in cells.iter().enumerate() {
        column[*cell as usize] = at as u32;
    }
    (cells, column)
}

/// Relations as rows over columns; cells that are always shown do not change.
pub(crate) fn rows(problem: &Problem, column: &[u32]) -> Vec<Vec<(u32, f64)>> {
    problem
        .relations
        .iter()
        .map(|relation| {
            relation
                .iter()
                .filter(|(cell, _)| column[*cell as usize] != NONE)
                .map(|(cell, sign)| (column[*cell as usize], *sign))
                .collect::<Vec<_>>()
        })
        .filter(|row| !row.is_empty())
        .collect()
}

/// The usual distance that is needed: the middle of them all, so that most numbers are near one.
pub(crate) fn unit(problem: &Problem, figures: usize) -> (f64, f64) {
    let by: Vec<f64> = problem.targets.iter().filter(|t| t.figures == figures).map(|t| t.need.by()).collect();
    let mean = by.iter().map(|by| by.ln()).sum::<f64>() / by.len().max(1) as f64;
    (mean.exp(), by.iter().copied().fold(0.0, f64::max))
}

impl<'a> Attack<'a> {
    pub fn new(problem: &'a Problem, figures: usize, together: bool, until: Deadline) -> Attack<'a> {
        let (cells, column) = columns(problem);
        let rows = rows(problem, &column).into_iter().map(Row::balanced).collect();
        let (unit, most) = unit(problem, figures);
        let program = Program::new(vec![(0.0, 0.0); cells.len()], vec![0.0; cells.len()], rows);
        Attack {
            problem,
            figures,
            unit,
            far: FAR * most.max(unit) / unit,
            together,
            program,
            part: vec![0.0; cells.len()],
            cells: Rc::new(cells),
            column: Rc::new(column),
            cap: f64::INFINITY,
            until,
        }
    }

    /// How far this attacker can think a cell lower and higher.
    pub fn room(&self, column: usize, knows: bool) -> (f64, f64) {
        let cell = self.cells[column] as usize;
        let figures = &self.problem.figures[self.figures];
        let (fall, rise) = if knows {
            (figures.known_fall[cell], figures.known_rise[cell])
        } else {
            (figures.fall[cell], figures.rise[cell])
        };
        ((fall / self.unit).min(self.far), (rise / self.unit).min(self.far))
    }

    /// A room of so much has no end.
    pub fn far(&self) -> f64 {
        self.far
    }

    fn usual(&self, column: usize) -> (f64, f64) {
        self.scaled(column, self.together)
    }

    fn scaled(&self, column: usize, knows: bool) -> (f64, f64) {
        let (fall, rise) = self.room(column, knows);
        let part = self.part[column];
        (-fall.min(self.cap) * part, rise.min(self.cap) * part)
    }

    /// Says how much of each column is hidden. Changes count up to `cap`, in the figures' own units.
    pub fn hide(&mut self, part: &[f64], cap: f64) {
        self.cap = cap / self.unit;
        self.part.copy_from_slice(part);
        for column in 0..part.len() {
            let (least, most) = self.usual(column);
            self.program.bound(column, least, most);
        }
    }

    pub fn hide_one(&mut self, column: usize, part: f64) {
        self.part[column] = part;
        let (least, most) = self.usual(column);
        self.program.bound(column, least, most);
    }

    fn excused(&self, target: Target) -> bool {
        self.problem.figures[target.figures].alone[target.cell as usize]
    }

    /// The farthest that the target can be thought off, upwards or downwards, but not farther than is needed. `knows` says of
    /// which columns' people the attacker is one.
    pub fn reach(&mut self, target: Target, up: bool, knowing: &[u32]) -> Option<Reach> {
        let at = self.column[target.cell as usize] as usize;
        let want = target.need.by() / self.unit;
        let person = self.problem.people[target.cell as usize];
        let mut changed = Vec::new();
        if self.together && self.excused(target) {
            changed.extend((0..self.cells.len()).filter(|c| self.problem.people[self.cells[*c] as usize] == person));
            for column in &changed {
                let (least, most) = self.scaled(*column, false);
                self.program.bound(*column, least, most);
            }
        }
        for column in knowing.iter().map(|column| *column as usize).filter(|column| *column != at) {
            let (least, most) = self.scaled(column, true);
            self.program.bound(column, least, most);
            changed.push(column);
        }
        changed.push(at);
        // The target itself is hidden and open to any change that is asked for.
        let (fall, rise) = self.room(at, false);
        let (least, most) = if up { (0.0, rise.min(want)) } else { (-fall.min(want), 0.0) };
        self.program.bound(at, least, most);
        self.program.cost(at, if up { -1.0 } else { 1.0 });
        let solved = self.program.least(self.until);
        self.program.cost(at, 0.0);
        for column in changed {
            let (least, most) = self.usual(column);
            self.program.bound(column, least, most);
        }
        match solved {
            Solved::Optimal(values) => Some(Reach {
                value: values.columns[at].abs() * self.unit,
                changes: values.columns,
                prices: values.prices,
            }),
            _ => None,
        }
    }

    /// Columns whose largest contributor sees that this cannot be: their own part stands against it.
    pub fn refuters(&self, target: Target, changes: &[f64]) -> Vec<u32> {
        let person = self.problem.people[target.cell as usize];
        let excused = self.excused(target);
        (0..changes.len() as u32)
            .filter(|column| {
                let at = *column as usize;
                let cell = self.cells[at];
                if changes[at].abs() < 1e-9
                    || cell == target.cell
                    || (excused && self.problem.people[cell as usize] == person)
                {
                    return false;
                }
                let (least, most) = self.scaled(at, true);
                changes[at] < least - 1e-7 || changes[at] > most + 1e-7
            })
            .collect()
    }

    pub fn witness(&self, changes: &[f64]) -> Witness {
        let far = |change: &f64| change.abs() > 1e-9;
        Rc::new(
            changes
                .iter()
                .zip(self.cells.iter())
                .filter(|(change, _)| far(change))
                .map(|(change, cell)| (*cell, change * self.unit))
                .collect(),
        )
    }

    /// Protects as many of these targets as it can with one table that nobody refutes; says which, by their places in `of`.
    pub fn many(&mut self, of: &[Target]) -> Option<(Vec<usize>, Witness)> {
        for target in of {
            let at = self.column[target.cell as usize] as usize;
            let want = target.need.by() / self.unit;
            let (least, most) = self.usual(at);
            match target.need {
                Need::Rise(_) => self.program.bound(at, least, most.min(want)),
                _ => self.program.bound(at, least.max(-want), most),
            }
            self.program.cost(at, if matches!(target.need, Need::Rise(_)) { -1.0 / want } else { 1.0 / want });
        }
        let solved = self.program.least(self.until);
        for target in of {
            let at = self.column[target.cell as usize] as usize;
            let (least, most) = self.usual(at);
            self.program.bound(at, least, most);
            self.program.cost(at, 0.0);
        }
        let Solved::Optimal(values) = solved else { return None };
        let reached = |target: &Target| {
            let change = values.columns[self.column[target.cell as usize] as usize] * self.unit;
            match target.need {
                Need::Rise(by) => change >= by * NEAR,
                Need::Fall(by) => -change >= by * NEAR,
                Need::Width(_) => false,
            }
        };
        let held = (0..of.len()).filter(|at| reached(&of[*at])).collect();
        Some((held, self.witness(&values.columns)))
    }
}

/// Whether this is as far as is needed.
pub(crate) fn enough(value: f64, need: Need) -> bool {
    value >= need.by() * NEAR
}

/// The programs of all figures against one pattern.
pub(crate) struct Attacks<'a> {
    pub problem: &'a Problem,
    /// Against somebody outside, who may also be given what single contributors know; none where all stand together.
    pub single: Vec<Attack<'a>>,
    /// Against all contributors together.
    pub joint: Vec<Attack<'a>>,
    pub solved: usize,
    /// Relations by column.
    rows: Vec<Vec<(u32, f64)>>,
    /// Columns by the number of their people.
    people: crate::hashing::FastMap<u32, Vec<u32>>,
}

impl<'a> Attacks<'a> {
    pub fn new(problem: &'a Problem, until: Deadline) -> Attacks<'a> {
        let make = |together: bool| -> Vec<Attack<'a>> {
            (0..problem.figures.len()).map(|figures| Attack::new(problem, figures, together, until)).collect()
        };
        let single = if problem.attackers == Attackers::Together { Vec::new() } else { make(false) };
        let joint = if problem.attackers == Attackers::Outsider { Vec::new() } else { make(true) };
        let mut people: crate::hashing::FastMap<u32, Vec<u32>> = Default::default();
        if let Some(any) = single.first().or(joint.first()) {
            for (column, cell) in any.cells.iter().enumerate() {
                people.entry(problem.people[*cell as usize]).or_default().push(column as u32);
            }
        }
        let rows = rows(problem, &columns(problem).1);
        Attacks { problem, single, joint, solved: 0, rows, people }
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Attack<'a>> {
        self.single.iter_mut().chain(&mut self.joint)
    }

    pub fn hide(&mut self, hidden: &[bool]) {
        for attack in self.all() {
            let part: Vec<f64> = attack.cells.iter().map(|cell| f64::from(u8::from(hidden[*cell as usize]))).collect();
            attack.hide(&part, f64::INFINITY);
        }
    }

    /// Parts of cells, for attacks on one kind of figures.
    pub fn hide_parts(&mut self, figures: usize, part: &[f64], cap: f64) {
        for attack in self.single.get_mut(figures).into_iter().chain(self.joint.get_mut(figures)) {
            let parts: Vec<f64> = attack.cells.iter().map(|cell| part[*cell as usize]).collect();
            attack.hide(&parts, cap);
        }
    }

    pub fn hide_one(&mut self, cell: u32, hidden: bool) {
        for attack in self.all() {
            let column = attack.column[cell as usize];
            attack.hide_one(column as usize, f64::from(u8::from(hidden)));
        }
    }

    /// All columns of these columns' people.
    pub fn everywhere(&self, columns: &[u32]) -> Vec<u32> {
        let Some(any) = self.single.first().or(self.joint.first()) else { return Vec::new() };
        let mut numbers: Vec<u32> =
            columns.iter().map(|column| self.problem.people[any.cells[*column as usize] as usize]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().flat_map(|number| self.people[number].iter().copied()).collect()
    }

    /// Whether the pattern keeps every attacker far enough off.
    pub fn stands(&mut self, at: usize) -> Stand {
        let target = self.problem.targets[at];
        if let Need::Width(_) = target.need {
            return self.wide(target);
        }
        let up = matches!(target.need, Need::Rise(_));
        if self.problem.attackers == Attackers::Together {
            self.solved += 1;
            let attack = &mut self.joint[target.figures];
            return match attack.reach(target, up, &[]) {
                None => Stand::Unknown,
                Some(reach) if enough(reach.value, target.need) => Stand::Holds(vec![attack.witness(&reach.changes)]),
                Some(reach) => self.broken(target, up, Who::Together, &reach.prices),
            };
        }
        self.solved += 1;
        let attack = &mut self.single[target.figures];
        let Some(first) = attack.reach(target, up, &[]) else { return Stand::Unknown };
        if !enough(first.value, target.need) {
            return self.broken(target, up, Who::Outsider, &first.prices);
        }
        let mut witnesses = vec![attack.witness(&first.changes)];
        if self.problem.attackers == Attackers::Outsider {
            return Stand::Holds(witnesses);
        }
        let mut left = attack.refuters(target, &first.changes);
        if left.is_empty() {
            return Stand::Holds(witnesses);
        }
        // One table that none of them refutes, or one for each.
        let knowing = self.everywhere(&left);
        self.solved += 1;
        let attack = &mut self.single[target.figures];
        let Some(second) = attack.reach(target, up, &knowing) else { return Stand::Unknown };
        if enough(second.value, target.need) {
            witnesses.push(attack.witness(&second.changes));
            return Stand::Holds(witnesses);
        }
        while let Some(column) = left.first().copied() {
            let knowing = self.everywhere(&[column]);
            self.solved += 1;
            let attack = &mut self.single[target.figures];
            let Some(next) = attack.reach(target, up, &knowing) else { return Stand::Unknown };
            if !enough(next.value, target.need) {
                let who = Who::Largest(self.problem.people[attack.cells[column as usize] as usize]);
                return self.broken(target, up, who, &next.prices);
            }
            let refuting = attack.refuters(target, &next.changes);
            witnesses.push(attack.witness(&next.changes));
            left.retain(|other| !knowing.contains(other) && refuting.contains(other));
        }
        Stand::Holds(witnesses)
    }

    fn wide(&mut self, target: Target) -> Stand {
        self.solved += 2;
        let attack = &mut self.single[target.figures];
        let (Some(above), Some(below)) = (attack.reach(target, true, &[]), attack.reach(target, false, &[])) else {
            return Stand::Unknown;
        };
        if enough(above.value + below.value, target.need) {
            Stand::Holds(vec![attack.witness(&above.changes), attack.witness(&below.changes)])
        } else {
            let attack = &self.single[target.figures];
            let side = |up, prices| rooms(self.problem, &self.rows, attack, target, up, prices, &|_| false);
            let both = side(true, &above.prices).zip(side(false, &below.prices));
            let both = both.map(|(up, down)| up.iter().zip(&down).map(|(up, down)| up + down).collect::<Vec<f64>>());
            Stand::Broken(Who::Outsider, both.and_then(|both| cut(self.problem, &both)))
        }
    }

    /// What an attack that comes too near says.
    pub fn broken(&self, target: Target, up: bool, who: Who, prices: &[f64]) -> Stand {
        let together = who == Who::Together;
        let attack = if together { &self.joint } else { &self.single };
        let attack = &attack[target.figures];
        let person = self.problem.people[target.cell as usize];
        let excused = attack.excused(target);
        let knows = |column: usize| {
            let people = self.problem.people[attack.cells[column] as usize];
            match who {
                Who::Outsider => false,
                Who::Largest(number) => people == number,
                Who::Together => !(excused && people == person),
            }
        };
        let rooms = rooms(self.problem, &self.rows, attack, target, up, prices, &knows);
        Stand::Broken(who, rooms.and_then(|rooms| cut(self.problem, &rooms)))
    }
}
