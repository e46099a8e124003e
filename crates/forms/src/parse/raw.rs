//! The TOML as it is written. Unknown keys are errors.

use serde::Deserialize;
use toml::Spanned;

use crate::Kind;

pub(super) type RawWords = Spanned<RawWordsTable>;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWordsTable {
    pub(super) en: Option<String>,
    pub(super) cy: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) id: Spanned<String>,
    pub(super) version: Spanned<String>,
    pub(super) title: RawWords,
    pub(super) guidance: Option<RawWords>,
    #[serde(default)]
    pub(super) guided: bool,
    #[serde(default)]
    pub(super) welsh_reviewed: bool,
    pub(super) section: Spanned<Vec<RawSection>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSection {
    pub(super) id: Spanned<String>,
    pub(super) title: RawWords,
    pub(super) guidance: Option<RawWords>,
    pub(super) when: Option<Spanned<RawCondition>>,
    #[serde(default)]
    pub(super) only: Vec<String>,
    #[serde(default)]
    pub(super) after: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) declare: bool,
    #[serde(default)]
    pub(super) question: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub(super) question: Option<Spanned<String>>,
    pub(super) is: Option<Spanned<String>>,
    pub(super) is_not: Option<Spanned<String>>,
    pub(super) includes: Option<Spanned<String>>,
    pub(super) answered: Option<bool>,
    pub(super) all: Option<Vec<Spanned<RawCondition>>>,
    pub(super) any: Option<Vec<Spanned<RawCondition>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestion {
    pub(super) id: Spanned<String>,
    pub(super) kind: Kind,
    pub(super) label: RawWords,
    pub(super) name: Option<RawWords>,
    pub(super) hint: Option<RawWords>,
    pub(super) guidance: Option<RawWords>,
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) when: Option<Spanned<RawCondition>>,
    pub(super) max_words: Option<Spanned<u32>>,
    pub(super) min_length: Option<Spanned<u32>>,
    pub(super) max_length: Option<Spanned<u32>>,
    pub(super) min: Option<Spanned<toml::Value>>,
    pub(super) max: Option<Spanned<toml::Value>>,
    pub(super) decimals: Option<Spanned<u32>>,
    pub(super) pattern: Option<Spanned<RawPattern>>,
    pub(super) autocomplete: Option<Spanned<String>>,
    pub(super) choices: Option<Spanned<Vec<RawChoice>>>,
    pub(super) choices_from: Option<Spanned<String>>,
    pub(super) rows: Option<Spanned<u16>>,
    pub(super) width: Option<Spanned<u8>>,
    pub(super) prefix: Option<RawWords>,
    pub(super) suffix: Option<RawWords>,
    pub(super) accept: Option<Spanned<Vec<String>>>,
    pub(super) multiple: Option<Spanned<bool>>,
    pub(super) missing: Option<RawWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPattern {
    pub(super) matches: String,
    pub(super) error: RawWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub(super) value: Spanned<String>,
    pub(super) label: RawWords,
    pub(super) hint: Option<RawWords>,
    #[serde(default)]
    pub(super) exclusive: bool,
}
