//! Forms: reading definitions, reading answers, checking them, and the pages.

mod answers;
mod any;
mod conditions;
mod definitions;
mod drafts;
mod pages;

use forms::{Answers, Choice, Form, Lists};
use foundation::{Date, Lang, Texts};

/// The example of the README's format: one of each kind of question.
fn example() -> Form {
    Form::from_toml(include_str!("example.toml")).unwrap()
}

fn sign_in() -> Form {
    Form::from_toml(include_str!("sign-in.toml")).unwrap()
}

fn texts() -> Texts {
    Texts::load(&[forms::locale()]).unwrap()
}

fn day(text: &str) -> Date {
    foundation::parse_date(text).unwrap()
}

fn lists() -> Lists {
    let datasets = |lfs: &str, biz: &str| {
        vec![Choice::new("lfs", lfs).hint("2024 to 2026"), Choice::new("biz", biz), Choice::new("census", "Census")]
    };
    Lists::new()
        .with_lang("datasets", Lang::En, datasets("Labour Force Survey", "Business Survey"))
        .with_lang("datasets", Lang::Cy, datasets("Arolwg o’r Llafurlu", "Arolwg Busnes"))
        .file("f-1", "permission.pdf")
        .file("f-2", "permission.exe")
        .today(day("2026-11-22"))
}

/// Everything that the example asks for, well answered.
fn complete() -> Answers {
    Answers::new()
        .with("type", "research")
        .with("title", "Hours & wages")
        .with("abstract", "How hours follow wages.\n\nAnd why.")
        .with("start", day("2027-01-04"))
        .with("datasets", &["lfs", "biz"][..])
        .with("own-data", "yes")
        .with("owner-contact", "owner@example.org")
        .with("evidence", "f-1")
        .with("persons", "3")
        .with("data-completed", "yes")
        .with("outlet", "journal")
        .with("agree", "yes")
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Reads the whole form and says what is wrong, in English: "question: sentence".
fn wrong(form: &Form, sent: &[(&str, &str)]) -> Vec<String> {
    let (_, problems) = form.read(None, &pairs(sent), &lists());
    let sentences = problems.sentences(&texts(), Lang::En);
    sentences.into_iter().map(|(question, sentence)| format!("{question}: {sentence}")).collect()
}

/// What is wrong with one answer among others that are right.
fn wrong_answer(question: &str, values: &[&str]) -> Vec<String> {
    let answers = complete();
    let mut sent: Vec<(String, String)> = answers.pairs().into_iter().filter(|(name, _)| name != question).collect();
    sent.extend(values.iter().map(|value| (question.to_owned(), (*value).to_owned())));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    wrong(&example(), &sent)
}
