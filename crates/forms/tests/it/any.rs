//! Whatever is sent: no panic, no answer to a question that does not exist, nothing that cannot be stored.

use forms::{Answer, pages};
use foundation::Lang;
use proptest::prelude::*;

use crate::{example, lists, texts};

/// Names of fields that exist, that nearly exist, and others.
fn name() -> impl Strategy<Value = String> {
    let mut known: Vec<String> = example().questions().map(|question| question.id.clone()).collect();
    known.extend(["start-day", "start-month", "start-year", "start-", "type-day", "", "Type"].map(str::to_owned));
    prop_oneof![8 => prop::sample::select(known), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = String> {
    let odd = [
        "yes",
        "no",
        "research",
        "lfs",
        "none",
        "f-1",
        "2027-01-04",
        "2027-02-31",
        "--",
        "-",
        "\0",
        "9",
        "1e9",
        "a@b.org",
    ];
    prop_oneof![
        prop::sample::select(odd.map(str::to_owned).to_vec()),
        "[0-9,.£+ -]{0,12}",
        any::<String>(),
        any::<i32>().prop_map(|number| number.to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_fields_give_answers_to_known_questions_only(sent in prop::collection::vec((name(), value()), 0..40)) {
        let form = example();
        let (answers, problems) = form.read(None, &sent, &lists());
        for (question, answer) in answers.iter() {
            prop_assert!(form.question(question).is_some(), "an answer to {question}");
            let values = match answer {
                Answer::One(value) => std::slice::from_ref(value),
                Answer::Many(values) => values.as_slice(),
            };
            prop_assert!(values.iter().all(|value| !value.contains('\0')));
        }
        // What was read once is read again as the same, and judged as the same but for characters that are gone.
        let (again, _) = form.read(None, &answers.pairs(), &lists());
        prop_assert_eq!(&again, &answers);
        let refused = |problem: &forms::Problem| matches!(&problem.said, forms::Said::Key { key, .. } if key == "form-characters");
        if !problems.iter().any(refused) {
            prop_assert_eq!(&problems, &form.check(&answers, &lists()));
        }
        let relevant = form.relevant(&answers);
        prop_assert_eq!(form.ready(&answers, &lists()), form.check(&relevant, &lists()).is_empty());
        prop_assert!(form.diff(&answers, &relevant).is_empty());
    }

    #[test]
    fn any_answers_can_be_shown_and_nothing_typed_becomes_markup(text in any::<String>(), date in "[0-9<>\"&-]{0,12}") {
        let form = example();
        let typed = format!("<script>{text}\"'");
        let answers = crate::complete().with("title", typed.as_str()).with("abstract", typed.as_str())
            .with("start", date.as_str()).with("type", typed.as_str()).with("outlet", typed.as_str());
        let problems = form.check(&answers, &lists());
        let texts = texts();
        let mut html = pages::check_answers(&form, &answers, Lang::En, &texts, &lists(), |_, _| Some("/x".into())).into_string();
        html += pages::fields(&form, &answers, &problems, Lang::Cy, &texts, &lists()).as_str();
        prop_assert!(!html.contains("<script"), "{html}");
    }
}
