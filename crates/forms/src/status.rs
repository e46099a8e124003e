//! How far a form is.

use std::collections::BTreeSet;

use crate::check::Judge;
use crate::{Answers, Choose, Form};

/// How far one task of the task list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    NotStarted,
    InProgress,
    Completed,
    /// Another section must be completed first.
    CannotStart,
}

impl Status {
    /// The key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Status::NotStarted => "form-status-not-started",
            Status::InProgress => "form-status-in-progress",
            Status::Completed => "form-status-completed",
            Status::CannotStart => "form-status-cannot-start",
        }
    }
}

/// How many of the questions that must be answered have a good answer (APP-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    pub answered: usize,
    pub asked: usize,
}

impl Completeness {
    /// Whole per cent, rounded down: 100 only where everything is answered.
    pub fn percent(self) -> usize {
        (self.answered * 100).checked_div(self.asked).unwrap_or(100)
    }
}

impl Form {
    /// The status of every section that is asked, in order. A section without an answer is not started, even where all
    /// of it is optional; such a section keeps nobody from submitting.
    pub fn status(&self, answers: &Answers, choose: &dyn Choose) -> Vec<(&str, Status)> {
        let judge = Judge { answers, choose };
        let asked = self.asked(answers);
        let mut open: BTreeSet<&str> = BTreeSet::new();
        let mut all = Vec::new();
        for (section, questions) in asked {
            let waits = section.after.iter().any(|after| open.contains(after.as_str()));
            let wrong = questions.iter().any(|question| judge.question(section, question).is_some());
            let started = questions.is_empty() || questions.iter().any(|question| answers.answered(&question.id));
            let status = match (waits, started, wrong) {
                (true, ..) => Status::CannotStart,
                (_, false, _) => Status::NotStarted,
                (_, true, true) => Status::InProgress,
                (_, true, false) => Status::Completed,
            };
            if waits || wrong {
                open.insert(&section.id);
            }
            all.push((section.id.as_str(), status));
        }
        all
    }

    /// Whether the form can be submitted.
    pub fn ready(&self, answers: &Answers, choose: &dyn Choose) -> bool {
        self.check(answers, choose).is_empty()
    }

    pub fn completeness(&self, answers: &Answers, choose: &dyn Choose) -> Completeness {
        let judge = Judge { answers, choose };
        let mut count = Completeness { answered: 0, asked: 0 };
        for (section, questions) in self.asked(answers) {
            for question in questions.into_iter().filter(|question| !question.optional && !question.declares) {
                count.asked += 1;
                count.answered += usize::from(judge.question(section, question).is_none());
            }
        }
        count
    }
}
