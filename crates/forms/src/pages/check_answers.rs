//! Check answers: every question with its answer and a link to change it.

use foundation::{Lang, Texts, date_text};
use ui::{Html, SummaryList, SummaryRow};

use super::{heading, say};
use crate::{Answers, Choose, Form, Kind, Question};

/// Every question that is asked, section by section (`h2`). `change(section id, question id)` gives the address where
/// the answer is changed, or `None` where it cannot be.
pub fn check_answers(
    form: &Form,
    answers: &Answers,
    lang: Lang,
    texts: &Texts,
    choose: &dyn Choose,
    change: impl Fn(&str, &str) -> Option<String>,
) -> Html {
    let mut out = Html::default();
    for (section, questions) in form.asked(answers) {
        let questions: Vec<&Question> = questions.into_iter().filter(|question| !question.declares).collect();
        if questions.is_empty() {
            continue;
        }
        let mut list = SummaryList::new();
        for question in questions {
            let label = question.label.get(lang);
            let mut row = SummaryRow::new(label, answer(question, answers, lang, texts, choose));
            if let Some(href) = change(&section.id, &question.id) {
                row = row.action(say(texts, lang, "form-change", &[]), &href, label);
            }
            list = list.rows([row]);
        }
        out.push(&heading(2, "m", section.title.get(lang)));
        out.push(&list.html());
    }
    out
}

/// An answer as people read it: labels of choices, names of files, dates in words. "Not provided" where nothing was
/// answered and nothing had to be.
pub fn answer(question: &Question, answers: &Answers, lang: Lang, texts: &Texts, choose: &dyn Choose) -> Html {
    let values = answers.list(&question.id);
    let Some(value) = values.first().copied() else {
        let key = if question.optional { "form-not-provided" } else { "form-not-answered" };
        return say(texts, lang, key, &[]).into();
    };
    match question.kind {
        Kind::Password | Kind::Code => say(texts, lang, "form-not-shown", &[]).into(),
        Kind::Statement if value == "yes" => say(texts, lang, "form-confirmed", &[]).into(),
        Kind::Paragraph => Html::paragraphs(value),
        Kind::Date => answers.date(&question.id).map_or_else(|| value.to_owned(), |date| date_text(date, lang)).into(),
        Kind::Text | Kind::Number => affixed(question, value, lang).into(),
        Kind::File => several(values.iter().map(|reference| named(question, reference, choose))),
        Kind::YesNo | Kind::Radios | Kind::Checkboxes | Kind::Select => {
            let options = question.options(choose, lang);
            several(values.iter().map(|value| {
                let option = options.iter().find(|option| option.value == *value);
                option.map_or_else(|| (*value).to_owned(), |option| option.label.clone())
            }))
        }
        Kind::Email | Kind::Statement => value.into(),
    }
}

fn named(question: &Question, reference: &str, choose: &dyn Choose) -> String {
    choose.file(&question.id, reference).unwrap_or_else(|| reference.to_owned())
}

fn affixed(question: &Question, value: &str, lang: Lang) -> String {
    let prefix = question.prefix.as_ref().map_or("", |prefix| prefix.get(lang));
    match &question.suffix {
        Some(suffix) => format!("{prefix}{value} {}", suffix.get(lang)),
        None => format!("{prefix}{value}"),
    }
}

/// One as it is, several as a list.
fn several(values: impl Iterator<Item = String>) -> Html {
    let values: Vec<String> = values.collect();
    if let [one] = values.as_slice() {
        return one.into();
    }
    let items: String = values.iter().map(|value| format!("<li>{}</li>\n", Html::text(value))).collect();
    Html::trusted(format!("<ul class=\"govuk-list\">\n{items}</ul>"))
}
