//! Question pages.

use foundation::{Lang, Texts};
use ui::{ErrorSummary, Html};

use super::question::Place;
use super::{Asking, heading, prose};
use crate::{Answers, Choose, Form, Kind, Problems, Question, Section};

/// The summary of errors, for the top of the page; nothing where there are none.
pub fn error_summary(form: &Form, problems: &Problems, lang: Lang, texts: &Texts) -> Option<ErrorSummary> {
    if problems.is_empty() {
        return None;
    }
    let add = |summary: ErrorSummary, problem| {
        let field = Problems::field(form, problem);
        summary.error(&field, problem.message(texts, lang))
    };
    Some(problems.iter().fold(ErrorSummary::new(lang), add))
}

/// One section as a page: its heading (`h1`), guidance and fields. Where the section asks one question, the question is
/// the heading. Nothing where there is no such section.
pub fn section(
    form: &Form,
    section: &str,
    answers: &Answers,
    problems: &Problems,
    lang: Lang,
    texts: &Texts,
    choose: &dyn Choose,
) -> Html {
    let asking = Asking { form, answers, problems, lang, texts, choose, whole: false };
    let Some(section) = form.section(section) else {
        return Html::default();
    };
    let shown = asking.shown(section);
    let lone = shown.len() == 1 && section.guidance.is_none() && shown.iter().all(|q| q.kind != Kind::Statement);
    if lone {
        return asking.questions(section, &shown, Place::Heading);
    }
    let mut out = heading(1, "l", section.title.get(lang));
    out.push(&asking.guidance(section));
    out.push(&asking.questions(section, &shown, Place::Page));
    out
}

/// All sections on one page, without an `h1`. Several sections have their titles as `h2`.
pub fn fields(
    form: &Form,
    answers: &Answers,
    problems: &Problems,
    lang: Lang,
    texts: &Texts,
    choose: &dyn Choose,
) -> Html {
    let asking = Asking { form, answers, problems, lang, texts, choose, whole: true };
    let mut out = form.guidance.as_ref().map(|guidance| prose(guidance.get(lang))).unwrap_or_default();
    let several = form.sections.len() > 1;
    let asked = form.asked(answers);
    for (section, _) in asked {
        if several {
            out.push(&heading(2, "m", section.title.get(lang)));
        }
        out.push(&asking.guidance(section));
        out.push(&asking.questions(section, &asking.shown(section), Place::Page));
    }
    out
}

impl Asking<'_> {
    fn guidance(&self, section: &Section) -> Html {
        section.guidance.as_ref().map(|guidance| prose(guidance.get(self.lang))).unwrap_or_default()
    }

    /// The questions that stand on the page by themselves: those that are asked or that an answer on this page may bring
    /// up, without those that an answer reveals.
    fn shown<'a>(&self, section: &'a Section) -> Vec<&'a Question> {
        let asked = self.form.asked(self.answers);
        let here = asked.iter().find(|(one, _)| one.id == section.id);
        let is_asked = |id: &str| match here {
            Some((_, questions)) => questions.iter().any(|question| question.id == id),
            // The section is shown although it is not asked: all of it.
            None => true,
        };
        let shown = |question: &&Question| {
            revealed_by(section, question).is_none() && (is_asked(&question.id) || self.only_if(question).is_some())
        };
        section.questions.iter().filter(shown).collect()
    }

    fn questions(&self, section: &Section, shown: &[&Question], place: Place) -> Html {
        let parts = shown.iter().map(|question| {
            let reveals = |value: &str| self.reveals(section, question, value);
            self.question(question, place, &reveals)
        });
        parts.collect()
    }

    /// The questions that this answer to this question reveals.
    fn reveals(&self, section: &Section, question: &Question, value: &str) -> Html {
        let by = |one: &&Question| revealed_by(section, one) == Some((question.id.as_str(), value));
        let revealed = section.questions.iter().filter(by);
        revealed.map(|one| self.question(one, Place::Revealed, &|_| Html::default())).collect()
    }
}

/// The question of the same section, and its answer, that reveals this question: where the condition is nothing else,
/// and the other question has a list of answers and is not revealed itself.
pub(super) fn revealed_by<'a>(section: &'a Section, question: &'a Question) -> Option<(&'a str, &'a str)> {
    let (id, value) = match question.when.as_ref()? {
        crate::Condition::Is { question, value } | crate::Condition::Includes { question, value } => (question, value),
        _ => return None,
    };
    let by = section.questions.iter().find(|one| one.id == *id)?;
    let listed = matches!(by.kind, Kind::YesNo | Kind::Radios | Kind::Checkboxes);
    // `is` of checkboxes means "and nothing else", which no single box can show.
    let plain = by.kind != Kind::Checkboxes || matches!(question.when, Some(crate::Condition::Includes { .. }));
    (listed && plain && revealed_by(section, by).is_none()).then_some((id, value))
}
