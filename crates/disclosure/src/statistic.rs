//! The statistics a table can hold, and the class of each in the taxonomy of output checking (domain.md 2.7).

use serde::{Deserialize, Serialize};

/// The fourteen classes of statistics; what has to be looked at before release hangs on the class (SDC-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Frequencies,
    LinearAggregations,
    Position,
    Endpoints,
    Mode,
    Shape,
    CorrelationCoefficients,
    StatisticalHypothesisTests,
    CalculatedRatios,
    GiniCoefficient,
    NonLinearConcentrationRatios,
    HazardSurvivalTables,
    LinkedMultilevelTables,
    Clusters,
}

impl Class {
    /// What can go wrong with statistics of this class, in the words of the taxonomy.
    pub fn risks(self) -> &'static [&'static str] {
        match self {
            Class::Frequencies => &["class disclosure", "differencing", "low count"],
            Class::LinearAggregations => &["dominance", "differencing", "low count"],
            Class::Position | Class::Endpoints => &["class disclosure", "low count"],
            Class::Mode => &["differencing", "class disclosure"],
            Class::Shape | Class::CorrelationCoefficients | Class::StatisticalHypothesisTests => {
                &["low degrees of freedom"]
            }
            Class::CalculatedRatios => &["auxiliary information", "dominance"],
            Class::GiniCoefficient => &["low count"],
            Class::NonLinearConcentrationRatios => &["low count", "dominance"],
            Class::HazardSurvivalTables => &["implicit tables", "low degrees of freedom"],
            Class::LinkedMultilevelTables => &["differencing"],
            Class::Clusters => &[],
        }
    }
}

/// What a percentage is a percentage of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Base {
    Row,
    Column,
    Total,
}

/// One column of figures. Fields that are missing in a record leave it out of that figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    /// Records; with a weight the sum of weights.
    Count,
    /// The count as a percentage of its row, its column or the table.
    Percent(Base),
    Sum(String),
    Mean(String),
    /// The sum of the first field over the sum of the second.
    Ratio(String, String),
    Median(String),
    /// A quantile in thousandths: 250 is the lower quartile. Between two records it is interpolated, as R's type 7.
    Quantile(String, u16),
    Mode(String),
    /// The smallest value; where the policy names a number of units the mean of that many smallest (safe minimum).
    Min(String),
    Max(String),
    /// Of a sample: divided by n - 1.
    Variance(String),
    Std(String),
    /// Adjusted for the sample (Fisher-Pearson G1).
    Skewness(String),
    /// Excess over the normal distribution, adjusted for the sample (G2).
    Kurtosis(String),
    Gini(String),
    /// The sum of squared shares of units, between 0 and 1.
    Herfindahl(String),
    /// The share of the largest so many units.
    Concentration(String, u8),
}

impl Statistic {
    /// The name of its column: `count`, `percent_row`, `sum_turnover`, `q25_income`, `share4_turnover`.
    pub fn column(&self) -> String {
        match self {
            Statistic::Count => "count".into(),
            Statistic::Percent(Base::Row) => "percent_row".into(),
            Statistic::Percent(Base::Column) => "percent_column".into(),
            Statistic::Percent(Base::Total) => "percent_total".into(),
            Statistic::Ratio(above, below) => format!("ratio_{above}_{below}"),
            Statistic::Quantile(field, at) if at % 10 == 0 => format!("q{}_{field}", at / 10),
            Statistic::Quantile(field, at) => format!("q{}.{}_{field}", at / 10, at % 10),
            Statistic::Concentration(field, of) => format!("share{of}_{field}"),
            other => format!("{}_{}", other.name(), other.field().unwrap_or_default()),
        }
    }

