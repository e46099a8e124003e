//! What hidden cells add up to. Where a total is shown beside some of its parts, the sum of the others is told as exactly as if
//! it stood there: it is a figure too, with its contributors added up by unit, and the rules judge it.

use super::levels::Level;
use super::proof::Above;
use super::quantity::{rise_of_count, rise_of_sum};
use super::relations::Relation;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::evidence::{CellEvidence, Evidence};
use crate::hashing::FastMap;
use crate::hierarchy::Level as Nodes;
use crate::judge::{Judge, Rule, Severity};
use crate::pattern::{Attackers, Fate, Need, Problem, Target};
use crate::result::TableResult;
use crate::standing::{Margin, NOWHERE};
use crate::statistic::{Class, Statistic};

/// Every round hides more; what is told after so many stays unsafe.
const ROUNDS: usize = 12;

/// A sum of hidden cells that fails a rule.
struct Told {
    relation: usize,
    /// How far above the truth it must be able to lie, for each kind of figures.
    rises: Vec<f64>,
}

/// The sums of hidden cells of one table.
pub(super) struct Unions<'a> {
    evidence: &'a Evidence,
    table: &'a TableResult,
    relations: &'a [Relation],
    /// For each cell of the table the combinations of codes that occur in it.
    under: Vec<Vec<u32>>,
    /// Relations by number, those together in which nobody stands twice.
    apart: Vec<Vec<usize>>,
    statistics: Vec<Statistic>,
}

/// What was done so that no sum of hidden cells tells too much.
#[derive(Default)]
pub(super) struct Covered {
    /// Figures that must be as uncertain as the sums that they stand beside.
    pub levels: Vec<Level>,
    /// How many cells were hidden for it.
    pub cells: usize,
    /// Hidden cells whose sum stays told.
    pub open: Vec<u32>,
}

