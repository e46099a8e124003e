//! What table a researcher may ask for: fields and statistics are those of the data dictionary, and the fields that say who
//! is who are never the researcher's to leave out.

use data::{UnitRole, Variable, VariableKind};
use disclosure::{Expression, TableRequest};
use foundation::{Refusal, Refusals};

foundation::words! {
    /// How a table stands with the disclosure policy.
    #[derive(utoipa::ToSchema)]
    #[schema(as = TableVerdict)]
    Verdict {
        /// No rule objects.
        Pass = "pass",
        /// A person has to look at some cells.
        Ask = "ask",
        /// Some cells are unsafe.
        Fail = "fail",
    }
}

impl From<disclosure::Verdict> for Verdict {
    fn from(verdict: disclosure::Verdict) -> Verdict {
        match verdict {
            disclosure::Verdict::Pass => Verdict::Pass,
            disclosure::Verdict::Ask => Verdict::Ask,
            disclosure::Verdict::Fail => Verdict::Fail,
        }
    }
}

/// What was chosen on the table page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub title: String,
    pub rows: Vec<String>,
    pub cols: Vec<String>,
    pub count: bool,
    pub sum: Vec<String>,
    pub mean: Vec<String>,
    /// Use the survey weight, where there is one.
    pub weighted: bool,
    pub totals: bool,
    /// Which records take part; empty: all.
    pub filter: String,
}

/// Why there is no such table.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoTable {
    #[refusal("table-field-unknown")]
    FieldUnknown { field: String },
    #[refusal("table-field-no-code")]
    NotACode { field: String },
    #[refusal("table-field-no-number")]
    NotANumber { field: String },
    #[refusal("table-field-twice")]
    FieldTwice { field: String },
    #[refusal("table-no-rows")]
    NoRows,
    #[refusal("table-too-many-fields")]
    TooManyFields { most: usize },
    #[refusal("table-filter-wrong")]
    FilterWrong { at: usize, problem: String },
    #[refusal("table-filter-field")]
    FilterField { field: String },
    #[refusal("table-filter-identifier")]
    FilterIdentifier { field: String },
    /// No record is left, or too few: one answer, or a condition could be asked about one person.
    #[refusal("table-too-few")]
    TooFew,
    /// A table of the project has nearly the same records: the few that differ could be worked out.
    #[refusal("table-too-near")]
    TooNear { table: String },
    #[refusal("table-too-large")]
    TooLarge,
    /// One of theirs waits or is being made.
    #[refusal("table-busy")]
    Busy { table: String },
    /// Two of the project wait or are being made.
    #[refusal("table-project-busy")]
    ProjectBusy,
    /// Whoever asked for it has cancelled it.
    #[refusal("table-cancelled")]
    Cancelled,
    /// Something was away or broken, or the service was stopped.
    #[refusal("table-failed")]
    Failed,
    #[refusal("table-cannot-be-made")]
    CannotBeMade,
}

/// Fields of rows and columns together: a page and a checker must be able to read the table.
pub const MOST_FIELDS: usize = 4;

