//! What table is asked for.

use crate::error::Error;
use crate::expression::Expression;
use crate::hierarchy::Hierarchy;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::statistic::Statistic;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A table of counts, sums and means over the codes of some fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableRequest {
    /// Fields whose codes make the rows.
    pub rows: Vec<String>,
    /// Fields whose codes make the columns.
    pub cols: Vec<String>,
    /// The number of records; with a weight the sum of weights. Made when nothing else is asked for.
    pub count: bool,
    /// Fields to sum.
    pub sum: Vec<String>,
    /// Fields to average over the records where they are not missing.
    pub mean: Vec<String>,
    /// Who a record is about (person, enterprise): several records of one unit count once. Without it every record is a
    /// unit of its own.
    pub unit: Option<String>,
    /// What units belong to (household, enterprise group); a unit without one stands for itself.
    pub holding: Option<String>,
    /// Which units have agreed that their own values may be told (yes or no); a unit has if all its records say so. It
    /// counts where a policy lets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// Strata of the sample. With clusters they make the degrees of freedom of a variance and its kin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strata: Option<String>,
    /// Clusters of the sample (primary sampling units), numbered within their stratum or throughout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Survey weight: published figures are weighted, rules look at unweighted and weighted contributions.
    pub weight: Option<String>,
    /// Which records take part, in the language of [`Expression`].
    #[serde(rename = "where")]
    pub selection: Option<String>,
    /// Codes that stand for a missing value, in every field that is used: "-9", "not asked".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Codes are shown by their labels where the file has some (Stata, SPSS). Everything else here names codes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub labels: bool,
    /// Totals over every field and combination of fields.
    pub margins: bool,
    /// Further statistics, beside count, sums and means.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Statistic>,
    /// Fields of numbers that are divided into classes to make rows or columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<Cut>,
    /// Fields whose codes belong to groups; the groups are cells of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hierarchies: Vec<Hierarchy>,
    /// Cells that cannot occur (structural zeros): each names some fields with a code, and speaks of every cell with these
    /// codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub structural: Vec<BTreeMap<String, String>>,
    /// How unsafe cells are to be protected.
    pub protect: Protect,
    /// How many seconds a cheaper pattern of hidden cells is looked for; none: as long as is usual for its size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect_seconds: Option<u64>,
    /// Folder for what units contribute where it outgrows `unit_memory`; none: the system's folder for temporary files. The
    /// file has no name and is gone with the process.
    #[serde(skip)]
    pub scratch: Option<PathBuf>,
    /// Bytes that the contributions of units and holdings may take in memory; none: [`TableRequest::UNIT_MEMORY`].
    #[serde(skip)]
    pub unit_memory: Option<usize>,
    /// Who waits for the table is told how far it is.
    #[serde(skip)]
    pub progress: Progress,
    /// The secret behind the keys of units, from the policy; only for perturbation.
    #[serde(skip)]
    #[doc(hidden)]
    pub record_key: Option<String>,
    /// How many records are whose is kept, although this request protects nothing: another one may.
    #[serde(skip)]
    #[doc(hidden)]
    pub counted: bool,
}

/// How unsafe cells are protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protect {
    #[default]
    None,
    Suppress,
    Round,
    Perturb,
}

/// How a field of numbers is divided: from each edge up to the next, which belongs to the class above it; at the last edge
/// it belongs to the class below, so that a range is divided whole. Values outside make two classes more, if there are any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    pub field: String,
    /// Rising numbers as they are to be shown.
    pub edges: Vec<String>,
}

impl Cut {
    /// The edges as numbers, or what is wrong with them.
    pub fn numbers(&self) -> Result<Vec<f64>, Error> {
        let wrong = |problem: String| Error::Cut { field: self.field.clone(), problem };
        let edges: Vec<f64> = self
            .edges
            .iter()
            .map(|edge| match edge.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(wrong(format!("\"{edge}\" is no number"))),
            })
            .collect::<Result<_, _>>()?;
        if edges.len() < 2 {
            return Err(wrong("at least two edges are needed".into()));
        }
        if let Some(pair) = edges.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(wrong(format!("{} stands before {}; write the edges from small to large", pair[0], pair[1])));
        }
        Ok(edges)
    }

    /// What the classes are called, in order.
    pub fn labels(&self) -> Vec<String> {
        self.edges.windows(2).map(|pair| format!("{} to {}", pair[0].trim(), pair[1].trim())).collect()
    }
}

