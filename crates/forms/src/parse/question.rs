//! Reading one question: every key is allowed only where it means something.

use std::collections::BTreeSet;
use std::ops::Range;

use foundation::parse_date;
use regex::Regex;
use toml::Spanned;

use super::raw::{RawChoice, RawPattern, RawQuestion};
use super::{Before, FormError, Place};
use crate::{Bound, Choices, FixedChoice, Kind, Pattern, Question, Words};

/// The most characters that any answer may have, whatever its form says.
const MOST: u32 = 60_000;

const WIDTHS: [u8; 7] = [2, 3, 4, 5, 10, 20, 30];

/// A question with nothing but id and kind, and the limits that its kind brings.
pub(super) fn plain(id: &str, kind: Kind) -> Question {
    let (min_length, max_length) = match kind {
        Kind::Email => (0, 254),
        // domain.md 3.3: at least 8, no maximum; this one only bounds the work of hashing.
        Kind::Password => (8, 1_000),
        Kind::Code => (6, 6),
        Kind::Number => (0, 30),
        Kind::Paragraph => (0, 20_000),
        Kind::Text | Kind::Select | Kind::Radios | Kind::Checkboxes | Kind::File => (0, 200),
        Kind::Date | Kind::YesNo | Kind::Statement => (0, 50),
    };
    Question {
        id: id.to_owned(),
        kind,
        label: Words::default(),
        name: None,
        hint: None,
        guidance: None,
        optional: false,
        when: None,
        max_words: None,
        min_length,
        max_length,
        min: None,
        max: None,
        decimals: 0,
        pattern: None,
        autocomplete: None,
        choices: Choices::None,
        rows: 5,
        width: None,
        prefix: None,
        suffix: None,
        accept: Vec::new(),
        multiple: false,
        missing: None,
        declares: false,
    }
}

pub(super) fn fixed(value: &str, label: Words) -> FixedChoice {
    FixedChoice { value: value.to_owned(), label, hint: None, exclusive: false }
}

/// What a yes-no question offers. Welsh has no single yes: a form gives its own `choices` where the verb is another.
fn yes_no() -> Choices {
    Choices::Fixed(vec![fixed("yes", Words::of("Yes", "Ydy")), fixed("no", Words::of("No", "Nac ydy"))])
}

