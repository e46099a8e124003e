//! The independent audit of a suppressed table: from what is shown alone it works out the interval in which each sensitive
//! figure must lie, for somebody outside and for contributors who know their own part.
//!
//! It shares nothing with the search but the solver. The search thinks in totals and their parts; here every figure is the
//! sum of lowest cells, and a figure that is shown is one equation about those that are hidden. How far off an attacker must
//! be kept is found by trying values until the rule that failed passes.
//!
//! In tables with very many sensitive figures the search hands over, for each, tables that show the same and protect it. They
//! are not believed but added up here; an interval is worked out where they do not add up.

use super::levels::{Level, levels};
use super::people::{People, Person};
use super::proof;
pub(super) use super::proof::Proof;
use super::unknowns::{Unknowns, first, unknowns};
use crate::deadline::Deadline;
use crate::evidence::CellEvidence;
use crate::hashing::FastMap;
use crate::program::{Program, Row, Solved};
use crate::result::TableResult;
use serde::Serialize;
use std::time::Duration;

/// Of more sensitive figures than this only that end of an interval is looked at that has to be far off, and only whether it
/// is: a table that shows the same and protects the figure is enough.
const BOTH_ENDS: usize = 400;
/// A program of the audit that takes longer counts as an attacker who knows the truth.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an attacker finds about one sensitive figure. For inside use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditLine {
    /// Its codes.
    pub cell: Vec<String>,
    #[serde(skip)]
    pub at: usize,
    /// `count` or the field whose sum it is.
    pub quantity: String,
    /// Who finds it: `outsider`, or the contributor who finds most.
    pub attacker: String,
    pub truth: f64,
    /// In tables with very many sensitive figures only what is proven to be in the interval: from the truth to what is needed.
    pub lower: f64,
    /// None where it has no end.
    pub upper: Option<f64>,
    /// The interval must reach to this value; one of a changed count so far from its other end.
    pub needed: f64,
    pub holds: bool,
}

/// Figures of one kind, as attackers see them.
pub(super) struct Known {
    pub name: String,
    /// By cell.
    pub value: Vec<f64>,
    /// What everybody knows to be in a cell at least.
    pub least: Vec<f64>,
    /// The most that one contributor has in a cell.
    pub own: Vec<f64>,
    /// Only one contributor is in the cell.
    pub alone: Vec<bool>,
    /// Values may be below nought.
    pub signed: bool,
}

/// What an audit takes into account.
#[derive(Default)]
pub(super) struct Inquiry<'a> {
    /// Some contribute to several cells, so that all largest contributors are taken for one.
    pub together: bool,
    pub proofs: &'a [Proof<'a>],
    /// Everybody, where they are followed.
    pub people: Option<&'a People>,
    /// Figures beside sums of hidden cells have to be as uncertain as these.
    pub beside: &'a [Level],
    /// Of these cells alone, and only whether they hold.
    pub only: Option<&'a [usize]>,
    /// From then on only whether figures hold.
    pub until: Option<Deadline>,
}

/// One line for each sensitive figure and kind of attacker, for a table of which these cells are hidden.
pub(super) fn audit(table: &TableResult, hidden: &[bool], inquiry: &Inquiry<'_>) -> Vec<AuditLine> {
    let Inquiry { together, proofs, people, beside, only, until } = *inquiry;
    let unknowns = unknowns(table, hidden);
    let (knowledge, mut levels) = (known(table), levels(table));
    levels.extend(beside);
    let many = levels.len() > BOTH_ENDS;
    levels.retain(|level| only.is_none_or(|cells| cells.contains(&level.cell)));
    let mut lines = Vec::new();
    let places: FastMap<(usize, usize, bool), &Proof<'_>> =
        proofs.iter().map(|proof| ((proof.cell, proof.quantity, proof.up), proof)).collect();
    let above = proof::Above::new(table);
    let proven = |level: &Level, known: &Known, lines: &mut Vec<AuditLine>| {
        let Some(proof) = places.get(&(level.cell, level.quantity, level.needed > level.truth)) else { return false };
        let holds = above.holds(table, hidden, together, known, level, proof);
        if holds {
            let kinds = if together { "all largest contributors together" } else { "each largest contributor" };
            for attacker in ["outsider", kinds] {
                lines.push(AuditLine {
                    cell: table.cells[level.cell].names(),
                    at: level.cell,
                    quantity: known.name.clone(),
                    attacker: attacker.into(),
                    truth: level.truth,
                    lower: level.truth.min(level.needed),
                    upper: Some(level.truth.max(level.needed)),
                    needed: level.needed,
                    holds,
                });
            }
        }
        holds
    };
    // When time is up as little is worked out as where there is very much.
    let late = || until.is_some_and(Deadline::over);
    for (number, known) in knowledge.iter().enumerate() {
        let mut of: Vec<&Level> = levels.iter().filter(|level| level.quantity == number).collect();
        if many {
            of.retain(|level| !proven(level, known, &mut lines));
        }
        if !of.is_empty() {
            let mut attacker = Attacker::new(table, hidden, &unknowns, known, &of);
            attacker.quantity = number;
            attacker.people = people.map_or(&[], Vec::as_slice);
            attacker.followed = people.is_some();
            for level in of {
                if many || !late() || !proven(level, known, &mut lines) {
                    attacker.attack(level, together, !many && only.is_none() && !late(), &mut lines);
                }
            }
        }
    }
    lines
}

