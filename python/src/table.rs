//! Tables made from Arrow streams.

use crate::policies::Policies;
use crate::{refused, unreadable};
use arrow::ffi_stream::ArrowArrayStreamReader;
use arrow_pyarrow::PyArrowType;
use disclosure::sacro::{Layout, Sheet};
use disclosure::{Evidence, Policy, Severity, TableRequest, TableResult, Words, gather};
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A table with its verdict, and how it is shown.
#[pyclass(frozen, module = "strongroom")]
pub struct Table {
    result: TableResult,
    layout: Layout,
    sheet: Sheet,
    /// Rows and columns that are not shown, as there is nobody in them.
    unseen: usize,
}

/// Codes of a row or column; none for a total.
type Codes = Vec<Option<String>>;
/// Codes of the cell, rule, whether it fails, statistic, words.
type Objection = (Vec<String>, &'static str, bool, String, String);

/// Makes and judges a table. `data` is anything with `__arrow_c_stream__`, read once; `request` is JSON as `record.json`
/// has it. `orders` has for each field the order of its codes, or nothing. Where the table is not to be `complete`, rows
/// and columns of several fields that hold nobody are declared as cells that cannot occur, as no reader sees them. `evidence` is
/// a file that takes the evidence behind the table, to be merged with that of other records.
#[pyfunction]
#[pyo3(signature = (data, request, policies, orders=Vec::new(), complete=false, total=String::new(), evidence=None))]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub fn table(
    py: Python<'_>,
    data: PyArrowType<ArrowArrayStreamReader>,
    request: &str,
    policies: &Policies,
    orders: Vec<Vec<String>>,
    complete: bool,
    total: String,
    evidence: Option<PathBuf>,
) -> PyResult<Table> {
    let mut request: TableRequest = serde_json::from_str(request).map_err(|e| unreadable("the request", &e))?;
    let policies = policies.all.clone();
    py.detach(move || {
        let contributions = match &evidence {
            // Whatever policy judges it elsewhere has what it needs.
            Some(_) => Policy::MOST_CONTRIBUTIONS,
            None => policies.iter().map(Policy::contributions).max().unwrap_or(0),
        };
        request.counted = evidence.is_some();
        let file = evidence;
        let evidence = gather(data.0, &request, contributions)?;
        if let Some(file) = &file {
            evidence.write(&request, file)?;
        }
        judged(&evidence, request, &policies, Layout { orders, complete, total })
    })
    .map_err(refused)
}

/// Gathers the evidence of one part of the data into a file, to be merged with that of the other parts. `data` is anything
/// with `__arrow_c_stream__`, read once; whatever policy judges it later has what it needs.
#[pyfunction]
pub fn gather_part(
    py: Python<'_>,
    data: PyArrowType<ArrowArrayStreamReader>,
    request: &str,
    file: PathBuf,
) -> PyResult<()> {
    let request = of_a_part(request)?;
    py.detach(move || gather(data.0, &request, Policy::MOST_CONTRIBUTIONS)?.write(&request, &file)).map_err(refused)
}

/// Merges the evidence of parts of the same data into one file. That of one part is taken once; parts may be alike.
#[pyfunction]
pub fn merge_parts(py: Python<'_>, request: &str, files: Vec<PathBuf>, file: PathBuf) -> PyResult<()> {
    let request = of_a_part(request)?;
    py.detach(move || whole(&files, &request)?.write(&request, &file)).map_err(refused)
}

/// The table of all parts, judged as [`table`] judges that of one stream.
#[pyfunction]
#[pyo3(signature = (files, request, policies, orders=Vec::new(), complete=false, total=String::new()))]
pub fn judge_parts(
    py: Python<'_>,
    files: Vec<PathBuf>,
    request: &str,
    policies: &Policies,
    orders: Vec<Vec<String>>,
    complete: bool,
    total: String,
) -> PyResult<Table> {
    let request = of_a_part(request)?;
    let policies = policies.all.clone();
    py.detach(move || {
        let evidence = whole(&files, &request)?;
        judged(&evidence, request, &policies, Layout { orders, complete, total })
    })
    .map_err(refused)
}

/// A request whose evidence comes in parts.
fn of_a_part(request: &str) -> PyResult<TableRequest> {
    let request: TableRequest = serde_json::from_str(request).map_err(|e| unreadable("the request", &e))?;
    Ok(TableRequest { counted: true, ..request })
}

/// The evidence of all parts, in the order of their files.
fn whole(files: &[PathBuf], request: &TableRequest) -> Result<Evidence, disclosure::Error> {
    let mut all: Option<Evidence> = None;
    // What a file does not say is as it is where nobody sets it.
    let request = TableRequest { counted: false, ..request.clone() };
    for file in files {
        let (evidence, asked) = Evidence::read(file)?;
        if asked != request {
            return Err(disclosure::Error::Merge("a part was gathered for another request".into()));
        }
        match &mut all {
            None => all = Some(evidence),
            Some(before) => before.merge(&evidence)?,
        }
    }
    all.ok_or_else(|| disclosure::Error::Merge("no part holds any record".into()))
}