    /// The word for it on the command line and in columns.
    pub fn name(&self) -> &'static str {
        match self {
            Statistic::Count => "count",
            Statistic::Percent(_) => "percent",
            Statistic::Sum(_) => "sum",
            Statistic::Mean(_) => "mean",
            Statistic::Ratio(..) => "ratio",
            Statistic::Median(_) => "median",
            Statistic::Quantile(..) => "quantile",
            Statistic::Mode(_) => "mode",
            Statistic::Min(_) => "min",
            Statistic::Max(_) => "max",
            Statistic::Variance(_) => "var",
            Statistic::Std(_) => "std",
            Statistic::Skewness(_) => "skewness",
            Statistic::Kurtosis(_) => "kurtosis",
            Statistic::Gini(_) => "gini",
            Statistic::Herfindahl(_) => "herfindahl",
            Statistic::Concentration(..) => "share",
        }
    }

    /// The field it is made from; a count has none, a ratio names the one above the line.
    pub fn field(&self) -> Option<&str> {
        match self {
            Statistic::Count | Statistic::Percent(_) => None,
            Statistic::Sum(field)
            | Statistic::Mean(field)
            | Statistic::Ratio(field, _)
            | Statistic::Median(field)
            | Statistic::Quantile(field, _)
            | Statistic::Mode(field)
            | Statistic::Min(field)
            | Statistic::Max(field)
            | Statistic::Variance(field)
            | Statistic::Std(field)
            | Statistic::Skewness(field)
            | Statistic::Kurtosis(field)
            | Statistic::Gini(field)
            | Statistic::Herfindahl(field)
            | Statistic::Concentration(field, _) => Some(field),
        }
    }

    /// Every field it is made from.
    pub fn fields(&self) -> Vec<&str> {
        self.each_field().collect()
    }

    /// The same, one after the other.
    pub(crate) fn each_field(&self) -> impl Iterator<Item = &str> {
        let second = if let Statistic::Ratio(_, below) = self { Some(below.as_str()) } else { None };
        self.field().into_iter().chain(second)
    }

    /// SDC-02: the class whose checks it has to pass.
    pub fn class(&self) -> Class {
        match self {
            Statistic::Count | Statistic::Percent(_) => Class::Frequencies,
            Statistic::Sum(_) | Statistic::Mean(_) => Class::LinearAggregations,
            Statistic::Ratio(..) => Class::CalculatedRatios,
            Statistic::Median(_) | Statistic::Quantile(..) => Class::Position,
            Statistic::Mode(_) => Class::Mode,
            Statistic::Min(_) | Statistic::Max(_) => Class::Endpoints,
            Statistic::Variance(_) | Statistic::Std(_) | Statistic::Skewness(_) | Statistic::Kurtosis(_) => {
                Class::Shape
            }
            Statistic::Gini(_) => Class::GiniCoefficient,
            Statistic::Herfindahl(_) | Statistic::Concentration(..) => Class::NonLinearConcentrationRatios,
        }
    }

    /// Whether it needs every distinct value of its field in every cell.
    pub(crate) fn needs_values(&self) -> bool {
        matches!(self, Statistic::Median(_) | Statistic::Quantile(..) | Statistic::Mode(_) | Statistic::Gini(_))
    }

    pub(crate) fn needs_ends(&self) -> bool {
        self.class() == Class::Endpoints
    }

    /// Whether it needs moments about the mean.
    pub(crate) fn needs_shape(&self) -> bool {
        self.class() == Class::Shape
    }

    /// Whether it has no weighted form here.
    pub(crate) fn unweighted_only(&self) -> bool {
        self.needs_values() || self.needs_shape() || self.class() == Class::NonLinearConcentrationRatios
    }

    /// Which quantile it is, as a fraction.
    pub fn quantile(&self) -> Option<f64> {
        match self {
            Statistic::Median(_) => Some(0.5),
            Statistic::Quantile(_, at) => Some(f64::from(*at) / 1000.0),
            _ => None,
        }
    }

    /// A statistic as the command line writes it: its name and, after the field, what else it needs (`income:0.25`,
    /// `costs/income`, `turnover:4`). The error is a sentence.
    pub fn parse(name: &str, text: &str) -> Result<Statistic, String> {
        let field = || -> Result<String, String> {
            if text.is_empty() { Err(format!("--{name} needs the name of a field")) } else { Ok(text.into()) }
        };
        Ok(match name {
            "count" => Statistic::Count,
            "percent" => Statistic::Percent(match text {
                "row" => Base::Row,
                "col" | "column" => Base::Column,
                "total" => Base::Total,
                other => return Err(format!("--percent {other}: write row, column or total")),
            }),
            "sum" => Statistic::Sum(field()?),
            "mean" => Statistic::Mean(field()?),
            "median" => Statistic::Median(field()?),
            "mode" => Statistic::Mode(field()?),
            "min" => Statistic::Min(field()?),
            "max" => Statistic::Max(field()?),
            "var" => Statistic::Variance(field()?),
            "std" => Statistic::Std(field()?),
            "skewness" => Statistic::Skewness(field()?),
            "kurtosis" => Statistic::Kurtosis(field()?),
            "gini" => Statistic::Gini(field()?),
            "herfindahl" => Statistic::Herfindahl(field()?),
            "ratio" => {
                let (above, below) =
                    text.split_once('/').filter(|(a, b)| !a.is_empty() && !b.is_empty()).ok_or_else(|| {
                        format!("--ratio {text}: write the two fields with a stroke between them, like costs/income")
                    })?;
                Statistic::Ratio(above.into(), below.into())
            }
            "quantile" => {
                let wrong = || format!("--quantile {text}: write the field and a fraction, like income:0.25");
                let (field, at) = text.rsplit_once(':').ok_or_else(wrong)?;
                let at: f64 = at.parse().map_err(|_| wrong())?;
                if !(at > 0.0 && at < 1.0) || (at * 1000.0 - (at * 1000.0).round()).abs() > 1e-9 {
                    return Err(format!("{}; the fraction lies between 0 and 1 and has at most three digits", wrong()));
                }
                Statistic::Quantile(field.into(), (at * 1000.0).round() as u16)
            }
            "share" => {
                let wrong = || format!("--share {text}: write the field and how many units, like turnover:4");
                let (field, of) = text.rsplit_once(':').ok_or_else(wrong)?;
                let of = of.parse().ok().filter(|of| (1..=16).contains(of)).ok_or_else(wrong)?;
                Statistic::Concentration(field.into(), of)
            }
            other => return Err(format!("there is no statistic called \"{other}\"")),
        })
    }

    /// The words that [`Statistic::parse`] knows, beside count, sum and mean.
    pub const FURTHER: &[&str] = &[
        "percent",
        "ratio",
        "median",
        "quantile",
        "mode",
        "min",
        "max",
        "var",
        "std",
        "skewness",
        "kurtosis",
        "gini",
        "herfindahl",
        "share",
    ];
}
