//! Reading a form from TOML. Whatever is wrong is named with its line and with what to do.

mod question;
mod raw;

use std::collections::BTreeSet;
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::{Choices, Condition, Form, Kind, Question, Section, Words};
use raw::{RawCondition, RawForm, RawSection, RawWords};

/// Why a text is not a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reading the form{}, line {line}: {what}", of(form))]
pub struct FormError {
    /// The id of the form, empty where it was not readable.
    pub form: String,
    /// The first line is 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

fn of(form: &str) -> String {
    if form.is_empty() { String::new() } else { format!(" {form}") }
}

impl Form {
    /// Reads a form. The format is described in this crate's README.
    pub fn from_toml(text: &str) -> Result<Form, FormError> {
        let place = Place { text, form: String::new() };
        let raw: RawForm = toml::from_str(text).map_err(|error| {
            let what = format!("{}; correct the TOML", error.message().trim_end_matches('.'));
            place.error(error.span().unwrap_or_default(), what)
        })?;
        let place = Place { text, form: raw.id.get_ref().clone() };
        place.form(raw)
    }
}

/// Where in which text something stands.
struct Place<'a> {
    text: &'a str,
    form: String,
}

/// What was read before the place that is being read.
#[derive(Default)]
struct Before {
    questions: Vec<Question>,
    sections: Vec<String>,
    /// Names of fields that are taken: ids, and the parts of dates.
    fields: BTreeSet<String>,
}

