//! The blank form, to prepare answers on paper (PUB-13, APP-02). It is made from the form itself, so it cannot differ
//! from what is asked.

use foundation::{Arg, Lang, Texts, date_text};
use ui::Html;

use super::{heading, prose, say};
use crate::{Bound, Choices, Condition, Form, Kind, Question};

/// The whole form for printing: title (`h1`), version, every section and question with guidance, limits and choices.
pub fn blank(form: &Form, lang: Lang, texts: &Texts) -> Html {
    let paper = Paper { form, lang, texts };
    let mut out = heading(1, "l", form.title.get(lang));
    out.push(&paper.line("govuk-body", &say(texts, lang, "form-blank-version", &[("version", &form.version)])));
    if let Some(guidance) = &form.guidance {
        out.push(&prose(guidance.get(lang)));
    }
    for (index, section) in form.sections.iter().enumerate() {
        out.push(&heading(2, "m", &format!("{}. {}", index + 1, section.title.get(lang))));
        out.push(&paper.when("form-blank-section-when", section.when.as_ref()));
        if let Some(guidance) = &section.guidance {
            out.push(&prose(guidance.get(lang)));
        }
        for question in section.questions.iter().filter(|question| !question.declares) {
            out.push(&paper.question(question));
        }
    }
    out
}

struct Paper<'a> {
    form: &'a Form,
    lang: Lang,
    texts: &'a Texts,
}

impl Paper<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        say(self.texts, self.lang, key, args)
    }

    fn line(&self, class: &str, text: &str) -> Html {
        Html::trusted(format!("<p class=\"{class}\">{}</p>\n", Html::text(text)))
    }

    fn question(&self, question: &Question) -> Html {
        let label = question.label.get(self.lang);
        let label = if question.optional { self.say("form-optional", &[("label", label)]) } else { label.to_owned() };
        let mut out = heading(3, "s", &label);
        out.push(&self.when("form-blank-when", question.when.as_ref()));
        if let Some(hint) = &question.hint {
            out.push(&self.line("govuk-hint", hint.get(self.lang)));
        }
        if let Some(guidance) = &question.guidance {
            out.push(&prose(guidance.get(self.lang)));
        }
        for limit in self.limits(question) {
            out.push(&self.line("govuk-body", &limit));
        }
        out.push(&self.space(question));
        out
    }

    /// What an answer must keep to.
    fn limits(&self, question: &Question) -> Vec<String> {
        let count = |key: &str, number: u32| self.texts.text(self.lang, key, &[("max", Arg::from(number))]);
        let chosen = |bound: Option<Bound>| bound.and_then(Bound::count).and_then(|count| u32::try_from(count).ok());
        let mut all = Vec::new();
        all.extend(question.max_words.map(|words| count("form-blank-words", words)));
        if matches!(question.kind, Kind::Text | Kind::Paragraph) && question.max_words.is_none() {
            all.push(count("form-blank-characters", question.max_length));
        }
        for (bound, number, date) in [
            (question.min, "form-blank-number-min", "form-blank-date-min"),
            (question.max, "form-blank-number-max", "form-blank-date-max"),
        ] {
            match bound {
                Some(Bound::Number(limit)) if question.kind == Kind::Number => {
                    let limit = limit.to_string();
                    all.push(self.say(number, &[("min", &limit), ("max", &limit)]));
                }
                Some(Bound::Date(limit)) => {
                    all.push(self.say(date, &[("date", &date_text(limit, self.lang))]));
                }
                // A limit that moves with the day would be wrong on paper.
                _ => {}
            }
        }
        if matches!(question.kind, Kind::Checkboxes | Kind::File) {
            all.extend(chosen(question.max).map(|most| count("form-blank-choose", most)));
        }
        if !question.accept.is_empty() {
            all.push(self.say("form-blank-files", &[("kinds", &question.accept.join(", "))]));
        }
        all
    }

    /// Room for the answer, or what there is to choose.
    fn space(&self, question: &Question) -> Html {
        match (&question.choices, question.kind) {
            (Choices::Fixed(fixed), _) => self.boxes(fixed.iter().map(|choice| {
                let label = choice.label.get(self.lang);
                let hint = choice.hint.as_ref().map(|hint| format!(" ({})", hint.get(self.lang)));
                format!("{label}{}", hint.unwrap_or_default())
            })),
            (Choices::From(_), _) => {
                let mut out = self.line("govuk-body", &self.say("form-blank-list", &[]));
                out.push(&self.room(3));
                out
            }
            (Choices::None, Kind::Statement) => self.boxes([self.say("form-blank-agree", &[])].into_iter()),
            (Choices::None, Kind::Paragraph) => self.room(question.rows.max(3)),
            (Choices::None, _) => self.room(1),
        }
    }

    fn boxes(&self, labels: impl Iterator<Item = String>) -> Html {
        let item = |label: String| format!("<li><span aria-hidden=\"true\">☐</span> {}</li>\n", Html::text(&label));
        let items: String = labels.map(item).collect();
        Html::trusted(format!("<ul class=\"govuk-list\">\n{items}</ul>\n"))
    }

    /// The frame of a text box, which also prints.
    fn room(&self, lines: u16) -> Html {
        let lines = "<br>".repeat(usize::from(lines));
        Html::trusted(format!("<div class=\"govuk-textarea\" aria-hidden=\"true\">{lines}</div>\n"))
    }

    fn when(&self, key: &str, when: Option<&Condition>) -> Html {
        when.map(|when| self.line("govuk-body", &self.say(key, &[("condition", &self.condition(when, true))])))
            .unwrap_or_default()
    }

    /// The condition in words. Inner "and" and "or" stand in brackets.
    fn condition(&self, condition: &Condition, outer: bool) -> String {
        let about = |key: &str, question: &str, value: &str| {
            let label = self.form.question(question).map_or(question, |question| question.label.get(self.lang));
            self.say(key, &[("question", label), ("value", &self.value(question, value))])
        };
        let several = |key: &str, several: &[Condition]| {
            let word = format!(" {} ", self.say(key, &[]));
            let inner = several.len() == 1 && outer;
            let words: Vec<String> = several.iter().map(|one| self.condition(one, inner)).collect();
            let words = words.join(&word);
            if outer || several.len() == 1 { words } else { format!("({words})") }
        };
        match condition {
            Condition::Is { question, value } => about("form-when-is", question, value),
            Condition::IsNot { question, value } => about("form-when-is-not", question, value),
            Condition::Includes { question, value } => about("form-when-includes", question, value),
            Condition::Answered { question, answered: true } => about("form-when-answered", question, ""),
            Condition::Answered { question, answered: false } => about("form-when-unanswered", question, ""),
            Condition::All(all) => several("form-and", all),
            Condition::Any(any) => several("form-or", any),
        }
    }

    /// The label of a value, where the form lists it.
    fn value(&self, question: &str, value: &str) -> String {
        let listed = self.form.question(question).and_then(|question| match &question.choices {
            Choices::Fixed(fixed) => fixed.iter().find(|choice| choice.value == value),
            _ => None,
        });
        listed.map_or_else(|| value.to_owned(), |choice| choice.label.get(self.lang).to_owned())
    }
}