fn judged(
    evidence: &Evidence,
    mut request: TableRequest,
    policies: &[Policy],
    layout: Layout,
) -> Result<Table, disclosure::Error> {
    let mut unseen = 0;
    if !layout.complete && (request.rows.len() > 1 || request.cols.len() > 1) {
        let bare = TableRequest { protect: disclosure::Protect::None, ..request.clone() };
        request.structural = empty(&evidence.judge_by(&bare, policies)?);
        unseen = request.structural.len();
    }
    let result = evidence.judge_by(&request, policies)?;
    let sheet = result.sheet(&layout);
    Ok(Table { result, layout, sheet, unseen })
}

/// Rows and columns of several fields in which there is nobody.
fn empty(result: &TableResult) -> Vec<BTreeMap<String, String>> {
    let rows = result.request.rows.len();
    let side = |from: usize, to: usize| -> Vec<BTreeMap<String, String>> {
        let mut people: BTreeMap<&[Words], u64> = BTreeMap::new();
        if to - from > 1 {
            for cell in result.cells.iter().filter(|cell| !cell.margin) {
                *people.entry(&cell.keys[from..to]).or_default() += cell.n;
            }
        }
        let named = |keys: &[Words]| {
            result.dimensions[from..to].iter().cloned().zip(keys.iter().map(Words::to_string)).collect()
        };
        people.into_iter().filter(|(_, people)| *people == 0).map(|(keys, _)| named(keys)).collect()
    };
    let mut empty = side(0, rows);
    empty.extend(side(rows, result.dimensions.len()));
    empty
}

#[pymethods]
impl Table {
    /// `pass`, `review` or `fail`.
    #[getter]
    fn status(&self) -> &'static str {
        self.result.sheet_summary().0
    }

    /// What was found, on one line; starts with the status.
    #[getter]
    fn summary(&self) -> String {
        let summary = self.result.sheet_summary().1;
        match self.unseen {
            0 => summary,
            n => format!("{summary}; {n} rows and columns in which there is nobody are not shown"),
        }
    }

    /// The columns of figures.
    #[getter]
    fn statistics(&self) -> Vec<String> {
        self.result.statistics.clone()
    }

    /// The classes of these statistics, with what can go wrong (JSON).
    #[getter]
    fn fair(&self) -> String {
        self.result.fair().to_string()
    }

    #[getter]
    fn rows(&self) -> Vec<Codes> {
        self.sheet.rows.clone()
    }

    #[getter]
    fn cols(&self) -> Vec<Codes> {
        self.sheet.cols.clone()
    }

    /// The figures of a statistic, row by row; NaN where it has none or is hidden.
    fn figures(&self, statistic: usize) -> Vec<f64> {
        let figure = |at: &usize| {
            let cell = &self.result.cells[*at];
            let hidden = cell.status.showing() == disclosure::Showing::Gap;
            if hidden { None } else { cell.values.get(statistic).copied().flatten() }.unwrap_or(f64::NAN)
        };
        self.sheet.cells.iter().map(figure).collect()
    }

    /// What became of each cell shown, row by row.
    #[getter]
    fn statuses(&self) -> Vec<&'static str> {
        self.sheet.cells.iter().map(|at| self.result.cells[*at].status.name()).collect()
    }

    /// Records in each cell shown, row by row.
    #[getter]
    fn n(&self) -> Vec<u64> {
        self.sheet.cells.iter().map(|at| self.result.cells[*at].n).collect()
    }

    /// Every objection, the heavier ones first.
    #[getter]
    fn marks(&self) -> Vec<Objection> {
        let told = |(cell, mark): (&disclosure::Cell, &disclosure::Mark)| {
            let fails = mark.severity == Severity::Fail;
            (cell.names(), mark.rule.name(), fails, mark.statistic.to_string(), mark.words.to_string())
        };
        self.result.marks().map(told).collect()
    }

    /// What a reader has to know beside the table.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.result.remarks()
    }

    /// As `strongroom table` prints it.
    fn text(&self) -> String {
        self.result.text()
    }

    /// As it may be shown: one line of headings, one column of names.
    fn csv(&self) -> String {
        self.result.sheet_csv(&self.sheet, &self.layout)
    }

    /// Every cell with its numbers, for the checker only.
    fn cells_csv(&self) -> String {
        self.result.cells_csv()
    }

    /// `sdc` and `outcome` of `results.json`, each as JSON.
    fn checks(&self) -> (String, String) {
        let (sdc, outcome) = self.result.sheet_marks(&self.sheet, &self.layout);
        (sdc.to_string(), outcome.to_string())
    }

    /// The whole result, for the checker only.
    fn json(&self) -> String {
        self.result.json()
    }
}
