//! Which questions are asked, given the answers so far.

use std::collections::BTreeSet;

use crate::{Answers, Form, Question, Section};

impl Form {
    /// The sections and questions whose conditions hold, in order. Conditions look only at earlier questions, and an
    /// answer to a question that is not asked does not count.
    pub fn asked(&self, answers: &Answers) -> Vec<(&Section, Vec<&Question>)> {
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        let mut sections = Vec::new();
        for section in &self.sections {
            let holds = |when: &Option<crate::Condition>, asked: &BTreeSet<&str>| {
                let list = |id: &str| {
                    if asked.contains(id) { answers.list(id) } else { Vec::new() }
                };
                when.as_ref().is_none_or(|when| when.holds_where(&list))
            };
            if !holds(&section.when, &asked) {
                continue;
            }
            let mut questions = Vec::new();
            for question in &section.questions {
                if holds(&question.when, &asked) {
                    asked.insert(&question.id);
                    questions.push(question);
                }
            }
            sections.push((section, questions));
        }
        sections
    }

    /// Whether this question is asked, given the answers so far.
    pub fn asks(&self, question: &str, answers: &Answers) -> bool {
        self.asked(answers).iter().any(|(_, questions)| questions.iter().any(|q| q.id == question))
    }

    /// The answers without those to questions that are not asked: what is submitted.
    pub fn relevant(&self, answers: &Answers) -> Answers {
        let asked = self.asked(answers);
        let questions = asked.iter().flat_map(|(_, questions)| questions);
        let given = |question: &&Question| {
            let answer = answers.get(&question.id).filter(|answer| !answer.is_empty());
            answer.map(|answer| (question.id.clone(), answer.clone()))
        };
        questions.filter_map(given).collect()
    }

    /// The answers without passwords and one-time codes: what may be stored.
    pub fn storable(&self, answers: &Answers) -> Answers {
        let secret = |id: &str| self.question(id).is_some_and(|question| question.kind.secret());
        let kept = answers.0.iter().filter(|(id, _)| !secret(id));
        kept.map(|(id, answer)| (id.clone(), answer.clone())).collect()
    }

    /// The ids of the questions whose answer changed between two submissions, in the order of the form. An answer that
    /// is no longer asked for counts as changed.
    pub fn diff(&self, old: &Answers, new: &Answers) -> Vec<&str> {
        let (old, new) = (self.relevant(old), self.relevant(new));
        let changed = self.questions().filter(|question| !question.declares);
        changed.map(|question| question.id.as_str()).filter(|id| old.list(id) != new.list(id)).collect()
    }
}
