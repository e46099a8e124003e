//! Our words in those of the statbarns ontology (AI-SDC, MIT licence, <https://www.w3id.org/statbarnsdc>): classes of statistics,
//! what can go wrong, what is looked for, what is done about it. Other programs compare outputs by these identifiers.

use crate::judge::Rule;
use crate::request::Protect;
use crate::statistic::{Class, Statistic};

const ONTOLOGY: &str = "https://www.w3id.org/statbarnsdc#";

/// The identifier of one of its words.
fn identifier(word: &str) -> String {
    format!("{ONTOLOGY}{word}")
}

impl Class {
    /// Its identifier.
    pub fn identifier(self) -> String {
        // The classes are called there as they are here.
        identifier(&format!("{self:?}"))
    }

    /// The identifiers of what can go wrong with it.
    pub fn risk_identifiers(self) -> Vec<String> {
        let word = |risk: &&str| match *risk {
            "low degrees of freedom" => "LowDOF".to_owned(),
            risk => risk.split(' ').map(capital).collect(),
        };
        self.risks().iter().map(word).map(|word| identifier(&word)).collect()
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Statistic {
    /// The identifier of the analysis that it is; none where the ontology has no word for it.
    pub fn identifier(&self) -> Option<String> {
        let word = match self {
            Statistic::Count | Statistic::Percent(_) => "FrequencyTable",
            Statistic::Sum(_) => "Sum",
            Statistic::Mean(_) => "Mean",
            Statistic::Median(_) => "Median",
            Statistic::Quantile(_, 250 | 750) => "Quartiles",
            Statistic::Mode(_) => "ModeCalculation",
            Statistic::Min(_) => "Minimum",
            Statistic::Max(_) => "Maximum",
            Statistic::Std(_) => "StandardDeviation",
            Statistic::Skewness(_) => "Skewness",
            Statistic::Kurtosis(_) => "Kurtosis",
            Statistic::Gini(_) => "GiniCurves",
            Statistic::Herfindahl(_) => "HerfindahlHirschmanIndex",
            Statistic::Concentration(..) => "SimpleConcentrationRatio",
            Statistic::Ratio(..) | Statistic::Quantile(..) | Statistic::Variance(_) => return None,
        };
        Some(identifier(word))
    }
}

impl Rule {
    /// The identifier of the check that it is; none where the ontology has no word for it.
    pub fn identifier(self) -> Option<String> {
        let word = match self {
            Rule::Threshold => "MinimumThresholdCheck",
            Rule::Dominance => "NKCheck",
            Rule::PPercent => "PPercentCheck",
            Rule::Zero => "PresenceOfZeroCheck",
            Rule::Dof => "MinimumDoFCheck",
            Rule::Pq | Rule::Full | Rule::Extreme | Rule::Quantile | Rule::Mode | Rule::Negative => return None,
        };
        Some(identifier(word))
    }
}

impl Protect {
    /// The identifier of what is done about unsafe cells.
    pub fn identifier(self) -> Option<String> {
        let word = match self {
            Protect::None => return None,
            Protect::Suppress => "Suppression",
            Protect::Round => "Rounding",
            Protect::Perturb => "Noise",
        };
        Some(identifier(word))
    }
}
