//! What a profile's demo is made of: `demo.toml` beside its `profile.toml`. The code is the same for every profile.

use std::collections::BTreeSet;

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

impl Plan {
    /// Lays the plan's changes over the text of a `profile.toml`.
    pub fn over(&self, profile: &str) -> Result<String, String> {
        let mut whole: toml::Table = profile.parse().map_err(|e| format!("profile.toml: {e}"))?;
        lay(&mut whole, &self.profile);
        toml::to_string(&whole).map_err(|e| format!("profile.toml: {e}"))
    }
}

fn lay(under: &mut toml::Table, over: &toml::Table) {
    for (key, value) in over {
        match (under.get_mut(key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay(under, over),
            _ => {
                under.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The plan of a profile: one that the program carries, or a folder's.
pub fn of(profile: &str) -> Result<Plan, String> {
    let carried = crate::embedded::profile(profile).and_then(|mut files| files.remove("demo.toml"));
    let text = match carried {
        Some(text) => text,
        None => {
            let file = std::path::Path::new(profile).join("demo.toml");
            std::fs::read_to_string(&file)
                .map_err(|e| format!("reading {}: {e}; a demo needs a demo.toml in its profile", file.display()))?
        }
    };
    toml::from_str(&text).map_err(|e| format!("the demo.toml of the profile {profile}: {e}"))
}
