//! Judges the summary of a fitted model (`strongroom model`): degrees of freedom, saturation, what stands behind dummies,
//! and residues of single records. Models are fitted by the libraries that researchers trust; nothing is fitted here.

mod around;
mod r;
mod stata;
mod statsmodels;
mod text;

use crate::error::Error;
use crate::judge::Severity;
use crate::policy::Policy;
use crate::result::Verdict;
use serde::{Deserialize, Serialize};

/// What a coefficient belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// The constant.
    Constant,
    Continuous,
    /// One category of a field.
    Dummy,
    /// A product of terms; of dummies it is a cell of a table.
    Interaction,
    #[default]
    Unknown,
}

/// One coefficient.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub name: String,
    #[serde(default)]
    pub kind: TermKind,
    /// Units behind a dummy or an interaction of dummies, unweighted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
}

/// What has to be known of a fitted model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSummary {
    /// `ols`, `logit`, `probit`, `poisson`, `panel`, …
    pub method: String,
    pub observations: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub df_resid: Option<f64>,
    /// Without the constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub df_model: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_squared: Option<f64>,
    #[serde(default)]
    pub terms: Vec<Term>,
    /// Fixed effects that take degrees of freedom and are not printed.
    #[serde(default)]
    pub absorbed: u64,
    /// Lists of residuals, fitted values or leverages: one number for each record.
    #[serde(default)]
    pub row_level: Vec<String>,
    /// Other degrees of freedom: of groups, clusters, a survey's design, tests. The least of all counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freedoms: Vec<Freedom>,
    /// Units behind parts of the output: events, groups that are compared, models of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<Behind>,
    /// Lines that were not understood, with their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// Some part of the output does not say what its design was, so that a person has to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untold: Option<String>,
    /// Its figures were read as printed, rounded: an R-squared of 1 may be less.
    #[serde(skip)]
    pub(crate) printed: bool,
}

/// Degrees of freedom of one part of a model's design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freedom {
    pub what: String,
    pub df: f64,
}

/// Units behind one part of an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    pub what: String,
    pub units: u64,
}

/// One objection to a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelMark {
    /// dof, saturated, threshold, dummies, terms, row-level, unread.
    pub rule: &'static str,
    pub severity: Severity,
    pub policy: String,
    pub words: String,
}

/// A model with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelResult {
    pub verdict: Verdict,
    /// Residual degrees of freedom, if they can be known.
    pub df_resid: Option<f64>,
    pub marks: Vec<ModelMark>,
    pub summary: ModelSummary,
}

impl ModelSummary {
    /// Reads a summary: JSON with these fields, or the text that statsmodels, R or Stata print.
    pub fn read(text: &str) -> Result<ModelSummary, Error> {
        let wrong = |problem: String| Error::Model { problem };
        if text.trim_start().starts_with('{') {
            return serde_json::from_str(text).map_err(|e| wrong(format!("no model summary in JSON: {e}")));
        }
        text::read(text).map_err(wrong)
    }

    /// The degrees of freedom that count: the least of those that are printed, of observations less coefficients and absorbed
    /// effects, and of groups and designs.
    pub fn freedom(&self) -> Option<f64> {
        self.least().map(|(df, _)| df)
    }