impl Place<'_> {
    fn error(&self, at: Range<usize>, what: impl Into<String>) -> FormError {
        let before = self.text.as_bytes().get(..at.start).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        FormError { form: self.form.clone(), line, what: what.into() }
    }

    fn form(&self, raw: RawForm) -> Result<Form, FormError> {
        self.id(&raw.id, "form")?;
        if raw.version.get_ref().trim().is_empty() {
            return Err(self.error(raw.version.span(), "the version is empty; write for example version = \"1\""));
        }
        if raw.section.get_ref().is_empty() {
            return Err(self.error(raw.section.span(), "the form has no sections; add one with [[section]]"));
        }
        let mut before = Before::default();
        let mut sections = Vec::new();
        for section in raw.section.into_inner() {
            sections.push(self.section(section, raw.guided, &mut before)?);
        }
        Ok(Form {
            id: self.form.clone(),
            version: raw.version.into_inner(),
            title: self.words("title", raw.title)?,
            guidance: self.some_words("guidance", raw.guidance)?,
            sections,
            welsh_reviewed: raw.welsh_reviewed,
            fingerprint: fingerprint(self.text),
        })
    }

    fn section(&self, raw: RawSection, guided: bool, before: &mut Before) -> Result<Section, FormError> {
        let id = self.id(&raw.id, "section")?;
        if before.sections.contains(&id) {
            return Err(self.error(raw.id.span(), format!("there are two sections {id}; give one another id")));
        }
        for after in &raw.after {
            if !before.sections.contains(after.get_ref()) {
                let what = format!("section {id} comes after {after}, which is no earlier section; correct `after`");
                return Err(self.error(after.span(), what));
            }
        }
        let when = raw.when.map(|when| self.condition(when, before)).transpose()?;
        let title = self.words("title", raw.title)?;
        let mut questions = Vec::new();
        for raw in raw.question {
            let at = raw.id.span();
            let question = self.question(raw, before)?;
            if guided && question.guidance.is_none() {
                let what = format!("question {} has no guidance, and the form says guided = true; add it", question.id);
                return Err(self.error(at, what));
            }
            before.questions.push(question.clone());
            questions.push(question);
        }
        if raw.declare {
            let question = declaration(&id);
            self.take(before, &question, raw.id.span())?;
            before.questions.push(question.clone());
            questions.push(question);
        }
        before.sections.push(id.clone());
        Ok(Section {
            id,
            title,
            guidance: self.some_words("guidance", raw.guidance)?,
            questions,
            when,
            only: raw.only,
            after: raw.after.into_iter().map(toml::Spanned::into_inner).collect(),
        })
    }

    /// An id is part of addresses, of field names and of ids of HTML elements.
    fn id(&self, id: &toml::Spanned<String>, of: &str) -> Result<String, FormError> {
        let text = id.get_ref();
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(letters) && text.len() <= 60;
        if good {
            return Ok(text.clone());
        }
        let what = format!(
            "the id {text:?} of a {of} is not usable; write small letters, digits and hyphens, a letter first, at most 60"
        );
        Err(self.error(id.span(), what))
    }

    /// Takes the names of the question's fields, or says that one is taken already.
    fn take(&self, before: &mut Before, question: &Question, at: Range<usize>) -> Result<(), FormError> {
        let id = &question.id;
        if id == ui::CSRF_FIELD {
            return Err(
                self.error(at, format!("{id} is the field of the page's own token; give the question another id"))
            );
        }
        let mut names = vec![id.clone()];
        if question.kind == Kind::Date {
            names.extend(["day", "month", "year"].map(|part| format!("{id}-{part}")));
        }
        for name in names {
            if !before.fields.insert(name.clone()) {
                let what = format!("two questions have a field {name}; give one of them another id");
                return Err(self.error(at, what));
            }
        }
        Ok(())
    }

    fn condition(&self, raw: toml::Spanned<RawCondition>, before: &Before) -> Result<Condition, FormError> {
        let at = raw.span();
        let raw = raw.into_inner();
        let several = |several: Vec<toml::Spanned<RawCondition>>| {
            several.into_iter().map(|one| self.condition(one, before)).collect::<Result<Vec<_>, _>>()
        };
        let tests = [raw.is.is_some(), raw.is_not.is_some(), raw.includes.is_some(), raw.answered.is_some()];
        let tests = tests.into_iter().filter(|test| *test).count();
        match (raw.question, raw.all, raw.any) {
            (Some(question), None, None) if tests == 1 => {
                let id = question.get_ref().clone();
                let Some(about) = before.questions.iter().find(|q| q.id == id) else {
                    let what = format!(
                        "the condition asks for question {id}, which no earlier part of the form asks; correct the id or the order"
                    );
                    return Err(self.error(question.span(), what));
                };
                if let Some(answered) = raw.answered {
                    return Ok(Condition::Answered { question: id, answered });
                }
                let is = raw.is.is_some();
                let includes = raw.includes.is_some();
                let Some(value) = raw.is.or(raw.is_not).or(raw.includes) else {
                    return Err(self.error(at, "the condition compares with nothing; add a value"));
                };
                self.comparable(about, &value, includes)?;
                let value = value.into_inner();
                Ok(match (is, includes) {
                    (true, _) => Condition::Is { question: id, value },
                    (_, true) => Condition::Includes { question: id, value },
                    _ => Condition::IsNot { question: id, value },
                })
            }
            (None, Some(all), None) if tests == 0 && !all.is_empty() => Ok(Condition::All(several(all)?)),
            (None, None, Some(any)) if tests == 0 && !any.is_empty() => Ok(Condition::Any(several(any)?)),
            _ => {
                let what = "a condition is { question = …, is | is_not | includes | answered = … } or { all = […] } or { any = […] }; write one of these";
                Err(self.error(at, what))
            }
        }
    }

    /// A condition that could never hold is a slip of the pen.
    fn comparable(&self, about: &Question, value: &toml::Spanned<String>, includes: bool) -> Result<(), FormError> {
        let id = &about.id;
        if includes && !about.many() {
            let what = format!("question {id} has one answer at most; write `is` instead of `includes`");
            return Err(self.error(value.span(), what));
        }
        let possible: Vec<&str> = match (&about.choices, about.kind) {
            (Choices::Fixed(fixed), _) => fixed.iter().map(|choice| choice.value.as_str()).collect(),
            (_, Kind::Statement) => vec!["yes"],
            _ => return Ok(()),
        };
        if possible.contains(&value.get_ref().as_str()) {
            return Ok(());
        }
        let what = format!("`{value}` is no answer to question {id}; write one of {}", possible.join(", "));
        Err(self.error(value.span(), what))
    }

    fn words(&self, of: &str, raw: RawWords) -> Result<Words, FormError> {
        let at = raw.span();
        let raw = raw.into_inner();
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match (given(raw.en), given(raw.cy)) {
            (Some(en), Some(cy)) => Ok(Words { en, cy }),
            (None, _) => Err(self.error(at, format!("the {of} has no English; add en = \"…\""))),
            (_, None) => Err(self.error(at, format!("the {of} has no Welsh; add cy = \"…\""))),
        }
    }

    fn some_words(&self, of: &str, raw: Option<RawWords>) -> Result<Option<Words>, FormError> {
        raw.map(|raw| self.words(of, raw)).transpose()
    }
}

/// "Have you completed this section?"
fn declaration(section: &str) -> Question {
    Question {
        label: Words::of("Have you completed this section?", "Ydych chi wedi cwblhau’r adran hon?"),
        missing: Some(Words::of(
            "Select yes if you have completed this section",
            "Dewiswch ‘ydw’ os ydych wedi cwblhau’r adran hon",
        )),
        choices: Choices::Fixed(vec![
            question::fixed(
                "yes",
                Words::of("Yes, I have completed this section", "Ydw, rwyf wedi cwblhau’r adran hon"),
            ),
            question::fixed("no", Words::of("No, I will come back to it later", "Nac ydw, byddaf yn dod yn ôl ati")),
        ]),
        declares: true,
        ..question::plain(&format!("{section}-completed"), Kind::Radios)
    }
}

fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
