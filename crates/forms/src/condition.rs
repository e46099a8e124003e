//! When a question or a section is asked.

use crate::Answers;

/// What must hold of earlier answers. An answer to a question that is not asked counts as no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The only answer is this value.
    Is {
        question: String,
        value: String,
    },
    /// The exact opposite of `Is`: also holds while there is no answer.
    IsNot {
        question: String,
        value: String,
    },
    /// The value is among the answers.
    Includes {
        question: String,
        value: String,
    },
    /// There is an answer (`true`) or none (`false`).
    Answered {
        question: String,
        answered: bool,
    },
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    pub fn holds(&self, answers: &Answers) -> bool {
        self.holds_where(&|question| answers.list(question))
    }

    /// Whether it holds of the values that `list` gives for a question.
    pub(crate) fn holds_where<'a>(&self, list: &dyn Fn(&str) -> Vec<&'a str>) -> bool {
        match self {
            Condition::Is { question, value } => list(question) == [value],
            Condition::IsNot { question, value } => list(question) != [value],
            Condition::Includes { question, value } => list(question).contains(&value.as_str()),
            Condition::Answered { question, answered } => list(question).is_empty() != *answered,
            Condition::All(all) => all.iter().all(|condition| condition.holds_where(list)),
            Condition::Any(any) => any.iter().any(|condition| condition.holds_where(list)),
        }
    }

    /// The questions that it looks at.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Condition::Is { question, .. }
            | Condition::IsNot { question, .. }
            | Condition::Includes { question, .. }
            | Condition::Answered { question, .. } => vec![question],
            Condition::All(several) | Condition::Any(several) => {
                several.iter().flat_map(Condition::questions).collect()
            }
        }
    }
}
