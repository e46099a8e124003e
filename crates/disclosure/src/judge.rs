//! Which cells are unsafe, by which rule of which policy, and why in words.

use crate::error::Error;
use crate::evidence::{CellEvidence, Evidence};
use crate::figures::Figures;
use crate::hashing::Fold;
use crate::hierarchy::Tree;
use crate::policy::{Action, Policy};
use crate::request::{Protect, TableRequest};
use crate::result::{Cell, Status, TableResult, Verdict};
use crate::rows::Rows;
use crate::rules::reaches;
use crate::statistic::{Class, Statistic};
use crate::words::Words;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

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
    Dof,
    Extreme,
    Quantile,
    Mode,
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
            Rule::Dof => "dof",
            Rule::Extreme => "extreme",
            Rule::Quantile => "quantile",
            Rule::Mode => "mode",
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
    /// The policy whose rule it is.
    pub policy: Words,
    /// The column of figures that it is about.
    pub statistic: Words,
    pub words: Words,
}

/// What rules need to know about the table that a cell does not say.
pub(crate) struct Judge<'a> {
    pub request: &'a TableRequest,
    pub policy: &'a Policy,
    /// None where no policy asks for them.
    rows: Option<&'a Rows>,
    trees: &'a [Tree],
    /// The fields of rows and columns.
    dimensions: Vec<String>,
    columns: Vec<(Statistic, Words)>,
    name: Words,
    /// What was said already: much is said of many cells.
    said: RefCell<HashSet<Words, BuildHasherDefault<Fold>>>,
}

/// The most different words that are kept for the next cell that they are said of.
const MOST_SAID: usize = 1 << 16;

impl<'a> Judge<'a> {
    pub(crate) fn new(
        request: &'a TableRequest,
        policy: &'a Policy,
        rows: Option<&'a Rows>,
        trees: &'a [Tree],
        statistics: &[Statistic],
    ) -> Judge<'a> {
        Judge {
            request,
            policy,
            rows,
            trees,
            dimensions: request.dimensions(),
            columns: statistics.iter().map(|statistic| (statistic.clone(), statistic.column().into())).collect(),
            name: policy.name.as_str().into(),
            said: RefCell::default(),
        }
    }
}

impl Evidence {
    /// Applies a policy to every cell.
    pub fn judge(&self, request: &TableRequest, policy: &Policy) -> Result<TableResult, Error> {
        self.judge_by(request, std::slice::from_ref(policy))
    }

    /// Applies several policies (the service's, each dataset's, the project's): a cell fails if any of them fails it, and
    /// each mark says which.
    pub fn judge_by(&self, request: &TableRequest, policies: &[Policy]) -> Result<TableResult, Error> {
        let first = policies.first().ok_or_else(|| Error::Policy {
            name: "(none)".into(),
            reason: "at least one policy is needed to judge a table".into(),
        })?;
        self.can_be_judged(request, policies)?;
        request.progress.stage(crate::progress::Stage::Judging);
        let trees = self.trees();
        let evidence = self.cells(request.margins)?;
        structural(&evidence, request, &trees)?;
        let full = |policy: &Policy| policy.count.full != Action::Allow && policy.count.full_share.is_some();
        let rows = policies.iter().any(full).then(|| Rows::new(&evidence, &trees, request.margins));
        let statistics = request.statistics();
        let judge = |policy| Judge::new(request, policy, rows.as_ref(), &trees, &statistics);
        let judges: Vec<Judge<'_>> = policies.iter().map(judge).collect();
        let figures = Figures::new(request, &evidence, &trees, policies);
        let mut advice = crate::advice::Advice::new(&judges, &evidence, &trees, &statistics);
        let codes: Vec<Vec<String>> =
            trees.iter().zip(&self.dimensions).map(|(tree, d)| self.shown(&d.field, &tree.labels)).collect();
        let labels: Vec<Vec<Words>> =
            codes.iter().map(|codes| codes.iter().map(|code| code.as_str().into()).collect()).collect();
        let total = Words::from("Total");
        let about = |cell: &CellEvidence, pick: fn(&crate::evidence::VariableEvidence) -> u64| -> Option<u64> {
            cell.variables.iter().map(pick).min()
        };
        // What is said of a cell is gathered here and kept without room for more.
        let (mut marks, mut remedies) = (Vec::new(), Vec::new());
        let judged = evidence.into_iter().map(|cell| -> Result<Cell, Error> {
            request.progress.go_on()?;
            judges.iter().for_each(|judge| judge.cell(&cell, &statistics, &mut marks));
            let fails = marks.iter().any(|mark| mark.severity == Severity::Fail);
            if fails {
                advice.mend(&marks, &mut remedies);
            }
            let name = |(code, labels): (&Option<u32>, &Vec<Words>)| match code {
                Some(code) => labels[*code as usize].clone(),
                None => total.clone(),
            };
            Ok(Cell {
                keys: cell.codes.iter().zip(&labels).map(name).collect(),
                n: cell.n,
                valid_n: about(&cell, |variable| variable.valid_n).unwrap_or(cell.n),
                units: about(&cell, |variable| variable.by_unit.contributors).unwrap_or(cell.units),
                status: if fails { Status::Unsafe } else { Status::Released },
                values: statistics.iter().map(|statistic| figures.value(&cell, statistic)).collect(),
                margin: is_margin(&cell, &trees),
                remedies: remedies.drain(..).collect(),
                marks: marks.drain(..).collect(),
                evidence: cell,
            })
        });
        let cells: Vec<Cell> = judged.collect::<Result<_, _>>()?;
        let worst = cells.iter().flat_map(|cell| &cell.marks).map(|mark| mark.severity).max();
        let mut classes: Vec<Class> = statistics.iter().map(Statistic::class).collect();
        classes.sort_unstable();
        classes.dedup();
        TableResult {
            request: request.clone(),
            policy: first.clone(),
            policies: policies.to_vec(),
            dimensions: request.dimensions(),
            statistics: statistics.iter().map(Statistic::column).collect(),
            classes,
            verdict: match worst {
                None => Verdict::Pass,
                Some(Severity::Ask) => Verdict::Ask,
                Some(Severity::Fail) => Verdict::Fail,
            },
            not_applied: not_applied(policies, &statistics, request),
            left_out: self.left_out.clone(),
            codes,
            cells,
            data: None,
            protection: None,
            trees,
        }
        .protected(Some(self))
    }

