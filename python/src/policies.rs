//! The rules that a session applies.

use crate::refused;
use disclosure::{Policy, Rounding};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Policies by name or file; all of them apply.
#[pyclass(frozen, from_py_object, module = "strongroom")]
#[derive(Clone)]
pub struct Policies {
    pub all: Vec<Policy>,
}

#[pymethods]
impl Policies {
    /// None means the program's default. `round_base` takes the place of the base of those policies that have a larger
    /// one, a smaller one or none.
    #[new]
    #[pyo3(signature = (names=None, round_base=None))]
    fn new(names: Option<Vec<String>>, round_base: Option<u64>) -> PyResult<Policies> {
        let names = names.unwrap_or_else(|| vec![Policy::DEFAULT.into()]);
        if names.is_empty() {
            return Err(PyValueError::new_err("at least one policy is needed"));
        }
        let mut all = names.iter().map(|name| Policy::named(name)).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        if let Some(base) = round_base {
            if base == 0 {
                return Err(PyValueError::new_err("the base of rounding must be at least 1"));
            }
            for policy in &mut all {
                let controlled = policy.rounding.as_ref().is_some_and(|rounding| rounding.controlled);
                policy.rounding = Some(Rounding { base, controlled });
            }
        }
        Ok(Policies { all })
    }

    #[getter]
    fn names(&self) -> Vec<String> {
        self.all.iter().map(|policy| policy.name.clone()).collect()
    }

    /// The least units behind a figure, by the strictest of them.
    #[getter]
    fn threshold(&self) -> u64 {
        self.all.iter().map(|policy| policy.count.threshold).max().unwrap_or(0)
    }

    /// The base of rounding, by the coarsest of them.
    #[getter]
    fn round_base(&self) -> Option<u64> {
        self.all.iter().filter_map(|policy| policy.rounding.as_ref()).map(|rounding| rounding.base).max()
    }

    /// All of them as a JSON list; secrets are left out.
    fn json(&self) -> PyResult<String> {
        serde_json::to_string(&self.all).map_err(|e| crate::unreadable("policies", &e))
    }
}
