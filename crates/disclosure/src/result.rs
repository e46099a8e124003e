//! A table with its verdict.

use crate::evidence::{CellEvidence, LeftOut};
use crate::hierarchy::Tree;
use crate::judge::{Mark, Rule, Severity};
use crate::policy::Policy;
use crate::protect::Protection;
use crate::request::TableRequest;
use crate::statistic::Class;
use crate::words::Words;
use serde::Serialize;

/// Whether a table may leave as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No rule objects.
    Pass,
    /// A person has to look at some cells.
    Ask,
    /// At least one cell is unsafe.
    Fail,
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Released,
    Primary,
    Secondary,
    Rounded,
    Perturbed,
    /// It fails and nothing protects it.
    Unsafe,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::Released => "released",
            Status::Primary => "primary",
            Status::Secondary => "secondary",
            Status::Rounded => "rounded",
            Status::Perturbed => "perturbed",
            Status::Unsafe => "unsafe",
        }
    }
}

/// What may be shown of a cell. Whoever writes or draws a table asks this and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// Its figures, and the count behind them.
    Exact,
    /// Its figures, which are not the true ones; so not the true count.
    Changed,
    /// A gap: its figures are hidden.
    Gap,
    /// Nothing, and with it nothing of the whole table.
    Nothing,
}

impl Showing {
    /// Whether figures are shown.
    pub fn figures(self) -> bool {
        matches!(self, Showing::Exact | Showing::Changed)
    }
}

impl Status {
    /// What may be shown of a cell that this became of.
    pub fn showing(self) -> Showing {
        match self {
            Status::Released => Showing::Exact,
            Status::Rounded | Status::Perturbed => Showing::Changed,
            Status::Primary | Status::Secondary => Showing::Gap,
            Status::Unsafe => Showing::Nothing,
        }
    }
}

/// One cell or total. For inside use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// For each field the code, or `Total`.
    pub keys: Vec<Words>,
    pub margin: bool,
    /// Records, unweighted.
    pub n: u64,
    /// Records with a value: the smallest such number over the variables of the table.
    pub valid_n: u64,
    /// Distinct units behind the figures: the smallest such number over the variables.
    pub units: u64,
    pub status: Status,
    /// The figures, one for each statistic; none where there is nothing to average.
    pub values: Vec<Option<f64>>,
    pub marks: Vec<Mark>,
    /// What would mend a failing cell, as sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<Words>,
    #[serde(skip)]
    pub evidence: CellEvidence,
}

impl Cell {
    /// Its codes as texts of their own.
    pub fn names(&self) -> Vec<String> {
        self.keys.iter().map(Words::to_string).collect()
    }

    /// The rules that it fails, each once, in the order of their names in the handbook.
    pub fn failing(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> =
            self.marks.iter().filter(|mark| mark.severity == Severity::Fail).map(|mark| mark.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

/// The file that a table was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataFile {
    /// Its name without folders.
    pub name: String,
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

/// A table, its evidence and its verdict. For inside use: what may leave is written by [`TableResult::write`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableResult {
    pub verdict: Verdict,
    pub request: TableRequest,
    /// The first of them.
    pub policy: Policy,
    /// All that were applied.
    pub policies: Vec<Policy>,
    /// Parts of the policy that say something about the table and were not applied.
    pub not_applied: Vec<String>,
    pub left_out: LeftOut,
    /// The fields whose codes make cells, rows first.
    pub dimensions: Vec<String>,
    /// The codes of each field in order.
    pub codes: Vec<Vec<String>>,
    /// The columns of figures.
    pub statistics: Vec<String>,
    /// The classes of these statistics (SDC-02).
    pub classes: Vec<Class>,
    /// Every combination of codes in order; totals come last in each field.
    pub cells: Vec<Cell>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<DataFile>,
    /// What was done to protect it, if anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<Protection>,
    #[serde(skip)]
    pub(crate) trees: Vec<Tree>,
}

impl TableResult {
    /// Every mark with its cell, the heavier ones first.
    pub fn marks(&self) -> impl Iterator<Item = (&Cell, &Mark)> {
        let of = |severity: Severity| {
            self.cells.iter().flat_map(move |cell| {
                cell.marks.iter().filter(move |mark| mark.severity == severity).map(move |mark| (cell, mark))
            })
        };
        of(Severity::Fail).chain(of(Severity::Ask))
    }

    /// How many cells have a mark of this weight or more.
    pub fn marked(&self, severity: Severity) -> usize {
        self.cells.iter().filter(|cell| cell.marks.iter().any(|mark| mark.severity >= severity)).count()
    }
}