    /// What makes a table that nobody should see, or that rules cannot be applied to.
    fn can_be_judged(&self, request: &TableRequest, policies: &[Policy]) -> Result<(), Error> {
        let taken: u64 = self.records.iter().map(|records| records.n).sum();
        if taken == 0 {
            return Err(Error::Empty {
                read: self.left_out.read,
                by_where: self.left_out.by_where,
                by_field: self.left_out.by_field.clone(),
            });
        }
        for (variable, moments) in self.variables.iter().zip(&self.moments) {
            if moments.iter().all(|moments| moments.valid == 0) {
                return Err(Error::AllMissing { field: variable.clone(), records: taken });
            }
        }
        crate::margins::limit(&self.dimensions, request.margins)?;
        let labels = self.labels();
        if request.margins
            && let Some(at) = labels.iter().position(|labels| labels.iter().any(|label| label == "Total"))
        {
            return Err(Error::ReservedCode { field: self.dimensions[at].field.clone() });
        }
        let needed = policies.iter().map(Policy::contributions).max().unwrap_or(0);
        if self.keep < needed {
            return Err(Error::Merge(format!(
                "the evidence keeps {} contributions and the policy needs {needed}",
                self.keep
            )));
        }
        Ok(())
    }
}

/// Parts of a policy that say something about these statistics and are not applied to them, as sentences.
fn not_applied(policies: &[Policy], statistics: &[Statistic], request: &TableRequest) -> Vec<String> {
    let position = statistics.iter().any(|statistic| statistic.class() == Class::Position);
    let shape = statistics.iter().any(|statistic| statistic.class() == Class::Shape);
    let mut parts = Vec::new();
    for policy in policies {
        if let Some(rounding) = policy.rounding.as_ref().filter(|_| request.protect != Protect::Round) {
            parts.push(format!(
                "policy {}: rounding.base = {} is not applied without --protect round; the figures are exact",
                policy.name, rounding.base
            ));
        }
        if request.waiver.is_some() && !policy.values.waivers {
            parts.push(format!(
                "policy {}: it has no values.waivers = true, so waivers are not counted and every unit is protected",
                policy.name
            ));
        }
        if position && policy.quantile.is_none() {
            parts.push(format!("policy {}: it has no [quantile] section, so nobody counted the records on either side of a median or quantile", policy.name));
        }
        if shape && policy.model.is_none() {
            parts.push(format!(
                "policy {}: it has no [model] section; the threshold stands in for degrees of freedom",
                policy.name
            ));
        }
    }
    parts
}

/// Whether a cell is a total, over everything or over a group of codes.
pub(crate) fn is_margin(cell: &CellEvidence, trees: &[Tree]) -> bool {
    cell.codes.iter().zip(trees).any(|(code, tree)| code.is_none_or(|code| code as usize >= tree.leaves))
}