    /// The same with what they are of.
    fn least(&self) -> Option<(f64, &str)> {
        let coefficients =
            if self.terms.is_empty() { self.df_model.map(|df| df + 1.0) } else { Some(self.terms.len() as f64) };
        let counted = coefficients
            .filter(|_| self.observations > 0 && (self.df_resid.is_none() || self.absorbed > 0))
            .map(|coefficients| (self.observations as f64 - coefficients - self.absorbed as f64, "residual"));
        let printed = self.df_resid.map(|df| (df, "residual"));
        let designs = self.freedoms.iter().map(|freedom| (freedom.df, freedom.what.as_str()));
        printed.into_iter().chain(counted).chain(designs).min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Applies policies; several may apply, and each objection says whose it is.
    pub fn judge(&self, policies: &[Policy]) -> ModelResult {
        let mut marks = Vec::new();
        for policy in policies {
            self.judge_by(policy, &mut marks);
        }
        let worst = marks.iter().map(|mark| mark.severity).max();
        ModelResult {
            verdict: match worst {
                None => Verdict::Pass,
                Some(Severity::Ask) => Verdict::Ask,
                Some(Severity::Fail) => Verdict::Fail,
            },
            df_resid: self.freedom(),
            marks,
            summary: self.clone(),
        }
    }

    fn judge_by(&self, policy: &Policy, marks: &mut Vec<ModelMark>) {
        let mut mark = |rule, severity, words: String| {
            marks.push(ModelMark { rule, severity, policy: policy.name.clone(), words });
        };
        let (least, threshold) = (policy.model.as_ref().map(|model| model.dof), policy.count.threshold);
        match (self.least(), least) {
            (None, _) => mark(
                "dof",
                Severity::Ask,
                "the summary does not say how many degrees of freedom are left; a person has to look".into(),
            ),
            (Some((freedom, of)), Some(least)) if freedom.is_nan() || freedom < least as f64 => mark(
                "dof",
                Severity::Fail,
                format!(
                    "{freedom} {of} degrees of freedom; at least {least} are needed: use fewer terms or more records"
                ),
            ),
            (Some(_), Some(_)) => {}
            (Some((freedom, of)), None) => mark(
                "dof",
                Severity::Ask,
                format!("{freedom} {of} degrees of freedom; this policy says of no number how many are enough"),
            ),
        }
        if self.freedom().is_some_and(|freedom| freedom <= 0.0) {
            mark("saturated", Severity::Fail, "the model is saturated: its coefficients give the data back".into());
        } else if self.r_squared.is_some_and(|r| r >= 1.0 - 1e-9) {
            let (severity, more) =
                if self.printed { (Severity::Ask, " (as it is printed)") } else { (Severity::Fail, "") };
            let words = format!("R-squared is 1{more}: the coefficients give the data back if the fit is exact");
            mark("saturated", severity, words);
        }
        if least.is_none() && self.observations > 0 && self.observations < threshold {
            let words = format!("{} observations; at least {threshold} are needed", self.observations);
            mark("threshold", Severity::Fail, words);
        }
        for part in self.behind.iter().filter(|part| part.units < threshold) {
            let words = format!("{} {}; at least {threshold} are needed", part.units, part.what);
            mark("threshold", Severity::Fail, words);
        }
        if self.observations > 0 && self.df_resid.is_some_and(|df| df > self.observations as f64) {
            let words =
                format!("{} observations leave no more degrees of freedom; a person has to look", self.observations);
            mark("dof", Severity::Ask, words);
        }
        if let Some(untold) = &self.untold {
            mark("dof", Severity::Ask, untold.clone());
        }
        for term in &self.terms {
            // A slope of few is theirs as much as a category of few.
            if let Some(units) = term.units.filter(|units| term.kind != TermKind::Constant && *units < threshold) {
                mark(
                    "threshold",
                    Severity::Fail,
                    format!(
                        "{units} units stand behind {}; at least {threshold} are needed: merge this category",
                        term.name
                    ),
                );
            }
        }
        let told: Vec<&Term> = self.terms.iter().filter(|term| term.kind != TermKind::Constant).collect();
        let dummies = |term: &&Term| matches!(term.kind, TermKind::Dummy | TermKind::Interaction);
        if !told.is_empty() && told.iter().all(|term| dummies(term)) {
            let counted = told.iter().all(|term| term.units.is_some());
            let severity = if counted { Severity::Ask } else { Severity::Fail };
            let more = if counted { "" } else { ", and the units behind each category are not given" };
            mark(
                "dummies",
                severity,
                format!(
                    "every term is a category: the coefficients are a table of means{more}; ask for the table itself"
                ),
            );
        } else if told.iter().any(|term| dummies(term) && term.units.is_none()) {
            mark(
                "dummies",
                Severity::Ask,
                "the summary does not say how many units stand behind its categories and interactions; give their unweighted counts".into(),
            );
        }
        let unknown: Vec<&str> = self
            .terms
            .iter()
            .filter(|term| term.kind == TermKind::Unknown && term.units.is_none())
            .map(|term| term.name.as_str())
            .collect();
        if !unknown.is_empty() {
            mark(
                "terms",
                Severity::Ask,
                format!(
                    "nobody can tell from this output whether {} are numbers or categories; say so, or give the unweighted counts behind them",
                    named(&unknown)
                ),
            );
        }
        if !self.unread.is_empty() {
            let lines: Vec<&str> = self.unread.iter().map(String::as_str).collect();
            mark("unread", Severity::Ask, format!("not understood: {}; a person has to look", named(&lines)));
        }
        for list in &self.row_level {
            mark(
                "row-level",
                Severity::Fail,
                format!("{list} hold one number for each record; leave them out, or show them binned"),
            );
        }
    }
}

/// The first of many names.
fn named(names: &[&str]) -> String {
    let shown = names[..names.len().min(5)].join(", ");
    if names.len() > 5 { format!("{shown} and {} more", names.len() - 5) } else { shown }
}

impl ModelResult {
    /// As a person reads it in a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for mark in &self.marks {
            let verb = if mark.severity == Severity::Fail { "fails" } else { "asks" };
            text += &format!("policy {} {verb} {}: {}\n", mark.policy, mark.rule, mark.words);
        }
        let freedom = self.df_resid.map_or("unknown".into(), |freedom| freedom.to_string());
        text += &match self.verdict {
            Verdict::Pass => {
                format!("pass: {freedom} residual degrees of freedom, {} observations\n", self.summary.observations)
            }
            Verdict::Ask => "ask: a person has to look at this model\n".into(),
            Verdict::Fail => "fail: this model is unsafe\n".into(),
        };
        text
    }
}
