//! What a profile's demo is made of: `demo.toml` beside its `profile.toml`. The code is the same for every profile.

use std::collections::BTreeSet;

use platform::ProfileFiles;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The scheme under which the demo's researchers are accredited.
    pub scheme: String,
    /// What each of them has signed.
    pub agreement: Vec<AgreementPlan>,
    pub dataset: Vec<DatasetPlan>,
    /// What of the profile a demonstration on one machine changes: laid over `profile.toml`.
    #[serde(default)]
    pub profile: toml::Table,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementPlan {
    /// As `people` names it: `arar`, `user-agreement`, …
    pub kind: String,
    pub version: String,
    /// Whether an officer of the institution signs as well (AGR-01).
    #[serde(default)]
    pub officer: bool,
    #[serde(default)]
    pub device: Option<String>,
}

/// A dataset of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetPlan {
    /// `labour-force-survey` or `business-survey`.
    pub made_of: String,
    /// Only the records with this code in this field.
    #[serde(default)]
    pub only: Option<(String, String)>,
    #[serde(rename = "id")]
    pub reference: String,
    pub title: String,
    pub title_cy: String,
    pub summary: String,
    #[serde(default)]
    pub level: Option<u8>,
    #[serde(default)]
    pub setting: String,
    #[serde(default)]
    pub routes: Option<BTreeSet<String>>,
    pub gateway: String,
    pub schemes: BTreeSet<String>,
    #[serde(default)]
    pub organisation_kinds: BTreeSet<String>,
    #[serde(default)]
    pub training_months: Option<u32>,
    pub citation: String,
    pub doi: String,
    #[serde(default)]
    pub conditions: String,
    pub output_conditions: String,
    pub coverage: String,
}

/// The plan of a profile.
pub fn of(profile: &str, files: &ProfileFiles) -> Result<Plan, String> {
    let table = files.table("demo.toml")?;
    let table = table.ok_or_else(|| format!("the profile {profile} has no demo.toml; a demo needs one"))?;
    table.try_into().map_err(|e| format!("the demo.toml of the profile {profile}: {e}"))
}