impl Place<'_> {
    pub(super) fn question(&self, raw: RawQuestion, before: &mut Before) -> Result<Question, FormError> {
        let id = self.id(&raw.id, "question")?;
        let at = raw.id.span();
        self.keys_fit(&raw)?;
        let mut question = plain(&id, raw.kind);
        question.choices = self.choices(&raw, &at)?;
        question.label = self.words(&format!("label of question {id}"), raw.label)?;
        question.name = self.some_words(&format!("name of question {id}"), raw.name)?;
        question.hint = self.some_words(&format!("hint of question {id}"), raw.hint)?;
        question.guidance = self.some_words(&format!("guidance of question {id}"), raw.guidance)?;
        question.missing = self.some_words(&format!("error `missing` of question {id}"), raw.missing)?;
        question.prefix = self.some_words(&format!("prefix of question {id}"), raw.prefix)?;
        question.suffix = self.some_words(&format!("suffix of question {id}"), raw.suffix)?;
        question.optional = raw.optional;
        question.when = raw.when.map(|when| self.condition(when, before)).transpose()?;
        question.max_words = raw.max_words.map(Spanned::into_inner);
        self.lengths(&mut question, raw.min_length, raw.max_length)?;
        question.min = raw.min.map(|min| self.bound(raw.kind, &min)).transpose()?;
        question.max = raw.max.map(|max| self.bound(raw.kind, &max)).transpose()?;
        question.decimals = raw.decimals.map_or(0, Spanned::into_inner);
        question.pattern = raw.pattern.map(|pattern| self.pattern(pattern)).transpose()?;
        question.autocomplete = match (raw.autocomplete, raw.kind) {
            (Some(own), _) => Some(own.into_inner()),
            (None, Kind::Email) => Some("email".to_owned()),
            (None, Kind::Code) => Some("one-time-code".to_owned()),
            (None, Kind::Password) => Some("current-password".to_owned()),
            _ => None,
        };
        question.rows = raw.rows.map_or(question.rows, Spanned::into_inner);
        if let Some(width) = raw.width {
            if !WIDTHS.contains(width.get_ref()) {
                return Err(
                    self.error(width.span(), format!("there is no width {width}; write 2, 3, 4, 5, 10, 20 or 30"))
                );
            }
            question.width = Some(width.into_inner());
        }
        question.accept = raw.accept.map(Spanned::into_inner).unwrap_or_default();
        question.multiple = raw.multiple.is_some_and(Spanned::into_inner);
        self.take(before, &question, at)?;
        Ok(question)
    }

    /// Says which key does not belong to the kind.
    fn keys_fit(&self, raw: &RawQuestion) -> Result<(), FormError> {
        fn at<T>(value: &Option<Spanned<T>>) -> Option<Range<usize>> {
            value.as_ref().map(Spanned::span)
        }
        let kind = raw.kind;
        let typed = kind.typed() || kind == Kind::Paragraph;
        let listed = matches!(kind, Kind::Radios | Kind::Checkboxes | Kind::Select);
        let bounded = matches!(kind, Kind::Number | Kind::Date | Kind::Checkboxes | Kind::File);
        let affixed = matches!(kind, Kind::Text | Kind::Number);
        let keys = [
            ("max_words", at(&raw.max_words), kind == Kind::Paragraph),
            ("rows", at(&raw.rows), kind == Kind::Paragraph),
            ("min_length", at(&raw.min_length), typed && kind != Kind::Number),
            ("max_length", at(&raw.max_length), typed && kind != Kind::Number),
            ("pattern", at(&raw.pattern), matches!(kind, Kind::Text | Kind::Email | Kind::Code)),
            ("autocomplete", at(&raw.autocomplete), typed || kind == Kind::Date),
            ("width", at(&raw.width), kind.typed()),
            ("prefix", at(&raw.prefix), affixed),
            ("suffix", at(&raw.suffix), affixed),
            ("decimals", at(&raw.decimals), kind == Kind::Number),
            ("min", at(&raw.min), bounded),
            ("max", at(&raw.max), bounded),
            ("choices", at(&raw.choices), listed || kind == Kind::YesNo),
            ("choices_from", at(&raw.choices_from), listed),
            ("accept", at(&raw.accept), kind == Kind::File),
            ("multiple", at(&raw.multiple), kind == Kind::File),
        ];
        for (key, at, fits) in keys {
            if let Some(at) = at.filter(|_| !fits) {
                let what = format!("question {} is of a kind that has no `{key}`; take it out", raw.id.get_ref());
                return Err(self.error(at, what));
            }
        }
        Ok(())
    }

    fn choices(&self, raw: &RawQuestion, at: &Range<usize>) -> Result<Choices, FormError> {
        let id = raw.id.get_ref();
        match (&raw.choices, &raw.choices_from) {
            (None, None) if matches!(raw.kind, Kind::Radios | Kind::Checkboxes | Kind::Select) => {
                let what = format!("question {id} has nothing to choose from; add choices or choices_from");
                Err(self.error(at.clone(), what))
            }
            (None, None) if raw.kind == Kind::YesNo => Ok(yes_no()),
            (None, None) => Ok(Choices::None),
            (Some(both), Some(_)) => {
                let what = format!("question {id} has both choices and choices_from; keep one");
                Err(self.error(both.span(), what))
            }
            (None, Some(from)) => Ok(Choices::From(from.get_ref().clone())),
            (Some(fixed), None) => self.fixed_choices(id, raw.kind, fixed),
        }
    }

    fn fixed_choices(&self, id: &str, kind: Kind, list: &Spanned<Vec<RawChoice>>) -> Result<Choices, FormError> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for raw in list.get_ref() {
            let value = raw.value.get_ref();
            if value.is_empty() || !seen.insert(value) {
                let what = format!(
                    "the choice {value:?} of question {id} is empty or there twice; give it a value of its own"
                );
                return Err(self.error(raw.value.span(), what));
            }
            if raw.exclusive && kind != Kind::Checkboxes {
                let what = format!(
                    "the choice {value} of question {id} is exclusive, which only checkboxes can be; take it out"
                );
                return Err(self.error(raw.value.span(), what));
            }
            all.push(FixedChoice {
                value: value.clone(),
                label: self.words(&format!("label of choice {value} of question {id}"), raw.label.clone())?,
                hint: self.some_words(&format!("hint of choice {value} of question {id}"), raw.hint.clone())?,
                exclusive: raw.exclusive,
            });
        }
        if all.is_empty() {
            return Err(self.error(list.span(), format!("question {id} has no choices; add some")));
        }
        if kind == Kind::YesNo && all.iter().map(|choice| choice.value.as_str()).ne(["yes", "no"]) {
            let what = format!("question {id} is answered with yes or no; give it these two choices or none");
            return Err(self.error(list.span(), what));
        }
        Ok(Choices::Fixed(all))
    }

    fn lengths(
        &self,
        question: &mut Question,
        min: Option<Spanned<u32>>,
        max: Option<Spanned<u32>>,
    ) -> Result<(), FormError> {
        let at = max.as_ref().or(min.as_ref()).map(Spanned::span).unwrap_or_default();
        let limited = max.is_some();
        question.min_length = min.map_or(question.min_length, Spanned::into_inner);
        question.max_length = max.map_or(question.max_length, Spanned::into_inner);
        if let (Some(words), false) = (question.max_words, limited) {
            // Room for the longest words, so that it is the limit of words that people meet.
            question.max_length = words.saturating_mul(20).clamp(question.max_length, MOST);
        }
        if question.max_length > MOST || question.max_length == 0 || question.min_length > question.max_length {
            let what =
                format!("the lengths of question {} do not fit; write min_length <= max_length <= {MOST}", question.id);
            return Err(self.error(at, what));
        }
        Ok(())
    }

    fn bound(&self, kind: Kind, raw: &Spanned<toml::Value>) -> Result<Bound, FormError> {
        let number = match raw.get_ref() {
            toml::Value::Integer(number) => Some(*number as f64),
            toml::Value::Float(number) if number.is_finite() => Some(*number),
            _ => None,
        };
        let bound = match kind {
            Kind::Number => number.map(Bound::Number),
            Kind::Date => match raw.get_ref() {
                toml::Value::String(text) => date_bound(text),
                toml::Value::Datetime(date) => parse_date(&date.to_string()).map(Bound::Date),
                _ => None,
            },
            _ => number.filter(|number| number.fract() == 0.0 && *number >= 0.0).map(Bound::Number),
        };
        bound.ok_or_else(|| {
            let what = match kind {
                Kind::Date => {
                    "the limit of a date is a date, \"today\", \"today+30\" or \"today-30\" (days); write one of these"
                }
                Kind::Number => "the limit of a number is a number; write one",
                _ => "the limit is how many may be chosen; write a whole number",
            };
            self.error(raw.span(), what)
        })
    }

    fn pattern(&self, raw: Spanned<RawPattern>) -> Result<Pattern, FormError> {
        let at = raw.span();
        let raw = raw.into_inner();
        // The whole answer must match, not a part of it.
        let regex = Regex::new(&format!("^(?:{})$", raw.matches)).map_err(|error| {
            self.error(at, format!("the pattern cannot be read: {error}; correct the regular expression"))
        })?;
        Ok(Pattern { regex, error: self.words("error of the pattern", raw.error)? })
    }
}

fn date_bound(text: &str) -> Option<Bound> {
    let Some(days) = text.strip_prefix("today") else {
        return parse_date(text).map(Bound::Date);
    };
    let days = days.replace(' ', "");
    if days.is_empty() {
        return Some(Bound::Today(0));
    }
    if !days.starts_with(['+', '-']) {
        return None;
    }
    days.parse().ok().map(Bound::Today)
}
