//! A policy: which cells of a table are unsafe, as data. The keys are those of the policy file; shares are fractions.

use serde::{Deserialize, Serialize};

/// What happens to a cell that meets a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The cell is unsafe.
    Fail,
    /// A person has to look at it.
    Ask,
    Allow,
}

/// What a rule says when a value lies exactly on its bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Equality {
    Fail,
    #[default]
    Pass,
}

/// What is done about negative contributions, for which dominance and p% are not defined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Negative {
    /// The rules look at absolute values.
    #[default]
    Absolute,
    /// The rules look at absolute values, and a person looks at every cell with a negative value.
    Ask,
    /// A cell with a negative value fails.
    Refuse,
}

/// Whether a unit whose value is missing counts towards the threshold of a sum or mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    #[default]
    Excluded,
    Counted,
}

/// Rules for numbers of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// A cell with fewer units fails.
    pub threshold: u64,
    /// A cell with fewer holdings fails, where holdings are named. Without it a cell of one holding is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdings: Option<u64>,
    /// A cell without any record.
    #[serde(default = "fail")]
    pub zero: Action,
    /// A cell that holds (nearly) everyone of its row or column, or whose values are all equal: what is said of the
    /// group is said of each of its members.
    #[serde(default = "ask")]
    pub full: Action,
    /// From which share of its row or column on a cell is full; without it only equal values are looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_share: Option<f64>,
}

/// (n,k) rule: unsafe if the n largest contributions make more than the share k of the total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dominance {
    pub n: usize,
    pub k: f64,
    #[serde(default)]
    pub equality: Equality,
}

/// p% rule: unsafe if total - x1 - x2 < p * x1, when the second contributor can estimate the first within p.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PPercent {
    /// As a fraction (0.1); a number of 1 or more is read as per cent (10), as no p reaches 100 %.
    pub percent: f64,
    #[serde(default)]
    pub equality: Equality,
}

impl PPercent {
    /// p as a fraction.
    pub fn fraction(&self) -> f64 {
        if self.percent >= 1.0 { self.percent / 100.0 } else { self.percent }
    }
}

/// pq rule: unsafe if x3 + x4 + … < (p/q) * x1, when everyone already knows every value within q.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorPosterior {
    pub p: f64,
    pub q: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Values {
    pub negative: Negative,
    pub missing: Missing,
    /// A unit's waiver counts: the threshold, dominance, p% and pq protect those who have given none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub waivers: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The least degrees of freedom: residual ones of a model, n - 1 of a variance and its kin.
    pub dof: u64,
}

/// When the most frequent value may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// The least units in the cell; 0 for no such rule.
    pub units: u64,
    /// The least records that share the value, or a person has to look; 0 for no such rule.
    pub shared: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantile {
    /// The least records on either side of a quantile and between two, or sharing its value.
    pub contributors: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extreme {
    /// A smallest or largest value is the mean of so many units at that end.
    pub of: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    pub base: u64,
    /// Totals stay the sums of rounded counts.
    #[serde(default)]
    pub controlled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    pub cost: Cost,
}

/// Cell-key perturbation: the noise of a cell hangs on who is in it, so that the same cell has the same value in
/// every table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Perturbation {
    /// The secret from which every unit's key is made; keep it with the data. Not written into records.
    #[serde(skip_serializing)]
    pub key: String,
    /// The most that a count changes by.
    pub most: u8,
    pub variance: f64,
    /// No count of 1 up to this is shown.
    #[serde(default)]
    pub none_below: u8,
    /// Without it sums and means are not perturbed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<PerturbedValues>,
}

/// Noise of sums: to each of the largest contributions a share of it is added or taken away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerturbedValues {
    /// How many of the largest contributions.
    pub top: usize,
    /// The standard deviation of the share.
    pub deviation: f64,
    /// The largest share.
    pub most: f64,
    /// In a cell that fails a rule the share of the largest contribution is larger by so much: nobody comes nearer to it.
    pub sensitive: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cost {
    Freq,
    Value,
    Cells,
}

/// The rules of one service, dataset or project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub name: String,
    /// Where its numbers come from, and which of them no source confirms.
    pub source: String,
    pub count: Count,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dominance: Vec<Dominance>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<PPercent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pq: Option<PriorPosterior>,
    #[serde(default)]
    pub values: Values,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantile: Option<Quantile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Modes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extreme: Option<Extreme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protect: Option<Protection>,
    #[serde(default, skip_serializing)]
    pub perturb: Option<Perturbation>,
}

fn fail() -> Action {
    Action::Fail
}

fn ask() -> Action {
    Action::Ask
}

impl Policy {
    /// The most that any policy asks to see of them.
    pub const MOST_CONTRIBUTIONS: usize = 16;

    /// How many of the largest contributions the rules need to see.
    pub fn contributions(&self) -> usize {
        let noisy = self.perturb.as_ref().and_then(|rule| rule.values.as_ref()).map_or(0, |values| values.top);
        self.dominance.iter().map(|rule| rule.n).max().unwrap_or(0).max(noisy).max(2)
    }

    /// What has to be known of the mode; without a section of its own as many units as for a count.
    pub(crate) fn modes(&self) -> Modes {
        self.mode.clone().unwrap_or(Modes { units: self.count.threshold, shared: self.count.threshold })
    }
}
