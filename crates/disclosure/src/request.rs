//! What table is asked for.

use crate::error::Error;
use crate::expression::Expression;
use serde::{Deserialize, Serialize};

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
    /// Survey weight: published figures are weighted, rules look at unweighted and weighted contributions.
    pub weight: Option<String>,
    /// Which records take part, in the language of [`Expression`].
    #[serde(rename = "where")]
    pub selection: Option<String>,
    /// Totals over every field and combination of fields.
    pub margins: bool,
    /// How unsafe cells are to be protected.
    pub protect: Protect,
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

/// One column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    Count,
    Sum(String),
    Mean(String),
}

impl Statistic {
    /// The name of its column: `count`, `sum_turnover`, `mean_income`.
    pub fn column(&self) -> String {
        match self {
            Statistic::Count => "count".into(),
            Statistic::Sum(field) => format!("sum_{field}"),
            Statistic::Mean(field) => format!("mean_{field}"),
        }
    }

    /// The field it is made from; a count has none.
    pub fn field(&self) -> Option<&str> {
        match self {
            Statistic::Count => None,
            Statistic::Sum(field) | Statistic::Mean(field) => Some(field),
        }
    }
}

impl TableRequest {
    /// The fields whose codes make cells, rows first.
    pub fn dimensions(&self) -> Vec<String> {
        self.rows.iter().chain(&self.cols).cloned().collect()
    }

    /// The columns of figures in the order in which they are written.
    pub fn statistics(&self) -> Vec<Statistic> {
        let mut all = Vec::new();
        if self.count || (self.sum.is_empty() && self.mean.is_empty()) {
            all.push(Statistic::Count);
        }
        all.extend(self.sum.iter().cloned().map(Statistic::Sum));
        all.extend(self.mean.iter().cloned().map(Statistic::Mean));
        all
    }

    /// The fields that are summed or averaged, each once.
    pub fn variables(&self) -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        for field in self.sum.iter().chain(&self.mean) {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
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
        match self.protect {
            Protect::None => {}
            Protect::Suppress => return Err(Error::Protect("suppress")),
            Protect::Round => return Err(Error::Protect("round")),
            Protect::Perturb => return Err(Error::Protect("perturb")),
        }
        self.expression().map(drop)
    }
}

fn repeated(fields: &[String]) -> Option<String> {
    fields.iter().enumerate().find(|(i, field)| fields[..*i].contains(field)).map(|(_, field)| field.clone())
}
