//! Judges the summary of a fitted model (`strongroom model`): degrees of freedom, saturation, what stands behind dummies,
//! and residues of single records. Models are fitted by the libraries that researchers trust; nothing is fitted here.

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
}

/// One objection to a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelMark {
    /// dof, saturated, threshold, dummies, row-level.
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
        crate::model_text::read(text).ok_or_else(|| {
            wrong("neither JSON nor a summary of statsmodels, R or Stata with a number of observations or degrees of freedom; print the whole summary".into())
        })
    }

    /// Residual degrees of freedom: as printed, or observations less coefficients and absorbed effects.
    pub fn freedom(&self) -> Option<f64> {
        let coefficients =
            if self.terms.is_empty() { self.df_model.map(|df| df + 1.0) } else { Some(self.terms.len() as f64) };
        let counted = || Some(self.observations as f64 - coefficients? - self.absorbed as f64);
        self.df_resid.or_else(|| if self.observations > 0 { counted() } else { None })
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
        match (self.freedom(), least) {
            (None, _) => mark(
                "dof",
                Severity::Ask,
                "the summary does not say how many degrees of freedom are left; a person has to look".into(),
            ),
            (Some(freedom), Some(least)) if freedom < least as f64 => mark(
                "dof",
                Severity::Fail,
                format!(
                    "{freedom} residual degrees of freedom; at least {least} are needed: use fewer terms or more records"
                ),
            ),
            (Some(_), Some(_)) => {}
            (Some(freedom), None) => mark(
                "dof",
                Severity::Ask,
                format!("{freedom} residual degrees of freedom; this policy says of no number how many are enough"),
            ),
        }
        let exact = self.r_squared.is_some_and(|r| r >= 1.0 - 1e-9);
        if self.freedom().is_some_and(|freedom| freedom <= 0.0) || exact {
            mark("saturated", Severity::Fail, "the model is saturated: its coefficients give the data back".into());
        }
        for term in &self.terms {
            match (term.kind, term.units) {
                (TermKind::Dummy | TermKind::Interaction | TermKind::Unknown, Some(units)) if units < threshold => {
                    mark(
                        "threshold",
                        Severity::Fail,
                        format!(
                            "{units} units stand behind {}; at least {threshold} are needed: merge this category",
                            term.name
                        ),
                    )
                }
                _ => {}
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
        for list in &self.row_level {
            mark(
                "row-level",
                Severity::Fail,
                format!("{list} hold one number for each record; leave them out, or show them binned"),
            );
        }
    }
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
