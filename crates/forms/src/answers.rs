//! The answers to a form, as they are stored and sent: plain JSON.

use std::collections::BTreeMap;
use std::str::FromStr;

use foundation::{Date, parse_date};
use serde::{Deserialize, Serialize};

/// One answer. A date is `2026-11-22`, yes and no are `yes` and `no`, an accepted statement is `yes`, a number has
/// digits, a minus and a point only. A wrong answer is kept as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    One(String),
    /// Of checkboxes and of questions for several files.
    Many(Vec<String>),
}

/// The answers by the id of their question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answer {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::One(value) => value.is_empty(),
            Answer::Many(values) => values.iter().all(String::is_empty),
        }
    }

    /// The values that are not empty.
    pub fn list(&self) -> Vec<&str> {
        let all = match self {
            Answer::One(value) => std::slice::from_ref(value),
            Answer::Many(values) => values.as_slice(),
        };
        all.iter().map(String::as_str).filter(|value| !value.is_empty()).collect()
    }
}

impl From<&str> for Answer {
    fn from(value: &str) -> Answer {
        Answer::One(value.to_owned())
    }
}
impl From<String> for Answer {
    fn from(value: String) -> Answer {
        Answer::One(value)
    }
}
impl From<Vec<String>> for Answer {
    fn from(values: Vec<String>) -> Answer {
        Answer::Many(values)
    }
}
impl From<&[&str]> for Answer {
    fn from(values: &[&str]) -> Answer {
        Answer::Many(values.iter().map(|value| (*value).to_owned()).collect())
    }
}
impl From<bool> for Answer {
    fn from(yes: bool) -> Answer {
        Answer::from(if yes { "yes" } else { "no" })
    }
}
impl From<Date> for Answer {
    fn from(date: Date) -> Answer {
        Answer::One(date.to_string())
    }
}

impl Answers {
    pub fn new() -> Answers {
        Answers::default()
    }

    /// The same answers and this one.
    pub fn with(mut self, question: &str, answer: impl Into<Answer>) -> Answers {
        self.set(question, answer);
        self
    }

    pub fn set(&mut self, question: &str, answer: impl Into<Answer>) {
        self.0.insert(question.to_owned(), answer.into());
    }

    pub fn remove(&mut self, question: &str) {
        self.0.remove(question);
    }

    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Whether there is an answer that is not empty.
    pub fn answered(&self, question: &str) -> bool {
        self.get(question).is_some_and(|answer| !answer.is_empty())
    }

    /// The answer as text, of several the first; empty where there is none.
    pub fn text(&self, question: &str) -> &str {
        match self.get(question) {
            Some(Answer::One(value)) => value,
            Some(Answer::Many(values)) => values.first().map_or("", String::as_str),
            None => "",
        }
    }

    /// All values of the answer; none where there is no answer.
    pub fn list(&self, question: &str) -> Vec<&str> {
        self.get(question).map(Answer::list).unwrap_or_default()
    }

    /// Whether the answer is yes, or the statement is accepted.
    pub fn is_yes(&self, question: &str) -> bool {
        self.text(question) == "yes"
    }

    /// The date, if the answer is a real one.
    pub fn date(&self, question: &str) -> Option<Date> {
        parse_date(self.text(question))
    }

    /// The number, if the answer is one that `N` can hold.
    pub fn number<N: FromStr>(&self, question: &str) -> Option<N> {
        self.text(question).parse().ok()
    }

    /// Whether there are no answers at all.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Answer::is_empty)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(question, answer)| (question.as_str(), answer))
    }

    /// As a page would send them, so that answers that came as JSON are read like all others.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let values = |(question, answer): (&String, &Answer)| {
            let question = question.clone();
            let values: Vec<String> = answer.list().into_iter().map(str::to_owned).collect();
            values.into_iter().map(move |value| (question.clone(), value))
        };
        self.0.iter().flat_map(values).collect()
    }
}

impl<K: Into<String>, A: Into<Answer>> FromIterator<(K, A)> for Answers {
    fn from_iter<I: IntoIterator<Item = (K, A)>>(answers: I) -> Answers {
        Answers(answers.into_iter().map(|(question, answer)| (question.into(), answer.into())).collect())
    }
}
