//! A profile: what makes one service differ from another, as data (invariant 8).
//!
//! A profile says only what differs from the one that it stands over; `profiles/README.md` says how.

mod files;
mod lay;

use std::collections::BTreeMap;

use forms::{Form, Forms};
use foundation::{Lang, Locale};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use files::{Layer, ProfileFiles};

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
    /// Its own sentences, those that stand over the others last.
    pub locales: Vec<Locale>,
}

impl Profile {
    /// Reads `profile.toml`, `forms/*.toml`, `en.ftl`, `cy.ftl` of every layer.
    ///
    /// # Errors
    /// What is wrong in which file, and what to do.
    pub fn load(files: &ProfileFiles) -> Result<Profile, String> {
        let mut rules = files.table("profile.toml")?.ok_or("the profile has no file profile.toml; add it")?;
        let general = rules
            .remove("general")
            .ok_or("profile.toml has no section [general]; add it")?
            .try_into::<General>()
            .map_err(|e| format!("profile.toml, [general]: {e}"))?;
        Ok(Profile { general, rules, forms: files.forms()?, locales: files.locales()? })
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

    /// A section that nobody reads is a misspelt one: over another profile it would change nothing, and nobody would know.
    ///
    /// # Errors
    /// The first section that is none of these.
    pub fn has_only(&self, sections: &[&str]) -> Result<(), String> {
        match self.rules.keys().find(|section| !sections.contains(&section.as_str())) {
            None => Ok(()),
            Some(unknown) => Err(format!(
                "profile.toml of {} has a section [{unknown}], which nobody reads; write one of {}",
                self.general.id,
                sections.join(", ")
            )),
        }
    }

    /// A form that the profile must have.
    pub fn form(&self, id: &str) -> Result<&Form, crate::No> {
        self.forms
            .live(id)
            .ok_or_else(|| crate::No::Broken(format!("the profile {} has no form {id}", self.general.id)))
    }

    /// A form that a profile may do without: where it has none, there is no such page.
    pub fn form_if_any(&self, id: &str) -> Result<&Form, crate::No> {
        self.forms.live(id).ok_or(crate::No::NotFound)
    }

    pub fn offers(&self, lang: Lang) -> bool {
        self.general.languages.contains(&lang)
    }
}
