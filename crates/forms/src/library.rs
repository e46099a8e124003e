//! All forms in all their versions, and drafts that know theirs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Answers, Form, FormError};

/// Every form of the service, each in all versions that answers may still be in.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// By id; the live version is the last.
    forms: BTreeMap<String, Vec<Form>>,
}

/// Answers with the form and version to which they were given, as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub form: String,
    pub version: String,
    pub answers: Answers,
}

/// The form of a draft is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("resuming a draft: there is no form {form} in version {version}; put that version back beside the live one")]
pub struct FormMissing {
    pub form: String,
    pub version: String,
}

impl Forms {
    /// Reads every form. Two texts with the same id and version are an error: a changed form is a new version (APP-09).
    pub fn load<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Forms, FormError> {
        let mut forms = Forms::default();
        for text in texts {
            let form = Form::from_toml(text)?;
            let versions = forms.forms.entry(form.id.clone()).or_default();
            if versions.iter().any(|other| other.version == form.version) {
                let what = format!("version {} is there twice; give the changed form a new version", form.version);
                return Err(FormError { form: form.id, line: 1, what });
            }
            versions.push(form);
            versions.sort_by_cached_key(|form| ordered(&form.version));
        }
        Ok(forms)
    }

    /// The version in which new answers are given: the highest (10 is higher than 9, 2026-11 higher than 2026-2).
    pub fn live(&self, id: &str) -> Option<&Form> {
        self.forms.get(id)?.last()
    }

    pub fn version(&self, id: &str, version: &str) -> Option<&Form> {
        self.forms.get(id)?.iter().find(|form| form.version == version)
    }

    /// The form in the version in which a draft was begun.
    pub fn of(&self, draft: &Draft) -> Result<&Form, FormMissing> {
        let missing = || FormMissing { form: draft.form.clone(), version: draft.version.clone() };
        self.version(&draft.form, &draft.version).ok_or_else(missing)
    }

    /// The live version of every form.
    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.forms.values().filter_map(|versions| versions.last())
    }
}

impl Form {
    /// A draft in this version. Passwords and one-time codes are left out.
    pub fn draft(&self, answers: &Answers) -> Draft {
        Draft { form: self.id.clone(), version: self.version.clone(), answers: self.storable(answers) }
    }

    /// Answers that were given to another version, as far as this version asks the same: answers to questions that it
    /// does not have are left out, and [`Form::check`] says which of the others no longer fit.
    pub fn carry(&self, answers: &Answers) -> Answers {
        self.relevant(answers)
    }
}

/// Numbers in a version count as numbers.
fn ordered(version: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    for part in version.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        parts.push((number.parse().unwrap_or(0), rest.to_owned()));
    }
    parts
}
