//! Choices that the form does not list itself: the caller gives them.

use std::collections::BTreeMap;

use foundation::{Date, Lang};

/// One thing to choose, in the language asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = Some(hint.into());
        self
    }
}

/// What a form must ask its surroundings for.
pub trait Choose {
    /// The choices of `choices_from = "source"`: only those that this person may choose.
    fn choices(&self, source: &str, lang: Lang) -> Vec<Choice>;

    /// Today, for questions whose `min` or `max` is `today`. While it is not known, such an answer is a problem.
    fn today(&self) -> Option<Date> {
        None
    }

    /// The name to show for a file that was stored before, if this person may refer to it in an answer to this
    /// question. A reference that anyone could have typed must not be trusted.
    fn file(&self, question: &str, reference: &str) -> Option<String> {
        let _ = (question, reference);
        None
    }
}

/// A form without choices of the caller.
impl Choose for () {
    fn choices(&self, _source: &str, _lang: Lang) -> Vec<Choice> {
        Vec::new()
    }
}

/// Choices that were looked up beforehand.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    choices: BTreeMap<(String, Option<Lang>), Vec<Choice>>,
    files: BTreeMap<String, String>,
    today: Option<Date>,
}

impl Lists {
    pub fn new() -> Lists {
        Lists::default()
    }

    /// The choices of a source, the same in both languages.
    pub fn with(mut self, source: &str, choices: Vec<Choice>) -> Lists {
        self.choices.insert((source.to_owned(), None), choices);
        self
    }

    /// The choices of a source in one language.
    pub fn with_lang(mut self, source: &str, lang: Lang, choices: Vec<Choice>) -> Lists {
        self.choices.insert((source.to_owned(), Some(lang)), choices);
        self
    }

    /// A stored file that this person may refer to.
    pub fn file(mut self, reference: &str, name: &str) -> Lists {
        self.files.insert(reference.to_owned(), name.to_owned());
        self
    }

    pub fn today(mut self, date: Date) -> Lists {
        self.today = Some(date);
        self
    }
}

impl Choose for Lists {
    fn choices(&self, source: &str, lang: Lang) -> Vec<Choice> {
        let of = |lang| self.choices.get(&(source.to_owned(), lang)).cloned();
        of(Some(lang)).or_else(|| of(None)).unwrap_or_default()
    }

    fn today(&self) -> Option<Date> {
        self.today
    }

    fn file(&self, _question: &str, reference: &str) -> Option<String> {
        self.files.get(reference).cloned()
    }
}