impl<'a> Unions<'a> {
    pub fn new(table: &'a TableResult, evidence: &'a Evidence, relations: &'a [Relation]) -> Unions<'a> {
        let above = Above::new(table);
        let mut under = vec![Vec::new(); table.cells.len()];
        for (combination, place) in evidence.places(table).into_iter().enumerate() {
            for whole in place.iter().flat_map(|place| above.wholes(*place)) {
                under[*whole as usize].push(combination as u32);
            }
        }
        let depth = |d: usize, code: Option<u32>| {
            std::iter::successors(code, |code| table.trees[d].parents[*code as usize]).count()
        };
        let mut kinds: FastMap<Vec<usize>, Vec<usize>> = FastMap::default();
        for (at, relation) in relations.iter().enumerate() {
            let total = &table.cells[relation.total as usize].evidence.codes;
            let mut kind: Vec<usize> = total.iter().enumerate().map(|(d, code)| depth(d, *code)).collect();
            // Parts differ from the total along one field.
            let along = relation.parts.first().and_then(|part| {
                let part = &table.cells[*part as usize].evidence.codes;
                (0..total.len()).find(|d| part[*d] != total[*d])
            });
            kind.push(along.unwrap_or(usize::MAX));
            kinds.entry(kind).or_default().push(at);
        }
        let mut apart: Vec<Vec<usize>> = kinds.into_values().collect();
        apart.sort_unstable();
        let additive = |statistic: &Statistic| {
            matches!(statistic.class(), Class::Frequencies | Class::LinearAggregations | Class::CalculatedRatios)
        };
        let statistics = table.request.statistics().into_iter().filter(additive).collect();
        Unions { evidence, table, relations, under, apart, statistics }
    }

    /// The sums that are told and fail.
    fn told(&self, hidden: &[bool]) -> Result<Vec<Told>, Error> {
        let filled = |part: &&u32| self.table.cells[**part as usize].n > 0;
        let (mut margins, mut of) = (Vec::new(), Vec::new());
        for relations in &self.apart {
            let mut margin = Margin { size: 0, to: vec![NOWHERE; self.evidence.cells.len()] };
            for at in relations {
                let relation = &self.relations[*at];
                let parts = || relation.parts.iter().filter(filled);
                let gaps = || parts().filter(|part| hidden[**part as usize]);
                // One alone is protected for itself, and all of them are the total.
                if hidden[relation.total as usize] || gaps().count() < 2 || gaps().count() == parts().count() {
                    continue;
                }
                for combination in gaps().flat_map(|part| &self.under[*part as usize]) {
                    margin.to[*combination as usize] = margin.size as u32;
                }
                margin.size += 1;
                of.push(*at);
            }
            if margin.size > 0 {
                margins.push(margin);
            }
        }
        if self.statistics.is_empty() || margins.is_empty() {
            return Ok(Vec::new());
        }
        let nodes: Vec<Nodes> = margins
            .iter()
            .map(|margin| Nodes { nodes: (0..margin.size as u32).map(Some).collect(), at: Vec::new() })
            .collect();
        let mut sums = Vec::with_capacity(of.len());
        self.evidence.fill(&nodes.iter().map(|nodes| vec![nodes]).collect::<Vec<_>>(), &margins, &mut sums)?;
        Ok(of.into_iter().zip(&sums).filter_map(|(relation, sum)| self.judged(relation, sum)).collect())
    }

    fn judged(&self, relation: usize, sum: &CellEvidence) -> Option<Told> {
        let (table, mut marks) = (self.table, Vec::new());
        for policy in &table.policies {
            let judge = Judge::new(&table.request, policy, None, &table.trees, &self.statistics);
            judge.cell(sum, &self.statistics, &mut marks);
        }
        let told = |rule: Rule| matches!(rule, Rule::Threshold | Rule::Dominance | Rule::PPercent | Rule::Pq);
        marks.retain(|mark| mark.severity == Severity::Fail && told(mark.rule));
        if marks.is_empty() {
            return None;
        }
        let of_sum = |at: usize| rise_of_sum(&table.policies, &sum.variables[at], &marks);
        let mut rises = vec![rise_of_count(&table.policies, sum, &marks)];
        rises.extend((0..sum.variables.len()).map(of_sum));
        if rises.iter().all(|rise| *rise <= 0.0) {
            rises[0] = 1.0;
        }
        Some(Told { relation, rises })
    }

    /// Hides more until every sum of hidden cells that is told passes. One cell more of the same relation has to be as uncertain
    /// as the sum.
    pub fn cover(
        &self,
        problem: &Problem,
        hidden: &mut [bool],
        (until, end): (Deadline, Deadline),
        mut covered: Covered,
    ) -> Result<Covered, Error> {
        covered.open.clear();
        for round in 0..=ROUNDS {
            let told = self.told(hidden)?;
            if told.is_empty() {
                break;
            }
            if round == ROUNDS {
                let gaps = |told: &Told| self.relations[told.relation].parts.clone();
                covered.open = told.iter().flat_map(gaps).filter(|part| hidden[*part as usize]).collect();
                break;
            }
            let mut targets = Vec::new();
            for told in &told {
                let cell = self.cheapest(problem, hidden, told);
                let total = cell == self.relations[told.relation].total;
                if !hidden[cell as usize] {
                    hidden[cell as usize] = true;
                    covered.cells += 1;
                }
                for (figures, rise) in told.rises.iter().enumerate().filter(|(_, rise)| **rise > 0.0) {
                    let need = if total { Need::Rise(*rise) } else { Need::Fall(*rise) };
                    targets.push(Target { figures, cell, need });
                    covered.levels.push(self.level(figures, cell, if total { *rise } else { -rise }));
                }
            }
            let rest = Problem { targets, ..problem.hiding(hidden) };
            let mut more = rest.solve_by(until, end);
            if rest.attackers == Attackers::Together && !more.lost.is_empty() {
                // Nothing protects it from all contributors at once; each of them may still be kept off.
                more = Problem { attackers: Attackers::Each, ..rest }.solve_by(until, end);
            }
            if let Some(also) = more.hidden {
                covered.cells += (0..hidden.len()).filter(|cell| also[*cell] && !hidden[*cell]).count();
                hidden.iter_mut().zip(also).for_each(|(hidden, also)| *hidden |= also);
            }
        }
        Ok(covered)
    }

    /// The part that costs least and could be less by what the sum must be able to be more, also in the mind of its largest
    /// contributor; or the total.
    fn cheapest(&self, problem: &Problem, hidden: &[bool], told: &Told) -> u32 {
        let relation = &self.relations[told.relation];
        let room = |cell: u32| {
            let figures = problem.figures.iter().zip(&told.rises);
            figures.into_iter().all(|(figures, rise)| figures.known_fall[cell as usize] >= *rise)
        };
        let open = |cell: u32| !hidden[cell as usize] && problem.fate[cell as usize] == Fate::Open;
        let parts = relation.parts.iter().copied().filter(|part| open(*part) && room(*part));
        let cost = |cell: &u32| problem.cost[*cell as usize];
        parts.chain([relation.total]).min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(relation.total)
    }

    fn level(&self, quantity: usize, cell: u32, by: f64) -> Level {
        let evidence = &self.table.cells[cell as usize].evidence;
        let truth = match quantity {
            0 => evidence.weight,
            at => {
                let variable = &evidence.variables[at - 1];
                variable.weighted.map_or(variable.sum, |(sum, _)| sum)
            }
        };
        Level { cell: cell as usize, quantity, truth, needed: truth + by }
    }
}
