//! The engine behind the Python package `strongroom`: tables from Arrow streams, judged; models judged; results written.
//!
//! What a researcher calls is Python (`strongroom/`). Nothing here knows pandas: data come as an Arrow stream
//! (`__arrow_c_stream__`), which shares memory with whoever holds it, and results go as texts and lists of numbers.

mod model;
mod policies;
mod table;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A request that was wrong, in the engine's own sentence.
fn refused(error: disclosure::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn unreadable(what: &str, error: &serde_json::Error) -> PyErr {
    PyValueError::new_err(format!("reading {what}: {error}"))
}

/// Writes `results.json` and checksums for outputs whose files are in the folder; the outputs as a JSON list.
#[pyfunction]
fn write_results(folder: std::path::PathBuf, outputs: &str) -> PyResult<()> {
    let outputs: Vec<disclosure::sacro::Output> =
        serde_json::from_str(outputs).map_err(|e| unreadable("the outputs", &e))?;
    disclosure::sacro::write(&folder, &outputs).map_err(refused)
}

#[pymodule]
fn _engine(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("version", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<policies::Policies>()?;
    module.add_class::<table::Table>()?;
    module.add_function(wrap_pyfunction!(table::table, module)?)?;
    module.add_function(wrap_pyfunction!(table::gather_part, module)?)?;
    module.add_function(wrap_pyfunction!(table::merge_parts, module)?)?;
    module.add_function(wrap_pyfunction!(table::judge_parts, module)?)?;
    module.add_function(wrap_pyfunction!(model::model, module)?)?;
    module.add_function(wrap_pyfunction!(write_results, module)?)
}
