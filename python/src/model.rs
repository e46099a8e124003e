//! Fitted models, judged.

use crate::policies::Policies;
use crate::{refused, unreadable};
use disclosure::ModelSummary;
use disclosure::sacro::status;
use pyo3::prelude::*;

/// Judges a model by its summary (JSON); gives status, summary in words and the whole result as JSON.
#[pyfunction]
pub fn model(summary: &str, policies: &Policies) -> PyResult<(String, String, String)> {
    let result = ModelSummary::read(summary).map_err(refused)?.judge(&policies.all);
    let status = status(result.verdict);
    let marks = result.marks.iter().map(|mark| format!("{} ({}): {}", mark.rule, mark.policy, mark.words));
    let freedom = result.df_resid.map_or("unknown".into(), |freedom| freedom.to_string());
    let parts: Vec<String> =
        [status.to_owned(), format!("{freedom} residual degrees of freedom")].into_iter().chain(marks).collect();
    let json = serde_json::to_string(&result).map_err(|e| unreadable("the result", &e))?;
    Ok((status.into(), parts.join("; "), json))
}