/// Whether there are no fractions.
pub(super) fn in_whole_numbers(mut of: impl Iterator<Item = f64>) -> bool {
    of.all(|number| (number - number.round()).abs() < 1e-6)
}

/// What is published, and what single contributors know of it.
fn known(table: &TableResult) -> Vec<Known> {
    let alone = |cell: &CellEvidence| cell.units == 1 || cell.holdings == Some(1);
    let cells = || table.cells.iter().map(|cell| &cell.evidence);
    let mut all = vec![Known {
        name: "count".into(),
        value: cells().map(|cell| cell.weight).collect(),
        // Somebody is one record at least.
        least: cells()
            .zip(super::known::somebody(table))
            .map(|(cell, somebody)| if somebody { cell.weight / cell.n.max(1) as f64 } else { 0.0 })
            .collect(),
        own: cells().map(|cell| cell.most_of_one() as f64 * cell.weight / cell.n.max(1) as f64).collect(),
        alone: cells().map(alone).collect(),
        signed: false,
    }];
    for at in 0..table.cells.first().map_or(0, |cell| cell.evidence.variables.len()) {
        let of = |cell: &CellEvidence| cell.variables[at].clone();
        let mut known = Known {
            name: cells().next().map(|cell| of(cell).field.to_string()).unwrap_or_default(),
            value: Vec::new(),
            least: vec![0.0; table.cells.len()],
            own: Vec::new(),
            alone: Vec::new(),
            signed: cells().any(|cell| cell.variables[at].negatives > 0),
        };
        for variable in cells().map(of) {
            let shares = super::levels::published(&variable);
            known.value.push(variable.weighted.map_or(variable.sum, |(sum, _)| sum));
            known.own.push(shares.iter().flat_map(|shares| &shares.top).copied().fold(0.0, f64::max));
            known.alone.push(shares.iter().any(|shares| shares.contributors == 1));
        }
        all.push(known);
    }
    all
}

/// Unknowns that hang together, with the program over them.
pub(super) struct Part {
    /// Numbers of unknowns by column.
    pub unknowns: Vec<u32>,
    pub program: Program,
    /// Hidden totals in it, each with a column of its own that is what its lowest cells change.
    totals: Vec<(u32, usize)>,
}

pub(super) struct Attacker<'a> {
    pub table: &'a TableResult,
    unknowns: &'a Unknowns,
    pub known: &'a Known,
    /// All changes are told in this.
    pub unit: f64,
    /// People are whole: no table has fractions of them.
    whole: bool,
    pub parts: Vec<Part>,
    /// For each unknown its part and column.
    place: Vec<(usize, usize)>,
    /// 0 is the count; then the variables in order.
    pub quantity: usize,
    /// All contributors, where they are followed.
    pub people: &'a [Person],
    followed: bool,
}

