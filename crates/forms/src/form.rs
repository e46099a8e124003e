//! The form: sections, questions, and what each question asks for.

use std::time::Duration;

use foundation::{Date, Lang};
use regex::Regex;
use serde::Deserialize;

use crate::{Choice, Choose, Condition, Words};

/// One version of a form.
#[derive(Debug, Clone)]
pub struct Form {
    pub id: String,
    /// Stored with the answers (APP-09): a changed form is a new version.
    pub version: String,
    pub title: Words,
    /// What stands before the questions of a single-page form and on the blank form.
    pub guidance: Option<Words>,
    pub sections: Vec<Section>,
    /// Whether a Welsh speaker has read the Welsh (invariant 10).
    pub welsh_reviewed: bool,
    /// The first 16 hexadecimal digits of the SHA-256 of the text it was read from.
    pub fingerprint: String,
}

/// One task of the task list, one page of questions.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: String,
    pub title: Words,
    pub guidance: Option<Words>,
    pub questions: Vec<Question>,
    pub when: Option<Condition>,
    /// The kinds of service or of occasion in which the section exists at all ([`Form::only`]); empty: in all.
    pub only: Vec<String>,
    /// Sections that must be completed before this one can start.
    pub after: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    pub kind: Kind,
    pub label: Words,
    /// What the question asks for, as it stands in an error: "the title of the project", "eich enw".
    pub name: Option<Words>,
    /// One short sentence, without links.
    pub hint: Option<Words>,
    /// What stands beside the question: paragraphs, `- ` lists and `[text](address)`.
    pub guidance: Option<Words>,
    pub optional: bool,
    pub when: Option<Condition>,
    /// Paragraph: most words (separated by white space).
    pub max_words: Option<u32>,
    /// Text: fewest and most characters.
    pub min_length: u32,
    pub max_length: u32,
    /// Number and date: the smallest and largest value; checkboxes and files: how few and how many.
    pub min: Option<Bound>,
    pub max: Option<Bound>,
    /// Number: how many digits may follow the point.
    pub decimals: u32,
    pub pattern: Option<Pattern>,
    /// As in WCAG 1.3.5.
    pub autocomplete: Option<String>,
    pub choices: Choices,
    /// Paragraph: how high its box is.
    pub rows: u16,
    /// How many characters wide the box is: 2, 3, 4, 5, 10, 20 or 30.
    pub width: Option<u8>,
    /// What stands before and after the box, like `£` and `hours`.
    pub prefix: Option<Words>,
    pub suffix: Option<Words>,
    /// File: the extensions that may be chosen, without a point.
    pub accept: Vec<String>,
    /// File: whether several may be given.
    pub multiple: bool,
    /// The error where nothing was answered, instead of the usual one.
    pub missing: Option<Words>,
    /// The question is "Have you completed this section?", added by `declare = true`: it is part of no blank form and
    /// of no check page.
    pub declares: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Text,
    Email,
    Password,
    /// A one-time code.
    Code,
    Paragraph,
    Number,
    Date,
    YesNo,
    Radios,
    Checkboxes,
    Select,
    /// A declaration that must be accepted.
    Statement,
    File,
}

impl Kind {
    /// Whether the answer is typed on one line.
    pub fn typed(self) -> bool {
        matches!(self, Kind::Text | Kind::Email | Kind::Password | Kind::Code | Kind::Number)
    }

    /// Whether the answer must never be stored with the others nor shown again.
    pub fn secret(self) -> bool {
        matches!(self, Kind::Password | Kind::Code)
    }
}

/// A limit of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    Number(f64),
    Date(Date),
    /// So many days after today.
    Today(i32),
}

impl Bound {
    /// The date that is the limit, where the bound is one and today is known if it must be.
    pub fn date(self, today: Option<Date>) -> Option<Date> {
        match self {
            Bound::Number(_) => None,
            Bound::Date(date) => Some(date),
            Bound::Today(days) => {
                let span = Duration::from_secs(u64::from(days.unsigned_abs()) * 86_400);
                let today = today?;
                Some(if days < 0 { today.saturating_sub(span) } else { today.saturating_add(span) })
            }
        }
    }

    pub(crate) fn count(self) -> Option<usize> {
        match self {
            // Checked when the form is read: whole and not negative.
            Bound::Number(number) => Some(number as usize),
            _ => None,
        }
    }
}

/// What the whole of a typed answer must look like, and what is said where it does not.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub regex: Regex,
    pub error: Words,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choices {
    /// The question is not one of choosing.
    None,
    Fixed(Vec<FixedChoice>),
    /// Asked of the caller ([`Choose::choices`]).
    From(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedChoice {
    pub value: String,
    pub label: Words,
    pub hint: Option<Words>,
    /// "None of these": goes with no other choice.
    pub exclusive: bool,
}

impl Form {
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The section in which a question stands.
    pub fn section_of(&self, question: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.questions.iter().any(|q| q.id == question))
    }

    /// The form as it is for these occasions (a profile, a type of change): sections with an `only` that names none of
    /// them are left out.
    pub fn only(&self, occasions: &[&str]) -> Form {
        let mut form = self.clone();
        let kept = |section: &Section| {
            section.only.is_empty() || section.only.iter().any(|one| occasions.contains(&one.as_str()))
        };
        form.sections.retain(kept);
        form
    }
}

impl Question {
    /// The choices in one language, whoever gives them.
    pub fn options(&self, choose: &dyn Choose, lang: Lang) -> Vec<Choice> {
        match &self.choices {
            Choices::None => Vec::new(),
            Choices::From(source) => choose.choices(source, lang),
            Choices::Fixed(fixed) => fixed
                .iter()
                .map(|choice| Choice {
                    value: choice.value.clone(),
                    label: choice.label.get(lang).to_owned(),
                    hint: choice.hint.as_ref().map(|hint| hint.get(lang).to_owned()),
                })
                .collect(),
        }
    }

    pub(crate) fn exclusive(&self, value: &str) -> bool {
        let Choices::Fixed(fixed) = &self.choices else {
            return false;
        };
        fixed.iter().any(|choice| choice.exclusive && choice.value == value)
    }

    /// Whether an answer has several values.
    pub fn many(&self) -> bool {
        self.kind == Kind::Checkboxes || (self.kind == Kind::File && self.multiple)
    }
}