/// Looks for records in cells that were declared impossible.
fn structural(evidence: &[CellEvidence], request: &TableRequest, trees: &[Tree]) -> Result<(), Error> {
    for cell in evidence.iter().filter(|cell| cell.n > 0 && !is_margin(cell, trees)) {
        if let Some(declared) = declared(cell, request, trees) {
            let cell_name: Vec<String> = declared.iter().map(|(field, code)| format!("{field} = {code}")).collect();
            return Err(Error::Structural { cell: cell_name.join(", "), records: cell.n });
        }
    }
    Ok(())
}

/// The declaration by which a cell cannot occur.
fn declared<'a>(
    cell: &CellEvidence,
    request: &'a TableRequest,
    trees: &[Tree],
) -> Option<&'a std::collections::BTreeMap<String, String>> {
    if request.structural.is_empty() {
        return None;
    }
    let dimensions = request.dimensions();
    request.structural.iter().find(|declared| {
        declared.iter().all(|(field, code)| {
            dimensions.iter().position(|other| other == field).is_some_and(|d| {
                cell.codes[d].is_some_and(|own| {
                    // The declaration of a group speaks of all its codes.
                    let mut node = Some(own);
                    while let Some(at) = node {
                        if trees[d].labels[at as usize] == *code {
                            return true;
                        }
                        node = trees[d].parents[at as usize];
                    }
                    false
                })
            })
        })
    })
}

impl Judge<'_> {
    /// Adds what it says of a cell.
    pub(crate) fn cell(&self, cell: &CellEvidence, statistics: &[Statistic], marks: &mut Vec<Mark>) {
        if cell.n == 0 {
            // Nobody is there: a matter of the zero rule alone, unless nobody can be there.
            if declared(cell, self.request, self.trees).is_none() {
                self.mark(
                    marks,
                    Rule::Zero,
                    self.policy.count.zero,
                    &statistics[0],
                    || "nobody is in this cell: the table says so of everyone in its row and column",
                );
            }
            return;
        }
        let everyone_waived = self.policy.values.waivers && cell.unwaived == Some(0);
        for statistic in statistics {
            if !everyone_waived {
                self.holdings(marks, cell, statistic);
            }
            for field in statistic.each_field() {
                if let Some(variable) = cell.variables.iter().find(|variable| variable.field == field) {
                    self.of_values(marks, cell, variable, statistic);
                }
            }
            if statistic.class() == Class::Frequencies {
                // Where everyone has given a waiver, nobody is left to protect.
                if !everyone_waived {
                    self.threshold(marks, cell.units, "", statistic);
                }
                self.full_share(marks, cell, statistic);
            }
        }
    }

    pub(crate) fn mark<'w, W: Into<Cow<'w, str>>>(
        &self,
        marks: &mut Vec<Mark>,
        rule: Rule,
        action: Action,
        statistic: &Statistic,
        words: impl FnOnce() -> W,
    ) {
        let severity = match action {
            Action::Allow => return,
            Action::Ask => Severity::Ask,
            Action::Fail => Severity::Fail,
        };
        let column = self.columns.iter().find(|(other, _)| other == statistic).map(|(_, column)| column.clone());
        let statistic = column.unwrap_or_else(|| statistic.column().into());
        marks.push(Mark { rule, severity, policy: self.name.clone(), statistic, words: self.once(words().into()) });
    }

    /// The same words as before, where they were said before.
    fn once(&self, words: Cow<'_, str>) -> Words {
        let mut said = self.said.borrow_mut();
        if let Some(words) = said.get(&*words) {
            return words.clone();
        }
        let words = Words::from(&*words);
        if said.len() < MOST_SAID {
            said.insert(words.clone());
        }
        words
    }

    pub(crate) fn fail(&self, marks: &mut Vec<Mark>, rule: Rule, statistic: &Statistic, words: String) {
        self.mark(marks, rule, Action::Fail, statistic, || words);
    }

    /// Group disclosure: one cell holds (nearly) all of its row or column.
    fn full_share(&self, marks: &mut Vec<Mark>, cell: &CellEvidence, statistic: &Statistic) {
        let (Some(share), action) = (self.policy.count.full_share, self.policy.count.full) else {
            return;
        };
        if action == Action::Allow {
            return;
        }
        let Some(rows) = self.rows else { return };
        for (along, field) in self.dimensions.iter().enumerate() {
            // A field with one code divides nobody.
            let tree = &self.trees[along];
            let Some(code) = cell.codes[along] else { continue };
            if tree.among[code as usize] < 2 {
                continue;
            }
            let all = rows.records(cell, along);
            if reaches(cell.n, share, all) {
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
}

/// A share as people say it, with a digit after the point where it has one.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// A verb in its form for one or many.
pub(crate) fn verb(count: u64, many: &str) -> String {
    if count == 1 { format!("{many}s") } else { many.into() }
}
