//! Words that stand in the form itself, in both languages.

use foundation::Lang;
use serde::{Deserialize, Serialize};

/// A text in English and in Welsh (LNG-01, invariant 10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub cy: String,
}

impl Words {
    pub fn of(en: impl Into<String>, cy: impl Into<String>) -> Words {
        Words { en: en.into(), cy: cy.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Cy => &self.cy,
        }
    }
}
