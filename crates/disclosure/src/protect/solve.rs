//! Linear programs over the cells of a table.

use super::relations::Relation;
use crate::hashing::FastMap;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

/// What a cell may do: fall and rise by so much, at a cost for each unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub cell: u32,
    pub fall: f64,
    pub rise: f64,
    pub cost: f64,
}

/// The cheapest changes of cells that keep all relations true and change one cell by exactly `by`. Only cells among `moves`
/// change. None if there are none. Changes are told without those that are noughts.
pub(crate) fn cheapest(relations: &[Relation], moves: &[Move], cell: u32, by: f64) -> Option<Vec<(u32, f64)>> {
    // In units of the change that is wanted, so that cells of millions and of ones are solved alike.
    let unit = by.abs();
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut variables: FastMap<u32, (Option<Variable>, Option<Variable>)> = FastMap::default();
    for m in moves.iter().filter(|m| m.cell != cell) {
        let one = |limit: f64, problem: &mut Problem| {
            let limit = limit / unit;
            (limit > 1e-9).then(|| problem.add_var(m.cost, (0.0, limit.min(1e6))))
        };
        let pair = (one(m.rise, &mut problem), one(m.fall, &mut problem));
        variables.insert(m.cell, pair);
    }
    for relation in relations {
        let mut expression = LinearExpr::empty();
        let mut fixed = 0.0;
        let mut any = false;
        for (other, sign) in relation.signed() {
            if other == cell {
                fixed += sign * by.signum();
            } else if let Some((rise, fall)) = variables.get(&other) {
                for (variable, sign) in [(rise, sign), (fall, -sign)] {
                    if let Some(variable) = variable {
                        expression.add(*variable, sign);
                        any = true;
                    }
                }
            }
        }
        if !any {
            if fixed != 0.0 {
                return None;
            }
            continue;
        }
        problem.add_constraint(expression, ComparisonOp::Eq, -fixed);
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let mut changes: Vec<(u32, f64)> = variables
        .iter()
        .filter_map(|(other, (rise, fall))| {
            let of = |variable: &Option<Variable>| variable.map_or(0.0, |variable| solution.var_value(variable));
            let change = (of(rise) - of(fall)) * unit;
            (change.abs() > 1e-7 * unit).then_some((*other, change))
        })
        .collect();
    changes.push((cell, by));
    changes.sort_unstable_by_key(|(other, _)| *other);
    Some(changes)
}

/// The least or greatest value of one unknown, where the unknowns have bounds and each equation says what some of them,
/// with signs, sum to. None if there is none: the equations contradict each other, or the value has no end.
pub(crate) fn extreme(
    bounds: &[(f64, f64)],
    equations: &[(Vec<(usize, f64)>, f64)],
    of: usize,
    greatest: bool,
) -> Result<Option<f64>, String> {
    let direction = if greatest { OptimizationDirection::Maximize } else { OptimizationDirection::Minimize };
    let mut problem = Problem::new(direction);
    let variables: Vec<Variable> = bounds
        .iter()
        .enumerate()
        .map(|(at, bounds)| problem.add_var(if at == of { 1.0 } else { 0.0 }, *bounds))
        .collect();
    for (terms, sum) in equations {
        let mut expression = LinearExpr::empty();
        for (at, sign) in terms {
            expression.add(variables[*at], *sign);
        }
        problem.add_constraint(expression, ComparisonOp::Eq, *sum);
    }
    match problem.solve() {
        Ok(outcome) => match outcome.into_solution() {
            Ok(solution) => Ok(Some(solution.var_value(variables[of]))),
            Err(_) => Err("the solver was interrupted".into()),
        },
        Err(microlp::Error::Unbounded) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}
