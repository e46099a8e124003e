//! Which cells are unsafe, by which rule, and why in words.

use crate::error::Error;
use crate::evidence::{CellEvidence, Evidence, Shares, VariableEvidence};
use crate::hashing::FastMap;
use crate::policy::{Action, Equality, Missing, Negative, Policy};
use crate::request::{Statistic, TableRequest};
use crate::result::{Cell, Status, TableResult, Verdict};
use serde::Serialize;

/// The rules that a cell can fail. The names are those of `cells.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    Threshold,
    Dominance,
    PPercent,
    Pq,
    Zero,
    Full,
    Negative,
}

impl Rule {
    pub fn name(self) -> &'static str {
        match self {
            Rule::Threshold => "threshold",
            Rule::Dominance => "dominance",
            Rule::PPercent => "p-percent",
            Rule::Pq => "pq",
            Rule::Zero => "zero",
            Rule::Full => "full",
            Rule::Negative => "negative",
        }
    }
}

/// How much a mark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A person has to look at the cell.
    Ask,
    /// The cell is unsafe.
    Fail,
}

/// One rule's objection to one cell, with its evidence. For inside use: the words hold figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    pub rule: Rule,
    pub severity: Severity,
    /// The column of figures that it is about.
    pub statistic: String,
    pub words: String,
}

/// What rules need to know about the table that a cell does not say.
struct Judge<'a> {
    request: &'a TableRequest,
    policy: &'a Policy,
    /// For each field, records in the row or column along that field, by the other codes.
    groups: FastMap<Vec<u32>, u64>,
    /// How many codes each field has.
    codes: Vec<usize>,
}

const TOTAL: u32 = u32::MAX;

impl Evidence {
    /// Applies a policy to every cell.
    pub fn judge(&self, request: &TableRequest, policy: &Policy) -> Result<TableResult, Error> {
        let taken: u64 = self.records.iter().map(|records| records.n).sum();
        if taken == 0 {
            return Err(Error::Empty {
                read: self.left_out.read,
                by_where: self.left_out.by_where,
                by_field: self.left_out.by_field.clone(),
            });
        }
        crate::margins::limit(&self.dimensions, request.margins)?;
        let labels = self.labels();
        if request.margins
            && let Some(at) = labels.iter().position(|labels| labels.iter().any(|label| label == "Total"))
        {
            return Err(Error::ReservedCode { field: self.dimensions[at].field.clone() });
        }
        if self.keep < policy.contributions() {
            return Err(Error::Merge(format!(
                "the evidence keeps {} contributions and the policy needs {}",
                self.keep,
                policy.contributions()
            )));
        }
        let evidence = self.cells(request.margins);
        let judge =
            Judge { request, policy, groups: groups(&evidence, policy), codes: labels.iter().map(Vec::len).collect() };
        let statistics = request.statistics();
        let cells: Vec<Cell> = evidence
            .into_iter()
            .map(|cell| {
                let marks = judge.cell(&cell, &statistics);
                let fails = marks.iter().any(|mark| mark.severity == Severity::Fail);
                let about =
                    |pick: fn(&VariableEvidence) -> u64| -> Option<u64> { cell.variables.iter().map(pick).min() };
                Cell {
                    keys: cell.codes.iter().zip(&labels).map(|(code, labels)| name(*code, labels)).collect(),
                    n: cell.n,
                    valid_n: about(|variable| variable.valid_n).unwrap_or(cell.n),
                    units: about(|variable| variable.by_unit.contributors).unwrap_or(cell.units),
                    status: if fails { Status::Unsafe } else { Status::Released },
                    values: statistics.iter().map(|statistic| value(&cell, statistic)).collect(),
                    margin: cell.codes.contains(&None),
                    marks,
                    evidence: cell,
                }
            })
            .collect();
        let worst = cells.iter().flat_map(|cell| &cell.marks).map(|mark| mark.severity).max();
        Ok(TableResult {
            request: request.clone(),
            policy: policy.clone(),
            dimensions: request.dimensions(),
            statistics: statistics.iter().map(Statistic::column).collect(),
            verdict: match worst {
                None => Verdict::Pass,
                Some(Severity::Ask) => Verdict::Ask,
                Some(Severity::Fail) => Verdict::Fail,
            },
            not_applied: policy.not_applied(),
            left_out: self.left_out.clone(),
            codes: labels,
            cells,
            data: None,
        })
    }
}

fn name(code: Option<u32>, labels: &[String]) -> String {
    code.map_or_else(|| "Total".into(), |code| labels[code as usize].clone())
}

