//! Linear and integer programs, solved by HiGHS. A linear program is kept between two solutions, so that the next one starts
//! from the last: what changes are bounds, costs and further rows.

use crate::deadline::{Deadline, Stopwatch};
use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};
use std::time::Duration;

/// A row: what some columns, with factors, sum to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub terms: Vec<(u32, f64)>,
    pub least: f64,
    pub most: f64,
}

impl Row {
    /// The terms sum to nothing.
    pub fn balanced(terms: Vec<(u32, f64)>) -> Row {
        Row { terms, least: 0.0, most: 0.0 }
    }
}

/// How a solution ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Solved {
    /// The least sum of costs.
    Optimal(Values),
    Infeasible,
    Unbounded,
    /// Time was up, or the solver gave up: nothing is known.
    Unknown,
}

/// Where a program has its least.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Values {
    pub columns: Vec<f64>,
    /// What one unit more of each row's sum would add to the least.
    pub prices: Vec<f64>,
    pub sum: f64,
}

/// A linear program whose least sum of costs is sought again and again.
pub(crate) struct Program {
    /// None while HiGHS has it, and after an error.
    model: Option<Model>,
    columns: Vec<Col>,
    bounds: Vec<(f64, f64)>,
    costs: Vec<f64>,
    rows: Vec<Row>,
    /// HiGHS counts its time over all runs of a model.
    spent: Duration,
}

impl Program {
    pub fn new(bounds: Vec<(f64, f64)>, costs: Vec<f64>, rows: Vec<Row>) -> Program {
        let mut program = Program { model: None, columns: Vec::new(), bounds, costs, rows, spent: Duration::ZERO };
        program.load();
        program
    }

    fn load(&mut self) {
        let (problem, columns) = problem(&self.bounds, &self.costs, &self.rows, false);
        self.columns = columns;
        self.spent = Duration::ZERO;
        self.model = problem.try_optimise(Sense::Minimise).ok().map(|mut model| {
            quiet(&mut model);
            // A start from the last basis is worth more than a smaller program.
            model.set_option("presolve", "off");
            model.set_option("solver", "simplex");
            // Primal where the last basis still fits, dual where it does not.
            model.set_option("simplex_strategy", 0);
            model
        });
    }

    pub fn bound(&mut self, column: usize, least: f64, most: f64) {
        if self.bounds[column] != (least, most) {
            self.bounds[column] = (least, most);
            if let Some(model) = &mut self.model {
                model.change_column_bounds(self.columns[column], least..=most);
            }
        }
    }

    pub fn cost(&mut self, column: usize, cost: f64) {
        if self.costs[column] != cost {
            self.costs[column] = cost;
            if let Some(model) = &mut self.model {
                model.change_column_cost(self.columns[column], cost);
            }
        }
    }

    pub fn add(&mut self, row: Row) {
        if let Some(model) = &mut self.model {
            let terms: Vec<(Col, f64)> =
                row.terms.iter().map(|(column, factor)| (self.columns[*column as usize], *factor)).collect();
            if model.try_add_row(row.least..=row.most, terms).is_err() {
                self.model = None;
            }
        }
        self.rows.push(row);
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Columns of the least sum if every column has to be a whole number; none where none was found in time.
    pub fn whole(&self, until: Deadline) -> Option<Vec<f64>> {
        whole(&self.bounds, &self.costs, &self.rows, None, 0.0, until).columns
    }

    pub fn least(&mut self, until: Deadline) -> Solved {
        let solved = self.solve(until);
        if solved != Solved::Unknown || until.over() {
            return solved;
        }
        // The last basis can be a bad one to begin with, as after a program without an end: once more without it.
        self.model = None;
        self.solve(until)
    }

    fn solve(&mut self, until: Deadline) -> Solved {
        let start = Stopwatch::start();
        if until.over() {
            return Solved::Unknown;
        }
        if self.model.is_none() {
            self.load();
        }
        let Some(mut model) = self.model.take() else { return Solved::Unknown };
        model.set_option("time_limit", (self.spent + until.left()).as_secs_f64());
        let Ok(solved) = model.try_solve() else { return Solved::Unknown };
        self.spent += start.elapsed();
        let outcome = match solved.status() {
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                Solved::Optimal(Values {
                    columns: solution.columns().to_vec(),
                    prices: solution.dual_rows().to_vec(),
                    sum: solved.objective_value(),
                })
            }
            HighsModelStatus::Infeasible => Solved::Infeasible,
            HighsModelStatus::Unbounded | HighsModelStatus::UnboundedOrInfeasible => Solved::Unbounded,
            _ => Solved::Unknown,
        };
        self.model = Some(Model::from(solved));
        outcome
    }
}

/// What an integer program came to.
pub(crate) struct Integers {
    /// The best columns found, if any were.
    pub columns: Option<Vec<f64>>,
    /// No columns can cost less.
    pub bound: f64,
}

/// The least sum of costs with every column a whole number between its bounds, up to a relative gap. `start` is where to
/// begin.
pub(crate) fn whole(
    bounds: &[(f64, f64)],
    costs: &[f64],
    rows: &[Row],
    start: Option<&[f64]>,
    gap: f64,
    until: Deadline,
) -> Integers {
    let nothing = Integers { columns: None, bound: f64::NEG_INFINITY };
    if until.over() {
        return nothing;
    }
    // The solver says nothing of a program without columns.
    if bounds.is_empty() {
        let fits = rows.iter().all(|row| row.least <= 0.0 && row.most >= 0.0);
        return if fits { Integers { columns: Some(Vec::new()), bound: 0.0 } } else { nothing };
    }
    let (problem, _) = problem(bounds, costs, rows, true);
    let Ok(mut model) = problem.try_optimise(Sense::Minimise) else { return nothing };
    quiet(&mut model);
    model.set_option("mip_rel_gap", gap);
    model.set_option("mip_abs_gap", 1e-6);
    model.set_option("time_limit", until.left().as_secs_f64());
    if let Some(start) = start {
        // A start that does not fit is no loss.
        let _ = model.try_set_solution(Some(start), None, None, None);
    }
    let Ok(solved) = model.try_solve() else { return nothing };
    let bound = solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY);
    // As a number: a program of which nothing is known has one that the crate does not know.
    let feasible = highs::HighsSolutionStatus::Feasible as i64;
    let found = matches!(solved.int_info_value(c"primal_solution_status"), Ok(status) if status == feasible);
    Integers { columns: found.then(|| solved.get_solution().columns().to_vec()), bound }
}

fn problem(bounds: &[(f64, f64)], costs: &[f64], rows: &[Row], whole: bool) -> (RowProblem, Vec<Col>) {
    let mut problem = RowProblem::default();
    let columns: Vec<Col> = bounds
        .iter()
        .zip(costs)
        .map(|((least, most), cost)| problem.add_column_with_integrality(*cost, *least..=*most, whole))
        .collect();
    for row in rows {
        problem.add_row(row.least..=row.most, row.terms.iter().map(|(at, factor)| (columns[*at as usize], *factor)));
    }
    (problem, columns)
}

fn quiet(model: &mut Model) {
    model.make_quiet();
    // The same answer on every machine; who has two cores runs two programs.
    model.set_option("parallel", "off");
    model.set_option("threads", 1);
}