/// The engine's request. Unit and holding come from the dictionary whatever is asked.
pub fn request(asked: &Asked, dictionary: &[Variable]) -> Result<TableRequest, Refusals<NoTable>> {
    let mut no = Refusals::none();
    let find = |field: &str| dictionary.iter().find(|v| v.name == field);
    no.when(asked.rows.is_empty(), NoTable::NoRows);
    let fields: Vec<&String> = asked.rows.iter().chain(&asked.cols).collect();
    no.when(fields.len() > MOST_FIELDS, NoTable::TooManyFields { most: MOST_FIELDS });
    for (at, field) in fields.iter().enumerate() {
        let field = || (*field).clone();
        match find(&field()) {
            None => no.because(NoTable::FieldUnknown { field: field() }),
            Some(v) => no.when(v.kind != VariableKind::Code, NoTable::NotACode { field: field() }),
        }
        no.when(fields[..at].contains(&&field()), NoTable::FieldTwice { field: field() });
    }
    for field in asked.sum.iter().chain(&asked.mean) {
        match find(field) {
            None => no.because(NoTable::FieldUnknown { field: field.clone() }),
            Some(v) => no.when(v.kind != VariableKind::Number, NoTable::NotANumber { field: field.clone() }),
        }
    }
    let filter = asked.filter.trim();
    if !filter.is_empty() {
        match Expression::parse(filter) {
            Err(disclosure::Error::Where { at, problem, .. }) => no.because(NoTable::FilterWrong { at, problem }),
            Err(_) => no.because(NoTable::CannotBeMade),
            Ok(expression) => {
                for name in expression.fields() {
                    let unknown = find(&name.field).is_none();
                    no.when(unknown, NoTable::FilterField { field: name.field.clone() });
                    let identifies = find(&name.field).is_some_and(identifies);
                    no.when(identifies, NoTable::FilterIdentifier { field: name.field.clone() });
                }
            }
        }
    }
    let role = |role: UnitRole| dictionary.iter().find(|v| v.unit_role == Some(role)).map(|v| v.name.clone());
    let of_fields = || TableRequest {
        rows: asked.rows.clone(),
        cols: asked.cols.clone(),
        count: asked.count,
        sum: asked.sum.clone(),
        mean: asked.mean.clone(),
        unit: role(UnitRole::Unit),
        holding: role(UnitRole::Holding),
        weight: if asked.weighted { role(UnitRole::Weight) } else { None },
        margins: asked.totals,
        ..TableRequest::default()
    };
    no.or_else(|| {
        let request = of_fields();
        TableRequest { selection: selection(filter, &request, dictionary), ..request }
    })
}

/// Whether values of this field say who somebody is: no condition may pick a record by them.
fn identifies(v: &Variable) -> bool {
    v.kind == VariableKind::Id || matches!(v.unit_role, Some(UnitRole::Unit | UnitRole::Holding))
}

/// Whether the condition leaves enough for a table: `left` is of how many records or units, whichever are fewer.
pub fn enough(asked: &Asked, left: u64, threshold: u64) -> Result<(), NoTable> {
    if asked.filter.trim().is_empty() || left >= threshold { Ok(()) } else { Err(NoTable::TooFew) }
}

/// The filter, and what the dictionary says about values that stand for "missing".
fn selection(filter: &str, request: &TableRequest, dictionary: &[Variable]) -> Option<String> {
    let filter = (!filter.is_empty()).then(|| format!("({filter})"));
    let all: Vec<String> = filter.into_iter().chain(missing(request, dictionary)).collect();
    (!all.is_empty()).then(|| all.join(" and "))
}

/// No record with a value that stands for "missing", in a field of the table, takes part.
pub(super) fn missing(request: &TableRequest, dictionary: &[Variable]) -> Option<String> {
    let mut all = Vec::new();
    let fields = request.rows.iter().chain(&request.cols).chain(&request.sum).chain(&request.mean);
    let mut done: Vec<&String> = Vec::new();
    for field in fields {
        let variable = dictionary.iter().find(|v| v.name == *field);
        let Some(variable) = variable.filter(|v| !v.missing.is_empty() && !done.contains(&field)) else { continue };
        done.push(field);
        let missing = &variable.missing;
        let number = variable.kind == VariableKind::Number && missing.parse::<f64>().is_ok();
        let quote = if missing.contains('\'') { '"' } else { '\'' };
        let value = if number { missing.clone() } else { format!("{quote}{missing}{quote}") };
        all.push(format!("`{field}` != {value}"));
    }
    (!all.is_empty()).then(|| all.join(" and "))
}

/// What the engine's error means to the researcher. Its own words may hold values, and are not passed on.
pub fn refusal(error: &disclosure::Error) -> NoTable {
    match error {
        disclosure::Error::Empty { .. } | disclosure::Error::AllMissing { .. } => NoTable::TooFew,
        disclosure::Error::TooManyCells { .. } => NoTable::TooLarge,
        disclosure::Error::Where { at, problem, .. } => NoTable::FilterWrong { at: *at, problem: problem.clone() },
        disclosure::Error::UnknownField { field, .. } => NoTable::FieldUnknown { field: field.clone() },
        _ => NoTable::CannotBeMade,
    }
}