/// The published figure; none where there is nothing to average.
fn value(cell: &CellEvidence, statistic: &Statistic) -> Option<f64> {
    let Some(field) = statistic.field() else {
        return Some(cell.weight);
    };
    let variable = cell.variables.iter().find(|variable| variable.field == field)?;
    let (sum, weight) = variable.weighted.unwrap_or((variable.sum, variable.valid_n as f64));
    match statistic {
        Statistic::Mean(_) => (variable.valid_n > 0 && weight > 0.0).then(|| sum / weight),
        _ => Some(sum),
    }
}

/// Records in every row and column: for each cell and each of its codes, the sum over that field.
fn groups(cells: &[CellEvidence], policy: &Policy) -> FastMap<Vec<u32>, u64> {
    let mut groups = FastMap::default();
    if policy.count.full == Action::Allow || policy.count.full_share.is_none() {
        return groups;
    }
    for cell in cells.iter().filter(|cell| cell.n > 0) {
        for along in (0..cell.codes.len()).filter(|d| cell.codes[*d].is_some()) {
            *groups.entry(group(cell, along)).or_default() += cell.n;
        }
    }
    groups
}

/// The name of a row or column; it says along which field it runs, so that it is no other's.
fn group(cell: &CellEvidence, along: usize) -> Vec<u32> {
    let mut key: Vec<u32> = cell.codes.iter().map(|code| code.unwrap_or(TOTAL)).collect();
    key[along] = TOTAL - 1;
    key
}