impl TableRequest {
    /// The usual room for the contributions of units in memory, in bytes: some ten million of them.
    pub const UNIT_MEMORY: usize = 224 << 20;

    /// The request with what a policy says about reading the data.
    pub(crate) fn prepared(&self, policies: &[Policy]) -> Result<TableRequest, Error> {
        let mut request = self.clone();
        if self.protect == Protect::Perturb {
            let rule = policies.iter().find_map(|policy| policy.perturb.as_ref());
            request.record_key = rule.map(|rule| rule.key.clone());
            if self.unit.is_none() {
                return Err(Error::Perturb("every unit needs a key of its own: name the field with --unit".into()));
            }
        }
        Ok(request)
    }

    /// The fields whose codes make cells, rows first.
    pub fn dimensions(&self) -> Vec<String> {
        self.rows.iter().chain(&self.cols).cloned().collect()
    }

    /// The columns of figures in the order in which they are written.
    pub fn statistics(&self) -> Vec<Statistic> {
        let mut all = Vec::new();
        if self.count || (self.sum.is_empty() && self.mean.is_empty() && self.more.is_empty()) {
            all.push(Statistic::Count);
        }
        all.extend(self.sum.iter().cloned().map(Statistic::Sum));
        all.extend(self.mean.iter().cloned().map(Statistic::Mean));
        all.extend(self.more.iter().cloned());
        all
    }

    /// The fields of numbers that statistics are made from, each once.
    pub fn variables(&self) -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        for statistic in self.statistics() {
            for field in statistic.fields() {
                if !fields.iter().any(|other| other == field) {
                    fields.push(field.into());
                }
            }
        }
        fields
    }

    /// How many of the largest contributions the statistics themselves need.
    pub(crate) fn contributions(&self) -> usize {
        let of = |statistic: &Statistic| match statistic {
            Statistic::Concentration(_, of) => usize::from(*of),
            _ => 0,
        };
        self.statistics().iter().map(of).max().unwrap_or(0)
    }

    /// The condition, read; an error shows the place where it cannot be understood.
    pub fn expression(&self) -> Result<Option<Expression>, Error> {
        self.selection.as_deref().map(Expression::parse).transpose()
    }

    /// What can be known to be wrong before any data is read.
    pub fn check(&self) -> Result<(), Error> {
        let dimensions = self.dimensions();
        if dimensions.is_empty() {
            return Err(Error::NoDimension);
        }
        if dimensions.iter().any(|field| field.is_empty() || field == "Total") {
            return Err(Error::ReservedField);
        }
        if let Some(field) = repeated(&dimensions) {
            return Err(Error::RepeatedField { field });
        }
        for (role, fields) in [("the sum", &self.sum), ("the mean", &self.mean)] {
            if let Some(field) = repeated(fields) {
                return Err(Error::RepeatedStatistic { field, role });
            }
        }
        let columns: Vec<String> = self.statistics().iter().map(Statistic::column).collect();
        if let Some(field) = repeated(&columns) {
            return Err(Error::RepeatedStatistic { field, role: "the statistic" });
        }
        if let (Some(_), Some(statistic)) = (&self.weight, self.statistics().iter().find(|s| s.unweighted_only())) {
            return Err(Error::NoWeighted { statistic: statistic.column() });
        }
        if let (Some(field), None) = (&self.waiver, &self.unit) {
            return Err(Error::WaiverNeedsUnit { field: field.clone() });
        }
        for cut in &self.cut {
            cut.numbers()?;
        }
        let in_table = |field: &String, role: &'static str| {
            if dimensions.contains(field) {
                return Ok(());
            }
            Err(Error::UnknownField {
                field: field.clone(),
                role,
                nearest: crate::error::nearest(field, &dimensions),
                fields: dimensions.clone(),
            })
        };
        for cut in &self.cut {
            in_table(&cut.field, "the classes among rows and columns")?;
        }
        for hierarchy in &self.hierarchies {
            in_table(&hierarchy.field, "the hierarchy among rows and columns")?;
            hierarchy.tree()?;
        }
        for field in self.structural.iter().flat_map(|cell| cell.keys()) {
            in_table(field, "a cell that cannot occur, among rows and columns")?;
        }
        self.expression().map(drop)
    }
}

fn repeated(fields: &[String]) -> Option<String> {
    fields.iter().enumerate().find(|(i, field)| fields[..*i].contains(field)).map(|(_, field)| field.clone())
}
