//! A profile: what makes one service differ from another, as data (invariant 8).

use std::collections::BTreeMap;

use forms::{Form, Forms};
use foundation::{Lang, Locale};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What every profile says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct General {
    /// `srs`, `secure-lab`.
    pub id: String,
    /// The languages it offers, the first being the default.
    pub languages: Vec<Lang>,
    /// Addresses and telephone numbers by topic (SUP-01).
    pub contacts: BTreeMap<String, String>,
    /// Address of the sender of mail (APP-06).
    pub mail_from: String,
}

/// A loaded profile.
pub struct Profile {
    pub general: General,
    rules: toml::Table,
    pub forms: Forms,
    pub locale: Locale,
}

/// The files of a profile's folder, by path.
pub type ProfileFiles = BTreeMap<String, String>;

impl Profile {
    /// Reads `profile.toml`, `forms/*.toml`, `en.ftl`, `cy.ftl`.
    pub fn load(files: &ProfileFiles) -> Result<Profile, String> {
        let file = |name: &str| files.get(name).ok_or_else(|| format!("the profile has no file {name}; add it"));
        let mut rules: toml::Table = file("profile.toml")?.parse().map_err(|e| format!("profile.toml: {e}"))?;
        let general = rules
            .remove("general")
            .ok_or("profile.toml has no section [general]; add it")?
            .try_into::<General>()
            .map_err(|e| format!("profile.toml, [general]: {e}"))?;
        let texts = files.iter().filter(|(path, _)| path.starts_with("forms/")).map(|(_, t)| t.as_str());
        let forms = Forms::load(texts).map_err(|e| format!("the forms of the profile: {e}"))?;
        let locale = Locale {
            name: format!("the profile {}", general.id),
            en: file("en.ftl")?.clone().into(),
            cy: file("cy.ftl")?.clone().into(),
            overrides: true,
        };
        Ok(Profile { general, rules, forms, locale })
    }

    /// The section of one crate, as its own type; unknown keys are that type's errors.
    pub fn rules<T: DeserializeOwned>(&self, section: &str) -> Result<T, String> {
        self.rules
            .get(section)
            .cloned()
            .ok_or_else(|| format!("profile.toml of {} has no section [{section}]; add it", self.general.id))?
            .try_into()
            .map_err(|e| format!("profile.toml of {}, [{section}]: {e}", self.general.id))
    }

    /// A form that the profile must have.
    pub fn form(&self, id: &str) -> Result<&Form, crate::No> {
        self.forms
            .live(id)
            .ok_or_else(|| crate::No::Broken(format!("the profile {} has no form {id}", self.general.id)))
    }

    pub fn offers(&self, lang: Lang) -> bool {
        self.general.languages.contains(&lang)
    }
}