impl<'a> Attacker<'a> {
    fn new(
        table: &'a TableResult,
        hidden: &[bool],
        unknowns: &'a Unknowns,
        known: &'a Known,
        levels: &[&Level],
    ) -> Attacker<'a> {
        let mut distances: Vec<f64> = levels.iter().map(|level| (level.needed - level.truth).abs()).collect();
        distances.sort_by(f64::total_cmp);
        let whole = levels[0].quantity == 0 && table.request.weight.is_none();
        let unit = if whole { 1.0 } else { distances[distances.len() / 2].max(f64::MIN_POSITIVE) };
        // Unknowns that stand in one figure, shown or hidden, hang together.
        let mut group: Vec<u32> = (0..unknowns.cells.len() as u32).collect();
        for under in &unknowns.under {
            for pair in under.windows(2) {
                let (a, b) = (first(&mut group, pair[0]), first(&mut group, pair[1]));
                group[a as usize] = b;
            }
        }
        let mut number: FastMap<u32, usize> = FastMap::default();
        let mut columns: Vec<Vec<u32>> = Vec::new();
        let mut place = Vec::new();
        for unknown in 0..unknowns.cells.len() as u32 {
            let root = first(&mut group, unknown);
            let part = *number.entry(root).or_insert_with(|| {
                columns.push(Vec::new());
                columns.len() - 1
            });
            place.push((part, columns[part].len()));
            columns[part].push(unknown);
        }
        let mut rows: Vec<FastMap<Vec<(u32, u64)>, ()>> = vec![FastMap::default(); columns.len()];
        let mut totals: Vec<Vec<(u32, usize)>> = vec![Vec::new(); columns.len()];
        for (cell, under) in unknowns.under.iter().enumerate().filter(|(_, under)| !under.is_empty()) {
            let part = place[under[0] as usize].0;
            let mut terms: Vec<(u32, u64)> =
                under.iter().map(|unknown| (place[*unknown as usize].1 as u32, 1f64.to_bits())).collect();
            if unknowns.cells.binary_search(&(cell as u32)).is_ok() {
                continue;
            }
            if hidden[cell] {
                let column = columns[part].len() + totals[part].len();
                totals[part].push((cell as u32, column));
                terms.push((column as u32, (-1f64).to_bits()));
            }
            rows[part].insert(terms, ());
        }
        let parts = columns
            .into_iter()
            .zip(rows)
            .zip(totals)
            .map(|((unknowns, rows), totals)| {
                let mut rows: Vec<Vec<(u32, u64)>> = rows.into_keys().collect();
                rows.sort_unstable();
                let rows = rows
                    .into_iter()
                    .map(|terms| Row::balanced(terms.into_iter().map(|(c, f)| (c, f64::from_bits(f))).collect()))
                    .collect();
                let size = unknowns.len() + totals.len();
                Part { program: Program::new(vec![(0.0, 0.0); size], vec![0.0; size], rows), unknowns, totals }
            })
            .collect();
        let (people, followed): (&[Person], bool) = (&[], false);
        let mut attacker =
            Attacker { table, unknowns, known, unit, whole, parts, place, quantity: 0, people, followed };
        for part in 0..attacker.parts.len() {
            attacker.outside(part);
        }
        attacker
    }

    /// The cell of a column.
    pub(super) fn cell(&self, part: usize, column: usize) -> usize {
        let part = &self.parts[part];
        match part.unknowns.get(column) {
            Some(unknown) => self.unknowns.cells[*unknown as usize] as usize,
            None => part.totals[column - part.unknowns.len()].0 as usize,
        }
    }

    fn size(&self, part: usize) -> usize {
        self.parts[part].unknowns.len() + self.parts[part].totals.len()
    }

    /// How far a cell can change in an attacker's mind.
    pub(super) fn room(&self, cell: usize, knows: bool) -> (f64, f64) {
        let fall = match (knows && self.known.alone[cell], self.known.signed) {
            (true, _) => return (0.0, 0.0),
            (_, true) => f64::INFINITY,
            _ if knows => (self.known.value[cell] - self.known.own[cell].max(self.known.least[cell])).max(0.0),
            _ => (self.known.value[cell] - self.known.least[cell]).max(0.0),
        };
        (-fall / self.unit, f64::INFINITY)
    }

    pub(super) fn bound(&mut self, part: usize, column: usize, knows: bool) {
        let (least, most) = self.room(self.cell(part, column), knows);
        self.parts[part].program.bound(column, least, most);
    }

    /// Somebody who knows of no contributor.
    fn outside(&mut self, part: usize) {
        (0..self.size(part)).for_each(|column| self.bound(part, column, false));
    }

    /// The end of the interval upwards or downwards, and what all columns change there. An attacker whose equations the solver
    /// does not solve is taken for one who knows the truth.
    pub(super) fn end(&mut self, part: usize, column: usize, up: bool) -> (f64, Option<Vec<f64>>) {
        let program = &mut self.parts[part].program;
        program.cost(column, if up { -1.0 } else { 1.0 });
        let mut solved = program.least(Deadline::after(PATIENCE));
        if let Solved::Optimal(values) = &mut solved
            && self.whole
            && !in_whole_numbers(values.columns.iter().copied())
        {
            match program.whole(Deadline::after(PATIENCE)) {
                Some(columns) => values.columns = columns,
                None => solved = Solved::Unknown,
            }
        }
        program.cost(column, 0.0);
        match solved {
            Solved::Optimal(values) => (values.columns[column] * self.unit, Some(values.columns)),
            Solved::Unbounded => (if up { f64::INFINITY } else { f64::NEG_INFINITY }, None),
            Solved::Infeasible | Solved::Unknown => (0.0, None),
        }
    }

    fn attack(&mut self, level: &Level, together: bool, both: bool, lines: &mut Vec<AuditLine>) {
        let up = level.needed > level.truth;
        let reaches = |change: f64| {
            let (far, by) = (if up { change } else { -change }, (level.needed - level.truth).abs());
            far >= by * (1.0 - 1e-6)
        };
        let line = |who: String, near: f64, far: f64| {
            let (lower, upper) = if up { (near, far) } else { (far, near) };
            AuditLine {
                cell: self.table.cells[level.cell].names(),
                at: level.cell,
                quantity: self.known.name.clone(),
                attacker: who,
                truth: level.truth,
                lower: level.truth + lower,
                upper: upper.is_finite().then_some(level.truth + upper),
                needed: level.needed,
                holds: reaches(far),
            }
        };
        let line: Box<dyn Fn(String, f64, f64) -> AuditLine> = Box::new(line);
        let Some((part, column)) = self.find(level.cell) else {
            // A sensitive figure that is shown, or of which everything is known, is not protected.
            lines.push(line("outsider".into(), 0.0, 0.0));
            return;
        };
        let mut made = Vec::new();
        let (far, changes) = self.end(part, column, up);
        let near = if both { self.end(part, column, !up).0 } else { 0.0 };
        made.push(("outsider".to_owned(), near, far));
        if reaches(far) {
            let excused = self.excused(part, level.cell);
            let lowest = self.parts[part].unknowns.len();
            // Whose knowledge goes with the outsider's extreme table finds no more than the outsider. All together are one.
            let suspect = |c: &usize| {
                let (least, most) = self.room(self.cell(part, *c), true);
                together || changes.as_ref().is_none_or(|all| all[*c] < least - 1e-7 || all[*c] > most + 1e-7)
            };
            let all = 0..if together { self.size(part) } else { lowest };
            let suspects: Vec<usize> = all.filter(|c| *c != column && !excused[*c]).filter(suspect).collect();
            let (near, all) = self.knowing(part, column, up, &suspects, both);
            made.push(if reaches(all) || together && !self.followed {
                ("all largest contributors together".into(), near, all)
            } else if self.followed {
                let by = (level.needed - level.truth).abs();
                self.each((part, column), level.cell, (up, by), changes, both)
            } else {
                self.worst(part, column, up, &suspects, both)
            });
        }
        lines.extend(made.into_iter().map(|(who, near, far)| line(who, near, far)));
    }

    fn find(&self, cell: usize) -> Option<(usize, usize)> {
        if let Ok(unknown) = self.unknowns.cells.binary_search(&(cell as u32)) {
            return Some(self.place[unknown]);
        }
        let part = self.place[*self.unknowns.under[cell].first()? as usize].0;
        let total = self.parts[part].totals.iter().find(|(total, _)| *total as usize == cell)?;
        Some((part, total.1))
    }

    /// Columns whose contributor is the one who stands alone behind the target: it has to be kept from others.
    fn excused(&self, part: usize, target: usize) -> Vec<bool> {
        let evidence = |cell: usize| self.table.cells[cell].evidence.n > 0;
        let mut theirs = vec![false; self.unknowns.cells.len()];
        if self.known.alone[target] {
            let filled = |unknown: &&u32| evidence(self.unknowns.cells[**unknown as usize] as usize);
            self.unknowns.under[target].iter().filter(filled).for_each(|unknown| theirs[*unknown as usize] = true);
        }
        (0..self.size(part))
            .map(|column| {
                let cell = self.cell(part, column);
                self.known.alone[cell] && self.unknowns.under[cell].iter().any(|unknown| theirs[*unknown as usize])
            })
            .collect()
    }

    /// Both ends for those who know their part of these columns; the nearer end only where it is asked for.
    fn knowing(&mut self, part: usize, column: usize, up: bool, columns: &[usize], both: bool) -> (f64, f64) {
        columns.iter().for_each(|other| self.bound(part, *other, true));
        let far = self.end(part, column, up).0;
        let near = if both { self.end(part, column, !up).0 } else { 0.0 };
        columns.iter().for_each(|other| self.bound(part, *other, false));
        (near, far)
    }

    /// The single contributor who finds most.
    fn worst(&mut self, part: usize, column: usize, up: bool, suspects: &[usize], both: bool) -> (String, f64, f64) {
        if suspects.is_empty() {
            let far = self.end(part, column, up).0;
            let near = if both { self.end(part, column, !up).0 } else { 0.0 };
            return ("nobody knows more than an outsider".into(), near, far);
        }
        let mut worst: Option<(usize, f64, f64)> = None;
        for other in suspects {
            let (near, far) = self.knowing(part, column, up, &[*other], both);
            if worst.as_ref().is_none_or(|(_, _, least)| if up { far < *least } else { far > *least }) {
                worst = Some((*other, near, far));
            }
        }
        // Without suspects nobody knows more than an outsider, and this is not asked.
        let (other, near, far) = worst.unwrap_or((column, 0.0, 0.0));
        let keys = self.table.cells[self.cell(part, other)].keys.join(" / ");
        (format!("the largest contributor of {keys}"), near, far)
    }
}