impl Judge<'_> {
    fn cell(&self, cell: &CellEvidence, statistics: &[Statistic]) -> Vec<Mark> {
        let mut marks = Vec::new();
        if cell.n == 0 {
            // Nobody is there: a matter of the zero rule alone.
            self.mark(&mut marks, Rule::Zero, self.policy.count.zero, &statistics[0], || {
                "nobody is in this cell: the table says so of everyone in its row and column".into()
            });
            return marks;
        }
        for statistic in statistics {
            match cell.variables.iter().find(|variable| Some(variable.field.as_str()) == statistic.field()) {
                Some(variable) => self.magnitude(&mut marks, cell, variable, statistic),
                None => {
                    self.threshold(&mut marks, cell.units, "", statistic);
                    self.full_share(&mut marks, cell, statistic);
                }
            }
        }
        marks
    }

    fn mark(
        &self,
        marks: &mut Vec<Mark>,
        rule: Rule,
        action: Action,
        statistic: &Statistic,
        words: impl FnOnce() -> String,
    ) {
        let severity = match action {
            Action::Allow => return,
            Action::Ask => Severity::Ask,
            Action::Fail => Severity::Fail,
        };
        marks.push(Mark { rule, severity, statistic: statistic.column(), words: words() });
    }

    fn fail(&self, marks: &mut Vec<Mark>, rule: Rule, statistic: &Statistic, words: String) {
        self.mark(marks, rule, Action::Fail, statistic, || words);
    }

    /// What one contributor is called.
    fn unit(&self, count: u64) -> String {
        let one = if count == 1 { "" } else { "s" };
        match &self.request.unit {
            Some(field) => format!("{count} unit{one} ({field})"),
            None => format!("{count} record{one}"),
        }
    }

    fn threshold(&self, marks: &mut Vec<Mark>, units: u64, with: &str, statistic: &Statistic) {
        let least = self.policy.count.threshold;
        if units < least {
            let words = format!(
                "{}{with} {} behind this cell; at least {least} are needed",
                self.unit(units),
                verb(units, "stand")
            );
            self.fail(marks, Rule::Threshold, statistic, words);
        }
    }

    /// Group disclosure: one cell holds (nearly) all of its row or column.
    fn full_share(&self, marks: &mut Vec<Mark>, cell: &CellEvidence, statistic: &Statistic) {
        let (Some(share), action) = (self.policy.count.full_share, self.policy.count.full) else {
            return;
        };
        if action == Action::Allow {
            return;
        }
        for (along, field) in self.request.dimensions().iter().enumerate() {
            // A field with one code divides nobody.
            if cell.codes[along].is_none() || self.codes[along] < 2 {
                continue;
            }
            let all = self.groups.get(&group(cell, along)).copied().unwrap_or(cell.n);
            if cell.n as f64 >= share * all as f64 {
                self.mark(marks, Rule::Full, action, statistic, || {
                    format!(
                        "{} of the {all} records with its other codes have this code of {field} ({}); from {} on it is said of all of them",
                        cell.n,
                        percent(cell.n as f64 / all as f64),
                        percent(share)
                    )
                });
                return;
            }
        }
    }

    fn magnitude(
        &self,
        marks: &mut Vec<Mark>,
        cell: &CellEvidence,
        variable: &VariableEvidence,
        statistic: &Statistic,
    ) {
        let with_value = variable.by_unit.contributors;
        match self.policy.values.missing {
            Missing::Counted => self.threshold(marks, cell.units, "", statistic),
            Missing::Excluded if with_value < cell.units => {
                let with = format!(" with a value of {} (of {} in all)", variable.field, cell.units);
                self.threshold(marks, with_value, &with, statistic);
            }
            Missing::Excluded => self.threshold(marks, with_value, "", statistic),
        }
        if let Some((least, greatest)) = variable.range
            && least == greatest
            && with_value > 1
        {
            self.mark(marks, Rule::Full, self.policy.count.full, statistic, || {
                format!(
                    "all {} values of {} are equal, so the figure is each one's value",
                    variable.valid_n, variable.field
                )
            });
        }
        if variable.negatives > 0 {
            let action = match self.policy.values.negative {
                Negative::Absolute => Action::Allow,
                Negative::Ask => Action::Ask,
                Negative::Refuse => Action::Fail,
            };
            self.mark(marks, Rule::Negative, action, statistic, || {
                format!(
                    "{} of {} values of {} are negative; dominance and p% looked at absolute values",
                    variable.negatives, variable.valid_n, variable.field
                )
            });
        }
        let shares = [
            (Some(&variable.by_unit), false, ""),
            (variable.by_holding.as_ref(), true, ""),
            (variable.weighted_by_unit.as_ref(), false, "weighted "),
            (variable.weighted_by_holding.as_ref(), true, "weighted "),
        ];
        for (shares, holding, weighted) in shares {
            if let Some(shares) = shares.filter(|shares| shares.contributors > 0) {
                let who = |count: usize| self.who(count, holding);
                self.concentration(marks, shares, &who, weighted, statistic);
            }
        }
    }

    fn who(&self, count: usize, holding: bool) -> String {
        match (&self.request.holding, holding) {
            (Some(field), true) => format!("{count} holding{} ({field})", if count == 1 { "" } else { "s" }),
            _ => self.unit(count as u64),
        }
    }

    /// Dominance, p% and pq on one division of a total.
    fn concentration(
        &self,
        marks: &mut Vec<Mark>,
        shares: &Shares,
        who: &dyn Fn(usize) -> String,
        weighted: &str,
        statistic: &Statistic,
    ) {
        let total = shares.absolute;
        let figure = format!("{weighted}{}", statistic.column());
        for rule in &self.policy.dominance {
            let counted = shares.top.len().min(rule.n);
            let largest: f64 = shares.top[..counted].iter().sum();
            let bound = rule.k * total;
            if total > 0.0 && (largest > bound || (largest == bound && rule.equality == Equality::Fail)) {
                let allowed = if rule.equality == Equality::Fail { "less than" } else { "at most" };
                let words = format!(
                    "{} {} {} of {figure}; {allowed} {} is allowed",
                    who(counted),
                    verb(counted as u64, "make"),
                    percent(largest / total),
                    percent(rule.k)
                );
                self.fail(marks, Rule::Dominance, statistic, words);
            }
        }
        let first = shares.top.first().copied().unwrap_or(0.0);
        let rest = (total - shares.top.iter().take(2).sum::<f64>()).max(0.0);
        if let Some(p) = &self.policy.p {
            let bound = p.fraction() * first;
            if first == 0.0 {
                // The formula divides by the largest; a total of nothing tells everyone's value.
                let words = format!("every contribution to {figure} is 0, so the total tells each of them");
                self.fail(marks, Rule::PPercent, statistic, words);
            } else if rest < bound || (rest == bound && p.equality == Equality::Fail) {
                let words = format!(
                    "the largest of {} in {figure} can be estimated within {} by the second largest; {} is the least",
                    who(shares.contributors as usize),
                    percent(rest / first),
                    percent(p.fraction())
                );
                self.fail(marks, Rule::PPercent, statistic, words);
            }
        }
        if let Some(pq) = &self.policy.pq
            && rest < pq.p / pq.q * first
        {
            let words = format!(
                "the largest of {} in {figure} can be estimated within {} by someone who knows all values within {}",
                who(shares.contributors as usize),
                percent(rest * pq.q / first),
                percent(pq.q)
            );
            self.fail(marks, Rule::Pq, statistic, words);
        }
    }
}

/// A share as people say it, with a digit after the point where it has one.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// A verb in its form for one or many.
fn verb(count: u64, many: &str) -> String {
    if count == 1 { format!("{many}s") } else { many.into() }
}
