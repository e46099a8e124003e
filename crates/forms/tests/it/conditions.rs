use forms::{Answers, Completeness, Status};

use crate::{complete, example, lists, pairs};

fn asked(answers: &Answers) -> Vec<String> {
    let form = example();
    let asked = form.asked(answers);
    asked.iter().flat_map(|(_, questions)| questions.iter().map(|question| question.id.clone())).collect()
}

#[test]
fn a_question_is_asked_only_when_its_condition_holds() {
    let asks = |own: &str| asked(&complete().with("own-data", own)).contains(&"owner-contact".to_owned());
    assert!(asks("yes"));
    assert!(!asks("no") && !asks("") && !asks("perhaps"));
}

#[test]
fn all_and_any_are_joined_as_written() {
    let publishes = |answers: &Answers| asked(answers).contains(&"outlet".to_owned());
    assert!(publishes(&complete()));
    assert!(!publishes(&complete().with("type", "exploratory")));
    assert!(!publishes(&complete().with("owner-contact", "")));
    assert!(publishes(&complete().with("own-data", "no")));
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_counts_for_nothing() {
    // owner-contact is still there, but own-data is unanswered, so the section hangs on nothing.
    let answers = complete().with("own-data", "");
    assert!(answers.answered("owner-contact"));
    assert!(!asked(&answers).contains(&"outlet".to_owned()));
    let relevant = example().relevant(&complete().with("own-data", "no"));
    assert!(relevant.get("owner-contact").is_none() && relevant.get("evidence").is_none());
    assert_eq!(relevant.text("outlet"), "journal");
    assert!(example().relevant(&Answers::new().with("unknown", "x")).is_empty());
}

#[test]
fn an_includes_condition_looks_into_several_answers() {
    let answers = complete().with("topics", &["work", "health"][..]);
    assert!(asked(&answers).contains(&"health-detail".to_owned()));
    assert!(!asked(&answers.with("topics", &["work"][..])).contains(&"health-detail".to_owned()));
}

#[test]
fn the_opposite_of_is_holds_while_nothing_is_answered() {
    let text = include_str!("example.toml").replacen("own-data\", is = \"yes\"", "own-data\", is_not = \"yes\"", 1);
    let form = forms::Form::from_toml(&text).unwrap();
    assert!(form.asks("owner-contact", &Answers::new()));
    assert!(form.asks("owner-contact", &Answers::new().with("own-data", "no")));
    assert!(!form.asks("owner-contact", &Answers::new().with("own-data", "yes")));
}

#[test]
fn a_question_that_is_not_asked_cannot_be_wrong() {
    let answers = complete().with("own-data", "no").with("owner-contact", "not an address");
    assert!(example().check(&answers, &lists()).is_empty());
}

fn status(answers: &Answers) -> Vec<(String, Status)> {
    let form = example().only(&[]);
    form.status(answers, &lists()).into_iter().map(|(id, status)| (id.to_owned(), status)).collect()
}

#[test]
fn a_section_starts_when_those_before_it_are_completed() {
    use Status::{CannotStart, Completed, InProgress, NotStarted};
    let is = |all: &[(&str, Status)]| all.iter().map(|(id, status)| ((*id).to_owned(), *status)).collect::<Vec<_>>();
    assert_eq!(
        status(&Answers::new()),
        is(&[("type", NotStarted), ("summary", NotStarted), ("data", CannotStart), ("declaration", CannotStart)])
    );
    let some = Answers::new().with("type", "exploratory").with("title", "Hours");
    assert_eq!(
        status(&some),
        is(&[("type", Completed), ("summary", InProgress), ("data", NotStarted), ("declaration", CannotStart)])
    );
    assert!(status(&complete()).iter().all(|(_, status)| *status == Completed));
}

#[test]
fn a_section_that_the_person_says_is_unfinished_is_in_progress() {
    let answers = complete().with("data-completed", "no");
    assert!(status(&answers).contains(&("data".to_owned(), Status::InProgress)));
    assert!(!example().ready(&answers, &lists()));
    // What is missing is no problem while the person means to come back, what is wrong is one.
    let sent = pairs(&[("persons", "many"), ("data-completed", "no")]);
    let (_, problems) = example().read(Some("data"), &sent, &lists());
    let questions: Vec<&str> = problems.iter().map(|problem| problem.question.as_str()).collect();
    assert_eq!(questions, ["persons"]);
    // Sent as the whole form, there is no coming back.
    let (_, whole) = example().read(None, &sent, &lists());
    assert!(whole.of("datasets").is_some() && whole.of("data-completed").is_some());
}

#[test]
fn an_optional_section_keeps_nobody_from_submitting() {
    let srs = example().only(&["srs"]);
    assert!(srs.status(&complete(), &lists()).contains(&("ids", Status::NotStarted)));
    assert!(srs.ready(&complete(), &lists()));
}

#[test]
fn completeness_counts_what_must_be_answered_app_04() {
    let of = |answers: &Answers| example().completeness(answers, &lists());
    assert_eq!(of(&Answers::new()), Completeness { answered: 0, asked: 8 });
    assert_eq!(of(&complete()), Completeness { answered: 10, asked: 10 });
    assert_eq!(of(&complete().with("title", "")).percent(), 90);
    assert_eq!(of(&complete().with("persons", "0")).answered, 9);
}

#[test]
fn everything_that_is_missing_is_listed_in_the_order_of_the_form_app_04() {
    // Incomplete, listed with links
    let problems = example().check(&Answers::new().with("title", "Hours"), &lists());
    let questions: Vec<&str> = problems.iter().map(|problem| problem.question.as_str()).collect();
    assert_eq!(questions, ["type", "abstract", "start", "datasets", "own-data", "persons", "data-completed", "agree"]);
    assert!(problems.iter().all(|problem| problem.missing));
}
