//! Character count: <https://design-system.service.gov.uk/components/character-count/>

use std::collections::BTreeMap;

use foundation::Lang;
use serde::Deserialize;

use super::field::id_or_name;
use super::{ErrorMessage, FormGroup, Hint, Label, Textarea, common, control, embeds};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// A textarea that says how much may be written. Without scripts it says the limit, with them what is left. The
/// server checks the limit again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CharacterCount {
    pub name: String,
    pub id: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub value: String,
    pub rows: Option<u16>,
    pub spellcheck: Option<bool>,
    /// Most characters.
    pub maxlength: Option<u32>,
    /// Most words; goes before characters.
    pub maxwords: Option<u32>,
    /// The share of the limit, in per cent, after which the count appears.
    pub threshold: Option<u8>,
    /// `words`, `characters` or `length`; follows from the limits where empty.
    pub count_type: String,
    pub count_message: FormGroup,
    pub form_group: FormGroup,
    /// The sentences, by plural form where they have one, where they are not those of GOV.UK Frontend.
    pub textarea_description: String,
    pub characters_under_limit: BTreeMap<String, String>,
    pub characters_at_limit: String,
    pub characters_over_limit: BTreeMap<String, String>,
    pub words_under_limit: BTreeMap<String, String>,
    pub words_at_limit: String,
    pub words_over_limit: BTreeMap<String, String>,
    pub classes: String,
    pub attributes: Attributes,
}

common!(CharacterCount);
control!(CharacterCount);
embeds!(CharacterCount);

impl CharacterCount {
    /// At most so many words.
    pub fn words(name: &str, label: impl Into<Label>, most: u32) -> CharacterCount {
        CharacterCount { name: name.to_owned(), label: label.into(), maxwords: Some(most), ..CharacterCount::default() }
    }

    /// At most so many characters.
    pub fn characters(name: &str, label: impl Into<Label>, most: u32) -> CharacterCount {
        CharacterCount {
            name: name.to_owned(),
            label: label.into(),
            maxlength: Some(most),
            ..CharacterCount::default()
        }
    }

    pub fn value(mut self, value: impl Into<String>) -> CharacterCount {
        self.value = value.into();
        self
    }

    pub fn rows(mut self, rows: u16) -> CharacterCount {
        self.rows = Some(rows);
        self
    }

    /// The sentences in another language than English. Call it after the limit is set.
    pub fn in_lang(mut self, lang: Lang) -> CharacterCount {
        if lang == Lang::En {
            return self;
        }
        let plural = |one: &str, other: &str| {
            BTreeMap::from([("one".to_owned(), one.to_owned()), ("other".to_owned(), other.to_owned())])
        };
        if self.maxwords.is_some() {
            let words = &words::of(lang).words;
            self.textarea_description = words.limit.to_owned();
            self.words_under_limit = plural(words.under_one, words.under_other);
            self.words_at_limit = words.at.to_owned();
            self.words_over_limit = plural(words.over_one, words.over_other);
        } else {
            let words = &words::of(lang).characters;
            self.textarea_description = words.limit.to_owned();
            self.characters_under_limit = plural(words.under_one, words.under_other);
            self.characters_at_limit = words.at.to_owned();
            self.characters_over_limit = plural(words.over_one, words.over_other);
        }
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let mut count_type = self.count_type.as_str();
        if count_type.is_empty() && self.maxwords.is_some() {
            count_type = "words";
        }
        let limit = self.maxwords.or(self.maxlength);
        let english = words::of(Lang::En);
        let description = match (self.textarea_description.as_str(), count_type) {
            ("", "words") => english.words.limit,
            ("", _) => english.characters.limit,
            (own, _) => own,
        };
        let message = Hint {
            html: limit.map(|most| description.replace("%{count}", &most.to_string())).unwrap_or_default().into(),
            id: format!("{id}-info"),
            classes: h::class("govuk-character-count__message", &self.count_message.classes),
            attributes: Attributes::default(),
        };
        Textarea {
            name: self.name.clone(),
            id: id.to_owned(),
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            value: self.value.clone(),
            rows: self.rows,
            spellcheck: self.spellcheck,
            described_by: format!("{id}-info"),
            form_group: FormGroup {
                classes: h::class("govuk-character-count", &self.form_group.classes),
                attributes: self.group_attributes(count_type, limit.is_none()),
                before_input: self.form_group.before_input.clone(),
                after_input: [message.html(), self.form_group.after_input.clone()].into_iter().collect(),
            },
            classes: h::class("govuk-js-character-count", &self.classes),
            attributes: self.attributes.clone(),
            ..Textarea::default()
        }
        .html()
    }

    fn group_attributes(&self, count_type: &str, no_limit: bool) -> Attributes {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut all = Attributes::new()
            .with("data-module", "govuk-character-count")
            .with_some("data-maxlength", &number(self.maxlength))
            .with_some("data-maxwords", &number(self.maxwords))
            .with_some("data-threshold", &number(self.threshold.map(u32::from)))
            .with_some("data-count-type", count_type);
        if no_limit {
            all = all.with_some("data-i18n.textarea-description.other", &self.textarea_description);
        }
        all = plurals(all, "characters-under-limit", &self.characters_under_limit)
            .with_some("data-i18n.characters-at-limit", &self.characters_at_limit);
        all = plurals(all, "characters-over-limit", &self.characters_over_limit);
        all = plurals(all, "words-under-limit", &self.words_under_limit)
            .with_some("data-i18n.words-at-limit", &self.words_at_limit);
        plurals(all, "words-over-limit", &self.words_over_limit).and(&self.form_group.attributes)
    }
}

/// One `data-i18n` attribute for each plural form.
pub(crate) fn plurals(mut all: Attributes, key: &str, forms: &BTreeMap<String, String>) -> Attributes {
    for (form, text) in forms {
        all = all.with(&format!("data-i18n.{key}.{form}"), text);
    }
    all
}
