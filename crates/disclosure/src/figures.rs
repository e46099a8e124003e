//! The published figure of every statistic in every cell.

use crate::evidence::{CellEvidence, VariableEvidence};
use crate::hashing::FastMap;
use crate::hierarchy::Tree;
use crate::policy::Policy;
use crate::request::TableRequest;
use crate::rules::end_of;
use crate::statistic::{Base, Statistic};

const TOTAL: u32 = u32::MAX;

pub(crate) struct Figures {
    /// How many fields make rows; the others make columns.
    rows: usize,
    /// Weights of rows, columns and the whole, by what is left of a cell's codes.
    bases: FastMap<Vec<u32>, f64>,
    /// The mean of so many units stands for a smallest or largest value.
    of: Option<usize>,
}

impl Figures {
    pub fn new(request: &TableRequest, cells: &[CellEvidence], trees: &[Tree], policies: &[Policy]) -> Figures {
        let rows = request.rows.len();
        let mut bases = FastMap::default();
        let wanted: Vec<Base> = request
            .statistics()
            .iter()
            .filter_map(|statistic| if let Statistic::Percent(base) = statistic { Some(*base) } else { None })
            .collect();
        for base in wanted {
            for cell in cells {
                // Each record is counted at the lowest codes of the fields that are added over.
                let lowest = (0..trees.len())
                    .filter(|d| over(base, *d, rows))
                    .all(|d| cell.codes[d].is_some_and(|code| (code as usize) < trees[d].leaves));
                if lowest {
                    *bases.entry(key(cell, base, rows)).or_default() += cell.weight;
                }
            }
        }
        let of = policies.iter().filter_map(|policy| policy.extreme.as_ref()).map(|rule| rule.of as usize).max();
        Figures { rows, bases, of }
    }

    /// None where there is nothing to make the figure from.
    pub fn value(&self, cell: &CellEvidence, statistic: &Statistic) -> Option<f64> {
        let variable = |field: &str| cell.variables.iter().find(|variable| variable.field == field);
        let own = || variable(statistic.field()?);
        match statistic {
            Statistic::Count => Some(cell.weight),
            Statistic::Percent(base) => {
                let all = self.bases.get(&key(cell, *base, self.rows)).copied().unwrap_or(0.0);
                (all > 0.0).then(|| 100.0 * cell.weight / all)
            }
            Statistic::Sum(_) => own().map(|variable| sum(variable).0),
            Statistic::Mean(_) => {
                let variable = own()?;
                let (sum, weight) = sum(variable);
                (variable.valid_n > 0 && weight > 0.0).then(|| sum / weight)
            }
            Statistic::Ratio(above, below) => {
                let (above, below) = (variable(above)?, variable(below)?);
                let divisor = sum(below).0;
                (above.valid_n > 0 && divisor != 0.0).then(|| sum(above).0 / divisor)
            }
            Statistic::Median(_) | Statistic::Quantile(..) => {
                let at = (statistic.quantile()? * 1000.0).round() as u16;
                own()?.positions.iter().find(|position| position.at == at).map(|position| position.value)
            }
            Statistic::Mode(_) => own()?.mode.map(|mode| mode.value),
            Statistic::Min(_) | Statistic::Max(_) => {
                let variable = own()?;
                let ends = end_of(variable.ends.as_ref()?, statistic);
                let taken = &ends[..ends.len().min(self.of.unwrap_or(1))];
                (!taken.is_empty()).then(|| taken.iter().sum::<f64>() / taken.len() as f64)
            }
            Statistic::Variance(_) => own()?.shape.as_ref()?.variance(),
            Statistic::Std(_) => own()?.shape.as_ref()?.variance().map(f64::sqrt),
            Statistic::Skewness(_) => own()?.shape.as_ref()?.skewness(),
            Statistic::Kurtosis(_) => own()?.shape.as_ref()?.kurtosis(),
            Statistic::Gini(_) => own()?.gini,
            Statistic::Herfindahl(_) => {
                let shares = &own()?.by_unit;
                (shares.absolute > 0.0).then(|| shares.squares / (shares.absolute * shares.absolute))
            }
            Statistic::Concentration(_, of) => {
                let shares = &own()?.by_unit;
                let largest: f64 = shares.top.iter().take(usize::from(*of)).sum();
                (shares.absolute > 0.0).then(|| largest / shares.absolute)
            }
        }
    }
}

/// The published sum and what it is divided by for a mean.
fn sum(variable: &VariableEvidence) -> (f64, f64) {
    variable.weighted.unwrap_or((variable.sum, variable.valid_n as f64))
}

/// Whether a field is added over to make the base of a percentage.
fn over(base: Base, d: usize, rows: usize) -> bool {
    match base {
        Base::Row => d >= rows,
        Base::Column => d < rows,
        Base::Total => true,
    }
}

/// What is left of a cell's codes, and of which base it is.
fn key(cell: &CellEvidence, base: Base, rows: usize) -> Vec<u32> {
    let mut key: Vec<u32> = cell
        .codes
        .iter()
        .enumerate()
        .map(|(d, code)| if over(base, d, rows) { TOTAL } else { code.unwrap_or(TOTAL) })
        .collect();
    key.push(base as u32);
    key
}
