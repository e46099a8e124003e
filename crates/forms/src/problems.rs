//! What is wrong with answers: kept as keys and arguments, so that the language is chosen when it is shown.

use std::borrow::Cow;

use foundation::{Arg, Date, Lang, Texts, date_text};

use crate::{Form, Kind, Question, Words};

/// What is wrong with one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub question: String,
    /// The id of the HTML element to which the error summary leads.
    pub field: String,
    pub said: Said,
    /// Nothing was answered: what is wrong is only that the form is not finished.
    pub missing: bool,
}

/// A sentence, before its language is chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// The form brings the sentence.
    Words(Words),
    /// A sentence of the texts.
    Key { key: String, args: Vec<(String, Value)> },
}

/// An argument of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Same(Arg),
    Words(Words),
    Date(Date),
}

/// All problems, in the order of the questions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problems(pub Vec<Problem>);

macro_rules! same {
    ($($t:ty)*) => {$(
        impl From<$t> for Value {
            fn from(arg: $t) -> Value {
                Value::Same(arg.into())
            }
        }
    )*};
}
same!(Arg &str String &String i64 u64 usize i32 u32 u16 u8);
impl From<Words> for Value {
    fn from(words: Words) -> Value {
        Value::Words(words)
    }
}
impl From<Date> for Value {
    fn from(date: Date) -> Value {
        Value::Date(date)
    }
}

impl Problem {
    /// A problem that the caller found: the sentence is the caller's `key`.
    pub fn new(question: &str, key: &str) -> Problem {
        Problem {
            question: question.to_owned(),
            field: question.to_owned(),
            said: Said::Key { key: key.to_owned(), args: Vec::new() },
            missing: false,
        }
    }

    /// Adds an argument of the sentence.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        if let Said::Key { args, .. } = &mut self.said {
            args.push((name.to_owned(), value.into()));
        }
        self
    }

    /// A problem with an answer to this question. The sentence may use `$name` (in a sentence) and `$subject` (at its
    /// beginning) for what the question asks for.
    pub(crate) fn of(question: &Question, key: &str) -> Problem {
        let (name, subject) = subject(question);
        let mut problem = Problem::new(&question.id, key).with("name", name).with("subject", subject);
        problem.field = field(question);
        problem
    }

    pub(crate) fn words(question: &Question, words: &Words) -> Problem {
        Problem { said: Said::Words(words.clone()), ..Problem::of(question, "") }
    }

    /// The sentence.
    pub fn message(&self, texts: &Texts, lang: Lang) -> String {
        match &self.said {
            Said::Words(words) => words.get(lang).to_owned(),
            Said::Key { key, args } => {
                let args: Vec<(&str, Arg)> =
                    args.iter().map(|(name, value)| (name.as_str(), value.arg(lang))).collect();
                texts.text(lang, key, &args)
            }
        }
    }
}

impl Value {
    fn arg(&self, lang: Lang) -> Arg {
        match self {
            Value::Same(arg) => arg.clone(),
            Value::Words(words) => Arg::from(words.get(lang)),
            Value::Date(date) => Arg::Text(date_text(*date, lang)),
        }
    }
}

impl Problems {
    pub fn none() -> Problems {
        Problems::default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The first problem of a question.
    pub fn of(&self, question: &str) -> Option<&Problem> {
        self.0.iter().find(|problem| problem.question == question)
    }

    /// Adds a problem that the caller found, like a code that was wrong.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Each question with its sentence, for programs that read it.
    pub fn sentences(&self, texts: &Texts, lang: Lang) -> Vec<(String, String)> {
        self.0.iter().map(|problem| (problem.question.clone(), problem.message(texts, lang))).collect()
    }

    /// The id of the HTML element to which the error summary leads: for a problem of the caller's the first field of
    /// the question.
    pub(crate) fn field<'a>(form: &Form, problem: &'a Problem) -> Cow<'a, str> {
        match form.question(&problem.question) {
            Some(question) if problem.field == question.id => field(question).into(),
            _ => problem.field.as_str().into(),
        }
    }
}

fn field(question: &Question) -> String {
    match question.kind {
        Kind::Date => format!("{}-day", question.id),
        _ => question.id.clone(),
    }
}

/// The name of what is asked, inside a sentence and at its beginning; without a name the label in quotes.
fn subject(question: &Question) -> (Words, Words) {
    let quoted = |text: &str| format!("‘{text}’");
    match &question.name {
        Some(name) => (name.clone(), Words::of(capital(&name.en), capital(&name.cy))),
        None => {
            let label = Words::of(quoted(&question.label.en), quoted(&question.label.cy));
            (label.clone(), label)
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
